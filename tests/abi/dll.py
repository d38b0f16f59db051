#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the DLL exports is exactly capi/picoring.symbols, and at run time it needs
the system's DLLs and nothing of the compiler's.

  dll.py check DLL LIST
  dll.py core ROOT LIST DEF CPP C SOURCE...
      the same of a DLL of the core that is built unoptimised, with the assertions
      of the C++ library switched on, and linked as C"""
import os
import re
import subprocess
import sys
import tempfile

from no_runtime import compile_core

SYSTEM = re.compile(r"(kernel32|msvcrt|ucrtbase|api-ms-win-crt-.*)\.dll", re.I)


def check(library, export_list):
    with open(export_list, encoding="ascii") as lines:
        listed = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    dump = subprocess.run(["objdump", "-p", library], capture_output=True, text=True, check=True).stdout
    exported = set(re.findall(r"^\t\[ *\d+\] (\w+)$", dump.split("[Ordinal/Name Pointer] Table")[1], re.M))
    needed = re.findall(r"DLL Name: (\S+)", dump)
    complaints = [f"exported, but not on the list: {name}" for name in sorted(exported - listed)]
    complaints += [f"on the list, but not exported: {name}" for name in sorted(listed - exported)]
    complaints += [f"needs {name}" for name in needed if not SYSTEM.fullmatch(name)]
    for complaint in complaints:
        print(complaint)
    print(f"{len(exported)} symbols; needs {' '.join(needed)}")
    return 1 if complaints else 0


def core(root, export_list, def_file, cpp, c, *sources):
    with tempfile.TemporaryDirectory() as scratch:
        objects = compile_core(scratch, cpp, root, sources, "-D_WIN32_WINNT=0x0601")
        library = os.path.join(scratch, "libpicoring-0.dll")
        subprocess.run([c, "-shared", "-static-libgcc", "-o", library, *objects, def_file], check=True)
        return check(library, export_list)


if __name__ == "__main__":
    sys.exit({"check": check, "core": core}[sys.argv[1]](*sys.argv[2:]))
