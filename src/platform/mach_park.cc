// SPDX-License-Identifier: MIT OR Apache-2.0
//
// mach_park.cc: sleeping and waking on macOS, by the best that this version has:
//
//   os_sync_wait_on_address  from 14.4 on
//   __ulock_wait             from 10.12 on: what the C++ library waits with
//   condition variables      before
//
// Declared here after Apple's documentation and looked up at run time, so that one
// library runs on all of them, whatever it was built with.
#include "platform/posix.hh"
#include "platform/posix_park.hh"
#include "platform/sys.hh"

#include <dlfcn.h>
#include <pthread.h>

namespace picoring::platform {

namespace {

constexpr uint32_t mach_absolute_time_clock = 32; // OS_CLOCK_MACH_ABSOLUTE_TIME
constexpr uint32_t compare_and_wait = 1;          // UL_COMPARE_AND_WAIT
constexpr uint32_t wake_all = 0x100;              // ULF_WAKE_ALL

struct Calls {
    int (*wait)(void *word, uint64_t expected, size_t size, uint32_t flags);
    int (*wait_for)(void *word, uint64_t expected, size_t size, uint32_t flags, uint32_t clock,
                    uint64_t nanoseconds);
    int (*wake_any)(void *word, size_t size, uint32_t flags);
    int (*wake_all)(void *word, size_t size, uint32_t flags);
    int (*ulock_wait)(uint32_t operation, void *word, uint64_t expected, uint32_t microseconds);
    int (*ulock_wake)(uint32_t operation, void *word, uint64_t unused);
};

Calls calls;
pthread_once_t looked_up = PTHREAD_ONCE_INIT;

template <class Function> bool find(Function &function, const char *name)
{
    function = reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
    return function;
}

void look_up()
{
    Calls found = {};
    if (!(find(found.wait, "os_sync_wait_on_address") &&
          find(found.wait_for, "os_sync_wait_on_address_with_timeout") &&
          find(found.wake_any, "os_sync_wake_by_address_any") &&
          find(found.wake_all, "os_sync_wake_by_address_all"))) {
        found = {};
        if (!(find(found.ulock_wait, "__ulock_wait") && find(found.ulock_wake, "__ulock_wake")))
            found = {};
    }
    calls = found;
}

int sleep_in_kernel(uint32_t *word, uint32_t expected, int64_t deadline)
{
    int64_t left = deadline < 0 ? -1 : time_left(deadline);
    if (calls.wait && left < 0) return calls.wait(word, expected, sizeof *word, 0);
    if (calls.wait)
        return calls.wait_for(word, expected, sizeof *word, 0, mach_absolute_time_clock,
                              static_cast<uint64_t>(left));
    // 0 is for ever; and what is too long for 32 bits ends too early, for no reason.
    int64_t microseconds = left < 0 ? 0 : left / 1000 + 1;
    if (microseconds > UINT32_MAX) microseconds = UINT32_MAX;
    return calls.ulock_wait(compare_and_wait, word, expected, static_cast<uint32_t>(microseconds));
}

int sleep(uint32_t *word, uint32_t expected, int64_t deadline)
{
    if (!calls.wait && !calls.ulock_wait) return wait_on_condition(word, expected, deadline);
    return sleep_in_kernel(word, expected, deadline) >= 0 ? 0 : errno;
}

void wake(uint32_t *word, bool all)
{
    pthread_once(&looked_up, look_up);
    if (sys::injected(PICORING_CALL_FUTEX_WAKE)) return;
    if (calls.wait)
        (void)(all ? calls.wake_all : calls.wake_any)(word, sizeof *word, 0);
    else if (calls.ulock_wake)
        (void)calls.ulock_wake(compare_and_wait | (all ? wake_all : 0), word, 0);
    else
        signal_condition(word);
}

} // namespace

int park(uint32_t *word, uint32_t expected, int64_t deadline)
{
    pthread_once(&looked_up, look_up);
    int error = sys::injected(PICORING_CALL_FUTEX_WAIT);
    if (error == 0) error = sleep(word, expected, deadline);
    if (error == ETIMEDOUT && now() >= deadline) return PICORING_ETIMEDOUT;
    // Of all others the kernel says EFAULT, too, for a page that is not there just
    // now. The caller looks again.
    return error == EINTR ? PICORING_EINTR : PICORING_OK;
}

void unpark(uint32_t *word) { wake(word, true); }
void unpark_one(uint32_t *word) { wake(word, false); }

// There is no such fence.
bool can_fence_all() { return false; }
bool fence_all() { return false; }

} // namespace picoring::platform
