-- SPDX-License-Identifier: MIT OR Apache-2.0
-- Follows a log: what read(2) gives goes into a stream, whole lines come out in place,
-- and the last of each lie in a ring as a sliding window.
--   luajit example.lua [FILE]
local picoring = require "picoring"

local window = assert(picoring.ring("double", 100, { exact = true }))
local stream = assert(picoring.stream(65536))
local log = assert((arg[1] and io.open or io.popen)(arg[1] or
  "seq 1 100000 | sed 's/.*/GET \\/page 200 &/'"))
local ffi = require "ffi"
ffi.cdef "int fileno(void *file);"

local lines, got, err = 0
repeat
  got, err = stream:read_from_fd(ffi.C.fileno(log))
  for line in stream:lines() do
    lines = lines + 1
    window:push_overwrite(tonumber(line:match("(%d+)$")) or 0)
  end
until not got and err ~= picoring.errors.EAGAIN and err ~= picoring.errors.EINTR
log:close()
assert(err == picoring.errors.EEND, err)

local last, sum = window:peek(), 0
if not last then print("0 lines") return end
for i = 0, last.n - 1 do sum = sum + last.data[i] end -- one block, wherever it wraps
print(("%d lines; the last %d took %.1f on average"):format(lines, last.n, sum / last.n))
