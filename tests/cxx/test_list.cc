// SPDX-License-Identifier: MIT OR Apache-2.0
//
// test_list.cc: list<T> and list<T, ChunkItems>: every verb, every kind of
// element, readers beside the writer.
#include "check.hpp"

#include "../property/model.hh"

#include <algorithm>
#include <array>
#include <atomic>
#include <compare>
#include <concepts>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <ranges>
#include <set>
#include <thread>

using picoring::list;
using picoring::list_options;

// ---- What the type promises ----------------------------------------------------

template <class L>
constexpr bool moves_only =
    !std::is_copy_constructible_v<L> && !std::is_copy_assignable_v<L> &&
    std::is_nothrow_move_constructible_v<L> && std::is_nothrow_move_assignable_v<L> &&
    std::is_nothrow_swappable_v<L> && std::is_nothrow_destructible_v<L>;
static_assert(moves_only<list<int>> && moves_only<list<int, 8>> && moves_only<list<std::string>>);
static_assert(moves_only<list<std::unique_ptr<int>, 4>>);

template <class L>
constexpr bool iterates_contiguously =
    std::contiguous_iterator<typename L::iterator> &&std::contiguous_iterator<
        typename L::const_iterator> &&std::random_access_iterator<typename L::reverse_iterator>
        &&std::random_access_iterator<typename L::const_reverse_iterator>
            &&std::ranges::random_access_range<L> &&std::ranges::contiguous_range<L>
                &&std::ranges::contiguous_range<const L> &&std::ranges::sized_range<L>
                    &&std::ranges::sized_range<const L> &&std::ranges::common_range<L>
                        &&std::is_convertible_v<typename L::iterator, typename L::const_iterator> &&
    !std::is_convertible_v<typename L::const_iterator, typename L::iterator>;
static_assert(iterates_contiguously<list<int>> && iterates_contiguously<list<bytes<3>, 5>>);
static_assert(iterates_contiguously<list<std::string>> && iterates_contiguously<list<bool>>);
static_assert(iterates_contiguously<list<std::unique_ptr<int>, 3>>);
static_assert(std::output_iterator<list<std::string>::iterator, const std::string &>);
static_assert(!std::output_iterator<list<std::string>::const_iterator, const std::string &>);

static_assert(std::is_convertible_v<list<int> &, std::span<int>>);
static_assert(std::is_convertible_v<const list<int> &, std::span<const int>>);
static_assert(!std::is_convertible_v<const list<int> &, std::span<int>>);
static_assert(std::is_convertible_v<list<std::string, 7> &, std::span<const std::string>>);
static_assert(
    std::is_same_v<decltype(std::declval<const list<int> &>().span()), std::span<const int>>);
static_assert(std::is_same_v<decltype(std::declval<const list<int> &>()[0]), const int &>);
static_assert(std::is_same_v<decltype(std::declval<const list<int> &>().back()), const int &>);
static_assert(
    std::is_same_v<decltype(std::declval<const list<int> &>().chunk(0)), std::span<const int>>);

static_assert(std::ranges::forward_range<picoring::chunk_range<int>>);
static_assert(std::ranges::common_range<picoring::chunk_range<const std::string>>);

// In-place verbs are for what may be copied as bytes.
template <class L> constexpr bool works_in_place = requires(L &l, std::size_t n)
{
    l.claim(n);
    l.commit(n);
};

// Contents are a span; nothing but a braced list converts by itself.
static_assert(!std::is_convertible_v<std::size_t, list<int>>);
static_assert(!std::is_convertible_v<std::vector<int>, list<int>>);
static_assert(!std::is_constructible_v<list<int>, std::size_t>);
static_assert(std::is_constructible_v<list<int>, std::vector<int> &>);
static_assert(std::is_convertible_v<std::initializer_list<int>, list<int>>);
static_assert(std::is_default_constructible_v<list<int>>);
static_assert(std::is_default_constructible_v<list<std::unique_ptr<int>, 4>>);

// What a list is made of tells its type.
static_assert(std::is_same_v<decltype(list{1, 2}), list<int>>);
static_assert(
    std::is_same_v<decltype(list(std::declval<std::vector<std::string> &>())), list<std::string>>);
static_assert(std::is_same_v<decltype(list(std::declval<std::span<const int>>())), list<int>>);

static_assert(std::is_same_v<std::compare_three_way_result_t<list<int>>, std::strong_ordering>);
static_assert(std::is_same_v<std::compare_three_way_result_t<list<double>>, std::partial_ordering>);

// ---- Tools ---------------------------------------------------------------------

// A list whose memory comes page by page, and goes at once.
static list_options by_pages()
{
    list_options options;
    options.least_step = options.most_step = options.keep = picoring_granularity();
    options.small_pages = 1;
    return options;
}

static list_options room_for(std::size_t n)
{
    list_options options = by_pages();
    options.reserve = n;
    return options;
}

static list_options in_chunks_of(std::size_t n)
{
    list_options options;
    options.chunk = n;
    return options;
}

static std::string long_word(std::size_t number)
{
    return "a word too long for any small buffer: " + std::to_string(number);
}

// How many elements fit before the next step begins.
template <class L> std::size_t room_of(const L &l)
{
    return l.describe().committed / sizeof(typename L::value_type) - l.size();
}

// Appends make(size()) until the next append begins a step.
template <class L, class Make> void fill_the_step(L &l, Make make)
{
    if (l.empty()) l.push_back(make(0));
    for (std::size_t room = room_of(l); room > 0; --room) l.push_back(make(l.size()));
    CHECK_EQUAL(room_of(l), 0u);
}

// Whether `call` began a step.
template <class L, class F> bool steps(L &l, F &&call)
{
    std::size_t before = l.describe().committed;
    call();
    return l.describe().committed > before;
}

template <class L, class Range> void check_holds(const L &l, const Range &model)
{
    CHECK_EQUAL(l.size(), std::ranges::size(model));
    CHECK(std::ranges::equal(l, model));
}

template <class L> void check_holds(const L &l, std::initializer_list<typename L::value_type> model)
{
    check_holds<L, std::initializer_list<typename L::value_type>>(l, model);
}

// tracked, and default-constructible.
struct counted : tracked<40> {
    counted() : tracked<40>(0u) {}
    explicit counted(std::size_t number) : tracked<40>(number) {}
};

struct nothing_left {
    nothing_left() { tracked_base::reset(); }
    void check() const { CHECK(tracked_base::live == 0 && tracked_base::wrong == 0); }
};

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

template <class I> struct between {
    I first, last;
    I begin() const { return first; }
    I end() const { return last; }
};
template <class I> between(I, I) -> between<I>;

// A range that can be read once.
template <class T> auto words_of(std::istringstream &text)
{
    return between{std::istream_iterator<T>(text), std::istream_iterator<T>()};
}

// ---- Making one ----------------------------------------------------------------

TEST(a_new_list_is_empty_and_takes_no_memory)
{
    list<int> l;
    const auto &constant = l;
    CHECK(l.empty() && l.size() == 0 && l.begin() == l.end() && constant.begin() == constant.end());
    CHECK(l.span().empty() && constant.span().empty() && l.rbegin() == l.rend());
    CHECK(l.data() == l.begin() && l.data() != nullptr);
    CHECK_EQUAL(l.describe().committed, 0u);
    CHECK(l.capacity() > 1000000);
}

TEST(a_list_is_made_of_other_containers)
{
    std::vector<int> numbers{3, 1, 2};
    list<int> l(numbers);
    check_holds(l, numbers);
    list<std::string> words{"a", "b", long_word(1)};
    check_holds(words, {"a", "b", long_word(1)});
    list<int> braced = {7, 8};
    check_holds(braced, {7, 8});
    list<int, 3> with_options(numbers, room_for(5000));
    check_holds(with_options, numbers);
    CHECK_EQUAL(with_options.capacity() * sizeof(int), with_options.describe().reserved);
    list<int> nothing(std::vector<int>{});
    CHECK(nothing.empty());
    list deduced(words.span());
    check_holds(deduced, words);
    std::vector<int> back(l.begin(), l.end());
    CHECK(back == numbers);
}

TEST(options_are_honoured)
{
    list<std::uint64_t> l(room_for(10));
    std::size_t page = picoring_granularity();
    CHECK_EQUAL(l.capacity(), page / 8);
    CHECK_EQUAL(l.describe().reserved, page);
    l.push_back(1);
    CHECK_EQUAL(l.describe().committed, page);
    list<bytes<24>> threes(room_for(1000));
    CHECK(threes.capacity() >= 1000);
    CHECK_EQUAL(threes.capacity(), threes.describe().reserved / 24);
    list_options apart;
    apart.alignment = 64;
    list<bytes<192>> good(apart);
    good.push_back(bytes<192>::of(1));
    CHECK(reinterpret_cast<std::uintptr_t>(&good[0]) % 64 == 0 && good[0].is(1));
}

