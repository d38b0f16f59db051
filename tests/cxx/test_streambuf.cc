// SPDX-License-Identifier: MIT OR Apache-2.0
//
// test_streambuf.cc: a byte_stream below the standard streams.
#include "check.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <iterator>

using picoring::byte_stream;

static_assert(std::is_base_of_v<std::streambuf, picoring::streambuf>);
static_assert(std::is_base_of_v<std::istream, picoring::istream>);
static_assert(std::is_base_of_v<std::ostream, picoring::ostream>);
static_assert(std::is_base_of_v<std::iostream, picoring::iostream>);
static_assert(!std::is_copy_constructible_v<picoring::streambuf>);
static_assert(!std::is_convertible_v<byte_stream &, picoring::istream>);

// Moves the empty stream's places on until `before` bytes lie before the seam.
static void turn(byte_stream &stream, std::size_t before)
{
    stream.commit(stream.capacity() - before);
    stream.release(stream.capacity() - before);
}

TEST(what_is_inserted_is_extracted)
{
    byte_stream stream(100);
    picoring::iostream io(stream);
    io << "number " << 42 << ' ' << std::hex << 255 << ' ' << 1.5 << '\n';
    std::string word;
    int number = 0, hexadecimal = 0;
    double fraction = 0;
    io >> word >> std::dec >> number >> std::hex >> hexadecimal >> fraction;
    CHECK(io.good() && word == "number" && number == 42 && hexadecimal == 255 && fraction == 1.5);
    CHECK_EQUAL(io.get(), '\n');
}

TEST(formatted_values_survive_many_laps)
{
    byte_stream stream(64, exactly());
    picoring::iostream io(stream);
    for (int i = 0; i < 50000; ++i) {
        io << i << ' ' << -i << '\n';
        int a = -1, b = -1;
        CHECK(io >> a >> b);
        CHECK(a == i && b == -i);
        CHECK_EQUAL(io.get(), '\n');
    }
}

TEST(lines_are_got_over_the_seam)
{
    byte_stream stream(1);
    turn(stream, 9);
    picoring::iostream io(stream);
    std::string line, wanted;
    for (int i = 0; i < 20000; ++i) {
        wanted = "line " + std::to_string(i) + std::string(static_cast<std::size_t>(i % 300), '.');
        io << wanted << '\n';
        CHECK(std::getline(io, line));
        CHECK_EQUAL(line, wanted);
    }
    CHECK_EQUAL(io.tellg(), std::streampos(-1)); // it has no positions
}

TEST(empty_gives_eofbit_and_goes_on_after_clear)
{
    byte_stream stream(100);
    picoring::istream in(stream);
    CHECK_EQUAL(in.get(), EOF);
    CHECK(in.eof() && !in.bad());
    for (int i = 0; i < 1000; ++i) {
        in.clear();
        stream.write("7 ");
        int value = 0;
        CHECK(in >> value && value == 7);
        CHECK(!(in >> value) && in.eof() && !in.bad());
        in.sync();
    }
}

TEST(full_gives_badbit_after_exactly_what_fitted)
{
    byte_stream stream(10, exactly());
    picoring::iostream io(stream);
    io << "abcd";
    CHECK(io.good());
    io << "efghijKLM";
    CHECK(io.bad());
    io.clear();
    CHECK(!io.put('x') && io.bad());
    io.clear();
    io.sync();
    CHECK_EQUAL(stream.text(), "abcdefghij");
    std::string read(10, ' ');
    CHECK(io.read(read.data(), 4) && read.substr(0, 4) == "abcd");
    CHECK(io << "1234");
    io << '5';
    CHECK(io.bad());
    io.clear();
    CHECK(io.read(read.data(), 10) && read == "efghij1234");
}

TEST(write_and_put_take_what_fits)
{
    byte_stream stream(10, exactly());
    picoring::streambuf buffer(stream);
    CHECK_EQUAL(buffer.sputn("abcdefg", 7), 7);
    CHECK_EQUAL(buffer.sputn("hijkl", 5), 3);
    CHECK_EQUAL(buffer.sputn("m", 1), 0);
    CHECK_EQUAL(buffer.sputc('m'), EOF);
    CHECK_EQUAL(buffer.sputn("m", 0), 0);
    CHECK_EQUAL(buffer.sputn("m", -1), 0);
    CHECK_EQUAL(buffer.pubsync(), 0);
    CHECK_EQUAL(stream.text(), "abcdefghij");
}

