/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * atomic.h: every barrier and atomic access that the headers and the core of
 * libpicoring make, and nothing else makes any.
 *
 * A memory-model checker may define PICORING_ATOMIC_H and these macros itself
 * and run the very bodies that ship.
 */
#ifndef PICORING_ATOMIC_H
#define PICORING_ATOMIC_H

#include "base.h"

#if defined(__GNUC__)

/* Keeps the compiler, not the processor, from moving memory accesses across
 * it. Compilers assume that the two views of a mirror never alias - with gcc
 * and clang `p[0] = 1; p[size] = 2; return p[0];` gives 1 - so every verb that
 * hands out or takes back a range of a ring carries one. */
#define PICORING_COMPILER_BARRIER() __asm__ __volatile__("" ::: "memory")
#define PICORING_LOAD_ACQUIRE(place) __atomic_load_n((place), __ATOMIC_ACQUIRE)
#define PICORING_STORE_RELEASE(place, value) __atomic_store_n((place), (value), __ATOMIC_RELEASE)
#define PICORING_LOAD_RELAXED(place) __atomic_load_n((place), __ATOMIC_RELAXED)
#define PICORING_STORE_RELAXED(place, value) __atomic_store_n((place), (value), __ATOMIC_RELAXED)
/* Sequentially consistent, all of them; they give the value before. */
#define PICORING_EXCHANGE(place, value) __atomic_exchange_n((place), (value), __ATOMIC_SEQ_CST)
#define PICORING_FETCH_ADD(place, value) __atomic_fetch_add((place), (value), __ATOMIC_SEQ_CST)
#define PICORING_FETCH_OR(place, value) __atomic_fetch_or((place), (value), __ATOMIC_SEQ_CST)
#define PICORING_FETCH_AND(place, value) __atomic_fetch_and((place), (value), __ATOMIC_SEQ_CST)
/* Nonzero if *place was *expected and is `value` now; otherwise *expected is
 * what it was. */
#define PICORING_COMPARE_EXCHANGE(place, expected, value)                                 \
    __atomic_compare_exchange_n((place), (expected), (value), 0, __ATOMIC_SEQ_CST, \
                                __ATOMIC_ACQUIRE)

#endif

#endif
