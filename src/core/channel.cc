// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channel.cc: the life of a channel, its seam, and what it says when it refuses.
#include "core/channel.hh"

#include "core/emulation.hh"
#include "core/versions.hh"

#include <cstring>
#include <initializer_list>

namespace picoring {

namespace {

// ---- Creation ---------------------------------------------------------------

// From now on it has a grant of nothing, and publishes to nobody.
void shut(Side &side)
{
    Channel &channel = *side.channel;
    side.cursor.published = &channel.unread;
    side.cursor.other = &channel.shut;
    side.cursor.slack = channel.capacity;
    side.cursor.limit = 0;
}

Closed bit_of(const Side &side) { return side.writes ? writer_closed : reader_closed; }

// In a forked child.
void empty(void *object)
{
    auto channel = static_cast<Channel *>(object);
    shut(channel->writer);
    shut(channel->reader);
}

int check_options(const char *operation, const picoring_channel_options *given,
                  picoring_channel_options &options, picoring_options &memory)
{
    options = PICORING_CHANNEL_OPTIONS_INIT;
    if (int code =
            read_struct(operation, given, first_channel_options_size, &options, sizeof options))
        return code;
    if (int code = read_options(operation, options.memory, memory)) return code;
    options.memory = nullptr;
    if (memory.inherit)
        return fail(PICORING_EINVAL, operation, "a channel is not inherited by a forked child");
    return PICORING_OK;
}

void make_side(Side &side, Channel &channel, bool writes)
{
    const Mirror &mirror = channel.mirror;
    side.channel = &channel;
    side.writes = writes;
    side.cursor.slack = writes ? channel.capacity : 0;
    side.cursor.published = writes ? &channel.written : &channel.read;
    side.cursor.other = writes ? &channel.read : &channel.written;
    side.cursor.sleeping =
        writes ? &channel.reader.sleeper.sleeping : &channel.writer.sleeper.sleeping;
    side.cursor.place = mirror.data;
    side.cursor.end = emulated(channel) ? nullptr : seam_of(channel);
    side.cursor.wrap = mirror.size;
    side.cursor.element_size = channel.element_size;
    side.cursor.limit = side.cursor.slack;
    make_sleeper(side.sleeper, false);
}

// ---- The end ------------------------------------------------------------------

// By whoever goes last: the reader's side, closed or not, reads what is left.
void drop_the_rest(Channel &channel)
{
    const picoring_channel_options &options = channel.options;
    if (!options.drop) return;
    picoring_cursor &cursor = channel.reader.cursor;
    cursor.other = channel.source;
    cursor.published = &channel.unread;
    cursor.slack = 0;
    // One by one, each at the address that its writer had it at.
    for (;;) {
        if (cursor.position >= cursor.limit && channel.scan) channel.scan(channel);
        if (cursor.position >= cursor.limit && picoring_cursor_known_(&cursor) == 0) return;
        options.drop(options.user, cursor.place);
        picoring_cursor_publish_(&cursor, cursor.place + channel.element_size, cursor.position + 1);
    }
}

// All but the mirror.
void free_handles(Channel &channel)
{
    unmake_sleeper(channel.writer.sleeper);
    unmake_sleeper(channel.reader.sleeper);
    if (foreign(channel)) return;
    picoring_options memory = channel.mirror.options;
    if (channel.unmake) channel.unmake(channel);
    deallocate(memory, &channel, channel.size, alignof(Channel));
}

void free_channel(Channel &channel)
{
    if (!foreign(channel)) {
        drop_the_rest(channel);
        unmake_mirror(channel.mirror);
    }
    free_handles(channel);
}

// The struct without its mirror; NULL if there is no memory.
Channel *allocate_channel(const picoring_options &memory, const char *object, size_t size,
                          const picoring_channel_options &options)
{
    auto channel = static_cast<Channel *>(allocate(memory, size, alignof(Channel)));
    if (!channel) return nullptr;
    memset(static_cast<void *>(channel), 0, size);
    channel->object = object;
    channel->size = size;
    channel->options = options;
    channel->references = 1;
    // A fork may come before the sides are furnished.
    channel->writer.channel = channel->reader.channel = channel;
    return channel;
}

// Positions, sides and sleepers around the mirror.
void furnish(Channel &channel, size_t capacity, size_t element_size)
{
    channel.capacity = capacity;
    channel.element_size = element_size;
    channel.shut = uint64_t{0} - capacity;
    channel.source = &channel.written;
    make_side(channel.writer, channel, true);
    make_side(channel.reader, channel, false);
}

int out_of_grant(const Side &side, uint32_t verb, size_t n)
{
    return refused(PICORING_ERANGE, *side.channel, verb_name(verb), n, ", but ",
                   static_cast<size_t>(picoring_cursor_granted_(&side.cursor)),
                   side.writes ? " are known to be free" : " have been shown");
}

} // namespace

bool foreign(const Channel &channel) { return channel.mirror.entry.foreign; }

bool emulated(const Channel &channel)
{
    return channel.mirror.technique == PICORING_TECHNIQUE_EMULATED && !foreign(channel);
}

int check_home(const Channel &channel, const char *verb)
{
    if (!foreign(channel)) return PICORING_OK;
    return refused(PICORING_EFORK, channel, verb, picoring_strerror(PICORING_EFORK));
}

uint8_t *seam_of(const Channel &channel) { return channel.mirror.data + channel.mirror.size; }

int make_channel(const char *operation, const char *object, size_t size, uint32_t inline_abi,
                 size_t capacity, size_t element_size, const picoring_channel_options *given,
                 Channel **out_channel)
{
    picoring_channel_options options;
    picoring_options memory;
    if (int code = check_inline_abi(operation, inline_abi)) return code;
    if (int code = check_options(operation, given, options, memory)) return code;
    if (int code = check_shape(operation, capacity, element_size, memory)) return code;
    Channel *channel = allocate_channel(memory, object, size, options);
    if (!channel) return fail(PICORING_ENOMEM, operation, "no memory left for the handle");
    if (int code = make_mirror(operation, capacity * element_size, memory, empty, channel,
                               channel->mirror)) {
        deallocate(memory, channel, size, alignof(Channel));
        return code;
    }
    size_t usable = memory.exact ? capacity : channel->mirror.size / element_size;
    furnish(*channel, usable, element_size);
    *out_channel = channel;
    return PICORING_OK;
}

int make_channel_of(const char *operation, const char *object, size_t size, Circle &circle,
                    const picoring_channel_options *given, Channel **out_channel)
{
    picoring_channel_options options;
    picoring_options unused;
    if (int code = check_options(operation, given, options, unused)) return code;
    picoring_options memory = circle.mirror.options;
    if (circle.mirror.entry.foreign)
        return fail(PICORING_EFORK, operation, picoring_strerror(PICORING_EFORK));
    if (memory.inherit || (given && given->memory))
        return fail(PICORING_EINVAL, operation,
                    "the memory is the ring's: no options for it, and none that is inherited");
    Channel *channel = allocate_channel(memory, object, size, options);
    if (!channel) return fail(PICORING_ENOMEM, operation, "no memory left for the handle");
    move_mirror(circle.mirror, channel->mirror, empty, channel);
    furnish(*channel, circle.capacity, circle.words.element_size);
    channel->reader.cursor.place = circle.words.read;
    channel->reader.lent = circle.lent;
    channel->writer.cursor.place = circle.words.write;
    channel->writer.cursor.position = channel->written = circle.words.used;
    deallocate(memory, &circle, sizeof circle, alignof(Circle));
    *out_channel = channel;
    return PICORING_OK;
}

int make_circle_of(const char *operation, Side &reader, Circle **out_circle)
{
    Channel &channel = *reader.channel;
    if (foreign(channel)) return fail(PICORING_EFORK, operation, picoring_strerror(PICORING_EFORK));
    if (PICORING_FETCH_OR(&channel.references, 0u) != 1)
        return fail(PICORING_EBUSY, operation, "another handle of the channel is still there");
    picoring_options memory = channel.mirror.options;
    auto circle = static_cast<Circle *>(allocate(memory, sizeof(Circle), alignof(Circle)));
    if (!circle) return fail(PICORING_ENOMEM, operation, "no memory left for the handle");
    picoring_cursor &cursor = reader.cursor;
    cursor.other = channel.source;
    cursor.slack = 0;
    if (channel.scan) channel.scan(channel);
    take_circle(*circle, channel.mirror, channel.capacity, channel.element_size, cursor.place,
                picoring_cursor_known_(&cursor), reader.lent);
    channel.options.drop = nullptr; // they live on
    free_handles(channel);
    *out_circle = circle;
    return PICORING_OK;
}

int open_side(const char *operation, Side &side)
{
    if (foreign(*side.channel))
        return fail(PICORING_EFORK, operation, picoring_strerror(PICORING_EFORK));
    if (PICORING_EXCHANGE(&side.taken, 1))
        return fail(PICORING_EBUSY, operation, "that side was opened before");
    side.users = 1;
    hold(*side.channel);
    return PICORING_OK;
}

// The bit, a position that a writer cannot overlook, and a wake-up for all.
void announce_close(Channel &channel, Closed which)
{
    PICORING_FETCH_OR(&channel.closed, uint32_t{which});
    if (which == reader_closed) PICORING_STORE_RELEASE(&channel.read, channel.shut);
    for (Side *side : {&channel.writer, &channel.reader}) {
        PICORING_FETCH_OR(&side->sleeper.sleeping, uint32_t{Sleeper::any});
        wake(side->sleeper);
        if (PICORING_FETCH_ADD(&side->sleeper.event.handle, 0) != -1)
            platform::signal_event(side->sleeper.event);
    }
}

void close_side(Side &side)
{
    if (foreign(*side.channel)) return;
    shut(side);
    announce_close(*side.channel, bit_of(side));
}

void destroy_side(Side &side)
{
    // Not shut(): another thread may still wait with this handle.
    if (!foreign(*side.channel)) announce_close(*side.channel, bit_of(side));
    leave(side);
}

void leave(Side &side)
{
    if (PICORING_FETCH_ADD(&side.users, uint32_t(-1)) == 1) give_back(*side.channel);
}

void leave_channel(Channel &channel)
{
    if (!foreign(channel))
        for (Side *side : {&channel.writer, &channel.reader})
            if (!PICORING_EXCHANGE(&side->taken, 1)) announce_close(channel, bit_of(*side));
    give_back(channel);
}

void hold(Channel &channel) { PICORING_FETCH_ADD(&channel.references, 1); }

void give_back(Channel &channel)
{
    if (PICORING_FETCH_ADD(&channel.references, uint32_t(-1)) == 1) free_channel(channel);
}

int refuse(Side &side, uint32_t verb, size_t n)
{
    Channel &channel = *side.channel;
    picoring_cursor &cursor = side.cursor;
    if (int code = check_home(channel, verb_name(verb))) return code;
    uint32_t closed = PICORING_LOAD_ACQUIRE(&channel.closed);
    bool given = verb == PICORING_VERB_COMMIT || verb == PICORING_VERB_RELEASE;
    if (given && !(side.writes && closed)) return out_of_grant(side, verb, n);
    if (n > channel.capacity)
        return refused(PICORING_ERANGE, channel, verb_name(verb), n, " exceed the capacity of ",
                       channel.capacity);
    if (side.writes)
        return closed ? refused(PICORING_EPIPE, channel, verb_name(verb), "the channel is closed")
                      : PICORING_EAGAIN;
    if (closed & reader_closed) return PICORING_EEND;
    while (channel.scan) {
        channel.scan(channel);
        if (picoring_cursor_known_(&cursor) >= n) return PICORING_OK;
        int code = channel.shortage(channel, verb, n);
        if (code != look_again) return code;
    }
    if (!closed) return PICORING_EAGAIN;
    // Nothing is published after the bit: what is there now is all.
    return picoring_cursor_known_(&cursor) >= n ? PICORING_OK : PICORING_EEND;
}

int status(Side &side, uint32_t verb, size_t n)
{
    return picoring_cursor_look_(&side.cursor, verb, n);
}

} // namespace picoring

