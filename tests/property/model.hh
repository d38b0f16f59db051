// SPDX-License-Identifier: MIT OR Apache-2.0
//
// model.hh: what the property tests share - a small random generator whose
// seed is printed, and can be set with PICORING_TEST_SEED.
#pragma once

#include "check.h"

#include <random>

struct Random {
    uint64_t state;

    explicit Random(uint64_t seed) : state(seed * 2 + 1) {}

    uint64_t next() // splitmix64
    {
        uint64_t z = state += 0x9E3779B97F4A7C15u;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }

    size_t below(size_t n) { return n ? static_cast<size_t>(next() % n) : 0; }
    size_t upto(size_t n) { return below(n + 1); }
    bool one_in(size_t n) { return below(n) == 0; }
};

inline uint64_t seed_of_this_run()
{
    static uint64_t seed = 0;
    if (seed == 0) {
        const char *text = getenv("PICORING_TEST_SEED");
        seed = text ? strtoull(text, nullptr, 10) : std::random_device{}() % 1000000000u + 1;
        printf("PICORING_TEST_SEED=%llu\n", static_cast<unsigned long long>(seed));
        fflush(stdout);
    }
    return seed;
}

inline picoring_options exact_or_not(bool exact)
{
    picoring_options options = PICORING_OPTIONS_INIT;
    options.exact = exact;
    return options;
}
