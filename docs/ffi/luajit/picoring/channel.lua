-- SPDX-License-Identifier: MIT OR Apache-2.0
-- Channels between threads: spsc, mpsc, records (capi/picoring/spsc.h and so on).
--
-- A Lua state is one thread's. Threads have states of their own, and a side goes over to
-- one as a number: writer:detach() here, picoring.spsc_writer(ctype, number) there.
--
-- All verbs are calls, none runs on the frozen words: the compiler of LuaJIT knows no
-- acquire or release, and may take a load of the other side's count out of a loop. A call
-- costs a compiled loop about what a call costs C.
local ffi = require "ffi"
local library = require "picoring.library"
local object = require "picoring.object"
local ring = require "picoring.ring"
local C, done, refuse, count = library.C, library.done, library.refuse, library.count

local out_size = ffi.typeof("size_t[1]")
local out_event = ffi.typeof("intptr_t[1]")
local cursor_pointer = ffi.typeof("picoring_cursor *")
local byte = object.element("uint8_t")

-- Own place, written by this side only: what was claimed or peeked at is not passed yet.
local function not_passed(side, mark) return side.cursor.place == mark end
-- Of producers that are one of many, whose open claim the handle keeps.
local function claim_open(producer, mark) return producer.claimed == mark end

-- ---- What sides have in common ----

-- prefix: "picoring_spsc_writer"; wait: the C function that waits.
local function side_verbs(Side, prefix, wait, close)
  local interrupt, is_reader = C[prefix .. "_interrupt"], prefix:find("_reader$")

  Side.detach = object.detach
  -- Ends the channel from this side, which goes on. (`close` does, too, and gives it back.)
  function Side:finish() return done(close(self.handle)) end
  -- The wait of this side, or its next one, returns nil, EINTR.
  function Side:interrupt() return done(interrupt(self.handle)) end

  -- Until n go; nil, ETIMEDOUT after so many seconds, without them never.
  function Side:wait(n, seconds)
    return done(wait(self.handle, count(n or 1), library.nanoseconds(seconds),
      C.PICORING_CLOCK_RELATIVE))
  end

  if is_reader or prefix == "picoring_spsc_writer" then
    local event, arm, disarm = C[prefix .. "_event"], C[prefix .. "_arm"], C[prefix .. "_disarm"]
    -- The descriptor for poll and its kind; true from arm: ready now, no signal will come.
    function Side:event()
      local out = out_event()
      local code = event(self.handle, out)
      if code ~= 0 then return refuse(code) end
      return tonumber(out[0])
    end
    function Side:arm(n)
      local code = arm(self.handle, count(n or 1))
      if code < 0 then return refuse(code) end
      return code == 1
    end
    function Side:disarm() return done(disarm(self.handle)) end
  end
end

local function reader_verbs(Reader, kind, element)
  local prefix = "picoring_" .. kind
  local pop, pop_some = C[prefix .. "_pop_sized"], C[prefix .. "_pop_some"]
  local peek, peek_status = C[prefix .. "_peek"], C[prefix .. "_peek_status"]
  local release, length = C[prefix .. "_release"], C[prefix .. "_len"]
  local into_ring = C[prefix .. "_into_ring"]
  local size, by_value, new = element.size, element.by_value, element.type
  local view = object.views(element, not_passed)

  function Reader:pop()
    local scratch = self.scratch
    local code = pop(self.handle, scratch, size)
    if code ~= 0 then return refuse(code) end
    if by_value then return scratch[0] end
    return new(scratch[0])
  end

  -- Into `out`, an array of at least n elements: how many came.
  function Reader:pop_some(out, n)
    local came = out_size()
    local code = pop_some(self.handle, out, count(n), came)
    if code ~= 0 then return refuse(code) end
    return tonumber(came[0])
  end

  -- What is readable as a view, oldest first; give it back with release.
  function Reader:peek()
    local n = out_size()
    local place = peek(self.handle, n)
    if place == nil then return refuse(peek_status(self.handle)) end
    return view(self, place, tonumber(n[0]), self.cursor.place)
  end

  function Reader:release(n) return done(release(self.handle, count(n))) end
  function Reader:len() return tonumber(length(self.handle)) end

  -- The channel, all other handles of which are closed, as a ring with what is in it.
  function Reader:into_ring()
    local out = ffi.new("picoring_ring *[1]")
    local code = into_ring(self.handle, out)
    if code ~= 0 then return refuse(code) end
    object.detach(self)
    return ring.adopt(element.type, out[0])
  end
