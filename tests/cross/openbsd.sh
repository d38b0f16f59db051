# SPDX-License-Identifier: MIT OR Apache-2.0
# OpenBSD from 7 on: its sysroot is what its base.tgz and comp.tgz hold.
. tests/support/foreign.sh
with_sysroot libc.so libpthread.so
