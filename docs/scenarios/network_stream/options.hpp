// SPDX-License-Identifier: MIT OR Apache-2.0
//
// options.hpp: the command line.
#pragma once

#include "workload.hpp"

namespace network_stream {

enum class Implementation { picoring, classic, segments };

struct Options {
    std::string host, port;
    Implementation implementation = Implementation::picoring;
    std::uint64_t seed = 1;
    std::size_t keys = 2000;
    Sizes sizes;
    std::size_t pipeline = 64;
    std::size_t buffer = 128 * 1024;
    std::size_t repeat = 1;
    bool fetch_only = false;
    double timeout = 10; // seconds
};

// Leaves the program on --help (0), on --version (0), and with a sentence on
// bad arguments (2).
Options read_options(int argc, char **argv);

} // namespace network_stream
