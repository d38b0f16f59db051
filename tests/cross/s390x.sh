# SPDX-License-Identifier: MIT OR Apache-2.0
# Linux on s390x, whose bytes are big-endian.
under_qemu s390x-linux-gnu
