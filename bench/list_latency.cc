// SPDX-License-Identifier: MIT OR Apache-2.0
//
// list_latency.cc: table b, the slowest append. An append that needs memory is
// timed by itself; the others in blocks, which bound each of them.
#include "list_tables.hpp"

#include <algorithm>
#include <cstdio>
#include <malloc.h>
#include <memory>
#include <time.h>

namespace bench {

namespace {

constexpr size_t block_items = 65536;

double thread_time()
{
    timespec at;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return static_cast<double>(at.tv_sec) * 1e9 + static_cast<double>(at.tv_nsec);
}

struct Trace {
    std::vector<double> step_at, step_ns;   // appends that needed memory, each
    std::vector<double> block_at, block_ns; // the others, a block of 64 Ki
    double slowest() const { return *std::max_element(step_ns.begin(), step_ns.end()); }
    double slowest_block() const { return *std::max_element(block_ns.begin(), block_ns.end()); }
};

struct ListUnderTest {
    List list;
    // How many appends go without the system.
    size_t room() const
    {
        auto words = reinterpret_cast<const picoring_list_words *>(list.get());
        return words->ready - words->len;
    }
    void push(Item item) { list.push_back(item); }
};

struct VectorUnderTest {
    std::vector<Item> vector;
    size_t room() const { return vector.capacity() - vector.size(); }
    void push(Item item) { vector.push_back(item); }
};

// The roof: the memory of a list, and no list.
struct BareUnderTest : BareItems {
    size_t room() const { return ready() - filled; }
    void push(Item item)
    {
        if (filled == ready()) step();
        data()[filled++] = item;
    }
};

template <class Container> Trace trace(size_t n)
{
    Container items;
    Trace trace;
    for (size_t i = 0; i < n;) {
        size_t end = std::min(i + block_items, n);
        double steps = 0, begin = thread_time();
        while (i < end) {
            size_t stop = std::min(end, i + items.room());
            if (i < stop) {
                for (; i < stop; ++i) items.push(i);
                continue;
            }
            double before = thread_time();
            items.push(i);
            trace.step_ns.push_back(thread_time() - before);
            trace.step_at.push_back(static_cast<double>(i++));
            steps += trace.step_ns.back();
        }
        trace.block_ns.push_back(thread_time() - begin - steps);
        trace.block_at.push_back(static_cast<double>(i));
    }
    return trace;
}

template <class Container> Side side(const char *name, size_t n, std::shared_ptr<Trace> kept)
{
    Side side = {name, {}, [n] { warm(bytes_to_grow(n)); }};
    side.measure = [=](uint64_t times) {
        double sum = 0;
        for (uint64_t i = 0; i < times; ++i) {
            *kept = trace<Container>(n);
            sum += kept->slowest();
        }
        malloc_trim(0);
        return sum;
    };
    return side;
}

void keep_trace(Report &report, const std::string &name, const Trace &trace)
{
    report.series(name + " step at", trace.step_at);
    report.series(name + " step ns", trace.step_ns);
    report.series(name + " block at", trace.block_at);
    report.series(name + " block ns", trace.block_ns);
}

void latency_row(Report &report, size_t n)
{
    auto list = std::make_shared<Trace>(), vector = std::make_shared<Trace>(),
         steps = std::make_shared<Trace>();
    std::vector<double> slowest = report.row(
        {items_text(n),
         {side<ListUnderTest>("list", n, list), side<VectorUnderTest>("vector", n, vector),
          side<BareUnderTest>("bare steps (roof)", n, steps)},
         {at_most(1.0 / 50, 0, 1)},
         2});
    char line[200];
    snprintf(line, sizeof line,
             "%s: 1/%.0f (the aim was 1/200); %zu and %zu appends needed memory; of the others,"
             " none took more than %s and %s",
             items_text(n).c_str(), slowest[1] / slowest[0], list->step_ns.size(),
             vector->step_ns.size(), time_text(list->slowest_block()).c_str(),
             time_text(vector->slowest_block()).c_str());
    report.note(line);
    keep_trace(report, "list", *list);
    keep_trace(report, "vector", *vector);
}

} // namespace

void table_latency(Report &report, const Options &options)
{
    report.table(
        'b', "the slowest single append while the list grows to so many",
        {"Processor time of the thread. Memory is touched before as in table a.",
         "The roof is the slowest of as many steps, not the mean: it moves as ours does."});
    std::vector<size_t> counts = item_counts(options);
    latency_row(report, counts.front());
    latency_row(report, counts.back());
}

} // namespace bench
