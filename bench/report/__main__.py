# SPDX-License-Identifier: MIT OR Apache-2.0
"""bench/run: measures and writes the report."""
import argparse
import datetime
import json
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

from . import child, machine, parts, python, ratios, scenarios
from .progress import Progress

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = 2  # of report.json
BUILD = ROOT / "build" / "bench"
FOLDER = ROOT / "build" / "report"


def arguments():
    parser = argparse.ArgumentParser(
        prog="bench/run", description="Measures the library against its peers, and writes "
        "build/report/index.html and, for machines, build/report/report.json.")
    parser.add_argument("--quick", action="store_true",
                        help="a preview in under three minutes; what is done without --full")
    parser.add_argument("--full", action="store_true",
                        help="all sizes, many blocks: an hour and a half")
    parser.add_argument("--only", metavar="NAMES", type=lambda text: text.split(","),
                        help="some of " + ", ".join(parts.GROUPS) + ", or tables of them: ring.c")
    parser.add_argument("--log", type=Path, help="the log that log_analysis and message_passing "
                        "read (/var/log/dpkg.log)")
    parser.add_argument("--markdown", nargs="?", metavar="REPORT", type=Path,
                        const=FOLDER / "report.json",
                        help="measures nothing: prints the tables of a report (the last one)")
    options = parser.parse_args()
    known = [name for part in parts.PARTS for name in (part.group, part.name)]
    for name in options.only or []:
        if name not in known:
            parser.error(f"there is no part {name}: {', '.join(dict.fromkeys(known))}")
    if options.quick and options.full:
        parser.error("either --quick or --full")
    if options.log and not options.log.is_file():
        parser.error(f"{options.log} is not there")
    return options


def wanted(options):
    return [part for part in parts.PARTS if not options.only or part.group in options.only
            or part.name in options.only]


def empty_report(options, problems):
    return {"schema": SCHEMA,
            "date": datetime.datetime.now().astimezone().isoformat(" ", "minutes"),
            "mode": "full" if options.full else "quick", "complete": False, "failed": [],
            "seconds": 0,
            "command": shlex.join(["bench/run", *sys.argv[1:]]), "source": machine.source(ROOT),
            "machine": machine.describe(), "peers": machine.peers(), "commands": [],
            "rows": [], "roofs": [], "checks": [], "figures": [], "series": {},
            "spent": [], "problems": problems}


def run_program(report, part, full, progress):
    """A table of bench-ring, bench-list or bench-channels, a share of its blocks."""
    answer = FOLDER / "parts" / f"{part.group}-{part.table}.json"
    program = BUILD / "bench" / f"bench-{part.group}"
    share = 1 if part.once else parts.SHARES[report["mode"]]
    seed = 1 + sum(name == part.name for name, _ in report["spent"])  # another order of sides
    command = [str(program.relative_to(ROOT)), f"--tables={part.table}", f"--share={share}",
               f"--seed={seed}", *([] if full else ["--quick"])]
    report["commands"].append(shlex.join(command))
    command = [str(program), *command[1:], "--progress", f"--json={answer}"]
    try:
        with open(answer.with_suffix(".txt"), "w", encoding="utf-8") as log:
            code, last = child.run_table(command, answer, log, progress.name_row)
        if code not in (0, 1):  # 1: a row above its roof, which is marked
            report["failed"].append(part.name)
            report["problems"].append(f"{shlex.join(command)} ended with {code}: {last}")
    finally:
        take(report, part, child.measured(answer))


def entry(report, kind, **names):
    """What an earlier process of the table has made, or a new one."""
    for one in report[kind]:
        if all(one.get(name) == value for name, value in names.items()):
            return one
    report[kind].append(dict(names, rounds=[]))
    return report[kind][-1]


def take(report, part, measured):
    """Rows, roofs and checks get what each process says; figures and pictures are those of
    the first."""
    known = {identity(one): one for one in report["rows"]}
    for row in measured.get("rows", []):
        row = dict(row, group=part.group, rounds=[row["blocks"]])
        if identity(row) in known:
            ratios.add_round(known[identity(row)], row)
        else:
            report["rows"].append(row)
    for roof in measured.get("roofs", []):
        one = entry(report, "roofs", group=part.group, name=roof["name"])
        one["rounds"].append([roof["ns"], roof["text"]])
    for number, check in enumerate(measured.get("checks", [])):
        one = entry(report, "checks", group=part.group, table=check["table"],
                    title=check["title"], number=number)
        one["rounds"].append([check["met"], check["text"]])
    known = {identity(one) for one in report["figures"]}
    figures = [dict(one, group=part.group) for one in measured.get("figures", [])]
    report["figures"] += [one for one in figures if identity(one) not in known]
    for name, values in measured.get("series", {}).items():
        report["series"].setdefault(f"{part.group}.{part.table} {name}", values)


