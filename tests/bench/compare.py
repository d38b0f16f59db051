# SPDX-License-Identifier: MIT OR Apache-2.0
"""bench/compare tells a slower build from noise.

usage: compare.py BENCH QUEUE QUEUE_OF_CALLS    BENCH: the folder with compare and report/
"""
import json
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BENCH, QUEUE, QUEUE_OF_CALLS = sys.argv[1:4]
sys.dont_write_bytecode = True
sys.path.insert(0, BENCH)
from report import compare  # noqa: E402

LEAST = 0.5  # calls instead of inlines cost several times as much


def report_of(rows, line=100.0):
    return {"date": "today", "mode": "quick", "source": "test", "complete": True,
            "machine": {"processor": "one"}, "rows": rows, "checks": [],
            "roofs": [{"name": compare.LINE_ROOF, "ns": line, "text": "",
                       "rounds": [[line, ""], [1.1 * line, ""]]}]}


def row(name, ours, peer, group="ring"):
    middle = sorted(b / a for a, b in zip(ours, peer))
    comparison = {"ours": "ours", "peer": "peer", "kind": "speed", "median": 1,
                  "low": middle[0], "high": middle[-1]}
    return {"group": group, "table": "a", "row": name, "rounds": [len(ours)],
            "threads": group == "channels",
            "sides": [{"name": "ours", "ns": ours}, {"name": "peer", "ns": peer}],
            "comparisons": [comparison]}


def noisy(drawn, mean, blocks=11):
    return [mean * drawn.lognormvariate(0, 0.05) for _ in range(blocks)]


def noisy_report(seed, mean=10.0, rows=60, **more):
    drawn = random.Random(seed)
    return report_of([row(f"row {i}", noisy(drawn, mean), noisy(drawn, 10.0), **more)
                      for i in range(rows)])


def verdicts(before, after, least):
    changes, _, _ = compare.compare(before, after)
    return [one.verdict(least) for one in changes]


def run(program):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "queue.json"
        code = subprocess.run([program, "--quick", f"--json={file}"], check=False,
                              stdout=subprocess.DEVNULL).returncode
        if code not in (0, 1):  # 1: in so short a run something was above its roof
            raise RuntimeError(f"{program} ended with {code}")
        rows = json.loads(file.read_text(encoding="utf-8"))["rows"]
    return report_of([dict(one, group="ring", rounds=[one["blocks"]]) for one in rows
                      if one["row"] != "through calls"])  # calls in both builds


class RealBuilds(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.inlined, cls.called = run(QUEUE), run(QUEUE_OF_CALLS)

    def test_a_slowed_build_is_slower(self):
        changes, only_one, _ = compare.compare(self.inlined, self.called)
        against_mask = [one for one in changes if one.name.endswith("C inline : mask")]
        self.assertEqual(only_one, [])
        self.assertEqual([one.verdict(LEAST) for one in against_mask], ["slower", "slower"])

    def test_and_the_other_way_round_it_is_faster(self):
        changes, _, _ = compare.compare(self.called, self.inlined)
        against_mask = [one for one in changes if one.name.endswith("C inline : mask")]
        self.assertEqual([one.verdict(LEAST) for one in against_mask], ["faster", "faster"])


class Statistics(unittest.TestCase):
    def test_noise_is_no_change(self):
        self.assertEqual(set(verdicts(noisy_report(1), noisy_report(2), 0.1)), {""})

    def test_a_quarter_more_time_is_seen_through_the_noise(self):
        told = verdicts(noisy_report(1), noisy_report(2, mean=12.5), 0.1)
        self.assertGreater(told.count("slower"), 0.9 * len(told))
        self.assertNotIn("faster", told)

    def test_a_clock_that_runs_slower_is_no_change(self):
        before, after = noisy_report(1), noisy_report(1)
        for one in after["rows"]:
            for side in one["sides"]:
                side["ns"] = [2 * ns for ns in side["ns"]]
        changes, _, _ = compare.compare(before, after)
        self.assertEqual({one.median for one in changes}, {1.0})

    def test_threads_are_not_judged_when_the_cores_lie_elsewhere(self):
        before = noisy_report(1, group="channels")
        after = dict(noisy_report(2, mean=30, group="channels"),
                     roofs=report_of([], line=300.0)["roofs"])
        changes, _, unjudged = compare.compare(before, after)
        self.assertEqual((len(changes), len(unjudged)), (0, 60))

    def test_what_only_one_report_has_is_named(self):
        changes, only_one, _ = compare.compare(noisy_report(1, rows=3), noisy_report(1, rows=4))
        self.assertEqual(len(changes), 3)
        self.assertEqual(only_one, ["ring a, row 3: ours : peer"])


class Command(unittest.TestCase):
    def compare(self, before, after):
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder) / name for name in ("a.json", "b.json")]
            for file, text in zip(files, (before, after)):
                file.write_text(text if isinstance(text, str) else json.dumps(text))
            return subprocess.run([f"{BENCH}/compare", *files], capture_output=True, text=True,
                                  check=False)

    def test_it_ends_with_1_and_says_what_is_slower(self):
        done = self.compare(noisy_report(1, rows=2), noisy_report(2, mean=20, rows=2))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("ring a, row 1: ours : peer", done.stdout)
        self.assertIn("2 slower, 0 faster", done.stdout)

    def test_it_ends_with_0_when_nothing_is_slower(self):
        done = self.compare(noisy_report(1, rows=2), noisy_report(1, rows=2))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("0 slower, 0 faster", done.stdout)

    def test_a_row_that_a_later_report_has_lost_is_named(self):
        done = self.compare(noisy_report(1, rows=3), noisy_report(1, rows=2))
        self.assertIn("lost, though its table was measured: ring a, row 2: ours : peer",
                      done.stdout)
        done = self.compare(noisy_report(1, rows=2), noisy_report(1, rows=3))
        self.assertNotIn("lost", done.stdout)

    def test_what_is_counted_and_no_longer_met_is_told(self):
        check = {"group": "list", "table": "d", "title": "memory", "text": "2 mappings"}
        before, after = (dict(noisy_report(1, rows=2), checks=[dict(check, verdict=verdict)])
                         for verdict in ("met", "MISSED"))
        self.assertIn("was met, is missed: list d, 2 mappings", self.compare(before, after).stdout)
        self.assertNotIn("was met", self.compare(before, before).stdout)

    def test_it_ends_with_2_for_what_is_no_report(self):
        self.assertEqual(self.compare(noisy_report(1), "no report").returncode, 2)
        self.assertEqual(self.compare(noisy_report(1), "[]").returncode, 2)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
