// SPDX-License-Identifier: MIT OR Apache-2.0
#include "core/mpsc.hh"

#include "core/claims.hh"
#include "core/emulation.hh"
#include "core/numbers.hh"

namespace picoring {

namespace {

Mpsc &mpsc_of(Channel &channel) { return reinterpret_cast<Mpsc &>(channel); }

uint64_t count_of(uint64_t claimed) { return claimed & ~(closed_bit | aborted_bit); }

// ---- The reader -----------------------------------------------------------------

// Nothing of an aborted claim at the front is shown or counted.
void skip(Channel &channel, uint64_t n)
{
    picoring_cursor &cursor = channel.reader.cursor;
    if (!mpsc_of(channel).stamps) clear(channel.reader, n);
    picoring_cursor_publish_(&cursor, cursor.place + n * channel.element_size, cursor.position + n);
}

void scan(Channel &channel)
{
    Mpsc &mpsc = mpsc_of(channel);
    picoring_cursor &cursor = channel.reader.cursor;
    for (uint64_t at = mpsc.scanned;;) {
        Seen seen = look_at_claim(mpsc, at);
        if (seen.n == 0 || (seen.aborted && at != cursor.position)) return;
        at += seen.n;
        mpsc.scanned = at;
        if (seen.aborted) skip(channel, seen.n);
    }
}

// What follows the run: nothing any more, an aborted claim (then no more can be
// read at once before the reader has passed it), or a claim that is open.
int shortage(Channel &channel, uint32_t verb, size_t n)
{
    Mpsc &mpsc = mpsc_of(channel);
    uint64_t at = mpsc.scanned;
    for (Seen seen = look_at_claim(mpsc, at); seen.aborted; seen = look_at_claim(mpsc, at))
        at += seen.n;
    uint64_t claimed = PICORING_LOAD_ACQUIRE(&mpsc.claimed);
    if (count_of(claimed) == at) { // all are settled
        if (claimed & closed_bit) return PICORING_EEND;
        if (claimed & aborted_bit) (void)PICORING_COMPARE_EXCHANGE(&mpsc.claimed, &claimed, at);
    }
    if (at == mpsc.scanned) return PICORING_EAGAIN;
    if (mpsc.scanned == channel.reader.cursor.position) return look_again; // aborted since the scan
    return refused(PICORING_ERANGE, channel, verb_name(verb), n,
                   " at once, but an aborted claim ends the run after ",
                   static_cast<size_t>(mpsc.scanned - channel.reader.cursor.position));
}

void unmake(Channel &channel)
{
    uint64_t *stamps = mpsc_of(channel).stamps;
    if (stamps) free_stamps(channel.mirror.options, stamps, channel.capacity);
}

// ---- Producers ------------------------------------------------------------------

int check_claim(const Producer &producer, uint32_t verb, size_t n)
{
    const Channel &channel = producer.mpsc->channel;
    if (int code = check_home(channel, verb_name(verb))) return code;
    if (producer.claimed != 0)
        return refused(PICORING_ESTATE, channel, verb_name(verb),
                       "this producer has a claim open: commit or abort it first");
    if (n > channel.capacity)
        return refused(PICORING_ERANGE, channel, verb_name(verb), n, " exceed the capacity of ",
                       channel.capacity);
    return PICORING_OK;
}

// For good. The reader's position does not tell: one that is destroyed while it waits
// may still pass an aborted claim.
bool is_closed(Producer &producer)
{
    const Mpsc &mpsc = *producer.mpsc;
    bool closed = PICORING_LOAD_RELAXED(&mpsc.claimed) & closed_bit ||
                  PICORING_LOAD_ACQUIRE(&mpsc.channel.closed) ||
                  PICORING_LOAD_ACQUIRE(&producer.gone);
    if (closed) producer.limit = 0;
    return closed;
}

// Whether a claim may end at `end`; looks at the reader's side if it must.
bool fits(Producer &producer, uint64_t end)
{
    if (end <= producer.limit) return true;
    Channel &channel = producer.mpsc->channel;
    producer.limit = PICORING_LOAD_ACQUIRE(&channel.read) + channel.capacity;
    return end <= producer.limit && !is_closed(producer);
}

// Half of the channel free, or what this one needs.
uint64_t wanted_by_all(void *who, size_t n)
{
    const Mpsc &mpsc = *static_cast<Producer *>(who)->mpsc;
    uint64_t claimed = count_of(PICORING_LOAD_RELAXED(&mpsc.claimed));
    return claimed + larger(n, mpsc.channel.capacity / 2) - mpsc.channel.capacity;
}

const uint64_t *releases(void *who) { return &static_cast<Producer *>(who)->mpsc->channel.read; }

uint64_t room_for(void *who)
{
    const Producer &producer = *static_cast<Producer *>(who);
    uint64_t claimed = count_of(PICORING_LOAD_RELAXED(&producer.mpsc->claimed));
    return producer.limit > claimed ? producer.limit - claimed : 0;
}

void give_back(Producer &producer)
{
    if (PICORING_FETCH_ADD(&producer.references, uint32_t(-1)) != 1) return;
    Channel &channel = producer.mpsc->channel;
    if (!foreign(channel))
        deallocate(channel.mirror.options, &producer, sizeof producer, alignof(Producer));
    give_back(channel);
}

void leave_producer(void *who) { give_back(*static_cast<Producer *>(who)); }

} // namespace

Mpsc &become_mpsc(Channel &channel, uint64_t *stamps)
{
    Mpsc &mpsc = mpsc_of(channel);
    mpsc.stamps = stamps;
    mpsc.mask = mask_of_stamps(channel.capacity);
    mpsc.producers = 1;
    mpsc.origin = channel.reader.cursor.place;
    channel.scan = scan;
    channel.shortage = shortage;
    channel.ahead = what_settles_next;
    channel.unmake = unmake;
    channel.source = channel.reader.cursor.other = &mpsc.scanned;
    channel.writer.taken = 1;
    channel.writer.sleeper.shared = true;
    return mpsc;
}

int make_mpsc(const char *operation, uint32_t inline_abi, size_t capacity, size_t element_size,
              const picoring_channel_options *options, Mpsc **out_mpsc)
{
    Channel *channel;
    if (int code = make_channel(operation, "mpsc", sizeof(Mpsc), inline_abi, capacity, element_size,
                                options, &channel))
        return code;
    uint64_t *stamps = make_stamps(channel->mirror.options, channel->capacity);
    if (!stamps) {
        give_back(*channel);
        return fail(PICORING_ENOMEM, operation, "no memory left for the stamps");
    }
    *out_mpsc = &become_mpsc(*channel, stamps);
    return PICORING_OK;
}

int make_mpsc_of(const char *operation, Circle &circle, const picoring_channel_options *options,
                 Mpsc **out_mpsc)
{
    picoring_options memory = circle.mirror.options;
    size_t used = circle.words.used;
    size_t capacity = circle.capacity;
    uint64_t *stamps = make_stamps(memory, capacity);
    if (!stamps) return fail(PICORING_ENOMEM, operation, "no memory left for the stamps");
    Channel *channel;
    if (int code = make_channel_of(operation, "mpsc", sizeof(Mpsc), circle, options, &channel)) {
        free_stamps(memory, stamps, capacity);
        return code;
    }
    Mpsc &mpsc = become_mpsc(*channel, stamps);
    mpsc.claimed = used;
    if (used != 0) complete(mpsc, 0, nullptr, used, 0);
    *out_mpsc = &mpsc;
    return PICORING_OK;
}

int open_producer(const char *operation, Mpsc &mpsc, Producer **out_producer)
{
    Channel &channel = mpsc.channel;
    if (foreign(channel)) return fail(PICORING_EFORK, operation, picoring_strerror(PICORING_EFORK));
    auto producer = static_cast<Producer *>(
        allocate(channel.mirror.options, sizeof(Producer), alignof(Producer)));
    if (!producer) return fail(PICORING_ENOMEM, operation, "no memory left for the handle");
    *producer = {&mpsc, 0, mpsc.origin, 0, nullptr, 0, 0, 1, 0};
    PICORING_FETCH_ADD(&mpsc.producers, 1u);
    hold(channel);
    *out_producer = producer;
    return PICORING_OK;
}

void destroy_producer(Producer &producer)
{
    Mpsc &mpsc = *producer.mpsc;
    if (!foreign(mpsc.channel)) {
        if (producer.claimed != 0) settle(producer, 0);
        PICORING_STORE_RELEASE(&producer.gone, 1u);
        interrupt(mpsc.channel.writer.sleeper, producer.interrupted);
        leave_producers(mpsc);
    }
    give_back(producer);
}

void leave_producers(Mpsc &mpsc)
{
    if (foreign(mpsc.channel)) return;
    if (PICORING_FETCH_ADD(&mpsc.producers, uint32_t(-1)) == 1) close_producers(mpsc);
}

void close_producers(Mpsc &mpsc)
{
    if (foreign(mpsc.channel)) return;
    PICORING_FETCH_OR(&mpsc.claimed, closed_bit);
    announce_close(mpsc.channel, writer_closed);
}

int claim(Producer &producer, uint32_t verb, size_t n)
{
    if (int code = check_claim(producer, verb, n)) return code;
    Mpsc &mpsc = *producer.mpsc;
    uint64_t claimed = PICORING_LOAD_RELAXED(&mpsc.claimed), at;
    do {
        at = count_of(claimed);
        if (claimed & closed_bit || !fits(producer, at + n))
            return is_closed(producer) ? refused(PICORING_EPIPE, mpsc.channel, verb_name(verb),
                                                 "the channel is closed")
                                       : PICORING_EAGAIN;
    } while (!PICORING_COMPARE_EXCHANGE(&mpsc.claimed, &claimed, claimed + n));
    producer.claim = advance(mpsc.channel, producer.place, at - producer.position);
    producer.place = advance(mpsc.channel, producer.claim, n);
    producer.position = at + n;
    producer.claimed = n;
    return PICORING_OK;
}

void settle(Producer &producer, size_t n, uint64_t header)
{
    Mpsc &mpsc = *producer.mpsc;
    Channel &channel = mpsc.channel;
    size_t size = channel.element_size;
    uint8_t *seam = seam_of(channel);
    uint8_t *end = producer.claim + producer.claimed * size;
    PICORING_COMPILER_BARRIER();
    if (emulated(channel) && end > seam)
        copy_back(seam, channel.mirror.size, tail_beyond(seam, producer.claim, size),
                  static_cast<size_t>(end - seam));
    uint64_t first = producer.position - producer.claimed;
    size_t rest = producer.claimed - n;
    if (rest != 0) {
        if (!(PICORING_LOAD_RELAXED(&mpsc.claimed) & aborted_bit))
            PICORING_FETCH_OR(&mpsc.claimed, aborted_bit);
        abandon(mpsc, first + n, advance(channel, producer.claim, n), rest);
    }
    if (n != 0) complete(mpsc, first, producer.claim, n, header);
    producer.claimed = 0;
    PICORING_COMPILER_BARRIER();
    Sleeper &reader = channel.reader.sleeper;
    // More than was claimed if one of the two bits is set.
    if (PICORING_LOAD_RELAXED(&reader.sleeping) != 0) wake_for(reader, &mpsc.claimed);
}

int look_for_room(void *who, size_t n)
{
    Producer &producer = *static_cast<Producer *>(who);
    Mpsc &mpsc = *producer.mpsc;
    if (int code = check_claim(producer, PICORING_VERB_CLAIM, n)) return code;
    if (is_closed(producer))
        return refused(PICORING_EPIPE, mpsc.channel, "claim", "the channel is closed");
    uint64_t claimed = count_of(PICORING_LOAD_RELAXED(&mpsc.claimed));
    return fits(producer, claimed + n) ? PICORING_OK : PICORING_EAGAIN;
}

int push(Producer &producer, uint32_t verb, const void *elements, size_t n)
{
    if (int code = claim(producer, verb, n)) return code;
    picoring_words_copy_(producer.claim, elements, n * producer.mpsc->channel.element_size);
    settle(producer, n);
    return PICORING_OK;
}

size_t len_of_reader(Side &reader)
{
    Channel &channel = *reader.channel;
    if (reader.cursor.other == channel.source) scan(channel);
    return picoring_cursor_known_(&reader.cursor);
}

int wait(Producer &producer, size_t n, int64_t timeout, uint32_t clock)
{
    Channel &channel = producer.mpsc->channel;
    Sleeper &sleeper = channel.writer.sleeper;
    Waiter waiter = {channel,
                     sleeper,
                     producer.interrupted,
                     producer.references,
                     leave_producer,
                     look_for_room,
                     &producer,
                     n,
                     wanted_by_all,
                     room_for,
                     releases};
    return wait(waiter, "wait_writable", timeout, clock);
}

void interrupt(Producer &producer)
{
    PICORING_FETCH_ADD(&producer.references, 1u);
    interrupt(producer.mpsc->channel.writer.sleeper, producer.interrupted);
    give_back(producer);
}

} // namespace picoring
