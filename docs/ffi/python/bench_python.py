#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Nanoseconds an element and a batch, beside what Python has for the same: the median of
nine runs. docs/ffi/README.md has the figures.

    bench_python.py [RUNS]

The last three tables are those of the Rust crate's Python tests, made comparable: both
columns do all of the work and check its result, getting a view is not counted as work,
and each peer is used the way it is fastest."""
from __future__ import annotations

import array
import io
import queue
import statistics
import sys
import threading
import time
import zlib
from collections import deque
from typing import Any, Callable

import picoring

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 9
BATCH = 64
MIB = 1 << 20


def measure(name: str, n: int, work: Callable[[int], Any], wanted: Any) -> None:
    """Prints the median time of `work`, which does n of something, for one of them."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter_ns()
        result = work(n)
        times.append((time.perf_counter_ns() - start) / n)
        assert result == wanted, f"{name}: {result}, not {wanted}"
    print(f"{name:<60} {statistics.median(times):14,.1f} ns")


def title(text: str) -> None:
    """Prints a heading."""
    print(f"\n{text}")


# One element, one thread.


def one_by_one(put: Callable[[float], Any], get: Callable[[], float]) -> Callable[[int], float]:
    """Puts n numbers in and gets each out again, and gives their sum."""

    def work(n: int) -> float:
        total = 0.0
        for i in range(n):
            put(i)
            total += get()
        return total

    return work


def elements() -> None:
    """push and pop."""
    n, wanted = 100_000, sum(range(100_000))
    title("one element in and out, one thread")
    ring, channel = picoring.Ring(1024, "d"), picoring.Spsc(1024, "d")
    writer, reader = channel.writer(), channel.reader()
    numbers, simple = deque(), queue.SimpleQueue()
    measure("deque: append, popleft", n, one_by_one(numbers.append, numbers.popleft), wanted)
    measure("SimpleQueue: put, get", n, one_by_one(simple.put, simple.get), wanted)
    measure("Ring: push, pop", n, one_by_one(ring.push, ring.pop), wanted)
    measure("Spsc: push, pop", n, one_by_one(writer.push, reader.pop), wanted)


# A batch of elements, one thread.


def batches() -> None:
    """64 elements at once."""
    values = array.array("d", range(BATCH))
    n, wanted = 20_000, 20_000 * sum(values)
    ring, numbers = picoring.Ring(1024, "d"), deque()
    title(f"a batch of {BATCH} in and out, and its sum, one thread; ns a batch")

    def through_deque(n: int) -> float:
        total = 0.0
        for _ in range(n):
            numbers.extend(values)
            total += sum([numbers.popleft() for _ in range(BATCH)])
        return total

    def through_copies(n: int) -> float:
        total = 0.0
        for _ in range(n):
            ring.push_n(values)
            total += sum(ring.pop_n(BATCH))
        return total

    def in_place(n: int) -> float:
        total = 0.0
        for _ in range(n):
            ring.claim(BATCH)[:] = view
            ring.commit(BATCH)
            total += sum(ring.peek())
            ring.release(BATCH)
        return total

    view = memoryview(values)
    measure("deque: extend, popleft", n, through_deque, wanted)
    measure("Ring: push_n, pop_n", n, through_copies, wanted)
    measure("Ring: claim, commit, peek, release", n, in_place, wanted)
    measure("  of which: sum of an array", n, lambda n: sum(sum(values) for _ in range(n)), wanted)


# Between threads.


def between(write: Callable[[int], Any], read: Callable[[int], Any]) -> Callable[[int], Any]:
    """One thread writes n, this one reads them."""

    def work(n: int) -> Any:
        thread = threading.Thread(target=write, args=(n,))
        thread.start()
        result = read(n)
        thread.join()
        return result

    return work


def repeated(put: Callable[[Any], Any], value: Any = None) -> Callable[[int], None]:
    """Puts n numbers, or the same value n times."""

    def write(n: int) -> None:
        for i in range(n):
            put(i if value is None else value)

    return write


