// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channel.hh: what spsc and mpsc share: the memory, two published positions on
// lines of their own, two sides with the frozen words, waiting and ending.
//
// Life. The creator's handle and every open side hold a reference; whoever gives
// the last one back hands over to drop what nobody has read, and frees. A side
// lives as long as its handle and those who wait with it, so that it may be
// destroyed under them; a wait that is over at once is a call like any other.
//
// Closed is a bit of each side. A reader that closes also publishes a position
// that puts the writer's limit to 0, so that the writer calls at its next look.
// A side that closes itself gets a grant of nothing for good.
#pragma once

#include "core/circle.hh"
#include "core/error.hh"
#include "core/mirror.hh"
#include "core/sleeper.hh"
#include "picoring/channel.h"
#include "picoring/cursor.h"

namespace picoring {

struct Channel;

struct alignas(128) Side {
    picoring_cursor cursor; // first: the handle is the address of the cursor
    Channel *channel;
    bool writes;
    uint32_t taken;  // it was opened, or will never be
    uint32_t users;  // its handle, and waits
    size_t lent;     // emulated: bytes beyond the seam that the reader has
    Sleeper sleeper; // where this side sleeps
};

struct Channel {
    const char *object; // "spsc" or "mpsc", for sentences
    size_t size;        // bytes of the struct that begins with this one
    uint64_t *source;   // how far the reader may go
    // mpsc: how the reader looks, and why there are fewer than n; NULL where the
    // cursor's inline and the closed bit do.
    void (*scan)(Channel &channel);
    int (*shortage)(const Channel &channel, uint32_t verb, size_t n);
    const uint64_t *(*ahead)(const Channel &channel); // what changes when more can be read
    void (*unmake)(Channel &channel);
    size_t capacity;
    size_t element_size;
    picoring_channel_options options;
    uint32_t references;
    uint32_t closed; // bits of enum Closed
    uint64_t shut;   // what a writer reads in place of the reader's position
    uint64_t unread; // where a closed side publishes to
    Mirror mirror;
    alignas(128) uint64_t written;
    alignas(128) uint64_t read;
    Side writer;
    Side reader;
};

// What shortage answers if things have changed under it.
constexpr int look_again = 1;

enum Closed : uint32_t { writer_closed = 1, reader_closed = 2 };

constexpr size_t first_channel_options_size =
    offsetof(picoring_channel_options, user) + sizeof(void *);

inline Side &side_of(picoring_cursor *cursor) { return *reinterpret_cast<Side *>(cursor); }

// ---- Life

// A channel at the start of `size` bytes, the rest of them 0.
int make_channel(const char *operation, const char *object, size_t size, uint32_t inline_abi,
                 size_t capacity, size_t element_size, const picoring_channel_options *options,
                 Channel **out_channel);
// The same with the memory and the contents of a ring, whose handle is gone then.
int make_channel_of(const char *operation, const char *object, size_t size, Circle &circle,
                    const picoring_channel_options *options, Channel **out_channel);
// A ring with the memory and what is left in it; the reader was the last handle
// of its channel, and is gone then.
int make_circle_of(const char *operation, Side &reader, Circle **out_circle);
// The one handle of a side, with a reference.
int open_side(const char *operation, Side &side);
void close_side(Side &side);
// Closes, and leaves.
void destroy_side(Side &side);
// One user less; the last gives the reference back.
void leave(Side &side);
// The creator's handle goes: sides that never were opened count as closed.
void leave_channel(Channel &channel);
void hold(Channel &channel);
void give_back(Channel &channel);

// Sets a side's bit and wakes everybody.
void announce_close(Channel &channel, Closed which);
bool foreign(const Channel &channel);
// PICORING_EFORK in a forked child.
int check_home(const Channel &channel, const char *verb);
bool emulated(const Channel &channel);
uint8_t *seam_of(const Channel &channel);

// Looks at the other side: 0 if n go now, otherwise why not.
int status(Side &side, uint32_t verb, size_t n);

template <class... Parts>
int refused(int code, const Channel &channel, const char *verb, Parts... parts)
{
    return fail_verb(code, channel.object, verb, parts...);
}

// ---- Waiting

// Who waits: a side, or an mpsc's producer.
struct Waiter {
    Channel &channel;
    Sleeper &sleeper;
    uint32_t &interrupted;
    uint32_t &users;                  // of what has to live while it waits long
    void (*leave)(void *who);         // one user less
    int (*look)(void *who, size_t n); // 0, PICORING_EAGAIN, or why it never will
    void *who;
    size_t n;
    // What the other side has to have published. Of one who shares the sleeper,
    // what makes waking all of them worth while.
    uint64_t (*wanted)(void *who, size_t n);
    uint64_t (*granted)(void *who); // how many go, as far as it has looked
    const uint64_t *(*moves)(void *who); // changes when looking might help; anew after a look
};

int wait(const Waiter &waiter, const char *verb, int64_t timeout, uint32_t clock);
int wait(Side &side, size_t n, const char *verb, int64_t timeout, uint32_t clock);
int event_of(Side &side, const char *verb, intptr_t *out_event);
int arm(Side &side, const char *verb, size_t n);
void disarm(Side &side);

} // namespace picoring