TEST(sync_settles_both_areas)
{
    byte_stream stream(100);
    {
        picoring::iostream io(stream);
        io << "abcdef" << std::flush;
        CHECK_EQUAL(stream.text(), "abcdef");
        CHECK(io.get() == 'a' && io.get() == 'b');
        io << "ghi";
        CHECK_EQUAL(stream.size(), 6u);
        CHECK_EQUAL(io.sync(), 0);
        CHECK_EQUAL(stream.text(), "cdefghi");
        stream.write("jk");
        stream.release(1);
        CHECK(io.get() == 'd');
        io << "l";
    }
    CHECK_EQUAL(stream.text(), "efghijkl"); // the destructor settles too
    std::string rest;
    picoring::istream in(stream);
    in >> rest;
    CHECK_EQUAL(rest, "efghijkl");
}

struct probe : picoring::streambuf {
    using picoring::streambuf::streambuf;
    const void *put_area() const { return pbase(); }
    const void *get_area() const { return eback(); }
    std::size_t put_size() const { return static_cast<std::size_t>(epptr() - pbase()); }
    std::size_t get_size() const { return static_cast<std::size_t>(egptr() - eback()); }
};

TEST(the_areas_are_the_mirrored_memory)
{
    byte_stream stream(1);
    turn(stream, 5);
    auto room = stream.claim();
    probe buffer(stream);
    buffer.sputc('a');
    CHECK(buffer.put_area() == room.data() && buffer.put_size() == room.size());
    CHECK(room[0] == std::byte{'a'});
    buffer.sputn("bcdefghij", 9);
    CHECK(std::memcmp(room.data(), "abcdefghij", 10) == 0);
    buffer.pubsync();
    CHECK_EQUAL(buffer.sgetc(), 'a');
    CHECK(buffer.get_area() == stream.peek().data() && buffer.get_size() == 10);
    CHECK(buffer.get_area() == room.data());
}

TEST(in_avail_tells_what_can_be_read)
{
    byte_stream stream(100);
    picoring::iostream io(stream);
    CHECK_EQUAL(io.rdbuf()->in_avail(), 0);
    io << "abc";
    CHECK_EQUAL(io.rdbuf()->in_avail(), 3);
    CHECK_EQUAL(io.get(), 'a');
    CHECK_EQUAL(io.rdbuf()->in_avail(), 2);
    char two[9];
    CHECK_EQUAL(io.readsome(two, 9), 2);
    CHECK_EQUAL(io.rdbuf()->in_avail(), 0);
    CHECK(io.good());
}

TEST(in_avail_is_minus_one_at_the_end_of_a_closed_stream)
{
    byte_stream stream(100);
    picoring::istream in(stream);
    stream.write("ab");
    stream.close();
    CHECK_EQUAL(in.rdbuf()->in_avail(), 2);
    CHECK(in.get() == 'a' && in.get() == 'b');
    CHECK_EQUAL(in.rdbuf()->in_avail(), -1);
    CHECK_EQUAL(in.get(), EOF);
    CHECK_EQUAL(in.rdbuf()->in_avail(), -1);
}

TEST(characters_can_be_put_back_within_the_get_area)
{
    byte_stream stream(1);
    turn(stream, 2);
    stream.write("abcd");
    picoring::istream in(stream);
    CHECK(in.get() == 'a' && in.get() == 'b' && in.get() == 'c');
    CHECK(in.unget() && in.unget() && in.get() == 'b');
    CHECK(in.putback('b') && in.get() == 'b' && in.get() == 'c');
    CHECK(in.unget().unget().unget() && in.get() == 'a');
    CHECK(in.unget() && !in.unget() && in.bad()); // no further than the area
    in.clear();
    in.sync();
    CHECK_EQUAL(stream.text(), "abcd");
}