end

-- A class for each type of element.
local function by_element(make)
  local classes = {}
  return function(element)
    classes[element] = classes[element] or make(element)
    return classes[element]
  end
end

-- Of a class of sides: a function (ctype, number) that makes one of a handle, and owns it.
local function attaching(class_of, handle_type, destroy, with_cursor)
  local pointer = ffi.typeof(handle_type .. " *")
  return function(ctype, handle)
    local element = object.element(ctype)
    handle = ffi.cast(pointer, handle)
    if handle == nil then library.throw("EINVAL", "no " .. handle_type) end
    local cursor = with_cursor and ffi.cast(cursor_pointer, handle) or nil
    if cursor and cursor.element_size ~= element.size then
      library.throw("EINVAL", ("elements of %d bytes for a %s of %d"):format(element.size,
        handle_type, tonumber(cursor.element_size)))
    end
    local self = object.own({ cursor = cursor }, handle, destroy)
    self.scratch = element.one()
    return setmetatable(self, class_of(element))
  end
end

-- ---- spsc ----

local spsc_writer_class = by_element(function(element)
  local Writer, size = object.class("picoring.spsc_writer"), element.size
  local view = object.views(element, not_passed)
  side_verbs(Writer, "picoring_spsc_writer", C.picoring_spsc_wait_writable,
    C.picoring_spsc_writer_close)

  function Writer:push(value)
    self.scratch[0] = value
    return done(C.picoring_spsc_push_sized(self.handle, self.scratch, size))
  end

  function Writer:push_n(data, n)
    local from, many = object.span(element, data, n)
    return done(C.picoring_spsc_push_n(self.handle, from, many))
  end

  function Writer:push_some(data, n)
    local from, many = object.span(element, data, n)
    local taken = out_size()
    local code = C.picoring_spsc_push_some(self.handle, from, many, taken)
    if code ~= 0 then return refuse(code) end
    return tonumber(taken[0])
  end

  function Writer:claim(n)
    n = count(n)
    local place = C.picoring_spsc_claim(self.handle, n)
    if place == nil then return refuse(C.picoring_spsc_claim_status(self.handle, n)) end
    return view(self, place, n, self.cursor.place)
  end

  function Writer:commit(n) return done(C.picoring_spsc_commit(self.handle, count(n))) end
  function Writer:cancel() return done(C.picoring_spsc_cancel(self.handle)) end
  function Writer:free() return tonumber(C.picoring_spsc_free(self.handle)) end
  return Writer
end)

local spsc_reader_class = by_element(function(element)
  local Reader = object.class("picoring.spsc_reader")
  side_verbs(Reader, "picoring_spsc_reader", C.picoring_spsc_wait_readable,
    C.picoring_spsc_reader_close)
  reader_verbs(Reader, "spsc", element)
  -- All or none.
  function Reader:pop_n(out, n) return done(C.picoring_spsc_pop_n(self.handle, out, count(n))) end
  return Reader
end)

-- ---- mpsc ----

