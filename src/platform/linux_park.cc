// SPDX-License-Identifier: MIT OR Apache-2.0
//
// linux_park.cc: sleeping and waking: futex(2), membarrier(2).
#include "platform/posix.hh"
#include "platform/sys.hh"

#include <linux/futex.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>

#ifdef __ANDROID__
#include <android/api-level.h>
#endif

namespace picoring::platform {

namespace {

int membarrier(int command)
{
    return sys::call(PICORING_CALL_MEMBARRIER,
                     [=] { return static_cast<int>(syscall(SYS_membarrier, command, 0, 0)); });
}

} // namespace

int park(uint32_t *word, uint32_t expected, int64_t deadline)
{
    timespec time = timespec_of(deadline);
    const timespec *until = deadline < 0 ? nullptr : &time;
    long slept = sys::call(PICORING_CALL_FUTEX_WAIT, [=] {
        return syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, expected, until, nullptr,
                       FUTEX_BITSET_MATCH_ANY);
    });
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

void fence_all() { (void)membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED); }

} // namespace picoring::platform
