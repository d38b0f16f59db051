# SPDX-License-Identifier: MIT OR Apache-2.0
"""A progress bar with the time left. The parts' expected seconds are corrected by the
pace of those that are done; where standard error is no terminal, a line a part."""
import sys
import threading
import time

WIDTH = 24


def clock_text(seconds):
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


class Progress:
    def __init__(self, expected):
        self.expected = expected
        self.done = self.spent = 0.0  # expected and real seconds of what is done
        self.part, self.row, self.seconds, self.begin = "", "", 0.0, time.monotonic()
        self.terminal = sys.stderr.isatty()
        self.stop = threading.Event()
        self.drawing = threading.Thread(target=self.redraw, daemon=True)

    def __enter__(self):
        if self.terminal:
            self.drawing.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        if self.terminal:
            self.drawing.join()
            sys.stderr.write("\r\033[K")

    def begin_part(self, name, seconds):
        self.part, self.row, self.seconds, self.begin = name, "", seconds, time.monotonic()
        if not self.terminal:
            sys.stderr.write(f"{self.text()}\n")

    def name_row(self, row):
        self.row = row

    def end_part(self):
        self.spent += time.monotonic() - self.begin
        self.done += self.seconds
        self.seconds = 0.0

    def text(self):
        pace = self.spent / self.done if self.done else 1.0
        here = time.monotonic() - self.begin if self.seconds else 0.0
        now = min(here / pace, 0.95 * self.seconds) if pace else 0.0
        left = (self.expected - self.done - now) * pace
        share = (self.done + now) / self.expected if self.expected else 1.0
        bar = "#" * int(WIDTH * share)
        return f"[{bar:.<{WIDTH}}] {100 * share:3.0f} %, {clock_text(left)} left: " \
               f"{self.part} {self.row}"

    def redraw(self):
        while not self.stop.wait(0.2):
            sys.stderr.write(f"\r\033[K{self.text()[:100]}")
            sys.stderr.flush()
