// SPDX-License-Identifier: MIT OR Apache-2.0
//
// numbers.hh: arithmetic of sizes that several files need.
#pragma once

#include <cstddef>

namespace picoring {

constexpr size_t smaller(size_t a, size_t b) { return a < b ? a : b; }
constexpr size_t larger(size_t a, size_t b) { return a > b ? a : b; }

// To a multiple of `unit`, a power of two.
constexpr size_t round_up(size_t size, size_t unit) { return (size + unit - 1) & ~(unit - 1); }

} // namespace picoring
