// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_many.cc: table d, from many threads to one. A value is the number of
// its producer and its number there; the consumer checks the order of each.
#include "channels_many_peers.hpp"

#include <string>

template <class Producer>
[[gnu::noinline]] void bench_produce_many(Producer &producer, uint64_t first, uint64_t items)
{
    for (uint64_t i = 0; i < items; ++i) producer.push(first + i);
}

template <class Producer>
[[gnu::noinline]] void bench_produce_batches(Producer &producer, uint64_t first, uint64_t items)
{
    uint64_t values[bench::batch];
    for (uint64_t i = 0; i < items; i += bench::batch) {
        for (uint64_t k = 0; k < bench::batch; ++k) values[k] = first + i + k;
        producer.push_n(values, bench::batch);
    }
}

namespace bench {

namespace {

constexpr int producer_shift = 48;

// Each producer's numbers, once each and, of queues that keep order, in order.
template <bool ordered> struct Order {
    uint64_t next[16] = {};
    uint64_t sum[16] = {};
    uint64_t wrong = 0;
    void see(uint64_t value)
    {
        uint64_t producer = value >> producer_shift & 15;
        uint64_t number = value & ((uint64_t{1} << producer_shift) - 1);
        if (ordered)
            wrong |= next[producer] ^ number;
        else
            sum[producer] += number - next[producer];
        ++next[producer];
    }
    bool right() const
    {
        return wrong == 0 && std::all_of(sum, sum + 16, [](uint64_t one) { return one == 0; });
    }
};

template <class Queue> bool consume_many(Queue &queue, uint64_t items, bool batches)
{
    Order<Queue::ordered> order;
    if (!batches) {
        for (uint64_t i = 0; i < items; ++i) order.see(queue.pop());
    } else {
        uint64_t seen = 0;
        while (seen < items) queue.take([&](uint64_t value) { order.see(value), ++seen; });
    }
    return order.right();
}

// `items` in all, shared among the producers in whole batches.
template <class Queue> void run(Queue &queue, size_t producers, uint64_t items, bool batches)
{
    uint64_t each = std::max<uint64_t>(items / producers / batch, 1) * batch;
    std::vector<std::thread> threads;
    for (uint64_t one = 0; one < producers; ++one)
        threads.emplace_back([&queue, one, each, batches] {
            typename Queue::Producer producer(queue);
            if (batches)
                bench_produce_batches(producer, one << producer_shift, each);
            else
                bench_produce_many(producer, one << producer_shift, each);
        });
    require(consume_many(queue, each * producers, batches), Queue::name);
    for (std::thread &thread : threads) thread.join();
}

bool consume_at_hand(const uint64_t *values, uint64_t items)
{
    Order<true> order;
    for (uint64_t i = 0; i < items; ++i) {
        uint64_t round = i / items_at_hand * items_at_hand;
        order.see(values[i - round] + round);
    }
    return order.right();
}

Side alone_side()
{
    return {alone, [values = numbers_at_hand()](uint64_t items) {
                require(consume_at_hand(values->data(), items), "a value at hand");
            }};
}

template <class Queue> Side side(size_t capacity, size_t producers, bool batches)
{
    auto queue = std::make_shared<Queue>(capacity);
    return {Queue::name, [=](uint64_t items) { run(*queue, producers, items, batches); }};
}

uint64_t least_of_many(const Options &options, size_t capacity)
{
    return least_items(options, options.quick ? capacity / 4 : capacity, sizeof(uint64_t));
}

void many_row(Report &report, const Options &options, size_t capacity, size_t producers,
              bool batches)
{
    Row row;
    row.label = std::to_string(producers) + (producers == 1 ? " producer, " : " producers, ") +
                std::to_string(capacity) + (batches ? ", by 64" : "");
    row.waits = true;
    row.least = least_of_many(options, capacity);
    row.capacity = capacity;
    row.producers = producers;
    row.sides = {side<OursMany>(capacity, producers, batches),
                 side<LockedMany>(capacity, producers, batches)};
    row.comparisons = {at_least(1.3, 0, 1)};
    auto add = [&](Side side, Rule rule) {
        row.sides.push_back(std::move(side));
        row.comparisons.push_back({0, row.sides.size() - 1, rule, 2});
    };
    bool decides = producers > 1 && !batches;
    (void)add, (void)decides;
#ifdef BENCH_HAVE_BOOST
    add(side<BoostMany>(capacity, producers, batches), decides ? Rule::at_least : Rule::printed);
#endif
#ifdef BENCH_HAVE_ATOMIC_QUEUE
    add(side<AtomicMany>(capacity, producers, batches), Rule::printed);
#endif
#ifdef BENCH_HAVE_TBB
    add(side<TbbMany>(capacity, producers, batches), Rule::printed);
#endif
#ifdef BENCH_HAVE_CONCURRENTQUEUE
    add(side<ConcurrentMany>(capacity, producers, batches), Rule::printed);
#endif
    add_roof(row, alone_side());
    report.row(row);
}

void retention_row(Report &report, const Options &options)
{
    constexpr size_t capacity = 1024;
    Row row;
    row.label = "rate of 8 producers, of 1";
    row.waits = true;
    row.least = least_of_many(options, capacity);
    row.capacity = capacity;
    row.sides = {side<OursMany>(capacity, 1, false), side<OursMany>(capacity, 8, false)};
    add_roof(row, alone_side());
    row.sides[0].name = "picoring, 1";
    row.sides[1].name = "picoring, 8";
    row.comparisons = {at_least(0.4, 1, 0)};
    report.row(row);
}

} // namespace

void table_many(Report &report, const Options &options)
{
    report.table('d', "mpsc, 8 bytes, each producer's order checked; nanoseconds an element",
                 {"Ours, mutex + deque and tbb sleep when they wait; the others pause and yield.",
                  "Printed only: concurrentqueue keeps each producer's order, but none between",
                  "producers; atomic_queue keeps none when a producer is preempted. ck_ring is",
                  "not here: its producers spin for one another, and a preempted one stops all."});
    for (size_t producers : {1, 2, 4, 8}) many_row(report, options, 1024, producers, false);
    for (size_t producers : {1, 2, 4, 8}) many_row(report, options, 1024, producers, true);
    // So large a one needs more items than a preview has.
    for (size_t capacity : options.quick ? std::vector<size_t>{64} : std::vector<size_t>{64, 65536})
        for (size_t producers : {1, 4}) many_row(report, options, capacity, producers, false);
    retention_row(report, options);
}

} // namespace bench
