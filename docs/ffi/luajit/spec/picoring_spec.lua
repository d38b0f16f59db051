-- SPDX-License-Identifier: MIT OR Apache-2.0
-- What the objects do in Lua: values, ends, errors, views, and who owns what.
local ffi = require "ffi"
local picoring = require "picoring"
local threads = require "threads"
local E = picoring.errors

ffi.cdef [[
typedef struct { int32_t id; double value; uint8_t tail[5]; } picoring_spec_sample;
int pipe(int fds[2]);
ptrdiff_t write(int fd, const void *data, size_t n);
ptrdiff_t read(int fd, void *data, size_t n);
int close(int fd);
]]

-- `call` throws an error object of that name.
local function throws(name, call, ...)
  local ok, err = pcall(call, ...)
  assert.is_false(ok)
  assert.are.equal(name, type(err) == "table" and err.name or err)
  assert.are.equal(E[name], err)
  return err
end

local function gives(expected, value, err)
  assert.is_nil(value)
  assert.are.equal(expected, err)
end

describe("a ring", function()
  it("gives back in order what was pushed, over many laps, and is full at capacity", function()
    local ring = assert(picoring.ring("int32_t", 5, { exact = true }))
    assert.are.equal(5, ring:capacity())
    for lap = 0, 4999 do
      for i = 1, 5 do assert(ring:push(lap * 5 + i)) end
      gives(E.EAGAIN, ring:push(0))
      for i = 1, 5 do assert(ring:pop() == lap * 5 + i) end
    end
    gives(E.EAGAIN, ring:pop())
  end)

  it("keeps 64-bit integers, booleans and structs that straddle the seam", function()
    local wide = picoring.ring("uint64_t", 4)
    wide:push(2ULL ^ 63 + 1ULL)
    wide:push(0xfedcba9876543210ULL)
    wide:pop()
    assert.is_true(wide:pop() == 0xfedcba9876543210ULL)
    local flags = picoring.ring("bool", 4)
    flags:push(false)
    assert.is_false(flags:pop())
    local samples = picoring.ring("picoring_spec_sample", 100)
    for i = 1, samples:capacity() * 7 do
      samples:push { id = i, value = i / 2, tail = { 1, 2, 3, 4, i % 256 } }
      local sample = samples:pop()
      assert(sample.id == i and sample.value == i / 2 and sample.tail[4] == i % 256)
    end
  end)

  it("copies a popped struct, which a later push does not change", function()
    local ring = picoring.ring("picoring_spec_sample", 1, { exact = true })
    ring:push { id = 1 }
    local first = ring:pop()
    ring:push { id = 2 }
    assert.are.equal(1, first.id)
  end)

  it("keeps the last elements when it overwrites", function()
    local ring = picoring.ring("double", 3, { exact = true })
    for i = 1, 10 do ring:push_overwrite(i) end
    assert.are.same({ 8, 9, 10 }, { ring:at(0), ring:at(1), ring:at(2) })
    assert.is_nil(ring:at(3))
    ring:set(1, 77)
    assert.are.equal(77, ring:at(1))
    throws("ERANGE", ring.set, ring, 3, 0)
  end)

  it("is written and read in place, as one block over the seam", function()
    local ring = picoring.ring("uint16_t", 2048)
    local n = ring:capacity()
    ring:push_n(ffi.new("uint16_t[?]", n - 10), n - 10)
    ring:release(n - 10)
    local place = ring:claim(20)
    for i = 0, 19 do place[i] = 100 + i end
    ring:commit(20)
    local view = ring:peek()
    assert.are.equal(20, view.n)
    for i = 0, 19 do assert.are.equal(100 + i, view[i]) end
    assert.are.equal(105, ring:view(5, 3)[0])
    throws("ERANGE", ring.view, ring, 18, 3)
    throws("ERANGE", ring.release, ring, 21)
    ring:cancel()
    ring:clear()
    gives(E.EAGAIN, ring:peek())
  end)

  it("copies many: all or none, or what fits", function()
    local ring = picoring.ring("int32_t", 8, { exact = true })
    local from, out = ffi.new("int32_t[8]", 1, 2, 3, 4, 5, 6, 7, 8), ffi.new("int32_t[8]")
    assert.is_true(ring:push_n(from, 6))
    gives(E.EAGAIN, ring:push_n(from, 3))
    assert.are.equal(2, ring:push_some(from, 8))
    throws("ERANGE", ring.push_n, ring, from, 9)
    assert.is_true(ring:pop_n(out, 7))
    assert.are.equal(1, ring:pop_some(out, 8))
    assert.are.equal(2, out[0])
    assert.is_true(ring:push_n("\1\0\0\0\2\0\0\0"))
    assert.are.equal(2, ring:len())
    throws("EINVAL", ring.push_n, ring, "abc")
  end)

  it("does all of it with the emulated technique too", function()
    local ring = assert(picoring.ring("int32_t", 1000, { technique = "emulated" }))
    assert.are.equal("emulated", ring:describe().technique)
    for i = 1, 5 * ring:capacity() do
      ring:push(i)
      assert(ring:peek()[0] == i and ring:pop() == i)
    end
  end)
end)

