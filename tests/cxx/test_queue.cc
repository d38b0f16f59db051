// SPDX-License-Identifier: MIT OR Apache-2.0
//
// test_queue.cc: queue<T>, the in-place half of a ring.
#include "check.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <ranges>

using picoring::queue;

static_assert(!std::is_copy_constructible_v<queue<int>> && !std::is_copy_assignable_v<queue<int>>);
static_assert(std::is_nothrow_move_constructible_v<queue<int>>);
static_assert(std::is_nothrow_move_assignable_v<queue<int, 3>>);
static_assert(std::ranges::contiguous_range<queue<int>>);
static_assert(std::ranges::contiguous_range<const queue<int, 3>>);
static_assert(!std::is_convertible_v<queue<int> &, picoring::ring<int> &>);

static_assert(std::is_default_constructible_v<queue<int, 3>>);
static_assert(std::is_constructible_v<queue<int, 3>, picoring::options>);

TEST(what_is_committed_is_peeked_in_order)
{
    queue<int> q(1);
    int in = 0, out = 0;
    for (int lap = 0; lap < 3000; ++lap) {
        auto room = q.claim(7);
        CHECK_EQUAL(room.size(), 7u);
        for (int &place : room.first(5)) place = in++;
        q.commit(5);
        auto ready = std::as_const(q).peek();
        CHECK_EQUAL(ready.size(), q.size());
        for (int value : ready) CHECK_EQUAL(value, out++);
        q.release(ready.size());
    }
    CHECK(q.empty() && in == 15000);
}

TEST(a_claim_is_refused_when_there_is_no_room_for_it)
{
    queue<int, 4> q;
    CHECK(q.claim(5).empty());
    CHECK_EQUAL(q.claim().size(), 4u);
    q.commit(3);
    CHECK(q.claim(2).empty() && q.claim(1).size() == 1);
    q.cancel();
    CHECK(q.size() == 3 && q.free() == 1 && q.capacity() == 4 && !q.full());
}

TEST(more_than_was_granted_throws_and_changes_nothing)
{
    queue<int, 4> q;
    q.commit(1);
    CHECK_THROWS(PICORING_ERANGE, q.commit(4));
    CHECK_THROWS(PICORING_ERANGE, q.release(2));
    CHECK(q.size() == 1 && q.free() == 3);
}

TEST(single_elements_pass)
{
    queue<int, 2> q;
    CHECK(q.try_push(1) && q.try_push(2) && !q.try_push(3) && q.full());
    CHECK(*q.try_pop() == 1 && *q.try_pop() == 2 && !q.try_pop());
}

TEST(elements_are_reached_and_iterated)
{
    queue<int> q(1);
    turn_to_seam(q, 3);
    for (int i = 0; i < 6; ++i) q.try_push(5 - i);
    q[1] = 40;
    CHECK(q[1] == 40 && std::as_const(q)[1] == 40 && q.at(5) == 0);
    CHECK(q.front() == 5 && std::as_const(q).back() == 0);
    for (int &value : q) value += 1;
    std::sort(q.begin(), q.end());
    CHECK(std::ranges::is_sorted(q.cbegin(), q.cend()) && q.back() == 41 && q.front() == 1);
    q.clear();
    CHECK(q.empty() && q.begin() == q.end());
}

TEST(a_queue_is_made_from_a_span_and_from_a_ring)
{
    std::vector<int> numbers{1, 2, 3};
    queue<int> q(numbers);
    CHECK(std::ranges::equal(q, numbers));
    picoring::ring<int, 3> r;
    r.push(9);
    auto handle = r.get();
    queue<int, 3> adopted(std::move(r));
    CHECK(adopted.get() == handle && adopted.front() == 9 && !r.get());
}

TEST(create_gives_a_queue_or_a_code)
{
    auto made = queue<int>::create(10);
    CHECK(made.has_value() && made->try_push(1));
    queue<int> q = std::move(*made);
    CHECK(q.front() == 1);
    auto fixed = queue<int, 5>::create(exactly());
    CHECK(fixed && fixed->capacity() == 5);
    auto none = queue<int>::create(0);
    CHECK(!none && none.error().value() == PICORING_EINVAL);
    CHECK_THROWS(PICORING_EINVAL, queue<int>(0));
}

TEST(queues_move_and_swap)
{
    queue<int> a(1), b(1);
    a.try_push(1);
    b.try_push(2);
    std::swap(a, b);
    std::ranges::swap(a, b);
    CHECK(a.front() == 1 && b.front() == 2);
    a = std::move(b);
    CHECK(a.front() == 2);
    b = queue<int>(5);
    CHECK(b.empty());
}

// Found by argument-dependent lookup, as for every other container.
namespace {
template <class Q>
concept swaps_unqualified = requires(Q &a, Q &b)
{
    swap(a, b);
};
} // namespace

TEST(queues_swap_without_std)
{
    CHECK(swaps_unqualified<picoring::ring<int>>);
    CHECK(swaps_unqualified<queue<int>>);
}

TEST(describe_tells_what_was_got)
{
    queue<int> q(1);
    CHECK_EQUAL(q.describe().size, picoring_granularity());
}

int main() { return checking::run_all("queue"); }
