// SPDX-License-Identifier: MIT OR Apache-2.0
//
// test_ring.cc: ring<T> and ring<T, N>: every verb, every kind of element.
#include "check.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <iterator>
#include <map>
#include <memory>
#include <numeric>
#include <ranges>

using picoring::ring;

// ---- What the type promises ----------------------------------------------------

template <class R>
constexpr bool moves_only =
    !std::is_copy_constructible_v<R> && !std::is_copy_assignable_v<R> &&
    std::is_nothrow_move_constructible_v<R> && std::is_nothrow_move_assignable_v<R> &&
    std::is_nothrow_swappable_v<R> && std::is_nothrow_destructible_v<R>;
static_assert(moves_only<ring<int>> && moves_only<ring<int, 8>> && moves_only<ring<std::string>>);
static_assert(moves_only<ring<std::unique_ptr<int>, 4>>);

template <class R>
constexpr bool iterates_contiguously = std::contiguous_iterator<typename R::iterator>
    &&std::contiguous_iterator<typename R::const_iterator> &&std::ranges::contiguous_range<R>
        &&std::ranges::contiguous_range<const R> &&std::ranges::sized_range<R>;
static_assert(iterates_contiguously<ring<int>> && iterates_contiguously<ring<bytes<3>, 5>>);

template <class R>
constexpr bool iterates_at_random =
    std::random_access_iterator<typename R::iterator>
        &&std::random_access_iterator<typename R::const_iterator> &&
    !std::contiguous_iterator<typename R::iterator> && std::ranges::random_access_range<R> &&
    std::ranges::random_access_range<const R> && std::ranges::sized_range<R> &&
    std::ranges::common_range<R> &&
    std::is_convertible_v<typename R::iterator, typename R::const_iterator> &&
    !std::is_convertible_v<typename R::const_iterator, typename R::iterator> &&
    std::sized_sentinel_for<typename R::const_iterator, typename R::iterator> &&
    std::totally_ordered_with<typename R::iterator, typename R::const_iterator>;
static_assert(iterates_at_random<ring<std::string>> && iterates_at_random<ring<tracked<24>, 3>>);
static_assert(std::output_iterator<ring<std::string>::iterator, const std::string &>);
static_assert(!std::output_iterator<ring<std::string>::const_iterator, const std::string &>);
static_assert(std::is_same_v<decltype(*std::declval<ring<std::string>::const_iterator>()),
                             const std::string &>);
static_assert(
    std::is_same_v<decltype(std::declval<const ring<int> &>().peek()), std::span<const int>>);
static_assert(std::is_same_v<decltype(std::declval<const ring<int> &>()[0]), const int &>);
static_assert(std::is_same_v<decltype(std::declval<const ring<std::string> &>().back()),
                             const std::string &>);

// In-place verbs are for what may be copied as bytes.
template <class R> constexpr bool works_in_place = requires(R &r, std::size_t n)
{
    r.claim(n);
    r.claim();
    r.commit(n);
    r.peek();
    r.view(n, n);
};
static_assert(works_in_place<ring<int>> && !works_in_place<ring<std::string>>);

// A capacity is a number, contents are a span; nothing converts by itself.
static_assert(!std::is_convertible_v<std::size_t, ring<int>>);
static_assert(!std::is_convertible_v<std::vector<int>, ring<int>>);
static_assert(std::is_constructible_v<ring<int>, std::vector<int> &>);
static_assert(!std::is_constructible_v<ring<int, 4>, std::size_t>);
static_assert(std::is_default_constructible_v<ring<int, 4>>);
static_assert(!std::is_default_constructible_v<ring<int>>);

// ---- Capacity ------------------------------------------------------------------

TEST(a_capacity_is_rounded_up_to_what_the_memory_holds)
{
    ring<std::uint64_t> r(10);
    CHECK_EQUAL(r.capacity(), picoring_granularity() / 8);
    CHECK_EQUAL(r.free(), r.capacity());
    CHECK_EQUAL(r.size(), 0u);
    CHECK(r.empty() && !r.full());
    ring<bytes<3>> thirds(1);
    CHECK_EQUAL(thirds.capacity(), picoring_granularity() / 3);
}

