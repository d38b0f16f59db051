/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * list.h: a growing array for gigabytes. Its elements are one contiguous block
 * that never moves and is never copied.
 *
 * A list reserves address space once, which costs nothing, and commits it in
 * steps at its end: a step is made usable and filled with pages by one call,
 * huge pages where the system grants them. So there is no reallocation, an
 * address stays good until its element goes, and appending calls the system
 * once a step.
 *
 * Limits first.
 *   - One writer. Any number of threads may read [0, len) while it appends:
 *     picoring_list_len is published with release and read with acquire. "The
 *     readers gone" below means: no other thread reads the list, nor holds an
 *     address into it that it will still use.
 *   - The reservation is the end: options->reserve, or as much as memory and
 *     swap could hold. A full one is PICORING_ENOBUFS, and the list as it was.
 *   - Elements are bytes to the library: no constructor, no destructor. What
 *     has been claimed and not written is unspecified.
 *   - Ordinary private memory: a forked child has its own copy, and goes on.
 *     A child of a process with other threads may do so too if no other thread
 *     was in a verb of this list.
 *
 * Verbs mean what they mean in ring.h, but that a list is written at its end and
 * read by index: pop takes the newest element, append is what push_n is there,
 * and no room is PICORING_ENOBUFS, as none comes back by waiting.
 *
 * Sizes are numbers of elements unless a parameter says bytes. What is marked
 * PICORING_HOT is inlined. An inline trusts its handle; the exported twins, and
 * so all calls with PICORING_NO_INLINE, answer PICORING_EFAULT (NULL, or 0) to a
 * NULL pointer.
 */
#ifndef PICORING_LIST_H
#define PICORING_LIST_H

#include "base.h"
#include "error.h"
#include "options.h"

PICORING_BEGIN

typedef struct picoring_list picoring_list;

/* How a list grows. NULL options mean the defaults, and all defaults are 0;
 * struct_size as in picoring_options. */
typedef struct picoring_list_options {
    size_t struct_size; /* sizeof(picoring_list_options) */
    size_t reserve;     /* elements that ever find place, rounded up to whole pages;
                           create fails if there are not so many addresses. 0: as
                           many as memory and swap hold, at most 128 GiB (128 MiB
                           on 32 bits); where addresses are scarce (RLIMIT_AS), an
                           eighth to a quarter of what is left. Who makes
                           thousands of lists says how much each needs */
    size_t chunk;       /* elements of a piece of picoring_list_chunk; costs no
                           memory. 0: as many as 8 MiB hold, at least 1 */
    size_t least_step;  /* bytes committed at once unless more is needed: the
                           least, 0 for 64 KiB or most_step if that is less, */
    size_t most_step;   /* and the most, 0 for 8 MiB or least_step if that is
                           more. In between a step doubles the list. In whole
                           pages, from 2 MiB on in huge ones */
    size_t keep;        /* bytes that truncate and clear keep behind the last
                           element, rounded up to pages, or to huge ones from
                           2 MiB on; 0 for most_step, 1 for next to nothing,
                           SIZE_MAX for all */
    size_t alignment;   /* bytes every element is aligned to, a power of two
                           that divides element_size, at most a page; 0 for none */
    uint32_t small_pages; /* 1: no huge pages. 0: where the system grants them */
    uint32_t dump;        /* enum picoring_dump: ONE is in core dumps */
    /* Where the handle comes from, as in picoring_options; not the elements. */
    void *(*allocate)(void *user, size_t bytes, size_t alignment);
    void (*deallocate)(void *user, void *block, size_t bytes, size_t alignment);
    void *user;
} picoring_list_options;

#define PICORING_LIST_OPTIONS_INIT \
    { sizeof(picoring_list_options), 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL }

/*!
 * picoring_list_options_init: PICORING_LIST_OPTIONS_INIT for languages without
 * C macros.
 *   options      at least struct_size bytes
 *   struct_size  the size of the struct that the caller knows, in bytes
 *   returns      0, or
 *                PICORING_EFAULT  options is NULL
 *                PICORING_EINVAL  struct_size is smaller than version 0.1's
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_list_options_init(picoring_list_options *options, size_t struct_size);

/*!
 * picoring_list_create: makes an empty list.
 *   element_size  bytes, at least 1
 *   options       NULL for the defaults
 *   out_list      the caller's to destroy
 *   returns       0, or
 *                 PICORING_EINVAL      element_size is 0, or an option is out
 *                                      of range
 *                 PICORING_EFAULT      out_list is NULL
 *                 PICORING_EOVERFLOW   the reservation exceeds what a pointer
 *                                      spans
 *                 PICORING_EALIGN      see options->alignment
 *                 PICORING_E2BIG       options has non-zero bytes of a later
 *                                      version
 *                 PICORING_EVERSION    the headers are newer than the library
 *                 PICORING_EADDRSPACE  no address space for the reservation
 *                 PICORING_ELOCK       over RLIMIT_MEMLOCK: mlockall(2) wants
 *                                      all that is mapped locked
 *                 PICORING_EMAPCOUNT, PICORING_ENOMEM, PICORING_ENOSYS,
 *                 PICORING_EIO         what the system lacks
 * Thread: any. Progress: blocking (system calls). Since: 0.1.
 */
