// SPDX-License-Identifier: MIT OR Apache-2.0
//
// stamp.hpp: the three ways in which logs write the time, as seconds.
//
// Times with a zone become UTC; times without are taken as they are. Fractions
// of a second are read over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace log_analysis {

struct Stamp {
    std::int64_t seconds = 0;
    std::size_t length = 0; // characters; 0: there is no time stamp

    explicit operator bool() const { return length != 0; }
};

// At the beginning of `text`:
Stamp iso_stamp(std::string_view text); // 2026-05-20 10:11:12, 2026-05-20T10:11:12.5+02:00
Stamp bsd_stamp(std::string_view text); // Nov 22 19:27:01, in the year 2000
Stamp web_stamp(std::string_view text); // 10/Oct/2000:13:55:36 -0700

// RFC 3164 writes no year. Going from December back to January means that one
// has passed. All years are as long as 2000, a leap year, so that the 29th of
// February has a place; in other years a day too many lies before March.
class YearCounter {
public:
    std::int64_t resolve(std::int64_t seconds)
    {
        constexpr std::int64_t year = 366 * 86400;
        if (seconds < last_ - year / 2) base_ += year;
        last_ = seconds;
        return base_ + seconds;
    }

private:
    std::int64_t last_ = INT64_MIN / 2;
    std::int64_t base_ = 0;
};

} // namespace log_analysis