TEST(a_constructor_throws_and_create_tells_what_is_wrong)
{
    list_options endless, uneven, unknown, backwards;
    endless.reserve = SIZE_MAX;
    uneven.alignment = 16;
    unknown.dump = 77;
    backwards.least_step = 65536;
    backwards.most_step = 4096;
    CHECK_THROWS(PICORING_EOVERFLOW, list<int>{endless});
    CHECK_THROWS(PICORING_EALIGN, list<bytes<24>>{uneven});
    CHECK_THROWS(PICORING_EINVAL, list<int>{unknown});
    CHECK_THROWS(PICORING_EINVAL, list<std::string>{backwards});
    CHECK_THROWS(PICORING_EINVAL, list<int>({1, 2}, unknown));
    auto made = list<int>::create(unknown);
    CHECK(!made && made.error().value() == PICORING_EINVAL);
    CHECK(std::string_view(made.sentence()).find("dump") != std::string_view::npos);
    CHECK_THROWS(PICORING_EINVAL, made.value());
}

TEST(create_gives_a_list)
{
    auto made = list<std::string, 5>::create(room_for(100));
    CHECK(made.has_value() && made->empty() && made->chunk_size() == 5);
    made->push_back("in the result");
    auto taken = std::move(made).value();
    CHECK_EQUAL(taken.back(), "in the result");
    CHECK(list<int>::create().has_value());
}

// ---- Appending one -------------------------------------------------------------

template <class T, class Make> void elements_stay_in_order(Make make)
{
    list<T> l;
    for (std::size_t i = 0; i < 3000; ++i) {
        T value = make(i);
        switch (i % 4) {
        case 0: l.push_back(value); break;
        case 1: l.push_back(std::move(value)); break;
        case 2: CHECK(l.push(value)); break;
        default: CHECK(&l.emplace_back(value) == &l.back());
        }
        CHECK(l.size() == i + 1 && l.back() == make(i));
    }
    for (std::size_t i = 0; i < 3000; ++i) CHECK(l[i] == make(i));
}

TEST(elements_stay_in_the_order_they_were_appended)
{
    elements_stay_in_order<int>([](std::size_t i) { return static_cast<int>(i); });
    elements_stay_in_order<double>([](std::size_t i) { return static_cast<double>(i) / 4; });
    elements_stay_in_order<bool>([](std::size_t i) { return i % 3 == 0; });
    elements_stay_in_order<std::string>(long_word);
}

TEST(a_value_that_is_moved_in_is_taken)
{
    list<std::string> l;
    std::string first = long_word(1), second = long_word(2), third = long_word(3);
    auto place = first.data();
    l.push_back(std::move(first));
    CHECK(l.back().data() == place && l.push(std::move(second)));
    l.emplace_back(std::move(third));
    check_holds(l, {long_word(1), long_word(2), long_word(3)});
    CHECK(first.empty() && second.empty() && third.empty());
}

TEST(emplace_back_builds_in_place_and_gives_the_element)
{
    list<std::string> l;
    CHECK_EQUAL(l.emplace_back(3u, 'x'), "xxx");
    l.emplace_back() += "changed through the reference";
    CHECK_EQUAL(l[1], "changed through the reference");
    list<std::pair<int, std::string>> pairs;
    pairs.emplace_back(1, "one").first = 2;
    CHECK(pairs[0] == std::pair<int, std::string>(2, "one"));
    list<int> plain;
    plain.emplace_back(5) = 6;
    CHECK_EQUAL(plain.emplace_back(), 0);
    check_holds(plain, {6, 0});
}

// ---- Appending many ------------------------------------------------------------

TEST(append_takes_what_a_span_can_see)
{
    list<int> l;
    std::vector<int> vector{1, 2, 3};
    std::array array{4, 5};
    int old[] = {6};
    l.append(vector);
    l.append(array);
    l.append(old);
    l.append(std::span<const int>());
    l.append(std::span(vector).first(1));
    check_holds(l, {1, 2, 3, 4, 5, 6, 1});
    list<std::string> words;
    std::vector<std::string> more{"a", long_word(2)};
    words.append(more);
    words.append(std::span<const std::string>());
    words.append(more);
    check_holds(words, {"a", long_word(2), "a", long_word(2)});
    check_holds(more, std::vector<std::string>{"a", long_word(2)});
    list<char> text;
    text.append(std::string_view("text"));
    CHECK_EQUAL(std::string_view(text.data(), text.size()), "text");
}

template <class T, class Make> void lists_are_appended(Make make)
{
    list<T> l(by_pages());
    list<T, 7> sevens;
    list<T> same, empty;
    for (std::size_t i = 0; i < 700; ++i) {
        l.push_back(make(i));
        sevens.push_back(make(i + 1000));
        same.push_back(make(i + 2000));
    }
    l.append(sevens);
    l.append(std::as_const(same));
    l.append(empty);
    l.append(list<T>{make(3000)});
    sevens.append(same);
    CHECK(l.size() == 2101 && sevens.size() == 1400 && same.size() == 700);
    for (std::size_t i = 0; i < 700; ++i)
        CHECK(l[i] == make(i) && l[700 + i] == make(i + 1000) && l[1400 + i] == make(i + 2000) &&
              same[i] == make(i + 2000) && sevens[700 + i] == make(i + 2000));
    CHECK(l.back() == make(3000));
}

TEST(append_takes_other_lists_whatever_their_chunks)
{
    lists_are_appended<int>([](std::size_t i) { return static_cast<int>(i); });
    lists_are_appended<std::string>(long_word);
}

TEST(append_takes_any_range_of_what_makes_an_element)
{
    list<std::string> l;
    l.append(std::list<std::string>{"a", long_word(1)});
    l.append(std::list<const char *>{"b", "c"});
    std::istringstream read("d e f");
    l.append(words_of<std::string>(read));
    l.append(std::list<std::string>());
    check_holds(l, {"a", long_word(1), "b", "c", "d", "e", "f"});
    list<long> numbers;
    numbers.append(std::list<short>{-1, 2});
    numbers.append(std::set<int>{5, 4, 3});
    std::istringstream digits("6 7");
    numbers.append(words_of<int>(digits));
    check_holds(numbers, {-1, 2, 3, 4, 5, 6, 7});
    list<bool> bits;
    bits.append(std::vector<bool>{true, false, true});
    check_holds(bits, {true, false, true});
    list<std::unique_ptr<int>> owners;
    std::list<std::unique_ptr<int>> given;
    given.push_back(std::make_unique<int>(4));
    owners.append(
        between{std::make_move_iterator(given.begin()), std::make_move_iterator(given.end())});
    CHECK(*owners.back() == 4 && !given.front());
}

TEST(append_takes_a_view_of_the_list_itself)
{
    list<std::string> l(by_pages());
    for (std::size_t i = 0; i < 1000; ++i) l.push_back(long_word(i));
    l.append(between{l.rbegin(), l.rend()});
    CHECK_EQUAL(l.size(), 2000u);
    for (std::size_t i = 0; i < 1000; ++i) CHECK(l[i] == long_word(i) && l[1999 - i] == l[i]);
}

// ---- Its own elements, where a step begins -------------------------------------

template <class T, class Make> void own_elements_are_pushed_at_a_step(Make make)
{
    list<T> l(by_pages());
    auto check_last = [&](std::size_t wanted) {
        CHECK(l.back() == make(wanted) && l.front() == make(0));
    };
    fill_the_step(l, make);
    CHECK(steps(l, [&] { l.push_back(l[0]); }));
    check_last(0);
    fill_the_step(l, make);
    CHECK(steps(l, [&] { l.emplace_back(l.back()); }));
    check_last(l.size() - 2);
    fill_the_step(l, make);
    CHECK(steps(l, [&] { CHECK(l.push(l[1])); }));
    check_last(1);
    fill_the_step(l, make);
    CHECK(steps(l, [&] { l.emplace_back(std::as_const(l)[2]); }));
    check_last(2);
    fill_the_step(l, make);
    std::size_t n = l.size();
    CHECK(steps(l, [&] { l.append(l); }));
    CHECK_EQUAL(l.size(), 2 * n);
    CHECK(std::equal(l.begin(), l.begin() + static_cast<std::ptrdiff_t>(n),
                     l.begin() + static_cast<std::ptrdiff_t>(n)));
    fill_the_step(l, make);
    n = l.size();
    CHECK(steps(l, [&] { l.append(l.span().subspan(1, 2)); }));
    CHECK(l.size() == n + 2 && l[n] == make(1) && l[n + 1] == make(2));
    fill_the_step(l, make);
    n = l.size();
    CHECK(steps(l, [&] { l.resize(n + 3, l[1]); }));
    CHECK(l.size() == n + 3 && l[n] == make(1) && l[n + 1] == make(1) && l[n + 2] == make(1));
    CHECK(l[1] == make(1));
}

TEST(own_elements_may_be_appended_where_a_step_begins)
{
    own_elements_are_pushed_at_a_step<std::uint64_t>([](std::size_t i) { return i * 7 + 1; });
    own_elements_are_pushed_at_a_step<std::array<char, 100>>([](std::size_t i) {
        std::array<char, 100> made;
        made.fill(static_cast<char>(i));
        return made;
    });
    own_elements_are_pushed_at_a_step<std::string>(long_word);
    nothing_left after;
    own_elements_are_pushed_at_a_step<counted>([](std::size_t i) { return counted(i); });
    after.check();
}

