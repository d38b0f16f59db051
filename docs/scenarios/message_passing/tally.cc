// SPDX-License-Identifier: MIT OR Apache-2.0
#include "tally.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace message_passing {

namespace {

using Wide = unsigned long long;

// "dpkg 5669, syslog 3": what there is of each, named by its number.
template <class Counts, class Name>
void print_counts(const char *title, const Counts &counts, Name name)
{
    std::printf("  %-13s ", title);
    const char *separator = "";
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        std::printf("%s%s %llu", separator, name(i), Wide(counts[i]));
        separator = ", ";
    }
    std::printf("\n");
}

void print_time(const char *title, std::int64_t seconds)
{
    using namespace std::chrono;
    sys_seconds time{std::chrono::seconds(seconds)};
    auto midnight = floor<days>(time);
    year_month_day date(midnight);
    hh_mm_ss clock(time - midnight);
    std::printf("  %-13s %04d-%02u-%02u %02d:%02d:%02d\n", title, int(date.year()),
                unsigned(date.month()), unsigned(date.day()), int(clock.hours().count()),
                int(clock.minutes().count()), int(clock.seconds().count()));
}

// Fit for a terminal, and not too long.
void print_key(std::string_view key)
{
    constexpr std::size_t most = 120;
    for (char character : key.substr(0, most)) {
        auto c = static_cast<unsigned char>(character);
        std::printf(c < ' ' || c > '~' ? "\\x%02x" : "%c", c);
    }
    std::printf(key.size() > most ? "...\n" : "\n");
}

} // namespace

void Tally::add(const Message &message)
{
    const Head &head = message.head;
    ++lines_;
    bytes_ += head.bytes;
    cut_ += head.cut;
    ++formats_[static_cast<std::size_t>(head.format)];
    ++levels_[static_cast<std::size_t>(head.level)];
    if (head.seconds != log_analysis::timeless) add_time(head.seconds);
    if (!message.key.empty()) add_key(message.key);
}

void Tally::add_time(std::int64_t seconds)
{
    constexpr std::int64_t day = 86400;
    ++hours_[static_cast<std::size_t>((seconds % day + day) % day / 3600)];
    first_ = std::min(first_, seconds);
    last_ = std::max(last_, seconds);
}

void Tally::add_key(std::string_view key)
{
    auto found = keys_.find(key);
    if (found == keys_.end()) found = keys_.emplace(key, 0).first;
    ++found->second;
}

bool Tally::print(const std::string &file, std::size_t top) const
{
    std::printf("summary of %s\n  lines         %llu\n  bytes         %llu\n", file.c_str(),
                Wide(lines_), Wide(bytes_));
    print_counts("formats", formats_,
                 [](std::size_t i) { return name(static_cast<log_analysis::Format>(i)); });
    print_counts("levels", levels_,
                 [](std::size_t i) { return name(static_cast<log_analysis::Level>(i)); });
    print_times();
    std::printf("  keys          %zu, %llu cut\n", keys_.size(), Wide(cut_));
    print_top(top);
    return std::fflush(stdout) == 0 && !std::ferror(stdout);
}

void Tally::print_times() const
{
    char hour[4];
    print_counts("hours", hours_, [&hour](std::size_t i) {
        std::snprintf(hour, sizeof hour, "%02uh", static_cast<unsigned>(i) % 24);
        return static_cast<const char *>(hour);
    });
    if (first_ > last_) return;
    print_time("first", first_);
    print_time("last", last_);
}

void Tally::print_top(std::size_t top) const
{
    std::vector<std::pair<std::string_view, std::uint64_t>> all(keys_.begin(), keys_.end());
    auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(top, all.size()));
    std::partial_sort(all.begin(), end, all.end(), [](const auto &a, const auto &b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    for (auto at = all.begin(); at != end; ++at) {
        std::printf("  %13llu ", Wide(at->second));
        print_key(at->first);
    }
}

} // namespace message_passing
