// SPDX-License-Identifier: MIT OR Apache-2.0
//
// asio.hpp: a byte_stream as a DynamicBuffer of Asio, of the first and of the second
// kind, so that sockets are read into the mirrored memory and written from it:
//
//     picoring::dynamic_buffer buffer(stream);
//     std::size_t n = asio::read_until(socket, buffer, "\r\n");
//     handle(stream.text().substr(0, n));
//     buffer.consume(n);
//
// Nothing is moved to make room, and what was read is one block wherever it lies.
// Boost.Asio is taken where there is one, unless <asio.hpp> was included before or
// ASIO_STANDALONE is defined. Not part of picoring.hpp. (Boost 1.74 forgets to include
// <utility>: in C++20 this header, or that one, comes before <boost/asio.hpp>.)
//
// Limits first: a stream does not grow. A read into a full or closed one ends as one
// into a full string would, read_until with asio::error::not_found; who asks for
// more than is free by hand gets a std::length_error. The stream outlives the
// operation, and is not used otherwise meanwhile.
#pragma once

#include "picoring/byte_stream.hpp"

#if defined(ASIO_STANDALONE) || !__has_include(<boost/asio/buffer.hpp>)
#include <asio/buffer.hpp>
#define PICORING_ASIO ::asio
#else
#include <boost/asio/buffer.hpp>
#define PICORING_ASIO ::boost::asio
#endif

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace picoring {

// Of the buffers of either Asio, so that a program may have both, each in files of its
// own.
template <class ConstBuffer, class MutableBuffer> class basic_dynamic_buffer {
public:
    using const_buffers_type = ConstBuffer;
    using mutable_buffers_type = MutableBuffer;

    explicit basic_dynamic_buffer(byte_stream &stream) noexcept : stream_(&stream) {}

    std::size_t size() const noexcept { return stream_->size(); }
    std::size_t max_size() const noexcept { return stream_->size() + stream_->free(); }
    std::size_t capacity() const noexcept { return max_size(); }
    void consume(std::size_t n) { stream_->release(std::min(n, size())); }

    // ---- DynamicBuffer_v1: a claim, and how much of it becomes readable ---------

    const_buffers_type data() const { return data(0, size()); }
    mutable_buffers_type prepare(std::size_t n)
    {
        check_room(n);
        prepared_ = n;
        return {stream_->claim(n).data(), n};
    }
    // As many as this object, or the one it is a copy of, has prepared.
    void commit(std::size_t n)
    {
        stream_->commit(std::min(n, prepared_));
        prepared_ = 0;
    }

    // ---- DynamicBuffer_v2: bytes that are readable before they are filled --------

    mutable_buffers_type data(std::size_t from, std::size_t n)
    {
        auto part = part_of(stream_->peek(), from, n);
        return {part.data(), part.size()};
    }
    const_buffers_type data(std::size_t from, std::size_t n) const
    {
        auto part = part_of(stream_->peek(), from, n);
        return {part.data(), part.size()};
    }
    void grow(std::size_t n)
    {
        check_room(n);
        stream_->commit(n);
    }
    void shrink(std::size_t n) { stream_->truncate(size() - std::min(n, size())); }

private:
    static std::span<std::byte> part_of(std::span<std::byte> whole, std::size_t from, std::size_t n)
    {
        from = std::min(from, whole.size());
        return whole.subspan(from, std::min(n, whole.size() - from));
    }

    void check_room(std::size_t n) const
    {
        if (n > stream_->free())
            throw std::length_error("picoring::dynamic_buffer: the stream is full");
    }

    byte_stream *stream_;
    std::size_t prepared_ = 0;
};

using dynamic_buffer =
    basic_dynamic_buffer<PICORING_ASIO::const_buffer, PICORING_ASIO::mutable_buffer>;

} // namespace picoring

#undef PICORING_ASIO