local mpsc_producer_class = by_element(function(element)
  local Producer, view = object.class("picoring.mpsc_producer"), object.views(element, claim_open)
  side_verbs(Producer, "picoring_mpsc_producer", C.picoring_mpsc_wait_writable,
    C.picoring_mpsc_close)

  function Producer:push(value)
    self.scratch[0] = value
    return done(C.picoring_mpsc_push(self.handle, self.scratch))
  end

  -- All or none, and nothing of others between them.
  function Producer:push_n(data, n)
    local from, many = object.span(element, data, n)
    return done(C.picoring_mpsc_push_n(self.handle, from, many))
  end

  function Producer:claim(n)
    n = count(n)
    local place = C.picoring_mpsc_claim(self.handle, n)
    if place == nil then return refuse(C.picoring_mpsc_claim_status(self.handle, n)) end
    self.claimed = {}
    return view(self, place, n, self.claimed)
  end

  local function settle(self, code)
    if code ~= 0 then return refuse(code) end
    self.claimed = nil
    return true
  end

  function Producer:commit(n) return settle(self, C.picoring_mpsc_commit(self.handle, count(n))) end
  function Producer:abort() return settle(self, C.picoring_mpsc_abort(self.handle)) end
  return Producer
end)

local mpsc_reader_class = by_element(function(element)
  local Reader = object.class("picoring.mpsc_reader")
  side_verbs(Reader, "picoring_mpsc_reader", C.picoring_mpsc_wait_readable,
    C.picoring_mpsc_reader_close)
  reader_verbs(Reader, "mpsc", element)
  return Reader
end)

-- ---- records ----

local message_to_write = object.views(byte, claim_open)
local message_to_read = object.views(byte, function(reader, lap) return reader.lap == lap end)

local Producer = object.class("picoring.records_producer")
side_verbs(Producer, "picoring_records_producer", C.picoring_records_wait_writable,
  C.picoring_records_close)

-- Copies a message in: a string, or n bytes.
function Producer:push(data, n)
  local from, many = object.span(byte, data, n)
  return done(C.picoring_records_push(self.handle, from, many))
end

-- A view to write a message of up to `length` bytes to; then commit or abort.
function Producer:claim(length)
  length = count(length)
  local place = C.picoring_records_claim(self.handle, length)
  if place == nil then return refuse(C.picoring_records_claim_status(self.handle, length)) end
  self.claimed = {}
  return message_to_write(self, place, length, self.claimed)
end

function Producer:commit(length)
  local code = C.picoring_records_commit(self.handle, count(length))
  if code ~= 0 then return refuse(code) end
  self.claimed = nil
  return true
end

function Producer:abort()
  local code = C.picoring_records_abort(self.handle)
  if code ~= 0 then return refuse(code) end
  self.claimed = nil
  return true
end

local Reader = object.class("picoring.records_reader")
side_verbs(Reader, "picoring_records_reader", nil, C.picoring_records_reader_close)

function Reader:wait(seconds)
  return done(C.picoring_records_wait_readable(self.handle, library.nanoseconds(seconds),
    C.PICORING_CLOCK_RELATIVE))
end

function Reader:arm()
  local code = C.picoring_records_reader_arm(self.handle)
  if code < 0 then return refuse(code) end
  return code == 1
end

-- The next message as a view, which holds until `release`.
function Reader:read()
  local length = out_size()
  local place = C.picoring_records_read(self.handle, length)
  if place == nil then return refuse(C.picoring_records_read_status(self.handle)) end
  return message_to_read(self, place, tonumber(length[0]), self.lap)
end

-- The next message as a string; frees it, and all that were read before.
function Reader:pop()
  local length = out_size()
  local place = C.picoring_records_read(self.handle, length)
  if place == nil then return refuse(C.picoring_records_read_status(self.handle)) end
  local text = ffi.string(place, length[0])
  self:release()
  return text
end

-- All messages read so far are done with.
function Reader:release()
  self.lap = self.lap + 1
  return done(C.picoring_records_release(self.handle))
end

-- ---- Channels: what opens the sides ----

