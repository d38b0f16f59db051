// SPDX-License-Identifier: MIT OR Apache-2.0
//
// list_pages.cc: memory as the kernel and the host give it, and what there is
// of it.
#include "list_tables.hpp"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

namespace bench {

namespace {

constexpr size_t huge_page = size_t{2} << 20;
constexpr size_t least_step = size_t{64} << 10;
constexpr size_t most_step = size_t{8} << 20;
constexpr int read_write = PROT_READ | PROT_WRITE;

size_t round_up(size_t size, size_t unit) { return (size + unit - 1) / unit * unit; }

// Where the kernel cannot populate, each page is touched.
void populate(unsigned char *at, size_t size)
{
    if (madvise(at, size, MADV_POPULATE_WRITE) == 0) return;
    for (size_t page = 0; page < size; page += 4096)
        static_cast<volatile unsigned char *>(at)[page] = 0;
}

unsigned char *map(size_t size, int access)
{
    void *place = mmap(nullptr, size, access, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    require(place != MAP_FAILED, "mmap");
    return static_cast<unsigned char *>(place);
}

// A line of a file of /proc that begins with `name`, in KB; 0 if there is none.
size_t bytes_in(const char *file, const char *name)
{
    FILE *open = fopen(file, "r");
    require(open != nullptr, file);
    char line[256];
    size_t kilobytes = 0;
    while (fgets(line, sizeof line, open))
        if (strncmp(line, name, strlen(name)) == 0) sscanf(line + strlen(name), "%zu", &kilobytes);
    fclose(open);
    return kilobytes * 1024;
}

} // namespace

// ---- Sizes --------------------------------------------------------------------

size_t scaled(size_t items, const Options &options) { return options.quick ? items / 50 : items; }

std::vector<size_t> item_counts(const Options &options)
{
    if (options.quick) return {scaled(125000000, options), scaled(500000000, options)};
    return {125000000, 250000000, 375000000, 500000000};
}

std::string items_text(size_t items)
{
    char text[40];
    snprintf(text, sizeof text, "%.3g M", static_cast<double>(items) / 1e6);
    return text;
}

std::string bytes_text(double bytes)
{
    char text[40];
    if (bytes < 1e9)
        snprintf(text, sizeof text, "%.2f MB", bytes / 1e6);
    else
        snprintf(text, sizeof text, "%.3f GB", bytes / 1e9);
    return text;
}

const std::vector<size_t> &chunk_sizes()
{
    static const std::vector<size_t> sizes = {128, 512, 2048, 8192, 32768, 131072, 524288, 2097152};
    return sizes;
}

// ---- What there is ----------------------------------------------------------------

size_t physical_memory()
{
    return static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) *
           static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

size_t resident_bytes() { return bytes_in("/proc/self/smaps_rollup", "Rss:"); }

size_t mapping_count()
{
    FILE *maps = fopen("/proc/self/maps", "r");
    require(maps != nullptr, "/proc/self/maps");
    size_t lines = 0;
    for (int c; (c = fgetc(maps)) != EOF;) lines += c == '\n';
    fclose(maps);
    return lines;
}

// ---- Pages ------------------------------------------------------------------------

void warm(size_t bytes)
{
    bytes = std::min(bytes, bytes_in("/proc/meminfo", "MemAvailable:") / 10 * 8);
    bytes = round_up(bytes, huge_page);
    unsigned char *place = map(bytes, read_write);
    madvise(place, bytes, MADV_HUGEPAGE);
    populate(place, bytes);
    munmap(place, bytes);
}

size_t bytes_to_grow(size_t n)
{
    size_t last = std::bit_ceil(n) * sizeof(Item);
    return (last + last / 2) / 10 * 11;
}

Steps::Steps()
{
    size_t size = physical_memory();
    reserved_size_ = size + huge_page;
    reserved_ = map(reserved_size_, PROT_NONE);
    first_ = reserved_ + (round_up(reinterpret_cast<uintptr_t>(reserved_), huge_page) -
                          reinterpret_cast<uintptr_t>(reserved_));
    madvise(reserved_, reserved_size_, MADV_HUGEPAGE);
}

Steps::~Steps() { munmap(reserved_, reserved_size_); }

void Steps::step()
{
    size_t size = std::clamp(committed_, least_step, most_step);
    size_t end = round_up(committed_ + size, size >= huge_page ? huge_page : 4096);
    unsigned char *at = first_ + committed_;
    require(mprotect(at, end - committed_, read_write) == 0, "mprotect");
    populate(at, end - committed_);
    committed_ = end;
}

// ---- Roofs ------------------------------------------------------------------------

namespace {

double touch(size_t bytes, int advice)
{
    unsigned char *place = map(bytes, read_write);
    madvise(place, bytes, advice);
    uint64_t begin = now();
    populate(place, bytes);
    double spent = static_cast<double>(now() - begin);
    munmap(place, bytes);
    return spent;
}

} // namespace

void print_page_roofs(Report &report)
{
    constexpr size_t gigabyte = 1000000000 / huge_page * huge_page;
    auto print = [&](const char *name, double spent) {
        report.roof(name, spent, time_text(spent));
    };
    print("a GB in huge pages, as it is found", touch(gigabyte, MADV_HUGEPAGE));
    print("a GB in huge pages, touched a moment ago", touch(gigabyte, MADV_HUGEPAGE));
    timespec pause = {4, 0};
    nanosleep(&pause, nullptr);
    print("a GB in huge pages, freed four seconds ago", touch(gigabyte, MADV_HUGEPAGE));
    print("a GB in 4 KiB pages, touched a moment ago", touch(gigabyte, MADV_NOHUGEPAGE));
}

} // namespace bench