TEST(an_own_element_may_be_moved_to_the_end)
{
    list<std::string> l(by_pages());
    fill_the_step(l, long_word);
    CHECK(steps(l, [&] { l.push_back(std::move(l[3])); }));
    CHECK(l.back() == long_word(3) && l[3].empty());
    CHECK(l.push(std::move(l.back())) && l.back() == long_word(3));
    CHECK(l[l.size() - 2].empty());
}

// ---- assign, resize, reserve ---------------------------------------------------

TEST(assign_replaces_what_was_there)
{
    list<std::string> l{"x", "y", "z"};
    auto place = l.data();
    std::vector<std::string> two{"a", long_word(2)};
    l.assign(two);
    check_holds(l, two);
    l.assign(4, long_word(9));
    check_holds(l, std::vector<std::string>(4, long_word(9)));
    l.assign(2, l[1]);
    check_holds(l, {long_word(9), long_word(9)});
    l.assign(0, "none");
    CHECK(l.empty());
    l.assign(two);
    l.assign(std::span<const std::string>());
    CHECK(l.empty() && l.data() == place);
    list<int> plain{1, 2, 3};
    plain.assign(std::array{7, 8});
    check_holds(plain, {7, 8});
    plain.assign(5, plain.back());
    check_holds(plain, {8, 8, 8, 8, 8});
    list<int> other{4};
    plain.assign(other);
    check_holds(plain, {4});
}

TEST(resize_value_initializes_or_copies)
{
    list<int> l;
    l.resize(3);
    check_holds(l, {0, 0, 0});
    l.resize(5, 9);
    check_holds(l, {0, 0, 0, 9, 9});
    l.resize(4);
    l.resize(4);
    l.resize(4, 77);
    check_holds(l, {0, 0, 0, 9});
    l.resize(1, 77);
    check_holds(l, {0});
    l.resize(0);
    CHECK(l.empty());
    list<std::string> words{"a"};
    words.resize(2);
    words.resize(4, words[0]);
    check_holds(words, {"a", "", "a", "a"});
    words.resize(1, "no");
    check_holds(words, {"a"});
}

TEST(resize_clears_what_was_there_before)
{
    list<int> l;
    l.resize(100000, 7);
    l.clear();
    l.resize(100000);
    CHECK(std::ranges::all_of(l, [](int value) { return value == 0; }));
    l.pop_back();
    l.back() = 5;
    l.pop_back();
    l.resize(100000);
    CHECK(l.back() == 0 && l[99998] == 0);
}

TEST(reserve_makes_room_that_no_append_steps_over)
{
    list<std::string> l(by_pages());
    l.push_back("first");
    auto place = l.data();
    l.reserve(5000);
    CHECK(l.size() == 1 && room_of(l) >= 4999 && l.data() == place);
    CHECK(!steps(l, [&] {
        while (l.size() < 5000) l.push_back(long_word(l.size()));
    }));
    CHECK(l.front() == "first" && l.back() == long_word(4999));
    CHECK(!steps(l, [&] {
        l.reserve(0);
        l.reserve(5000);
        CHECK(l.try_reserve(10));
    }));
    CHECK(steps(l, [&] { CHECK(l.try_reserve(20000)); }));
    CHECK_EQUAL(l.size(), 5000u);
}

// ---- Claim and commit ----------------------------------------------------------

TEST(what_is_claimed_is_written_in_place_and_committed)
{
    CHECK((works_in_place<list<int>> && works_in_place<list<bytes<3>, 4>>));
    CHECK(!works_in_place<list<std::string>>);
    list<int> l(by_pages());
    int next = 0;
    for (std::size_t lap = 1; lap < 300; ++lap) {
        auto room = l.claim(lap);
        CHECK(room.size() == lap && room.data() == l.data() + l.size());
        for (int &place : room) place = next++;
        l.commit(lap);
    }
    CHECK_EQUAL(l.size(), next);
    for (int i = 0; i < next; ++i) CHECK_EQUAL(l[static_cast<std::size_t>(i)], i);
}

TEST(part_of_a_claim_may_be_committed_or_none_of_it)
{
    list<int> l{1};
    auto room = l.claim(5);
    std::iota(room.begin(), room.end(), 2);
    CHECK_EQUAL(l.size(), 1u);
    l.commit(2);
    CHECK(l.claim(1).data() == room.data() + 2);
    l.commit(0);
    l.claim(1)[0] = 77;
    l.cancel();
    CHECK(l.claim(0).empty());
    check_holds(l, {1, 2, 3});
    l.push_back(4);
    check_holds(l, {1, 2, 3, 4});
}

TEST(a_commit_beyond_the_room_throws_and_changes_nothing)
{
    list<int> l(by_pages());
    l.push_back(1);
    CHECK_THROWS(PICORING_ERANGE, l.commit(room_of(l) + 1));
    CHECK_THROWS(PICORING_ERANGE, l.commit(SIZE_MAX));
    check_holds(l, {1});
    list<int> fresh;
    CHECK_THROWS(PICORING_ERANGE, fresh.commit(1));
    fresh.commit(0);
    CHECK(fresh.empty());
}

// ---- Removing ------------------------------------------------------------------

TEST(pop_takes_the_last_or_nothing)
{
    list<int> l{1, 2};
    CHECK(l.pop() == 2 && l.pop() == 1 && !l.pop() && l.empty());
    list<std::string> words{"a", long_word(1)};
    auto place = words.back().data();
    auto taken = words.pop();
    CHECK(taken == long_word(1) && taken->data() == place && words.size() == 1);
    words.pop_back();
    CHECK(!words.pop() && words.empty());
    words.push_back("again");
    check_holds(words, {"again"});
}

TEST(truncate_keeps_the_first)
{
    list<std::string> l;
    for (std::size_t i = 0; i < 10; ++i) l.push_back(long_word(i));
    l.truncate(10);
    CHECK_EQUAL(l.size(), 10u);
    l.truncate(3);
    check_holds(l, {long_word(0), long_word(1), long_word(2)});
    CHECK_THROWS(PICORING_ERANGE, l.truncate(4));
    CHECK_THROWS(PICORING_ERANGE, l.truncate(SIZE_MAX));
    check_holds(l, {long_word(0), long_word(1), long_word(2)});
    l.truncate(0);
    CHECK(l.empty());
    l.truncate(0);
    list<int> plain{1, 2, 3};
    CHECK_THROWS(PICORING_ERANGE, plain.truncate(4));
    plain.truncate(1);
    check_holds(plain, {1});
}

TEST(clear_and_shrink_to_fit_give_memory_back)
{
    list<std::string> l(by_pages());
    for (std::size_t i = 0; i < 5000; ++i) l.push_back(long_word(i));
    auto place = l.data();
    std::size_t page = picoring_granularity();
    l.reserve(10000);
    CHECK(l.describe().committed >= 10000 * sizeof(std::string));
    l.shrink_to_fit();
    CHECK(l.describe().committed < 5000 * sizeof(std::string) + page);
    for (std::size_t i = 0; i < 5000; ++i) CHECK_EQUAL(l[i], long_word(i));
    l.truncate(100);
    CHECK(l.describe().committed <= 100 * sizeof(std::string) + 2 * page);
    l.clear();
    CHECK(l.empty() && l.describe().committed <= page);
    l.shrink_to_fit();
    CHECK(l.describe().committed == 0 && l.data() == place);
    l.clear();
    for (std::size_t i = 0; i < 5000; ++i) l.push_back(long_word(i));
    CHECK(l.back() == long_word(4999) && l[0] == long_word(0) && l.data() == place);
}

// ---- Elements ------------------------------------------------------------------

template <class T, class Make> void elements_are_reached(Make make)
{
    list<T> l;
    for (int i = 0; i < 5; ++i) l.push_back(make(i));
    const auto &constant = l;
    for (int i = 0; i < 5; ++i) {
        auto index = static_cast<std::size_t>(i);
        CHECK(l[index] == make(i) && constant[index] == make(i));
        CHECK(l.at(index) == make(i) && constant.at(index) == make(i));
        CHECK(&l[index] == l.data() + i && &constant.at(index) == constant.data() + i);
        CHECK(l.span()[index] == make(i) && constant.span()[index] == make(i));
    }
    CHECK(l.front() == make(0) && constant.front() == make(0));
    CHECK(l.back() == make(4) && constant.back() == make(4));
    CHECK(l.set(3, make(33)) && l[3] == make(33));
    CHECK(!l.set(5, make(9)) && !l.set(SIZE_MAX, make(9)) && l.size() == 5);
    CHECK(l.set(0, l[3]) && l.front() == make(33));
    l[1] = make(11);
    l.front() = make(10);
    l.back() = make(14);
    l.at(2) = make(12);
    check_holds(l, {make(10), make(11), make(12), make(33), make(14)});
}

TEST(elements_are_reached_by_index)
{
    elements_are_reached<int>([](int i) { return i; });
    elements_are_reached<std::string>([](int i) { return long_word(static_cast<std::size_t>(i)); });
}

