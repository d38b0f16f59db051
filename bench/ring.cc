// SPDX-License-Identifier: MIT OR Apache-2.0
//
// ring.cc: bench-ring, the tables of the ring and the byte stream. What they
// have to show stands in docs/performance.md.
#include "roofs.hpp"
#include "tables.hpp"

using namespace bench;

int main(int argc, char **argv)
{
    const Options options =
        parse_options(argc, argv, "ring and byte stream against their peers", "rabcdefgh");
    Report report("bench-ring", options);
    if (options.wants('r')) print_roofs(report);
    if (options.wants('a')) table_view(report, options);
    if (options.wants('b')) table_queue(report, options);
    if (options.wants('c')) table_seam(report, options);
    if (options.wants('d')) table_whole(report, options);
    if (options.wants('e')) table_stream(report, options);
    if (options.wants('f')) table_life(report, options);
    if (options.wants('g')) table_contiguity(report, options);
    if (options.wants('h')) table_halves(report, options);
    return report.finish();
}
