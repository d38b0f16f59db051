// SPDX-License-Identifier: MIT OR Apache-2.0
//
// check.hh: what every entry point does first.
#pragma once

#include "core/error.hh"

// Leaves the entry point with `failure` and a sentence if a pointer is NULL.
#define PICORING_REQUIRE(sound, failure)                                                           \
    do {                                                                                           \
        if (!(sound)) {                                                                            \
            picoring::fail_null(__func__);                                                         \
            return failure;                                                                        \
        }                                                                                          \
    } while (0)
