# SPDX-License-Identifier: MIT OR Apache-2.0
"""Whole programs, by hyperfine: the four scenarios, ours, classic and peers. Each round
runs every one of them once, in an order drawn anew, so that ratios are those of rounds;
before, all must have printed or written the same."""
import json
import math
import random
import shlex
import shutil
import socket
import subprocess
import wave
from pathlib import Path

from . import ratios

LOG = Path("/var/log/dpkg.log")


class Missing(Exception):
    """What a scenario needs is not there."""


class Bench:
    """What the scenarios share: where the programs are, how long and how often they run."""

    def __init__(self, root, build, work, kept, full, log):
        self.root = root
        self.programs = build / "docs" / "scenarios"
        self.work = work
        self.kept = kept  # where hyperfine's answers stay
        self.seconds = 1.0 if full else 0.15  # of the classic version, about
        self.rounds = 21 if full else 5
        self.log = log or LOG
        self.name, self.title, self.lines, self.found = "", "", [], []

    def begin(self, name):
        self.name, self.title = name, TITLES[name]
        self.lines, self.found = [f"# {self.title}"], []

    def program(self, name):
        path = self.programs / name / name
        if not path.exists():
            raise Missing(f"{name} was not built")
        return str(path)

    def tell(self, line):
        """A line for those who want to repeat it, without the names of our folders."""
        self.lines.append(line.replace(f"{self.root}/", ""))

    def once(self, commands):
        """Runs each once by hyperfine, in that order; what it says of each."""
        answer = self.work / "hyperfine.json"
        call = hyperfine(commands) + ["--style", "none", "--export-json", str(answer)]
        subprocess.run(call, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return json.loads(answer.read_text(encoding="utf-8"))["results"]

    def times(self, size, command):
        """How many times as large `size` has to be for the wanted seconds."""
        spent = self.once({"classic": command(size)})[0]["mean"]
        return max(1, math.ceil(size * self.seconds / max(spent, 1e-4)))

    def measure(self, label, commands, results):
        """Makes two rows, elapsed and CPU time. `results` reads what a command gave."""
        if len({results(command) for command in commands.values()}) != 1:
            raise RuntimeError(f"{label}: the programs do not agree")
        self.tell(f"{shlex.join(hyperfine(commands))}  # {self.rounds} times, in any order")
        order, answers = list(commands), []
        for _ in range(self.rounds):
            random.shuffle(order)
            answers.append(self.once({name: commands[name] for name in order}))
        file = self.kept / f"{self.name} {label}.json".replace(" ", "-").replace(",", "")
        file.write_text(json.dumps(answers, indent=1), encoding="utf-8")
        self.found += [self.row(f"{label}, elapsed", commands, answers, lambda one: one["mean"]),
                       self.row(f"{label}, CPU time", commands, answers,
                                lambda one: one["user"] + one["system"])]

    def row(self, label, commands, answers, seconds):
        """`seconds` reads them out of what hyperfine says of a command."""
        sides = {name: [] for name in commands}
        for one in (one for answer in answers for one in answer):
            sides[one["command"]].append(seconds(one) * 1e9)
        return {"title": self.title, "row": label, "blocks": self.rounds,
                "rounds": [1] * self.rounds, "iterations": 1, "threads": True,
                "bytes": 0, "capacity": 0, "producers": 0,
                "sides": [{"name": name, "ns": ns} for name, ns in sides.items()],
                "comparisons": [ratios.printed("picoring", peer)
                                for peer in commands if peer != "picoring"]}


def hyperfine(commands):
    named = [word for name, command in commands.items() for word in ("-n", name, command)]
    return ["hyperfine", "-N", "--runs", "1", *named]


def printed(command):
    done = subprocess.run(command.split(), check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL)
    return done.stdout


def text_to_start_from(bench):
    """(text, where it is from)"""
    if bench.log.exists() and bench.log.stat().st_size:
        return bench.log.read_bytes(), bench.log
    lists = sorted(Path("/var/lib/apt/lists").glob("*_Packages"))
    text = b"".join(p.read_bytes() for p in [Path("/var/lib/dpkg/status"), *lists] if p.exists())
    if not text:
        raise Missing("no log to analyse: name one by --log=FILE")
    return text[:200 << 20], "/var/lib/dpkg/status and package lists, 200 MiB of them at most"


def repeated(bench, text, name, copies):
    """A file with so many copies, if there is room for them."""
    room = shutil.disk_usage(bench.work).free * 8 // 10
    copies = max(1, min(copies, room // len(text)))
    path = bench.work / name
    with open(path, "wb") as file:
        for _ in range(copies):
            file.write(text)
    return path


def long_records(text):
    """The same text in records of 40,000 to 60,000 bytes, near the size of the buffer."""
    drawn, at, flat, records = random.Random(1), 0, text.replace(b"\n", b" "), []
    while at < len(flat):
        length = drawn.randint(40000, 60000)
        records.append(flat[at:at + length] + b"\n")
        at += length
    return b"".join(records)


def log_analysis(bench):
    program = bench.program("log_analysis")
    text, source = text_to_start_from(bench)
    for name, kind, body in (("short", "lines as they are", text),
                             ("long", "records of 40 to 60 KB", long_records(text))):
        copies = max(1, (20 << 20) // len(body))
        path = repeated(bench, body, name, copies)
        command = f"{program} --quiet --buffer=64K --impl={{}} {path}"
        copies = bench.times(copies, lambda _, c=command: c.format("classic"))
        repeated(bench, body, name, copies)
        copies = path.stat().st_size // len(body)  # as many as there was room for
        bench.tell(f"# {path}: {kind} of {source}, {copies} times")
        commands = {impl: command.format(impl) for impl in ("picoring", "classic")}
        bench.measure(kind, commands, printed)
        path.unlink()


def message_passing(bench):
    program = bench.program("message_passing")
    text, source = text_to_start_from(bench)
    path = repeated(bench, text, "log", 1)
    bench.tell(f"# {path}: {source}")
    for producers in (1, 4):
        def command(repeat, impl="classic", producers=producers):
            return f"{program} --quiet --producers={producers} --repeat={repeat} " \
                   f"--impl={impl} {path}"
        repeat = bench.times(50, command)
        commands = {impl: command(repeat, impl) for impl in ("picoring", "classic", "boost")}
        if subprocess.run(commands["boost"].split(), capture_output=True, check=False).returncode:
            del commands["boost"]
        label = f"{producers} producer{'s' if producers > 1 else ''}"
        bench.measure(label, commands, printed)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_server(server, port):
    """Until it accepts: redis-server says so in a line."""
    for line in server.stdout:
        if b"Ready to accept connections" in line:
            return
    raise Missing(f"redis-server did not come up at port {port}")


def network_stream(bench):
    if not shutil.which("redis-server"):
        raise Missing("network_stream needs redis-server")
    program, port = bench.program("network_stream"), free_port()
    call = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
            "--dir", str(bench.work)]
    bench.tell(shlex.join(call))
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for_server(server, port)
            for label, values in (("values of 4 KiB", "--sizes=4K-4K --keys=1000 --buffer=64K"),
                                  ("values of 40 KiB", "--sizes=40K-40K --keys=300 --buffer=64K")):
                def command(repeat, impl="classic", values=values):
                    return f"{program} {values} --fetch-only --repeat={repeat} --impl={impl} " \
                           f"127.0.0.1 {port}"
                printed(f"{program} {values} 127.0.0.1 {port}")
                bench.tell(f"{program} {values} 127.0.0.1 {port}  # stores the values")
                repeat = bench.times(3, command)
                impls = ("picoring", "classic", "segments")
                bench.measure(label, {impl: command(repeat, impl) for impl in impls}, printed)
        finally:
            server.terminate()


def noise(path, seconds):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48000)
        file.writeframes(random.Random(1).randbytes(seconds * 48000 * 4))


def audio_processing(bench):
    program = bench.program("audio_processing")
    source, result = bench.work / "noise.wav", bench.work / "out.wav"

    def written(command):
        subprocess.run(command.split(), check=True, capture_output=True)
        return result.read_bytes()
    for taps, period in ((64, 32), (1024, 256)):
        command = f"{program} --offline --quiet --taps={taps} --period={period} --impl={{}} " \
                  f"{source} {result}"
        noise(source, 10)
        seconds = bench.times(10, lambda _, c=command: c.format("classic"))
        noise(source, seconds)
        bench.tell(f"# {source}: {seconds} seconds of noise, two channels of 16 bits, 48 kHz")
        commands = {impl: command.format(impl) for impl in ("picoring", "classic")}
        bench.measure(f"{taps} taps, periods of {period}", commands, written)


TITLES = {
    "log_analysis": "a log analysed, 64 KiB buffer",
    "message_passing": "a log counted by several threads, 64 KiB channel",
    "network_stream": "replies of a Redis server parsed, 64 KiB buffer",
    "audio_processing": "a sound file filtered, as fast as possible",
}
SCENARIOS = {scenario.__name__: scenario for scenario in
             (log_analysis, message_passing, network_stream, audio_processing)}
