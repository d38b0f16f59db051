# SPDX-License-Identifier: MIT OR Apache-2.0
# FreeBSD from 13 on: its sysroot is what its base.txz holds.
. tests/support/foreign.sh
with_sysroot libc.so.7 libthr.so.3
