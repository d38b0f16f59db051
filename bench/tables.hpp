// SPDX-License-Identifier: MIT OR Apache-2.0
//
// tables.hpp: what the tables of bench-ring share: sizes, memory, the rings
// that they make, the producer's and the consumer's work.
#ifndef PICORING_BENCH_TABLES_HPP
#define PICORING_BENCH_TABLES_HPP

#include "harness.hpp"

#include <picoring.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

namespace bench {

// 8 B to 500 MB; a preview stops at 100 MB.
std::vector<size_t> block_sizes(const Options &options);

// Touched, so that no row pays for page faults, and at a known offset in its
// page, so that no row pays for an unlucky one: a load waits for an earlier
// store to the same offset of another page. What is copied to and from a ring
// lies a quarter of a page off the ring's start and off its middle.
class Buffer {
public:
    explicit Buffer(size_t size, size_t offset = 1024);
    unsigned char *data() const { return data_.get() + offset_; }
    size_t size() const { return size_; }

private:
    struct Free {
        void operator()(unsigned char *data) const { free(data); }
    };
    std::unique_ptr<unsigned char, Free> data_;
    size_t size_;
    size_t offset_;
};

// Both places of the empty ring to `place`: writes the frozen words, as a
// language without C headers would. The peers are rewound just so.
inline void rewind(picoring_ring *ring, unsigned char *place)
{
    auto words = reinterpret_cast<picoring_words *>(ring);
    words->write = words->read = place;
}

// A prefaulted ring of bytes whose one copy is `size` rounded up to a page.
struct ByteRing {
    explicit ByteRing(size_t size);
    ~ByteRing() { picoring_ring_destroy(ring); }
    ByteRing(const ByteRing &) = delete;
    ByteRing &operator=(const ByteRing &) = delete;

    unsigned char *base() const;
    size_t size() const;
    void rewind(size_t offset) const { bench::rewind(ring, first + offset); }

    picoring_ring *ring = nullptr;
    unsigned char *first = nullptr;
};

// The producer's and the consumer's work, in a file of their own: all sides of
// a row run the same instructions. Places need no alignment; bytes are a
// multiple of 8.
void generate(void *to, size_t bytes, uint64_t seed);
uint64_t checksum(const void *from, size_t bytes);

// How a row of large blocks gets other pages before each round: its stage is
// made anew where it stands.
template <class Stage> std::function<void()> fresh_pages(Stage &stage)
{
    if (stage.n < 10 * 1024 * 1024) return {};
    return [&stage] {
        size_t n = stage.n;
        std::destroy_at(&stage);
        std::construct_at(&stage, n);
    };
}

void table_view(Report &report, const Options &options);
void table_queue(Report &report, const Options &options);
void table_seam(Report &report, const Options &options);
void table_whole(Report &report, const Options &options);
void table_stream(Report &report, const Options &options);
void table_life(Report &report, const Options &options);
void table_halves(Report &report, const Options &options);
void table_contiguity(Report &report, const Options &options);

} // namespace bench

#endif
