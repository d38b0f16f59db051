// SPDX-License-Identifier: MIT OR Apache-2.0
//
// ring_halves.cc: table h, writing alone and reading alone, across the seam. To
// write is to make data, to read is to use it (a checksum): the honest rows beside
// those of table a, where only a pointer is got.
#include "peers.hpp"
#include "tables.hpp"

#include <cstring>

using namespace bench;

// ---- The loops, by name ---------------------------------------------------------

#define BENCH_LOOP extern "C" [[gnu::noinline, gnu::used]] void

BENCH_LOOP bench_write_ours(picoring_ring *ring, unsigned char *start, size_t n, uint64_t times)
{
    for (uint64_t i = 0; i < times; ++i) {
        rewind(ring, start);
        barrier();
        generate(picoring_ring_claim(ring, n), n, i);
        picoring_ring_commit(ring, n);
        picoring_ring_release(ring, n); // unread
    }
}

BENCH_LOOP bench_write_classic(TwoSegmentRing &ring, size_t start, void *made, size_t n,
                               uint64_t times)
{
    for (uint64_t i = 0; i < times; ++i) {
        ring.rewind(start);
        barrier();
        generate(made, n, i);
        ring.push_n(made, n);
        ring.discard(n);
        barrier();
    }
}

BENCH_LOOP bench_write_roof(void *place, size_t n, uint64_t times)
{
    for (uint64_t i = 0; i < times; ++i) {
        generate(place, n, i);
        barrier();
    }
}

#undef BENCH_LOOP
#define BENCH_LOOP extern "C" [[gnu::noinline, gnu::used]] uint64_t

BENCH_LOOP bench_read_ours(picoring_ring *ring, uint64_t times)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < times; ++i) {
        size_t got;
        void *block = picoring_ring_peek(ring, &got);
        sum += checksum(block, got);
    }
    return sum;
}

BENCH_LOOP bench_read_classic(const TwoSegmentRing &ring, void *ready, size_t n, uint64_t times)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < times; ++i) {
        ring.copy_out(ready, n);
        sum += checksum(ready, n);
        barrier();
    }
    return sum;
}

BENCH_LOOP bench_read_roof(const void *place, size_t n, uint64_t times)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < times; ++i) {
        sum += checksum(place, n);
        barrier();
    }
    return sum;
}

// ---- The table --------------------------------------------------------------------

namespace bench {

namespace {

struct Stage {
    explicit Stage(size_t size)
        : n(size), ring(size), made(size), vector(ring.size(), 0),
          classic(vector.data(), ring.size()), start(ring.size() - size / 2)
    {
        generate(made.data(), n, 42);
        expected = checksum(made.data(), n);
        classic.rewind(start);
        require(classic.push_n(made.data(), n), "room in the classic ring");
        ring.rewind(start);
        require(picoring_ring_push_n(ring.ring, made.data(), n) == PICORING_OK, "room in the ring");
    }

    size_t n;
    ByteRing ring;
    Buffer made, vector;
    TwoSegmentRing classic;
    size_t start;
    uint64_t expected;
};

Row write_row(Stage &s)
{
    require(picoring_ring_release(s.ring.ring, s.n) == PICORING_OK, "release");
    s.classic.discard(s.n);
    return {
        size_text(s.n) + ", write",
        {{"in place",
          [&s](uint64_t times) {
              bench_write_ours(s.ring.ring, s.ring.first + s.start, s.n, times);
          }},
         {"classic, copied",
          [&s](uint64_t times) {
              bench_write_classic(s.classic, s.start, s.made.data(), s.n, times);
          }},
         {"no ring (roof)", [&s](uint64_t times) { bench_write_roof(s.ring.base(), s.n, times); }}},
        {printed(0, 1)},
        2,
        1,
        {},
        false,
        s.n};
}

Row read_row(Stage &s)
{
    auto side = [&s](const char *name, auto loop) {
        return Side{name, [=, &s](uint64_t times) {
                        require(loop(times) == times * s.expected, "the checksum is another");
                    }};
    };
    return {size_text(s.n) + ", read",
            {side("in place", [&s](uint64_t times) { return bench_read_ours(s.ring.ring, times); }),
             side("classic, copied",
                  [&s](uint64_t times) {
                      return bench_read_classic(s.classic, s.made.data(), s.n, times);
                  }),
             side("no ring (roof)",
                  [&s](uint64_t times) {
                      return bench_read_roof(s.ring.first + s.start, s.n, times);
                  })},
            {printed(0, 1)},
            2,
            1,
            {},
            false,
            s.n};
}

} // namespace

void table_halves(Report &report, const Options &options)
{
    report.table('h', "writing alone and reading alone, across the seam",
                 {"To write is to make data, to read is a checksum of all of it. Classic makes it",
                  "in a buffer and copies it into two segments, and out of them into a buffer."});
    for (size_t size : block_sizes(options)) {
        Stage stage(size);
        report.row(read_row(stage));
        report.row(write_row(stage));
    }
}

} // namespace bench
