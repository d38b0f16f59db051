#!/usr/bin/python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""message_passing prints the same through every channel, and the truth.

    message_passing.py PROGRAM [TEST...]
"""
import collections
import datetime
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import unittest

PROGRAM = None  # and what runs it
IMPLS = ["picoring", "classic"]
PATIENCE = 120  # seconds until a test that hangs fails
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
FORMATS = "unrecognised dpkg syslog-rfc3164 syslog-rfc5424 web-common web-combined".split()
LEVELS = ("none startup install upgrade configure trigproc status disappear remove purge debug "
          "info notice warning 1xx 2xx 3xx 4xx 5xx error critical").split()
ACTIONS = {word.encode(): word for word in LEVELS[1:10]} | {b"conffile": "configure"}
SEVERITIES = "critical critical critical error warning notice info debug".split()


def scaled(n):
    """Lines of a long log, divided by PICORING_TEST_SCALE."""
    return max(n // int(os.environ.get("PICORING_TEST_SCALE", "1")), 100)


def run(arguments, code=0, **more):
    done = subprocess.run([*PROGRAM, *arguments], capture_output=True, timeout=PATIENCE, **more)
    assert done.returncode == code, (arguments, done.returncode, done.stderr)
    return done


# ---- The model: the same results by other means ----


def seconds(year, month, day, clock, zone=b""):
    """Since 1970; the zone as +02:00, -0700, Z or nothing."""
    hour, minute, second = (int(number) for number in clock.split(b":"))
    zone = zone.replace(b":", b"").strip(b"Z")
    away = int(zone[:3]) * 60 + int(zone[:1] + zone[3:]) if zone else 0
    moment = datetime.datetime(int(year), month, int(day), hour, minute, second)
    return int((moment - datetime.datetime(1970, 1, 1)).total_seconds()) - away * 60


def level_of_words(message):
    """The worst of the words among the first 256 characters."""
    worst = "info"
    for word in re.findall(rb"[A-Za-z]+", message[:256].lower()):
        for beginning, level in ((rb"debug", "debug"), (rb"notice", "notice"),
                                 (rb"warn", "warning"), (rb"error|fail|err$", "error"),
                                 (rb"alert|critical|emerg|fatal|panic", "critical")):
            if re.match(beginning, word):
                found = LEVELS.index(level)
                worst = level if worst == "info" or found > LEVELS.index(worst) else worst
    return worst


ISO = rb"(\d{4})-(\d\d)-(\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?"
DPKG = re.compile(rb"(\d{4})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d) ([a-z]+) (.+)", re.S)
BSD = re.compile(rb"(?:<(\d{1,3})>)?([A-Z][a-z][a-z]) ([ \d]\d) (\d\d:\d\d:\d\d) \S+ (.+)", re.S)
ISO_SYSLOG = re.compile(rb"(?:<(\d{1,3})>)?(?:1 )?" + ISO + rb" \S+ (.+)", re.S)
NO_TIME = re.compile(rb"<(\d{1,3})>1 - \S+ (.+)", re.S)
WEB = re.compile(rb'\S+ [^\[]*\[(\d\d)/([A-Z][a-z][a-z])/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\] '
                 rb'"((?:[^"\\]|\\.)*)" ([1-5])\d\d(.*)', re.S)


def syslog_key(rest):
    name = re.match(rb"[^ \[:]*", rest).group()
    return b"" if name == b"-" else name


def syslog_level(priority, rest):
    if priority is not None:
        return SEVERITIES[int(priority) % 8]
    colon = rest[:64].find(b": ")
    return level_of_words(rest if colon < 0 else rest[colon + 2:])


def event(line):
    """Format, level, seconds or None, key."""
    line = line[:-1] if line.endswith(b"\r") else line
    if (found := DPKG.fullmatch(line)) and found[5] in ACTIONS:
        words = found[6].split(b" ")
        key = words[1:2] if found[5] == b"status" else words[0:1]
        key = b"" if found[5] == b"startup" else b"".join(key)
        return "dpkg", ACTIONS[found[5]], seconds(found[1], int(found[2]), found[3], found[4]), key
    if found := BSD.fullmatch(line):
        time = seconds(2000, MONTHS.index(found[2].decode()) + 1, found[3], found[4])
        return "syslog-rfc3164", syslog_level(found[1], found[5]), time, syslog_key(found[5])
    if (found := ISO_SYSLOG.fullmatch(line)) and not DPKG.fullmatch(line):
        time = seconds(found[2], int(found[3]), found[4], found[5], found[6] or b"")
        return "syslog-rfc5424", syslog_level(found[1], found[7]), time, syslog_key(found[7])
    if found := NO_TIME.fullmatch(line):
        return "syslog-rfc5424", syslog_level(found[1], found[2]), None, syslog_key(found[2])
    if found := WEB.fullmatch(line):
        time = seconds(found[3], MONTHS.index(found[2].decode()) + 1, found[1], found[4], found[5])
        path = re.match(rb'[^ ]* ((?:[^ ?\\]|\\.)*)', found[6], re.S)
        form = "web-combined" if b'"' in found[8] else "web-common"
        return form, found[7].decode() + "xx", time, path[1] if path else b""
    return "unrecognised", "none", None, b""


def counted(counter, order):
    return ", ".join(f"{name} {counter[name]}" for name in order if counter[name])


def shown(key):
    text = "".join(chr(c) if 32 <= c <= 126 else f"\\x{c:02x}" for c in key[:120])
    return text + "..." if len(key) > 120 else text


def model(data, name, buffer=65536, top=10, repeat=1):
    """What the program should print."""
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    longest = buffer // 8 * 8 - 24
    formats, levels, hours, keys = (collections.Counter() for _ in range(4))
    times, cut = [], 0
    for line in lines:
        form, level, time, key = event(line)
        formats[form] += repeat
        levels[level] += repeat
        if time is not None:
            times.append(time)
            hours[f"{time // 3600 % 24:02}h"] += repeat
        cut += repeat * (len(key) > longest)
        if key:
            keys[key[:longest]] += repeat
    out = [f"summary of {name}", f"  lines         {len(lines) * repeat}",
           f"  bytes         {sum(map(len, lines)) * repeat}",
           f"  formats       {counted(formats, FORMATS)}",
           f"  levels        {counted(levels, LEVELS)}",
           f"  hours         {counted(hours, sorted(hours))}"]
    for title, time in (("first", min(times, default=None)), ("last", max(times, default=None))):
        if time is not None:
            moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=time)
            out.append(f"  {title:13} {moment:%Y-%m-%d %H:%M:%S}")
    out.append(f"  keys          {len(keys)}, {cut} cut")
    for key, n in sorted(keys.items(), key=lambda item: (-item[1], item[0]))[:top]:
        out.append(f"  {n:13} {shown(key)}")
    return "\n".join(out) + "\n"


# ---- Logs ----


def dpkg(n):
    chance = random.Random(1)
    lines = []
    for i in range(n):
        stamp = f"2026-0{1 + i // 30000}-20 {i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02}"
        package = f"lib{'x' * chance.randint(0, 30)}{chance.randint(0, 40)}:amd64"
        lines.append(stamp + chance.choice(
            [" startup packages configure", f" status installed {package} 1.{i}",
             f" install {package} <none> 1", f" remove {package} 1.2 <none>",
             f" conffile /etc/{package}.conf keep", f" trigproc {package} 2 <none>"]) + "\n")
    return "".join(lines).encode()


def syslog(n):
    chance = random.Random(2)
    words = ["error: no route", "session opened", "Warning: hot", "it failed badly", "debug 1",
             "kernel PANIC", "noticed", "err", "errands"]
    lines = []
    for i in range(n):
        clock = f"{i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02}"
        program = chance.choice(["cron", "sshd", "postfix/smtpd", "-", "kernel", "error-reporter"])
        lines.append(chance.choice(
            [f"Nov {1 + i // 86400:2} {clock} host {program}[{i}]: {chance.choice(words)}",
             f"<{chance.randint(0, 191)}>Oct 11 {clock} host {program}: {chance.choice(words)}",
             f"2026-05-20T{clock}.123456+02:00 host {program}[{i}]: {chance.choice(words)}",
             f"<{chance.randint(0, 191)}>1 2003-10-11T{clock}Z host {program} - ID47 - text",
             f"<{chance.randint(0, 191)}>1 - host {program} - - - no time"]) + "\n")
    return "".join(lines).encode()


def web_line(i, path):
    """Request i, two a second; the path as it is."""
    stamp = f"10/Oct/2000:{i // 7200 % 24:02}:{i // 120 % 60:02}:{i // 2 % 60:02} -0700"
    return f'1.2.3.{i % 256} - - [{stamp}] "GET {path} HTTP/1.0" {200 + i % 4 * 100} 2326'


def web(n):
    chance = random.Random(3)
    lines = []
    for i in range(n):
        path = "/" + "/".join("a" * chance.randint(1, 9) for _ in range(chance.randint(0, 20)))
        path += chance.choice(["", "?q=1 2", "?", '\\"', "\\\\", "\\x16"])
        line = web_line(i, path) + chance.choice(["", ' "-" "Mozilla/5.0 (X11)"', "\r"])
        lines.append(line.replace("GET " + path, chance.choice(["GET " + path] * 9 + ["-"])) + "\n")
    return "".join(lines).encode()


class Same(unittest.TestCase):
    """Every implementation prints what the model does."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = os.path.join(self.folder.name, "log")

    def check(self, data, buffers=(64, 4096, 1048576), producers=(1, 2, 4, 8), top=10, repeat=1):
        with open(self.path, "wb") as log:
            log.write(data)
        for buffer in buffers:
            wanted = model(data, self.path, buffer, top, repeat)
            for impl in IMPLS:
                for n in producers:
                    arguments = [f"--impl={impl}", f"--buffer={buffer}", f"--producers={n}",
                                 f"--top={top}", f"--repeat={repeat}", self.path]
                    self.assertEqual(run(arguments).stdout.decode(), wanted, arguments)
        return wanted

    @unittest.skipUnless(os.path.exists("/var/log/dpkg.log"), "no /var/log/dpkg.log")
    def test_the_log_of_this_machine(self):
        with open("/var/log/dpkg.log", "rb") as log:
            self.assertIn(" dpkg ", self.check(log.read(), top=1000))

    def test_a_dpkg_log(self):
        self.assertIn(f"dpkg {scaled(5000)}\n", self.check(dpkg(scaled(5000))))

    def test_a_syslog(self):
        text = self.check(syslog(scaled(5000)))
        self.assertRegex(text, r"syslog-rfc3164 \d+, syslog-rfc5424 \d+\n")
        self.assertRegex(text, r"notice \d+, warning \d+, error \d+, critical \d+\n")

    def test_a_web_log(self):
        self.assertRegex(self.check(web(scaled(5000))), r"web-common \d+, web-combined \d+\n")

    def test_a_small_buffer_makes_producers_wait_and_loses_nothing(self):
        data = dpkg(scaled(5000))
        self.check(data, buffers=(64, 72, 100, 128), producers=(1, 3))
        for impl in IMPLS:
            for n in (1, 2, 8):
                done = run([f"--impl={impl}", "--buffer=64", "--repeat=4", f"-p{n}", self.path])
                waits = int(re.search(r"(\d+) waits for room", done.stderr.decode())[1])
                self.assertGreater(waits, 0, (impl, n))
                self.assertEqual(done.stdout.decode(), model(data, self.path, 64, repeat=4))

    def test_keys_near_the_size_of_the_buffer_and_beyond(self):
        for buffer in (64, 4096, 65536):
            lengths = [buffer + d for d in range(-40, 41)] + [2 * buffer, 10 * buffer + 1]
            random.Random(4).shuffle(lengths)
            lines = [web_line(i, "/" + chr(97 + i % 26) * (length - 1))
                     for i, length in enumerate(lengths)]
            text = self.check("\n".join(lines).encode(), buffers=(buffer,), producers=(1, 4))
            cut = sum(length > buffer - 24 for length in lengths)
            self.assertIn(f", {cut} cut\n", text)

    def test_lines_of_all_lengths(self):
        chance = random.Random(5)
        lengths = [16384 + d for d in range(-3, 4)] + [0, 1, 2, 50000, 1000000] + list(range(200))
        chance.shuffle(lengths)
        lines = [b"Nov  1 00:00:00 host p: ".ljust(n, b"x")[:n] for n in lengths]
        self.check(b"\n".join(lines), buffers=(64, 65536))

    def test_empty_lines_and_no_newline_at_the_end(self):
        data = b"\n\n" + b"\n".join(dpkg(500).splitlines()) + b"\n\r\n\n"
        self.check(data)
        self.check(data + b"2026-05-20 10:11:12 install last 1 2")
        for few in (b"\n", b"x", b"\n" * scaled(40000), b"\r", b"2026-05-20 10:11:12 install one 1 2"):
            self.check(few, producers=(1, 8), buffers=(64, 65536))

    def test_lines_that_stop_anywhere(self):
        lines = (dpkg(20) + syslog(20) + web(20)).splitlines()
        data = b"\n".join(line[:n] for line in lines for n in range(len(line)))
        wanted = self.check(data, buffers=(65536,), producers=(3,))
        self.assertRegex(wanted, r"unrecognised \d{3}")

    def test_binary_input(self):
        data = random.Random(6).randbytes(300000)
        self.assertIn("unrecognised", self.check(data, buffers=(64, 65536), producers=(1, 4)))

    def test_keys_that_no_terminal_should_get(self):
        text = self.check(web_line(0, "/\x1b[2J\x07\\x00\xe4").encode("latin-1"), producers=(1,))
        self.assertIn("/\\x1b[2J\\x07\\x00\\xe4\n", text)

    def test_repeat_multiplies(self):
        n = scaled(3000)
        self.assertIn(f"lines         {7 * n}\n", self.check(syslog(n), repeat=7, producers=(1, 8)))

    def test_the_top_is_by_count_and_then_by_name(self):
        lines = [f"2026-05-20 10:11:12 install {name} 1 2\n" for name in "cabbagepatch"]
        for top in (1, 3, 4, 100):
            text = self.check("".join(lines).encode(), top=top, producers=(2,))
            found = re.findall(r"^ +(\d) (\w)$", text, re.M)
            wanted = [("3", "a"), ("2", "b"), ("2", "c")] + [("1", c) for c in "eghpt"]
            self.assertEqual(found, wanted[:top])

    def test_more_producers_than_parts(self):
        self.check(dpkg(10), producers=(100,))


