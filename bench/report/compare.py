# SPDX-License-Identifier: MIT OR Apache-2.0
"""What changed from one report to another, and whether it is more than noise.

Ratios to peers are compared, not times: the clock of a machine moves from run to run, and
the peers move with it. A change is told when the 95 % interval of (ratio after / ratio
before) lies wholly beyond --least. Between runs more changes than inside one (the linker
and the loader put things elsewhere), so --least is 10 % unless it is set."""
import argparse
import json
import random
import sys
from dataclasses import dataclass

from .ratios import RESAMPLES, middle, quotients, resampled_medians

# Two threads are as fast as the line between their cores, which a host may move.
LINE_ROOF = "round trip between two threads, two flags"
LINE_MOVED = 1.3


@dataclass
class Change:
    name: str
    before: float
    after: float
    median: float
    low: float
    high: float
    agree: bool

    def verdict(self, least):
        if self.low > 1 + least:
            return "faster"
        return "slower" if self.high < 1 / (1 + least) else ""


def speeds(row, comparison):
    """The ratios peer / ours, block by block."""
    sides = {side["name"]: side["ns"] for side in row["sides"]}
    return quotients(sides[comparison["peer"]], sides[comparison["ours"]])


def comparisons(report):
    found = {}
    for row in report["rows"]:
        for one in row["comparisons"]:
            name = f"{row['group']} {row['table']}, {row['row']}: {one['ours']} : {one['peer']}"
            found[name] = (row, one, speeds(row, one))
    return found


def change(name, before, after):
    drawn = random.Random(1)
    (old_row, old, old_speeds), (new_row, new, new_speeds) = before, after
    old_medians = resampled_medians(old_speeds, old_row["rounds"], RESAMPLES // 2, drawn)
    new_medians = resampled_medians(new_speeds, new_row["rounds"], RESAMPLES // 2, drawn)
    changes = sorted(b / a for a, b in zip(old_medians, new_medians))
    tail = len(changes) // 40
    old_median = middle(old_speeds, old_row["rounds"])
    new_median = middle(new_speeds, new_row["rounds"])
    return Change(name, old_median, new_median, new_median / old_median,
                  changes[tail], changes[-1 - tail],
                  old["low"] <= new["high"] and new["low"] <= old["high"])


def line_roofs(report):
    """Least and most of the processes, in nanoseconds."""
    roof = next((one for one in report["roofs"] if one["name"] == LINE_ROOF), None)
    if roof is None:
        return None
    several = [ns for ns, _ in roof.get("rounds", [[roof["ns"], ""]])]
    return min(several), max(several)


def line_moved(before, after):
    a, b = line_roofs(before), line_roofs(after)
    return bool(a and b) and max(a[0] / b[1], b[0] / a[1]) > LINE_MOVED


def compare(before, after):
    """(changes, names of what only one of them has, names that cannot be judged)"""
    old, new = comparisons(before), comparisons(after)
    common = [name for name in old if name in new]
    unjudged = [name for name in common
                if old[name][0]["threads"] and old[name][0]["group"] == "channels"
                and line_moved(before, after)]
    changes = [change(name, old[name], new[name]) for name in common if name not in unjudged]
    return changes, sorted(old.keys() ^ new.keys()), unjudged


def lost(before, after, only_one):
    """What is in the tables of both, and not among the comparisons of the second."""
    tables = {(row["group"], row["table"]) for row in after["rows"]}
    return [name for name, (row, _, _) in comparisons(before).items()
            if name in only_one and (row["group"], row["table"]) in tables]


def verdict_of(check):
    """A report of schema 1 has what one process said."""
    return check.get("verdict") or ("met" if check["met"] else "MISSED")


def checks_by_table(report):
    found = {}
    for one in report["checks"]:
        found.setdefault((one["group"], one["table"]), []).append(one)
    return found


def changed_checks(before, after):
    """(name, verdict before, verdict after): what is counted and not timed."""
    old_tables, new_tables = checks_by_table(before), checks_by_table(after)
    for (group, table), several in old_tables.items():
        others = new_tables.get((group, table), [])
        if len(several) == len(others):  # in the order of the program
            for old, new in zip(several, others):
                if verdict_of(old) != verdict_of(new):
                    yield f"{group} {table}, {new['text']}", verdict_of(old), verdict_of(new)


def describe(path, report):
    complete = "" if report["complete"] else ", not complete"
    print(f"{path}: {report['date']}, {report['mode']}, {report['source']}{complete}")


def print_changes(changes, least):
    told = {"slower": [], "faster": []}
    for one in changes:
        told.get(one.verdict(least), []).append(one)
    for verdict, some in told.items():
        for one in sorted(some, key=lambda one: abs(1 - one.median), reverse=True):
            print(f"  {verdict:6} {one.median:6.2f} [{one.low:.2f}, {one.high:.2f}]  "
                  f"{one.before:.2f} -> {one.after:.2f}  {one.name}")
    return told


def arguments():
    parser = argparse.ArgumentParser(
        prog="bench/compare", description=__doc__, epilog="Exit status: 0, 1 if a comparison is "
        "slower, 2 for bad arguments.", formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", metavar="A.json")
    parser.add_argument("after", metavar="B.json")
    parser.add_argument("--least", type=float, default=10, metavar="PERCENT",
                        help="tell no smaller change (%(default)s)")
    return parser.parse_args()


def load(path):
    try:
        with open(path, encoding="utf-8") as file:
            report = json.load(file)
        if not isinstance(report, dict) or "rows" not in report:
            raise ValueError("no report of bench/run")
        return report
    except (OSError, ValueError) as problem:
        print(f"{path}: {problem}", file=sys.stderr)
        sys.exit(2)


def main():
    options = arguments()
    before, after = load(options.before), load(options.after)
    describe(options.before, before)
    describe(options.after, after)
    if before["machine"].get("processor") != after["machine"].get("processor"):
        print("Not the same processor: only ratios within each run mean something.")
    changes, only_one, unjudged = compare(before, after)
    told = print_changes(changes, options.least / 100)
    agree = sum(one.agree for one in changes)
    print(f"{len(changes)} comparisons in both: {len(told['slower'])} slower, "
          f"{len(told['faster'])} faster by more than {options.least:g} % and noise; "
          f"the intervals of {agree} overlap.")
    if only_one:
        print(f"{len(only_one)} are in one of them only.")
    for name in lost(before, after, only_one):
        print(f"  lost, though its table was measured: {name}")
    for text, old, new in changed_checks(before, after):
        print(f"  was {old.lower()}, is {new.lower()}: {text}")
    if unjudged:
        print("{} between threads are not judged: two flags took {:.0f} to {:.0f} ns in one and "
              "{:.0f} to {:.0f} ns in the other, so the cores lay elsewhere.".format(
                  len(unjudged), *line_roofs(before), *line_roofs(after)))
    return 1 if told["slower"] else 0


if __name__ == "__main__":
    sys.exit(main())
