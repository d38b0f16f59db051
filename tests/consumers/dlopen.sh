#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# dlopen.sh: a C program that sees no header, and that no library is linked to.
. "$(dirname "$0")/consumer.sh"
${CC:-cc} -std=c11 -Wall -Wextra -Werror -O1 "$here/dlopen/program.c" -o "$consumer/program" -ldl
expect "every symbol by dlsym" "all is there" "$("$consumer/program" "$PICORING_LIBRARY")"