describe("a stream", function()
  it("passes text on, line by line, and tells empty from ended", function()
    local stream = picoring.stream(100)
    assert.are.equal(16, stream:write("one\n\ntwo\nrest of"))
    local lines = {}
    for line in stream:lines() do lines[#lines + 1] = line end
    assert.are.same({ "one", "", "two" }, lines)
    gives(E.EAGAIN, stream:line())
    assert.are.equal("rest", stream:read(4))
    stream:finish()
    assert.is_false(stream:ended())
    gives(E.EEND, stream:line())
    assert.are.equal(" of", stream:read())
    gives(E.EEND, stream:read())
    assert.is_true(stream:ended())
    local _, err = stream:write("x")
    assert.are.equal(E.EPIPE, err)
    assert.is_truthy(err.sentence:find("picoring_stream_write", 1, true))
  end)

  it("gives short counts when it is full", function()
    local stream = picoring.stream(10, { exact = true })
    assert.are.equal(10, stream:write("0123456789abc"))
    gives(E.EAGAIN, stream:write("x"))
    assert.are.equal(3, stream:find("345"))
    gives(E.EAGAIN, stream:find("345", 4))
    local place = stream:peek()
    assert.are.equal("0123456789", place:string())
    assert.are.equal("23", place:string(2, 2))
    stream:release(10)
    local free = stream:claim(3)
    free[0], free[1], free[2] = 97, 98, 99
    stream:commit(3)
    assert.is_true(stream:truncate(2))
    throws("ERANGE", stream.truncate, stream, 3)
    assert.are.equal("ab", stream:read())
    assert.are.equal(10, stream:free())
  end)

  it("fills from a descriptor and empties into one", function()
    local fds, stream = ffi.new("int[2]"), picoring.stream(4096)
    assert(ffi.C.pipe(fds) == 0)
    stream:write("over a pipe")
    assert.are.equal(11, stream:write_to_fd(fds[1]))
    local _, err = stream:write_to_fd(fds[1])
    assert.are.equal(E.ENODATA, err)
    assert.are.equal(11, stream:read_from_fd(fds[0]))
    assert.are.equal("over a pipe", stream:read())
    ffi.C.close(fds[1])
    gives(E.EEND, stream:read_from_fd(fds[0]))
    ffi.C.close(fds[0])
    local _, bad = stream:read_from_fd(fds[0])
    assert.are.equal("EIO", bad.name)
  end)
end)

describe("a list", function()
  it("grows, never moves, and is read by index", function()
    local list = assert(picoring.list("int64_t"))
    list:push(1)
    local view = list:view()
    for i = 2, 200000 do assert(list:push(i)) end
    assert.are.equal(200000, list:len())
    assert.is_true(view[0] == 1LL and view.data == list:view().data)
    assert.is_true(list:get(199999) == 200000LL)
    assert.is_nil(list:get(200000))
    list:set(5, 55)
    assert.is_true(list:get(5) == 55LL and list:pop() == 200000LL)
    list:truncate(10)
    assert.are.equal(10, list:len())
    throws("ERANGE", list.truncate, list, 11)
    list:clear()
    gives(E.EAGAIN, list:pop())
    throws("ESTATE", function() return view[0] end)
  end)

  it("appends, claims, and is passed on in chunks", function()
    local list = picoring.list("int32_t", { chunk = 4 })
    list:append(ffi.new("int32_t[6]", 0, 1, 2, 3, 4, 5), 6)
    local place = list:claim(2)
    place[0], place[1] = 6, 7
    list:commit(2)
    throws("ESTATE", function() place[0] = 1 end)
    assert.are.equal(2, list:chunk_count())
    assert.are.equal(7, list:chunk(1)[3])
    assert.is_nil(list:chunk(2))
    list:reserve(1000)
    list:shrink()
    assert.is_true(list:describe().committed > 0)
  end)

  it("says when its reservation is full", function()
    local list = picoring.list("uint8_t", { reserve = 1 })
    local n = list:capacity()
    for _ = 1, n do assert(list:push(1)) end
    local ok, err = list:push(1)
    gives(E.ENOBUFS, ok, err)
    assert.are.equal(n, list:len())
    assert.is_truthy(err.sentence:find("picoring_list_push", 1, true))
  end)
end)

describe("a mirror", function()
  it("shows each byte twice", function()
    local mirror = picoring.mirror(picoring.granularity)
    local view, size = mirror:view(), mirror:size()
    view[3] = 42
    mirror:sync(3, 1)
    assert.are.equal(42, view[size + 3])
    throws("ERANGE", mirror.sync, mirror, 2 * size, 1)
    assert.are.equal(size, mirror:describe().size)
    mirror:close()
    throws("EFAULT", function() return view[3] end)
  end)
end)

describe("an spsc", function()
  it("passes on what was written before it ended", function()
    local channel = picoring.spsc("double", 4, { exact = true })
    local writer, reader = channel:writer(), channel:reader()
    throws("EBUSY", channel.writer, channel)
    assert.are.equal(4, channel:capacity())
    writer:push(1.5)
    writer:push_n(ffi.new("double[2]", 2.5, 3.5), 2)
    assert.are.equal(1, writer:push_some(ffi.new("double[9]", 4.5), 9))
    gives(E.EAGAIN, writer:push(0))
    gives(E.ETIMEDOUT, writer:wait(1, 0.001))
    assert.are.equal(4, reader:len())
    local view = reader:peek()
    assert.are.equal(2.5, view[1])
    reader:release(1)
    throws("ESTATE", function() return view[1] end)
    writer:claim(1)[0] = 5.5
    writer:commit(1)
    writer:close()
    local out = ffi.new("double[9]")
    assert.are.equal(2.5, reader:pop())
    assert.are.equal(3, reader:pop_some(out, 9))
    assert.are.equal(5.5, out[2])
    gives(E.EEND, reader:pop())
    gives(E.EEND, reader:wait())
  end)

  it("writes into a channel that the reader has left: EPIPE", function()
    local channel = picoring.spsc("double", 4)
    local writer = channel:writer()
    channel:reader():close()
    local pushed, err
    repeat pushed, err = writer:push(1) until not pushed -- until it looks at the reader's side
    gives(E.EPIPE, pushed, err)
  end)

  it("ends a wait that was interrupted", function()
    local reader = picoring.spsc("double", 4):reader()
    reader:interrupt()
    gives(E.EINTR, reader:wait(1))
  end)

  it("signals an event loop once when it is armed", function()
    local channel = picoring.spsc("double", 4)
    local writer, reader = channel:writer(), channel:reader()
    local event, count = reader:event(), ffi.new("uint64_t[1]")
    assert.is_false(reader:arm())
    writer:push(1)
    assert.are.equal(8, tonumber(ffi.C.read(event, count, 8)))
    assert.is_true(reader:arm())
    reader:disarm()
  end)

  it("whose side is attached with elements of another size refuses it, and it stays", function()
    local channel = picoring.spsc("double", 4)
    local writer, reader = channel:writer():detach(), channel:reader():detach()
    local err = throws("EINVAL", picoring.spsc_writer, "float", writer)
    assert.are.equal("elements of 4 bytes for a picoring_spsc_writer of 8", err.sentence)
    throws("EINVAL", picoring.spsc_reader, "int32_t", reader)
    throws("EINVAL", picoring.spsc_reader, "double")
    throws("EINVAL", picoring.mpsc_reader, "int32_t", picoring.mpsc("double", 4):reader():detach())
    picoring.spsc_writer("double", writer):push(1.5)
    assert.are.equal(1.5, picoring.spsc_reader("double", reader):pop())
  end)

  it("is made of a ring, and becomes one again", function()
    local ring = picoring.ring("double", 4)
    ring:push(1)
    local channel = picoring.from_ring("spsc", ring)
    throws("EFAULT", function() return ring:len() end)
    local writer, reader = channel:writer(), channel:reader()
    writer:push(2)
    throws("EBUSY", reader.into_ring, reader)
    writer:close()
    channel:close()
    local back = reader:into_ring()
    assert.are.same({ 1, 2 }, { back:pop(), back:pop() })
  end)

  it("carries a million numbers from a thread to this one", function()
    local channel = picoring.spsc("double", 500)
    local reader = channel:reader()
    local thread = threads.start([[
      local handle, n = ...
      local writer = require("picoring").spsc_writer("double", handle)
      for i = 1, n do
        while not writer:push(i) do assert(writer:wait()) end
      end
      writer:close()
      return "done"
    ]], channel:writer():detach(), 1e6)
    local expected, err = 1, nil
    repeat
      local value = reader:pop()
      if value then
        assert(value == expected)
        expected = value + 1
      else
        _, err = reader:wait()
      end
    until err == E.EEND
    assert.are.equal("done", thread:join())
    assert.are.equal(1e6 + 1, expected)
  end)
end)

describe("an mpsc", function()
  it("settles claims in order; a view of one ends with it", function()
    local channel = picoring.mpsc("int32_t", 16)
    local one, two, reader = channel:producer(), channel:producer(), channel:reader()
    local place = one:claim(2)
    two:push(3)
    gives(E.EAGAIN, reader:pop())
    place[0], place[1] = 1, 2
    throws("ESTATE", one.claim, one, 1)
    one:commit(2)
    throws("ESTATE", function() place[0] = 9 end)
    assert.are.equal(3, reader:peek().n)
    assert.are.same({ 1, 2, 3 }, { reader:pop(), reader:pop(), reader:pop() })
    one:claim(1)
    one:abort()
    two:push_n(ffi.new("int32_t[2]", 4, 5), 2)
    assert.are.equal(4, reader:pop())
    one:finish()
    assert.are.equal(E.EPIPE, select(2, two:push(1)))
    assert.are.equal(5, reader:pop())
    gives(E.EEND, reader:pop())
  end)

  it("carries what two threads push, each in its order", function()
    local channel = picoring.mpsc("double", 300)
    local reader, each = channel:reader(), 200000
    local work = [[
      local handle, from, n = ...
      local producer = require("picoring").mpsc_producer("double", handle)
      for i = from + 1, from + n do
        while not producer:push(i) do assert(producer:wait()) end
      end
      producer:close()
      return "done"
    ]]
    local first = threads.start(work, channel:producer():detach(), 0, each)
    local second = threads.start(work, channel:producer():detach(), 1e9, each)
    channel:close()
    local last, n = { [0] = 0, [1] = 1e9 }, 0
    while true do
      local value = reader:pop()
      if value then
        local who = value > 1e9 and 1 or 0
        assert(value == last[who] + 1)
        last[who], n = value, n + 1
      elseif select(2, reader:wait()) == E.EEND then
        break
      end
    end
    assert.are.equal("done", first:join())
    assert.are.equal("done", second:join())
    assert.are.equal(2 * each, n)
  end)
end)

describe("records", function()
  it("carry messages of any length, in place or copied", function()
    local channel = picoring.records(4096)
    local producer, reader = channel:producer(), channel:reader()
    for i = 0, 999 do
      assert(producer:push(("x"):rep(i % 97)))
      assert(reader:pop() == ("x"):rep(i % 97))
    end
    local place = producer:claim(10)
    place[0], place[1] = 104, 105
    producer:commit(2)
    throws("ESTATE", function() place[0] = 1 end)
    producer:claim(5)
    producer:abort()
    producer:push("last")
    local message = reader:read()
    assert.are.equal("hi", message:string())
    reader:release()
    throws("ESTATE", message.string, message)
    assert.are.equal("last", reader:pop())
    gives(E.ETIMEDOUT, reader:wait(0.001))
    throws("ERANGE", producer.push, producer, ("x"):rep(channel:longest() + 1))
    producer:finish()
    gives(E.EEND, reader:read())
  end)

  it("allow one producer if one was asked for", function()
    local channel = picoring.records(4096, { producers = 1 })
    local _ = channel:producer()
    throws("EBUSY", channel.producer, channel)
  end)
end)

describe("bad input", function()
  it("is refused with the library's sentence", function()
    local err = throws("EINVAL", picoring.ring, "double", 0)
    assert.is_truthy(tostring(err):find("picoring_ring_create", 1, true))
    assert.are.equal(-8, err.code)
    throws("EINVAL", picoring.ring, "double", 1, { colour = 1 })
    throws("EINVAL", picoring.ring, "double", 1, { technique = "magic" })
    throws("EINVAL", picoring.ring, "double", 1, { allocate = 1 })
    throws("EOVERFLOW", picoring.ring, "double", 2 ^ 62)
    for _, make in ipairs { picoring.ring, picoring.spsc, picoring.mpsc, picoring.records,
                            picoring.list, picoring.stream, picoring.mirror } do
      throws("EINVAL", make)
    end
    throws("EINVAL", picoring.ring, "dble", 1)
    throws("EINVAL", picoring.list, "dble")
  end)

  it("from words of a layout that the library does not know is refused", function()
    local library = require "picoring.library"
    local known = library.INLINE_ABI
    finally(function() library.INLINE_ABI = known end)
    library.INLINE_ABI = known + 1
    throws("EVERSION", picoring.ring, "double", 1)
    throws("EVERSION", picoring.stream, 1)
    throws("EVERSION", picoring.list, "double")
    throws("EVERSION", picoring.spsc, "double", 1)
    throws("EVERSION", picoring.records, 64)
  end)

  it("to a closed object is refused, to close it again is not", function()
    local ring = picoring.ring("double", 4)
    ring:push(1)
    local view = ring:peek()
    ring:close()
    ring:close()
    throws("EFAULT", function() ring:push(1) end)
    throws("EFAULT", function() return view[0] end)
  end)

  it("in views is refused at their borders, and where no element is", function()
    local ring = picoring.ring("double", 4)
    ring:push(1)
    local view = ring:peek()
    for _, index in ipairs { 1, -1, 0.5, 0 / 0, math.huge, -math.huge, 2 ^ 63, 2 ^ 64 } do
      throws("ERANGE", function() return view[index] end)
      throws("ERANGE", function() view[index] = 0 end)
    end
    throws("EINVAL", view.string, view, 0 / 0, 4)
    throws("EINVAL", view.string, view, 0, 0 / 0)
    throws("EINVAL", view.string, view, 0, -1)
    throws("ERANGE", view.string, view, 0, 2)
  end)

  it("of what is no number of elements is refused by every verb", function()
    local ring, list = picoring.ring("uint8_t", 4096), picoring.list("uint8_t")
    local stream, mirror = picoring.stream(64), picoring.mirror(64)
    local spsc, mpsc, records = picoring.spsc("uint8_t", 4), picoring.mpsc("uint8_t", 4),
      picoring.records(64)
    local writer, reader, out = spsc:writer(), spsc:reader(), ffi.new("uint8_t[4]")
    local producer, consumer, sender = mpsc:producer(), mpsc:reader(), records:producer()
    ring:push_n("abc")
    list:append("abc")
    stream:write("abc")
    local verbs = {
      [ring] = { "push_n,out", "push_n,abc", "push_some,abc", "pop_n,out", "pop_some,out", "claim",
                 "commit", "release", "view,0", "at", "set" },
      [list] = { "append,out", "append,abc", "claim", "commit", "reserve", "chunk", "truncate", "get",
                 "set" },
      [stream] = { "write,abc", "read", "claim", "commit", "release", "find,c", "read_from_fd,9",
                   "write_to_fd,9", "truncate" },
      [mirror] = { "sync,0", "sync" },
      [writer] = { "push_n,abc", "push_some,abc", "claim", "commit", "wait", "arm" },
      [reader] = { "pop_n,out", "pop_some,out", "release", "wait", "arm" },
      [producer] = { "push_n,abc", "claim", "commit", "wait" },
      [consumer] = { "pop_some,out", "release", "wait" },
      [sender] = { "push,abc", "claim", "commit", "wait" },
    }
    for _, n in ipairs { 0 / 0, -1, 0.5, 1.5, math.huge, 2 ^ 64, 2 ^ 64 + 4096, -1LL, "many" } do
      for thing, names in pairs(verbs) do
        for _, name in ipairs(names) do
          local verb, first = name:match("^([%w_]+),?(.*)$")
          first = first == "out" and out or tonumber(first) or first
          if first == "" then
            throws("EINVAL", thing[verb], thing, n, 1)
          else
            throws("EINVAL", thing[verb], thing, first, n)
          end
        end
      end
      throws("EINVAL", picoring.ring, "double", n)
      throws("EINVAL", picoring.stream, n)
      throws("EINVAL", picoring.mirror, n)
      throws("EINVAL", picoring.spsc, "double", n)
      throws("EINVAL", picoring.records, n)
      throws("EINVAL", picoring.list, "double", { reserve = n })
    end
    throws("EINVAL", reader.wait, reader, 1, 0 / 0)
    assert.are.same({ 3, 3, 3 }, { ring:len(), list:len(), stream:len() })
  end)

  it("on any system it asks for the library by the name it has there", function()
    local names = { Linux = "libpicoring.so.0", BSD = "libpicoring.so.0",
                    OSX = "libpicoring.0.dylib", Windows = "libpicoring-0.dll" }
    for os, name in pairs(names) do
      local program = ("jit.os = '%s'; package.path = [[%s]]; print(pcall(require, 'picoring'))")
        :format(os, package.path)
      local pipe = io.popen(("env -u PICORING_LIBRARY luajit -e \"%s\""):format(program))
      local said = pipe:read("*a")
      pipe:close()
      assert.is_truthy(said:find("not found: " .. name, 1, true), said)
    end
  end)
end)

describe("memory", function()
  it("goes back when an object is forgotten, and not while a view is held", function()
    local function mappings()
      local n = 0
      for line in io.lines("/proc/self/maps") do
        if line:find("picoring", 1, true) then n = n + 1 end
      end
      return n
    end
    collectgarbage()
    collectgarbage()
    local before, held = mappings(), nil
    for i = 1, 50 do
      local ring = picoring.ring("double", 512, { technique = "memfd" })
      ring:push(i)
      held = ring:peek()
    end
    assert.is_true(mappings() > before)
    for _ = 1, 3 do collectgarbage() end
    assert.are.equal(50, held[0])
    local one = mappings() - before
    held = nil
    for _ = 1, 3 do collectgarbage() end
    assert.are.equal(2, one)
    assert.are.equal(before, mappings())
  end)
end)
