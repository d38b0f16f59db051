// SPDX-License-Identifier: MIT OR Apache-2.0
//
// test_asio.cc: streams that are read from and written to TCP sockets by Asio, by
// Boost's and by the one that stands alone.
#include <utility> // Boost 1.74 forgets it

#ifdef ASIO_STANDALONE
#include <asio.hpp>
namespace net = asio;
using error_code = std::error_code;
#else
#include <boost/asio.hpp>
namespace net = boost::asio;
using error_code = boost::system::error_code;
#endif
#include <picoring/asio.hpp>

#include <functional>
#include <thread>

#include "check.hpp"

using net::ip::tcp;
using picoring::byte_stream;
using picoring::dynamic_buffer;

static_assert(net::is_dynamic_buffer_v1<dynamic_buffer>::value);
static_assert(net::is_dynamic_buffer_v2<dynamic_buffer>::value);

namespace {

// The other way to use the same buffer, for algorithms of the first kind.
class only_v1 {
public:
    using const_buffers_type = dynamic_buffer::const_buffers_type;
    using mutable_buffers_type = dynamic_buffer::mutable_buffers_type;

    explicit only_v1(dynamic_buffer whole) : buffer(whole) {}
    std::size_t size() const { return buffer.size(); }
    std::size_t max_size() const { return buffer.max_size(); }
    std::size_t capacity() const { return buffer.capacity(); }
    const_buffers_type data() const { return buffer.data(); }
    mutable_buffers_type prepare(std::size_t n) { return buffer.prepare(n); }
    void commit(std::size_t n) { buffer.commit(n); }
    void consume(std::size_t n) { buffer.consume(n); }

private:
    dynamic_buffer buffer;
};
static_assert(net::is_dynamic_buffer_v1<only_v1>::value &&
              !net::is_dynamic_buffer_v2<only_v1>::value);

// Two ends of a connection over the loopback.
struct connection {
    net::io_context context;
    tcp::socket here{context}, there{context};

    connection()
    {
        tcp::acceptor acceptor(context, {net::ip::address_v4::loopback(), 0});
        there.connect(acceptor.local_endpoint());
        here = acceptor.accept();
    }
};

std::string line_of(std::size_t number)
{
    std::string line = std::to_string(number) + ':';
    return line.append(number * 37 % 1500, static_cast<char>('a' + number % 26)) + "\r\n";
}

// More than the stream holds many times over, from another thread.
template <class Buffer> void every_line_comes(std::size_t lines)
{
    connection tcp;
    byte_stream stream(4096, exactly());
    std::thread sender([&] {
        for (std::size_t i = 0; i < lines; ++i) net::write(tcp.there, net::buffer(line_of(i)));
        tcp.there.shutdown(tcp::socket::shutdown_send);
    });
    std::size_t wrong = 0;
    error_code error;
    for (std::size_t i = 0; i < lines && !error; ++i) {
        std::size_t n = net::read_until(tcp.here, Buffer(dynamic_buffer(stream)), "\r\n", error);
        if (stream.text().substr(0, n) != line_of(i)) ++wrong;
        stream.release(n);
    }
    sender.join();
    CHECK_EQUAL(wrong, 0u);
    CHECK(!error && stream.empty());
    CHECK_EQUAL(net::read_until(tcp.here, Buffer(dynamic_buffer(stream)), "\r\n", error), 0u);
    CHECK(error == net::error::eof);
}

} // namespace

TEST(every_line_that_is_sent_comes_whole_by_the_second_kind)
{
    every_line_comes<dynamic_buffer>(2000);
}

TEST(every_line_that_is_sent_comes_whole_by_the_first_kind) { every_line_comes<only_v1>(2000); }

