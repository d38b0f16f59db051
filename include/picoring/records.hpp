// SPDX-License-Identifier: MIT OR Apache-2.0
//
// records.hpp: messages of any length from one or many threads to one. records.h
// is the manual.
//
//     picoring::records channel(1 << 20, picoring::producers::many);
//     auto reader = channel.reader();
//     std::jthread thread([p = channel.producer()]() mutable {
//         p.push_wait(std::as_bytes(std::span("hello")));
//     });
//     { auto done = std::move(channel); } // no further producer: the last one closes
//     while (auto message = reader.read_wait()) {
//         use(*message);    // in place
//         reader.release(); // of all that have been read
//     }
#pragma once

#include "picoring/channel.hpp"
#include "picoring/mirror_buffer.hpp"
#include "picoring/records.h"

namespace picoring {

enum class producers : std::uint32_t {
    many = PICORING_PRODUCERS_MANY,
    one = PICORING_PRODUCERS_ONE
};

namespace detail {

struct records_producer_verbs {
    using handle = picoring_records_producer;
    static constexpr auto wait = picoring_records_wait_writable;
    static constexpr auto interrupt = picoring_records_producer_interrupt;
    static constexpr auto close = picoring_records_close;
    static constexpr auto destroy = picoring_records_producer_destroy;
};

struct records_reader_verbs {
    using handle = picoring_records_reader;
    static int wait(handle *h, std::size_t, std::int64_t timeout, std::uint32_t clock)
    {
        return picoring_records_wait_readable(h, timeout, clock);
    }
    static int arm(handle *h, std::size_t) { return picoring_records_reader_arm(h); }
    static constexpr auto interrupt = picoring_records_reader_interrupt;
    static constexpr auto event = picoring_records_reader_event;
    static constexpr auto disarm = picoring_records_reader_disarm;
    static constexpr auto close = picoring_records_reader_close;
    static constexpr auto destroy = picoring_records_reader_destroy;
};

} // namespace detail

// One thread's way in. The n of wait and wait_for is the length of a message.
class records_producer : public channel_side<detail::records_producer_verbs> {
    friend class records;
    using channel_side::channel_side;

public:
    // False if the channel is full or closed, which closed() tells, or if the
    // message is longer than longest().
    bool push(std::span<const std::byte> message)
    {
        return picoring_records_push(get(), message.data(), message.size()) == PICORING_OK;
    }
    // push that waits for room: false only if the channel is closed, or a stop is
    // requested; picoring::error if the message is too long.
    bool push_wait(std::span<const std::byte> message)
    {
        while (!push(message))
            if (wait(message.size()) == wait_result::closed) return false;
        return true;
    }
#ifdef PICORING_STOP_TOKEN
    bool push_wait(std::stop_token token, std::span<const std::byte> message)
    {
        while (!push(message))
            if (wait(token, message.size()) != wait_result::ready) return false;
        return true;
    }
#endif

    // A place for a message of up to `length` bytes; data() is nullptr if there is
    // none.
    std::span<std::byte> claim(std::size_t length)
    {
        void *place = picoring_records_claim(get(), length);
        return place ? std::span(static_cast<std::byte *>(place), length) : std::span<std::byte>();
    }
    // The first `length` bytes of the claim are the message.
    void commit(std::size_t length) { check(picoring_records_commit(get(), length)); }
    void abort() { check(picoring_records_abort(get())); }
    bool closed() { return picoring_records_claim_status(get(), 0) == PICORING_EPIPE; }
};

class records_reader : public channel_event_side<detail::records_reader_verbs> {
    friend class records;
    using base = channel_event_side<detail::records_reader_verbs>;
    using base::base;

public:
    // The next message, in place until release; one may read on before. Nothing if
    // none is there; ended() tells whether more will come.
    std::optional<std::span<std::byte>> read()
    {
        std::size_t length;
        void *message = picoring_records_read(get(), &length);
        if (!message) return std::nullopt;
        return std::span(static_cast<std::byte *>(message), length);
    }
    // read that waits: nothing only if the channel has ended. What was read before
    // and is not released takes the room that a producer may wait for.
    std::optional<std::span<std::byte>> read_wait()
    {
        for (;;) {
            if (auto message = read()) return message;
            if (wait() == wait_result::closed) return std::nullopt;
        }
    }
#ifdef PICORING_STOP_TOKEN
    // read that waits until a stop is requested: nothing then, or at the end.
    std::optional<std::span<std::byte>> read_wait(std::stop_token token)
    {
        for (;;) {
            if (auto message = read()) return message;
            if (wait(token) != wait_result::ready) return std::nullopt;
        }
    }
#endif
    // All messages read so far are done with.
    void release() { check(picoring_records_release(get())); }
    // Nothing is there, and nothing will come.
    bool ended() { return picoring_records_read_status(get()) == PICORING_EEND; }

    // Until there is a message to read.
    wait_result wait() { return base::wait(); }
    wait_result wait_for(std::chrono::nanoseconds timeout) { return base::wait_for(timeout); }
#ifdef PICORING_STOP_TOKEN
    wait_result wait(std::stop_token token) { return base::wait(std::move(token)); }
#endif
    // True: there is one now, and no signal will come.
    bool arm() { return base::arm(); }
};

// A channel for messages.
class records {
public:
    // `size` bytes for messages and their headers.
    explicit records(std::size_t size, producers producers = producers::many,
                     const channel_options &options = {})
    {
        picoring_records *opened;
        check(open(size, producers, options, opened));
        handle_.reset(opened);
    }
    static result<records> create(std::size_t size, producers producers = producers::many,
                                  const channel_options &options = {})
    {
        picoring_records *opened;
        int code = open(size, producers, options, opened);
        if (code != PICORING_OK) return result<records>::failure(code);
        return records(adopt(), opened);
    }

    // As many as are wanted, or, with producers::one, one.
    records_producer producer()
    {
        picoring_records_producer *opened;
        check(picoring_records_producer_open(get(), &opened));
        return records_producer(records_producer::adopt(), opened);
    }
    // The one; picoring::error if it was opened before.
    records_reader reader()
    {
        picoring_records_reader *opened;
        check(picoring_records_reader_open(get(), &opened));
        return records_reader(records_reader::adopt(), opened);
    }

    // The longest message that fits, in bytes.
    std::size_t longest() const noexcept { return picoring_records_longest(get()); }
    mirror_info describe() const { return picoring::describe(picoring_records_mirror(get())); }
    picoring_records *get() const noexcept { return handle_.get(); }

private:
    struct destroy {
        void operator()(picoring_records *records) const noexcept
        {
            picoring_records_destroy(records);
        }
    };
    struct adopt {};
    records(adopt, picoring_records *opened) : handle_(opened) {}

    static int open(std::size_t size, producers producers, const channel_options &options,
                    picoring_records *&opened)
    {
        picoring_options memory;
        picoring_channel_options raw = detail::raw<std::byte>(options, memory);
        return picoring_records_create(size, static_cast<std::uint32_t>(producers), &raw, &opened);
    }

    std::unique_ptr<picoring_records, destroy> handle_;
};

} // namespace picoring
