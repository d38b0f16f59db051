/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * mpsc.h: a channel from any number of threads to one, first claimed, first
 * read.
 *
 * Producers claim places by advancing one count, write in place, and mark their
 * claim as committed or aborted. The reader passes claims in the order they were
 * made, and gets the longest committed run as one block.
 *
 * Limits first.
 *   - A claim that is not settled - its thread is preempted, stopped, slow -
 *     delays the reader at its place. It delays no other producer: they go on
 *     claiming and committing until the ring is full. A thread that ends with an
 *     open claim blocks the reader until its producer handle is destroyed, which
 *     aborts the claim.
 *   - Claims are lock-free (a compare-and-exchange: of those who claim at once,
 *     one succeeds), everything else is wait-free, but for the waits and for the
 *     wake-up of a thread that sleeps. A reader that finds aborted claims passes
 *     all of them before it goes on.
 *   - Each producer handle is one thread's at a time and holds one open claim at
 *     most. Any capacity and any element size; a mark of 8 bytes an element
 *     (the next power of two of them) comes on top.
 *   - A channel is one process's, as spsc.h says.
 *
 * Sizes are numbers of elements unless a parameter says bytes. What is marked
 * PICORING_HOT is inlined. An inline trusts its handle; everything else answers
 * PICORING_EFAULT (NULL, or 0) to a NULL pointer.
 */
#ifndef PICORING_MPSC_H
#define PICORING_MPSC_H

#include "base.h"
#include "channel.h"
#include "error.h"
#include "mirror.h"
#include "ring.h"

PICORING_BEGIN

typedef struct picoring_mpsc picoring_mpsc;
typedef struct picoring_mpsc_producer picoring_mpsc_producer;
typedef struct picoring_mpsc_reader picoring_mpsc_reader;

/* ---- Life ---- */

/*!
 * picoring_mpsc_create: makes an empty channel.
 *   capacity, element_size, options  as picoring_spsc_create
 *   out_mpsc                         the caller's to destroy
 *   returns                          as picoring_spsc_create
 * Thread: any. Progress: blocking (system calls). Since: 0.1.
 */
PICORING_HOT int picoring_mpsc_create(size_t capacity, size_t element_size,
                                      const picoring_channel_options *options,
                                      picoring_mpsc **out_mpsc);

/*!
 * picoring_mpsc_open: what create calls, with the layout that the caller was
 * compiled against.
 *   inline_abi  PICORING_INLINE_ABI
 *   returns     as create
 * Thread: any. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_mpsc_open(uint32_t inline_abi, size_t capacity, size_t element_size,
                                    const picoring_channel_options *options,
                                    picoring_mpsc **out_mpsc);

/*!
 * picoring_mpsc_from_ring: makes a channel of a ring, with its memory and what is
 * in it; nothing is copied. The ring's handle is gone.
 *   ring      not made with options->inherit
 *   options   memory must be NULL
 *   out_mpsc  the caller's to destroy
 *   returns   0, or, and the ring is as it was, PICORING_EINVAL, PICORING_E2BIG,
 *             PICORING_ENOMEM, PICORING_EFORK
 * Thread: one. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_mpsc_from_ring(picoring_ring *ring,
                                         const picoring_channel_options *options,
                                         picoring_mpsc **out_mpsc);

/*!
 * picoring_mpsc_into_ring: the way back, with what has not been read. Every other
 * handle of the channel has been destroyed; the reader's is gone.
 *   out_ring  the caller's to destroy
 *   returns   0, or, and nothing has changed, PICORING_EBUSY: there is another
 *             handle, or a call of this one, PICORING_ENOMEM, PICORING_EFORK
 * Thread: the reader. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_mpsc_into_ring(picoring_mpsc_reader *reader, picoring_ring **out_ring);

/*!
 * picoring_mpsc_producer_open: a handle for one more producer.
 *   out_producer  the caller's to destroy; keeps the channel alive
 *   returns       0, or PICORING_ENOMEM, or PICORING_EFORK
 * Thread: any. Progress: blocking (allocates). Since: 0.1.
 */
PICORING_API int picoring_mpsc_producer_open(picoring_mpsc *mpsc,
                                             picoring_mpsc_producer **out_producer);

/*!
 * picoring_mpsc_reader_open: the one handle of the reading side.
 *   out_reader  the caller's to destroy; keeps the channel alive
 *   returns     0, or PICORING_EBUSY: it was opened before, or PICORING_EFORK
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_mpsc_reader_open(picoring_mpsc *mpsc, picoring_mpsc_reader **out_reader);

/*!
 * picoring_mpsc_destroy: gives the channel's handle back: no further producer can
 * be opened. When the last producer is gone as well, the channel is closed. A
 * reader that never was opened counts as closed from now on. NULL does nothing.
 * Thread: one, the last of this handle. Progress: blocking. Since: 0.1.
 */
