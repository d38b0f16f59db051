// SPDX-License-Identifier: MIT OR Apache-2.0
//
// statistics.hpp: what a stretch of events says. A stretch is one block in a
// mirrored ring and up to two in any other; the sums are the same.
#pragma once

#include "event.hpp"

#include <array>
#include <span>

namespace log_analysis {

struct Stretch {
    std::span<const Event> first;
    std::span<const Event> second = {};

    std::size_t size() const { return first.size() + second.size(); }
};

// How fast, and how bad.
struct Pulse {
    std::size_t events = 0;
    std::size_t timed = 0; // those with a time stamp
    std::size_t errors = 0;
    std::uint64_t bytes = 0;
    std::int64_t earliest = INT64_MAX; // clocks go back at times
    std::int64_t latest = INT64_MIN;

    // From the first to the last second, both included; 0 without time stamps.
    double seconds() const { return timed ? static_cast<double>(latest - earliest) + 1 : 0; }
    double rate() const { return timed ? static_cast<double>(timed) / seconds() : 0; }
    double error_share() const
    {
        return events ? static_cast<double>(errors) / static_cast<double>(events) : 0;
    }
};

using LevelCounts = std::array<std::uint64_t, level_count>;

Pulse pulse(const Stretch &stretch);
LevelCounts count_levels(const Stretch &stretch);

} // namespace log_analysis