TEST(a_static_capacity_is_exactly_n)
{
    ring<int, 1> one;
    ring<int, 7> seven;
    ring<std::string, 3> three;
    CHECK(one.capacity() == 1 && seven.capacity() == 7 && three.capacity() == 3);
    CHECK_EQUAL(picoring_ring_capacity(seven.get()), 7u);
    for (int lap = 0; lap < 3000; ++lap) {
        CHECK(one.push(lap));
        CHECK(!one.push(lap) && one.full());
        CHECK_EQUAL(*one.pop(), lap);
        for (int i = 0; i < 7; ++i) CHECK(seven.push(i));
        CHECK(!seven.push(8));
        while (seven.pop()) {
        }
    }
    for (int i = 0; i < 3; ++i) CHECK(three.push(std::to_string(i)));
    CHECK(!three.push("no"));
}

TEST(an_exact_capacity_is_kept)
{
    ring<int> r(10, exactly());
    CHECK_EQUAL(r.capacity(), 10u);
    for (int i = 0; i < 10; ++i) CHECK(r.push(i));
    CHECK(r.full() && !r.push(10) && r.free() == 0 && r.size() == 10);
}

// ---- One element ---------------------------------------------------------------

TEST(elements_come_out_in_the_order_they_went_in)
{
    ring<int> r(3);
    int out = 0, in = 0;
    for (int lap = 0; lap < 20; ++lap) {
        while (r.push(in)) ++in;
        CHECK_EQUAL(r.size(), r.capacity());
        while (auto value = r.pop()) CHECK_EQUAL(*value, out++);
        CHECK_EQUAL(in, out);
        CHECK(r.push(in++) && *r.pop() == out++);
    }
}

TEST(pop_into_a_value_leaves_it_alone_if_the_ring_is_empty)
{
    ring<int, 2> plain;
    int value = 17;
    CHECK(!plain.pop(value) && value == 17);
    plain.push(3);
    CHECK(plain.pop(value) && value == 3);
    ring<std::string, 2> words;
    std::string word = "kept";
    CHECK(!words.pop(word) && word == "kept");
    words.push("new");
    CHECK(words.pop(word) && word == "new" && words.empty());
    CHECK(!words.pop());
}

TEST(push_overwrite_keeps_the_last_capacity_elements)
{
    ring<int, 5> r;
    ring<std::string, 5> words;
    for (int i = 0; i < 5000; ++i) {
        r.push_overwrite(i);
        words.push_overwrite(std::to_string(i));
    }
    for (int i = 4995; i < 5000; ++i) {
        CHECK_EQUAL(*r.pop(), i);
        CHECK_EQUAL(*words.pop(), std::to_string(i));
    }
    CHECK(r.empty() && words.empty());
}

TEST(an_element_may_be_pushed_into_its_own_ring)
{
    ring<std::string, 3> r;
    r.push("a long string that owns memory of its own");
    CHECK(r.push(r.front()) && r.push(r.back()));
    r.push_overwrite(r.front());
    for (auto &s : r) CHECK_EQUAL(s, "a long string that owns memory of its own");
    r.push_overwrite(std::move(r.front()));
    CHECK_EQUAL(r.back(), "a long string that owns memory of its own");
}

TEST(emplace_builds_in_place)
{
    ring<std::string, 2> r;
    CHECK(r.emplace(3u, 'x') && r.front() == "xxx");
    CHECK(r.emplace() && r.back().empty());
    CHECK(!r.emplace("full"));
    ring<std::pair<int, int>, 2> pairs;
    CHECK(pairs.emplace(1, 2) && pairs.front() == std::pair(1, 2));
    ring<int, 1> plain;
    CHECK(plain.emplace(5) && !plain.emplace(6) && *plain.pop() == 5);
}

// ---- Many elements: copying ----------------------------------------------------

