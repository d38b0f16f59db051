// SPDX-License-Identifier: MIT OR Apache-2.0
//
// stop.hpp: SIGINT and SIGTERM as a wish to end with what was played so far. A
// second signal ends at once.
#pragma once

namespace audio_processing::stop {

void install();
bool requested();

} // namespace audio_processing::stop
