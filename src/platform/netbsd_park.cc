// SPDX-License-Identifier: MIT OR Apache-2.0
//
// netbsd_park.cc: sleeping and waking: __futex(2), which has Linux's operations
// and no function in the C library.
#include "platform/posix.hh"
#include "platform/sys.hh"

#include <sys/futex.h>
#include <sys/syscall.h>

namespace picoring::platform {

namespace {

void wake(uint32_t *word, uint32_t most)
{
    sys::call(PICORING_CALL_FUTEX_WAKE, [=] {
        return syscall(SYS___futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, most, nullptr, nullptr,
                       0, 0);
    });
}

} // namespace

int park(uint32_t *word, uint32_t expected, int64_t deadline)
{
    timespec time = timespec_of_deadline(deadline);
    const timespec *until = deadline < 0 ? nullptr : &time;
    long slept = sys::call(PICORING_CALL_FUTEX_WAIT, [=] {
        return syscall(SYS___futex, word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, expected, until,
                       nullptr, 0, FUTEX_BITSET_MATCH_ANY);
    });
    return parked(slept == 0 ? 0 : errno);
}

void unpark(uint32_t *word) { wake(word, INT32_MAX); }
void unpark_one(uint32_t *word) { wake(word, 1); }

// There is no such fence.
bool can_fence_all() { return false; }
bool fence_all() { return false; }

} // namespace picoring::platform
