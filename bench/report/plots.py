# SPDX-License-Identifier: MIT OR Apache-2.0
"""Pictures, by matplotlib, as SVG: files of their own, and inside the page, where colours
are the page's, light or dark. They are narrow, so that a telephone shows their letters in
readable size."""
import html
import io
import re
from dataclasses import dataclass

import matplotlib
matplotlib.use("svg")
import matplotlib.pyplot as pyplot  # noqa: E402
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, NullLocator  # noqa: E402

from . import findings  # noqa: E402

WIDTH = 4.5  # inches: 324 points
INK, FAINT = "#1a1c20", "#c9ccd2"
# Told apart by who does not see red and green, too (after Okabe and Ito). Ours is first.
SERIES = ["#0b62b0", "#c8500a", "#0a7f5c", "#a3438a", "#8a6d00", "#4a4f57", "#2f9fc9", "#b32030"]
VARIABLES = {INK: "--ink", FAINT: "--faint",
             **{colour: f"--series-{i}" for i, colour in enumerate(SERIES)}}
MARKS = "osD^vP*X"

matplotlib.rcParams.update({
    "svg.fonttype": "none", "svg.hashsalt": "picoring", "font.size": 10, "axes.titlesize": 10,
    "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans"], "text.color": INK,
    "axes.edgecolor": FAINT, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK,
    "grid.color": FAINT, "grid.linewidth": 0.4, "legend.frameon": False, "legend.fontsize": 9,
    "axes.spines.top": False, "axes.spines.right": False, "lines.linewidth": 1.4,
    "lines.markersize": 4, "figure.constrained_layout.use": True})


@dataclass
class Picture:
    name: str
    title: str
    caption: str
    svg: str  # for the page


def finish(figure, folder, name, title, caption):
    figure.savefig(folder / f"{name}.svg", metadata={"Date": None}, facecolor="white")
    inside = io.StringIO()
    figure.savefig(inside, format="svg", metadata={"Date": None}, transparent=True)
    pyplot.close(figure)
    return Picture(name, title, caption, for_page(inside.getvalue(), name, title))


def for_page(svg, name, title):
    """Without prologue and metadata, names of its own, and the page's colours."""
    svg = svg[svg.index("<svg"):]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r'(url\(#|href="#)', rf"\g<1>{name}-", svg)
    svg = re.sub(r"font: ([0-9.]+px) [^\"';]*('[^']*')?[^\"';]*", r"font-size: \1", svg)
    for colour, variable in VARIABLES.items():
        svg = svg.replace(colour, f"var({variable})")
    width, height = re.search(r'width="([0-9.]+)pt" height="([0-9.]+)pt"', svg).groups()
    svg = svg.replace(f'width="{width}pt" height="{height}pt"', f'role="img" aria-label="{html.escape(title)}"', 1)
    return svg


def axes_of(height=3.2):
    figure, axes = pyplot.subplots(figsize=(WIDTH, height))
    axes.grid(True)
    return figure, axes


def plain(value, _=None):
    for bound, unit in ((1 << 30, "G"), (1 << 20, "M"), (1 << 10, "K")):
        if value >= bound and value % bound == 0:
            return f"{value / bound:g}{unit}"
    return f"{value:g}"


def binary_ticks(axes, values):
    axes.set_xscale("log", base=2)
    chosen = []
    for value in sorted(set(values)):  # none on top of the one before
        if not chosen or value >= (2 if max(values) < 1024 else 4) * chosen[-1]:
            chosen.append(value)
    axes.set_xticks(chosen, [plain(int(value)) for value in chosen],
                    rotation=45 if len(chosen) > 6 else 0)
    axes.xaxis.set_minor_formatter(NullFormatter())


def number(value, _=None):
    return f"{value:g}"


def log_axis(axes):
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(FuncFormatter(number))
    axes.yaxis.set_minor_locator(NullLocator())


def time_axis(axes):
    axes.set_yscale("log")
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda ns, _: findings.time_text(ns)))


def legend(axes, entries):
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3 if entries > 2 else 2,
                columnspacing=1.2, handlelength=1.5)


# ---- Ratios with intervals ------------------------------------------------------

