/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * spsc_inline.h: the bodies of the spsc's hot verbs, thin faces over cursor.h.
 * spsc.h is the manual.
 */
#ifndef PICORING_SPSC_INLINE_H
#define PICORING_SPSC_INLINE_H

#include "cursor.h"
#include "spsc.h"

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