using namespace picoring;

unsigned char *picoring_cursor_wrap(picoring_cursor *cursor, unsigned char *reached)
{
    Side &side = side_of(cursor);
    const Channel &channel = *side.channel;
    uint8_t *seam = seam_of(channel);
    PICORING_COMPILER_BARRIER();
    if (reached < seam) return reached;
    if (emulated(channel)) {
        size_t tail = tail_beyond(seam, cursor->place, cursor->element_size);
        size_t before = static_cast<size_t>(seam - cursor->place);
        size_t granted =
            static_cast<size_t>(picoring_cursor_granted_(cursor)) * cursor->element_size;
        size_t beyond = granted > before ? granted - before : 0;
        copy_back(seam, cursor->wrap, tail, side.writes ? beyond : side.lent);
        side.lent = 0;
    }
    return reached - cursor->wrap;
}

unsigned char *picoring_cursor_reach(picoring_cursor *cursor, size_t offset, size_t bytes)
{
    Side &side = side_of(cursor);
    uint8_t *seam = seam_of(*side.channel);
    unsigned char *place = cursor->place + offset;
    size_t tail = tail_beyond(seam, cursor->place, cursor->element_size);
    if (place + bytes > seam) {
        size_t beyond = static_cast<size_t>(place + bytes - seam);
        copy_out(seam, cursor->wrap, side.lent > tail ? side.lent : tail, beyond);
        if (beyond > side.lent) side.lent = beyond;
    }
    return place;
}

int picoring_cursor_refuse(picoring_cursor *cursor, uint32_t verb, size_t n)
{
    return refuse(side_of(cursor), verb, n);
}

void picoring_cursor_wake(picoring_cursor *cursor)
{
    Side &side = side_of(cursor);
    Channel &channel = *side.channel;
    Sleeper &sleeper = (side.writes ? channel.reader : channel.writer).sleeper;
    wake_for(sleeper, &cursor->position);
}
