// SPDX-License-Identifier: MIT OR Apache-2.0
//
// harness.hpp: measures pairs, not programs. All sides of a row run in one
// process, interleaved in short blocks whose order is drawn anew each time, so
// that a slow second of the machine hits all of them. What is reported is the
// median of the per-block ratios with a bootstrap 95 % interval; times in
// nanoseconds stand beside it as illustrations. (docs/performance.md)
//
// Google Benchmark interleaves repetitions, too, but knows no pairs: it gives times a
// side, not the ratio within each block, which the machine's moods do not reach.
#ifndef PICORING_BENCH_HARNESS_HPP
#define PICORING_BENCH_HARNESS_HPP

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bench {

// What a comparison has to show.
enum class Rule {
    printed,      // nothing: the ratio is there to be read
    at_least,     // speed-up of ours over the peer >= bound
    at_most,      // cost of ours, as a share of the peer's, <= bound
    never_slower, // speed-up >= 0.95
};

struct Comparison {
    size_t ours; // index of a side
    size_t peer;
    Rule rule;
    double bound;
};

inline Comparison printed(size_t ours, size_t peer) { return {ours, peer, Rule::printed, 0}; }
inline Comparison never_slower(size_t ours, size_t peer)
{
    return {ours, peer, Rule::never_slower, 0.95};
}
inline Comparison at_least(double bound, size_t ours, size_t peer)
{
    return {ours, peer, Rule::at_least, bound};
}
inline Comparison at_most(double bound, size_t ours, size_t peer)
{
    return {ours, peer, Rule::at_most, bound};
}

// One contestant. `work` does the job `iterations` times and stops the program
// (bench::require) if the result is wrong. `prepare` and `check` run around
// each block and are not timed.
struct Side {
    std::string name;
    std::function<void(uint64_t iterations)> work;
    std::function<void()> prepare = {};
    std::function<void()> check = {};
    // Measures itself, in nanoseconds, where the block's time is not the point,
    // e.g. the slowest of many calls. `work` is not called then.
    std::function<double(uint64_t iterations)> measure = {};
};

constexpr size_t no_roof = SIZE_MAX;

struct Row {
    std::string label;
    std::vector<Side> sides;
    std::vector<Comparison> comparisons;
    size_t roof = no_roof; // index of the side that nobody can beat
    uint64_t least = 1;    // iterations of a block, at least
    // Runs before each round of blocks: fresh memory. Which pages a process gets
    // is worth 5 % of a large copy, and must not decide a row.
    std::function<void()> renew = {};
    bool waits = false; // several threads, or one that sleeps: wall clock.
                        // Otherwise the thread's processor time, so that
                        // what else runs on the machine is not counted
    // What the report draws the row against; 0 where it does not apply.
    size_t bytes = 0;    // of payload in an iteration: throughput can be told
    size_t capacity = 0; // items; fewer than 1000 times as many make a row broken
    size_t producers = 0;
};

inline void add_roof(Row &row, Side side)
{
    row.roof = row.sides.size();
    row.sides.push_back(std::move(side));
}

struct Options {
    bool quick = false;
    unsigned share = 1;    // only so many blocks: other processes do the others
    bool progress = false; // each row is named on standard error when it begins
    std::string json;      // file to write; empty for none
    std::string tables;    // letters of the tables wanted; empty for all
    unsigned seed = 1;

    bool wants(char table) const
    {
        return tables.empty() || tables.find(table) != std::string::npos;
    }
};

Options parse_options(int argc, char **argv, const char *what, const char *known_tables);

struct Interval {
    double median;
    double low;
    double high;
};

// The median of top[i] / bottom[i] with a bootstrap 95 % interval.
Interval ratio(const std::vector<double> &top, const std::vector<double> &bottom, unsigned seed);

double median(std::vector<double> values);

enum class Verdict { printed, met, missed, open };
Verdict judge(const Comparison &comparison, const Interval &interval);

// Measures rows, prints them as aligned tables, keeps them for the JSON file.
class Report {
public:
    Report(const char *program, Options options);
    ~Report();
    Report(const Report &) = delete;
    Report &operator=(const Report &) = delete;

    // A line of its own, e.g. a roof. `value` is in nanoseconds.
    void roof(const std::string &name, double value, const std::string &text);
    // Starts a table: prints the one before.
    void table(char letter, const std::string &title, const std::vector<std::string> &notes = {});
    // Returns the median nanoseconds of an iteration of each side.
    std::vector<double> row(const Row &row);
    void note(const std::string &line);
    // A result that is a number and no ratio of times, e.g. bytes.
    void exact(const std::string &line, bool met);
    // Only for the JSON file: figures to be drawn.
    void series(const std::string &name, const std::vector<double> &values);
    // And figures that `note` or `exact` has printed: a row of a table without ratios.
    using Figures = std::vector<std::pair<std::string, double>>;
    void figures(const std::string &label, const Figures &figures);
    // Prints what is left and writes the file. Returns the program's exit code:
    // 1 if a row is faster than its roof, 0 otherwise; a missed target is a result,
    // no error.
    int finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

// The program has computed something wrong: says what and exits.
void require(bool sound, const char *what);

std::string size_text(size_t bytes);
std::string time_text(double nanoseconds);
uint64_t now(); // nanoseconds, monotonic

// The compiler must assume that all memory is read and written here.
inline void barrier() { asm volatile("" ::: "memory"); }
// The compiler must assume that the value is used.
template <class T> inline void keep(const T &value) { asm volatile("" : : "r"(value)); }

} // namespace bench

#endif
