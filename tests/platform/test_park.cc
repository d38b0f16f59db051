// SPDX-License-Identifier: MIT OR Apache-2.0
//
// test_park.cc: the part of src/platform/platform.hh that threads sleep by, called
// directly: what every system has to keep, whatever it sleeps by.
#include "picoring/atomic.h"
#include "platform/platform.hh"

#include <deque>
#include <poll.h>
#include <thread>
#include <vector>

#include "check.h" // after all others: cmocka has a macro `fail`
#include "faults.h"

using namespace picoring;

namespace {

constexpr int64_t millisecond = 1'000'000;
constexpr int no_deadline = -1;

int sleeps() { return picoring_faults_count(PICORING_CALL_FUTEX_WAIT); }

// Sleeps until the word is no longer 0.
void sleep_on(uint32_t &word)
{
    while (PICORING_LOAD_ACQUIRE(&word) == 0) (void)platform::park(&word, 0, no_deadline);
}

void until_asleep(int before, int threads)
{
    while (sleeps() - before < threads) platform::yield();
}

int start_without_faults(void **)
{
    picoring_faults_reset();
    return 0;
}

void a_word_that_has_changed_is_not_slept_on(void **)
{
    uint32_t word = 7;
    assert_code(PICORING_OK, platform::park(&word, 8, no_deadline));
    assert_code(PICORING_OK, platform::park(&word, 8, platform::now() + 1'000'000 * millisecond));
}

// It may return before, for no reason, but not all the time.
void a_time_out_is_neither_early_nor_busy(void **)
{
    for (int64_t time : {int64_t{1}, millisecond, 30 * millisecond}) {
        uint32_t word = 0;
        int64_t deadline = platform::now() + time;
        int code, returns = 0;
        do code = platform::park(&word, 0, deadline), ++returns;
        while (code == PICORING_OK);
        assert_code(PICORING_ETIMEDOUT, code);
        assert_true(platform::now() >= deadline);
        assert_true(returns < 20);
    }
    uint32_t word = 0;
    assert_code(PICORING_ETIMEDOUT, platform::park(&word, 0, 0));
}

void unpark_wakes_all(void **)
{
    for (int round = 0; round < 20; ++round) {
        uint32_t word = 0;
        int before = sleeps();
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i) threads.emplace_back([&] { sleep_on(word); });
        until_asleep(before, 8);
        PICORING_STORE_RELEASE(&word, uint32_t{1});
        platform::unpark(&word);
        for (std::thread &thread : threads) thread.join();
    }
}

void unpark_one_wakes_one_each_time(void **)
{
    uint32_t tokens = 0, taken = 0;
    auto take = [&] {
        for (uint32_t seen = 0;;) {
            if (seen == 0) {
                (void)platform::park(&tokens, 0, no_deadline);
                seen = PICORING_LOAD_ACQUIRE(&tokens);
            } else if (PICORING_COMPARE_EXCHANGE(&tokens, &seen, seen - 1)) {
                PICORING_FETCH_ADD(&taken, 1);
                return;
            }
        }
    };
    int before = sleeps();
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) threads.emplace_back(take);
    until_asleep(before, 6);
    for (uint32_t i = 1; i <= 6; ++i) {
        PICORING_FETCH_ADD(&tokens, 1);
        platform::unpark_one(&tokens);
        while (PICORING_LOAD_ACQUIRE(&taken) < i) platform::yield();
    }
    for (std::thread &thread : threads) thread.join();
}

// Some systems keep one queue for several words.
void each_word_has_its_own_sleepers(void **)
{
    std::deque<uint32_t> words(200, 0);
    int before = sleeps();
    std::vector<std::thread> threads;
    for (uint32_t &word : words) threads.emplace_back([&word] { sleep_on(word); });
    until_asleep(before, static_cast<int>(words.size()));
    for (size_t i = 0; i < words.size(); ++i) {
        PICORING_STORE_RELEASE(&words[i], uint32_t{1});
        platform::unpark_one(&words[i]);
        threads[i].join();
    }
}

void sleep_a_moment(void *word)
{
    int64_t deadline = platform::now() + millisecond;
    while (platform::park(static_cast<uint32_t *>(word), 0, deadline) == PICORING_OK) {
    }
    platform::unpark(static_cast<uint32_t *>(word));
}

// Whatever the other threads of its parent were doing.
void a_forked_child_sleeps_and_wakes(void **)
{
    uint32_t word = 0, stop = 0;
    std::thread other([&] {
        while (!PICORING_LOAD_ACQUIRE(&stop)) {
            (void)platform::park(&word, 1, no_deadline);
            platform::unpark(&word);
        }
    });
    for (int i = 0; i < 100; ++i) assert_int_equal(in_child(sleep_a_moment, &word), 0);
    PICORING_STORE_RELEASE(&stop, uint32_t{1});
    other.join();
}

bool is_ready(const platform::Event &event)
{
    pollfd waiting = {static_cast<int>(event.handle), POLLIN, 0};
    return poll(&waiting, 1, 0) == 1;
}

void an_event_is_ready_from_signal_to_reset(void **)
{
    held before = what_is_held();
    platform::Event event;
    Failure failure = {};
    assert_true(platform::make_event(event, failure));
    for (int signals : {1, 2, 64, 65, 200'000}) { // more than any buffer has room for
        assert_false(is_ready(event));
        for (int i = 0; i < signals; ++i) platform::signal_event(event);
        assert_true(is_ready(event));
        platform::reset_event(event);
    }
    assert_false(is_ready(event));
    platform::reset_event(event); // again, and it does not wait
    platform::close_event(event);
    assert_nothing_leaked(before);
}

#define park_test(name)                                                                            \
    cmocka_unit_test_setup_teardown(name, start_without_faults, start_without_faults)

} // namespace

int main()
{
    const CMUnitTest tests[] = {
        park_test(a_word_that_has_changed_is_not_slept_on),
        park_test(a_time_out_is_neither_early_nor_busy),
        park_test(unpark_wakes_all),
        park_test(unpark_one_wakes_one_each_time),
        park_test(each_word_has_its_own_sleepers),
        park_test(a_forked_child_sleeps_and_wakes),
        park_test(an_event_is_ready_from_signal_to_reset),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
