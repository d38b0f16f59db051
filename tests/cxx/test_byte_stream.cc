// SPDX-License-Identifier: MIT OR Apache-2.0
//
// test_byte_stream.cc: byte_stream's verbs.
#include "check.hpp"

#include <algorithm>
#include <array>
#include <ranges>

#include <fcntl.h>
#include <unistd.h>

using picoring::byte_stream;

static_assert(!std::is_copy_constructible_v<byte_stream> &&
              !std::is_copy_assignable_v<byte_stream>);
static_assert(std::is_nothrow_move_constructible_v<byte_stream>);
static_assert(std::is_nothrow_move_assignable_v<byte_stream>);
static_assert(std::ranges::contiguous_range<byte_stream>);
static_assert(std::ranges::contiguous_range<const byte_stream>);
static_assert(!std::is_convertible_v<std::size_t, byte_stream>);
static_assert(std::is_same_v<decltype(std::declval<const byte_stream &>().peek()),
                             std::span<const std::byte>>);

static std::string all_of(const byte_stream &stream) { return std::string(stream.text()); }

struct pipe_ends {
    pipe_ends() { CHECK_EQUAL(pipe(end), 0); }
    ~pipe_ends()
    {
        for (int fd : end)
            if (fd >= 0) close(fd);
    }
    void close_writer()
    {
        close(end[1]);
        end[1] = -1;
    }
    int end[2];
};

TEST(what_is_written_is_read)
{
    byte_stream s(10);
    CHECK_EQUAL(s.capacity(), picoring_granularity());
    auto wrote = s.write("hello");
    CHECK(wrote && wrote.count == 5 && s.size() == 5 && !s.empty());
    std::array<char, 3> three{};
    auto got = s.read(three);
    CHECK(got && got.count == 3 && std::string_view(three.data(), 3) == "hel");
    std::array<std::byte, 9> rest{};
    got = s.read(rest);
    CHECK(got && got.count == 2 && rest[0] == std::byte{'l'} && s.empty());
}

TEST(a_full_stream_takes_what_fits)
{
    byte_stream s(5, exactly());
    CHECK_EQUAL(s.capacity(), 5u);
    auto wrote = s.write("abcdefg");
    CHECK(wrote && wrote.count == 5 && s.free() == 0);
    wrote = s.write("x");
    CHECK(!wrote && wrote.would_block() && wrote.count == 0 && !wrote.ended());
    CHECK(wrote.error() == std::errc::resource_unavailable_try_again);
}

TEST(empty_and_ended_differ)
{
    byte_stream s(5);
    std::array<char, 8> to{};
    auto got = s.read(to);
    CHECK(!got && got.would_block() && got.count == 0 && !s.ended());
    s.write("ab");
    s.close();
    s.close();
    CHECK(!s.ended() && s.free() == 0);
    auto wrote = s.write("c");
    CHECK(!wrote && wrote.code == PICORING_EPIPE && wrote.error() == std::errc::broken_pipe);
    CHECK(s.claim().empty() && s.claim(1).empty());
    CHECK_THROWS(PICORING_EPIPE, s.commit(1));
    got = s.read(to);
    CHECK(got && got.count == 2 && s.ended());
    got = s.read(to);
    CHECK(!got && got.ended() && !got.would_block());
}

TEST(nothing_may_be_written_and_read)
{
    byte_stream s(5);
    CHECK(s.write(std::string_view()) && s.write(std::span<const std::byte>()));
    CHECK(s.read(std::span<char>()) && s.read(std::span<std::byte>()) && s.empty());
    s.commit(0);
    s.release(0);
    s.cancel();
}

TEST(everything_that_is_contiguous_bytes_is_written)
{
    byte_stream s(100);
    std::string text = "text";
    std::vector<std::byte> raw(2, std::byte{'r'});
    const char array[3] = {'a', 'r', 'r'};
    CHECK(s.write(text) && s.write(raw) && s.write(std::string_view(array, 3)));
    CHECK_EQUAL(all_of(s), "textrrarr");
    std::string back(4, ' ');
    CHECK(s.read(back) && back == "text");
}

TEST(claims_and_peeks_are_one_block_over_the_seam)
{
    byte_stream s(1);
    s.commit(s.capacity() - 3);
    s.release(s.capacity() - 3);
    auto room = s.claim(10);
    CHECK_EQUAL(room.size(), 10u);
    for (std::size_t i = 0; i < 10; ++i) room[i] = std::byte(static_cast<unsigned char>('0' + i));
    CHECK(s.empty());
    s.commit(10);
    CHECK_EQUAL(all_of(s), "0123456789");
    s.peek()[4] = std::byte{'x'};
    s.release(2);
    CHECK_EQUAL(all_of(s), "23x56789");
    CHECK(s[0] == std::byte{'2'} && std::as_const(s)[7] == std::byte{'9'});
    CHECK_EQUAL(s.claim().size(), s.free());
    CHECK_EQUAL(std::ranges::count(s, std::byte{'x'}), 1);
    std::ranges::fill(s, std::byte{'y'});
    CHECK_EQUAL(std::as_const(s).text(), "yyyyyyyy");
    s.truncate(3);
    s.write("z");
    CHECK_EQUAL(all_of(s), "yyyz");
    s.clear();
    CHECK(s.empty() && s.begin() == s.end());
}

