// SPDX-License-Identifier: MIT OR Apache-2.0
//
// posix_time.cc: the clock, and giving the processor up.
#include "platform/posix.hh"
#include "platform/sys.hh"

#include <sched.h>

namespace picoring::platform {

namespace {

// What the system's own waits count in.
#ifdef __APPLE__
constexpr clockid_t monotonic = CLOCK_UPTIME_RAW;
#else
constexpr clockid_t monotonic = CLOCK_MONOTONIC;
#endif

} // namespace

int64_t now()
{
    timespec time;
    clock_gettime(monotonic, &time);
    return int64_t{time.tv_sec} * second + time.tv_nsec + sys::clock_lie();
}

void yield() { sched_yield(); }

} // namespace picoring::platform