TEST(at_throws_out_of_range_and_names_the_index)
{
    list<int> l{1, 2, 3};
    const auto &constant = l;
    for (std::size_t index : {std::size_t{3}, std::size_t{4711}, SIZE_MAX}) {
        std::string said, said_of_const;
        try {
            l.at(index) = 5;
        } catch (const std::out_of_range &thrown) {
            said = thrown.what();
        }
        try {
            (void)constant.at(index);
        } catch (const std::out_of_range &thrown) {
            said_of_const = thrown.what();
        }
        CHECK_EQUAL(said, "picoring::list::at: index " + std::to_string(index) + " of 3");
        CHECK_EQUAL(said, said_of_const);
    }
    list<std::string> empty;
    bool caught = false;
    try {
        empty.at(0) = "no";
    } catch (const std::out_of_range &) {
        caught = true;
    }
    CHECK(caught);
    check_holds(l, {1, 2, 3});
}

TEST(iterators_run_both_ways)
{
    list<std::string> l;
    for (char c = 'a'; c <= 'i'; ++c) l.emplace_back(1u, c);
    const auto &constant = l;
    std::string forward, backward;
    for (auto &word : l) forward += word;
    CHECK_EQUAL(forward, "abcdefghi");
    for (auto i = constant.rbegin(); i != constant.rend(); ++i) backward += *i;
    CHECK_EQUAL(backward, "ihgfedcba");
    for (auto i = l.rbegin(); i != l.rend(); ++i) *i += "!";
    CHECK(constant.cbegin()->size() == 2 && *std::prev(constant.cend()) == "i!");
    CHECK(l.rend() - l.rbegin() == 9 && l.end() - l.begin() == 9);
    list<std::string>::const_iterator i = l.begin() + 4;
    CHECK(*i == "e!" && i[2] == "g!" && i[-1] == "d!" && l.begin() < i && i < constant.end());
}

TEST(algorithms_run_over_numbers)
{
    list<int> l;
    for (int i = 0; i < 10007; ++i) l.push_back(static_cast<int>((i * 37L) % 10007));
    std::sort(l.begin(), l.end());
    for (int i = 0; i < 10007; ++i) CHECK_EQUAL(l[static_cast<std::size_t>(i)], i);
    CHECK(std::ranges::binary_search(std::as_const(l), 5000));
    std::ranges::reverse(l);
    CHECK(std::ranges::is_sorted(l, std::greater<>()));
    CHECK_EQUAL(std::accumulate(l.cbegin(), l.cend(), 0L), 10006L * 10007 / 2);
    CHECK_EQUAL(std::reduce(l.rbegin(), l.rend(), 0L), 10006L * 10007 / 2);
    std::span<int> all = l;
    std::span<const int> seen = std::as_const(l);
    CHECK(all.data() == l.data() && all.size() == 10007 && seen.size() == 10007);
    auto tail = std::remove_if(l.begin(), l.end(), [](int value) { return value % 2 == 0; });
    l.truncate(static_cast<std::size_t>(tail - l.begin()));
    CHECK(l.size() == 5003 && l.front() == 10005 && l.back() == 1);
    std::ranges::copy(std::array{1, 2, 3}, std::back_inserter(l));
    CHECK(l.size() == 5006 && l.back() == 3);
}

template <class T, class Make> void objects_are_sorted(Make make)
{
    list<T> l;
    for (std::size_t i = 0; i < 500; ++i) l.push_back(make((i * 37) % 503));
    std::vector<T> model(l.begin(), l.end());
    std::sort(l.begin(), l.end());
    std::sort(model.begin(), model.end());
    check_holds(l, model);
    CHECK(std::ranges::is_sorted(std::as_const(l)));
    std::ranges::sort(l, std::ranges::greater());
    std::reverse(model.begin(), model.end());
    check_holds(l, model);
    std::rotate(l.begin(), l.begin() + 30, l.end());
    std::rotate(model.begin(), model.begin() + 30, model.end());
    check_holds(l, model);
    CHECK(std::ranges::max(l) == *std::max_element(model.begin(), model.end()));
}

TEST(algorithms_run_over_objects)
{
    nothing_left after;
    objects_are_sorted<std::string>(long_word);
    objects_are_sorted<counted>([](std::size_t i) { return counted(i); });
    objects_are_sorted<tracked<5000>>([](std::size_t i) { return tracked<5000>(i); });
    after.check();
}

// ---- Chunks --------------------------------------------------------------------

template <class L> void chunks_cover(L &l, std::size_t chunk)
{
    const auto &constant = l;
    for (std::size_t n = 0; n < 4 * chunk + 3; ++n) {
        CHECK_EQUAL(l.size(), n);
        CHECK_EQUAL(l.chunk_size(), chunk);
        CHECK_EQUAL(l.chunk_count(), (n + chunk - 1) / chunk);
        std::size_t index = 0, seen = 0;
        for (auto piece : l.chunks()) {
            auto same = l.chunk(index);
            auto also = constant.chunk(index);
            CHECK(piece.data() == l.data() + seen && piece.size() == std::min(chunk, n - seen));
            CHECK(same.data() == piece.data() && same.size() == piece.size());
            CHECK(also.data() == piece.data() && also.size() == piece.size());
            seen += piece.size();
            ++index;
        }
        CHECK(seen == n && index == l.chunk_count());
        auto pieces = constant.chunks();
        CHECK_EQUAL(std::ranges::distance(pieces), index);
        CHECK((pieces.begin() == pieces.end()) == (n == 0));
        for (std::size_t past : {index, index + 1, SIZE_MAX / chunk, SIZE_MAX})
            CHECK(l.chunk(past).empty() && constant.chunk(past).empty());
        l.emplace_back();
    }
}

TEST(chunks_are_windows_and_the_last_may_be_short)
{
    list<int, 1> ones;
    list<int, 7> sevens;
    list<std::string, 8> eights;
    list<bytes<3>, 1000> thousands;
    chunks_cover(ones, 1);
    chunks_cover(sevens, 7);
    chunks_cover(eights, 8);
    chunks_cover(thousands, 1000);
    list<int> threes(in_chunks_of(3));
    list<std::string> sixteens(in_chunks_of(16));
    chunks_cover(threes, 3);
    chunks_cover(sixteens, 16);
}

TEST(the_template_decides_over_the_options)
{
    list<int, 7> l(in_chunks_of(100));
    CHECK_EQUAL(l.chunk_size(), 7u);
    CHECK_EQUAL(list<std::uint64_t>().chunk_size(), (std::size_t{8} << 20) / 8);
    list<int> one_big(in_chunks_of(SIZE_MAX));
    one_big.resize(1000, 3);
    CHECK(one_big.chunk_count() == 1 && one_big.chunk(0).size() == 1000);
}

TEST(what_a_chunk_sees_may_be_changed)
{
    list<std::string, 3> l{"a", "b", "c", "d"};
    l.chunk(1)[0] = "changed";
    for (auto piece : l.chunks()) piece.front() += "!";
    check_holds(l, {"a!", "b", "c", "changed!"});
    auto pieces = l.chunks();
    auto i = pieces.begin();
    CHECK((*i++).size() == 3 && (*i).size() == 1 && ++i == pieces.end());
    picoring::chunk_range<std::string>::iterator none{}, other{};
    CHECK(none == other);
}

TEST(chunks_of_a_list_that_grows_end_where_they_were_asked)
{
    list<int, 4> l{0, 1, 2, 3, 4, 5};
    std::size_t seen = 0;
    for (auto piece : l.chunks())
        for (int value : piece) {
            CHECK_EQUAL(value, seen++);
            l.push_back(100);
        }
    CHECK(seen == 6 && l.size() == 12);
}

// ---- The whole -----------------------------------------------------------------

TEST(lists_compare_by_their_elements)
{
    list<int> a{1, 2, 3}, b{1, 2, 3}, c{1, 2, 4}, shorter{1, 2}, empty;
    CHECK(a == b && !(a != b) && a != c && a != shorter && shorter != a && empty == list<int>());
    CHECK(a < c && c > a && shorter < a && a <= b && a >= b && empty < shorter && !(c < a));
    CHECK(((a <=> b) == 0 && (a <=> c) < 0 && (a <=> shorter) > 0));
    list<std::string> words{"a", long_word(1)}, same{"a", long_word(1)}, other{"b"};
    CHECK(words == same && words < other && (other <=> words) > 0);
    double not_a_number = std::numeric_limits<double>::quiet_NaN();
    list<double> real{1.0}, odd{not_a_number};
    CHECK((real <=> odd) == std::partial_ordering::unordered && odd != odd && !(real < odd));
    struct alike {
        int value;
        bool operator==(const alike &) const = default;
    };
    list<alike> one, two;
    one.push_back({1});
    two.push_back({1});
    CHECK(one == two);
}

TEST(swap_exchanges_contents_and_addresses)
{
    list<std::string> a{"a", "aa"}, b(room_for(1000));
    b.push_back("b");
    auto of_a = a.data();
    auto of_b = b.data();
    auto capacity = b.capacity();
    swap(a, b);
    CHECK(a.data() == of_b && b.data() == of_a && a.capacity() == capacity);
    check_holds(a, {"b"});
    check_holds(b, {"a", "aa"});
    a.swap(b);
    std::ranges::swap(a, b);
    std::swap(a, b);
    check_holds(a, {"a", "aa"});
    a.swap(a);
    check_holds(a, {"a", "aa"});
    a.push_back(long_word(1));
    b.push_back(long_word(2));
    CHECK(a.back() == long_word(1) && b.back() == long_word(2) && a.data() == of_a);
}

