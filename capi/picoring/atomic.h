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

#endif

#endif
