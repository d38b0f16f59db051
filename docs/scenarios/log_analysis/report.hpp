// SPDX-License-Identifier: MIT OR Apache-2.0
//
// report.hpp: all that is printed on standard output, and the speed at the
// end, which goes to standard error because it is never twice the same.
#pragma once

#include "progress.hpp"
#include "statistics.hpp"

#include <cstdarg>
#include <string>
#include <string_view>

namespace log_analysis {

struct Totals {
    std::uint64_t lines = 0;
    std::uint64_t spikes = 0;
    std::uint64_t longest = 0; // bytes, without the newline
    std::uint64_t oversized = 0;
    std::uint64_t skipped = 0; // bytes of oversized lines
    std::array<std::uint64_t, format_count> formats = {};
    LevelCounts levels = {};
    std::string first, last; // time stamps, as the log writes them
};

class Report {
public:
    Report(bool quiet, Progress &progress) : quiet_(quiet), progress_(progress) {}

    void unrecognised(std::uint64_t line, std::string_view text);
    void oversized(std::uint64_t line, std::size_t buffer);
    void note(const char *text);
    void window(const Totals &totals, const Stretch &stretch);
    void rate_spike(const Totals &totals, const Pulse &newest, const Pulse &all);
    void error_spike(const Totals &totals, const Pulse &newest, const Pulse &all);
    void summary(const std::string &name, const Totals &totals, std::uint64_t bytes);
    void speed(const Totals &totals, std::uint64_t bytes, double seconds, const std::string &how);

    // Lets go of what is printed; false if it cannot be written.
    bool flush();

private:
    [[gnu::format(printf, 2, 3)]] void print(const char *format, ...);
    void at(const Totals &totals);
    void levels(const LevelCounts &counts);

    bool quiet_;
    bool printed_ = false;
    Progress &progress_;
};

} // namespace log_analysis
