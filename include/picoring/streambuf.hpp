// SPDX-License-Identifier: MIT OR Apache-2.0
//
// streambuf.hpp: a byte_stream as a std::streambuf whose get and put areas are
// the mirrored memory itself, and the istream, ostream and iostream over it.
//
// While one is attached, the byte_stream is used only through it; sync()
// (std::flush on an ostream) settles both areas, after which the byte_stream
// may be looked at until the next use of the streambuf. Empty gives eofbit:
// clear() it once there is more. Full gives badbit after what fitted.
#pragma once

#include "picoring/byte_stream.hpp"

#include <algorithm>
#include <istream>
#include <ostream>
#include <streambuf>

namespace picoring {

class streambuf : public std::streambuf {
public:
    explicit streambuf(byte_stream &stream) : stream_(stream) {}
    ~streambuf() override { settle(); }
    streambuf(const streambuf &) = delete;
    streambuf &operator=(const streambuf &) = delete;

protected:
    int_type underflow() override
    {
        if (gptr() < egptr()) return traits_type::to_int_type(*gptr());
        renew();
        return gptr() < egptr() ? traits_type::to_int_type(*gptr()) : traits_type::eof();
    }

    int_type overflow(int_type character) override
    {
        renew();
        if (pptr() == epptr()) return traits_type::eof();
        if (traits_type::eq_int_type(character, traits_type::eof()))
            return traits_type::not_eof(character);
        *pptr() = traits_type::to_char_type(character);
        pbump(1);
        return character;
    }

    std::streamsize xsputn(const char *text, std::streamsize n) override
    {
        if (n <= 0) return 0;
        if (epptr() - pptr() < n) renew();
        std::streamsize fits = std::min<std::streamsize>(n, epptr() - pptr());
        std::copy_n(text, fits, pptr());
        advance_put(fits);
        return fits;
    }

    std::streamsize showmanyc() override
    {
        settle();
        if (stream_.ended()) return -1;
        return static_cast<std::streamsize>(stream_.size());
    }

    int sync() override { return settle() ? 0 : -1; }

private:
    // What was written becomes readable, what was read becomes free. False if
    // the stream was closed meanwhile, or belongs to the parent of this process.
    bool settle() noexcept
    {
        auto written = static_cast<std::size_t>(pptr() - pbase());
        auto consumed = static_cast<std::size_t>(gptr() - eback());
        setg(nullptr, nullptr, nullptr);
        setp(nullptr, nullptr);
        bool committed = picoring_stream_commit(stream_.get(), written) == PICORING_OK;
        return picoring_stream_release(stream_.get(), consumed) == PICORING_OK && committed;
    }

    void renew()
    {
        settle();
        auto readable = stream_.peek();
        auto first = reinterpret_cast<char *>(readable.data());
        setg(first, first, first + readable.size());
        auto room = stream_.claim();
        auto place = reinterpret_cast<char *>(room.data());
        setp(place, place + room.size());
    }

    // pbump takes an int.
    void advance_put(std::streamsize n)
    {
        for (constexpr std::streamsize step = 1 << 30; n > step; n -= step) pbump(1 << 30);
        pbump(static_cast<int>(n));
    }

    byte_stream &stream_;
};

namespace detail {
struct streambuf_holder {
    explicit streambuf_holder(byte_stream &stream) : buffer(stream) {}
    streambuf buffer;
};
} // namespace detail

class istream : private detail::streambuf_holder, public std::istream {
public:
    explicit istream(byte_stream &stream) : streambuf_holder(stream), std::istream(&buffer) {}
};

class ostream : private detail::streambuf_holder, public std::ostream {
public:
    explicit ostream(byte_stream &stream) : streambuf_holder(stream), std::ostream(&buffer) {}
};

class iostream : private detail::streambuf_holder, public std::iostream {
public:
    explicit iostream(byte_stream &stream) : streambuf_holder(stream), std::iostream(&buffer) {}
};

} // namespace picoring
