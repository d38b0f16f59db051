# SPDX-License-Identifier: MIT OR Apache-2.0
"""What is measured: the tables of the bench programs, each run by itself, so that a run
that is stopped keeps what is done. The seconds are those of two cores of an AMD EPYC;
they only serve the progress bar."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    group: str
    table: str
    what: str
    quick: float  # seconds
    full: float

    def seconds(self, full):
        return self.full if full else self.quick


GROUPS = {
    "ring": "Ring and byte stream, in one thread",
    "list": "List",
    "channels": "Channels between threads",
    "scenarios": "Whole programs",
}

PARTS = [
    Part("ring", "r", "roofs", 1, 1),
    Part("ring", "a", "views", 2, 10),
    Part("ring", "b", "push and pop", 2, 5),
    Part("ring", "c", "copies across the seam", 6, 90),
    Part("ring", "d", "written, then read as one block", 8, 110),
    Part("ring", "e", "streams", 9, 190),
    Part("ring", "f", "making and destroying", 1, 2),
    Part("ring", "g", "parse, checksum, write(2), FIR", 4, 20),
    Part("list", "r", "roofs", 6, 6),
    Part("list", "a", "growing", 8, 400),
    Part("list", "b", "the slowest append", 2, 120),
    Part("list", "c", "access", 5, 300),
    Part("list", "d", "memory", 2, 30),
    Part("list", "e", "operations by containers", 8, 150),
    Part("list", "f", "chunk sizes", 5, 300),
    Part("list", "g", "memory over time", 1, 10),
    Part("channels", "r", "roofs", 1, 1),
    Part("channels", "a", "spsc, element by element", 12, 150),
    Part("channels", "b", "spsc, batches and blocks", 6, 60),
    Part("channels", "c", "round trips", 4, 30),
    Part("channels", "d", "mpsc", 20, 200),
    Part("channels", "e", "a stalled producer", 1, 1),
    Part("channels", "f", "records", 10, 120),
    Part("channels", "g", "waiting", 5, 15),
    Part("channels", "h", "calls", 1, 1),
    Part("channels", "i", "where the state of a record stands", 6, 60),
    Part("channels", "j", "pipes, sockets, message queues", 4, 60),
    Part("scenarios", "message_passing", "message_passing", 8, 120),
    Part("scenarios", "log_analysis", "log_analysis", 12, 200),
    Part("scenarios", "network_stream", "network_stream", 8, 130),
    Part("scenarios", "audio_processing", "audio_processing", 6, 80),
]
