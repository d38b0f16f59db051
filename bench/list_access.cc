// SPDX-License-Identifier: MIT OR Apache-2.0
//
// list_access.cc: table c, reading: at random, and all of it in order.
#include "list_tables.hpp"

#include <memory>
#include <sys/mman.h>

using namespace bench;

// ---- The loops, by name -------------------------------------------------------

namespace {

__extension__ typedef unsigned __int128 Wide;

// Each place has nothing to do with the one before. Item i is i, so the
// difference that is returned has to be 0.
template <class At> uint64_t random_walk(At at, size_t n, uint64_t &seed, uint64_t times)
{
    uint64_t sum = 0, state = seed;
    for (uint64_t i = 0; i < times; ++i) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        auto index = static_cast<size_t>((Wide{state} * n) >> 64);
        sum += at(index) - index;
    }
    seed = state;
    return sum;
}

uint64_t sum_of(const Item *first, const Item *last)
{
    uint64_t sum = 0;
    for (; first != last; ++first) sum += *first;
    return sum;
}

} // namespace

extern "C" {

BENCH_SUM bench_random_list(const List &list, size_t n, uint64_t &seed, uint64_t times)
{
    return random_walk([&](size_t i) { return list[i]; }, n, seed, times);
}
BENCH_SUM bench_random_list_at(const picoring_list *list, size_t n, uint64_t &seed, uint64_t times)
{
    auto at = [=](size_t i) {
        auto item = static_cast<const Item *>(picoring_list_at(list, i));
        return item ? *item : ~i;
    };
    return random_walk(at, n, seed, times);
}
BENCH_SUM bench_random_raw(const Item *items, size_t n, uint64_t &seed, uint64_t times)
{
    return random_walk([=](size_t i) { return items[i]; }, n, seed, times);
}
BENCH_SUM bench_random_vector(const std::vector<Item> &vector, size_t n, uint64_t &seed,
                              uint64_t times)
{
    return random_walk([&](size_t i) { return vector[i]; }, n, seed, times);
}

BENCH_SUM bench_sum_list(const List &list)
{
    uint64_t sum = 0;
    for (Item item : list) sum += item;
    return sum;
}
BENCH_SUM bench_sum_list_index(const List &list)
{
    uint64_t sum = 0;
    for (size_t i = 0, n = list.size(); i < n; ++i) sum += list[i];
    return sum;
}
BENCH_SUM bench_sum_list_c(const picoring_list *list)
{
    auto first = static_cast<const Item *>(picoring_list_data(list));
    return sum_of(first, first + picoring_list_len(list));
}
BENCH_SUM bench_sum_list_at(const picoring_list *list)
{
    uint64_t sum = 0;
    for (size_t i = 0;; ++i) {
        auto item = static_cast<const Item *>(picoring_list_at(list, i));
        if (!item) return sum;
        sum += *item;
    }
}
BENCH_SUM bench_sum_raw(const Item *items, size_t n) { return sum_of(items, items + n); }
BENCH_SUM bench_sum_vector(const std::vector<Item> &vector)
{
    uint64_t sum = 0;
    for (Item item : vector) sum += item;
    return sum;
}

} // extern "C"

// ---- The table --------------------------------------------------------------------

namespace bench {

namespace {

struct Stage {
    explicit Stage(size_t n) : items(n)
    {
        warm(3 * n * sizeof(Item));
        renew();
        vector.reserve(n);
        // Small pages, also where the system is set to huge ones.
        auto begin = reinterpret_cast<uintptr_t>(vector.data()) / 4096 * 4096 + 4096;
        madvise(reinterpret_cast<void *>(begin), (n * sizeof(Item)) / 4096 * 4096 - 4096,
                MADV_NOHUGEPAGE);
        for (size_t i = 0; i < n; ++i) vector.push_back(i);
    }

    // Other pages for both, taken in the other order.
    void renew()
    {
        list.reset();
        raw.reset();
        list_first = !list_first;
        if (list_first) make_list();
        make_raw();
        if (!list_first) make_list();
    }
    void make_list()
    {
        list = std::make_unique<List>();
        for (size_t i = 0; i < items; ++i) list->push_back(i);
    }
    void make_raw()
    {
        raw = std::make_unique<BareItems>();
        raw->fill(items);
    }

    size_t items;
    std::unique_ptr<List> list;
    std::unique_ptr<BareItems> raw;
    std::vector<Item> vector;
    bool list_first = false;
};

template <class Walk> Side random_side(const char *name, Walk walk)
{
    return {name, [=, seed = uint64_t{1}](uint64_t times) mutable {
                require(walk(seed, times) == 0, "an item is not what was put there");
            }};
}

Row random_row(Stage &stage)
{
    size_t n = stage.items;
    auto list = [&stage, n](uint64_t &seed, uint64_t times) {
        return bench_random_list(*stage.list, n, seed, times);
    };
    auto at = [&stage, n](uint64_t &seed, uint64_t times) {
        return bench_random_list_at(stage.list->get(), n, seed, times);
    };
    auto raw = [&stage, n](uint64_t &seed, uint64_t times) {
        return bench_random_raw(stage.raw->data(), n, seed, times);
    };
    auto vector = [&stage, n](uint64_t &seed, uint64_t times) {
        return bench_random_vector(stage.vector, n, seed, times);
    };
    Row row = {items_text(n) + ", at random",
               {random_side("list[i]", list), random_side("list_at", at),
                random_side("raw array", raw), random_side("vector 4 KiB", vector)},
               {at_most(1.02, 0, 2), printed(1, 2), printed(0, 3), printed(1, 3)}};
    row.roof = 2;
    row.least = 1000000;
    return row;
}

template <class Sum> Side sum_side(const char *name, size_t n, Sum sum)
{
    return {name, [=](uint64_t times) {
                for (uint64_t i = 0; i < times; ++i)
                    require(sum() == uint64_t{n} * (n - 1) / 2, "the sum of all items");
            }};
}

Row sum_row(Stage &stage)
{
    size_t n = stage.items;
    return {items_text(n) + ", sum",
            {sum_side("for item", n, [&] { return bench_sum_list(*stage.list); }),
             sum_side("list[i]", n, [&] { return bench_sum_list_index(*stage.list); }),
             sum_side("C data", n, [&] { return bench_sum_list_c(stage.list->get()); }),
             sum_side("list_at", n, [&] { return bench_sum_list_at(stage.list->get()); }),
             sum_side("raw array", n, [&, n] { return bench_sum_raw(stage.raw->data(), n); }),
             sum_side("vector 4 KiB", n, [&] { return bench_sum_vector(stage.vector); })},
            {at_most(1.02, 0, 4), at_most(1.02, 1, 4), at_most(1.02, 2, 4), printed(3, 4),
             printed(0, 5), printed(3, 5)},
            4};
}

} // namespace

void table_access(Report &report, const Options &options)
{
    report.table('c', "reading: nanoseconds an access, milliseconds a sum",
                 {"The raw array lies on pages got as the list gets them, other ones each round.",
                  "list_at is the checked access of the C interface, which reads len each time."});
    for (size_t n : item_counts(options)) {
        Stage stage(n);
        for (Row row : {random_row(stage), sum_row(stage)}) {
            row.renew = [&stage] { stage.renew(); };
            report.row(row);
        }
    }
}

} // namespace bench
