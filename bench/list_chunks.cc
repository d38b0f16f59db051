// SPDX-License-Identifier: MIT OR Apache-2.0
//
// list_chunks.cc: table f, chunk sizes by what is done, chunk by chunk. A chunk
// is a window on the one block, so its size should not matter.
#include "list_tables.hpp"

#include <algorithm>
#include <cstdio>
#include <malloc.h>
#include <random>
#include <time.h>

namespace bench {

namespace {

constexpr size_t rounds = 3;
constexpr size_t step = size_t{8} << 20;

struct Times {
    std::vector<double> push, access, update, memory;
};

double thread_time()
{
    timespec at;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return static_cast<double>(at.tv_sec) * 1e9 + static_cast<double>(at.tv_nsec);
}

template <class Work> double timed(Work work)
{
    double begin = thread_time();
    work();
    barrier();
    return thread_time() - begin;
}

uint64_t sum_by_chunks(const List &list)
{
    uint64_t sum = 0;
    for (size_t i = 0, n = list.chunk_count(); i < n; ++i)
        for (Item item : list.chunk(i)) sum += item;
    return sum;
}

void update_by_chunks(List &list)
{
    for (size_t i = 0, n = list.chunk_count(); i < n; ++i)
        for (Item &item : list.chunk(i)) ++item;
}

void run(size_t chunk, size_t n, Times &times)
{
    warm(n * sizeof(Item));
    size_t resident = resident_bytes();
    picoring::list_options options;
    options.chunk = chunk;
    List list(options);
    uint64_t sum = 0;
    times.push.push_back(timed([&] {
        for (size_t i = 0; i < n; ++i) list.push_back(i);
    }));
    times.memory.push_back(static_cast<double>(resident_bytes() - resident));
    times.access.push_back(timed([&] { sum = sum_by_chunks(list); }));
    require(sum == uint64_t{n} * (n - 1) / 2, "the sum of all chunks");
    times.update.push_back(timed([&] { update_by_chunks(list); }));
    require(list[0] == 1 && list.back() == n, "an item was not updated");
}

void print_line(Report &report, size_t chunk, size_t n, const Times &times)
{
    auto milliseconds = [](const std::vector<double> &values) { return median(values) / 1e6; };
    auto data = static_cast<double>(n * sizeof(Item));
    double memory = *std::max_element(times.memory.begin(), times.memory.end());
    char line[160];
    snprintf(line, sizeof line, "%9s %9zu %10.1f %10.1f %10.1f %11s   %.4f of the data",
             bytes_text(data).c_str(), chunk, milliseconds(times.push), milliseconds(times.access),
             milliseconds(times.update), bytes_text(memory).c_str(), memory / data);
    report.figures(bytes_text(data) + ", chunks of " + std::to_string(chunk),
                   {{"push ms", milliseconds(times.push)},
                    {"access ms", milliseconds(times.access)},
                    {"update ms", milliseconds(times.update)},
                    {"memory / data", memory / data}});
    report.exact(line, memory <= 1.01 * data + static_cast<double>(step));
}

} // namespace

void table_chunks(Report &report, const Options &options)
{
    report.table('f', "chunk sizes; milliseconds, median of three, and resident memory",
                 {"Access is the sum of all items, update adds 1 to each, both chunk by chunk."});
    report.note("     data     chunk    push ms  access ms  update ms      memory");
    std::mt19937 random(options.seed);
    for (size_t n : item_counts(options)) {
        std::vector<Times> times(chunk_sizes().size());
        std::vector<size_t> order(times.size());
        std::generate(order.begin(), order.end(), [i = size_t{0}]() mutable { return i++; });
        for (size_t round = 0; round < rounds; ++round) {
            std::shuffle(order.begin(), order.end(), random);
            for (size_t i : order) run(chunk_sizes()[i], n, times[i]);
        }
        for (size_t i = 0; i < times.size(); ++i) print_line(report, chunk_sizes()[i], n, times[i]);
    }
}

} // namespace bench