def numbers_between() -> None:
    """Two threads, one number at a time."""
    n, simple, channel = 50_000, queue.SimpleQueue(), picoring.Spsc(1024, "q")
    writer, reader = channel.writer(), channel.reader()

    def get(n: int) -> int:
        return sum(simple.get() for _ in range(n))

    def pop(n: int) -> int:
        return sum(reader.pop_wait() for _ in range(n))

    def peek(n: int) -> int:
        total, there = 0, 0
        while there < n:
            reader.wait()
            block = reader.peek()
            total += sum(block)
            there += len(block)
            reader.release(len(block))
        return total

    title("one number from a thread to another")
    wanted, push = sum(range(n)), repeated(writer.push_wait)
    measure("SimpleQueue: put, get", n, between(repeated(simple.put), get), wanted)
    measure("Spsc: push_wait, pop_wait", n, between(push, pop), wanted)
    measure("Spsc: push_wait; wait, peek, release", n, between(push, peek), wanted)


def messages_between() -> None:
    """Two threads, one message at a time."""
    n, message, simple = 20_000, b"m" * 100, queue.SimpleQueue()
    channel = picoring.Records(65536, "one")
    producer, reader = channel.producer(), channel.reader()

    def get(n: int) -> int:
        return sum(len(simple.get()) for _ in range(n))

    def pop(n: int) -> int:
        return sum(len(reader.pop_wait()) for _ in range(n))

    title("a message of 100 bytes from a thread to another")
    put, push = repeated(simple.put, message), repeated(producer.push_wait, message)
    measure("SimpleQueue: put, get", n, between(put, get), 100 * n)
    measure("Records: push_wait, pop_wait", n, between(push, pop), 100 * n)


# A sliding window, which NumPy works on.


