// SPDX-License-Identifier: MIT OR Apache-2.0
//
// dsp.hpp: what is done to the sound, and the thread that does it, a period at a
// time. Once it runs it allocates nothing and, with Mirrored, takes no lock.
//
// `Memory` is Mirrored or Classic.
#pragma once

#include "clock.hpp"
#include "low_pass.hpp"
#include "settings.hpp"
#include "stop.hpp"

#include <picoring/channel.hpp>

#include <algorithm>
#include <span>
#include <vector>

namespace audio_processing {

// One channel: low-pass, then a delayed copy mixed in. Every block is written to
// where the next step reads it.
template <class Memory> class Strip {
public:
    Strip(const LowPass &low_pass, const Settings &settings)
        : low_pass_(low_pass), mix_(settings.mix), history_(low_pass.history(), settings.period),
          delay_(settings.delay, settings.period)
    {
    }

    // n frames; `in` and `out` have a sample of this channel every `stride`.
    void process(const float *in, float *out, std::size_t n, std::size_t stride)
    {
        std::span<float> samples = history_.claim(n);
        for (std::size_t i = 0; i < n; ++i) samples[i] = in[i * stride];
        history_.commit(n);
        low_pass_.run(history_.peek().data(), delay_.claim(n));
        history_.release(n);

        auto [now, then] = delay_.commit(n);
        for (std::size_t i = 0; i < n; ++i) out[i * stride] = now[i] + mix_ * (then[i] - now[i]);
        delay_.release(n);
    }

private:
    const LowPass &low_pass_;
    float mix_;
    typename Memory::History history_;
    typename Memory::Delay delay_;
};

// When each period in the queue to the device was published. The queue itself
// guards it: an entry is written before its period is committed, and read before
// that is released.
class Published {
public:
    explicit Published(std::size_t buffer) : moments_(buffer) {}
    Nanoseconds &operator[](std::uint64_t period) { return moments_[period % moments_.size()]; }

private:
    std::vector<Nanoseconds> moments_;
};

template <class Memory> class Dsp {
public:
    Dsp(const LowPass &low_pass, const Settings &settings)
        : channels_(settings.channels), samples_(settings.samples())
    {
        strips_.reserve(channels_);
        while (strips_.size() < channels_) strips_.emplace_back(low_pass, settings);
    }

    // Until the input ends, the device is gone or a stop is requested. Returns
    // the CPU time.
    template <class Reader, class Writer>
    Nanoseconds run(Reader in, Writer out, Published &published)
    {
        for (std::uint64_t period = 0; !stop::requested(); ++period) {
            in.wait(samples_);
            std::size_t n = std::min(in.size(), samples_);
            if (n == 0 || out.wait(n) == picoring::wait_result::closed) break;
            process(in.peek().data(), out.claim(n).data(), n / channels_);
            published[period] = now();
            out.commit(n);
            in.release(n);
        }
        return cpu_time();
    }

private:
    void process(const float *in, float *out, std::size_t frames)
    {
        for (std::size_t channel = 0; channel < channels_; ++channel)
            strips_[channel].process(in + channel, out + channel, frames, channels_);
    }

    std::size_t channels_;
    std::size_t samples_; // of a period
    std::vector<Strip<Memory>> strips_;
};

} // namespace audio_processing
