// SPDX-License-Identifier: MIT OR Apache-2.0
//
// lines.hpp: from blocks of bytes to lines, on top of a source of bytes
// (source_picoring.hpp, source_classic.hpp).
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

namespace log_analysis {

// What a source says to fill().
enum class Filled { some, nothing_now, end, failed };

// Hands each complete line of `text` to `sink`, without its newline, and
// returns how many bytes they were. There is no newline before `from`.
template <class Sink> std::size_t split_lines(std::string_view text, std::size_t from, Sink &sink)
{
    const char *line = text.data(), *at = line + from, *end = line + text.size();
    while (at != end) {
        auto newline =
            static_cast<const char *>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
        if (!newline) break;
        sink(std::string_view(line, static_cast<std::size_t>(newline - line)));
        line = at = newline + 1;
    }
    return static_cast<std::size_t>(line - text.data());
}

// Feeds `analysis` from `source`. A line that does not fit into the buffer
// with its newline is oversized: its beginning, as much as fits, is taken for
// the line, and the rest is skipped.
template <class Source, class Analysis> class LineReader {
public:
    LineReader(Source &source, Analysis &analysis) : source_(source), analysis_(analysis) {}

    // After each fill().
    void feed()
    {
        if (skipping_ && !skip()) return;
        source_.each_line([this](std::string_view line) { analysis_.line(line); });
        if (!source_.full()) return;
        analysis_.oversized(source_.rest());
        source_.drop_rest();
        skipping_ = true;
    }

    // At the end of a file: what is left is the last line.
    void finish()
    {
        if (!skipping_ && !source_.rest().empty()) analysis_.line(source_.rest());
        source_.drop_rest();
        skipping_ = false;
    }

private:
    // True once the newline has come.
    bool skip()
    {
        bool found = false;
        std::size_t bytes = source_.skip_line(found);
        analysis_.skipped(bytes);
        skipping_ = !found;
        return found;
    }

    Source &source_;
    Analysis &analysis_;
    bool skipping_ = false;
};

} // namespace log_analysis
