#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""The C headers as MSVC compiles them, as far as that can be had: clang takes its
dialect, ABI and predefined macros, a string.h of our own the place of Microsoft's
headers. Then a program built like that, which has only calls, runs against the DLL.

  msvc.py ROOT MACHINE DLL DEF C
"""
import os
import shutil
import subprocess
import sys
import tempfile

STRING_H = """#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
void *memcpy(void *, const void *, size_t);
void *memset(void *, int, size_t);
#ifdef __cplusplus
}
#endif
"""
PROGRAM = """#include "picoring.h"
#if !defined(_MSC_VER) || defined(__GNUC__) || !defined(PICORING_NO_INLINE)
#error not like MSVC
#endif
int main(void)
{
    picoring_ring *ring;
    uint64_t in = 42, out = 0;
    if (picoring_ring_create(10, 8, NULL, &ring) != PICORING_OK) return 1;
    if (picoring_ring_push(ring, &in) != PICORING_OK) return 2;
    if (picoring_ring_pop(ring, &out) != PICORING_OK || out != 42) return 3;
    if (picoring_ring_pop(ring, &out) != PICORING_EAGAIN) return 4;
    picoring_ring_destroy(ring);
    return 0;
}
"""
MODES = (["-x", "c", "-std=c99"], ["-x", "c", "-std=c17"], ["-x", "c++", "-std=c++20"])
MACROS = ([], ["-DPICORING_DLL"])
TARGET = {"x86_64": ("x86_64-pc-windows-msvc", "i386:x86-64"), "i686": ("i686-pc-windows-msvc", "i386")}


def clang(target, scratch, capi):
    return ["clang", "-target", target, "-fms-compatibility", "-fms-extensions", "-nostdlibinc",
            "-isystem", scratch, "-I", capi, "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror",
            "-O1", "-c"]


def compile_headers(command, capi):
    headers = [os.path.join(path, name)[len(capi) + 1:]
               for path, _, names in os.walk(capi) for name in sorted(names) if name.endswith(".h")]
    count = 0
    for header in headers:
        text = f'#include "{header}"\n#include "{header}"\nextern int something;\n'
        for mode in MODES:
            for macros in MACROS:
                subprocess.run([*command, *mode, *macros, "-o", os.devnull, "-"], input=text, text=True,
                               check=True)
                count += 1
    print(f"{len(headers)} headers, {count} compilations")


def run_program(command, scratch, machine, dll, def_file, c):
    library, program = os.path.join(scratch, "picoring.lib"), os.path.join(scratch, "program.exe")
    subprocess.run(["llvm-dlltool", "-m", machine, "-d", def_file, "-l", library], check=True)
    shutil.copy(dll, scratch)
    for macros in MACROS:
        object_file = os.path.join(scratch, "program.obj")
        subprocess.run([*command, "-x", "c", *macros, "-o", object_file, "-"], input=PROGRAM, text=True,
                       check=True)
        subprocess.run([c, object_file, library, "-o", program], check=True)
        subprocess.run([*os.environ.get("MESON_EXE_WRAPPER", "").split(), program], check=True)
        print("a program runs", *macros)


def main(root, machine, dll, def_file, c):
    for tool in ("clang", "llvm-dlltool"):
        if not shutil.which(tool):
            print(f"skipped: {tool} is not installed")
            return 77
    capi = os.path.join(root, "capi")
    target, link_machine = TARGET[machine]
    with tempfile.TemporaryDirectory() as scratch:
        with open(os.path.join(scratch, "string.h"), "w", encoding="ascii") as text:
            text.write(STRING_H)
        command = clang(target, scratch, capi)
        compile_headers(command, capi)
        run_program(command, scratch, link_machine, dll, def_file, c)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
