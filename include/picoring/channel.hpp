// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channel.hpp: what the sides of spsc<T> and mpsc<T> have in common: typed
// reading in place and by copy, waiting with time-outs and std::stop_token.
// channel.h explains waiting and ending.
#pragma once

#include "picoring/channel.h"
#include "picoring/error.hpp"
#include "picoring/options.hpp"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace picoring {

// What a wait came to.
enum class wait_result { ready, timed_out, interrupted, closed };

struct channel_options : options {
    using options::options;
    // Nanoseconds that a wait looks before it sleeps; 0 for the default, negative
    // for not at all.
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

// The C options of a channel of T: elements that are left are destroyed.
template <class T>
picoring_channel_options raw(const channel_options &given, picoring_options &memory)
{
    memory = given;
    if (memory.alignment < alignof(T)) memory.alignment = alignof(T);
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    options.memory = &memory;
    options.spin = given.spin;
    if constexpr (!std::is_trivially_destructible_v<T>)
        options.drop = [](void *, void *element) { std::destroy_at(static_cast<T *>(element)); };
    return options;
}

} // namespace detail

// The reading side of a channel; `Verbs` are the C verbs of its object.
template <class T, class Verbs> class channel_reader {
    static constexpr bool plain = std::is_trivially_copyable_v<T>;
    using handle = typename Verbs::reader;

public:
    using value_type = T;

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
    // pop that waits until a stop is requested: nothing then, or at the end.
    std::optional<T> pop_wait(std::stop_token token)
    {
        for (;;) {
            if (auto value = pop()) return value;
            wait_result result = wait(token, 1);
            if (result != wait_result::ready) return std::nullopt;
        }
    }

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

    // Until n elements are readable.
    wait_result wait(std::size_t n = 1)
    {
        return detail::waited(
            Verbs::wait_readable(get(), n, PICORING_FOREVER, PICORING_CLOCK_RELATIVE));
    }
    wait_result wait_for(std::chrono::nanoseconds timeout, std::size_t n = 1)
    {
        return detail::waited(
            Verbs::wait_readable(get(), n, detail::nanoseconds(timeout), PICORING_CLOCK_RELATIVE));
    }
    // Until a stop is requested, too; a signal does not end it.
    wait_result wait(std::stop_token token, std::size_t n = 1)
    {
        return detail::wait_until_stopped(
            token,
            [&] {
                return Verbs::wait_readable(get(), n, PICORING_FOREVER, PICORING_CLOCK_RELATIVE);
            },
            [this] { Verbs::interrupt_reader(get()); });
    }
    void interrupt() { check(Verbs::interrupt_reader(get())); }

    // For event loops: the descriptor, and asking it for one signal. True: ready
    // now, and no signal will come.
    std::intptr_t event()
    {
        std::intptr_t made;
        check(Verbs::reader_event(get(), &made));
        return made;
    }
    bool arm(std::size_t n = 1)
    {
        int ready = Verbs::reader_arm(get(), n);
        if (ready < 0) check(ready);
        return ready == 1;
    }
    void disarm() { Verbs::reader_disarm(get()); }

    void close() { Verbs::reader_close(get()); }
    handle *get() const noexcept { return handle_.get(); }

protected:
    struct adopt {};
    channel_reader(adopt, handle *opened) : handle_(opened) {}

private:
    struct destroy {
        void operator()(handle *reader) const noexcept { Verbs::reader_destroy(reader); }
    };
    std::unique_ptr<handle, destroy> handle_;
};

} // namespace picoring
