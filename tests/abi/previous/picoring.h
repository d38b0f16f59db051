/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The headers of capi/ at commit e651de9, made by tests/abi/freeze.py. */
#ifndef PICORING_H
#define PICORING_H 
#ifndef PICORING_CHANNEL_H
#define PICORING_CHANNEL_H 
#ifndef PICORING_BASE_H
#define PICORING_BASE_H 
#include <stddef.h>
#include <stdint.h>
#define PICORING_VERSION_MAJOR 0
#define PICORING_VERSION_MINOR 1
#define PICORING_VERSION_PATCH 0
#define PICORING_VERSION \
    (PICORING_VERSION_MAJOR * 10000 + PICORING_VERSION_MINOR * 100 + PICORING_VERSION_PATCH)
#define PICORING_INLINE_ABI 1u
#if defined(_WIN32) && defined(PICORING_DLL)
#define PICORING_API __declspec(dllimport) __declspec(nothrow)
#elif defined(_WIN32)
#define PICORING_API __declspec(nothrow)
#elif defined(__GNUC__)
#define PICORING_API __attribute__((__visibility__("default"), __nothrow__))
#else
#define PICORING_API 
#endif
#if defined(__GNUC__)
#define PICORING_NODISCARD __attribute__((__warn_unused_result__))
#define PICORING_LIKELY(x) __builtin_expect(!!(x), 1)
#define PICORING_UNLIKELY(x) __builtin_expect(!!(x), 0)
#else
#define PICORING_NODISCARD 
#define PICORING_LIKELY(x) (!!(x))
#define PICORING_UNLIKELY(x) (!!(x))
#endif
#if !defined(__GNUC__) && !defined(PICORING_NO_INLINE)
#define PICORING_NO_INLINE 1
#endif
#if defined(__GNUC__)
#define PICORING_BODY static __inline__
#else
#define PICORING_BODY static __inline
#endif
#if defined(PICORING_TWINS) || defined(PICORING_NO_INLINE)
#define PICORING_HOT PICORING_API
#else
#define PICORING_HOT PICORING_BODY
#endif
#if !defined(PICORING_TWIN_CHECK)
#define PICORING_TWIN_CHECK(sound,failure) 
#define PICORING_TWIN_SIZE_CHECK(words,size) 
#endif
#ifdef __cplusplus
#define PICORING_BEGIN extern "C" {
#define PICORING_END }
#define PICORING_CAST(type,value) (static_cast<type>(value))
#else
#define PICORING_BEGIN 
#define PICORING_END 
#define PICORING_CAST(type,value) ((type)(value))
#endif
PICORING_BEGIN
PICORING_API uint32_t picoring_version(void);
PICORING_API const char *picoring_version_string(void);
PICORING_API uint32_t picoring_inline_abi(void);
PICORING_END
#endif
#ifndef PICORING_ERROR_H
#define PICORING_ERROR_H 
PICORING_BEGIN
enum picoring_error_code {
    PICORING_OK = 0,
    PICORING_EAGAIN = -1,
    PICORING_EEND = -2,
    PICORING_ERANGE = -3,
    PICORING_EPIPE = -4,
    PICORING_EINTR = -5,
    PICORING_ENOBUFS = -6,
    PICORING_ENODATA = -7,
    PICORING_EINVAL = -8,
    PICORING_EFAULT = -9,
    PICORING_EOVERFLOW = -10,
    PICORING_EALIGN = -11,
    PICORING_E2BIG = -12,
    PICORING_EVERSION = -13,
    PICORING_ENOSYS = -14,
    PICORING_ENOMEM = -15,
    PICORING_EADDRSPACE = -16,
    PICORING_EMAPCOUNT = -17,
    PICORING_EMFILE = -18,
    PICORING_EFBIG = -19,
    PICORING_ENOSPC = -20,
    PICORING_ELOCK = -21,
    PICORING_EHUGE = -22,
    PICORING_EFORK = -23,
    PICORING_EIO = -24,
    PICORING_ETIMEDOUT = -25,
    PICORING_EBUSY = -26,
    PICORING_ESTATE = -27,
    PICORING_EPEER = -28
};
PICORING_API const char *picoring_strerror(int code);
PICORING_API const char *picoring_errname(int code);
PICORING_API const char *picoring_last_error(void);
PICORING_END
#endif
#ifndef PICORING_OPTIONS_H
#define PICORING_OPTIONS_H 
PICORING_BEGIN
enum picoring_technique {
    PICORING_TECHNIQUE_AUTO = 0,
    PICORING_TECHNIQUE_MEMFD = 1,
    PICORING_TECHNIQUE_MREMAP = 2,
    PICORING_TECHNIQUE_SHM = 3,
    PICORING_TECHNIQUE_EMULATED = 4,
    PICORING_TECHNIQUE_PLACEHOLDER = 5,
    PICORING_TECHNIQUE_MAPVIEW = 6,
    PICORING_TECHNIQUE_MACH_ENTRY = 7,
    PICORING_TECHNIQUE_MACH_REMAP = 8,
    PICORING_TECHNIQUE_ASHMEM = 9
};
enum picoring_huge {
    PICORING_HUGE_OFF = 0,
    PICORING_HUGE_TRY = 1,
    PICORING_HUGE_REQUIRE = 2
};
enum picoring_dump {
    PICORING_DUMP_ONE = 0,
    PICORING_DUMP_NONE = 1
};
typedef struct picoring_options {
    size_t struct_size;
    uint32_t technique;
    uint32_t exact;
    uint32_t prefault;
    uint32_t lock;
    uint32_t huge;
    uint32_t inherit;
    uint32_t dump;
    uint32_t guard;
    size_t alignment;
    void *(*allocate)(void *user, size_t bytes, size_t alignment);
    void (*deallocate)(void *user, void *block, size_t bytes, size_t alignment);
    void *user;
} picoring_options;
#define PICORING_OPTIONS_INIT { sizeof(picoring_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL }
PICORING_API int picoring_options_init(picoring_options *options, size_t struct_size);
PICORING_API const char *picoring_technique_name(uint32_t technique);
PICORING_END
#endif
PICORING_BEGIN
enum picoring_clock {
    PICORING_CLOCK_RELATIVE = 0,
    PICORING_CLOCK_ABSOLUTE = 1
};
#define PICORING_FOREVER (-1)
typedef struct picoring_channel_options {
    size_t struct_size;
    const picoring_options *memory;
    int64_t spin;
    void (*drop)(void *user, void *element);
    void *user;
} picoring_channel_options;
#define PICORING_CHANNEL_OPTIONS_INIT { sizeof(picoring_channel_options), NULL, 0, NULL, NULL }
PICORING_API int picoring_channel_options_init(picoring_channel_options *options,
                                               size_t struct_size);
PICORING_API int64_t picoring_now(void);
PICORING_END
#endif
#ifndef PICORING_CURSOR_H
#define PICORING_CURSOR_H 
#ifndef PICORING_ATOMIC_H
#define PICORING_ATOMIC_H 
#if defined(__GNUC__)
#define PICORING_COMPILER_BARRIER() __asm__ __volatile__("" ::: "memory")
#define PICORING_LOAD_ACQUIRE(place) __atomic_load_n((place), __ATOMIC_ACQUIRE)
#define PICORING_STORE_RELEASE(place,value) __atomic_store_n((place), (value), __ATOMIC_RELEASE)
#define PICORING_LOAD_RELAXED(place) __atomic_load_n((place), __ATOMIC_RELAXED)
#define PICORING_STORE_RELAXED(place,value) __atomic_store_n((place), (value), __ATOMIC_RELAXED)
#define PICORING_EXCHANGE(place,value) __atomic_exchange_n((place), (value), __ATOMIC_SEQ_CST)
#define PICORING_FETCH_ADD(place,value) __atomic_fetch_add((place), (value), __ATOMIC_SEQ_CST)
#define PICORING_FETCH_OR(place,value) __atomic_fetch_or((place), (value), __ATOMIC_SEQ_CST)
#define PICORING_FETCH_AND(place,value) __atomic_fetch_and((place), (value), __ATOMIC_SEQ_CST)
#define PICORING_COMPARE_EXCHANGE(place,expected,value) \
    __atomic_compare_exchange_n((place), (expected), (value), 0, __ATOMIC_SEQ_CST, \
                                __ATOMIC_ACQUIRE)