def forests(report, folder):
    """A picture for each table, those of a group on one scale."""
    strongest = findings.strongest(report)
    for group in dict.fromkeys(one.group for one in strongest):
        several = [one for one in strongest if one.group == group]
        limits = (min(0.7, 0.9 * min(one.low for one in several)),
                  max(1.5, 1.1 * max(one.high for one in several)))
        titles = dict.fromkeys(one.row["title"] for one in several)
        for place, title in enumerate(titles):
            entries = [one for one in several if one.row["title"] == title]
            yield forest(entries, limits, folder, f"ratios-{group}-{place}")


def forest(entries, limits, folder, name):
    """A line for each row: ours against the strongest peer."""
    figure, axes = pyplot.subplots(figsize=(WIDTH, 0.55 + 0.37 * len(entries)))
    for place, entry in enumerate(entries):
        draw_entry(axes, -place, entry)
    axes.set_xscale("log")
    axes.set_xlim(limits)
    axes.set_ylim(0.4 - len(entries), 0.4)
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(number))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.grid(True, axis="x")
    axes.set_xlabel("times as fast as the strongest peer")
    row = entries[0].row
    return finish(figure, folder, name, f"{row['group']} {row['table']}: {row['title']}", "")


def draw_entry(axes, at, entry):
    colour = SERIES[0] if entry.low > 1 else SERIES[1] if entry.high < 1 else SERIES[5]
    hollow = {"markerfacecolor": "none"} if entry.comparison["broken"] else {}
    axes.plot([1, 1], [at - 0.42, at - 0.08], color=INK, linewidth=0.8)
    axes.plot([entry.low, entry.high], [at - 0.25, at - 0.25], color=colour, linewidth=2)
    axes.plot([entry.median], [at - 0.25], "o", color=colour, markersize=5, **hollow)
    axes.text(0, at + 0.1, f"{entry.row['row']}: {entry.name}", fontsize=9, in_layout=False,
              transform=axes.get_yaxis_transform())


# ---- Lines ------------------------------------------------------------------------

def lines(axes, rows, across, value, wanted=None):
    """A line for each side, over what `across` reads of a row."""
    names = list(dict.fromkeys(side["name"] for row in rows for side in row["sides"]))
    names = [name for name in names if wanted is None or name in wanted]
    for place, name in enumerate(names):
        points = sorted((across(row), value(row, side)) for row in rows for side in row["sides"]
                        if side["name"] == name)
        axes.plot(*zip(*points), "-", marker=MARKS[place % len(MARKS)],
                  color=SERIES[place % len(SERIES)], label=name)
    return len(names)


def rows_of(report, group, table, keep=lambda row: True):
    return [row for row in report["rows"]
            if row["group"] == group and row["table"] == table and keep(row)]


def gigabytes(row, side):
    return row["bytes"] / findings.nanoseconds(side, row)


def millions(row, side):
    return 1e3 / findings.nanoseconds(side, row)


def throughput(report, folder, name, group, table, title, keep=lambda row: True):
    rows = rows_of(report, group, table, keep)
    if not rows:
        return None
    figure, axes = axes_of()
    entries = lines(axes, rows, lambda row: row["bytes"], gigabytes)
    binary_ticks(axes, [row["bytes"] for row in rows])
    log_axis(axes)
    axes.set_xlabel("bytes in a block")
    axes.set_ylabel("GB/s")
    legend(axes, entries)
    return finish(figure, folder, name, title, "Medians of the blocks. Higher is better.")


def rate(report, folder, name, table, title, keep, across, label):
    rows = rows_of(report, "channels", table, keep)
    if not rows:
        return None
    figure, axes = axes_of()
    entries = lines(axes, rows, across, millions)
    binary_ticks(axes, [across(row) for row in rows])
    log_axis(axes)
    axes.set_xlabel(label)
    axes.set_ylabel("million elements a second")
    legend(axes, entries)
    return finish(figure, folder, name, title, "Medians of the blocks. Higher is better.")


# ---- Over time, and how long --------------------------------------------------------

TRIPS = ["picoring", "picoring, polled", "two flags", "textbook", "boost"]