TEST(what_is_read_asynchronously_is_written_back)
{
    connection tcp;
    byte_stream stream(4096, exactly());
    dynamic_buffer buffer(stream);
    std::string sent, back(30 * 3000, '\0');
    for (std::size_t round = 0; round < 30; ++round)
        sent.append(3000, static_cast<char>('A' + round));
    std::size_t rounds = 0;
    std::function<void()> echo = [&] {
        net::async_read(
            tcp.here, buffer, net::transfer_exactly(3000), [&](error_code e, std::size_t n) {
                CHECK(!e && n == 3000 && stream.size() == 3000);
                net::async_write(tcp.here, buffer, [&](error_code failed, std::size_t written) {
                    CHECK(!failed && written == 3000 && stream.empty());
                    if (++rounds < 30) echo();
                });
            });
    };
    echo();
    net::async_write(tcp.there, net::buffer(sent), [](error_code e, std::size_t) { CHECK(!e); });
    net::async_read(tcp.there, net::buffer(back), [](error_code e, std::size_t) { CHECK(!e); });
    tcp.context.run();
    CHECK_EQUAL(rounds, 30u);
    CHECK(back == sent);
}

TEST(what_stands_in_the_stream_is_found_without_a_read)
{
    connection tcp;
    byte_stream stream(100);
    stream.write("one\ntwo\n");
    dynamic_buffer buffer(stream);
    for (auto line : {"one\n", "two\n"}) {
        CHECK_EQUAL(net::read_until(tcp.here, buffer, '\n'), 4u);
        CHECK_EQUAL(stream.text().substr(0, 4), line);
        buffer.consume(4);
    }
    CHECK(stream.empty());
}

TEST(a_full_or_closed_stream_is_an_error_and_loses_nothing)
{
    connection tcp;
    byte_stream stream(10, exactly());
    dynamic_buffer buffer(stream);
    net::write(tcp.there, net::buffer(std::string_view("0123456789ABCDEF\n")));
    error_code error;
    CHECK_EQUAL(net::read_until(tcp.here, buffer, '\n', error), 0u);
    CHECK(error == net::error::not_found);
    CHECK_EQUAL(stream.text(), "0123456789");
    buffer.consume(4);
    CHECK_EQUAL(net::read_until(tcp.here, buffer, 'D', error), 10u);
    CHECK_EQUAL(stream.text(), "456789ABCD");
    stream.close();
    buffer.consume(3);
    CHECK_EQUAL(net::read_until(tcp.here, buffer, '\n', error), 0u);
    CHECK(error == net::error::not_found && stream.text() == "789ABCD");
    CHECK_EQUAL(net::write(tcp.here, buffer), 7u);
    CHECK(stream.ended());
}

TEST(more_than_is_free_is_a_length_error)
{
    byte_stream stream(10, exactly());
    dynamic_buffer buffer(stream);
    buffer.grow(4);
    std::memcpy(buffer.data(0, 4).data(), "grew", 4);
    int thrown = 0;
    for (int kind = 1; kind <= 2; ++kind) try {
            kind == 1 ? (void)buffer.prepare(7) : buffer.grow(7);
        } catch (const std::length_error &) {
            ++thrown;
        }
    CHECK_EQUAL(thrown, 2);
    CHECK_EQUAL(stream.text(), "grew");
}

TEST(the_parts_of_a_buffer_are_the_streams_bytes)
{
    byte_stream stream(10, exactly());
    dynamic_buffer buffer(stream);
    CHECK(buffer.size() == 0 && buffer.max_size() == 10 && buffer.data().size() == 0);
    buffer.commit(5); // nothing was prepared
    CHECK(buffer.size() == 0);
    auto room = buffer.prepare(6);
    CHECK_EQUAL(room.size(), 6u);
    std::memcpy(room.data(), "abcdef", 6);
    buffer.commit(5);
    CHECK_EQUAL(stream.text(), "abcde");
    const auto &same = buffer;
    CHECK(same.data().data() == stream.peek().data() && same.data().size() == 5);
    CHECK(buffer.data(2, 100).data() == stream.peek().data() + 2 &&
          buffer.data(2, 100).size() == 3);
    CHECK_EQUAL(same.data(9, 1).size(), 0u);
    buffer.shrink(2);
    CHECK_EQUAL(stream.text(), "abc");
    buffer.shrink(100);
    CHECK(stream.empty());
    stream.write("xy");
    buffer.consume(100);
    CHECK(stream.empty());
}

int main() { return checking::run_all("asio"); }
