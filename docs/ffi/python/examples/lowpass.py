# SPDX-License-Identifier: MIT OR Apache-2.0
"""Low-pass filters a WAV file of 16-bit samples, block by block:

    lowpass.py IN.wav OUT.wav [CUTOFF_HZ]

A FIR filter of n taps needs the last n - 1 samples before each block. In a ring they and
the block are one array, wherever they wrap: NumPy filters them where they lie, and what
is kept is never copied to the front of anything.
"""
from __future__ import annotations

import sys
import wave

import numpy
from picoring import Ring

TAPS, BLOCK = 255, 1024


def low_pass(cutoff: float) -> numpy.ndarray:
    """A windowed sinc; `cutoff` is a part of the sample rate."""
    middle = (TAPS - 1) / 2
    taps = numpy.sinc(2 * cutoff * (numpy.arange(TAPS) - middle)) * numpy.hamming(TAPS)
    return taps / taps.sum()


class Filter:
    """One channel's filter, which gives a sample for each that it is given."""

    def __init__(self, taps: numpy.ndarray) -> None:
        self.taps = taps
        self.ring: Ring[float] = Ring(TAPS - 1 + BLOCK, "d")
        self.ring.push_n(numpy.zeros(TAPS - 1))

    def __call__(self, block: numpy.ndarray) -> numpy.ndarray:
        self.ring.push_n(block)
        filtered = numpy.convolve(self.ring.peek(), self.taps, "valid")
        self.ring.release(len(block))
        return filtered


def main(source: str, target: str, cutoff: float = 1000) -> None:
    """Filters one file into another."""
    with wave.open(source) as file, wave.open(target, "wb") as out:
        out.setparams(file.getparams())
        if file.getsampwidth() != 2:
            sys.exit(f"{source}: {8 * file.getsampwidth()} bits a sample; 16 are wanted")
        taps = low_pass(cutoff / file.getframerate())
        filters = [Filter(taps) for _ in range(file.getnchannels())]
        while frames := file.readframes(BLOCK):
            samples = numpy.frombuffer(frames, "<i2").reshape(-1, len(filters)).astype("f8")
            columns = [run(column) for run, column in zip(filters, samples.T)]
            filtered = numpy.stack(columns, axis=1).round().clip(-32768, 32767)
            out.writeframes(filtered.astype("<i2").tobytes())


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:3], *map(float, sys.argv[3:]))
