// SPDX-License-Identifier: MIT OR Apache-2.0
//
// settings.hpp: the options in the units of the file.
#pragma once

#include <cstddef>

namespace audio_processing {

struct Settings {
    std::size_t channels;
    std::size_t rate;   // frames a second
    std::size_t period; // frames
    std::size_t buffer; // periods
    std::size_t delay;  // frames
    float mix;
    bool offline;

    std::size_t samples() const { return period * channels; } // of a period
};

} // namespace audio_processing
