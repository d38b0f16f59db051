// SPDX-License-Identifier: MIT OR Apache-2.0
//
// mirror_buffer.hpp: a bare mirror, for containers of your own. mirror.h is
// the manual.
#pragma once

#include "picoring/error.hpp"
#include "picoring/mirror.h"
#include "picoring/options.hpp"

#include <cstddef>
#include <memory>
#include <span>

namespace picoring {

using mirror_info = picoring_mirror_info;

// What a mirror really got.
inline mirror_info describe(const picoring_mirror *mirror)
{
    mirror_info info = PICORING_MIRROR_INFO_INIT;
    check(picoring_mirror_describe(mirror, &info));
    return info;
}

class mirror_buffer {
public:
    explicit mirror_buffer(std::size_t size, const options &options = {})
    {
        check(open(size, options));
    }

    static result<mirror_buffer> create(std::size_t size, const options &options = {})
    {
        mirror_buffer made;
        int code = made.open(size, options);
        if (code != PICORING_OK) return result<mirror_buffer>::failure(code);
        return made;
    }

    // Bytes of one copy.
    std::size_t size() const noexcept { return picoring_mirror_size(get()); }
    std::byte *data() noexcept { return static_cast<std::byte *>(picoring_mirror_data(get())); }
    const std::byte *data() const noexcept
    {
        return static_cast<const std::byte *>(picoring_mirror_data(get()));
    }
    // Both copies: 2 * size() bytes; none in a forked child that did not inherit.
    std::span<std::byte> bytes() noexcept { return {data(), data() ? 2 * size() : 0}; }
    std::span<const std::byte> bytes() const noexcept { return {data(), data() ? 2 * size() : 0}; }

    // What was written at [offset, offset + n) is in the other copy too.
    void sync(std::size_t offset, std::size_t n) { check(picoring_mirror_sync(get(), offset, n)); }

    mirror_info describe() const { return picoring::describe(get()); }
    picoring_mirror *get() const noexcept { return handle_.get(); }

private:
    struct destroy {
        void operator()(picoring_mirror *mirror) const noexcept { picoring_mirror_destroy(mirror); }
    };

    mirror_buffer() = default;
    int open(std::size_t size, const options &options)
    {
        picoring_mirror *made;
        int code = picoring_mirror_create(size, &options, &made);
        if (code == PICORING_OK) handle_.reset(made);
        return code;
    }

    std::unique_ptr<picoring_mirror, destroy> handle_;
};

} // namespace picoring
