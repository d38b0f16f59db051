// SPDX-License-Identifier: MIT OR Apache-2.0
//
// darwin_ulock.cc: __ulock_wait and __ulock_wake, after xnu's bsd/sys/ulock.h, for
// a test program that exports them.
#include "darwin.h"

#include <cerrno>

extern "C" {

// 0 microseconds are for ever.
int __ulock_wait(uint32_t operation, void *word, uint64_t expected, uint32_t microseconds)
{
    if (operation != 1) return errno = EINVAL, -1;
    timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += microseconds / 1000000;
    until.tv_nsec += microseconds % 1000000 * 1000L;
    if (until.tv_nsec >= 1000000000) ++until.tv_sec, until.tv_nsec -= 1000000000;
    long slept = linux_futex_wait(static_cast<uint32_t *>(word), static_cast<uint32_t>(expected),
                                  microseconds ? &until : nullptr);
    return slept == 0 || errno == EAGAIN ? 0 : -1;
}

int __ulock_wake(uint32_t operation, void *word, uint64_t)
{
    if ((operation & 0xFF) != 1) return errno = EINVAL, -1;
    bool all = operation & 0x100;
    if (linux_futex_wake(static_cast<uint32_t *>(word), all ? 0xFFFFFFFF : 1) > 0) return 0;
    return errno = ENOENT, -1;
}

} // extern "C"
