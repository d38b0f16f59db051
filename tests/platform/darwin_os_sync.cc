// SPDX-License-Identifier: MIT OR Apache-2.0
//
// darwin_os_sync.cc: os_sync_wait_on_address and its relatives, after Apple's
// documentation, for a test program that exports them.
#include "darwin.h"

#include <cerrno>

extern "C" {

int os_sync_wait_on_address(void *word, uint64_t expected, size_t size, uint32_t flags)
{
    if (size != 4 || flags != 0) return errno = EINVAL, -1;
    long slept =
        linux_futex_wait(static_cast<uint32_t *>(word), static_cast<uint32_t>(expected), nullptr);
    return slept == 0 || errno == EAGAIN ? 0 : -1;
}

int os_sync_wait_on_address_with_timeout(void *word, uint64_t expected, size_t size, uint32_t flags,
                                         uint32_t clock, uint64_t nanoseconds)
{
    if (size != 4 || flags != 0 || clock != 32 || nanoseconds == 0) return errno = EINVAL, -1;
    timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    uint64_t total = static_cast<uint64_t>(until.tv_nsec) + nanoseconds % 1000000000;
    until.tv_sec += static_cast<time_t>(nanoseconds / 1000000000 + total / 1000000000);
    until.tv_nsec = static_cast<long>(total % 1000000000);
    long slept =
        linux_futex_wait(static_cast<uint32_t *>(word), static_cast<uint32_t>(expected), &until);
    return slept == 0 || errno == EAGAIN ? 0 : -1;
}

static int wake(void *word, size_t size, uint32_t flags, unsigned long most)
{
    if (size != 4 || flags != 0) return errno = EINVAL, -1;
    if (linux_futex_wake(static_cast<uint32_t *>(word), most) > 0) return 0;
    return errno = ENOENT, -1;
}

int os_sync_wake_by_address_any(void *word, size_t size, uint32_t flags)
{
    return wake(word, size, flags, 1);
}

int os_sync_wake_by_address_all(void *word, size_t size, uint32_t flags)
{
    return wake(word, size, flags, 0xFFFFFFFF);
}

} // extern "C"
