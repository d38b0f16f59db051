#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# cmake.sh: find_package(picoring CONFIG).
. "$(dirname "$0")/consumer.sh"
needs cmake cmake
needs make make
project cmake
configure() { cmake -S . -B "$1" -DCMAKE_PREFIX_PATH="$PICORING_PREFIX" "${@:2}"; }
uses() { if objdump -p "$1" | grep -q 'NEEDED *libpicoring'; then echo shared; else echo static; fi; }

# To find the library of the prefix, CMake gives the programs an RPATH.
# built DIRECTORY COMPONENTS TARGET...
built() {
    quietly configure "$1" -DWANTED_COMPONENTS="$2"
    quietly cmake --build "$1" --target "${@:3}"
}
mkdir readme
block cmake >readme/CMakeLists.txt
cp program.c readme
quietly cmake -S readme -B readme -DCMAKE_PREFIX_PATH="$PICORING_PREFIX"
quietly cmake --build readme
expect "the README's project" "one line shared" "$(readme/program) $(uses readme/program)"
built both "shared;static" shared static in_cxx
expect "picoring::shared" "one line shared" "$(both/shared) $(uses both/shared)"
expect "picoring::static" "one line static" "$(both/static) $(uses both/static)"
expect "picoring::picoring of both, in C++" "8199.5 shared" "$(both/in_cxx) $(uses both/in_cxx)"
built static static in_c
expect "picoring::picoring of static" "one line static" "$(static/in_c) $(uses static/in_c)"

refused "a newer version" "requested version" configure newer -DWANTED_VERSION=99
refused "an unknown component" "no component python" configure unknown -DWANTED_COMPONENTS=python
rm "$PICORING_PREFIX"/lib*/libpicoring.a "$PICORING_PREFIX"/lib/*/libpicoring.a 2>/dev/null || true
refused "static, which was not installed" "no component static" \
    configure missing -DWANTED_COMPONENTS=static
quietly configure still
