// SPDX-License-Identifier: MIT OR Apache-2.0
//
// audio_processing: a WAV file, filtered and delayed in time for a simulated
// sound card, over mirrored history and wait-free channels, or (--impl=classic)
// with moved history and locked queues. README.md tells what it shows.
#include "classic.hpp"
#include "mirrored.hpp"
#include "options.hpp"
#include "report.hpp"

#include <cerrno>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <system_error>
#include <unistd.h>

namespace audio_processing {

namespace {

std::string text(double value)
{
    char out[32];
    std::snprintf(out, sizeof out, "%.7g", value);
    return out;
}

// A share of the sample rate.
double cutoff(const Options &options, int rate)
{
    if (options.cutoff == 0) return 0.25;
    if (options.cutoff >= rate / 2.0)
        misused("--cutoff", text(options.cutoff),
                ("is not below half the sample rate, " + text(rate / 2.0)).c_str());
    return options.cutoff / rate;
}

Settings settings(const Options &options, const Input &input)
{
    auto rate = static_cast<std::size_t>(input.info().samplerate);
    double delay = std::round(options.delay / 1e3 * static_cast<double>(rate));
    return {input.channels(),
            rate,
            options.period,
            options.buffer,
            static_cast<std::size_t>(delay),
            static_cast<float>(options.mix),
            options.offline};
}

// Every page of it is taken at once, so what is too much is refused before: the
// system would not refuse it, it would end processes.
void check_memory(const Settings &s, std::size_t taps)
{
    auto real = [](auto n) { return static_cast<double>(n); };
    double strip = real(taps) + real(s.delay) + 2 * real(s.period);
    double queues = real(s.buffer) * real(s.period) + 4 * real(s.period);
    double needed = sizeof(float) * real(s.channels) * (strip + queues);
    double half = real(::sysconf(_SC_PHYS_PAGES)) * real(::sysconf(_SC_PAGESIZE)) / 2;
    if (needed <= half) return;
    throw std::runtime_error("this needs " + text(needed / 1e9) +
                             " GB of memory, more than half of what there is");
}

template <class Memory> int process(const Options &options)
{
    Input input(options.input);
    std::error_code none_yet;
    if (std::filesystem::equivalent(options.input, options.output, none_yet))
        misused("OUT", options.output, "is IN, which would be gone before it is read");
    LowPass low_pass(options.taps, cutoff(options, input.info().samplerate));
    Settings chosen = settings(options, input);
    check_memory(chosen, options.taps);
    Run<Memory> run(chosen, low_pass);
    Output output(options.output, input);

    Result result = run.run(input, output);
    if (options.quiet) return 0;
    if (!print_summary(input, options.input, chosen, result))
        throw std::system_error(errno, std::generic_category(), "standard output");
    print_measures(result, chosen,
                   (options.classic ? "classic, " : "picoring, ") + Memory::technique());
    return 0;
}

} // namespace

} // namespace audio_processing

int main(int argc, char **argv)
{
    using namespace audio_processing;
    try {
        Options options = read_options(argc, argv);
        stop::install();
        return options.classic ? process<Classic>(options) : process<Mirrored>(options);
    } catch (const std::bad_alloc &) {
        std::fputs("audio_processing: there is not enough memory for this\n", stderr);
    } catch (const std::exception &problem) {
        std::fprintf(stderr, "audio_processing: %s\n", problem.what());
    }
    return 1;
}
