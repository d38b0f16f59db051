// SPDX-License-Identifier: MIT OR Apache-2.0
//
// resp.hpp: RESP2, what Redis speaks: requests written into a place for them,
// replies parsed where they lie.
//
// A reply is taken item by item. A string is one item and must be there whole;
// of an array the header is one, and its elements are the items that follow.
// So arrays may be nested and longer than any buffer, and nothing is kept of
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace network_stream {

enum class Type : std::uint8_t { simple, error, integer, bulk, nil, array };
inline constexpr std::size_t type_count = 6;

struct Item {
    Type type = Type::nil;
    std::string_view text = {}; // of a simple string, an error, a bulk string
    std::int64_t number = 0;    // an integer; how many elements of an array follow
};

struct Parsed {
    bool complete = false;
    std::size_t bytes = 0; // of the item; if it is not complete: at least so many
    Item item = {};
};

// The item that `text` begins with. Throws std::runtime_error if there is no way
// to go on.
Parsed parse(std::string_view text);

struct Taken {
    std::size_t bytes = 0;  // of the items that were complete
    std::size_t needed = 0; // by the next one, at least
};

// Hands each complete item at the front of `text` to `sink`.
template <class Sink> Taken take_items(std::string_view text, Sink &sink)
{
    Taken taken;
    for (;;) {
        Parsed next = parse(text.substr(taken.bytes));
        if (!next.complete) {
            taken.needed = next.bytes;
            return taken;
        }
        sink(next.item);
        taken.bytes += next.bytes;
    }
}

// A request is an array of bulk strings.
using Words = std::span<const std::string_view>;
std::size_t encoded_size(Words words);
// `place` has encoded_size(words) bytes.
void encode(Words words, std::span<std::byte> place);

// Fit for a terminal, and not too long.
std::string shown(std::string_view text);

} // namespace network_stream
