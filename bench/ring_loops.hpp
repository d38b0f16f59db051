// SPDX-License-Identifier: MIT OR Apache-2.0
//
// ring_loops.hpp: the two loops of the queue table, and what is called out of
// line. The functions have C names of their own so that asm_check.py finds
// their instructions. Each returns how many elements came out wrong.
#ifndef PICORING_BENCH_RING_LOOPS_HPP
#define PICORING_BENCH_RING_LOOPS_HPP

#include "harness.hpp"

#include <cstdint>

typedef struct picoring_ring picoring_ring;

// How many elements a burst pushes before it pops them.
constexpr uint64_t burst = 256;
// What one page holds: what every queue of the table holds at most.
constexpr uint64_t queue_capacity = 512;

// A queue is something with bool push(uint64_t) and bool pop(uint64_t &).
//
// One element in, one out, and after each operation the compiler must assume
// that somebody else looked at the memory: what a queue costs in a program
// that does something between the operations.
template <class Queue>
[[gnu::always_inline]] inline uint64_t alternate(Queue &&queue, uint64_t items)
{
    uint64_t wrong = 0;
    for (uint64_t i = 0; i < items; ++i) {
        uint64_t out = ~i;
        queue.push(i);
        bench::barrier();
        queue.pop(out);
        bench::barrier();
        wrong += out != i;
    }
    return wrong;
}

// Bursts, as fast as the compiler can make them.
template <class Queue>
[[gnu::always_inline]] inline uint64_t free_run(Queue &&queue, uint64_t items)
{
    uint64_t wrong = 0;
    for (uint64_t i = 0; i < items; i += burst) {
        for (uint64_t j = i; j < i + burst; ++j) queue.push(j);
        for (uint64_t j = i; j < i + burst; ++j) {
            uint64_t out = ~j;
            queue.pop(out);
            wrong += out != j;
        }
    }
    return wrong;
}

// ring_calls.cc: compiled with PICORING_NO_INLINE.
extern "C" uint64_t bench_calls_plain(picoring_ring *ring, uint64_t items);
extern "C" uint64_t bench_calls_sized(picoring_ring *ring, uint64_t items);

#endif
