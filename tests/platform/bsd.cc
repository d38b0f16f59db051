// SPDX-License-Identifier: MIT OR Apache-2.0
#include "bsd.h"

#include <cerrno>
#include <climits>
#include <linux/futex.h>
#include <sys/syscall.h>

#undef syscall // NetBSD's

int minherit(void *at, size_t size, int how)
{
    constexpr int none = 2; // on all of them
    if (how == none) return madvise(at, size, MADV_DONTFORK);
    errno = EINVAL;
    return -1;
}

int issetugid(void) { return getuid() != geteuid() || getgid() != getegid(); }

long linux_futex_wait(uint32_t *word, uint32_t expected, const timespec *absolute)
{
    return syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, expected, absolute, nullptr,
                   FUTEX_BITSET_MATCH_ANY);
}

long linux_futex_wake(uint32_t *word, unsigned long most)
{
    return syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE,
                   most < INT_MAX ? static_cast<int>(most) : INT_MAX);
}
