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

struct mpsc_producer_verbs {
    using handle = picoring_mpsc_producer;
    static int push_sized(handle *h, const void *element, std::size_t)
    {
        return picoring_mpsc_push(h, element);
    }
    static int push_n(handle *h, const void *elements, std::size_t n)
    {
        return picoring_mpsc_push_n(h, elements, n);
    }
    static void *claim(handle *h, std::size_t n) { return picoring_mpsc_claim(h, n); }
    static int commit(handle *h, std::size_t n) { return picoring_mpsc_commit(h, n); }
    static int give_up(handle *h) { return picoring_mpsc_abort(h); }
    static constexpr auto claim_status = picoring_mpsc_claim_status;
    static constexpr auto wait = picoring_mpsc_wait_writable;
    static constexpr auto interrupt = picoring_mpsc_producer_interrupt;
    static constexpr auto close = picoring_mpsc_close;
    static constexpr auto destroy = picoring_mpsc_producer_destroy;
};

struct mpsc_reader_verbs {
    using handle = picoring_mpsc_reader;
    static int pop_sized(handle *h, void *out, std::size_t size)
    {
        return picoring_mpsc_pop_sized(h, out, size);
    }
    static int pop_n(handle *h, void *out, std::size_t n) { return picoring_mpsc_pop_n(h, out, n); }
    static int pop_some(handle *h, void *out, std::size_t n, std::size_t *out_n)
    {
        return picoring_mpsc_pop_some(h, out, n, out_n);
    }
    static void *peek(handle *h, std::size_t *out_n) { return picoring_mpsc_peek(h, out_n); }
    static int release(handle *h, std::size_t n) { return picoring_mpsc_release(h, n); }
    static std::size_t len(handle *h) { return picoring_mpsc_len(h); }
    static constexpr auto peek_status = picoring_mpsc_peek_status;
    static constexpr auto wait = picoring_mpsc_wait_readable;
    static constexpr auto interrupt = picoring_mpsc_reader_interrupt;
    static constexpr auto event = picoring_mpsc_reader_event;
    static constexpr auto arm = picoring_mpsc_reader_arm;
    static constexpr auto disarm = picoring_mpsc_reader_disarm;
    static constexpr auto close = picoring_mpsc_reader_close;
    static constexpr auto destroy = picoring_mpsc_reader_destroy;
    static constexpr auto into_ring = picoring_mpsc_into_ring;
};

} // namespace detail

// One thread's way in. Copies of elements, or claims that are to be settled in
// place by commit (the first n, the rest is aborted) or abort.
template <class T>
class mpsc_producer : public channel_writer<T, detail::mpsc_producer_verbs,
                                            channel_side<detail::mpsc_producer_verbs>> {
    using base =
        channel_writer<T, detail::mpsc_producer_verbs, channel_side<detail::mpsc_producer_verbs>>;
    template <class> friend class mpsc;
    using base::base;

public:
    void abort() requires std::is_trivially_copyable_v<T>
    {
        check(picoring_mpsc_abort(this->get()));
    }
};

template <class T> class mpsc_reader : public channel_reader<T, detail::mpsc_reader_verbs> {
    template <class> friend class mpsc;
    using channel_reader<T, detail::mpsc_reader_verbs>::channel_reader;
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
    // With the memory and the elements of a ring; nothing is copied. If this throws,
    // the ring is as it was. The way back is the reader's into_ring.
    explicit mpsc(ring<T> &&ring, std::int64_t spin = 0)
    {
        picoring_channel_options raw = detail::raw<T>(spin);
        picoring_mpsc *opened;
        check(picoring_mpsc_from_ring(ring.get(), &raw, &opened));
        ring.detach();
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
        return mpsc_producer<T>(typename mpsc_producer<T>::adopt(), opened);
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
