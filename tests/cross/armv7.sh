# SPDX-License-Identifier: MIT OR Apache-2.0
# Linux on 32-bit ARM: armv7 with hardware floating point.
under_qemu arm-linux-gnueabihf
