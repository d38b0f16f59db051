# SPDX-License-Identifier: MIT OR Apache-2.0
"""The stream as a raw file, under io's own layers, and with real pipes and sockets."""
import io
import os
import random
import signal
import socket
import threading
import unittest

import picoring
from picoring import ByteStream, Options, PicoringError

EXACT = Options(exact=True)


class RawFile(unittest.TestCase):
    def test_it_is_one(self):
        stream = ByteStream(10)
        self.assertIsInstance(stream, io.RawIOBase)
        self.assertTrue(stream.readable() and stream.writable() and not stream.seekable())

    def test_empty_and_ended_differ(self):
        stream = ByteStream(10)
        self.assertIsNone(stream.read(1))
        self.assertIsNone(stream.readinto(bytearray(1)))
        self.assertIsNone(stream.readall())
        stream.write(b"ab")
        stream.write_eof()
        self.assertFalse(stream.ended)
        self.assertEqual(b"ab", stream.read())
        self.assertTrue(stream.ended)
        self.assertEqual(b"", stream.read(1))
        self.assertEqual(0, stream.readinto(bytearray(1)))
        self.assertRaises(BrokenPipeError, stream.write, b"c")

    def test_full_takes_what_fits_and_then_nothing(self):
        stream = ByteStream(4, EXACT)
        self.assertEqual(4, stream.write(b"abcdef"))
        self.assertIsNone(stream.write(b"g"))
        self.assertEqual(0, stream.free)
        self.assertEqual(b"abcd", stream.read())

    def test_any_writable_buffer_is_read_into(self):
        stream = ByteStream(10)
        stream.write(b"abcd")
        place = bytearray(b"....")
        self.assertEqual(2, stream.readinto(memoryview(place)[1:3]))
        self.assertEqual(b".ab.", place)
        self.assertEqual(0, stream.readinto(bytearray()))
        self.assertRaises(TypeError, stream.readinto, b"read-only")

    def test_truncating_takes_back_what_was_written_last(self):
        stream = ByteStream(10)
        stream.write(b"abcdef")
        claim, seen = stream.claim(2), stream.peek()
        self.assertEqual(4, stream.truncate(4))
        for view in claim, seen:
            self.assertRaises(ValueError, view.tobytes)
        self.assertEqual(4, stream.truncate())
        self.assertRaises(PicoringError, stream.truncate, 5)
        self.assertEqual(b"abcd", stream.read())

    def test_closed_is_closed(self):
        with ByteStream(10) as stream:
            pass
        self.assertTrue(stream.closed)
        for verb in (
            stream.read, stream.readline, stream.peek, stream.claim, stream.write_eof,
            stream.clear, stream.readable, lambda: len(stream), lambda: stream.free,
            lambda: stream.ended, lambda: stream.write(b"a"), lambda: stream.read_from(0),
            lambda: stream.readinto(bytearray(1)), lambda: stream.find(b"a"), stream.truncate,
        ):
            self.assertRaises(ValueError, verb)
        stream.close()

    def test_random_writes_and_reads_keep_the_bytes_and_their_order(self):
        for seed in range(10):
            chance = random.Random(seed)
            stream, model = ByteStream(1000, EXACT), bytearray()
            for _ in range(500):
                data = os.urandom(chance.randrange(1200))
                fits = min(len(data), 1000 - len(model))
                if chance.random() < 0.5:
                    self.assertEqual(fits, stream.write(data) or 0)
                    model += data[:fits]
                else:
                    got = stream.read(len(data)) or b""
                    self.assertEqual(bytes(model[: len(data)]), got)
                    del model[: len(got)]
                self.assertEqual(model, stream.peek())
                self.assertEqual(model.find(b"\0\1"), stream.find(b"\0\1"))


class Lines(unittest.TestCase):
    def test_a_line_comes_when_it_is_whole(self):
        stream = ByteStream(100)
        stream.write(b"one\ntw")
        self.assertEqual(b"one\n", stream.readline())
        self.assertRaises(BlockingIOError, stream.readline)
        stream.write(b"o\nrest")
        self.assertEqual(b"tw", stream.readline(2))
        self.assertEqual(b"o\n", stream.readline())
        stream.write_eof()
        self.assertEqual([b"rest"], list(stream))

    def test_a_line_that_can_never_be_whole_is_an_error(self):
        stream = ByteStream(4, EXACT)
        stream.write(b"abcd")
        self.assertRaises(BufferError, stream.readline)
        self.assertEqual(b"abcd", stream.readline(4))


