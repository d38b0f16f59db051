// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_round_trip.cc: table c, a message there and one back, both threads
// awake, against two flags: a line there and a line back. And each of many round
// trips timed by itself, for the latency plot.
#include "channels_peers.hpp"

#include <cstdio>
#include <string>

namespace bench {

namespace {

// A line with the payload and the flag that says it is there.
template <class Item> struct alignas(128) Flag {
    Item item;
    std::atomic<uint64_t> number{0};
};

// No ring, no wrap, one line each way.
template <class Item, int pauses> class PausingLine {
public:
    explicit PausingLine(size_t) {}
    void push(const Item &item)
    {
        flag_.item = item;
        flag_.number.store(++pushed_, std::memory_order_release);
    }
    void pop(Item &item)
    {
        ++popped_;
        for (int i = 0; i < pauses; ++i) bench_pause();
        for (unsigned looks = 0; flag_.number.load(std::memory_order_acquire) != popped_;)
            bench_back_off(&looks);
        item = flag_.item;
    }

private:
    Flag<Item> flag_;
    alignas(128) uint64_t pushed_ = 0;
    alignas(128) uint64_t popped_ = 0;
};

template <class Item, size_t> using Line = PausingLine<Item, 0>;

// The roof: and no look before the answer can be there, which would take the line away
// from who is about to write it. Of none to four pauses two were the fastest on an EPYC of
// family 25, whether its cores were near to each other or far; elsewhere, measure again.
template <class Item, size_t> using PacedLine = PausingLine<Item, 2>;

// Ours, but looks without waiting.
template <class Item, size_t> class Polling {
public:
    explicit Polling(size_t capacity) : spsc_(capacity, sizeof(Item)) {}
    void push(const Item &item) { picoring_spsc_push_sized(spsc_.writer, &item, sizeof item); }
    void pop(Item &item)
    {
        for (unsigned looks = 0;
             picoring_spsc_pop_sized(spsc_.reader, &item, sizeof item) != PICORING_OK;)
            bench_back_off(&looks);
    }

private:
    Spsc spsc_;
};

template <class Queue, class Item> struct Pair {
    Queue there{64}, back{64};

    void echo(uint64_t trips)
    {
        for (uint64_t i = 0; i < trips; ++i) {
            Item item;
            there.pop(item);
            back.push(item);
        }
    }
    uint64_t call(uint64_t trips)
    {
        uint64_t wrong = 0;
        for (uint64_t i = 0; i < trips; ++i) {
            Item item;
            fill(item, i);
            there.push(item);
            back.pop(item);
            wrong |= differs(item, i);
        }
        return wrong;
    }
};

template <template <class, size_t> class Kind, size_t bytes> Side side(const char *name)
{
    using Item = Element<bytes>;
    auto pair = std::make_shared<Pair<Kind<Item, 64>, Item>>();
    return {name, [pair](uint64_t trips) {
                beside([=] { pair->echo(trips); },
                       [=] { require(pair->call(trips) == 0, "a value of a round trip"); });
            }};
}

template <size_t bytes> void round_trip_row(Report &report)
{
    Row row;
    row.label = std::to_string(bytes) + " B";
    row.waits = true;
    row.least = 1000;
    row.sides = {
        side<OursSingle, bytes>("picoring"), side<Polling, bytes>("picoring, polled"),
        side<Line, bytes>("two flags"),      side<Textbook, bytes>("textbook"),
#ifdef BENCH_HAVE_BOOST
        side<BoostSingle, bytes>("boost"),
#endif
    };
    row.comparisons = {at_most(1.5, 0, 2), printed(1, 2), printed(0, 3)};
    for (size_t peer = 4; peer < row.sides.size(); ++peer)
        row.comparisons.push_back(printed(0, peer));
    add_roof(row, side<PacedLine, bytes>("two flags, paced (roof)"));
    report.row(row);
}

// Round trips, each by itself, in nanoseconds.
template <template <class, size_t> class Kind> struct Timed {
    using Item = Element<8>;
    Pair<Kind<Item, 64>, Item> pair;
    std::vector<double> samples;

    void run(uint64_t trips)
    {
        beside([=, this] { pair.echo(trips); },
               [=, this] {
                   for (uint64_t i = 0; i < trips; ++i) {
                       uint64_t before = now();
                       require(pair.call(1) == 0, "a value of a round trip");
                       samples.push_back(static_cast<double>(now() - before));
                   }
               });
    }
};

void keep_latency(Report &report, const std::string &name, std::vector<double> samples)
{
    std::sort(samples.begin(), samples.end());
    auto at = [&](double share) {
        return samples[static_cast<size_t>(share * static_cast<double>(samples.size() - 1))];
    };
    char line[200];
    snprintf(line, sizeof line, "%-16s median %s, 99 %% %s, 99.9 %% %s, 99.99 %% %s, slowest %s",
             name.c_str(), time_text(at(0.5)).c_str(), time_text(at(0.99)).c_str(),
             time_text(at(0.999)).c_str(), time_text(at(0.9999)).c_str(),
             time_text(samples.back()).c_str());
    report.note(line);
    std::vector<double> beyond, latency; // share of the trips that take longer
    for (double share = 1; share >= 1e-5; share *= 0.9) {
        beyond.push_back(share);
        latency.push_back(at(1 - share));
    }
    report.series(name + " beyond", beyond);
    report.series(name + " ns", latency);
}

// Taken in turns, so that a disturbance meets all of them.
void latencies(Report &report, const Options &options)
{
    Timed<OursSingle> ours;
    Timed<Polling> polling;
    Timed<Line> flags;
    Timed<Textbook> textbook;
#ifdef BENCH_HAVE_BOOST
    Timed<BoostSingle> boost;
#endif
    for (int block = 0; block < 20; ++block) {
        uint64_t trips = options.quick ? 1000 : 20000;
        ours.run(trips), polling.run(trips), flags.run(trips), textbook.run(trips);
#ifdef BENCH_HAVE_BOOST
        boost.run(trips);
#endif
    }
    report.note("each round trip of 8 bytes by itself, the clock's call included:");
    keep_latency(report, "picoring", std::move(ours.samples));
    keep_latency(report, "picoring, polled", std::move(polling.samples));
    keep_latency(report, "two flags", std::move(flags.samples));
    keep_latency(report, "textbook", std::move(textbook.samples));
#ifdef BENCH_HAVE_BOOST
    keep_latency(report, "boost", std::move(boost.samples));
#endif
}

} // namespace

void print_awake_roof(Report &report)
{
    constexpr uint64_t trips = 20000;
    Pair<Line<Element<8>, 64>, Element<8>> pair;
    std::vector<double> runs;
    for (int run = 0; run < 11; ++run) {
        uint64_t begin = now();
        beside([&] { pair.echo(trips); }, [&] { require(pair.call(trips) == 0, "a flag"); });
        runs.push_back(static_cast<double>(now() - begin) / trips);
    }
    // The best: a pair that begins on one core takes turns until it is moved.
    double spent = *std::min_element(runs.begin(), runs.end());
    report.roof("round trip between two threads, two flags", spent, time_text(spent));
}

void table_round_trip(Report &report, const Options &options)
{
    report.table('c', "round trip of one message through two channels",
                 {"The aim beyond the target is 1.15 x two flags."});
    round_trip_row<8>(report);
    round_trip_row<56>(report);
    latencies(report, options);
}

} // namespace bench
