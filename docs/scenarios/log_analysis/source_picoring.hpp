// SPDX-License-Identifier: MIT OR Apache-2.0
//
// source_picoring.hpp: the bytes of a log in a mirrored stream. All that is
// free is one block, which one read(2) fills; all that is readable is one
// block, in which every line lies whole.
#pragma once

#include "lines.hpp"

#include <picoring/byte_stream.hpp>

#include <cstdint>
#include <string>

namespace log_analysis {

class MirroredSource {
public:
    explicit MirroredSource(std::size_t capacity) : stream_(capacity, exactly()) {}

    Filled fill(int descriptor)
    {
        picoring::io_result got = stream_.read_from(descriptor);
        bytes_read_ += got.count;
        if (got) return Filled::some;
        if (got.ended()) return Filled::end;
        return got.would_block() || got.interrupted() ? Filled::nothing_now : Filled::failed;
    }
    // Why fill() failed.
    std::string failure() const { return picoring_last_error(); }

    template <class Sink> void each_line(Sink &&sink)
    {
        std::string_view text = stream_.text();
        std::size_t done = split_lines(text, scanned_, sink);
        stream_.release(done);
        scanned_ = text.size() - done;
    }

    bool full() const { return stream_.free() == 0; }
    // The line that is not complete.
    std::string_view rest() const { return stream_.text(); }
    void drop_rest() { drop(stream_.size()); }

    // Drops all up to the next newline and that too; returns how many bytes
    // were before it.
    std::size_t skip_line(bool &found)
    {
        auto newline = stream_.find("\n");
        found = newline.has_value();
        std::size_t bytes = newline.value_or(stream_.size());
        drop(bytes + found);
        return bytes;
    }

    std::uint64_t bytes_read() const { return bytes_read_; }
    // "memfd", "emulated": how the stream is mirrored.
    std::string technique() const { return picoring_technique_name(stream_.describe().technique); }

private:
    // As large as was asked for, not as the pages below, so that a line is
    // oversized here if it is in the other implementation.
    static picoring::options exactly()
    {
        picoring::options options;
        options.exact = 1;
        return options;
    }
    void drop(std::size_t n)
    {
        stream_.release(n);
        scanned_ = 0;
    }

    picoring::byte_stream stream_;
    std::size_t scanned_ = 0; // bytes at the front known to have no newline
    std::uint64_t bytes_read_ = 0;
};

} // namespace log_analysis
