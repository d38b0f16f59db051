#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Turns the list of exported symbols into a version script of the ELF linker."""
import sys

source, target = sys.argv[1:]
with open(source, encoding="ascii") as lines:
    names = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
with open(target, "w", encoding="ascii") as script:
    script.write("PICORING_0 {\n  global:\n")
    script.writelines(f"    {name};\n" for name in names)
    script.write("  local: *;\n};\n")
