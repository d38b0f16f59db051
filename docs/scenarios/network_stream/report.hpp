// SPDX-License-Identifier: MIT OR Apache-2.0
//
// report.hpp: what came, counted, and all that is printed: the counts on
// standard output, the speed on standard error because it is never twice the
// same.
#pragma once

#include "resp.hpp"
#include "source.hpp"

#include <array>

namespace network_stream {

struct Totals {
    std::array<std::uint64_t, type_count> items = {};
    std::uint64_t value_bytes = 0; // of bulk strings
    std::uint64_t longest = 0;     // of them

    void count(const Item &item)
    {
        ++items[static_cast<std::size_t>(item.type)];
        if (item.type != Type::bulk) return;
        value_bytes += item.text.size();
        if (item.text.size() > longest) longest = item.text.size();
    }
};

// "the reply is the error "LOADING ...", not a string of 12 bytes"
std::string difference(const Item &item, const Item &wanted);

void print_totals(const char *phase, std::uint64_t requests, std::uint64_t bytes,
                  const Totals &totals);
void print_speed(const char *phase, std::uint64_t requests, double seconds, const Effort &effort,
                 const std::string &how);

} // namespace network_stream
