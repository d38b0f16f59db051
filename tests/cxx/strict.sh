#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
# strict.sh: compiles strict.cc with $CXX or every compiler there is as C++20,
# optimised, inlined and through calls, and as C++23, plain, without a warning.
cd "$(dirname "$0")/../.." || exit 1
count=0
for compiler in ${CXX:-g++ clang++}; do
    command -v $compiler >/dev/null || continue
    for way in '-std=c++20 -O2' '-std=c++20 -O2 -DPICORING_NO_INLINE' '-std=c++2b -O0'; do
        # shellcheck disable=SC2086 # several words are meant
        $compiler $way -Wall -Wextra -Wconversion -Wshadow -pedantic -Werror \
            -Iinclude -Icapi -c -o /dev/null tests/cxx/strict.cc || {
            echo "$compiler $way"
            exit 1
        }
        count=$((count + 1))
    done
done
echo "$count ways"
[ $count -gt 0 ]
