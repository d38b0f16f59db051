// SPDX-License-Identifier: MIT OR Apache-2.0
//
// list.hpp: a growing array of T that never moves an element. list.h is the
// manual.
//
//     picoring::list<double> samples;       // or with options:
//     picoring::list_options options;
//     options.reserve = 1000000;
//     picoring::list<double> some(options); // a million at the most, or a few more
//
// It reads like std::vector, with contiguous iterators, and grows without
// reallocation: pointers, spans and iterators stay good until their element
// goes. capacity() is where it ends, reserve(n) has memory ready up to n. There
// is no insert, no erase and no copying of a list.
//
// Any complete type will do; its destructors run. A constructor that throws
// leaves the list as it was, but assign clears first, and an append of another
// type's range keeps what came before the throw. A constructor must not append
// to the list that its object goes to.
//
// One thread appends, any number may read [0, size()) meanwhile; everything
// else needs the readers gone. push, try_reserve, claim and create report that
// there is no room; the other appending functions throw picoring::error. A
// list that was moved from may only be destroyed, assigned to or swapped.
// LeakSanitizer does not see pointers that only a list's elements hold.
#pragma once

#include "picoring/chunk_range.hpp"
#include "picoring/error.hpp"
#include "picoring/list.h"

#include <algorithm>
#include <compare>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace picoring {

// picoring_list_options that begin as the defaults.
struct list_options : picoring_list_options {
    list_options() noexcept : picoring_list_options(PICORING_LIST_OPTIONS_INIT) {}
    list_options(const picoring_list_options &given) noexcept : picoring_list_options(given) {}
};

