// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_many_peers.hpp: queues from many threads to one. Each has producers'
// handles, push and push_n that wait, and take: hands what is there, up to 64
// values, to a function, and waits for at least one.
#ifndef PICORING_BENCH_CHANNELS_MANY_PEERS_HPP
#define PICORING_BENCH_CHANNELS_MANY_PEERS_HPP

#include "channels_locked.hpp"
#include "channels_tables.hpp"

#ifdef BENCH_HAVE_BOOST
#include <boost/lockfree/queue.hpp>
#endif
#ifdef BENCH_HAVE_CONCURRENTQUEUE
#include <concurrentqueue/concurrentqueue.h>
#endif
#ifdef BENCH_HAVE_ATOMIC_QUEUE
#include <atomic_queue/atomic_queue.h>
#endif
#ifdef BENCH_HAVE_TBB
#include <tbb/concurrent_queue.h>
#endif

namespace bench {

constexpr size_t batch = 64;

// An mpsc and its reader.
struct Mpsc {
    Mpsc(size_t capacity, size_t element_size)
    {
        ChannelOptions options;
        require(picoring_mpsc_create(capacity, element_size, options.get(), &mpsc) == PICORING_OK &&
                    picoring_mpsc_reader_open(mpsc, &reader) == PICORING_OK,
                "an mpsc");
    }
    ~Mpsc()
    {
        picoring_mpsc_reader_destroy(reader);
        picoring_mpsc_destroy(mpsc);
    }
    Mpsc(const Mpsc &) = delete;
    Mpsc &operator=(const Mpsc &) = delete;

    picoring_mpsc_producer *open()
    {
        picoring_mpsc_producer *producer = nullptr;
        require(picoring_mpsc_producer_open(mpsc, &producer) == PICORING_OK, "a producer");
        return producer;
    }
    void wait_readable()
    {
        picoring_mpsc_wait_readable(reader, 1, PICORING_FOREVER, PICORING_CLOCK_RELATIVE);
    }

    picoring_mpsc *mpsc = nullptr;
    picoring_mpsc_reader *reader = nullptr;
};

struct OursMany {
    static constexpr const char *name = "picoring";
    static constexpr bool ordered = true;
    explicit OursMany(size_t capacity) : mpsc(capacity, sizeof(uint64_t)) {}

    struct Producer {
        explicit Producer(OursMany &many) : handle(many.mpsc.open()) {}
        ~Producer() { picoring_mpsc_producer_destroy(handle); }
        Producer(const Producer &) = delete;
        Producer &operator=(const Producer &) = delete;
        void push(uint64_t value)
        {
            while (picoring_mpsc_push(handle, &value) != PICORING_OK) wait(1);
        }
        void push_n(const uint64_t *values, size_t n)
        {
            while (picoring_mpsc_push_n(handle, values, n) != PICORING_OK) wait(n);
        }
        void wait(size_t n)
        {
            picoring_mpsc_wait_writable(handle, n, PICORING_FOREVER, PICORING_CLOCK_RELATIVE);
        }
        picoring_mpsc_producer *handle;
    };
    uint64_t pop()
    {
        uint64_t value;
        while (picoring_mpsc_pop_sized(mpsc.reader, &value, sizeof value) != PICORING_OK)
            mpsc.wait_readable();
        return value;
    }
    template <class Use> void take(Use use)
    {
        size_t n;
        void *block;
        while (!(block = picoring_mpsc_peek(mpsc.reader, &n))) mpsc.wait_readable();
        for (size_t i = 0; i < n; ++i) use(static_cast<uint64_t *>(block)[i]);
        picoring_mpsc_release(mpsc.reader, n);
    }

    Mpsc mpsc;
};

struct LockedMany {
    static constexpr const char *name = "mutex + deque";
    static constexpr bool ordered = true;
    explicit LockedMany(size_t capacity) : queue(capacity) {}

    struct Producer {
        explicit Producer(LockedMany &locked) : many(locked) {}
        void push(uint64_t value) { many.queue.put(&value, 1); }
        void push_n(const uint64_t *values, size_t n) { many.queue.put(values, n); }
        LockedMany &many;
    };
    uint64_t pop()
    {
        uint64_t value;
        queue.get(&value, 1);
        return value;
    }
    template <class Use> void take(Use use)
    {
        uint64_t values[batch];
        size_t n = queue.get(values, batch);
        for (size_t i = 0; i < n; ++i) use(values[i]);
    }

    LockedQueue<uint64_t> queue;
};

#ifdef BENCH_HAVE_TBB
// Sleeps when it waits; a batch is one after the other.
struct TbbMany {
    static constexpr const char *name = "tbb bounded";
    static constexpr bool ordered = true;
    explicit TbbMany(size_t capacity) { queue.set_capacity(static_cast<std::ptrdiff_t>(capacity)); }

