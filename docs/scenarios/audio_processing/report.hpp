// SPDX-License-Identifier: MIT OR Apache-2.0
//
// report.hpp: what is printed at the end: on standard output what the file holds,
// on standard error what is never twice the same.
#pragma once

#include "run.hpp"

#include <string>

namespace audio_processing {

// False if it cannot be written.
bool print_summary(const Input &input, const std::string &name, const Settings &settings,
                   const Result &result);
void print_measures(const Result &result, const Settings &settings, const std::string &how);

} // namespace audio_processing
