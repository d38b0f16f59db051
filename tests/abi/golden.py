#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""golden.c has every enumerator of the headers, and holds for 32 bits too, where
this machine's compiler can count like that: it needs no C library for it, the one
function that the headers use of it is declared here.

    golden.py ROOT COMPILER..."""
import os
import re
import subprocess
import sys
import tempfile

STRING_H = """#include <stddef.h>
void *memcpy(void *, const void *, size_t);
void *memset(void *, int, size_t);
"""
THIRTY_TWO = '#include "golden.c"\n_Static_assert(sizeof(void *) == 4, "not 32 bits");\n'
FLAGS = ["-m32", "-std=c11", "-ffreestanding", "-fsyntax-only", "-Wall", "-Wextra", "-Werror"]


def enumerators(folder):
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as header:
            yield from re.findall(r"^ +(PICORING_\w+) = -?\d+", header.read(), re.M)


def of_32_bits(compiler, capi, abi):
    """The compiler's complaint, "" if it has none, or None if it knows no 32 bits."""
    def complaint(source, *more):
        done = subprocess.run([*compiler, *FLAGS, *more, "-x", "c", "-"], input=source,
                              capture_output=True, text=True, check=False)
        return done.stderr + ("" if done.returncode == 0 else "failed\n")
    if complaint("int i;\n"):
        return None
    with tempfile.TemporaryDirectory() as stand_in:
        with open(os.path.join(stand_in, "string.h"), "w", encoding="ascii") as header:
            header.write(STRING_H)
        return complaint(THIRTY_TWO, "-I", stand_in, "-I", capi, "-I", abi)


def main(root, *compiler):
    capi, abi = os.path.join(root, "capi"), os.path.join(root, "tests", "abi")
    with open(os.path.join(abi, "golden.c"), encoding="utf-8") as source:
        golden = set(re.findall(r"\bPICORING_\w+", source.read()))
    names = list(enumerators(os.path.join(capi, "picoring")))
    missing = [name for name in names if name not in golden]
    for name in missing:
        print(f"golden.c does not have {name}: add its value, which then stays")
    complaint = of_32_bits(compiler, capi, abi)
    if complaint is None:
        print(f"skipped: {compiler[0]} compiles nothing for 32 bits (-m32)")
    else:
        print(complaint or "the same on 32 bits")
    print(f"{len(names)} enumerators")
    return 1 if missing or complaint or not names else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
