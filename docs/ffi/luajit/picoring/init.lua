-- SPDX-License-Identifier: MIT OR Apache-2.0
-- libpicoring for LuaJIT. README.md shows how it is used; capi/picoring/*.h is the manual
-- of the verbs.
local ffi = require "ffi"
local library = require "picoring.library"
local channel = require "picoring.channel"

return {
  ring = require("picoring.ring").create,
  stream = require("picoring.stream").create,
  list = require("picoring.list").create,
  mirror = require("picoring.mirror").create,
  spsc = channel.spsc,
  mpsc = channel.mpsc,
  records = channel.records,
  -- Sides that another Lua state has detached.
  spsc_writer = channel.spsc_writer,
  spsc_reader = channel.spsc_reader,
  mpsc_producer = channel.mpsc_producer,
  mpsc_reader = channel.mpsc_reader,
  records_producer = channel.records_producer,
  records_reader = channel.records_reader,
  from_ring = channel.from_ring,
  errors = library.errors,
  granularity = tonumber(library.C.picoring_granularity()),
  version = ffi.string(library.C.picoring_version_string()),
}
