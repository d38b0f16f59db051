// SPDX-License-Identifier: MIT OR Apache-2.0
#include "core/mpsc.hh"

#include "capi/side.hh"
#include "picoring/mpsc.h"

using namespace picoring;

namespace {

Mpsc &mpsc_of(picoring_mpsc *mpsc) { return *reinterpret_cast<Mpsc *>(mpsc); }
const Channel &channel_of(const picoring_mpsc *mpsc)
{
    return reinterpret_cast<const Mpsc *>(mpsc)->channel;
}
Producer &producer_of(picoring_mpsc_producer *producer)
{
    return *reinterpret_cast<Producer *>(producer);
}
Side &side_of(picoring_mpsc_reader *reader) { return *reinterpret_cast<Side *>(reader); }

int no_claim(const Producer &producer, uint32_t verb)
{
    return refused(PICORING_ESTATE, producer.mpsc->channel, verb_name(verb),
                   "this producer has no claim open");
}

} // namespace

int picoring_mpsc_open(uint32_t inline_abi, size_t capacity, size_t element_size,
                       const picoring_channel_options *options, picoring_mpsc **out_mpsc)
{
    constexpr const char *operation = "picoring_mpsc_create";
    if (!out_mpsc) return fail_null(operation);
    Mpsc *mpsc;
    if (int code = make_mpsc(operation, inline_abi, capacity, element_size, options, &mpsc))
        return code;
    *out_mpsc = reinterpret_cast<picoring_mpsc *>(mpsc);
    return PICORING_OK;
}

int picoring_mpsc_from_ring(picoring_ring *ring, const picoring_channel_options *options,
                            picoring_mpsc **out_mpsc)
{
    PICORING_REQUIRE(ring && out_mpsc, PICORING_EFAULT);
    Mpsc *mpsc;
    if (int code = make_mpsc_of(__func__, *reinterpret_cast<Circle *>(ring), options, &mpsc))
        return code;
    *out_mpsc = reinterpret_cast<picoring_mpsc *>(mpsc);
    return PICORING_OK;
}

int picoring_mpsc_into_ring(picoring_mpsc_reader *reader, picoring_ring **out_ring)
{
    PICORING_REQUIRE(reader && out_ring, PICORING_EFAULT);
    Circle *circle;
    if (int code = make_circle_of(__func__, side_of(reader), &circle)) return code;
    *out_ring = reinterpret_cast<picoring_ring *>(circle);
    return PICORING_OK;
}

int picoring_mpsc_producer_open(picoring_mpsc *mpsc, picoring_mpsc_producer **out_producer)
{
    PICORING_REQUIRE(mpsc && out_producer, PICORING_EFAULT);
    Producer *producer;
    if (int code = open_producer(__func__, mpsc_of(mpsc), &producer)) return code;
    *out_producer = reinterpret_cast<picoring_mpsc_producer *>(producer);
    return PICORING_OK;
}

int picoring_mpsc_reader_open(picoring_mpsc *mpsc, picoring_mpsc_reader **out_reader)
{
    PICORING_REQUIRE(mpsc && out_reader, PICORING_EFAULT);
    Side &side = mpsc_of(mpsc).channel.reader;
    if (int code = open_side(__func__, side)) return code;
    *out_reader = reinterpret_cast<picoring_mpsc_reader *>(&side);
    return PICORING_OK;
}

void picoring_mpsc_destroy(picoring_mpsc *mpsc)
{
    if (!mpsc) return;
    leave_producers(mpsc_of(mpsc));
    leave_channel(mpsc_of(mpsc).channel);
}

void picoring_mpsc_producer_destroy(picoring_mpsc_producer *producer)
{
    if (producer) destroy_producer(producer_of(producer));
}

void picoring_mpsc_reader_destroy(picoring_mpsc_reader *reader)
{
    if (reader) destroy_side(side_of(reader));
}

int picoring_mpsc_push(picoring_mpsc_producer *producer, const void *element)
{
    PICORING_REQUIRE(producer && element, PICORING_EFAULT);
    return push(producer_of(producer), PICORING_VERB_PUSH, element, 1);
}

int picoring_mpsc_push_n(picoring_mpsc_producer *producer, const void *elements, size_t n)
{
    PICORING_REQUIRE(producer && (elements || n == 0), PICORING_EFAULT);
    return n == 0 ? PICORING_OK : push(producer_of(producer), PICORING_VERB_PUSH_N, elements, n);
}

