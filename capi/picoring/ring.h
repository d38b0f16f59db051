/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * ring.h: a ring of equal elements whose contents and free space are always
 * one contiguous block each. It is a queue (push, pop), an in-place queue
 * (claim, commit, peek, release), a sliding window (view, at, push_overwrite).
 *
 * Limits first.
 *   - One thread at a time. Threads that share a ring need a lock around it.
 *   - Any element size from 1 byte; the memory of one copy is rounded up to
 *     picoring_granularity() and all of it is usable, unless options->exact.
 *   - An element may lie across the seam. It is contiguous all the same.
 *   - A pointer from claim, peek, view or at starts in the first copy (with the
 *     emulated technique one from view or at may start in the second, where a
 *     block that was handed out before shows the element). It is good until the
 *     next verb that moves that side. Between taking and giving back, touch a
 *     byte through one address only: once a peek has handed out a block across the
 *     seam, do not write through an older pointer that at() gave.
 *   - Elements are bytes to the library: no constructor, no destructor.
 *
 * Sizes are numbers of elements unless a parameter says bytes.
 * What is marked PICORING_HOT is inlined.
 * An inline trusts its handle; the exported twins, and so all calls with
 * PICORING_NO_INLINE, answer PICORING_EFAULT (NULL, or 0) to a NULL pointer.
 * In a child forked without options->inherit a ring has no room and nothing to
 * read, and says PICORING_EFORK: only destroy is left to it.
 */
#ifndef PICORING_RING_H
#define PICORING_RING_H

#include "base.h"
#include "error.h"
#include "mirror.h"
#include "options.h"

PICORING_BEGIN

typedef struct picoring_ring picoring_ring;

/*!
 * picoring_ring_create: makes an empty ring.
 *   capacity      elements, at least 1; see picoring_ring_capacity
 *   element_size  bytes, at least 1
 *   options       NULL for the defaults
 *   out_ring      the caller's to destroy
 *   returns       0, or
 *                 PICORING_EINVAL     capacity or element_size is 0, an option
 *                                     is out of range, or PICORING_TECHNIQUE
 *                                     names none
 *                 PICORING_EOVERFLOW  capacity * element_size, twice, exceeds
 *                                     what a pointer spans
 *                 PICORING_EALIGN     alignment divides not both the
 *                                     granularity and element_size
 *                 PICORING_EVERSION   the headers are newer than the library
 *                 and all that picoring_mirror_create answers
 * Thread: any. Progress: blocking (system calls). Since: 0.1.
 */
PICORING_HOT int picoring_ring_create(size_t capacity, size_t element_size,
                                      const picoring_options *options, picoring_ring **out_ring);

/*!
 * picoring_ring_open: what create calls, with the layout that the caller was
 * compiled against.
 *   inline_abi  PICORING_INLINE_ABI
 *   returns     as create
 * Thread: any. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_ring_open(uint32_t inline_abi, size_t capacity, size_t element_size,
                                    const picoring_options *options, picoring_ring **out_ring);

/*!
 * picoring_ring_destroy: gives everything back; what is in the ring is gone.
 * NULL does nothing. In a child forked without inherit, touches nothing.
 * Thread: one, the last. Progress: blocking. Since: 0.1.
 */
PICORING_API void picoring_ring_destroy(picoring_ring *ring);

/* ---- Copying: one element ---- */

/*!
 * picoring_ring_push: copies an element behind the newest.
 *   element  element_size bytes
 *   returns  0, or PICORING_EAGAIN: the ring is full
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_ring_push(picoring_ring *ring, const void *element);

/*!
 * picoring_ring_pop: copies the oldest element out and frees its place.
 *   out_element  element_size bytes
 *   returns      0, or PICORING_EAGAIN: the ring is empty
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_ring_pop(picoring_ring *ring, void *out_element);

/*!
 * picoring_ring_push_sized: push for a caller whose element size is a constant
 * of the compiler, so that the copy is one store.
 *   element  size bytes
 *   size     must be the ring's element_size; the inline does not check
 *   returns  as push; the twin answers PICORING_EINVAL to another size
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_ring_push_sized(picoring_ring *ring, const void *element, size_t size);

/*!
 * picoring_ring_pop_sized: pop for a caller whose element size is a constant.
 *   out_element, size  as push_sized
 *   returns            as pop; the twin answers PICORING_EINVAL to another size
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_ring_pop_sized(picoring_ring *ring, void *out_element, size_t size);

/*!
 * picoring_ring_push_overwrite: push that drops the oldest element if the ring
 * is full: the ring keeps the last `capacity` elements.
 *   element  element_size bytes
 *   returns  0
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_ring_push_overwrite(picoring_ring *ring, const void *element);

/* ---- Copying: many elements ---- */

