/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * words.h: the frozen words of the one-thread objects, ring and stream, and
 * the bodies that work on them.
 *
 * The address of a picoring_ring or a picoring_stream is the address of its
 * words. The words keep their order, size and meaning for the life of the
 * soname, so that an inline compiled today runs on every later library of that
 * soname, and a language without C headers can run the hot path itself
 * (docs/abi.md). More words may follow behind them.
 *
 * The common case touches nothing but the words. Whatever is special - the end
 * of a lap, the emulated technique, a closed stream, a forked child - shows as
 * `place >= end` or `used >= limit`, the two branches that a ring has anyway,
 * and is a call. Measured (docs/performance.md): 1.38 ns a push and pop of 8
 * bytes, 0.15 ns more if the element size were compared each time.
 */
#ifndef PICORING_WORDS_H
#define PICORING_WORDS_H

#include "atomic.h"
#include "base.h"
#include "error.h"

#include <string.h>

PICORING_BEGIN

typedef struct picoring_words {
    unsigned char *write; /* where the next element goes, in the first copy */
    unsigned char *read;  /* the oldest element, in the first copy */
    unsigned char *end;   /* where the first copy ends; NULL if every step of a
                             place must go through picoring_seam_... */
    size_t wrap;          /* bytes of one copy: what a place goes back by */
    size_t limit;         /* elements that fit; 0 once closed or forked */
    size_t used;          /* elements that are readable */
    size_t element_size;  /* bytes; 1 for a stream */
} picoring_words;

/* Which verb asks for the out-of-line rest. Grows only at the end, and then,
 * once a version is out, PICORING_INLINE_ABI grows too. */
enum picoring_verb {
    PICORING_VERB_PUSH = 0,
    PICORING_VERB_POP = 1,
    PICORING_VERB_PUSH_N = 2,
    PICORING_VERB_POP_N = 3,
    PICORING_VERB_PUSH_SOME = 4,
    PICORING_VERB_POP_SOME = 5,
    PICORING_VERB_PUSH_OVERWRITE = 6,
    PICORING_VERB_CLAIM = 7,
    PICORING_VERB_COMMIT = 8,
    PICORING_VERB_PEEK = 9,
    PICORING_VERB_RELEASE = 10,
    PICORING_VERB_SET = 11,
    PICORING_VERB_WRITE = 12,
    PICORING_VERB_READ = 13,
    PICORING_VERB_FIND = 14,
    PICORING_VERB_READ_FROM_FD = 15,
    PICORING_VERB_WRITE_TO_FD = 16,
    PICORING_VERB_CLOSE = 17,
    PICORING_VERB_APPEND = 18,
    PICORING_VERB_GET = 19,
    PICORING_VERB_ABORT = 20
};

/* The out-of-line rest of the hot verbs, called by the bodies below and by
 * bindings that run the words themselves. Not checked for NULL.
 * Thread: the object's one. Progress: wait-free. Since: 0.1. */

/*! picoring_seam_write: the write place has moved from words->write to
 *  `reached`, at or behind end: gives the place to store. Call it before
 *  write and used are stored. */
PICORING_API unsigned char *picoring_seam_write(picoring_words *words, unsigned char *reached);

/*! picoring_seam_read: the same for the read place. */
PICORING_API unsigned char *picoring_seam_read(picoring_words *words, unsigned char *reached);

/*! picoring_seam_reach: end is NULL, and `bytes` readable bytes from
 *  read + offset are wanted in place: gives the address where they are whole.
 *    offset, bytes  in bytes, within the readable block */
PICORING_API unsigned char *picoring_seam_reach(picoring_words *words, size_t offset, size_t bytes);

/*! picoring_seam_put, picoring_seam_take: end is NULL, and n elements, which
 *  fit, are to be copied in or out: does all of it, the words too. */
PICORING_API void picoring_seam_put(picoring_words *words, const void *elements, size_t n);
PICORING_API void picoring_seam_take(picoring_words *words, void *out_elements, size_t n);

