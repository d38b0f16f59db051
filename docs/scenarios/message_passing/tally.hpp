// SPDX-License-Identifier: MIT OR Apache-2.0
//
// tally.hpp: what the aggregator makes of the messages. Sums, and the least and
// the greatest: the order in which messages come makes no difference.
#pragma once

#include "message.hpp"

#include <array>
#include <string>
#include <unordered_map>

namespace message_passing {

class Tally {
public:
    void add(const Message &message);

    // On standard output; the `top` most frequent keys, ties by name. False if it
    // cannot be written.
    bool print(const std::string &file, std::size_t top) const;
    std::uint64_t lines() const { return lines_; }
    std::uint64_t bytes() const { return bytes_; }

private:
    // Looks keys up without a copy.
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const
        {
            return std::hash<std::string_view>()(key);
        }
    };

    void add_time(std::int64_t seconds);
    void add_key(std::string_view key);
    void print_times() const;
    void print_top(std::size_t top) const;

    std::uint64_t lines_ = 0;
    std::uint64_t bytes_ = 0; // without newlines
    std::uint64_t cut_ = 0;
    std::array<std::uint64_t, log_analysis::format_count> formats_ = {};
    std::array<std::uint64_t, log_analysis::level_count> levels_ = {};
    std::array<std::uint64_t, 24> hours_ = {};
    std::int64_t first_ = std::numeric_limits<std::int64_t>::max();
    std::int64_t last_ = log_analysis::timeless;
    std::unordered_map<std::string, std::uint64_t, Hash, std::equal_to<>> keys_;
};

} // namespace message_passing
