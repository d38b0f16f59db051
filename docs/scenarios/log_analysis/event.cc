// SPDX-License-Identifier: MIT OR Apache-2.0
#include "event.hpp"

namespace log_analysis {

namespace {

constexpr const char *format_names[] = {
    "unrecognised", "dpkg", "syslog-rfc3164", "syslog-rfc5424", "web-common", "web-combined",
};
constexpr const char *level_names[] = {
    "none",      "startup", "install", "upgrade", "configure", "trigproc", "status",
    "disappear", "remove",  "purge",   "debug",   "info",      "notice",   "warning",
    "1xx",       "2xx",     "3xx",     "4xx",     "5xx",       "error",    "critical",
};
static_assert(sizeof(format_names) / sizeof(*format_names) == format_count);
static_assert(sizeof(level_names) / sizeof(*level_names) == level_count);
static_assert(sizeof(Event) == 16);

} // namespace

const char *name(Format format) { return format_names[static_cast<std::size_t>(format)]; }
const char *name(Level level) { return level_names[static_cast<std::size_t>(level)]; }

} // namespace log_analysis
