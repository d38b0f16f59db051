# SPDX-License-Identifier: MIT OR Apache-2.0
# Linux on riscv64.
under_qemu riscv64-linux-gnu
