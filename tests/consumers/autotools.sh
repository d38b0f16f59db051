#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# autotools.sh: PKG_CHECK_MODULES, and `make distcheck`: configured, built, tested,
# installed and packed from a tarball of its own.
. "$(dirname "$0")/consumer.sh"
needs autoconf autoconf
needs automake automake
needs pkg-config pkg-config
needs make make
[ -f "$(aclocal --print-ac-dir)/pkg.m4" ] || needs pkg.m4 pkg-config
project autotools
quietly autoreconf --install
quietly ./configure CXXFLAGS=-O1 CFLAGS=-O1
run quietly make distcheck CXXFLAGS=-O1 CFLAGS=-O1
expect "make distcheck" yes "$([ -f consumer-1.0.tar.gz ] && echo yes)"
sed -i 's/picoring >= 0.1/picoring >= 99/' configure.ac
quietly autoreconf
refused "a newer library than there is" "picoring >= 99" ./configure