// ChunkItems is the length of the pieces of chunk() and chunks(); 0 takes it
// from the options.
template <class T, std::size_t ChunkItems = 0> class list {
    static_assert(std::is_object_v<T> && !std::is_const_v<T> && !std::is_volatile_v<T> &&
                  !std::is_array_v<T>);
    static constexpr bool plain = std::is_trivially_copyable_v<T>;
    static constexpr bool copyable = std::is_copy_constructible_v<T>;

public:
    using value_type = T;
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using reference = T &;
    using const_reference = const T &;
    using pointer = T *;
    using const_pointer = const T *;
    using iterator = T *;
    using const_iterator = const T *;
    using reverse_iterator = std::reverse_iterator<iterator>;
    using const_reverse_iterator = std::reverse_iterator<const_iterator>;

    // ---- Creation -----------------------------------------------------------

    list() : list(list_options()) {}
    explicit list(const list_options &options) : list(adopt(), open_or_raise(options)) {}
    explicit list(std::span<const T> values, const list_options &options = {}) requires copyable
        : list(options)
    {
        append(values);
    }
    list(std::initializer_list<T> values, const list_options &options = {}) requires copyable
        : list(std::span<const T>(values.begin(), values.size()), options)
    {
    }

    static result<list> create(const list_options &options = {})
    {
        picoring_list *opened;
        int code = open(options, opened);
        if (code != PICORING_OK) return result<list>::failure(code);
        return list(adopt(), opened);
    }

    list(list &&) noexcept = default;
    list &operator=(list &&other) noexcept
    {
        list(std::move(other)).swap(*this);
        return *this;
    }
    ~list()
    {
        if (handle_) destroy_from(0);
    }
    void swap(list &other) noexcept
    {
        handle_.swap(other.handle_);
        std::swap(data_, other.data_);
    }
    friend void swap(list &a, list &b) noexcept { a.swap(b); }

    // ---- Appending ------------------------------------------------------------

    // False if there is no room: picoring_list_claim_status(get(), 1) tells why.
    bool push(const T &value) requires copyable
    {
        if constexpr (plain)
            return picoring_list_push_sized(get(), std::addressof(value), sizeof(T)) == PICORING_OK;
        else
            return construct(1, [&](T *place) { std::construct_at(place, value); }) == PICORING_OK;
    }
    bool push(T &&value) requires(!plain || !copyable)
    {
        return construct(1, [&](T *place) { std::construct_at(place, std::move(value)); }) ==
               PICORING_OK;
    }
    void push_back(const T &value) requires copyable
    {
        if constexpr (plain)
            check(picoring_list_push_sized(get(), std::addressof(value), sizeof(T)));
        else
            emplace_back(value);
    }
    void push_back(T &&value) requires(!plain || !copyable) { emplace_back(std::move(value)); }
    template <class... Arguments> T &emplace_back(Arguments &&...arguments)
    {
        check(construct(
            1, [&](T *place) { std::construct_at(place, std::forward<Arguments>(arguments)...); }));
        return back();
    }

    // All or none. The values may lie in this list.
    void append(std::span<const T> values) requires copyable
    {
        if constexpr (plain)
            check(picoring_list_append(get(), values.data(), values.size()));
        else
            check(construct(values.size(), [&](T *place) {
                std::uninitialized_copy(values.begin(), values.end(), place);
            }));
    }
    template <std::size_t N> void append(const list<T, N> &other) requires copyable
    {
        append(other.span());
    }
    void append(std::initializer_list<T> values) requires copyable
    {
        append(std::span<const T>(values.begin(), values.size()));
    }
    // Any other range of what a T can be made of.
    template <std::ranges::input_range Range>
    requires(
        !std::convertible_to<Range, std::span<const T>> &&
        std::convertible_to<std::ranges::range_reference_t<Range>, T>) void append(Range &&values)
    {
        for (auto &&value : values) emplace_back(std::forward<decltype(value)>(value));
    }

    // clear and append: the values may not lie in this list.
    template <class Values> void assign(Values &&values) requires requires(list l)
    {
        l.append(values);
    }
    {
        clear();
        append(std::forward<Values>(values));
    }
    void assign(std::initializer_list<T> values) requires copyable
    {
        clear();
        append(values);
    }
    void assign(size_type n, const T &value) requires copyable
    {
        T kept(value); // value may lie in this list
        clear();
        resize(n, kept);
    }
    // New elements are value-initialized, or copies of `value`.
    void resize(size_type n) requires std::default_initializable<T>
    {
        if (n < size()) return truncate(n);
        check(construct(n - size(), [more = n - size()](T *place) {
            std::uninitialized_value_construct_n(place, more);
        }));
    }
    void resize(size_type n, const T &value) requires copyable
    {
        if (n < size()) return truncate(n);
        check(construct(n - size(), [&, more = n - size()](T *place) {
            std::uninitialized_fill_n(place, more, value);
        }));
    }

    // Room for n elements in all, its memory there. reserve throws if there is
    // none; try_reserve says so.
    void reserve(size_type n) { check(picoring_list_reserve(get(), n)); }
    bool try_reserve(size_type n) { return picoring_list_reserve(get(), n) == PICORING_OK; }

    // n places behind the last element to write to, or an empty span.
    std::span<T> claim(size_type n) requires plain
    {
        void *place = picoring_list_claim(get(), n);
        return place ? std::span<T>(static_cast<T *>(place), n) : std::span<T>();
    }
    void commit(size_type n) requires plain { check(picoring_list_commit(get(), n)); }
    void cancel() { picoring_list_cancel(get()); }

    // ---- Removing: the readers gone ---------------------------------------------

    // Not of an empty list, which is not checked.
    void pop_back() noexcept
    {
        std::destroy_at(std::addressof(back()));
        picoring_list_pop(get(), nullptr);
    }
    // The last element, or nothing if the list is empty.
    std::optional<T> pop()
    {
        if (empty()) return std::nullopt;
        std::optional<T> value(std::move(back()));
        pop_back();
        return value;
    }
    // The first n elements stay; n <= size(), or picoring::error.
    void truncate(size_type n)
    {
        if (n <= size()) destroy_from(n);
        check(picoring_list_truncate(get(), n));
    }
    void clear() noexcept
    {
        destroy_from(0);
        picoring_list_clear(get());
    }
    void shrink_to_fit() noexcept { picoring_list_shrink(get()); }

    // ---- Elements -----------------------------------------------------------------

    // index < size(), which is not checked.
    T &operator[](size_type index) noexcept { return data_[index]; }
    const T &operator[](size_type index) const noexcept { return data_[index]; }
    // Throws std::out_of_range.
    T &at(size_type index) { return data_[checked(index)]; }
    const T &at(size_type index) const { return data_[checked(index)]; }
    // False if there is no such element.
    bool set(size_type index, T value)
    {
        if (index >= size()) return false;
        data_[index] = std::move(value);
        return true;
    }
    // Not of an empty list, which is not checked.
    T &front() noexcept { return data_[0]; }
    const T &front() const noexcept { return data_[0]; }
    T &back() noexcept { return data_[size() - 1]; }
    const T &back() const noexcept { return data_[size() - 1]; }

    T *data() noexcept { return data_; }
    const T *data() const noexcept { return data_; }
    std::span<T> span() noexcept { return {data_, size()}; }
    std::span<const T> span() const noexcept { return {data_, size()}; }

    iterator begin() noexcept { return data_; }
    iterator end() noexcept { return data_ + size(); }
    const_iterator begin() const noexcept { return data_; }
    const_iterator end() const noexcept { return data_ + size(); }
    const_iterator cbegin() const noexcept { return begin(); }
    const_iterator cend() const noexcept { return end(); }
    reverse_iterator rbegin() noexcept { return reverse_iterator(end()); }
    reverse_iterator rend() noexcept { return reverse_iterator(begin()); }
    const_reverse_iterator rbegin() const noexcept { return const_reverse_iterator(end()); }
    const_reverse_iterator rend() const noexcept { return const_reverse_iterator(begin()); }

    // ---- Pieces: windows on the one block, all but the last of chunk_size() ---------

    // An empty span if there is no such chunk.
    std::span<T> chunk(size_type index) { return chunk_of<T>(index); }
    std::span<const T> chunk(size_type index) const { return chunk_of<const T>(index); }
    chunk_range<T> chunks() { return {span(), chunk_size()}; }
    chunk_range<const T> chunks() const { return {span(), chunk_size()}; }
    size_type chunk_count() const noexcept { return picoring_list_chunk_count(get()); }
    size_type chunk_size() const noexcept { return picoring_list_chunk_size(get()); }

    // ---- The whole ------------------------------------------------------------------

    size_type size() const noexcept { return picoring_list_len(get()); }
    bool empty() const noexcept { return size() == 0; }
    // What the reservation holds.
    size_type capacity() const noexcept { return picoring_list_capacity(get()); }

    friend bool operator==(const list &a, const list &b) requires std::equality_comparable<T>
    {
        return std::equal(a.begin(), a.end(), b.begin(), b.end());
    }
    // Types that only have < will do, as in std::vector.
    friend auto operator<=>(const list &a, const list &b) requires requires(const T &x, const T &y)
    {
        {
            x < y
            } -> std::convertible_to<bool>;
    }
    {
        return std::lexicographical_compare_three_way(
            a.begin(), a.end(), b.begin(), b.end(), [](const T &x, const T &y) {
                if constexpr (std::three_way_comparable<T>)
                    return x <=> y;
                else
                    return x < y   ? std::weak_ordering::less
                           : y < x ? std::weak_ordering::greater
                                   : std::weak_ordering::equivalent;
            });
    }

    picoring_list_info describe() const
    {
        picoring_list_info info = PICORING_LIST_INFO_INIT;
        check(picoring_list_describe(get(), &info));
        return info;
    }
    picoring_list *get() const noexcept { return handle_.get(); }

private:
    struct destroy {
        void operator()(picoring_list *list) const noexcept { picoring_list_destroy(list); }
    };

    struct adopt {};
    list(adopt, picoring_list *opened)
        : handle_(opened), data_(static_cast<T *>(picoring_list_data(opened)))
    {
    }

    static picoring_list *open_or_raise(const list_options &options)
    {
        picoring_list *opened;
        check(open(options, opened));
        return opened;
    }

    static int open(list_options options, picoring_list *&opened)
    {
        if (options.alignment < alignof(T)) options.alignment = alignof(T);
        if (ChunkItems != 0) options.chunk = ChunkItems;
        return picoring_list_create(sizeof(T), &options, &opened);
    }

    // Commits n elements once they are made; if that throws there are none.
    template <class Make> int construct(size_type n, Make make)
    {
        if (n == 0) return PICORING_OK;
        // The status claims as well: claim, after 0, has the place.
        void *place = picoring_list_claim(get(), n);
        if (!place) {
            if (int code = picoring_list_claim_status(get(), n)) return code;
            place = picoring_list_claim(get(), n);
        }
        make(static_cast<T *>(place));
        return picoring_list_commit(get(), n);
    }

    template <class U> std::span<U> chunk_of(size_type index) const
    {
        size_type n = 0;
        void *first = picoring_list_chunk(get(), index, &n);
        return {static_cast<U *>(first), n};
    }
    size_type checked(size_type index) const
    {
        if (index >= size())
            raise(std::out_of_range("picoring::list::at: index " + std::to_string(index) + " of " +
                                    std::to_string(size())));
        return index;
    }
    void destroy_from(size_type n) noexcept
    {
        if constexpr (!std::is_trivially_destructible_v<T>) std::destroy(begin() + n, end());
    }

    std::unique_ptr<picoring_list, destroy> handle_;
    T *data_; // never changes, and saves an access the load
};

template <class T> list(std::initializer_list<T>, const list_options & = {}) -> list<T>;
template <std::ranges::contiguous_range Range>
list(const Range &, const list_options & = {}) -> list<std::ranges::range_value_t<Range>>;

} // namespace picoring
