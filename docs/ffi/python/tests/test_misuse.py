# SPDX-License-Identifier: MIT OR Apache-2.0
"""Whatever a program does wrong, the process goes on: threads share what is one thread's,
slices are kept too long, objects are closed while others use them."""
import functools
import random
import subprocess
import sys
import threading
import unittest

from picoring import ByteStream, List, ListOptions, Mirror, Mpsc, Options, Records, Ring, Spsc

EXACT = Options(exact=True)
GOOD = [(), (1,), (3,), (b"abc",)]
ARGUMENTS = 3 * GOOD + [(0,), (10**6,), (-1,), (1 << 70,), (b"",), (None,)]
OFTEN = ["push", "push_n", "write", "claim", "commit", "peek", "data", "read", "release", "pop"]
NEVER = {"read_from", "write_to", "fileno"}  # of descriptors that are not ours
SLEEPING = {"wait", "push_wait", "pop_wait"}


def objects():
    """What all threads share."""
    spsc, mpsc, records = Spsc(10, "B", EXACT), Mpsc(10, "B", EXACT), Records(256, "many", EXACT)
    return [
        Ring(10, "B", EXACT), ByteStream(10, EXACT), List("B", ListOptions(reserve=5000)),
        spsc.writer(), spsc.reader(), mpsc.producer(), mpsc.producer(), mpsc.reader(),
        records.producer(), records.reader(),
    ]


def misuse(shared, seed, rounds):
    """Calls verbs at random, and keeps slices of the views that come."""
    chance, slices = random.Random(seed), []
    for _ in range(rounds):
        place = chance.randrange(len(shared))
        thing = shared[place]
        if thing.closed:
            shared[place] = objects()[place]
            continue
        names = [name for name in dir(thing) if name[0] != "_" and name not in NEVER]
        name = chance.choice(names + 5 * OFTEN)
        try:
            verb = getattr(thing, name)
            keywords = {"timeout": 1e-5} if name in SLEEPING else {}
            got = verb(*chance.choice(ARGUMENTS), **keywords) if callable(verb) else verb
            if isinstance(got, memoryview):
                slices.append(got[chance.randrange(2) :])
                slices[-1][-1] = len(bytes(got)) % 256
        except Exception:
            pass  # which one, the other tests say
        while len(slices) > chance.randrange(1, 8):
            bytes(slices.pop(chance.randrange(len(slices))))


def main():
    """Several threads at once."""
    shared = objects()
    threads = [threading.Thread(target=misuse, args=(shared, seed, 10_000)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Misuse(unittest.TestCase):
    def test_threads_that_do_everything_wrong_do_not_end_the_process(self):
        program = [sys.executable, "-X", "faulthandler", __file__]
        result = subprocess.run(program, stderr=subprocess.PIPE, universal_newlines=True)
        self.assertEqual((0, ""), (result.returncode, result.stderr))

    def test_what_is_no_number_of_elements_is_refused_and_changes_nothing(self):
        ring, stream, numbers, mirror = Ring(10), ByteStream(10), List(), Mirror(10)
        spsc, mpsc, records = Spsc(10), Mpsc(10), Records(256)
        writer, reader = spsc.writer(), spsc.reader()
        producer, drain, sender = mpsc.producer(), mpsc.reader(), records.producer()
        verbs = [
            Ring, ByteStream, Mirror, Spsc, Mpsc, Records, lambda n: ring.view(0, n),
            lambda n: ring.view(n, 1), lambda n: stream.find(b"b", n), stream.claim, stream.commit,
            stream.release, stream.truncate, lambda n: stream.read_from(-1, n),
            lambda n: stream.write_to(-1, n), numbers.claim, numbers.commit, numbers.reserve,
            numbers.truncate, mirror.sync, lambda n: mirror.sync(0, n), sender.claim, sender.commit,
            lambda n: List("B", ListOptions(reserve=n)),
            lambda n: Ring(1, "B", Options(alignment=n)), writer.arm, reader.arm, drain.arm,
        ]
        for side in (ring, writer, producer):
            verbs += [side.claim, side.commit]
        for side in (ring, reader, drain):
            verbs += [side.release, side.pop_n, side.pop_some]
        for side in (writer, producer, reader, drain, sender):
            verbs.append(functools.partial(side.wait, timeout=0))
        for thing in (ring, writer, producer):
            thing.push_n(b"abc")
        numbers.extend(b"abc")
        stream.write(b"abc")
        views = [ring.peek(), stream.peek(), numbers.data]
        for verb in verbs:
            for n, error in ((-1, ValueError), (1 << 64, OverflowError), (2**64 + 2, OverflowError),
                             (-(2**64) + 1, ValueError), (1.5, TypeError), (float("nan"), TypeError), ("1", TypeError)):
                with self.subTest(verb, n=n):
                    self.assertRaises(error, verb, n)
        self.assertEqual([b"abc"] * 3, [bytes(view) for view in views])
        self.assertEqual([3, 3], [len(reader), len(drain)])

    def test_an_index_that_no_address_holds_is_no_element(self):
        for thing in (Ring(10), List()):
            thing.push(7)
            for index in (2**64, -(2**64), 2**64 - 1, -2):
                self.assertRaises(IndexError, thing.__getitem__, index)
                self.assertRaises(IndexError, thing.__setitem__, index, 1)
            self.assertEqual(7, thing[-1])


if __name__ == "__main__":
    main()