TEST(what_is_behind_the_get_area_is_gone)
{
    byte_stream stream(10);
    stream.write("a");
    picoring::istream in(stream);
    CHECK(in.get() == 'a');
    CHECK_EQUAL(in.peek(), EOF);
    in.clear();
    CHECK(!in.unget() && stream.empty());
}

TEST(blocks_larger_than_the_stream_come_in_parts)
{
    byte_stream stream(1000, exactly());
    picoring::streambuf buffer(stream);
    std::string big(2500, 'x'), back(2500, ' ');
    CHECK_EQUAL(buffer.sputn(big.data(), 2500), 1000);
    CHECK_EQUAL(buffer.sgetn(back.data(), 2500), 1000);
    CHECK(std::equal(back.begin(), back.begin() + 1000, big.begin()) && back[1000] == ' ');
    CHECK_EQUAL(buffer.sgetn(back.data(), 1), 0);
}

TEST(stream_iterators_run)
{
    byte_stream stream(100);
    picoring::iostream io(stream);
    std::copy_n("3 1 2 ", 6, std::ostreambuf_iterator<char>(io));
    std::vector<int> numbers{std::istream_iterator<int>(io), {}};
    CHECK(numbers == std::vector({3, 1, 2}) && io.eof());
}

TEST(a_streambuf_copies_into_another)
{
    byte_stream from(1000, exactly()), to(600, exactly());
    picoring::istream in(from);
    picoring::ostream out(to);
    from.write(std::string(1000, 'y'));
    out << in.rdbuf();
    out.flush();
    in.sync();
    CHECK_EQUAL(to.size(), 600u);
    CHECK_EQUAL(from.size(), 400u);
}

TEST(a_hundred_megabytes_arrive_intact)
{
    byte_stream stream(1 << 20);
    picoring::iostream io(stream);
    std::vector<char> out(300007), in(211111);
    const std::size_t total = scaled(100u << 20);
    auto byte_at = [](std::size_t i) { return static_cast<char>((i * 2654435761u) >> 13); };
    std::size_t sent = 0, seen = 0;
    while (seen < total) {
        auto n = std::min(out.size(), (1u << 20) - (sent - seen));
        for (std::size_t i = 0; i < n; ++i) out[i] = byte_at(sent + i);
        CHECK(io.write(out.data(), static_cast<std::streamsize>(n)));
        sent += n;
        io.read(in.data(), static_cast<std::streamsize>(in.size()));
        auto got = static_cast<std::size_t>(io.gcount());
        CHECK(got > 0);
        for (std::size_t i = 0; i < got; ++i)
            if (in[i] != byte_at(seen + i)) FAIL("a byte was changed");
        seen += got;
        io.clear();
    }
}

TEST(a_closed_stream_is_read_to_its_end_and_takes_nothing)
{
    byte_stream stream(100);
    picoring::iostream io(stream);
    io << "last words" << std::flush;
    stream.close();
    std::string a, b;
    CHECK(io >> a >> b && a == "last" && b == "words" && io.eof());
    io.clear();
    CHECK(!(io << 'x') && io.bad());
    io.clear();
    CHECK_EQUAL(io.get(), EOF);
    CHECK(io.eof() && !io.bad());
    io.sync();
    CHECK(stream.ended());
}

// What the put area holds cannot be committed any more. That is told, and
// nothing else: no exception leaves in_avail, no destructor ends the program.
TEST(a_stream_closed_under_its_streambuf_is_told_by_sync)
{
    byte_stream stream(100);
    picoring::iostream io(stream);
    io << "too late";
    stream.close();
    CHECK(!io.flush());
    bool thrown = false;
    try {
        (void)io.rdbuf()->in_avail();
    } catch (const std::exception &) {
        thrown = true;
    }
    CHECK(!thrown);
    io.clear();
    CHECK_EQUAL(io.get(), EOF);
    CHECK(io.eof() && !io.bad());
}

static void dies_after_its_stream_was_closed(void *)
{
    byte_stream stream(100);
    picoring::ostream out(stream);
    out << "too late";
    stream.close();
}

TEST(a_streambuf_whose_stream_was_closed_is_destroyed_quietly)
{
    CHECK_EQUAL(apart(dies_after_its_stream_was_closed, nullptr), 0);
}

int main() { return checking::run_all("streambuf"); }
