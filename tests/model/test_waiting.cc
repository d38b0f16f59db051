// SPDX-License-Identifier: MIT OR Apache-2.0
//
// test_waiting.cc: the waits of all channels, in every order of their steps. A
// wake-up, a signal or an interrupt that is lost is a thread that sleeps for ever.
#include "check.h"
#include "checker.hh"

#include <utility>

using checker::poll;
using checker::run;
using checker::thread;
using checker::until_asleep;

namespace {

// ---- Channels ---------------------------------------------------------------------

template <class Channel, class Create> Channel *made(Create create, size_t capacity)
{
    picoring_options memory = checker::memory();
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    options.memory = &memory;
    options.spin = -1;
    Channel *channel = nullptr;
    REQUIRE(create(capacity, &options, &channel) == PICORING_OK);
    return channel;
}

// The channel's own handle is gone: it ends with the last of these.
struct spsc {
    picoring_spsc_writer *writer;
    picoring_spsc_reader *reader;

    explicit spsc(size_t capacity)
    {
        auto create = [](size_t n, auto options, auto out) {
            return picoring_spsc_create(n, sizeof(uint64_t), options, out);
        };
        auto channel = made<picoring_spsc>(create, capacity);
        REQUIRE(picoring_spsc_writer_open(channel, &writer) == PICORING_OK);
        REQUIRE(picoring_spsc_reader_open(channel, &reader) == PICORING_OK);
        picoring_spsc_destroy(channel);
    }
    ~spsc()
    {
        picoring_spsc_writer_destroy(writer);
        picoring_spsc_reader_destroy(reader);
    }
    int wait(size_t n, int64_t timeout = PICORING_FOREVER)
    {
        return picoring_spsc_wait_readable(reader, n, timeout, PICORING_CLOCK_RELATIVE);
    }
    int wait_for_room(size_t n)
    {
        return picoring_spsc_wait_writable(writer, n, PICORING_FOREVER, PICORING_CLOCK_RELATIVE);
    }
    int pop(uint64_t *out) { return picoring_spsc_pop(reader, out); }
    intptr_t event()
    {
        intptr_t made;
        REQUIRE(picoring_spsc_reader_event(reader, &made) == PICORING_OK);
        return made;
    }
    int arm(size_t n) { return picoring_spsc_reader_arm(reader, n); }
    void disarm() { REQUIRE(picoring_spsc_reader_disarm(reader) == PICORING_OK); }
    void push(uint64_t value) { REQUIRE(picoring_spsc_push(writer, &value) == PICORING_OK); }
    void push_all(uint64_t count)
    {
        for (uint64_t i = 0; i < count; ++i) {
            int code;
            while ((code = picoring_spsc_push(writer, &i)) == PICORING_EAGAIN)
                REQUIRE(wait_for_room(1) == PICORING_OK);
            REQUIRE(code == PICORING_OK);
        }
    }
};

struct mpsc {
    picoring_mpsc_producer *producers[3] = {};
    picoring_mpsc_reader *reader;