TEST(a_move_keeps_the_addresses)
{
    list<std::string> a{"a", "b"};
    auto i = a.begin();
    list<std::string> b(std::move(a));
    CHECK(*i == "a" && i == b.begin() && b.size() == 2 && !a.get());
    a = std::move(b);
    CHECK(i == a.begin() && a.size() == 2 && !b.get());
    a.push_back("c");
    check_holds(a, {"a", "b", "c"});
}

TEST(a_moved_from_list_can_be_destroyed_assigned_to_and_swapped)
{
    nothing_left after;
    {
        list<counted> a, b;
        a.emplace_back(1u);
        b.emplace_back(2u);
        b.emplace_back(3u);
        list<counted> c(std::move(a));
        CHECK(!a.get() && c.size() == 1 && tracked_base::live == 3);
        a = std::move(b);
        CHECK(a.size() == 2 && tracked_base::live == 3 && a.front().value == 2);
        a = std::move(c);
        CHECK(a.size() == 1 && tracked_base::live == 1 && a.front().value == 1);
        auto &same = a;
        a = std::move(same);
        CHECK(a.get() && a.size() == 1 && tracked_base::live == 1);
        list<counted> nothing(std::move(b));
        nothing.swap(a);
        CHECK(!a.get() && nothing.size() == 1 && nothing.front().value == 1);
        a = list<counted>();
        a.emplace_back(4u);
        CHECK(a.back().value == 4 && tracked_base::live == 2);
        b = std::move(nothing);
        b = std::move(c);
        CHECK(!b.get() && tracked_base::live == 1);
    }
    after.check();
}

TEST(lists_live_in_containers)
{
    std::vector<list<std::string>> lists;
    for (int i = 0; i < 20; ++i) {
        lists.emplace_back(room_for(100));
        lists.back().push_back(std::to_string(i));
    }
    lists.erase(lists.begin() + 3);
    CHECK(lists[3].front() == "4" && lists.size() == 19);
    std::map<int, list<int, 4>> by_key;
    by_key[3].push_back(7);
    CHECK_EQUAL(by_key[3].front(), 7);
    list<list<int>> nested;
    nested.emplace_back(room_for(100)).push_back(1);
    nested.push_back(list<int>{2, 3});
    CHECK(nested[0].back() == 1 && nested[1].back() == 3);
}

TEST(describe_tells_what_was_got)
{
    list<std::uint64_t> l(room_for(100000));
    auto info = l.describe();
    CHECK(info.struct_size == sizeof info && info.committed == 0 && info.huge_bytes == 0);
    CHECK_EQUAL(info.reserved, l.capacity() * 8);
    l.resize(50000, 1);
    info = l.describe();
    CHECK(info.committed >= 400000 && info.committed <= info.reserved);
    CHECK_EQUAL(info.huge_bytes, 0u);
}

TEST(the_c_verbs_work_on_get)
{
    list<int> l;
    int value = 5;
    CHECK_EQUAL(picoring_list_push(l.get(), &value), PICORING_OK);
    CHECK(l.front() == 5 && picoring_list_len(l.get()) == 1);
}

// ---- Elements never move -------------------------------------------------------

template <class T, class Make> void addresses_stay(std::size_t n, Make make)
{
    list<T> l;
    std::vector<T *> pointers;
    std::vector<std::size_t> indices;
    auto first = l.begin();
    for (std::size_t i = 0; i < n; ++i) {
        l.push_back(make(i));
        if (i < 1000 || i % 997 == 0) {
            pointers.push_back(&l.back());
            indices.push_back(i);
        }
    }
    auto early = l.span();
    CHECK(first == l.begin() && early.size() == n);
    l.append(l);
    CHECK(early.data() == l.data() && l.size() == 2 * n);
    l.truncate(n);
    l.shrink_to_fit();
    for (std::size_t i = 0; i < pointers.size(); ++i)
        CHECK(pointers[i] == &l[indices[i]] && *pointers[i] == make(indices[i]));
    for (std::size_t i = 0; i < n; ++i) CHECK(early[i] == make(i));
}

TEST(addresses_stay_while_millions_are_appended)
{
    addresses_stay<std::uint64_t>(scaled(4000000), [](std::size_t i) { return i * 3; });
    addresses_stay<std::string>(scaled(100000), [](std::size_t i) { return std::to_string(i); });
}

TEST(an_object_lives_at_one_address)
{
    nothing_left after;
    {
        list<tracked<24>> l(by_pages());
        for (std::size_t i = 0; i < 20000; ++i) l.emplace_back(i);
        list<tracked<24>> moved(std::move(l));
        for (std::size_t i = 0; i < 20000; ++i) CHECK_EQUAL(moved[i].checked(), i);
        CHECK_EQUAL(tracked_base::live, 20000);
    }
    after.check();
}

// ---- Elements of every kind ----------------------------------------------------

template <std::size_t Size> void bytes_stay()
{
    list<bytes<Size>> l(by_pages());
    std::size_t n = 40000 / Size + 10;
    for (std::size_t i = 0; i < n; ++i)
        if (i % 2)
            l.push_back(bytes<Size>::of(i));
        else
            CHECK(l.push(bytes<Size>::of(i)));
    l.append(l);
    for (std::size_t i = 0; i < n; ++i) CHECK(l[i].is(i) && l[n + i].is(i));
    for (std::size_t i = n; i > 0; --i) CHECK(l.pop()->is(i - 1));
    CHECK_EQUAL(l.size(), n);
}

TEST(trivial_elements_may_have_any_size)
{
    bytes_stay<1>();
    bytes_stay<3>();
    bytes_stay<24>();
    bytes_stay<40>();
    bytes_stay<4095>();
    bytes_stay<5000>();
}

template <std::size_t Size> void objects_stay()
{
    nothing_left after;
    {
        list<tracked<Size>> l(by_pages());
        std::size_t n = 40000 / Size + 10;
        for (std::size_t i = 0; i < n; ++i) l.emplace_back(i);
        CHECK_EQUAL(tracked_base::live, n);
        l.append(l);
        CHECK_EQUAL(tracked_base::live, 2 * n);
        for (std::size_t i = n; i > 0; --i) CHECK_EQUAL(l.pop()->checked(), i - 1);
        for (std::size_t i = 0; i < n; ++i) CHECK_EQUAL(l[i].checked(), i);
    }
    after.check();
}

TEST(objects_may_have_any_size)
{
    objects_stay<24>();
    objects_stay<40>();
    objects_stay<4104>();
    objects_stay<5000>();
}

struct nothing_inside {};

TEST(an_element_may_be_empty)
{
    list<nothing_inside> l;
    for (int i = 0; i < 10000; ++i) l.emplace_back();
    l.append(l);
    CHECK(l.size() == 20000 && l.end() - l.begin() == 20000);
}

TEST(a_move_only_element_goes_in_and_out)
{
    list<std::unique_ptr<int>> l(room_for(2));
    l.push_back(std::make_unique<int>(1));
    l.emplace_back(new int(2));
    CHECK(l.push(std::make_unique<int>(3)));
    CHECK(**l.pop() == 3 && l.size() == 2);
    l.resize(4);
    CHECK(!l[2] && !l[3]);
    CHECK(l.set(3, std::make_unique<int>(4)) && *l[3] == 4);
    while (l.size() < l.capacity()) l.emplace_back();
    auto refused = std::make_unique<int>(5);
    CHECK(!l.push(std::move(refused)) && refused);
    CHECK_THROWS(PICORING_ENOBUFS, l.push_back(std::move(refused)));
    CHECK_THROWS(PICORING_ENOBUFS, l.emplace_back(std::move(refused)));
    CHECK(refused && *refused == 5); // what is refused is not taken
    l.pop_back();
    l.push_back(std::move(refused));
    CHECK(*l.back() == 5 && !refused && *l[0] == 1 && *l[1] == 2);
    std::ranges::reverse(l);
    CHECK(*l.front() == 5 && *l.back() == 1);
    list<std::unique_ptr<int>> moved(std::move(l));
    moved.truncate(1);
    CHECK(*moved.front() == 5);
    moved.clear();
}

struct plain_move_only {
    explicit plain_move_only(int v) : value(v) {}
    plain_move_only(plain_move_only &&) = default;
    plain_move_only &operator=(plain_move_only &&) = default;
    int value;
};
static_assert(std::is_trivially_copyable_v<plain_move_only>);

TEST(a_trivial_element_that_only_moves_goes_in)
{
    list<plain_move_only> l;
    l.push_back(plain_move_only(1));
    CHECK(l.push(plain_move_only(2)));
    l.emplace_back(3);
    CHECK(l[0].value == 1 && l[1].value == 2 && l.pop()->value == 3);
}

// What T cannot do is not offered.
template <class L, class T> constexpr bool pushes_copies = requires(L &l, const T &value)
{
    l.push(value);
    l.push_back(value);
};
template <class L, class T> constexpr bool appends_spans = requires(L &l, std::span<const T> v)
{
    l.append(v);
};
template <class L> constexpr bool resizes = requires(L &l) { l.resize(1); };
template <class L>
concept compares = requires(const L &l)
{
    l == l;
};

