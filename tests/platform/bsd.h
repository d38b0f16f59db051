/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * bsd.h: what the BSDs and macOS have and Linux has not, so that src/platform/
 * bsd.cc and what stands behind it run here. Each system's header includes it,
 * and is itself put before each of that system's files.
 */
#ifndef PICORING_TESTS_BSD_H
#define PICORING_TESTS_BSD_H

#include <stdint.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

extern "C" {
int minherit(void *at, size_t size, int how);
int issetugid(void);
}

/* Linux's futex(2), for the systems that have something like it. */
long linux_futex_wait(uint32_t *word, uint32_t expected, const timespec *absolute);
long linux_futex_wake(uint32_t *word, unsigned long most);

#endif
