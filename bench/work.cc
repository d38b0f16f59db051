// SPDX-License-Identifier: MIT OR Apache-2.0
//
// work.cc: memory, and the work that producers and consumers do. Kept apart so
// that no row's loop can be fused with it.
#include "tables.hpp"

#include <cstring>

namespace bench {

std::vector<size_t> block_sizes(const Options &options)
{
    constexpr size_t kb = 1024, mb = 1024 * kb;
    std::vector<size_t> sizes = {8, 64, 4 * kb, 64 * kb, mb, 10 * mb, 50 * mb, 100 * mb};
    if (!options.quick) sizes.insert(sizes.end(), {250 * mb, 500 * mb});
    return sizes;
}

Buffer::Buffer(size_t size, size_t offset) : size_(size), offset_(offset)
{
    size_t pages = (offset + size + 4095) / 4096 * 4096;
    data_.reset(static_cast<unsigned char *>(aligned_alloc(4096, pages)));
    require(data_ != nullptr, "no memory for a buffer");
    memset(data_.get(), 1, pages);
}

ByteRing::ByteRing(size_t size)
{
    picoring_options options = PICORING_OPTIONS_INIT;
    options.prefault = 1;
    require(picoring_ring_create(size, 1, &options, &ring) == PICORING_OK, "no memory for a ring");
    // The second copy's page tables, too: prefault fills in both or this does.
    volatile unsigned char *both = first = base();
    for (size_t i = 0; i < 2 * this->size(); i += 4096) both[i] = 0;
}

unsigned char *ByteRing::base() const
{
    return static_cast<unsigned char *>(picoring_mirror_data(picoring_ring_mirror(ring)));
}

size_t ByteRing::size() const { return picoring_mirror_size(picoring_ring_mirror(ring)); }

void generate(void *to, size_t bytes, uint64_t seed)
{
    auto place = static_cast<unsigned char *>(to);
    for (size_t i = 0; i < bytes / 8; ++i) {
        uint64_t value = seed + i;
        memcpy(place + 8 * i, &value, 8);
    }
}

// A sum of words: the lightest checksum there is, so that a row is about
// moving the data. Eight sums, or the loop waits for its additions.
uint64_t checksum(const void *from, size_t bytes)
{
    auto place = static_cast<const unsigned char *>(from);
    uint64_t sums[8] = {};
    size_t i = 0;
    for (; i + 64 <= bytes; i += 64)
        for (size_t lane = 0; lane < 8; ++lane) {
            uint64_t value;
            memcpy(&value, place + i + 8 * lane, 8);
            sums[lane] += value;
        }
    uint64_t sum = 0;
    for (; i < bytes; i += 8) {
        uint64_t value;
        memcpy(&value, place + i, 8);
        sum += value;
    }
    for (uint64_t lane : sums) sum += lane;
    return sum;
}

} // namespace bench
