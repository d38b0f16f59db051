#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# LuaJIT over the prefix: compiled and interpreted, mirrored and emulated; its README's
# blocks, the example, and libraries that are not there, not ours, or of another version.
set -euo pipefail
: "${PICORING_LIBRARY:?run by tests/ffi/over_prefix.sh BUILD SCRIPT}"
. "$(dirname "$0")/refused.sh"
here=$(cd "$(dirname "$0")" && pwd)
export PICORING_LUA=$here/../../docs/ffi/luajit
for tool in luajit:luajit busted:lua-busted; do
    command -v "${tool%:*}" >/dev/null || { echo "skipped: ${tool%:*}; apt-get install ${tool#*:}"; exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LUA_PATH="$PICORING_LUA/?.lua;$PICORING_LUA/?/init.lua;;"
cd "$PICORING_LUA"

specs() { busted --lua="$(command -v luajit)" --lpath= --helper=spec/helper.lua spec; }
specs
PICORING_JIT=off specs
PICORING_TECHNIQUE=emulated specs

"$here/readme_blocks.sh" README.md lua "$work"
for block in "$work"/*.lua; do
    luajit "$block" | diff "${block%.lua}.expected" -
done

seq 1 250 >"$work/log"
[ "$(luajit example.lua "$work/log")" = "250 lines; the last 100 took 200.5 on average" ]
[ "$(luajit -joff example.lua "$work/log")" = "250 lines; the last 100 took 200.5 on average" ]

refuses_others module luajit -e 'require "picoring"'
