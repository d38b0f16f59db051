# SPDX-License-Identifier: MIT OR Apache-2.0
"""Medians of ratios block by block with a bootstrap 95 % interval, as in harness.cc."""
import random
from statistics import median

RESAMPLES = 2000
WIDEST = 0.5  # an interval as wide as half its median says little


def interval(values, resamples=RESAMPLES):
    """(median, low, high)"""
    drawn = random.Random(1)
    medians = sorted(median(drawn.choices(values, k=len(values))) for _ in range(resamples))
    return median(values), medians[resamples // 40], medians[-1 - resamples // 40]


def ratio(top, bottom):
    return interval([a / b for a, b in zip(top, bottom)])


def comparison(ours, peer, sides):
    """A comparison of speed without a target, in the form of the bench programs."""
    middle, low, high = ratio(sides[peer], sides[ours])
    wide = high - low > WIDEST * middle
    return {"ours": ours, "peer": peer, "kind": "speed", "target": "(printed)", "verdict": "",
            "median": middle, "low": low, "high": high, "of_roof": 0,
            "broken": "wide interval" if wide else ""}
