/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * stream.h: a byte stream that is written and read like a file, and whose
 * contents and free space are always one contiguous block each, so that
 * read(2) fills all of it, memchr(3) searches all of it, and a parser never
 * sees a seam.
 *
 * Limits first.
 *   - One thread at a time.
 *   - The memory of one copy is rounded up to picoring_granularity() and all
 *     of it is usable, unless options->exact.
 *   - A pointer from claim or peek starts in the first copy. It is good until
 *     the next verb that moves that side.
 *   - "Empty" and "ended" differ: PICORING_EAGAIN may change, PICORING_EEND,
 *     after close and once all is read, may not.
 *
 * Sizes are bytes. The copying and in-place verbs are inlined; an inline
 * trusts its handle; the exported twins answer PICORING_EFAULT (NULL, or 0) to
 * a NULL pointer. In a child forked without options->inherit a stream has no
 * room and nothing to read, and says PICORING_EFORK.
 */
#ifndef PICORING_STREAM_H
#define PICORING_STREAM_H

#include "base.h"
#include "error.h"
#include "mirror.h"
#include "options.h"

PICORING_BEGIN

typedef struct picoring_stream picoring_stream;

/*!
 * picoring_stream_create: makes an empty, open stream.
 *   capacity    bytes, at least 1; see picoring_stream_capacity
 *   options     NULL for the defaults
 *   out_stream  the caller's to destroy
 *   returns     as picoring_ring_create
 * Thread: any. Progress: blocking (system calls). Since: 0.1.
 */
PICORING_HOT int picoring_stream_create(size_t capacity, const picoring_options *options,
                                        picoring_stream **out_stream);

/*!
 * picoring_stream_open: what create calls, with the layout that the caller was
 * compiled against.
 *   inline_abi  PICORING_INLINE_ABI
 *   returns     as create
 * Thread: any. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_stream_open(uint32_t inline_abi, size_t capacity,
                                      const picoring_options *options,
                                      picoring_stream **out_stream);

/*!
 * picoring_stream_destroy: gives everything back. NULL does nothing. In a
 * child forked without inherit, touches nothing.
 * Thread: one, the last. Progress: blocking. Since: 0.1.
 */
PICORING_API void picoring_stream_destroy(picoring_stream *stream);

/* ---- Copying ---- */

/*!
 * picoring_stream_write: copies in as much of the data as fits.
 *   data         n bytes
 *   out_written  how many were taken, from 1 to n (0 if n is 0)
 *   returns      0, or
 *                PICORING_EAGAIN  the stream is full
 *                PICORING_EPIPE   the stream is closed
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_stream_write(picoring_stream *stream, const void *data, size_t n,
                                       size_t *out_written);

/*!
 * picoring_stream_read: copies out what there is, at most n bytes.
 *   out_data  n bytes
 *   out_read  how many were copied, from 1 to n (0 if n is 0)
 *   returns   0, or
 *             PICORING_EAGAIN  the stream is empty, but may be written to
 *             PICORING_EEND    the stream is closed and all of it read
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_stream_read(picoring_stream *stream, void *out_data, size_t n,
                                      size_t *out_read);

/* ---- In place ---- */

/*!
 * picoring_stream_claim: the next n free bytes as one block, to be written and
 * then committed. Claiming again gives the same block.
 *   n        bytes, at least 1; picoring_stream_free() for all there is
 *   returns  the block, or NULL: picoring_stream_claim_status tells why
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT void *picoring_stream_claim(picoring_stream *stream, size_t n);

/*!
 * picoring_stream_claim_status: what a claim of n bytes would meet now.
 *   returns  0                it would succeed
 *            PICORING_EAGAIN  not so many are free now
 *            PICORING_ERANGE  n exceeds the capacity
 *            PICORING_EPIPE   the stream is closed
 *            PICORING_EINVAL  n is 0 (PICORING_EAGAIN if the stream is full)
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_stream_claim_status(const picoring_stream *stream, size_t n);

/*!
 * picoring_stream_commit: the next n bytes, written in place, become readable.
 *   n        bytes, at most picoring_stream_free(); 0 does nothing
 *   returns  0, or, and nothing has changed,
 *            PICORING_ERANGE  more than is free
 *            PICORING_EPIPE   the stream is closed
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_stream_commit(picoring_stream *stream, size_t n);

/*!
 * picoring_stream_cancel: gives a claim up; nothing of it becomes readable. A
 * compiler barrier, like picoring_ring_cancel.
 *   returns  0
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_stream_cancel(picoring_stream *stream);

/*!
 * picoring_stream_peek: all that is readable, as one block. It may be changed
 * in place.
 *   out_n    how many bytes it has; 0 with NULL
 *   returns  the oldest byte, or NULL: picoring_stream_peek_status tells why
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT void *picoring_stream_peek(picoring_stream *stream, size_t *out_n);

/*!
 * picoring_stream_peek_status: what a peek or a read would meet now.
 *   returns  0, or
 *            PICORING_EAGAIN  the stream is empty, but may be written to
 *            PICORING_EEND    the stream is closed and all of it read
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_stream_peek_status(const picoring_stream *stream);

/*!
 * picoring_stream_release: the n oldest bytes are done with.
 *   n        bytes, at most picoring_stream_len(); 0 does nothing
 *   returns  0, or PICORING_ERANGE: more than is readable; nothing has changed
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_stream_release(picoring_stream *stream, size_t n);

/*!
 * picoring_stream_truncate: keeps the n oldest bytes; those behind them are as if
 * they had never been written. What was claimed is given up. For who commits room
 * before it is known how much will be filled, like the buffers of Asio.
 *   n        bytes, at most picoring_stream_len()
 *   returns  0, or, and nothing has changed,
 *            PICORING_ERANGE  there are not so many
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_stream_truncate(picoring_stream *stream, size_t n);

/*!
 * picoring_stream_find: searches all that is readable, as one block.
 *   from        bytes from the oldest, where the search starts
 *   delimiter   n bytes, at least 1
 *   out_offset  bytes from the oldest to the first byte of the first match
 *   returns     0, or
 *               PICORING_EAGAIN  not there yet
 *               PICORING_EEND    not there (or `from` is behind the end), and the
 *                                stream is closed
 *               PICORING_EINVAL  n is 0
 * To go on after PICORING_EAGAIN, start n - 1 bytes before the old length, or at
 * 0 if that was shorter.
 * Searches with memchr(3) and memmem(3).
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_stream_find(picoring_stream *stream, size_t from, const void *delimiter,
                                      size_t n, size_t *out_offset);

/* ---- Descriptors: one system call, one buffer ---- */