void *picoring_mpsc_claim(picoring_mpsc_producer *producer, size_t n)
{
    PICORING_REQUIRE(producer, nullptr);
    Producer &p = producer_of(producer);
    return n != 0 && claim(p, PICORING_VERB_CLAIM, n) == PICORING_OK ? p.claim : nullptr;
}

int picoring_mpsc_claim_status(picoring_mpsc_producer *producer, size_t n)
{
    PICORING_REQUIRE(producer, PICORING_EFAULT);
    if (n == 0) return fail(PICORING_EINVAL, "picoring_mpsc_claim", "a claim of 0");
    return look_for_room(&producer_of(producer), n);
}

int picoring_mpsc_commit(picoring_mpsc_producer *producer, size_t n)
{
    PICORING_REQUIRE(producer, PICORING_EFAULT);
    Producer &p = producer_of(producer);
    if (int code = check_home(p.mpsc->channel, "commit")) return code;
    if (p.claimed == 0) return no_claim(p, PICORING_VERB_COMMIT);
    if (n > p.claimed)
        return refused(PICORING_ERANGE, p.mpsc->channel, "commit", n, ", but ", p.claimed,
                       " were claimed");
    settle(p, n);
    return PICORING_OK;
}

int picoring_mpsc_abort(picoring_mpsc_producer *producer)
{
    PICORING_REQUIRE(producer, PICORING_EFAULT);
    Producer &p = producer_of(producer);
    if (int code = check_home(p.mpsc->channel, "abort")) return code;
    if (p.claimed == 0) return no_claim(p, PICORING_VERB_ABORT);
    settle(p, 0);
    return PICORING_OK;
}

int picoring_mpsc_wait_writable(picoring_mpsc_producer *producer, size_t n, int64_t timeout,
                                uint32_t clock)
{
    PICORING_REQUIRE(producer, PICORING_EFAULT);
    return wait(producer_of(producer), n, timeout, clock);
}

int picoring_mpsc_producer_interrupt(picoring_mpsc_producer *producer)
{
    PICORING_REQUIRE(producer, PICORING_EFAULT);
    Producer &p = producer_of(producer);
    if (int code = check_home(p.mpsc->channel, "producer_interrupt")) return code;
    interrupt(p.mpsc->channel.writer.sleeper, p.interrupted);
    return PICORING_OK;
}

int picoring_mpsc_close(picoring_mpsc_producer *producer)
{
    PICORING_REQUIRE(producer, PICORING_EFAULT);
    Mpsc &mpsc = *producer_of(producer).mpsc;
    if (int code = check_home(mpsc.channel, "close")) return code;
    close_producers(mpsc);
    return PICORING_OK;
}

int picoring_mpsc_peek_status(picoring_mpsc_reader *reader)
{
    PICORING_REQUIRE(reader, PICORING_EFAULT);
    return status(side_of(reader), PICORING_VERB_PEEK, 1);
}

int picoring_mpsc_pop_some(picoring_mpsc_reader *reader, void *out_elements, size_t n,
                           size_t *out_n)
{
    PICORING_REQUIRE(reader && out_n && (out_elements || n == 0), PICORING_EFAULT);
    Side &side = side_of(reader);
    if (n > picoring_cursor_granted_(&side.cursor)) (void)len_of_reader(side);
    int code;
    size_t some = picoring_cursor_some_(&side.cursor, PICORING_VERB_POP_SOME, n, &code);
    if (code != PICORING_OK) return code;
    if (some != 0) picoring_cursor_take_(&side.cursor, out_elements, some);
    *out_n = some;
    return PICORING_OK;
}

size_t picoring_mpsc_len(picoring_mpsc_reader *reader)
{
    PICORING_REQUIRE(reader, 0);
    return len_of_reader(side_of(reader));
}

int picoring_mpsc_wait_readable(picoring_mpsc_reader *reader, size_t n, int64_t timeout,
                                uint32_t clock)
{
    PICORING_REQUIRE(reader, PICORING_EFAULT);
    return wait(side_of(reader), n, "wait_readable", timeout, clock);
}

PICORING_SIDE(mpsc, reader)
PICORING_ARM(mpsc, reader)

size_t picoring_mpsc_capacity(const picoring_mpsc *mpsc)
{
    PICORING_REQUIRE(mpsc, 0);
    return channel_of(mpsc).capacity;
}

const picoring_mirror *picoring_mpsc_mirror(const picoring_mpsc *mpsc)
{
    PICORING_REQUIRE(mpsc, nullptr);
    return &channel_of(mpsc).mirror;
}
