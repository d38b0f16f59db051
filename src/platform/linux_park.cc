// SPDX-License-Identifier: MIT OR Apache-2.0
//
// linux_park.cc: sleeping and waking: futex(2), membarrier(2), eventfd(2).
#include "platform/platform.hh"
#include "platform/sys.hh"

#include <ctime>
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace picoring::platform {

namespace {

constexpr int64_t second = 1000000000;

int membarrier(int command)
{
    return sys::call(PICORING_CALL_MEMBARRIER,
                     [=] { return static_cast<int>(syscall(SYS_membarrier, command, 0, 0)); });
}

} // namespace

int64_t now()
{
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * second + time.tv_nsec + sys::clock_lie();
}

void yield() { sched_yield(); }

int park(uint32_t *word, uint32_t expected, int64_t deadline)
{
    int64_t at = deadline - sys::clock_lie();
    timespec time = {static_cast<time_t>(at / second), static_cast<long>(at % second)};
    const timespec *until = deadline < 0 ? nullptr : &time;
    long slept = sys::call(PICORING_CALL_FUTEX_WAIT, [=] {
        return syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, expected, until, nullptr,
                       FUTEX_BITSET_MATCH_ANY);
    });
    if (slept == 0 || errno == EAGAIN) return PICORING_OK;
    return errno == ETIMEDOUT ? PICORING_ETIMEDOUT : PICORING_EINTR;
}

static void wake(uint32_t *word, int most)
{
    sys::call(PICORING_CALL_FUTEX_WAKE,
              [=] { return syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, most); });
}

void unpark(uint32_t *word) { wake(word, INT32_MAX); }
void unpark_one(uint32_t *word) { wake(word, 1); }

// Registering is a property of the process; a forked child does it anew.
bool can_fence_all() { return membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) == 0; }

// The expedited one may lack memory for a moment; the other takes milliseconds.
void fence_all()
{
    if (membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED) != 0) (void)membarrier(MEMBARRIER_CMD_GLOBAL);
}

bool make_event(intptr_t *out_event, Failure &failure)
{
    int made =
        sys::call(PICORING_CALL_EVENT, [] { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); });
    if (made < 0) {
        int code = errno == EMFILE || errno == ENFILE ? PICORING_EMFILE
                   : errno == ENOMEM                  ? PICORING_ENOMEM
                                                      : PICORING_EIO;
        failure = {code, "eventfd", errno, true};
        return false;
    }
    *out_event = made;
    return true;
}

void signal_event(intptr_t event)
{
    uint64_t one = 1;
    // Full is signalled, too.
    [[maybe_unused]] ssize_t put = ::write(static_cast<int>(event), &one, sizeof one);
}

void reset_event(intptr_t event)
{
    uint64_t count;
    [[maybe_unused]] ssize_t got = ::read(static_cast<int>(event), &count, sizeof count);
}

void close_event(intptr_t event) { close(static_cast<int>(event)); }

} // namespace picoring::platform
