// SPDX-License-Identifier: MIT OR Apache-2.0
//
// options.hpp: picoring_options that begin as the defaults.
//
//     picoring::options options;
//     options.prefault = 1;
//     picoring::ring<float> delay(48000, options);
#pragma once

#include "picoring/options.h"

namespace picoring {

struct options : picoring_options {
    options() noexcept : picoring_options(PICORING_OPTIONS_INIT) {}
    options(const picoring_options &given) noexcept : picoring_options(given) {}
};

} // namespace picoring
