/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * mpsc_inline.h: the bodies of the hot verbs of an mpsc's reader, thin faces over
 * cursor.h. mpsc.h is the manual.
 */
#ifndef PICORING_MPSC_INLINE_H
#define PICORING_MPSC_INLINE_H

#include "cursor.h"
#include "mpsc.h"

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
