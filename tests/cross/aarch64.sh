# SPDX-License-Identifier: MIT OR Apache-2.0
# Linux on aarch64.
under_qemu aarch64-linux-gnu
