// SPDX-License-Identifier: MIT OR Apache-2.0
//
// queue.cc: table b of bench-ring alone, which is quick. It is built twice: as it is,
// and with PICORING_NO_INLINE, a slower build of the same.
#include "../../bench/tables.hpp"

using namespace bench;

int main(int argc, char **argv)
{
    const Options options = parse_options(argc, argv, "push and pop", "b");
    Report report("queue", options);
    table_queue(report, options);
    return report.finish();
}
