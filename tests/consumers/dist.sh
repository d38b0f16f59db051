#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# dist.sh: what `meson dist` packs, which is the last commit, builds and passes its
# tests where there is no network. Of the tests a choice, in a quarter of a minute;
# with --all, all of them, in some minutes.
#   dist.sh SOURCE_ROOT [--all]
set -euo pipefail
root=$1
if [ ! -e "$root/.git" ]; then
    echo "skipped: meson dist packs a commit, and this is no git checkout"
    exit 77
fi
command -v git >/dev/null || { echo "skipped: git is not installed; apt-get install git"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
meson=${MESON:-meson}
cd "$work"

apart=(unshare --net)
[ "$(id -u)" -eq 0 ] || apart+=(--map-root-user)
if ! "${apart[@]}" true 2>/dev/null; then
    echo "skipped: to be without a network takes a namespace: the tarball is built with one"
    apart=()
fi
quietly() { "$@" >log 2>&1 || { tail -n 100 log; echo "failed: $*"; exit 1; }; }

quietly $meson setup packing "$root" -Dtests=false -Dscenarios=false
quietly $meson dist -C packing --no-tests --allow-dirty --formats gztar
tar -xzf packing/meson-dist/picoring-*.tar.gz
cd picoring-*/
if [ "${2:-}" = --all ]; then
    quietly "${apart[@]}" $meson setup build
    quietly "${apart[@]}" $meson compile -C build
    chosen=()
else
    quietly "${apart[@]}" $meson setup build -Dscenarios=false -Doptimization=1
    chosen=(golden words ring_inline stream_inline spsc_inline list_calls)
    quietly "${apart[@]}" $meson compile -C build picoring:shared_library golden test_words \
        test_ring_inline test_stream_inline test_spsc_inline test_list_calls
fi
PICORING_TEST_SCALE=${PICORING_TEST_SCALE:-20} quietly "${apart[@]}" \
    $meson test -C build --no-rebuild "${chosen[@]}"
passed=$(awk '/^Ok:/ {print $2}' log)
echo "$(basename "$PWD"): $passed tests passed"
[ "$passed" -ge 6 ]