def identity(row):
    return tuple(row[name] for name in ("group", "table", "title", "row"))


def run_scenario(report, part, bench):
    bench.begin(part.table)
    try:
        scenarios.SCENARIOS[part.table](bench)
    except (scenarios.Missing, RuntimeError, OSError, subprocess.CalledProcessError) as problem:
        report["problems"].append(f"{part.table}: {problem}")
    finally:  # what was measured before it failed or was stopped
        report["commands"] += bench.lines
        report["rows"] += [dict(row, group=part.group, table=part.table) for row in bench.found]


def run_python(report, full):
    try:
        command, figures = python.run(ROOT, BUILD / "src" / "libpicoring.so.0", 9 if full else 3)
    except (OSError, subprocess.CalledProcessError) as problem:
        report["problems"].append(f"Python: {problem}")
        return
    report["commands"].append(command)
    report["figures"] += [dict(one, group="python") for one in figures]


def check_assembly(report, groups):
    """That no compiler has deleted or merged the loops that were measured."""
    for group in groups:
        program = BUILD / "bench" / f"bench-{group}"
        if not program.exists():
            continue
        call = [sys.executable, str(ROOT / "bench" / "asm_check.py"), str(program)]
        with open(FOLDER / "parts" / f"asm-{group}.txt", "w", encoding="utf-8") as log:
            code = subprocess.run(call, stdout=log, check=False).returncode
        if code != 77:
            one = entry(report, "checks", group=group, table="",
                        title="the loops that were measured")
            one["rounds"].append([code == 0, "the loads, stores and calls of the loops that "
                                             "bench/asm_check.py names are in the machine code"])


def judge(report):
    for row in report["rows"]:
        ratios.judge_row(row)
    for check in report["checks"]:
        ratios.judge_check(check)
    for roof in report["roofs"]:
        ratios.judge_roof(roof)


def round_seconds(part, full):
    rounds = 1 if part.once else parts.ROUNDS["full" if full else "quick"]
    return part.seconds(full) / rounds


def run_part(report, part, full, bench, progress):
    progress.begin_part(part.what, round_seconds(part, full))
    begin = time.monotonic()
    if part.group == "scenarios":
        run_scenario(report, part, bench)
    elif part.group == "python":
        run_python(report, full)
    else:
        run_program(report, part, full, progress)
    report["spent"].append([part.name, time.monotonic() - begin])
    progress.end_part()


def fill(report, options):
    """Measures until all is done or Ctrl-C."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "parts").mkdir(parents=True)
    work = FOLDER / "work"
    work.mkdir()
    begin = time.monotonic()
    try:
        measure(report, options, work)
    except KeyboardInterrupt:
        print("\nStopped: the report has what was measured by now.", file=sys.stderr)
    finally:
        shutil.rmtree(work, ignore_errors=True)
        report["seconds"] = time.monotonic() - begin


def measure(report, options, work):
    todo = wanted(options)
    bench = scenarios.Bench(ROOT, BUILD, work, FOLDER / "parts", options.full, options.log)
    again = [part for part in todo if not part.once]
    some = todo + again * (parts.ROUNDS[report["mode"]] - 1)
    with Progress(sum(round_seconds(part, options.full) for part in some)) as progress:
        for part in some:
            run_part(report, part, options.full, bench, progress)
        check_assembly(report, dict.fromkeys(part.group for part in todo))
        report["complete"] = not report["failed"]


def write(report):
    judge(report)
    path = FOLDER / "report.json"
    path.write_text(json.dumps(report, indent=1), encoding="utf-8")
    from . import page, plots  # they need packages, which --help does not
    pictures = plots.draw_all(report, FOLDER)
    (FOLDER / "index.html").write_text(page.text(report, pictures), encoding="utf-8")


def print_markdown(path):
    from . import markdown
    report = json.loads(path.read_text(encoding="utf-8"))
    if report.get("schema") != SCHEMA:
        print(f"{path} is a report of schema {report.get('schema')}: bench/run of its commit, "
              f"{report.get('source')}, can print it", file=sys.stderr)
        return 2
    print(markdown.text(report))
    return 0


def main():
    options = arguments()
    if options.markdown:
        return print_markdown(options.markdown)
    problems = machine.disturbances()  # of others, before the compiler is one
    print("Building", file=sys.stderr)
    build = subprocess.run([Path(__file__).with_name("build.sh")], check=False)
    if build.returncode:
        return build.returncode
    report = empty_report(options, problems)
    fill(report, options)
    write(report)
    for problem in report["problems"]:
        print(problem, file=sys.stderr)
    print(f"The report: file://{FOLDER}/index.html (for machines: report.json beside it)")
    if report["failed"]:
        return 1
    return 0 if report["complete"] else 130


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # before there was anything to report
        sys.exit(130)
