// SPDX-License-Identifier: MIT OR Apache-2.0
//
// ring_calls.cc: the ring as other languages use it, every verb a call. Built
// with -DPICORING_NO_INLINE.
#ifndef PICORING_NO_INLINE
#error "compile this file with -DPICORING_NO_INLINE"
#endif

#include "ring_loops.hpp"

#include <picoring/ring.h>

uint64_t bench_calls_plain(picoring_ring *ring, uint64_t items)
{
    uint64_t wrong = 0;
    for (uint64_t i = 0; i < items; ++i) {
        uint64_t out = ~i;
        picoring_ring_push(ring, &i);
        picoring_ring_pop(ring, &out);
        wrong += out != i;
    }
    return wrong;
}

uint64_t bench_calls_sized(picoring_ring *ring, uint64_t items)
{
    uint64_t wrong = 0;
    for (uint64_t i = 0; i < items; ++i) {
        uint64_t out = ~i;
        picoring_ring_push_sized(ring, &i, sizeof i);
        picoring_ring_pop_sized(ring, &out, sizeof out);
        wrong += out != i;
    }
    return wrong;
}
