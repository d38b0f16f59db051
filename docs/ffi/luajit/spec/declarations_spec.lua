-- SPDX-License-Identifier: MIT OR Apache-2.0
-- The hand-kept declarations are the headers' own, all of them, and nothing else.
local headers = require "spec.headers"

local function ours() return headers.declarations(require "picoring.declarations") end

describe("the declarations", function()
  local installed = headers.installed(os.getenv("PICORING_PREFIX"))

  it("say what the headers say of every function, struct, enum and handle", function()
    assert.are.same(installed, ours())
  end)

  it("are compared with more than two hundred functions", function()
    local n = 0
    for name in pairs(installed) do if name:find("^picoring_") then n = n + 1 end end
    assert.is_true(n > 200)
    assert.are.equal("int picoring_ring_push(picoring_ring*ring,const void*element)",
      installed.picoring_ring_push)
  end)
end)