struct no_default_plain {
    explicit no_default_plain(int v) : value(v) {}
    int value;
};
struct no_default_object {
    explicit no_default_object(int v) : value(std::to_string(v)) {}
    std::string value;
};

TEST(what_an_element_cannot_do_is_not_offered)
{
    using owner = std::unique_ptr<int>;
    CHECK((pushes_copies<list<int>, int> && pushes_copies<list<std::string>, std::string>));
    CHECK((appends_spans<list<int>, int> && appends_spans<list<std::string>, std::string>));
    CHECK((!pushes_copies<list<owner>, owner> && !appends_spans<list<owner>, owner>));
    CHECK((!std::is_constructible_v<list<owner>, std::span<const owner>>));
    CHECK(resizes<list<int>> && resizes<list<owner>> && !resizes<list<no_default_plain>>);
    CHECK(compares<list<int>> && compares<list<owner>> && !compares<list<no_default_object>>);
}

TEST(an_element_needs_no_default_constructor)
{
    list<no_default_plain> plain;
    list<no_default_object> objects;
    plain.emplace_back(1);
    plain.push_back(no_default_plain(2));
    objects.emplace_back(3);
    objects.resize(3, no_default_object(4));
    plain.resize(4, no_default_plain(5));
    CHECK(plain[0].value == 1 && plain[1].value == 2 && plain[3].value == 5);
    CHECK(objects[0].value == "3" && objects[2].value == "4");
    plain.truncate(1);
    CHECK(plain.pop()->value == 1 && objects.pop()->value == "4" && objects.size() == 2);
    objects.append(std::list<no_default_object>{no_default_object(7)});
    CHECK_EQUAL(objects.back().value, "7");
}

template <std::size_t Alignment> struct alignas(Alignment) aligned_object {
    explicit aligned_object(std::size_t number) : word(long_word(number)) {}
    std::string word;
};
template <std::size_t Alignment> struct alignas(Alignment) aligned_plain {
    std::size_t value;
};

template <std::size_t Alignment> void alignment_is_kept()
{
    list<aligned_object<Alignment>> objects(by_pages());
    list<aligned_plain<Alignment>> plain(by_pages());
    auto aligned = [](const void *place) {
        return reinterpret_cast<std::uintptr_t>(place) % Alignment == 0;
    };
    for (std::size_t i = 0; i < 100; ++i) {
        CHECK(aligned(&objects.emplace_back(i)));
        plain.push_back({i});
        CHECK(aligned(&plain.back()) && plain.back().value == i);
    }
    CHECK(aligned(plain.claim(3).data()));
    objects.append(objects);
    for (std::size_t i = 0; i < 200; ++i)
        CHECK(aligned(&objects[i]) && objects[i].word == long_word(i % 100));
    CHECK(aligned(plain.chunk(0).data()));
}

TEST(an_alignment_is_kept_at_every_place)
{
    alignment_is_kept<16>();
    alignment_is_kept<64>();
    alignment_is_kept<4096>();
}

TEST(an_alignment_over_a_page_is_refused)
{
    using mountain = aligned_plain<std::size_t{1} << 20>;
    std::string said;
    int code = checking::thrown_code([] { list<mountain> refused; }, &said);
    CHECK_EQUAL(std::string(picoring_errname(code)), "PICORING_EALIGN");
    CHECK(said.find("exceeds a page") != std::string::npos);
    auto made = list<mountain>::create();
    CHECK(!made && made.error().value() == PICORING_EALIGN);
    auto objects = list<aligned_object<std::size_t{1} << 20>>::create();
    CHECK(!objects && objects.error().value() == PICORING_EALIGN);
}

// ---- Who lives -----------------------------------------------------------------

TEST(each_destructor_runs_once)
{
    nothing_left after;
    {
        const counted given(7);
        list<counted> l(by_pages()), other;
        long others = 1;
        auto lives = [&](std::size_t n) {
            return l.size() == n && std::cmp_equal(tracked_base::live - others, n) &&
                   tracked_base::wrong == 0;
        };
        std::size_t n = 0;
        for (std::size_t lap = 0; lap < 20; ++lap) {
            for (std::size_t i = 0; i < 200; ++i) {
                l.emplace_back(i);
                l.push_back(given);
                l.push_back(counted(i));
                CHECK(l.push(given) && l.push(counted(i)));
                CHECK(lives(n += 5));
            }
            l.append(l.span().first(100));
            CHECK(lives(n += 100));
            l.append(std::list<counted>(9, given));
            CHECK(lives(n += 9));
            CHECK_EQUAL(l.pop()->value, 7u);
            l.pop_back();
            CHECK(lives(n -= 2));
            CHECK(l.set(2, counted(50)) && l[2].value == 50);
            CHECK(lives(n));
            CHECK(!l.set(n, given));
            CHECK(lives(n));
            l.resize(n += 50);
            CHECK(lives(n) && l.back().value == 0);
            l.resize(n += 50, given);
            CHECK(lives(n) && l.back().value == 7);
            l.resize(n -= 30);
            CHECK(lives(n));
            CHECK_THROWS(PICORING_ERANGE, l.truncate(n + 1));
            CHECK(lives(n));
            l.truncate(n /= 2);
            CHECK(lives(n));
            l.shrink_to_fit();
            CHECK(lives(n));
            if (lap % 4 == 3) {
                l.clear();
                CHECK(lives(n = 0));
                l.clear();
                l.assign(n = 20, given);
                CHECK(lives(n));
                l.assign(n = 10, l[5]);
                CHECK(lives(n) && l[9].value == 7);
                std::vector<counted> ten(10, given);
                others += 10;
                l.assign(ten);
                CHECK(lives(10));
                ten.clear();
                others -= 10;
            }
            list<counted> moved(std::move(l));
            l = std::move(moved);
            CHECK(lives(n));
            other.emplace_back(lap);
            ++others;
            swap(l, other);
            swap(l, other);
            CHECK(lives(n));
        }
        other = std::move(l);
        CHECK_EQUAL(tracked_base::live - 1, other.size());
        list<counted> made{given, given, given};
        CHECK_EQUAL(tracked_base::live - 1, other.size() + 3);
    }
    after.check();
}

// ---- Constructors that throw ---------------------------------------------------

// Everything that must be the same after a failure.
template <class T> struct state_of {
    explicit state_of(const list<T> &l)
        : of(l), data(l.data()), values(l.begin(), l.end()), live(tracked_base::live)
    {
    }
    void check_same() const
    {
        CHECK(of.data() == data && tracked_base::live == live && tracked_base::wrong == 0);
        check_holds(of, values);
    }
    const list<T> &of;
    const T *data;
    std::vector<T> values;
    long live;
};

TEST(a_constructor_that_throws_leaves_the_list_as_it_was)
{
    nothing_left after;
    {
        const counted given(7);
        std::vector<counted> many(20, given);
        list<counted> l(by_pages());
        auto make = [](std::size_t i) { return counted(i); };
        for (std::size_t lap = 0; lap < 4; ++lap) {
            if (lap == 1) l.push_back(given);
            if (lap == 2) fill_the_step(l, make);
            state_of<counted> before(l);
            CHECK(blows(0, [&] { l.push_back(given); }));
            before.check_same();
            CHECK(blows(0, [&] { (void)l.push(given); }));
            before.check_same();
            CHECK(blows(0, [&] { l.emplace_back(2u); }));
            before.check_same();
            if (!l.empty()) {
                CHECK(blows(0, [&] { l.push_back(l.front()); }));
                CHECK(blows(0, [&] { l.emplace_back(l.back()); }));
                before.check_same();
                CHECK(blows(static_cast<long>(l.size()) - 1, [&] { l.append(l); }));
                before.check_same();
            }
            for (long nth = 0; nth < 20; ++nth) {
                CHECK(blows(nth, [&] { l.append(many); }));
                before.check_same();
                CHECK(blows(nth, [&] { l.resize(l.size() + 20); }));
                before.check_same();
                CHECK(blows(nth, [&] { l.resize(l.size() + 20, given); }));
                before.check_same();
            }
            CHECK(!blows(20, [&] { l.append(many); }));
            CHECK(l.size() == before.values.size() + 20 && l.back().value == 7);
        }
    }
    after.check();
}

TEST(a_constructor_that_throws_in_an_input_range_keeps_what_came_before)
{
    nothing_left after;
    {
        const std::list<counted> many(20, counted(7));
        for (long nth = 0; nth < 20; ++nth) {
            list<counted> l(by_pages());
            l.emplace_back(1u);
            CHECK(blows(nth, [&] { l.append(many); }));
            CHECK_EQUAL(l.size(), 1 + nth);
            CHECK(l.front().value == 1 && tracked_base::live == 21 + nth);
            l.append(many);
            CHECK_EQUAL(l.size(), 21 + nth);
        }
    }
    after.check();
}

TEST(a_constructor_that_throws_in_assign_leaves_none)
{
    nothing_left after;
    {
        const counted given(7);
        std::vector<counted> many(20, given);
        list<counted> l(by_pages());
        for (long nth = 0; nth < 20; ++nth) {
            l.assign(3, given);
            CHECK(blows(nth, [&] { l.assign(many); }));
            CHECK(l.empty() && tracked_base::live == 21);
        }
        l.assign(3, given);
        CHECK(blows(0, [&] { l.assign(20, given); })); // the copy that is kept aside
        CHECK(l.size() == 3 && tracked_base::live == 24);
        for (long nth = 1; nth < 21; ++nth) {
            l.assign(3, given);
            CHECK(blows(nth, [&] { l.assign(20, given); }));
            CHECK(l.empty() && tracked_base::live == 21);
        }
        l.push_back(given);
        CHECK(l.size() == 1 && l.back().value == 7);
    }
    after.check();
}

