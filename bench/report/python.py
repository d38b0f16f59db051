# SPDX-License-Identifier: MIT OR Apache-2.0
"""The figures of the Python module: what its own bench prints, lines of a name and
nanoseconds under headings."""
import os
import re
import subprocess
import sys

LINE = re.compile(r"^(?P<name>\S.*|  \S.*?)\s+(?P<ns>[\d,.]+) ns$")


def figures(text):
    """A row for each line; the tables are named by letters, in their order."""
    found, titles = [], []
    for line in text.splitlines():
        match = LINE.match(line)
        if match and titles:
            found.append({"table": chr(ord("a") + len(titles) - 1), "title": titles[-1],
                          "row": match["name"].strip(),
                          "values": [{"name": "time",
                                      "value": float(match["ns"].replace(",", ""))}]})
        elif line.strip():
            titles.append(line.strip())
    return found


def run(root, library, runs):
    """(command, figures); raises OSError or CalledProcessError."""
    program = root / "docs" / "ffi" / "python" / "bench_python.py"
    if not program.exists():
        raise FileNotFoundError(f"{program.relative_to(root)} is not there")
    environment = dict(os.environ, PICORING_LIBRARY=str(library), PYTHONPATH=str(program.parent))
    done = subprocess.run([sys.executable, str(program), str(runs)], env=environment, check=True,
                          stdout=subprocess.PIPE, text=True)
    head, _, rest = done.stdout.partition("\n")
    command = f"PICORING_LIBRARY={library.relative_to(root)} python3 " \
              f"{program.relative_to(root)} {runs}   # {head}"
    return command, figures(rest)
