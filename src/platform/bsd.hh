// SPDX-License-Identifier: MIT OR Apache-2.0
//
// bsd.hh: what the BSDs and macOS do each in their own way, behind bsd.cc.
#pragma once

#include "platform/posix.hh"

namespace picoring::platform {

// Gets the same memory to both places; on failure nothing is left.
bool map_copies(uint32_t technique, const MapRequest &request, Mapping &mapping, Failure &failure);

bool no_such_technique(Failure &failure);

// Keeps a mapping out of core dumps. True where that cannot be done, or has been
// by `conceal`.
bool hide(uint8_t *at, size_t size, Failure &failure);

} // namespace picoring::platform
