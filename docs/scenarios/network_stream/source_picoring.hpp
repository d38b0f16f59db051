// SPDX-License-Identifier: MIT OR Apache-2.0
//
// source_picoring.hpp: replies in a mirrored stream. All that is free is one
// block, which one read(2) fills; all that is readable is one block, in which
// every item lies whole. Nothing is moved.
#pragma once

#include "resp.hpp"
#include "source.hpp"

#include <picoring/byte_stream.hpp>

namespace network_stream {

class MirroredSource {
public:
    explicit MirroredSource(std::size_t capacity) : stream_(capacity, exactly()) {}

    Filled fill(int descriptor)
    {
        picoring::io_result got = stream_.read_from(descriptor);
        effort_.bytes += got.count;
        effort_.calls += got.count > 0;
        if (got) return Filled::some;
        if (got.ended()) return Filled::end;
        return got.would_block() || got.interrupted() ? Filled::nothing_now : Filled::failed;
    }
    // Why fill() failed.
    std::string failure() const { return picoring_last_error(); }

    // Hands each complete item to `sink`; tells how many bytes the next one needs.
    template <class Sink> std::size_t each_item(Sink &&sink)
    {
        Taken taken = take_items(stream_.text(), sink);
        stream_.release(taken.bytes);
        return taken.needed;
    }

    std::size_t capacity() const { return stream_.capacity(); }
    const Effort &effort() const { return effort_; }
    // "memfd", "emulated": how the stream is mirrored.
    std::string technique() const { return picoring_technique_name(stream_.describe().technique); }

private:
    // As large as was asked for, not as the pages below, so that an item is too
    // long here if it is in the other implementations.
    static picoring::options exactly()
    {
        picoring::options options;
        options.exact = 1;
        return options;
    }

    picoring::byte_stream stream_;
    Effort effort_;
};

} // namespace network_stream
