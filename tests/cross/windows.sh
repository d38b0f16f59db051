# SPDX-License-Identifier: MIT OR Apache-2.0
# Windows on x86-64.
. tests/support/wine.sh
under_wine x86-64
