#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""abidiff: the library against tests/abi/previous/picoring.abi, seen through the
public headers. What is new is let through; what has changed is not.

    compare.py HEADERS LIBRARY COMPILER"""
import os
import platform
import shutil
import subprocess
import sys

PREVIOUS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "previous", "picoring.abi")
# What is public, and nothing of where it was built.
DESCRIBE = ["--drop-private-types", "--exported-interfaces-only", "--no-corpus-path", "--no-comp-dir-path",
            "--no-show-locs", "--no-elf-needed", "--no-parameter-names", "--no-write-default-sizes"]
DO = ('The ABI is no longer that of tests/abi/previous. Undo the change, or follow docs/abi.md, '
      '"When a test says that the ABI has changed".')


def skip(why):
    print("skipped:", why)
    sys.exit(77)


def has_debug_information(library):
    sections = subprocess.run(["readelf", "--wide", "--sections", library], capture_output=True, text=True,
                              check=True).stdout
    return ".debug_info" in sections


def main(headers, library, compiler):
    if platform.machine() != "x86_64" or compiler != "gcc":
        skip("the baseline of abidiff is of gcc on x86-64; golden.c holds for every machine")
    if not shutil.which("abidiff"):
        skip("abidiff is not installed; apt-get install abigail-tools")
    if not has_debug_information(library):
        skip("the library is built without debug information, abidiff sees no types")
    done = subprocess.run(["abidiff", "--no-added-syms", "--drop-private-types", "--exported-interfaces-only",
                           "--headers-dir2", headers, PREVIOUS, library],
                          capture_output=True, text=True, check=False)
    print(done.stdout + done.stderr, end="")
    if done.returncode:
        print(DO)
        return 1
    print("nothing that was there has changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
