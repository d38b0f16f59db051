// SPDX-License-Identifier: MIT OR Apache-2.0
//
// openbsd_park.cc: sleeping and waking: futex(2), whose time-outs are relative.
#include "platform/posix.hh"
#include "platform/sys.hh"

#include <sys/futex.h>

namespace picoring::platform {

namespace {

void wake(uint32_t *word, int most)
{
    sys::call(PICORING_CALL_FUTEX_WAKE,
              [=] { return futex(word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, most, nullptr, nullptr); });
}

} // namespace

int park(uint32_t *word, uint32_t expected, int64_t deadline)
{
    timespec time = timespec_of(time_left(deadline));
    const timespec *timeout = deadline < 0 ? nullptr : &time;
    int slept = sys::call(PICORING_CALL_FUTEX_WAIT, [=] {
        return futex(word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, static_cast<int>(expected), timeout,
                     nullptr);
    });
    int code = parked(slept == 0 ? 0 : errno);
    // Time that is up a tick too early is not up.
    return code == PICORING_ETIMEDOUT && now() < deadline ? PICORING_OK : code;
}

void unpark(uint32_t *word) { wake(word, INT32_MAX); }
void unpark_one(uint32_t *word) { wake(word, 1); }

// There is no such fence.
bool can_fence_all() { return false; }
bool fence_all() { return false; }

} // namespace picoring::platform
