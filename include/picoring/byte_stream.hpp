// SPDX-License-Identifier: MIT OR Apache-2.0
//
// byte_stream.hpp: a byte stream. stream.h is the manual.
//
//     while (stream.read_from(fd)) stream.release(parse(stream.text()));
//
// where parse tells how many bytes it is done with.
//
// One thread at a time, const or not. A stream that was moved from may only be
// destroyed, assigned to or swapped.
#pragma once

#include "picoring/error.hpp"
#include "picoring/mirror_buffer.hpp"
#include "picoring/options.hpp"
#include "picoring/stream.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace picoring {

// How many bytes went, or 0 and the code why none did. Empty and ended differ.
struct io_result {
    std::size_t count = 0;
    int code = PICORING_OK;

    explicit operator bool() const noexcept { return code == PICORING_OK; }
    bool would_block() const noexcept { return code == PICORING_EAGAIN; }
    bool ended() const noexcept { return code == PICORING_EEND; }
    bool interrupted() const noexcept { return code == PICORING_EINTR; }
    std::error_code error() const noexcept { return make_error_code(code); }
};

class byte_stream {
public:
    using value_type = std::byte;
    using size_type = std::size_t;
    using iterator = std::byte *;
    using const_iterator = const std::byte *;

    explicit byte_stream(size_type capacity, const options &options = {})
    {
        check(open(capacity, options));
    }
    static result<byte_stream> create(size_type capacity, const options &options = {})
    {
        byte_stream made;
        int code = made.open(capacity, options);
        if (code != PICORING_OK) return result<byte_stream>::failure(code);
        return made;
    }

    void swap(byte_stream &other) noexcept { handle_.swap(other.handle_); }
    friend void swap(byte_stream &a, byte_stream &b) noexcept { a.swap(b); }

    // ---- Copying --------------------------------------------------------------

    io_result write(std::span<const std::byte> data)
    {
        io_result done;
        done.code = picoring_stream_write(get(), data.data(), data.size(), &done.count);
        return done;
    }
    io_result write(std::string_view text) { return write(std::as_bytes(std::span(text))); }
    io_result read(std::span<std::byte> data)
    {
        io_result done;
        done.code = picoring_stream_read(get(), data.data(), data.size(), &done.count);
        return done;
    }
    io_result read(std::span<char> text) { return read(std::as_writable_bytes(text)); }

    // ---- In place ---------------------------------------------------------------

    // The next n free bytes, or an empty span.
    std::span<std::byte> claim(size_type n)
    {
        void *place = picoring_stream_claim(get(), n);
        return {static_cast<std::byte *>(place), place ? n : 0};
    }
    // All that is free.
    std::span<std::byte> claim() { return claim(free()); }
    void commit(size_type n) { check(picoring_stream_commit(get(), n)); }
    void cancel() { picoring_stream_cancel(get()); }

    // All that is readable.
    std::span<std::byte> peek()
    {
        size_type n = 0;
        void *place = picoring_stream_peek(get(), &n);
        return {static_cast<std::byte *>(place), n};
    }
    std::span<const std::byte> peek() const
    {
        size_type n = 0;
        const void *place = picoring_stream_peek(get(), &n);
        return {static_cast<const std::byte *>(place), n};
    }
    // The same as characters.
    std::string_view text() const
    {
        auto block = peek();
        return {reinterpret_cast<const char *>(block.data()), block.size()};
    }
    void release(size_type n) { check(picoring_stream_release(get(), n)); }

    // Keeps the n oldest bytes.
    void truncate(size_type n) { check(picoring_stream_truncate(get(), n)); }

    // Where `delimiter` begins, at or behind `from`; ended() tells whether it may
    // still come.
    std::optional<size_type> find(std::string_view delimiter, size_type from = 0) const
    {
        size_type offset;
        int code = picoring_stream_find(get(), from, delimiter.data(), delimiter.size(), &offset);
        if (code == PICORING_OK) return offset;
        if (code != PICORING_EAGAIN && code != PICORING_EEND) raise(error(code));
        return std::nullopt;
    }

    // ---- Descriptors --------------------------------------------------------------

    io_result read_from(int fd, size_type most = SIZE_MAX)
    {
        io_result done;
        done.code = picoring_stream_read_from_fd(get(), fd, most, &done.count);
        return done;
    }
    io_result write_to(int fd, size_type most = SIZE_MAX)
    {
        io_result done;
        done.code = picoring_stream_write_to_fd(get(), fd, most, &done.count);
        return done;
    }

    // ---- The whole ------------------------------------------------------------------

    // Nothing more will be written.
    void close() { check(picoring_stream_close(get())); }
    // Closed, and all of it read.
    bool ended() const noexcept { return picoring_stream_ended(get()) != 0; }

    std::byte &operator[](size_type index) { return peek()[index]; }
    const std::byte &operator[](size_type index) const { return peek()[index]; }
    iterator begin() { return peek().data(); }
    iterator end() { return begin() + size(); }
    const_iterator begin() const { return peek().data(); }
    const_iterator end() const { return begin() + size(); }

    size_type size() const noexcept { return picoring_stream_len(get()); }
    size_type free() const noexcept { return picoring_stream_free(get()); }
    size_type capacity() const noexcept { return picoring_stream_capacity(get()); }
    bool empty() const noexcept { return size() == 0; }
    void clear() { picoring_stream_clear(get()); }

    mirror_info describe() const { return picoring::describe(picoring_stream_mirror(get())); }
    picoring_stream *get() const noexcept { return handle_.get(); }

private:
    struct destroy {
        void operator()(picoring_stream *stream) const noexcept { picoring_stream_destroy(stream); }
    };

    byte_stream() = default;
    int open(size_type capacity, const options &options)
    {
        picoring_stream *made;
        int code = picoring_stream_create(capacity, &options, &made);
        if (code == PICORING_OK) handle_.reset(made);
        return code;
    }

    std::unique_ptr<picoring_stream, destroy> handle_;
};

} // namespace picoring
