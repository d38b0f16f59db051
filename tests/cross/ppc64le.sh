# SPDX-License-Identifier: MIT OR Apache-2.0
# Linux on little-endian POWER.
under_qemu powerpc64le-linux-gnu
