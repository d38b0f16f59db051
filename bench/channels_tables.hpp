// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_tables.hpp: what the tables of bench-channels share: elements that can
// be checked, threads, our channels, numbers of items.
#ifndef PICORING_BENCH_CHANNELS_TABLES_HPP
#define PICORING_BENCH_CHANNELS_TABLES_HPP

#include "channels_backoff.h"
#include "harness.hpp"

#include <picoring.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <numeric>
#include <thread>
#include <utility>
#include <vector>

namespace bench {

// Every word of an element is its number, and every word is looked at.
template <size_t bytes> struct Element {
    uint64_t words[bytes / 8];
};

template <size_t bytes> inline void fill(Element<bytes> &element, uint64_t value)
{
    for (uint64_t &word : element.words) word = value;
}

// 0 if it is the one.
template <size_t bytes> inline uint64_t differs(const Element<bytes> &element, uint64_t value)
{
    uint64_t different = 0;
    for (uint64_t word : element.words) different |= word ^ value;
    return different;
}

// An element that comes from memory and goes there, as in a program: otherwise a
// compiler that sees fill() stores one register all over a peer's slot.
template <class Item> inline void in_memory(Item &item) { asm volatile("" : "+m"(item)); }

// The roof between threads: the consumer's work alone, on elements that lie in its cache
// where they fit. Nobody passes elements on faster than their receiver can look at them.
constexpr const char *alone = "consumer alone (roof)";
constexpr uint64_t items_at_hand = 64;

inline auto numbers_at_hand()
{
    auto numbers = std::make_shared<std::array<uint64_t, items_at_hand>>();
    std::iota(numbers->begin(), numbers->end(), uint64_t{0});
    return numbers;
}

// Runs one side in a thread of its own, the other in this one.
template <class There, class Here> void beside(There there, Here here)
{
    std::thread thread(there);
    here();
    thread.join();
}

// Items of a block: 1000 times the capacity, but not more than `most` bytes if the five
// blocks or more of all processes come to as many.
inline uint64_t least_items(const Options &options, size_t capacity, size_t element_size)
{
    const uint64_t most = (options.quick ? uint64_t{8} : uint64_t{64}) << 20;
    uint64_t wanted = (options.quick ? 100 : 1000) * uint64_t{capacity};
    return std::max(std::min(wanted, most / element_size),
                    (options.quick ? 2 : 200) * uint64_t{capacity});
}

// Exactly as large as asked for, and in memory: the peers are.
class ChannelOptions {
public:
    explicit ChannelOptions(int64_t spin = 0)
    {
        memory_.exact = 1;
        memory_.prefault = 1;
        channel_.memory = &memory_;
        channel_.spin = spin;
    }
    ChannelOptions(const ChannelOptions &) = delete;
    ChannelOptions &operator=(const ChannelOptions &) = delete;
    const picoring_channel_options *get() const { return &channel_; }

private:
    picoring_options memory_ = PICORING_OPTIONS_INIT;
    picoring_channel_options channel_ = PICORING_CHANNEL_OPTIONS_INIT;
};

// A waitable spsc and both its sides.
struct Spsc {
    Spsc(size_t capacity, size_t element_size, int64_t spin = 0)
    {
        picoring_spsc *spsc;
        ChannelOptions options(spin);
        require(picoring_spsc_create(capacity, element_size, options.get(), &spsc) == PICORING_OK &&
                    picoring_spsc_writer_open(spsc, &writer) == PICORING_OK &&
                    picoring_spsc_reader_open(spsc, &reader) == PICORING_OK,
                "an spsc");
        picoring_spsc_destroy(spsc);
    }
    ~Spsc()
    {
        picoring_spsc_writer_destroy(writer);
        picoring_spsc_reader_destroy(reader);
    }
    Spsc(const Spsc &) = delete;
    Spsc &operator=(const Spsc &) = delete;

    void wait_writable(size_t n = 1)
    {
        picoring_spsc_wait_writable(writer, n, PICORING_FOREVER, PICORING_CLOCK_RELATIVE);
    }
    void wait_readable(size_t n = 1)
    {
        picoring_spsc_wait_readable(reader, n, PICORING_FOREVER, PICORING_CLOCK_RELATIVE);
    }

    picoring_spsc_writer *writer = nullptr;
    picoring_spsc_reader *reader = nullptr;
};

// Two threads that answer each other by flags, and by a futex that they sleep on.
void print_awake_roof(Report &report);
void print_sleeping_roof(Report &report);

void table_single(Report &report, const Options &options);
void table_batches(Report &report, const Options &options);
void table_blocks(Report &report, const Options &options);
void table_round_trip(Report &report, const Options &options);
void table_many(Report &report, const Options &options);
void table_stalled(Report &report, const Options &options);
void table_records(Report &report, const Options &options);
void table_waiting(Report &report, const Options &options);
void table_calls(Report &report, const Options &options);
void table_format(Report &report, const Options &options);
void table_processes(Report &report, const Options &options);

} // namespace bench

#endif
