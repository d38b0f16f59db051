#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Turns the list of exported symbols into what the linker takes: a version
script (.map) where libraries are ELF, a list of names (.exp) on macOS, where a
name in C has an underscore more."""
import sys

source, target = sys.argv[1:]
with open(source, encoding="ascii") as lines:
    names = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
with open(target, "w", encoding="ascii") as script:
    if target.endswith(".exp"):
        script.writelines(f"_{name}\n" for name in names)
    else:
        script.write("PICORING_0 {\n  global:\n")
        script.writelines(f"    {name};\n" for name in names)
        script.write("  local: *;\n};\n")