PICORING_HOT int picoring_list_create(size_t element_size, const picoring_list_options *options,
                                      picoring_list **out_list);

/*!
 * picoring_list_open: what create calls, with the layout that the caller was
 * compiled against.
 *   inline_abi  PICORING_INLINE_ABI
 *   returns     as create
 * Thread: any. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_list_open(uint32_t inline_abi, size_t element_size,
                                    const picoring_list_options *options,
                                    picoring_list **out_list);

/*!
 * picoring_list_destroy: gives everything back. NULL does nothing.
 * Thread: one, the readers gone. Progress: blocking. Since: 0.1.
 */
PICORING_API void picoring_list_destroy(picoring_list *list);

/* ---- Growing. What these verbs answer when there is no room:
 *
 *   PICORING_ENOBUFS     the reservation is full
 *   PICORING_ENOMEM      the system has no memory left, or will not promise it:
 *                        RLIMIT_DATA, vm.overcommit_memory=2; the sentence says
 *                        which
 *   PICORING_EMAPCOUNT   vm.max_map_count
 *   PICORING_ENOSYS, PICORING_EIO
 *                        the system refused for a reason of its own
 *
 * The list is as it was then, and usable. Progress of all of them: wait-free
 * within a step, blocking (system calls) where one begins. */

/*!
 * picoring_list_push: copies an element behind the last.
 *   element  element_size bytes; may be an element of this list
 *   returns  0, or as above
 * Thread: the writer. Progress: see above. Since: 0.1.
 */
PICORING_HOT int picoring_list_push(picoring_list *list, const void *element);

/*!
 * picoring_list_push_sized: push for a caller whose element size is a constant
 * of the compiler, so that the copy is one store.
 *   element  size bytes
 *   size     must be the list's element_size; the inline does not check
 *   returns  as push; the twin answers PICORING_EINVAL to another size
 * Thread: the writer. Progress: see above. Since: 0.1.
 */
PICORING_HOT int picoring_list_push_sized(picoring_list *list, const void *element, size_t size);

/*!
 * picoring_list_append: copies n elements behind the last, all or none.
 *   elements  n * element_size bytes; may be elements of this list
 *   returns   0, or as above
 * Thread: the writer. Progress: see above. Since: 0.1.
 */
PICORING_HOT int picoring_list_append(picoring_list *list, const void *elements, size_t n);

/*!
 * picoring_list_claim: a place behind the last element to write n elements to.
 *   n        at least 1
 *   returns  the place, aligned and contiguous with the list, or NULL:
 *            picoring_list_claim_status tells why
 * Thread: the writer. Progress: see above. Since: 0.1.
 */
PICORING_HOT void *picoring_list_claim(picoring_list *list, size_t n);

/*!
 * picoring_list_claim_status: claims once more, commits memory for it if it must,
 * and says what came of it.
 *   returns  0: a claim of n succeeds now; PICORING_EINVAL: n is 0; or as above
 * Thread: the writer. Progress: see above. Since: 0.1.
 */
PICORING_API int picoring_list_claim_status(picoring_list *list, size_t n);

/*!
 * picoring_list_commit: n elements behind the last have been written and become
 * readable.
 *   n        0 to what was claimed or reserved: further room of the step counts
 *   returns  0, or PICORING_ERANGE: beyond that, and nothing has changed
 * Thread: the writer. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_list_commit(picoring_list *list, size_t n);

/*!
 * picoring_list_cancel: gives a claim up; nothing of it becomes readable. A list
 * keeps no books of claims, so this does nothing; it is here so that code reads
 * the same over every object.
 *   returns  0
 * Thread: the writer. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_list_cancel(picoring_list *list);

/*!
 * picoring_list_reserve: commits room for n elements in all, so that no append
 * up to there calls the system.
 *   n        elements, those that are there counted; less than that does nothing
 *   returns  0, or as above
 * Thread: the writer. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_list_reserve(picoring_list *list, size_t n);

/* ---- Reading: any thread, while the writer appends ---- */

