// SPDX-License-Identifier: MIT OR Apache-2.0
//
// mirror.hh: one block of memory at two adjacent places, by whatever technique
// the system has.
#pragma once

#include "core/options.hh"
#include "core/registry.hh"
#include "picoring/mirror.h"
#include "platform/platform.hh"

struct picoring_mirror {
    uint8_t *data;    // two copies
    size_t size;      // bytes of one
    size_t page_size; // of the pages asked for
    uint32_t technique;
    picoring::platform::Mapping mapping; // unless emulated
    picoring_options options;
    picoring::Entry entry;
};

namespace picoring {

using Mirror = picoring_mirror;

// Makes a mirror of at least `size` bytes. In a forked child empty(object) is
// called, unless it is NULL. 0, or a code and its sentence.
int make_mirror(const char *operation, size_t size, const picoring_options &options,
                void (*empty)(void *object), void *object, Mirror &mirror);

// `to` takes the mirror over from `from`, which is nothing afterwards.
void move_mirror(Mirror &from, Mirror &to, void (*empty)(void *object), void *object);

// False in a forked child that did not inherit: then nothing is touched, and
// the handle is to be left alone too.
bool unmake_mirror(Mirror &mirror);

} // namespace picoring
