#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Draws what bench-channels measured of single round trips: how long they take,
and which share of them takes longer.

usage: channels_latency.py CHANNELS_JSON SVG
"""
import json
import sys

import matplotlib
matplotlib.use("svg")
import matplotlib.pyplot as pyplot  # noqa: E402

NAMES = ["picoring", "picoring, polled", "two flags", "textbook", "boost"]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        series = json.load(file).get("series", {})
    names = [name for name in NAMES if f"{name} ns" in series]
    if not names:
        print("no latencies in this run: table c was not measured")
        return
    matplotlib.rcParams["svg.hashsalt"] = "picoring"
    figure, axes = pyplot.subplots(figsize=(8, 4.5))
    for name in names:
        axes.plot(series[f"{name} beyond"], series[f"{name} ns"], linewidth=1.2, label=name)
    axes.set_xscale("log")
    axes.invert_xaxis()
    axes.set_yscale("log")
    axes.set_xlabel("share of the round trips that take longer")
    axes.set_ylabel("nanoseconds")
    axes.set_title("Round trip of 8 bytes through two channels, both threads awake")
    axes.grid(True, linewidth=0.3)
    axes.legend(fontsize="small", loc="upper left")
    figure.savefig(sys.argv[2], metadata={"Date": None}, bbox_inches="tight")
    print(f"Latency of round trips drawn: {sys.argv[2]}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main()
