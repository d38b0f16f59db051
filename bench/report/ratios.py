# SPDX-License-Identifier: MIT OR Apache-2.0
"""Medians of ratios block by block, with 95 % intervals.

The blocks of a row come from several processes, minutes apart. Inside one, what is slow
for a row stays so: where the loader put it, which pages it got, how much of the cache the
neighbours leave. So the bootstrap draws processes first, then blocks of each: the interval
is wider than that of as many blocks of one process. With three or four processes it is
still a narrow one for what a fifth would say."""
import random
from statistics import median

RESAMPLES = 2000
WIDEST = 0.5   # an interval as wide as half its median says little
ABOVE = 1.05   # of a roof
LAPS = 1000    # items, in capacities


def groups(values, rounds):
    """The values of each process; `rounds` says how many each has."""
    found, at = [], 0
    for size in rounds:
        found.append(values[at:at + size])
        at += size
    return found


def resampled_medians(values, rounds, times, drawn):
    processes = groups(values, rounds)
    for _ in range(times):
        chosen = drawn.choices(processes, k=len(processes))
        yield median([one for some in chosen for one in drawn.choices(some, k=len(some))])


def interval(values, rounds):
    """(median, low, high)"""
    medians = sorted(resampled_medians(values, rounds, RESAMPLES, random.Random(1)))
    tail = RESAMPLES // 40
    return median(values), medians[tail], medians[-1 - tail]


def ratio(top, bottom, rounds):
    return interval([a / b for a, b in zip(top, bottom)], rounds)


def verdict(comparison):
    low, high, bound = (comparison[name] for name in ("low", "high", "bound"))
    if not comparison["judged"]:
        return ""
    if comparison["kind"] == "cost":
        return "met" if high <= bound else "MISSED" if low > bound else "open"
    return "met" if low >= bound else "MISSED" if high < bound else "open"


def broken(row, comparison, lowest_share):
    items = row["iterations"] * row["blocks"]
    reasons = {"above its roof": lowest_share > ABOVE,
               "few items": items < LAPS * row["capacity"],
               "wide interval": comparison["high"] - comparison["low"]
               > WIDEST * comparison["median"]}
    return ", ".join(reason for reason, holds in reasons.items() if holds)


def judge(row, comparison):
    """Fills in what follows from the blocks."""
    sides = {side["name"]: side["ns"] for side in row["sides"]}
    ours, peer, roof = sides[comparison["ours"]], sides[comparison["peer"]], row.get("roof")
    pair = (ours, peer) if comparison["kind"] == "cost" else (peer, ours)
    comparison.update(zip(("median", "low", "high"), ratio(*pair, row["rounds"])))
    share = (0, 0, 0)
    if roof and roof != comparison["ours"]:
        share = ratio(sides[roof], ours, row["rounds"])
    comparison["of_roof"] = share[0]
    comparison["verdict"] = verdict(comparison)
    comparison["broken"] = broken(row, comparison, share[1])


def judge_row(row):
    for comparison in row["comparisons"]:
        judge(row, comparison)


def printed(ours, peer):
    """A comparison of speed without a target."""
    return {"ours": ours, "peer": peer, "kind": "speed", "target": "(printed)", "judged": False,
            "bound": 0}


def add_round(row, more):
    """The blocks of another process."""
    for side, other in zip(row["sides"], more["sides"]):
        side["ns"] += other["ns"]
    row["rounds"].append(more["blocks"])
    row["blocks"] += more["blocks"]
    row["iterations"] = min(row["iterations"], more["iterations"])
