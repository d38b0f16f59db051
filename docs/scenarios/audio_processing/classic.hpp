// SPDX-License-Identifier: MIT OR Apache-2.0
//
// classic.hpp: the same without a mirror, as one writes it without this library.
// The filter's history is moved to the front before each block, the delay line
// is a circle that blocks are copied into and out of, in two segments if need
// be, and queues have a lock (classic_queue.hpp).
#pragma once

#include "classic_queue.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace audio_processing {

struct Classic {
    class History {
    public:
        History(std::size_t keep, std::size_t block) : keep_(keep), samples_(keep + block) {}

        std::span<float> claim(std::size_t n) { return {&samples_[keep_], n}; }
        void commit(std::size_t) {}
        std::span<const float> peek() const { return samples_; }
        void release(std::size_t n)
        {
            std::memmove(samples_.data(), &samples_[n], keep_ * sizeof(float));
        }

    private:
        std::size_t keep_;
        std::vector<float> samples_;
    };

    class Delay {
    public:
        Delay(std::size_t delay, std::size_t block)
            : delay_(delay), circle_(delay + block), now_(block), then_(block)
        {
        }

        struct Pair {
            std::span<const float> now, then;
        };
        std::span<float> claim(std::size_t n) { return {now_.data(), n}; }
        Pair commit(std::size_t n)
        {
            std::size_t first = std::min(n, circle_.size() - at_);
            std::copy_n(now_.data(), first, &circle_[at_]);
            std::copy_n(now_.data() + first, n - first, circle_.data());
            std::size_t old = at_ >= delay_ ? at_ - delay_ : at_ + circle_.size() - delay_;
            first = std::min(n, circle_.size() - old);
            std::copy_n(&circle_[old], first, then_.data());
            std::copy_n(circle_.data(), n - first, then_.data() + first);
            return {{now_.data(), n}, {then_.data(), n}};
        }
        void release(std::size_t n) { at_ = (at_ + n) % circle_.size(); }

    private:
        std::size_t delay_;
        std::vector<float> circle_;
        std::vector<float> now_, then_;
        std::size_t at_ = 0;
    };

    static ClassicQueue<float> queue(std::size_t capacity) { return ClassicQueue<float>(capacity); }

    static std::string technique() { return "moved history"; }
};

} // namespace audio_processing
