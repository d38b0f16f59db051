#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Writes the code blocks of a README: LANGUAGE blocks as DIRECTORY/N.EXTENSION, and what
# a text block right behind one says it prints as DIRECTORY/N.expected.
#   readme_blocks.sh README LANGUAGE DIRECTORY
set -euo pipefail
mkdir -p "$3"
awk -v language="$2" -v directory="$3" '
    /^```/ && open { close(file); open = 0; next }
    /^```/ { kind = substr($0, 4); open = 1; file = "/dev/null"
             if (kind == language) { file = directory "/" ++n "." language; last = n }
             else if (kind == "text" && last) file = directory "/" last ".expected"
             if (kind != language) last = 0
             next }
    open { print > file }
    END { if (!n) { print "no " language " block" > "/dev/stderr"; exit 1 } }' "$1"
