# SPDX-License-Identifier: MIT OR Apache-2.0
"""The Rust crate's Python classes: what its programs do with them works here."""
import unittest

from picoring import PicoByteStreamPy, PicoListByte, PicoQueueByte, PicoRingByte


class RingByte(unittest.TestCase):
    def test_every_method(self):
        ring = PicoRingByte(1024)
        self.assertGreaterEqual(ring.capacity(), 1024)
        self.assertIs(True, ring.push(1))
        self.assertIs(True, ring.push_bytes(b"test"))
        self.assertEqual(5, ring.len())
        self.assertEqual(b"\1test", bytes(ring.get_readable_view()))
        self.assertEqual(1, ring.pop())
        self.assertEqual(b"te", ring.pop_bytes(2))
        ring.advance_tail(1)
        self.assertEqual(b"t", ring.pop_bytes(1000))
        self.assertIsNone(ring.pop())
        self.assertEqual(b"", ring.pop_bytes(0))
        ring.advance_head(3)
        self.assertEqual(3, ring.len())

    def test_no_room_is_false_and_nothing_is_taken(self):
        ring = PicoRingByte(1)
        self.assertIs(False, ring.push_bytes(bytes(ring.capacity() + 1)))
        self.assertIs(True, ring.push_bytes(bytes(ring.capacity())))
        self.assertIs(False, ring.push(1))
        self.assertIs(False, ring.push_bytes(b"a"))
        self.assertEqual(ring.capacity(), ring.len())

    def test_beyond_what_is_there_is_an_error(self):
        ring = PicoRingByte(1)
        self.assertRaises(ValueError, ring.advance_tail, 1)
        self.assertRaises(ValueError, ring.advance_head, ring.capacity() + 1)
        self.assertEqual(0, ring.len())

    def test_what_is_no_byte_is_refused(self):
        ring = PicoRingByte(1)
        self.assertRaises(OverflowError, ring.push, 256)
        self.assertRaises(OverflowError, ring.push, -1)
        self.assertRaises(TypeError, ring.push, "a")
        self.assertRaises(ValueError, PicoRingByte, 0)

    def test_an_empty_one_is_true(self):
        self.assertTrue(PicoRingByte(1))

    def test_a_wrapped_view_is_one_block_and_read_only(self):
        ring = PicoRingByte(1)
        size = ring.capacity()
        ring.push_bytes(bytes(size))
        ring.advance_tail(size - 2)
        ring.push_bytes(b"wrap")
        view = ring.get_readable_view()
        self.assertEqual(b"\0\0wrap", bytes(view))
        self.assertTrue(view.readonly)

    def test_a_view_stays_when_what_it_shows_is_read(self):
        ring = PicoRingByte(1)
        ring.push_bytes(b"abc")
        view = ring.get_readable_view()
        part = view[1:]
        self.assertEqual(b"abc", ring.pop_bytes(3))
        self.assertEqual((b"abc", b"bc"), (bytes(view), bytes(part)))
        del ring
        self.assertEqual(b"abc", bytes(view))


class QueueByte(unittest.TestCase):
    def test_every_method(self):
        queue = PicoQueueByte(1024)
        self.assertIs(True, queue.push_bulk(b"queue_test"))
        self.assertEqual(b"queue_test", bytes(queue.get_view()))
        self.assertEqual(b"queue", queue.pop_bulk(5))
        self.assertEqual(5, queue.len())
        self.assertEqual(ord("_"), queue.pop())
        self.assertIs(True, queue.push(33))
        self.assertEqual(b"test!", queue.pop_bulk(100))
        self.assertIsNone(queue.pop())
        self.assertIs(False, queue.push_bulk(bytes(queue.capacity() + 1)))


class ByteStreamPy(unittest.TestCase):
    def test_every_method(self):
        stream = PicoByteStreamPy(1024)
        self.assertEqual(11, stream.write(b"stream_test"))
        self.assertEqual(b"stream", stream.read(6))
        self.assertEqual(5, stream.available_to_read())
        self.assertEqual(b"_test", stream.read(100))
        self.assertEqual(b"", stream.read(1))
        room = stream.available_to_write()
        self.assertEqual(room, stream.write(bytes(room + 1)))
        self.assertEqual(0, stream.write(b"a"))


class ListByte(unittest.TestCase):
    def test_every_method(self):
        numbers = PicoListByte()
        numbers.extend(b"list_test")
        numbers.push(33)
        self.assertEqual(10, numbers.len())
        self.assertEqual(ord("l"), numbers.get(0))
        self.assertIs(True, numbers.set(0, ord("m")))
        self.assertEqual(ord("m"), numbers.get(0))
        self.assertIsNone(numbers.get(10))
        self.assertIs(False, numbers.set(10, 0))
        self.assertRaises(OverflowError, numbers.set, 0, 256)
        self.assertRaises(OverflowError, numbers.push, -1)
