// SPDX-License-Identifier: MIT OR Apache-2.0
//
// posix_park.hh: park and unpark where the kernel has no wait on an address. A
// signal does not end such a wait.
#pragma once

#include <cstdint>

namespace picoring::platform {

// 0 or an errno.
int wait_on_condition(uint32_t *word, uint32_t expected, int64_t deadline);
// All who wait on the word, and perhaps others.
void signal_condition(uint32_t *word);

} // namespace picoring::platform