def latency(report, folder):
    series = {name.removeprefix("channels.c "): values for name, values in report["series"].items()
              if name.startswith("channels.c ")}
    names = [name for name in TRIPS if f"{name} ns" in series]
    if not names:
        return None
    figure, axes = axes_of()
    for place, name in enumerate(names):
        axes.plot(series[f"{name} beyond"], series[f"{name} ns"], color=SERIES[place], label=name)
    axes.set_xscale("log")
    time_axis(axes)
    axes.set_xlim(1, 1e-4)
    axes.set_xticks([1, 0.1, 1e-2, 1e-3, 1e-4], ["all", "p90", "p99", "p99.9", "p99.99"])
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("share of the round trips that are faster")
    legend(axes, len(names))
    return finish(figure, folder, "latency", "How long a round trip of 8 bytes takes",
                  "Two threads, both awake, each round trip timed by itself. Lower is better.")


SECTIONS, BLOCK = 200, 65536


def slowest_of_sections(at, values):
    """The slowest of each section, so that thinning out hides nothing."""
    most, kept = max(at), {}
    for place, value in zip(at, values):
        section = min(int(place / most * SECTIONS), SECTIONS - 1)
        if section not in kept or value > kept[section][1]:
            kept[section] = (place, value)
    return zip(*[kept[section] for section in sorted(kept)])


def appends(report, folder):
    series = {name.removeprefix("list.b "): values for name, values in report["series"].items()
              if name.startswith("list.b ")}
    if "list step at" not in series:
        return None
    figure, axes = axes_of()
    for name, colour in (("list", SERIES[0]), ("vector", SERIES[1])):
        at, ns = slowest_of_sections(series[f"{name} step at"], series[f"{name} step ns"])
        axes.plot([x / 1e6 for x in at], ns, ".", color=colour, label=f"{name}: needs memory")
        at, ns = slowest_of_sections(series[f"{name} block at"], series[f"{name} block ns"])
        axes.plot([x / 1e6 for x in at], [y / BLOCK for y in ns], "-", linewidth=0.9,
                  color=colour, label=f"{name}: others")
    time_axis(axes)
    axes.set_xlabel("million items there")
    legend(axes, 2)
    return finish(figure, folder, "appends", "One append while a list or a vector grows",
                  "Points: appends that needed memory, each timed by itself; lines: all others, "
                  "mean of 65,536. Of each of 200 sections the slowest. Lower is better.")


def memory(report, folder):
    names = [name for name in ("list", "vector", "deque")
             if f"list.g {name} memory" in report["series"]]
    if not names:
        return None
    figure, axes = axes_of()
    for place, name in enumerate(names):
        at = report["series"][f"list.g {name} memory at ms"]
        held = [value / 1e6 for value in report["series"][f"list.g {name} memory"]]
        axes.plot(at, held, color=SERIES[place], label=name)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("milliseconds since it was empty")
    axes.set_ylabel("MB in memory")
    legend(axes, len(names))
    return finish(figure, folder, "memory", "Memory while a container grows to the same size",
                  "Resident memory of the process, looked at each millisecond.")


# ---- All of them ----------------------------------------------------------------------

def draw_all(report, folder):
    """{section: [Picture]}"""
    def producers(row):
        return row["producers"]

    def small(row):
        return row["capacity"] == 1024 and "rate" not in row["row"]
    pictures = {
        "forest": list(forests(report, folder)),
        "throughput": [
            throughput(report, folder, "cycle", "ring", "d",
                       "Written, then read as one block with a checksum"),
            throughput(report, folder, "stream-copied", "ring", "e",
                       "A stream, copied in and out", lambda row: "write" in row["row"]),
            throughput(report, folder, "stream-in-place", "ring", "e",
                       "A stream, made and used in place", lambda row: "make" in row["row"]),
            throughput(report, folder, "blocks", "channels", "b",
                       "Blocks of bytes from thread to thread", lambda row: row["bytes"] >= 4096),
            *[rate(report, folder, f"capacity-{size}", "a",
                   f"From thread to thread, elements of {size} bytes",
                   lambda row, size=size: row["bytes"] == size,
                   lambda row: row["capacity"], "capacity, elements") for size in (8, 64)],
            rate(report, folder, "producers", "d", "From many threads to one, element by element",
                 lambda row: small(row) and "by 64" not in row["row"], producers, "producers"),
            rate(report, folder, "producers-batches", "d", "From many threads to one, by 64",
                 lambda row: small(row) and "by 64" in row["row"], producers, "producers")],
        "time": [latency(report, folder), appends(report, folder), memory(report, folder)],
    }
    return {section: [one for one in some if one] for section, some in pictures.items()}
