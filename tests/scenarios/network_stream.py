#!/usr/bin/python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""network_stream reads what a Redis server sends, with and without a mirror, and
notices all that is not as it was stored.

    network_stream.py PROGRAM [TEST...]

A redis-server of its own is started on a free port and stopped at the end. What
a server does only when it is broken, servers written here do.
"""
import contextlib
import os
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import unittest

PROGRAM = None
PIECES = False  # whether replies can be sent in pieces that are read one by one
PATIENCE = 60  # seconds until a test that hangs fails
IMPLEMENTATIONS = ("picoring", "classic", "segments")


# ---- The program ------------------------------------------------------------------

def run(arguments, port, code=0):
    done = subprocess.run([PROGRAM, *arguments, "127.0.0.1", str(port)], capture_output=True,
                          timeout=PATIENCE)
    assert done.returncode == code, (arguments, done.returncode, done.stderr)
    return done


def each(arguments, port, code=0):
    """What all implementations print, and say if they fail; they must agree."""
    said = []
    for impl in IMPLEMENTATIONS:
        done = run([f"--impl={impl}", *arguments], port, code)
        said.append((done.stdout, done.stderr if code else b""))
    assert len(set(said)) == 1, f"{arguments}: the implementations differ: {said}"
    return said[0][0].decode() + said[0][1].decode()


def numbers(text, phase="fetch"):
    """The counts of a phase as a dictionary."""
    lines = text[text.index(phase + "\n"):].splitlines()[1:11]
    return {line[2:16].strip(): int(line[16:].split()[0].strip(",")) for line in lines}


# ---- What it stores, made again ------------------------------------------------------

def chance(seed, n):
    """splitmix64."""
    mask = 2**64 - 1
    z = (seed + (n + 1) * 0x9e3779b97f4a7c15) & mask
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9 & mask
    z = (z ^ z >> 27) * 0x94d049bb133111eb & mask
    return z ^ z >> 31


class Workload:
    def __init__(self, keys, least, most, seed=1):
        self.keys, self.least, self.most, self.seed = keys, least, most, seed
        words = (2**16 + most + 7) // 8
        self.noise = struct.pack(f"={words}Q", *(chance(seed, n) for n in range(words)))
        self.options = [f"--keys={keys}", f"--sizes={least}-{most}", f"--seed={seed}"]

    def name(self, key):
        return b"network_stream:%d:%d" % (self.seed, key)

    def value(self, key):
        seed = self.seed ^ 2**64 - 1
        first, second = chance(seed, 2 * key), chance(seed, 2 * key + 1)
        least, most = self.least.bit_length(), self.most.bit_length()
        power = least + first % (most - least + 1)
        low, high = max(self.least, 1 << power >> 1), min(self.most, (1 << power) - 1)
        place = second % 2**16
        return self.noise[place:place + low + (first >> 8) % (high - low + 1)]

    def bulk(self, key):
        return b"$%d\r\n%s\r\n" % (len(self.value(key)), self.value(key))

    def other(self, group):
        """The request behind the GETs of a group: its words and its reply."""
        key, missing = 16 * group, b"network_stream:%d:missing" % self.seed
        script = b"return {redis.call('STRLEN',KEYS[1]),{redis.call('GET',KEYS[1]),false}}"
        return [
            ([b"MGET", self.name(key), missing, self.name(key + 1)],
             b"*3\r\n" + self.bulk(key) + b"$-1\r\n" + self.bulk(key + 1)),
            ([b"STRLEN", self.name(key)], b":%d\r\n" % len(self.value(key))),
            ([b"GET", missing], b"$-1\r\n"),
            ([b"LRANGE", b"network_stream:%d:list:%d" % (self.seed, group), b"0", b"-1"],
             b"*4\r\n" + b"".join(self.bulk(key + i) for i in range(4))),
            ([b"EVAL", script, b"1", self.name(key)],
             b"*2\r\n:%d\r\n*2\r\n" % len(self.value(key)) + self.bulk(key) + b"$-1\r\n"),
            ([b"LLEN", self.name(key)],
             b"-WRONGTYPE Operation against a key holding the wrong kind of value\r\n"),
            ([b"PING"], b"+PONG\r\n"),
        ][group % 7]

    def fetches(self):
        """The requests of a fetch, each with its reply."""
        for key in range(self.keys):
            yield encoded([b"GET", self.name(key)]), self.bulk(key)
            if key % 16 == 15:
                words, reply = self.other(key // 16)
                yield encoded(words), reply


def encoded(words):
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in words)


# ---- Servers ----------------------------------------------------------------------

class Redis:
    """A redis-server without files, and a client that shares nothing with PROGRAM."""

    def __init__(self):
        self.folder = tempfile.mkdtemp()
        try:
            while not self.start():
                pass  # somebody else took the port in between
        except BaseException:
            self.stop()
            raise
        self.client = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        self.replies = self.client.makefile("rb")
        assert self.ask(b"PING") == b"PONG"

    def start(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.child = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no", "--daemonize", "no", "--logfile", "", "--dir", self.folder],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said = b""
        for line in self.child.stdout:
            said += line
            if b"Ready to accept connections" in line:
                return True
        self.child.wait()
        assert b"Address already in use" in said, said.decode()
        return False

    def ask(self, *words):
        self.client.sendall(encoded(words))
        return self.reply()

    def reply(self):
        line = self.replies.readline()
        kind, rest = line[:1], line[1:-2]
        if kind in b"+-":
            return rest
        if kind == b":":
            return int(rest)
        if int(rest) < 0:
            return None
        if kind == b"*":
            return [self.reply() for _ in range(int(rest))]
        return self.replies.read(int(rest) + 2)[:-2]

    def stop(self):
        if getattr(self, "client", None):
            self.replies.close()
            self.client.close()
        self.child.kill()
        self.child.wait()
        self.child.stdout.close()
        shutil.rmtree(self.folder)


class Program:
    """A server's end of a connection to PROGRAM."""

    def __init__(self, connection, peer):
        self.connection, self.sent = connection, 0
        self.ports = peer[1], connection.getsockname()[1]
        connection.settimeout(PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def receive(self, n):
        while n:
            piece = self.connection.recv(min(n, 65536))
            if not piece:
                raise ConnectionResetError
            n -= len(piece)

    def send(self, data):
        self.connection.sendall(data)
        self.sent += len(data)

    def send_in_pieces(self, data, size=1):
        """The next one when the last one has been read."""
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 4) as kernel:  # SOCK_DIAG
            for at in range(0, len(data), size):
                self.send(data[at:at + size])
                while bytes_read(kernel, *self.ports) < self.sent:
                    pass

    def wait_until_gone(self):
        with contextlib.suppress(ConnectionError):
            while self.connection.recv(65536):
                pass


