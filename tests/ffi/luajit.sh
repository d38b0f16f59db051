#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# LuaJIT over the prefix: compiled and interpreted, mirrored and emulated; its README's
# blocks, the example, and libraries that are not there or not ours.
set -euo pipefail
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

# Each must fail with a sentence that holds the words.
refused() { # LIBRARY WORDS
    if PICORING_LIBRARY=$1 luajit -e 'require "picoring"' 2>"$work/err"; then
        echo "$1 was accepted"
        exit 1
    fi
    grep -qF "$2" "$work/err" || { cat "$work/err"; exit 1; }
}
refused "$work/none.so" "libpicoring was not found"
refused libm.so.6 "libm.so.6 is not libpicoring"
if command -v cc >/dev/null; then
    echo 'unsigned picoring_version(void) { return 1; }
          const char *picoring_version_string(void) { return "0.0.1"; }' >"$work/old.c"
    cc -shared -fPIC -o "$work/old.so" "$work/old.c"
    refused "$work/old.so" "is version 0.0.1; this module needs 0.1.0 or later"
else
    echo "skipped: the test with a too old library, which wants a C compiler; apt-get install gcc"
fi
