#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Compares docs/migration.md with test_migration.cc. Arguments: both files.

Each row of the tables has a test of its name, each such test a row; what a row
names in its C and C++ columns stands in the body of its test."""
import re
import sys

page, source = (open(name, encoding="utf-8").read() for name in sys.argv[1:3])

rows = {}
for line in page.splitlines():
    found = re.match(r"\| `(\w+)` \|", line)
    if found:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) != 5:
            sys.exit(f"{found[1]}: {len(cells)} columns, wanted 5")
        if found[1] in rows:
            sys.exit(f"{found[1]}: stands twice in the table")
        rows[found[1]] = cells

tests = {}
for part in re.split(r"^TEST\(", source, flags=re.M)[1:]:
    name, body = part.split(")", 1)
    tests[name] = body

complaints = [f"{name}: no test" for name in rows if name not in tests]
complaints += [f"{name}: no row" for name in tests if name not in rows]
for name, (_, _, c, cxx, _) in rows.items():
    body = tests.get(name, "")
    code = " ".join(re.findall(r"`([^`]*)`", c + " " + cxx))
    wanted = set(re.findall(r"\bpicoring_\w+", code))  # C
    wanted |= set(re.findall(r"\.(\w+)\(", code))  # members
    wanted |= set(re.findall(r"\b(?:std|picoring)::(\w+)", code))
    wanted |= set(re.findall(r"\b(mirror_buffer|byte_stream|queue|ring|list|spsc|mpsc)\b[<(:]", cxx))
    complaints += [f"{name}: the test does not use {word}" for word in sorted(wanted)
                   if not re.search(rf"\b{word}\b", body)]

print(f"{len(rows)} rows, {len(tests)} tests")
for complaint in complaints:
    print(complaint)
sys.exit(1 if complaints or not rows else 0)
