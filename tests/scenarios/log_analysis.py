#!/usr/bin/python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""log_analysis prints the same with and without a mirror, and the truth.

    log_analysis.py PROGRAM [TEST...]
"""
import os
import pty
import random
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

PROGRAM = None  # and what runs it
PATIENCE = 60  # seconds until a test that hangs fails
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def run(arguments, stdin=b"", code=0):
    done = subprocess.run([*PROGRAM, *arguments], input=stdin, capture_output=True, timeout=PATIENCE)
    assert done.returncode == code, (arguments, done.returncode, done.stderr)
    return done


def both(arguments, stdin=b""):
    """What both implementations print; they must agree."""
    outputs = [run([f"--impl={impl}", *arguments], stdin).stdout for impl in ("picoring", "classic")]
    assert outputs[0] == outputs[1], f"{arguments}: the implementations differ"
    return outputs[0].decode()


def summary(text):
    """The summary as a dictionary."""
    lines = text[text.rindex("summary of"):].splitlines()[1:]
    return {line[2:16].strip(): line[16:] for line in lines}


def numbers(text):
    """'status 4, install 1' as a dictionary."""
    return {name: int(n) for name, n in (pair.rsplit(" ", 1) for pair in text.split(", ") if pair)}


def syslog(n, errors):
    """n lines of RFC 3164, one a second; every n/errors-th is an error."""
    lines = []
    for i in range(n):
        word = "error: no route" if i % (n // errors) == 0 else "session opened"
        stamp = f"Nov {1 + i // 86400:2} {i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02}"
        lines.append(f"{stamp} host error-reporter[{i}]: {word}\n")
    return "".join(lines).encode()


def web(n, combined=False):
    """n requests, two a second; each tenth is a 404, each hundredth a 500."""
    lines = []
    for i in range(n):
        status = 500 if i % 100 == 0 else 404 if i % 10 == 0 else 200
        stamp = f"10/Oct/2000:{i // 7200 % 24:02}:{i // 120 % 60:02}:{i // 2 % 60:02} -0700"
        tail = ' "-" "Mozilla/5.0 (X11)"' if combined else ""
        lines.append(f'1.2.3.{i % 256} - - [{stamp}] "GET /a\\"{i} HTTP/1.0" {status} 2326{tail}\n')
    return "".join(lines).encode()


class Same(unittest.TestCase):
    """Identical output, and right numbers."""

    def check(self, data, *arguments):
        """Over buffers and windows; the summary of the last."""
        for buffer in ("4K", "64K", "1M"):
            for window in ("1", "10", "1000"):
                out = both([f"--buffer={buffer}", f"--window={window}", *arguments], data)
        return summary(out)

    @unittest.skipUnless(os.path.exists("/var/log/dpkg.log"), "no /var/log/dpkg.log")
    def test_the_log_of_this_machine(self):
        with open("/var/log/dpkg.log", "rb") as log:
            data = log.read()
        found = self.check(data)
        self.assertEqual(int(found["lines"]), data.count(b"\n") + (not data.endswith(b"\n")))
        self.assertEqual(int(found["bytes"]), len(data))
        statuses = len(re.findall(rb"(?m)^.{19} status ", data))
        self.assertEqual(numbers(found["levels"]).get("status", 0), statuses)
        windows = re.findall(r"(?m)^window at line \d+", both([], data))
        self.assertEqual(len(windows), int(found["lines"]) // 1000)

    def test_syslog(self):
        data = syslog(20000, 100)
        found = self.check(data)
        self.assertEqual(found["lines"], "20000")
        self.assertEqual(found["bytes"], str(len(data)))
        self.assertEqual(numbers(found["formats"]), {"syslog-rfc3164": 20000})
        self.assertEqual(numbers(found["levels"]), {"error": 100, "info": 19900})
        self.assertEqual(found["first"], "Nov  1 00:00:00")
        self.assertEqual(found["last"], "Nov  1 05:33:19")
        self.assertIn("1000 events, 1/s", both([], data))

    def test_syslog_with_priorities_and_iso_time(self):
        data = (b"<34>1 2003-10-11T22:14:15.003Z host su - ID47 - BOM'su root' failed\n"
                b"<165>1 - host prog 1 - - no time\n"
                b"<13>Oct 11 22:14:15 host prog: x\n"
                b"2026-05-20T10:11:12.123456+02:00 host prog[1]: Warning: hot\n")
        found = self.check(data)
        self.assertEqual(numbers(found["formats"]), {"syslog-rfc3164": 1, "syslog-rfc5424": 3})
        self.assertEqual(numbers(found["levels"]), {"notice": 2, "warning": 1, "critical": 1})
        self.assertEqual(found["first"], "2003-10-11T22:14:15.003Z")
        self.assertEqual(found["last"], "2026-05-20T10:11:12.123456+02:00")

    def test_web_logs(self):
        for combined in (False, True):
            found = self.check(web(5000, combined))
            name = "web-combined" if combined else "web-common"
            self.assertEqual(numbers(found["formats"]), {name: 5000})
            self.assertEqual(numbers(found["levels"]), {"2xx": 4500, "4xx": 450, "5xx": 50})
            self.assertEqual(found["first"], "10/Oct/2000:00:00:00 -0700")
        self.assertIn("1000 events, 2/s", both([], web(1000)))

    def test_spikes(self):
        slow, fast = syslog(2000, 2), web(300)
        quick = b"".join(b"Nov  1 00:33:21 host p: session opened\n" for _ in range(500))
        found = summary(both([], slow))
        self.assertEqual(found["spikes"], "0")
        out = both([], slow + quick)
        self.assertEqual(summary(out)["spikes"], "1")
        self.assertRegex(out, r"spike at line 2100, Nov  1 00:33:21: the newest 100 events came at 100/s")
        out = both([], slow + fast.replace(b" 200 ", b" 503 "))
        self.assertIn("spike at line 2100, 10/Oct/2000:00:00:49 -0700: 100.0% of the newest 100", out)
        self.assertEqual(summary(both(["--window=10"], slow + quick))["spikes"], "0")

    def test_unrecognised_lines_are_said_to_be_so(self):
        out = both([], b"libc6\namd64\n\nlibgcc\n" + syslog(10, 1) + b"2026-05-20 10:11:12 fly away\n")
        found = summary(out)
        self.assertEqual(numbers(found["formats"]), {"unrecognised": 5, "syslog-rfc3164": 10})
        self.assertEqual(out.count("fits no known format"), 3)
        self.assertIn('note: line 1 fits no known format: "libc6"', out)

    def test_lines_near_the_size_of_the_buffer(self):
        chance = random.Random(1)
        for size in (4096, 65536):
            lengths = [size - d for d in (3, 2, 1) for _ in range(9)]
            lengths += [chance.randint(size // 2, size - 1) for _ in range(60)]
            chance.shuffle(lengths)
            lines = [b"Nov  1 00:00:00 host p: " + b"x" * (length - 24) for length in lengths]
            out = both([f"--buffer={size}"], b"\n".join(lines) + b"\n")
            found = summary(out)
            self.assertEqual(found["lines"], str(len(lines)))
            self.assertEqual(found["longest line"], f"{size - 1} bytes")
            self.assertEqual(found["oversized"], "0 lines, 0 bytes skipped")

    def test_oversized_lines_are_cut_and_counted(self):
        for length in (4096, 4097, 8191, 8192, 8193, 20000, 1000000):
            long = b"Nov  1 00:00:00 host p: error" + b"x" * (length - 29)
            out = both(["--buffer=4K"], b"a\n" + long + b"\nb\n" + long + b"\n" + long)
            found = summary(out)
            self.assertEqual(found["lines"], "5")
            self.assertEqual(found["longest line"], f"{length} bytes")
            self.assertEqual(found["oversized"], f"3 lines, {3 * (length - 4096)} bytes skipped")
            self.assertEqual(numbers(found["levels"]), {"none": 2, "error": 3})
            self.assertIn("note: line 2 does not fit into the buffer of 4096 bytes", out)

    def test_a_buffer_of_any_size(self):
        data = syslog(50, 5)
        for size in (1, 2, 30, 47, 48, 49, 50, 51, 52, 53, 54, 100, 4095, 5000):
            found = summary(both([f"--buffer={size}"], data))
            self.assertEqual(found["lines"], "50")
            self.assertEqual(found["bytes"], str(len(data)))

    def test_no_newline_at_the_end(self):
        data = syslog(10, 1)
        found = self.check(data[:-1])
        self.assertEqual((found["lines"], found["bytes"]), ("10", str(len(data) - 1)))
        self.assertEqual(found["last"], "Nov  1 00:00:09")

    def test_empty_input(self):
        found = self.check(b"")
        self.assertEqual((found["lines"], found["bytes"], found["first"]), ("0", "0", ""))

    def test_binary_input(self):
        data = random.Random(2).randbytes(300000)
        found = self.check(data)
        self.assertEqual(int(found["lines"]), data.count(b"\n") + (not data.endswith(b"\n")))
        self.assertEqual(int(found["bytes"]), len(data))
        self.check(bytes(200000))
        self.check(b"\0\n" * 1000 + b"\r\n" * 1000)
        for prefix in (b"<", b"<1", b"<34>", b"<34>1 ", b"2026-05-20", b"Nov  1", b"1.2.3.4 - - [",
                       b'h - - [10/Oct/2000:13:55:36 -0700] "', b"Nov  1 00:00:00", b"Nov  1 00:00:00 "):
            self.check(prefix)

    def test_a_pipe_in_small_pieces(self):
        data = syslog(2000, 20)
        outputs = set()
        for impl in ("picoring", "classic"):
            chance = random.Random(3)
            with subprocess.Popen([*PROGRAM, f"--impl={impl}", "--buffer=4K", "-"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL) as child:
                at = 0
                while at < len(data):
                    at += os.write(child.stdin.fileno(), data[at:at + chance.randint(1, 200)])
                child.stdin.close()
                outputs.add(child.stdout.read())
                self.assertEqual(child.wait(PATIENCE), 0)
        outputs.add(run(["--buffer=4K"], data).stdout)
        self.assertEqual(len(outputs), 1)

    def test_quiet_prints_only_the_summary(self):
        self.assertTrue(both(["--quiet"], syslog(5000, 50) + b"what\n").startswith("summary of"))


class Following(unittest.TestCase):
    """-f: each step waits for what the program prints, none for the time."""

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.path = os.path.join(self.folder, "log")
        with open(self.path, "wb") as log:
            log.write(syslog(3, 1))
        self.child = None

    def tearDown(self):
        if self.child:
            if self.child.poll() is None:
                self.child.kill()
            self.child.wait()
            self.child.stdout.close()
            self.child.stderr.close()
        shutil.rmtree(self.folder)

    def follow(self, impl):
        self.child = subprocess.Popen([*PROGRAM, "-f", "--every=1", f"--impl={impl}", self.path],
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.seen = b""
        self.wait_for(b"window at line 3,")

    def wait_for(self, text):
        while text not in self.seen:
            ready, _, _ = select.select([self.child.stdout], [], [], PATIENCE)
            self.assertTrue(ready, f"{text} did not come: {self.seen}")
            piece = os.read(self.child.stdout.fileno(), 65536)
            self.assertTrue(piece, f"ended without {text}: {self.seen}")
            self.seen += piece

    def append(self, text):
        """By a process of its own."""
        subprocess.run(["sh", "-c", 'printf %s "$1" >>"$2"', "sh", text, self.path], check=True)

    def end(self, number):
        self.child.send_signal(number)
        self.wait_for(b"bytes skipped\n")
        self.assertEqual(self.child.wait(PATIENCE), 0)
        return summary(self.seen.decode())

    def each(self, steps, number=signal.SIGTERM):
        texts = []
        for impl in ("picoring", "classic"):
            self.tearDown()
            self.setUp()
            self.follow(impl)
            steps()
            self.end(number)
            texts.append(self.seen.decode().replace(self.path, "log"))
        self.assertEqual(texts[0], texts[1])
        return summary(texts[0])

    def test_growth_is_seen_until_sigterm(self):
        def steps():
            self.append("Nov  1 00:01:00 host p: four\n")
            self.wait_for(b"window at line 4,")
            self.append("Nov  1 00:01:01 host p: fi")
            self.append("ve\nNov  1 00:01:02 host p: six\nnot done")
            self.wait_for(b"window at line 6,")
        self.assertEqual(self.each(steps)["lines"], "7")

    def test_sigint_ends_too(self):
        self.assertEqual(self.each(lambda: None, signal.SIGINT)["lines"], "3")

    def test_truncation(self):
        def steps():
            with open(self.path, "wb") as log:
                log.write(b"")
            self.wait_for(b"note: the file was truncated\n")
            self.append("Nov  1 00:01:00 host p: four\n")
            self.wait_for(b"window at line 4,")
        self.assertEqual(self.each(steps)["lines"], "4")

    def test_rotation(self):
        def steps():
            os.rename(self.path, self.path + ".1")
            with open(self.path + ".1", "ab") as log:
                log.write(b"Nov  1 00:01:00 host p: late\n")
            self.wait_for(b"window at line 4,")
            self.append("Nov  1 00:01:00 host p: in the new file\n")
            self.wait_for(b"note: the file was replaced by a new one\n")
            self.wait_for(b"window at line 5,")
            self.append("Nov  1 00:01:01 host p: and more\n")
            self.wait_for(b"window at line 6,")
        self.assertEqual(self.each(steps)["lines"], "6")

    @unittest.skipUnless(sys.platform == "linux", "no /proc")
    def test_no_processor_time_is_spent_waiting(self):
        self.follow("picoring")

        def switches():
            with open(f"/proc/{self.child.pid}/status") as lines:
                return sum(int(line.split()[1]) for line in lines if "ctxt_switches" in line)

        def asleep():
            with open(f"/proc/{self.child.pid}/status") as lines:
                return any(line.startswith("State:") and "sleeping" in line for line in lines)
        while not asleep():
            pass
        before = switches()
        select.select([], [], [], 1.0)  # the one thing here that takes time to see
        # The switch into its sleep may be counted late; a look now and then is more.
        self.assertLessEqual(switches() - before, 1)
        self.end(signal.SIGTERM)


class Manners(unittest.TestCase):
    def test_bad_arguments_give_a_sentence_and_2(self):
        for arguments in (["--nonsense"], ["--buffer=0"], ["--buffer=x"], ["--buffer=12X"],
                          ["--buffer=1K2"], ["--buffer=-1"], ["--buffer=99999999999999999999"],
                          ["--buffer=18446744073709551615K"], ["--window=0"], ["--window=1K"],
                          ["--every=no"], ["--impl=best"], ["--spike=1"], ["--window"],
                          ["a", "b"], ["-f"], ["--follow", "-"]):
            done = run(arguments, code=2)
            self.assertRegex(done.stderr.decode(), r"^log_analysis: .*\n", arguments)
            self.assertEqual(done.stdout, b"")

    def test_what_cannot_be_read_gives_a_sentence_and_1(self):
        for impl in ("--impl=picoring", "--impl=classic"):
            for arguments in (["/nonexistent/log"], ["/"], ["-f", "/nonexistent/log"],
                              ["--window=999999999999999999", "/dev/null"],
                              ["--buffer=9999999999999M", "/dev/null"]):
                done = run([impl, *arguments], code=1)
                self.assertRegex(done.stderr.decode(), r"^log_analysis: .*\n", arguments)

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_a_full_disk_gives_a_sentence_and_1(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([*PROGRAM, "/dev/null"], stdout=full, stderr=subprocess.PIPE,
                                  timeout=PATIENCE)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"standard output", done.stderr)

    def test_help_and_version(self):
        self.assertIn(b"--follow", run(["--help"]).stdout)
        self.assertRegex(run(["--version"]).stdout, rb"libpicoring \d+\.\d+\.\d+\n")

    def test_the_speed_goes_to_standard_error(self):
        self.assertRegex(run([], syslog(100, 1)).stderr, rb"\d+ lines/s, \d+ bytes/s \(picoring, ")

    def test_sigterm_ends_a_pipe_with_the_summary(self):
        with subprocess.Popen([*PROGRAM, "--every=1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as child:
            child.stdin.write(b"one\n")
            child.stdin.flush()
            while b"window at line 1:" not in child.stdout.readline():
                pass
            child.send_signal(signal.SIGTERM)
            self.assertIn(b"summary of standard input", child.stdout.read())
            self.assertEqual(child.wait(PATIENCE), 0)

    @staticmethod
    def rest_of(master):
        """A terminal that nobody writes to any more answers EIO."""
        try:
            return os.read(master, 65536)
        except OSError:
            return b""

    def test_a_terminal_gets_a_progress_line(self):
        try:
            master, terminal = pty.openpty()
        except OSError as error:  # a bare container
            print(f"skipped: the progress line on a terminal: no pty: {error}")
            self.skipTest("no pty")
        data = syslog(3000, 3)
        done = subprocess.run([*PROGRAM, "--buffer=4K"], input=data, stdout=subprocess.PIPE,
                              stderr=terminal, timeout=PATIENCE)
        os.close(terminal)
        seen = b""
        while piece := self.rest_of(master):
            seen += piece
        os.close(master)
        self.assertRegex(seen, rb"\r\d+ lines  \d+\.\d MB  \d+\.\d MB/s\x1b\[K")
        self.assertIn(b"\r\x1b[K", seen)
        self.assertEqual(done.stdout, run(["--buffer=4K"], data).stdout)
        self.assertNotIn(b"\x1b", run(["--buffer=4K"], data).stderr)


if __name__ == "__main__":
    PROGRAM = [*os.environ.get("MESON_EXE_WRAPPER", "").split(), os.path.abspath(sys.argv.pop(1))]
    unittest.main(verbosity=2)
