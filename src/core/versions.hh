// SPDX-License-Identifier: MIT OR Apache-2.0
//
// versions.hh: callers that were compiled against another version. Their
// structs begin with struct_size and may be shorter or longer than ours.
#pragma once

#include <cstddef>
#include <cstdint>

namespace picoring {

// 0, or PICORING_EVERSION and its sentence.
int check_inline_abi(const char *operation, uint32_t inline_abi);

// Copies what both sides know of the caller's options `given` (NULL for the
// defaults) over the defaults in `options`, a struct of `size` bytes.
// `first_size` is what the first version had. 0, or a code and its sentence.
int read_struct(const char *operation, const void *given, size_t first_size, void *options,
                size_t size);

// Makes `given_size` bytes of the caller's options the defaults, which are 0.
int init_struct(const char *operation, void *options, size_t first_size, size_t given_size);

// Copies what both sides know of `info`, a struct of `size` bytes, to the caller's
// `out_info`; the rest of that becomes 0.
int fill_struct(const char *operation, const void *info, size_t size, size_t first_size,
                void *out_info);

} // namespace picoring
