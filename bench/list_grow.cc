// SPDX-License-Identifier: MIT OR Apache-2.0
//
// list_grow.cc: table a, growing from nothing, item by item.
#include "list_tables.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <malloc.h>
#include <memory>
#include <optional>

#ifdef BENCH_HAVE_BOOST
#include <boost/container/deque.hpp>
#endif
#ifdef BENCH_HAVE_TBB
#include <tbb/concurrent_vector.h>
#endif
#ifdef BENCH_HAVE_COLONY
#include <plf_colony.h>
#endif

using namespace bench;

// ---- The contestants ------------------------------------------------------------

namespace {

// A list of the C interface.
struct Handle {
    explicit Handle(uint32_t small_pages = 0)
    {
        picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
        options.small_pages = small_pages;
        require(picoring_list_create(sizeof(Item), &options, &list) == PICORING_OK, "create");
    }
    ~Handle() { picoring_list_destroy(list); }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;
    size_t size() const { return picoring_list_len(list); }
    const Item *begin() const { return static_cast<Item *>(picoring_list_data(list)); }

    picoring_list *list;
};

struct SmallPages : Handle {
    SmallPages() : Handle(1) {}
};

struct Claimed : Handle {};

struct Reserved : std::vector<Item> {};

template <class Container> void push_all(Container &items, uint64_t n)
{
    for (uint64_t i = 0; i < n; ++i) items.push_back(i);
}

} // namespace

// ---- The loops, by name -----------------------------------------------------------

extern "C" {

BENCH_LOOP bench_grow_list_c(picoring_list *list, uint64_t n)
{
    for (uint64_t i = 0; i < n; ++i)
        if (picoring_list_push_sized(list, &i, sizeof i) != PICORING_OK) return;
}
// The list is a local variable, as in most programs.
BENCH_LOOP bench_grow_list_cpp(List &lent, uint64_t n)
{
    List list(std::move(lent));
    push_all(list, n);
    lent = std::move(list);
}
// In pieces that the caller writes in place: what a loop of its own can do.
BENCH_LOOP bench_grow_claim(picoring_list *list, uint64_t n)
{
    for (uint64_t i = 0; i < n;) {
        size_t some = std::min<uint64_t>(n - i, 4096);
        auto place = static_cast<Item *>(picoring_list_claim(list, some));
        if (!place) return;
        for (size_t at = 0; at < some; ++at) place[at] = i + at;
        picoring_list_commit(list, some);
        i += some;
    }
}
BENCH_LOOP bench_grow_roof(Steps &steps, uint64_t n)
{
    Item *data = steps.data();
    for (uint64_t i = 0; i < n;) {
        steps.step();
        for (uint64_t end = std::min<uint64_t>(steps.ready(), n); i < end; ++i) data[i] = i;
    }
}
BENCH_LOOP bench_grow_vector(std::vector<Item> &vector, uint64_t n) { push_all(vector, n); }
BENCH_LOOP bench_grow_deque(std::deque<Item> &deque, uint64_t n) { push_all(deque, n); }
#ifdef BENCH_HAVE_BOOST
BENCH_LOOP bench_grow_boost(boost::container::deque<Item> &deque, uint64_t n)
{
    push_all(deque, n);
}
#endif
#ifdef BENCH_HAVE_TBB
BENCH_LOOP bench_grow_tbb(tbb::concurrent_vector<Item> &vector, uint64_t n) { push_all(vector, n); }
#endif
#ifdef BENCH_HAVE_COLONY
BENCH_LOOP bench_grow_colony(plf::colony<Item> &colony, uint64_t n)
{
    for (uint64_t i = 0; i < n; ++i) colony.insert(i);
}
#endif

} // extern "C"

