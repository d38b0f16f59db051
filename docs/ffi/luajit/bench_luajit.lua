-- SPDX-License-Identifier: MIT OR Apache-2.0
-- Nanoseconds an element, and a batch of 64, beside a queue made of a Lua table: the
-- median of nine runs. docs/ffi/README.md has the figures.
--   luajit bench_luajit.lua
local ffi = require "ffi"
local picoring = require "picoring"
local threads = require "threads"

local clock = require("picoring.library").C.picoring_now
local BATCH, RUNS = 64, 9

-- The median time of `work`, which does n of something, for one of them.
local function measure(name, n, work)
  local times = {}
  for run = 1, RUNS do
    local start = clock()
    work(n)
    times[run] = tonumber(clock() - start) / n
  end
  table.sort(times)
  print(("%-46s %9.1f ns"):format(name, times[(RUNS + 1) / 2]))
end

measure("table queue, push + pop", 2e7, function(n)
  local queue, head, tail, sum = {}, 0, 0, 0
  for i = 1, n do
    tail = tail + 1
    queue[tail % 1024 + 1] = i
    head = head + 1
    sum = sum + queue[head % 1024 + 1]
  end
  assert(sum == n * (n + 1) / 2)
end)

local ring = picoring.ring("double", 1024)
measure("ring, push + pop", 2e7, function(n)
  local sum = 0
  for i = 1, n do
    ring:push(i)
    sum = sum + ring:pop()
  end
  assert(sum == n * (n + 1) / 2)
end)

measure("table queue, 64 pushes + 64 pops", 4e5, function(n)
  local queue, head, tail, sum = {}, 0, 0, 0
  for _ = 1, n do
    for i = 1, BATCH do
      tail = tail + 1
      queue[tail % 1024 + 1] = i
    end
    for _ = 1, BATCH do
      head = head + 1
      sum = sum + queue[head % 1024 + 1]
    end
  end
  assert(sum == n * 2080)
end)

measure("ring, 64 in place: claim, commit, peek, release", 4e5, function(n)
  local sum = 0
  for _ = 1, n do
    local free = ring:claim(BATCH)
    for i = 0, BATCH - 1 do free.data[i] = i + 1 end
    ring:commit(BATCH)
    local view = ring:peek()
    for i = 0, view.n - 1 do sum = sum + view.data[i] end
    ring:release(view.n)
  end
  assert(sum == n * 2080)
end)

measure("table, t[#t + 1]", 1e6, function(n)
  local list = {}
  for i = 1, n do list[#list + 1] = i end
end)

measure("list, push", 1e6, function(n)
  local list = picoring.list("double")
  for i = 1, n do list:push(i) end
  list:close()
end)

local function threaded(name, n, per, work, drain)
  measure(name, n / per, function()
    local channel = picoring.spsc("double", 4096)
    local reader = channel:reader()
    local thread = threads.start(work, channel:writer():detach(), n)
    assert(drain(reader) == n * (n + 1) / 2)
    assert(thread:join() == "done")
  end)
end

threaded("spsc between two threads, push, pop", 5e6, 1, [[
  local handle, n = ...
  local writer = require("picoring").spsc_writer("double", handle)
  for i = 1, n do
    while not writer:push(i) do assert(writer:wait(64)) end
  end
  writer:close()
  return "done"
]], function(reader)
  local sum = 0
  repeat
    local value = reader:pop()
    if value then sum = sum + value end
  until not value and select(2, reader:wait()) == picoring.errors.EEND
  return sum
end)

threaded("spsc between two threads, 64 in place", 64e6, BATCH, [[
  local handle, n = ...
  local writer = require("picoring").spsc_writer("double", handle)
  for i = 0, n - 64, 64 do
    local free = writer:claim(64)
    while not free do
      assert(writer:wait(64))
      free = writer:claim(64)
    end
    for j = 0, 63 do free.data[j] = i + j + 1 end
    writer:commit(64)
  end
  writer:close()
  return "done"
]], function(reader)
  local sum = 0
  repeat
    local view = reader:peek()
    if view then
      for i = 0, view.n - 1 do sum = sum + view.data[i] end
      reader:release(view.n)
    end
  until not view and select(2, reader:wait()) == picoring.errors.EEND
  return sum
end)