#endif
#endif
#ifndef PICORING_WORDS_H
#define PICORING_WORDS_H 
#include <string.h>
PICORING_BEGIN
typedef struct picoring_words {
    unsigned char *write;
    unsigned char *read;
    unsigned char *end;
    size_t wrap;
    size_t limit;
    size_t used;
    size_t element_size;
} picoring_words;
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
PICORING_API unsigned char *picoring_seam_write(picoring_words *words, unsigned char *reached);
PICORING_API unsigned char *picoring_seam_read(picoring_words *words, unsigned char *reached);
PICORING_API unsigned char *picoring_seam_reach(picoring_words *words, size_t offset, size_t bytes);
PICORING_API void picoring_seam_put(picoring_words *words, const void *elements, size_t n);
PICORING_API void picoring_seam_take(picoring_words *words, void *out_elements, size_t n);
PICORING_API int picoring_seam_refuse(const picoring_words *words, uint32_t verb, size_t n);
#if !defined(PICORING_NO_INLINE) || defined(PICORING_TWINS)
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
PICORING_BODY int picoring_words_put_some_(picoring_words *words, const void *elements, size_t n,
                                           size_t *out_n, size_t size, uint32_t verb)
{
    size_t used = words->used;
    size_t sum = used + n;
    if (PICORING_UNLIKELY(sum <= used || sum > words->limit)) {
        size_t room = picoring_words_free_(words);
        if (n == 0) {
            *out_n = 0;
            return PICORING_OK;
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
            return PICORING_OK;
        }
        if (used == 0) return picoring_seam_refuse(words, verb, n);
        n = used;
    }
    picoring_words_take_(words, out_elements, n, size);
    *out_n = n;
    return PICORING_OK;
}
#endif
PICORING_END
#endif
PICORING_BEGIN
typedef struct picoring_cursor {
    uint64_t position;
    uint64_t limit;
    uint64_t slack;
    uint64_t *published;
    uint64_t *other;
    uint32_t *sleeping;
    unsigned char *place;
    unsigned char *end;
    size_t wrap;
    size_t element_size;
} picoring_cursor;
PICORING_API unsigned char *picoring_cursor_wrap(picoring_cursor *cursor, unsigned char *reached);
PICORING_API unsigned char *picoring_cursor_reach(picoring_cursor *cursor, size_t offset,
                                                  size_t bytes);
PICORING_API int picoring_cursor_refuse(picoring_cursor *cursor, uint32_t verb, size_t n);
PICORING_API void picoring_cursor_wake(picoring_cursor *cursor);
#if !defined(PICORING_NO_INLINE) || defined(PICORING_TWINS)
#ifdef __cplusplus
#define PICORING_CURSOR_OF_(side) (reinterpret_cast<picoring_cursor *>(side))
#define PICORING_ADDRESS_(place) (reinterpret_cast<uintptr_t>(place))
#else
#define PICORING_ADDRESS_(place) ((uintptr_t)(place))
#define PICORING_CURSOR_OF_(side) ((picoring_cursor *)(uintptr_t)(side))
#endif
#define PICORING_CACHED_ (1u << 20)
PICORING_BODY uint64_t picoring_cursor_granted_(const picoring_cursor *cursor)
{
    return cursor->limit > cursor->position ? cursor->limit - cursor->position : 0;
}
PICORING_BODY size_t picoring_cursor_known_(picoring_cursor *cursor)
{
    cursor->limit = PICORING_LOAD_ACQUIRE(cursor->other) + cursor->slack;
    return PICORING_CAST(size_t, picoring_cursor_granted_(cursor));
}
PICORING_BODY int picoring_cursor_look_(picoring_cursor *cursor, uint32_t verb, size_t n)
{
    cursor->limit = PICORING_LOAD_ACQUIRE(cursor->other) + cursor->slack;
    if (PICORING_LIKELY(n <= picoring_cursor_granted_(cursor))) return PICORING_OK;
    return picoring_cursor_refuse(cursor, verb, n);
}
PICORING_BODY int picoring_cursor_grant_(picoring_cursor *cursor, uint32_t verb, size_t n)
{
    if (PICORING_LIKELY(n <= picoring_cursor_granted_(cursor))) return PICORING_OK;
    return picoring_cursor_look_(cursor, verb, n);
}
PICORING_BODY void picoring_cursor_publish_(picoring_cursor *cursor, unsigned char *place,
                                            uint64_t position)
{
    if (PICORING_UNLIKELY(place >= cursor->end)) place = picoring_cursor_wrap(cursor, place);
    cursor->place = place;
    cursor->position = position;
    PICORING_STORE_RELEASE(cursor->published, position);
    PICORING_COMPILER_BARRIER();
    if (PICORING_UNLIKELY(PICORING_LOAD_RELAXED(cursor->sleeping) != 0))
        picoring_cursor_wake(cursor);
}
PICORING_BODY void picoring_cursor_leave_(const picoring_cursor *cursor, unsigned char *from,
                                          size_t bytes)
{
    volatile unsigned char *line = from;
    unsigned char *to = from + bytes;
    if (bytes < 64 && (PICORING_ADDRESS_(from) ^ PICORING_ADDRESS_(to)) < 64) return;
    if (cursor->wrap > PICORING_CACHED_) return;
    for (; line < to; line += 64) *line = *line;
}
PICORING_BODY int picoring_cursor_push_(picoring_cursor *cursor, const void *element, size_t size)
{
    unsigned char *place;
    uint64_t position;
    if (PICORING_UNLIKELY(cursor->position >= cursor->limit)) {
        int code = picoring_cursor_look_(cursor, PICORING_VERB_PUSH, 1);
        if (code != PICORING_OK) return code;
    }
    place = cursor->place;
    position = cursor->position;
    picoring_words_copy_(place, element, size);
    picoring_cursor_publish_(cursor, place + size, position + 1);
    return PICORING_OK;
}
PICORING_BODY int picoring_cursor_pop_(picoring_cursor *cursor, void *out_element, size_t size)
{
    unsigned char *place;
    uint64_t position;
    if (PICORING_UNLIKELY(cursor->position >= cursor->limit)) {
        int code = picoring_cursor_look_(cursor, PICORING_VERB_POP, 1);
        if (code != PICORING_OK) return code;
    }
    place = cursor->place;
    position = cursor->position;
    picoring_words_copy_(out_element, place, size);
    picoring_cursor_leave_(cursor, place, size);
    picoring_cursor_publish_(cursor, place + size, position + 1);
    return PICORING_OK;
}
PICORING_BODY void *picoring_cursor_claim_(picoring_cursor *cursor, size_t n)
{
    PICORING_COMPILER_BARRIER();
    if (PICORING_UNLIKELY(n - 1 >= picoring_cursor_granted_(cursor)) &&
        (n == 0 || picoring_cursor_look_(cursor, PICORING_VERB_CLAIM, n) != PICORING_OK))
        return NULL;
    return cursor->place;
}
PICORING_BODY void *picoring_cursor_peek_(picoring_cursor *cursor, size_t *out_n)
{
    size_t n;
    PICORING_COMPILER_BARRIER();
    *out_n = 0;
    if (PICORING_UNLIKELY(cursor->position >= cursor->limit) &&
        picoring_cursor_look_(cursor, PICORING_VERB_PEEK, 1) != PICORING_OK)
        return NULL;
    n = PICORING_CAST(size_t, cursor->limit - cursor->position);
    *out_n = n;
    if (PICORING_UNLIKELY(cursor->end == NULL))
        return picoring_cursor_reach(cursor, 0, n * cursor->element_size);
    return cursor->place;
}
PICORING_BODY int picoring_cursor_pass_(picoring_cursor *cursor, uint32_t verb, size_t n)
{
    if (PICORING_UNLIKELY(n - 1 >= picoring_cursor_granted_(cursor)))
        return n == 0 ? PICORING_OK : picoring_cursor_refuse(cursor, verb, n);
    PICORING_COMPILER_BARRIER();
    if (verb == PICORING_VERB_RELEASE)
        picoring_cursor_leave_(cursor, cursor->place, n * cursor->element_size);
    picoring_cursor_publish_(cursor, cursor->place + n * cursor->element_size,
                             cursor->position + n);
    return PICORING_OK;
}
PICORING_BODY void picoring_cursor_put_(picoring_cursor *cursor, const void *elements, size_t n)
{
    size_t bytes = n * cursor->element_size;
    unsigned char *place = cursor->place;
    unsigned char *end = cursor->end;
    PICORING_COMPILER_BARRIER();
    if (PICORING_UNLIKELY(place + bytes > end && end != NULL)) {
        size_t before = PICORING_CAST(size_t, end - place);
        memcpy(place, elements, before);
        memcpy(end - cursor->wrap, PICORING_CAST(const unsigned char *, elements) + before,
               bytes - before);
    } else {
        memcpy(place, elements, bytes);
    }
    picoring_cursor_publish_(cursor, place + bytes, cursor->position + n);
}
PICORING_BODY void picoring_cursor_take_(picoring_cursor *cursor, void *out_elements, size_t n)
{
    size_t bytes = n * cursor->element_size;
    unsigned char *place = cursor->place;
    unsigned char *end = cursor->end;
    PICORING_COMPILER_BARRIER();
    if (PICORING_UNLIKELY(end == NULL)) {
        memcpy(out_elements, picoring_cursor_reach(cursor, 0, bytes), bytes);
    } else if (PICORING_UNLIKELY(place + bytes > end)) {
        size_t before = PICORING_CAST(size_t, end - place);
        memcpy(out_elements, place, before);
        memcpy(PICORING_CAST(unsigned char *, out_elements) + before, end - cursor->wrap,
               bytes - before);
    } else {
        memcpy(out_elements, place, bytes);
    }
    picoring_cursor_leave_(cursor, place, bytes);
    picoring_cursor_publish_(cursor, place + bytes, cursor->position + n);
}
PICORING_BODY size_t picoring_cursor_some_(picoring_cursor *cursor, uint32_t verb, size_t n,
                                           int *code)
{
    uint64_t granted = picoring_cursor_granted_(cursor);
    *code = PICORING_OK;
    if (PICORING_UNLIKELY(n > granted)) {
        cursor->limit = PICORING_LOAD_ACQUIRE(cursor->other) + cursor->slack;
        granted = picoring_cursor_granted_(cursor);
        if (granted == 0) {
            *code = picoring_cursor_refuse(cursor, verb, 1);
            granted = picoring_cursor_granted_(cursor);
        }
        if (n > granted) n = PICORING_CAST(size_t, granted);
    }
    return n;
}
#endif
PICORING_END
#endif
#ifndef PICORING_LIST_H
#define PICORING_LIST_H 
PICORING_BEGIN
typedef struct picoring_list picoring_list;
typedef struct picoring_list_options {
    size_t struct_size;
    size_t reserve;
    size_t chunk;
    size_t least_step;
    size_t most_step;
    size_t keep;
    size_t alignment;
    uint32_t small_pages;
    uint32_t dump;
    void *(*allocate)(void *user, size_t bytes, size_t alignment);
    void (*deallocate)(void *user, void *block, size_t bytes, size_t alignment);
    void *user;
} picoring_list_options;
#define PICORING_LIST_OPTIONS_INIT \
    { sizeof(picoring_list_options), 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL }
