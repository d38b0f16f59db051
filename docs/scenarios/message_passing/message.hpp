// SPDX-License-Identifier: MIT OR Apache-2.0
//
// message.hpp: what a producer tells of one line, and its bytes: a head of 16
// and the key, as long as it is.
#pragma once

#include "event.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace message_passing {

struct Head {
    std::int64_t seconds; // of log time, or log_analysis::timeless
    std::uint32_t bytes;  // of the line, without its newline
    log_analysis::Level level;
    log_analysis::Format format;
    bool cut; // the key did not fit whole
};
static_assert(sizeof(Head) == 16);

struct Message {
    Head head;
    std::string_view key;
};

inline std::size_t size_of(const Message &message) { return sizeof(Head) + message.key.size(); }

// `place` has size_of(message) bytes.
inline void write(const Message &message, std::byte *place)
{
    std::memcpy(place, &message.head, sizeof(Head));
    if (!message.key.empty())
        std::memcpy(place + sizeof(Head), message.key.data(), message.key.size());
}

// The key stays where it lies.
inline Message read(std::span<const std::byte> bytes)
{
    Message message;
    std::memcpy(&message.head, bytes.data(), sizeof(Head));
    auto key = bytes.subspan(sizeof(Head));
    message.key = {reinterpret_cast<const char *>(key.data()), key.size()};
    return message;
}

// What a message costs of a channel's bytes, in every implementation: a header
// of 8 bytes and a length rounded up to 8.
inline constexpr std::size_t message_header = 8;
inline std::size_t cost_of(std::size_t size) { return message_header + (size + 7) / 8 * 8; }

// The longest key that fits into a channel of `buffer` bytes.
inline std::size_t longest_key(std::size_t buffer)
{
    return buffer / 8 * 8 - message_header - sizeof(Head);
}

} // namespace message_passing
