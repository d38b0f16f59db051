#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Installs into a prefix of its own and uses the library from there as a
# stranger would: with pkg-config alone. The programs are the README's, cut out
# of it as printed.
#   installed.sh SOURCE_ROOT
set -euo pipefail
root=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
meson=${MESON:-meson}

# The nth (otherwise the first) code block of a language in the README.
block() {
    awk -v fence="\`\`\`$1" -v nth="${2:-1}" \
        '$0 == fence {on = ++seen == nth; next} /^```$/ {on = 0} on' "$root/README.md"
}

$meson setup "$work/build" "$root" --prefix="$work/prefix" --libdir=lib --buildtype=release \
    -Dtests=false -Dscenarios=false >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
$meson install -C "$work/build" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
export PKG_CONFIG_PATH=$work/prefix/lib/pkgconfig

block c >"$work/program.c"
block cpp >"$work/program.cc"
block cpp 2 >"$work/threads.cc"
[ -s "$work/program.c" ] && [ -s "$work/program.cc" ]

expect() { # WHAT WANTED GOT
    [ "$2" = "$3" ] || { echo "$1: expected '$2', got '$3'"; exit 1; }
    echo "$1: ok"
}

flags() { pkg-config --cflags --libs "$@" picoring; }
run() { LD_LIBRARY_PATH=$work/prefix/lib "$@"; }

${CC:-cc} -std=c99 -Wall -Wextra -pedantic -Werror -O2 "$work/program.c" $(flags) -o "$work/c"
expect "C, shared" "one line" "$(run "$work/c")"
${CC:-cc} -std=c99 -O2 -DPICORING_NO_INLINE "$work/program.c" $(flags) -o "$work/c-calls"
expect "C, calls only" "one line" "$(run "$work/c-calls")"
${CXX:-c++} -std=c++20 -Wall -Wextra -pedantic -Werror -O2 "$work/program.cc" $(flags) -o "$work/cpp"
expect "C++, shared" "8199.5" "$(run "$work/cpp")"
${CXX:-c++} -std=c++20 -Wall -Wextra -pedantic -Werror -O2 -pthread "$work/threads.cc" $(flags) \
    -o "$work/threads"
expect "C++, threads" "1999000" "$(run "$work/threads")"
${CC:-cc} -O2 "$work/program.c" -static $(flags --static) -o "$work/static"
expect "C, static" "one line" "$("$work/static")"

block python >"$work/program.py"
expect "Python" 42 "$(run /usr/bin/env python3 "$work/program.py")"

mkdir "$work/project"
block meson >"$work/project/meson.build"
cp "$work/program.c" "$work/project"
$meson setup "$work/project/build" "$work/project" >"$work/log" 2>&1 &&
    $meson compile -C "$work/project/build" >>"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
expect "Meson" "one line" "$(run "$work/project/build/program")"

for program in c cpp; do
    expect "$program: lines of the README's program" yes \
        "$([ "$(wc -l <"$work/program.${program/cpp/cc}")" -le 15 ] && echo yes)"
done
needed=$(objdump -p "$work/prefix/lib/libpicoring.so" | awk '/NEEDED/ && $2 !~ /^ld-/ {print $2}' | tr '\n' ' ')
expect "what the library needs" "libc.so.6 " "$needed"
expect "soname" libpicoring.so.0 \
    "$(objdump -p "$work/prefix/lib/libpicoring.so" | awk '/SONAME/ {print $2}')"