PICORING_API int picoring_list_options_init(picoring_list_options *options, size_t struct_size);
PICORING_HOT int picoring_list_create(size_t element_size, const picoring_list_options *options,
                                      picoring_list **out_list);
PICORING_API int picoring_list_open(uint32_t inline_abi, size_t element_size,
                                    const picoring_list_options *options,
                                    picoring_list **out_list);
PICORING_API void picoring_list_destroy(picoring_list *list);
PICORING_HOT int picoring_list_push(picoring_list *list, const void *element);
PICORING_HOT int picoring_list_push_sized(picoring_list *list, const void *element, size_t size);
PICORING_HOT int picoring_list_append(picoring_list *list, const void *elements, size_t n);
PICORING_HOT void *picoring_list_claim(picoring_list *list, size_t n);
PICORING_API int picoring_list_claim_status(picoring_list *list, size_t n);
PICORING_HOT int picoring_list_commit(picoring_list *list, size_t n);
PICORING_HOT int picoring_list_cancel(picoring_list *list);
PICORING_API int picoring_list_reserve(picoring_list *list, size_t n);
PICORING_HOT size_t picoring_list_len(const picoring_list *list);
PICORING_HOT void *picoring_list_data(const picoring_list *list);
PICORING_HOT void *picoring_list_at(const picoring_list *list, size_t index);
PICORING_HOT int picoring_list_get(const picoring_list *list, size_t index, void *out_element);
PICORING_API void *picoring_list_chunk(const picoring_list *list, size_t index, size_t *out_n);
PICORING_API size_t picoring_list_chunk_count(const picoring_list *list);
PICORING_API size_t picoring_list_chunk_size(const picoring_list *list);
PICORING_API size_t picoring_list_capacity(const picoring_list *list);
PICORING_HOT int picoring_list_set(picoring_list *list, size_t index, const void *element);
PICORING_HOT int picoring_list_pop(picoring_list *list, void *out_element);
PICORING_API int picoring_list_truncate(picoring_list *list, size_t n);
PICORING_API int picoring_list_clear(picoring_list *list);
PICORING_API int picoring_list_shrink(picoring_list *list);
typedef struct picoring_list_info {
    size_t struct_size;
    size_t reserved;
    size_t committed;
    size_t huge_bytes;
} picoring_list_info;
#define PICORING_LIST_INFO_INIT { sizeof(picoring_list_info), 0, 0, 0 }
PICORING_API int picoring_list_describe(const picoring_list *list, picoring_list_info *out_info);
PICORING_END
#ifndef PICORING_LIST_INLINE_H
#define PICORING_LIST_INLINE_H 
PICORING_BEGIN
typedef struct picoring_list_words {
    unsigned char *data;
    size_t len;
    size_t ready;
    size_t element_size;
} picoring_list_words;
PICORING_API int picoring_step_ready(picoring_list_words *words, uint32_t verb, size_t n);
PICORING_API int picoring_step_refuse(const picoring_list_words *words, uint32_t verb, size_t n);
#if !defined(PICORING_NO_INLINE) || defined(PICORING_TWINS)
PICORING_BODY picoring_list_words *picoring_list_words_(const picoring_list *list)
{
#ifdef __cplusplus
    return reinterpret_cast<picoring_list_words *>(const_cast<picoring_list *>(list));
#else
    return (picoring_list_words *)(uintptr_t)list;
#endif
}
PICORING_BODY int picoring_list_push_(picoring_list_words *words, const void *element, size_t size)
{
    size_t len = words->len;
    if (PICORING_UNLIKELY(len >= words->ready)) {
        int code = picoring_step_ready(words, PICORING_VERB_PUSH, 1);
        if (code != PICORING_OK) return code;
    }
    picoring_words_copy_(words->data + len * size, element, size);
    PICORING_STORE_RELEASE(&words->len, len + 1);
    return PICORING_OK;
}
PICORING_HOT int picoring_list_create(size_t element_size, const picoring_list_options *options,
                                      picoring_list **out_list)
{
    return picoring_list_open(PICORING_INLINE_ABI, element_size, options, out_list);
}
PICORING_HOT int picoring_list_push(picoring_list *list, const void *element)
{
    PICORING_TWIN_CHECK(list && element, PICORING_EFAULT)
    picoring_list_words *words = picoring_list_words_(list);
    return picoring_list_push_(words, element, words->element_size);
}
PICORING_HOT int picoring_list_push_sized(picoring_list *list, const void *element, size_t size)
{
    PICORING_TWIN_CHECK(list && element, PICORING_EFAULT)
    PICORING_TWIN_SIZE_CHECK(picoring_list_words_(list), size)
    return picoring_list_push_(picoring_list_words_(list), element, size);
}
PICORING_HOT int picoring_list_append(picoring_list *list, const void *elements, size_t n)
{
    PICORING_TWIN_CHECK(list && (elements || n == 0), PICORING_EFAULT)
    picoring_list_words *words = picoring_list_words_(list);
    size_t len = words->len;
    if (PICORING_UNLIKELY(n - 1 >= words->ready - len)) {
        int code = n == 0 ? PICORING_OK : picoring_step_ready(words, PICORING_VERB_APPEND, n);
        if (n == 0 || code != PICORING_OK) return code;
    }
    memcpy(words->data + len * words->element_size, elements, n * words->element_size);
    PICORING_STORE_RELEASE(&words->len, len + n);
    return PICORING_OK;
}
PICORING_HOT void *picoring_list_claim(picoring_list *list, size_t n)
{
    PICORING_TWIN_CHECK(list, NULL)
    picoring_list_words *words = picoring_list_words_(list);
    if (PICORING_UNLIKELY(n - 1 >= words->ready - words->len) &&
        (n == 0 || picoring_step_ready(words, PICORING_VERB_CLAIM, n) != PICORING_OK))
        return NULL;
    return words->data + words->len * words->element_size;
}
PICORING_HOT int picoring_list_commit(picoring_list *list, size_t n)
{
    PICORING_TWIN_CHECK(list, PICORING_EFAULT)
    picoring_list_words *words = picoring_list_words_(list);
    size_t len = words->len;
    if (PICORING_UNLIKELY(n > words->ready - len))
        return picoring_step_refuse(words, PICORING_VERB_COMMIT, n);
    PICORING_STORE_RELEASE(&words->len, len + n);
    return PICORING_OK;
}
PICORING_HOT int picoring_list_cancel(picoring_list *list)
{
    PICORING_TWIN_CHECK(list, PICORING_EFAULT)
    (void)list;
    return PICORING_OK;
}
PICORING_HOT size_t picoring_list_len(const picoring_list *list)
{
    PICORING_TWIN_CHECK(list, 0)
    return PICORING_LOAD_ACQUIRE(&picoring_list_words_(list)->len);
}
PICORING_HOT void *picoring_list_data(const picoring_list *list)
{
    PICORING_TWIN_CHECK(list, NULL)
    return picoring_list_words_(list)->data;
}
PICORING_HOT void *picoring_list_at(const picoring_list *list, size_t index)
{
    PICORING_TWIN_CHECK(list, NULL)
    picoring_list_words *words = picoring_list_words_(list);
    if (PICORING_UNLIKELY(index >= PICORING_LOAD_ACQUIRE(&words->len))) return NULL;
    return words->data + index * words->element_size;
}
PICORING_HOT int picoring_list_get(const picoring_list *list, size_t index, void *out_element)
{
    PICORING_TWIN_CHECK(list && out_element, PICORING_EFAULT)
    picoring_list_words *words = picoring_list_words_(list);
    if (PICORING_UNLIKELY(index >= PICORING_LOAD_ACQUIRE(&words->len)))
        return picoring_step_refuse(words, PICORING_VERB_GET, index);
    picoring_words_copy_(out_element, words->data + index * words->element_size,
                         words->element_size);
    return PICORING_OK;
}
PICORING_HOT int picoring_list_set(picoring_list *list, size_t index, const void *element)
{
    PICORING_TWIN_CHECK(list && element, PICORING_EFAULT)
    picoring_list_words *words = picoring_list_words_(list);
    if (PICORING_UNLIKELY(index >= words->len))
        return picoring_step_refuse(words, PICORING_VERB_SET, index);
    picoring_words_copy_(words->data + index * words->element_size, element, words->element_size);
    return PICORING_OK;
}
PICORING_HOT int picoring_list_pop(picoring_list *list, void *out_element)
{
    PICORING_TWIN_CHECK(list, PICORING_EFAULT)
    picoring_list_words *words = picoring_list_words_(list);
    size_t len = words->len;
    if (PICORING_UNLIKELY(len == 0)) return picoring_step_refuse(words, PICORING_VERB_POP, 1);
    if (out_element != NULL)
        picoring_words_copy_(out_element, words->data + (len - 1) * words->element_size,
                             words->element_size);
    PICORING_STORE_RELEASE(&words->len, len - 1);
    return PICORING_OK;
}
#endif
PICORING_END
#endif
#endif
#ifndef PICORING_MIRROR_H
#define PICORING_MIRROR_H 
PICORING_BEGIN
typedef struct picoring_mirror picoring_mirror;
typedef struct picoring_mirror_info {
    size_t struct_size;
    size_t size;
    size_t granularity;
    size_t page_size;
    size_t huge_bytes;
    uint32_t technique;
    uint32_t prefaulted;
    uint32_t locked;
    uint32_t inherited;
    uint32_t guarded;
    uint32_t dumped;
} picoring_mirror_info;
#define PICORING_MIRROR_INFO_INIT { sizeof(picoring_mirror_info), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }
PICORING_API int picoring_mirror_create(size_t size, const picoring_options *options,
                                        picoring_mirror **out_mirror);
