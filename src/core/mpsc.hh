// SPDX-License-Identifier: MIT OR Apache-2.0
//
// mpsc.hh: many producers over one channel.
//
// Producers claim by advancing one count; who has claimed writes in place and
// then stamps its claim, so that nobody waits for anybody: the reader passes
// claims in their order and stops at the first that is not stamped.
//
// The stamp of a claim stands in a side array, apart from the elements, at the
// claim's first position modulo a power of two that is not less than the
// capacity. It holds the whole position, so a stamp of an earlier lap never
// looks like one of this lap. Its low bits say what became of the claim; the
// length of a claim of two and more stands in the next slot, which is its own.
//
// Records have no stamps: a stamp for each message is a line more. Their claims begin
// with a header, which is 0 until the claim is settled: the reader clears what it
// releases, all of it, since a claim of the next lap may begin where payload lay.
#pragma once

#include "core/channel.hh"

namespace picoring {

// What became of a claim; never 0, which is what no claim has stamped.
enum class Stamp : uint64_t { one = 1, run = 2, one_aborted = 3, run_aborted = 4, length = 5 };

struct Mpsc {
    Channel channel; // first
    uint64_t *stamps;              // NULL: claims begin with a header
    uint64_t mask;
    uint64_t scanned;              // the reader's: all before is committed
    uint8_t *origin;               // the place of position 0
    uint32_t producers;            // handles that may write; the creator's can open more
    alignas(128) uint64_t claimed; // a count of elements, and closed_bit
};

constexpr uint64_t closed_bit = uint64_t{1} << 63;

// A header: the bytes behind it plus 1, or, of an aborted claim, with this bit.
constexpr uint64_t aborted_bit = uint64_t{1} << 63;
constexpr uint64_t header_of(size_t length) { return uint64_t{length} + 1; }

struct Producer {
    Mpsc *mpsc;
    uint64_t position; // behind the last claim of this producer
    uint8_t *place;    // of `position`
    uint64_t limit;    // claims may end here: what the reader had published, and capacity
    uint8_t *claim;    // the open claim, of `claimed` elements
    size_t claimed;    // 0: none is open
    uint32_t interrupted;
    uint32_t references; // the handle, and waits
    uint32_t gone;       // the handle is destroyed
};

int make_mpsc(const char *operation, uint32_t inline_abi, size_t capacity, size_t element_size,
              const picoring_channel_options *options, Mpsc **out_mpsc);
// A channel becomes one; without stamps, it has headers.
Mpsc &become_mpsc(Channel &channel, uint64_t *stamps);
// The same with the memory and the contents of a ring, whose handle is gone then.
int make_mpsc_of(const char *operation, Circle &circle, const picoring_channel_options *options,
                 Mpsc **out_mpsc);
int open_producer(const char *operation, Mpsc &mpsc, Producer **out_producer);
void destroy_producer(Producer &producer);
// One fewer may write; the last closes.
void leave_producers(Mpsc &mpsc);
// No claim succeeds any more.
void close_producers(Mpsc &mpsc);

// The next n places, in producer.claim; or a code.
int claim(Producer &producer, uint32_t verb, size_t n);
// 0 if a claim would succeed now; `who` is a Producer.
int look_for_room(void *who, size_t n);
// Claims, copies and commits n elements.
int push(Producer &producer, uint32_t verb, const void *elements, size_t n);
// The first n of the open claim become readable, the rest is aborted. `header` is
// that of records.
void settle(Producer &producer, size_t n, uint64_t header = 0);
// n granted elements become 0 before they are released.
void clear(const Side &reader, uint64_t n);
// Looks at the stamps: how many elements are readable.
size_t len_of_reader(Side &reader);
int wait(Producer &producer, size_t n, int64_t timeout, uint32_t clock);

} // namespace picoring
