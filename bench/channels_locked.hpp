// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_locked.hpp: what C++ programs pass messages with when they use the
// standard library alone: a bounded deque behind a lock, and two conditions.
// Nobody is notified who does not wait.
#ifndef PICORING_BENCH_CHANNELS_LOCKED_HPP
#define PICORING_BENCH_CHANNELS_LOCKED_HPP

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>

namespace bench {

template <class Item> class LockedQueue {
public:
    explicit LockedQueue(size_t capacity) : capacity_(capacity) {}

    void put(const Item *items, size_t n)
    {
        std::unique_lock lock(mutex_);
        if (capacity_ - items_.size() < n) {
            ++full_waiters_;
            writable_.wait(lock, [&] { return capacity_ - items_.size() >= n; });
            --full_waiters_;
        }
        items_.insert(items_.end(), items, items + n);
        bool wake = empty_waiters_ != 0;
        lock.unlock();
        if (wake) readable_.notify_one();
    }
    size_t get(Item *items, size_t most)
    {
        std::unique_lock lock(mutex_);
        if (items_.empty()) {
            ++empty_waiters_;
            readable_.wait(lock, [&] { return !items_.empty(); });
            --empty_waiters_;
        }
        size_t n = std::min(most, items_.size());
        auto end = items_.begin() + static_cast<std::ptrdiff_t>(n);
        std::copy(items_.begin(), end, items);
        items_.erase(items_.begin(), end);
        bool wake = full_waiters_ != 0;
        lock.unlock();
        if (wake) writable_.notify_all();
        return n;
    }

private:
    std::mutex mutex_;
    std::condition_variable writable_, readable_;
    std::deque<Item> items_;
    size_t capacity_;
    size_t full_waiters_ = 0, empty_waiters_ = 0;
};

} // namespace bench

#endif
