# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the rows of a report say: which peer of a row is the strongest, in which ours is
slower, how many targets were met."""
from dataclasses import dataclass
from math import exp, log

from . import ratios

# Sides that are no peers but what the work needs without a ring or a list: bare loops, bare
# calls, two flags.
ROOFS = {"roof", "raw array", "two flags", "copy, two flags", "lines written", "bare futex",
         "bare", "and madvise", "bare calls", "an empty exported call"}
# And what is ours, too: another way to the same, another object, a prototype.
OURS = ("picoring", "list", "C++ wrapper", "fixed spsc", "fixed mpsc", "consumer clears")


@dataclass
class Finding:
    """A comparison as speed: above 1 ours is faster."""
    row: dict
    comparison: dict
    median: float
    low: float
    high: float

    @property
    def group(self):
        return self.row["group"]

    @property
    def roof(self):
        return self.comparison["peer"] in ROOFS

    @property
    def ours(self):
        """One of several ways of ours against another says nothing of peers."""
        return self.comparison["peer"].startswith(OURS)

    @property
    def name(self):
        return f"{self.comparison['ours']} : {self.comparison['peer']}"


def finding(row, comparison):
    values = [comparison[name] for name in ("median", "low", "high")]
    if comparison["kind"] == "cost":
        middle, low, high = (1 / value if value else float("inf") for value in values)
        values = [middle, high, low]
    return Finding(row, comparison, *values)


def findings(report):
    return [finding(row, one) for row in report["rows"] for one in row["comparisons"]]


def against_peers(report):
    return [one for one in findings(report) if not one.roof and not one.ours]


def strongest(report):
    """Of each row the comparison in which ours does worst against a peer. Where a row has
    several ways of ours, the first is meant."""
    best = {}
    for one in against_peers(report):
        if one.comparison["ours"] != one.row["comparisons"][0]["ours"]:
            continue
        key = (one.group, one.row["table"], one.row["title"], one.row["row"])
        if key not in best or one.median < best[key].median:
            best[key] = one
    return list(best.values())


def slower(report):
    """Where the whole interval is below 1, the worst first."""
    below = [one for one in against_peers(report) if one.high < 1]
    return sorted(below, key=lambda one: one.median)


def tables(report):
    """[(group, table, title, {kind: what it has})] in the order of the run."""
    found = {}
    for kind in ("rows", "figures", "checks"):
        for one in report[kind]:
            key = (one["group"], one["table"], one["title"])
            found.setdefault(key, {"rows": [], "figures": [], "checks": []})[kind].append(one)
    groups = list(dict.fromkeys(group for group, _, _ in found))
    return sorted(((*key, parts) for key, parts in found.items()),
                  key=lambda one: (groups.index(one[0]), one[1] or "~"))


def verdicts(report):
    counts = dict.fromkeys(("met", "MISSED", "open", "broken"), 0)
    for one in findings(report):
        verdict, broken = one.comparison["verdict"], one.comparison["broken"]
        if verdict in counts:
            counts[verdict] += 1
        counts["broken"] += bool(broken)
    for check in report["checks"]:
        counts[check["verdict"]] += 1
    return counts


def overview(report):
    """For each table: how ours does against the strongest peer of each row."""
    lines = {}
    for one in strongest(report):
        lines.setdefault((one.group, one.row["table"], one.row["title"]), []).append(one)
    return [{"group": group, "table": table, "title": title, "rows": len(several),
             "least": min(several, key=lambda one: one.median),
             "most": max(several, key=lambda one: one.median),
             "mean": exp(sum(log(one.median) for one in several) / len(several)),
             "faster": sum(one.low > 1 for one in several),
             "slower": sum(one.high < 1 for one in several)}
            for (group, table, title), several in lines.items()]


def nanoseconds(side, row):
    return ratios.middle(side["ns"], row["rounds"])


# ---- Texts --------------------------------------------------------------------

def digits(value):
    return f"{value:.4f}" if value < 0.1 else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def target_text(comparison):
    return comparison["target"].replace(">=", "≥").replace("<=", "≤").replace(" x ", " × ")


def figure_text(figure):
    return time_text(figure["value"]) if figure["name"] == "time" else digits(figure["value"])


def interval_text(comparison):
    return f"{digits(comparison['median'])} [{digits(comparison['low'])}, " \
           f"{digits(comparison['high'])}]"


def time_text(ns):
    for bound, unit in ((1e3, "ns"), (1e6, "µs"), (1e9, "ms")):
        if ns < bound:
            return f"{ns / bound * 1e3:.3g} {unit}"
    return f"{ns / 1e9:.3g} s"


def rate_text(side, row):
    """Bytes a second, for rows whose payload is worth it."""
    if not row["bytes"]:
        return ""
    gigabytes = row["bytes"] / nanoseconds(side, row)
    return f"{gigabytes:.1f} GB/s" if gigabytes >= 1 else f"{gigabytes * 1e3:.0f} MB/s"


def roof_text(side, row):
    """Of the side that is ours: its share of what the machine can do at all."""
    shares = [one["of_roof"] for one in row["comparisons"] if one["ours"] == side["name"]]
    return f"{100 * shares[0]:.0f} %" if shares and shares[0] else ""
