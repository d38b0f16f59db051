// SPDX-License-Identifier: MIT OR Apache-2.0
//
// queue.hpp: the in-place half of a ring as a type of its own: claim and
// commit, peek and release. ring.h is the manual.
#pragma once

#include "picoring/ring.hpp"

namespace picoring {

template <class T, std::size_t N = 0> class queue : private ring<T, N> {
    static_assert(std::is_trivially_copyable_v<T>, "elements are written in place");
    using base = ring<T, N>;

public:
    using typename base::const_iterator;
    using typename base::const_reference;
    using typename base::difference_type;
    using typename base::iterator;
    using typename base::reference;
    using typename base::size_type;
    using typename base::value_type;

    using base::base;
    explicit queue(base &&owner) noexcept : base(std::move(owner)) {}

    static result<queue> create(size_type capacity, const options &options = {}) requires(N == 0)
    {
        return adopt(base::create(capacity, options));
    }
    static result<queue> create(const options &options = {}) requires(N != 0)
    {
        return adopt(base::create(options));
    }

    using base::cancel;
    using base::claim;
    using base::commit;
    using base::peek;
    using base::release;

    void swap(queue &other) noexcept { base::swap(other); }
    friend void swap(queue &a, queue &b) noexcept { a.swap(b); }

    bool try_push(const T &value) { return base::push(value); }
    std::optional<T> try_pop() { return base::pop(); }

    using base::operator[];
    using base::at;
    using base::back;
    using base::begin;
    using base::cbegin;
    using base::cend;
    using base::end;
    using base::front;

    using base::capacity;
    using base::clear;
    using base::describe;
    using base::empty;
    using base::free;
    using base::full;
    using base::get;
    using base::size;

private:
    static result<queue> adopt(result<base> made)
    {
        if (!made) return result<queue>::failure(made.error().value());
        return queue(std::move(*made));
    }
};

} // namespace picoring
