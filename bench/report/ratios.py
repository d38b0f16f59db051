# SPDX-License-Identifier: MIT OR Apache-2.0
"""Medians of ratios block by block, with 95 % intervals.

The blocks of a row come from several processes, minutes apart. Inside one, what is slow
for a row stays so: where the loader put it, which pages it got, how much of the cache the
neighbours leave. So the bootstrap draws processes first, then blocks of each: the interval
is wider than that of as many blocks of one process. With four processes it is still a
narrow one: where processes differ more than blocks, a fifth lies outside more often than
once in twenty times. A process that took fewer blocks than another, since
its own were longer, weighs as much."""
import random
from math import lcm
from statistics import median

RESAMPLES = 2000
WIDEST = 0.5   # an interval as wide as half its median says little
ABOVE = 1.05   # of a roof
LAPS = 1000    # items, in capacities


def by_process(values, rounds):
    """The values of each process; `rounds` says how many each has."""
    found, at = [], 0
    for size in rounds:
        found.append(values[at:at + size])
        at += size
    return found


def even_median(processes):
    """The median of all blocks, each process with the same weight."""
    most = lcm(*map(len, processes))
    return median([one for blocks in processes for one in blocks * (most // len(blocks))])


def middle(values, rounds):
    return even_median(by_process(values, rounds))


def resampled_medians(values, rounds, times, drawn):
    processes = by_process(values, rounds)
    for _ in range(times):
        chosen = drawn.choices(processes, k=len(processes))
        yield even_median([drawn.choices(blocks, k=len(blocks)) for blocks in chosen])


def interval(values, rounds):
    """(median, low, high)"""
    medians = sorted(resampled_medians(values, rounds, RESAMPLES, random.Random(1)))
    tail = RESAMPLES // 40
    return middle(values, rounds), medians[tail], medians[-1 - tail]


def quotients(top, bottom):
    return [a / max(b, 1e-3) for a, b in zip(top, bottom)]  # a clock may tell 0


def ratio(top, bottom, rounds):
    return interval(quotients(top, bottom), rounds)


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


def judge_check(check):
    """Of what every process has looked at for itself: [whether it was met, in words]."""
    met = [one for one, _ in check["rounds"]]
    check["verdict"] = "met" if all(met) else "open" if any(met) else "MISSED"
    check["text"] = "; again: ".join(dict.fromkeys(text for _, text in check["rounds"]))


def judge_roof(roof):
    """Of what every process has measured: [nanoseconds, in words]."""
    several = sorted(roof["rounds"])
    roof["ns"] = median(ns for ns, _ in several)
    roof["text"] = several[len(several) // 2][1]
    if len(several) > 1:
        roof["text"] += f" (of {len(several)} processes: {several[0][1]} to {several[-1][1]})"


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
