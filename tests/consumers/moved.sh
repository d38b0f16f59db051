#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# moved.sh: a prefix that is moved away after a program was built with it.
. "$(dirname "$0")/consumer.sh"
needs pkg-config pkg-config
project
# pkg-config quotes the space in the path.
build() { eval "${CC:-cc} program.c $(pkg-config --cflags --libs picoring) -o $1"; }
build before
mkdir "$consumer/else where"
mv "$PICORING_PREFIX" "$consumer/else where/prefix"
moved=$consumer/else\ where/prefix
PKG_CONFIG_PATH="$moved${PKG_CONFIG_PATH#"$PICORING_PREFIX"}"
PICORING_LIBRARY="$moved${PICORING_LIBRARY#"$PICORING_PREFIX"}"
expect "nothing is left where it was" no "$([ -e "$PICORING_PREFIX" ] && echo yes || echo no)"
expect "built before" "one line" "$(run ./before)"
build after
expect "built after, with pkg-config" "one line" "$(run ./after)"
if ! command -v cmake >/dev/null; then
    echo "skipped: cmake is not installed; apt-get install cmake"
else
    cp "$here/cmake/CMakeLists.txt" .
    quietly cmake -S . -B cmake -DCMAKE_PREFIX_PATH="$moved"
    quietly cmake --build cmake --target in_c
    expect "built after, with CMake" "one line" "$(cmake/in_c)"
fi
