/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * freebsd.h: FreeBSD's calls, after its manual pages, on top of Linux's.
 */
#include "bsd.h"

#define INHERIT_NONE 2
#define MADV_NOCORE MADV_DONTDUMP
#define SHM_ANON ((const char *)1)
#define shm_open freebsd_shm_open

int freebsd_shm_open(const char *name, int flags, mode_t mode);