PICORING_API void picoring_mpsc_destroy(picoring_mpsc *mpsc);

/*!
 * picoring_mpsc_producer_destroy: aborts the claim that is open, and gives the
 * handle back. Another thread that still waits with it gets PICORING_EPIPE. NULL
 * does nothing.
 * Thread: one, the last to call a verb of this handle. Progress: blocking.
 * Since: 0.1.
 */
PICORING_API void picoring_mpsc_producer_destroy(picoring_mpsc_producer *producer);

/*!
 * picoring_mpsc_reader_destroy: closes the reader's side and gives its handle
 * back. Another thread that still waits with it gets PICORING_EEND. NULL does
 * nothing.
 * Thread: one, the last to call a verb of this handle. Progress: blocking.
 * Since: 0.1.
 */
PICORING_API void picoring_mpsc_reader_destroy(picoring_mpsc_reader *reader);

/* ---- Producing ---- */

/*!
 * picoring_mpsc_push: copies an element in.
 *   element  element_size bytes
 *   returns  0, or
 *            PICORING_EAGAIN  the channel is full
 *            PICORING_EPIPE   it is closed
 *            PICORING_ESTATE  this producer has a claim open
 * Thread: the producer. Progress: lock-free. Since: 0.1.
 */
PICORING_API int picoring_mpsc_push(picoring_mpsc_producer *producer, const void *element);

/*!
 * picoring_mpsc_push_n: copies n elements in, all or none, with nothing of others
 * between them.
 *   elements  n * element_size bytes
 *   returns   0, or as push, or PICORING_ERANGE: n exceeds the capacity
 * Thread: the producer. Progress: lock-free. Since: 0.1.
 */
PICORING_API int picoring_mpsc_push_n(picoring_mpsc_producer *producer, const void *elements,
                                      size_t n);

/*!
 * picoring_mpsc_claim: the next n free places, as one block to write to. They are
 * this producer's from now on: the reader stops here until they are settled by
 * commit or abort.
 *   n        at least 1
 *   returns  the block, or NULL: picoring_mpsc_claim_status tells why
 * Thread: the producer. Progress: lock-free. Since: 0.1.
 */
PICORING_API void *picoring_mpsc_claim(picoring_mpsc_producer *producer, size_t n);

/*!
 * picoring_mpsc_claim_status: what a claim of n would meet now.
 *   returns  0                it would succeed, if nobody else comes first
 *            PICORING_EAGAIN  not so many are free now
 *            PICORING_ERANGE  n exceeds the capacity
 *            PICORING_EPIPE   closed
 *            PICORING_ESTATE  a claim is open
 *            PICORING_EINVAL  n is 0
 * Thread: the producer. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_mpsc_claim_status(picoring_mpsc_producer *producer, size_t n);

/*!
 * picoring_mpsc_commit: the first n elements of the open claim, written in place,
 * become readable; the rest of it is aborted. The claim is settled.
 *   n        at most what was claimed
 *   returns  0, or, and nothing has changed,
 *            PICORING_ERANGE  more than was claimed
 *            PICORING_ESTATE  no claim is open
 * Thread: the producer. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_mpsc_commit(picoring_mpsc_producer *producer, size_t n);

/*!
 * picoring_mpsc_abort: gives the open claim up; nothing of it becomes readable.
 *   returns  0, or PICORING_ESTATE: no claim is open
 * Thread: the producer. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_mpsc_abort(picoring_mpsc_producer *producer);

/*!
 * picoring_mpsc_wait_writable: until n elements are free. Others may take them
 * first: claim, and wait again. Of several that sleep, one is woken when half of
 * the channel is free, and all at a release after 0.2 ms: n elements may be free
 * for that long before this returns.
 *   timeout, clock, returns  as picoring_spsc_wait_writable, and PICORING_ESTATE:
 *                            a claim is open
 * Thread: the producer. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_mpsc_wait_writable(picoring_mpsc_producer *producer, size_t n,
                                             int64_t timeout, uint32_t clock);

/*!
 * picoring_mpsc_producer_interrupt: the wait that this producer is in, or else its
 * next one, returns PICORING_EINTR.
 *   returns  0
 * Thread: any; the handle lives when this is called, and whoever is woken may
 * destroy it. Progress: lock-free (may make a system call). Since: 0.1.
 */
PICORING_API int picoring_mpsc_producer_interrupt(picoring_mpsc_producer *producer);

/* ---- Reading ---- */

