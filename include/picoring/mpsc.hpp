// SPDX-License-Identifier: MIT OR Apache-2.0
//
// mpsc.hpp: a channel of T from many threads to one. mpsc.h is the manual.
//
//     picoring::mpsc<event> channel(4096);
//     auto reader = channel.reader();
//     std::jthread thread([p = channel.producer()]() mutable { p.push_wait(event{}); });
//     { auto done = std::move(channel); } // no further producer: the last one closes
//     while (auto value = reader.pop_wait()) use(*value);
#pragma once

#include "picoring/channel.hpp"
#include "picoring/mirror_buffer.hpp"
#include "picoring/mpsc.h"

namespace picoring {

namespace detail {

struct mpsc_verbs {
    using reader = picoring_mpsc_reader;
    static int pop_sized(reader *r, void *out, std::size_t size)
    {
        return picoring_mpsc_pop_sized(r, out, size);
    }
    static int pop_n(reader *r, void *out, std::size_t n) { return picoring_mpsc_pop_n(r, out, n); }
    static int pop_some(reader *r, void *out, std::size_t n, std::size_t *out_n)
    {
        return picoring_mpsc_pop_some(r, out, n, out_n);
    }
    static void *peek(reader *r, std::size_t *out_n) { return picoring_mpsc_peek(r, out_n); }
    static int release(reader *r, std::size_t n) { return picoring_mpsc_release(r, n); }
    static constexpr auto len = [](reader *r) { return picoring_mpsc_len(r); };
    static constexpr auto peek_status = picoring_mpsc_peek_status;
    static constexpr auto wait_readable = picoring_mpsc_wait_readable;
    static constexpr auto interrupt_reader = picoring_mpsc_reader_interrupt;
    static constexpr auto reader_event = picoring_mpsc_reader_event;
    static constexpr auto reader_arm = picoring_mpsc_reader_arm;
    static constexpr auto reader_disarm = picoring_mpsc_reader_disarm;
    static constexpr auto reader_close = picoring_mpsc_reader_close;
    static constexpr auto reader_destroy = picoring_mpsc_reader_destroy;
};

} // namespace detail

// One thread's way in. Copies of elements, or claims that are settled in place.
template <class T> class mpsc_producer {
    static constexpr bool plain = std::is_trivially_copyable_v<T>;
    static constexpr bool copyable = std::is_copy_constructible_v<T>;

public:
    using value_type = T;

    // False if the channel is full or closed; closed() tells.
    bool push(const T &value) requires copyable
    {
        if constexpr (plain)
            return picoring_mpsc_push(get(), std::addressof(value)) == PICORING_OK;
        else
            return emplace(value);
    }
    bool push(T &&value) requires(!plain || !copyable) { return emplace(std::move(value)); }
    // A constructor that throws aborts the claim.
    template <class... Arguments> bool emplace(Arguments &&...arguments)
    {
        void *place = picoring_mpsc_claim(get(), 1);
        if (!place) return false;
        struct abort_unless_committed {
            picoring_mpsc_producer *producer;
            ~abort_unless_committed()
            {
                if (producer) picoring_mpsc_abort(producer);
            }
        } guard{get()};
        ::new (place) T(std::forward<Arguments>(arguments)...);
        picoring_mpsc_commit(std::exchange(guard.producer, nullptr), 1);
        return true;
    }
    // push that waits for room: false, and the value as it was, only if the
    // channel is closed, or a stop is requested.
    template <class U> bool push_wait(U &&value)
    {
        while (!push(std::forward<U>(value)))
            if (wait(1) == wait_result::closed) return false;
        return true;
    }
    template <class U> bool push_wait(std::stop_token token, U &&value)
    {
        while (!push(std::forward<U>(value)))
            if (wait(token, 1) != wait_result::ready) return false;
        return true;
    }

    // All of them, side by side, or, with false, none.
    bool push_n(std::span<const T> values) requires plain
    {
        return picoring_mpsc_push_n(get(), values.data(), values.size()) == PICORING_OK;
    }

    // The next n free places, or an empty span. They are to be settled by commit
    // (the first n, the rest is aborted) or abort.
    std::span<T> claim(std::size_t n) requires plain
    {
        void *place = picoring_mpsc_claim(get(), n);
        return place ? std::span<T>(static_cast<T *>(place), n) : std::span<T>();
    }
    void commit(std::size_t n) requires plain { check(picoring_mpsc_commit(get(), n)); }
    void abort() requires plain { check(picoring_mpsc_abort(get())); }

    bool closed() { return picoring_mpsc_claim_status(get(), 1) == PICORING_EPIPE; }

    // Until n places are free; others may take them first.
    wait_result wait(std::size_t n = 1)
    {
        return detail::waited(
            picoring_mpsc_wait_writable(get(), n, PICORING_FOREVER, PICORING_CLOCK_RELATIVE));
    }
    wait_result wait_for(std::chrono::nanoseconds timeout, std::size_t n = 1)
    {
        return detail::waited(picoring_mpsc_wait_writable(get(), n, detail::nanoseconds(timeout),
                                                          PICORING_CLOCK_RELATIVE));
    }
    wait_result wait(std::stop_token token, std::size_t n = 1)
    {
        return detail::wait_until_stopped(
            token,
            [&] {
                return picoring_mpsc_wait_writable(get(), n, PICORING_FOREVER,
                                                   PICORING_CLOCK_RELATIVE);
            },
            [this] { picoring_mpsc_producer_interrupt(get()); });
    }
    void interrupt() { check(picoring_mpsc_producer_interrupt(get())); }

    // Ends the channel for all producers.
    void close() { picoring_mpsc_close(get()); }
    picoring_mpsc_producer *get() const noexcept { return handle_.get(); }

private:
    template <class> friend class mpsc;
    struct destroy {
        void operator()(picoring_mpsc_producer *producer) const noexcept
        {
            picoring_mpsc_producer_destroy(producer);
        }
    };
    explicit mpsc_producer(picoring_mpsc_producer *opened) : handle_(opened) {}

    std::unique_ptr<picoring_mpsc_producer, destroy> handle_;
};

template <class T> class mpsc_reader : public channel_reader<T, detail::mpsc_verbs> {
    template <class> friend class mpsc;
    using channel_reader<T, detail::mpsc_verbs>::channel_reader;
};

template <class T> class mpsc {
    static_assert(std::is_object_v<T> && !std::is_const_v<T> && !std::is_volatile_v<T> &&
                  !std::is_array_v<T> && std::is_nothrow_destructible_v<T>);

public:
    explicit mpsc(std::size_t capacity, const channel_options &options = {})
    {
        picoring_mpsc *opened;
        check(open(capacity, options, opened));
        handle_.reset(opened);
    }
    static result<mpsc> create(std::size_t capacity, const channel_options &options = {})
    {
        picoring_mpsc *opened;
        int code = open(capacity, options, opened);
        if (code != PICORING_OK) return result<mpsc>::failure(code);
        return mpsc(adopt(), opened);
    }

    // As many as are wanted, by any thread that may use this object.
    mpsc_producer<T> producer()
    {
        picoring_mpsc_producer *opened;
        check(picoring_mpsc_producer_open(get(), &opened));
        return mpsc_producer<T>(opened);
    }
    // The one; picoring::error if it was opened before.
    mpsc_reader<T> reader()
    {
        picoring_mpsc_reader *opened;
        check(picoring_mpsc_reader_open(get(), &opened));
        return mpsc_reader<T>(typename mpsc_reader<T>::adopt(), opened);
    }

    std::size_t capacity() const noexcept { return picoring_mpsc_capacity(get()); }
    mirror_info describe() const { return picoring::describe(picoring_mpsc_mirror(get())); }
    picoring_mpsc *get() const noexcept { return handle_.get(); }

private:
    struct destroy {
        void operator()(picoring_mpsc *mpsc) const noexcept { picoring_mpsc_destroy(mpsc); }
    };
    struct adopt {};
    mpsc(adopt, picoring_mpsc *opened) : handle_(opened) {}

    static int open(std::size_t capacity, const channel_options &options, picoring_mpsc *&opened)
    {
        picoring_options memory;
        picoring_channel_options raw = detail::raw<T>(options, memory);
        return picoring_mpsc_create(capacity, sizeof(T), &raw, &opened);
    }

    std::unique_ptr<picoring_mpsc, destroy> handle_;
};

} // namespace picoring