TEST(push_n_and_pop_n_are_all_or_nothing)
{
    ring<int, 5> r;
    std::array in{1, 2, 3};
    std::array<int, 4> out{9, 9, 9, 9};
    CHECK(r.push_n(in));
    CHECK(!r.push_n(in) && r.size() == 3);
    CHECK(!r.pop_n(out) && out[0] == 9 && r.size() == 3);
    CHECK(r.pop_n(std::span(out).first(3)) && out == std::array{1, 2, 3, 9});
    std::vector<int> six(6, 1);
    CHECK(!r.push_n(six) && r.empty());
}

TEST(push_some_and_pop_some_tell_how_many)
{
    ring<int, 5> r;
    std::array in{1, 2, 3, 4};
    std::array<int, 9> out{};
    CHECK_EQUAL(r.push_some(in), 4u);
    CHECK_EQUAL(r.push_some(in), 1u);
    CHECK_EQUAL(r.push_some(in), 0u);
    CHECK_EQUAL(r.pop_some(std::span(out).first(2)), 2u);
    CHECK_EQUAL(r.pop_some(out), 3u);
    CHECK(out[0] == 3 && out[1] == 4 && out[2] == 1);
    CHECK_EQUAL(r.pop_some(out), 0u);
}

TEST(nothing_may_be_copied_in_and_out)
{
    ring<int, 5> r;
    CHECK(r.push_n({}) && r.pop_n({}));
    CHECK(r.push_some({}) == 0 && r.pop_some({}) == 0 && r.empty());
    ring<std::string, 2> words;
    CHECK(words.push_n({}) && words.empty());
    words.release(0);
    r.release(0);
    r.commit(0);
    r.cancel();
    words.cancel();
}

TEST(copies_cross_the_seam_at_every_offset)
{
    ring<bytes<3>> r(1);
    std::vector<bytes<3>> in(20), out(20);
    std::size_t number = 0;
    for (std::size_t before = 0; before <= 20; ++before) {
        turn_to_seam(r, before);
        for (auto &element : in) element = bytes<3>::of(number++);
        CHECK(r.push_n(in));
        CHECK(r.pop_n(out));
        for (std::size_t i = 0; i < 20; ++i) CHECK(out[i].is(number - 20 + i));
    }
}

TEST(push_n_copies_objects)
{
    ring<std::string, 5> r;
    std::vector<std::string> words{"one", "a longer string than any small buffer holds", "three"};
    CHECK(r.push_n(words));
    CHECK(!r.push_n(words) && r.size() == 3);
    CHECK(std::ranges::equal(r, words));
}

// ---- Many elements: in place ---------------------------------------------------

TEST(a_claim_over_the_seam_is_one_block)
{
    ring<int> r(1);
    turn_to_seam(r, 5);
    auto room = r.claim(12);
    CHECK_EQUAL(room.size(), 12u);
    std::iota(room.begin(), room.end(), 0);
    CHECK(r.empty());
    r.commit(12);
    auto block = r.peek();
    CHECK_EQUAL(block.size(), 12u);
    for (int i = 0; i < 12; ++i) CHECK_EQUAL(block[static_cast<std::size_t>(i)], i);
    for (int i = 0; i < 12; ++i) CHECK_EQUAL(*r.pop(), i);
}

TEST(a_claim_that_does_not_fit_is_empty)
{
    ring<int, 5> r;
    CHECK(r.claim(0).empty() && r.claim(6).empty());
    CHECK_EQUAL(r.claim().size(), 5u);
    r.commit(5);
    CHECK(r.claim().empty() && r.claim(1).empty());
}

TEST(a_cancelled_claim_leaves_no_trace)
{
    ring<int, 5> r;
    r.push(1);
    r.claim(2)[0] = 77;
    r.cancel();
    CHECK_EQUAL(r.size(), 1u);
    r.push(2);
    CHECK(*r.pop() == 1 && *r.pop() == 2);
}

TEST(part_of_a_claim_may_be_committed)
{
    ring<int, 5> r;
    auto room = r.claim();
    std::iota(room.begin(), room.end(), 1);
    r.commit(2);
    CHECK_EQUAL(r.size(), 2u);
    CHECK(r.claim().data() == room.data() + 2);
}

