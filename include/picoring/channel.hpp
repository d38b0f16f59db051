// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channel.hpp: what the sides of spsc<T> and mpsc<T> have in common: typed
// reading in place and by copy, waiting with time-outs and std::stop_token.
// channel.h explains waiting and ending.
#pragma once

#include "picoring/channel.h"
#include "picoring/error.hpp"
#include "picoring/options.hpp"
#include "picoring/ring.hpp"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <version>

// libc++ has no std::stop_token before LLVM 20: there, the overloads that take one
// are not.
#ifdef __cpp_lib_jthread
#include <stop_token>
#define PICORING_STOP_TOKEN
#endif

namespace picoring {

// What a wait came to.
enum class wait_result { ready, timed_out, interrupted, closed };

struct channel_options : options {
    using options::options;
    // Nanoseconds that a wait looks before it sleeps; 0 for the default, negative
    // for not at all. channel.h says more.
    std::int64_t spin = 0;
};

namespace detail {

inline wait_result waited(int code)
{
    switch (code) {
    case PICORING_OK: return wait_result::ready;
    case PICORING_ETIMEDOUT: return wait_result::timed_out;
    case PICORING_EINTR: return wait_result::interrupted;
    case PICORING_EPIPE:
    case PICORING_EEND: return wait_result::closed;
    default: raise(error(code));
    }
}

inline std::int64_t nanoseconds(std::chrono::nanoseconds time)
{
    return time.count() < 0 ? 0 : time.count(); // negative would be for ever
}

#ifdef PICORING_STOP_TOKEN
// wait(timeout) with an interrupt from the stop_token. A signal does not end it. A
// stop that comes while the wait ends for another reason interrupts the next one.
template <class Wait, class Interrupt>
wait_result wait_until_stopped(std::stop_token token, Wait wait, Interrupt interrupt)
{
    if (token.stop_requested()) return wait_result::interrupted;
    std::stop_callback on_stop(token, interrupt);
    for (;;) {
        wait_result result = waited(wait());
        if (result != wait_result::interrupted || token.stop_requested()) return result;
    }
}
#endif

// The C options of a channel of T: elements that are left are destroyed.
template <class T> picoring_channel_options raw(std::int64_t spin)
{
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    options.spin = spin;
    if constexpr (!std::is_trivially_destructible_v<T>)
        options.drop = [](void *, void *element) { std::destroy_at(static_cast<T *>(element)); };
    return options;
}

template <class T>
picoring_channel_options raw(const channel_options &given, picoring_options &memory)
{
    memory = given;
    if (memory.alignment < alignof(T)) memory.alignment = alignof(T);
    picoring_channel_options options = raw<T>(given.spin);
    options.memory = &memory;
    return options;
}

} // namespace detail

// What both sides have: a handle, waits, an interrupt. `Verbs` are the C verbs of
// the side.
template <class Verbs> class channel_side {
    using handle_type = typename Verbs::handle;

public:
    // Until n elements are readable, or free: others may take those first.
    wait_result wait(std::size_t n = 1) { return detail::waited(wait_code(n, PICORING_FOREVER)); }
    wait_result wait_for(std::chrono::nanoseconds timeout, std::size_t n = 1)
    {
        return detail::waited(wait_code(n, detail::nanoseconds(timeout)));
    }
#ifdef PICORING_STOP_TOKEN
    // Until a stop is requested, too; a signal does not end it.
    wait_result wait(std::stop_token token, std::size_t n = 1)
    {
        return detail::wait_until_stopped(
            token, [&] { return wait_code(n, PICORING_FOREVER); },
            [this] { Verbs::interrupt(get()); });
    }
#endif
    void interrupt() { check(Verbs::interrupt(get())); }
    // Ends the channel, from an mpsc's producer for all producers.
    void close() { Verbs::close(get()); }
    handle_type *get() const noexcept { return handle_.get(); }

protected:
    handle_type *detach() noexcept { return handle_.release(); }

    struct adopt {};
    channel_side(adopt, handle_type *opened) : handle_(opened) {}

private:
    struct destroy {
        void operator()(handle_type *side) const noexcept { Verbs::destroy(side); }
    };
    int wait_code(std::size_t n, std::int64_t timeout)
    {
        return Verbs::wait(get(), n, timeout, PICORING_CLOCK_RELATIVE);
    }

    std::unique_ptr<handle_type, destroy> handle_;
};

// A side that an event loop can wait for.
template <class Verbs> class channel_event_side : public channel_side<Verbs> {
public:
    // The descriptor, and asking it for one signal. True: ready now, and no signal
    // will come.
    std::intptr_t event()
    {
        std::intptr_t made;
        check(Verbs::event(this->get(), &made));
        return made;
    }
    bool arm(std::size_t n = 1)
    {
        int ready = Verbs::arm(this->get(), n);
        if (ready < 0) check(ready);
        return ready == 1;
    }
    void disarm() { Verbs::disarm(this->get()); }

protected:
    using channel_side<Verbs>::channel_side;
};

// The writing side of a channel of T, on top of `Base`, one of the two above.
template <class T, class Verbs, class Base> class channel_writer : public Base {
    static constexpr bool plain = std::is_trivially_copyable_v<T>;
    static constexpr bool copyable = std::is_copy_constructible_v<T>;

public:
    using value_type = T;
    using Base::get;
    using Base::wait;

    // False if the channel is full or closed; closed() tells.
    bool push(const T &value) requires copyable
    {
        if constexpr (plain)
            return Verbs::push_sized(get(), std::addressof(value), sizeof(T)) == PICORING_OK;
        else
            return emplace(value);
    }
    bool push(T &&value) requires(!plain || !copyable) { return emplace(std::move(value)); }
    // A constructor that throws gives its claim up.
    template <class... Arguments> bool emplace(Arguments &&...arguments)
    {
        void *place = Verbs::claim(get(), 1);
        if (!place) return false;
        struct give_up_unless_committed {
            typename Verbs::handle *writer;
            ~give_up_unless_committed()
            {
                if (writer) Verbs::give_up(writer);
            }
        } guard{get()};
        ::new (place) T(std::forward<Arguments>(arguments)...);
        Verbs::commit(std::exchange(guard.writer, nullptr), 1);
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
#ifdef PICORING_STOP_TOKEN
    template <class U> bool push_wait(std::stop_token token, U &&value)
    {
        while (!push(std::forward<U>(value)))
            if (wait(token, 1) != wait_result::ready) return false;
        return true;
    }
#endif

    // All of them, side by side, or, with false, none.
    bool push_n(std::span<const T> values) requires plain
    {
        return Verbs::push_n(get(), values.data(), values.size()) == PICORING_OK;
    }

    // The next n free places, or an empty span.
    std::span<T> claim(std::size_t n) requires plain
    {
        void *place = Verbs::claim(get(), n);
        return place ? std::span<T>(static_cast<T *>(place), n) : std::span<T>();
    }
    void commit(std::size_t n) requires plain { check(Verbs::commit(get(), n)); }
    bool closed() { return Verbs::claim_status(get(), 1) == PICORING_EPIPE; }

protected:
    using Base::Base;
};

// The reading side of a channel of T.
template <class T, class Verbs> class channel_reader : public channel_event_side<Verbs> {
    static constexpr bool plain = std::is_trivially_copyable_v<T>;
    using base = channel_event_side<Verbs>;

public:
    using value_type = T;
    using base::get;
    using base::wait;

    // Nothing if the channel is empty; ended() tells whether more will come.
    std::optional<T> pop()
    {
        if constexpr (plain && std::is_default_constructible_v<T>) {
            std::optional<T> value(std::in_place);
            if (Verbs::pop_sized(get(), std::addressof(*value), sizeof(T)) != PICORING_OK)
                value.reset();
            return value;
        } else {
            std::size_t n = 0;
            T *first = static_cast<T *>(Verbs::peek(get(), &n));
            if (!first) return std::nullopt;
            std::optional<T> value(std::move(*first));
            std::destroy_at(first);
            Verbs::release(get(), 1);
            return value;
        }
    }
    // False, and `value` as it was, if the channel is empty.
    bool pop(T &value) requires plain
    {
        return Verbs::pop_sized(get(), std::addressof(value), sizeof(T)) == PICORING_OK;
    }
    // pop that waits: nothing only if the channel has ended.
    std::optional<T> pop_wait()
    {
        for (;;) {
            if (auto value = pop()) return value;
            if (wait(1) == wait_result::closed) return std::nullopt;
        }
    }
#ifdef PICORING_STOP_TOKEN
    // pop that waits until a stop is requested: nothing then, or at the end.
    std::optional<T> pop_wait(std::stop_token token)
    {
        for (;;) {
            if (auto value = pop()) return value;
            wait_result result = wait(token, 1);
            if (result != wait_result::ready) return std::nullopt;
        }
    }
#endif

    // All or, with false, none.
    bool pop_n(std::span<T> values) requires plain
    {
        return Verbs::pop_n(get(), values.data(), values.size()) == PICORING_OK;
    }
    // How many there were.
    std::size_t pop_some(std::span<T> values) requires plain
    {
        std::size_t n = 0;
        Verbs::pop_some(get(), values.data(), values.size(), &n);
        return n;
    }

    // The readable elements that the reader knows of.
    std::span<T> peek() requires plain
    {
        std::size_t n = 0;
        void *first = Verbs::peek(get(), &n);
        return {static_cast<T *>(first), n};
    }
    // Done with the n oldest elements that peek has shown.
    void release(std::size_t n) requires plain { check(Verbs::release(get(), n)); }
    // Looks at the other side; peek shows them all.
    std::size_t size() { return Verbs::len(get()); }
    // Nothing is there, and nothing will come.
    bool ended() { return Verbs::peek_status(get()) == PICORING_EEND; }

    // What has not been read, as a ring in the same memory. picoring::error, and
    // nothing has changed, while the channel has another handle.
    ring<T> into_ring() &&
    {
        picoring_ring *made;
        check(Verbs::into_ring(get(), &made));
        this->detach();
        return ring<T>::adopt(made);
    }

protected:
    using base::base;
};

} // namespace picoring
