/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * channels_backoff.h: how a peer without waiting of its own waits: the spinning
 * half of what our waits do. It looks 16 times, pausing, then lets others run,
 * and never sleeps. C, for the peers in C.
 */
#ifndef PICORING_BENCH_CHANNELS_BACKOFF_H
#define PICORING_BENCH_CHANNELS_BACKOFF_H

#include <sched.h>

static inline void bench_pause(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("yield");
#endif
}

static inline void bench_back_off(unsigned *looks)
{
    if (++*looks % 16 == 0)
        sched_yield();
    else
        bench_pause();
}

#endif
