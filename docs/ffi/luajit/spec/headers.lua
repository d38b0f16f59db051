-- SPDX-License-Identifier: MIT OR Apache-2.0
-- What the installed headers declare: each function, struct, enum and opaque type as
-- one line of plain C, by name, to be compared with what picoring/declarations.lua says.
local headers = {}

local function tidy(text)
  return (text:gsub("%s+", " "):gsub("%s*([%(%),;{}%*=])%s*", "%1"))
end

-- The declarations in C text without preprocessor lines: {name = tidied declaration}.
function headers.declarations(text)
  local found = {}
  text = text:gsub("/%*.-%*/", ""):gsub("\\\n", " "):gsub("\n%s*#[^\n]*", "\n")
  for body, name in text:gmatch("(typedef struct [%w_]+ %b{}) ([%w_]+);") do
    found["struct " .. name] = tidy(body)
  end
  for name, body in text:gmatch("enum ([%w_]+) (%b{});") do found["enum " .. name] = tidy(body) end
  for name in text:gmatch("typedef struct ([%w_]+) [%w_]+;") do found["opaque " .. name] = name end
  text = text:gsub("%b{}", "{}")
  for declaration, name, parameters in text:gmatch("([%w_ \n%*]-)(picoring_[%w_]*[%w])(%b());") do
    local result = declaration:gsub("PICORING_%u+", "")
    found[name] = tidy(result .. name .. parameters):gsub("^ ", "")
  end
  return found
end

function headers.installed(prefix)
  local all = {}
  local listing = assert(io.popen("cat '" .. prefix .. "'/include/picoring/*.h"))
  local text = listing:read("*a")
  listing:close()
  -- Functions are what is marked as exported; what has a body is not a declaration.
  local marked = text:gsub("PICORING_BODY[^{;]-%b{}", "")
  for name, declaration in pairs(headers.declarations(marked)) do all[name] = declaration end
  return all
end

return headers
