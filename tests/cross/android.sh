# SPDX-License-Identifier: MIT OR Apache-2.0
# Android from 10 on: its sysroot is that of the NDK, with the libraries in usr/lib.
. tests/support/foreign.sh
with_sysroot libc.so libdl.so
