#!/usr/bin/python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""The event loops get every message and lose no signal, and their README is true.

    event_loop.py README PROGRAM...

A program that loses a signal never ends: its loop sleeps, and so do the threads
that wait until it has taken what they sent.
"""
import os
import re
import subprocess
import sys
import unittest

PATIENCE = 60  # seconds until a program that hangs fails
RUNS = 5
PRINTED = {
    "libuv": r"libuv: 297600 messages in 18600 bursts, all in order, woken (\d+) times\n",
    "epoll_edge": r"epoll_edge: 300000 messages of 3 producers in order, woken (\d+) times\n",
    "poll_writer": r"poll_writer: 8192000 messages in order, woken (\d+) times\n",
}
# Each publication signals once at the most, and so does the end.
MOST_WOKEN = {"libuv": 18600 + 1, "epoll_edge": 300000 + 1, "poll_writer": 8192000 + 1}


def unindented(text):
    return "\n".join(line.strip() for line in text.splitlines())


class EventLoop(unittest.TestCase):
    def test_every_message_comes_and_each_signal_once(self):
        for program in PROGRAMS:
            name = os.path.basename(program)
            for _ in range(RUNS):
                with self.subTest(name):
                    done = subprocess.run([program], capture_output=True, text=True,
                                          timeout=PATIENCE)
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    woken = int(re.fullmatch(PRINTED[name], done.stdout)[1])
                    self.assertGreater(woken, 0)
                    self.assertLessEqual(woken, MOST_WOKEN[name])

    def test_the_code_of_the_readme_stands_in_the_programs(self):
        folder = os.path.dirname(README)
        programs = []
        for name in PRINTED:
            with open(os.path.join(folder, name + ".c")) as source:
                programs.append(unindented(source.read()))
        with open(README) as text:
            blocks = re.findall(r"(?:^    .*\n)+", text.read(), re.M)
        blocks = [unindented(block) for block in blocks if not block.startswith("    meson")]
        self.assertGreater(len(blocks), 3)
        for block in blocks:
            self.assertTrue(any(block in program for program in programs), block)


if __name__ == "__main__":
    README, PROGRAMS = os.path.abspath(sys.argv[1]), sys.argv[2:]
    for absent in sorted(set(PRINTED) - {os.path.basename(program) for program in PROGRAMS}):
        print(f"skipped: {absent}: it was not built (libuv: package libuv1-dev)")
    unittest.main(argv=sys.argv[:1], verbosity=2)
