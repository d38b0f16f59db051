/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * spsc.h: a channel from one thread to one other thread. It is a ring whose two
 * sides have handles of their own; every verb of the ring is there on its side.
 *
 * Limits first.
 *   - One writer, one reader. Each handle is one thread's at a time; it may move
 *     to another thread if that move is itself ordered (a join, a lock, a
 *     channel). interrupt may be called by any thread.
 *   - All verbs are wait-free, but for the waits, and for the wake-up of a thread
 *     that sleeps, which is a system call.
 *   - Capacity and elements as in ring.h: any element size, all of the memory is
 *     usable, blocks are contiguous across the seam.
 *   - peek shows what was readable when the reader last looked at the writer's
 *     side; it looks again once that is used up, and whenever a verb wants more.
 *     A claim looks at the reader's side the same way.
 *   - A channel is one process's. A forked child may only destroy its handles;
 *     every other verb answers PICORING_EFORK there.
 *
 * Sizes are numbers of elements unless a parameter says bytes. What is marked
 * PICORING_HOT is inlined. An inline trusts its handle; the exported twins, and
 * so all calls with PICORING_NO_INLINE, answer PICORING_EFAULT (NULL, or 0) to a
 * NULL pointer.
 */
#ifndef PICORING_SPSC_H
#define PICORING_SPSC_H

#include "base.h"
#include "channel.h"
#include "error.h"
#include "mirror.h"
#include "ring.h"

PICORING_BEGIN

typedef struct picoring_spsc picoring_spsc;
typedef struct picoring_spsc_writer picoring_spsc_writer;
typedef struct picoring_spsc_reader picoring_spsc_reader;

/* ---- Life ---- */

/*!
 * picoring_spsc_create: makes an empty channel.
 *   capacity      elements, at least 1; see picoring_spsc_capacity
 *   element_size  bytes, at least 1
 *   options       NULL for the defaults
 *   out_spsc      the caller's to destroy
 *   returns       0, or
 *                 PICORING_EINVAL  an option is out of range
 *                 and all that picoring_ring_create answers
 * Thread: any. Progress: blocking (system calls). Since: 0.1.
 */
PICORING_HOT int picoring_spsc_create(size_t capacity, size_t element_size,
                                      const picoring_channel_options *options,
                                      picoring_spsc **out_spsc);

/*!
 * picoring_spsc_open: what create calls, with the layout that the caller was
 * compiled against.
 *   inline_abi  PICORING_INLINE_ABI
 *   returns     as create
 * Thread: any. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_spsc_open(uint32_t inline_abi, size_t capacity, size_t element_size,
                                    const picoring_channel_options *options,
                                    picoring_spsc **out_spsc);

/*!
 * picoring_spsc_from_ring: makes a channel of a ring, with its memory and what is
 * in it; nothing is copied. The ring's handle is gone.
 *   ring      not made with options->inherit
 *   options   memory must be NULL
 *   out_spsc  the caller's to destroy
 *   returns   0, or, and the ring is as it was, PICORING_EINVAL, PICORING_E2BIG,
 *             PICORING_ENOMEM, PICORING_EFORK
 * Thread: one. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_spsc_from_ring(picoring_ring *ring,
                                         const picoring_channel_options *options,
                                         picoring_spsc **out_spsc);

/*!
 * picoring_spsc_into_ring: the way back, with what has not been read. Every other
 * handle of the channel has been destroyed; the reader's is gone.
 *   out_ring  the caller's to destroy
 *   returns   0, or, and nothing has changed, PICORING_EBUSY: there is another
 *             handle, or a call of this one, PICORING_ENOMEM, PICORING_EFORK
 * Thread: the reader. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_spsc_into_ring(picoring_spsc_reader *reader, picoring_ring **out_ring);

/*!
 * picoring_spsc_writer_open, picoring_spsc_reader_open: the one handle of that
 * side.
 *   out_writer, out_reader  the caller's to destroy; keeps the channel alive
 *   returns                 0, or
 *                           PICORING_EBUSY  that side was opened before
 *                           PICORING_EFORK  made by the parent of this process
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_spsc_writer_open(picoring_spsc *spsc, picoring_spsc_writer **out_writer);
PICORING_API int picoring_spsc_reader_open(picoring_spsc *spsc, picoring_spsc_reader **out_reader);

/*!
 * picoring_spsc_destroy: gives the channel's handle back. Sides that are open go
 * on; a side that never was opened counts as closed from now on. NULL does
 * nothing.
 * Thread: one, the last of this handle. Progress: blocking. Since: 0.1.
 */
PICORING_API void picoring_spsc_destroy(picoring_spsc *spsc);

/*!
 * picoring_spsc_writer_destroy, picoring_spsc_reader_destroy: closes the side and
 * gives its handle back. Another thread that still waits with it wakes up, and
 * gets PICORING_EPIPE (writer) or PICORING_EEND (reader). NULL does nothing.
 * Thread: one, the last to call a verb of this handle. Progress: blocking.
 * Since: 0.1.
 */
PICORING_API void picoring_spsc_writer_destroy(picoring_spsc_writer *writer);
PICORING_API void picoring_spsc_reader_destroy(picoring_spsc_reader *reader);