TEST(a_commit_or_release_beyond_the_grant_throws_and_changes_nothing)
{
    ring<int, 5> r;
    r.push(1);
    r.push(2);
    CHECK_THROWS(PICORING_ERANGE, r.commit(4));
    CHECK_THROWS(PICORING_ERANGE, r.commit(SIZE_MAX));
    CHECK_THROWS(PICORING_ERANGE, r.release(3));
    CHECK_THROWS(PICORING_ERANGE, r.release(SIZE_MAX));
    CHECK(r.size() == 2 && r.free() == 3);
    r.commit(3);
    r.release(5);
    CHECK(r.empty());
    ring<std::string, 2> words;
    words.push("only");
    CHECK_THROWS(PICORING_ERANGE, words.release(2));
    CHECK(words.size() == 1 && words.front() == "only");
}

TEST(what_is_peeked_may_be_changed_in_place)
{
    ring<int> r(1);
    turn_to_seam(r, 3);
    for (int i = 0; i < 6; ++i) r.push(i);
    for (int &value : r.peek()) value *= 10;
    for (int &value : r.view(2, 2)) value += 1;
    r.release(1);
    CHECK(*r.pop() == 10 && *r.pop() == 21 && *r.pop() == 31 && *r.pop() == 40 && *r.pop() == 50);
}

TEST(a_view_counts_from_the_oldest)
{
    ring<int> r(1);
    turn_to_seam(r, 3);
    for (int i = 0; i < 8; ++i) r.push(i);
    r.release(1);
    const auto &constant = r;
    for (std::size_t offset = 0; offset < 7; ++offset)
        for (std::size_t n = 1; n <= 7 - offset; ++n) {
            auto window = constant.view(offset, n);
            CHECK_EQUAL(window.size(), n);
            for (std::size_t i = 0; i < n; ++i) CHECK_EQUAL(window[i], 1 + offset + i);
        }
    CHECK(r.view(0, 0).empty() && r.view(7, 1).empty() && r.view(3, 5).empty());
    CHECK(constant.view(SIZE_MAX, 2).empty() && constant.view(1, SIZE_MAX).empty());
}

TEST(an_empty_ring_peeks_nothing)
{
    ring<int, 3> r;
    const auto &constant = r;
    CHECK(r.peek().empty() && constant.peek().empty());
    CHECK(r.begin() == r.end() && constant.begin() == constant.end());
    ring<std::string, 3> words;
    CHECK(words.begin() == words.end() && std::as_const(words).begin() == words.cend());
}

// ---- Elements ------------------------------------------------------------------

template <class T, class Make> void elements_are_reached(Make make)
{
    ring<T> r(1);
    turn_to_seam(r, 2);
    for (int i = 0; i < 5; ++i) CHECK(r.push(make(i)));
    const auto &constant = r;
    for (int i = 0; i < 5; ++i) {
        auto index = static_cast<std::size_t>(i);
        CHECK(r[index] == make(i) && constant[index] == make(i));
        CHECK(r.at(index) == make(i) && constant.at(index) == make(i));
    }
    CHECK(r.front() == make(0) && constant.front() == make(0));
    CHECK(r.back() == make(4) && constant.back() == make(4));
    CHECK(r.set(3, make(33)) && r[3] == make(33));
    CHECK(!r.set(5, make(9)) && r.size() == 5);
    r[1] = make(11);
    r.front() = make(10);
    r.back() = make(14);
    r.at(2) = make(12);
    for (int wanted : {10, 11, 12, 33, 14}) CHECK(*r.pop() == make(wanted));
}

TEST(elements_are_reached_by_index)
{
    elements_are_reached<int>([](int i) { return i; });
    elements_are_reached<std::string>(
        [](int i) { return std::string(40, static_cast<char>('a' + i)); });
}

TEST(at_throws_out_of_range)
{
    ring<int, 3> r;
    r.push(1);
    int caught = 0;
    for (std::size_t index : {std::size_t{1}, std::size_t{3}, SIZE_MAX}) {
        try {
            r.at(index) = 5;
        } catch (const std::out_of_range &) {
            ++caught;
        }
    }
    CHECK_EQUAL(caught, 3);
    CHECK_EQUAL(r.at(0), 1);
}

