-- SPDX-License-Identifier: MIT OR Apache-2.0
-- A ring of equal elements, and a queue in place: capi/picoring/ring.h.
--
-- push, push_overwrite, pop and at run on the frozen words (docs/abi.md), so that the
-- compiler makes one loop of them and the caller's code. That is right because a ring
-- is one thread's, and a Lua state is too: nothing but this code and the calls of it,
-- which the compiler moves no access across, changes the words.
local ffi = require "ffi"
local library = require "picoring.library"
local object = require "picoring.object"
local C, done, refuse, count = library.C, library.done, library.refuse, library.count

local out_ring = ffi.typeof("picoring_ring *[1]")
local out_size = ffi.typeof("size_t[1]")
local words_pointer = ffi.typeof("picoring_words *")

local function not_released(ring, mark) return ring.words.read == mark end
local function not_committed(ring, mark) return ring.words.write == mark end

-- The verbs that are the same for each type of element.
local function common(Ring, element)
  local read_view = object.views(element, not_released)
  local write_view = object.views(element, not_committed)

  function Ring:push_n(data, n)
    local from, many = object.span(element, data, n)
    return done(C.picoring_ring_push_n(self.handle, from, many))
  end

  -- As many as fit: how many that was.
  function Ring:push_some(data, n)
    local from, many = object.span(element, data, n)
    local taken = out_size()
    local code = C.picoring_ring_push_some(self.handle, from, many, taken)
    if code ~= 0 then return refuse(code) end
    return tonumber(taken[0])
  end

  -- Into `out`, an array of at least n elements. All or none.
  function Ring:pop_n(out, n)
    return done(C.picoring_ring_pop_n(self.handle, out, count(n)))
  end

  function Ring:pop_some(out, n)
    local came = out_size()
    local code = C.picoring_ring_pop_some(self.handle, out, count(n), came)
    if code ~= 0 then return refuse(code) end
    return tonumber(came[0])
  end

  -- In place: n free elements as a view to write to, then commit.
  function Ring:claim(n)
    n = count(n)
    local place = C.picoring_ring_claim(self.handle, n)
    if place == nil then return refuse(C.picoring_ring_claim_status(self.handle, n)) end
    return write_view(self, place, n, self.words.write)
  end

  function Ring:commit(n)
    return done(C.picoring_ring_commit(self.handle, count(n)))
  end

  function Ring:cancel() return C.picoring_ring_cancel(self.handle) == 0 end

  -- All that is readable as a view, oldest first; give it back with release.
  function Ring:peek()
    local n = out_size()
    local place = C.picoring_ring_peek(self.handle, n)
    if place == nil then return refuse(C.picoring_ring_peek_status(self.handle)) end
    return read_view(self, place, tonumber(n[0]), self.words.read)
  end

  function Ring:release(n)
    return done(C.picoring_ring_release(self.handle, count(n)))
  end

  -- A window: n readable elements from `offset` on, 0 being the oldest.
  function Ring:view(offset, n)
    offset, n = count(offset), count(n)
    local place = C.picoring_ring_view(self.handle, offset, n)
    if place == nil then
      library.throw("ERANGE", ("picoring_ring_view: %d elements from %d on, of %d"):format(n,
        offset, self:len()))
    end
    return read_view(self, place, n, self.words.read)
  end

  function Ring:len() return tonumber(self.words.used) end
  function Ring:free() return tonumber(C.picoring_ring_free(self.handle)) end
  function Ring:capacity() return tonumber(C.picoring_ring_capacity(self.handle)) end
  function Ring:clear() return C.picoring_ring_clear(self.handle) == 0 end
  function Ring:describe() return library.describe(C.picoring_ring_mirror(self.handle)) end
end

local function hot(Ring, element)
  local pointer, size, by_value, new = element.pointer, element.size, element.by_value, element.type

  function Ring:push(value)
    local words = self.words
    local place, used = words.write, words.used
    if used >= words.limit then
      return refuse(C.picoring_seam_refuse(words, C.PICORING_VERB_PUSH, 1))
    end
    ffi.cast(pointer, place)[0] = value
    place = place + size
    if place >= words["end"] then place = C.picoring_seam_write(words, place) end
    words.write, words.used = place, used + 1
    return true
  end

  -- Drops the oldest if the ring is full.
  function Ring:push_overwrite(value)
    local words = self.words
    if words.used >= words.limit and words.used > 0 then self:release(1) end
    return self:push(value)
  end

  -- The oldest element: a number, or a copy of a struct.
  function Ring:pop()
    local words = self.words
    local place, used = words.read, words.used
    if used == 0 then return refuse(C.picoring_seam_refuse(words, C.PICORING_VERB_POP, 1)) end
    local value = ffi.cast(pointer, place)[0]
    if not by_value then value = new(value) end
    place = place + size
    if place >= words["end"] then place = C.picoring_seam_read(words, place) end
    words.read, words.used = place, used - 1
    return value
  end

  -- The element at index in place, 0 the oldest: a number, or a reference to a struct that
  -- holds until it is released.
  function Ring:at(index)
    local place = C.picoring_ring_at(self.handle, count(index))
    if place == nil then return nil end
    return ffi.cast(pointer, place)[0]
  end

  function Ring:set(index, value)
    self.scratch[0] = value
    return done(C.picoring_ring_set(self.handle, count(index), self.scratch))
  end
end

local classes = {}

local function class_of(element)
  if not classes[element] then
    local Ring = object.class("picoring.ring")
    common(Ring, element)
    hot(Ring, element)
    classes[element] = Ring
  end
  return classes[element]
end

local ring = {}

-- The owner of a handle of the library.
function ring.adopt(ctype, handle)
  local element = object.element(ctype)
  local self = object.own({}, handle, C.picoring_ring_destroy)
  self.element, self.words, self.scratch = element, ffi.cast(words_pointer, handle), element.one()
  return setmetatable(self, class_of(element))
end

-- ring("double", 3600, { exact = true })
function ring.create(ctype, capacity, options)
  local out = out_ring()
  local code = C.picoring_ring_open(library.INLINE_ABI, count(capacity), object.element(ctype).size,
    library.options(options), out)
  if code ~= 0 then return refuse(code) end
  return ring.adopt(ctype, out[0])
end

return ring
