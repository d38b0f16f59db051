// SPDX-License-Identifier: MIT OR Apache-2.0
//
// low_pass.hpp: a finite impulse response (FIR) filter: each output is the inner
// product of the taps and as many of the newest samples, oldest first, which must
// lie in one block.
//
// The taps are a windowed sinc: S. W. Smith, The Scientist and Engineer's Guide
// to Digital Signal Processing, chapter 16, with a Blackman window.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace audio_processing {

class LowPass {
public:
    // `cutoff` is a share of the sample rate, below 0.5.
    LowPass(std::size_t taps, double cutoff);

    // How many samples before a sample its output depends on.
    std::size_t history() const { return taps_.size() - 1; }
    // `samples` are history() old ones and, behind them, as many as `out` has.
    void run(const float *samples, std::span<float> out) const;

private:
    std::vector<float> taps_;
};

} // namespace audio_processing
