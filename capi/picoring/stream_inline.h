/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * stream_inline.h: the bodies of the stream's hot verbs, thin faces over
 * words.h. stream.h is the manual.
 */
#ifndef PICORING_STREAM_INLINE_H
#define PICORING_STREAM_INLINE_H

#include "stream.h"
#include "words.h"

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
