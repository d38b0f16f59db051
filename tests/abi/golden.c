/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * golden.c: the numbers that are compiled into other people's programs - words,
 * codes, enums and structs. It compiles, or the ABI has changed: docs/abi.md says
 * what to do then. golden.py compiles it for 32 bits as well, and looks whether
 * every enumerator is here.
 */
#include "picoring.h"

#define POINTER sizeof(void *)
#define SAME(what, wanted) \
    _Static_assert((what) == (wanted), \
                   "the ABI has changed (docs/abi.md says what to do): " #what " is not " #wanted)
#define AT(type, member, words) SAME(offsetof(type, member), (words) * POINTER)

_Static_assert(sizeof(size_t) == sizeof(void *), "a word is a pointer");

/* The frozen words: seven of them, in this order, on 32 and 64 bits. */
AT(picoring_words, write, 0);
AT(picoring_words, read, 1);
AT(picoring_words, end, 2);
AT(picoring_words, wrap, 3);
AT(picoring_words, limit, 4);
AT(picoring_words, used, 5);
AT(picoring_words, element_size, 6);
_Static_assert(sizeof(picoring_words) >= 7 * sizeof(void *), "words may only follow");
#if UINTPTR_MAX == 0xFFFFFFFFFFFFFFFFu
SAME(offsetof(picoring_words, used), 40);
SAME(offsetof(picoring_words, element_size), 48);
#elif UINTPTR_MAX == 0xFFFFFFFFu
SAME(offsetof(picoring_words, used), 20);
SAME(offsetof(picoring_words, element_size), 24);
#endif

/* The frozen words of a list. */
AT(picoring_list_words, data, 0);
AT(picoring_list_words, len, 1);
AT(picoring_list_words, ready, 2);
AT(picoring_list_words, element_size, 3);
_Static_assert(sizeof(picoring_list_words) >= 4 * sizeof(void *), "words may only follow");
#if UINTPTR_MAX == 0xFFFFFFFFFFFFFFFFu
SAME(offsetof(picoring_list_words, len), 8);
SAME(offsetof(picoring_list_words, element_size), 24);
#elif UINTPTR_MAX == 0xFFFFFFFFu
SAME(offsetof(picoring_list_words, len), 4);
SAME(offsetof(picoring_list_words, element_size), 12);
#endif

/* The frozen words of a side of a channel: three counts, three addresses of words,
 * and the place. */
SAME(offsetof(picoring_cursor, position), 0);
SAME(offsetof(picoring_cursor, limit), 8);
SAME(offsetof(picoring_cursor, slack), 16);
SAME(offsetof(picoring_cursor, published), 24);
SAME(offsetof(picoring_cursor, other), 24 + POINTER);
SAME(offsetof(picoring_cursor, sleeping), 24 + 2 * POINTER);
SAME(offsetof(picoring_cursor, place), 24 + 3 * POINTER);
SAME(offsetof(picoring_cursor, end), 24 + 4 * POINTER);
SAME(offsetof(picoring_cursor, wrap), 24 + 5 * POINTER);
SAME(offsetof(picoring_cursor, element_size), 24 + 6 * POINTER);
_Static_assert(sizeof(picoring_cursor) >= 24 + 7 * POINTER, "words may only follow");
AT(picoring_records_writing, cursor, 0);
AT(picoring_records_writing, claim, 1);
AT(picoring_records_writing, length, 2);
AT(picoring_records_writing, longest, 3);
AT(picoring_records_reading, cursor, 0);
AT(picoring_records_reading, read, 1);
SAME(sizeof(((picoring_cursor *)0)->position), 8);
SAME(sizeof(*((picoring_cursor *)0)->published), 8);
SAME(sizeof(*((picoring_cursor *)0)->other), 8);
SAME(sizeof(*((picoring_cursor *)0)->sleeping), 4);
#if UINTPTR_MAX == 0xFFFFFFFFFFFFFFFFu
SAME(offsetof(picoring_cursor, place), 48);
SAME(offsetof(picoring_cursor, element_size), 72);
#elif UINTPTR_MAX == 0xFFFFFFFFu
SAME(offsetof(picoring_cursor, place), 36);
SAME(offsetof(picoring_cursor, element_size), 48);
#endif

/* Codes: the same on every system. */
SAME(PICORING_OK, 0);
SAME(PICORING_EAGAIN, -1);
SAME(PICORING_EEND, -2);
SAME(PICORING_ERANGE, -3);
SAME(PICORING_EPIPE, -4);
SAME(PICORING_EINTR, -5);
SAME(PICORING_ENOBUFS, -6);
SAME(PICORING_ENODATA, -7);
SAME(PICORING_EINVAL, -8);
SAME(PICORING_EFAULT, -9);
SAME(PICORING_EOVERFLOW, -10);
SAME(PICORING_EALIGN, -11);
SAME(PICORING_E2BIG, -12);
SAME(PICORING_EVERSION, -13);
SAME(PICORING_ENOSYS, -14);
SAME(PICORING_ENOMEM, -15);
SAME(PICORING_EADDRSPACE, -16);
SAME(PICORING_EMAPCOUNT, -17);
SAME(PICORING_EMFILE, -18);
SAME(PICORING_EFBIG, -19);
SAME(PICORING_ENOSPC, -20);
SAME(PICORING_ELOCK, -21);
SAME(PICORING_EHUGE, -22);
SAME(PICORING_EFORK, -23);
SAME(PICORING_EIO, -24);
SAME(PICORING_ETIMEDOUT, -25);
SAME(PICORING_EBUSY, -26);
SAME(PICORING_ESTATE, -27);
SAME(PICORING_EPEER, -28);
SAME(sizeof(enum picoring_error_code), 4);

/* Enums. */
SAME(PICORING_TECHNIQUE_AUTO, 0);
SAME(PICORING_TECHNIQUE_MEMFD, 1);
SAME(PICORING_TECHNIQUE_MREMAP, 2);
SAME(PICORING_TECHNIQUE_SHM, 3);
SAME(PICORING_TECHNIQUE_EMULATED, 4);
SAME(PICORING_TECHNIQUE_PLACEHOLDER, 5);
SAME(PICORING_TECHNIQUE_MAPVIEW, 6);
SAME(PICORING_TECHNIQUE_MACH_ENTRY, 7);
SAME(PICORING_TECHNIQUE_MACH_REMAP, 8);
SAME(PICORING_TECHNIQUE_ASHMEM, 9);
SAME(PICORING_HUGE_OFF, 0);
SAME(PICORING_HUGE_TRY, 1);
SAME(PICORING_HUGE_REQUIRE, 2);
SAME(PICORING_DUMP_ONE, 0);
SAME(PICORING_DUMP_NONE, 1);
SAME(PICORING_VERB_PUSH, 0);
SAME(PICORING_VERB_POP, 1);
SAME(PICORING_VERB_PUSH_N, 2);
SAME(PICORING_VERB_POP_N, 3);
SAME(PICORING_VERB_PUSH_SOME, 4);
SAME(PICORING_VERB_POP_SOME, 5);
SAME(PICORING_VERB_PUSH_OVERWRITE, 6);
SAME(PICORING_VERB_CLAIM, 7);
SAME(PICORING_VERB_COMMIT, 8);
SAME(PICORING_VERB_PEEK, 9);
SAME(PICORING_VERB_RELEASE, 10);
SAME(PICORING_VERB_SET, 11);
SAME(PICORING_VERB_WRITE, 12);
SAME(PICORING_VERB_READ, 13);
SAME(PICORING_VERB_FIND, 14);
SAME(PICORING_VERB_READ_FROM_FD, 15);
SAME(PICORING_VERB_WRITE_TO_FD, 16);
SAME(PICORING_VERB_CLOSE, 17);
SAME(PICORING_VERB_APPEND, 18);
SAME(PICORING_VERB_GET, 19);
SAME(PICORING_VERB_ABORT, 20);
SAME(PICORING_CLOCK_RELATIVE, 0);
SAME(PICORING_CLOCK_ABSOLUTE, 1);
SAME(sizeof(enum picoring_clock), 4);
SAME(PICORING_FOREVER, -1);
SAME(PICORING_PRODUCERS_MANY, 0);
SAME(PICORING_PRODUCERS_ONE, 1);
SAME(PICORING_RECORDS_HEADER, 8);
SAME(PICORING_INLINE_ABI, 1u);

/* Options: scalars and pointers, no hole before alignment. */
SAME(offsetof(picoring_options, struct_size), 0);
SAME(offsetof(picoring_options, technique), POINTER);
SAME(offsetof(picoring_options, exact), POINTER + 4);
SAME(offsetof(picoring_options, prefault), POINTER + 8);
SAME(offsetof(picoring_options, lock), POINTER + 12);
SAME(offsetof(picoring_options, huge), POINTER + 16);
SAME(offsetof(picoring_options, inherit), POINTER + 20);
SAME(offsetof(picoring_options, dump), POINTER + 24);
SAME(offsetof(picoring_options, guard), POINTER + 28);
SAME(offsetof(picoring_options, alignment), POINTER + 32);
SAME(offsetof(picoring_options, allocate), 2 * POINTER + 32);
SAME(offsetof(picoring_options, deallocate), 3 * POINTER + 32);
SAME(offsetof(picoring_options, user), 4 * POINTER + 32);
_Static_assert(sizeof(picoring_options) >= 5 * POINTER + 32, "options may only grow");

SAME(offsetof(picoring_mirror_info, struct_size), 0);
AT(picoring_mirror_info, size, 1);
AT(picoring_mirror_info, granularity, 2);
AT(picoring_mirror_info, page_size, 3);
AT(picoring_mirror_info, huge_bytes, 4);
SAME(offsetof(picoring_mirror_info, technique), 5 * POINTER);
SAME(offsetof(picoring_mirror_info, prefaulted), 5 * POINTER + 4);
SAME(offsetof(picoring_mirror_info, locked), 5 * POINTER + 8);
SAME(offsetof(picoring_mirror_info, inherited), 5 * POINTER + 12);
SAME(offsetof(picoring_mirror_info, guarded), 5 * POINTER + 16);
SAME(offsetof(picoring_mirror_info, dumped), 5 * POINTER + 20);

AT(picoring_list_options, struct_size, 0);
AT(picoring_list_options, reserve, 1);
AT(picoring_list_options, chunk, 2);
AT(picoring_list_options, least_step, 3);
AT(picoring_list_options, most_step, 4);
AT(picoring_list_options, keep, 5);
AT(picoring_list_options, alignment, 6);
SAME(offsetof(picoring_list_options, small_pages), 7 * POINTER);
SAME(offsetof(picoring_list_options, dump), 7 * POINTER + 4);
SAME(offsetof(picoring_list_options, allocate), 7 * POINTER + 8);
SAME(offsetof(picoring_list_options, deallocate), 8 * POINTER + 8);
SAME(offsetof(picoring_list_options, user), 9 * POINTER + 8);
_Static_assert(sizeof(picoring_list_options) >= 10 * POINTER + 8, "options may only grow");

AT(picoring_channel_options, struct_size, 0);
AT(picoring_channel_options, memory, 1);
SAME(offsetof(picoring_channel_options, spin), 2 * POINTER);
SAME(offsetof(picoring_channel_options, drop), 2 * POINTER + 8);
SAME(offsetof(picoring_channel_options, user), 3 * POINTER + 8);
_Static_assert(sizeof(picoring_channel_options) >= 4 * POINTER + 8, "options may only grow");

AT(picoring_list_info, struct_size, 0);
AT(picoring_list_info, reserved, 1);
AT(picoring_list_info, committed, 2);
AT(picoring_list_info, huge_bytes, 3);
_Static_assert(sizeof(picoring_list_info) >= 4 * POINTER, "infos may only grow");

int main(void) { return 0; }
