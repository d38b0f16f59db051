// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_syscalls.hpp: how often this program, and the library in it, has
// slept and woken by futex(2).
#ifndef PICORING_BENCH_CHANNELS_SYSCALLS_HPP
#define PICORING_BENCH_CHANNELS_SYSCALLS_HPP

#include <cstdint>

namespace bench {

struct Calls {
    uint64_t sleeps; // FUTEX_WAIT
    uint64_t wakes;  // FUTEX_WAKE
    uint64_t fences; // membarrier
    uint64_t all;    // through syscall(3)

    Calls operator-(const Calls &before) const
    {
        return {sleeps - before.sleeps, wakes - before.wakes, fences - before.fences,
                all - before.all};
    }
};

Calls counted_calls();

} // namespace bench

#endif
