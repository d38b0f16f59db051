#!/usr/bin/python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""The io_uring example copies every byte, over the seam too, and its README is true.

    io_uring.py README PROGRAM"""
import os
import random
import re
import subprocess
import sys
import tempfile
import unittest

SKIPPED = 77
SAID = r"(\d+) bytes by (\d+) reads and (\d+) writes, (\d+) over the seam\n"


def unindented(text):
    return "\n".join(line.strip() for line in text.splitlines())


class Copy(unittest.TestCase):
    def said(self, text, data):
        """The counts that the program printed, in which `data` must be."""
        found = re.fullmatch(SAID, text)
        self.assertTrue(found, text)
        total, reads, writes, over = map(int, found.groups())
        self.assertEqual(total, len(data))
        self.assertGreaterEqual(writes * 30000, total)
        self.assertEqual(reads == 0, total == 0)
        return over

    def test_a_file_comes_whole(self):
        for size in (0, 1, 65536, 65537, 3000001):
            data = random.Random(size).randbytes(size)
            with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
                source.write(data)
                source.seek(0)
                done = subprocess.run([PROGRAM], stdin=source, stdout=target, stderr=subprocess.PIPE,
                                      text=True, check=True)
                target.seek(0)
                self.assertEqual(target.read(), data)
            over = self.said(done.stderr, data)
            self.assertEqual(over > 20, size > 3000000, over)

    def test_what_comes_through_pipes_comes_whole(self):
        data = random.Random(1).randbytes(2000003)
        done = subprocess.run([PROGRAM], input=data, capture_output=True, check=True)
        self.assertEqual(done.stdout, data)
        self.said(done.stderr.decode(), data)

    def test_an_error_ends_it_with_a_sentence(self):
        with open(os.devnull, "wb") as nothing:
            done = subprocess.run([PROGRAM], stdin=nothing, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (1, "read: Bad file descriptor\n"))

    def test_the_code_of_the_readme_stands_in_the_program(self):
        with open(os.path.join(os.path.dirname(README), "copy.c")) as source:
            program = unindented(source.read())
        with open(README) as text:
            blocks = re.findall(r"(?:^    .*\n)+", text.read(), re.M)
        blocks = [unindented(block) for block in blocks if not block.startswith("    meson")]
        self.assertEqual(len(blocks), 4)
        for block in blocks:
            self.assertIn(block, program)


if __name__ == "__main__":
    README, PROGRAM = os.path.abspath(sys.argv[1]), sys.argv[2]
    tried = subprocess.run([PROGRAM], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if tried.returncode == SKIPPED:
        print(tried.stdout, end="")
        sys.exit(SKIPPED)
    unittest.main(argv=sys.argv[:1], verbosity=2)
