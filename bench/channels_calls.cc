// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_calls.cc: table h, the channel as other languages use it, every verb a
// call, in one thread.
#include "channels_tables.hpp"
#include "empty.h"

extern "C" uint64_t bench_spsc_calls(picoring_spsc_writer *writer, picoring_spsc_reader *reader,
                                     uint64_t items);
extern "C" uint64_t bench_spsc_calls_sized(picoring_spsc_writer *writer,
                                           picoring_spsc_reader *reader, uint64_t items);

extern "C" [[gnu::noinline]] void bench_channels_empty(uint64_t items)
{
    for (uint64_t i = 0; i < items; ++i) bench_empty();
}

namespace bench {

void table_calls(Report &report, const Options &)
{
    report.table('h', "called instead of inlined: an spsc's push and pop; a pair");
    Spsc spsc(1024, sizeof(uint64_t));
    Row row;
    row.label = "through calls";
    row.least = 1000 * 1024;
    row.sides = {{"push, pop",
                  [&](uint64_t n) {
                      require(bench_spsc_calls(spsc.writer, spsc.reader, n) == 0, "a call's value");
                  }},
                 {"push_sized, pop_sized",
                  [&](uint64_t n) {
                      require(bench_spsc_calls_sized(spsc.writer, spsc.reader, n) == 0,
                              "a sized call's value");
                  }},
                 {"an empty exported call", bench_channels_empty}};
    row.comparisons = {at_most(6, 0, 2), at_most(6, 1, 2)};
    add_roof(row, {"two empty calls (roof)", [](uint64_t n) { bench_channels_empty(2 * n); }});
    report.row(row);
}

} // namespace bench
