// SPDX-License-Identifier: MIT OR Apache-2.0
//
// options.hh: what the caller's options struct says, checked.
#pragma once

#include "picoring/options.h"

namespace picoring {

// The size of picoring_options in version 0.1: no caller knows less.
constexpr size_t first_options_size = offsetof(picoring_options, user) + sizeof(void *);

// Copies `given` (NULL for the defaults) into `options`. 0, or a code and its
// sentence.
int read_options(const char *operation, const picoring_options *given, picoring_options &options);

// Memory for handles and emulated mirrors, from the caller's hook or malloc.
void *allocate(const picoring_options &options, size_t bytes, size_t alignment);
void deallocate(const picoring_options &options, void *block, size_t bytes, size_t alignment);

} // namespace picoring
