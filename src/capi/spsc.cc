// SPDX-License-Identifier: MIT OR Apache-2.0
#include "picoring/spsc.h"

#include "capi/check.hh"
#include "capi/side.hh"

using namespace picoring;

namespace {

Channel &channel_of(picoring_spsc *spsc) { return *reinterpret_cast<Channel *>(spsc); }
const Channel &channel_of(const picoring_spsc *spsc)
{
    return *reinterpret_cast<const Channel *>(spsc);
}
Side &side_of(picoring_spsc_writer *writer) { return *reinterpret_cast<Side *>(writer); }
Side &side_of(picoring_spsc_reader *reader) { return *reinterpret_cast<Side *>(reader); }

} // namespace

int picoring_spsc_open(uint32_t inline_abi, size_t capacity, size_t element_size,
                       const picoring_channel_options *options, picoring_spsc **out_spsc)
{
    constexpr const char *operation = "picoring_spsc_create";
    if (!out_spsc) return fail_null(operation);
    Channel *channel;
    if (int code = make_channel(operation, "spsc", sizeof(Channel), inline_abi, capacity,
                                element_size, options, &channel))
        return code;
    *out_spsc = reinterpret_cast<picoring_spsc *>(channel);
    return PICORING_OK;
}

int picoring_spsc_from_ring(picoring_ring *ring, const picoring_channel_options *options,
                            picoring_spsc **out_spsc)
{
    PICORING_REQUIRE(ring && out_spsc, PICORING_EFAULT);
    Channel *channel;
    if (int code = make_channel_of(__func__, "spsc", sizeof(Channel),
                                   *reinterpret_cast<Circle *>(ring), options, &channel))
        return code;
    *out_spsc = reinterpret_cast<picoring_spsc *>(channel);
    return PICORING_OK;
}

int picoring_spsc_into_ring(picoring_spsc_reader *reader, picoring_ring **out_ring)
{
    PICORING_REQUIRE(reader && out_ring, PICORING_EFAULT);
    Circle *circle;
    if (int code = make_circle_of(__func__, side_of(reader), &circle)) return code;
    *out_ring = reinterpret_cast<picoring_ring *>(circle);
    return PICORING_OK;
}

int picoring_spsc_writer_open(picoring_spsc *spsc, picoring_spsc_writer **out_writer)
{
    PICORING_REQUIRE(spsc && out_writer, PICORING_EFAULT);
    Side &side = channel_of(spsc).writer;
    if (int code = open_side(__func__, side)) return code;
    *out_writer = reinterpret_cast<picoring_spsc_writer *>(&side);
    return PICORING_OK;
}

int picoring_spsc_reader_open(picoring_spsc *spsc, picoring_spsc_reader **out_reader)
{
    PICORING_REQUIRE(spsc && out_reader, PICORING_EFAULT);
    Side &side = channel_of(spsc).reader;
    if (int code = open_side(__func__, side)) return code;
    *out_reader = reinterpret_cast<picoring_spsc_reader *>(&side);
    return PICORING_OK;
}

void picoring_spsc_destroy(picoring_spsc *spsc)
{
    if (spsc) leave_channel(channel_of(spsc));
}

void picoring_spsc_writer_destroy(picoring_spsc_writer *writer)
{
    if (writer) destroy_side(side_of(writer));
}

void picoring_spsc_reader_destroy(picoring_spsc_reader *reader)
{
    if (reader) destroy_side(side_of(reader));
}

int picoring_spsc_claim_status(picoring_spsc_writer *writer, size_t n)
{
    PICORING_REQUIRE(writer, PICORING_EFAULT);
    if (n == 0) return fail(PICORING_EINVAL, "picoring_spsc_claim", "a claim of 0");
    return status(side_of(writer), PICORING_VERB_CLAIM, n);
}

int picoring_spsc_peek_status(picoring_spsc_reader *reader)
{
    PICORING_REQUIRE(reader, PICORING_EFAULT);
    return status(side_of(reader), PICORING_VERB_PEEK, 1);
}

int picoring_spsc_wait_writable(picoring_spsc_writer *writer, size_t n, int64_t timeout,
                                uint32_t clock)
{
    PICORING_REQUIRE(writer, PICORING_EFAULT);
    return wait(side_of(writer), n, "wait_writable", timeout, clock);
}

int picoring_spsc_wait_readable(picoring_spsc_reader *reader, size_t n, int64_t timeout,
                                uint32_t clock)
{
    PICORING_REQUIRE(reader, PICORING_EFAULT);
    return wait(side_of(reader), n, "wait_readable", timeout, clock);
}

PICORING_SIDE(spsc, writer)
PICORING_ARM(spsc, writer)
PICORING_SIDE(spsc, reader)
PICORING_ARM(spsc, reader)

size_t picoring_spsc_capacity(const picoring_spsc *spsc)
{
    PICORING_REQUIRE(spsc, 0);
    return channel_of(spsc).capacity;
}

const picoring_mirror *picoring_spsc_mirror(const picoring_spsc *spsc)
{
    PICORING_REQUIRE(spsc, nullptr);
    return &channel_of(spsc).mirror;
}
