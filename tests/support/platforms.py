#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Writes the table of docs/platforms.md. Arguments: PAGE RECORD.json ...

The records are those of support/summary.py; what stands between the two marks
of the page is replaced."""
import json
import sys

BEGIN, END = "<!-- tests/run --all -->\n", "<!-- end -->\n"
HEAD = ("| platform | system | machine | compiler | pass | technique | passed | failed | skipped | "
        "date | commit | |\n" + "|---" * 12 + "|\n")
COLUMNS = ("platform", "system", "machine", "compiler", "pass", "technique", "passed", "failed",
           "skipped", "date", "commit", "kind")


def main(page, *records):
    rows = []
    for record in sorted(records):
        with open(record, encoding="utf-8") as lines:
            rows += [json.loads(line) for line in lines]
    table = HEAD + "".join(
        "| " + " | ".join(str(row.get(column, "")) for column in COLUMNS) + " |\n" for row in rows)
    with open(page, encoding="utf-8") as old:
        text = old.read()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    with open(page, "w", encoding="utf-8") as new:
        new.write(before + BEGIN + table + END + after)


if __name__ == "__main__":
    main(*sys.argv[1:])
