/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * records.h: messages of any length from one or many threads to one, written and
 * read in place.
 *
 *     | header | message, rounded up to 8 bytes | header | message | ...
 *
 * Limits first.
 *   - A message costs its length, rounded up to 8 bytes, and a header of
 *     PICORING_RECORDS_HEADER bytes. The longest is picoring_records_longest():
 *     all of the memory less one header.
 *   - Messages are aligned to 8 bytes and contiguous, across the seam, too.
 *   - Producers and what a stalled one costs as in mpsc.h; with one producer,
 *     everything is wait-free as in spsc.h.
 *   - Each handle is one thread's at a time. A channel is one process's.
 *
 * Lengths and sizes are bytes. Inlined verbs check no pointer; calls, so all calls
 * with PICORING_NO_INLINE, answer PICORING_EFAULT (NULL, or 0) to a NULL pointer.
 */
#ifndef PICORING_RECORDS_H
#define PICORING_RECORDS_H

#include "base.h"
#include "channel.h"
#include "error.h"
#include "mirror.h"

PICORING_BEGIN

/* Bytes before each message. */
#define PICORING_RECORDS_HEADER 8

/* How many may write. */
enum picoring_producers {
    PICORING_PRODUCERS_MANY = 0,
    PICORING_PRODUCERS_ONE = 1
};

typedef struct picoring_records picoring_records;
typedef struct picoring_records_producer picoring_records_producer;
typedef struct picoring_records_reader picoring_records_reader;

/*!
 * picoring_records_create: makes an empty channel of messages.
 *   size         bytes for messages and their headers, at least 16; rounded up
 *                to the granularity, or with options->memory->exact to 8
 *   producers    enum picoring_producers
 *   options      NULL for the defaults; drop must be NULL
 *   out_records  the caller's to destroy
 *   returns      0, or
 *                PICORING_EINVAL  size is too small, producers or an option is
 *                                 out of range
 *                and all that picoring_mpsc_create answers
 * Thread: any. Progress: blocking (system calls). Since: 0.1.
 */
PICORING_HOT int picoring_records_create(size_t size, uint32_t producers,
                                         const picoring_channel_options *options,
                                         picoring_records **out_records);

/*!
 * picoring_records_open: what create calls, with the layout that the caller was
 * compiled against.
 *   inline_abi  PICORING_INLINE_ABI
 *   returns     as create
 * Thread: any. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_records_open(uint32_t inline_abi, size_t size, uint32_t producers,
                                       const picoring_channel_options *options,
                                       picoring_records **out_records);

/*!
 * picoring_records_producer_open: a handle for one more producer.
 *   out_producer  the caller's to destroy; keeps the channel alive
 *   returns       0, or PICORING_ENOMEM, PICORING_EFORK, or PICORING_EBUSY: there
 *                 is one, and PICORING_PRODUCERS_ONE was asked for
 * Thread: any. Progress: blocking (allocates). Since: 0.1.
 */
PICORING_API int picoring_records_producer_open(picoring_records *records,
                                                picoring_records_producer **out_producer);

/*!
 * picoring_records_reader_open: the one handle of the reading side.
 *   out_reader  the caller's to destroy; keeps the channel alive
 *   returns     0, or PICORING_EBUSY, or PICORING_EFORK
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_records_reader_open(picoring_records *records,
                                              picoring_records_reader **out_reader);

/*!
 * picoring_records_destroy, picoring_records_producer_destroy,
 * picoring_records_reader_destroy: as those of a picoring_mpsc. NULL does nothing.
 * Thread: one, the last of this handle. Progress: blocking. Since: 0.1.
 */
PICORING_API void picoring_records_destroy(picoring_records *records);
PICORING_API void picoring_records_producer_destroy(picoring_records_producer *producer);
PICORING_API void picoring_records_reader_destroy(picoring_records_reader *reader);

/* ---- Producing ---- */

/*!
 * picoring_records_push: copies a message in.
 *   message  length bytes; may be NULL if length is 0
 *   length   bytes; 0 is a message, too
 *   returns  0, or
 *            PICORING_EAGAIN  there is no room now
 *            PICORING_ERANGE  longer than picoring_records_longest()
 *            PICORING_EPIPE   closed
 *            PICORING_ESTATE  this producer has a claim open
 * Thread: the producer. Progress: lock-free (one producer: wait-free). Since: 0.1.
 */
PICORING_HOT int picoring_records_push(picoring_records_producer *producer, const void *message,
                                       size_t length);

