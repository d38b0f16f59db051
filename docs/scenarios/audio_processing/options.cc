// SPDX-License-Identifier: MIT OR Apache-2.0
#include "options.hpp"

#include <picoring/base.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <getopt.h>

namespace audio_processing {

namespace {

constexpr const char *help =
    "Usage: audio_processing [options] IN OUT\n"
    "\n"
    "Reads the WAV file IN, filters each channel with a low-pass and mixes a delayed\n"
    "copy to it, plays the result to a simulated sound card that takes a period of\n"
    "frames at its own time, and writes what was played to the WAV file OUT, in the\n"
    "format of IN: 8 to 32-bit PCM, float or double, any number of channels.\n"
    "\n"
    "      --period=N      frames that the device takes at once (256)\n"
    "      --buffer=N      periods between the DSP thread and the device (4)\n"
    "      --taps=N        length of the low-pass (255); 1 changes nothing\n"
    "      --cutoff=HZ     of the low-pass (a quarter of the sample rate)\n"
    "      --delay=MS      how late the delayed copy is (250)\n"
    "      --mix=SHARE     of the delayed copy, 0 to 1 (0.3)\n"
    "      --impl=WHICH    picoring: mirrored memory, wait-free channels; classic:\n"
    "                      moved history, queues with a lock\n"
    "      --offline       as fast as possible: the device waits for the DSP thread\n"
    "  -q, --quiet         no report\n"
    "  -h, --help          this text\n"
    "      --version       the version\n"
    "\n"
    "What OUT holds is summed up on standard output; under-runs, latencies, CPU time\n"
    "and errors go to standard error. SIGINT and SIGTERM end with what was played so\n"
    "far. Exit status: 0, 1 if reading or writing failed, 2 for bad arguments.\n";

enum {
    opt_period = 256,
    opt_buffer,
    opt_taps,
    opt_cutoff,
    opt_delay,
    opt_mix,
    opt_impl,
    opt_offline,
    opt_version
};

constexpr option long_options[] = {
    {"period", required_argument, nullptr, opt_period},
    {"buffer", required_argument, nullptr, opt_buffer},
    {"taps", required_argument, nullptr, opt_taps},
    {"cutoff", required_argument, nullptr, opt_cutoff},
    {"delay", required_argument, nullptr, opt_delay},
    {"mix", required_argument, nullptr, opt_mix},
    {"impl", required_argument, nullptr, opt_impl},
    {"offline", no_argument, nullptr, opt_offline},
    {"quiet", no_argument, nullptr, 'q'},
    {"help", no_argument, nullptr, 'h'},
    {"version", no_argument, nullptr, opt_version},
    {},
};

// A number from `least` to `most`, nothing before it, nothing behind.
template <class Number>
Number number(const char *what, Number least, Number most, const char *wanted)
{
    Number value = 0;
    const char *end = optarg + std::strlen(optarg);
    auto [at, failed] = std::from_chars(optarg, end, value);
    if (failed != std::errc() || at != end || !(value >= least && value <= most))
        misused(what, optarg, wanted);
    return value;
}

std::size_t count(const char *what)
{
    return number<std::size_t>(what, 1, 1000000, "is not a whole number from 1 to 1000000");
}

bool is_classic()
{
    if (!std::strcmp(optarg, "classic")) return true;
    if (!std::strcmp(optarg, "picoring")) return false;
    misused("--impl", optarg, "is neither 'picoring' nor 'classic'");
}

[[noreturn]] void print_and_leave(const char *text)
{
    std::fputs(text, stdout);
    std::exit(std::fflush(stdout) == 0 ? 0 : 1);
}

void take(Options &options, int which)
{
    switch (which) {
    case opt_period: options.period = count("--period"); break;
    case opt_buffer: options.buffer = count("--buffer"); break;
    case opt_taps: options.taps = count("--taps"); break;
    case opt_cutoff:
        options.cutoff = number("--cutoff", 1e-3, 1e9, "is not a frequency in Hz above 0");
        break;
    case opt_delay:
        options.delay = number("--delay", 0.0, 60000.0, "is not a number of ms from 0 to 60000");
        break;
    case opt_mix: options.mix = number("--mix", 0.0, 1.0, "is not a number from 0 to 1"); break;
    case opt_impl: options.classic = is_classic(); break;
    case opt_offline: options.offline = true; break;
    case 'q': options.quiet = true; break;
    case 'h': print_and_leave(help);
    case opt_version:
        std::printf("audio_processing, with libpicoring %s\n", picoring_version_string());
        print_and_leave("");
    default: // getopt_long has said what is wrong
        std::fputs("audio_processing: see audio_processing --help\n", stderr);
        std::exit(2);
    }
}

} // namespace

void misused(const char *what, const std::string &value, const char *wanted)
{
    std::fprintf(stderr, "audio_processing: %s '%s' %s; see audio_processing --help\n", what,
                 value.c_str(), wanted);
    std::exit(2);
}

Options read_options(int argc, char **argv)
{
    Options options;
    static char program[] = "audio_processing"; // what getopt_long's sentences begin with
    if (argc > 0) argv[0] = program;
    for (int which; (which = getopt_long(argc, argv, "qh", long_options, nullptr)) != -1;)
        take(options, which);
    if (argc - optind != 2) {
        std::fprintf(stderr,
                     "audio_processing: two files are needed, IN and OUT, not %d; "
                     "see audio_processing --help\n",
                     argc - optind);
        std::exit(2);
    }
    options.input = argv[optind];
    options.output = argv[optind + 1];
    return options;
}

} // namespace audio_processing
