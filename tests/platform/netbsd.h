/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * netbsd.h: NetBSD's calls, after its manual pages, on top of Linux's.
 */
#include "bsd.h"

#ifdef __cplusplus
#include <thread> // which makes calls of its own
#endif

#define MAP_INHERIT_NONE 2
#define MAP_REMAPDUP 0x0004
#define mremap netbsd_mremap
#define SYS___futex 166
#define syscall netbsd_syscall

void *netbsd_mremap(void *from, size_t size, void *to, size_t new_size, int flags);
long netbsd_syscall(int number, uint32_t *word, int operation, uint32_t value,
                    const timespec *until, uint32_t *other, int value2, uint32_t bits);
