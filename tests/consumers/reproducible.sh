#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# reproducible.sh: two builds, of sources that lie in different directories and in
# build directories at different depths, install the same bytes.
#   reproducible.sh SOURCE_ROOT
set -euo pipefail
root=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
meson=${MESON:-meson}

# installed NAME SOURCES BUILD
installed() {
    mkdir -p "$work/$2"
    (cd "$root" && cp -R meson.build meson_options.txt src include capi "$work/$2")
    { $meson setup "$work/$3" "$work/$2" --buildtype=debugoptimized --prefix=/usr \
        -Dtests=false -Dscenarios=false &&
        $meson install -C "$work/$3" --destdir "$work/$1"; } >"$work/log" 2>&1 ||
        { cat "$work/log"; exit 1; }
}
installed one here here/build
installed other some/where/else apart

diff -r --no-dereference "$work/one" "$work/other"
library=$(find "$work/one" -name 'libpicoring.so.*.*')
if ! readelf --wide --sections "$library" | grep -q .debug_info; then
    echo "no debug information: the test is too easy"
    exit 1
fi
if grep -rlaF "$work" "$work/one" "$work/other"; then
    echo "these tell where they were built"
    exit 1
fi
echo "$(find "$work/one" -type f | wc -l) files, byte for byte"
