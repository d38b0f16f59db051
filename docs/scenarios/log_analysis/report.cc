// SPDX-License-Identifier: MIT OR Apache-2.0
#include "report.hpp"

#include <cstdio>

namespace log_analysis {

namespace {

using Wide = unsigned long long;

// Fit for a terminal, and not too long.
std::string shown(std::string_view text)
{
    constexpr std::size_t most = 60;
    std::string out;
    for (char character : text.substr(0, most)) {
        auto c = static_cast<unsigned char>(character);
        char escaped[5];
        std::snprintf(escaped, sizeof escaped, c < ' ' || c > '~' ? "\\x%02x" : "%c", c);
        out += escaped;
    }
    return text.size() > most ? out + "..." : out;
}

} // namespace

void Report::print(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    std::vprintf(format, arguments);
    va_end(arguments);
    printed_ = true;
}

bool Report::flush()
{
    if (!printed_) return true;
    printed_ = false;
    progress_.hide();
    return std::fflush(stdout) == 0;
}

// "line 3000, 2026-05-20 10:11:12"
void Report::at(const Totals &totals)
{
    print("line %llu%s%s", Wide(totals.lines), totals.last.empty() ? "" : ", ",
          totals.last.c_str());
}

void Report::levels(const LevelCounts &counts)
{
    const char *separator = "";
    for (std::size_t level = 0; level < counts.size(); ++level) {
        if (counts[level] == 0) continue;
        print("%s%s %llu", separator, name(static_cast<Level>(level)), Wide(counts[level]));
        separator = ", ";
    }
}

void Report::unrecognised(std::uint64_t line, std::string_view text)
{
    if (quiet_) return;
    print("note: line %llu fits no known format: \"%s\"\n", Wide(line), shown(text).c_str());
}

void Report::oversized(std::uint64_t line, std::size_t buffer)
{
    if (quiet_) return;
    print("note: line %llu does not fit into the buffer of %zu bytes: "
          "only its beginning is looked at\n",
          Wide(line), buffer);
}

void Report::note(const char *text)
{
    if (!quiet_) print("note: %s\n", text);
}

void Report::window(const Totals &totals, const Stretch &stretch)
{
    if (quiet_) return;
    Pulse all = pulse(stretch);
    print("window at ");
    at(totals);
    print(": %zu events", all.events);
    if (all.timed)
        print(", %.4g/s, %.4g bytes/s", all.rate(), static_cast<double>(all.bytes) / all.seconds());
    print(", %.1f%% errors: ", 100 * all.error_share());
    levels(count_levels(stretch));
    print("\n");
}

void Report::rate_spike(const Totals &totals, const Pulse &newest, const Pulse &all)
{
    if (quiet_) return;
    print("spike at ");
    at(totals);
    print(": the newest %zu events came at %.4g/s, the window at %.4g/s\n", newest.events,
          newest.rate(), all.rate());
}

void Report::error_spike(const Totals &totals, const Pulse &newest, const Pulse &all)
{
    if (quiet_) return;
    print("spike at ");
    at(totals);
    print(": %.1f%% of the newest %zu events are errors, %.1f%% of the window\n",
          100 * newest.error_share(), newest.events, 100 * all.error_share());
}

void Report::summary(const std::string &file, const Totals &totals, std::uint64_t bytes)
{
    print("summary of %s\n", file.c_str());
    print("  lines         %llu\n  bytes         %llu\n  formats       ", Wide(totals.lines),
          Wide(bytes));
    const char *separator = "";
    for (std::size_t format = 0; format < format_count; ++format) {
        if (totals.formats[format] == 0) continue;
        print("%s%s %llu", separator, name(static_cast<Format>(format)),
              Wide(totals.formats[format]));
        separator = ", ";
    }
    print("\n  levels        ");
    levels(totals.levels);
    print("\n  first         %s\n  last          %s\n", totals.first.c_str(), totals.last.c_str());
    print("  spikes        %llu\n  longest line  %llu bytes\n", Wide(totals.spikes),
          Wide(totals.longest));
    print("  oversized     %llu lines, %llu bytes skipped\n", Wide(totals.oversized),
          Wide(totals.skipped));
}

void Report::speed(const Totals &totals, std::uint64_t bytes, double seconds,
                   const std::string &how)
{
    progress_.hide();
    std::fprintf(stderr, "%.3f s of work: %.0f lines/s, %.0f bytes/s (%s)\n", seconds,
                 static_cast<double>(totals.lines) / seconds, static_cast<double>(bytes) / seconds,
                 how.c_str());
}

} // namespace log_analysis
