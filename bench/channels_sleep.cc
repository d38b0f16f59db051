// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_sleep.cc: table g, what waiting costs: a round trip of two sleeping
// threads, the processor time of a channel that is hardly used, and the system
// calls to wake, counted.
#include "channels_syscalls.hpp"
#include "channels_tables.hpp"

#include <cstdio>
#include <linux/futex.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace bench {

namespace {

// The roof: one word, one sleep and one wake a way.
struct alignas(128) Bell {
    std::atomic<uint32_t> word{0};
    void ring()
    {
        word.fetch_add(1, std::memory_order_release);
        syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
    }
    void wait(uint32_t seen)
    {
        while (word.load(std::memory_order_acquire) == seen)
            syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, seen, nullptr, nullptr, 0);
    }
};

struct Bells {
    Bell there, back;
    uint32_t rounds = 0;
    void run(uint64_t trips)
    {
        uint32_t first = rounds;
        beside(
            [=, this] {
                for (uint32_t i = 0; i < trips; ++i) there.wait(first + i), back.ring();
            },
            [=, this] {
                for (uint32_t i = 0; i < trips; ++i) there.ring(), back.wait(first + i);
            });
        rounds += static_cast<uint32_t>(trips);
    }
};

struct SleepingPair {
    explicit SleepingPair(int64_t spin) : there(64, 8, spin), back(64, 8, spin) {}
    Spsc there, back;

    static void push(Spsc &to, uint64_t value)
    {
        require(picoring_spsc_push_sized(to.writer, &value, sizeof value) == PICORING_OK, "push");
    }
    static uint64_t pop(Spsc &from)
    {
        uint64_t value = 0;
        while (picoring_spsc_pop_sized(from.reader, &value, sizeof value) != PICORING_OK)
            from.wait_readable();
        return value;
    }
    void run(uint64_t trips)
    {
        beside(
            [=, this] {
                for (uint64_t i = 0; i < trips; ++i) push(back, pop(there));
            },
            [=, this] {
                for (uint64_t i = 0; i < trips; ++i) {
                    push(there, i);
                    require(pop(back) == i, "a value of a sleeping round trip");
                }
            });
    }
};

void sleeping_row(Report &report)
{
    auto ours = std::make_shared<SleepingPair>(-1);
    auto bells = std::make_shared<Bells>();
    Row row;
    row.label = "round trip, both sleep";
    row.waits = true;
    row.least = 200;
    row.sides = {{"picoring, spin off", [=](uint64_t n) { ours->run(n); }},
                 {"bare futex", [=](uint64_t n) { bells->run(n); }}};
    row.comparisons = {at_most(1.2, 0, 1)};
    row.roof = 1;
    report.row(row);
    auto spinning = std::make_shared<SleepingPair>(0);
    row.label = "round trip, default spin"; // hardly sleeps: a sleep is no roof of it
    row.sides[0] = {"picoring, default spin", [=](uint64_t n) { spinning->run(n); }};
    row.comparisons = {printed(0, 1)};
    row.roof = no_roof;
    report.row(row);
}

double thread_seconds()
{
    rusage usage;
    getrusage(RUSAGE_THREAD, &usage);
    auto seconds = [](timeval time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Calls `each` once a millisecond; the processor time of it, in seconds.
template <class Each> double once_a_millisecond(int times, Each each)
{
    double before = thread_seconds();
    timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    for (int i = 0; i < times; ++i) {
        at.tv_nsec += 1000000;
        if (at.tv_nsec >= 1000000000) at.tv_nsec -= 1000000000, ++at.tv_sec;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, nullptr);
        each(static_cast<uint64_t>(i));
    }
    return thread_seconds() - before;
}

// Shares of a core, in per cent: of a thread that gets a message a millisecond
// and of one that sends it, less its timer.
struct Shares {
    double reader, writer;
    double both() const { return reader + writer; }
};

template <class Send, class Receive>
Shares seldom(int times, double timer, Send send, Receive receive)
{
    Shares shares = {};
    double per_cent = 100 / (times * 1e-3);
    beside(
        [&] {
            double begin = thread_seconds();
            for (int i = 0; i < times; ++i) receive(i);
            shares.reader = (thread_seconds() - begin) * per_cent;
        },
        [&] {
            double writer = once_a_millisecond(times, send);
            shares.writer = std::max(0.0, writer - timer) * per_cent;
        });
    return shares;
}

void seldom_used(Report &report, const Options &options)
{
    int times = options.quick ? 1000 : 5000;
    double timer = once_a_millisecond(times, [](uint64_t) {});
    Bell bell;
    Shares bare = seldom(
        times, timer, [&](uint64_t) { bell.ring(); },
        [&](int i) { bell.wait(static_cast<uint32_t>(i)); });
    Spsc spsc(64, 8);
    Calls before = counted_calls();
    Shares ours = seldom(
        times, timer, [&](uint64_t i) { SleepingPair::push(spsc, i); },
        [&](int i) {
            require(SleepingPair::pop(spsc) == static_cast<uint64_t>(i), "a seldom value");
        });
    Calls calls = counted_calls() - before;
    char line[200];
    snprintf(
        line, sizeof line,
        "one message a millisecond: %.2f %% of a core (reader %.2f, writer %.2f), at most 1 %%;"
        " bare futex: %.2f %%; the sender's timer, not counted: %.2f %%",
        ours.both(), ours.reader, ours.writer, bare.both(), 100 * timer / (times * 1e-3));
    report.exact(line, ours.both() <= 1);
    // A sleeper who finds something after all, before the kernel puts it to sleep,
    // may have cost a wake: a handful.
    snprintf(line, sizeof line, "%d messages: %llu sleeps, %llu calls to wake, %llu fences", times,
             static_cast<unsigned long long>(calls.sleeps),
             static_cast<unsigned long long>(calls.wakes),
             static_cast<unsigned long long>(calls.fences));
    report.exact(line, calls.wakes <= calls.sleeps);
}

// Nobody sleeps: no system call.
void busy_calls(Report &report)
{
    Spsc spsc(1024, 8);
    Calls before = counted_calls();
    for (uint64_t i = 0; i < 1000000; ++i) {
        SleepingPair::push(spsc, i);
        require(SleepingPair::pop(spsc) == i, "a value");
    }
    Calls calls = counted_calls() - before;
    report.exact("a million messages while nobody sleeps: " + std::to_string(calls.all) +
                     " system calls by the channel",
                 calls.all == 0);
}

} // namespace

void print_sleeping_roof(Report &report)
{
    constexpr uint64_t trips = 500;
    Bells bells;
    std::vector<double> runs;
    for (int run = 0; run < 5; ++run) {
        uint64_t begin = now();
        bells.run(trips);
        runs.push_back(static_cast<double>(now() - begin) / trips);
    }
    double spent = median(runs);
    report.roof("round trip between two sleeping threads, bare futex", spent, time_text(spent));
}

void table_waiting(Report &report, const Options &options)
{
    report.table('g', "waiting");
    sleeping_row(report);
    seldom_used(report, options);
    busy_calls(report);
}

} // namespace bench
