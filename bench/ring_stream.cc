// SPDX-License-Identifier: MIT OR Apache-2.0
//
// ring_stream.cc: table e, a stream of bytes whose places move on and on:
// copied in and out, and written and read in place.
#include "peers.hpp"
#include "tables.hpp"

#include <cstring>

using namespace bench;

// ---- The loops, by name ---------------------------------------------------------

#define BENCH_LOOP extern "C" [[gnu::noinline, gnu::used]] void

BENCH_LOOP bench_stream_ours(picoring_stream *stream, const void *from, void *to, size_t n,
                             uint64_t times)
{
    for (uint64_t i = 0; i < times; ++i) {
        size_t done;
        picoring_stream_write(stream, from, n, &done);
        picoring_stream_read(stream, to, n, &done);
        barrier();
    }
}

BENCH_LOOP bench_stream_classic(TwoSegmentRing &ring, const void *from, void *to, size_t n,
                                uint64_t times)
{
    for (uint64_t i = 0; i < times; ++i) {
        ring.write(from, n);
        ring.read(to, n);
        barrier();
    }
}

BENCH_LOOP bench_stream_roof(void *between, const void *from, void *to, size_t n, uint64_t times)
{
    for (uint64_t i = 0; i < times; ++i) {
        memcpy(between, from, n);
        barrier();
        memcpy(to, between, n);
        barrier();
    }
}

#undef BENCH_LOOP
#define BENCH_LOOP extern "C" [[gnu::noinline, gnu::used]] uint64_t

// The producer makes its data where the consumer reads it.
BENCH_LOOP bench_in_place_ours(picoring_stream *stream, size_t n, uint64_t seed, uint64_t times)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < times; ++i) {
        generate(picoring_stream_claim(stream, n), n, seed + i);
        picoring_stream_commit(stream, n);
        size_t got;
        void *block = picoring_stream_peek(stream, &got);
        sum += checksum(block, got);
        picoring_stream_release(stream, got);
    }
    return sum;
}

// The same with a ring of elements, as a queue.
BENCH_LOOP bench_in_place_queue(picoring_ring *queue, size_t n, uint64_t seed, uint64_t times)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < times; ++i) {
        generate(picoring_ring_claim(queue, n / 8), n, seed + i);
        picoring_ring_commit(queue, n / 8);
        size_t got;
        void *block = picoring_ring_peek(queue, &got);
        sum += checksum(block, 8 * got);
        picoring_ring_release(queue, got);
    }
    return sum;
}

BENCH_LOOP bench_in_place_copying(picoring_stream *stream, void *made, void *got, size_t n,
                                  uint64_t seed, uint64_t times)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < times; ++i) {
        size_t done = 0;
        generate(made, n, seed + i);
        picoring_stream_write(stream, made, n, &done);
        picoring_stream_read(stream, got, n, &done);
        sum += checksum(got, done);
        barrier();
    }
    return sum;
}

// The producer makes its data in a buffer, the ring copies it in and out.
BENCH_LOOP bench_in_place_classic(TwoSegmentRing &ring, void *made, void *got, size_t n,
                                  uint64_t seed, uint64_t times)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < times; ++i) {
        generate(made, n, seed + i);
        ring.write(made, n);
        ring.read(got, n);
        sum += checksum(got, n);
        barrier();
    }
    return sum;
}

BENCH_LOOP bench_in_place_roof(void *place, size_t n, uint64_t seed, uint64_t times)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < times; ++i) {
        generate(place, n, seed + i);
        sum += checksum(place, n);
        barrier();
    }
    return sum;
}

// ---- Tables -----------------------------------------------------------------------

