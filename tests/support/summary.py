#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Adds up meson's test logs. Arguments: NAME|TESTLOG.json ...

A test that skips must have said why: its reasons are printed here. Exits 1 if
nothing ran or anything failed."""
import json
import re
import sys

passed = failed = skipped = cases = 0
reasons = {}
for argument in sys.argv[1:]:
    name, log = argument.split("|", 1)
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    with open(log, encoding="utf-8") as lines:
        for line in lines:
            test = json.loads(line)
            output = test.get("stdout", "") + test.get("stderr", "")
            kind = {"OK": "passed", "SKIP": "skipped"}.get(test["result"], "failed")
            counts[kind] += 1
            cases += sum(map(int, re.findall(r"\[  PASSED  \] (\d+) test", output)))
            for reason in re.findall(r"^(?:skipped|skip|SKIP):? *(.+)$", output, re.M):
                reasons.setdefault(reason.strip(), set()).add(name)
    print(f"{name}: {counts['passed']} passed, {counts['failed']} failed, "
          f"{counts['skipped']} skipped")
    passed += counts["passed"]
    failed += counts["failed"]
    skipped += counts["skipped"]
for reason, names in sorted(reasons.items()):
    print(f"skipped: {reason} ({', '.join(sorted(names))})")
print(f"{cases} cmocka cases in all")
print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(1 if failed or not passed else 0)
