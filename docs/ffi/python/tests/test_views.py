# SPDX-License-Identifier: MIT OR Apache-2.0
"""Views: they keep the memory, and go when what they show moves on."""
import gc
import unittest
import weakref

import picoring
from picoring import ByteStream, List, Mirror, Ring


def ring_of(values, kind="B"):
    ring = Ring(100, kind)
    ring.push_n(values)
    return ring


class Released(unittest.TestCase):
    """A view is released by the verb that moves what it shows."""

    def assert_released(self, view):
        with self.assertRaisesRegex(ValueError, "released"):
            view[0]

    def test_by_every_verb_that_reads(self):
        for verb in (
            Ring.pop, Ring.clear, Ring.pop_some, lambda r: r.pop_n(1), lambda r: r.release(1),
            lambda r: r.push_overwrite(0),
        ):
            ring = ring_of(b"abc")
            view, window = ring.peek(), ring.view(1, 2)
            self.assertEqual(b"abc", bytes(view))
            verb(ring)
            self.assert_released(view)
            self.assert_released(window)

    def test_by_every_verb_that_writes(self):
        for verb in (
            lambda r: r.push(1), lambda r: r.push_n(b"a"), lambda r: r.push_some(b"a"),
            lambda r: r.commit(1), Ring.cancel, lambda r: r.push_overwrite(1),
        ):
            ring = Ring(100)
            view = ring.claim(5)
            view[0] = 1
            verb(ring)
            self.assert_released(view)

    def test_not_by_the_other_side(self):
        ring = ring_of(b"abc")
        readable, writable = ring.peek(), ring.claim(1)
        ring.commit(0)
        self.assertEqual(b"abc", bytes(readable))
        writable = ring.claim(1)
        ring.pop()
        writable[0] = 1

    def test_by_close(self):
        ring = ring_of(b"abc")
        views = [ring.peek(), ring.claim(1)]
        ring.close()
        for view in views:
            self.assert_released(view)

    def test_views_of_a_stream_as_those_of_a_ring(self):
        stream = ByteStream(100)
        for verb in (lambda: stream.write(b"x"), lambda: stream.commit(1), stream.cancel):
            view = stream.claim(1)
            verb()
            self.assert_released(view)
        for verb in (lambda: stream.read(1), lambda: stream.readinto(bytearray(1)), stream.clear):
            stream.write(b"abc")
            view = stream.peek()
            verb()
            self.assert_released(view)

    def test_views_of_a_list_stay_while_it_grows_and_go_when_it_shrinks(self):
        numbers = List("i")
        numbers.extend(range(10))
        view = numbers.data
        numbers.extend(range(100_000))
        self.assertEqual(list(range(10)), view.tolist())
        for verb in (numbers.pop, numbers.clear, lambda: numbers.truncate(0)):
            numbers.push(1)
            view = numbers.data
            verb()
            self.assert_released(view)
        view = numbers.claim(10)
        numbers.shrink()
        self.assert_released(view)


class Refused(unittest.TestCase):
    """While a slice of a view is there, what it shows stays."""

    def test_a_slice_holds_what_it_shows(self):
        ring = ring_of(b"abc")
        part = ring.peek()[1:]
        self.assertRaises(BufferError, ring.pop)
        self.assertRaises(picoring.ViewInUse, ring.release, 1)
        self.assertEqual(b"bc", bytes(part))
        self.assertEqual(3, len(ring))
        del part
        self.assertEqual(97, ring.pop())

    def test_a_slice_of_a_claim_holds_it(self):
        ring = Ring(100)
        part = ring.claim(10)[:5]
        self.assertRaises(BufferError, ring.commit, 5)
        self.assertRaises(BufferError, ring.push, 5)
        part.release()
        del part
        ring.commit(5)
        self.assertEqual(5, len(ring))

    def test_a_slice_of_a_list_holds_its_elements_but_not_its_growth(self):
        numbers = List("i")
        numbers.extend([1, 2, 3])
        part = numbers.data[:1]
        numbers.push(4)
        for verb in (numbers.pop, numbers.clear, lambda: numbers.truncate(1)):
            self.assertRaises(BufferError, verb)
        self.assertEqual([1], part.tolist())


class Outlived(unittest.TestCase):
    """Memory stays as long as anything shows it, with or without its owner."""

    def test_a_slice_outlives_a_closed_owner(self):
        ring = ring_of(b"abc")
        part = ring.peek()[1:]
        ring.close()
        for _ in range(50):  # what would be mapped in its place
            Ring(100).push_n(b"zzz")
        self.assertEqual(b"bc", bytes(part))
        part[0] = 0

    def test_a_view_keeps_a_forgotten_owner(self):
        view = ring_of([1.5, 2.5], "d").peek()
        gc.collect()
        self.assertEqual([1.5, 2.5], view.tolist())

    def test_every_object_keeps_its_memory_for_its_slices(self):
        mirror, stream, numbers = Mirror(1), ByteStream(1), List("B")
        mirror.data[0] = 7
        stream.write(b"\7")
        numbers.push(7)
        slices = [mirror.data[:1], stream.peek()[:1], numbers.data[:1]]
        for owner in (mirror, stream, numbers):
            owner.close()
        del owner, mirror, stream, numbers
        gc.collect()
        self.assertEqual([7, 7, 7], [part[0] for part in slices])

    def test_the_memory_goes_with_the_last_that_shows_it(self):
        ring = ring_of(b"abc")
        handle = weakref.ref(ring._handle)
        part = ring.peek()[1:]
        ring.close()
        del ring
        self.assertIsNotNone(handle())
        del part
        self.assertIsNone(handle())

    def test_many_views_leave_no_trace(self):
        ring = ring_of(b"abc")
        for _ in range(1000):
            ring.peek()
        self.assertLess(len(ring._peeked), 2)


class Mirrors(unittest.TestCase):
    def test_both_copies_are_one(self):
        mirror = Mirror(1)
        data = mirror.data
        self.assertEqual(2 * mirror.size, len(data))
        data[mirror.size - 1 : mirror.size + 1] = b"ab"
        mirror.sync(mirror.size - 1, 2)
        self.assertEqual((ord("b"), ord("a")), (data[0], data[-1]))
        self.assertRaises(ValueError, mirror.sync, 2 * mirror.size, 1)
        with mirror:
            pass
        self.assertRaises(picoring.Released, lambda: mirror.data)
        self.assertRaises(ValueError, lambda: data[0])

    @unittest.skipUnless(hasattr(memoryview, "__buffer__"), "__buffer__ needs Python 3.12")
    def test_memoryview_of_an_object_is_its_view(self):
        ring = ring_of([1.5, 2.5], "d")
        with memoryview(ring) as view:
            self.assertEqual([1.5, 2.5], view.tolist())
            self.assertRaises(BufferError, ring.pop)
        self.assertEqual(1.5, ring.pop())
