#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# version.sh: meson.build has the version; headers that tell another are not built,
# and nothing else tells one.
#   version.sh SOURCE_ROOT
set -euo pipefail
root=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(sed -n "s/^  version: '\(.*\)',/\1/p" "$root/meson.build")
cd "$work"
cp -R "$root"/{meson.build,meson_options.txt,src,include,capi} .
if grep -rnF "$version" src include capi meson_options.txt; then
    echo "the version stands there, too: it would be forgotten"
    exit 1
fi
sed -i "s/^  version: '.*',/  version: '$version.1',/" meson.build
if ${MESON:-meson} setup build -Dtests=false -Dscenarios=false >log 2>&1 ||
    ! grep "the versions of meson.build and capi/picoring/base.h differ" log; then
    tail -n 5 log
    echo "another version in the headers was not noticed"
    exit 1
fi