namespace bench {

namespace {

struct Stage {
    explicit Stage(size_t size) : n(size), from(size), to(size)
    {
        // Four blocks a lap or thereabouts, but never so small a ring that all
        // is seam: laps end in the middle of a block.
        size_t capacity = n < 16 * 1024 ? 64 * 1024 : n + n / 4;
        picoring_options options = PICORING_OPTIONS_INIT;
        options.prefault = 1;
        require(picoring_stream_create(capacity, &options, &stream) == PICORING_OK,
                "no memory for a stream");
        const picoring_mirror *mirror = picoring_stream_mirror(stream);
        base = static_cast<unsigned char *>(picoring_mirror_data(mirror));
        size_t wrap = picoring_mirror_size(mirror);
        vector = std::make_unique<Buffer>(wrap, 0);
        classic = std::make_unique<TwoSegmentRing>(vector->data(), wrap);
        // Into the middle of a block, so that blocks do straddle the seam.
        require(picoring_stream_commit(stream, n / 2) == PICORING_OK, "commit");
        require(picoring_stream_release(stream, n / 2) == PICORING_OK, "release");
        classic->rewind(n / 2);
        require(picoring_ring_create(wrap / 8, 8, &options, &queue) == PICORING_OK,
                "no memory for a queue");
        volatile unsigned char *both = base;
        for (size_t i = 0; i < 2 * wrap; i += 4096) both[i] = 0;
        generate(from.data(), n, 7);
    }
    ~Stage()
    {
        picoring_stream_destroy(stream);
        picoring_ring_destroy(queue);
    }
    Stage(const Stage &) = delete;
    Stage &operator=(const Stage &) = delete;

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

    size_t n;
    Buffer from, to;
    picoring_stream *stream = nullptr;
    picoring_ring *queue = nullptr;
    unsigned char *base = nullptr;
    std::unique_ptr<Buffer> vector;
    std::unique_ptr<TwoSegmentRing> classic;
    unsigned marked = 0;
};

Row copying_row(Stage &s)
{
    auto side = [&s](const char *name, auto loop) {
        return Side{name, loop, [&s] { s.mark(); }, [&s] { s.check(); }};
    };
    return {size_text(s.n) + ", write and read",
            {side("picoring",
                  [=, &s](uint64_t times) {
                      bench_stream_ours(s.stream, s.from.data(), s.to.data(), s.n, times);
                  }),
             side("classic",
                  [=, &s](uint64_t times) {
                      bench_stream_classic(*s.classic, s.from.data(), s.to.data(), s.n, times);
                  }),
             side("bare copies (roof)",
                  [=, &s](uint64_t times) {
                      bench_stream_roof(s.base, s.from.data(), s.to.data(), s.n, times);
                  })},
            {never_slower(0, 1)},
            2,
            1,
            fresh_pages(s),
            false,
            s.n};
}

// The sum over `times` blocks of n / 8 words that count from seed + i.
uint64_t expected_sum(size_t n, uint64_t seed, uint64_t times)
{
    uint64_t words = n / 8;
    uint64_t ramp = words % 2 == 0 ? words / 2 * (words - 1) : (words - 1) / 2 * words;
    uint64_t rounds = times % 2 == 0 ? times / 2 * (times - 1) : (times - 1) / 2 * times;
    return times * (words * seed + ramp) + words * rounds;
}

Row in_place_row(Stage &s)
{
    constexpr uint64_t seed = 12345;
    auto side = [&s](const char *name, auto loop) {
        return Side{name, [=, &s](uint64_t times) {
                        require(loop(times) == expected_sum(s.n, seed, times),
                                "the checksum is another");
                    }};
    };
    Rule rule = s.n >= 10 * 1024 * 1024 ? Rule::at_least : Rule::printed;
    return {
        size_text(s.n) + ", make and use",
        {side("stream, in place",
              [=, &s](uint64_t times) { return bench_in_place_ours(s.stream, s.n, seed, times); }),
         side("classic, copied",
              [=, &s](uint64_t times) {
                  return bench_in_place_classic(*s.classic, s.from.data(), s.to.data(), s.n, seed,
                                                times);
              }),
         side("picoring, copied",
              [=, &s](uint64_t times) {
                  return bench_in_place_copying(s.stream, s.from.data(), s.to.data(), s.n, seed,
                                                times);
              }),
         side("queue, in place",
              [=, &s](uint64_t times) { return bench_in_place_queue(s.queue, s.n, seed, times); }),
         side("no ring (roof)",
              [=, &s](uint64_t times) { return bench_in_place_roof(s.base, s.n, seed, times); })},
        {{0, 1, rule, 1.8}, {0, 2, rule, 1.8}, printed(3, 1)},
        4,
        1,
        fresh_pages(s),
        false,
        s.n};
}

} // namespace

void table_stream(Report &report, const Options &options)
{
    report.table(
        'e', "a stream: copied in and out, and made and used in place",
        {"Classic is two segments over ordinary memory. The queue is a ring of 8-byte elements."});
    for (size_t size : block_sizes(options)) {
        Stage stage(size);
        report.row(copying_row(stage));
    }
    for (size_t size : block_sizes(options)) {
        Stage stage(size);
        report.row(in_place_row(stage));
    }
}

} // namespace bench
