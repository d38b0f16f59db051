# SPDX-License-Identifier: MIT OR Apache-2.0
# clang 14, the oldest that is supported.
. tests/support/compiler.sh
need clang-14 lld-14 llvm-14
with_compiler clang-14 clang++-14 llvm-ar-14
