#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Installs what was built into a prefix of its own, and runs a script over it, which
# finds PICORING_PREFIX set (include, lib...), PICORING_LIBRARY (the shared library
# there) and PKG_CONFIG_PATH. Exit code 77: skipped, and the last line says what
# would have to be there.
#   over_prefix.sh BUILD_ROOT SCRIPT
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
${MESON:-meson} install -C "$1" --no-rebuild --quiet --destdir "$work/root" >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 1; }
PICORING_LIBRARY=$(find "$work/root" -name libpicoring.so)
libraries=$(dirname "$PICORING_LIBRARY")
PICORING_PREFIX=${libraries%/lib*}
export PICORING_LIBRARY PICORING_PREFIX PKG_CONFIG_PATH=$libraries/pkgconfig
bash "$2"
