# SPDX-License-Identifier: MIT OR Apache-2.0
# clang 19, the newest that Debian 12 has.
. tests/support/compiler.sh
need clang-19 lld-19 llvm-19
with_compiler clang-19 clang++-19 llvm-ar-19
