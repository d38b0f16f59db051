// SPDX-License-Identifier: MIT OR Apache-2.0
//
// options.hpp: the command line.
#pragma once

#include <cstddef>
#include <string>

namespace log_analysis {

struct Options {
    std::string file; // empty: standard input
    bool follow = false;
    bool quiet = false;
    bool classic = false;
    std::size_t buffer = 64 * 1024;
    std::size_t window = 1000;
    std::size_t every = 0; // events between two window lines
    double spike = 3;      // how many times the average is one
};

// Leaves the program on --help (0), on --version (0), and with a sentence on
// bad arguments (2).
Options read_options(int argc, char **argv);

} // namespace log_analysis
