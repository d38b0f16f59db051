// SPDX-License-Identifier: MIT OR Apache-2.0
//
// window.hpp: the last N events, in a mirrored ring and in a vector.
//
// Both push over the oldest event; `newest(n)` is the newest n of them, as one
// block or as two.
#pragma once

#include "statistics.hpp"

#include <picoring/ring.hpp>

#include <algorithm>
#include <vector>

namespace log_analysis {

class MirroredWindow {
public:
    explicit MirroredWindow(std::size_t capacity) : events_(capacity, exactly()) {}

    void push(const Event &event) { events_.push_overwrite(event); }
    std::size_t size() const { return events_.size(); }
    std::size_t capacity() const { return events_.capacity(); }
    Stretch newest(std::size_t n) const { return {events_.view(size() - n, n)}; }

private:
    // N events, not as many as the pages below could hold.
    static picoring::options exactly()
    {
        picoring::options options;
        options.exact = 1;
        return options;
    }

    picoring::ring<Event> events_;
};

class ClassicWindow {
public:
    explicit ClassicWindow(std::size_t capacity) : events_(capacity) {}

    void push(const Event &event)
    {
        events_[next_] = event;
        if (++next_ == events_.size()) next_ = 0;
        if (size_ < events_.size()) ++size_;
    }
    std::size_t size() const { return size_; }
    std::size_t capacity() const { return events_.size(); }
    Stretch newest(std::size_t n) const
    {
        std::span<const Event> all = events_;
        if (n <= next_) return {all.subspan(next_ - n, n)};
        return {all.last(n - next_), all.first(next_)};
    }

private:
    std::vector<Event> events_;
    std::size_t next_ = 0;
    std::size_t size_ = 0;
};

} // namespace log_analysis
