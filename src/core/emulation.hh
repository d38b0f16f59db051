// SPDX-License-Identifier: MIT OR Apache-2.0
//
// emulation.hh: the emulated technique's copies across the seam; circle.hh
// explains it. Offsets are bytes beyond the seam.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace picoring {

// What lies beyond the seam of the element across it, seen from `place`.
inline size_t tail_beyond(const uint8_t *end, const uint8_t *place, size_t element_size)
{
    size_t over = static_cast<size_t>(end - place) % element_size;
    return over ? element_size - over : 0;
}

// Bytes [from, to) of the second copy go back to the first, which is `wrap` bytes.
inline void copy_back(uint8_t *end, size_t wrap, size_t from, size_t to)
{
    if (from < to) memcpy(end - wrap + from, end + from, to - from);
}

inline void copy_out(uint8_t *end, size_t wrap, size_t from, size_t to)
{
    if (from < to) memcpy(end + from, end - wrap + from, to - from);
}

} // namespace picoring
