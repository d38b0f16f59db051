// SPDX-License-Identifier: MIT OR Apache-2.0
//
// ring_blocks.cc: table c, copying across the seam, and table d, writing and
// then reading as one block. Every block of every side lies across the seam:
// the places of ours and of the peers are put back alike before each, and the
// barrier behind it keeps the compiler from knowing where that is.
#include "peers.hpp"
#include "tables.hpp"

#include <cstring>

using namespace bench;

// ---- The loops, by name ---------------------------------------------------------

#define BENCH_LOOP extern "C" [[gnu::noinline, gnu::used]] void

BENCH_LOOP bench_seam_ours(picoring_ring *ring, unsigned char *start, const void *from, void *to,
                           size_t n, uint64_t times)
{
    for (uint64_t i = 0; i < times; ++i) {
        rewind(ring, start);
        barrier();
        picoring_ring_push_n(ring, from, n);
        picoring_ring_pop_n(ring, to, n);
        barrier();
    }
}

BENCH_LOOP bench_seam_two(TwoSegmentRing &ring, size_t start, const void *from, void *to, size_t n,
                          uint64_t times)
{
    for (uint64_t i = 0; i < times; ++i) {
        ring.rewind(start);
        barrier();
        ring.push_n(from, n);
        ring.pop_n(to, n);
        barrier();
    }
}

// The bare copies, in the same halves (glibc copies 4 KB otherwise than twice 2
// KB) and without a seam: nothing that copies in and out is faster.
BENCH_LOOP bench_seam_roof(unsigned char *between, const unsigned char *from, unsigned char *to,
                           size_t n, uint64_t times)
{
    size_t half = n / 2;
    for (uint64_t i = 0; i < times; ++i) {
        memcpy(between, from, half);
        memcpy(between + half, from + half, n - half);
        barrier();
        memcpy(to, between, half);
        memcpy(to + half, between + half, n - half);
        barrier();
    }
}

// Sums of what the consumer saw, for the comparison with what it should see.
#undef BENCH_LOOP
#define BENCH_LOOP extern "C" [[gnu::noinline, gnu::used]] uint64_t

BENCH_LOOP bench_whole_push(picoring_ring *ring, unsigned char *start, const void *from, size_t n,
                            uint64_t times)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < times; ++i) {
        rewind(ring, start);
        barrier();
        picoring_ring_push_n(ring, from, n);
        size_t got;
        void *block = picoring_ring_peek(ring, &got);
        sum += checksum(block, got);
        picoring_ring_release(ring, got);
    }
    return sum;
}

BENCH_LOOP bench_whole_claim(picoring_ring *ring, unsigned char *start, const void *from, size_t n,
                             uint64_t times)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < times; ++i) {
        rewind(ring, start);
        barrier();
        memcpy(picoring_ring_claim(ring, n), from, n);
        picoring_ring_commit(ring, n);
        size_t got;
        void *block = picoring_ring_peek(ring, &got);
        sum += checksum(block, got);
        picoring_ring_release(ring, got);
    }
    return sum;
}

BENCH_LOOP bench_whole_two(TwoSegmentRing &ring, size_t start, const void *from, void *ready,
                           size_t n, uint64_t times)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < times; ++i) {
        ring.rewind(start);
        barrier();
        ring.push_n(from, n);
        ring.pop_n(ready, n);
        sum += checksum(ready, n);
        barrier();
    }
    return sum;
}

BENCH_LOOP bench_whole_roof(unsigned char *place, const void *from, size_t n, uint64_t times)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < times; ++i) {
        memcpy(place, from, n);
        sum += checksum(place, n);
        barrier();
    }
    return sum;
}

// ---- Tables -----------------------------------------------------------------------

namespace bench {

namespace {

// What the sides of a row share. Two segments run over the very pages of the
// ring; the vector's pages are beside it.
struct Stage {
    explicit Stage(size_t size)
        : n(size), ring(size), from(size), to(size), vector(ring.size(), 0),
          two(ring.base(), ring.size()), classic(vector.data(), ring.size()),
          start(ring.size() - size / 2)
    {
        generate(from.data(), n, 42);
    }

