# SPDX-License-Identifier: MIT OR Apache-2.0
"""The tables of a report as Markdown, for docs/measurements.md."""
from . import findings, parts


def line(cells):
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def heading(names):
    return [line(names), "|" + "---|" * len(names)]


def verdict_text(one):
    words = [findings.target_text(one).strip("()"), one["verdict"].lower(),
             f"broken ({one['broken']})" if one["broken"] else "",
             f"{100 * one['of_roof']:.0f} % of its roof" if one["of_roof"] else ""]
    return ", ".join(word for word in words if word)


def rows_text(rows):
    """Rows with the same sides share a table: times first, then what is compared."""
    tables = {}
    for row in rows:
        tables.setdefault(tuple(side["name"] for side in row["sides"]), []).append(row)
    for sides, some in tables.items():
        yield from heading(["", "n", *sides])
        for row in some:
            times = [findings.time_text(findings.nanoseconds(side, row)) for side in row["sides"]]
            yield line([row["row"], row["blocks"], *times])
        yield ""
        if any(row["comparisons"] for row in some):
            yield from heading(["", "ours : peer", "", "ratio [95 %]", "target, verdict"])
        for row in some:
            for one in row["comparisons"]:
                yield line([row["row"], f"{one['ours']} : {one['peer']}", one["kind"],
                            findings.interval_text(one), verdict_text(one)])
        yield ""


def figures_text(figures):
    yield from heading(["", *[one["name"] for one in figures[0]["values"]]])
    for row in figures:
        yield line([row["row"], *[findings.figure_text(one) for one in row["values"]]])
    yield ""


def facts_text(facts):
    yield from heading(["", ""])
    for name, value in facts:
        yield line([name, value])
    yield ""


def overview_text(report):
    yield from heading(["table", "rows", "least", "where", "mean", "most", "where", "faster",
                        "slower"])
    for one in findings.overview(report):
        least, most = one["least"], one["most"]
        yield line([f"{one['group']} {one['table']}: {one['title']}", one["rows"],
                    findings.digits(least.median), f"{least.row['row']}: {least.comparison['peer']}",
                    findings.digits(one["mean"]), findings.digits(most.median),
                    f"{most.row['row']}: {most.comparison['peer']}", one["faster"], one["slower"]])
    yield ""


def slower_text(report):
    yield from heading(["ours : peer", "ratio [95 %]", "where"])
    for one in findings.slower(report):
        low_high = f"[{findings.digits(one.low)}, {findings.digits(one.high)}]"
        yield line([one.name, f"{findings.digits(one.median)} {low_high}",
                    f"{one.group} {one.row['table']}, {one.row['row']}"])
    yield ""


def targets_text(report, verdict):
    yield from heading(["where", "ours : peer", "", "ratio [95 %]", "target"])
    for one in findings.findings(report):
        if one.comparison["verdict"] == verdict:
            yield line([f"{one.group} {one.row['table']}, {one.row['row']}", one.name,
                        one.comparison["kind"], findings.interval_text(one.comparison),
                        verdict_text(one.comparison)])
    for check in report["checks"]:
        if check["verdict"] == verdict:
            yield line([f"{check['group']} {check['table']}, {check['title']}", "", "",
                        check["text"], ""])
    yield ""


def lines(report):
    counts = findings.verdicts(report)
    yield "# Measurements\n"
    yield f"{report['date']}, `{report['command']}`, {report['seconds'] / 60:.0f} minutes, " \
          f"commit {report['source']}: {counts['met']} met, {counts['MISSED']} missed, " \
          f"{counts['open']} open, {counts['broken']} comparisons broken.\n"
    yield from (f"**{problem}**\n" for problem in report["problems"])
    yield from facts_text(report["machine"].items())
    yield from facts_text(report["peers"].items())
    yield from facts_text((roof["name"], roof["text"]) for roof in report["roofs"])
    yield "## Targets that are missed\n"
    yield from targets_text(report, "MISSED")
    yield "## Targets that are open\n"
    yield from targets_text(report, "open")
    yield "## Against the strongest peer of each row\n"
    yield from overview_text(report)
    yield "## Where a peer is faster\n"
    yield from slower_text(report)
    last = None
    for group, table, title, have in findings.tables(report):
        if group != last:
            yield f"## {parts.GROUPS[group]}\n"
            last = group
        yield f"### {table}{'. ' if table else ''}{title}\n"
        if have["rows"]:
            yield from rows_text(have["rows"])
        if have["figures"]:
            yield from figures_text(have["figures"])
        for check in have["checks"]:
            if not have["figures"] or check["verdict"] != "met":
                verdict = check["verdict"].lower()
                yield f"- {'**missed**' if verdict == 'missed' else verdict}: {check['text']}"
        yield ""


def text(report):
    return "\n".join(lines(report))
