// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_blocks.cc: table b, blocks of bytes from thread to thread, copied in and
// copied out. Two sides copy them through two slots and two counts: no ring. One is as
// everybody writes it, the other has a reader that writes to each line it has read, as
// ours does (cursor.h). The roof is one of the two copies.
#include "channels_byte_peers.hpp"
#include "channels_tables.hpp"
#include "tables.hpp"

#include <cstring>

namespace bench {

namespace {

constexpr size_t stamp_every = 512;

// One word in every eight lines has the number of the block.
void stamp(unsigned char *block, size_t n, uint64_t number)
{
    for (size_t at = 0; at < n; at += stamp_every) memcpy(block + at, &number, sizeof number);
}

uint64_t misstamped(const unsigned char *block, size_t n, uint64_t number)
{
    uint64_t wrong = 0, found;
    for (size_t at = 0; at < n; at += stamp_every) {
        memcpy(&found, block + at, sizeof found);
        wrong |= found ^ number;
    }
    return wrong;
}

struct OursBlocks {
    explicit OursBlocks(size_t n) : spsc(2 * n, 1) {}
    void push(const unsigned char *from, size_t n)
    {
        while (picoring_spsc_push_n(spsc.writer, from, n) != PICORING_OK) spsc.wait_writable(n);
    }
    void pop(unsigned char *to, size_t n)
    {
        while (picoring_spsc_pop_n(spsc.reader, to, n) != PICORING_OK) spsc.wait_readable(n);
    }
    Spsc spsc;
};

template <bool leaves_lines_written> struct TwoFlags {
    explicit TwoFlags(size_t n) : slots(2 * n, 0) {}
    void push(const unsigned char *from, size_t n)
    {
        uint64_t at = written.load(std::memory_order_relaxed);
        for (unsigned looks = 0; at - read.load(std::memory_order_acquire) == 2;)
            bench_back_off(&looks);
        memcpy(slots.data() + at % 2 * n, from, n);
        written.store(at + 1, std::memory_order_release);
    }
    void pop(unsigned char *to, size_t n)
    {
        uint64_t at = read.load(std::memory_order_relaxed);
        for (unsigned looks = 0; written.load(std::memory_order_acquire) == at;)
            bench_back_off(&looks);
        memcpy(to, slots.data() + at % 2 * n, n);
        volatile unsigned char *slot = slots.data() + at % 2 * n;
        for (size_t i = 0; leaves_lines_written && i < n; i += 64) slot[i] = slot[i];
        read.store(at + 1, std::memory_order_release);
    }
    Buffer slots;
    alignas(128) std::atomic<uint64_t> written{0};
    alignas(128) std::atomic<uint64_t> read{0};
};

// A peer whose verbs are write and read, of as much as fits; it looks again until
// all of the block is through.
template <class Peer> struct PiecesOf {
    explicit PiecesOf(size_t n) : peer(n) {}
    void push(const unsigned char *from, size_t n)
    {
        unsigned looks = 0;
        for (size_t done = 0; done < n;) {
            size_t some = peer.write(from + done, n - done);
            if (some == 0) bench_back_off(&looks);
            done += some;
        }
    }
    void pop(unsigned char *to, size_t n)
    {
        unsigned looks = 0;
        for (size_t done = 0; done < n;) {
            size_t some = peer.read(to + done, n - done);
            if (some == 0) bench_back_off(&looks);
            done += some;
        }
    }
    Peer peer;
};

template <class Queue> struct Stage {
    explicit Stage(size_t block) : n(block), queue(block), from(block), to(block) {}
    void produce(uint64_t blocks)
    {
        for (uint64_t i = 0; i < blocks; ++i) {
            stamp(from.data(), n, i);
            queue.push(from.data(), n);
        }
    }
    void consume(uint64_t blocks)
    {
        uint64_t wrong = 0;
        for (uint64_t i = 0; i < blocks; ++i) {
            queue.pop(to.data(), n);
            wrong |= misstamped(to.data(), n, i);
        }
        require(wrong == 0, "a block of bytes");
    }
    size_t n;
    Queue queue;
    Buffer from, to;
};

template <class Queue> Side side(const char *name, size_t n)
{
    auto stage = std::make_shared<Stage<Queue>>(n);
    return {name, [stage](uint64_t blocks) {
                beside([&] { stage->produce(blocks); }, [&] { stage->consume(blocks); });
            }};
}

Side alone_side(size_t n)
{
    auto from = std::make_shared<Buffer>(n, 0), to = std::make_shared<Buffer>(n);
    stamp(from->data(), n, 0);
    return {alone, [=](uint64_t blocks) {
                uint64_t wrong = 0;
                for (uint64_t i = 0; i < blocks; ++i) {
                    memcpy(to->data(), from->data(), n);
                    barrier();
                    wrong |= misstamped(to->data(), n, 0);
                }
                require(wrong == 0, "a block at hand");
            }};
}

void block_row(Report &report, size_t n)
{
    Row row;
    row.label = size_text(n);
    row.waits = true;
    row.least = 100;
    row.bytes = n;
    row.capacity = 2;
    row.sides = {side<OursBlocks>("push_n, pop_n", n), side<TwoFlags<false>>("copy, two flags", n),
                 side<TwoFlags<true>>("lines written", n)};
    row.comparisons = {at_least(0.9, 0, 1), at_least(0.9, 0, 2)};
    auto add = [&](Side peer, Comparison comparison) {
        row.sides.push_back(std::move(peer));
        comparison.peer = row.sides.size() - 1;
        row.comparisons.push_back(comparison);
    };
    (void)add;
#ifdef BENCH_HAVE_BOOST
    add(side<PiecesOf<BoostBytes>>("boost", n), never_slower(0, 0));
#endif
#ifdef BENCH_HAVE_JACK
    add(side<PiecesOf<JackBytes>>("jack", n), printed(0, 0));
#endif
#ifdef BENCH_HAVE_SPA
    add(side<PiecesOf<SpaBytes>>("pipewire spa", n), printed(0, 0));
#endif
#ifdef BENCH_HAVE_SOUNDIO
    add(side<PiecesOf<SoundioBytes>>("libsoundio", n), printed(0, 0));
#endif
    add_roof(row, alone_side(n));
    report.row(row);
}

} // namespace

void table_blocks(Report &report, const Options &)
{
    report.table(
        'b', "spsc of bytes, blocks copied in and out; time a block",
        {"Two blocks of capacity; a word in eight lines is checked. The rings of JACK,",
         "PipeWire and libsoundio are those of audio programs: they never wait by themselves."});
    for (size_t kilobytes : {4, 16, 64, 256, 1024}) block_row(report, kilobytes * 1024);
}

} // namespace bench
