// SPDX-License-Identifier: MIT OR Apache-2.0
//
// poll.h: of a descriptor Windows does not know when it is ready, so that a read
// is where the program waits; a time-out is slept.
#pragma once

#include <synchapi.h>

constexpr short POLLIN = 1;

struct pollfd {
    int fd;
    short events, revents;
};

inline int poll(pollfd *, unsigned, int milliseconds)
{
    if (milliseconds > 0) Sleep(static_cast<unsigned long>(milliseconds));
    return 0;
}
