# SPDX-License-Identifier: MIT OR Apache-2.0
"""The README's blocks do what they say, and the examples run."""
import array
import doctest
import importlib.util
import re
import shlex
import subprocess
import sys
import tempfile
import unittest
import wave
from pathlib import Path

try:
    import numpy
except ImportError:
    numpy = None

HERE = Path(__file__).resolve().parents[1]
README = (HERE / "README.md").read_text(encoding="utf-8")
NUMPY = "NumPy is not installed: apt-get install python3-numpy"


class Readme(unittest.TestCase):
    @unittest.skipUnless(numpy, NUMPY)
    def test_every_block_prints_what_it_says(self):
        blocks = re.findall(r"```pycon\n(.*?)```", README, re.S)
        self.assertEqual(README.count("```"), 2 * len(blocks), "blocks that are not run")
        parser = doctest.DocTestParser()
        test = parser.get_doctest("\n".join(blocks), {}, "README.md", "README.md", 0)
        flags = doctest.IGNORE_EXCEPTION_DETAIL if sys.version_info < (3, 11) else 0
        runner, complaints = doctest.DocTestRunner(verbose=False, optionflags=flags), []
        results = runner.run(test, out=complaints.append)
        self.assertEqual("", "".join(complaints))
        self.assertGreater(results.attempted, 40)


class Examples(unittest.TestCase):
    def filtered(self, samples, channels=1):
        with tempfile.TemporaryDirectory() as place:
            source, target = (str(Path(place, name)) for name in ("in.wav", "out.wav"))
            with wave.open(source, "wb") as file:
                file.setparams((channels, 2, 48000, 0, "NONE", ""))
                file.writeframes(array.array("h", samples).tobytes())
            command = re.search("`(PYTHONPATH.*lowpass.*)`", README).group(1)
            for word, means in ("python3", sys.executable), ("IN.wav", source), ("OUT.wav", target):
                command = command.replace(word, shlex.quote(means))
            subprocess.run(command, shell=True, check=True, cwd=HERE)
            with wave.open(target) as file:
                return array.array("h", file.readframes(file.getnframes()))

    @unittest.skipUnless(numpy, NUMPY)
    def test_lowpass_filters_block_by_block_as_in_one_go(self):
        spec = importlib.util.spec_from_file_location("lowpass", HERE / "examples" / "lowpass.py")
        lowpass = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(lowpass)
        time = numpy.arange(48_000) / 48_000
        low = 8000 * numpy.sin(2 * numpy.pi * 200 * time)
        sound = (low + 8000 * numpy.sin(2 * numpy.pi * 9000 * time)).astype("i2")
        got = self.filtered(sound)
        whole = numpy.convolve(sound, lowpass.low_pass(1000 / 48_000))[: len(sound)]
        self.assertEqual(whole.round().astype("i2").tolist(), got.tolist())
        settled = numpy.array(got[1000:], "f8") - low[1000 - 127 : -127]  # 127: the delay
        self.assertLess(abs(settled).max(), 80)

    @unittest.skipUnless(numpy, NUMPY)
    def test_lowpass_keeps_channels_apart(self):
        sound = [value for _ in range(3000) for value in (1000, -2000)]
        got = self.filtered(sound, 2)
        self.assertEqual((len(sound), [1000, -2000]), (len(got), got[-2:].tolist()))
