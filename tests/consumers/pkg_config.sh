#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# pkg_config.sh: a stranger with a compiler and pkg-config.
. "$(dirname "$0")/consumer.sh"
needs pkg-config pkg-config
project
strict=(-Wall -Wextra -pedantic -Werror -O2)
flags() { pkg-config --cflags --libs "$@" picoring; }

${CC:-cc} -std=c99 "${strict[@]}" program.c $(flags) -o c
expect "C, shared" "one line" "$(run ./c)"
${CC:-cc} -std=c99 "${strict[@]}" -DPICORING_NO_INLINE program.c $(flags) -o c-calls
expect "C, calls only" "one line" "$(run ./c-calls)"
${CC:-cc} -O2 program.c -static $(flags --static) -o static
expect "C, static" "one line" "$(./static)"
${CXX:-c++} -std=c++20 "${strict[@]}" program.cc $(flags) -o cpp
expect "C++, shared, no further library" 8199.5 "$(run ./cpp)"
${CXX:-c++} -std=c++20 "${strict[@]}" -pthread threads.cc $(flags) -o threads
expect "C++, threads" 1999000 "$(run ./threads)"
${CXX:-c++} -std=c++20 "${strict[@]}" program.cc -static $(flags --static) -o cpp-static
expect "C++, static" 8199.5 "$(./cpp-static)"

block python >program.py
expect "Python" 42 "$(run /usr/bin/env python3 program.py)"

for program in program.c program.cc; do
    expect "$program: at most 15 lines" yes "$([ "$(wc -l <$program)" -le 15 ] && echo yes)"
done
expect "soname" libpicoring.so.0 "$(objdump -p "$PICORING_LIBRARY" | awk '/SONAME/ {print $2}')"
version=$(awk -F'[^0-9]+' '/define PICORING_VERSION_M|define PICORING_VERSION_P/ {v = v "." $2}
    END {print substr(v, 2)}' "$PICORING_PREFIX/include/picoring/base.h")
expect "the version of the headers" "$version" "$(pkg-config --modversion picoring)"
