// SPDX-License-Identifier: MIT OR Apache-2.0
//
// source_classic.hpp: replies in a linear buffer, as most clients have it. What
// is left behind the last complete item is moved to the front before more is
// read.
#pragma once

#include "resp.hpp"
#include "source.hpp"

#include <cstring>
#include <unistd.h>
#include <vector>

namespace network_stream {

class ClassicSource {
public:
    explicit ClassicSource(std::size_t capacity) : memory_(capacity) {}

    Filled fill(int descriptor)
    {
        move_to_front();
        ssize_t got = ::read(descriptor, memory_.data() + end_, memory_.size() - end_);
        Filled filled = filled_by(got, effort_);
        if (filled == Filled::some) end_ += static_cast<std::size_t>(got);
        return filled;
    }
    std::string failure() const { return std::string("read: ") + std::strerror(errno); }

    template <class Sink> std::size_t each_item(Sink &&sink)
    {
        Taken taken = take_items({memory_.data() + begin_, end_ - begin_}, sink);
        begin_ += taken.bytes;
        return taken.needed;
    }

    std::size_t capacity() const { return memory_.size(); }
    const Effort &effort() const { return effort_; }
    std::string technique() const { return "moved to the front"; }

private:
    void move_to_front()
    {
        if (begin_ == 0) return;
        std::memmove(memory_.data(), memory_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
        effort_.moved += end_;
    }

    std::vector<char> memory_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    Effort effort_;
};

} // namespace network_stream
