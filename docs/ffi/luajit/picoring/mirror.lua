-- SPDX-License-Identifier: MIT OR Apache-2.0
-- Memory that appears twice, side by side: capi/picoring/mirror.h.
local ffi = require "ffi"
local library = require "picoring.library"
local object = require "picoring.object"
local C, done, refuse, count = library.C, library.done, library.refuse, library.count

local out_mirror = ffi.typeof("picoring_mirror *[1]")
local byte = object.element("uint8_t")

local Mirror = object.class("picoring.mirror")

local view_of = object.views(byte, function(mirror) return mirror.handle ~= nil end)

-- All 2 * size bytes, as a view. Byte i is byte size + i.
function Mirror:view()
  return view_of(self, C.picoring_mirror_data(self.handle), 2 * self:size())
end

function Mirror:size() return tonumber(C.picoring_mirror_size(self.handle)) end

-- What was written at [offset, offset + n) may be read in the other copy now.
function Mirror:sync(offset, n)
  return done(C.picoring_mirror_sync(self.handle, count(offset), count(n)))
end

function Mirror:describe() return library.describe(self.handle) end

local mirror = {}

function mirror.create(size, options)
  local out = out_mirror()
  local code = C.picoring_mirror_create(count(size), library.options(options), out)
  if code ~= 0 then return refuse(code) end
  return setmetatable(object.own({}, out[0], C.picoring_mirror_destroy), Mirror)
end

return mirror
