// SPDX-License-Identifier: MIT OR Apache-2.0
#include "progress.hpp"

#include <cstdio>
#include <unistd.h>

namespace log_analysis {

Progress::Progress() : terminal_(::isatty(STDERR_FILENO) == 1) {}

void Progress::show(std::uint64_t lines, std::uint64_t bytes, const Stopwatch &watch, bool now)
{
    if (!terminal_) return;
    auto time = Stopwatch::Clock::now();
    if (!now && time < next_) return;
    next_ = time + std::chrono::milliseconds(100);
    double megabytes = static_cast<double>(bytes) / 1e6;
    std::fprintf(stderr, "\r%llu lines  %.1f MB  %.1f MB/s\033[K",
                 static_cast<unsigned long long>(lines), megabytes, megabytes / watch.seconds());
    visible_ = true;
}

void Progress::hide()
{
    if (!visible_) return;
    std::fputs("\r\033[K", stderr);
    visible_ = false;
}

} // namespace log_analysis
