// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_peers.hpp: queues from one thread to one other, under the same verbs:
// push and pop wait. Ours waits as it ships; a peer looks, pauses and yields.
#ifndef PICORING_BENCH_CHANNELS_PEERS_HPP
#define PICORING_BENCH_CHANNELS_PEERS_HPP

#include "channels_locked.hpp"
#include "channels_tables.hpp"

#ifdef BENCH_HAVE_BOOST
#include <boost/lockfree/spsc_queue.hpp>
#endif
#ifdef BENCH_HAVE_READERWRITERQUEUE
#include <readerwriterqueue/readerwriterqueue.h>
#endif
#ifdef BENCH_HAVE_ATOMIC_QUEUE
#include <atomic_queue/atomic_queue.h>
#endif

namespace bench {

template <class Item, size_t> class OursSingle {
public:
    explicit OursSingle(size_t capacity) : spsc_(capacity, sizeof(Item)) {}
    void push(const Item &item)
    {
        while (picoring_spsc_push_sized(spsc_.writer, &item, sizeof item) != PICORING_OK)
            spsc_.wait_writable();
    }
    void pop(Item &item)
    {
        while (picoring_spsc_pop_sized(spsc_.reader, &item, sizeof item) != PICORING_OK)
            spsc_.wait_readable();
    }

private:
    Spsc spsc_;
};

// The ring of the textbooks: a copy of the other side's position is kept until
// it does not suffice (rigtorp's SPSCQueue). It cannot wait or end.
template <class Item, size_t> class Textbook {
public:
    explicit Textbook(size_t capacity) : items_(capacity), mask_(capacity - 1) {}
    void push(const Item &item)
    {
        uint64_t at = writer_.position.load(std::memory_order_relaxed);
        for (unsigned looks = 0; at - writer_.seen > mask_; bench_back_off(&looks)) {
            writer_.seen = reader_.position.load(std::memory_order_acquire);
            if (at - writer_.seen <= mask_) break;
        }
        items_[at & mask_] = item;
        writer_.position.store(at + 1, std::memory_order_release);
    }
    void pop(Item &item)
    {
        uint64_t at = reader_.position.load(std::memory_order_relaxed);
        for (unsigned looks = 0; at == reader_.seen; bench_back_off(&looks)) {
            reader_.seen = writer_.position.load(std::memory_order_acquire);
            if (at != reader_.seen) break;
        }
        item = items_[at & mask_];
        reader_.position.store(at + 1, std::memory_order_release);
    }

private:
    struct alignas(128) End {
        std::atomic<uint64_t> position{0};
        alignas(128) uint64_t seen = 0;
    };
    std::vector<Item> items_;
    uint64_t mask_;
    End writer_, reader_;
};

template <class Item, size_t> class LockedSingle {
public:
    explicit LockedSingle(size_t capacity) : queue_(capacity) {}
    void push(const Item &item) { queue_.put(&item, 1); }
    void pop(Item &item) { queue_.get(&item, 1); }

private:
    LockedQueue<Item> queue_;
};

// A peer whose verbs are try_push and try_pop.
template <class Peer, class Item> class Trying {
public:
    template <class... Arguments> explicit Trying(Arguments... arguments) : peer_(arguments...) {}
    void push(const Item &item)
    {
        for (unsigned looks = 0; !peer_.try_push(item);) bench_back_off(&looks);
    }
    void pop(Item &item)
    {
        for (unsigned looks = 0; !peer_.try_pop(item);) bench_back_off(&looks);
    }

private:
    Peer peer_;
};

#ifdef BENCH_HAVE_BOOST
template <class Item> struct BoostTrying {
    explicit BoostTrying(size_t capacity) : queue(capacity) {}
    bool try_push(const Item &item) { return queue.push(item); }
    bool try_pop(Item &item) { return queue.pop(item); }
    boost::lockfree::spsc_queue<Item> queue;
};
template <class Item, size_t> using BoostSingle = Trying<BoostTrying<Item>, Item>;
#endif

#ifdef BENCH_HAVE_READERWRITERQUEUE
template <class Item> struct ReaderWriterTrying {
    // It rounds up to a power of two less one: 64 would be 127.
    explicit ReaderWriterTrying(size_t capacity) : queue(capacity - 1) {}
    bool try_push(const Item &item) { return queue.try_enqueue(item); }
    bool try_pop(Item &item) { return queue.try_dequeue(item); }
    moodycamel::ReaderWriterQueue<Item> queue;
};
template <class Item, size_t> using ReaderWriterSingle = Trying<ReaderWriterTrying<Item>, Item>;
#endif

#ifdef BENCH_HAVE_ATOMIC_QUEUE
template <class Item, size_t capacity> struct AtomicTrying {
    explicit AtomicTrying(size_t) {}
    bool try_push(const Item &item) { return queue.try_push(item); }
    bool try_pop(Item &item) { return queue.try_pop(item); }
    atomic_queue::AtomicQueue2<Item, capacity, true, true, false, true> queue;
};
template <class Item, size_t capacity>
using AtomicSingle = Trying<AtomicTrying<Item, capacity>, Item>;
#endif

} // namespace bench

#endif
