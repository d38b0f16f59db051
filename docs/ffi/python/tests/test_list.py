# SPDX-License-Identifier: MIT OR Apache-2.0
"""Lists against Python's own, and what they refuse."""
import random
import threading
import unittest

import picoring
from picoring import List, ListOptions


class Model(unittest.TestCase):
    def test_a_list_is_a_list(self):
        for seed in range(10):
            chance = random.Random(seed)
            numbers, model = List("q", ListOptions(reserve=10_000, least_step=4096)), []
            for value in range(1000):
                verb = chance.choice(["push", "extend", "pop", "set", "truncate", "claim"])
                n = chance.randrange(20)
                if verb == "push":
                    numbers.append(value)
                    model.append(value)
                elif verb == "extend":
                    numbers.extend(range(n))
                    model.extend(range(n))
                elif verb == "pop" and model:
                    self.assertEqual(model.pop(), numbers.pop())
                elif verb == "set" and model:
                    index = chance.randrange(-len(model), len(model))
                    numbers[index] = model[index] = value
                    self.assertEqual(value, numbers[index])
                elif verb == "truncate":
                    keep = max(len(model) - n, 0)
                    numbers.truncate(keep)
                    del model[keep:]
                elif verb == "claim" and n:
                    view = numbers.claim(n)
                    view[0] = value
                    numbers.commit(1)
                    model.append(value)
                self.assertEqual(len(model), len(numbers))
            self.assertEqual(model, list(numbers))
            self.assertEqual(model, numbers.data.tolist())


class Whole(unittest.TestCase):
    def test_a_full_reservation_is_an_error_and_the_list_as_it_was(self):
        numbers = List("B", ListOptions(reserve=1))
        numbers.extend(bytes(numbers.capacity))
        self.assertRaises(BufferError, numbers.push, 1)
        self.assertRaises(BufferError, numbers.claim, 1)
        self.assertEqual(numbers.capacity, len(numbers))

    def test_no_element_is_an_index_error_and_none_to_pop_is_empty(self):
        numbers = List("B")
        self.assertRaises(IndexError, lambda: numbers[0])
        self.assertRaises(IndexError, numbers.__setitem__, -1, 0)
        self.assertRaises(picoring.Empty, numbers.pop)
        self.assertRaises(ValueError, numbers.truncate, 1)

    def test_chunks_are_the_list_piece_by_piece(self):
        numbers = List("i", ListOptions(chunk=4))
        numbers.extend(range(10))
        pieces = [piece.tolist() for piece in numbers.chunks()]
        self.assertEqual([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]], pieces)

    def test_memory_comes_and_goes(self):
        numbers = List("B")
        numbers.reserve(1 << 20)
        self.assertGreaterEqual(numbers.describe().committed, 1 << 20)
        numbers.push(1)
        numbers.shrink()
        self.assertLess(numbers.describe().committed, 1 << 20)
        self.assertEqual([1], list(numbers))

    def test_closed_is_closed(self):
        with List("d") as numbers:
            pass
        for verb in (
            numbers.pop, numbers.clear, numbers.shrink, numbers.describe, lambda: len(numbers),
            lambda: numbers.push(1.0), lambda: numbers[0], lambda: numbers.data,
            lambda: list(numbers.chunks()), lambda: numbers.extend([1.0]), lambda: numbers.claim(1),
        ):
            self.assertRaises(picoring.Released, verb)

    def test_bad_options_are_refused(self):
        self.assertRaises(ValueError, List, "")
        self.assertRaises(ValueError, List, "B", ListOptions(dump="two"))
        self.assertRaises(OverflowError, List, "d", ListOptions(reserve=1 << 62))


class Threads(unittest.TestCase):
    def test_many_read_while_one_appends(self):
        numbers = List("q")
        wrong, last = [], 50_000

        def read():
            seen = 0
            while seen < last:
                seen = len(numbers)
                for index in (seen - 1, seen // 2, 0):
                    if seen and numbers[index] != index:
                        wrong.append(index)
                view = numbers.data
                if len(view) and view[-1] != len(view) - 1:
                    wrong.append(len(view))

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for number in range(last):
            numbers.push(number)
        for reader in readers:
            reader.join()
        self.assertEqual([], wrong)
