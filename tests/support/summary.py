#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Adds up the passes of one platform. Arguments: RECORD PASS|DIRECTORY|TESTLOG ...

DIRECTORY is meson's; TESTLOG, in it, is empty where the programs cannot run here.
RECORD is written: a line of JSON for each pass. A test that skips must have said
why: its reasons are printed here. Exits 1 if anything failed."""
import json
import os
import re
import subprocess
import sys
import time

COUNTS = ("passed", "failed", "skipped", "cases")


def commit():
    """The commit, with + for what has changed since."""
    return subprocess.run(["git", "describe", "--always", "--dirty=+", "--exclude=*"],
                          capture_output=True, text=True, check=False).stdout.strip()


def built_for(directory):
    """System, machine and compiler: meson.build puts them into meson's log."""
    with open(os.path.join(directory, "meson-logs", "meson-log.txt"), encoding="utf-8",
              errors="replace") as log:
        found = re.search(r"^Message: for (\S+) (\S+) (.+)$", log.read(), re.M)
    return dict(zip(("system", "machine", "compiler"), found.groups()))


def tests_of(log):
    with open(log, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def count(log, reasons, name):
    """The figures of one test log; adds why tests skipped to reasons."""
    row = dict.fromkeys(COUNTS, 0)
    row |= {"technique": "", "seconds": 0}
    techniques = set()
    for test in tests_of(log):
        output = test.get("stdout", "") + test.get("stderr", "")
        row[{"OK": "passed", "SKIP": "skipped"}.get(test["result"], "failed")] += 1
        row["cases"] += sum(map(int, re.findall(r"\[  PASSED  \] (\d+) test", output)))
        row["seconds"] += test.get("duration", 0)
        if told := re.search(r"^technique: (\w+)", output, re.M):
            techniques.add(told.group(1))
        for reason in re.findall(r"^(?:skipped|skip|SKIP):? *(.+)$", output, re.M):
            reasons.setdefault(reason.strip(), set()).add(name)
    row["technique"] = ", ".join(sorted(techniques))
    return row


def main(record, *passes):
    reasons, rows = {}, []
    platform = os.path.splitext(os.path.basename(record))[0]
    for name, directory, log in (argument.split("|") for argument in passes):
        row = {"platform": platform, "pass": name, "date": time.strftime("%Y-%m-%d"),
               "commit": commit(), **built_for(directory)}
        if log:
            row |= {"kind": "run here", **count(os.path.join(directory, log), reasons, name)}
            print(f"{name}: {row['passed']} passed, {row['failed']} failed, {row['skipped']} skipped")
        else:
            row |= {"kind": "compiled and linked here"}
            print(f"{name}: compiled and linked here")
        rows.append(row)
    with open(record, "w", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
    for reason, names in sorted(reasons.items()):
        print(f"skipped: {reason} ({', '.join(sorted(names))})")
    total = {what: sum(row.get(what, 0) for row in rows) for what in COUNTS}
    ran = any(row["kind"] == "run here" for row in rows)
    if ran:
        print(f"{total['cases']} cmocka cases in all")
        print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 1 if total["failed"] or (ran and not total["passed"]) or not rows else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
