// SPDX-License-Identifier: MIT OR Apache-2.0
//
// linux_park.cc: sleeping and waking: futex(2), membarrier(2).
#include "platform/posix.hh"
#include "platform/sys.hh"

#include <climits>
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>

#ifdef __ANDROID__
#include <android/api-level.h>
#endif

#ifndef SYS_futex // on machines that came after 2038 was thought of
#define SYS_futex SYS_futex_time64
#endif

namespace picoring::platform {

namespace {

int membarrier(int command)
{
    return sys::call(PICORING_CALL_MEMBARRIER,
                     [=] { return static_cast<int>(syscall(SYS_membarrier, command, 0, 0)); });
}

long wait_by(long number, uint32_t *word, uint32_t expected, const void *until)
{
    return syscall(number, word, FUTEX_WAIT_BITSET_PRIVATE, expected, until, nullptr,
                   FUTEX_BITSET_MATCH_ANY);
}

// Where a C library counts time in more bits than the machine has, the call that takes
// its timespec is a newer one (Linux 5.1); the older one takes two longs.
#ifdef SYS_futex_time64
long wait_on(uint32_t *word, uint32_t expected, const timespec *until)
{
    if (sizeof until->tv_sec == sizeof(long)) return wait_by(SYS_futex, word, expected, until);
    long slept = wait_by(SYS_futex_time64, word, expected, until);
    if (slept == 0 || errno != ENOSYS) return slept;
    long narrow[2] = {LONG_MAX, 0};
    if (until && until->tv_sec < LONG_MAX)
        narrow[0] = static_cast<long>(until->tv_sec), narrow[1] = until->tv_nsec;
    return wait_by(SYS_futex, word, expected, until ? narrow : nullptr);
}
#else
long wait_on(uint32_t *word, uint32_t expected, const timespec *until)
{
    return wait_by(SYS_futex, word, expected, until);
}
#endif

} // namespace

int park(uint32_t *word, uint32_t expected, int64_t deadline)
{
    timespec time = timespec_of_deadline(deadline);
    const timespec *until = deadline < 0 ? nullptr : &time;
    long slept =
        sys::call(PICORING_CALL_FUTEX_WAIT, [=] { return wait_on(word, expected, until); });
    return parked(slept == 0 ? 0 : errno);
}

static void wake(uint32_t *word, int most)
{
    sys::call(PICORING_CALL_FUTEX_WAKE,
              [=] { return syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, most); });
}

void unpark(uint32_t *word) { wake(word, INT32_MAX); }
void unpark_one(uint32_t *word) { wake(word, 1); }

// Registering is a property of the process; a forked child does it anew.
bool can_fence_all()
{
#ifdef __ANDROID__ // before 10 an app that asks is killed
    if (android_get_device_api_level() < 29) return false;
#endif
    return membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) == 0;
}

// The expedited one may lack memory for a moment; the other takes milliseconds.
bool fence_all()
{
    return membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED) == 0 ||
           membarrier(MEMBARRIER_CMD_GLOBAL) == 0;
}

} // namespace picoring::platform