TEST(algorithms_run_over_the_seam)
{
    ring<int> r(1);
    turn_to_seam(r, 50);
    for (int i = 0; i < 100; ++i) r.push((i * 37) % 101);
    std::sort(r.begin(), r.end());
    CHECK(std::ranges::is_sorted(r));
    CHECK(std::ranges::binary_search(std::as_const(r), r[50]));
    std::ranges::reverse(r);
    CHECK(std::ranges::is_sorted(r, std::greater<>()));
    long sum = 0;
    for (int value : std::as_const(r)) sum += value;
    CHECK_EQUAL(std::accumulate(r.cbegin(), r.cend(), 0L), sum);
    CHECK_EQUAL(std::span(r).size(), 100u);
}

template <class T, class Make> void objects_are_sorted(Make make)
{
    ring<T> r(200);
    turn_to_seam(r, 50);
    for (int i = 0; i < 100; ++i) CHECK(r.push(make((i * 37) % 101)));
    std::vector<T> model(r.begin(), r.end());
    std::sort(r.begin(), r.end());
    std::sort(model.begin(), model.end());
    CHECK(std::ranges::equal(r, model));
    CHECK(std::ranges::is_sorted(std::as_const(r)));
    std::ranges::sort(r, std::ranges::greater());
    std::reverse(model.begin(), model.end());
    CHECK(std::equal(r.cbegin(), r.cend(), model.begin(), model.end()));
    std::rotate(r.begin(), r.begin() + 30, r.end());
    std::rotate(model.begin(), model.begin() + 30, model.end());
    CHECK(std::ranges::equal(r, model));
}

TEST(algorithms_run_over_objects_across_the_seam)
{
    objects_are_sorted<std::string>(
        [](int i) { return std::string(static_cast<std::size_t>(i), 'x'); });
    tracked_base::reset();
    objects_are_sorted<tracked<24>>([](int i) { return tracked<24>(static_cast<std::size_t>(i)); });
    objects_are_sorted<tracked<40>>([](int i) { return tracked<40>(static_cast<std::size_t>(i)); });
    objects_are_sorted<tracked<5000>>(
        [](int i) { return tracked<5000>(static_cast<std::size_t>(i)); });
    CHECK(tracked_base::live == 0 && tracked_base::wrong == 0);
}

TEST(a_random_access_iterator_counts)
{
    ring<std::string, 9> r;
    for (char c = 'a'; c <= 'i'; ++c) r.emplace(1u, c);
    auto i = r.begin();
    auto j = i + 4;
    CHECK(*j == "e" && j[2] == "g" && j[-1] == "d" && *(2 + i) == "c" && *(j - 3) == "b");
    CHECK(j - i == 4 && i - j == -4 && i < j && j > i && i <= i && j >= i && i != j);
    CHECK(*i++ == "a" && *i == "b" && *++i == "c" && *i-- == "c" && *--i == "a");
    CHECK(i->size() == 1);
    ring<std::string, 9>::const_iterator k = j;
    CHECK(k == j && k - i == 4 && i < k && *k == "e");
    CHECK(*std::make_reverse_iterator(r.end()) == "i");
    i += 8;
    i -= 1;
    CHECK(*i == "h");
    decltype(i) none{}, other{};
    CHECK(none == other);
}

TEST(an_iterator_outlives_the_move_of_its_ring)
{
    ring<std::string, 3> r;
    r.push("here");
    auto i = r.begin();
    auto moved = std::move(r);
    CHECK(*i == "here" && i == moved.begin());
}

// ---- Elements of every size ----------------------------------------------------

template <std::size_t Size> void laps_of_bytes()
{
    ring<bytes<Size>> r(7);
    std::size_t in = 0, out = 0;
    while (out < 4 * r.capacity() + 100) {
        for (std::size_t i = 0; i < r.capacity() / 2 + 1; ++i)
            if (r.push(bytes<Size>::of(in))) ++in;
        auto block = r.peek();
        for (std::size_t i = 0; i < block.size(); ++i) CHECK(block[i].is(out + i));
        CHECK(r[r.size() / 2].is(out + r.size() / 2));
        for (std::size_t i = r.size() / 3 + 1; i > 0; --i) CHECK(r.pop()->is(out++));
    }
}

