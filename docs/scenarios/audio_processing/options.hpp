// SPDX-License-Identifier: MIT OR Apache-2.0
//
// options.hpp: the command line.
#pragma once

#include <cstddef>
#include <string>

namespace audio_processing {

struct Options {
    std::string input, output;
    std::size_t period = 256; // frames
    std::size_t buffer = 4;   // periods between the DSP thread and the device
    std::size_t taps = 255;
    double cutoff = 0;  // Hz; 0: a quarter of the sample rate
    double delay = 250; // ms
    double mix = 0.3;
    bool classic = false;
    bool offline = false;
    bool quiet = false;
};

// Leaves the program on --help (0), on --version (0), and with a sentence on
// bad arguments (2).
Options read_options(int argc, char **argv);

// "audio_processing: --cutoff '30000' is ...; see audio_processing --help", and
// the end (2).
[[noreturn]] void misused(const char *what, const std::string &value, const char *wanted);

} // namespace audio_processing