class Manners(unittest.TestCase):
    LOG = "/proc/self/limits"  # a file of some lines that is always there

    def sentence(self, arguments, code, **more):
        done = run(arguments, code, **more)
        self.assertRegex(done.stderr.decode(), r"^message_passing: .*\n", arguments)
        self.assertEqual(done.stdout, b"")
        return done.stderr.decode()

    def test_bad_arguments_give_a_sentence_and_2(self):
        for arguments in (["--nonsense", "x"], ["--buffer=0", "x"], ["--buffer=63", "x"],
                          ["--buffer=x", "x"], ["--buffer=12X", "x"], ["--buffer=1K2", "x"],
                          ["--buffer=-64", "x"], ["--buffer=99999999999999999999", "x"],
                          ["--buffer=18446744073709551615K", "x"], ["--buffer=", "x"],
                          ["--producers=0", "x"], ["-p", "1001", "x"], ["--producers=2K", "x"],
                          ["--top=0", "x"], ["--top=no", "x"], ["--repeat=0", "x"],
                          ["--repeat=1000000001", "x"], ["--impl=best", "x"], ["x", "y"], [],
                          ["--top"]):
            self.sentence(arguments, 2)

    def test_what_cannot_be_read_gives_a_sentence_and_1(self):
        for impl in IMPLS:
            impl = f"--impl={impl}"
            self.assertIn("No such file", self.sentence([impl, "/nonexistent/log"], 1))
            self.assertIn("Is a directory", self.sentence([impl, "/"], 1))
            self.assertIn("/dev/null is empty", self.sentence([impl, "/dev/null"], 1))

    @unittest.skipUnless(os.path.exists("/proc/self/mem"), "no /proc/self/mem")
    def test_a_failing_read_gives_a_sentence_and_1(self):
        self.assertIn("/proc/self/mem: ", self.sentence(["/proc/self/mem"], 1))

    def test_a_log_without_permission_gives_a_sentence_and_1(self):
        def nobody():
            if os.geteuid() == 0:  # who may read everything
                os.setuid(65534)
        try:
            run(["--help"], preexec_fn=nobody)
        except (AssertionError, PermissionError):
            print("skipped: a log without permission: nobody may run the program")
            self.skipTest("nobody may run the program")
        with tempfile.NamedTemporaryFile() as log:
            os.chmod(log.name, 0)
            self.assertIn("Permission denied", self.sentence([log.name], 1, preexec_fn=nobody))

    def test_a_buffer_larger_than_memory_gives_a_sentence_and_1(self):
        self.sentence(["--buffer=9999999999999M", self.LOG], 1)

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_a_full_disk_gives_a_sentence_and_1(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([*PROGRAM, self.LOG], stdout=full, stderr=subprocess.PIPE,
                                  timeout=PATIENCE)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"standard output: No space left", done.stderr)

    def test_a_closed_pipe_gives_a_sentence_and_1(self):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([*PROGRAM, self.LOG], stdout=writer, stderr=subprocess.PIPE,
                              timeout=PATIENCE)
        os.close(writer)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"standard output: Broken pipe", done.stderr)

    def test_threads_that_cannot_be_had_give_a_sentence_and_1(self):
        """Those that were there already end, too."""
        def little():
            resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
        if subprocess.run([*PROGRAM, "--help"], preexec_fn=little, capture_output=True).returncode:
            print("skipped: threads that cannot be had: the program needs more than 1 GiB")
            self.skipTest("a sanitizer")
        with tempfile.NamedTemporaryFile() as log:
            log.write(dpkg(5000))
            log.flush()
            for impl in IMPLS:
                arguments = [f"--impl={impl}", "-p1000", "--buffer=64", "--repeat=1000", log.name]
                self.assertIn("thread", self.sentence(arguments, 1, preexec_fn=little))

    def test_help_and_version(self):
        self.assertIn(b"--producers", run(["--help"]).stdout)
        self.assertRegex(run(["--version"]).stdout, rb"libpicoring \d+\.\d+\.\d+\n")

    def test_the_speed_goes_to_standard_error_unless_quiet(self):
        self.assertRegex(run([self.LOG]).stderr, rb"\d+ lines/s, \d+ bytes/s, "
                         rb"\d+ waits for room \(picoring, \w+, 2 producers\)")
        self.assertEqual(run(["--quiet", self.LOG]).stderr, b"")


def look_for_boost():
    done = subprocess.run([*PROGRAM, "--impl=boost", Manners.LOG], capture_output=True,
                          timeout=PATIENCE)
    if b"built without Boost" in done.stderr and done.returncode == 2:
        print("skipped: --impl=boost: the program was built without Boost")
    else:
        IMPLS.append("boost")


if __name__ == "__main__":
    PROGRAM = [*os.environ.get("MESON_EXE_WRAPPER", "").split(), os.path.abspath(sys.argv.pop(1))]
    look_for_boost()
    unittest.main(verbosity=2)
