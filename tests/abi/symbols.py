#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the built library exports is exactly capi/picoring.symbols, the static one
offers the same, and at run time it needs the C library and nothing else: nor memory of
each thread, for which a loader may end the process.

    symbols.py LIBRARY LIST [STATIC_LIBRARY]"""
import re
import subprocess
import sys

# Parts of the C library, by the names that systems give them.
LIBC = ("linux-vdso", "linux-gate", "libc.so", "libc.musl", "libpthread.so", "librt.so", "libm.so",
        "ld-linux", "ld-musl", "ld64.so", "ld.so")
SANITIZERS = ("libasan.so", "libubsan.so", "libtsan.so", "liblsan.so")


def exported(library):
    listing = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True,
                             check=True).stdout
    names = set()
    for line in listing.splitlines():
        *_, kind, name = line.split()
        name = name.split("@")[0]
        if not (kind == "A" and name == "PICORING_0"):  # the version node itself
            names.add(name)
    return names


def offered(static_library):
    """The names of an archive that are not hidden from who links it."""
    listing = subprocess.run(["readelf", "--wide", "--symbols", static_library], capture_output=True,
                             text=True, check=True).stdout
    # PowerPC names a second entry of each function, in brackets.
    rows = [re.sub(r"\[[^]]*\]", "", line).split() for line in listing.splitlines()]
    return {row[7] for row in rows if len(row) == 8 and row[4] in ("GLOBAL", "WEAK")
            and row[5] in ("DEFAULT", "PROTECTED") and row[6] != "UND"}


def needed(library):
    listing = subprocess.run(["readelf", "--wide", "--dynamic", library], capture_output=True, text=True,
                             check=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.+)\]", listing)


def has_thread_memory(library):
    listing = subprocess.run(["readelf", "--wide", "--segments", library], capture_output=True, text=True,
                             check=True).stdout
    return re.search(r"^ *TLS ", listing, re.MULTILINE) is not None


def check(library, export_list, static_library=None):
    with open(export_list, encoding="ascii") as lines:
        listed = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    got, wanted = exported(library), set(listed)
    complaints = [f"exported, but not on the list: {name}" for name in sorted(got - wanted)]
    complaints += [f"on the list, but not exported: {name}" for name in sorted(wanted - got)]
    if listed != sorted(wanted):
        complaints.append("the list is not sorted, or has a name twice")
    if static_library:
        static = offered(static_library)
        complaints += [f"in the static library only: {name}" for name in sorted(static - got)]
        complaints += [f"not in the static library: {name}" for name in sorted(got - static)]
    needs = needed(library)
    sanitized = any(part in name for name in needs for part in SANITIZERS)
    if sanitized:
        print("skipped: what it needs is not checked, the library is built with a sanitizer")
    else:
        complaints += [f"needs {name}" for name in needs
                       if not any(part in name for part in LIBC) and "/ld-" not in name]
        complaints += ["has a thread_local: see src/platform/posix_sentence.cc"] * has_thread_memory(library)
    for complaint in complaints:
        print(complaint)
    if complaints:
        print("The list and the library must agree. A new function is put on capi/picoring.symbols; a name "
              "that was there stays, docs/abi.md says why.")
    print(f"{len(got)} symbols; needs {' '.join(needs)}")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(check(*sys.argv[1:]))
