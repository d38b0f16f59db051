// SPDX-License-Identifier: MIT OR Apache-2.0
#include "report.hpp"

#include <cstdio>

namespace audio_processing {

namespace {

using Wide = unsigned long long;

double in_seconds(Nanoseconds time) { return static_cast<double>(time) / second; }
double microseconds(std::uint64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e3; }

// A line for each power of two between the shortest time and the longest.
void print_bars(const Histogram &times)
{
    std::uint64_t left = times.total();
    for (std::size_t power = 0; power < Histogram::powers && left > 0; ++power) {
        std::uint64_t n = times.of_power(power);
        if (n == 0 && left == times.total()) continue;
        left -= n;
        auto bar = static_cast<int>(50 * n / times.total());
        std::fprintf(stderr, "    < %12.3f us %10llu %.*s\n",
                     static_cast<double>(std::uint64_t{1} << power) / 1e3, Wide(n), bar,
                     "##################################################");
    }
}

void print_times(const char *name, const Histogram &times)
{
    if (times.total() == 0) return;
    std::fprintf(stderr, "  %-13s p50 %.1f us, p99 %.1f us, longest %.1f us\n", name,
                 microseconds(times.percentile(0.5)), microseconds(times.percentile(0.99)),
                 microseconds(times.most()));
    print_bars(times);
}

void print_cpu(const char *name, Nanoseconds time, Nanoseconds elapsed)
{
    std::fprintf(stderr, "  %-13s %.3f s, %.2f %% of the time\n", name, in_seconds(time),
                 100 * in_seconds(time) / in_seconds(elapsed));
}

} // namespace

bool print_summary(const Input &input, const std::string &name, const Settings &settings,
                   const Result &result)
{
    const SF_INFO &info = input.info();
    double rate = info.samplerate;
    bool pcm = (info.format & SF_FORMAT_SUBMASK) < SF_FORMAT_FLOAT;
    std::printf("summary of %s\n", name.c_str());
    std::printf("  format        %s, %d Hz, %d channel%s\n", input.encoding().c_str(),
                info.samplerate, info.channels, info.channels == 1 ? "" : "s");
    std::printf("  frames        %llu of %lld, %.3f s\n", Wide(result.frames),
                static_cast<long long>(info.frames), static_cast<double>(result.frames) / rate);
    std::printf("  periods       %llu of %zu frames, %.3f ms\n", Wide(result.played.periods),
                settings.period, 1e3 * static_cast<double>(settings.period) / rate);
    std::printf("  peak          %.6f, %.2f dBFS%s\n", static_cast<double>(result.peak),
                20 * std::log10(static_cast<double>(result.peak)),
                pcm && result.peak > 1 ? ", clipped" : "");
    return std::fflush(stdout) == 0;
}

void print_measures(const Result &result, const Settings &settings, const std::string &how)
{
    const Played &played = result.played;
    double audio = static_cast<double>(result.frames) / static_cast<double>(settings.rate);
    if (played.wake_ups > 0)
        std::fprintf(stderr, "  under-runs    %llu and %llu over-runs in %llu wake-ups\n",
                     Wide(played.under_runs), Wide(played.over_runs), Wide(played.wake_ups));
    print_times("latency", played.age);
    print_times("wake-up late", played.lateness);
    print_cpu("CPU reader", result.cpu_reader, result.elapsed);
    print_cpu("CPU DSP", result.cpu_dsp, result.elapsed);
    print_cpu("CPU device", played.cpu, result.elapsed);
    print_cpu("CPU recorder", result.cpu_recorder, result.elapsed);
    std::fprintf(stderr, "  real time     %.2f times, %.3f s of sound in %.3f s (%s)\n",
                 audio / in_seconds(result.elapsed), audio, in_seconds(result.elapsed),
                 how.c_str());
}

} // namespace audio_processing
