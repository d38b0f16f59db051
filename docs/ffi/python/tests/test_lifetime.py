# SPDX-License-Identifier: MIT OR Apache-2.0
"""What is forgotten is given back; a forked child can do no harm."""
import gc
import os
import subprocess
import sys
import threading
import unittest

import picoring
from picoring import ByteStream, List, Mirror, Mpsc, Options, Records, Ring, Spsc


EMULATED = os.environ.get("PICORING_TECHNIQUE") == "emulated"


def mappings():
    with open("/proc/self/maps") as file:
        return len(file.readlines())


def everything():
    """One of each object, with sides and views that nobody keeps."""
    ring = Ring(10, "d")
    ring.push(1.0)
    stream = ByteStream(10)
    stream.write(b"a")
    spsc, mpsc, records = Spsc(10), Mpsc(10), Records(100)
    return [
        ring, ring.peek(), ring.claim(), stream, stream.peek(), Mirror(1), List("d"), spsc,
        spsc.writer(), spsc.reader(), mpsc, mpsc.producer(), mpsc.reader(), records,
        records.producer(), records.reader(),
    ]


class Forgotten(unittest.TestCase):
    @unittest.skipUnless(os.path.exists("/proc/self/maps"), "no /proc/self/maps here")
    def test_what_nobody_closed_is_given_back(self):
        gc.collect()
        everything()
        before = mappings()
        for _ in range(100):
            everything()
        self.assertLess(mappings(), before + 50)

    def test_nothing_waits_for_the_cycle_collector(self):
        gc.disable()
        try:
            handles = [thing._handle for thing in everything() if hasattr(thing, "_handle")]
            living = [handle._destroy for handle in handles]
            del handles
            self.assertEqual([], [finalizer for finalizer in living if finalizer.alive])
        finally:
            gc.enable()

    def test_a_program_may_end_with_everything_open(self):
        program = (
            "import threading, sys\n"
            "sys.path.insert(0, sys.argv[1])\n"
            "from test_lifetime import everything\n"
            "kept = everything()\n"
            "part = kept[1][:1]\n"
            "waiting = kept[9]\n"
            "threading.Thread(target=waiting.wait, daemon=True).start()\n"
        )
        here = os.path.dirname(os.path.abspath(__file__))
        result = subprocess.run(
            [sys.executable, "-c", program, here], stderr=subprocess.PIPE, universal_newlines=True
        )
        self.assertEqual((0, ""), (result.returncode, result.stderr))


@unittest.skipUnless(hasattr(os, "fork"), "no fork here")
class Forked(unittest.TestCase):
    def assert_in_child(self, check):
        """Runs the check in a forked child: it ends by itself, and without a complaint."""
        child = os.fork()
        if child == 0:
            try:
                check()
                os._exit(0)
            except BaseException as error:
                os.write(2, f"in the child: {error!r}\n".encode())
            finally:
                os._exit(1)
        self.assertEqual(0, os.waitpid(child, 0)[1])

    def test_a_ring_of_the_parent_says_so(self):
        ring = Ring(10)
        ring.push(1)

        def check():
            self.assertRaises(picoring.Forked, ring.pop)
            self.assertRaises(picoring.Forked, ring.push, 1)
            ring.close()

        self.assert_in_child(check)
        self.assertEqual(1, ring.pop())

    def test_every_object_can_be_destroyed(self):
        kept = everything()

        def check():
            for thing in kept:
                if hasattr(thing, "close"):
                    thing.close()

        self.assert_in_child(check)
        self.assertEqual(1.0, kept[0].pop())

    @unittest.skipIf(EMULATED, "emulated memory is heap, of which a child has its own copy")
    @unittest.skipUnless(sys.platform == "linux", "only Linux fills a hole without a race")
    def test_views_of_the_parent_are_released_and_slices_read_zeros(self):
        ring, channel = Ring(10), Spsc(10)
        ring.push_n(b"abc")
        writer, reader = channel.writer(), channel.reader()
        writer.push_n(b"abc")
        views = [ring.peek(), reader.peek()]
        slices = [view[1:] for view in views]

        def check():
            for view in views:
                self.assertRaises(ValueError, lambda: view[0])
            for part in slices:
                self.assertEqual(b"\0\0", bytes(part))
                part[0] = 1
            ring.close()

        self.assert_in_child(check)
        self.assertEqual([b"bc", b"bc"], [bytes(part) for part in slices])

    @unittest.skipIf(EMULATED, "emulated memory is not shared with a child")
    def test_an_inherited_ring_is_shared(self):
        ring = Ring(10, "B", Options(inherit=True))
        ring.push_n(b"abc")
        view = ring.peek()

        def check():
            view[0] = ord("x")

        self.assert_in_child(check)
        self.assertEqual(b"xbc", bytes(view))

    def test_what_another_thread_held_as_it_forked_holds_up_no_child(self):
        numbers = List("i")
        numbers.push(1)
        numbers._shown._lock.acquire()  # as a thread that is making a view has it

        def check():
            thread = threading.Thread(target=lambda: numbers.data[0])
            thread.start()
            thread.join()

        try:
            self.assert_in_child(check)
        finally:
            numbers._shown._lock.release()

    def test_a_list_is_the_childs_own(self):
        numbers = List("i")
        numbers.extend([1, 2, 3])
        view = numbers.data

        def check():
            numbers.push(4)
            self.assertEqual([1, 2, 3, 4], list(numbers))
            self.assertEqual([1, 2, 3], view.tolist())

        self.assert_in_child(check)
        self.assertEqual([1, 2, 3], list(numbers))
