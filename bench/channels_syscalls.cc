// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_syscalls.cc: stands before syscall(3), which the library takes for
// futex(2) and membarrier(2), and counts. libc's own locks do not come here.
#include "channels_syscalls.hpp"

#include <atomic>
#include <cstdarg>
#include <dlfcn.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

std::atomic<uint64_t> sleeps, wakes, fences, all;

void count(long number, long operation)
{
    all.fetch_add(1, std::memory_order_relaxed);
    if (number == SYS_membarrier) fences.fetch_add(1, std::memory_order_relaxed);
    if (number != SYS_futex) return;
    long command = operation & FUTEX_CMD_MASK;
    if (command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET)
        sleeps.fetch_add(1, std::memory_order_relaxed);
    if (command == FUTEX_WAKE) wakes.fetch_add(1, std::memory_order_relaxed);
}

} // namespace

extern "C" __attribute__((__visibility__("default"))) long syscall(long number, ...) noexcept
{
    static const auto real = reinterpret_cast<long (*)(long, ...)>(dlsym(RTLD_NEXT, "syscall"));
    va_list list;
    va_start(list, number);
    long given[6];
    for (long &one : given) one = va_arg(list, long);
    va_end(list);
    count(number, given[1]);
    return real(number, given[0], given[1], given[2], given[3], given[4], given[5]);
}

namespace bench {

Calls counted_calls() { return {sleeps.load(), wakes.load(), fences.load(), all.load()}; }

} // namespace bench
