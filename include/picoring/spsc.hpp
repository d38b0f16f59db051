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

struct spsc_writer_verbs {
    using handle = picoring_spsc_writer;
    static int push_sized(handle *h, const void *element, std::size_t size)
    {
        return picoring_spsc_push_sized(h, element, size);
    }
    static int push_n(handle *h, const void *elements, std::size_t n)
    {
        return picoring_spsc_push_n(h, elements, n);
    }
    static void *claim(handle *h, std::size_t n) { return picoring_spsc_claim(h, n); }
    static int commit(handle *h, std::size_t n) { return picoring_spsc_commit(h, n); }
    static int give_up(handle *h) { return picoring_spsc_cancel(h); }
    static constexpr auto claim_status = picoring_spsc_claim_status;
    static constexpr auto wait = picoring_spsc_wait_writable;
    static constexpr auto interrupt = picoring_spsc_writer_interrupt;
    static constexpr auto event = picoring_spsc_writer_event;
    static constexpr auto arm = picoring_spsc_writer_arm;
    static constexpr auto disarm = picoring_spsc_writer_disarm;
    static constexpr auto close = picoring_spsc_writer_close;
    static constexpr auto destroy = picoring_spsc_writer_destroy;
};

struct spsc_reader_verbs {
    using handle = picoring_spsc_reader;
    static int pop_sized(handle *h, void *out, std::size_t size)
    {
        return picoring_spsc_pop_sized(h, out, size);
    }
    static int pop_n(handle *h, void *out, std::size_t n) { return picoring_spsc_pop_n(h, out, n); }
    static int pop_some(handle *h, void *out, std::size_t n, std::size_t *out_n)
    {
        return picoring_spsc_pop_some(h, out, n, out_n);
    }
    static void *peek(handle *h, std::size_t *out_n) { return picoring_spsc_peek(h, out_n); }
    static int release(handle *h, std::size_t n) { return picoring_spsc_release(h, n); }
    static std::size_t len(handle *h) { return picoring_spsc_len(h); }
    static constexpr auto peek_status = picoring_spsc_peek_status;
    static constexpr auto wait = picoring_spsc_wait_readable;
    static constexpr auto interrupt = picoring_spsc_reader_interrupt;
    static constexpr auto event = picoring_spsc_reader_event;
    static constexpr auto arm = picoring_spsc_reader_arm;
    static constexpr auto disarm = picoring_spsc_reader_disarm;
    static constexpr auto close = picoring_spsc_reader_close;
    static constexpr auto destroy = picoring_spsc_reader_destroy;
    static constexpr auto into_ring = picoring_spsc_into_ring;
};

} // namespace detail

template <class T>
class spsc_writer : public channel_writer<T, detail::spsc_writer_verbs,
                                          channel_event_side<detail::spsc_writer_verbs>> {
    using base =
        channel_writer<T, detail::spsc_writer_verbs, channel_event_side<detail::spsc_writer_verbs>>;
    template <class> friend class spsc;
    using base::base;

public:
    using base::get;

    // How many fitted.
    std::size_t push_some(std::span<const T> values) requires std::is_trivially_copyable_v<T>
    {
        std::size_t n = 0;
        picoring_spsc_push_some(get(), values.data(), values.size(), &n);
        return n;
    }
    void cancel() { picoring_spsc_cancel(get()); }
    // Looks at the reader's side.
    std::size_t free() { return picoring_spsc_free(get()); }
};

template <class T> class spsc_reader : public channel_reader<T, detail::spsc_reader_verbs> {
    template <class> friend class spsc;
    using channel_reader<T, detail::spsc_reader_verbs>::channel_reader;
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
    // With the memory and the elements of a ring; nothing is copied. If this throws,
    // the ring is as it was. The way back is the reader's into_ring.
    explicit spsc(ring<T> &&ring, std::int64_t spin = 0)
    {
        picoring_channel_options raw = detail::raw<T>(spin);
        picoring_spsc *opened;
        check(picoring_spsc_from_ring(ring.get(), &raw, &opened));
        ring.detach();
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
        return spsc_writer<T>(typename spsc_writer<T>::adopt(), opened);
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
