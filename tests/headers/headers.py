#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Each header compiles alone: those of capi/ as C99, C17 and C++20, those of
include/ as C++20, inlined, and as C++23, calls, with $CC and $CXX or with every
compiler that is installed."""
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

STRICT = ["-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-pedantic", "-Werror"]
COMPILERS = [(os.environ["CC"], os.environ["CXX"])] if "CC" in os.environ and "CXX" in os.environ \
    else [("gcc", "g++"), ("clang", "clang++")]


def headers_of(folder, endings):
    for path, _, names in os.walk(folder):
        for name in sorted(names):
            if name.endswith(endings):
                yield os.path.relpath(os.path.join(path, name), folder)


def has_asio(cpp):
    """asio.hpp is for programs that have one, Boost's or the other."""
    source = "#if !__has_include(<boost/asio.hpp>) && !__has_include(<asio.hpp>)\n#error none\n#endif\n"
    return subprocess.run([cpp, "-x", "c++", "-E", "-"], input=source, text=True, capture_output=True,
                          check=False).returncode == 0


def main(root):
    capi, include = os.path.join(root, "capi"), os.path.join(root, "include")
    c_headers = list(headers_of(capi, ".h"))
    cpp_headers = list(headers_of(include, (".hpp", ".h")))
    if not c_headers:
        sys.exit("no headers in " + capi)
    jobs = []
    with tempfile.TemporaryDirectory() as scratch:

        def job(header, compiler, language, standard, macros):
            source = os.path.join(scratch, f"{len(jobs)}.{language}")
            with open(source, "w", encoding="ascii") as text:
                # Twice, for the guards; a translation unit may not be empty.
                text.write(f'#include "{header}"\n#include "{header}"\nextern int something;\n')
            # -O1: some warnings need the optimiser.
            command = [compiler, f"-std={standard}", *STRICT, *macros, "-O1", "-I", capi, "-I", include,
                       "-c", source, "-o", source + ".o"]
            jobs.append((header, command))

        present = [pair for pair in COMPILERS if shutil.which(pair[0])]
        for c, cpp in COMPILERS:
            if not shutil.which(c):
                print(f"skipped: {c} is not installed")
            elif not shutil.which(cpp):
                print(f"skipped: {cpp} is not installed")
        if not present:
            sys.exit("no compiler found")
        if not has_asio(present[0][1]):
            cpp_headers.remove(os.path.join("picoring", "asio.hpp"))
            print("skipped: asio.hpp: no Asio is installed; apt-get install libboost-dev or libasio-dev")
        for c, cpp in present:
            for macros in ([], ["-DPICORING_NO_INLINE"]):
                for header in c_headers:
                    job(header, c, "c", "c99", macros)
                    job(header, c, "c", "c17", macros)
                    if shutil.which(cpp):
                        job(header, cpp, "cc", "c++20", macros)
                for header in cpp_headers:
                    if shutil.which(cpp):
                        job(header, cpp, "cc", "c++2b" if macros else "c++20", macros)

        def run(item):
            done = subprocess.run(item[1], capture_output=True, text=True, check=False)
            return item, done

        failed = 0
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for (header, command), done in pool.map(run, jobs):
                if done.returncode != 0:
                    failed += 1
                    print(f"{header}: {' '.join(command)}\n{done.stderr}")
    print(f"{len(c_headers)} headers of capi, {len(cpp_headers)} of include: "
          f"{len(jobs)} compilations, {failed} failed")
    if not cpp_headers:
        print("skipped: include/ has no headers yet")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
