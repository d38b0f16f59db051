// SPDX-License-Identifier: MIT OR Apache-2.0
//
// event.hpp: what is kept of a line: 16 bytes, so that a window of thousands
// stays in the cache.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace log_analysis {

enum class Format : std::uint8_t {
    unrecognised,
    dpkg,
    syslog_bsd, // RFC 3164: "Nov 22 19:27:01 host prog[pid]: ..."
    syslog_iso, // RFC 5424, and files with ISO time stamps
    web_common,
    web_combined,
};
inline constexpr std::size_t format_count = 6;

// Every format has levels of its own. The errors come last, so that one
// comparison tells an error.
enum class Level : std::uint8_t {
    none,
    startup,
    install,
    upgrade,
    configure,
    trigproc,
    status,
    disappear,
    remove,
    purge,
    debug,
    info,
    notice,
    warning,
    web_1xx,
    web_2xx,
    web_3xx,
    web_4xx,
    web_5xx,
    error,
    critical,
};
inline constexpr std::size_t level_count = 21;
inline constexpr Level first_error = Level::web_4xx;

inline constexpr std::int64_t timeless = std::numeric_limits<std::int64_t>::min();

struct Event {
    std::int64_t seconds = timeless; // of log time
    std::uint32_t bytes = 0;         // of the line, without its newline
    Level level = Level::none;
    Format format = Format::unrecognised;
};

inline bool is_error(const Event &event) { return event.level >= first_error; }

const char *name(Format format);
const char *name(Level level);

} // namespace log_analysis