/*!
 * picoring_ring_push_n: copies n elements in, all or none.
 *   elements  n * element_size bytes
 *   returns   0, or
 *             PICORING_EAGAIN  not so many are free now
 *             PICORING_ERANGE  n exceeds the capacity
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_ring_push_n(picoring_ring *ring, const void *elements, size_t n);

/*!
 * picoring_ring_pop_n: copies the n oldest elements out, all or none.
 *   out_elements  n * element_size bytes
 *   returns       0, or
 *                 PICORING_EAGAIN  not so many are readable now
 *                 PICORING_ERANGE  n exceeds the capacity
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_ring_pop_n(picoring_ring *ring, void *out_elements, size_t n);

/*!
 * picoring_ring_push_some: copies in as many of n elements as fit.
 *   elements  n * element_size bytes
 *   out_n     how many were taken, from 1 to n (0 if n is 0)
 *   returns   0, or PICORING_EAGAIN: the ring is full
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_ring_push_some(picoring_ring *ring, const void *elements, size_t n,
                                         size_t *out_n);

/*!
 * picoring_ring_pop_some: copies out as many as there are, at most n.
 *   out_elements  n * element_size bytes
 *   out_n         how many were copied, from 1 to n (0 if n is 0)
 *   returns       0, or PICORING_EAGAIN: the ring is empty
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_ring_pop_some(picoring_ring *ring, void *out_elements, size_t n,
                                        size_t *out_n);

/* ---- In place: writing ---- */

/*!
 * picoring_ring_claim: the next n free places as one block, to be written and
 * then committed. Claiming again gives the same block.
 *   n        elements, at least 1; picoring_ring_free() for all there is
 *   returns  the first of n * element_size bytes, or NULL:
 *            picoring_ring_claim_status(ring, n) tells why
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT void *picoring_ring_claim(picoring_ring *ring, size_t n);

/*!
 * picoring_ring_claim_status: what a claim of n elements would meet now.
 *   returns  0                it would succeed
 *            PICORING_EAGAIN  not so many are free now
 *            PICORING_ERANGE  n exceeds the capacity
 *            PICORING_EINVAL  n is 0 (PICORING_EAGAIN if the ring is full)
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_ring_claim_status(const picoring_ring *ring, size_t n);

/*!
 * picoring_ring_commit: the next n places, written in place, become readable.
 *   n        elements, at most picoring_ring_free(); 0 does nothing. Whether
 *            they were claimed, let alone written, is not known to a ring
 *   returns  0, or PICORING_ERANGE: more than is free; nothing has changed
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_ring_commit(picoring_ring *ring, size_t n);

/*!
 * picoring_ring_cancel: gives a claim up; nothing of it becomes readable. A
 * ring keeps no books of claims, so this is a compiler barrier; it is here so
 * that code reads the same over every object.
 *   returns  0
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_ring_cancel(picoring_ring *ring);

/* ---- In place: reading ---- */

/*!
 * picoring_ring_peek: all that is readable, as one block, oldest first. It may
 * be changed in place.
 *   out_n    how many elements it has; 0 with NULL
 *   returns  the oldest element, or NULL: picoring_ring_peek_status tells why
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT void *picoring_ring_peek(picoring_ring *ring, size_t *out_n);

/*!
 * picoring_ring_peek_status: what a peek would meet now.
 *   returns  0 or PICORING_EAGAIN: the ring is empty
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_ring_peek_status(const picoring_ring *ring);

/*!
 * picoring_ring_release: the n oldest elements are done with; their places
 * become free.
 *   n        elements, at most picoring_ring_len(); 0 does nothing
 *   returns  0, or PICORING_ERANGE: more than is readable; nothing has changed
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_ring_release(picoring_ring *ring, size_t n);

/*!
 * picoring_ring_view: n readable elements from `offset` on, as one block that
 * may be changed in place; a window over the contents.
 *   offset   elements from the oldest (0)
 *   n        elements, at least 1
 *   returns  the element at offset, or NULL: not all of them are readable
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT void *picoring_ring_view(picoring_ring *ring, size_t offset, size_t n);

/*!
 * picoring_ring_at: one readable element in place.
 *   index    elements from the oldest (0)
 *   returns  the element, or NULL: index is not below picoring_ring_len()
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT void *picoring_ring_at(picoring_ring *ring, size_t index);

/*!
 * picoring_ring_set: copies over one readable element.
 *   index    elements from the oldest (0)
 *   element  element_size bytes
 *   returns  0, or PICORING_ERANGE: index is not below picoring_ring_len()
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_ring_set(picoring_ring *ring, size_t index, const void *element);

/* ---- The whole ---- */

/*!
 * picoring_ring_len: how many elements are readable.
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT size_t picoring_ring_len(const picoring_ring *ring);

/*!
 * picoring_ring_free: how many elements fit now. (It frees nothing: that is
 * picoring_ring_destroy.)
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_NODISCARD PICORING_HOT size_t picoring_ring_free(const picoring_ring *ring);

/*!
 * picoring_ring_capacity: how many elements fit at all: with options->exact
 * what create was asked for, otherwise all that one copy holds.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API size_t picoring_ring_capacity(const picoring_ring *ring);

/*!
 * picoring_ring_clear: forgets all readable elements.
 *   returns  0
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_ring_clear(picoring_ring *ring);

/*!
 * picoring_ring_mirror: the mirror below, for picoring_mirror_describe and
 * picoring_mirror_data. It belongs to the ring.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API const picoring_mirror *picoring_ring_mirror(const picoring_ring *ring);

PICORING_END

#include "ring_inline.h"

#endif
