# SPDX-License-Identifier: MIT OR Apache-2.0
"""The HTML page: one file, without network. Its text stands in page.html."""
import jinja2

from . import findings, parts

GROUPS = parts.GROUPS


def environment():
    made = jinja2.Environment(loader=jinja2.PackageLoader("report", "."), autoescape=True,
                              trim_blocks=True, lstrip_blocks=True)
    made.filters.update(time=findings.time_text, digits=findings.digits,
                        interval=findings.interval_text, target=findings.target_text,
                        figure=findings.figure_text)
    made.globals.update(nanoseconds=findings.nanoseconds, rate=findings.rate_text,
                        share_of_roof=findings.roof_text)
    return made


def text(report, pictures):
    return environment().get_template("page.html").render(
        report=report, pictures=pictures, groups=GROUPS, verdicts=findings.verdicts(report),
        overview=findings.overview(report), slower=findings.slower(report),
        tables=findings.tables(report), minutes=report["seconds"] / 60)
