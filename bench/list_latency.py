#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Draws what bench-list measured of single appends.

Points are the appends that needed memory, each timed by itself; lines are all
others, timed in blocks of 65,536, as the mean of a block. Of lines and of the
list's points only the slowest of each of 200 sections is drawn.

usage: list_latency.py LIST_JSON SVG
"""
import json
import sys

import matplotlib
matplotlib.use("svg")
import matplotlib.pyplot as pyplot  # noqa: E402

SECTIONS = 200
BLOCK = 65536


def slowest_of_sections(at, values, most):
    """The slowest of each section, so that thinning out hides nothing."""
    kept = {}
    for place, value in zip(at, values):
        section = min(int(place / most * SECTIONS), SECTIONS - 1)
        if section not in kept or value > kept[section][1]:
            kept[section] = (place / 1e6, value)
    return [kept[section] for section in sorted(kept)]


def draw(axes, series, name, colour):
    most = max(series[f"{name} block at"])
    steps = slowest_of_sections(series[f"{name} step at"], series[f"{name} step ns"], most)
    if name == "vector":  # few, and close together at the beginning
        steps = [(a / 1e6, b) for a, b in zip(series[f"{name} step at"], series[f"{name} step ns"])]
    blocks = slowest_of_sections(series[f"{name} block at"], series[f"{name} block ns"], most)
    axes.plot(*zip(*((a, b / 1e6) for a, b in steps)), ".", markersize=4, color=colour,
              label=f"{name}: an append that needs memory")
    axes.plot(*zip(*((a, b / BLOCK / 1e6) for a, b in blocks)), "-", linewidth=0.8, color=colour,
              label=f"{name}: all others, mean of a block")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        series = json.load(file).get("series", {})
    if "list step at" not in series:
        print("no latencies in this run: table b was not measured")
        return
    matplotlib.rcParams["svg.hashsalt"] = "picoring"
    figure, axes = pyplot.subplots(figsize=(8, 4.5))
    draw(axes, series, "vector", "#b3502d")
    draw(axes, series, "list", "#1f5fa8")
    axes.set_yscale("log")
    axes.set_xlabel("million items there")
    axes.set_ylabel("milliseconds of processor time")
    axes.set_title("One append while the list grows")
    axes.grid(True, linewidth=0.3)
    axes.legend(fontsize="small", loc="center right")
    figure.savefig(sys.argv[2], metadata={"Date": None}, bbox_inches="tight")
    print(f"Latency of appends drawn: {sys.argv[2]}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main()
