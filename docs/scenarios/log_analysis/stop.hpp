// SPDX-License-Identifier: MIT OR Apache-2.0
//
// stop.hpp: SIGINT and SIGTERM as a wish to end with the summary. A second
// signal ends at once.
#pragma once

namespace log_analysis::stop {

void install();
bool requested();
// Readable once a stop is requested, so that poll(2) misses none.
int descriptor();

} // namespace log_analysis::stop