def bytes_read(kernel, port, remote_port):
    """How many bytes a connected loopback socket has received and its program read.

    Asked of the kernel with sock_diag(7).
    """
    ends = struct.pack(">HH", port, remote_port)
    home = socket.inet_aton("127.0.0.1") + bytes(12)
    by_family, request, with_tcp_info, established = 20, 1, 2, 1
    body = struct.pack("=BBBxI", socket.AF_INET, socket.IPPROTO_TCP, with_tcp_info, 2**32 - 1)
    body += ends + home + home + struct.pack("=IQ", 0, 2**64 - 1)
    kernel.sendto(struct.pack("=IHHII", 16 + len(body), by_family, request, 0, 0) + body, (0, 0))
    answer = kernel.recv(4096)
    if struct.unpack_from("=H", answer, 4)[0] != by_family or answer[17] != established:
        raise ConnectionResetError
    waiting = struct.unpack_from("=I", answer, 72)[0]  # idiag_rqueue
    at = 88  # the attributes
    while struct.unpack_from("=H", answer, at + 2)[0] != with_tcp_info:
        at += struct.unpack_from("=H", answer, at)[0] + 3 & ~3
    return struct.unpack_from("=Q", answer, at + 4 + 128)[0] - waiting  # tcpi_bytes_received


def pieces_can_be_sent():
    try:
        with socket.create_server(("127.0.0.1", 0)) as server, \
                socket.create_connection(server.getsockname()) as client, \
                socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 4) as kernel:
            with server.accept()[0] as accepted:
                accepted.sendall(b"four")
                client.recv(3)
                return bytes_read(kernel, client.getsockname()[1], server.getsockname()[1]) == 3
    except (AttributeError, OSError, struct.error) as error:
        print(f"skipped: replies in pieces: nothing tells that one was read: {error!r}")
        return False


