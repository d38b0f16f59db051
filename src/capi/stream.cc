// SPDX-License-Identifier: MIT OR Apache-2.0
#include "picoring/stream.h"

#include "core/stream.hh"

#include "capi/check.hh"

using namespace picoring;

namespace {

Circle &circle_of(picoring_stream *stream) { return *reinterpret_cast<Circle *>(stream); }

const Circle &circle_of(const picoring_stream *stream)
{
    return *reinterpret_cast<const Circle *>(stream);
}

} // namespace

int picoring_stream_open(uint32_t inline_abi, size_t capacity, const picoring_options *options,
                         picoring_stream **out_stream)
{
    if (!out_stream) return fail_null("picoring_stream_create");
    Circle *circle;
    if (int code = make_circle("stream", inline_abi, capacity, 1, options, &circle)) return code;
    *out_stream = reinterpret_cast<picoring_stream *>(circle);
    return PICORING_OK;
}

void picoring_stream_destroy(picoring_stream *stream)
{
    unmake_circle(reinterpret_cast<Circle *>(stream));
}

int picoring_stream_claim_status(const picoring_stream *stream, size_t n)
{
    PICORING_REQUIRE(stream, PICORING_EFAULT);
    return claim_status(circle_of(stream), n);
}

int picoring_stream_peek_status(const picoring_stream *stream)
{
    PICORING_REQUIRE(stream, PICORING_EFAULT);
    return peek_status(circle_of(stream));
}

int picoring_stream_truncate(picoring_stream *stream, size_t n)
{
    PICORING_REQUIRE(stream, PICORING_EFAULT);
    return truncate(circle_of(stream), n);
}

int picoring_stream_find(picoring_stream *stream, size_t from, const void *delimiter, size_t n,
                         size_t *out_offset)
{
    PICORING_REQUIRE(stream && out_offset && (delimiter || n == 0), PICORING_EFAULT);
    return find(circle_of(stream), from, delimiter, n, out_offset);
}

int picoring_stream_read_from_fd(picoring_stream *stream, int fd, size_t n, size_t *out_read)
{
    PICORING_REQUIRE(stream && out_read, PICORING_EFAULT);
    return read_from_fd(circle_of(stream), fd, n, out_read);
}

int picoring_stream_write_to_fd(picoring_stream *stream, int fd, size_t n, size_t *out_written)
{
    PICORING_REQUIRE(stream && out_written, PICORING_EFAULT);
    return write_to_fd(circle_of(stream), fd, n, out_written);
}

int picoring_stream_close(picoring_stream *stream)
{
    PICORING_REQUIRE(stream, PICORING_EFAULT);
    return close(circle_of(stream));
}

int picoring_stream_ended(const picoring_stream *stream)
{
    PICORING_REQUIRE(stream, 0);
    const Circle &circle = circle_of(stream);
    return circle.closed && circle.words.used == 0;
}

size_t picoring_stream_capacity(const picoring_stream *stream)
{
    PICORING_REQUIRE(stream, 0);
    return circle_of(stream).capacity;
}

const picoring_mirror *picoring_stream_mirror(const picoring_stream *stream)
{
    PICORING_REQUIRE(stream, nullptr);
    return &circle_of(stream).mirror;
}