TEST(trivial_elements_of_every_size_straddle_the_seam)
{
    laps_of_bytes<1>();
    laps_of_bytes<3>();
    laps_of_bytes<24>();
    laps_of_bytes<40>();
    laps_of_bytes<5000>();
}

template <std::size_t Size> void laps_of_objects()
{
    tracked_base::reset();
    {
        ring<tracked<Size>> r(7);
        std::size_t in = 0, out = 0;
        while (out < 4 * r.capacity() + 100) {
            for (std::size_t i = 0; i < r.capacity() / 2 + 1; ++i)
                if (r.emplace(in)) ++in;
            CHECK_EQUAL(tracked_base::live, r.size());
            std::size_t wanted = out;
            for (const auto &element : r) CHECK_EQUAL(element.checked(), wanted++);
            CHECK_EQUAL(wanted, in);
            for (std::size_t i = r.size() / 3 + 1; i > 0; --i)
                CHECK_EQUAL(r.pop()->checked(), out++);
        }
    }
    CHECK(tracked_base::live == 0 && tracked_base::wrong == 0);
}

TEST(objects_of_every_size_stay_at_one_address)
{
    laps_of_objects<24>();
    laps_of_objects<32>();
    laps_of_objects<40>();
    laps_of_objects<5000>();
}

struct alignas(64) line {
    int value;
    std::string word;
};
struct alignas(64) plain_line {
    int value;
};

TEST(an_alignment_is_kept_at_every_place)
{
    ring<line> r(5);
    ring<plain_line> plain(5);
    for (int i = 0; i < 300; ++i) {
        r.push_overwrite(line{i, std::to_string(i)});
        plain.push_overwrite(plain_line{i});
        CHECK(reinterpret_cast<std::uintptr_t>(&r.back()) % 64 == 0);
        CHECK(reinterpret_cast<std::uintptr_t>(&plain.back()) % 64 == 0);
    }
    CHECK(r.back().word == "299" && plain.back().value == 299);
}

struct alignas(1 << 20) mountain {
    unsigned char byte;
};

TEST(an_alignment_over_the_granularity_is_refused)
{
    CHECK_THROWS(PICORING_EALIGN, ring<mountain>(2));
    auto made = ring<mountain>::create(2);
    CHECK(!made && made.error().value() == PICORING_EALIGN);
    picoring::options options;
    options.alignment = 64;
    CHECK_THROWS(PICORING_EALIGN, ring<bytes<24>>(2, options));
    ring<bytes<192>> good(2, options);
    good.push(bytes<192>::of(1));
    CHECK(reinterpret_cast<std::uintptr_t>(&good.front()) % 64 == 0);
}

struct no_default_plain {
    explicit no_default_plain(int v) : value(v) {}
    int value;
};
struct no_default_object {
    explicit no_default_object(int v) : value(std::to_string(v)) {}
    std::string value;
};

TEST(an_element_needs_no_default_constructor)
{
    ring<no_default_plain, 2> plain;
    ring<no_default_object, 2> objects;
    CHECK(plain.emplace(1) && plain.push(no_default_plain(2)) && objects.emplace(3));
    CHECK(plain.pop()->value == 1 && objects.pop()->value == "3" && !objects.pop());
    no_default_plain into(0);
    CHECK(plain.pop(into) && into.value == 2);
}

// ---- Ownership -----------------------------------------------------------------

TEST(a_move_only_element_goes_in_and_out)
{
    ring<std::unique_ptr<int>, 2> r;
    CHECK(r.push(std::make_unique<int>(1)) && r.emplace(new int(2)));
    auto refused = std::make_unique<int>(3);
    CHECK(!r.push(std::move(refused)));
    CHECK(refused && *refused == 3); // a push that is refused does not take
    r.push_overwrite(std::move(refused));
    CHECK(*r.pop().value() == 2 && **r.pop() == 3);
    r.push(std::make_unique<int>(4));
    CHECK(r.set(0, std::make_unique<int>(5)) && **r.begin() == 5);
}

