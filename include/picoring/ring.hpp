// SPDX-License-Identifier: MIT OR Apache-2.0
//
// ring.hpp: a ring of T. ring.h is the manual.
//
// ring<T>(n) holds at least n: memory comes in pages, and ring<double>(5) holds
// 512. For a window of exactly n set options.exact; ring<T, N> is always exact.
//
// A trivially copyable T has everything: copies of many elements, spans over
// the contents and the free space, contiguous iterators. Any other T has the
// element verbs and random-access iterators; its constructors and destructors
// run, each object stays at one address while it is in the ring, and a
// constructor that throws leaves the ring as it was.
//
// One thread at a time, const or not. A ring that was moved from may only be
// destroyed, assigned to or swapped. While a span or an iterator over the seam
// is in use, write through it and not through operator[]: they may be two
// addresses of one byte.
#pragma once

#include "picoring/error.hpp"
#include "picoring/mirror_buffer.hpp"
#include "picoring/options.hpp"
#include "picoring/ring.h"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace picoring {

template <class T, std::size_t N = 0> class ring {
    static_assert(std::is_object_v<T> && !std::is_const_v<T> && !std::is_volatile_v<T> &&
                  !std::is_array_v<T>);
    static constexpr bool plain = std::is_trivially_copyable_v<T>;
    static constexpr bool copyable = std::is_copy_constructible_v<T>;
    template <bool Const> class element_iterator;

public:
    using value_type = T;
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using reference = T &;
    using const_reference = const T &;
    using iterator = std::conditional_t<plain, T *, element_iterator<false>>;
    using const_iterator = std::conditional_t<plain, const T *, element_iterator<true>>;

    // ---- Creation -----------------------------------------------------------

    explicit ring(size_type capacity, const options &options = {}) requires(N == 0)
        : handle_(open_or_raise(capacity, options))
    {
    }
    ring() requires(N != 0) : ring(options()) {}
    explicit ring(const options &options) requires(N != 0) : handle_(open_or_raise(N, options)) {}
    // A ring that holds copies of `values`, at least one place.
    explicit ring(std::span<const T> values,
                  const options &options = {}) requires(N == 0 && copyable)
        : ring(values.empty() ? 1 : values.size(), options)
    {
        push_n(values);
    }

    static result<ring> create(size_type capacity, const options &options = {}) requires(N == 0)
    {
        return make(capacity, options);
    }
    static result<ring> create(const options &options = {}) requires(N != 0)
    {
        return make(N, options);
    }

    ring(ring &&) noexcept = default;
    ring &operator=(ring &&other) noexcept
    {
        ring(std::move(other)).swap(*this);
        return *this;
    }
    ~ring() { destroy_elements(); }
    void swap(ring &other) noexcept { handle_.swap(other.handle_); }
    friend void swap(ring &a, ring &b) noexcept { a.swap(b); }

    // ---- One element ----------------------------------------------------------

    // False if the ring is full.
    bool push(const T &value) requires copyable
    {
        if constexpr (plain)
            return picoring_ring_push_sized(get(), std::addressof(value), sizeof(T)) == PICORING_OK;
        else
            return emplace(value);
    }
    bool push(T &&value) requires(!plain || !copyable) { return emplace(std::move(value)); }
    template <class... Arguments> bool emplace(Arguments &&...arguments)
    {
        void *place = picoring_ring_claim(get(), 1);
        if (!place) return false;
        ::new (place) T(std::forward<Arguments>(arguments)...);
        picoring_ring_commit(get(), 1);
        return true;
    }

    // Nothing if the ring is empty.
    std::optional<T> pop()
    {
        if constexpr (plain && std::is_default_constructible_v<T>) {
            if (empty()) return std::nullopt;
            T value;
            picoring_ring_pop_sized(get(), std::addressof(value), sizeof(T));
            return value;
        } else {
            if (empty()) return std::nullopt;
            std::optional<T> value(std::move(front()));
            drop_front();
            return value;
        }
    }
    // False, and `value` as it was, if the ring is empty.
    bool pop(T &value)
    {
        if constexpr (plain) {
            return picoring_ring_pop_sized(get(), std::addressof(value), sizeof(T)) == PICORING_OK;
        } else {
            if (empty()) return false;
            value = std::move(front());
            drop_front();
            return true;
        }
    }

    // Drops the oldest element if the ring is full. A move that throws would come
    // too late to keep it.
    void push_overwrite(T value) requires(plain || std::is_nothrow_move_constructible_v<T>)
    {
        if (full()) drop_front();
        if constexpr (plain)
            picoring_ring_push_sized(get(), std::addressof(value), sizeof(T));
        else
            emplace(std::move(value));
    }

    // ---- Many elements: copying -----------------------------------------------

    // All or, with false, none.
    bool push_n(std::span<const T> values) requires copyable
    {
        if constexpr (plain) {
            return picoring_ring_push_n(get(), values.data(), values.size()) == PICORING_OK;
        } else {
            if (values.size() > free()) return false;
            if constexpr (std::is_nothrow_copy_constructible_v<T>) {
                for (const T &value : values) emplace(value);
            } else {
                static_assert(std::is_nothrow_move_constructible_v<T>,
                              "all or nothing needs a copy or a move that does not throw");
                std::vector<T> copies(values.begin(), values.end());
                for (T &copy : copies) emplace(std::move(copy));
            }
            return true;
        }
    }
    bool pop_n(std::span<T> values) requires plain
    {
        return picoring_ring_pop_n(get(), values.data(), values.size()) == PICORING_OK;
    }
    // How many fitted.
    size_type push_some(std::span<const T> values) requires plain
    {
        size_type n = 0;
        picoring_ring_push_some(get(), values.data(), values.size(), &n);
        return n;
    }
    // How many there were.
    size_type pop_some(std::span<T> values) requires plain
    {
        size_type n = 0;
        picoring_ring_pop_some(get(), values.data(), values.size(), &n);
        return n;
    }

    // ---- Many elements: in place ------------------------------------------------

    // The next n free places, or an empty span.
    std::span<T> claim(size_type n) requires plain
    {
        void *place = picoring_ring_claim(get(), n);
        return place ? std::span<T>(static_cast<T *>(place), n) : std::span<T>();
    }
    // All that is free.
    std::span<T> claim() requires plain { return claim(free()); }
    void commit(size_type n) requires plain { check(picoring_ring_commit(get(), n)); }
    void cancel() { picoring_ring_cancel(get()); }

    // All that is readable.
    std::span<T> peek() requires plain
    {
        size_type n = 0;
        void *place = picoring_ring_peek(get(), &n);
        return {static_cast<T *>(place), n};
    }
    std::span<const T> peek() const requires plain
    {
        size_type n = 0;
        const void *place = picoring_ring_peek(get(), &n);
        return {static_cast<const T *>(place), n};
    }
    // n readable elements from `offset` on, or an empty span.
    std::span<T> view(size_type offset, size_type n) requires plain
    {
        void *place = picoring_ring_view(get(), offset, n);
        return place ? std::span<T>(static_cast<T *>(place), n) : std::span<T>();
    }
    std::span<const T> view(size_type offset, size_type n) const requires plain
    {
        const void *place = picoring_ring_view(get(), offset, n);
        return place ? std::span<const T>(static_cast<const T *>(place), n) : std::span<const T>();
    }
    // Done with the n oldest elements.
    void release(size_type n)
    {
        if constexpr (!plain) {
            if (n <= size())
                for (size_type i = 0; i < n; ++i) std::destroy_at(std::addressof((*this)[i]));
        }
        check(picoring_ring_release(get(), n));
    }

    // ---- Elements -----------------------------------------------------------------

    // index < size(), which is not checked.
    T &operator[](size_type index) { return *element(index); }
    const T &operator[](size_type index) const { return *element(index); }
    // Throws std::out_of_range.
    T &at(size_type index) { return *checked(index); }
    const T &at(size_type index) const { return *checked(index); }
    // False if there is no such element.
    bool set(size_type index, T value)
    {
        if (index >= size()) return false;
        (*this)[index] = std::move(value);
        return true;
    }
    // Not of an empty ring, which is not checked.
    T &front() { return (*this)[0]; }
    const T &front() const { return (*this)[0]; }
    T &back() { return (*this)[size() - 1]; }
    const T &back() const { return (*this)[size() - 1]; }

    iterator begin()
    {
        if constexpr (plain)
            return peek().data();
        else
            return {get(), 0};
    }
    iterator end() { return begin() + static_cast<difference_type>(size()); }
    const_iterator begin() const
    {
        if constexpr (plain)
            return peek().data();
        else
            return {get(), 0};
    }
    const_iterator end() const { return begin() + static_cast<difference_type>(size()); }
    auto rbegin() { return std::reverse_iterator(end()); }
    auto rend() { return std::reverse_iterator(begin()); }
    auto rbegin() const { return std::reverse_iterator(end()); }
    auto rend() const { return std::reverse_iterator(begin()); }
    const_iterator cbegin() const { return begin(); }
    const_iterator cend() const { return end(); }

    // ---- The whole ------------------------------------------------------------------

    size_type size() const noexcept { return picoring_ring_len(get()); }
    size_type free() const noexcept { return picoring_ring_free(get()); }
    size_type capacity() const noexcept
    {
        if constexpr (N != 0)
            return N;
        else
            return picoring_ring_capacity(get());
    }
    bool empty() const noexcept { return size() == 0; }
    bool full() const noexcept { return free() == 0; }
    void clear()
    {
        destroy_elements();
        picoring_ring_clear(get());
    }

    friend bool operator==(const ring &a, const ring &b) requires std::equality_comparable<T>
    {
        return std::equal(a.begin(), a.end(), b.begin(), b.end());
    }

    mirror_info describe() const { return picoring::describe(picoring_ring_mirror(get())); }
    picoring_ring *get() const noexcept { return handle_.get(); }

    // A ring of the C side whose elements are Ts; it is this object's from now on.
    static ring adopt(picoring_ring *handle) requires(N == 0)
    {
        ring made{unopened()};
        made.handle_.reset(handle);
        return made;
    }
    // The handle and the elements are the caller's from now on; the ring may only
    // be assigned to or destroyed.
    picoring_ring *detach() noexcept { return handle_.release(); }

private:
    struct destroy {
        void operator()(picoring_ring *ring) const noexcept { picoring_ring_destroy(ring); }
    };

    // A ring that owns nothing yet; make() gives it a handle.
    struct unopened {};
    explicit ring(unopened) {}

    static result<ring> make(size_type capacity, const options &options)
    {
        picoring_ring *opened;
        int code = open(capacity, options, opened);
        if (code != PICORING_OK) return result<ring>::failure(code);
        ring made{unopened()};
        made.handle_.reset(opened);
        return made;
    }

    // Static, so that the compiler sees that nobody else holds the handle.
    static picoring_ring *open_or_raise(size_type capacity, const options &options)
    {
        picoring_ring *opened;
        check(open(capacity, options, opened));
        return opened;
    }

    static int open(size_type capacity, options options, picoring_ring *&opened)
    {
        if (options.alignment < alignof(T)) options.alignment = alignof(T);
        if (N != 0) options.exact = 1;
        return picoring_ring_create(capacity, sizeof(T), &options, &opened);
    }

    T *element(size_type index) const { return static_cast<T *>(picoring_ring_at(get(), index)); }
    T *checked(size_type index) const
    {
        T *place = element(index);
        if (!place)
            raise(std::out_of_range("picoring::ring::at: index " + std::to_string(index) + " of " +
                                    std::to_string(size())));
        return place;
    }
    void drop_front() noexcept
    {
        if constexpr (!plain)
            if (!empty()) std::destroy_at(element(0));
        picoring_ring_release(get(), 1);
    }
    void destroy_elements() noexcept
    {
        if constexpr (!plain) {
            // In a forked child the ring is empty and its memory is not there.
            if (handle_)
                for (size_type i = 0, n = size(); i < n; ++i) std::destroy_at(element(i));
        }
    }

    std::unique_ptr<picoring_ring, destroy> handle_;
};