    // A mark a page tells each block's data from that of the one before.
    void mark()
    {
        ++marked;
        for (size_t i = 0; i < n; i += 4096) from.data()[i] = static_cast<unsigned char>(marked);
        from.data()[n - 1] = static_cast<unsigned char>(marked + 1);
    }
    void check() const
    {
        require(memcmp(from.data(), to.data(), n) == 0, "what came out is not what went in");
    }
    void check(uint64_t sum, uint64_t times) const
    {
        require(sum == times * checksum(from.data(), n), "the checksum is another");
    }

    size_t n;
    ByteRing ring;
    Buffer from, to, vector;
    TwoSegmentRing two, classic;
    size_t start;
    unsigned marked = 0;
};

Row seam_row(Stage &s)
{
    auto side = [&s](const char *name, auto loop) {
        return Side{name, loop, [&s] { s.mark(); }, [&s] { s.check(); }};
    };
    return {size_text(s.n),
            {side("picoring",
                  [=, &s](uint64_t times) {
                      bench_seam_ours(s.ring.ring, s.ring.first + s.start, s.from.data(),
                                      s.to.data(), s.n, times);
                  }),
             side("two segments",
                  [=, &s](uint64_t times) {
                      bench_seam_two(s.two, s.start, s.from.data(), s.to.data(), s.n, times);
                  }),
             side("vector",
                  [=, &s](uint64_t times) {
                      bench_seam_two(s.classic, s.start, s.from.data(), s.to.data(), s.n, times);
                  }),
             side("bare copies (roof)",
                  [=, &s](uint64_t times) {
                      bench_seam_roof(s.ring.base(), s.from.data(), s.to.data(), s.n, times);
                  })},
            {never_slower(0, 1), printed(0, 2)},
            3,
            1,
            fresh_pages(s),
            false,
            s.n};
}

double whole_target(size_t n) { return n >= 10 * 1024 * 1024 ? 1.6 : n >= 64 * 1024 ? 1.3 : 0; }

Row whole_row(Stage &s)
{
    // The expected sum is part of what is timed nowhere: it is checked by
    // `check` from what `work` left.
    auto side = [&s](const char *name, auto loop) {
        auto left = std::make_shared<std::pair<uint64_t, uint64_t>>();
        return Side{name,
                    [=](uint64_t times) {
                        *left = {loop(times), times};
                    },
                    [&s] { s.mark(); }, [=, &s] { s.check(left->first, left->second); }};
    };
    double target = whole_target(s.n);
    return {
        size_text(s.n),
        {side("push_n, peek",
              [=, &s](uint64_t times) {
                  return bench_whole_push(s.ring.ring, s.ring.first + s.start, s.from.data(), s.n,
                                          times);
              }),
         side("two segments",
              [=, &s](uint64_t times) {
                  return bench_whole_two(s.two, s.start, s.from.data(), s.to.data(), s.n, times);
              }),
         side("claim, peek",
              [=, &s](uint64_t times) {
                  return bench_whole_claim(s.ring.ring, s.ring.first + s.start, s.from.data(), s.n,
                                           times);
              }),
         side("vector",
              [=, &s](uint64_t times) {
                  return bench_whole_two(s.classic, s.start, s.from.data(), s.to.data(), s.n,
                                         times);
              }),
         side("no seam (roof)",
              [=, &s](uint64_t times) {
                  return bench_whole_roof(s.ring.base(), s.from.data(), s.n, times);
              })},
        {target > 0 ? at_least(target, 0, 1) : never_slower(0, 1), printed(2, 1), printed(0, 3)},
        4,
        1,
        fresh_pages(s),
        false,
        s.n};
}

} // namespace

void table_seam(Report &report, const Options &options)
{
    report.table('c', "copying in and out across the seam, against two segments on the same pages");
    for (size_t size : block_sizes(options)) {
        Stage stage(size);
        report.row(seam_row(stage));
    }
}

void table_whole(Report &report, const Options &options)
{
    report.table('d', "write, then read as one block (checksum), against reassembly",
                 {"The peer copies out of its two segments into a ready buffer."});
    for (size_t size : block_sizes(options)) {
        Stage stage(size);
        report.row(whole_row(stage));
    }
}

} // namespace bench
