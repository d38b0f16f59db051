// SPDX-License-Identifier: MIT OR Apache-2.0
//
// list_operations.cc: table e, operations by containers. Containers of nodes
// have fewer items, and a list beside them that has as few.
#include "list_tables.hpp"

#include <algorithm>
#include <cstdio>
#include <deque>
#include <list>
#include <malloc.h>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>

namespace bench {

namespace {

using Vector = std::vector<Item>;
using Deque = std::deque<Item>;
using Nodes = std::list<Item>;
using Tree = std::map<uint64_t, Item>;
using Hash = std::unordered_map<uint64_t, Item>;

// ---- What each does its own way: at the end, by key, the item of an element ------

template <class C> void push(C &items, uint64_t i) { items.push_back(i); }
void push(Tree &items, uint64_t i) { items.emplace_hint(items.end(), i, i); }
void push(Hash &items, uint64_t i) { items.emplace(i, i); }

template <class C> void fill(C &items, size_t n)
{
    for (size_t i = 0; i < n; ++i) push(items, i);
}
void fill(BareItems &items, size_t n) { items.fill(n); }

template <class C> Item &get(C &items, size_t i) { return items[i]; }
Item &get(Tree &items, size_t i) { return items.find(i)->second; }
Item &get(Hash &items, size_t i) { return items.find(i)->second; }

Item &item(Item &element) { return element; }
template <class Pair> Item &item(Pair &element) { return element.second; }

// ---- The operations. Item i is i when one begins; each returns a sum -------------

template <class C> uint64_t index_all(C &items)
{
    uint64_t sum = 0;
    for (size_t i = 0, n = items.size(); i < n; ++i) sum += get(items, i);
    return sum;
}

template <class C> uint64_t iterate(C &items)
{
    uint64_t sum = 0;
    for (auto &element : items) sum += item(element);
    return sum;
}

// Complements all, so that the second time restores them.
template <class C> void update(C &items)
{
    for (auto &element : items) item(element) = ~item(element);
    barrier();
}

__extension__ typedef unsigned __int128 Wide;

template <class C> uint64_t at_random(C &items, uint64_t &state, size_t times)
{
    uint64_t sum = 0, n = items.size();
    for (size_t i = 0; i < times; ++i) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        auto index = static_cast<size_t>((Wide{state} * n) >> 64);
        sum += get(items, index) - index;
    }
    return sum;
}

// ---- One container in all rows -----------------------------------------------------

struct Contest {
    size_t items;
    size_t memory; // what the hungriest of them needs
    std::vector<Side> push, index, iterate, update, random;
};

uint64_t expected(size_t n) { return uint64_t{n} * (n - 1) / 2; }

template <class C> Side push_side(const char *name, size_t n, size_t memory)
{
    auto made = std::make_shared<std::optional<C>>();
    return {name,
            [=](uint64_t times) {
                for (uint64_t t = 0; t < times; ++t) fill(made->emplace(), n);
            },
            [=] { warm(memory); },
            [=] {
                require(iterate(**made) == expected(n), name);
                made->reset();
                malloc_trim(0);
            }};
}

template <class C, class Pass> Side pass_side(const char *name, C &items, Pass pass)
{
    return {name, [&items, pass](uint64_t times) mutable {
                for (uint64_t i = 0; i < times; ++i) pass(items);
            }};
}

template <class C> void add(Contest &contest, const char *name, C &items)
{
    size_t n = contest.items;
    fill(items, n);
    contest.push.push_back(push_side<C>(name, n, contest.memory));
    contest.iterate.push_back(pass_side(
        name, items, [n](C &c) { require(iterate(c) == expected(n), "the sum of all items"); }));
    contest.update.push_back(pass_side(name, items, [](C &c) { update(c), update(c); }));
    if constexpr (!std::is_same_v<C, Nodes>) {
        contest.index.push_back(pass_side(name, items, [n](C &c) {
            require(index_all(c) == expected(n), "the sum of all items");
        }));
        contest.random.push_back(pass_side(name, items, [seed = uint64_t{1}, n](C &c) mutable {
            require(at_random(c, seed, n / 10) == 0, "an item is not what was put there");
        }));
    }
}

// The first is ours, the last the roof.
void row(Report &report, const std::string &label, const std::vector<Side> &sides)
{
    Row row;
    row.label = label;
    row.sides = sides;
    row.roof = sides.size() - 1;
    for (size_t peer = 1; peer < row.roof; ++peer) row.comparisons.push_back(printed(0, peer));
    report.row(row);
}

void rows(Report &report, const Contest &contest)
{
    std::string n = items_text(contest.items) + ", ";
    row(report, n + "push", contest.push);
    row(report, n + "get by index", contest.index);
    row(report, n + "iterate", contest.iterate);
    row(report, n + "update, twice", contest.update);
    row(report, items_text(contest.items / 10) + " of " + n + "at random", contest.random);
}

} // namespace

void table_operations(Report &report, const Options &options)
{
    report.table('e', "operations by containers, a pass over all items",
                 {"std::list, map and unordered_map take 32 to 56 bytes an item and up to a",
                  "microsecond: they have a twelfth of the items, as the list beside them has.",
                  "std::list has no index. A map is filled at its end, with a hint."});
    size_t n = item_counts(options).front();
    {
        Contest big = {n, bytes_to_grow(n), {}, {}, {}, {}, {}};
        warm(5 * n * sizeof(Item));
        List list;
        Vector vector;
        Deque deque;
        BareItems bare;
        add(big, "list", list), add(big, "vector", vector), add(big, "deque", deque);
        add(big, "bare steps (roof)", bare);
        rows(report, big);
    }
    Contest nodes = {n / 125 * 10, n / 125 * 10 * 64, {}, {}, {}, {}, {}};
    List list;
    Nodes linked;
    Tree tree;
    Hash hash;
    BareItems bare;
    add(nodes, "list", list), add(nodes, "std::list", linked);
    add(nodes, "std::map", tree), add(nodes, "std::unordered_map", hash);
    add(nodes, "bare steps (roof)", bare);
    rows(report, nodes);
}

} // namespace bench