template <std::ranges::contiguous_range Range>
ring(const Range &, const options & = {}) -> ring<std::ranges::range_value_t<Range>>;

// An index and the ring's handle; elements stay where they are, so it stays
// valid until elements before it go.
template <class T, std::size_t N> template <bool Const> class ring<T, N>::element_iterator {
public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = std::conditional_t<Const, const T *, T *>;
    using reference = std::conditional_t<Const, const T &, T &>;

    element_iterator() = default;
    element_iterator(picoring_ring *ring, difference_type index) : ring_(ring), index_(index) {}
    operator element_iterator<true>() const requires(!Const) { return {ring_, index_}; }

    reference operator*() const { return *operator->(); }
    pointer operator->() const
    {
        return static_cast<pointer>(picoring_ring_at(ring_, static_cast<std::size_t>(index_)));
    }
    reference operator[](difference_type n) const { return *(*this + n); }
    element_iterator &operator+=(difference_type n)
    {
        index_ += n;
        return *this;
    }
    element_iterator &operator-=(difference_type n) { return *this += -n; }
    element_iterator &operator++() { return *this += 1; }
    element_iterator &operator--() { return *this -= 1; }
    element_iterator operator++(int) { return std::exchange(*this, *this + 1); }
    element_iterator operator--(int) { return std::exchange(*this, *this - 1); }
    friend element_iterator operator+(element_iterator i, difference_type n) { return i += n; }
    friend element_iterator operator+(difference_type n, element_iterator i) { return i += n; }
    friend element_iterator operator-(element_iterator i, difference_type n) { return i -= n; }
    friend difference_type operator-(element_iterator a, element_iterator b)
    {
        return a.index_ - b.index_;
    }
    friend bool operator==(element_iterator a, element_iterator b) { return a.index_ == b.index_; }
    friend auto operator<=>(element_iterator a, element_iterator b)
    {
        return a.index_ <=> b.index_;
    }

private:
    picoring_ring *ring_ = nullptr;
    difference_type index_ = 0;
};

} // namespace picoring
