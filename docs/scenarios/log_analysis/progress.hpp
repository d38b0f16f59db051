// SPDX-License-Identifier: MIT OR Apache-2.0
//
// progress.hpp: the line on a terminal that tells how far the reading is.
#pragma once

#include <chrono>
#include <cstdint>

namespace log_analysis {

// Time spent at work; waiting for a log to grow is none.
class Stopwatch {
public:
    using Clock = std::chrono::steady_clock;

    double seconds() const
    {
        return std::chrono::duration<double>(Clock::now() - start_ - waited_).count();
    }
    template <class Wait> void waiting(Wait &&wait)
    {
        auto before = Clock::now();
        wait();
        waited_ += Clock::now() - before;
    }

private:
    Clock::time_point start_ = Clock::now();
    Clock::duration waited_ = {};
};

// Writes only if standard error is a terminal, ten times a second at most.
class Progress {
public:
    Progress();
    ~Progress() { hide(); }
    Progress(const Progress &) = delete;

    void show(std::uint64_t lines, std::uint64_t bytes, const Stopwatch &watch, bool now = false);
    // Before anything else is written to the terminal.
    void hide();

private:
    bool terminal_;
    bool visible_ = false;
    Stopwatch::Clock::time_point next_ = {};
};

} // namespace log_analysis
