// SPDX-License-Identifier: MIT OR Apache-2.0
//
// options.hpp: the command line.
#pragma once

#include <cstddef>
#include <string>

namespace message_passing {

enum class Impl { picoring, classic, boost };

struct Options {
    std::string file;
    Impl impl = Impl::picoring;
    bool quiet = false;
    std::size_t producers = 2;
    std::size_t buffer = 64 * 1024; // bytes of the channel
    std::size_t top = 10;
    std::size_t repeat = 1;
};

// Leaves the program on --help (0), on --version (0), and with a sentence on
// bad arguments (2).
Options read_options(int argc, char **argv);

} // namespace message_passing
