// SPDX-License-Identifier: MIT OR Apache-2.0
//
// conversation.hpp: asks the server, some requests ahead, and compares its
// replies with what they must be, on top of a source of bytes.
//
// Sending never waits for room: while the socket takes nothing, replies are
// read. A client that only sends until all is sent, and a server that reads no
// further until its replies are taken, would wait for each other for ever.
#pragma once

#include "connection.hpp"
#include "report.hpp"
#include "source.hpp"
#include "workload.hpp"

#include <picoring/byte_stream.hpp>

#include <algorithm>

namespace network_stream {

template <class Source> class Conversation {
public:
    Conversation(const Connection &connection, const Workload &workload, std::size_t pipeline,
                 std::size_t buffer)
        : connection_(connection), workload_(workload), pipeline_(pipeline),
          out_(std::max<std::size_t>(workload.longest_request(), 64 * 1024)), source_(buffer)
    {
    }

    // All requests of a phase. Throws std::runtime_error at the first thing that
    // is not as it must be.
    void run(Phase phase, Totals &totals)
    {
        phase_ = phase;
        asked_ = answered_ = items_ = 0;
        requests_ = workload_.requests(phase);
        while (answered_ < requests_) {
            ask();
            send();
            if (!send_failure_.empty() || connection_.wait(!out_.empty())) receive(totals);
        }
    }

    const Source &source() const { return source_; }

private:
    // As many requests as the pipeline and the outgoing stream take.
    void ask()
    {
        for (; asked_ < requests_ && asked_ - answered_ < pipeline_; ++asked_) {
            workload_.describe(phase_, asked_, asking_);
            std::size_t size = encoded_size(asking_.request);
            std::span<std::byte> place = out_.claim(size);
            if (place.empty()) return;
            encode(asking_.request, place);
            out_.commit(size);
        }
    }

    // What the socket takes. If the server has gone, it may have said why: what
    // it sent is still read.
    void send()
    {
        if (out_.empty()) return;
        picoring::io_result sent = out_.write_to(connection_.descriptor());
        if (sent || sent.would_block() || sent.interrupted()) return;
        send_failure_ = std::string(" (") + picoring_last_error() + ")";
        out_.clear();
    }

    void receive(Totals &totals)
    {
        Filled filled = source_.fill(connection_.descriptor());
        if (filled == Filled::failed) gone(source_.failure());
        if (filled == Filled::end) gone("the server closed the connection");
        if (filled == Filled::nothing_now && !send_failure_.empty()) gone("nothing can be sent");
        if (filled != Filled::some) return;
        std::size_t needed = source_.each_item([&](const Item &item) { take(item, totals); });
        if (needed > source_.capacity()) too_long(needed);
    }

    void take(const Item &item, Totals &totals)
    {
        if (answered_ == asked_) throw std::runtime_error("the server answers to no request");
        if (items_ == 0) workload_.describe(phase_, answered_, awaited_);
        compare(item, awaited_.reply[items_]);
        totals.count(item);
        if (++items_ < awaited_.reply.size()) return;
        items_ = 0;
        ++answered_;
    }

    void compare(const Item &item, const Item &wanted)
    {
        bool same = item.type == wanted.type && item.number == wanted.number &&
                    (item.type == Type::error ? item.text.starts_with(wanted.text)
                                              : item.text == wanted.text);
        if (!same) throw std::runtime_error(where() + difference(item, wanted));
    }

    // "request 17 (GET network_stream:1:16): "
    std::string where() const
    {
        std::string words(awaited_.request[0]);
        if (awaited_.request.size() > 1) words.append(" ").append(awaited_.request[1]);
        return "request " + std::to_string(answered_ + 1) + " (" + shown(words) + "): ";
    }

    [[noreturn]] void gone(const std::string &why)
    {
        throw std::runtime_error(why + " after " + std::to_string(answered_) + " of " +
                                 std::to_string(requests_) + " replies" + send_failure_);
    }

    [[noreturn]] void too_long(std::size_t needed)
    {
        if (items_ == 0) workload_.describe(phase_, answered_, awaited_);
        throw std::runtime_error(where() + "the reply needs a buffer of at least " +
                                 std::to_string(needed) + " bytes, this one has " +
                                 std::to_string(source_.capacity()));
    }

    const Connection &connection_;
    const Workload &workload_;
    std::size_t pipeline_;
    picoring::byte_stream out_;
    Source source_;
    Phase phase_ = Phase::store;
    std::size_t requests_ = 0, asked_ = 0, answered_ = 0;
    std::size_t items_ = 0; // of the reply that is coming
    Exchange asking_, awaited_;
    std::string send_failure_;
};

} // namespace network_stream
