// SPDX-License-Identifier: MIT OR Apache-2.0
#include "freebsd.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/syscall.h>

#include <sys/umtx.h>

int freebsd_shm_open(const char *name, int flags, mode_t)
{
    if (name == SHM_ANON && flags == (O_RDWR | O_CLOEXEC)) return memfd_create("shm", MFD_CLOEXEC);
    errno = EINVAL;
    return -1;
}

// 0 also if *object was not `value`.
int _umtx_op(void *object, int operation, u_long value, void *size, void *time)
{
    auto word = static_cast<uint32_t *>(object);
    if (operation == UMTX_OP_WAKE_PRIVATE) return linux_futex_wake(word, value) < 0 ? -1 : 0;
    auto until = static_cast<const _umtx_time *>(time);
    bool timed = size == reinterpret_cast<void *>(sizeof(_umtx_time)) && until &&
                 until->_flags == UMTX_ABSTIME && until->_clockid == CLOCK_MONOTONIC;
    if (operation != UMTX_OP_WAIT_UINT_PRIVATE || (!timed && (size || time))) {
        errno = EINVAL;
        return -1;
    }
    auto expected = static_cast<uint32_t>(value);
    long slept = linux_futex_wait(word, expected, timed ? &until->_timeout : nullptr);
    return slept == 0 || errno == EAGAIN ? 0 : -1;
}

extern "C" int membarrier(int command, unsigned flags, int cpu)
{
    return static_cast<int>(syscall(SYS_membarrier, command, flags, cpu));
}
