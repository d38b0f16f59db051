// SPDX-License-Identifier: MIT OR Apache-2.0
//
// harness.cc: calibration, blocks, statistics and the printed table.
#include "harness.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <getopt.h>
#include <numeric>
#include <random>
#include <time.h>
#include <unistd.h>

#ifdef BENCH_HAVE_JSON
#include <nlohmann/json.hpp>
#endif

namespace bench {

namespace {

uint64_t read_clock(clockid_t clock)
{
    timespec at;
    clock_gettime(clock, &at);
    return static_cast<uint64_t>(at.tv_sec) * 1000000000u + static_cast<uint64_t>(at.tv_nsec);
}

} // namespace

uint64_t now() { return read_clock(CLOCK_MONOTONIC); }

void require(bool sound, const char *what)
{
    if (sound) return;
    fprintf(stderr, "wrong result: %s\n", what);
    exit(3); // 1 is a row above its roof
}

// ---- Texts ------------------------------------------------------------------

namespace {

template <class... Values> std::string format(const char *pattern, Values... values)
{
    char text[160];
    snprintf(text, sizeof text, pattern, values...);
    return text;
}

const char *name_of(Verdict verdict)
{
    switch (verdict) {
    case Verdict::met: return "met";
    case Verdict::missed: return "MISSED";
    case Verdict::open: return "open";
    case Verdict::printed: break;
    }
    return "";
}

std::string target_text(const Comparison &comparison)
{
    switch (comparison.rule) {
    case Rule::at_least: return format(">= %.2f x speed", comparison.bound);
    case Rule::at_most: return format("<= %.2f x cost", comparison.bound);
    case Rule::never_slower: return "never slower";
    case Rule::printed: break;
    }
    return "(printed)";
}

} // namespace

std::string size_text(size_t bytes)
{
    if (bytes < 1024) return format("%zu B", bytes);
    if (bytes < 1024 * 1024) return format("%zu KB", bytes / 1024);
    return format("%zu MB", bytes / (1024 * 1024));
}

std::string time_text(double nanoseconds)
{
    if (nanoseconds < 1e3) return format("%.2f ns", nanoseconds);
    if (nanoseconds < 1e6) return format("%.2f us", nanoseconds / 1e3);
    return format("%.2f ms", nanoseconds / 1e6);
}

// ---- Statistics ---------------------------------------------------------------

double median(std::vector<double> values)
{
    auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1) return *middle;
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

Interval ratio(const std::vector<double> &top, const std::vector<double> &bottom, unsigned seed)
{
    constexpr size_t resamples = 2000;
    std::vector<double> ratios(top.size());
    std::transform(top.begin(), top.end(), bottom.begin(), ratios.begin(), std::divides<>());
    std::mt19937 random(seed);
    std::uniform_int_distribution<size_t> any(0, ratios.size() - 1);
    std::vector<double> medians(resamples), drawn(ratios.size());
    for (double &one : medians) {
        std::generate(drawn.begin(), drawn.end(), [&] { return ratios[any(random)]; });
        one = median(drawn);
    }
    std::sort(medians.begin(), medians.end());
    return {median(ratios), medians[resamples / 40], medians[resamples - 1 - resamples / 40]};
}

Verdict judge(const Comparison &comparison, const Interval &interval)
{
    switch (comparison.rule) {
    case Rule::printed: return Verdict::printed;
    case Rule::at_most:
        if (interval.high <= comparison.bound) return Verdict::met;
        return interval.low > comparison.bound ? Verdict::missed : Verdict::open;
    case Rule::at_least:
    case Rule::never_slower: break;
    }
    if (interval.low >= comparison.bound) return Verdict::met;
    return interval.high < comparison.bound ? Verdict::missed : Verdict::open;
}

// ---- Measuring ------------------------------------------------------------------

namespace {

struct Samples {
    uint64_t iterations = 1;
    size_t blocks = 0;
    std::vector<std::vector<double>> sides; // nanoseconds an iteration, one a block
};

double run_block(const Row &row, const Side &side, uint64_t iterations)
{
    clockid_t clock = row.waits ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID;
    if (side.prepare) side.prepare();
    if (side.measure) return side.measure(iterations);
    // The side before has left its data in the caches.
    if (iterations >= 4) side.work(iterations / 4);
    uint64_t begin = read_clock(clock);
    side.work(iterations);
    uint64_t end = read_clock(clock);
    if (side.check) side.check();
    return static_cast<double>(end - begin);
}

// Doubles the iterations until the fastest side's block is long enough for the
// clock and the scheduler; the warm-up is part of it. A roof may be so much faster that
// the others would take for ever. Returns the slowest.
double calibrate(const Row &row, bool quick, uint64_t &iterations)
{
    const double wanted = quick ? 2e6 : 5e6;
    iterations = row.least;
    for (;;) {
        double fastest = 1e18, slowest = 0;
        for (size_t side = 0; side < row.sides.size(); ++side) {
            double spent = run_block(row, row.sides[side], iterations);
            if (side != row.roof) fastest = std::min(fastest, spent);
            slowest = std::max(slowest, spent);
        }
        if (fastest >= wanted || slowest >= 5e7) return slowest;
        double factor = std::clamp(1.2 * wanted / fastest, 2.0, 100.0);
        iterations = static_cast<uint64_t>(static_cast<double>(iterations) * factor);
    }
}

size_t blocks_for(double slowest, const Options &options)
{
    size_t blocks = slowest < 1e8 ? 30 : slowest < 1e9 ? 11 : 5;
    if (options.quick) blocks = slowest < 1e7 ? 11 : slowest < 1e8 ? 7 : 5;
    return (blocks + options.share - 1) / options.share;
}

Samples measure(const Row &row, const Options &options, std::mt19937 &random)
{
    Samples samples;
    samples.blocks = blocks_for(calibrate(row, options.quick, samples.iterations), options);
    samples.sides.resize(row.sides.size());
    std::vector<size_t> order(row.sides.size());
    std::iota(order.begin(), order.end(), size_t{0});
    for (size_t block = 0; block < samples.blocks; ++block) {
        if (row.renew && !options.quick) row.renew();
        std::shuffle(order.begin(), order.end(), random);
        for (size_t side : order)
            samples.sides[side].push_back(run_block(row, row.sides[side], samples.iterations) /
                                          static_cast<double>(samples.iterations));
    }
    return samples;
}

struct Judged {
    Comparison comparison;
    Interval interval;
    Verdict verdict;
    double of_roof; // 0 if the row has none
    bool above_roof;
    std::string broken; // why nothing can be said by it
};

// An interval as wide as half its median says little of a target, and less of how much.
constexpr double widest = 0.5;

std::string what_is_broken(const Row &row, const Samples &samples, const Judged &judged)
{
    std::string broken;
    auto add = [&](bool is, const char *why) {
        if (is) broken += (broken.empty() ? "" : ", ") + std::string(why);
    };
    const Interval &interval = judged.interval;
    add(judged.above_roof, "above its roof");
    add(samples.iterations * samples.blocks < 1000 * uint64_t{row.capacity}, "few items");
    add(interval.high - interval.low > widest * interval.median, "wide interval");
    return broken;
}

Judged judge_samples(const Row &row, const Comparison &comparison, const Samples &samples,
                     unsigned seed)
{
    const auto &ours = samples.sides[comparison.ours];
    const auto &peer = samples.sides[comparison.peer];
    bool cost = comparison.rule == Rule::at_most;
    Judged judged = {comparison,
                     cost ? ratio(ours, peer, seed) : ratio(peer, ours, seed),
                     Verdict::printed,
                     0,
                     false,
                     {}};
    judged.verdict = judge(comparison, judged.interval);
    if (row.roof != no_roof && row.roof != comparison.ours) {
        Interval share = ratio(samples.sides[row.roof], ours, seed);
        judged.of_roof = share.median;
        judged.above_roof = share.low > 1.05;
    }
    judged.broken = what_is_broken(row, samples, judged);
    return judged;
}

std::vector<Judged> judge_row(const Row &row, const Samples &samples, unsigned seed)
{
    std::vector<Judged> judged;
    for (const Comparison &comparison : row.comparisons)
        judged.push_back(judge_samples(row, comparison, samples, seed));
    return judged;
}

} // namespace

// ---- The report ---------------------------------------------------------------

struct Report::State {
    using Line = std::vector<std::string>;

