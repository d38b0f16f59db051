#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Turns the list of exported symbols into what the linker reads: a version script
of ELF, the .def file of a DLL that has the same name, or the .exp list of macOS,
where a name in C has an underscore more."""
import os
import sys

source, target = sys.argv[1:]
with open(source, encoding="ascii") as lines:
    names = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
library, kind = os.path.splitext(os.path.basename(target))
with open(target, "w", encoding="ascii") as script:
    if kind == ".def":
        script.write(f"LIBRARY {library}.dll\nEXPORTS\n")
        script.writelines(f"    {name}\n" for name in names)
    elif kind == ".exp":
        script.writelines(f"_{name}\n" for name in names)
    else:
        script.write("PICORING_0 {\n  global:\n")
        script.writelines(f"    {name};\n" for name in names)
        script.write("  local: *;\n};\n")
