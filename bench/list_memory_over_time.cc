// SPDX-License-Identifier: MIT OR Apache-2.0
//
// list_memory_over_time.cc: table g, how much memory the process has while a
// container grows. A second thread looks each millisecond, so that what a vector
// has in the middle of one push_back, its old and its new block, is seen.
#include "list_tables.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <deque>
#include <malloc.h>
#include <thread>
#include <time.h>
#include <unistd.h>

namespace bench {

namespace {

// Pages in memory, of which the kernel keeps count: smaps_rollup walks them all.
double resident_now()
{
    FILE *statm = fopen("/proc/self/statm", "r");
    require(statm != nullptr, "/proc/self/statm");
    unsigned long pages = 0;
    require(fscanf(statm, "%*u %lu", &pages) == 1, "a line of /proc/self/statm");
    fclose(statm);
    return static_cast<double>(pages) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

struct Watch {
    std::vector<double> at_ms, bytes;
    double most() const { return *std::max_element(bytes.begin(), bytes.end()); }
};

// What the process has more than before, until `grown`.
void look(Watch &watch, const std::atomic<bool> &grown, double before)
{
    const timespec millisecond = {0, 1000000};
    uint64_t begin = now();
    do {
        watch.at_ms.push_back(static_cast<double>(now() - begin) / 1e6);
        watch.bytes.push_back(resident_now() - before);
        nanosleep(&millisecond, nullptr);
    } while (!grown.load(std::memory_order_acquire));
}

template <class Container> Watch watch(size_t n)
{
    malloc_trim(0);
    warm(bytes_to_grow(n));
    Watch watch;
    Container items;
    std::atomic<bool> grown{false};
    std::thread looking([&, before = resident_now()] { look(watch, grown, before); });
    for (size_t i = 0; i < n; ++i) items.push_back(i);
    grown.store(true, std::memory_order_release);
    looking.join();
    require(items.size() == n && items[n - 1] == n - 1, "the last item");
    return watch;
}

void keep(Report &report, const char *name, const Watch &watch, size_t n)
{
    double share = watch.most() / static_cast<double>(n * sizeof(Item));
    char line[120];
    snprintf(line, sizeof line, "%-7s %s at most, %.2f times the data", name,
             bytes_text(watch.most()).c_str(), share);
    report.note(line);
    report.figures(name, {{"most memory / data", share}});
    report.series(std::string(name) + " memory at ms", watch.at_ms);
    report.series(std::string(name) + " memory", watch.bytes);
}

} // namespace

void table_memory_over_time(Report &report, const Options &options)
{
    size_t n = item_counts(options).front();
    report.table('g', "resident memory while it grows to " + items_text(n) + " items",
                 {"Looked at each millisecond by a second thread."});
    keep(report, "list", watch<List>(n), n);
    keep(report, "vector", watch<std::vector<Item>>(n), n);
    keep(report, "deque", watch<std::deque<Item>>(n), n);
}

} // namespace bench