/*!
 * picoring_records_claim: a place for a message of up to `length` bytes, to be
 * settled by commit or abort.
 *   returns  the place, or NULL: picoring_records_claim_status tells why
 * Thread: the producer. Progress: lock-free (one producer: wait-free). Since: 0.1.
 */
PICORING_HOT void *picoring_records_claim(picoring_records_producer *producer, size_t length);

/*!
 * picoring_records_claim_status: what a claim of `length` bytes would meet now.
 *   returns  0, or as push
 * Thread: the producer. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_records_claim_status(picoring_records_producer *producer, size_t length);

/*!
 * picoring_records_commit: the first `length` bytes of the open claim are the
 * message; the rest of it is free again.
 *   length   at most what was claimed
 *   returns  0, or PICORING_ERANGE: more than was claimed, or PICORING_ESTATE: no
 *            claim is open; nothing has changed. PICORING_EPIPE: the one producer
 *            closed after it claimed, and the message is lost
 * Thread: the producer. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_records_commit(picoring_records_producer *producer, size_t length);

/*!
 * picoring_records_abort: gives the open claim up.
 *   returns  0, or PICORING_ESTATE: no claim is open
 * Thread: the producer. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_records_abort(picoring_records_producer *producer);

/*!
 * picoring_records_wait_writable: until there is room for a message of `length`
 * bytes. Other producers may take it first.
 *   timeout, clock, returns  as picoring_mpsc_wait_writable
 * Thread: the producer. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_records_wait_writable(picoring_records_producer *producer, size_t length,
                                                int64_t timeout, uint32_t clock);

/*!
 * picoring_records_producer_interrupt: as picoring_mpsc_producer_interrupt.
 * Thread: any, while the handle lives. Progress: lock-free. Since: 0.1.
 */
PICORING_API int picoring_records_producer_interrupt(picoring_records_producer *producer);

/*!
 * picoring_records_close: ends the channel for all producers.
 *   returns  0
 * Thread: any producer. Progress: blocking (may wake). Since: 0.1.
 */
PICORING_API int picoring_records_close(picoring_records_producer *producer);

/* ---- Reading ---- */

/*!
 * picoring_records_read: the next message, in place; it may be changed there. It
 * stays until release; one may read on before.
 *   out_length  bytes of it; 0 with NULL
 *   returns     the message, or NULL: picoring_records_read_status tells why
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT void *picoring_records_read(picoring_records_reader *reader, size_t *out_length);

/*!
 * picoring_records_read_status: what a read would meet now.
 *   returns  0, or PICORING_EAGAIN: none is there, or the oldest claim is open; or
 *            PICORING_EEND: closed, and all is read; or PICORING_ERANGE: all
 *            of the memory has been read, or an aborted claim comes next:
 *            release first
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_records_read_status(picoring_records_reader *reader);

/*!
 * picoring_records_release: all messages read so far are done with. Those of many
 * producers are cleared: short ones are released faster some at a time.
 *   returns  0, or PICORING_EFORK
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_records_release(picoring_records_reader *reader);

/*!
 * picoring_records_wait_readable: until there is a message to read.
 *   timeout, clock, returns  as picoring_spsc_wait_readable, and read_status
 * Thread: the reader. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_records_wait_readable(picoring_records_reader *reader, int64_t timeout,
                                                uint32_t clock);

/*!
 * picoring_records_reader_interrupt, picoring_records_reader_event,
 * picoring_records_reader_arm, picoring_records_reader_disarm,
 * picoring_records_reader_close: as those of a picoring_spsc_reader; arm waits
 * for a message to read.
 * Thread: the reader (interrupt: any). Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_records_reader_interrupt(picoring_records_reader *reader);
PICORING_API int picoring_records_reader_event(picoring_records_reader *reader,
                                               intptr_t *out_event);
PICORING_API int picoring_records_reader_arm(picoring_records_reader *reader);
PICORING_API int picoring_records_reader_disarm(picoring_records_reader *reader);
PICORING_API int picoring_records_reader_close(picoring_records_reader *reader);

/*!
 * picoring_records_longest: the longest message that fits, in bytes.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API size_t picoring_records_longest(const picoring_records *records);

/*!
 * picoring_records_mirror: the mirror below. It belongs to the channel.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API const picoring_mirror *picoring_records_mirror(const picoring_records *records);

PICORING_END

#include "records_inline.h"

#endif
