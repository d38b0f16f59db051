// SPDX-License-Identifier: MIT OR Apache-2.0
//
// histogram.hpp: how often which length of time came. Buckets are a sixteenth
// of a power of two wide, the idea of Gil Tene's HdrHistogram: fixed memory,
// adding is a few instructions, and a percentile is at most 1/16 too high.
#pragma once

#include "clock.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

namespace audio_processing {

class Histogram {
public:
    static constexpr std::size_t powers = 64;

    void add(Nanoseconds time)
    {
        auto value = static_cast<std::uint64_t>(std::max<Nanoseconds>(time, 0));
        ++counts_[bucket(value)];
        ++total_;
        most_ = std::max(most_, value);
    }

    std::uint64_t total() const { return total_; }
    std::uint64_t most() const { return most_; }
    // What `share` (0 to 1) of the times did not exceed.
    std::uint64_t percentile(double share) const
    {
        double wanted = share * static_cast<double>(total_);
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < counts_.size(); ++i)
            if (static_cast<double>(seen += counts_[i]) >= wanted && seen)
                return std::min(end(i) - 1, most_);
        return most_;
    }
    // How many were from 2^(power-1) to 2^power - 1; power 0 is the zeros.
    std::uint64_t of_power(std::size_t power) const
    {
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < counts_.size(); ++i)
            if (static_cast<std::size_t>(std::bit_width(end(i) - 1)) == power) sum += counts_[i];
        return sum;
    }

private:
    static constexpr std::size_t sixteenth = 4;

    // The leading five bits, and how many follow.
    static std::size_t bucket(std::uint64_t value)
    {
        auto bits = static_cast<std::size_t>(std::bit_width(value));
        std::size_t shift = std::max(bits, sixteenth + 1) - (sixteenth + 1);
        return (shift << sixteenth) + (value >> shift);
    }
    static std::uint64_t end(std::size_t bucket)
    {
        std::size_t shift = std::max<std::size_t>(bucket >> sixteenth, 1) - 1;
        return std::uint64_t{bucket - (shift << sixteenth) + 1} << shift;
    }

    std::array<std::uint64_t, (powers - sixteenth) << sixteenth> counts_ = {};
    std::uint64_t total_ = 0;
    std::uint64_t most_ = 0;
};

} // namespace audio_processing
