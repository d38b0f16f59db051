# SPDX-License-Identifier: MIT OR Apache-2.0
"""What is measured: the tables of the bench programs, each run by itself, so that a run
that is stopped keeps what is done. The whole goes round several times, each time with a
share of the blocks (ratios.py), as often whatever came out. The seconds are those of all
rounds on two cores of an AMD EPYC; they only serve the progress bar."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    group: str
    table: str
    what: str
    quick: float  # seconds
    full: float
    once: bool = False  # is many processes by itself, or one story of one process

    @property
    def name(self):
        return f"{self.group}.{self.table}"

    def seconds(self, full):
        return self.full if full else self.quick


GROUPS = {
    "ring": "Ring and byte stream, in one thread",
    "list": "List",
    "channels": "Channels between threads",
    "scenarios": "Whole programs",
    "python": "Python",
}

ROUNDS = {"quick": 2, "full": 4}  # processes of each table
# Each makes one part in so many of the blocks that a program makes by itself: more of them
# tell little that its other blocks have not told.
SHARES = {"quick": 2, "full": 4}

PARTS = [
    Part("ring", "r", "roofs", 1, 1),
    Part("ring", "a", "views", 2, 29),
    Part("ring", "b", "push and pop", 1, 6),
    Part("ring", "c", "copies across the seam", 4, 120),
    Part("ring", "d", "written, then read as one block", 5, 97),
    Part("ring", "e", "streams", 8, 290),
    Part("ring", "f", "making and destroying", 1, 2),
    Part("ring", "g", "parse, checksum, write(2), FIR", 5, 15),
    Part("ring", "h", "writing alone, reading alone", 5, 44),
    Part("list", "r", "roofs", 7, 9, once=True),
    Part("list", "a", "growing", 8, 2190),
    Part("list", "b", "the slowest append", 5, 280),
    Part("list", "c", "access", 2, 530),
    Part("list", "d", "memory", 1, 7),
    Part("list", "e", "operations by containers", 18, 210),
    Part("list", "f", "chunk sizes", 1, 140, once=True),
    Part("list", "g", "memory over time", 1, 4, once=True),
    Part("channels", "r", "roofs", 1, 1),
    Part("channels", "a", "spsc, element by element", 16, 360),
    Part("channels", "b", "spsc, batches and blocks", 6, 36),
    Part("channels", "c", "round trips", 1, 12),
    Part("channels", "d", "mpsc", 17, 660),
    Part("channels", "e", "a stalled producer", 1, 1, once=True),
    Part("channels", "f", "records", 3, 37),
    Part("channels", "g", "waiting", 12, 67),
    Part("channels", "h", "calls", 1, 3),
    Part("channels", "i", "where the state of a record stands", 6, 68),
    Part("channels", "j", "pipes, sockets, message queues", 6, 36),
    Part("scenarios", "message_passing", "message_passing", 5, 89, once=True),
    Part("scenarios", "log_analysis", "log_analysis", 4, 68, once=True),
    Part("scenarios", "network_stream", "network_stream", 4, 100, once=True),
    Part("scenarios", "audio_processing", "audio_processing", 3, 55, once=True),
    Part("python", "all", "the Python module", 9, 13, once=True),
]