namespace {

void fill(Handle &handle, uint64_t n) { bench_grow_list_c(handle.list, n); }
void fill(Claimed &handle, uint64_t n) { bench_grow_claim(handle.list, n); }
void fill(List &list, uint64_t n) { bench_grow_list_cpp(list, n); }
void fill(std::vector<Item> &vector, uint64_t n) { bench_grow_vector(vector, n); }
void fill(std::deque<Item> &deque, uint64_t n) { bench_grow_deque(deque, n); }
void fill(Reserved &vector, uint64_t n)
{
    vector.reserve(n);
    bench_grow_vector(vector, n);
}
void fill(BareItems &roof, uint64_t n) { roof.fill(n); }
#ifdef BENCH_HAVE_BOOST
void fill(boost::container::deque<Item> &deque, uint64_t n) { bench_grow_boost(deque, n); }
#endif
#ifdef BENCH_HAVE_TBB
void fill(tbb::concurrent_vector<Item> &vector, uint64_t n) { bench_grow_tbb(vector, n); }
#endif
#ifdef BENCH_HAVE_COLONY
void fill(plf::colony<Item> &colony, uint64_t n) { bench_grow_colony(colony, n); }
#endif

// ---- The table ----------------------------------------------------------------------

// A thousand items over the whole, or the first of them where there is no index.
template <class Container> bool sound(const Container &items, size_t n)
{
    using Place = decltype(items.begin());
    constexpr bool random = std::random_access_iterator<Place>;
    size_t stride = random ? std::max<size_t>(n / 1000, 1) : 1;
    Place at = items.begin();
    bool good = items.size() == n;
    for (size_t i = 0; good && i < n && i / stride < 1000; i += stride) {
        if constexpr (random)
            good = at[static_cast<std::ptrdiff_t>(i)] == i;
        else
            good = *at++ == i;
    }
    return good;
}

// Made and filled in the timed part, looked at and destroyed after it.
template <class Container> Side side(const char *name, size_t n)
{
    auto made = std::make_shared<std::optional<Container>>();
    return {name,
            [=](uint64_t times) {
                for (uint64_t i = 0; i < times; ++i) fill(made->emplace(), n);
            },
            [=] { warm(bytes_to_grow(n)); },
            [=] {
                require(sound(**made, n), name);
                made->reset();
                malloc_trim(0);
            }};
}

Row grow_row(size_t n)
{
    enum { c, cpp, claim, roof, small, vector, reserved, deque, first_optional };
    Row row;
    row.label = items_text(n);
    row.roof = roof;
    row.sides = {side<Handle>("list", n),           side<List>("list C++", n),
                 side<Claimed>("list claim", n),    side<BareItems>("roof", n),
                 side<SmallPages>("list 4 KiB", n), side<std::vector<Item>>("vector", n),
                 side<Reserved>("reserved", n),     side<std::deque<Item>>("deque", n)};
    row.comparisons = {
        at_least(0.9, c, roof),       at_least(0.9, cpp, roof),   printed(claim, roof),
        at_least(2.5, c, vector),     at_least(2.5, cpp, vector), at_least(1.3, c, reserved),
        at_least(1.3, cpp, reserved), at_least(2.5, c, deque),    at_least(2.5, cpp, deque),
        printed(small, vector),       printed(small, reserved)};
#ifdef BENCH_HAVE_BOOST
    row.sides.push_back(side<boost::container::deque<Item>>("boost deque", n));
#endif
#ifdef BENCH_HAVE_TBB
    row.sides.push_back(side<tbb::concurrent_vector<Item>>("tbb", n));
#endif
#ifdef BENCH_HAVE_COLONY
    row.sides.push_back(side<plf::colony<Item>>("colony", n));
#endif
    for (size_t peer = first_optional; peer < row.sides.size(); ++peer)
        row.comparisons.push_back(at_least(1, c, peer));
    return row;
}

} // namespace

namespace bench {

void table_growing(Report &report, const Options &options)
{
    report.table(
        'a', "growing by one item of 8 bytes at a time, creation included",
        {"Roof: the pages of a list, got in the same steps, written by a plain loop.",
         "Reserved: vector with everything reserved. 4 KiB: the option small_pages.",
         "Before each block as much as a vector needs is touched and given back, so that no",
         "side waits for the host; in a run over a second it takes some of it again."});
#if !defined BENCH_HAVE_BOOST || !defined BENCH_HAVE_TBB || !defined BENCH_HAVE_COLONY
    report.note("missing peers: needs libboost-dev, libtbb-dev and libplf-colony-dev");
#endif
    for (size_t n : item_counts(options)) report.row(grow_row(n));
}

} // namespace bench
