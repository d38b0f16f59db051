# SPDX-License-Identifier: MIT OR Apache-2.0
"""NumPy arrays over the memory of rings, lists and channels, without a copy."""
import unittest

import picoring
from picoring import List, Ring, Spsc

try:
    import numpy
except ImportError:
    numpy = None


@unittest.skipUnless(numpy, "NumPy is not installed: apt-get install python3-numpy")
class Arrays(unittest.TestCase):
    def sample(self):
        return numpy.dtype([("time", "f8"), ("level", "i2"), ("name", "S5")])

    def test_an_array_of_a_view_is_the_memory_itself(self):
        ring = Ring(100, "d")
        ring.push_n(numpy.arange(5.0))
        array = numpy.asarray(ring.peek())
        self.assertEqual(numpy.float64, array.dtype)
        array[0] = 42
        self.assertEqual(42, ring[0])
        numpy.asarray(ring.claim(1))[0] = 7
        ring.commit(1)
        self.assertEqual(7, ring[-1])

    def test_an_array_of_a_ring_and_of_a_list_is_its_view(self):
        for thing in (Ring(100, "f"), List("f")):
            thing.push(1)
            array = numpy.asarray(thing)
            array[0] = 2
            self.assertEqual(2, thing[0])
            numpy.array(thing)[0] = 3
            self.assertEqual(2, thing[0])

    def test_an_array_holds_what_it_shows(self):
        ring = Ring(100, "d")
        ring.push_n([1.0, 2.0])
        array = numpy.asarray(ring.peek())
        self.assertRaises(picoring.ViewInUse, ring.release, 1)
        del array
        ring.release(1)
        self.assertEqual(1, len(ring))

    def test_an_array_outlives_its_ring(self):
        ring = Ring(100, "d")
        ring.push_n([1.0, 2.0])
        array = numpy.asarray(ring)[1:]
        ring.close()
        del ring
        self.assertEqual([2.0], array.tolist())

    def test_the_window_of_a_wrapped_ring_is_one_array(self):
        ring = Ring(1000, "f", picoring.Options(exact=True))
        for start in range(0, 10_000, 100):
            if len(ring) == 1000:
                ring.release(100)
            ring.push_n(numpy.arange(start, start + 100, dtype="f4"))
        window = numpy.asarray(ring.peek())
        self.assertTrue((window == numpy.arange(9000, 10_000)).all())

    def test_a_dtype_makes_every_view_an_array_of_it(self):
        ring = Ring(1000, self.sample())
        for lap in range(2000):  # 15 bytes: elements lie across the seam
            ring.push((lap / 2, lap % 1000, b"abc"))
            self.assertEqual((lap / 2, lap % 1000, b"abc"), ring.pop().tolist())
        ring.push_n(numpy.array([(1, 2, b"x"), (3, 4, b"y")], self.sample()))
        ring.push_n([(5, 6, b"z")])
        view = ring.peek()
        self.assertEqual([2, 4, 6], view["level"].tolist())
        view["level"] += 1
        del view
        self.assertEqual(3, ring[0]["level"])
        self.assertEqual([1.0, 3.0, 5.0], ring.pop_n(3)["time"].tolist())
        self.assertEqual(0, ring.peek().size)

    def test_a_popped_record_is_a_copy(self):
        ring = Ring(10, self.sample())
        ring.push((1, 1, b""))
        ring.push((2, 2, b""))
        first, second = ring.pop(), ring.pop()
        self.assertEqual((1, 2), (first["level"], second["level"]))

    def test_plain_dtypes_go_through_lists_and_channels(self):
        for kind in (numpy.dtype("f4"), numpy.int64, numpy.dtype("M8[s]"), numpy.dtype("c16")):
            values = numpy.arange(3).astype(kind)
            numbers = List(kind)
            numbers.push(values[0])
            numbers.extend(values[1:])
            self.assertEqual(values.tolist(), numbers.data.tolist())
            self.assertEqual(values[1], numbers[1])
            channel = Spsc(10, kind)
            writer, reader = channel.writer(), channel.reader()
            self.assertEqual(3, writer.push_some(values))
            self.assertEqual(values[0], reader.pop())
            self.assertEqual(values[1:].tolist(), reader.peek().tolist())
            self.assertEqual(values[1:].tolist(), reader.pop_some().tolist())

    def test_another_dtype_and_one_without_bytes_are_refused(self):
        self.assertRaises(TypeError, Ring(10, "d").push_n, numpy.zeros(3, "f4"))
        self.assertRaises(TypeError, Ring(10, "d").push_n, numpy.zeros(3, ">f8"))
        self.assertRaises(TypeError, Ring(10, numpy.dtype("f8")).push_n, numpy.zeros(3, "f4"))
        self.assertRaises(ValueError, Ring, 10, numpy.dtype(object))
        self.assertRaises(ValueError, Ring, 10, numpy.dtype(("f4", 3)))

    def test_a_strided_array_goes_in(self):
        for kind in ("i", numpy.dtype("i4")):
            ring = Ring(10, kind)
            ring.push_n(numpy.arange(10, dtype="i4")[::3])
            self.assertEqual([0, 3, 6, 9], list(ring))