TEST(more_than_was_granted_throws_and_changes_nothing)
{
    byte_stream s(10, exactly());
    s.write("abc");
    CHECK_THROWS(PICORING_ERANGE, s.commit(8));
    CHECK_THROWS(PICORING_ERANGE, s.release(4));
    CHECK_THROWS(PICORING_ERANGE, s.truncate(4));
    CHECK(s.claim(8).empty() && s.claim(0).empty());
    CHECK(all_of(s) == "abc" && s.free() == 7);
}

TEST(find_searches_the_whole_block)
{
    byte_stream s(1);
    s.commit(s.capacity() - 4);
    s.release(s.capacity() - 4);
    s.write("one\r\ntwo\r\n");
    CHECK(s.find("\n") == 4u && s.find("\r\n") == 3u && s.find("\r\n", 4) == 8u);
    CHECK(!s.find("three") && !s.find("\n", 10) && !s.find("\n", SIZE_MAX));
    s.close();
    CHECK(!s.find("three"));
    CHECK_THROWS(PICORING_EINVAL, (void)s.find(""));
}

TEST(descriptors_are_read_and_written)
{
    pipe_ends pipe;
    byte_stream s(8, exactly());
    CHECK_EQUAL(write(pipe.end[1], "0123456789", 10), 10);
    auto got = s.read_from(pipe.end[0]);
    CHECK(got && got.count == 8 && s.text() == "01234567");
    got = s.read_from(pipe.end[0]);
    CHECK(!got && got.code == PICORING_ENOBUFS && !got.would_block() && !got.ended());
    auto put = s.write_to(pipe.end[1], 3);
    CHECK(put && put.count == 3 && s.text() == "34567");
    put = s.write_to(pipe.end[1]);
    CHECK(put && put.count == 5 && s.empty());
    CHECK_EQUAL(s.write_to(pipe.end[1]).code, PICORING_ENODATA);
    got = s.read_from(pipe.end[0], 4);
    CHECK(got && got.count == 4 && s.text() == "8901");
    s.clear();
    while (s.read_from(pipe.end[0]).count == 8) s.clear();
    s.clear();
    CHECK_EQUAL(fcntl(pipe.end[0], F_SETFL, O_NONBLOCK), 0);
    CHECK(s.read_from(pipe.end[0]).would_block());
    pipe.close_writer();
    got = s.read_from(pipe.end[0]);
    CHECK(got.ended() && !s.ended() && s.free() == 8);
    got = s.read_from(-1);
    CHECK(!got && got.code == PICORING_EIO && got.error() == std::errc::io_error);
}

TEST(the_example_of_the_header_runs)
{
    pipe_ends pipe;
    CHECK_EQUAL(write(pipe.end[1], "abc", 3), 3);
    pipe.close_writer();
    byte_stream stream(100);
    std::string parsed;
    while (auto got = stream.read_from(pipe.end[0])) {
        parsed += stream.text();
        stream.release(got.count);
    }
    CHECK_EQUAL(parsed, "abc");
}

TEST(many_laps_arrive_intact)
{
    byte_stream s(1000, exactly());
    std::vector<std::byte> out(977), in(531);
    std::size_t sent = 0, seen = 0;
    auto byte_at = [](std::size_t i) {
        return std::byte(static_cast<unsigned char>(i * 7 + (i >> 8)));
    };
    while (seen < 2000000) {
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = byte_at(sent + i);
        sent += s.write(out).count;
        auto got = s.read(in);
        for (std::size_t i = 0; i < got.count; ++i)
            if (in[i] != byte_at(seen + i)) FAIL("a byte was changed");
        seen += got.count;
    }
}

TEST(a_stream_moves)
{
    byte_stream a(10), b(10);
    a.write("a");
    b.write("b");
    byte_stream c(std::move(a));
    CHECK(!a.get() && c.text() == "a");
    a = std::move(b);
    CHECK(a.text() == "b");
    std::swap(a, c);
    CHECK(a.text() == "a" && c.text() == "b");
}

TEST(create_gives_a_stream_or_a_code)
{
    auto made = byte_stream::create(10);
    CHECK(made && made->write("x"));
    byte_stream s = std::move(made).value();
    CHECK(s.text() == "x" && s.describe().size == picoring_granularity());
    auto none = byte_stream::create(0);
    CHECK(!none && none.error().value() == PICORING_EINVAL);
    CHECK_THROWS(PICORING_EOVERFLOW, byte_stream(SIZE_MAX));
}

int main() { return checking::run_all("byte_stream"); }
