// SPDX-License-Identifier: MIT OR Apache-2.0
#include "statistics.hpp"

#include <algorithm>

namespace log_analysis {

namespace {

// No branch depends on an event: the compiler makes it a straight loop.
void add(Pulse &sum, std::span<const Event> events)
{
    Pulse local = sum;
    for (const Event &event : events) {
        bool timed = event.seconds != timeless;
        local.timed += timed;
        local.errors += is_error(event);
        local.bytes += event.bytes;
        local.earliest = std::min(local.earliest, timed ? event.seconds : INT64_MAX);
        local.latest = std::max(local.latest, event.seconds); // timeless is the least
    }
    local.events += events.size();
    sum = local;
}

} // namespace

Pulse pulse(const Stretch &stretch)
{
    Pulse sum;
    add(sum, stretch.first);
    add(sum, stretch.second);
    return sum;
}

LevelCounts count_levels(const Stretch &stretch)
{
    LevelCounts counts = {};
    for (const Event &event : stretch.first) ++counts[static_cast<std::size_t>(event.level)];
    for (const Event &event : stretch.second) ++counts[static_cast<std::size_t>(event.level)];
    return counts;
}

} // namespace log_analysis
