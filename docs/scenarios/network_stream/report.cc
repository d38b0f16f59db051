// SPDX-License-Identifier: MIT OR Apache-2.0
#include "report.hpp"

#include <algorithm>
#include <cstdio>

namespace network_stream {

namespace {

using Wide = unsigned long long;

constexpr const char *type_names[] = {
    "simple strings", "errors", "integers", "bulk strings", "nils", "arrays",
};
static_assert(sizeof(type_names) / sizeof(*type_names) == type_count);

std::string quoted(std::string_view text)
{
    return std::string("\"").append(shown(text)).append("\"");
}

// "a string of 12 bytes"
std::string described(const Item &item)
{
    switch (item.type) {
    case Type::simple: return quoted(item.text);
    case Type::error: return "the error " + quoted(item.text);
    case Type::integer: return "the number " + std::to_string(item.number);
    case Type::bulk: return "a string of " + std::to_string(item.text.size()) + " bytes";
    case Type::nil: return "nil";
    case Type::array: return "an array of " + std::to_string(item.number);
    }
    return "";
}

} // namespace

std::string difference(const Item &item, const Item &wanted)
{
    if (item.type == Type::bulk && wanted.type == Type::bulk &&
        item.text.size() == wanted.text.size()) {
        auto [a, b] = std::mismatch(item.text.begin(), item.text.end(), wanted.text.begin());
        return "the reply, " + described(item) + ", differs from what was stored from byte " +
               std::to_string(a - item.text.begin()) + " on";
    }
    return "the reply is " + described(item) + ", not " + described(wanted);
}

void print_totals(const char *phase, std::uint64_t requests, std::uint64_t bytes,
                  const Totals &totals)
{
    std::printf("%s\n  requests        %llu, all answered as they must be\n  reply bytes     %llu\n", phase, Wide(requests),
                Wide(bytes));
    for (std::size_t type = 0; type < type_count; ++type)
        std::printf("  %-14s  %llu\n", type_names[type], Wide(totals.items[type]));
    std::printf("  value bytes     %llu\n  longest value   %llu bytes\n",
                Wide(totals.value_bytes), Wide(totals.longest));
}

void print_speed(const char *phase, std::uint64_t requests, double seconds, const Effort &effort,
                 const std::string &how)
{
    std::fprintf(stderr,
                 "%s: %.3f s: %.0f replies/s, %.0f bytes/s, %llu reads, %llu bytes moved (%s)\n",
                 phase, seconds, static_cast<double>(requests) / seconds,
                 static_cast<double>(effort.bytes) / seconds, Wide(effort.calls),
                 Wide(effort.moved), how.c_str());
}

} // namespace network_stream
