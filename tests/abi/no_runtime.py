#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""The core needs no C++ runtime, even unoptimised and with the assertions of
the C++ library switched on: built that way it is linked as C, with no symbol
left open, and then looked at like the real one."""
import os
import shutil
import subprocess
import sys
import tempfile

import symbols

FLAGS = ["-std=c++20", "-O0", "-D_GLIBCXX_ASSERTIONS", "-fno-exceptions", "-fno-rtti",
         "-fno-threadsafe-statics", "-fvisibility=hidden", '-DPICORING_PROJECT_VERSION="0"']


def compile_core(scratch, cpp, root, sources, *more_flags):
    """The objects of the core, unoptimised and with assertions, in the order of the sources."""
    objects = []
    for number, source in enumerate(sources):
        objects.append(os.path.join(scratch, f"{number}.o"))
        subprocess.run([cpp, *FLAGS, *more_flags, "-I", os.path.join(root, "capi"), "-I",
                        os.path.join(root, "src"), "-c", source, "-o", objects[-1]], check=True)
    return objects


def main(root, export_list, version_script, *sources):
    worst = 0
    pairs = (("g++", "gcc"), ("clang++", "clang"))
    if "CC" in os.environ and "CXX" in os.environ:
        pairs = ((os.environ["CXX"], os.environ["CC"]),)
    for cpp, c in pairs:
        if not (shutil.which(cpp) and shutil.which(c)):
            print(f"skipped: {cpp} is not installed")
            continue
        with tempfile.TemporaryDirectory() as scratch:
            objects = compile_core(scratch, cpp, root, sources, "-fPIC")
            library = os.path.join(scratch, "libpicoring.so.0")
            linked = subprocess.run([c, "-shared", "-Wl,-z,defs", f"-Wl,--version-script,{version_script}",
                                     "-o", library, *objects, "-lpthread", "-lrt"],
                                    capture_output=True, text=True, check=False)
            if linked.returncode != 0:
                print(f"{cpp}: linked as C, something is missing:\n{linked.stderr}")
                worst = 1
                continue
            print(f"{cpp}: ", end="")
            worst = max(worst, symbols.check(library, export_list))
    return worst


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
