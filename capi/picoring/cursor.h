/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * cursor.h: the frozen words of one side of a channel, and the bodies that work
 * on them.
 *
 * The address of a picoring_spsc_writer, of a picoring_spsc_reader and of a
 * picoring_mpsc_reader is the address of its cursor. The words keep their order,
 * size and meaning for the life of the soname (docs/abi.md).
 *
 * A side counts what has passed it in `position` and publishes that count. It may
 * go on to `limit`, a copy of what the other side had published when this side
 * last looked: as long as the copy suffices, no line of memory that the other
 * side writes is read. (The cached remote index of rigtorp's SPSCQueue and of
 * Linux' xsk rings.) A writer's limit lies `slack` = capacity ahead of what the
 * reader has published.
 *
 * What is special - a closed channel, the emulated technique, a forked child -
 * shows as `position >= limit` or `place >= end`, the two branches that a ring
 * has anyway. Sleepers cost a publication one load: whoever goes to sleep sets
 * *sleeping, makes the fence for both sides (membarrier), and looks once more.
 */
#ifndef PICORING_CURSOR_H
#define PICORING_CURSOR_H

#include "atomic.h"
#include "base.h"
#include "words.h"

PICORING_BEGIN

typedef struct picoring_cursor {
    uint64_t position;     /* elements that have passed this side */
    uint64_t limit;        /* this side may go on to here; below position: look */
    uint64_t slack;        /* what limit is ahead of *other: capacity, or 0 */
    uint64_t *published;   /* where this side stores position, with release */
    uint64_t *other;       /* where the other side does, read with acquire */
    uint32_t *sleeping;    /* not 0: a publication calls picoring_cursor_wake */
    unsigned char *place;  /* the next element, in the first copy */
    unsigned char *end;    /* where the first copy ends; NULL: every step calls */
    size_t wrap;           /* bytes of one copy */
    size_t element_size;   /* bytes */
} picoring_cursor;

/* The out-of-line rest of the hot verbs, called by the bodies below and by
 * bindings that run the words themselves. Not checked for NULL.
 * Thread: the side's one. Progress: wait-free. Since: 0.1. */

/*! picoring_cursor_wrap: place has reached or passed end: gives the place to
 *  store. Call it before position is published. */
PICORING_API unsigned char *picoring_cursor_wrap(picoring_cursor *cursor, unsigned char *reached);

/*! picoring_cursor_reach: end is NULL, and `bytes` bytes from place + offset, which
 *  are granted to the reader, are wanted in place: where they are whole. */
PICORING_API unsigned char *picoring_cursor_reach(picoring_cursor *cursor, size_t offset,
                                                  size_t bytes);

/*! picoring_cursor_refuse: *other has been looked at, and `verb` for n elements
 *  does not go. A negative code, with its sentence in picoring_last_error()
 *  unless it is PICORING_EAGAIN or PICORING_EEND; or 0: it does go by now, and
 *  limit says so. */
PICORING_API int picoring_cursor_refuse(picoring_cursor *cursor, uint32_t verb, size_t n);

/*! picoring_cursor_wake: something was published and *sleeping is not 0. */
PICORING_API void picoring_cursor_wake(picoring_cursor *cursor);

#if !defined(PICORING_NO_INLINE) || defined(PICORING_TWINS)

#ifdef __cplusplus
#define PICORING_CURSOR_OF_(side) (reinterpret_cast<picoring_cursor *>(side))
#define PICORING_ADDRESS_(place) (reinterpret_cast<uintptr_t>(place))
#else
#define PICORING_ADDRESS_(place) ((uintptr_t)(place))
#define PICORING_CURSOR_OF_(side) ((picoring_cursor *)(uintptr_t)(side))
#endif

/* Bytes of a ring that stays in the caches of two cores. */
#define PICORING_CACHED_ (2u << 20)

PICORING_BODY uint64_t picoring_cursor_granted_(const picoring_cursor *cursor)
{
    return cursor->limit > cursor->position ? cursor->limit - cursor->position : 0;
}

/* Looks at the other side: how many go now. */
PICORING_BODY size_t picoring_cursor_known_(picoring_cursor *cursor)
{
    cursor->limit = PICORING_LOAD_ACQUIRE(cursor->other) + cursor->slack;
    return PICORING_CAST(size_t, picoring_cursor_granted_(cursor));
}

/* The grant is less than n: looks at the other side. */
PICORING_BODY int picoring_cursor_look_(picoring_cursor *cursor, uint32_t verb, size_t n)
{
    cursor->limit = PICORING_LOAD_ACQUIRE(cursor->other) + cursor->slack;
    if (PICORING_LIKELY(n <= picoring_cursor_granted_(cursor))) return PICORING_OK;
    return picoring_cursor_refuse(cursor, verb, n);
}

/* At least n are granted, or a code. */
PICORING_BODY int picoring_cursor_grant_(picoring_cursor *cursor, uint32_t verb, size_t n)
{
    if (PICORING_LIKELY(n <= picoring_cursor_granted_(cursor))) return PICORING_OK;
    return picoring_cursor_look_(cursor, verb, n);
}

PICORING_BODY void picoring_cursor_publish_(picoring_cursor *cursor, unsigned char *place,
                                            uint64_t position)
{
    if (PICORING_UNLIKELY(place >= cursor->end)) place = picoring_cursor_wrap(cursor, place);
    cursor->place = place;
    cursor->position = position;
    PICORING_STORE_RELEASE(cursor->published, position);
    PICORING_COMPILER_BARRIER();
    if (PICORING_UNLIKELY(PICORING_LOAD_RELAXED(cursor->sleeping) != 0))
        picoring_cursor_wake(cursor);
}

/* A reader writes to each line that it leaves behind: what its core has written, the
 * writer's gets back for its next lap up to seven times as fast as what it has only
 * read. Measured on an AMD EPYC (docs/performance.md); in a ring that no core's cache
 * holds it is of no use. The value stays, and is the reader's until it is released. */
PICORING_BODY void picoring_cursor_leave_(const picoring_cursor *cursor, unsigned char *from,
                                          size_t bytes)
{
    volatile unsigned char *line = from;
    unsigned char *to = from + bytes;
    if (bytes < 64 && (PICORING_ADDRESS_(from) ^ PICORING_ADDRESS_(to)) < 64) return;
    if (cursor->wrap > PICORING_CACHED_) return;
    for (; line < to; line += 64) *line = *line;
}

/* Locals: the copy, for all that the compiler knows, goes over the cursor. */
PICORING_BODY int picoring_cursor_push_(picoring_cursor *cursor, const void *element, size_t size)
{
    unsigned char *place;
    uint64_t position;
    if (PICORING_UNLIKELY(cursor->position >= cursor->limit)) {
        int code = picoring_cursor_look_(cursor, PICORING_VERB_PUSH, 1);
        if (code != PICORING_OK) return code;
    }
    place = cursor->place;
    position = cursor->position;
    picoring_words_copy_(place, element, size);
    picoring_cursor_publish_(cursor, place + size, position + 1);
    return PICORING_OK;
}

PICORING_BODY int picoring_cursor_pop_(picoring_cursor *cursor, void *out_element, size_t size)
{
    unsigned char *place;
    uint64_t position;
    if (PICORING_UNLIKELY(cursor->position >= cursor->limit)) {
        int code = picoring_cursor_look_(cursor, PICORING_VERB_POP, 1);
        if (code != PICORING_OK) return code;
    }
    place = cursor->place;
    position = cursor->position;
    picoring_words_copy_(out_element, place, size);
    picoring_cursor_leave_(cursor, place, size);
    picoring_cursor_publish_(cursor, place + size, position + 1);
    return PICORING_OK;
}

/* Claims, and for a reader peeks: the place, n elements of it granted. */
PICORING_BODY void *picoring_cursor_claim_(picoring_cursor *cursor, size_t n)
{
    PICORING_COMPILER_BARRIER();
    if (PICORING_UNLIKELY(n - 1 >= picoring_cursor_granted_(cursor)) &&
        (n == 0 || picoring_cursor_look_(cursor, PICORING_VERB_CLAIM, n) != PICORING_OK))
        return NULL;
    return cursor->place;
}

PICORING_BODY void *picoring_cursor_peek_(picoring_cursor *cursor, size_t *out_n)
{
    size_t n;
    PICORING_COMPILER_BARRIER();
    *out_n = 0;
    if (PICORING_UNLIKELY(cursor->position >= cursor->limit) &&
        picoring_cursor_look_(cursor, PICORING_VERB_PEEK, 1) != PICORING_OK)
        return NULL;
    n = PICORING_CAST(size_t, cursor->limit - cursor->position);
    *out_n = n;
    if (PICORING_UNLIKELY(cursor->end == NULL))
        return picoring_cursor_reach(cursor, 0, n * cursor->element_size);
    return cursor->place;
}

/* Commits and releases: n of what is granted go over to the other side. */
PICORING_BODY int picoring_cursor_pass_(picoring_cursor *cursor, uint32_t verb, size_t n)
{
    if (PICORING_UNLIKELY(n - 1 >= picoring_cursor_granted_(cursor)))
        return n == 0 ? PICORING_OK : picoring_cursor_refuse(cursor, verb, n);
    PICORING_COMPILER_BARRIER();
    if (verb == PICORING_VERB_RELEASE)
        picoring_cursor_leave_(cursor, cursor->place, n * cursor->element_size);
    picoring_cursor_publish_(cursor, cursor->place + n * cursor->element_size,
                             cursor->position + n);
    return PICORING_OK;
}

/* Copies n granted elements in, split at the seam: words.h says why. */
PICORING_BODY void picoring_cursor_put_(picoring_cursor *cursor, const void *elements, size_t n)
{
    size_t bytes = n * cursor->element_size;
    unsigned char *place = cursor->place;
    unsigned char *end = cursor->end;
    PICORING_COMPILER_BARRIER();
    if (PICORING_UNLIKELY(place + bytes > end && end != NULL)) {
        size_t before = PICORING_CAST(size_t, end - place);
        memcpy(place, elements, before);
        memcpy(end - cursor->wrap, PICORING_CAST(const unsigned char *, elements) + before,
               bytes - before);
    } else {
        memcpy(place, elements, bytes);
    }
    picoring_cursor_publish_(cursor, place + bytes, cursor->position + n);
}

PICORING_BODY void picoring_cursor_take_(picoring_cursor *cursor, void *out_elements, size_t n)
{
    size_t bytes = n * cursor->element_size;
    unsigned char *place = cursor->place;
    unsigned char *end = cursor->end;
    PICORING_COMPILER_BARRIER();
    if (PICORING_UNLIKELY(end == NULL)) {
        memcpy(out_elements, picoring_cursor_reach(cursor, 0, bytes), bytes);
    } else if (PICORING_UNLIKELY(place + bytes > end)) {
        size_t before = PICORING_CAST(size_t, end - place);
        memcpy(out_elements, place, before);
        memcpy(PICORING_CAST(unsigned char *, out_elements) + before, end - cursor->wrap,
               bytes - before);
    } else {
        memcpy(out_elements, place, bytes);
    }
    picoring_cursor_leave_(cursor, place, bytes);
    picoring_cursor_publish_(cursor, place + bytes, cursor->position + n);
}

/* How many of n go now: looks if fewer than n are granted. 0: *code says why. */
PICORING_BODY size_t picoring_cursor_some_(picoring_cursor *cursor, uint32_t verb, size_t n,
                                           int *code)
{
    uint64_t granted = picoring_cursor_granted_(cursor);
    *code = PICORING_OK;
    if (PICORING_UNLIKELY(n > granted)) {
        cursor->limit = PICORING_LOAD_ACQUIRE(cursor->other) + cursor->slack;
        granted = picoring_cursor_granted_(cursor);
        if (granted == 0) {
            *code = picoring_cursor_refuse(cursor, verb, 1);
            granted = picoring_cursor_granted_(cursor);
        }
        if (n > granted) n = PICORING_CAST(size_t, granted);
    }
    return n;
}

#endif /* bodies */

PICORING_END

#endif
