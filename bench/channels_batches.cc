// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_batches.cc: table b, an spsc in batches of 64 elements of 8 bytes.
#include "channels_tables.hpp"

#ifdef BENCH_HAVE_BOOST
#include <boost/lockfree/spsc_queue.hpp>
#endif

#include <algorithm>
#include <string>

namespace bench {

namespace {

constexpr size_t batch_items = 64;

// The producer's work, the same for all: the next numbers.
inline void number(uint64_t (&values)[batch_items], uint64_t first)
{
    for (uint64_t i = 0; i < batch_items; ++i) values[i] = first + i;
}

inline uint64_t misnumbered(const uint64_t *values, size_t n, uint64_t first)
{
    uint64_t wrong = 0;
    for (size_t i = 0; i < n; ++i) wrong |= values[i] ^ (first + i);
    return wrong;
}

// push_n, all or nothing.
struct OursWhole {
    explicit OursWhole(size_t capacity) : spsc(capacity, sizeof(uint64_t)) {}
    void push(const uint64_t *values)
    {
        while (picoring_spsc_push_n(spsc.writer, values, batch_items) != PICORING_OK)
            spsc.wait_writable(batch_items);
    }
    // Reads in place; returns how many.
    size_t take(uint64_t first, uint64_t &wrong)
    {
        size_t n;
        void *block;
        while (!(block = picoring_spsc_peek(spsc.reader, &n))) spsc.wait_readable();
        n = std::min(n, batch_items);
        wrong |= misnumbered(static_cast<uint64_t *>(block), n, first);
        picoring_spsc_release(spsc.reader, n);
        return n;
    }
    Spsc spsc;
};

// push_some: as many as fit, like Boost's.
struct OursSome : OursWhole {
    using OursWhole::OursWhole;
    void push(const uint64_t *values)
    {
        for (size_t done = 0, some; done < batch_items; done += some)
            while (picoring_spsc_push_some(spsc.writer, values + done, batch_items - done, &some) !=
                   PICORING_OK)
                spsc.wait_writable();
    }
};

#ifdef BENCH_HAVE_BOOST
struct BoostCopying {
    explicit BoostCopying(size_t capacity) : queue(capacity) {}
    void push(const uint64_t *values)
    {
        unsigned looks = 0;
        for (size_t done = 0; done < batch_items;) {
            size_t some = queue.push(values + done, batch_items - done);
            if (some == 0) bench_back_off(&looks);
            done += some;
        }
    }
    size_t take(uint64_t first, uint64_t &wrong)
    {
        uint64_t values[batch_items];
        size_t n;
        for (unsigned looks = 0; (n = queue.pop(values, batch_items)) == 0;) bench_back_off(&looks);
        wrong |= misnumbered(values, n, first);
        return n;
    }
    boost::lockfree::spsc_queue<uint64_t> queue;
};

struct BoostInPlace : BoostCopying {
    using BoostCopying::BoostCopying;
    size_t take(uint64_t first, uint64_t &wrong)
    {
        size_t n = 0;
        for (unsigned looks = 0; n == 0;) {
            n = queue.consume_all([&](uint64_t value) { wrong |= value ^ first++; });
            if (n == 0) bench_back_off(&looks);
        }
        return n;
    }
};
#endif

template <class Queue> void produce(Queue &queue, uint64_t items)
{
    for (uint64_t i = 0; i < items; i += batch_items) {
        uint64_t values[batch_items];
        number(values, i);
        queue.push(values);
    }
}

template <class Queue> void consume(Queue &queue, uint64_t items)
{
    uint64_t wrong = 0;
    for (uint64_t i = 0; i < items;) i += queue.take(i, wrong);
    require(wrong == 0, "a value of a batch");
}

Side alone_side()
{
    static_assert(items_at_hand == batch_items);
    return {alone, [values = numbers_at_hand()](uint64_t items) {
                uint64_t wrong = 0;
                for (uint64_t i = 0; i < items; i += batch_items) {
                    barrier();
                    wrong |= misnumbered(values->data(), batch_items, 0);
                }
                require(wrong == 0, "a value at hand");
            }};
}

template <class Queue> Side side(const char *name, size_t capacity)
{
    auto queue = std::make_shared<Queue>(capacity);
    return {name, [queue](uint64_t items) {
                items = (items + batch_items - 1) / batch_items * batch_items;
                beside([&] { produce(*queue, items); }, [&] { consume(*queue, items); });
            }};
}

void batch_row(Report &report, const Options &options, size_t capacity)
{
    Row row;
    row.label = std::to_string(capacity) + " of 8 B";
    row.waits = true;
    row.least = least_items(options, capacity, sizeof(uint64_t));
    row.bytes = sizeof(uint64_t);
    row.capacity = capacity;
    row.sides = {side<OursSome>("push_some", capacity), side<OursWhole>("push_n", capacity)};
#ifdef BENCH_HAVE_BOOST
    row.sides.push_back(side<BoostCopying>("boost push, pop", capacity));
    row.sides.push_back(side<BoostInPlace>("boost consume_all", capacity));
    row.comparisons = {never_slower(0, 2), never_slower(0, 3), never_slower(1, 2),
                       never_slower(1, 3)};
#else
    row.comparisons = {printed(0, 1)};
#endif
    add_roof(row, alone_side());
    report.row(row);
}

} // namespace

void table_batches(Report &report, const Options &options)
{
    report.table('b', "spsc in batches of 64, every value checked; nanoseconds an element",
                 {"push_n is all or nothing: at a capacity of 64 it waits for an empty channel."});
    for (size_t capacity : {64, 1024, 65536}) batch_row(report, options, capacity);
}

} // namespace bench