    struct Producer {
        explicit Producer(TbbMany &tbb) : many(tbb) {}
        void push(uint64_t value) { many.queue.push(value); }
        void push_n(const uint64_t *values, size_t n)
        {
            for (size_t i = 0; i < n; ++i) push(values[i]);
        }
        TbbMany &many;
    };
    uint64_t pop()
    {
        uint64_t value = 0;
        queue.pop(value);
        return value;
    }
    template <class Use> void take(Use use) { use(pop()); }

    tbb::concurrent_bounded_queue<uint64_t> queue;
};
#endif

// A peer with try_push and try_pop: it waits by pausing and yielding, and a batch
// is one after the other.
template <class Peer> struct TryingMany {
    static constexpr const char *name = Peer::name;
    static constexpr bool ordered = Peer::ordered;
    explicit TryingMany(size_t capacity) : peer(capacity) {}

    struct Producer {
        explicit Producer(TryingMany &trying) : peer(trying.peer) {}
        void push(uint64_t value)
        {
            for (unsigned looks = 0; !peer.try_push(value);) bench_back_off(&looks);
        }
        void push_n(const uint64_t *values, size_t n)
        {
            for (size_t i = 0; i < n; ++i) push(values[i]);
        }
        Peer &peer;
    };
    uint64_t pop()
    {
        uint64_t value;
        for (unsigned looks = 0; !peer.try_pop(value);) bench_back_off(&looks);
        return value;
    }
    template <class Use> void take(Use use) { use(pop()); }

    Peer peer;
};

#ifdef BENCH_HAVE_BOOST
struct BoostManyTrying {
    static constexpr const char *name = "boost queue";
    static constexpr bool ordered = true;
    using Queue = boost::lockfree::queue<uint64_t, boost::lockfree::fixed_sized<true>>;
    // 16-bit indices: 65,534 at most.
    explicit BoostManyTrying(size_t capacity) : queue(std::min(capacity, size_t{65534})) {}
    bool try_push(uint64_t value) { return queue.push(value); }
    bool try_pop(uint64_t &value) { return queue.pop(value); }
    Queue queue;
};
using BoostMany = TryingMany<BoostManyTrying>;
#endif

#ifdef BENCH_HAVE_ATOMIC_QUEUE
// Who is preempted between claiming a slot and storing to it may be overtaken
// there by a producer of the next lap: this queue loses the order even of one
// producer when threads outnumber cores.
struct AtomicManyTrying {
    static constexpr const char *name = "atomic_queue";
    static constexpr bool ordered = false;
    explicit AtomicManyTrying(size_t capacity) : queue(static_cast<unsigned>(capacity)) {}
    bool try_push(uint64_t value) { return queue.try_push(value); }
    bool try_pop(uint64_t &value) { return queue.try_pop(value); }
    atomic_queue::AtomicQueueB2<uint64_t> queue;
};
using AtomicMany = TryingMany<AtomicManyTrying>;
#endif

#ifdef BENCH_HAVE_CONCURRENTQUEUE
// No order between producers, and blocks instead of a capacity.
struct ConcurrentMany {
    static constexpr const char *name = "concurrentqueue";
    static constexpr bool ordered = true;
    using Queue = moodycamel::ConcurrentQueue<uint64_t>;
    explicit ConcurrentMany(size_t capacity)
        : queue(capacity, 8, 0), token(queue), capacity_(capacity)
    {
    }

    struct Producer {
        explicit Producer(ConcurrentMany &many) : owner(many), token(many.queue) {}
        void push(uint64_t value) { push_n(&value, 1); }
        void push_n(const uint64_t *values, size_t n)
        {
            for (unsigned looks = 0; owner.queue.size_approx() + n > owner.capacity_;)
                bench_back_off(&looks);
            require(owner.queue.enqueue_bulk(token, values, n), "an enqueue");
        }
        ConcurrentMany &owner;
        moodycamel::ProducerToken token;
    };
    uint64_t pop()
    {
        uint64_t value;
        for (unsigned looks = 0; !queue.try_dequeue(token, value);) bench_back_off(&looks);
        return value;
    }
    template <class Use> void take(Use use)
    {
        uint64_t values[batch];
        size_t n;
        for (unsigned looks = 0; (n = queue.try_dequeue_bulk(token, values, batch)) == 0;)
            bench_back_off(&looks);
        for (size_t i = 0; i < n; ++i) use(values[i]);
    }

    Queue queue;
    moodycamel::ConsumerToken token;
    size_t capacity_;
};
#endif

} // namespace bench

#endif
