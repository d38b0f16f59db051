// SPDX-License-Identifier: MIT OR Apache-2.0
//
// test_mirror_buffer.cc: the bare mirror.
#include "check.hpp"

using picoring::mirror_buffer;

static_assert(!std::is_copy_constructible_v<mirror_buffer> &&
              !std::is_copy_assignable_v<mirror_buffer>);
static_assert(std::is_nothrow_move_constructible_v<mirror_buffer>);
static_assert(std::is_nothrow_move_assignable_v<mirror_buffer>);
static_assert(
    std::is_same_v<decltype(std::declval<const mirror_buffer &>().data()), const std::byte *>);
static_assert(std::is_same_v<decltype(std::declval<const mirror_buffer &>().bytes()),
                             std::span<const std::byte>>);

TEST(a_byte_is_in_both_copies)
{
    mirror_buffer m(1);
    CHECK_EQUAL(m.size(), picoring_granularity());
    CHECK_EQUAL(m.bytes().size(), 2 * m.size());
    CHECK(m.bytes().data() == m.data() && std::as_const(m).bytes().data() == m.data());
    for (std::size_t i : {std::size_t{0}, std::size_t{1}, m.size() - 1}) {
        CHECK(m.data()[i] == std::byte{0} && m.data()[m.size() + i] == std::byte{0});
        m.data()[i] = std::byte{42};
        m.sync(i, 1);
        CHECK(m.bytes()[m.size() + i] == std::byte{42});
        m.data()[m.size() + i] = std::byte{43};
        m.sync(m.size() + i, 1);
        CHECK(m.bytes()[i] == std::byte{43});
    }
}

TEST(a_block_over_the_seam_is_in_both_copies)
{
    mirror_buffer m(10000);
    auto block = m.bytes().subspan(m.size() - 100, 200);
    for (std::size_t i = 0; i < 200; ++i) block[i] = std::byte(static_cast<unsigned char>(i));
    m.sync(m.size() - 100, 200);
    for (std::size_t i = 0; i < 100; ++i) {
        CHECK(m.data()[i] == std::byte(static_cast<unsigned char>(100 + i)));
        CHECK(m.data()[2 * m.size() - 100 + i] == std::byte(static_cast<unsigned char>(i)));
    }
}

TEST(a_range_outside_is_refused)
{
    mirror_buffer m(1);
    CHECK_THROWS(PICORING_ERANGE, m.sync(0, m.size() + 1));
    CHECK_THROWS(PICORING_ERANGE, m.sync(2 * m.size(), 1));
    CHECK_THROWS(PICORING_ERANGE, m.sync(SIZE_MAX, 2));
    CHECK_THROWS(PICORING_ERANGE, m.sync(2 * m.size() - 1, 2));
}

TEST(a_mirror_moves)
{
    mirror_buffer a(1), b(1);
    auto place = a.data();
    b = std::move(a);
    CHECK(b.data() == place && !a.get() && !a.data() && a.size() == 0 && a.bytes().empty());
    a = mirror_buffer(1);
    std::swap(a, b);
    CHECK(a.data() == place);
}

TEST(create_gives_a_mirror_or_a_code)
{
    auto made = mirror_buffer::create(100);
    CHECK(made && made->size() >= 100);
    auto none = mirror_buffer::create(0);
    CHECK(!none && none.error().value() == PICORING_EINVAL);
    CHECK_THROWS(PICORING_EOVERFLOW, mirror_buffer(SIZE_MAX));
    CHECK_THROWS(PICORING_EINVAL, mirror_buffer(picoring_granularity() + 1, exactly()));
    CHECK_EQUAL(mirror_buffer(picoring_granularity(), exactly()).size(), picoring_granularity());
}

TEST(describe_tells_what_was_got)
{
    picoring::options options;
    options.prefault = 1;
    mirror_buffer m(100000, options);
    auto info = m.describe();
    CHECK(info.size == m.size() && info.granularity == picoring_granularity());
    CHECK_EQUAL(info.prefaulted, 1u);
    CHECK_EQUAL(picoring::describe(m.get()).technique, info.technique);
}

int main() { return checking::run_all("mirror_buffer"); }