PICORING_API void picoring_mirror_destroy(picoring_mirror *mirror);
PICORING_API void *picoring_mirror_data(const picoring_mirror *mirror);
PICORING_API size_t picoring_mirror_size(const picoring_mirror *mirror);
PICORING_API int picoring_mirror_sync(picoring_mirror *mirror, size_t offset, size_t n);
PICORING_API int picoring_mirror_describe(const picoring_mirror *mirror,
                                          picoring_mirror_info *out_info);
PICORING_API size_t picoring_granularity(void);
PICORING_END
#endif
#ifndef PICORING_MPSC_H
#define PICORING_MPSC_H 
#ifndef PICORING_RING_H
#define PICORING_RING_H 
PICORING_BEGIN
typedef struct picoring_ring picoring_ring;
PICORING_HOT int picoring_ring_create(size_t capacity, size_t element_size,
                                      const picoring_options *options, picoring_ring **out_ring);
PICORING_API int picoring_ring_open(uint32_t inline_abi, size_t capacity, size_t element_size,
                                    const picoring_options *options, picoring_ring **out_ring);
PICORING_API void picoring_ring_destroy(picoring_ring *ring);
PICORING_HOT int picoring_ring_push(picoring_ring *ring, const void *element);
PICORING_HOT int picoring_ring_pop(picoring_ring *ring, void *out_element);
PICORING_HOT int picoring_ring_push_sized(picoring_ring *ring, const void *element, size_t size);
PICORING_HOT int picoring_ring_pop_sized(picoring_ring *ring, void *out_element, size_t size);
PICORING_HOT int picoring_ring_push_overwrite(picoring_ring *ring, const void *element);
PICORING_HOT int picoring_ring_push_n(picoring_ring *ring, const void *elements, size_t n);
PICORING_HOT int picoring_ring_pop_n(picoring_ring *ring, void *out_elements, size_t n);
PICORING_HOT int picoring_ring_push_some(picoring_ring *ring, const void *elements, size_t n,
                                         size_t *out_n);
PICORING_HOT int picoring_ring_pop_some(picoring_ring *ring, void *out_elements, size_t n,
                                        size_t *out_n);