    explicit mpsc(size_t capacity, size_t count = 2)
    {
        auto create = [](size_t n, auto options, auto out) {
            return picoring_mpsc_create(n, sizeof(uint64_t), options, out);
        };
        auto channel = made<picoring_mpsc>(create, capacity);
        for (size_t i = 0; i < count; ++i)
            REQUIRE(picoring_mpsc_producer_open(channel, &producers[i]) == PICORING_OK);
        REQUIRE(picoring_mpsc_reader_open(channel, &reader) == PICORING_OK);
        picoring_mpsc_destroy(channel);
    }
    ~mpsc()
    {
        for (size_t i = 0; i < COUNT_OF(producers); ++i) destroy(i);
        picoring_mpsc_reader_destroy(reader);
    }
    void destroy(size_t i)
    {
        picoring_mpsc_producer_destroy(producers[i]);
        producers[i] = nullptr;
    }
    int wait(size_t n, int64_t timeout = PICORING_FOREVER)
    {
        return picoring_mpsc_wait_readable(reader, n, timeout, PICORING_CLOCK_RELATIVE);
    }
    int wait_for_room(size_t i, size_t n, int64_t timeout = PICORING_FOREVER)
    {
        return picoring_mpsc_wait_writable(producers[i], n, timeout, PICORING_CLOCK_RELATIVE);
    }
    int pop(uint64_t *out) { return picoring_mpsc_pop(reader, out); }
    intptr_t event()
    {
        intptr_t made;
        REQUIRE(picoring_mpsc_reader_event(reader, &made) == PICORING_OK);
        return made;
    }
    int arm(size_t n) { return picoring_mpsc_reader_arm(reader, n); }
    void disarm() { REQUIRE(picoring_mpsc_reader_disarm(reader) == PICORING_OK); }
    int try_push(size_t i)
    {
        uint64_t value = i;
        return picoring_mpsc_push(producers[i], &value);
    }
    void push(size_t i)
    {
        int code;
        while ((code = try_push(i)) == PICORING_EAGAIN) REQUIRE(wait_for_room(i, 1) == PICORING_OK);
        REQUIRE(code == PICORING_OK);
    }
    void claim(size_t i, size_t n) { REQUIRE(picoring_mpsc_claim(producers[i], n) != nullptr); }
    void commit(size_t i, size_t n)
    {
        REQUIRE(picoring_mpsc_commit(producers[i], n) == PICORING_OK);
    }
    void abort(size_t i) { REQUIRE(picoring_mpsc_abort(producers[i]) == PICORING_OK); }
};

// Somebody has slept lately: the next sleeper saves the fence.
template <class Channel> void after_a_sleep(Channel &channel)
{
    REQUIRE(channel.arm(1) == 0);
    channel.disarm();
}

// Reads `count`, or, for 0, until the end: how many it was. `sleep` waits for more.
template <class Channel, class Sleep> uint64_t read(Channel &channel, uint64_t count, Sleep sleep)
{
    uint64_t got = 0, value;
    while (count == 0 || got < count) {
        int code = channel.pop(&value);
        if (code == PICORING_EEND) break;
        if (code == PICORING_OK)
            ++got;
        else
            sleep();
    }
    return got;
}

template <class Channel> uint64_t read_waiting(Channel &channel, uint64_t count)
{
    return read(channel, count, [&] {
        int code = channel.wait(1);
        REQUIRE(code == PICORING_OK || code == PICORING_EEND);
    });
}

// As an event loop does.
template <class Channel> uint64_t read_polling(Channel &channel, uint64_t count)
{
    intptr_t event = channel.event();
    return read(channel, count, [&] {
        int ready = channel.arm(1);
        REQUIRE(ready >= 0);
        if (ready == 0) poll(event);
    });
}

// ---- Sleeping and waking ------------------------------------------------------------

void reader_of_one_writer(bool slept)
{
    spsc c(3);
    if (slept) after_a_sleep(c);
    thread("writer", [&] { c.push_all(3); });
    thread("reader", [&] { REQUIRE(read_waiting(c, 3) == 3); });
    run();
}
void a_reader_misses_no_push() { reader_of_one_writer(false); }
void a_reader_that_saves_the_fence_misses_no_push() { reader_of_one_writer(true); }

void pushes_that_find_nobody_bring_the_fence_back()
{
    spsc c(8);
    after_a_sleep(c);
    thread("writer", [&] { c.push_all(6); });
    thread("reader", [&] { REQUIRE(read_waiting(c, 6) == 6); });
    run();
}

void a_writer_misses_no_room()
{
    spsc c(1);
    thread("writer", [&] { c.push_all(3); });
    thread("reader", [&] { REQUIRE(read_waiting(c, 3) == 3); });
    run();
}

void a_reader_that_waits_for_two_gets_them()
{
    spsc c(4);
    after_a_sleep(c);
    thread("writer", [&] { c.push_all(3); });
    thread("reader", [&] {
        uint64_t value;
        REQUIRE(c.wait(2) == PICORING_OK);
        REQUIRE(c.pop(&value) == PICORING_OK && value == 0);
        REQUIRE(c.wait(2) == PICORING_OK);
    });
    run();
}

void producers_and_a_reader_that_waits_for_one()
{
    mpsc c(4);
    thread("one", [&] { c.push(0); });
    thread("other", [&] { c.push(1); });
    thread("reader", [&] { REQUIRE(read_waiting(c, 2) == 2); });
    run();
}

void wait_for_all_of(size_t count)
{
    mpsc c(4, count);
    after_a_sleep(c);
    for (size_t i = 0; i < count; ++i) thread("producer", [&, i] { c.push(i); });
    thread("reader", [&] { REQUIRE(c.wait(count) == PICORING_OK); });
    run({.many_orders = count > 2});
}
void a_reader_that_waits_for_two_producers_gets_both() { wait_for_all_of(2); }
void a_reader_that_waits_for_three_producers_gets_all() { wait_for_all_of(3); }

// The claims are made in order; they are settled in any.
void cut_run(size_t commit, size_t of)
{
    mpsc c(4);
    after_a_sleep(c);
    c.claim(0, 1);
    c.claim(1, of);
    thread("one", [&] { c.commit(0, 1); });
    thread("other", [&] { c.commit(1, commit); });
    thread("reader", [&] { REQUIRE(c.wait(of + 2) == PICORING_ERANGE); });
    run();
}
void a_wait_ends_when_an_abort_cuts_the_run() { cut_run(0, 1); }
void a_wait_ends_when_the_rest_of_a_claim_cuts_the_run() { cut_run(1, 2); }

void an_abort_at_the_front_is_passed_by_who_waits()
{
    mpsc c(2);
    after_a_sleep(c);
    c.claim(0, 2);
    thread("one", [&] { c.abort(0); });
    thread("other", [&] { c.push(1); });
    thread("reader", [&] { REQUIRE(read_waiting(c, 1) == 1); });
    run();
}

void producers_that_are_full_all_get_room()
{
    mpsc c(1);
    c.push(0);
    thread("one", [&] { c.push(0); });
    thread("other", [&] { c.push(1); });
    thread("reader", [&] { REQUIRE(read_waiting(c, 3) == 3); });
    run({.many_orders = true});
}

void producers_that_want_different_room_both_get_it()
{
    mpsc c(2);
    c.push(0);
    c.push(0);
    thread("one", [&] { REQUIRE(c.wait_for_room(0, 1) == PICORING_OK); });
    thread("other", [&] { REQUIRE(c.wait_for_room(1, 2) == PICORING_OK); });
    thread("reader", [&] { REQUIRE(read_waiting(c, 2) == 2); });
    run();
}

// By itself, time passes only when nobody can go on.
void half_of_the_room_wakes_a_producer_before_its_patience_ends()
{
    mpsc c(2);
    c.push(0);
    c.push(0);
    int64_t start = picoring_now();
    thread("producer", [&] { REQUIRE(c.wait_for_room(0, 1) == PICORING_OK); });
    thread("reader", [&] { REQUIRE(read_waiting(c, 1) == 1); });
    run();
    REQUIRE(picoring_now() == start);
}

void any_room_wakes_a_producer_whose_patience_is_over()
{
    mpsc c(4);
    for (int i = 0; i < 4; ++i) c.push(0);
    thread("producer", [&] { REQUIRE(c.wait_for_room(0, 1) == PICORING_OK); });
    thread("reader", [&] {
        until_asleep("producer", 2);
        REQUIRE(read_waiting(c, 1) == 1);
    });
    run();
}

// ---- Times, signals, interrupts --------------------------------------------------------

void a_time_and_a_signal_lose_no_element()
{
    spsc c(4);
    thread("writer", [&] { c.push(0); });
    thread("reader", [&] {
        int code = c.wait(3, 100);
        REQUIRE(code == PICORING_ETIMEDOUT || code == PICORING_EINTR);
        while ((code = c.wait(1)) == PICORING_EINTR) {
        }
        REQUIRE(code == PICORING_OK);
    });
    run({.times = 1, .signals = 2});
}

void the_nearest_time_ends_a_patient_wait()
{
    mpsc c(1);
    c.push(0);
    auto wait = [&](size_t i, int64_t time) {
        int64_t start = picoring_now();
        REQUIRE(c.wait_for_room(i, 1, time) == PICORING_ETIMEDOUT);
        REQUIRE(picoring_now() == start + time);
    };
    thread("one", [&] { wait(0, 1000); });
    thread("other", [&] { wait(1, 700'000); });
    run();
}

void an_interrupt_ends_this_wait_or_the_next()
{
    spsc c(2);
    after_a_sleep(c);
    thread("other", [&] { REQUIRE(picoring_spsc_reader_interrupt(c.reader) == PICORING_OK); });
    thread("writer", [&] { c.push(0); });
    thread("reader", [&] {
        int interrupts = 0;
        REQUIRE(read(c, 1, [&] { interrupts += c.wait(1) == PICORING_EINTR; }) == 1);
        if (interrupts == 0) REQUIRE(c.wait(1) == PICORING_EINTR);
    });
    run();
}

void an_interrupt_of_one_producer_is_not_for_another()
{
    mpsc c(1);
    c.push(0);
    thread("one", [&] { REQUIRE(c.wait_for_room(0, 1) == PICORING_EINTR); });
    thread("other", [&] { REQUIRE(c.wait_for_room(1, 1, 300'000) == PICORING_ETIMEDOUT); });
    thread("third",
           [&] { REQUIRE(picoring_mpsc_producer_interrupt(c.producers[0]) == PICORING_OK); });
    run();
}

// ---- Ends ---------------------------------------------------------------------------------

void a_close_ends_the_readers_wait()
{
    spsc c(2);
    thread("writer", [&] {
        c.push(0);
        REQUIRE(picoring_spsc_writer_close(c.writer) == PICORING_OK);
    });
    thread("reader", [&] {
        REQUIRE(c.wait(2) == PICORING_EEND);
        REQUIRE(read_waiting(c, 0) == 1);
    });
    run();
}

void a_close_ends_the_writers_wait()
{
    spsc c(1);
    c.push(0);
    thread("writer", [&] {
        uint64_t value = 1;
        while (picoring_spsc_push(c.writer, &value) != PICORING_EPIPE)
            if (c.wait_for_room(1) != PICORING_OK) break;
        REQUIRE(c.wait_for_room(1) == PICORING_EPIPE);
    });
    thread("reader", [&] {
        uint64_t value;
        REQUIRE(c.pop(&value) == PICORING_OK);
        REQUIRE(picoring_spsc_reader_close(c.reader) == PICORING_OK);
    });
    run();
}

void a_close_ends_the_waits_of_all_producers()
{
    mpsc c(1);
    c.push(0);
    int64_t start = picoring_now();
    thread("one", [&] { REQUIRE(c.wait_for_room(0, 1) == PICORING_EPIPE); });
    thread("other", [&] { REQUIRE(c.wait_for_room(1, 1) == PICORING_EPIPE); });
    thread("reader", [&] { REQUIRE(picoring_mpsc_reader_close(c.reader) == PICORING_OK); });
    run();
    REQUIRE(picoring_now() == start);
}

void the_last_producer_ends_the_readers_wait()
{
    mpsc c(4);
    thread("one", [&] {
        c.push(0);
        c.destroy(0);
    });
    thread("other", [&] {
        c.claim(1, 1);
        c.destroy(1);
    });
    thread("reader", [&] { REQUIRE(read_waiting(c, 0) == 1); });
    run({.many_orders = true});
}

void close_with_an_open_claim(bool commits)
{
    mpsc c(4);
    after_a_sleep(c);
    c.claim(0, 1);
    thread("one", [&] { c.commit(0, commits); });
    thread("other", [&] { REQUIRE(picoring_mpsc_close(c.producers[1]) == PICORING_OK); });
    thread("reader", [&] {
        REQUIRE(c.wait(2) == PICORING_EEND);
        REQUIRE(read_waiting(c, 0) == commits);
    });
    run();
}
void the_commit_of_the_last_claim_ends_a_closed_channel() { close_with_an_open_claim(true); }
void the_abort_of_the_last_claim_ends_a_closed_channel() { close_with_an_open_claim(false); }

// ---- Events ---------------------------------------------------------------------------------

void an_event_loop_misses_no_push()
{
    spsc c(4);
    thread("writer", [&] { c.push_all(3); });
    thread("reader", [&] { REQUIRE(read_polling(c, 3) == 3); });
    run();
}

void an_event_for_two_producers_comes()
{
    mpsc c(4);
    after_a_sleep(c);
    intptr_t event = c.event();
    thread("one", [&] { c.push(0); });
    thread("other", [&] { c.push(1); });
    thread("reader", [&] {
        int ready;
        while ((ready = c.arm(2)) == 0) poll(event);
        REQUIRE(ready == 1);
    });
    run();
}

void an_event_comes_when_an_abort_cuts_the_run()
{
    mpsc c(4);
    after_a_sleep(c);
    intptr_t event = c.event();
    c.claim(0, 1);
    c.claim(1, 1);
    thread("one", [&] { c.commit(0, 1); });
    thread("other", [&] { c.abort(1); });
    thread("reader", [&] {
        int ready;
        while ((ready = c.arm(3)) == 0) poll(event);
        REQUIRE(ready == PICORING_ERANGE);
    });
    run();
}

void an_event_survives_a_wait_that_does_not_sleep()
{
    spsc c(2);
    intptr_t event = c.event();
    thread("writer", [&] { c.push(0); });
    thread("reader", [&] {
        if (c.arm(1) == 0 && c.wait(1, 0) == PICORING_ETIMEDOUT) poll(event);
        REQUIRE(c.wait(1, 0) == PICORING_OK);
    });
    run();
}

void a_wait_after_an_arm_is_woken()
{
    spsc c(2);
    thread("writer", [&] { c.push_all(2); });
    thread("reader", [&] {
        for (int i = 0; i < 2; ++i) {
            REQUIRE(c.arm(1) >= 0);
            REQUIRE(read_waiting(c, 1) == 1);
        }
    });
    run();
}

void a_closed_channel_stays_ready()
{
    spsc c(2);
    intptr_t event = -1;
    thread("writer", [&] {
        c.push(0);
        REQUIRE(picoring_spsc_writer_close(c.writer) == PICORING_OK);
    });
    thread("reader", [&] {
        event = c.event();
        REQUIRE(read_polling(c, 0) == 1);
        c.disarm();
        REQUIRE(checker::signalled(event));
    });
    run();
    REQUIRE(checker::signalled(event));
}

void an_event_made_amid_a_close_is_ready()
{
    spsc c(2);
    thread("writer", [&] { REQUIRE(picoring_spsc_writer_close(c.writer) == PICORING_OK); });
    thread("reader", [&] {
        intptr_t event = c.event();
        poll(event);
        c.disarm();
        poll(event);
    });
    run();
}

void an_event_loop_of_a_closed_channel_waits_for_the_last_claim()
{
    mpsc c(4);
    c.claim(0, 1);
    thread("one", [&] { c.commit(0, 1); });
    thread("other", [&] { REQUIRE(picoring_mpsc_close(c.producers[1]) == PICORING_OK); });
    thread("reader", [&] { REQUIRE(read_polling(c, 0) == 1); });
    run();
}

// ---- Handles that go -------------------------------------------------------------------------

void whom_an_interrupt_wakes_may_destroy_all()
{
    spsc c(1);
    c.push(0);
    auto writer = c.writer;
    thread("other", [writer] { picoring_spsc_writer_interrupt(writer); });
    thread("writer", [&] {
        REQUIRE(c.wait_for_room(1) == PICORING_EINTR);
        picoring_spsc_reader_destroy(std::exchange(c.reader, nullptr));
        picoring_spsc_writer_destroy(std::exchange(c.writer, nullptr));
    });
    run();
}

void whom_an_interrupt_wakes_may_take_the_ring()
{
    spsc c(1);
    auto reader = c.reader;
    thread("other", [reader] { picoring_spsc_reader_interrupt(reader); });
    thread("reader", [&] {
        REQUIRE(c.wait(1) == PICORING_EINTR);
        picoring_spsc_writer_destroy(std::exchange(c.writer, nullptr));
        picoring_ring *ring;
        int code = picoring_spsc_into_ring(c.reader, &ring);
        if (code == PICORING_OK) {
            c.reader = nullptr;
            picoring_ring_destroy(ring);
        }
        REQUIRE(code == PICORING_OK || code == PICORING_EBUSY);
    });
    run();
}

void the_producer_whom_an_interrupt_wakes_may_destroy_all()
{
    mpsc c(1, 1);
    c.push(0);
    auto producer = c.producers[0];
    thread("other", [producer] { picoring_mpsc_producer_interrupt(producer); });
    thread("producer", [&] {
        REQUIRE(c.wait_for_room(0, 1) == PICORING_EINTR);
        picoring_mpsc_reader_destroy(std::exchange(c.reader, nullptr));
        c.destroy(0);
    });
    run();
}

void all_of_an_spsc_may_go_under_a_wait()
{
    spsc c(2);
    auto reader = c.reader;
    thread("reader", [reader] {
        REQUIRE(picoring_spsc_wait_readable(reader, 1, PICORING_FOREVER, 0) == PICORING_EEND);
    });
    thread("writer", [&] {
        until_asleep("reader");
        picoring_spsc_writer_destroy(std::exchange(c.writer, nullptr));
    });
    thread("other", [&] {
        until_asleep("reader");
        picoring_spsc_reader_destroy(std::exchange(c.reader, nullptr));
    });
    run();
}

void all_of_an_mpsc_may_go_under_a_wait()
{
    mpsc c(1);
    c.push(0);
    auto producer = c.producers[0];
    thread("producer", [producer] {
        REQUIRE(picoring_mpsc_wait_writable(producer, 1, PICORING_FOREVER, 0) == PICORING_EPIPE);
    });
    thread("other", [&] {
        until_asleep("producer");
        c.destroy(0);
        c.destroy(1);
    });
    thread("reader", [&] {
        until_asleep("producer");
        picoring_mpsc_reader_destroy(std::exchange(c.reader, nullptr));
    });
    run();
}

// The channel is not closed, and there is no room.
void one_of_two_producers_may_go_under_its_wait()
{
    mpsc c(1);
    c.push(0);
    auto producer = c.producers[0];
    thread("producer", [producer] {
        REQUIRE(picoring_mpsc_wait_writable(producer, 1, PICORING_FOREVER, 0) == PICORING_EPIPE);
    });
    thread("other", [&] {
        until_asleep("producer", 2); // it is patient no more
        c.destroy(0);
    });
    run();
}

void producers_see_that_the_reader_has_gone_under_its_wait()
{
    mpsc c(2);
    c.claim(0, 1);
    c.claim(1, 1);
    auto reader = c.reader;
    thread("reader", [reader] {
        REQUIRE(picoring_mpsc_wait_readable(reader, 1, PICORING_FOREVER, 0) == PICORING_EEND);
    });
    thread("one", [&] { c.abort(0); });
    thread("other", [&] {
        until_asleep("reader");
        picoring_mpsc_reader_destroy(std::exchange(c.reader, nullptr));
        c.abort(1);
        REQUIRE(c.try_push(1) == PICORING_EPIPE);
    });
    run();
}

// What comes after the own side was closed is not for the wait any more.
void who_is_destroyed_under_its_wait_gets_nothing()
{
    spsc c(2);
    auto reader = c.reader;
    thread("reader", [reader] {
        REQUIRE(picoring_spsc_wait_readable(reader, 1, PICORING_FOREVER, 0) == PICORING_EEND);
    });
    thread("other", [&] {
        until_asleep("reader");
        picoring_spsc_reader_destroy(std::exchange(c.reader, nullptr));
        uint64_t value = 0;
        REQUIRE(picoring_spsc_push(c.writer, &value) == PICORING_OK); // still granted
    });
    run();
}

// ---- Records ---------------------------------------------------------------------------------

// Two producers, one of which commits less than it claimed; a reader that reads on
// before it releases, as far as it can.
void a_reader_of_records_misses_no_message()
{
    auto create = [](size_t size, auto options, auto out) {
        return picoring_records_create(size, PICORING_PRODUCERS_MANY, options, out);
    };
    auto records = made<picoring_records>(create, 64);
    picoring_records_producer *producers[2];
    picoring_records_reader *reader;
    for (auto &producer : producers)
        REQUIRE(picoring_records_producer_open(records, &producer) == PICORING_OK);
    REQUIRE(picoring_records_reader_open(records, &reader) == PICORING_OK);
    picoring_records_destroy(records);

    thread("one", [&] {
        REQUIRE(picoring_records_claim(producers[0], 16) != nullptr);
        REQUIRE(picoring_records_commit(producers[0], 3) == PICORING_OK);
        picoring_records_producer_destroy(producers[0]);
    });
    thread("other", [&] {
        REQUIRE(picoring_records_push(producers[1], "12345", 5) == PICORING_OK);
        picoring_records_producer_destroy(producers[1]);
    });
    thread("reader", [&] {
        size_t length, bytes = 0;
        for (;;) {
            if (picoring_records_read(reader, &length)) {
                bytes += length;
                continue;
            }
            int code = picoring_records_wait_readable(reader, PICORING_FOREVER, 0);
            if (code == PICORING_EEND) break;
            REQUIRE(code == PICORING_OK || code == PICORING_ERANGE);
            if (code == PICORING_ERANGE) REQUIRE(picoring_records_release(reader) == PICORING_OK);
        }
        REQUIRE(bytes == 8);
    });
    run({.many_orders = true});
    picoring_records_reader_destroy(reader);
}

// In a child, which a failure ends.
void in_all_orders(void **state)
{
    auto body = [](void *name) { checker::check(reinterpret_cast<void (*)()>(name)); };
    assert_int_equal(in_child(body, *state), 0);
}

} // namespace

#define IN_ALL_ORDERS(name)                                                                        \
    CMUnitTest { #name, in_all_orders, nullptr, nullptr, reinterpret_cast < void *>(name) }

int main()
{
    if (UNDER_ASAN || UNDER_TSAN) {
        puts("skipped: a sanitizer does not follow the fibers of the model");
        return CHILD_SKIPS;
    }
    const CMUnitTest tests[] = {
        IN_ALL_ORDERS(a_reader_misses_no_push),
        IN_ALL_ORDERS(a_reader_that_saves_the_fence_misses_no_push),
        IN_ALL_ORDERS(pushes_that_find_nobody_bring_the_fence_back),
        IN_ALL_ORDERS(a_writer_misses_no_room),
        IN_ALL_ORDERS(a_reader_that_waits_for_two_gets_them),
        IN_ALL_ORDERS(producers_and_a_reader_that_waits_for_one),
        IN_ALL_ORDERS(a_reader_that_waits_for_two_producers_gets_both),
        IN_ALL_ORDERS(a_reader_that_waits_for_three_producers_gets_all),
        IN_ALL_ORDERS(a_wait_ends_when_an_abort_cuts_the_run),
        IN_ALL_ORDERS(a_wait_ends_when_the_rest_of_a_claim_cuts_the_run),
        IN_ALL_ORDERS(an_abort_at_the_front_is_passed_by_who_waits),
        IN_ALL_ORDERS(producers_that_are_full_all_get_room),
        IN_ALL_ORDERS(producers_that_want_different_room_both_get_it),
        IN_ALL_ORDERS(half_of_the_room_wakes_a_producer_before_its_patience_ends),
        IN_ALL_ORDERS(any_room_wakes_a_producer_whose_patience_is_over),
        IN_ALL_ORDERS(a_time_and_a_signal_lose_no_element),
        IN_ALL_ORDERS(the_nearest_time_ends_a_patient_wait),
        IN_ALL_ORDERS(an_interrupt_ends_this_wait_or_the_next),
        IN_ALL_ORDERS(an_interrupt_of_one_producer_is_not_for_another),
        IN_ALL_ORDERS(a_close_ends_the_readers_wait),
        IN_ALL_ORDERS(a_close_ends_the_writers_wait),
        IN_ALL_ORDERS(a_close_ends_the_waits_of_all_producers),
        IN_ALL_ORDERS(the_last_producer_ends_the_readers_wait),
        IN_ALL_ORDERS(the_commit_of_the_last_claim_ends_a_closed_channel),
        IN_ALL_ORDERS(the_abort_of_the_last_claim_ends_a_closed_channel),
        IN_ALL_ORDERS(an_event_loop_misses_no_push),
        IN_ALL_ORDERS(an_event_for_two_producers_comes),
        IN_ALL_ORDERS(an_event_comes_when_an_abort_cuts_the_run),
        IN_ALL_ORDERS(an_event_survives_a_wait_that_does_not_sleep),
        IN_ALL_ORDERS(a_wait_after_an_arm_is_woken),
        IN_ALL_ORDERS(a_closed_channel_stays_ready),
        IN_ALL_ORDERS(an_event_made_amid_a_close_is_ready),
        IN_ALL_ORDERS(an_event_loop_of_a_closed_channel_waits_for_the_last_claim),
        IN_ALL_ORDERS(whom_an_interrupt_wakes_may_destroy_all),
        IN_ALL_ORDERS(whom_an_interrupt_wakes_may_take_the_ring),
        IN_ALL_ORDERS(the_producer_whom_an_interrupt_wakes_may_destroy_all),
        IN_ALL_ORDERS(all_of_an_spsc_may_go_under_a_wait),
        IN_ALL_ORDERS(all_of_an_mpsc_may_go_under_a_wait),
        IN_ALL_ORDERS(one_of_two_producers_may_go_under_its_wait),
        IN_ALL_ORDERS(producers_see_that_the_reader_has_gone_under_its_wait),
        IN_ALL_ORDERS(who_is_destroyed_under_its_wait_gets_nothing),
        IN_ALL_ORDERS(a_reader_of_records_misses_no_message),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
