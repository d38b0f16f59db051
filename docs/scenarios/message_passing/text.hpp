// SPDX-License-Identifier: MIT OR Apache-2.0
//
// text.hpp: the log in memory, and the parts of it that producers take.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace message_passing {

// Throws std::system_error, its sentence beginning with `name`. The file is
// read, not mapped: one that is truncated meanwhile does no harm.
std::string read_file(const std::string &name);

// Parts of about `size` bytes, each of whole lines.
std::vector<std::string_view> cut_at_lines(std::string_view text, std::size_t size);

// The parts, each `repeat` times. Any thread may take the next.
class Parts {
public:
    Parts(std::vector<std::string_view> parts, std::size_t repeat)
        : parts_(std::move(parts)), count_(parts_.size() * repeat)
    {
    }

    // Empty if all are taken.
    std::string_view next()
    {
        std::size_t taken = taken_.fetch_add(1, std::memory_order_relaxed);
        return taken < count_ ? parts_[taken % parts_.size()] : std::string_view();
    }

private:
    std::vector<std::string_view> parts_;
    std::size_t count_;
    std::atomic<std::size_t> taken_ = 0;
};

} // namespace message_passing
