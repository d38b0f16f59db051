# SPDX-License-Identifier: MIT OR Apache-2.0
"""Rings and queues against a deque, and what they refuse."""
import array
import queue
import random
import unittest
from collections import deque

import picoring
from picoring import List, Mpsc, Options, Queue, Ring, Spsc

EXACT = Options(exact=True)


class Model(unittest.TestCase):
    """Random verbs do to a ring what they do to a deque."""

    def run_against_deque(self, technique, seed):
        chance = random.Random(seed)
        capacity = chance.choice([1, 3, 100, 1000])
        ring = Ring(capacity, "q", Options(exact=True, technique=technique))
        model = deque()
        number = iter(range(10**9))
        for _ in range(2000):
            free = capacity - len(model)
            n = chance.randrange(capacity + 2)
            verb = chance.choice(
                ["push", "pop", "push_n", "pop_n", "push_some", "pop_some", "overwrite", "claim",
                 "release", "set", "view", "clear" if chance.random() < 0.02 else "push"]
            )
            if verb == "push":
                value = next(number)
                if free:
                    ring.push(value)
                    model.append(value)
                else:
                    self.assertRaises(picoring.Full, ring.push, value)
            elif verb == "pop":
                if model:
                    self.assertEqual(model.popleft(), ring.pop())
                else:
                    self.assertRaises(picoring.Empty, ring.pop)
            elif verb == "push_n":
                values = [next(number) for _ in range(n)]
                if n <= free:
                    ring.push_n(values)
                    model.extend(values)
                else:
                    error = picoring.Full if n <= capacity else picoring.OutOfRange
                    self.assertRaises(error, ring.push_n, values)
            elif verb == "pop_n":
                if n <= len(model):
                    self.assertEqual([model.popleft() for _ in range(n)], ring.pop_n(n).tolist())
                else:
                    error = picoring.Empty if n <= capacity else picoring.OutOfRange
                    self.assertRaises(error, ring.pop_n, n)
            elif verb == "push_some":
                values = [next(number) for _ in range(n)]
                self.assertEqual(min(n, free), ring.push_some(values))
                model.extend(values[:free])
            elif verb == "pop_some":
                took = [model.popleft() for _ in range(min(n, len(model)))]
                self.assertEqual(took, ring.pop_some(n).tolist())
            elif verb == "overwrite":
                value = next(number)
                if not free:
                    model.popleft()
                ring.push_overwrite(value)
                model.append(value)
            elif verb == "claim" and 0 < n <= free:
                view = ring.claim(n)
                for i in range(n):
                    view[i] = next(number)
                committed = chance.randrange(n + 1)
                model.extend(view[:committed].tolist())
                ring.commit(committed)
            elif verb == "release":
                if n <= len(model):
                    ring.release(n)
                    for _ in range(n):
                        model.popleft()
                else:
                    self.assertRaises(picoring.OutOfRange, ring.release, n)
            elif verb == "set" and model:
                index = chance.randrange(-len(model), len(model))
                ring[index] = model[index] = next(number)
            elif verb == "view" and 0 < n <= len(model):
                offset = chance.randrange(len(model) - n + 1)
                self.assertEqual(list(model)[offset : offset + n], ring.view(offset, n).tolist())
            elif verb == "clear":
                ring.clear()
                model.clear()
            self.assertEqual(len(model), len(ring))
            self.assertEqual(capacity - len(model), ring.free)
            self.assertEqual(list(model), ring.peek().tolist())

    def test_a_ring_is_a_bounded_deque(self):
        for seed in range(20):
            for technique in ("auto", "emulated"):
                with self.subTest(seed=seed, technique=technique):
                    self.run_against_deque(technique, seed)


class Elements(unittest.TestCase):
    def test_every_type_code_of_array_goes_through(self):
        for code in "bBhHiIlLqQfd":
            with self.subTest(code):
                ring = Ring(10, code)
                ring.push(65)
                ring.push_n(array.array(code, [66, 67]))
                self.assertEqual([65, 66, 67], list(ring))
                self.assertEqual(65, ring.pop())
                many = ring.pop_n(2)
                self.assertEqual([66, 67], list(many))
                self.assertIs(type(many), bytes if code == "B" else array.array)

    def test_a_struct_goes_through_as_a_tuple(self):
        ring = Ring(1000, "<IfB")  # 9 bytes: elements lie across the seam
        for lap in range(3000):
            ring.push((lap, lap / 2, lap % 256))
            self.assertEqual((lap, lap / 2, lap % 256), ring[-1])
            self.assertEqual((lap, lap / 2, lap % 256), ring.pop())
        ring.push_n([(1, 1.5, 1), (2, 2.5, 2)])
        self.assertEqual([(1, 1.5, 1), (2, 2.5, 2)], ring.pop_n(2))

    def test_a_struct_of_one_field_goes_through_as_what_it_holds(self):
        ring = Ring(10, "4s")
        ring.push(b"abcd")
        ring.push_n([b"efgh"])
        self.assertEqual([b"abcd", b"efgh"], ring.pop_some())

    def test_a_value_that_is_none_is_refused_and_nothing_is_pushed(self):
        ring = Ring(10, "B")
        self.assertRaises(ValueError, ring.push, 256)
        self.assertRaises(TypeError, ring.push, "a")
        self.assertRaises(TypeError, ring.push_n, 5)
        self.assertRaises(TypeError, ring.push_n, array.array("d", [1]))
        self.assertRaises(ValueError, Ring(10, "d").push_n, b"seven b")
        self.assertEqual(0, len(ring))

    def test_any_buffer_of_the_type_goes_in(self):
        ring = Ring(100, "B")
        for data in (b"a", bytearray(b"b"), memoryview(b"c"), memoryview(b"d.e.")[::2], [102]):
            ring.push_n(data)
        self.assertEqual(b"abcdef", ring.pop_some())


