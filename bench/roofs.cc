// SPDX-License-Identifier: MIT OR Apache-2.0
#include "roofs.hpp"

#include "empty.h"
#include "tables.hpp"

#include <cstdio>
#include <cstring>

namespace bench {

namespace {

// The median of eleven runs, in nanoseconds a time.
template <class Work> double nanoseconds(uint64_t times, Work work)
{
    std::vector<double> runs;
    for (int run = 0; run < 11; ++run) {
        uint64_t begin = now();
        for (uint64_t i = 0; i < times; ++i) work();
        runs.push_back(static_cast<double>(now() - begin) / static_cast<double>(times));
    }
    return median(runs);
}

void memcpy_roof(Report &report, size_t size)
{
    ByteRing ring(size);
    Buffer from(size);
    double spent = nanoseconds(size < 1024 * 1024 ? 2000 : 2, [&] {
        memcpy(ring.base(), from.data(), size);
        barrier();
    });
    char text[80];
    snprintf(text, sizeof text, "%s, %.1f GB/s", time_text(spent).c_str(),
             static_cast<double>(size) / spent);
    report.roof("memcpy of " + size_text(size) + " into mirrored pages", spent, text);
}

void page_fault_roof(Report &report)
{
    constexpr size_t pages = 4096;
    double touched = nanoseconds(1, [] {
        picoring_mirror *mirror;
        require(picoring_mirror_create(pages * 4096, nullptr, &mirror) == PICORING_OK, "mirror");
        auto data = static_cast<volatile unsigned char *>(picoring_mirror_data(mirror));
        for (size_t page = 0; page < pages; ++page) data[page * 4096] = 1;
        picoring_mirror_destroy(mirror);
    });
    report.roof("first touch of a mirrored page, and giving it back", touched / pages,
                time_text(touched / pages));
}

} // namespace

void print_roofs(Report &report)
{
    double call = nanoseconds(1000000, bench_empty);
    report.roof("an empty exported call", call, time_text(call));
    for (size_t size :
         {size_t{4096}, size_t{64 * 1024}, size_t{1024 * 1024}, size_t{10 * 1024 * 1024}})
        memcpy_roof(report, size);
    page_fault_roof(report);
}

} // namespace bench
