#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""What a library for another system exports is exactly the list, and it needs
nothing but what begins with one of the names. Arguments: LLVM_VERSION LIBRARY
LIST NEEDED ..."""
import subprocess
import sys


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def of_macos(version, library):
    """Names in C have an underscore more; the library itself comes first."""
    symbols = output(f"llvm-nm-{version}", "--extern-only", "--defined-only", library)
    used = output(f"llvm-objdump-{version}", "--macho", "--dylibs-used", library)[2:]
    return ({line.split()[-1].removeprefix("_") for line in symbols},
            [line.split()[0].rsplit("/", 1)[1] for line in used])


def of_elf(version, library):
    symbols = output(f"llvm-nm-{version}", "-D", "--defined-only", library)
    used = output(f"llvm-readelf-{version}", "--dynamic", library)
    return ({line.split()[-1].split("@")[0] for line in symbols} - {"PICORING_0"},
            [line.split("[")[1].rstrip("]") for line in used if "(NEEDED)" in line])


def main(version, library, export_list, *allowed):
    with open(export_list, encoding="ascii") as lines:
        wanted = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    exported, needed = (of_macos if library.endswith(".dylib") else of_elf)(version, library)
    complaints = [f"exported, but not on the list: {name}" for name in sorted(exported - wanted)]
    complaints += [f"on the list, but not exported: {name}" for name in sorted(wanted - exported)]
    complaints += [f"needs {name}" for name in needed if not name.startswith(allowed)]
    print(*complaints, f"{len(exported)} symbols; needs {' '.join(needed)}", sep="\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
