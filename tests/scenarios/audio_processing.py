#!/usr/bin/python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""audio_processing writes the same with and without a mirror, and the right sound.

    audio_processing.py PROGRAM [TEST...]
"""
import array
import math
import os
import random
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import unittest

PROGRAM = None
PATIENCE = 120  # seconds until a test that hangs fails
FORMATS = ("u8", "s16", "s24", "s32", "float", "double")
BITS = {"u8": 8, "s16": 16, "s24": 24, "s32": 32, "float": 32, "double": 64}
STEP = {"u8": 2 ** -7, "s16": 2 ** -15, "s24": 2 ** -23, "s32": 2 ** -23, "float": 0, "double": 0}
FASTEST = 2000000000  # frames a second: no DSP thread keeps up with it


# ---- WAV files, without a library ---------------------------------------------


def packed(values, kind):
    """Samples of -1 to 1 as bytes."""
    if kind in ("float", "double"):
        return struct.pack(f"<{len(values)}{kind[0]}", *values)
    top = 1 << (BITS[kind] - 1)
    whole = [min(max(round(value * top), -top), top - 1) for value in values]
    if kind == "u8":
        return bytes(value + 128 for value in whole)
    return b"".join(value.to_bytes(BITS[kind] // 8, "little", signed=True) for value in whole)


def unpacked(data, kind):
    if kind in ("float", "double"):
        return list(array.array(kind[0], data))
    size, top = BITS[kind] // 8, 1 << (BITS[kind] - 1)
    if kind == "u8":
        return [(byte - 128) / top for byte in data]
    return [int.from_bytes(data[at:at + size], "little", signed=True) / top
            for at in range(0, len(data), size)]


def format_chunk(kind, channels, rate, extensible):
    size, tag = BITS[kind] // 8, 3 if kind in ("float", "double") else 1
    common = struct.pack("<HIIHH", channels, rate, rate * channels * size & 0xFFFFFFFF,
                         channels * size, BITS[kind])
    if not extensible:
        return struct.pack("<H", tag) + common
    speakers = ((1 << channels) - 1) << 4  # from "back left" on
    guid = struct.pack("<H", tag) + bytes.fromhex("000000001000800000AA00389B71")
    return struct.pack("<H", 0xFFFE) + common + struct.pack("<HHI", 22, BITS[kind], speakers) + guid


def wav(data, kind="s16", channels=1, rate=48000, extensible=False, rf64=False):
    """`data`: the bytes, or samples of -1 to 1."""
    if not isinstance(data, bytes):
        data = packed(data, kind)
    described = format_chunk(kind, channels, rate, extensible)
    chunks = b"fmt " + struct.pack("<I", len(described)) + described
    size = len(data)
    if rf64:
        sizes = struct.pack("<QQQI", 4 + 36 + len(chunks) + 8 + size, size, 0, 0)
        chunks = b"ds64" + struct.pack("<I", len(sizes)) + sizes + chunks
        size = 0xFFFFFFFF
    body = b"WAVE" + chunks + b"data" + struct.pack("<I", size) + data
    if rf64:
        return b"RF64" + struct.pack("<I", 0xFFFFFFFF) + body
    return b"RIFF" + struct.pack("<I", len(body)) + body


def chunks_of(file):
    """The chunks by name, what is in them not decoded."""
    found, at = {}, 12
    while at + 8 <= len(file):
        name, size = file[at:at + 4], struct.unpack_from("<I", file, at + 4)[0]
        if size == 0xFFFFFFFF:
            size = struct.unpack_from("<Q", found[b"ds64"], 8)[0]
        assert at + 8 + size <= len(file), f"{name} is longer than the file"
        found[name] = file[at + 8:at + 8 + size]
        at += 8 + size + size % 2
    return found


def noise(n, kind="s16", channels=1, loud=0.5):
    chance = random.Random(n)
    return packed([chance.uniform(-loud, loud) for _ in range(n * channels)], kind)


# ---- the model: what each sample has to be -------------------------------------


def low_pass(taps, cutoff):
    def tap(i):
        x = 2 * math.pi * cutoff * (i - (taps - 1) / 2)
        phase = 2 * math.pi * (i + 1) / (taps + 1)
        window = 0.42 - 0.5 * math.cos(phase) + 0.08 * math.cos(2 * phase)
        return (math.sin(x) / x if x else 1) * window
    shape = [tap(i) for i in range(taps)]
    return [value / sum(shape) for value in shape]


def model(samples, taps, delay, mix):
    """One channel, in doubles."""
    filtered = [sum(tap * samples[n - k] for k, tap in enumerate(taps) if k <= n)
                for n in range(len(samples))]
    return [(1 - mix) * now + mix * (filtered[n - delay] if n >= delay else 0)
            for n, now in enumerate(filtered)]


# ---- running it -------------------------------------------------------------------


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def file(self, content, name="in.wav"):
        with open(self.path(name), "wb") as out:
            out.write(content)
        return self.path(name)

    def run_it(self, arguments, code=0, **how):
        how = {"capture_output": True, "timeout": PATIENCE, **how}
        done = subprocess.run([PROGRAM, *arguments], **how)
        self.assertEqual(done.returncode, code, (arguments, done.stderr))
        return done

    def process(self, content, *arguments):
        """The file that one implementation writes, and what it prints."""
        done = self.run_it([*arguments, self.file(content), self.path("out.wav")])
        with open(self.path("out.wav"), "rb") as out:
            return out.read(), done.stdout.decode(), done.stderr.decode()

    def both(self, content, *arguments):
        """The file that both implementations write, and the summary they print."""
        one, other = (self.process(content, f"--impl={impl}", *arguments)
                      for impl in ("picoring", "classic"))
        self.assertTrue(one[0] == other[0], f"{arguments}: the implementations differ")
        self.assertEqual(one[1], other[1])
        return one[0], {line[2:16].strip(): line[16:] for line in one[1].splitlines()[1:]}

    def samples(self, content, kind, *arguments):
        return unpacked(chunks_of(self.both(content, *arguments)[0])[b"data"], kind)

    def assert_close(self, got, wanted, tolerance):
        self.assertEqual(len(got), len(wanted))
        for n, (a, b) in enumerate(zip(got, wanted)):
            if not abs(a - b) <= tolerance:
                self.fail(f"sample {n}: {a}, not {b}")


class Same(Case):
    """Identical files from both implementations, whatever the input and the sizes."""

    def test_every_format_comes_out_as_itself(self):
        for kind in FORMATS:
            for extensible in (False, True):
                given = wav(noise(3000, kind, 2), kind, 2, extensible=extensible)
                out, said = self.both(given, "--offline", "--taps=64")
                self.assertEqual(chunks_of(out)[b"fmt "], chunks_of(given)[b"fmt "])
                self.assertNotIn(b"PEAK", chunks_of(out))  # it would have the time in it
                self.assertEqual(len(chunks_of(out)[b"data"]), 3000 * 2 * BITS[kind] // 8)
                self.assertNotEqual(chunks_of(out)[b"data"], chunks_of(given)[b"data"])
                self.assertEqual(said["frames"], "3000 of 3000, 0.062 s")

    def test_an_rf64_file_comes_out_as_one(self):
        given = wav(noise(3000, "s16", 2), "s16", 2, rf64=True)
        plain = wav(noise(3000, "s16", 2), "s16", 2)
        out = self.both(given, "--offline")[0]
        self.assertTrue(out.startswith(b"RF64"))
        wanted = self.both(plain, "--offline")[0]
        self.assertEqual(chunks_of(out)[b"data"], chunks_of(wanted)[b"data"])

    def test_paced_and_offline_are_the_same(self):
        for kind in FORMATS:
            given = wav(noise(3000, kind, 2), kind, 2)
            self.assertEqual(self.both(given), self.both(given, "--offline"))

    def test_the_sizes_of_period_and_buffer_do_not_matter(self):
        given = wav(noise(3000, "s16", 2), "s16", 2)
        taken = self.samples(given, "s16", "--offline", "--taps=100", "--delay=10")
        for period in (1, 2, 7, 8, 31, 32, 33, 41, 479, 480, 481, 512, 2999, 3000, 3001, 5000):
            for buffer in (1, 2, 5):
                got = self.samples(given, "s16", "--offline", "--taps=100", "--delay=10",
                                   f"--period={period}", f"--buffer={buffer}")
                # With fused multiplication the length of a block may round differently.
                self.assert_close(got, taken, STEP["s16"])

    def test_more_than_the_disk_blocks_hold(self):
        out, said = self.both(wav(noise(300000, "s16"), "s16"), "--offline", "--period=1000")
        self.assertEqual(len(chunks_of(out)[b"data"]), 600000)
        self.assertEqual(said["periods"], "300 of 1000 frames, 20.833 ms")

    def test_channels_do_not_touch_each_other(self):
        for channels in (1, 2, 3, 6, 64):
            frames = 500
            mixed = noise(frames, "s16", channels)
            out = chunks_of(self.both(wav(mixed, "s16", channels), "--offline", "--delay=5")[0])
            for channel in {0, channels // 2, channels - 1}:
                alone = array.array("h", mixed)[channel::channels].tobytes()
                one = chunks_of(self.both(wav(alone), "--offline", "--delay=5")[0])
                self.assertEqual(array.array("h", out[b"data"])[channel::channels].tobytes(),
                                 one[b"data"])

    def test_one_frame(self):
        out, said = self.both(wav([0.5]))
        self.assertEqual(len(chunks_of(out)[b"data"]), 2)
        self.assertEqual(said["periods"], "1 of 256 frames, 5.333 ms")


class Sound(Case):
    """Right values."""

    def test_an_impulse_gives_the_taps(self):
        for taps in (1, 2, 3, 31, 32, 33, 100, 255, 1000):
            for cutoff in (100, 5000, 23999):
                got = self.samples(wav([1.0] + [0.0] * 1199, "float"), "float", "--offline",
                                   "--mix=0", f"--taps={taps}", f"--cutoff={cutoff}")
                wanted = low_pass(taps, cutoff / 48000) + [0] * (1200 - taps)
                self.assert_close(got, wanted, 1e-6)

    def test_the_delayed_copy_comes_at_its_frame(self):
        for frames in (0, 1, 63, 64, 65, 100, 1000, 1999):
            impulse = wav([1.0] + [0.0] * 1999, "float", rate=1000)
            got = self.samples(impulse, "float", "--offline", "--taps=1", "--period=64",
                               "--mix=0.25", f"--delay={frames}")
            wanted = [0.0] * 2000
            wanted[0] += 0.75
            wanted[frames] += 0.25
            self.assertEqual(got, wanted, frames)

    def test_a_delay_beyond_the_end_is_not_heard(self):
        got = self.samples(wav([0.5] * 100, "float", rate=1000), "float", "--offline", "--taps=1",
                           "--mix=0.5", "--delay=100")
        self.assertEqual(got, [0.25] * 100)

    def test_noise_comes_out_as_the_model_says(self):
        for kind in FORMATS:
            given = noise(700, kind)
            wanted = model(unpacked(given, kind), low_pass(61, 0.1), 48, 0.3)
            got = self.samples(wav(given, kind), kind, "--offline", "--taps=61", "--cutoff=4800",
                               "--delay=1", "--period=32")
            self.assert_close(got, wanted, STEP[kind] + 1e-6)

    def test_one_tap_and_no_delay_change_nothing(self):
        for kind in FORMATS:
            given = noise(2000, kind, 2, loud=1.0)
            out = chunks_of(self.both(wav(given, kind, 2), "--offline", "--taps=1", "--mix=0")[0])
            if kind in ("u8", "s16", "s24", "float"):
                self.assertEqual(out[b"data"], given)
            else:  # a float has 24 bits
                self.assert_close(unpacked(out[b"data"], kind), unpacked(given, kind), 2 ** -23)

    def test_low_tones_pass_and_high_ones_do_not(self):
        def loudness(hertz):
            tone = [0.5 * math.sin(2 * math.pi * hertz * n / 48000) for n in range(4800)]
            got = self.samples(wav(tone, "float"), "float", "--offline", "--mix=0", "--taps=255",
                               "--cutoff=4000")
            return max(got[1000:])
        self.assertAlmostEqual(loudness(1000), 0.5, delta=0.001)
        self.assertLess(loudness(12000), 0.5 * 10 ** (-70 / 20))

    def test_what_is_too_loud_is_clipped_and_said_to_be(self):
        square = [1.0 if n // 50 % 2 else -1.0 for n in range(1000)]
        arguments = ("--offline", "--mix=0", "--taps=101", "--cutoff=6000")
        exact = model([max(-1.0, min(x, 1 - 2 ** -15)) for x in square], low_pass(101, 0.125), 0, 0)
        self.assertGreater(max(exact), 1.05)
        out, said = self.both(wav(square, "s16"), *arguments)
        clipped = [max(-1.0, min(x, 1 - 2 ** -15)) for x in exact]
        self.assert_close(unpacked(chunks_of(out)[b"data"], "s16"), clipped, STEP["s16"] + 1e-6)
        self.assertRegex(said["peak"], r"^1\.\d+, \d\.\d\d dBFS, clipped$")
        out, said = self.both(wav(square, "float"), *arguments)
        self.assertGreater(max(unpacked(chunks_of(out)[b"data"], "float")), 1.05)
        self.assertNotIn("clipped", said["peak"])


class Playing(Case):
    """The device and what is told of it."""

    def measures(self, text):
        runs = re.search(r"under-runs +(\d+) and (\d+) over-runs in (\d+) wake-ups", text)
        blocks = re.findall(r"  (latency|wake-up late) +p50.*\n((?:    <.*\n)*)", text)
        bars = {name: [int(n) for n in re.findall(r"< +[\d.]+ us +(\d+)", body)]
                for name, body in blocks}
        return [int(n) for n in runs.groups()] if runs else None, bars

    def test_under_runs_are_counted_and_lose_nothing(self):
        # The device wants 4096 frames every two microseconds, and 400 million
        # multiplications take so long that it runs in between on any machine.
        given = wav(noise(20000, "s16"), "s16", rate=FASTEST)
        arguments = ("--taps=100000", "--period=4096", "--buffer=1", "--delay=0")
        wanted = self.both(given, "--offline", *arguments)[0]
        for impl in ("picoring", "classic"):
            out, said, told = self.process(given, f"--impl={impl}", *arguments)
            self.assertTrue(out == wanted)
            self.assertIn("frames        20000 of 20000", said)
            (under, over, wake_ups), bars = self.measures(told)
            self.assertGreater(under, 0)
            self.assertEqual(wake_ups, 5 + under + over + 1)  # the last finds the end
            self.assertEqual(sum(bars["latency"]), 5)
            self.assertEqual(sum(bars["wake-up late"]), wake_ups)

    def test_a_recorder_that_is_late_loses_nothing(self):
        given = wav(noise(2000000, "u8"), "u8", rate=FASTEST)
        arguments = ("--taps=1", "--period=65536", "--delay=0")
        wanted = self.both(given, "--offline", *arguments)[0]
        for impl in ("picoring", "classic"):
            out, _, told = self.process(given, f"--impl={impl}", *arguments)
            self.assertTrue(out == wanted)
            (under, over, wake_ups), _ = self.measures(told)
            self.assertEqual(wake_ups, 31 + under + over + 1)

    def test_every_period_has_its_latency(self):
        for impl in ("picoring", "classic"):
            _, said, told = self.process(wav(noise(4801)), f"--impl={impl}", "--period=480")
            self.assertIn("periods       11 of 480 frames, 10.000 ms", said)
            (under, over, wake_ups), bars = self.measures(told)
            self.assertEqual(wake_ups, 11 + under + over + 1)
            self.assertEqual(sum(bars["latency"]), 11)
            self.assertEqual(sum(bars["wake-up late"]), wake_ups)
            self.check_percentiles(told)

    def check_percentiles(self, told):
        """Each has its rank among the bars; a bar is from half its bound to its bound."""
        head = r"p50 ([\d.]+) us, p99 ([\d.]+) us, longest ([\d.]+) us\n"
        blocks = re.findall(head + r"((?:    <.*\n)+)", told)
        self.assertEqual(len(blocks), 2)
        for *times, body in blocks:
            bars = [(float(bound), int(n))
                    for bound, n in re.findall(r"< +([\d.]+) us +(\d+)", body)]
            total = sum(n for _, n in bars)
            for time, share in zip(times, (0.5, 0.99, 1)):
                seen = 0
                for bound, n in bars:
                    seen += n
                    if seen >= share * total:
                        break
                self.assertGreaterEqual(float(time), bound / 2 - 0.1)
                self.assertLessEqual(float(time), bound + 0.1)

    def test_offline_there_is_no_clock_to_be_late_for(self):
        _, _, told = self.process(wav(noise(4800)), "--offline", "--period=480")
        runs, bars = self.measures(told)
        self.assertIsNone(runs)
        self.assertEqual([(name, sum(n)) for name, n in bars.items()], [("latency", 10)])

    def test_all_threads_tell_their_cpu_time(self):
        for impl in ("picoring", "classic"):
            _, _, told = self.process(wav(noise(48000)), "--offline", f"--impl={impl}",
                                      "--taps=2000")
            used = dict(re.findall(r"  CPU (\w+) +([\d.]+) s, [\d.]+ % of the time\n", told))
            self.assertEqual(sorted(used), ["DSP", "device", "reader", "recorder"])
            self.assertGreater(float(used["DSP"]), 0)
            self.assertRegex(told, rf"times, 1.000 s of sound in [\d.]+ s \({impl}, ")

    def test_a_signal_ends_with_what_was_played(self):
        for impl in ("picoring", "classic"):
            for number in (signal.SIGINT, signal.SIGTERM):
                sound = self.file(wav(bytes(8000 * 600), "u8", rate=8000))  # ten minutes
                out = self.path("out.wav")
                with subprocess.Popen([PROGRAM, f"--impl={impl}", sound, out],
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
                    while not os.path.exists(out) or os.path.getsize(out) < 44:
                        self.assertIsNone(child.poll())
                    child.send_signal(number)
                    said = self.said_at_the_end(child)
                self.assertEqual(child.returncode, 0)
                frames = int(re.search(rb"frames +(\d+) of 4800000", said)[1])
                self.assertLess(frames, 4800000)
                with open(out, "rb") as written:
                    self.assertEqual(len(chunks_of(written.read())[b"data"]), frames)
                os.unlink(out)

    @staticmethod
    def said_at_the_end(child):
        try:
            return child.communicate(timeout=PATIENCE)[0]
        except subprocess.TimeoutExpired:
            child.kill()
            raise

    def test_threads_that_wait_use_no_processor_time(self):
        # A period a second; the first is played at once, the second a second later.
        sound = wav(noise(16000, "u8"), "u8", rate=8000)
        for impl in ("picoring", "classic"):
            _, _, told = self.process(sound, f"--impl={impl}", "--period=8000", "--buffer=1")
            shares = re.findall(r"CPU \w+ +[\d.]+ s, ([\d.]+) % of the time", told)
            self.assertEqual(len(shares), 4)
            for share in shares:  # one that looks all the time uses all of it
                self.assertLess(float(share), 50)


class Manners(Case):
    def refused(self, arguments, code, words):
        done = self.run_it(arguments, code)
        self.assertRegex(done.stderr.decode(), rf"\Aaudio_processing: .*{words}.*\n", arguments)
        self.assertEqual(done.stdout, b"")

    def test_bad_arguments_give_a_sentence_and_2(self):
        sound = self.file(wav(noise(100)))
        for bad in ("--nonsense", "--period=0", "--period=x", "--period=12x", "--period=-1",
                    "--period=1000001", "--period=", "--period", "--buffer=0", "--taps=0",
                    "--taps=1.5", "--taps=99999999999999999999", "--cutoff=0", "--cutoff=-5",
                    "--cutoff=inf", "--delay=-1", "--delay=60001", "--delay=nan", "--mix=1.1",
                    "--mix=-0.1", "--mix=half", "--impl=best", "--offline=1"):
            self.refused([sound, self.path("out.wav"), bad], 2, "")
        for files in ([], [sound], [sound, "a", "b"]):
            self.refused(files, 2, "two files")
        for cutoff in ("24000", "24001"):
            self.refused([f"--cutoff={cutoff}", sound, self.path("out.wav")], 2, cutoff)
        self.assertFalse(os.path.exists(self.path("out.wav")))

    def test_what_cannot_be_read_gives_a_sentence_and_1(self):
        good = wav(noise(100))
        cases = {"no_wav": (b"hello", "not a WAV"), "empty": (b"", "not a WAV"),
                 "no_frames": (wav(b""), "no frames"), "no_rate": (wav(noise(100), rate=0), "rate"),
                 "no_channels": (good[:22] + b"\0\0" + good[24:], "[Cc]hannel"),
                 "u_law": (good[:20] + b"\7\0" + good[22:34] + b"\x08\0" + good[36:], "neither"),
                 "au": (b".snd" + struct.pack(">5I", 24, 8, 3, 8000, 1) + bytes(8), "not a WAV")}
        kept = self.file(b"kept", "out.wav")
        for impl in ("--impl=picoring", "--impl=classic"):
            for name, (content, words) in cases.items():
                self.refused([impl, self.file(content, name), kept], 1, f"{name}: .*{words}")
            self.refused([impl, self.path("nothing"), kept], 1, "nothing: No such file")
            self.refused([impl, self.folder, kept], 1, "")
        with open(kept, "rb") as out:
            self.assertEqual(out.read(), b"kept")

    def test_the_input_is_never_overwritten(self):
        sound = self.file(wav(noise(100)))
        os.link(sound, self.path("link.wav"))
        self.refused([sound, sound], 2, "is IN")
        self.refused([sound, self.path("link.wav")], 2, "is IN")
        with open(sound, "rb") as still:
            self.assertEqual(still.read(), wav(noise(100)))

    def test_a_pipe_that_ends_early_gives_a_sentence_and_1(self):
        for impl in ("picoring", "classic"):
            out = self.path("out.wav")
            done = self.run_it(["--offline", f"--impl={impl}", "/dev/stdin", out], 1,
                               input=wav(noise(1000))[:44 + 800])
            self.assertIn(b"/dev/stdin: ends after 400 of 1000 frames", done.stderr)
            with open(out, "rb") as written:  # what there was
                self.assertEqual(len(chunks_of(written.read())[b"data"]), 800)

    def test_a_pipe_is_an_input(self):
        given, out = wav(noise(1000)), self.path("out.wav")
        wanted = self.both(given, "--offline")[0]
        self.run_it(["--offline", "/dev/stdin", out], input=given)
        with open(out, "rb") as written:
            self.assertEqual(written.read(), wanted)

    def test_an_output_that_cannot_be_made_gives_a_sentence_and_1(self):
        sound = self.file(wav(noise(100)))
        for impl in ("--impl=picoring", "--impl=classic"):
            self.refused([impl, sound, self.folder], 1, "directory")
            self.refused([impl, sound, self.path("no/where.wav")], 1, "No such file")

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_a_full_disk_gives_a_sentence_and_1(self):
        sound = self.file(wav(noise(100000)))
        for impl in ("--impl=picoring", "--impl=classic"):
            self.refused([impl, "--offline", sound, "/dev/full"], 1, "No space left")
            with open("/dev/full", "wb") as full:
                done = self.run_it([impl, "--offline", sound, self.path("out.wav")], 1,
                                   capture_output=False, stdout=full, stderr=subprocess.PIPE)
            self.assertIn(b"standard output", done.stderr)

    def test_a_disk_that_fills_up_ends_all_threads(self):
        def little_room():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            # Files of memory are files: room for the queues, not for the sound.
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000000, 1000000))
        sound = self.file(wav(noise(1000000), rate=FASTEST))
        for impl in ("picoring", "classic"):
            for pace in ([], ["--offline"]):
                done = self.run_it([f"--impl={impl}", "--delay=0", "--taps=1", *pace, sound,
                                    self.path("out.wav")], 1, preexec_fn=little_room)
                self.assertRegex(done.stderr, rb"out.wav is incomplete: .*File too large")
                self.assertEqual(done.stdout, b"")

    def test_what_does_not_fit_into_memory_gives_a_sentence_and_1(self):
        def little_room():  # should it be tried all the same; files of memory are files
            resource.setrlimit(resource.RLIMIT_AS, (1 << 32, 1 << 32))
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 28, 1 << 28))
        tried = subprocess.run([PROGRAM, "--version"], preexec_fn=little_room, capture_output=True)
        if tried.returncode:
            print("skipped: too little memory: a program with AddressSanitizer needs no limit")
            self.skipTest("AddressSanitizer")
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGESIZE")
        sound, out = self.file(wav(noise(100))), self.path("out.wav")
        for impl in ("--impl=picoring", "--impl=classic"):
            much = [f"--buffer={memory * 6 // 10 // 4000000}", "--period=1000000"]
            done = self.run_it([impl, *much, sound, out], 1, preexec_fn=little_room)
            self.assertRegex(done.stderr, rb"\Aaudio_processing: this needs \d+.* GB of memory")
        self.assertFalse(os.path.exists(out))

    def test_help_version_and_quiet(self):
        self.assertIn(b"--taps", self.run_it(["--help"]).stdout)
        self.assertRegex(self.run_it(["--version"]).stdout, rb"libpicoring \d+\.\d+\.\d+\n")
        done = self.run_it(["-q", "--offline", self.file(wav(noise(100))), self.path("out.wav")])
        self.assertEqual((done.stdout, done.stderr), (b"", b""))


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
