/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * mirror.h: memory that appears twice, side by side.
 *
 *     data                 data + size           data + 2 * size
 *     |  one block of memory  |  the same block again  |
 *
 * A byte at data[i] is the byte at data[size + i], so any range of up to size
 * bytes that begins in the first copy is one contiguous block, wherever it
 * wraps. ring.h and stream.h build on it; take a bare mirror to build a
 * container of your own.
 *
 * The rule. Compilers do not know that two addresses are one byte. Touch a
 * byte through one address only, and call picoring_mirror_sync() before it is
 * touched through the other.
 */
#ifndef PICORING_MIRROR_H
#define PICORING_MIRROR_H

#include "base.h"
#include "options.h"

PICORING_BEGIN

typedef struct picoring_mirror picoring_mirror;

/* What a mirror was asked for and what it really got. */
typedef struct picoring_mirror_info {
    size_t struct_size; /* set by the caller: sizeof(picoring_mirror_info) */
    size_t size;        /* bytes of one copy */
    size_t granularity; /* bytes that sizes are multiples of */
    size_t page_size;   /* bytes of the pages asked for: huge ones if granted */
    size_t huge_bytes;  /* bytes of one copy that huge pages hold right now */
    uint32_t technique; /* enum picoring_technique, never AUTO */
    uint32_t prefaulted;
    uint32_t locked;
    uint32_t inherited;
    uint32_t guarded;
    uint32_t dumped; /* copies that go into a full core dump: 0, 1 or 2 */
} picoring_mirror_info;

#define PICORING_MIRROR_INFO_INIT { sizeof(picoring_mirror_info), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/*!
 * picoring_mirror_create: makes a mirror, zeroed.
 *   size        bytes of one copy, at least 1; rounded up to the granularity
 *   options     NULL for the defaults
 *   out_mirror  the caller's to destroy
 *   returns     0, or
 *               PICORING_EINVAL      size is 0, an option is out of range, or
 *                                    `exact` and no multiple of the granularity
 *               PICORING_EFAULT      out_mirror is NULL
 *               PICORING_EOVERFLOW   two copies of it exceed what a pointer spans
 *               PICORING_EALIGN      alignment does not divide the granularity
 *               PICORING_E2BIG       options has non-zero bytes of a later version
 *               PICORING_ENOSYS      no technique, or not the forced one, works here
 *               PICORING_ENOMEM, PICORING_EADDRSPACE, PICORING_EMAPCOUNT,
 *               PICORING_EMFILE, PICORING_EFBIG, PICORING_ENOSPC,
 *               PICORING_ELOCK, PICORING_EHUGE, PICORING_EIO
 *                                    what the system lacks; see error.h
 * Thread: any. Progress: blocking (system calls). Since: 0.1.
 */
PICORING_API int picoring_mirror_create(size_t size, const picoring_options *options,
                                        picoring_mirror **out_mirror);

/*!
 * picoring_mirror_destroy: gives the memory back. NULL does nothing. In a
 * forked child that did not inherit, touches nothing.
 * Thread: one, and no other uses the mirror. Progress: blocking. Since: 0.1.
 */
PICORING_API void picoring_mirror_destroy(picoring_mirror *mirror);

/*!
 * picoring_mirror_data: the first of 2 * size bytes; NULL for a NULL mirror,
 * and in a forked child that did not inherit.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API void *picoring_mirror_data(const picoring_mirror *mirror);

/*!
 * picoring_mirror_size: bytes of one copy; 0 for a NULL mirror.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API size_t picoring_mirror_size(const picoring_mirror *mirror);

/*!
 * picoring_mirror_sync: what was written at [offset, offset + n) is there in
 * the other copy too. A compiler barrier where the memory is really mirrored;
 * the emulated technique copies.
 *   offset  bytes from data, below 2 * size; the range may cross the seam
 *   n       bytes, at most size
 *   returns 0, or
 *           PICORING_EFAULT  mirror is NULL
 *           PICORING_ERANGE  the range does not lie in the two copies
 *           PICORING_EFORK   made by the parent of this process
 * Thread: whoever owns the range. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_mirror_sync(picoring_mirror *mirror, size_t offset, size_t n);

/*!
 * picoring_mirror_describe: what was really got.
 *   out_info  struct_size set; filled as far as both sides know the struct, the
 *             rest of it 0. huge_bytes is read from the system at this call.
 *   returns   0, or
 *             PICORING_EFAULT  mirror or out_info is NULL
 *             PICORING_EINVAL  struct_size is smaller than version 0.1's
 * Thread: any. Progress: blocking (may read /proc). Since: 0.1.
 */
PICORING_API int picoring_mirror_describe(const picoring_mirror *mirror,
                                          picoring_mirror_info *out_info);

/*!
 * picoring_granularity: what the size of a mirror on ordinary pages is a
 * multiple of, in bytes: the page size on most systems, 64 KiB on Windows, the
 * cache colour where caches need one. A power of two.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API size_t picoring_granularity(void);

PICORING_END

#endif
