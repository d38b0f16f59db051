// SPDX-License-Identifier: MIT OR Apache-2.0

// Preloaded before libpicoring, for languages with finalizers: two calls last until three
// mirrors have been destroyed meanwhile, which is what a collector does that is given some.
// Whoever destroys a handle that such a call is on ends the process.

#define _GNU_SOURCE
#define PICORING_NO_INLINE
#include <dlfcn.h>
#include <picoring.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static const void *_Atomic called;
static atomic_int mirrors;

static void last(const void *handle)
{
    called = handle;
    for (int until = mirrors + 3; mirrors < until;) {
        sched_yield();
    }
}

static void destroyed(const void *handle)
{
    if (handle != NULL && handle == called) {
        fputs("a handle was destroyed while a call on it was on\n", stderr);
        _exit(1);
    }
}

#define THE_LIBRARYS(function) ((__typeof__(&function))dlsym(RTLD_NEXT, #function))

void picoring_mirror_destroy(picoring_mirror *mirror)
{
    THE_LIBRARYS(picoring_mirror_destroy)(mirror);
    ++mirrors;
}

size_t picoring_spsc_capacity(const picoring_spsc *channel)
{
    last(channel);
    size_t capacity = THE_LIBRARYS(picoring_spsc_capacity)(channel);
    called = NULL;
    return capacity;
}

void picoring_spsc_destroy(picoring_spsc *channel)
{
    destroyed(channel);
    THE_LIBRARYS(picoring_spsc_destroy)(channel);
}

int picoring_cursor_refuse(picoring_cursor *side, uint32_t verb, size_t n)
{
    last(side);
    int code = THE_LIBRARYS(picoring_cursor_refuse)(side, verb, n);
    called = NULL;
    return code;
}

void picoring_spsc_reader_destroy(picoring_spsc_reader *reader)
{
    destroyed(reader);
    THE_LIBRARYS(picoring_spsc_reader_destroy)(reader);
}
