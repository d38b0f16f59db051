// SPDX-License-Identifier: MIT OR Apache-2.0
//
// test_records.cc: records in C++, with one producer and with many.
#include "check.hpp"

#include "picoring/records.hpp"

#include <cstring>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <poll.h>

using namespace std::chrono_literals;
using picoring::channel_options;
using picoring::producers;
using picoring::records;
using picoring::wait_result;

#define BOTH(name)                                                                                 \
    static void name##_of(producers);                                                              \
    TEST(one_producer_##name) { name##_of(producers::one); }                                       \
    TEST(many_producers_##name) { name##_of(producers::many); }                                    \
    static void name##_of(producers many)

static channel_options small()
{
    channel_options options;
    options.exact = 1;
    return options;
}

static std::span<const std::byte> message_of(std::string_view text)
{
    return std::as_bytes(std::span(text));
}

static std::string text(std::span<std::byte> message)
{
    return {reinterpret_cast<const char *>(message.data()), message.size()};
}

static std::string word(std::size_t number)
{
    return std::to_string(number) + std::string(number * 7 % 61, '.');
}

BOTH(messages_come_in_order_with_their_lengths)
{
    records channel(4096, many);
    auto producer = channel.producer();
    auto reader = channel.reader();
    CHECK(!reader.read());
    CHECK(!reader.ended());
    for (std::size_t i = 0; i < 20; ++i) CHECK(producer.push(message_of(word(i))));
    CHECK(producer.push({}));
    for (std::size_t i = 0; i < 20; ++i) {
        auto message = reader.read();
        CHECK(message.has_value());
        CHECK(text(*message) == word(i));
    }
    auto empty = reader.read();
    CHECK(empty.has_value() && empty->empty());
    CHECK(!reader.read());
    reader.release();
}

BOTH(a_claim_is_written_in_place_and_shortened_or_aborted)
{
    records channel(4096, many);
    auto producer = channel.producer();
    auto reader = channel.reader();
    std::span<std::byte> place = producer.claim(100);
    CHECK_EQUAL(place.size(), 100u);
    CHECK(producer.claim(1).data() == nullptr);
    CHECK_THROWS(PICORING_ERANGE, producer.commit(101));
    std::memcpy(place.data(), "shorter", 7);
    producer.commit(7);
    CHECK_THROWS(PICORING_ESTATE, producer.commit(0));
    CHECK_EQUAL(text(*reader.read()), "shorter");
    CHECK(producer.claim(0).data() != nullptr);
    producer.abort();
    CHECK_THROWS(PICORING_ESTATE, producer.abort());
    CHECK(!reader.read());
}

BOTH(what_does_not_fit_says_so)
{
    records channel(256, many, small());
    auto producer = channel.producer();
    auto reader = channel.reader();
    CHECK_EQUAL(channel.longest(), 256u - PICORING_RECORDS_HEADER);
    std::string longest(channel.longest(), 'x');
    CHECK(!producer.push(message_of(longest + "x")));
    CHECK_THROWS(PICORING_ERANGE, producer.push_wait(message_of(longest + "x")));
    CHECK(producer.push(message_of(longest)));
    CHECK(!producer.push({}));
    CHECK(producer.claim(0).data() == nullptr);
    CHECK(!producer.closed());
    CHECK(producer.wait_for(0ns) == wait_result::timed_out);
    CHECK_EQUAL(text(*reader.read()), longest);
    CHECK_THROWS(PICORING_ERANGE, reader.wait()); // all is read: release first
    reader.release();
    CHECK(reader.wait_for(1ns) == wait_result::timed_out);
    CHECK(producer.wait(longest.size()) == wait_result::ready);
}

BOTH(a_message_lies_whole_across_the_seam)
{
    records channel(16, many);
    auto producer = channel.producer();
    auto reader = channel.reader();
    std::size_t size = channel.longest() + PICORING_RECORDS_HEADER;
    std::string third(size / 3, 't');
    for (std::size_t i = 0; i < 30; ++i) {
        third[i] = static_cast<char>('a' + i % 26);
        CHECK(producer.push(message_of(third)));
        CHECK_EQUAL(text(*reader.read()), third);
        reader.release();
    }
}

BOTH(threads_wait_for_room_and_for_messages_until_the_last_producer_goes)
{
    records channel(512, many, small());
    auto reader = channel.reader();
    std::size_t threads = many == producers::many ? 3 : 1;
    std::size_t each = scaled(20000);
    std::vector<std::jthread> running;
    for (std::size_t t = 0; t < threads; ++t)
        running.emplace_back([each, t, p = channel.producer()]() mutable {
            for (std::size_t i = 0; i < each; ++i)
                CHECK(p.push_wait(message_of(std::to_string(t) + ":" + word(i))));
        });
    { auto done = std::move(channel); }
    std::vector<std::size_t> next(threads);
    while (auto message = reader.read_wait()) {
        std::string got = text(*message);
        auto from = static_cast<std::size_t>(got[0] - '0');
        CHECK_EQUAL(got, std::to_string(from) + ":" + word(next[from]++));
        reader.release();
    }
    CHECK(reader.ended());
    for (std::size_t count : next) CHECK_EQUAL(count, each);
}

BOTH(a_stop_token_ends_each_wait)
{
    checking::skip_where_stop_callbacks_hang();
    records channel(64, many, small());
    auto producer = channel.producer();
    auto reader = channel.reader();
    std::stop_source stop;
    std::jthread stopper([&] { stop.request_stop(); });
    CHECK(!reader.read_wait(stop.get_token()));
    CHECK(!reader.ended());
    stopper.join();
    CHECK(reader.wait(stop.get_token()) == wait_result::interrupted);
    CHECK(producer.push(message_of(std::string(channel.longest(), 'f'))));
    CHECK(!producer.push_wait(stop.get_token(), {}));
    CHECK(reader.read_wait(stop.get_token()).has_value()); // what is there comes first
}

BOTH(a_reader_that_goes_closes_the_channel)
{
    records channel(64, many, small());
    auto producer = channel.producer();
    { auto gone = channel.reader(); }
    CHECK(producer.closed());
    CHECK(!producer.push({}));
    CHECK(!producer.push_wait({}));
}

BOTH(an_event_signals_the_next_message)
{
    records channel(64, many, small());
    auto producer = channel.producer();
    auto reader = channel.reader();
    pollfd poll_one = {static_cast<int>(reader.event()), POLLIN, 0};
    CHECK(!reader.arm());
    CHECK_EQUAL(poll(&poll_one, 1, 0), 0);
    CHECK(producer.push({}));
    CHECK_EQUAL(poll(&poll_one, 1, -1), 1);
    CHECK(reader.arm());
    reader.disarm();
    CHECK(reader.read().has_value());
}

BOTH(a_reader_that_has_to_release_first_is_told)
{
    records channel(64, many, small());
    auto producer = channel.producer();
    auto reader = channel.reader();
    CHECK(producer.push(message_of(std::string(56, 'x')))); // all of the memory
    CHECK(reader.read().has_value());
    CHECK(!reader.read() && !reader.ended());
    std::string said;
    for (auto verb : {+[](picoring::records_reader &r) { (void)r.read_wait(); },
                      +[](picoring::records_reader &r) { (void)r.wait(); },
                      +[](picoring::records_reader &r) { (void)r.arm(); }}) {
        CHECK_EQUAL(checking::thrown_code([&] { verb(reader); }, &said), PICORING_ERANGE);
        CHECK(said.find("released first") != std::string::npos);
        CHECK(said.find("pop_n") == std::string::npos);
    }
    reader.release();
    CHECK(!reader.arm());
    CHECK(producer.push({}));
    CHECK(reader.read_wait().has_value());
}

BOTH(create_answers_instead_of_throwing)
{
    CHECK_EQUAL(records::create(0, many).error().value(), PICORING_EINVAL);
    CHECK_THROWS(PICORING_EINVAL, records(0, many));
    auto made = records::create(4096, many);
    CHECK(made.has_value());
    auto reader = made->reader();
    CHECK_THROWS(PICORING_EBUSY, made->reader());
    auto producer = made->producer();
    if (many == producers::one) CHECK_THROWS(PICORING_EBUSY, made->producer());
}

int main() { return checking::run_all("records"); }
