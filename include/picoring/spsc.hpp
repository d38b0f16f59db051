// SPDX-License-Identifier: MIT OR Apache-2.0
//
// spsc.hpp: a channel of T from one thread to one other. spsc.h is the manual.
//
//     auto [writer, reader] = picoring::spsc<int>(1024).split();
//     std::jthread thread([w = std::move(writer)]() mutable { w.push_wait(42); });
//     while (auto value = reader.pop_wait()) use(*value);
//
// Any T: what is left at the end is destroyed by whichever side goes last. In
// place (claim, commit) and many at once needs a trivially copyable T.
#pragma once

#include "picoring/channel.hpp"
#include "picoring/mirror_buffer.hpp"
#include "picoring/spsc.h"

namespace picoring {

namespace detail {

struct spsc_verbs {
    using reader = picoring_spsc_reader;
    static int pop_sized(reader *r, void *out, std::size_t size)
    {
        return picoring_spsc_pop_sized(r, out, size);
    }
    static int pop_n(reader *r, void *out, std::size_t n) { return picoring_spsc_pop_n(r, out, n); }
    static int pop_some(reader *r, void *out, std::size_t n, std::size_t *out_n)
    {
        return picoring_spsc_pop_some(r, out, n, out_n);
    }
    static void *peek(reader *r, std::size_t *out_n) { return picoring_spsc_peek(r, out_n); }
    static int release(reader *r, std::size_t n) { return picoring_spsc_release(r, n); }
    static constexpr auto len = [](reader *r) { return picoring_spsc_len(r); };
    static constexpr auto peek_status = picoring_spsc_peek_status;
    static constexpr auto wait_readable = picoring_spsc_wait_readable;
    static constexpr auto interrupt_reader = picoring_spsc_reader_interrupt;
    static constexpr auto reader_event = picoring_spsc_reader_event;
    static constexpr auto reader_arm = picoring_spsc_reader_arm;
    static constexpr auto reader_disarm = picoring_spsc_reader_disarm;
    static constexpr auto reader_close = picoring_spsc_reader_close;
    static constexpr auto reader_destroy = picoring_spsc_reader_destroy;
};

} // namespace detail

template <class T> class spsc_writer {
    static constexpr bool plain = std::is_trivially_copyable_v<T>;
    static constexpr bool copyable = std::is_copy_constructible_v<T>;

public:
    using value_type = T;

    // False if the channel is full or closed; closed() tells.
    bool push(const T &value) requires copyable
    {
        if constexpr (plain)
            return picoring_spsc_push_sized(get(), std::addressof(value), sizeof(T)) == PICORING_OK;
        else
            return emplace(value);
    }
    bool push(T &&value) requires(!plain || !copyable) { return emplace(std::move(value)); }
    template <class... Arguments> bool emplace(Arguments &&...arguments)
    {
        void *place = picoring_spsc_claim(get(), 1);
        if (!place) return false;
        ::new (place) T(std::forward<Arguments>(arguments)...);
        picoring_spsc_commit(get(), 1);
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

    // All or, with false, none.
    bool push_n(std::span<const T> values) requires plain
    {
        return picoring_spsc_push_n(get(), values.data(), values.size()) == PICORING_OK;
    }
    // How many fitted.
    std::size_t push_some(std::span<const T> values) requires plain
    {
        std::size_t n = 0;
        picoring_spsc_push_some(get(), values.data(), values.size(), &n);
        return n;
    }

    // The next n free places, or an empty span.
    std::span<T> claim(std::size_t n) requires plain
    {
        void *place = picoring_spsc_claim(get(), n);
        return place ? std::span<T>(static_cast<T *>(place), n) : std::span<T>();
    }
    void commit(std::size_t n) requires plain { check(picoring_spsc_commit(get(), n)); }
    void cancel() { picoring_spsc_cancel(get()); }

    // Looks at the reader's side.
    std::size_t free() { return picoring_spsc_free(get()); }
    bool closed() { return picoring_spsc_claim_status(get(), 1) == PICORING_EPIPE; }

    // Until n places are free.
    wait_result wait(std::size_t n = 1)
    {
        return detail::waited(
            picoring_spsc_wait_writable(get(), n, PICORING_FOREVER, PICORING_CLOCK_RELATIVE));
    }
    wait_result wait_for(std::chrono::nanoseconds timeout, std::size_t n = 1)
    {
        return detail::waited(picoring_spsc_wait_writable(get(), n, detail::nanoseconds(timeout),
                                                          PICORING_CLOCK_RELATIVE));
    }
    wait_result wait(std::stop_token token, std::size_t n = 1)
    {
        return detail::wait_until_stopped(
            token,
            [&] {
                return picoring_spsc_wait_writable(get(), n, PICORING_FOREVER,
                                                   PICORING_CLOCK_RELATIVE);
            },
            [this] { picoring_spsc_writer_interrupt(get()); });
    }
    void interrupt() { check(picoring_spsc_writer_interrupt(get())); }

    std::intptr_t event()
    {
        std::intptr_t made;
        check(picoring_spsc_writer_event(get(), &made));
        return made;
    }
    bool arm(std::size_t n = 1)
    {
        int ready = picoring_spsc_writer_arm(get(), n);
        if (ready < 0) check(ready);
        return ready == 1;
    }
    void disarm() { picoring_spsc_writer_disarm(get()); }

    void close() { picoring_spsc_writer_close(get()); }
    picoring_spsc_writer *get() const noexcept { return handle_.get(); }

private:
    template <class> friend class spsc;
    struct destroy {
        void operator()(picoring_spsc_writer *writer) const noexcept
        {
            picoring_spsc_writer_destroy(writer);
        }
    };
    explicit spsc_writer(picoring_spsc_writer *opened) : handle_(opened) {}

    std::unique_ptr<picoring_spsc_writer, destroy> handle_;
};

template <class T> class spsc_reader : public channel_reader<T, detail::spsc_verbs> {
    template <class> friend class spsc;
    using channel_reader<T, detail::spsc_verbs>::channel_reader;
};

template <class T> class spsc {
    static_assert(std::is_object_v<T> && !std::is_const_v<T> && !std::is_volatile_v<T> &&
                  !std::is_array_v<T> && std::is_nothrow_destructible_v<T>);

public:
    explicit spsc(std::size_t capacity, const channel_options &options = {})
    {
        picoring_spsc *opened;
        check(open(capacity, options, opened));
        handle_.reset(opened);
    }
    static result<spsc> create(std::size_t capacity, const channel_options &options = {})
    {
        picoring_spsc *opened;
        int code = open(capacity, options, opened);
        if (code != PICORING_OK) return result<spsc>::failure(code);
        return spsc(adopt(), opened);
    }

    // The one handle of each side; picoring::error if it was opened before.
    spsc_writer<T> writer()
    {
        picoring_spsc_writer *opened;
        check(picoring_spsc_writer_open(get(), &opened));
        return spsc_writer<T>(opened);
    }
    spsc_reader<T> reader()
    {
        picoring_spsc_reader *opened;
        check(picoring_spsc_reader_open(get(), &opened));
        return spsc_reader<T>(typename spsc_reader<T>::adopt(), opened);
    }
    std::pair<spsc_writer<T>, spsc_reader<T>> split() { return {writer(), reader()}; }

    std::size_t capacity() const noexcept { return picoring_spsc_capacity(get()); }
    mirror_info describe() const { return picoring::describe(picoring_spsc_mirror(get())); }
    picoring_spsc *get() const noexcept { return handle_.get(); }

private:
    struct destroy {
        void operator()(picoring_spsc *spsc) const noexcept { picoring_spsc_destroy(spsc); }
    };
    struct adopt {};
    spsc(adopt, picoring_spsc *opened) : handle_(opened) {}

    static int open(std::size_t capacity, const channel_options &options, picoring_spsc *&opened)
    {
        picoring_options memory;
        picoring_channel_options raw = detail::raw<T>(options, memory);
        return picoring_spsc_create(capacity, sizeof(T), &raw, &opened);
    }

    std::unique_ptr<picoring_spsc, destroy> handle_;
};

} // namespace picoring