TEST(a_constructor_that_throws_in_the_making_of_a_list_leaves_nothing)
{
    nothing_left after;
    {
        std::vector<counted> many(20, counted(7));
        for (long nth = 0; nth < 20; ++nth) {
            CHECK(blows(nth, [&] { list<counted> l(many); }));
            CHECK_EQUAL(tracked_base::live, 20);
        }
    }
    after.check();
}

TEST(a_move_that_throws_leaves_the_element_where_it_was)
{
    using element = tracked<24, true>;
    nothing_left after;
    {
        list<element> l;
        l.emplace_back(1u);
        CHECK(blows(0, [&] { (void)l.pop(); }));
        CHECK(l.size() == 1 && l.front().value == 1);
        element given(2);
        CHECK(blows(0, [&] { l.push_back(std::move(given)); }));
        CHECK(blows(0, [&] { (void)l.push(std::move(given)); }));
        CHECK(l.size() == 1 && given.value == 2);
        l.push_back(std::move(given));
        CHECK(l.size() == 2 && l.back().value == 2);
    }
    after.check();
}

// ---- Full ----------------------------------------------------------------------

template <class T, class Make> void a_full_list_refuses(Make make)
{
    list<T> l(room_for(300));
    for (std::size_t i = 0; l.size() < l.capacity(); ++i) l.push_back(make(i));
    std::vector<T> model(l.begin(), l.end());
    std::vector<T> two(2, make(1));
    std::size_t n = l.size();
    auto place = l.data();
    auto refuse = [&] {
        T value = make(99);
        CHECK(!l.push(value) && !l.push(std::move(value)) && value == make(99));
        CHECK_EQUAL(picoring_list_claim_status(l.get(), 1), PICORING_ENOBUFS);
        CHECK_THROWS(PICORING_ENOBUFS, l.push_back(value));
        CHECK_THROWS(PICORING_ENOBUFS, l.push_back(std::move(value)));
        CHECK_THROWS(PICORING_ENOBUFS, l.emplace_back(std::move(value)));
        CHECK(value == make(99));
        CHECK_THROWS(PICORING_ENOBUFS, l.push_back(l.front()));
        CHECK_THROWS(PICORING_ENOBUFS, l.append(l));
        CHECK_THROWS(PICORING_ENOBUFS, l.append(std::list<T>(1, value)));
        check_holds(l, model);
    };
    auto refuse_two = [&] {
        CHECK_THROWS(PICORING_ENOBUFS, l.append(two));
        for (std::size_t many : {n + 1, n + 1000, SIZE_MAX / 2, SIZE_MAX}) {
            CHECK_THROWS(PICORING_ENOBUFS, l.resize(many));
            CHECK_THROWS(PICORING_ENOBUFS, l.resize(many, make(1)));
            CHECK_THROWS(PICORING_ENOBUFS, l.reserve(many));
            CHECK(!l.try_reserve(many));
        }
        check_holds(l, model);
    };
    refuse();
    refuse_two();
    l.append(std::span<const T>());
    l.resize(n);
    l.reserve(n);
    l.pop_back();
    model.pop_back();
    refuse_two(); // there is room for one, and none is taken
    l.push_back(make(5));
    model.push_back(make(5));
    refuse();
    l.clear();
    CHECK(l.empty() && l.push(make(6)));
    l.resize(n);
    CHECK(!l.push(make(7)) && l.front() == make(6) && l.data() == place);
}

TEST(a_full_list_refuses_and_stays_usable)
{
    a_full_list_refuses<std::uint64_t>([](std::size_t i) { return i * 3; });
    a_full_list_refuses<std::array<int, 25>>([](std::size_t i) {
        std::array<int, 25> made{};
        made[24] = static_cast<int>(i);
        return made;
    });
    a_full_list_refuses<std::string>(long_word);
    nothing_left after;
    a_full_list_refuses<counted>([](std::size_t i) { return counted(i); });
    after.check();
}

TEST(a_full_list_grants_no_claim)
{
    list<int> l(room_for(10));
    CHECK(l.claim(l.capacity() + 1).empty() && l.claim(SIZE_MAX).empty());
    CHECK_EQUAL(l.claim(l.capacity()).size(), l.capacity());
    l.commit(l.capacity());
    CHECK(l.size() == l.capacity() && l.claim(1).empty());
    CHECK_THROWS(PICORING_ERANGE, l.commit(1));
    std::string said;
    checking::thrown_code([&] { l.push_back(1); }, &said);
    CHECK(said.find("reservation") != std::string::npos);
}

TEST(a_full_list_cannot_be_assigned_more_than_it_holds)
{
    list<std::string> l(room_for(10));
    std::vector<std::string> more(l.capacity() + 1, "x");
    l.push_back("old");
    CHECK_THROWS(PICORING_ENOBUFS, l.assign(more));
    CHECK_THROWS(PICORING_ENOBUFS, l.assign(more.size(), "y"));
    more.pop_back();
    l.assign(more);
    check_holds(l, more);
    CHECK_THROWS(PICORING_ENOBUFS, list<int>(std::vector<int>(100000), room_for(10)));
}

// ---- Random operations against a std::vector -----------------------------------

// Two lists and their models.
template <class T, class Make> class play {
public:
    play(Random &random, Make make) : random_(random), make_(make) {}

    void run(std::size_t steps)
    {
        for (std::size_t step = 0; step < steps; ++step) {
            act(random_.below(100));
            check_some();
            if (step % 2000 == 0) check_all();
        }
        check_all();
    }

private:
    static constexpr std::size_t longest = 3000;

    T any() { return make_(random_.below(1000000)); }
    std::vector<T> some()
    {
        std::vector<T> made;
        for (std::size_t n = random_.upto(12); n > 0; --n) made.push_back(any());
        return made;
    }
    std::size_t place() { return random_.below(model_.size()); }
    void append_to_model(const std::vector<T> &values)
    {
        model_.insert(model_.end(), values.begin(), values.end());
    }

    void act(std::size_t what)
    {
        if (model_.size() > longest) what = 99;
        if (what < 40) return append_one(what % 5);
        if (what < 60) return append_many(what % 5);
        if (what < 75) return remove(what % 6);
        if (what < 85) return change(what % 3);
        if (what < 95) return arrange(what % 5);
        if (what == 99) {
            l_.truncate(random_.upto(model_.size()));
            model_.resize(l_.size());
        }
    }

    void append_one(std::size_t how)
    {
        T value = any();
        model_.push_back(value);
        switch (how) {
        case 0: l_.push_back(value); break;
        case 1: l_.push_back(std::move(value)); break;
        case 2: CHECK(l_.push(value)); break;
        case 3: CHECK(l_.push(std::move(value))); break;
        default: CHECK(l_.emplace_back(std::move(value)) == model_.back());
        }
    }

    void append_many(std::size_t how)
    {
        auto values = some();
        if (how == 0) {
            l_.append(values);
        } else if (how == 1) {
            l_.append(std::list<T>(values.begin(), values.end()));
        } else if (how == 2 && !model_.empty()) {
            std::size_t first = place(),
                        n = random_.upto(std::min<std::size_t>(20, model_.size() - first));
            values.assign(model_.begin() + static_cast<std::ptrdiff_t>(first),
                          model_.begin() + static_cast<std::ptrdiff_t>(first + n));
            l_.append(l_.span().subspan(first, n));
        } else if (how == 3 && !model_.empty()) {
            values = {model_[place()]};
            l_.push_back(l_[static_cast<std::size_t>(std::ranges::find(model_, values[0]) -
                                                     model_.begin())]);
        } else {
            T value = any();
            values.assign(random_.upto(10), value);
            l_.resize(l_.size() + values.size(), value);
        }
        append_to_model(values);
    }

    void remove(std::size_t how)
    {
        if (how < 2) {
            auto popped = l_.pop();
            CHECK_EQUAL(popped.has_value(), !model_.empty());
            if (!popped) return;
            CHECK(*popped == model_.back());
            model_.pop_back();
        } else if (how == 2 && !model_.empty()) {
            l_.pop_back();
            model_.pop_back();
        } else if (how == 3) {
            std::size_t n = model_.size() - random_.upto(std::min<std::size_t>(20, model_.size()));
            l_.truncate(n);
            model_.resize(n);
        } else if (how == 4) {
            std::size_t n = random_.below(model_.size() + 5);
            l_.resize(n);
            model_.resize(n);
        } else if (random_.one_in(60)) {
            l_.clear();
            model_.clear();
        }
    }

    void change(std::size_t how)
    {
        T value = any();
        if (model_.empty()) {
            CHECK(!l_.set(0, value));
        } else if (how == 0) {
            std::size_t index = place();
            CHECK(l_.set(index, value));
            model_[index] = value;
        } else if (how == 1) {
            std::size_t index = place();
            l_[index] = model_[index] = value;
        } else {
            std::size_t a = place(), b = place();
            std::swap(l_[a], l_[b]);
            std::swap(model_[a], model_[b]);
        }
    }

    void arrange(std::size_t how)
    {
        if (how == 0) l_.shrink_to_fit();
        if (how == 1) l_.reserve(random_.below(2 * longest));
        if (how == 2) {
            l_.swap(other_);
            model_.swap(other_model_);
        }
        if (how == 3) {
            list<T, 7> moved(std::move(l_));
            l_ = std::move(moved);
        }
        if (how == 4 && random_.one_in(50)) {
            auto values = some();
            l_.assign(values);
            model_ = values;
        }
    }

    void check_some()
    {
        CHECK_EQUAL(l_.size(), model_.size());
        CHECK_EQUAL(l_.empty(), model_.empty());
        if (model_.empty()) return;
        std::size_t index = place();
        CHECK(l_[index] == model_[index] && l_.back() == model_.back());
        auto piece = l_.chunk(index / 7);
        CHECK(piece[index % 7] == model_[index]);
    }

    void check_all()
    {
        CHECK(std::ranges::equal(l_, model_) && std::ranges::equal(other_, other_model_));
        CHECK_EQUAL(l_ == other_, model_ == other_model_);
        CHECK((l_ <=> other_) == (model_ <=> other_model_));
        CHECK_EQUAL(l_.chunk_count(), (model_.size() + 6) / 7);
    }

    Random &random_;
    Make make_;
    list<T, 7> l_{by_pages()}, other_{by_pages()};
    std::vector<T> model_, other_model_;
};