/*!
 * picoring_stream_read_from_fd: read(2) into the free block.
 *   fd          a descriptor; on Windows one of the C library that libpicoring is
 *               linked with, of a file or pipe: a socket there is none
 *   n           bytes at most; SIZE_MAX for all that is free
 *   out_read    how many came, at least 1
 *   returns     0, or
 *               PICORING_EEND     the end of the file; the stream stays open
 *               PICORING_EAGAIN   the descriptor has nothing now
 *               PICORING_EINTR    a signal came first
 *               PICORING_ENOBUFS  the stream is full: no call was made
 *               PICORING_EPIPE    the stream is closed: no call was made
 *               PICORING_EINVAL   n is 0
 *               PICORING_EIO      anything else; the sentence has the system's error
 * Thread: one. Progress: blocking, as the descriptor is. Since: 0.1.
 */
PICORING_API int picoring_stream_read_from_fd(picoring_stream *stream, int fd, size_t n,
                                              size_t *out_read);

/*!
 * picoring_stream_write_to_fd: write(2) of the readable block, and release of
 * what was taken. SIGPIPE and SIGXFSZ come as they do with write(2).
 *   fd           as above
 *   n            bytes at most; SIZE_MAX for all that is readable
 *   out_written  how many went, at least 1
 *   returns      0, or
 *                PICORING_ENODATA  the stream is empty: no call was made
 *                PICORING_EEND     it is closed too: nothing will come
 *                PICORING_EAGAIN   the descriptor takes nothing now
 *                PICORING_EINTR    a signal came first
 *                PICORING_EPIPE    nobody reads the other end
 *                PICORING_EINVAL   n is 0
 *                PICORING_EIO      anything else; the sentence has the system's error
 * Thread: one. Progress: blocking, as the descriptor is. Since: 0.1.
 */
PICORING_API int picoring_stream_write_to_fd(picoring_stream *stream, int fd, size_t n,
                                             size_t *out_written);

/* ---- Ending ---- */

/*!
 * picoring_stream_close: nothing more will be written. What is in the stream
 * can still be read; after it comes PICORING_EEND. Closing twice is no error.
 *   returns  0, or PICORING_EFAULT, PICORING_EFORK
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_stream_close(picoring_stream *stream);

/*!
 * picoring_stream_ended: 1 if the stream is closed and all of it read, else 0.
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_stream_ended(const picoring_stream *stream);

/* ---- The whole ---- */

/*!
 * picoring_stream_len: how many bytes are readable.
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT size_t picoring_stream_len(const picoring_stream *stream);

/*!
 * picoring_stream_free: how many bytes can be written now; 0 once closed. (It
 * frees nothing: that is picoring_stream_destroy.)
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_NODISCARD PICORING_HOT size_t picoring_stream_free(const picoring_stream *stream);

/*!
 * picoring_stream_capacity: how many bytes fit at all.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API size_t picoring_stream_capacity(const picoring_stream *stream);

/*!
 * picoring_stream_clear: forgets all readable bytes; a closed stream stays so.
 *   returns  0
 * Thread: one. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_stream_clear(picoring_stream *stream);

/*!
 * picoring_stream_mirror: the mirror below; it belongs to the stream.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API const picoring_mirror *picoring_stream_mirror(const picoring_stream *stream);

PICORING_END

#include "stream_inline.h"

#endif
