// SPDX-License-Identifier: MIT OR Apache-2.0
//
// list_tables.hpp: what the tables of bench-list share: sizes, memory that the
// host has given, the pages of a list without the list.
#ifndef PICORING_BENCH_LIST_TABLES_HPP
#define PICORING_BENCH_LIST_TABLES_HPP

#include "harness.hpp"

#include <picoring/list.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

using Item = uint64_t;
using List = picoring::list<Item>;

// By name, so that asm_check.py finds them.
#define BENCH_LOOP [[gnu::noinline, gnu::used]] void
#define BENCH_SUM [[gnu::noinline, gnu::used]] uint64_t

// 125 to 500 million; a preview has a fiftieth.
size_t scaled(size_t items, const Options &options);
std::vector<size_t> item_counts(const Options &options);
std::string items_text(size_t items); // "125 M"
std::string bytes_text(double bytes); // "1.00 GB", decimal

// The chunk sizes of the seed's table, 128 to 2,097,152 items.
const std::vector<size_t> &chunk_sizes();

// Touches that many bytes, at most what is free, and gives them back. A virtual
// machine's host takes free memory away after a second, and asks much time for
// bringing it again; what was free a moment ago is there.
void warm(size_t bytes);
// What the hungriest side that grows to n items needs, and a tenth: a vector has
// its old and its new block in its last reallocation.
size_t bytes_to_grow(size_t n);

// A GB touched: as the host brings it, and when it is there already.
void print_page_roofs(Report &report);

// The pages of a list, got as a list gets them, in the same steps.
class Steps {
public:
    Steps();
    ~Steps();
    Steps(const Steps &) = delete;
    Steps &operator=(const Steps &) = delete;

    Item *data() const { return reinterpret_cast<Item *>(first_); }
    size_t ready() const { return committed_ / sizeof(Item); }
    void step();

private:
    unsigned char *first_;
    unsigned char *reserved_;
    size_t reserved_size_;
    size_t committed_ = 0;
};

// The loop of the roof of growing (list_grow.cc): each item stored, and nothing else.
extern "C" BENCH_LOOP bench_grow_roof(Steps &steps, uint64_t n);

// The roof: items on the memory of a list, and no list.
struct BareItems : Steps {
    void fill(size_t n)
    {
        bench_grow_roof(*this, n);
        filled = n;
    }
    Item &operator[](size_t i) const { return data()[i]; }
    size_t size() const { return filled; }
    Item *begin() const { return data(); }
    Item *end() const { return data() + filled; }
    size_t filled = 0;
};

// What the whole process has: bytes in memory, mappings.
size_t resident_bytes();
size_t mapping_count();
size_t physical_memory();

void table_growing(Report &report, const Options &options);
void table_latency(Report &report, const Options &options);
void table_access(Report &report, const Options &options);
void table_memory(Report &report, const Options &options);
void table_operations(Report &report, const Options &options);
void table_chunks(Report &report, const Options &options);
void table_memory_over_time(Report &report, const Options &options);

} // namespace bench

#endif
