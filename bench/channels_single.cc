// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_single.cc: table a, an spsc element by element. Both threads wait when
// they must: ours spins and sleeps as it ships, the peers spin and yield.
#include "channels_peers.hpp"

#ifdef BENCH_HAVE_CK
#include "channels_ck.h"
#endif

#include <cmath>
#include <cstdio>
#include <cstring>

// By name, so that asm_check.py finds them.
template <class Queue, class Item>
[[gnu::noinline]] void bench_produce_single(Queue &queue, uint64_t items)
{
    for (uint64_t i = 0; i < items; ++i) {
        Item item;
        bench::fill(item, i);
        bench::in_memory(item);
        queue.push(item);
    }
}

template <class Queue, class Item>
[[gnu::noinline]] uint64_t bench_consume_single(Queue &queue, uint64_t items)
{
    uint64_t wrong = 0;
    for (uint64_t i = 0; i < items; ++i) {
        Item item;
        queue.pop(item);
        bench::in_memory(item);
        wrong |= bench::differs(item, i);
    }
    return wrong;
}

// The roof: what the consumer does, with elements that lie in its cache.
template <class Item> [[gnu::noinline]] uint64_t bench_consume_alone(const Item *items, uint64_t n)
{
    uint64_t wrong = 0;
    for (uint64_t i = 0; i < n; ++i) {
        Item item = items[i % bench::items_at_hand];
        bench::in_memory(item);
        wrong |= bench::differs(item, i % bench::items_at_hand);
    }
    return wrong;
}

namespace bench {

namespace {

template <size_t bytes> Side alone_side()
{
    auto items = std::make_shared<std::array<Element<bytes>, items_at_hand>>();
    for (uint64_t i = 0; i < items_at_hand; ++i) fill((*items)[i], i);
    return {alone, [items](uint64_t n) {
                require(bench_consume_alone(items->data(), n) == 0, "a value at hand");
            }};
}

template <template <class, size_t> class Kind, size_t bytes, size_t capacity>
Side side(const char *name)
{
    using Item = Element<bytes>;
    using Queue = Kind<Item, capacity>;
    auto queue = std::make_shared<Queue>(capacity);
    return {name, [queue](uint64_t items) {
                beside([&] { bench_produce_single<Queue, Item>(*queue, items); },
                       [&] {
                           require((bench_consume_single<Queue, Item>(*queue, items)) == 0,
                                   "a value of a queue");
                       });
            }};
}

#ifdef BENCH_HAVE_CK
template <size_t bytes> Side ck_side(size_t capacity)
{
    auto produce = bytes == 8    ? bench_ck_produce_8
                   : bytes == 64 ? bench_ck_produce_64
                                 : bench_ck_produce_256;
    auto consume = bytes == 8    ? bench_ck_consume_8
                   : bytes == 64 ? bench_ck_consume_64
                                 : bench_ck_consume_256;
    std::shared_ptr<bench_ck> ck(bench_ck_create(capacity, bytes), bench_ck_destroy);
    return {"ck_ring", [=](uint64_t items) {
                beside([=] { produce(ck.get(), items); },
                       [=] { require(consume(ck.get(), items) == 0, "a value of ck"); });
            }};
}
#endif

// The ratio to the best package peer of each row.
struct Summary {
    double logarithms = 0;
    int rows = 0;
};

template <size_t bytes, size_t capacity>
void single_row(Report &report, const Options &options, Summary &summary)
{
    Row row;
    row.label = std::to_string(capacity) + " of " + std::to_string(bytes) + " B";
    row.waits = true;
    row.least = least_items(options, capacity, bytes);
    row.bytes = bytes;
    row.capacity = capacity;
    row.sides = {
        side<OursSingle, bytes, capacity>("picoring"),
        side<Textbook, bytes, capacity>("textbook"),
#ifdef BENCH_HAVE_BOOST
        side<BoostSingle, bytes, capacity>("boost"),
#endif
#ifdef BENCH_HAVE_READERWRITERQUEUE
        side<ReaderWriterSingle, bytes, capacity>("readerwriter"),
#endif
#ifdef BENCH_HAVE_ATOMIC_QUEUE
        side<AtomicSingle, bytes, capacity>("atomic_queue"),
#endif
#ifdef BENCH_HAVE_CK
        ck_side<bytes>(capacity),
#endif
    };
    const size_t packages_end = row.sides.size();
    for (size_t peer = 1; peer < packages_end; ++peer)
        row.comparisons.push_back(never_slower(0, peer));
    row.sides.push_back(side<LockedSingle, bytes, capacity>("mutex + deque"));
    row.comparisons.push_back(printed(0, packages_end));
    add_roof(row, alone_side<bytes>());
    std::vector<double> spent = report.row(row);
    if (packages_end < 3) return;
    auto packages = spent.begin() + 2;
    auto end = spent.begin() + static_cast<std::ptrdiff_t>(packages_end);
    summary.logarithms += std::log(*std::min_element(packages, end) / spent[0]);
    ++summary.rows;
}

template <size_t bytes> void rows_of(Report &report, const Options &options, double wanted)
{
    Summary summary;
    single_row<bytes, 64>(report, options, summary);
    single_row<bytes, 1024>(report, options, summary);
    single_row<bytes, 65536>(report, options, summary);
    if (summary.rows == 0) return;
    double mean = std::exp(summary.logarithms / summary.rows);
    char line[120];
    snprintf(line, sizeof line, "%zu B: %.2f x the best package peer of each row (geometric mean)",
             bytes, mean);
    if (wanted == 0) return report.note(line);
    snprintf(line + strlen(line), sizeof line - strlen(line), ", wanted %.1f", wanted);
    report.exact(line, mean >= wanted);
}

} // namespace

void table_single(Report &report, const Options &options)
{
    report.table('a', "spsc, single elements, every word checked; nanoseconds an element",
                 {"Ours can wait and end, and sleeps after 20 us; peers pause and yield.",
                  options.quick ? "At most 8 MB a block." : "At most 64 MB a block."});
    rows_of<8>(report, options, 1.3);
    rows_of<64>(report, options, 1.1);
    rows_of<256>(report, options, 0);
}

} // namespace bench
