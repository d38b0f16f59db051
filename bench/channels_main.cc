// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_main.cc: bench-channels, the tables of the channels between threads.
// What they have to show stands in docs/performance.md.
#include "channels_tables.hpp"

using namespace bench;

int main(int argc, char **argv)
{
    const Options options =
        parse_options(argc, argv, "channels against their peers", "rabcdefghij");
    Report report("bench-channels", options);
    if (options.wants('r')) {
        print_awake_roof(report);
        print_sleeping_roof(report);
    }
    if (options.wants('a')) table_single(report, options);
    if (options.wants('b')) table_batches(report, options);
    if (options.wants('b')) table_blocks(report, options);
    if (options.wants('c')) table_round_trip(report, options);
    if (options.wants('d')) table_many(report, options);
    if (options.wants('e')) table_stalled(report, options);
    if (options.wants('f')) table_records(report, options);
    if (options.wants('g')) table_waiting(report, options);
    if (options.wants('h')) table_calls(report, options);
    if (options.wants('i')) table_format(report, options);
    if (options.wants('j')) table_processes(report, options);
    return report.finish();
}
