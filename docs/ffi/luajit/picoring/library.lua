-- SPDX-License-Identifier: MIT OR Apache-2.0
-- The library itself: finding it, its errors as Lua sees them, its options.
--
-- What a correct program meets - full, empty, ended, closed, out of memory - is returned
-- as `nil, err`. What only a mistake brings is thrown, as the same kind of object.
local ffi = require "ffi"
local declarations = require "picoring.declarations"

local library = { INLINE_ABI = 1 } -- the layout of the words that this module knows
local OLDEST, SONAME = 100, 0      -- 0.1.0: the first that has all the functions

local names = { OSX = "libpicoring.0.dylib", Windows = "libpicoring-0.dll" }

local function load()
  local name = os.getenv("PICORING_LIBRARY") or names[jit.os] or "libpicoring.so.0"
  local found, C = pcall(ffi.load, name)
  if not found then
    error(("libpicoring was not found: %s\n(install it, or let the variable " ..
      "PICORING_LIBRARY name the file)"):format(C), 0)
  end
  local ours, version = pcall(function() return C.picoring_version() end)
  if not ours then error(name .. " is not libpicoring: it has no picoring_version", 0) end
  if version < OLDEST or math.floor(version / 10000) ~= SONAME then
    error(("%s is version %s; this module needs 0.1.0 or later of soname %d"):format(name,
      ffi.string(C.picoring_version_string()), SONAME), 0)
  end
  for symbol in declarations:gmatch("(picoring_[%w_]+)%(") do
    if not pcall(function() return C[symbol] end) then
      error(("%s is libpicoring %s, and too old: it has no %s"):format(name,
        ffi.string(C.picoring_version_string()), symbol), 0)
    end
  end
  return C
end

local C = load()
library.C = C

-- ---- Errors: objects with code, name ("EAGAIN") and sentence ----

local Error = {}
Error.__index = Error
function Error.__tostring(err) return err.sentence end
function Error.__eq(one, other) return one.code == other.code end

local function make(code, sentence)
  local name = ffi.string(C.picoring_errname(code)):gsub("^PICORING_", "")
  return setmetatable({ code = code, name = name, sentence = sentence }, Error)
end

-- One object of each code, to compare with: err == picoring.errors.EAGAIN.
library.errors = {}
local by_code = {}
for code = C.PICORING_EPEER, C.PICORING_EAGAIN do
  local err = make(code, ffi.string(C.picoring_strerror(code)))
  library.errors[err.name], by_code[code] = err, err
end

local mistakes = {}
for _, name in ipairs { "ERANGE", "EINVAL", "EFAULT", "EOVERFLOW", "EALIGN", "E2BIG", "EVERSION",
                        "EBUSY", "ESTATE" } do
  mistakes[library.errors[name].code] = true
end

-- EAGAIN, EEND and ETIMEDOUT are news: the library makes no sentence, we make no object.
local function is_news(code)
  return code == C.PICORING_EAGAIN or code == C.PICORING_EEND or code == C.PICORING_ETIMEDOUT
end

function library.throw(name, sentence) error(make(library.errors[name].code, sentence), 0) end

-- What a verb that answered `code`, not 0, returns: nil and the error, or it throws.
function library.refuse(code)
  -- The second look of a ..._status may find what the first did not: try again.
  if code == 0 then code = C.PICORING_EAGAIN end
  if is_news(code) then return nil, by_code[code] end
  local err = make(code, ffi.string(C.picoring_last_error()))
  if mistakes[code] then error(err, 0) end
  return nil, err
end

-- The same for any code: true for 0.
function library.done(code)
  if code ~= 0 then return library.refuse(code) end
  return true
end

local SIZES = 2 ^ (8 * ffi.sizeof("size_t"))

-- A number of elements or bytes, or a place: ffi would make some other number of what is
-- none, of NaN or of -1.
function library.count(n)
  local number = tonumber(n)
  if not (number and number >= 0 and number < SIZES and number % 1 == 0) then
    library.throw("EINVAL", tostring(n) .. " is no number of elements or bytes")
  end
  return number
end

-- ---- Options: a table, e.g. { exact = true, technique = "memfd", prefault = true } ----

local constants = {
  huge = { off = C.PICORING_HUGE_OFF, try = C.PICORING_HUGE_TRY,
           require = C.PICORING_HUGE_REQUIRE },
  dump = { one = C.PICORING_DUMP_ONE, none = C.PICORING_DUMP_NONE },
  technique = {},
}
for number = C.PICORING_TECHNIQUE_AUTO, C.PICORING_TECHNIQUE_ASHMEM do
  constants.technique[ffi.string(C.picoring_technique_name(number))] = number
end

local function number_of(key, value)
  if constants[key] and type(value) == "string" then
    return constants[key][value] or library.throw("EINVAL", ("no %s is called %q"):format(key, value))
  end
  if type(value) == "boolean" then return value and 1 or 0 end
  return library.count(value)
end

local forbidden = { struct_size = true, allocate = true, deallocate = true, user = true,
                    memory = true, drop = true } -- callbacks of any thread are not for Lua

local function fill(options, key, value)
  if forbidden[key] or not pcall(function() return options[key] end) then
    library.throw("EINVAL", ("there is no option %q"):format(tostring(key)))
  end
  options[key] = number_of(key, value)
end

function library.options(wanted)
  local options = ffi.new("picoring_options")
  C.picoring_options_init(options, ffi.sizeof(options))
  for key, value in pairs(wanted or {}) do fill(options, key, value) end
  return options
end

function library.list_options(wanted)
  local options = ffi.new("picoring_list_options")
  C.picoring_list_options_init(options, ffi.sizeof(options))
  for key, value in pairs(wanted or {}) do fill(options, key, value) end
  return options
end

-- A channel's options and its memory's in one block, so that both live as long.
local both_options = ffi.typeof [[
struct { picoring_channel_options channel; picoring_options memory; }]]

-- `spin` is in seconds, as all times of this module; the rest is the memory's.
function library.channel_options(wanted)
  local both = both_options()
  C.picoring_channel_options_init(both.channel, ffi.sizeof(both.channel))
  C.picoring_options_init(both.memory, ffi.sizeof(both.memory))
  both.channel.memory = both.memory
  for key, value in pairs(wanted or {}) do
    if key == "spin" then both.channel.spin = value * 1e9 else fill(both.memory, key, value) end
  end
  return both
end

-- Seconds as the library counts them; nil waits for ever.
function library.nanoseconds(seconds)
  if seconds ~= seconds then library.throw("EINVAL", "a time of NaN seconds") end
  return seconds and ffi.cast("int64_t", math.max(seconds, 0) * 1e9) or -1
end

-- What memory was really got, as a table.
function library.describe(mirror)
  local info = ffi.new("picoring_mirror_info", ffi.sizeof("picoring_mirror_info"))
  C.picoring_mirror_describe(mirror, info)
  local told = { technique = ffi.string(C.picoring_technique_name(info.technique)) }
  for _, size in ipairs { "size", "granularity", "page_size", "huge_bytes", "dumped" } do
    told[size] = tonumber(info[size])
  end
  for _, flag in ipairs { "prefaulted", "locked", "inherited", "guarded" } do
    told[flag] = info[flag] ~= 0
  end
  return told
end

return library
