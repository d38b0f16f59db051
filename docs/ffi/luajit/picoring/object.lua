-- SPDX-License-Identifier: MIT OR Apache-2.0
-- What all objects have in common: who owns a handle, what a closed one answers, the
-- types of elements, and views.
local ffi = require "ffi"
local library = require "picoring.library"
local count = library.count
local object = {}

-- ---- Handles ----

-- Whatever is done with a closed object is refused; closing it again is not.
local Closed = {}
function Closed.__index(_, key)
  if key == "close" then return function() end end
  library.throw("EFAULT", "the object has been closed or detached")
end
Closed.__newindex = Closed.__index

-- Makes `self` the owner of a handle: destroyed by close, or when it is collected.
function object.own(self, handle, destroy)
  self.handle, self.destroy = ffi.gc(handle, destroy), destroy
  return self
end

local function leave(self)
  local handle = ffi.gc(self.handle, nil)
  for key in pairs(self) do rawset(self, key, nil) end
  setmetatable(self, Closed)
  return handle
end

function object.close(self)
  local destroy = self.destroy
  destroy(leave(self))
end

-- Gives the handle up, as a number that another Lua state (of another thread) can attach.
function object.detach(self) return tonumber(ffi.cast("uintptr_t", leave(self))) end

-- The class `name` with the verbs that every object has.
function object.class(name)
  local class = { close = object.close }
  class.__index = class
  function class.__tostring() return name end
  return class
end

-- ---- Elements ----

local elements = {}

-- What one has to know of a C type: its pointer type, size, whether indexing gives a value
-- (numbers) or a reference into the memory (structs), which has to be copied.
function object.element(ctype)
  local known, type_ = pcall(ffi.typeof, ctype)
  if not known then
    library.throw("EINVAL", ("%s is no type of elements: %s"):format(tostring(ctype), type_))
  end
  local key = tostring(type_)
  if not elements[key] then
    local one = ffi.typeof("$[1]", type_)
    local probe = one()[0]
    elements[key] = { type = type_, size = ffi.sizeof(type_), pointer = ffi.typeof("$ *", type_),
                      one = one, by_value = tonumber(probe) ~= nil or type(probe) == "boolean" }
  end
  return elements[key]
end

-- Elements given to a verb: a pointer or array of them, or a string of their bytes.
function object.span(element, data, n)
  n = n and count(n)
  if type(data) == "string" then
    local whole = #data / element.size
    n = n or whole
    if n > whole or n % 1 ~= 0 then
      library.throw("EINVAL", ("%d bytes are not %s elements of %d"):format(#data, n, element.size))
    end
  elseif not n then
    library.throw("EINVAL", "how many elements has to be said, unless they are a string")
  end
  return ffi.cast("const void *", data), n
end

-- ---- Views: n elements in place, from 0 to n - 1, until they are given back ----

-- A class of views: gives the function (owner, data, n, mark) that makes one.
-- `valid(owner, mark)` tells whether the elements still are where they were. A view holds
-- its owner, so that the memory outlives it; view.data, the bare pointer, does not. It
-- has four fields, as small a table as can be: views are made in loops.
function object.views(element, valid)
  local View, pointer, size = {}, element.pointer, element.size

  local function check(view, index)
    if not valid(view.owner, view.mark) then
      library.throw("ESTATE", "the view's elements have been given back")
    end
    if not (index >= 0 and index < view.n and index % 1 == 0) then
      library.throw("ERANGE", ("element %s of a view of %d"):format(tostring(index), view.n))
    end
  end

  function View.__index(view, key)
    if type(key) ~= "number" then return View[key] end
    check(view, key)
    return view.data[key]
  end

  function View.__newindex(view, index, value)
    check(view, index)
    view.data[index] = value
  end

  -- The bytes of n elements from `from` on, copied into a string.
  function View.string(view, from, n)
    from = count(from or 0)
    n = count(n or view.n - from)
    if n == 0 then return "" end
    check(view, from)
    check(view, from + n - 1)
    return ffi.string(view.data + from, n * size)
  end

  return function(owner, data, n, mark)
    return setmetatable({ data = ffi.cast(pointer, data), n = n, owner = owner, mark = mark }, View)
  end
end

return object