/*! picoring_seam_refuse: why `verb` for n elements does not go: a negative
 *  code, with its sentence in picoring_last_error() unless it is
 *  PICORING_EAGAIN or PICORING_EEND. */
PICORING_API int picoring_seam_refuse(const picoring_words *words, uint32_t verb, size_t n);

#if !defined(PICORING_NO_INLINE) || defined(PICORING_TWINS)

/* A size that is known only at run time makes memcpy a call. The exported
 * twins switch over the usual sizes instead; in an inline the switch would only
 * draw warnings about the sizes that the caller's element does not have. */
PICORING_BODY void picoring_words_copy_(void *to, const void *from, size_t bytes)
{
#if defined(PICORING_TWINS)
    switch (bytes) {
    case 1: memcpy(to, from, 1); return;
    case 2: memcpy(to, from, 2); return;
    case 4: memcpy(to, from, 4); return;
    case 8: memcpy(to, from, 8); return;
    case 16: memcpy(to, from, 16); return;
    default: break;
    }
#endif
    memcpy(to, from, bytes);
}

PICORING_BODY int picoring_words_push_(picoring_words *words, const void *element, size_t size,
                                       uint32_t verb)
{
    unsigned char *place = words->write;
    size_t used = words->used;
    if (PICORING_UNLIKELY(used >= words->limit)) return picoring_seam_refuse(words, verb, 1);
    picoring_words_copy_(place, element, size);
    place += size;
    if (PICORING_UNLIKELY(place >= words->end)) place = picoring_seam_write(words, place);
    words->write = place;
    words->used = used + 1;
    return PICORING_OK;
}

PICORING_BODY int picoring_words_pop_(picoring_words *words, void *out_element, size_t size)
{
    unsigned char *place = words->read;
    size_t used = words->used;
    if (PICORING_UNLIKELY(used == 0)) return picoring_seam_refuse(words, PICORING_VERB_POP, 1);
    picoring_words_copy_(out_element, place, size);
    place += size;
    if (PICORING_UNLIKELY(place >= words->end)) place = picoring_seam_read(words, place);
    words->read = place;
    words->used = used - 1;
    return PICORING_OK;
}

/* limit is 0 while used is not in a closed stream: no subtraction may wrap. */
PICORING_BODY size_t picoring_words_free_(const picoring_words *words)
{
    return words->limit > words->used ? words->limit - words->used : 0;
}

PICORING_BODY void *picoring_words_claim_(const picoring_words *words, size_t n)
{
    PICORING_COMPILER_BARRIER();
    if (PICORING_UNLIKELY(n - 1 >= picoring_words_free_(words))) return NULL;
    return words->write;
}

PICORING_BODY int picoring_words_commit_(picoring_words *words, size_t n)
{
    unsigned char *place;
    if (PICORING_UNLIKELY(n > picoring_words_free_(words)))
        return picoring_seam_refuse(words, PICORING_VERB_COMMIT, n);
    PICORING_COMPILER_BARRIER();
    place = words->write + n * words->element_size;
    if (PICORING_UNLIKELY(place >= words->end)) place = picoring_seam_write(words, place);
    words->write = place;
    words->used += n;
    return PICORING_OK;
}

/* The first of `bytes` readable bytes at read + offset, in the first copy. */
PICORING_BODY void *picoring_words_reach_(picoring_words *words, size_t offset, size_t bytes)
{
    unsigned char *place = words->read + offset;
    PICORING_COMPILER_BARRIER();
    if (PICORING_UNLIKELY(words->end == NULL)) return picoring_seam_reach(words, offset, bytes);
    return place >= words->end ? place - words->wrap : place;
}

PICORING_BODY void *picoring_words_peek_(picoring_words *words, size_t *out_n)
{
    size_t used = words->used;
    *out_n = used;
    PICORING_COMPILER_BARRIER();
    if (PICORING_UNLIKELY(used == 0)) return NULL;
    if (PICORING_UNLIKELY(words->end == NULL))
        return picoring_seam_reach(words, 0, used * words->element_size);
    return words->read;
}

