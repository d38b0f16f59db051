#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
# strict.sh: compiles strict.cc with $CXX or every compiler there is as C++20 and
# C++23, plain and optimised, inlined and through calls, without a warning.
cd "$(dirname "$0")/../.." || exit 1
count=0
for compiler in ${CXX:-g++ clang++}; do
    command -v $compiler >/dev/null || continue
    for standard in c++20 c++2b; do
        for life in '-O0' '-O2' '-O2 -DPICORING_NO_INLINE'; do
            # shellcheck disable=SC2086 # several words are meant
            $compiler -std=$standard $life -Wall -Wextra -Wconversion -Wshadow -pedantic -Werror \
                -Iinclude -Icapi -c -o /dev/null tests/cxx/strict.cc || {
                echo "$compiler -std=$standard $life"
                exit 1
            }
            count=$((count + 1))
        done
    done
done
echo "$count ways"
[ $count -gt 0 ]
