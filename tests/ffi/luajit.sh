#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# LuaJIT over the prefix: compiled and interpreted, mirrored and emulated; its README's
# blocks, the example, and libraries that are not there, not ours, of another version, or
# without functions.
set -euo pipefail
: "${PICORING_LIBRARY:?run by tests/ffi/over_prefix.sh BUILD SCRIPT}"
. "$(dirname "$0")/refused.sh"
here=$(cd "$(dirname "$0")" && pwd)
for tool in luajit:luajit busted:lua-busted; do
    command -v "${tool%:*}" >/dev/null || { echo "skipped: ${tool%:*}; apt-get install ${tool#*:}"; exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$here/../../docs/ffi/luajit"
"$here/readme_blocks.sh" README.md sh "$work"
. "$work/1.sh" >"$work/printed" # which sets LUA_PATH for what follows
diff "$work/1.expected" "$work/printed"
rm "$work/1.expected"

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
[ "$(luajit example.lua /dev/null)" = "0 lines" ]
for file in "$work/none" "$work"; do # one that is missing, one that is a directory
    if luajit example.lua "$file" 2>"$work/err"; then exit 1; fi
    grep -qE 'No such file or directory|EISDIR|Is a directory' "$work/err" || { cat "$work/err"; exit 1; }
done

refuses_others module luajit -e 'require "picoring"'
if command -v cc >/dev/null; then
    library_of 100 0.1.0 "$work/bare.so" cc
    refused "$work/bare.so" "is libpicoring 0.1.0, and too old: it has no picoring_" luajit -e 'require "picoring"'
fi
