#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Java over the prefix: compiled by javac without a warning, its tests, mirrored and
# emulated, the README's program built as it says, the example, and libraries that are
# not there, not ours, too old or of another soname.
set -euo pipefail
: "${PICORING_LIBRARY:?run by tests/ffi/over_prefix.sh BUILD SCRIPT}"
. "$(dirname "$0")/refused.sh"
here=$(cd "$(dirname "$0")" && pwd)
export PICORING=$here/../..
skip() { echo "skipped: $1; apt-get install $2"; exit 77; }
command -v javac >/dev/null || skip javac default-jdk-headless
jars=/usr/share/java
[ -e $jars/jna.jar ] || skip $jars/jna.jar libjna-java
[ -e $jars/junit4.jar ] || skip $jars/junit4.jar junit4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$PICORING/docs/ffi/java"

# Whoever has the handle must name its object behind the call: Handle's methods do.
if grep -nE '\bhandle\(\)' picoring/[!H]*.java; then exit 1; fi
javac -Xlint:unchecked,rawtypes,deprecation,try -Werror -d "$work/classes" -cp $jars/jna.jar picoring/*.java
javac -Xlint:unchecked,rawtypes,deprecation,try -Werror -d "$work/tests" -cp "$work/classes:$jars/jna.jar:$jars/junit4.jar" \
    test/*.java example/*.java bench/*.java
export CLASSPATH=$work/classes:$work/tests:$jars/jna.jar:$jars/junit4.jar:$jars/hamcrest.jar
java -Xcheck:jni org.junit.runner.JUnitCore picoring.PicoringTest >"$work/log" ||
    { cat "$work/log"; exit 1; }
grep '^OK' "$work/log"
PICORING_TECHNIQUE=shm java org.junit.runner.JUnitCore picoring.PicoringTest | grep '^OK'
if command -v cc >/dev/null; then
    # Compiled code forgets what it does not name any more; the interpreter holds it.
    cc -shared -fPIC -o "$work/long_calls.so" "$here/long_calls.c" -I"$PICORING_PREFIX/include" \
        -Wl,--no-as-needed "$PICORING_LIBRARY" -ldl
    LD_LIBRARY_PATH=$(dirname "$PICORING_LIBRARY") PICORING_LIBRARY=$work/long_calls.so \
        java -Xcomp -XX:CompileCommand=quiet -XX:CompileCommand=compileonly,picoring.*::* \
        org.junit.runner.JUnitCore picoring.LifetimeTest >"$work/log" || { cat "$work/log"; exit 1; }
    grep '^OK' "$work/log"
else
    echo "skipped: the test of long calls, which wants a C compiler; apt-get install gcc"
fi

seq 1 250 >"$work/numbers"
[ "$(java Follow <"$work/numbers")" = "250 lines; the last 100 took 200.5 on average" ]
[ "$(java Follow "$work/numbers")" = "250 lines; the last 100 took 200.5 on average" ]
[ "$(java Follow </dev/null)" = "0 lines" ]

# Without what is for building: no libpicoring.so.
mkdir "$work/runtime"
cp "$(dirname "$PICORING_LIBRARY")"/libpicoring.so.0 "$work/runtime"
[ "$(env -u PICORING_LIBRARY LD_LIBRARY_PATH="$work/runtime" java Follow </dev/null)" = "0 lines" ]

"$here/readme_blocks.sh" README.md java "$work/java"
"$here/readme_blocks.sh" README.md sh "$work/sh"
mkdir "$work/program"
cp "$work/java/1.java" "$work/program/Program.java"
(cd "$work/program" && bash -e "$work/sh/1.sh") | diff "$work/java/1.expected" -

refuses_others package java Follow
if command -v cc >/dev/null; then
    echo 'unsigned picoring_version(void) { return 100; }' >"$work/part.c"
    cc -shared -fPIC -o "$work/part.so" "$work/part.c"
    refused "$work/part.so" "is not libpicoring, or not all of it:" java Follow
    library_of 100 0.1.0 "$work/part.so" cc
    refused "$work/part.so" "is not libpicoring, or not all of it:" java Follow
fi
