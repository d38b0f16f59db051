# SPDX-License-Identifier: MIT OR Apache-2.0
"""The report of a made-up run says what is missed, open or broken, and needs no network.

usage: page.py BENCH    BENCH: the folder with report/
"""
import html.parser
import json
import random
import re
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
try:
    from report import __main__ as run
    from report import findings, markdown, page, parts, plots, progress, python, ratios
except ImportError as missing:
    print(f"skipped: {missing}; apt-get install python3-matplotlib python3-jinja2")
    sys.exit(77)

EMPTY_ELEMENTS = {"meta", "link", "br", "hr", "img", "input"}


class Nesting(html.parser.HTMLParser):
    """Finds elements that are not closed, and what is loaded from elsewhere."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.loaded = [], [], []

    def handle_starttag(self, tag, attributes):
        if tag not in EMPTY_ELEMENTS:
            self.open.append(tag)
        self.loaded += [value for name, value in attributes
                        if name in ("src", "href", "xlink:href")
                        and not value.startswith(("#", "data:"))]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))


def comparison(peer="boost", ours="picoring", **more):
    return {"ours": ours, "peer": peer, "kind": "speed", "target": ">= 1.30 x speed",
            "verdict": "met", "median": 1.5, "low": 1.4, "high": 1.6, "of_roof": 0.8, "broken": "",
            **more}


def row(name, *comparisons, group="channels", table="a", size=64, **more):
    drawn = random.Random(1)
    sides = dict.fromkeys(one[who] for one in comparisons for who in ("ours", "peer"))
    return {"group": group, "table": table, "title": "a <title>", "row": name, "blocks": 11,
            "rounds": [11], "iterations": 1000, "threads": True, "bytes": size, "capacity": 64,
            "producers": 1,
            "sides": [{"name": side, "ns": [drawn.uniform(9, 11) for _ in range(11)]}
                      for side in sides],
            "comparisons": list(comparisons), **more}


def made_up_report():
    late = comparison(median=0.8, low=0.7, high=0.9, verdict="MISSED")
    cost = comparison("bare futex", kind="cost", target="<= 1.20 x cost", verdict="open")
    wide = comparison("two flags", broken="wide interval")
    figures = {"group": "list", "table": "f", "title": "chunks", "row": "of 128",
               "values": [{"name": "push ms", "value": 1.5}]}
    check = {"group": "list", "table": "f", "title": "chunks", "text": "memory",
             "verdict": "MISSED"}
    return {"schema": 2, "date": "2026-11-26", "mode": "quick", "complete": False, "seconds": 60,
            "command": "bench/run", "source": "abc", "machine": {"processor": "one"},
            "peers": {"libboost-dev": "1.74"}, "commands": ["bench-channels --quick"],
            "rows": [row("64 of 64 B", comparison(), late), row("1024 of 64 B", cost, wide),
                     row("4 KB", comparison("classic"), group="ring", table="d", size=4096)],
            "roofs": [{"group": "ring", "name": "memcpy", "ns": 1.0, "text": "1 ns"}],
            "checks": [check], "figures": [figures],
            "problems": ["network_stream: no redis-server"],
            "series": {"list.g list memory at ms": [0, 1], "list.g list memory": [0, 1e6],
                       "channels.c picoring ns": [90, 100, 1000],
                       "channels.c picoring beyond": [1, 0.1, 0.01]}}


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.report = made_up_report()
        with tempfile.TemporaryDirectory() as folder:
            cls.pictures = plots.draw_all(cls.report, Path(folder))
            cls.files = sorted(file.name for file in Path(folder).iterdir())
        cls.text = page.text(cls.report, cls.pictures)

    def test_elements_are_nested_and_nothing_is_loaded(self):
        found = Nesting()
        found.feed(self.text)
        self.assertEqual((found.wrong, found.open, found.loaded), ([], [], []))

    def test_no_two_elements_have_one_name(self):
        names = re.findall(r'\bid="([^"]*)"', self.text)
        self.assertEqual(len(names), len(set(names)))

    def test_pictures_have_the_colours_of_the_page(self):
        self.assertTrue("stroke: var(--series-0)" in self.text)
        for colour in plots.VARIABLES:
            self.assertFalse(colour in self.text[self.text.index("<svg"):], colour)

    def test_each_picture_is_a_file_too(self):
        self.assertEqual(self.files, ["capacity-64.svg", "cycle.svg", "latency.svg", "memory.svg",
                                      "ratios-channels-0.svg", "ratios-ring-0.svg"])

    def test_it_says_that_it_is_a_preview_and_not_complete_and_what_is_missing(self):
        for words in ("A preview.", "Not complete.", "network_stream: no redis-server"):
            self.assertTrue(words in self.text, words)

    def test_titles_are_text_and_no_markup(self):
        self.assertTrue("a &lt;title&gt;" in self.text)
        self.assertFalse("a <title>" in self.text)


class Python(unittest.TestCase):
    def test_what_the_bench_of_python_prints_becomes_tables(self):
        found = python.figures("\none in, one out\nRing: push, pop      1,190.4 ns\n"
                               "  of which: a call 9.5 ns\n\na batch\ndeque: extend 5 ns\n")
        self.assertEqual([(one["table"], one["title"], one["row"], one["values"][0]["value"])
                          for one in found],
                         [("a", "one in, one out", "Ring: push, pop", 1190.4),
                          ("a", "one in, one out", "of which: a call", 9.5),
                          ("b", "a batch", "deque: extend", 5.0)])


class Bar(unittest.TestCase):
    def test_it_corrects_the_time_left_by_the_pace_so_far(self):
        bar = progress.Progress(20)
        bar.begin_part("first", 5)
        bar.begin -= 10  # ten seconds ago
        bar.end_part()
        bar.begin_part("second", 15)
        self.assertRegex(bar.text(), r"\] +25 %, 0:(30|29) left: second")


class Judgement(unittest.TestCase):
    """Of the blocks of a row: ours, a peer and a roof."""

    def judged(self, ours, peer, roof, **more):
        blocks = len(ours)
        one = {"ours": "ours", "peer": "peer", "kind": "speed", "judged": True, "bound": 0.95}
        row = {"sides": [{"name": "ours", "ns": ours}, {"name": "peer", "ns": peer},
                         {"name": "roof", "ns": roof}],
               "roof": "roof", "rounds": [blocks], "blocks": blocks, "iterations": 1000,
               "capacity": 1, "comparisons": [dict(one, **more)]}
        ratios.judge_row(row)
        return row["comparisons"][0]

    def test_the_ratio_is_the_median_of_the_blocks_ratios_and_the_share_that_of_the_roof(self):
        one = self.judged([2.0, 4.0, 2.0], [3.0, 6.0, 3.0], [1.0, 2.0, 1.0])
        self.assertEqual([one[name] for name in ("median", "low", "high", "of_roof")],
                         [1.5, 1.5, 1.5, 0.5])
        self.assertEqual((one["verdict"], one["broken"]), ("met", ""))

    def test_a_cost_is_met_from_below(self):
        for bound, verdict in ((0.5, "MISSED"), (2 / 3, "met")):
            one = self.judged([2.0] * 3, [3.0] * 3, [1.0] * 3, kind="cost", bound=bound)
            self.assertEqual(one["verdict"], verdict)

    def test_an_interval_with_the_bound_inside_is_open(self):
        one = self.judged([1.0] * 4, [0.9, 0.94, 0.96, 1.0], [0.5] * 4)
        self.assertEqual(one["verdict"], "open")

    def test_what_is_faster_than_its_roof_is_broken(self):
        one = self.judged([1.0] * 3, [2.0] * 3, [1.06] * 3)
        self.assertEqual(one["broken"], "above its roof")

    def test_a_wide_interval_is_broken(self):
        one = self.judged([1.0] * 4, [1.0, 1.0, 9.0, 9.0], [0.5] * 4)
        self.assertEqual(one["broken"], "wide interval")

    def test_fewer_items_than_1000_times_the_capacity_are_too_few(self):
        row = {"iterations": 999, "blocks": 1, "capacity": 1}
        wide = {"low": 1, "high": 1, "median": 1}
        self.assertEqual(ratios.broken(row, wide, 0), "few items")
        self.assertEqual(ratios.broken(dict(row, blocks=2), wide, 0), "")

    def test_processes_that_differ_give_a_wider_interval_than_blocks_that_do(self):
        values = [1.0] * 8 + [2.0] * 8 + [3.0] * 8 + [4.0] * 8
        _, low, high = ratios.interval(values, [8, 8, 8, 8])
        _, narrow_low, narrow_high = ratios.interval(values, [32])
        self.assertEqual((low, high), (1.0, 4.0))
        self.assertLess(narrow_high - narrow_low, high - low)


class SeveralProcesses(unittest.TestCase):
    def test_each_process_weighs_the_same_however_many_blocks_it_took(self):
        self.assertEqual(ratios.middle([1.0] * 10 + [2.0] * 2, [10, 2]), 1.5)
        self.assertEqual(ratios.middle([1.0] * 8 + [2.0] * 2 + [3.0] * 2, [8, 2, 2]), 2.0)

    def test_a_check_that_some_processes_met_is_open_and_has_the_words_of_each(self):
        check = {"rounds": [[True, "0.9 %"], [False, "1.1 %"], [True, "0.9 %"]]}
        ratios.judge_check(check)
        self.assertEqual((check["verdict"], check["text"]), ("open", "0.9 %; again: 1.1 %"))
        for met, verdict in ((True, "met"), (False, "MISSED")):
            check = {"rounds": [[met, "x"], [met, "x"]]}
            ratios.judge_check(check)
            self.assertEqual((check["verdict"], check["text"]), (verdict, "x"))

    def test_a_roof_is_the_middle_one_and_says_how_far_the_others_lie(self):
        roof = {"rounds": [[9.0, "9 ns"], [1.0, "1 ns"], [3.0, "3 ns"]]}
        ratios.judge_roof(roof)
        self.assertEqual((roof["ns"], roof["text"]), (3.0, "3 ns (of 3 processes: 1 ns to 9 ns)"))
        roof["rounds"].append([4.0, "4 ns"])
        ratios.judge_roof(roof)
        self.assertEqual(roof["ns"], 3.5)

    def test_a_program_run_again_adds_to_rows_roofs_and_checks(self):
        part = parts.Part("ring", "a", "views", 1, 1)
        row = {"table": "a", "title": "t", "row": "8 B", "blocks": 2, "iterations": 5,
               "sides": [{"name": "ours", "ns": [1.0, 2.0]}], "comparisons": []}
        said = {"rows": [row], "roofs": [{"name": "call", "ns": 2.0, "text": "2 ns"}],
                "checks": [{"table": "a", "title": "t", "met": True, "text": "yes"}]}
        report = {kind: [] for kind in ("rows", "roofs", "checks", "figures", "spent")}
        report["series"] = {}
        for _ in range(2):
            run.take(report, part, json.loads(json.dumps(said)))
            report["spent"].append([part.name, 1.0])
        self.assertEqual(report["rows"][0]["sides"][0]["ns"], [1.0, 2.0, 1.0, 2.0])
        self.assertEqual(report["rows"][0]["rounds"], [2, 2])
        self.assertEqual([len(report[kind][0]["rounds"]) for kind in ("roofs", "checks")], [2, 2])


class Findings(unittest.TestCase):
    def setUp(self):
        self.report = made_up_report()

    def test_verdicts_and_broken_comparisons_are_counted(self):
        self.assertEqual(findings.verdicts(self.report),
                         {"met": 3, "MISSED": 2, "open": 1, "broken": 1})

    def test_roofs_are_no_peers(self):
        self.assertEqual([one.name for one in findings.strongest(self.report)],
                         ["picoring : boost", "picoring : classic"])

    def test_a_peer_that_is_faster_is_named(self):
        self.assertEqual([one.median for one in findings.slower(self.report)], [0.8])

    def test_a_cost_is_read_as_a_speed(self):
        one = findings.finding({}, comparison(kind="cost", median=2.0, low=1.6, high=2.5))
        self.assertEqual((one.median, one.low, one.high), (0.5, 0.4, 0.625))

    def test_markdown_has_every_row_target_and_verdict(self):
        text = markdown.text(self.report)
        for words in ("| 64 of 64 B | picoring : boost | speed | 0.80 [0.70, 0.90] | "
                      "≥ 1.30 × speed, missed, 80 % of its roof |",
                      "≤ 1.20 × cost, open", "broken (wide interval)", "| of 128 | 1.50 |",
                      "**missed**: memory",
                      "| channels a, 64 of 64 B | picoring : boost | speed | 0.80 [0.70, 0.90] |",
                      "| list f, chunks |  |  | memory |  |"):
            self.assertIn(words, text)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
