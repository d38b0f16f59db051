/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * channel.h: what the channels between threads - spsc, mpsc, records - have in
 * common: options, waiting and ending.
 *
 * Waiting. A wait looks for a moment, gives the processor up to others, and then
 * sleeps until the other side has published enough. A publication makes no
 * system call while nobody sleeps, and no wake-up is lost: whoever goes to
 * sleep says so in a word that every publication reads, makes both sides' memory
 * accesses ordered (membarrier(2); without it channels pay a full fence a
 * publication), and looks once more.
 *
 * Ending. Either side may close. A writer then gets PICORING_EPIPE the next time
 * it looks at the reader's side, a reader gets what was committed before and
 * then PICORING_EEND. Who sleeps is woken. A handle that is destroyed closes its
 * side, and ends the wait of another thread that sleeps with it (one that has only
 * just called uses a handle that is gone). The memory goes with the last handle,
 * and what nobody has read is handed to options->drop by whoever gives that one
 * back.
 */
#ifndef PICORING_CHANNEL_H
#define PICORING_CHANNEL_H

#include "base.h"
#include "error.h"
#include "options.h"

PICORING_BEGIN

/* What a time-out counts from. */
enum picoring_clock {
    PICORING_CLOCK_RELATIVE = 0, /* nanoseconds from the call on */
    PICORING_CLOCK_ABSOLUTE = 1  /* a value of picoring_now() */
};

/* A time-out that never ends; so is every negative one. */
#define PICORING_FOREVER (-1)

typedef struct picoring_channel_options {
    size_t struct_size; /* sizeof(picoring_channel_options) */
    const picoring_options *memory; /* how the memory is made; NULL for the
                                       defaults. Only read by create. `inherit`
                                       is PICORING_EINVAL: a channel is one
                                       process's */
    int64_t spin;       /* nanoseconds that a wait looks before it sleeps; 0 for
                           20,000, and fewer while waits take too long for it to
                           help; negative for not at all */
    /* Gets each element that nobody has read when the last handle is destroyed;
     * NULL forgets them. May be called by any thread, does not throw, and does
     * not call verbs of this channel. */
    void (*drop)(void *user, void *element);
    void *user; /* handed to drop */
} picoring_channel_options;

#define PICORING_CHANNEL_OPTIONS_INIT { sizeof(picoring_channel_options), NULL, 0, NULL, NULL }

/*!
 * picoring_channel_options_init: PICORING_CHANNEL_OPTIONS_INIT for languages
 * without C macros.
 *   options      at least struct_size bytes
 *   struct_size  the size of the struct that the caller knows, in bytes
 *   returns      0, or
 *                PICORING_EFAULT  options is NULL
 *                PICORING_EINVAL  struct_size is smaller than version 0.1's
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_channel_options_init(picoring_channel_options *options,
                                               size_t struct_size);

/*!
 * picoring_now: nanoseconds of the system's monotonic clock, which nobody can
 * set: what absolute time-outs count in.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API int64_t picoring_now(void);

PICORING_END

#endif