PICORING_BODY int picoring_words_release_(picoring_words *words, size_t n)
{
    unsigned char *place;
    if (PICORING_UNLIKELY(n > words->used))
        return picoring_seam_refuse(words, PICORING_VERB_RELEASE, n);
    PICORING_COMPILER_BARRIER();
    place = words->read + n * words->element_size;
    if (PICORING_UNLIKELY(place >= words->end)) place = picoring_seam_read(words, place);
    words->read = place;
    words->used -= n;
    return PICORING_OK;
}

/* Copies n elements in; the caller has checked that they fit. The words are
 * stored before the bytes, so that nothing has to outlive the calls of memcpy.
 * At the seam two copies, each within its pages: a store across two pages costs
 * three times as much as two stores (docs/performance.md). */
PICORING_BODY void picoring_words_put_(picoring_words *words, const void *elements, size_t n,
                                       size_t size)
{
    size_t bytes = n * size;
    unsigned char *place = words->write;
    unsigned char *end = words->end;
    if (PICORING_UNLIKELY(place + bytes >= end)) {
        size_t before;
        unsigned char *first;
        if (PICORING_UNLIKELY(end == NULL)) {
            picoring_seam_put(words, elements, n);
            return;
        }
        before = PICORING_CAST(size_t, end - place);
        first = end - words->wrap;
        words->write = first + (bytes - before);
        words->used += n;
        PICORING_COMPILER_BARRIER();
        memcpy(place, elements, before);
        memcpy(first, PICORING_CAST(const unsigned char *, elements) + before, bytes - before);
        return;
    }
    words->write = place + bytes;
    words->used += n;
    memcpy(place, elements, bytes);
}

/* Copies n elements out; the caller has checked that they are there. */
PICORING_BODY void picoring_words_take_(picoring_words *words, void *out_elements, size_t n,
                                        size_t size)
{
    size_t bytes = n * size;
    unsigned char *place = words->read;
    unsigned char *end = words->end;
    if (PICORING_UNLIKELY(place + bytes >= end)) {
        size_t before;
        unsigned char *first;
        if (PICORING_UNLIKELY(end == NULL)) {
            picoring_seam_take(words, out_elements, n);
            return;
        }
        before = PICORING_CAST(size_t, end - place);
        first = end - words->wrap;
        words->read = first + (bytes - before);
        words->used -= n;
        PICORING_COMPILER_BARRIER();
        memcpy(out_elements, place, before);
        memcpy(PICORING_CAST(unsigned char *, out_elements) + before, first, bytes - before);
        return;
    }
    words->read = place + bytes;
    words->used -= n;
    memcpy(out_elements, place, bytes);
}

/* What push_some and write do: as much as fits, and how much that was. */
PICORING_BODY int picoring_words_put_some_(picoring_words *words, const void *elements, size_t n,
                                           size_t *out_n, size_t size, uint32_t verb)
{
    size_t used = words->used;
    size_t sum = used + n; /* not above used: n is 0, or the sum wrapped */
    if (PICORING_UNLIKELY(sum <= used || sum > words->limit)) {
        size_t room = picoring_words_free_(words);
        if (n == 0) {
            *out_n = 0;
            return PICORING_OK; /* elements may be NULL */
        }
        if (room == 0) return picoring_seam_refuse(words, verb, n);
        if (n > room) n = room;
    }
    picoring_words_put_(words, elements, n, size);
    *out_n = n;
    return PICORING_OK;
}

PICORING_BODY int picoring_words_take_some_(picoring_words *words, void *out_elements, size_t n,
                                            size_t *out_n, size_t size, uint32_t verb)
{
    size_t used = words->used;
    if (PICORING_UNLIKELY(n - 1 >= used)) {
        if (n == 0) {
            *out_n = 0;
            return PICORING_OK; /* out_elements may be NULL */
        }
        if (used == 0) return picoring_seam_refuse(words, verb, n);
        n = used;
    }
    picoring_words_take_(words, out_elements, n, size);
    *out_n = n;
    return PICORING_OK;
}

#endif /* bodies */

PICORING_END

#endif
