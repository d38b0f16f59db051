#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# tags.sh: what a distribution puts into its package for running, and what into the
# one for building. Nothing is in both, or in neither.
#   tags.sh BUILD_ROOT
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# installed NAME OPTION...: the list NAME of what is installed.
installed() {
    mkdir "$work/$1"
    ${MESON:-meson} install -C "$build" --no-rebuild --quiet --destdir "$work/$1" "${@:2}" >"$work/log" 2>&1 ||
        { cat "$work/log"; exit 1; }
    (cd "$work/$1" && find . ! -type d | sort) >"$work/$1.list"
}
build=$1
installed all
installed runtime --tags runtime
installed devel --tags devel

if grep -vE '/libpicoring\.so\.0(\.[0-9.]+)?$' "$work/runtime.list"; then
    echo "these are not needed at run time"
    exit 1
fi
grep -q '/libpicoring\.so\.0$' "$work/runtime.list"
for part in include/picoring.h include/picoring/asio.hpp /libpicoring.so /libpicoring.a \
    /pkgconfig/picoring.pc /cmake/picoring/picoring-config.cmake \
    /cmake/picoring/picoring-config-version.cmake; do
    grep -q "$part\$" "$work/devel.list" || { echo "$part is not in devel"; exit 1; }
done
sort "$work/runtime.list" "$work/devel.list" | diff - "$work/all.list"
echo "runtime: $(wc -l <"$work/runtime.list"), devel: $(wc -l <"$work/devel.list")"
