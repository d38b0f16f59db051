// SPDX-License-Identifier: MIT OR Apache-2.0
//
// analysis.hpp: what is done with each line: parse it, count it, push it into
// the window, and look at the window now and then.
//
// A spike is when the newest tenth of a full window (10 events at least)
//   - comes at more than `spike` times the rate of the window, or
//   - has more than `spike` times its share of errors, and 5 errors at least.
// It is looked for each time a tenth has gone by, and reported when it begins.
// A window of less than 20 events has no newest part to compare with the rest.
#pragma once

#include "parse.hpp"
#include "report.hpp"
#include "stamp.hpp"
#include "window.hpp"

#include <algorithm>

namespace log_analysis {

template <class Window> class Analysis {
public:
    Analysis(std::size_t window, std::size_t every, double spike, std::size_t buffer,
             Report &report)
        : window_(window), every_(every), until_line_(every),
          part_(std::max<std::size_t>(window / 10, 10)), until_look_(part_), spike_(spike),
          buffer_(buffer), report_(report)
    {
    }

    void line(std::string_view text)
    {
        ++totals_.lines;
        totals_.longest = std::max<std::uint64_t>(totals_.longest, text.size());
        Parsed parsed = parse(text);
        if (parsed.event.format == Format::unrecognised) unrecognised(text);
        if (parsed.event.format == Format::syslog_bsd)
            parsed.event.seconds = years_.resolve(parsed.event.seconds);
        remember(parsed.stamp);
        ++totals_.formats[static_cast<std::size_t>(parsed.event.format)];
        ++totals_.levels[static_cast<std::size_t>(parsed.event.level)];
        window_.push(parsed.event);
        if (--until_look_ == 0) look_for_spikes();
        if (--until_line_ == 0) print_window();
    }

    // A line of which only the beginning fitted into the buffer, ...
    void oversized(std::string_view beginning)
    {
        if (totals_.oversized++ < notes) report_.oversized(totals_.lines + 1, buffer_);
        length_ = beginning.size();
        line(beginning);
    }
    // ... and more of it.
    void skipped(std::size_t bytes)
    {
        totals_.skipped += bytes;
        length_ += bytes;
        totals_.longest = std::max(totals_.longest, length_);
    }

    const Totals &totals() const { return totals_; }

private:
    static constexpr std::uint64_t notes = 3; // of each kind

    void unrecognised(std::string_view text)
    {
        if (totals_.formats[0] < notes) report_.unrecognised(totals_.lines, text);
    }

    void remember(std::string_view stamp)
    {
        if (stamp.empty()) return;
        if (totals_.first.empty()) totals_.first = stamp;
        totals_.last = stamp;
    }

    void print_window()
    {
        until_line_ = every_;
        report_.window(totals_, window_.newest(window_.size()));
    }

    void look_for_spikes()
    {
        until_look_ = part_;
        if (window_.size() < window_.capacity() || window_.capacity() < 2 * part_) return;
        Pulse all = pulse(window_.newest(window_.size()));
        Pulse newest = pulse(window_.newest(part_));

        bool fast = newest.rate() > spike_ * all.rate();
        if (begins(fast, fast_)) report_.rate_spike(totals_, newest, all);
        bool bad = newest.errors >= 5 && newest.error_share() > spike_ * all.error_share();
        if (begins(bad, bad_)) report_.error_spike(totals_, newest, all);
    }
    bool begins(bool now, bool &before)
    {
        bool beginning = now && !before;
        before = now;
        totals_.spikes += beginning;
        return beginning;
    }

    Window window_;
    std::size_t every_, until_line_;
    std::size_t part_, until_look_;
    double spike_;
    std::size_t buffer_;
    std::uint64_t length_ = 0; // of the oversized line
    bool fast_ = false, bad_ = false;
    YearCounter years_;
    Totals totals_;
    Report &report_;
};

} // namespace log_analysis
