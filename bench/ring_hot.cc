// SPDX-License-Identifier: MIT OR Apache-2.0
//
// ring_hot.cc: table a, a view of any size, and table b, one element in and
// one out.
#include "empty.h"
#include "peers.hpp"
#include "ring_loops.hpp"
#include "tables.hpp"

#include <picoring/ring.hpp>

#include <algorithm>
#include <cstdio>
#include <deque>
#include <string>

#ifdef BENCH_HAVE_BOOST
#include <boost/circular_buffer.hpp>
#endif

using namespace bench;

// ---- The loops, by name -------------------------------------------------------

namespace {

struct Inline {
    picoring_ring *ring;
    bool push(uint64_t value)
    {
        return picoring_ring_push_sized(ring, &value, sizeof value) == PICORING_OK;
    }
    bool pop(uint64_t &value)
    {
        return picoring_ring_pop_sized(ring, &value, sizeof value) == PICORING_OK;
    }
};

struct Deque {
    std::deque<uint64_t> items;
    bool push(uint64_t value)
    {
        if (items.size() >= queue_capacity) return false;
        items.push_back(value);
        return true;
    }
    bool pop(uint64_t &value)
    {
        if (items.empty()) return false;
        value = items.front();
        items.pop_front();
        return true;
    }
};

// The roof: slots in memory, places in registers, and nobody asks whether one is free.
struct Slots {
    uint64_t *items;
    uint64_t head = 0, tail = 0;
    void push(uint64_t value) { items[tail++ % queue_capacity] = value; }
    void pop(uint64_t &value) { value = items[head++ % queue_capacity]; }
};

#ifdef BENCH_HAVE_BOOST
struct Boost {
    boost::circular_buffer<uint64_t> items{queue_capacity};
    bool push(uint64_t value)
    {
        if (items.full()) return false;
        items.push_back(value);
        return true;
    }
    bool pop(uint64_t &value)
    {
        if (items.empty()) return false;
        value = items.front();
        items.pop_front();
        return true;
    }
};
#endif

using Wrapper = picoring::ring<uint64_t>;

} // namespace

extern "C" {

#define BENCH_LOOP [[gnu::noinline, gnu::used]] uint64_t

BENCH_LOOP bench_alternate_c(picoring_ring *ring, uint64_t items)
{
    return alternate(Inline{ring}, items);
}
BENCH_LOOP bench_free_run_c(picoring_ring *ring, uint64_t items)
{
    return free_run(Inline{ring}, items);
}
// The ring is a local variable, as in most programs: the compiler keeps its
// handle in a register.
BENCH_LOOP bench_alternate_cpp(Wrapper &lent, uint64_t items)
{
    Wrapper ring(std::move(lent));
    uint64_t wrong = alternate(ring, items);
    lent.swap(ring);
    return wrong;
}
BENCH_LOOP bench_free_run_cpp(Wrapper &lent, uint64_t items)
{
    Wrapper ring(std::move(lent));
    uint64_t wrong = free_run(ring, items);
    lent.swap(ring);
    return wrong;
}
BENCH_LOOP bench_alternate_mask(MaskRing &queue, uint64_t items) { return alternate(queue, items); }
BENCH_LOOP bench_free_run_mask(MaskRing &queue, uint64_t items) { return free_run(queue, items); }
BENCH_LOOP bench_alternate_deque(Deque &queue, uint64_t items) { return alternate(queue, items); }
BENCH_LOOP bench_free_run_deque(Deque &queue, uint64_t items) { return free_run(queue, items); }
BENCH_LOOP bench_alternate_slots(uint64_t &slots, uint64_t items)
{
    return alternate(Slots{&slots}, items);
}
BENCH_LOOP bench_free_run_slots(uint64_t &slots, uint64_t items)
{
    return free_run(Slots{&slots}, items);
}
#ifdef BENCH_HAVE_BOOST
BENCH_LOOP bench_alternate_boost(Boost &queue, uint64_t items) { return alternate(queue, items); }
BENCH_LOOP bench_free_run_boost(Boost &queue, uint64_t items) { return free_run(queue, items); }
#endif

[[gnu::noinline, gnu::used]] void bench_empty_calls(uint64_t calls)
{
    for (uint64_t i = 0; i < calls; ++i) bench_empty();
}

// What a view cannot do without: one word of the ring.
[[gnu::noinline, gnu::used]] void bench_word_loads(picoring_ring *ring, uint64_t times)
{
    auto words = reinterpret_cast<const volatile picoring_words *>(ring);
    for (uint64_t i = 0; i < times; ++i) keep(words->read);
}

[[gnu::noinline, gnu::used]] void bench_peeks(picoring_ring *ring, uint64_t times)
{
    for (uint64_t i = 0; i < times; ++i) {
        size_t n;
        keep(picoring_ring_peek(ring, &n));
        keep(n);
    }
}

[[gnu::noinline, gnu::used]] void bench_views(picoring_ring *ring, size_t bytes, uint64_t times)
{
    for (uint64_t i = 0; i < times; ++i) keep(picoring_ring_view(ring, 0, bytes));
}

} // extern "C"

