/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * poll.h: poll(2) of one event.
 */
#ifndef PICORING_TESTS_WINDOWS_POLL_H
#define PICORING_TESTS_WINDOWS_POLL_H

#include "posix.h"

enum { POLLIN = 1 };

struct pollfd {
    int fd;
    short events, revents;
};

static inline int poll(struct pollfd *one, unsigned count, int milliseconds)
{
    DWORD time = milliseconds < 0 ? INFINITE : (DWORD)milliseconds;
    DWORD ready = count == 1 ? WaitForSingleObject(handle_of(one->fd), time) : WAIT_FAILED;
    one->revents = ready == WAIT_OBJECT_0 ? POLLIN : 0;
    return ready == WAIT_OBJECT_0 ? 1 : ready == WAIT_TIMEOUT ? 0 : -1;
}

#endif
