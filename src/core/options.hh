// SPDX-License-Identifier: MIT OR Apache-2.0
//
// options.hh: what the caller's options struct says, checked.
#pragma once

#include "picoring/options.h"
#include "platform/platform.hh"

namespace picoring {

// The size of picoring_options in version 0.1: no caller knows less.
constexpr size_t first_options_size = offsetof(picoring_options, user) + sizeof(void *);

// The techniques have the numbers up to here.
constexpr uint32_t last_technique = PICORING_TECHNIQUE_ASHMEM;

// What several options structs have: numbers, hooks for memory, an alignment.
int check_range(const char *operation, const char *option, uint32_t value, uint32_t most);
int check_hook(const char *operation, bool allocate, bool deallocate);
int check_alignment(const char *operation, size_t alignment);
int check_dump(const char *operation, uint32_t dump);
// Whether elements of that size can be aligned so.
int check_element(const char *operation, size_t element_size, size_t alignment);

// The caller's options (NULL for the defaults), checked. 0, or a code and its
// sentence.
int read_options(const char *operation, const picoring_options *given, picoring_options &options);

// Whether so many elements of that size can be, as the options align them.
int check_shape(const char *operation, size_t capacity, size_t element_size,
                const picoring_options &options);

// Memory for handles and emulated mirrors, from the caller's hook or malloc.
template <class Options> void *allocate(const Options &options, size_t bytes, size_t alignment)
{
    return options.allocate ? options.allocate(options.user, bytes, alignment)
                            : platform::allocate(bytes, alignment);
}

template <class Options>
void deallocate(const Options &options, void *block, size_t bytes, size_t alignment)
{
    if (options.deallocate)
        options.deallocate(options.user, block, bytes, alignment);
    else
        platform::deallocate(block);
}

} // namespace picoring