TEST(random_operations_do_what_a_vector_does)
{
    Random random(seed_of_this_run());
    play<std::string, std::string (*)(std::size_t)>(random, [](std::size_t i) {
        return i % 3 ? std::to_string(i) : long_word(i);
    }).run(scaled(300000));
    play<std::uint32_t, std::uint32_t (*)(std::size_t)>(random, [](std::size_t i) {
        return static_cast<std::uint32_t>(i);
    }).run(scaled(300000));
}

TEST(random_operations_construct_and_destroy_alike)
{
    Random random(seed_of_this_run() + 1);
    nothing_left after;
    play<counted, counted (*)(std::size_t)>(random, [](std::size_t i) {
        return counted(i);
    }).run(scaled(50000));
    after.check();
}

// ---- Readers beside the writer -------------------------------------------------

// The writer appends make(0), make(1), ... while readers look at what is there.
template <class T, class Write, class Is>
void readers_see_what_is_published(std::size_t n, Write write, Is is)
{
    list<T, 100> l(by_pages());
    const auto &seen = l;
    std::atomic<int> looking{0};
    std::atomic<std::size_t> wrong{0};
    auto read = [&](std::uint64_t seed) {
        Random random(seed);
        bool first = true;
        std::size_t last = 0;
        while (last < n) {
            std::size_t now = seen.size();
            bool sound = now >= last;
            last = now;
            if (now == 0) continue;
            if (first) looking.fetch_add(1);
            first = false;
            sound = sound && is(seen[now - 1], now - 1) && is(seen.front(), 0);
            for (int i = 0; i < 10; ++i) {
                std::size_t index = random.below(now);
                sound = sound && is(seen[index], index) && is(seen.at(index), index);
            }
            auto span = seen.span();
            sound = sound && span.size() >= now && is(span.back(), span.size() - 1);
            std::size_t index = seen.chunk_count() - 1;
            auto piece = seen.chunk(index);
            sound = sound && !piece.empty() && is(piece[0], index * 100);
            sound = sound && seen.end() - seen.begin() >= static_cast<std::ptrdiff_t>(now);
            if (!sound) wrong.fetch_add(1);
        }
    };
    std::vector<std::thread> readers;
    for (std::uint64_t i = 0; i < 3; ++i) readers.emplace_back(read, i);
    for (std::size_t i = 0; i < n;) {
        while (i > n / 8 && looking.load() < 3) std::this_thread::yield();
        i += write(l, i, n);
    }
    for (auto &reader : readers) reader.join();
    CHECK_EQUAL(wrong.load(), 0u);
    CHECK_EQUAL(l.size(), n);
}

TEST(readers_see_whole_numbers_while_the_writer_appends)
{
    auto make = [](std::size_t i) { return i * 0x9E3779B97F4A7C15u; };
    auto write = [make](auto &l, std::size_t i, std::size_t n) -> std::size_t {
        if (i % 64 < 40 || n - i < 5) {
            l.push_back(make(i));
            return 1;
        }
        std::array<std::uint64_t, 5> five;
        for (std::size_t k = 0; k < 5; ++k) five[k] = make(i + k);
        if (i % 2) {
            l.append(five);
        } else {
            std::ranges::copy(five, l.claim(5).begin());
            l.commit(5);
        }
        return 5;
    };
    auto is = [make](std::uint64_t value, std::size_t i) { return value == make(i); };
    readers_see_what_is_published<std::uint64_t>(scaled(2000000), write, is);
}

TEST(readers_see_whole_objects_while_the_writer_appends)
{
    auto write = [](auto &l, std::size_t i, std::size_t) -> std::size_t {
        if (i % 2)
            l.push_back(long_word(i));
        else
            l.emplace_back(long_word(i));
        if (i % 5000 == 0) l.shrink_to_fit(); // of the room behind the last element
        return 1;
    };
    auto is = [](const std::string &word, std::size_t i) { return word == long_word(i); };
    readers_see_what_is_published<std::string>(scaled(60000), write, is);
}

TEST(lists_grow_side_by_side_in_threads)
{
    std::array<std::size_t, 2> sums{};
    auto grow = [&](std::size_t which) {
        list<std::string> l(by_pages());
        for (std::size_t i = 0; i < scaled(50000); ++i) l.push_back(long_word(i + which));
        for (std::size_t i = 0; i < l.size(); ++i) sums[which] += l[i] == long_word(i + which);
    };
    std::thread other(grow, 1);
    grow(0);
    other.join();
    CHECK(sums[0] == scaled(50000) && sums[1] == scaled(50000));
}

// ---- A child has a list of its own ---------------------------------------------

static list<std::string> static_words(room_for(1000)); // destroyed in every child that exits

TEST(a_child_destroys_its_own_copy)
{
    nothing_left after;
    {
        auto heap = std::make_unique<list<counted>>(by_pages());
        for (std::size_t i = 0; i < 1000; ++i) heap->emplace_back(i);
        auto body = [](void *argument) {
            auto &l = *static_cast<std::unique_ptr<list<counted>> *>(argument);
            CHILD_CHECK(l->size() == 1000 && (*l)[999].checked() == 999);
            l->truncate(500);
            CHILD_CHECK(tracked_base::live == 500 && l->pop()->value == 499);
            for (std::size_t i = 0; i < 5000; ++i) l->emplace_back(i);
            l->append(*l);
            (*l)[3].value = 77;
            CHILD_CHECK(l->size() == 10998 && l->back().checked() == 4999);
            list<counted> moved(std::move(*l));
            l.reset();
            CHILD_CHECK(tracked_base::live == 10998);
            moved.clear();
            CHILD_CHECK(moved.empty() && tracked_base::live == 0);
            moved = list<counted>();
            moved.emplace_back(1u);
            moved.clear();
            CHILD_CHECK(tracked_base::live == 0 && tracked_base::wrong == 0);
        };
        CHECK_EQUAL(in_child(body, &heap), 0);
        CHECK_EQUAL(tracked_base::live, 1000);
        for (std::size_t i = 0; i < 1000; ++i) CHECK_EQUAL((*heap)[i].checked(), i);
        heap->emplace_back(1000u);
        CHECK_EQUAL(heap->back().value, 1000u);
    }
    after.check();
}

#ifndef _WIN32
TEST(a_static_list_survives_the_exit_of_a_child)
{
    for (std::size_t i = 0; i < 100; ++i) static_words.push_back(long_word(i));
    auto body = [](void *) {
        static_words.push_back("the child's");
        static_words[0] = "changed";
        std::exit(0);
    };
    CHECK_EQUAL(in_child(body, nullptr), 0);
    CHECK_EQUAL(static_words.size(), 100u);
    for (std::size_t i = 0; i < 100; ++i) CHECK_EQUAL(static_words[i], long_word(i));
    static_words.clear();
}

TEST(what_the_parent_appends_after_the_fork_a_child_does_not_see)
{
    list<std::string> l{"both"};
    int go[2];
    CHECK_EQUAL(pipe(go), 0);
    fflush(nullptr);
    pid_t child = fork();
    if (child == 0) {
        char byte;
        CHILD_CHECK(read(go[0], &byte, 1) == 1);
        CHILD_CHECK(l.size() == 1 && l[0] == "both");
        _exit(0);
    }
    for (std::size_t i = 0; i < 1000; ++i) l.push_back(long_word(i));
    l[0] = "the parent's";
    CHECK_EQUAL(write(go[1], "g", 1), 1);
    int status = -1;
    CHECK_EQUAL(waitpid(child, &status, 0), child);
    CHECK_EQUAL(status, 0);
    close(go[0]);
    close(go[1]);
}
#endif

int main() { return checking::run_all("list"); }
