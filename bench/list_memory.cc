// SPDX-License-Identifier: MIT OR Apache-2.0
//
// list_memory.cc: table d, what a list has of the system, and what an empty one
// costs to make and to give back.
#include "list_tables.hpp"

#include <cstdio>
#include <malloc.h>
#include <sys/mman.h>

namespace bench {

namespace {

constexpr size_t step = size_t{8} << 20;

void make_and_destroy(uint64_t times)
{
    for (uint64_t i = 0; i < times; ++i) {
        picoring_list *list;
        require(picoring_list_create(sizeof(Item), nullptr, &list) == PICORING_OK, "create");
        picoring_list_destroy(list);
    }
}

// Of the same size, with room to begin on a huge page's boundary.
void bare_calls(uint64_t times)
{
    size_t size = List().describe().reserved + (size_t{2} << 20);
    for (uint64_t i = 0; i < times; ++i) {
        void *place = mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        require(place != MAP_FAILED && munmap(place, size) == 0, "a bare call failed");
    }
}

// And the advice without which there are no huge pages.
void advised_calls(uint64_t times)
{
    size_t size = List().describe().reserved + (size_t{2} << 20);
    for (uint64_t i = 0; i < times; ++i) {
        void *place = mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        madvise(place, size, MADV_HUGEPAGE);
        require(place != MAP_FAILED && munmap(place, size) == 0, "a bare call failed");
    }
}

void memory_line(Report &report, size_t chunk, size_t n)
{
    malloc_trim(0);
    size_t resident = resident_bytes(), mappings = mapping_count();
    picoring::list_options options;
    options.chunk = chunk;
    List list(options);
    for (size_t i = 0; i < n; ++i) list.push_back(i);
    auto data = static_cast<double>(n * sizeof(Item));
    auto used = static_cast<double>(resident_bytes() - resident);
    mappings = mapping_count() - mappings;
    char line[160];
    snprintf(line, sizeof line, "%s items, chunks of %7zu: %s of memory for %s, %.4f; %zu mappings",
             items_text(n).c_str(), chunk, bytes_text(used).c_str(), bytes_text(data).c_str(),
             used / data, mappings);
    report.figures("chunks of " + std::to_string(chunk),
                   {{"memory / data", used / data}, {"mappings", static_cast<double>(mappings)}});
    report.exact(line, used <= 1.01 * data + static_cast<double>(step) && mappings <= 4);
}

} // namespace

void table_memory(Report &report, const Options &options)
{
    report.table('d', "making and destroying an empty list; memory and mappings of a full one",
                 {"Bare: mmap and munmap of the reservation. To be met: resident memory of at",
                  "most 1.01 times the data and one step, at most four mappings."});
    report.row({"empty",
                {{"list", make_and_destroy}, {"bare", bare_calls}, {"and madvise", advised_calls}},
                {at_most(2, 0, 1), printed(0, 2)},
                1});
    size_t n = item_counts(options).front();
    warm(n * sizeof(Item));
    for (size_t chunk : chunk_sizes()) memory_line(report, chunk, n);
}

} // namespace bench