class Fake:
    """A listening socket; each connection is handed to `serve` by a thread."""

    def __init__(self, serve):
        self.serve, self.problems = serve, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.accept)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *problem):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join(PATIENCE)
        self.listener.close()
        assert problem[0] or not self.problems, self.problems

    def accept(self):
        while True:
            try:
                connection, peer = self.listener.accept()
            except OSError:  # shut down
                return
            with connection:
                try:
                    self.serve(Program(connection, peer))
                except ConnectionError:  # the program has seen enough
                    pass
                except Exception as error:
                    self.problems.append(error)


# ---- The tests --------------------------------------------------------------------

class WithRedis(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.redis = Redis()
        cls.addClassCleanup(cls.redis.stop)

    def setUp(self):
        self.redis.ask(b"FLUSHALL")

    def test_all_implementations_print_the_same_and_the_truth(self):
        for least, most in ((0, 10), (100, 100), (1, 5000), (50000, 65536 - 10), (1, 102400)):
            work = Workload(300, least, most)
            fetches = list(work.fetches())
            for pipeline in (1, 7, 1000):
                buffer = most + 80 if pipeline == 7 else 128 * 1024
                out = each([*work.options, f"--pipeline={pipeline}", f"--buffer={buffer}"],
                           self.redis.port)
                found = numbers(out)
                self.assertEqual(found["requests"], len(fetches))
                self.assertEqual(found["reply bytes"], sum(len(reply) for _, reply in fetches))
                values = [len(work.value(key)) for key in range(300)]
                self.assertEqual(found["longest value"], max(values))
                self.assertEqual(numbers(out, "store")["simple strings"], 300 + 18)
                self.assertEqual(numbers(out, "store")["integers"], 4 * 18)

    def test_every_type_is_counted(self):
        work = Workload(112, 1, 1000)  # seven groups: each other request once
        found = numbers(each(work.options, self.redis.port))
        counts = [found[kind] for kind in ("simple strings", "errors", "integers", "bulk strings",
                                           "nils", "arrays")]
        self.assertEqual(counts, [1, 1, 2, 112 + 2 + 4 + 1, 3, 4])
        twice = numbers(each([*work.options, "--repeat=2", "--fetch-only"], self.redis.port))
        self.assertEqual(twice["reply bytes"], 2 * found["reply bytes"])
        self.assertEqual(twice["arrays"], 8)

    def test_what_was_stored_is_there(self):
        work = Workload(500, 1, 102400, seed=18446744073709551615)
        for impl in IMPLEMENTATIONS:
            self.redis.ask(b"FLUSHALL")
            run([f"--impl={impl}", *work.options, "--pipeline=500"], self.redis.port)
            for key in range(500):
                self.assertEqual(self.redis.ask(b"GET", work.name(key)), work.value(key))
            for group in range(500 // 16):
                name = b"network_stream:%d:list:%d" % (work.seed, group)
                self.assertEqual(self.redis.ask(b"LRANGE", name, b"0", b"-1"),
                                 [work.value(16 * group + i) for i in range(4)])
            self.assertEqual(self.redis.ask(b"DBSIZE"), 500 + 500 // 16)

    def test_another_value_is_noticed(self):
        work = Workload(40, 1000, 1000)
        run(work.options, self.redis.port)
        name, value = work.name(17), work.value(17)

        def noticed(sentence):
            said = each([*work.options, "--fetch-only"], self.redis.port, code=1)
            self.assertEqual(said, "network_stream: request 19 (GET network_stream:1:17): "
                             f"the reply{sentence}\n")
        for at in (0, 1, 999):
            changed = bytearray(value)
            changed[at] ^= 1
            self.redis.ask(b"SET", name, bytes(changed))
            noticed(", a string of 1000 bytes, differs from what was stored "
                    f"from byte {at} on")
        self.redis.ask(b"SET", name, value + b"x")
        noticed(" is a string of 1001 bytes, not a string of 1000 bytes")
        self.redis.ask(b"DEL", name)
        noticed(" is nil, not a string of 1000 bytes")
        self.redis.ask(b"RPUSH", name, value)
        noticed(' is the error "WRONGTYPE Operation against a key holding the wrong kind of ...",'
                " not a string of 1000 bytes")

    def test_another_list_is_noticed(self):
        work = Workload(112, 10, 10)
        run(work.options, self.redis.port)
        self.redis.ask(b"RPUSH", b"network_stream:1:list:3", b"more")
        said = each([*work.options, "--fetch-only"], self.redis.port, code=1)
        self.assertEqual(said, "network_stream: request 68 (LRANGE network_stream:1:list:3): "
                         "the reply is an array of 5, not an array of 4\n")

    def test_a_reply_as_long_as_the_buffer_fits_and_one_byte_longer_is_told(self):
        for size in (1, 93, 1000, 65525, 102400):
            work = Workload(12, size, size)
            needed = len(work.bulk(0))
            each([*work.options, f"--buffer={needed}"], self.redis.port)
            said = each([*work.options, f"--buffer={needed - 1}", "--fetch-only"], self.redis.port,
                        code=1)
            self.assertEqual(said, "network_stream: request 1 (GET network_stream:1:0): the reply "
                             f"needs a buffer of at least {needed} bytes, "
                             f"this one has {needed - 1}\n")
        said = each(["--buffer=4"], self.redis.port, code=1)
        self.assertIn("needs a buffer of at least 5 bytes, this one has 4", said)

    def test_a_buffer_of_any_size(self):
        work = Workload(112, 0, 60)
        outputs = {each([*work.options, f"--buffer={size}"], self.redis.port)
                   for size in (*range(70, 140), 4095, 4096, 4097)}
        self.assertEqual(len(outputs), 1)

    def test_values_of_megabytes(self):
        work = Workload(20, 3000000, 5000000)
        each([*work.options, "--buffer=5000011", "--pipeline=20"], self.redis.port)

    def test_a_password_is_told(self):
        self.redis.ask(b"CONFIG", b"SET", b"requirepass", b"secret")
        try:
            said = each(["--sizes=5"], self.redis.port, code=1)
        finally:
            self.redis.ask(b"AUTH", b"secret")
            self.redis.ask(b"CONFIG", b"SET", b"requirepass", b"")
        self.assertIn('the reply is the error "NOAUTH Authentication required."', said)

    def test_a_server_out_of_memory_is_told(self):
        self.redis.ask(b"CONFIG", b"SET", b"maxmemory", b"1")
        try:
            said = each(["--sizes=100K"], self.redis.port, code=1)
        finally:
            self.redis.ask(b"CONFIG", b"SET", b"maxmemory", b"0")
        self.assertIn('request 1 (SET network_stream:1:0): the reply is the error "OOM ', said)

    def test_the_speed_goes_to_standard_error(self):
        for impl in IMPLEMENTATIONS:
            said = run([f"--impl={impl}", "--keys=100"], self.redis.port).stderr.decode()
            self.assertRegex(said, r"^store: .*\nfetch: .* replies/s, .* bytes/s, \d+ reads, "
                             rf"\d+ bytes moved \({impl}, .*\)\n$")
            if impl == "picoring":
                self.assertIn(" 0 bytes moved", said)

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_a_full_disk_gives_a_sentence_and_1(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, "127.0.0.1", str(self.redis.port)], stdout=full,
                                  stderr=subprocess.PIPE, timeout=PATIENCE)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"network_stream: standard output: No space left", done.stderr)

    def test_a_reader_that_has_gone_gives_a_sentence_and_1(self):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([PROGRAM, "127.0.0.1", str(self.redis.port)], stdout=writer,
                              stderr=subprocess.PIPE, timeout=PATIENCE)
        os.close(writer)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"network_stream: standard output: Broken pipe", done.stderr)


