-- SPDX-License-Identifier: MIT OR Apache-2.0
-- busted remembers what ffi.typeof gave by its first argument alone, which for "$ *" is
-- not all of it: this puts LuaJIT's own function back. PICORING_JIT=off: interpreted.
local ffi = require "ffi"
for i = 1, 10 do
  local name, value = debug.getupvalue(ffi.typeof, i)
  if name == "original" then ffi.typeof = value break end
end
if os.getenv("PICORING_JIT") == "off" then jit.off() end
