# SPDX-License-Identifier: MIT OR Apache-2.0
"""Channels between real threads: spsc, mpsc and records."""
import asyncio
import select
import signal
import threading
import unittest

import picoring
from picoring import Mpsc, Options, Records, Ring, Spsc

EXACT = Options(exact=True)


def in_thread(function, *arguments):
    thread = threading.Thread(target=function, args=arguments)
    thread.start()
    return thread


class Between(unittest.TestCase):
    """What goes in comes out, once and in order."""

    def test_spsc(self):
        channel = Spsc(100, "q", EXACT)
        writer, reader = channel.writer(), channel.reader()

        def write():
            with writer:
                for number in range(0, 20_000, 4):
                    writer.push_wait(number)
                    writer.wait(3)
                    writer.push_n([number + 1, number + 2, number + 3])

        thread = in_thread(write)
        self.assertEqual(list(range(20_000)), list(reader))
        thread.join()

    def test_spsc_in_place(self):
        channel = Spsc(100, "q", EXACT)
        writer, reader = channel.writer(), channel.reader()

        def write():
            number = 0
            while number < 20_000:
                writer.wait()
                block = writer.claim()
                n = min(len(block), 20_000 - number)
                for i in range(n):
                    block[i] = number + i
                writer.commit(n)
                number += n
            writer.close()

        thread, got = in_thread(write), []
        with self.assertRaises(EOFError):
            while True:
                reader.wait()
                block = reader.peek()
                got += block.tolist()
                reader.release(len(block))
        thread.join()
        self.assertEqual(list(range(20_000)), got)

    def test_mpsc_keeps_the_order_of_each_producer(self):
        channel = Mpsc(50, "ii", EXACT)
        reader = channel.reader()

        def write(producer, who):
            with producer:
                for number in range(3000):
                    producer.push_wait((who, number))

        threads = [in_thread(write, channel.producer(), who) for who in range(4)]
        channel.close()
        seen = [0] * 4
        for who, number in reader:
            self.assertEqual(seen[who], number)
            seen[who] += 1
        self.assertEqual([3000] * 4, seen)
        for thread in threads:
            thread.join()

    def test_records_of_any_length(self):
        for producers, count in (("one", 1), ("many", 3)):
            channel = Records(4096, producers, EXACT)
            reader = channel.reader()

            def write(producer, who):
                with producer:
                    for length in range(300):
                        producer.push_wait(b"%d:" % who + b"x" * length)

            threads = [in_thread(write, channel.producer(), who) for who in range(count)]
            channel.close()
            messages = list(reader)
            for who in range(count):
                mine = [message for message in messages if message.startswith(b"%d:" % who)]
                self.assertEqual([b"%d:" % who + b"x" * n for n in range(300)], mine)
            for thread in threads:
                thread.join()


class Sides(unittest.TestCase):
    def test_a_side_is_opened_once(self):
        channel = Spsc(10)
        sides = [channel.writer(), channel.reader()]
        self.assertRaises(picoring.Busy, channel.writer)
        self.assertRaises(picoring.Busy, channel.reader)
        self.assertEqual(channel.capacity, sides[0].capacity)
        channel = Records(100, "one")
        sides += [channel.producer(), channel.reader()]
        self.assertRaises(picoring.Busy, channel.producer)
        self.assertRaises(picoring.Busy, channel.reader)

    def test_closing_one_side_is_told_to_the_other(self):
        channel = Spsc(10)
        writer, reader = channel.writer(), channel.reader()
        writer.push_n(b"ab")
        writer.close()
        self.assertEqual(b"ab", reader.pop_n(2))
        verbs = reader.pop, reader.peek, reader.pop_some, reader.wait, lambda: reader.pop_n(1)
        for verb in verbs:
            self.assertRaises(EOFError, verb)
        self.assertEqual([], list(reader))
        channel = Spsc(10)
        writer, reader = channel.writer(), channel.reader()
        reader.close()
        self.assertRaises(BrokenPipeError, writer.wait)  # what looks at the reader's side
        for verb in (writer.claim, lambda: writer.push(1), lambda: writer.push_some(b"a")):
            self.assertRaises(BrokenPipeError, verb)

    def test_a_forgotten_writer_ends_the_channel(self):
        channel = Spsc(10)
        reader = channel.reader()
        channel.writer().push(1)
        self.assertEqual([1], list(reader))

    def test_a_side_outlives_its_channel_and_a_view_its_side(self):
        channel = Mpsc(10)
        producer, reader = channel.producer(), channel.reader()
        channel.close()
        self.assertRaises(picoring.Released, channel.producer)
        producer.push(7)
        part = reader.peek()[:1]
        producer.close()
        reader.close()
        del channel, producer, reader
        self.assertEqual(b"\7", bytes(part))

    def test_an_open_claim_of_mpsc_is_settled_first(self):
        channel = Mpsc(10)
        producer, reader = channel.producer(), channel.reader()
        view = producer.claim(3)
        self.assertRaises(picoring.BadState, producer.push, 1)
        self.assertRaises(picoring.BadState, producer.claim, 1)
        view[:2] = b"ab"
        producer.commit(2)
        self.assertRaises(ValueError, lambda: view[0])
        self.assertEqual(b"ab", reader.pop_some())
        producer.claim(1)
        producer.abort()
        self.assertRaises(picoring.BadState, producer.abort)
        self.assertEqual(0, len(reader))
        producer.push(9)
        producer.close_channel()
        self.assertRaises(BrokenPipeError, channel.producer().push, 1)
        self.assertEqual([9], list(reader))

    def test_a_ring_becomes_a_channel_and_back(self):
        for channel_of in (Spsc, Mpsc):
            ring = Ring(10, "i")
            ring.push_n([1, 2, 3])
            part = ring.peek()[:1]
            self.assertRaises(BufferError, channel_of.from_ring, ring)
            del part
            channel = channel_of.from_ring(ring)
            self.assertTrue(ring.closed)
            reader = channel.reader()
            self.assertEqual(1, reader.pop())
            self.assertRaises(picoring.Busy, reader.into_ring)
            channel.close()
            ring = reader.into_ring()
            self.assertTrue(reader.closed)
            self.assertEqual([2, 3], list(ring))
            ring.push(4)