/*!
 * picoring_mpsc_pop: copies the oldest element out and frees its place.
 *   out_element  element_size bytes
 *   returns      0, or
 *                PICORING_EAGAIN  the channel is empty, or the oldest claim open
 *                PICORING_EEND    and closed: nothing will come
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_mpsc_pop(picoring_mpsc_reader *reader, void *out_element);

/*!
 * picoring_mpsc_pop_sized: pop for a caller whose element size is a constant.
 *   out_element, size  as push_sized
 *   returns            as pop; the twin answers PICORING_EINVAL to another size
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_mpsc_pop_sized(picoring_mpsc_reader *reader, void *out_element,
                                         size_t size);

/*!
 * picoring_mpsc_pop_n: copies the n oldest elements out, all or none.
 *   out_elements  n * element_size bytes
 *   returns       0, or
 *                 PICORING_EAGAIN  not so many are readable now
 *                 PICORING_EEND    and never will be: closed. Fewer may be there
 *                 PICORING_ERANGE  n exceeds the capacity, or an aborted claim
 *                                  ends the run before n: read what is there first
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_mpsc_pop_n(picoring_mpsc_reader *reader, void *out_elements, size_t n);

/*!
 * picoring_mpsc_pop_some: copies out as many of n elements as there are.
 *   out_elements  n * element_size bytes
 *   out_n         how many came, from 1 to n (0 if n is 0)
 *   returns       0, or PICORING_EAGAIN: empty, or PICORING_EEND: and closed
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_mpsc_pop_some(picoring_mpsc_reader *reader, void *out_elements, size_t n,
                                        size_t *out_n);

/*!
 * picoring_mpsc_peek: the longest committed run that the reader knows of, as one
 * block, first claimed first. It may be changed in place.
 *   out_n    how many; 0 with NULL
 *   returns  the oldest element, or NULL: picoring_mpsc_peek_status tells why
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT void *picoring_mpsc_peek(picoring_mpsc_reader *reader, size_t *out_n);

/*!
 * picoring_mpsc_peek_status: what a peek would meet now.
 *   returns  0, or PICORING_EAGAIN: empty, or PICORING_EEND: and closed
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_mpsc_peek_status(picoring_mpsc_reader *reader);

/*!
 * picoring_mpsc_release: the n oldest elements are done with.
 *   n        at most what peek has shown; 0 does nothing
 *   returns  0, or PICORING_ERANGE: more than that; nothing has changed
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_mpsc_release(picoring_mpsc_reader *reader, size_t n);

/*!
 * picoring_mpsc_len: looks at the producers' side: how many elements are readable
 * now, up to the first open or aborted claim, and peek shows all of them.
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_API size_t picoring_mpsc_len(picoring_mpsc_reader *reader);

/*!
 * picoring_mpsc_wait_readable: until n elements are readable.
 *   timeout, clock, returns  as picoring_spsc_wait_readable, and PICORING_ERANGE as
 *                            pop_n: with n = 1 that does not happen
 * Thread: the reader. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_mpsc_wait_readable(picoring_mpsc_reader *reader, size_t n,
                                             int64_t timeout, uint32_t clock);

/*!
 * picoring_mpsc_reader_interrupt, picoring_mpsc_reader_event,
 * picoring_mpsc_reader_arm, picoring_mpsc_reader_disarm: as those of a
 * picoring_spsc_reader. The event of an arm for n > 1 may come early while claims
 * are open: look, and arm again.
 * Thread: the reader (interrupt: any). Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_mpsc_reader_interrupt(picoring_mpsc_reader *reader);
PICORING_API int picoring_mpsc_reader_event(picoring_mpsc_reader *reader, intptr_t *out_event);
PICORING_API int picoring_mpsc_reader_arm(picoring_mpsc_reader *reader, size_t n);
PICORING_API int picoring_mpsc_reader_disarm(picoring_mpsc_reader *reader);

/* ---- Ending and the whole ---- */

/*!
 * picoring_mpsc_close: ends the channel for all producers: their claims get
 * PICORING_EPIPE from now on. Claims that are open may still be settled; the
 * reader gets what is committed, and PICORING_EEND once every claim is settled
 * and read. Closing twice does nothing.
 *   returns  0
 * Thread: any producer. Progress: blocking (may wake). Since: 0.1.
 */
PICORING_API int picoring_mpsc_close(picoring_mpsc_producer *producer);

/*!
 * picoring_mpsc_reader_close: ends the channel from the reader's side.
 *   returns  0
 * Thread: the reader. Progress: blocking (may wake). Since: 0.1.
 */
PICORING_API int picoring_mpsc_reader_close(picoring_mpsc_reader *reader);

/*!
 * picoring_mpsc_capacity, picoring_mpsc_mirror: as those of a picoring_spsc.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API size_t picoring_mpsc_capacity(const picoring_mpsc *mpsc);
PICORING_API const picoring_mirror *picoring_mpsc_mirror(const picoring_mpsc *mpsc);

PICORING_END

#include "mpsc_inline.h"

#endif