/* ---- Writing ---- */

/*!
 * picoring_spsc_push: copies an element behind the newest.
 *   element  element_size bytes
 *   returns  0, or
 *            PICORING_EAGAIN  the channel is full
 *            PICORING_EPIPE   it is closed
 * Thread: the writer. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_spsc_push(picoring_spsc_writer *writer, const void *element);

/*!
 * picoring_spsc_push_sized: push for a caller whose element size is a constant of
 * the compiler, so that the copy is one store.
 *   element  size bytes
 *   size     must be the channel's element_size; the inline does not check
 *   returns  as push; the twin answers PICORING_EINVAL to another size
 * Thread: the writer. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_spsc_push_sized(picoring_spsc_writer *writer, const void *element,
                                          size_t size);

/*!
 * picoring_spsc_push_n: copies n elements in, all or none; the reader sees all of
 * them at once.
 *   elements  n * element_size bytes
 *   returns   0, or
 *             PICORING_EAGAIN  not so many are free now
 *             PICORING_ERANGE  n exceeds the capacity
 *             PICORING_EPIPE   closed
 * Thread: the writer. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_spsc_push_n(picoring_spsc_writer *writer, const void *elements, size_t n);

/*!
 * picoring_spsc_push_some: copies in as many of n elements as fit.
 *   elements  n * element_size bytes
 *   out_n     how many were taken, from 1 to n (0 if n is 0)
 *   returns   0, or PICORING_EAGAIN: full, or PICORING_EPIPE: closed
 * Thread: the writer. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_spsc_push_some(picoring_spsc_writer *writer, const void *elements,
                                         size_t n, size_t *out_n);

/*!
 * picoring_spsc_claim: the next n free places, as one block to write to.
 *   n        at least 1
 *   returns  the block, or NULL: picoring_spsc_claim_status tells why
 * Thread: the writer. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT void *picoring_spsc_claim(picoring_spsc_writer *writer, size_t n);

/*!
 * picoring_spsc_claim_status: what a claim of n would meet now.
 *   returns  0                it would succeed
 *            PICORING_EAGAIN  not so many are free now
 *            PICORING_ERANGE  n exceeds the capacity
 *            PICORING_EPIPE   closed
 *            PICORING_EINVAL  n is 0
 * Thread: the writer. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_spsc_claim_status(picoring_spsc_writer *writer, size_t n);

/*!
 * picoring_spsc_commit: the next n elements, written in place, become readable.
 *   n        at most what was claimed; the rest may follow with the next commit.
 *            0 does nothing
 *   returns  0, or PICORING_ERANGE: more than is known to be free, or
 *            PICORING_EPIPE: closed; nothing has changed
 * Thread: the writer. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_spsc_commit(picoring_spsc_writer *writer, size_t n);

/*!
 * picoring_spsc_cancel: gives a claim up; nothing of it becomes readable. A
 * compiler barrier, like picoring_ring_cancel.
 *   returns  0
 * Thread: the writer. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_spsc_cancel(picoring_spsc_writer *writer);

/*!
 * picoring_spsc_free: how many elements fit now; at least as many stay free
 * until the writer writes.
 * Thread: the writer. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT size_t picoring_spsc_free(picoring_spsc_writer *writer);

/* ---- Reading ---- */

/*!
 * picoring_spsc_pop: copies the oldest element out and frees its place.
 *   out_element  element_size bytes
 *   returns      0, or
 *                PICORING_EAGAIN  the channel is empty
 *                PICORING_EEND    and closed: nothing will come
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_spsc_pop(picoring_spsc_reader *reader, void *out_element);

/*!
 * picoring_spsc_pop_sized: pop for a caller whose element size is a constant.
 *   out_element, size  as push_sized
 *   returns            as pop; the twin answers PICORING_EINVAL to another size
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_spsc_pop_sized(picoring_spsc_reader *reader, void *out_element,
                                         size_t size);

/*!
 * picoring_spsc_pop_n: copies the n oldest elements out, all or none.
 *   out_elements  n * element_size bytes
 *   returns       0, or
 *                 PICORING_EAGAIN  not so many are readable now
 *                 PICORING_EEND    and never will be: closed. Fewer may be there
 *                 PICORING_ERANGE  n exceeds the capacity
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_spsc_pop_n(picoring_spsc_reader *reader, void *out_elements, size_t n);

/*!
 * picoring_spsc_pop_some: copies out as many of n elements as there are.
 *   out_elements  n * element_size bytes
 *   out_n         how many came, from 1 to n (0 if n is 0)
 *   returns       0, or PICORING_EAGAIN: empty, or PICORING_EEND: and closed
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_spsc_pop_some(picoring_spsc_reader *reader, void *out_elements, size_t n,
                                        size_t *out_n);

/*!
 * picoring_spsc_peek: the readable elements that the reader knows of, as one
 * block, oldest first. They may be changed in place.
 *   out_n    how many; 0 with NULL
 *   returns  the oldest element, or NULL: picoring_spsc_peek_status tells why
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT void *picoring_spsc_peek(picoring_spsc_reader *reader, size_t *out_n);

/*!
 * picoring_spsc_peek_status: what a peek would meet now.
 *   returns  0, or PICORING_EAGAIN: empty, or PICORING_EEND: and closed
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_spsc_peek_status(picoring_spsc_reader *reader);

/*!
 * picoring_spsc_release: the n oldest elements are done with.
 *   n        at most what peek has shown; 0 does nothing
 *   returns  0, or PICORING_ERANGE: more than that; nothing has changed
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_spsc_release(picoring_spsc_reader *reader, size_t n);

/*!
 * picoring_spsc_len: looks at the writer's side: how many elements are readable
 * now, and peek shows all of them.
 * Thread: the reader. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT size_t picoring_spsc_len(picoring_spsc_reader *reader);

/* ---- Waiting ----
 *
 * What a wait returns:
 *   0                   a claim of n, or a pop of n, succeeds now
 *   PICORING_ETIMEDOUT  the time is over; at once if it was 0 or in the past
 *   PICORING_EINTR      interrupt was called, or a signal handler ran (one with
 *                       SA_RESTART ends no wait without time-out)
 *   PICORING_EPIPE, PICORING_EEND  closed, as push and pop say
 *   PICORING_ERANGE     n exceeds the capacity
 *   PICORING_EINVAL     clock is none, or n is 0
 * timeout is in nanoseconds, negative for ever; clock is enum picoring_clock. */

