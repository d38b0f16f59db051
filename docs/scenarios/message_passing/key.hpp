// SPDX-License-Identifier: MIT OR Apache-2.0
//
// key.hpp: what an event is about: the package of a dpkg.log, the program of a
// syslog, the path of a web server's log without its query.
#pragma once

#include "parse.hpp"

namespace message_passing {

// A part of `line`, of which `parsed` was made. Empty if it is about nothing:
// "startup archives unpack", a program named "-", a request without a path, a
// line of no known format.
std::string_view key_of(const log_analysis::Parsed &parsed, std::string_view line);

} // namespace message_passing
