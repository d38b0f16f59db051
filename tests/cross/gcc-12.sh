# SPDX-License-Identifier: MIT OR Apache-2.0
# gcc 12, which is Debian 12's own.
. tests/support/compiler.sh
need gcc-12 g++-12
with_compiler gcc-12 g++-12 gcc-ar-12
