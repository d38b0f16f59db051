// SPDX-License-Identifier: MIT OR Apache-2.0
//
// source.hpp: what the sources of bytes (source_picoring.hpp,
// source_classic.hpp, source_segments.hpp) have in common.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <sys/types.h>

namespace network_stream {

// What a source says to fill().
enum class Filled { some, nothing_now, end, failed };

struct Effort {
    std::uint64_t bytes = 0; // read
    std::uint64_t calls = 0; // that brought some
    std::uint64_t moved = 0; // bytes copied because an item lay where it could not stay

    Effort operator-(const Effort &before) const
    {
        return {bytes - before.bytes, calls - before.calls, moved - before.moved};
    }
};

// After a read(2) or readv(2).
inline Filled filled_by(ssize_t got, Effort &effort)
{
    if (got < 0) return errno == EAGAIN || errno == EINTR ? Filled::nothing_now : Filled::failed;
    if (got == 0) return Filled::end;
    effort.bytes += static_cast<std::uint64_t>(got);
    ++effort.calls;
    return Filled::some;
}

} // namespace network_stream