def sliding(size: int) -> None:
    """The last `size` numbers after each step of 64, and the sum of their squares."""
    step = (numpy.arange(BATCH) % 2).astype("f4")  # sums that a float holds exactly
    steps, n = size // BATCH, 2000
    wanted = n * steps * float(step @ step)
    ring = picoring.Ring(size, "f", picoring.Options(exact=True))
    kept, shifted = deque(maxlen=size), numpy.empty(size, "f4")

    def through_ring(n: int) -> float:
        total = 0.0
        for _ in range(n):
            ring.release(BATCH)
            ring.push_n(step)
            window = numpy.asarray(ring.peek())
            total += float(window @ window)
            del window
        return total

    def through_deque(n: int) -> float:
        total = 0.0
        for _ in range(n):
            kept.extend(step)
            window = numpy.fromiter(kept, "f4", size)
            total += float(window @ window)
        return total

    def by_shifting(n: int) -> float:
        total = 0.0
        for _ in range(n):
            shifted[:-BATCH] = shifted[BATCH:]
            shifted[-BATCH:] = step
            total += float(shifted @ shifted)
        return total

    title(f"a window of {size:,} floats that slides by {BATCH}, and the sum of squares; ns a step")
    ring.push_n(numpy.tile(step, steps))
    kept.extend(ring.peek())
    shifted[:] = ring.peek()
    measure("deque: extend, fromiter", n // 100, through_deque, wanted / 100)
    measure("array: shifted", n, by_shifting, wanted)
    measure("Ring: release, push_n, peek", n, through_ring, wanted)
    by_itself = lambda n: sum(float(shifted @ shifted) for _ in range(n))
    measure("  of which: the sum", n, by_itself, wanted)


# The crate's tables.


def wrapped(size: int) -> None:
    """A checksum over a block that wraps, three quarters of it behind the seam."""
    data = bytes(range(256)) * (size // 256)
    cut = size // 4
    ring = picoring.Ring(size, "B")
    ring.push_n(bytes(ring.capacity))
    ring.release(ring.capacity - cut)
    ring.release(cut)
    ring.push_n(bytes(ring.capacity - cut))
    ring.release(ring.capacity - cut)
    ring.push_n(data)
    classic = bytearray(data[cut:] + data[:cut])  # the oldest byte is at size - cut
    shown = memoryview(classic)
    wanted = zlib.crc32(data)

    def view(_: int) -> int:
        return zlib.crc32(ring.peek())

    def joined(_: int) -> int:
        return zlib.crc32(shown[size - cut :].tobytes() + shown[: size - cut])

    def in_two(_: int) -> int:
        return zlib.crc32(shown[: size - cut], zlib.crc32(shown[size - cut :]))

    title(f"the checksum of a block of {size:,} bytes that wraps; ns a block")
    measure("bytearray: two slices joined", 1, joined, wanted)
    measure("bytearray: the checksum of two slices, one after the other", 1, in_two, wanted)
    measure("Ring: peek", 1, view, wanted)
    measure("  getting that view alone, which is no work", 1, lambda _: len(ring.peek()), size)


def growing() -> None:
    """50 MB appended, 64 KiB and one byte at a time."""
    piece = bytes(65536)

    def extended(make: Callable[[], Any]) -> Callable[[int], int]:
        def work(n: int) -> int:
            grown = make()
            for _ in range(n):
                grown.extend(piece)
            return len(grown)

        return work

    def appended(make: Callable[[], Any]) -> Callable[[int], int]:
        def work(n: int) -> int:
            grown = make()
            append = grown.append
            for _ in range(n):
                append(7)
            return len(grown)

        return work

    title("a list that grows to 50 MB, 64 KiB at a time; ns a piece")
    for make in (list, bytearray, picoring.List):
        measure(f"{make.__name__}: extend", 800, extended(make), 800 * len(piece))
    title("a list that grows one byte at a time")
    for make in (list, bytearray, picoring.List):
        measure(f"{make.__name__}: append", 100_000, appended(make), 100_000)


def streaming() -> None:
    """64 KiB in and out of a buffer, over and over."""
    chunk = bytes(range(256)) * 256
    stream, growable, file = picoring.ByteStream(524288), bytearray(), io.BytesIO()
    place = bytearray(len(chunk))

    def through_stream() -> bytes:
        stream.write(chunk)
        return stream.read(65536) or b""

    def into_place() -> bytearray:
        stream.write(chunk)
        stream.readinto(place)
        return place

    def in_place() -> memoryview:
        stream.clear()
        stream.write(chunk)
        return stream.peek()

    def through_bytearray() -> bytes:
        growable.extend(chunk)
        data = bytes(growable[:65536])
        del growable[:65536]
        return data

    def through_file() -> bytes:
        file.seek(0)
        file.write(chunk)
        file.seek(0)
        return file.read(65536)

    def checked(through: Callable[[], Any]) -> Callable[[int], int]:
        return lambda n: sum(zlib.crc32(through()) for _ in range(n))

    title("64 KiB written, read, and their checksum; ns a chunk")
    n, wanted = 2000, 2000 * zlib.crc32(chunk)
    measure("BytesIO: write, read, seeking back each time", n, checked(through_file), wanted)
    measure("bytearray: extend, slice, del", n, checked(through_bytearray), wanted)
    measure("ByteStream: write, read", n, checked(through_stream), wanted)
    measure("ByteStream: write, readinto", n, checked(into_place), wanted)
    measure("ByteStream: write, peek, clear", n, checked(in_place), wanted)
    measure("  of which: the checksum", n, checked(lambda: chunk), wanted)


if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}, libpicoring {picoring.library_version}, {RUNS} runs")
    elements()
    batches()
    numbers_between()
    messages_between()
    if numpy:
        sliding(4096)
        sliding(262144)
    wrapped(65536)
    wrapped(64 * MIB)
    growing()
    streaming()