/*!
 * picoring_list_len: how many elements there are, read with acquire: all of
 * [0, len) is there to be read.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT size_t picoring_list_len(const picoring_list *list);

/*!
 * picoring_list_data: the first of len elements, one contiguous block; the same
 * address for the life of the list, also while it is empty.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT void *picoring_list_data(const picoring_list *list);

/*!
 * picoring_list_at: the element at index, in place, or NULL if there is none.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT void *picoring_list_at(const picoring_list *list, size_t index);

/*!
 * picoring_list_get: copies the element at index out.
 *   out_element  element_size bytes
 *   returns      0, or PICORING_ERANGE: there is none
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_list_get(const picoring_list *list, size_t index, void *out_element);

/*!
 * picoring_list_chunk: a piece of the list, for passing it on piecewise: a
 * window on the one block, as long as options->chunk except for the last.
 *   index    below picoring_list_chunk_count
 *   out_n    how many elements it has; becomes 0 if NULL is returned
 *   returns  its first element, or NULL: there is no such chunk
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API void *picoring_list_chunk(const picoring_list *list, size_t index, size_t *out_n);

/*!
 * picoring_list_chunk_count: how many chunks there are; the last may be short.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API size_t picoring_list_chunk_count(const picoring_list *list);

/*!
 * picoring_list_chunk_size: elements of a whole chunk.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API size_t picoring_list_chunk_size(const picoring_list *list);

/*!
 * picoring_list_capacity: how many elements the reservation holds: those asked
 * for, rounded up to whole pages.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API size_t picoring_list_capacity(const picoring_list *list);

/* ---- Changing: the readers gone ---- */

/*!
 * picoring_list_set: overwrites the element at index.
 *   element  element_size bytes
 *   returns  0, or PICORING_ERANGE: there is none
 * Thread: the writer, the readers of this element gone. Progress: wait-free.
 * Since: 0.1.
 */
PICORING_HOT int picoring_list_set(picoring_list *list, size_t index, const void *element);

/*!
 * picoring_list_pop: takes the last element away. Its memory stays committed.
 *   out_element  element_size bytes, or NULL
 *   returns      0, or PICORING_EAGAIN: the list is empty
 * Thread: the writer, the readers gone. Progress: wait-free. Since: 0.1.
 */
PICORING_HOT int picoring_list_pop(picoring_list *list, void *out_element);

/*!
 * picoring_list_truncate: keeps the first n elements. Memory further than
 * options->keep behind them goes back to the system, claimed or reserved.
 *   n        at most len
 *   returns  0, or PICORING_ERANGE: there are not so many
 * Thread: the writer, the readers gone. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_list_truncate(picoring_list *list, size_t n);

/*!
 * picoring_list_clear: truncate to none.
 *   returns  0
 * Thread: the writer, the readers gone. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_list_clear(picoring_list *list);

/*!
 * picoring_list_shrink: all memory behind the last element goes back to the
 * system: all whole pages, whole huge pages once the list is that long. What
 * was claimed or reserved is gone.
 *   returns  0
 * Thread: the writer; readers may stay. Progress: blocking. Since: 0.1.
 */
PICORING_API int picoring_list_shrink(picoring_list *list);

/* What a list has of the system. */
typedef struct picoring_list_info {
    size_t struct_size; /* set by the caller: sizeof(picoring_list_info) */
    size_t reserved;    /* bytes of address space */
    size_t committed;   /* bytes of it that have memory */
    size_t huge_bytes;  /* bytes of these that huge pages hold right now */
} picoring_list_info;

#define PICORING_LIST_INFO_INIT { sizeof(picoring_list_info), 0, 0, 0 }

/*!
 * picoring_list_describe: what was really got.
 *   out_info  struct_size set; filled as far as both sides know the struct, the
 *             rest of it 0. huge_bytes is read from the system at this call.
 *   returns   0, or
 *             PICORING_EFAULT  list or out_info is NULL
 *             PICORING_EINVAL  struct_size is smaller than version 0.1's
 * Thread: the writer. Progress: blocking (may read /proc). Since: 0.1.
 */
PICORING_API int picoring_list_describe(const picoring_list *list, picoring_list_info *out_info);

PICORING_END

#include "list_inline.h"

#endif
