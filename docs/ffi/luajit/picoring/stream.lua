-- SPDX-License-Identifier: MIT OR Apache-2.0
-- A byte stream between whoever writes and whoever parses: capi/picoring/stream.h.
local ffi = require "ffi"
local library = require "picoring.library"
local object = require "picoring.object"
local C, done, refuse, count = library.C, library.done, library.refuse, library.count

local out_stream = ffi.typeof("picoring_stream *[1]")
local out_size = ffi.typeof("size_t[1]")
local words_pointer = ffi.typeof("picoring_words *")
local byte = object.element("uint8_t")
local ALL = ffi.cast("size_t", -1)

local function not_released(stream, mark) return stream.words.read == mark end
local function not_committed(stream, mark) return stream.words.write == mark end

local read_view = object.views(byte, not_released)
local write_view = object.views(byte, not_committed)

local Stream = object.class("picoring.stream")

-- Takes as much of the string (or of n bytes) as fits: how many bytes that was.
function Stream:write(data, n)
  local from, many = object.span(byte, data, n)
  local written = out_size()
  local code = C.picoring_stream_write(self.handle, from, many, written)
  if code ~= 0 then return refuse(code) end
  return tonumber(written[0])
end

-- A string of what there is, at most n bytes.
function Stream:read(n)
  local length = out_size()
  local place = C.picoring_stream_peek(self.handle, length)
  if place == nil then return refuse(C.picoring_stream_peek_status(self.handle)) end
  n = math.min(n and count(n) or math.huge, tonumber(length[0]))
  local text = ffi.string(place, n)
  C.picoring_stream_release(self.handle, n)
  return text
end

-- The next line without its end, or nil, EAGAIN: not there as a whole. nil, EEND: it
-- will not come; `read` gives what is left.
function Stream:line()
  local n, err = self:find("\n")
  if not n then return nil, err end
  local text = n == 0 and "" or self:read(n)
  C.picoring_stream_release(self.handle, 1)
  return text
end

-- for line in stream:lines() do ... end: all whole lines that are there now.
function Stream:lines() return Stream.line, self end

function Stream:claim(n)
  n = count(n)
  local place = C.picoring_stream_claim(self.handle, n)
  if place == nil then return refuse(C.picoring_stream_claim_status(self.handle, n)) end
  return write_view(self, place, n, self.words.write)
end

function Stream:commit(n)
  return done(C.picoring_stream_commit(self.handle, count(n)))
end

function Stream:cancel() return C.picoring_stream_cancel(self.handle) == 0 end

function Stream:peek()
  local n = out_size()
  local place = C.picoring_stream_peek(self.handle, n)
  if place == nil then return refuse(C.picoring_stream_peek_status(self.handle)) end
  return read_view(self, place, tonumber(n[0]), self.words.read)
end

function Stream:release(n)
  return done(C.picoring_stream_release(self.handle, count(n)))
end

-- Bytes from the oldest to the first `delimiter` at or behind `from`.
function Stream:find(delimiter, from)
  local offset = out_size()
  local code = C.picoring_stream_find(self.handle, count(from or 0), delimiter, #delimiter, offset)
  if code ~= 0 then return refuse(code) end
  return tonumber(offset[0])
end

-- One read(2) into the free block, one write(2) of the readable one: how many bytes.
function Stream:read_from_fd(fd, n)
  local came = out_size()
  local code = C.picoring_stream_read_from_fd(self.handle, fd, n and count(n) or ALL, came)
  if code ~= 0 then return refuse(code) end
  return tonumber(came[0])
end

function Stream:write_to_fd(fd, n)
  local went = out_size()
  local code = C.picoring_stream_write_to_fd(self.handle, fd, n and count(n) or ALL, went)
  if code ~= 0 then return refuse(code) end
  return tonumber(went[0])
end

-- Nothing more will be written; what is there can be read. (`close` gives all of it back.)
function Stream:finish()
  return done(C.picoring_stream_close(self.handle))
end

function Stream:ended() return C.picoring_stream_ended(self.handle) == 1 end
function Stream:len() return tonumber(self.words.used) end
function Stream:free() return tonumber(C.picoring_stream_free(self.handle)) end
function Stream:capacity() return tonumber(C.picoring_stream_capacity(self.handle)) end
-- Keeps the n oldest bytes; what was claimed is given up.
function Stream:truncate(n)
  return done(C.picoring_stream_truncate(self.handle, count(n)))
end

function Stream:clear() return C.picoring_stream_clear(self.handle) == 0 end
function Stream:describe() return library.describe(C.picoring_stream_mirror(self.handle)) end

local stream = {}

function stream.create(capacity, options)
  local out = out_stream()
  local code = C.picoring_stream_open(library.INLINE_ABI, count(capacity), library.options(options), out)
  if code ~= 0 then return refuse(code) end
  local self = object.own({}, out[0], C.picoring_stream_destroy)
  self.words = ffi.cast(words_pointer, out[0])
  return setmetatable(self, Stream)
end

return stream