// What T cannot do is not offered.
template <class R, class T> constexpr bool pushes_copies = requires(R &r, const T &value)
{
    r.push(value);
};
static_assert(pushes_copies<ring<int>, int> && pushes_copies<ring<std::string>, std::string>);

TEST(what_cannot_be_copied_is_not_pushed_by_copy)
{
    CHECK((!pushes_copies<ring<std::unique_ptr<int>>, std::unique_ptr<int>>));
}

TEST(a_moved_from_ring_can_be_destroyed_and_assigned_to)
{
    tracked_base::reset();
    {
        ring<tracked<40>> a(3), b(3);
        a.emplace(1u);
        b.emplace(2u);
        b.emplace(3u);
        ring<tracked<40>> c(std::move(a));
        CHECK(!a.get() && c.size() == 1 && tracked_base::live == 3);
        a = std::move(b);
        CHECK(a.size() == 2 && tracked_base::live == 3 && a.front().value == 2);
        a = std::move(c);
        CHECK(a.size() == 1 && tracked_base::live == 1 && a.front().value == 1);
        auto &same = a;
        a = std::move(same);
        CHECK(a.get() && a.size() == 1 && tracked_base::live == 1);
        ring<tracked<40>> nothing(std::move(b));
    }
    CHECK(tracked_base::live == 0 && tracked_base::wrong == 0);
}

TEST(swap_exchanges_contents)
{
    ring<std::string> a(2), b(300);
    a.push("a");
    b.push("b");
    auto capacity = b.capacity();
    swap(a, b);
    CHECK(a.front() == "b" && b.front() == "a" && a.capacity() == capacity);
    a.swap(b);
    std::ranges::swap(a, b);
    std::swap(a, b);
    CHECK(a.front() == "a" && b.front() == "b");
}

TEST(rings_live_in_containers)
{
    std::vector<ring<std::string>> rings;
    for (int i = 0; i < 20; ++i) {
        rings.emplace_back(2u);
        rings.back().push(std::to_string(i));
    }
    rings.erase(rings.begin() + 3);
    CHECK(rings[3].front() == "4" && rings.size() == 19);
    std::map<int, ring<int, 4>> by_key;
    by_key[3].push(7);
    CHECK_EQUAL(by_key[3].front(), 7);
}

struct has_a_ring {
    int before;
    ring<int, 4> member;
    int after;
};

// = {} and aggregates need a default constructor that is not explicit.
template <class R> void take(R);
template <class R> constexpr bool starts_from_nothing = requires { take<R>({}); };

TEST(a_static_ring_is_a_member_of_an_aggregate) { CHECK((starts_from_nothing<ring<int, 4>>)); }

TEST(each_destructor_runs_once)
{
    using element = tracked<24>;
    tracked_base::reset();
    {
        ring<element> r(8, exactly());
        for (std::size_t lap = 0; lap < 100; ++lap) {
            for (std::size_t i = 0; i < 8; ++i) CHECK(r.emplace(i));
            CHECK(!r.emplace(9u) && tracked_base::live == 8);
            r.release(3);
            CHECK_EQUAL(tracked_base::live, 5);
            CHECK_EQUAL(r.pop()->value, 3u);
            element into(0);
            CHECK(r.pop(into) && into.value == 4 && tracked_base::live == 4);
            for (std::size_t i = 0; i < 10; ++i) r.push_overwrite(element(i));
            CHECK_EQUAL(tracked_base::live, 9);
            CHECK(r.set(2, element(50)) && r[2].value == 50);
            CHECK_EQUAL(tracked_base::live, 9);
            r.clear();
            CHECK(r.empty() && tracked_base::live == 1);
            r.clear();
        }
        for (std::size_t i = 0; i < 8; ++i) r.emplace(i);
    }
    CHECK(tracked_base::live == 0 && tracked_base::wrong == 0);
}

// ---- Constructors that throw ---------------------------------------------------

template <class F> bool blows(long fuse, F &&call)
{
    tracked_base::fuse = fuse;
    try {
        call();
    } catch (const tracked_base::blown &) {
        return true;
    }
    tracked_base::fuse = -1;
    return false;
}

