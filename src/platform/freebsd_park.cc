// SPDX-License-Identifier: MIT OR Apache-2.0
//
// freebsd_park.cc: sleeping and waking: _umtx_op(2); membarrier(2), where the C
// library has it (from 14.1 on).
#include "platform/posix.hh"
#include "platform/sys.hh"

#include <sys/types.h>

#include <sys/umtx.h>

// Weak, and not called by number: that would be a SIGSYS where the kernel is older.
extern "C" __attribute__((weak)) int membarrier(int command, unsigned flags, int cpu);

namespace picoring::platform {

namespace {

// As on Linux.
constexpr int global = 1 << 0;
constexpr int private_expedited = 1 << 3;
constexpr int register_private_expedited = 1 << 4;

int fence(int command)
{
    if (!membarrier) return -1;
    return sys::call(PICORING_CALL_MEMBARRIER, [=] { return membarrier(command, 0, 0); });
}

void wake(uint32_t *word, u_long most)
{
    sys::call(PICORING_CALL_FUTEX_WAKE,
              [=] { return _umtx_op(word, UMTX_OP_WAKE_PRIVATE, most, nullptr, nullptr); });
}

} // namespace

int park(uint32_t *word, uint32_t expected, int64_t deadline)
{
    _umtx_time until = {timespec_of_deadline(deadline), UMTX_ABSTIME, CLOCK_MONOTONIC};
    bool timed = deadline >= 0;
    int slept = sys::call(PICORING_CALL_FUTEX_WAIT, [&] {
        return _umtx_op(word, UMTX_OP_WAIT_UINT_PRIVATE, expected,
                        reinterpret_cast<void *>(timed ? sizeof until : 0),
                        timed ? &until : nullptr);
    });
    return parked(slept == 0 ? 0 : errno);
}

void unpark(uint32_t *word) { wake(word, INT32_MAX); }
void unpark_one(uint32_t *word) { wake(word, 1); }

bool can_fence_all() { return fence(register_private_expedited) == 0; }

bool fence_all() { return fence(private_expedited) == 0 || fence(global) == 0; }

} // namespace picoring::platform
