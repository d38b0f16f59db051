// SPDX-License-Identifier: MIT OR Apache-2.0
//
// clock.hpp: the clocks, in nanoseconds.
#pragma once

#include <cerrno>
#include <cstdint>
#include <ctime>

namespace audio_processing {

using Nanoseconds = std::int64_t;
constexpr Nanoseconds second = 1'000'000'000;

inline Nanoseconds now(clockid_t clock = CLOCK_MONOTONIC)
{
    timespec time;
    ::clock_gettime(clock, &time);
    return time.tv_sec * second + time.tv_nsec;
}

// What the calling thread has used of a processor.
inline Nanoseconds cpu_time() { return now(CLOCK_THREAD_CPUTIME_ID); }

// A moment, not a length of time: being late once makes nobody late again.
inline void sleep_until(Nanoseconds moment)
{
    timespec time = {moment / second, moment % second};
    while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr) == EINTR) {
    }
}

} // namespace audio_processing