TEST(a_constructor_that_throws_leaves_the_ring_as_it_was)
{
    using element = tracked<40>;
    tracked_base::reset();
    {
        ring<element> r(4, exactly());
        turn_to_seam(r, 1);
        r.emplace(1u);
        const element given(7);
        CHECK(blows(0, [&] { r.emplace(2u); }));
        CHECK(blows(0, [&] { r.push(given); }));
        CHECK(blows(0, [&] { r.push_overwrite(given); }));
        CHECK(r.size() == 1 && r.front().value == 1 && r.free() == 3);
        for (long nth = 0; nth < 3; ++nth) {
            std::vector<element> three(3, given);
            CHECK(blows(nth, [&] { r.push_n(three); }));
            CHECK(r.size() == 1 && tracked_base::live == 5);
        }
        r.emplace(2u);
        CHECK(r.pop()->value == 1 && r.pop()->value == 2);
        CHECK(blows(1, [&] {
            std::vector<element> three(3, element(1));
            ring<element> from(three);
        }));
    }
    CHECK(tracked_base::live == 0 && tracked_base::wrong == 0);
}

TEST(a_move_that_throws_leaves_the_element_in_the_ring)
{
    using element = tracked<24, true>;
    tracked_base::reset();
    {
        ring<element> r(4, exactly());
        r.emplace(1u);
        CHECK(blows(0, [&] { (void)r.pop(); }));
        CHECK(r.size() == 1 && r.front().value == 1);
        element given(2);
        CHECK(blows(0, [&] { r.push(std::move(given)); }));
        CHECK(r.size() == 1);
        CHECK(r.push(std::move(given)) && r.size() == 2);
    }
    CHECK(tracked_base::live == 0 && tracked_base::wrong == 0);
}

template <class R> constexpr bool overwrites = requires(R &r, typename R::value_type v)
{
    r.push_overwrite(std::move(v));
};

template <class R, class T> void overwrite_and_blow(R &r, T &given)
{
    if constexpr (overwrites<R>) CHECK(blows(1, [&] { r.push_overwrite(std::move(given)); }));
}

// A full ring has no place for the new element before the oldest is gone, so a
// move that may throw can lose it: either it is not offered, or nothing is lost.
TEST(push_overwrite_loses_nothing_when_a_move_throws)
{
    using element = tracked<24, true>;
    tracked_base::reset();
    {
        ring<element, 2> r;
        r.emplace(1u);
        r.emplace(2u);
        element given(3);
        overwrite_and_blow(r, given);
        CHECK(r.size() == 2 && r.front().value == 1);
    }
    CHECK_EQUAL(tracked_base::live, 0);
}

// ---- From and to others --------------------------------------------------------

TEST(a_ring_is_made_of_other_containers)
{
    std::vector<int> numbers{3, 1, 2};
    ring<int> r(numbers);
    CHECK(std::ranges::equal(r, numbers));
    std::array<std::string, 2> words{"a", "b"};
    ring<std::string> w(words);
    CHECK(w.size() == 2 && w.back() == "b");
    ring<int> nothing(std::vector<int>{});
    CHECK(nothing.empty() && nothing.capacity() > 0);
    ring<int> tight(std::span<const int>(numbers), exactly());
    CHECK(tight.full() && tight.capacity() == 3);
    std::vector<int> back(r.begin(), r.end());
    CHECK(back == numbers);
    ring<int, 3> fixed;
    fixed.push_n(r);
    CHECK(std::ranges::equal(fixed, numbers));
}

TEST(the_c_verbs_work_on_get)
{
    ring<int, 3> r;
    int value = 5;
    CHECK_EQUAL(picoring_ring_push(r.get(), &value), PICORING_OK);
    CHECK_EQUAL(r.front(), 5);
}

TEST(describe_tells_what_was_got)
{
    ring<int> r(100000);
    auto info = r.describe();
    CHECK(info.size >= 400000 && info.granularity == picoring_granularity());
    CHECK(info.technique != PICORING_TECHNIQUE_AUTO);
    ring<std::string> w(1);
    CHECK_EQUAL(w.describe().size, picoring_granularity());
}

int main() { return checking::run_all("ring"); }
