// SPDX-License-Identifier: MIT OR Apache-2.0
//
// roofs.hpp: what this machine can do at best, printed by each run.
#ifndef PICORING_BENCH_ROOFS_HPP
#define PICORING_BENCH_ROOFS_HPP

#include "harness.hpp"

namespace bench {

// memcpy on mirrored pages, an empty exported call, the first touch of a page.
void print_roofs(Report &report);

} // namespace bench

#endif
