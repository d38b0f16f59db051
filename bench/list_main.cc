// SPDX-License-Identifier: MIT OR Apache-2.0
//
// list_main.cc: bench-list, the tables of the list. What they have to show
// stands in docs/performance.md.
#include "list_tables.hpp"

using namespace bench;

int main(int argc, char **argv)
{
    const Options options = parse_options(argc, argv, "list against its peers", "rabcdefg");
    Report report("bench-list", options);
    if (options.wants('r')) print_page_roofs(report);
    if (options.wants('a')) table_growing(report, options);
    if (options.wants('b')) table_latency(report, options);
    if (options.wants('c')) table_access(report, options);
    if (options.wants('d')) table_memory(report, options);
    if (options.wants('e')) table_operations(report, options);
    if (options.wants('f')) table_chunks(report, options);
    if (options.wants('g')) table_memory_over_time(report, options);
    return report.finish();
}