class Refusals(unittest.TestCase):
    def test_full_and_empty_are_what_the_standard_library_calls_them(self):
        ring = Ring(1, "B", EXACT)
        self.assertRaises(queue.Empty, ring.pop)
        ring.push(1)
        self.assertRaises(queue.Full, ring.push, 2)
        self.assertRaises(BlockingIOError, ring.push, 2)

    def test_an_error_carries_code_name_and_sentence(self):
        with self.assertRaises(ValueError) as caught:
            Ring(10, "B").release(1)
        self.assertEqual(-3, caught.exception.code)
        self.assertEqual("PICORING_ERANGE", caught.exception.name)
        self.assertIn("picoring_ring_release", str(caught.exception))

    def test_a_failed_creation_is_the_builtin_that_fits(self):
        self.assertRaises(ValueError, Ring, 0)
        self.assertRaises(OverflowError, Ring, 1 << 62, "d")
        self.assertRaises(ValueError, Ring, 10, "B", Options(technique="magic"))
        self.assertRaises(NotImplementedError, Ring, 10, "B", Options(technique="mapview"))
        self.assertRaises(ValueError, Ring, 10, "B", Options(alignment=3))
        self.assertRaises(TypeError, Ring, 10, 4.5)

    def test_what_is_no_format_is_a_value_error_that_names_it(self):
        for make in (Ring, Queue, Spsc, Mpsc, lambda _, kind: List(kind)):
            with self.assertRaisesRegex(ValueError, "'zz' is no format of elements: .*char"):
                make(10, "zz")

    def test_no_element_is_an_index_error(self):
        ring = Ring(10, "B")
        ring.push(1)
        for index in (1, -2, 1 << 62):
            with self.subTest(index), self.assertRaises(IndexError):
                ring[index]
            with self.subTest(index), self.assertRaises(IndexError):
                ring[index] = 0

    def test_a_claim_says_why_not(self):
        ring = Ring(2, "B", EXACT)
        self.assertRaises(picoring.OutOfRange, ring.claim, 3)
        self.assertRaises(picoring.BadValue, ring.claim, 0)
        ring.push_n(b"ab")
        self.assertRaises(picoring.Full, ring.claim)

    def test_closed_is_closed(self):
        with Ring(10, "d") as ring:
            self.assertFalse(ring.closed)
        self.assertTrue(ring.closed)
        for verb in (
            ring.pop, ring.peek, ring.describe, ring.clear, ring.claim, ring.pop_some, ring.cancel,
            lambda: ring.push(1.0), lambda: len(ring), lambda: ring.free, lambda: ring[0],
            lambda: ring.push_n([]), lambda: ring.pop_n(0), lambda: ring.commit(0),
            lambda: ring.release(0), lambda: list(ring), lambda: ring.push_overwrite(1.0),
            lambda: ring.view(0, 1), lambda: ring.__setitem__(0, 1.0), ring.__enter__,
        ):
            self.assertRaises(picoring.Released, verb)
        ring.close()
        self.assertIn("closed", repr(ring))


class Whole(unittest.TestCase):
    def test_all_of_the_pages_is_usable_unless_exact(self):
        size = picoring.granularity()
        self.assertEqual(size // 8, Ring(1, "d").capacity)
        self.assertEqual(3, Ring(3, "d", EXACT).capacity)

    def test_a_queue_is_a_ring_without_the_window(self):
        fifo = Queue(10, "i")
        fifo.push_n([1, 2, 3])
        fifo.release(1)
        self.assertEqual([2, 3], list(fifo))
        self.assertFalse(hasattr(fifo, "push_overwrite"))

    def test_it_tells_what_it_got(self):
        info = Ring(10, "B", Options(technique="emulated", prefault=True)).describe()
        self.assertEqual("emulated", info.technique)
        self.assertEqual(picoring.granularity(), info.size)
        self.assertTrue(info.prefaulted)
        self.assertFalse(info.guarded)
