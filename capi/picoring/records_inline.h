/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * records_inline.h: the frozen words of a producer and a reader of records, and
 * the bodies of their hot verbs, over cursor.h. records.h is the manual.
 *
 * The address of a picoring_records_producer is the address of a
 * picoring_records_writing, that of a picoring_records_reader the address of a
 * picoring_records_reading. A message is a number of 8-byte units of the cursor:
 * one for its length, and those that the message takes.
 *
 * What is special goes to the functions that end in _slowly: one of many
 * producers, a verb that is refused, a closed channel, a forked child. A release
 * is a call: it clears what many producers wrote.
 */
#ifndef PICORING_RECORDS_INLINE_H
#define PICORING_RECORDS_INLINE_H

#include "cursor.h"
#include "records.h"

#include <string.h>

PICORING_BEGIN

typedef struct picoring_records_writing {
    picoring_cursor *cursor; /* of the one producer; NULL for one of many */
    unsigned char *claim;    /* the header of the open claim; NULL: none is open */
    size_t length;           /* bytes that were claimed */
    size_t longest;          /* bytes of the longest message */
} picoring_records_writing;

typedef struct picoring_records_reading {
    picoring_cursor *cursor; /* of the reader */
    size_t read;             /* units that have been read and not released */
} picoring_records_reading;

/* The out-of-line rest, called by the bodies below and by bindings that run the
 * words themselves. Not checked for NULL. Since: 0.1. */

/*! picoring_records_claim_slowly: claims for `verb`. 0, or a negative code.
 *  Thread: the producer. Progress: lock-free. */
PICORING_API int picoring_records_claim_slowly(picoring_records_writing *words, uint32_t verb,
                                               size_t length);

/*! picoring_records_commit_slowly: picoring_records_commit.
 *  Thread: the producer. Progress: wait-free. */
PICORING_API int picoring_records_commit_slowly(picoring_records_writing *words, size_t length);

#if !defined(PICORING_NO_INLINE) || defined(PICORING_TWINS)

#ifdef __cplusplus
#define PICORING_RECORDS_WORDS_(kind, side) (reinterpret_cast<picoring_records_##kind *>(side))
#else
#define PICORING_RECORDS_WORDS_(kind, side) ((picoring_records_##kind *)(uintptr_t)(side))
#endif

/* Of a message that is not longer than the longest, with its header. */
PICORING_BODY size_t picoring_records_units_(size_t length) { return 1 + (length + 7) / 8; }

/* With the claim, so that the message is written in order: a header that came last
 * would take back the line of the message before, which the reader has by then. */
PICORING_BODY void picoring_records_put_header_(unsigned char *claim, size_t length)
{
    uint64_t header = PICORING_CAST(uint64_t, length) + 1;
    memcpy(claim, &header, sizeof header);
}

PICORING_BODY int picoring_records_claim_(picoring_records_writing *words, uint32_t verb,
                                          size_t length)
{
    picoring_cursor *cursor = words->cursor;
    PICORING_COMPILER_BARRIER();
    if (PICORING_UNLIKELY(cursor == NULL || words->claim != NULL || length > words->longest ||
                          picoring_records_units_(length) > picoring_cursor_granted_(cursor)))
        return picoring_records_claim_slowly(words, verb, length);
    words->claim = cursor->place;
    words->length = length;
    picoring_records_put_header_(cursor->place, length);
    return PICORING_OK;
}

PICORING_BODY int picoring_records_commit_(picoring_records_writing *words, size_t length)
{
    picoring_cursor *cursor = words->cursor;
    unsigned char *claim = words->claim;
    size_t units = picoring_records_units_(length);
    uint64_t position;
    if (PICORING_UNLIKELY(cursor == NULL || claim == NULL || length > words->length ||
                          units > picoring_cursor_granted_(cursor)))
        return picoring_records_commit_slowly(words, length);
    position = cursor->position + units;
    words->claim = NULL;
    if (PICORING_UNLIKELY(length != words->length)) picoring_records_put_header_(claim, length);
    PICORING_COMPILER_BARRIER();
    picoring_cursor_publish_(cursor, claim + units * 8, position);
    return PICORING_OK;
}

PICORING_HOT int picoring_records_create(size_t size, uint32_t producers,
                                         const picoring_channel_options *options,
                                         picoring_records **out_records)
{
    return picoring_records_open(PICORING_INLINE_ABI, size, producers, options, out_records);
}

PICORING_HOT int picoring_records_push(picoring_records_producer *producer, const void *message,
                                       size_t length)
{
    PICORING_TWIN_CHECK(producer && (message || length == 0), PICORING_EFAULT)
    picoring_records_writing *words = PICORING_RECORDS_WORDS_(writing, producer);
    int code = picoring_records_claim_(words, PICORING_VERB_PUSH, length);
    if (PICORING_UNLIKELY(code != PICORING_OK)) return code;
    if (length != 0) memcpy(words->claim + PICORING_RECORDS_HEADER, message, length);
    return picoring_records_commit_(words, length);
}

PICORING_HOT void *picoring_records_claim(picoring_records_producer *producer, size_t length)
{
    PICORING_TWIN_CHECK(producer, NULL)
    picoring_records_writing *words = PICORING_RECORDS_WORDS_(writing, producer);
    int code = picoring_records_claim_(words, PICORING_VERB_CLAIM, length);
    return PICORING_LIKELY(code == PICORING_OK) ? words->claim + PICORING_RECORDS_HEADER : NULL;
}

PICORING_HOT int picoring_records_commit(picoring_records_producer *producer, size_t length)
{
    PICORING_TWIN_CHECK(producer, PICORING_EFAULT)
    return picoring_records_commit_(PICORING_RECORDS_WORDS_(writing, producer), length);
}

PICORING_HOT void *picoring_records_read(picoring_records_reader *reader, size_t *out_length)
{
    PICORING_TWIN_CHECK(reader && out_length, NULL)
    picoring_records_reading *words = PICORING_RECORDS_WORDS_(reading, reader);
    picoring_cursor *cursor = words->cursor;
    size_t read = words->read, granted;
    unsigned char *place;
    uint64_t header;
    *out_length = 0;
    PICORING_COMPILER_BARRIER();
    if (PICORING_UNLIKELY(read >= picoring_cursor_granted_(cursor)) &&
        picoring_cursor_look_(cursor, PICORING_VERB_READ, read + 1) != PICORING_OK)
        return NULL;
    place = cursor->place + read * 8;
    if (PICORING_UNLIKELY(cursor->end == NULL)) {
        granted = PICORING_CAST(size_t, picoring_cursor_granted_(cursor));
        place = picoring_cursor_reach(cursor, 0, granted * 8) + read * 8;
    }
    memcpy(&header, place, sizeof header);
    *out_length = PICORING_CAST(size_t, header - 1);
    words->read = read + picoring_records_units_(*out_length);
    return place + PICORING_RECORDS_HEADER;
}

#endif /* bodies */

PICORING_END

#endif
