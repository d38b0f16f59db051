// SPDX-License-Identifier: MIT OR Apache-2.0
//
// peers.hpp: the rings that everybody writes. Written as well as they can be:
// a peer that is slow for no reason proves nothing.
#ifndef PICORING_BENCH_PEERS_HPP
#define PICORING_BENCH_PEERS_HPP

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

namespace bench {

// Bytes over any block of memory, copied in two segments where they wrap. The
// second copy is made only if there is one.
class TwoSegmentRing {
public:
    TwoSegmentRing(unsigned char *base, size_t size) : base_(base), size_(size) {}

    bool push_n(const void *data, size_t n)
    {
        if (n > size_ - used_) return false;
        auto from = static_cast<const unsigned char *>(data);
        size_t before = size_ - write_;
        if (n < before) {
            memcpy(base_ + write_, from, n);
            write_ += n;
        } else {
            memcpy(base_ + write_, from, before);
            memcpy(base_, from + before, n - before);
            write_ = n - before;
        }
        used_ += n;
        return true;
    }
    bool pop_n(void *data, size_t n)
    {
        if (n > used_) return false;
        auto to = static_cast<unsigned char *>(data);
        size_t before = size_ - read_;
        if (n < before) {
            memcpy(to, base_ + read_, n);
            read_ += n;
        } else {
            memcpy(to, base_ + read_, before);
            memcpy(to + before, base_, n - before);
            read_ = n - before;
        }
        used_ -= n;
        return true;
    }
    // Of what is readable, n bytes, which stay.
    void copy_out(void *data, size_t n) const { TwoSegmentRing(*this).pop_n(data, n); }
    void discard(size_t n)
    {
        read_ = n < size_ - read_ ? read_ + n : n - (size_ - read_);
        used_ -= n;
    }
    size_t write(const void *data, size_t n)
    {
        size_t some = std::min(n, size_ - used_);
        return push_n(data, some) ? some : 0;
    }
    size_t read(void *data, size_t n)
    {
        size_t some = std::min(n, used_);
        return pop_n(data, some) ? some : 0;
    }

    // Both places to `offset`; the ring is empty.
    void rewind(size_t offset) { write_ = read_ = offset; }

private:
    unsigned char *base_;
    size_t size_;
    size_t write_ = 0;
    size_t read_ = 0;
    size_t used_ = 0;
};

// The textbook queue: two free-running positions and a mask.
class MaskRing {
public:
    explicit MaskRing(size_t capacity) : items_(capacity), mask_(capacity - 1) {}

    bool push(uint64_t value)
    {
        if (tail_ - head_ > mask_) return false;
        items_[tail_ & mask_] = value;
        ++tail_;
        return true;
    }
    bool pop(uint64_t &value)
    {
        if (tail_ == head_) return false;
        value = items_[head_ & mask_];
        ++head_;
        return true;
    }

private:
    std::vector<uint64_t> items_;
    uint64_t mask_;
    uint64_t head_ = 0;
    uint64_t tail_ = 0;
};

} // namespace bench

#endif
