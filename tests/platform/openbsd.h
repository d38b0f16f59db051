/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * openbsd.h: OpenBSD's calls, after its manual pages, on top of Linux's.
 */
#include "bsd.h"

#define MAP_INHERIT_NONE 2
#define MAP_CONCEAL 0x8000
#define mmap openbsd_mmap

void *openbsd_mmap(void *at, size_t size, int protection, int flags, int file, off_t offset);
extern "C" int shm_mkstemp(char *name);
