/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * faults.h: how tests make the calls of sys.hh fail or lie. Only the test
 * build of the library (PICORING_FAULTS) has these functions. What a call is
 * named after is one system's; others count theirs that does the same. Calls may be
 * counted by many threads; faults, but for the clock, are set while there is one.
 */
#ifndef PICORING_FAULTS_H
#define PICORING_FAULTS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum picoring_call {
    PICORING_CALL_MEMFD_CREATE,
    PICORING_CALL_SHM_OPEN,
    PICORING_CALL_FTRUNCATE,
    PICORING_CALL_FALLOCATE,
    PICORING_CALL_FCNTL,
    PICORING_CALL_MMAP,
    PICORING_CALL_MREMAP,
    PICORING_CALL_MUNMAP,
    PICORING_CALL_MADVISE,
    PICORING_CALL_MPROTECT,
    PICORING_CALL_MLOCK,
    PICORING_CALL_SYSINFO,
    PICORING_CALL_GETRLIMIT,
    PICORING_CALL_OPEN,
    PICORING_CALL_READ,
    PICORING_CALL_WRITE,
    PICORING_CALL_ATFORK,
    PICORING_CALL_ALLOCATE,
    PICORING_CALL_MEMBARRIER,
    PICORING_CALL_FUTEX_WAIT,
    PICORING_CALL_FUTEX_WAKE,
    PICORING_CALL_EVENT,
    PICORING_CALL_CREATE_FILE_MAPPING,
    PICORING_CALL_MAP_VIEW,
    PICORING_CALL_UNMAP_VIEW,
    PICORING_CALL_VIRTUAL_ALLOC,
    PICORING_CALL_VIRTUAL_FREE,
    PICORING_CALL_COMMIT,
    PICORING_CALL_DECOMMIT,
    PICORING_CALL_SELF_TEST, /* the two copies seem to differ */
    PICORING_CALLS
} picoring_call;

/* Nothing fails, nothing lies, all counts are 0. */
void picoring_faults_reset(void);
/* The nth call of this kind from now on (the first is 1) fails with `error`;
 * nth 0: all of them do. */
void picoring_faults_fail(picoring_call which, int nth, int error);
/* The page size that the library believes in; 0 for the true one. */
void picoring_faults_page_size(size_t page_size);
/* How far the clock has jumped, in nanoseconds, since the reset; negative: back. May
 * change while others wait: what already sleeps is not told. */
void picoring_faults_clock(int64_t jump);
/* What a function is that the library looks up at run time by this name (which has
 * to last): NULL for one that this system has not. A reset leaves it. */
void picoring_faults_look_up(const char *name, void (*function)(void));
/* How often a call was made since the last reset. */
int picoring_faults_count(picoring_call which);

#ifdef __cplusplus
}
#endif

#endif