local channel = {
  spsc_writer = attaching(spsc_writer_class, "picoring_spsc_writer",
    C.picoring_spsc_writer_destroy, true),
  spsc_reader = attaching(spsc_reader_class, "picoring_spsc_reader",
    C.picoring_spsc_reader_destroy, true),
  mpsc_producer = attaching(mpsc_producer_class, "picoring_mpsc_producer",
    C.picoring_mpsc_producer_destroy, false),
  mpsc_reader = attaching(mpsc_reader_class, "picoring_mpsc_reader",
    C.picoring_mpsc_reader_destroy, true),
}

function channel.records_producer(handle)
  local pointer = ffi.cast("picoring_records_producer *", handle)
  return setmetatable(object.own({}, pointer, C.picoring_records_producer_destroy), Producer)
end

function channel.records_reader(handle)
  local pointer = ffi.cast("picoring_records_reader *", handle)
  local self = object.own({ lap = 0 }, pointer, C.picoring_records_reader_destroy)
  return setmetatable(self, Reader)
end

-- The verb that opens a side: spsc:writer() and so on.
local function opening(kind, side)
  local open, out_handle = C["picoring_" .. kind .. "_" .. side .. "_open"],
    ffi.typeof("picoring_" .. kind .. "_" .. side .. " *[1]")
  local attach = channel[kind .. "_" .. side]
  return function(self)
    local out = out_handle()
    local code = open(self.handle, out)
    if code ~= 0 then return refuse(code) end
    if self.ctype then return attach(self.ctype, out[0]) end
    return attach(out[0])
  end
end

local classes = {}
for kind, sides in pairs { spsc = { "writer", "reader" }, mpsc = { "producer", "reader" },
                           records = { "producer", "reader" } } do
  local Channel = object.class("picoring." .. kind)
  for _, side in ipairs(sides) do Channel[side] = opening(kind, side) end
  local mirror, size = C["picoring_" .. kind .. "_mirror"],
    C["picoring_" .. kind .. (kind == "records" and "_longest" or "_capacity")]
  function Channel:describe() return library.describe(mirror(self.handle)) end
  Channel[kind == "records" and "longest" or "capacity"] = function(self)
    return tonumber(size(self.handle))
  end
  classes[kind] = Channel
end

local function adopt(kind, ctype, handle)
  local self = object.own({ ctype = ctype }, handle, C["picoring_" .. kind .. "_destroy"])
  return setmetatable(self, classes[kind])
end

local function creating(kind)
  local open, out_handle = C["picoring_" .. kind .. "_open"],
    ffi.typeof("picoring_" .. kind .. " *[1]")
  return function(ctype, capacity, options)
    local out, both = out_handle(), library.channel_options(options)
    local code = open(library.INLINE_ABI, count(capacity), object.element(ctype).size, both.channel, out)
    if code ~= 0 then return refuse(code) end
    return adopt(kind, ctype, out[0])
  end
end

channel.spsc, channel.mpsc = creating("spsc"), creating("mpsc")

-- records(65536), or records(65536, { producers = 1 }) if there is only one.
function channel.records(size, options)
  local wanted, producers = {}, C.PICORING_PRODUCERS_MANY
  for key, value in pairs(options or {}) do
    if key == "producers" then
      producers = value == 1 and C.PICORING_PRODUCERS_ONE or producers
    else
      wanted[key] = value
    end
  end
  local out, both = ffi.new("picoring_records *[1]"), library.channel_options(wanted)
  local code = C.picoring_records_open(library.INLINE_ABI, count(size), producers, both.channel, out)
  if code ~= 0 then return refuse(code) end
  return adopt("records", nil, out[0])
end

-- A ring becomes a channel, with what is in it.
function channel.from_ring(kind, from)
  local out, ctype = ffi.new("picoring_" .. kind .. " *[1]"), from.element.type
  local code = C["picoring_" .. kind .. "_from_ring"](from.handle, nil, out)
  if code ~= 0 then return refuse(code) end
  object.detach(from)
  return adopt(kind, ctype, out[0])
end

return channel
