// SPDX-License-Identifier: MIT OR Apache-2.0
#include "low_pass.hpp"

#include <cmath>
#include <numbers>
#include <numeric>

namespace audio_processing {

namespace {

// `lanes` outputs side by side, as long as so many are missing. Each tap is taken
// once for all of them, their sums stay in vector registers, and no addition is
// reordered: so the compiler vectorises it without -ffast-math.
template <std::size_t lanes>
std::size_t convolve(const float *samples, std::span<const float> taps, std::span<float> out,
                     std::size_t done)
{
    for (; done + lanes <= out.size(); done += lanes) {
        float sums[lanes] = {};
        const float *sample = samples + done;
        for (float tap : taps) {
            for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += tap * sample[lane];
            ++sample;
        }
        for (std::size_t lane = 0; lane < lanes; ++lane) out[done + lane] = sums[lane];
    }
    return done;
}

double sinc(double x) { return x == 0 ? 1 : std::sin(x) / x; }

// The Blackman window without the zero at each of its ends, so that one or two
// taps are a filter, too.
double blackman(std::size_t i, std::size_t n)
{
    double phase = 2 * std::numbers::pi * static_cast<double>(i + 1) / static_cast<double>(n + 1);
    return 0.42 - 0.5 * std::cos(phase) + 0.08 * std::cos(2 * phase);
}

std::vector<double> windowed_sinc(std::size_t n, double cutoff)
{
    std::vector<double> taps(n);
    for (std::size_t i = 0; i < n; ++i) {
        double from_middle = static_cast<double>(i) - static_cast<double>(n - 1) / 2;
        taps[i] = sinc(2 * std::numbers::pi * cutoff * from_middle) * blackman(i, n);
    }
    double gain = std::accumulate(taps.begin(), taps.end(), 0.0);
    for (double &tap : taps) tap /= gain;
    return taps;
}

} // namespace

LowPass::LowPass(std::size_t taps, double cutoff)
{
    for (double tap : windowed_sinc(taps, cutoff)) taps_.push_back(static_cast<float>(tap));
}

// The taps are symmetric: no need to turn them round.
void LowPass::run(const float *samples, std::span<float> out) const
{
    std::size_t done = convolve<32>(samples, taps_, out, 0);
    done = convolve<8>(samples, taps_, out, done);
    convolve<1>(samples, taps_, out, done);
}

} // namespace audio_processing