/*!
 * picoring_spsc_wait_writable, picoring_spsc_wait_readable: until n elements are
 * free, or readable.
 * Thread: that side's. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_spsc_wait_writable(picoring_spsc_writer *writer, size_t n,
                                             int64_t timeout, uint32_t clock);
PICORING_API int picoring_spsc_wait_readable(picoring_spsc_reader *reader, size_t n,
                                             int64_t timeout, uint32_t clock);

/*!
 * picoring_spsc_writer_interrupt, picoring_spsc_reader_interrupt: the wait that
 * this side is in, or else the next one that has to wait, returns PICORING_EINTR.
 *   returns  0
 * Thread: any; the handle lives when this is called, and whoever is woken may
 * destroy it. Progress: lock-free (may make a system call). Since: 0.1.
 */
PICORING_API int picoring_spsc_writer_interrupt(picoring_spsc_writer *writer);
PICORING_API int picoring_spsc_reader_interrupt(picoring_spsc_reader *reader);

/*!
 * picoring_spsc_writer_event, picoring_spsc_reader_event: a descriptor for poll,
 * epoll and the loops built on them; made at the first call, closed with the
 * channel. It becomes readable when an armed side is ready.
 *   out_event  an eventfd(2) on Linux, a HANDLE on Windows, as an integer
 *   returns    0, or PICORING_EMFILE, PICORING_ENOMEM, PICORING_EIO
 * Thread: that side's. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_spsc_writer_event(picoring_spsc_writer *writer, intptr_t *out_event);
PICORING_API int picoring_spsc_reader_event(picoring_spsc_reader *reader, intptr_t *out_event);

/*!
 * picoring_spsc_writer_arm, picoring_spsc_reader_arm: asks for one signal of the
 * event once n elements are free, or readable. Takes back a signal that came
 * before; one of a publication that was under way may still come after, so that
 * a wake-up may find nothing: look, and arm again. A wait of this side that sleeps
 * takes the arm back.
 *   n        at least 1, at most the capacity
 *   returns  1: ready now, not armed; 0: armed; or PICORING_EINVAL,
 *            PICORING_ERANGE, and the errors of ..._event. A closed channel is
 *            ready for ever, and so is its event
 * Thread: that side's. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_spsc_writer_arm(picoring_spsc_writer *writer, size_t n);
PICORING_API int picoring_spsc_reader_arm(picoring_spsc_reader *reader, size_t n);

/*!
 * picoring_spsc_writer_disarm, picoring_spsc_reader_disarm: no signal is wanted
 * any more, and one that came is taken back.
 *   returns  0
 * Thread: that side's. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_spsc_writer_disarm(picoring_spsc_writer *writer);
PICORING_API int picoring_spsc_reader_disarm(picoring_spsc_reader *reader);

/* ---- Ending and the whole ---- */

/*!
 * picoring_spsc_writer_close, picoring_spsc_reader_close: ends the channel from
 * this side; see channel.h. Closing twice does nothing.
 *   returns  0
 * Thread: that side's. Progress: blocking (may wake). Since: 0.1.
 */
PICORING_API int picoring_spsc_writer_close(picoring_spsc_writer *writer);
PICORING_API int picoring_spsc_reader_close(picoring_spsc_reader *reader);

/*!
 * picoring_spsc_capacity: how many elements fit; at least as many as asked for.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API size_t picoring_spsc_capacity(const picoring_spsc *spsc);

/*!
 * picoring_spsc_mirror: the mirror below, for picoring_mirror_describe. It belongs
 * to the channel.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API const picoring_mirror *picoring_spsc_mirror(const picoring_spsc *spsc);

PICORING_END

#include "spsc_inline.h"

#endif
