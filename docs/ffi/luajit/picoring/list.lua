-- SPDX-License-Identifier: MIT OR Apache-2.0
-- A growing array for gigabytes that never moves an element: capi/picoring/list.h.
--
-- push writes the element by the frozen words and publishes it with a call, since Lua has
-- no release store: other threads of the process may read the list.
local ffi = require "ffi"
local library = require "picoring.library"
local object = require "picoring.object"
local C, done, refuse, count = library.C, library.done, library.refuse, library.count

local out_list = ffi.typeof("picoring_list *[1]")
local out_size = ffi.typeof("size_t[1]")
local words_pointer = ffi.typeof("picoring_list_words *")

-- A list never moves: a view holds as long as its elements are in the list.
local function still_there(list, stop) return C.picoring_list_len(list.handle) >= stop end
-- What was claimed is there until something is appended.
local function not_committed(list, mark) return list.words.len == mark end

local function common(List, element)
  local read_view = object.views(element, still_there)
  local write_view = object.views(element, not_committed)

  -- All or none.
  function List:append(data, n)
    local from, many = object.span(element, data, n)
    return done(C.picoring_list_append(self.handle, from, many))
  end

  function List:claim(n)
    n = count(n)
    local place = C.picoring_list_claim(self.handle, n)
    if place == nil then return refuse(C.picoring_list_claim_status(self.handle, n)) end
    return write_view(self, place, n, self.words.len)
  end

  function List:commit(n)
    return done(C.picoring_list_commit(self.handle, count(n)))
  end

  function List:cancel() return C.picoring_list_cancel(self.handle) == 0 end

  function List:reserve(n)
    return done(C.picoring_list_reserve(self.handle, count(n)))
  end

  -- The elements that there are now, as one view.
  function List:view()
    local n = self:len()
    return read_view(self, C.picoring_list_data(self.handle), n, n)
  end

  -- Pieces of it, for passing on: chunk(0) to chunk(chunk_count() - 1).
  function List:chunk(index)
    local n = out_size()
    local place = C.picoring_list_chunk(self.handle, count(index), n)
    if place == nil then return nil end
    local stop = index * C.picoring_list_chunk_size(self.handle) + n[0]
    return read_view(self, place, tonumber(n[0]), stop)
  end

  function List:chunk_count() return tonumber(C.picoring_list_chunk_count(self.handle)) end
  function List:chunk_size() return tonumber(C.picoring_list_chunk_size(self.handle)) end
  function List:capacity() return tonumber(C.picoring_list_capacity(self.handle)) end
  function List:len() return tonumber(C.picoring_list_len(self.handle)) end
  function List:clear() return C.picoring_list_clear(self.handle) == 0 end
  function List:shrink() return C.picoring_list_shrink(self.handle) == 0 end

  function List:truncate(n)
    return done(C.picoring_list_truncate(self.handle, count(n)))
  end

  function List:describe()
    local info = ffi.new("picoring_list_info", ffi.sizeof("picoring_list_info"))
    C.picoring_list_describe(self.handle, info)
    return { reserved = tonumber(info.reserved), committed = tonumber(info.committed),
             huge_bytes = tonumber(info.huge_bytes) }
  end
end

local function hot(List, element)
  local pointer, by_value, new = element.pointer, element.by_value, element.type

  function List:push(value)
    local words = self.words
    if words.len >= words.ready then
      local code = C.picoring_step_ready(words, C.PICORING_VERB_PUSH, 1)
      if code ~= 0 then return refuse(code) end
    end
    ffi.cast(pointer, words.data)[words.len] = value
    C.picoring_list_commit(self.handle, 1)
    return true
  end

  -- The element at index, from 0 on: a number, or a reference to a struct in the list.
  function List:get(index)
    local place = C.picoring_list_at(self.handle, count(index))
    if place == nil then return nil end
    return ffi.cast(pointer, place)[0]
  end

  function List:set(index, value)
    self.scratch[0] = value
    return done(C.picoring_list_set(self.handle, count(index), self.scratch))
  end

  -- Takes the last element away.
  function List:pop()
    local code = C.picoring_list_pop(self.handle, self.scratch)
    if code ~= 0 then return refuse(code) end
    return by_value and self.scratch[0] or new(self.scratch[0])
  end
end

local classes = {}

local function class_of(element)
  if not classes[element] then
    local List = object.class("picoring.list")
    common(List, element)
    hot(List, element)
    classes[element] = List
  end
  return classes[element]
end

local list = {}

-- list("double", { reserve = 1e9 })
function list.create(ctype, options)
  local element, out = object.element(ctype), out_list()
  local code = C.picoring_list_open(library.INLINE_ABI, element.size,
    library.list_options(options), out)
  if code ~= 0 then return refuse(code) end
  local self = object.own({}, out[0], C.picoring_list_destroy)
  self.words, self.scratch = ffi.cast(words_pointer, out[0]), element.one()
  return setmetatable(self, class_of(element))
end

return list
