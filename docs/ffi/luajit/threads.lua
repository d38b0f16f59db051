-- SPDX-License-Identifier: MIT OR Apache-2.0
-- A thread with a Lua state of its own: for the tests, the example and the measurements.
-- A program that is extended by LuaJIT starts its threads in its own way.
local ffi = require "ffi"

ffi.cdef [[
typedef struct lua_State lua_State;
lua_State *luaL_newstate(void);
void luaL_openlibs(lua_State *L);
int luaL_loadstring(lua_State *L, const char *text);
int lua_pcall(lua_State *L, int arguments, int results, int handler);
double lua_tonumber(lua_State *L, int index);
const char *lua_tolstring(lua_State *L, int index, size_t *length);
void lua_getfield(lua_State *L, int index, const char *key);
void lua_close(lua_State *L);
int pthread_create(unsigned long *thread, const void *attributes, void *(*start)(void *), void *);
int pthread_join(unsigned long thread, void **result);
]]

-- In the new state: `work` becomes a C function, which the new thread calls.
local prelude = [[
local ffi = require "ffi"
package.path = %q
local work = assert(loadstring(%q))
start = ffi.cast("void *(*)(void *)", function()
  local _, told = pcall(work, %s)
  result = tostring(told)
end)
return tonumber(ffi.cast("uintptr_t", start))
]]

local Thread = {}
Thread.__index = Thread

-- Waits for its end: what it returned, as a string.
function Thread:join()
  ffi.C.pthread_join(self.id, nil)
  ffi.C.lua_getfield(self.state, -10002, "result") -- LUA_GLOBALSINDEX
  local told = ffi.string(ffi.C.lua_tolstring(self.state, -1, nil))
  ffi.C.lua_close(self.state)
  return told
end

-- Runs the text of a chunk, with numbers for its arguments, in a new thread.
local function start(text, ...)
  local L, id = ffi.C.luaL_newstate(), ffi.new("unsigned long[1]")
  ffi.C.luaL_openlibs(L)
  local arguments = {}
  for i, number in ipairs { ... } do arguments[i] = ("%.0f"):format(number) end
  local whole = prelude:format(package.path, text, table.concat(arguments, ", "))
  if ffi.C.luaL_loadstring(L, whole) ~= 0 or ffi.C.lua_pcall(L, 0, 1, 0) ~= 0 then
    error(ffi.string(ffi.C.lua_tolstring(L, -1, nil)))
  end
  local callback = ffi.cast("void *(*)(void *)", ffi.cast("uintptr_t", ffi.C.lua_tonumber(L, -1)))
  assert(ffi.C.pthread_create(id, nil, callback, nil) == 0, "pthread_create")
  return setmetatable({ state = L, id = id[0] }, Thread)
end

return { start = start }