class RecordsInPlace(unittest.TestCase):
    def test_messages_are_read_on_until_they_are_released(self):
        channel = Records(4096)
        producer, reader = channel.producer(), channel.reader()
        for message in (b"one", bytearray(b"two"), memoryview(b""), b"four"):
            producer.push(message)
        views = [reader.read() for _ in range(4)]
        self.assertEqual([b"one", b"two", b"", b"four"], [bytes(view) for view in views])
        self.assertRaises(picoring.Empty, reader.read)
        part = views[0][:1]
        self.assertRaises(BufferError, reader.release)
        del part
        reader.release()
        self.assertRaises(ValueError, lambda: views[3][0])

    def test_a_claim_is_cut_to_what_was_written(self):
        channel = Records(4096)
        producer, reader = channel.producer(), channel.reader()
        place = producer.claim(100)
        place[:5] = b"hello"
        producer.commit(5)
        self.assertRaises(ValueError, lambda: place[0])
        self.assertEqual(b"hello", reader.pop())
        producer.claim(10)
        producer.abort()
        self.assertRaises(picoring.Empty, reader.pop)
        self.assertRaises(picoring.OutOfRange, producer.push, bytes(channel.longest + 1))
        self.assertRaises(ValueError, Records, 4096, "two")


class Waits(unittest.TestCase):
    def sides(self):
        channel = Spsc(1, "B", EXACT)
        return channel.writer(), channel.reader()

    def test_time_runs_out(self):
        writer, reader = self.sides()
        for verb in (reader.wait, reader.pop_wait):
            self.assertRaises(TimeoutError, verb, timeout=0.001)
        writer.push(1)
        self.assertRaises(picoring.TimedOut, writer.push_wait, 2, timeout=0)
        self.assertEqual(1, reader.pop_wait(timeout=1e30))

    def test_interrupt_wakes_from_another_thread_and_is_used_up(self):
        writer, reader = self.sides()
        thread = in_thread(reader.interrupt)
        self.assertRaises(InterruptedError, reader.wait)
        thread.join()
        self.assertRaises(TimeoutError, reader.wait, timeout=0.001)

    def test_another_thread_is_refused_while_one_waits(self):
        writer, reader = self.sides()
        thread = in_thread(reader.wait)
        while not reader._inside.locked():
            pass
        self.assertRaises(picoring.Busy, reader.pop)
        self.assertRaises(picoring.Busy, reader.wait)
        writer.push(1)
        thread.join()
        self.assertEqual(1, reader.pop())

    def test_close_wakes_who_waits_with_the_handle(self):
        writer, reader = self.sides()
        raised = []

        def wait():
            try:
                reader.wait()
            except picoring.Released as error:
                raised.append(error)

        thread = in_thread(wait)
        while not reader._inside.locked():
            pass
        reader.close()
        thread.join()
        self.assertEqual(1, len(raised))
        self.assertRaises(BrokenPipeError, writer.wait)

    @unittest.skipUnless(hasattr(signal, "setitimer"), "no setitimer here")
    def test_a_signal_is_handled_during_a_wait_which_goes_on(self):
        writer, reader = self.sides()
        before = signal.signal(signal.SIGALRM, lambda *_: writer.push(7))
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        try:
            self.assertEqual(7, reader.pop_wait())
        finally:
            signal.signal(signal.SIGALRM, before)


class Events(unittest.TestCase):
    def test_an_armed_reader_is_readable_to_select(self):
        for channel in (Spsc(10), Mpsc(10), Records(4096)):
            writer = channel.writer() if isinstance(channel, Spsc) else channel.producer()
            reader = channel.reader()
            message = b"a" if isinstance(channel, Records) else 97
            self.assertFalse(reader.arm())
            self.assertEqual([], select.select([reader], [], [], 0)[0])
            writer.push(message)
            self.assertEqual([reader], select.select([reader], [], [])[0])
            self.assertTrue(reader.arm())
            reader.disarm()
            self.assertEqual([], select.select([reader], [], [], 0)[0])

    def test_a_writer_is_armed_for_room(self):
        channel = Spsc(1, "B", EXACT)
        writer, reader = channel.writer(), channel.reader()
        self.assertTrue(writer.arm())
        writer.push(1)
        self.assertFalse(writer.arm())
        reader.pop()
        self.assertEqual([writer], select.select([writer], [], [])[0])
        self.assertRaises(ValueError, writer.arm, 2)

    def test_asyncio_reads_what_a_thread_writes(self):
        channel = Spsc(10, "i")
        writer, reader = channel.writer(), channel.reader()

        async def read():
            loop, got = asyncio.get_running_loop(), []
            while True:
                try:
                    while not reader.arm():
                        ready = loop.create_future()
                        loop.add_reader(reader, ready.set_result, None)
                        await ready
                        loop.remove_reader(reader)
                    got += reader.pop_some()
                except EOFError:
                    return got

        def write():
            with writer:
                for number in range(1000):
                    writer.push_wait(number)

        thread = in_thread(write)
        self.assertEqual(list(range(1000)), asyncio.run(read()))
        thread.join()
