/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * placeholders.h: VirtualAlloc2 and what goes with it, for a system that has none,
 * as far as a mirror needs them. Programs that have placeholders.c in them, and the
 * test build of the library, run on such a machine from the start.
 *
 * It does what the manual says: a placeholder is cut only at its front, a view
 * takes the place of a whole one, and whatever is asked for otherwise is
 * ERROR_INVALID_PARAMETER. Each call is recorded, and can be made to fail.
 */
#ifndef PICORING_TESTS_WINDOWS_PLACEHOLDERS_H
#define PICORING_TESTS_WINDOWS_PLACEHOLDERS_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

enum { MOST_CALLS = 16 };

typedef struct placeholder_call {
    const char *name;
    HANDLE section; /* or the process, of VirtualAlloc2 */
    HANDLE process;
    char *at;
    unsigned long long offset;
    size_t size;
    unsigned long type, protection;
    void *parameters;
    unsigned long count;
    DWORD error;
} placeholder_call;

/* The calls since the last start; more than MOST_CALLS are only counted. */
extern placeholder_call placeholder_calls[MOST_CALLS];
extern int placeholder_count;

/* Forgets the calls; the nth from now on fails with `error`, 0 for none. */
void placeholders_start(int nth, DWORD error);
/* The library finds the functions, or does not. */
void placeholders_there(int there);

#endif
