# SPDX-License-Identifier: MIT OR Apache-2.0
# NetBSD from 10 on: its sysroot is what its base.tar.xz and comp.tar.xz hold.
. tests/support/foreign.sh
with_sysroot libc.so.12 libpthread.so.1 librt.so.1