    std::string program;
    Options options;
    std::mt19937 random;
    char letter = 0;
    std::string title;
    std::vector<std::string> heading; // names of the sides of the open table
    std::vector<Line> lines;
    bool any_above_roof = false;
    size_t counts[4] = {};
#ifdef BENCH_HAVE_JSON
    nlohmann::json json;
#endif

    void announce(const std::string &label) const;
    void print_open_table();
    void add_lines(const Row &row, const Samples &samples, const std::vector<Judged> &judged);
    void keep_row(const Row &row, const Samples &samples, const std::vector<Judged> &judged);
    void keep_roof(const std::string &name, double value, const std::string &text);
    void keep_check(const std::string &line, bool met);
    void keep_series(const std::string &name, const std::vector<double> &values);
    void keep_figures(const std::string &label, const Figures &figures);
    void write_json();
};

Report::Report(const char *program, Options options) : state_(std::make_unique<State>())
{
    state_->program = program;
    state_->options = options;
    state_->random.seed(options.seed);
    setvbuf(stdout, nullptr, _IOLBF, 0);
    printf("%s: %s\n", program,
           options.quick ? "preview: few blocks, wide intervals; nothing is decided by it"
                         : "30, 11 or 5 blocks a row, or the share of them that was asked for; "
                           "median of the per-block ratios [95 %]");
}

Report::~Report() = default;

void Report::roof(const std::string &name, double value, const std::string &text)
{
    printf("  roof  %-44s %s\n", name.c_str(), text.c_str());
    state_->keep_roof(name, value, text);
}

void Report::note(const std::string &line)
{
    state_->print_open_table();
    printf("  %s\n", line.c_str());
}

void Report::exact(const std::string &line, bool met)
{
    ++state_->counts[static_cast<size_t>(met ? Verdict::met : Verdict::missed)];
    note(line + (met ? ": met" : ": MISSED"));
    state_->keep_check(line, met);
}

void Report::series(const std::string &name, const std::vector<double> &values)
{
    state_->keep_series(name, values);
}

void Report::figures(const std::string &label, const Figures &figures)
{
    state_->keep_figures(label, figures);
}

void Report::table(char letter, const std::string &title, const std::vector<std::string> &notes)
{
    state_->print_open_table();
    state_->letter = letter;
    state_->title = title;
    printf("\n%c. %s%s\n", letter, title.c_str(), state_->options.quick ? " (preview)" : "");
    for (const std::string &note : notes) printf("   %s\n", note.c_str());
}

void Report::State::announce(const std::string &label) const
{
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[K%c %s ...", letter, label.c_str());
    else if (options.progress)
        fprintf(stderr, "%c %s\n", letter, label.c_str());
}

std::vector<double> Report::row(const Row &row)
{
    state_->announce(row.label);
    Samples samples = measure(row, state_->options, state_->random);
    std::vector<Judged> judged = judge_row(row, samples, state_->options.seed);
    if (isatty(STDERR_FILENO)) fputs("\r\033[K", stderr);
    for (const Judged &one : judged) {
        ++state_->counts[static_cast<size_t>(one.verdict)];
        state_->any_above_roof |= one.above_roof;
    }
    state_->add_lines(row, samples, judged);
    state_->keep_row(row, samples, judged);
    std::vector<double> medians;
    for (const auto &side : samples.sides) medians.push_back(median(side));
    return medians;
}

void Report::State::add_lines(const Row &row, const Samples &samples,
                              const std::vector<Judged> &judged)
{
    std::vector<std::string> names;
    for (const Side &side : row.sides) names.push_back(side.name);
    if (names != heading) {
        print_open_table();
        heading = names;
    }
    Line line = {row.label, format("%zu", samples.blocks)};
    for (const auto &side : samples.sides) line.push_back(time_text(median(side)));
    for (const Judged &one : judged) {
        const Interval &i = one.interval;
        line.resize(2 + names.size());
        const char *pattern = i.median < 0.1 ? "%.4f [%.4f, %.4f]" : "%.2f [%.2f, %.2f]";
        line.push_back(format(pattern, i.median, i.low, i.high));
        line.push_back(names[one.comparison.ours] + " : " + names[one.comparison.peer]);
        line.push_back(target_text(one.comparison));
        line.push_back(one.above_roof ? "BROKEN" : name_of(one.verdict));
        line.push_back(one.of_roof > 0 ? format("%.0f %%", 100 * one.of_roof) : "");
        lines.push_back(line);
        line.clear();
    }
    if (!line.empty()) lines.push_back(line);
}

void Report::State::print_open_table()
{
    if (lines.empty()) return;
    Line head = {"", "n"};
    head.insert(head.end(), heading.begin(), heading.end());
    for (const char *name : {"ratio [95 %]", "of", "target", "verdict", "of roof"})
        head.push_back(name);
    lines.insert(lines.begin(), head);
    std::vector<size_t> widths(head.size());
    for (const Line &line : lines)
        for (size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
    for (const Line &line : lines) {
        printf("  ");
        for (size_t i = 0; i < line.size(); ++i) {
            bool left = i == 0 || (i >= heading.size() + 3 && i < head.size() - 1);
            printf(left ? " %-*s " : " %*s ", static_cast<int>(widths[i]), line[i].c_str());
        }
        printf("\n");
    }
    lines.clear();
    heading.clear();
}

// ---- The JSON file ------------------------------------------------------------

#ifdef BENCH_HAVE_JSON
namespace {

nlohmann::json to_json(const Row &row, const Judged &one)
{
    const Comparison &comparison = one.comparison;
    return {{"ours", row.sides[comparison.ours].name},
            {"peer", row.sides[comparison.peer].name},
            {"kind", comparison.rule == Rule::at_most ? "cost" : "speed"},
            {"judged", comparison.rule != Rule::printed},
            {"bound", comparison.bound},
            {"target", target_text(comparison)},
            {"verdict", name_of(one.verdict)},
            {"median", one.interval.median},
            {"low", one.interval.low},
            {"high", one.interval.high},
            {"of_roof", one.of_roof},
            {"broken", one.broken}};
}

} // namespace

void Report::State::keep_row(const Row &row, const Samples &samples,
                             const std::vector<Judged> &judged)
{
    nlohmann::json one = {{"table", std::string(1, letter)},
                          {"title", title},
                          {"row", row.label},
                          {"blocks", samples.blocks},
                          {"iterations", samples.iterations},
                          {"threads", row.waits},
                          {"bytes", row.bytes},
                          {"capacity", row.capacity},
                          {"producers", row.producers}};
    if (row.roof != no_roof) one["roof"] = row.sides[row.roof].name;
    for (size_t i = 0; i < row.sides.size(); ++i)
        one["sides"].push_back({{"name", row.sides[i].name}, {"ns", samples.sides[i]}});
    one["comparisons"] = nlohmann::json::array();
    for (const Judged &j : judged) one["comparisons"].push_back(to_json(row, j));
    json["rows"].push_back(one);
    write_json();
}

void Report::State::keep_roof(const std::string &name, double value, const std::string &text)
{
    json["roofs"].push_back({{"name", name}, {"ns", value}, {"text", text}});
    write_json();
}

void Report::State::keep_check(const std::string &line, bool met)
{
    json["checks"].push_back(
        {{"table", std::string(1, letter)}, {"title", title}, {"text", line}, {"met", met}});
    write_json();
}

void Report::State::keep_series(const std::string &name, const std::vector<double> &values)
{
    json["series"][name] = values;
}

void Report::State::keep_figures(const std::string &label, const Figures &figures)
{
    nlohmann::json one = {{"table", std::string(1, letter)}, {"title", title}, {"row", label}};
    for (const auto &[name, value] : figures)
        one["values"].push_back({{"name", name}, {"value", value}});
    json["figures"].push_back(one);
    write_json();
}

// After each result, so that a run that is stopped leaves what it has; under another
// name first, so that it leaves no half of a file.
void Report::State::write_json()
{
    if (options.json.empty()) return;
    json["program"] = program;
    json["preview"] = options.quick;
    std::string text = json.dump(1), other = options.json + ".new";
    FILE *file = fopen(other.c_str(), "w");
    bool sound = file && fwrite(text.data(), 1, text.size(), file) == text.size();
    if (file) sound = fclose(file) == 0 && sound;
    if (!sound || rename(other.c_str(), options.json.c_str()) != 0) perror(options.json.c_str());
}
#else
void Report::State::keep_row(const Row &, const Samples &, const std::vector<Judged> &) {}
void Report::State::keep_roof(const std::string &, double, const std::string &) {}
void Report::State::keep_check(const std::string &, bool) {}
void Report::State::keep_series(const std::string &, const std::vector<double> &) {}
void Report::State::keep_figures(const std::string &, const Figures &) {}

void Report::State::write_json()
{
    if (!options.json.empty())
        printf("no %s: built without nlohmann-json3-dev\n", options.json.c_str());
}
#endif

int Report::finish()
{
    state_->print_open_table();
    auto count = [&](Verdict verdict) { return state_->counts[static_cast<size_t>(verdict)]; };
    printf("\n%s%zu met, %zu missed, %zu open%s\n", state_->options.quick ? "preview: " : "",
           count(Verdict::met), count(Verdict::missed), count(Verdict::open),
           state_->any_above_roof ? "; a row is faster than its roof: broken" : "");
    state_->write_json();
    return state_->any_above_roof ? 1 : 0;
}

// ---- The command line -------------------------------------------------------

namespace {

[[noreturn]] void usage(const char *program, const char *what, const char *known, int code)
{
    fprintf(code ? stderr : stdout,
            "%s: %s\n"
            "  --quick         a preview: fewer blocks, sizes up to 100 MB\n"
            "  --tables=%-6s only these tables\n"
            "  --seed=N        of block order and bootstrap\n"
            "  --json=FILE     all samples and verdicts\n"
            "  --share=N       a share of the blocks, 1/N\n"
            "  --progress      names each row on standard error when it begins\n"
            "  --help\n",
            program, what, known);
    exit(code);
}

} // namespace

Options parse_options(int argc, char **argv, const char *what, const char *known_tables)
{
    const option known[] = {
        {"quick", no_argument, nullptr, 'q'},       {"tables", required_argument, nullptr, 't'},
        {"seed", required_argument, nullptr, 's'},  {"json", required_argument, nullptr, 'j'},
        {"help", no_argument, nullptr, 'h'},        {"progress", no_argument, nullptr, 'p'},
        {"share", required_argument, nullptr, 'n'}, {nullptr, 0, nullptr, 0}};
    Options options;
    for (int c; (c = getopt_long(argc, argv, "qt:s:j:hpn:", known, nullptr)) != -1;) {
        if (c == 'q')
            options.quick = true;
        else if (c == 'p')
            options.progress = true;
        else if (c == 'n')
            options.share = std::max(1u, static_cast<unsigned>(strtoul(optarg, nullptr, 10)));
        else if (c == 't')
            options.tables = optarg;
        else if (c == 's')
            options.seed = static_cast<unsigned>(strtoul(optarg, nullptr, 10));
        else if (c == 'j')
            options.json = optarg;
        else
            usage(argv[0], what, known_tables, c == 'h' ? 0 : 2);
    }
    if (optind < argc || options.tables.find_first_not_of(known_tables) != std::string::npos)
        usage(argv[0], what, known_tables, 2);
    return options;
}

} // namespace bench
