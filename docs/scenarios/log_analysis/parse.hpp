// SPDX-License-Identifier: MIT OR Apache-2.0
//
// parse.hpp: one line in, one event out. Nothing is copied: `stamp` points
// into the line, wherever that lies.
#pragma once

#include "event.hpp"

#include <string_view>

namespace log_analysis {

struct Parsed {
    Event event;
    std::string_view stamp; // as the log writes it; empty if there is none
};

// `line` is without its newline; a carriage return before that is ignored. A
// line that fits no format is an event too, of Format::unrecognised.
Parsed parse(std::string_view line);

// What a message without a level of its own seems to be: the worst of the
// words like "error", "failed", "warning" among its first 256 characters.
// (What stands further in is most often quoted, not said.)
Level level_of_words(std::string_view message);

} // namespace log_analysis
