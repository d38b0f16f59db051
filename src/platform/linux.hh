// SPDX-License-Identifier: MIT OR Apache-2.0
//
// linux.hh: what the files of this system share.
#pragma once

#include "platform/posix.hh"

namespace picoring::platform {

constexpr size_t huge_page = size_t{2} << 20;

// The number that a file of /proc begins with, or that follows `key` there; 0
// if it cannot be had.
size_t number_in(const char *path, const char *key = "");

bool mappings_exhausted();

// Fills a writable range with pages.
bool populate(uint8_t *at, size_t size, Failure &failure);

} // namespace picoring::platform