class Layers(unittest.TestCase):
    """What io builds on raw files works on this one."""

    def test_a_buffered_reader(self):
        stream = ByteStream(10_000)
        stream.write(b"first\n" + b"x" * 5000 + b"\nlast")
        stream.write_eof()
        reader = io.BufferedReader(stream, 100)
        self.assertEqual(b"first\n", reader.readline())
        self.assertEqual(b"xx", reader.peek(2)[:2])
        self.assertEqual(b"x" * 5000 + b"\n", reader.readline())
        self.assertEqual(b"last", reader.read())
        self.assertEqual(b"", reader.read())
        reader.close()
        self.assertTrue(stream.closed)

    def test_a_buffered_writer_and_text(self):
        stream = ByteStream(100)
        writer = io.TextIOWrapper(io.BufferedWriter(stream), encoding="utf-8", write_through=True)
        writer.write("zwölf\n")
        writer.flush()
        self.assertEqual("zwölf\n".encode(), stream.read())
        writer.detach().detach()


class Descriptors(unittest.TestCase):
    def test_a_pipe_through_a_stream_under_a_buffered_reader(self):
        data = os.urandom(300_000).replace(b"\n", b"n") + b"\n"
        read_end, write_end = os.pipe()

        def write():
            with open(write_end, "wb") as file:
                file.write(data)

        thread = threading.Thread(target=write)
        thread.start()
        stream, got = ByteStream(4096), []
        reader = io.BufferedReader(stream)
        while stream.read_from(read_end):
            got.append(reader.read())
        stream.write_eof()
        thread.join()
        os.close(read_end)
        self.assertEqual(data, b"".join(got))
        self.assertEqual(b"", reader.read())

    def test_a_socket_is_written_to_and_says_when_it_is_full(self):
        here, there = socket.socketpair()
        here.setblocking(False)
        stream, sent = ByteStream(65536), 0
        while True:
            stream.write(b"a" * 65536)
            went = stream.write_to(here)
            if went is None:
                break
            sent += went
        here.close()
        self.assertEqual(sent, len(there.makefile("rb").read()))
        there.close()

    def test_nothing_now_is_none_and_the_end_is_zero(self):
        read_end, write_end = os.pipe()
        os.set_blocking(read_end, False)
        stream = ByteStream(10)
        self.assertIsNone(stream.read_from(read_end))
        os.write(write_end, b"abc")
        os.close(write_end)
        self.assertEqual(2, stream.read_from(read_end, 2))
        self.assertEqual(1, stream.read_from(read_end))
        self.assertEqual(0, stream.read_from(read_end))
        os.close(read_end)

    def test_no_room_and_no_data_are_buffer_errors(self):
        stream = ByteStream(4, EXACT)
        self.assertRaises(BufferError, stream.write_to, 1)
        stream.write(b"abcd")
        self.assertRaises(BufferError, stream.read_from, 0)

    def test_a_bad_descriptor_is_an_os_error_with_the_systems_sentence(self):
        read_end, write_end = os.pipe()
        os.close(read_end)
        os.close(write_end)
        with self.assertRaisesRegex(OSError, "Bad file descriptor"):
            ByteStream(10).read_from(read_end)

    @unittest.skipUnless(hasattr(signal, "setitimer"), "no setitimer here")
    def test_a_signal_handler_runs_and_may_end_a_read_that_blocks(self):
        class Alarm(Exception):
            pass

        def handler(*_):
            raise Alarm

        read_end, write_end = os.pipe()
        before = signal.signal(signal.SIGALRM, handler)
        stream = ByteStream(10)
        signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
        try:
            self.assertRaises(Alarm, stream.read_from, read_end)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        os.write(write_end, b"on")
        self.assertEqual(2, stream.read_from(read_end))
        os.close(read_end)
        os.close(write_end)

    def test_another_thread_is_refused_while_one_reads(self):
        read_end, write_end = os.pipe()
        stream, result = ByteStream(10), []
        thread = threading.Thread(target=lambda: result.append(stream.read_from(read_end)))
        thread.start()
        while not stream._inside.locked():
            pass
        for verb in (lambda: stream.write(b"a"), lambda: stream.read_from(read_end)):
            self.assertRaises(picoring.Busy, verb)
        os.write(write_end, b"on")
        thread.join()
        self.assertEqual([2], result)
        self.assertEqual(b"on", stream.read())
        os.close(read_end)
        os.close(write_end)

    def test_claimed_space_is_filled_by_recv_into(self):
        here, there = socket.socketpair()
        stream = ByteStream(100)
        here.sendall(b"hello")
        stream.commit(there.recv_into(stream.claim()))
        self.assertEqual(b"hello", stream.read())
        here.close()
        there.close()
