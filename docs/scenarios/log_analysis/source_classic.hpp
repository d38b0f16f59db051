// SPDX-License-Identifier: MIT OR Apache-2.0
//
// source_classic.hpp: the bytes of a log in a ring that is not mirrored, as
// one writes it without this library. What is free, and what is readable, may
// be two segments: readv(2) fills both, and a line that lies in both is put
// together in a scratch buffer.
#pragma once

#include "lines.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <sys/uio.h>
#include <vector>

namespace log_analysis {

class ClassicSource {
public:
    explicit ClassicSource(std::size_t capacity) : memory_(capacity) {}

    Filled fill(int descriptor)
    {
        std::size_t end = begin_ + used_;
        bool wrapped = end >= memory_.size();
        std::size_t write = wrapped ? end - memory_.size() : end;
        iovec free[2] = {{&memory_[write], (wrapped ? begin_ : memory_.size()) - write},
                         {memory_.data(), wrapped ? 0 : begin_}};
        ssize_t got = ::readv(descriptor, free, free[1].iov_len ? 2 : 1);
        if (got < 0) {
            error_ = errno;
            return error_ == EAGAIN || error_ == EINTR ? Filled::nothing_now : Filled::failed;
        }
        used_ += static_cast<std::size_t>(got);
        bytes_read_ += static_cast<std::size_t>(got);
        return got ? Filled::some : Filled::end;
    }
    std::string failure() const { return std::string("readv: ") + std::strerror(error_); }

    template <class Sink> void each_line(Sink &&sink)
    {
        auto [first, second] = segments();
        std::size_t done = split_lines(first, std::min(scanned_, first.size()), sink);
        std::size_t from = scanned_ - std::min(scanned_, first.size());
        std::size_t crossing = second.find('\n', from);
        if (crossing != second.npos) {
            sink(joined(first.substr(done), second.substr(0, crossing)));
            second.remove_prefix(crossing + 1);
            done = first.size() + crossing + 1 + split_lines(second, 0, sink);
        }
        drop(done);
        scanned_ = used_;
    }

    bool full() const { return used_ == memory_.size(); }
    std::string_view rest()
    {
        auto [first, second] = segments();
        return second.empty() ? first : joined(first, second);
    }
    void drop_rest() { drop(used_); }

    std::size_t skip_line(bool &found)
    {
        auto [first, second] = segments();
        std::size_t bytes = first.find('\n');
        if (bytes == first.npos) {
            bytes = second.find('\n');
            if (bytes != second.npos) bytes += first.size();
        }
        found = bytes != first.npos;
        if (!found) bytes = used_;
        drop(bytes + found);
        return bytes;
    }

    std::uint64_t bytes_read() const { return bytes_read_; }
    std::string technique() const { return "two segments"; }

private:
    struct Segments {
        std::string_view first, second;
    };
    Segments segments() const
    {
        std::size_t length = std::min(used_, memory_.size() - begin_);
        return {{&memory_[begin_], length}, {memory_.data(), used_ - length}};
    }
    // One block out of two; no copy if there is only one.
    std::string_view joined(std::string_view a, std::string_view b)
    {
        if (a.empty()) return b;
        scratch_.resize(memory_.size()); // allocates once
        std::memcpy(scratch_.data(), a.data(), a.size());
        std::memcpy(scratch_.data() + a.size(), b.data(), b.size());
        return {scratch_.data(), a.size() + b.size()};
    }
    void drop(std::size_t n)
    {
        used_ -= n;
        begin_ += n;
        if (begin_ >= memory_.size()) begin_ -= memory_.size();
        if (used_ == 0) begin_ = 0; // an empty ring need not wrap
        scanned_ = 0;
    }

    std::vector<char> memory_;
    std::vector<char> scratch_;
    std::size_t begin_ = 0;
    std::size_t used_ = 0;
    std::size_t scanned_ = 0; // bytes at the front known to have no newline
    std::uint64_t bytes_read_ = 0;
    int error_ = 0;
};

} // namespace log_analysis
