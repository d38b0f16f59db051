#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Makes what the next libraries are compared with, tests/abi/previous: the C headers
of a commit in one file, without their comments, and abidw's description of the
library that is built from it. When a version comes out, that is, and when
docs/abi.md says so.

    tests/abi/freeze.py [COMMIT]        HEAD unless told"""
import os
import re
import subprocess
import sys
import tempfile

from compare import DESCRIBE

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PREVIOUS = os.path.join(ROOT, "tests", "abi", "previous")


def output(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout


def one_header(folder, name, seen):
    """The header and those of ours that it includes, each once, where it does so."""
    if name in seen:
        return ""
    seen.add(name)
    # Comments go, directives stay.
    text = output("gcc", "-fpreprocessed", "-dD", "-E", "-P", "-w", os.path.join(folder, name))

    def included(line):
        near = os.path.join(os.path.dirname(name), line[1])
        return one_header(folder, near if os.path.exists(os.path.join(folder, near)) else line[1], seen)
    return re.sub(r'^#include "(.+)"\n', included, text, flags=re.M)


def description(tree, build):
    """Of a build that hides nothing: not optimised, with debug information."""
    subprocess.run(["meson", "setup", build, tree, "--buildtype=debug", "-Dtests=false",
                    "-Dscenarios=false"], check=True, env=os.environ | {"CC": "gcc", "CXX": "g++"})
    subprocess.run(["meson", "compile", "-C", build], check=True)
    return output("abidw", *DESCRIBE, "--headers-dir", os.path.join(tree, "capi"),
                  os.path.join(build, "src", "libpicoring.so"))


def main(commit="HEAD"):
    commit = output("git", "-C", ROOT, "rev-parse", "--short", commit).strip()
    with tempfile.TemporaryDirectory() as work:
        tree = os.path.join(work, "tree")
        os.mkdir(tree)
        archive = subprocess.run(["git", "-C", ROOT, "archive", commit], check=True, capture_output=True)
        subprocess.run(["tar", "-x", "-C", tree], input=archive.stdout, check=True)
        header = one_header(os.path.join(tree, "capi"), "picoring.h", set())
        abi = description(tree, os.path.join(work, "build"))
    os.makedirs(PREVIOUS, exist_ok=True)
    with open(os.path.join(PREVIOUS, "picoring.h"), "w", encoding="ascii") as out:
        out.write("/* SPDX-License-Identifier: MIT OR Apache-2.0 */\n"
                  f"/* The headers of capi/ at commit {commit}, made by tests/abi/freeze.py. */\n")
        out.write(header)
    with open(os.path.join(PREVIOUS, "picoring.abi"), "w", encoding="ascii") as out:
        out.write(abi)


if __name__ == "__main__":
    main(*sys.argv[1:])