// ---- Tables ---------------------------------------------------------------------

namespace bench {

namespace {

template <class Queue>
Side side(const char *name, uint64_t (*loop)(Queue, uint64_t),
          std::remove_reference_t<Queue> &queue)
{
    return {name, [=, &queue](uint64_t items) {
                require(loop(queue, items) == 0, "an element came out wrong");
            }};
}

// The target is against Boost; the others are printed.
std::vector<Comparison> against_peers(Rule rule, double bound)
{
#ifdef BENCH_HAVE_BOOST
    return {{0, 1, rule, bound}, {2, 1, rule, bound}, printed(0, 2), printed(0, 3), printed(0, 4)};
#else
    (void)rule, (void)bound;
    return {printed(0, 1), printed(0, 2), printed(0, 3)};
#endif
}

struct Queues {
    Wrapper wrapper{queue_capacity};
    Wrapper owner{queue_capacity};
    picoring_ring *handle = owner.get();
    MaskRing mask{queue_capacity};
    Deque deque;
    std::vector<uint64_t> slots = std::vector<uint64_t>(queue_capacity);
#ifdef BENCH_HAVE_BOOST
    Boost boost;
#endif
};

void queue_rows(Report &report, Queues &queues)
{
    Row row;
    row.label = "alternating, barrier after each";
    row.capacity = queue_capacity;
    row.least = 1000 * queue_capacity;
    row.sides = {side("C inline", bench_alternate_c, queues.handle),
#ifdef BENCH_HAVE_BOOST
                 side("boost", bench_alternate_boost, queues.boost),
#endif
                 side("C++ wrapper", bench_alternate_cpp, queues.wrapper),
                 side("mask", bench_alternate_mask, queues.mask),
                 side("std::deque", bench_alternate_deque, queues.deque)};
    add_roof(row, side("slots, unasked (roof)", bench_alternate_slots, queues.slots[0]));
    row.comparisons = against_peers(Rule::at_most, 0.95);
    report.row(row);
    row.label = "free-running bursts of 256";
    row.sides = {side("C inline", bench_free_run_c, queues.handle),
#ifdef BENCH_HAVE_BOOST
                 side("boost", bench_free_run_boost, queues.boost),
#endif
                 side("C++ wrapper", bench_free_run_cpp, queues.wrapper),
                 side("mask", bench_free_run_mask, queues.mask),
                 side("std::deque", bench_free_run_deque, queues.deque)};
    add_roof(row, side("slots, unasked (roof)", bench_free_run_slots, queues.slots[0]));
    row.comparisons = against_peers(Rule::at_most, 1.10);
    report.row(row);
}

} // namespace

void table_queue(Report &report, const Options &)
{
    report.table('b', "push and pop of 8 bytes, checked; nanoseconds a pair");
#ifndef BENCH_HAVE_BOOST
    report.note("boost::circular_buffer is not compared: libboost-dev is missing");
#endif
    Queues queues;
    queue_rows(report, queues);

    Row calls;
    calls.label = "through calls";
    calls.least = 1000 * queue_capacity;
    calls.sides = {side("push, pop", bench_calls_plain, queues.handle),
                   side("push_sized, pop_sized", bench_calls_sized, queues.handle),
                   {"an empty exported call", bench_empty_calls}};
    calls.comparisons = {at_most(6, 0, 2), at_most(6, 1, 2)};
    add_roof(calls, {"two empty calls (roof)", [](uint64_t n) { bench_empty_calls(2 * n); }});
    report.row(calls);
}

void table_view(Report &report, const Options &options)
{
    report.table('a', "a view of everything readable, whatever its size",
                 {"Pointer arithmetic, so it is weighed against a call, never against a copy."});
    double least = 1e18, most = 0;
    for (size_t size : block_sizes(options)) {
        ByteRing ring(size);
        ring.rewind(ring.size() - size / 2);
        require(picoring_ring_commit(ring.ring, size) == PICORING_OK, "commit");
        Row row = {size_text(size),
                   {{"view", [&](uint64_t n) { bench_views(ring.ring, size, n); }},
                    {"peek", [&](uint64_t n) { bench_peeks(ring.ring, n); }},
                    {"an empty exported call", bench_empty_calls},
                    {"a word loaded (roof)", [&](uint64_t n) { bench_word_loads(ring.ring, n); }}},
                   {at_most(1, 0, 2), at_most(1, 1, 2)},
                   3};
        double view = report.row(row)[0];
        least = std::min(least, view);
        most = std::max(most, view);
    }
    char line[80];
    snprintf(line, sizeof line, "constant: from %.2f to %.2f ns over all sizes", least, most);
    report.note(line);
}

} // namespace bench