class ServerEnds(unittest.TestCase):
    """A redis-server that is killed, or stands still."""

    def setUp(self):
        self.redis = Redis()
        self.addCleanup(self.redis.stop)
        self.work = Workload(100, 1, 60000)
        run(self.work.options, self.redis.port)

    def interrupted(self, impl, signal_number, *options):
        """PROGRAM fetches without end, until in its middle the server gets a signal."""
        self.redis.ask(b"CONFIG", b"RESETSTAT")
        with subprocess.Popen([PROGRAM, f"--impl={impl}", *self.work.options, *options,
                               "--fetch-only", "--repeat=1000000000", "127.0.0.1",
                               str(self.redis.port)],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
            try:
                def fetched():
                    calls = re.search(rb"cmdstat_get:calls=(\d+)",
                                      self.redis.ask(b"INFO", b"commandstats"))
                    return int(calls[1]) if calls else 0
                while fetched() < 1000:
                    self.assertIsNone(child.poll())
                self.redis.child.send_signal(signal_number)
                out, said = child.communicate(timeout=PATIENCE)
            finally:
                child.kill()
        self.assertEqual((child.returncode, out), (1, b""))
        return said.decode()

    def test_a_server_that_is_killed_is_told(self):
        for impl in IMPLEMENTATIONS:
            said = self.interrupted(impl, signal.SIGKILL)
            self.assertRegex(said, r"^network_stream: (the server closed the connection|readv?: "
                             r"Connection reset by peer|.*Connection reset by peer.*) after "
                             r"\d+ of 106 replies.*\n$")
            self.redis.stop()
            self.redis.__init__()
            run(self.work.options, self.redis.port)

    def test_a_server_that_stands_still_is_told(self):
        for impl in IMPLEMENTATIONS:
            said = self.interrupted(impl, signal.SIGSTOP, "--timeout=0.25")
            self.redis.child.send_signal(signal.SIGCONT)
            self.assertEqual(said, f"network_stream: 127.0.0.1 port {self.redis.port}: "
                             "nothing came for 0.25 seconds\n")


class Pieces(unittest.TestCase):
    """Replies that come as a network may bring them."""

    def setUp(self):
        if not PIECES:
            self.skipTest("nothing tells that a piece was read")
        self.work = Workload(112, 0, 30)  # each kind of request
        fetches = list(self.work.fetches())
        self.asked = sum(len(request) for request, _ in fetches)
        self.replies = b"".join(reply for _, reply in fetches)

    def fetch(self, serve, *options):
        with Fake(serve) as fake:
            return each([*self.work.options, "--fetch-only", "--pipeline=1000", *options],
                        fake.port)

    def test_split_at_each_byte(self):
        def serve(program):
            for at in range(1, len(self.replies)):
                program.receive(self.asked)
                program.send_in_pieces(self.replies[:at], at)
                program.send(self.replies[at:])
            program.wait_until_gone()
        rounds = len(self.replies) - 1
        for buffer in (71, 100, 65536):
            out = self.fetch(serve, f"--repeat={rounds}", f"--buffer={buffer}")
            self.assertEqual(numbers(out)["reply bytes"], rounds * len(self.replies))

    def test_byte_by_byte(self):
        def serve(program):
            program.receive(self.asked)
            program.send_in_pieces(self.replies)
            program.wait_until_gone()
        for buffer in (71, 65536):
            out = self.fetch(serve, f"--buffer={buffer}")
            self.assertEqual(numbers(out)["reply bytes"], len(self.replies))

    def test_in_pieces_of_any_length(self):
        def serve(program):
            for size in range(2, 100):
                program.receive(self.asked)
                program.send_in_pieces(self.replies, size)
            program.wait_until_gone()
        out = self.fetch(serve, "--repeat=98", "--buffer=75")
        self.assertEqual(numbers(out)["reply bytes"], 98 * len(self.replies))


class Flow(unittest.TestCase):
    def test_no_more_requests_are_under_way_than_was_said(self):
        """What may be sent at once is sent at once, and nothing else."""
        work = Workload(20, 5, 5)
        fetches = list(work.fetches())
        for pipeline in (1, 3, 7):
            def serve(program):
                for at in range(0, len(fetches), pipeline):
                    requests, replies = map(b"".join, zip(*fetches[at:at + pipeline]))
                    self.assertEqual(program.connection.recv(65536), requests)
                    program.send(replies)
                program.wait_until_gone()
            with Fake(serve) as fake:
                each([*work.options, "--fetch-only", f"--pipeline={pipeline}"], fake.port)

    def test_a_server_that_reads_no_further_until_its_reply_is_taken(self):
        """Who first sends all requests and then reads never gets through."""
        # 7 MB of requests and 43 MB of replies: more than all sockets take.
        work = Workload(100000, 400, 400, seed=2**64 - 1)
        fetches = [(len(request), reply) for request, reply in work.fetches()]

        def serve(program):
            for asked, reply in fetches:
                program.receive(asked)
                program.send(reply)
            program.wait_until_gone()
        with Fake(serve) as fake:
            fake.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
            out = each([*work.options, "--fetch-only", "--pipeline=1000000"], fake.port)
        self.assertEqual(numbers(out)["reply bytes"], sum(len(reply) for _, reply in fetches))


class Broken(unittest.TestCase):
    """Servers that do not send what they must."""

    def said(self, serve, *options):
        with Fake(serve) as fake:
            text = each(["--sizes=5", "--fetch-only", "--timeout=30", *options], fake.port, code=1)
            return text.replace(str(fake.port), "PORT")

    def answer(self, data, *options):
        """To `data`, whole and byte by byte; the connection stays open."""
        def whole(program):
            program.receive(1)
            program.send(data)
            program.wait_until_gone()

        def dribbled(program):
            program.receive(1)
            program.send_in_pieces(data)
            program.wait_until_gone()
        said = self.said(whole, *options)
        if PIECES:
            self.assertEqual(self.said(dribbled, *options), said)
        self.assertRegex(said, r"^network_stream: .*\n$")
        return said

    def test_garbage_is_told(self):
        for data, sentence in (
                (b"HTTP/1.1 400 Bad Request\r\n", 'no reply begins with "H"'),
                (b"\0\0\0\0", r'no reply begins with "\x00"'),
                (b"%1\r\n+a\r\n+b\r\n", 'no reply begins with "%"'),
                (b"\r\n", r'no reply begins with "\x0d"'),
                (b"$five\r\n", 'this ought to be a number: "$five"'),
                (b"$\r\n", 'this ought to be a number: "$"'),
                (b"$5 \r\n", 'this ought to be a number: "$5 "'),
                (b"*1.5\r\n", 'this ought to be a number: "*1.5"'),
                (b":99999999999999999999\r\n", 'this ought to be a number: ":999999999999999999'),
                (b":" + b"1" * 1000, 'this ought to be a number: ":1111111111111111111111"'),
                (b"$-2\r\n", 'there is no such length: "$-2"'),
                (b"*-2\r\n", 'there is no such length: "*-2"'),
                (b"$9223372036854775807\r\n", "there is no such length"),
                (b"$5\rX", 'a line has a lone carriage return: "$5"'),
                (b"+OK\rX", 'a line has a lone carriage return: "+OK"'),
                (b"$5\r\nabcdefg", r'a string does not end where its length says: "$5\x0d\x0a"'),
        ):
            self.assertIn("this is not RESP2: " + sentence, self.answer(data), data)

    def test_random_bytes_are_told(self):
        for seed in range(30):
            data = random.Random(seed).randbytes(2000)
            while data[:1] in b"+-":  # may be a line without end, which may go on
                data = data[1:]
            self.answer(data)

    def test_errors_are_told(self):
        for error in (b"LOADING Redis is loading the dataset in memory",
                      b"ERR max number of clients reached", b"\x1b[31mred\0"):
            said = self.answer(b"-" + error + b"\r\n")
            shown = "".join(chr(c) if 32 <= c < 127 else f"\\x{c:02x}" for c in error)
            self.assertEqual(said, "network_stream: request 1 (GET network_stream:1:0): the reply "
                             f'is the error "{shown}", not a string of 5 bytes\n')

    def test_other_types_are_told(self):
        for data, name in ((b"+OK\r\n", '"OK"'), (b":5\r\n", "the number 5"), (b"$-1\r\n", "nil"),
                           (b"*-1\r\n", "nil"), (b"*0\r\n", "an array of 0"),
                           (b"$0\r\n\r\n", "a string of 0 bytes")):
            self.assertIn(f"the reply is {name}, not a string of 5 bytes", self.answer(data))
        for data, name in ((b"$-1\r\n", "nil"), (b"+\r\n", '""')):
            self.assertIn(f"the reply is {name}, not a string of 0 bytes",
                          self.answer(data, "--sizes=0"))

    def test_a_line_longer_than_the_buffer_is_told(self):
        said = self.answer(b"-" + b"x" * 63, "--buffer=64")
        self.assertIn("needs a buffer of at least 65 bytes, this one has 64", said)

    def test_a_length_beyond_the_buffer_is_told_at_once(self):
        said = self.answer(b"$1000000000\r\n")
        self.assertIn("needs a buffer of at least 1000000015 bytes, this one has 131072", said)

    def test_more_than_was_asked_for_is_told(self):
        work = Workload(1, 5, 5)

        def serve(program):
            program.receive(sum(len(request) for request, _ in work.fetches()))
            program.send(work.bulk(0) * 2)
            program.wait_until_gone()
        self.assertEqual(self.said(serve, "--keys=1"),
                         "network_stream: the server answers to no request\n")

    def test_an_end_after_each_byte_is_told(self):
        work = Workload(2, 5, 5)
        asked = sum(len(request) for request, _ in work.fetches())
        replies = work.bulk(0) + work.bulk(1)
        for at in range(len(replies)):
            def serve(program):
                program.receive(asked)
                program.send(replies[:at])
            self.assertEqual(self.said(serve, "--keys=2"),
                             "network_stream: the server closed the connection after "
                             f"{at // len(work.bulk(0))} of 2 replies\n")

    def test_a_reset_is_told(self):
        def serve(program):
            program.receive(1)
            program.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                          struct.pack("ii", 1, 0))  # close resets
        for impl in IMPLEMENTATIONS:
            with Fake(serve) as fake:
                said = run([f"--impl={impl}", "--fetch-only"], fake.port, 1).stderr.decode()
            self.assertRegex(said, r"^network_stream: .*Connection reset by peer.* after "
                             r"0 of 2125 replies.*\n$")

    def test_a_server_that_reads_no_request_is_told(self):
        """Sending fails; the sentence is that of reading."""
        def serve(program):
            program.connection.shutdown(socket.SHUT_RDWR)
            program.wait_until_gone()
        for impl in IMPLEMENTATIONS:
            with Fake(serve) as fake:
                said = run([f"--impl={impl}", "--sizes=100K"], fake.port, 1).stderr.decode()
            self.assertRegex(said, r"^network_stream: .* after 0 of 2625 replies.*\n$")

    def test_silence_is_told(self):
        said = self.said(Program.wait_until_gone, "--timeout=0.1")
        self.assertEqual(said, "network_stream: 127.0.0.1 port PORT: "
                         "nothing came for 0.1 seconds\n")

    def test_nobody_there_is_told(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.assertEqual(each([], port, code=1),
                         f"network_stream: 127.0.0.1 port {port}: Connection refused\n")
        done = subprocess.run([PROGRAM, "", "1"], capture_output=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr.decode(), "^network_stream: .*\n$")


class Manners(unittest.TestCase):
    def test_bad_arguments_give_a_sentence_and_2(self):
        for arguments in ([], ["localhost"], ["localhost", "1", "2"], ["localhost", "0"],
                          ["localhost", "65536"], ["localhost", "redis"],
                          *([option, "localhost", "1"] for option in (
                              "--nonsense", "--keys=0", "--keys=x", "--keys=-1", "--keys=",
                              "--keys=99999999999999999999", "--sizes=5-4", "--sizes=5-",
                              "--sizes=-5", "--sizes=1-2-3", "--sizes=1G", "--sizes=513M",
                              "--seed=x", "--seed=18446744073709551616", "--pipeline=0",
                              "--buffer=0", "--buffer=12X", "--buffer=1K2", "--impl=best",
                              "--repeat=0", "--timeout=0", "--timeout=-1", "--timeout=nan",
                              "--timeout=x", "--timeout=1e9"))):
            done = subprocess.run([PROGRAM, *arguments], capture_output=True, timeout=PATIENCE)
            self.assertEqual((done.returncode, done.stdout), (2, b""), arguments)
            self.assertRegex(done.stderr.decode(), r"^network_stream: .*\n", arguments)

    def test_a_buffer_beyond_all_memory_gives_a_sentence_and_1(self):
        with Fake(Program.wait_until_gone) as fake:
            for impl in IMPLEMENTATIONS:
                said = run([f"--impl={impl}", "--buffer=17592186044415M"], fake.port, 1).stderr
                self.assertRegex(said.decode(), r"^network_stream: .*\n$")

    def test_help_and_version(self):
        for option, expected in (("--help", rb"--fetch-only"),
                                 ("--version", rb"libpicoring \d+\.\d+\.\d+\n")):
            done = subprocess.run([PROGRAM, option], capture_output=True, timeout=PATIENCE)
            self.assertEqual(done.returncode, 0)
            self.assertRegex(done.stdout, expected)


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    if not shutil.which("redis-server"):
        print("skipped: there is no redis-server (package redis-server)")
        sys.exit(77)
    PIECES = pieces_can_be_sent()
    unittest.main(verbosity=2)
