// SPDX-License-Identifier: MIT OR Apache-2.0
//
// source_segments.hpp: replies in a ring that is not mirrored. What is free, and
// what is readable, may be two segments: readv(2) fills both, and an item that
// lies in both is put together in a scratch buffer.
#pragma once

#include "resp.hpp"
#include "source.hpp"

#include <algorithm>
#include <cstring>
#include <sys/uio.h>
#include <vector>

namespace network_stream {

class SegmentedSource {
public:
    explicit SegmentedSource(std::size_t capacity) : memory_(capacity), scratch_(capacity) {}

    Filled fill(int descriptor)
    {
        std::size_t end = begin_ + used_;
        bool wrapped = end >= memory_.size();
        std::size_t write = wrapped ? end - memory_.size() : end;
        iovec free[2] = {{&memory_[write], (wrapped ? begin_ : memory_.size()) - write},
                         {memory_.data(), wrapped ? 0 : begin_}};
        ssize_t got = ::readv(descriptor, free, free[1].iov_len ? 2 : 1);
        Filled filled = filled_by(got, effort_);
        if (filled == Filled::some) used_ += static_cast<std::size_t>(got);
        return filled;
    }
    std::string failure() const { return std::string("readv: ") + std::strerror(errno); }

    template <class Sink> std::size_t each_item(Sink &&sink)
    {
        for (;;) {
            bool two = begin_ + used_ > memory_.size();
            Taken taken = take_items(first_segment(), sink);
            drop(taken.bytes);
            if (!two) return taken.needed;
            if (begin_ == 0) continue; // the first segment ended with an item
            std::size_t needed = take_crossing(taken.needed, sink);
            if (needed) return needed;
        }
    }

    std::size_t capacity() const { return memory_.size(); }
    const Effort &effort() const { return effort_; }
    std::string technique() const { return "two segments"; }

private:
    std::string_view first_segment() const
    {
        return {&memory_[begin_], std::min(used_, memory_.size() - begin_)};
    }

    // The item that begins in the first segment and ends in the second. Returns
    // 0, or how many bytes it needs if they are not all there. A few more than
    // needed are joined, because the header may cross, too, and only then tells
    // how long the item is.
    template <class Sink> std::size_t take_crossing(std::size_t needed, Sink &sink)
    {
        constexpr std::size_t header = 64;
        while (needed <= used_) {
            Parsed next = parse(joined(std::min(used_, needed + header)));
            if (next.complete) {
                sink(next.item);
                drop(next.bytes);
                return 0;
            }
            needed = next.bytes;
        }
        return needed;
    }

    std::string_view joined(std::size_t n)
    {
        std::string_view first = first_segment().substr(0, n);
        std::memcpy(scratch_.data(), first.data(), first.size());
        std::memcpy(scratch_.data() + first.size(), memory_.data(), n - first.size());
        effort_.moved += n;
        return {scratch_.data(), n};
    }

    void drop(std::size_t n)
    {
        used_ -= n;
        begin_ += n;
        if (begin_ >= memory_.size()) begin_ -= memory_.size();
        if (used_ == 0) begin_ = 0; // an empty ring need not wrap
    }

    std::vector<char> memory_;
    std::vector<char> scratch_;
    std::size_t begin_ = 0;
    std::size_t used_ = 0;
    Effort effort_;
};

} // namespace network_stream
