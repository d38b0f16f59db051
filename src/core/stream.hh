// SPDX-License-Identifier: MIT OR Apache-2.0
//
// stream.hh: what a circle of bytes can do beyond the common verbs: take back,
// search, meet descriptors, and end.
#pragma once

#include "core/circle.hh"

namespace picoring {

int truncate(Circle &stream, size_t n);
int find(Circle &stream, size_t from, const void *delimiter, size_t n, size_t *out_offset);
int read_from_fd(Circle &stream, int descriptor, size_t n, size_t *out_read);
int write_to_fd(Circle &stream, int descriptor, size_t n, size_t *out_written);
int close(Circle &stream);

} // namespace picoring