PICORING_HOT void *picoring_ring_claim(picoring_ring *ring, size_t n);
PICORING_API int picoring_ring_claim_status(const picoring_ring *ring, size_t n);
PICORING_HOT int picoring_ring_commit(picoring_ring *ring, size_t n);
PICORING_HOT int picoring_ring_cancel(picoring_ring *ring);
PICORING_HOT void *picoring_ring_peek(picoring_ring *ring, size_t *out_n);
PICORING_API int picoring_ring_peek_status(const picoring_ring *ring);
PICORING_HOT int picoring_ring_release(picoring_ring *ring, size_t n);
PICORING_HOT void *picoring_ring_view(picoring_ring *ring, size_t offset, size_t n);
PICORING_HOT void *picoring_ring_at(picoring_ring *ring, size_t index);
PICORING_HOT int picoring_ring_set(picoring_ring *ring, size_t index, const void *element);
PICORING_HOT size_t picoring_ring_len(const picoring_ring *ring);
PICORING_NODISCARD PICORING_HOT size_t picoring_ring_free(const picoring_ring *ring);
PICORING_API size_t picoring_ring_capacity(const picoring_ring *ring);
PICORING_HOT int picoring_ring_clear(picoring_ring *ring);
PICORING_API const picoring_mirror *picoring_ring_mirror(const picoring_ring *ring);
PICORING_END
#ifndef PICORING_RING_INLINE_H
#define PICORING_RING_INLINE_H 
#if !defined(PICORING_NO_INLINE) || defined(PICORING_TWINS)
PICORING_BEGIN
PICORING_BODY picoring_words *picoring_ring_words_(const picoring_ring *ring)
{
#ifdef __cplusplus
    return reinterpret_cast<picoring_words *>(const_cast<picoring_ring *>(ring));
#else
    return (picoring_words *)(uintptr_t)ring;
#endif
}
PICORING_HOT int picoring_ring_create(size_t capacity, size_t element_size,
                                      const picoring_options *options, picoring_ring **out_ring)
{
    return picoring_ring_open(PICORING_INLINE_ABI, capacity, element_size, options, out_ring);
}
PICORING_HOT int picoring_ring_push(picoring_ring *ring, const void *element)
{
    PICORING_TWIN_CHECK(ring && element, PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    return picoring_words_push_(words, element, words->element_size, PICORING_VERB_PUSH);
}
PICORING_HOT int picoring_ring_pop(picoring_ring *ring, void *out_element)
{
    PICORING_TWIN_CHECK(ring && out_element, PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    return picoring_words_pop_(words, out_element, words->element_size);
}
PICORING_HOT int picoring_ring_push_sized(picoring_ring *ring, const void *element, size_t size)
{
    PICORING_TWIN_CHECK(ring && element, PICORING_EFAULT)
    PICORING_TWIN_SIZE_CHECK(picoring_ring_words_(ring), size)
    return picoring_words_push_(picoring_ring_words_(ring), element, size, PICORING_VERB_PUSH);
}
PICORING_HOT int picoring_ring_pop_sized(picoring_ring *ring, void *out_element, size_t size)
{
    PICORING_TWIN_CHECK(ring && out_element, PICORING_EFAULT)
    PICORING_TWIN_SIZE_CHECK(picoring_ring_words_(ring), size)
    return picoring_words_pop_(picoring_ring_words_(ring), out_element, size);
}
PICORING_HOT int picoring_ring_push_overwrite(picoring_ring *ring, const void *element)
{
    PICORING_TWIN_CHECK(ring && element, PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    if (words->used != 0 && words->used >= words->limit) (void)picoring_words_release_(words, 1);
    return picoring_words_push_(words, element, words->element_size, PICORING_VERB_PUSH_OVERWRITE);
}
PICORING_HOT int picoring_ring_push_n(picoring_ring *ring, const void *elements, size_t n)
{
    PICORING_TWIN_CHECK(ring && (elements || n == 0), PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    size_t used = words->used;
    size_t sum = used + n;
    if (PICORING_UNLIKELY(sum <= used || sum > words->limit))
        return n == 0 ? PICORING_OK : picoring_seam_refuse(words, PICORING_VERB_PUSH_N, n);
    picoring_words_put_(words, elements, n, words->element_size);
    return PICORING_OK;
}
PICORING_HOT int picoring_ring_pop_n(picoring_ring *ring, void *out_elements, size_t n)
{
    PICORING_TWIN_CHECK(ring && (out_elements || n == 0), PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    if (PICORING_UNLIKELY(n - 1 >= words->used))
        return n == 0 ? PICORING_OK : picoring_seam_refuse(words, PICORING_VERB_POP_N, n);
    picoring_words_take_(words, out_elements, n, words->element_size);
    return PICORING_OK;
}
PICORING_HOT int picoring_ring_push_some(picoring_ring *ring, const void *elements, size_t n,
                                         size_t *out_n)
{
    PICORING_TWIN_CHECK(ring && out_n && (elements || n == 0), PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    return picoring_words_put_some_(words, elements, n, out_n, words->element_size,
                                    PICORING_VERB_PUSH_SOME);
}
PICORING_HOT int picoring_ring_pop_some(picoring_ring *ring, void *out_elements, size_t n,
                                        size_t *out_n)
{
    PICORING_TWIN_CHECK(ring && out_n && (out_elements || n == 0), PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    return picoring_words_take_some_(words, out_elements, n, out_n, words->element_size,
                                     PICORING_VERB_POP_SOME);
}
PICORING_HOT void *picoring_ring_claim(picoring_ring *ring, size_t n)
{
    PICORING_TWIN_CHECK(ring, NULL)
    return picoring_words_claim_(picoring_ring_words_(ring), n);
}
PICORING_HOT int picoring_ring_commit(picoring_ring *ring, size_t n)
{
    PICORING_TWIN_CHECK(ring, PICORING_EFAULT)
    return picoring_words_commit_(picoring_ring_words_(ring), n);
}
PICORING_HOT int picoring_ring_cancel(picoring_ring *ring)
{
    PICORING_TWIN_CHECK(ring, PICORING_EFAULT)
    PICORING_COMPILER_BARRIER();
    (void)ring;
    return PICORING_OK;
}
PICORING_HOT void *picoring_ring_peek(picoring_ring *ring, size_t *out_n)
{
    PICORING_TWIN_CHECK(out_n && (ring || (*out_n = 0)), NULL)
    return picoring_words_peek_(picoring_ring_words_(ring), out_n);
}
PICORING_HOT int picoring_ring_release(picoring_ring *ring, size_t n)
{
    PICORING_TWIN_CHECK(ring, PICORING_EFAULT)
    return picoring_words_release_(picoring_ring_words_(ring), n);
}
PICORING_HOT void *picoring_ring_view(picoring_ring *ring, size_t offset, size_t n)
{
    PICORING_TWIN_CHECK(ring, NULL)
    picoring_words *words = picoring_ring_words_(ring);
    if (PICORING_UNLIKELY(offset >= words->used || n - 1 >= words->used - offset)) return NULL;
    return picoring_words_reach_(words, offset * words->element_size, n * words->element_size);
}
PICORING_HOT void *picoring_ring_at(picoring_ring *ring, size_t index)
{
    PICORING_TWIN_CHECK(ring, NULL)
    picoring_words *words = picoring_ring_words_(ring);
    if (PICORING_UNLIKELY(index >= words->used)) return NULL;
    return picoring_words_reach_(words, index * words->element_size, words->element_size);
}
PICORING_HOT int picoring_ring_set(picoring_ring *ring, size_t index, const void *element)
{
    PICORING_TWIN_CHECK(ring && element, PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    if (PICORING_UNLIKELY(index >= words->used))
        return picoring_seam_refuse(words, PICORING_VERB_SET, index);
    picoring_words_copy_(
        picoring_words_reach_(words, index * words->element_size, words->element_size), element,
        words->element_size);
    return PICORING_OK;
}
PICORING_HOT size_t picoring_ring_len(const picoring_ring *ring)
{
    PICORING_TWIN_CHECK(ring, 0)
    return picoring_ring_words_(ring)->used;
}
PICORING_HOT size_t picoring_ring_free(const picoring_ring *ring)
{
    PICORING_TWIN_CHECK(ring, 0)
    return picoring_words_free_(picoring_ring_words_(ring));
}
PICORING_HOT int picoring_ring_clear(picoring_ring *ring)
{
    PICORING_TWIN_CHECK(ring, PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    return picoring_words_release_(words, words->used);
}
PICORING_END
#endif
#endif
#endif
PICORING_BEGIN
typedef struct picoring_mpsc picoring_mpsc;
typedef struct picoring_mpsc_producer picoring_mpsc_producer;
typedef struct picoring_mpsc_reader picoring_mpsc_reader;
PICORING_HOT int picoring_mpsc_create(size_t capacity, size_t element_size,
                                      const picoring_channel_options *options,
                                      picoring_mpsc **out_mpsc);
PICORING_API int picoring_mpsc_open(uint32_t inline_abi, size_t capacity, size_t element_size,
                                    const picoring_channel_options *options,
                                    picoring_mpsc **out_mpsc);
PICORING_API int picoring_mpsc_from_ring(picoring_ring *ring,
                                         const picoring_channel_options *options,
                                         picoring_mpsc **out_mpsc);
PICORING_API int picoring_mpsc_into_ring(picoring_mpsc_reader *reader, picoring_ring **out_ring);
PICORING_API int picoring_mpsc_producer_open(picoring_mpsc *mpsc,
                                             picoring_mpsc_producer **out_producer);
PICORING_API int picoring_mpsc_reader_open(picoring_mpsc *mpsc, picoring_mpsc_reader **out_reader);
PICORING_API void picoring_mpsc_destroy(picoring_mpsc *mpsc);
PICORING_API void picoring_mpsc_producer_destroy(picoring_mpsc_producer *producer);
PICORING_API void picoring_mpsc_reader_destroy(picoring_mpsc_reader *reader);
PICORING_API int picoring_mpsc_push(picoring_mpsc_producer *producer, const void *element);
PICORING_API int picoring_mpsc_push_n(picoring_mpsc_producer *producer, const void *elements,
                                      size_t n);
PICORING_API void *picoring_mpsc_claim(picoring_mpsc_producer *producer, size_t n);
PICORING_API int picoring_mpsc_claim_status(picoring_mpsc_producer *producer, size_t n);
PICORING_API int picoring_mpsc_commit(picoring_mpsc_producer *producer, size_t n);
PICORING_API int picoring_mpsc_abort(picoring_mpsc_producer *producer);
PICORING_API int picoring_mpsc_wait_writable(picoring_mpsc_producer *producer, size_t n,
                                             int64_t timeout, uint32_t clock);
PICORING_API int picoring_mpsc_producer_interrupt(picoring_mpsc_producer *producer);
PICORING_HOT int picoring_mpsc_pop(picoring_mpsc_reader *reader, void *out_element);
PICORING_HOT int picoring_mpsc_pop_sized(picoring_mpsc_reader *reader, void *out_element,
                                         size_t size);
PICORING_HOT int picoring_mpsc_pop_n(picoring_mpsc_reader *reader, void *out_elements, size_t n);
PICORING_API int picoring_mpsc_pop_some(picoring_mpsc_reader *reader, void *out_elements, size_t n,
                                        size_t *out_n);
PICORING_HOT void *picoring_mpsc_peek(picoring_mpsc_reader *reader, size_t *out_n);
PICORING_API int picoring_mpsc_peek_status(picoring_mpsc_reader *reader);
PICORING_HOT int picoring_mpsc_release(picoring_mpsc_reader *reader, size_t n);
PICORING_API size_t picoring_mpsc_len(picoring_mpsc_reader *reader);
PICORING_API int picoring_mpsc_wait_readable(picoring_mpsc_reader *reader, size_t n,
                                             int64_t timeout, uint32_t clock);
PICORING_API int picoring_mpsc_reader_interrupt(picoring_mpsc_reader *reader);
PICORING_API int picoring_mpsc_reader_event(picoring_mpsc_reader *reader, intptr_t *out_event);
PICORING_API int picoring_mpsc_reader_arm(picoring_mpsc_reader *reader, size_t n);
PICORING_API int picoring_mpsc_reader_disarm(picoring_mpsc_reader *reader);
PICORING_API int picoring_mpsc_close(picoring_mpsc_producer *producer);
PICORING_API int picoring_mpsc_reader_close(picoring_mpsc_reader *reader);
PICORING_API size_t picoring_mpsc_capacity(const picoring_mpsc *mpsc);
PICORING_API const picoring_mirror *picoring_mpsc_mirror(const picoring_mpsc *mpsc);
PICORING_END
#ifndef PICORING_MPSC_INLINE_H
#define PICORING_MPSC_INLINE_H 
#if !defined(PICORING_NO_INLINE) || defined(PICORING_TWINS)
PICORING_BEGIN
PICORING_HOT int picoring_mpsc_create(size_t capacity, size_t element_size,
                                      const picoring_channel_options *options,
                                      picoring_mpsc **out_mpsc)
{
    return picoring_mpsc_open(PICORING_INLINE_ABI, capacity, element_size, options, out_mpsc);
}
PICORING_HOT int picoring_mpsc_pop(picoring_mpsc_reader *reader, void *out_element)
{
    PICORING_TWIN_CHECK(reader && out_element, PICORING_EFAULT)
    picoring_cursor *cursor = PICORING_CURSOR_OF_(reader);
    return picoring_cursor_pop_(cursor, out_element, cursor->element_size);
}
PICORING_HOT int picoring_mpsc_pop_sized(picoring_mpsc_reader *reader, void *out_element,
                                         size_t size)
{
    PICORING_TWIN_CHECK(reader && out_element, PICORING_EFAULT)
    PICORING_TWIN_SIZE_CHECK(PICORING_CURSOR_OF_(reader), size)
    return picoring_cursor_pop_(PICORING_CURSOR_OF_(reader), out_element, size);
}
PICORING_HOT int picoring_mpsc_pop_n(picoring_mpsc_reader *reader, void *out_elements, size_t n)
{
    PICORING_TWIN_CHECK(reader && (out_elements || n == 0), PICORING_EFAULT)
    picoring_cursor *cursor = PICORING_CURSOR_OF_(reader);
    int code = picoring_cursor_grant_(cursor, PICORING_VERB_POP_N, n);
    if (n != 0 && code == PICORING_OK) picoring_cursor_take_(cursor, out_elements, n);
    return code;
}
PICORING_HOT void *picoring_mpsc_peek(picoring_mpsc_reader *reader, size_t *out_n)
{
    PICORING_TWIN_CHECK(reader && out_n, NULL)
    return picoring_cursor_peek_(PICORING_CURSOR_OF_(reader), out_n);
}
PICORING_HOT int picoring_mpsc_release(picoring_mpsc_reader *reader, size_t n)
{
    PICORING_TWIN_CHECK(reader, PICORING_EFAULT)
    return picoring_cursor_pass_(PICORING_CURSOR_OF_(reader), PICORING_VERB_RELEASE, n);
}
PICORING_END
#endif
#endif
#endif
#ifndef PICORING_RECORDS_H
#define PICORING_RECORDS_H 
PICORING_BEGIN
#define PICORING_RECORDS_HEADER 8
enum picoring_producers {
    PICORING_PRODUCERS_MANY = 0,
    PICORING_PRODUCERS_ONE = 1
};
typedef struct picoring_records picoring_records;
typedef struct picoring_records_producer picoring_records_producer;
typedef struct picoring_records_reader picoring_records_reader;
PICORING_HOT int picoring_records_create(size_t size, uint32_t producers,
                                         const picoring_channel_options *options,
                                         picoring_records **out_records);
PICORING_API int picoring_records_open(uint32_t inline_abi, size_t size, uint32_t producers,
                                       const picoring_channel_options *options,
                                       picoring_records **out_records);
PICORING_API int picoring_records_producer_open(picoring_records *records,
                                                picoring_records_producer **out_producer);
PICORING_API int picoring_records_reader_open(picoring_records *records,
                                              picoring_records_reader **out_reader);
PICORING_API void picoring_records_destroy(picoring_records *records);
PICORING_API void picoring_records_producer_destroy(picoring_records_producer *producer);
PICORING_API void picoring_records_reader_destroy(picoring_records_reader *reader);
PICORING_HOT int picoring_records_push(picoring_records_producer *producer, const void *message,
                                       size_t length);
PICORING_HOT void *picoring_records_claim(picoring_records_producer *producer, size_t length);
PICORING_API int picoring_records_claim_status(picoring_records_producer *producer, size_t length);
PICORING_HOT int picoring_records_commit(picoring_records_producer *producer, size_t length);
PICORING_API int picoring_records_abort(picoring_records_producer *producer);
PICORING_API int picoring_records_wait_writable(picoring_records_producer *producer, size_t length,
                                                int64_t timeout, uint32_t clock);
PICORING_API int picoring_records_producer_interrupt(picoring_records_producer *producer);
PICORING_API int picoring_records_close(picoring_records_producer *producer);
PICORING_HOT void *picoring_records_read(picoring_records_reader *reader, size_t *out_length);
PICORING_API int picoring_records_read_status(picoring_records_reader *reader);
PICORING_API int picoring_records_release(picoring_records_reader *reader);
PICORING_API int picoring_records_wait_readable(picoring_records_reader *reader, int64_t timeout,
                                                uint32_t clock);
PICORING_API int picoring_records_reader_interrupt(picoring_records_reader *reader);
PICORING_API int picoring_records_reader_event(picoring_records_reader *reader,
                                               intptr_t *out_event);
PICORING_API int picoring_records_reader_arm(picoring_records_reader *reader);
PICORING_API int picoring_records_reader_disarm(picoring_records_reader *reader);
PICORING_API int picoring_records_reader_close(picoring_records_reader *reader);
PICORING_API size_t picoring_records_longest(const picoring_records *records);
PICORING_API const picoring_mirror *picoring_records_mirror(const picoring_records *records);
PICORING_END
#ifndef PICORING_RECORDS_INLINE_H
#define PICORING_RECORDS_INLINE_H 
#include <string.h>
PICORING_BEGIN
typedef struct picoring_records_writing {
    picoring_cursor *cursor;
    unsigned char *claim;
    size_t length;
    size_t longest;
} picoring_records_writing;
typedef struct picoring_records_reading {
    picoring_cursor *cursor;
    size_t read;
} picoring_records_reading;
PICORING_API int picoring_records_claim_slowly(picoring_records_writing *words, uint32_t verb,
                                               size_t length);
PICORING_API int picoring_records_commit_slowly(picoring_records_writing *words, size_t length);
#if !defined(PICORING_NO_INLINE) || defined(PICORING_TWINS)
#ifdef __cplusplus
#define PICORING_RECORDS_WORDS_(kind,side) (reinterpret_cast<picoring_records_ ##kind *>(side))
#else
#define PICORING_RECORDS_WORDS_(kind,side) ((picoring_records_ ##kind *)(uintptr_t)(side))
#endif
PICORING_BODY size_t picoring_records_units_(size_t length) { return 1 + (length + 7) / 8; }
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
#endif
PICORING_END
#endif
#endif
#ifndef PICORING_SPSC_H
#define PICORING_SPSC_H 
PICORING_BEGIN
typedef struct picoring_spsc picoring_spsc;
typedef struct picoring_spsc_writer picoring_spsc_writer;
typedef struct picoring_spsc_reader picoring_spsc_reader;
PICORING_HOT int picoring_spsc_create(size_t capacity, size_t element_size,
                                      const picoring_channel_options *options,
                                      picoring_spsc **out_spsc);
PICORING_API int picoring_spsc_open(uint32_t inline_abi, size_t capacity, size_t element_size,
                                    const picoring_channel_options *options,
                                    picoring_spsc **out_spsc);
PICORING_API int picoring_spsc_from_ring(picoring_ring *ring,
                                         const picoring_channel_options *options,
                                         picoring_spsc **out_spsc);
PICORING_API int picoring_spsc_into_ring(picoring_spsc_reader *reader, picoring_ring **out_ring);
PICORING_API int picoring_spsc_writer_open(picoring_spsc *spsc, picoring_spsc_writer **out_writer);
PICORING_API int picoring_spsc_reader_open(picoring_spsc *spsc, picoring_spsc_reader **out_reader);
PICORING_API void picoring_spsc_destroy(picoring_spsc *spsc);
PICORING_API void picoring_spsc_writer_destroy(picoring_spsc_writer *writer);
PICORING_API void picoring_spsc_reader_destroy(picoring_spsc_reader *reader);
PICORING_HOT int picoring_spsc_push(picoring_spsc_writer *writer, const void *element);
PICORING_HOT int picoring_spsc_push_sized(picoring_spsc_writer *writer, const void *element,
                                          size_t size);
PICORING_HOT int picoring_spsc_push_n(picoring_spsc_writer *writer, const void *elements, size_t n);
PICORING_HOT int picoring_spsc_push_some(picoring_spsc_writer *writer, const void *elements,
                                         size_t n, size_t *out_n);
PICORING_HOT void *picoring_spsc_claim(picoring_spsc_writer *writer, size_t n);
PICORING_API int picoring_spsc_claim_status(picoring_spsc_writer *writer, size_t n);
PICORING_HOT int picoring_spsc_commit(picoring_spsc_writer *writer, size_t n);
PICORING_HOT int picoring_spsc_cancel(picoring_spsc_writer *writer);
PICORING_HOT size_t picoring_spsc_free(picoring_spsc_writer *writer);
PICORING_HOT int picoring_spsc_pop(picoring_spsc_reader *reader, void *out_element);
PICORING_HOT int picoring_spsc_pop_sized(picoring_spsc_reader *reader, void *out_element,
                                         size_t size);
PICORING_HOT int picoring_spsc_pop_n(picoring_spsc_reader *reader, void *out_elements, size_t n);
PICORING_HOT int picoring_spsc_pop_some(picoring_spsc_reader *reader, void *out_elements, size_t n,
                                        size_t *out_n);
PICORING_HOT void *picoring_spsc_peek(picoring_spsc_reader *reader, size_t *out_n);
PICORING_API int picoring_spsc_peek_status(picoring_spsc_reader *reader);
PICORING_HOT int picoring_spsc_release(picoring_spsc_reader *reader, size_t n);
PICORING_HOT size_t picoring_spsc_len(picoring_spsc_reader *reader);
PICORING_API int picoring_spsc_wait_writable(picoring_spsc_writer *writer, size_t n,
                                             int64_t timeout, uint32_t clock);
PICORING_API int picoring_spsc_wait_readable(picoring_spsc_reader *reader, size_t n,
                                             int64_t timeout, uint32_t clock);
PICORING_API int picoring_spsc_writer_interrupt(picoring_spsc_writer *writer);
PICORING_API int picoring_spsc_reader_interrupt(picoring_spsc_reader *reader);
PICORING_API int picoring_spsc_writer_event(picoring_spsc_writer *writer, intptr_t *out_event);
PICORING_API int picoring_spsc_reader_event(picoring_spsc_reader *reader, intptr_t *out_event);
PICORING_API int picoring_spsc_writer_arm(picoring_spsc_writer *writer, size_t n);
PICORING_API int picoring_spsc_reader_arm(picoring_spsc_reader *reader, size_t n);
PICORING_API int picoring_spsc_writer_disarm(picoring_spsc_writer *writer);
PICORING_API int picoring_spsc_reader_disarm(picoring_spsc_reader *reader);
PICORING_API int picoring_spsc_writer_close(picoring_spsc_writer *writer);
PICORING_API int picoring_spsc_reader_close(picoring_spsc_reader *reader);
PICORING_API size_t picoring_spsc_capacity(const picoring_spsc *spsc);
PICORING_API const picoring_mirror *picoring_spsc_mirror(const picoring_spsc *spsc);
PICORING_END
#ifndef PICORING_SPSC_INLINE_H
#define PICORING_SPSC_INLINE_H 
#if !defined(PICORING_NO_INLINE) || defined(PICORING_TWINS)
PICORING_BEGIN
PICORING_HOT int picoring_spsc_create(size_t capacity, size_t element_size,
                                      const picoring_channel_options *options,
                                      picoring_spsc **out_spsc)
{
    return picoring_spsc_open(PICORING_INLINE_ABI, capacity, element_size, options, out_spsc);
}
PICORING_HOT int picoring_spsc_push(picoring_spsc_writer *writer, const void *element)
{
    PICORING_TWIN_CHECK(writer && element, PICORING_EFAULT)
    picoring_cursor *cursor = PICORING_CURSOR_OF_(writer);
    return picoring_cursor_push_(cursor, element, cursor->element_size);
}
PICORING_HOT int picoring_spsc_push_sized(picoring_spsc_writer *writer, const void *element,
                                          size_t size)
{
    PICORING_TWIN_CHECK(writer && element, PICORING_EFAULT)
    PICORING_TWIN_SIZE_CHECK(PICORING_CURSOR_OF_(writer), size)
    return picoring_cursor_push_(PICORING_CURSOR_OF_(writer), element, size);
}
PICORING_HOT int picoring_spsc_push_n(picoring_spsc_writer *writer, const void *elements, size_t n)
{
    PICORING_TWIN_CHECK(writer && (elements || n == 0), PICORING_EFAULT)
    picoring_cursor *cursor = PICORING_CURSOR_OF_(writer);
    int code = picoring_cursor_grant_(cursor, PICORING_VERB_PUSH_N, n);
    if (n != 0 && code == PICORING_OK) picoring_cursor_put_(cursor, elements, n);
    return code;
}
PICORING_HOT int picoring_spsc_push_some(picoring_spsc_writer *writer, const void *elements,
                                         size_t n, size_t *out_n)
{
    PICORING_TWIN_CHECK(writer && out_n && (elements || n == 0), PICORING_EFAULT)
    picoring_cursor *cursor = PICORING_CURSOR_OF_(writer);
    int code;
    size_t some = picoring_cursor_some_(cursor, PICORING_VERB_PUSH_SOME, n, &code);
    if (code != PICORING_OK) return code;
    if (some != 0) picoring_cursor_put_(cursor, elements, some);
    *out_n = some;
    return PICORING_OK;
}
PICORING_HOT void *picoring_spsc_claim(picoring_spsc_writer *writer, size_t n)
{
    PICORING_TWIN_CHECK(writer, NULL)
    return picoring_cursor_claim_(PICORING_CURSOR_OF_(writer), n);
}
PICORING_HOT int picoring_spsc_commit(picoring_spsc_writer *writer, size_t n)
{
    PICORING_TWIN_CHECK(writer, PICORING_EFAULT)
    return picoring_cursor_pass_(PICORING_CURSOR_OF_(writer), PICORING_VERB_COMMIT, n);
}
PICORING_HOT int picoring_spsc_cancel(picoring_spsc_writer *writer)
{
    PICORING_TWIN_CHECK(writer, PICORING_EFAULT)
    (void)writer;
    PICORING_COMPILER_BARRIER();
    return PICORING_OK;
}
PICORING_HOT size_t picoring_spsc_free(picoring_spsc_writer *writer)
{
    PICORING_TWIN_CHECK(writer, 0)
    return picoring_cursor_known_(PICORING_CURSOR_OF_(writer));
}
PICORING_HOT int picoring_spsc_pop(picoring_spsc_reader *reader, void *out_element)
{
    PICORING_TWIN_CHECK(reader && out_element, PICORING_EFAULT)
    picoring_cursor *cursor = PICORING_CURSOR_OF_(reader);
    return picoring_cursor_pop_(cursor, out_element, cursor->element_size);
}
PICORING_HOT int picoring_spsc_pop_sized(picoring_spsc_reader *reader, void *out_element,
                                         size_t size)
{
    PICORING_TWIN_CHECK(reader && out_element, PICORING_EFAULT)
    PICORING_TWIN_SIZE_CHECK(PICORING_CURSOR_OF_(reader), size)
    return picoring_cursor_pop_(PICORING_CURSOR_OF_(reader), out_element, size);
}
PICORING_HOT int picoring_spsc_pop_n(picoring_spsc_reader *reader, void *out_elements, size_t n)
{
    PICORING_TWIN_CHECK(reader && (out_elements || n == 0), PICORING_EFAULT)
    picoring_cursor *cursor = PICORING_CURSOR_OF_(reader);
    int code = picoring_cursor_grant_(cursor, PICORING_VERB_POP_N, n);
    if (n != 0 && code == PICORING_OK) picoring_cursor_take_(cursor, out_elements, n);
    return code;
}
PICORING_HOT int picoring_spsc_pop_some(picoring_spsc_reader *reader, void *out_elements, size_t n,
                                        size_t *out_n)
{
    PICORING_TWIN_CHECK(reader && out_n && (out_elements || n == 0), PICORING_EFAULT)
    picoring_cursor *cursor = PICORING_CURSOR_OF_(reader);
    int code;
    size_t some = picoring_cursor_some_(cursor, PICORING_VERB_POP_SOME, n, &code);
    if (code != PICORING_OK) return code;
    if (some != 0) picoring_cursor_take_(cursor, out_elements, some);
    *out_n = some;
    return PICORING_OK;
}
PICORING_HOT void *picoring_spsc_peek(picoring_spsc_reader *reader, size_t *out_n)
{
    PICORING_TWIN_CHECK(reader && out_n, NULL)
    return picoring_cursor_peek_(PICORING_CURSOR_OF_(reader), out_n);
}
PICORING_HOT int picoring_spsc_release(picoring_spsc_reader *reader, size_t n)
{
    PICORING_TWIN_CHECK(reader, PICORING_EFAULT)
    return picoring_cursor_pass_(PICORING_CURSOR_OF_(reader), PICORING_VERB_RELEASE, n);
}
PICORING_HOT size_t picoring_spsc_len(picoring_spsc_reader *reader)
{
    PICORING_TWIN_CHECK(reader, 0)
    return picoring_cursor_known_(PICORING_CURSOR_OF_(reader));
}
PICORING_END
#endif
#endif
#endif
#ifndef PICORING_STREAM_H
#define PICORING_STREAM_H 
PICORING_BEGIN
typedef struct picoring_stream picoring_stream;
PICORING_HOT int picoring_stream_create(size_t capacity, const picoring_options *options,
                                        picoring_stream **out_stream);
PICORING_API int picoring_stream_open(uint32_t inline_abi, size_t capacity,
                                      const picoring_options *options,
                                      picoring_stream **out_stream);
PICORING_API void picoring_stream_destroy(picoring_stream *stream);
PICORING_HOT int picoring_stream_write(picoring_stream *stream, const void *data, size_t n,
                                       size_t *out_written);
PICORING_HOT int picoring_stream_read(picoring_stream *stream, void *out_data, size_t n,
                                      size_t *out_read);
PICORING_HOT void *picoring_stream_claim(picoring_stream *stream, size_t n);
PICORING_API int picoring_stream_claim_status(const picoring_stream *stream, size_t n);
PICORING_HOT int picoring_stream_commit(picoring_stream *stream, size_t n);
PICORING_HOT int picoring_stream_cancel(picoring_stream *stream);
PICORING_HOT void *picoring_stream_peek(picoring_stream *stream, size_t *out_n);
PICORING_API int picoring_stream_peek_status(const picoring_stream *stream);
PICORING_HOT int picoring_stream_release(picoring_stream *stream, size_t n);
PICORING_API int picoring_stream_find(picoring_stream *stream, size_t from, const void *delimiter,
                                      size_t n, size_t *out_offset);
PICORING_API int picoring_stream_read_from_fd(picoring_stream *stream, int fd, size_t n,
                                              size_t *out_read);
PICORING_API int picoring_stream_write_to_fd(picoring_stream *stream, int fd, size_t n,
                                             size_t *out_written);
PICORING_API int picoring_stream_close(picoring_stream *stream);
PICORING_API int picoring_stream_ended(const picoring_stream *stream);
PICORING_HOT size_t picoring_stream_len(const picoring_stream *stream);
PICORING_NODISCARD PICORING_HOT size_t picoring_stream_free(const picoring_stream *stream);
PICORING_API size_t picoring_stream_capacity(const picoring_stream *stream);
PICORING_HOT int picoring_stream_clear(picoring_stream *stream);
PICORING_API const picoring_mirror *picoring_stream_mirror(const picoring_stream *stream);
PICORING_END
#ifndef PICORING_STREAM_INLINE_H
#define PICORING_STREAM_INLINE_H 
#if !defined(PICORING_NO_INLINE) || defined(PICORING_TWINS)
PICORING_BEGIN
PICORING_BODY picoring_words *picoring_stream_words_(const picoring_stream *stream)
{
#ifdef __cplusplus
    return reinterpret_cast<picoring_words *>(const_cast<picoring_stream *>(stream));
#else
    return (picoring_words *)(uintptr_t)stream;
#endif
}
PICORING_HOT int picoring_stream_create(size_t capacity, const picoring_options *options,
                                        picoring_stream **out_stream)
{
    return picoring_stream_open(PICORING_INLINE_ABI, capacity, options, out_stream);
}
PICORING_HOT int picoring_stream_write(picoring_stream *stream, const void *data, size_t n,
                                       size_t *out_written)
{
    PICORING_TWIN_CHECK(stream && out_written && (data || n == 0), PICORING_EFAULT)
    return picoring_words_put_some_(picoring_stream_words_(stream), data, n, out_written, 1,
                                    PICORING_VERB_WRITE);
}
PICORING_HOT int picoring_stream_read(picoring_stream *stream, void *out_data, size_t n,
                                      size_t *out_read)
{
    PICORING_TWIN_CHECK(stream && out_read && (out_data || n == 0), PICORING_EFAULT)
    return picoring_words_take_some_(picoring_stream_words_(stream), out_data, n, out_read, 1,
                                     PICORING_VERB_READ);
}
PICORING_HOT void *picoring_stream_claim(picoring_stream *stream, size_t n)
{
    PICORING_TWIN_CHECK(stream, NULL)
    return picoring_words_claim_(picoring_stream_words_(stream), n);
}
PICORING_HOT int picoring_stream_commit(picoring_stream *stream, size_t n)
{
    PICORING_TWIN_CHECK(stream, PICORING_EFAULT)
    return picoring_words_commit_(picoring_stream_words_(stream), n);
}
PICORING_HOT int picoring_stream_cancel(picoring_stream *stream)
{
    PICORING_TWIN_CHECK(stream, PICORING_EFAULT)
    PICORING_COMPILER_BARRIER();
    (void)stream;
    return PICORING_OK;
}
PICORING_HOT void *picoring_stream_peek(picoring_stream *stream, size_t *out_n)
{
    PICORING_TWIN_CHECK(out_n && (stream || (*out_n = 0)), NULL)
    return picoring_words_peek_(picoring_stream_words_(stream), out_n);
}
PICORING_HOT int picoring_stream_release(picoring_stream *stream, size_t n)
{
    PICORING_TWIN_CHECK(stream, PICORING_EFAULT)
    return picoring_words_release_(picoring_stream_words_(stream), n);
}
PICORING_HOT size_t picoring_stream_len(const picoring_stream *stream)
{
    PICORING_TWIN_CHECK(stream, 0)
    return picoring_stream_words_(stream)->used;
}
PICORING_HOT size_t picoring_stream_free(const picoring_stream *stream)
{
    PICORING_TWIN_CHECK(stream, 0)
    return picoring_words_free_(picoring_stream_words_(stream));
}
PICORING_HOT int picoring_stream_clear(picoring_stream *stream)
{
    PICORING_TWIN_CHECK(stream, PICORING_EFAULT)
    picoring_words *words = picoring_stream_words_(stream);
    return picoring_words_release_(words, words->used);
}
PICORING_END
#endif
#endif
#endif
#endif
