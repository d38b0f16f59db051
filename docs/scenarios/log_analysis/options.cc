// SPDX-License-Identifier: MIT OR Apache-2.0
#include "options.hpp"

#include <picoring/base.h>

#include <cctype>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <getopt.h>
#include <string_view>

namespace log_analysis {

namespace {

constexpr const char *help =
    "Usage: log_analysis [options] [FILE]\n"
    "\n"
    "Reads a log, FILE or standard input, and tells how fast events come, of which\n"
    "levels they are, and where they come in spikes. Understands dpkg.log, syslog\n"
    "(RFC 3164, RFC 5424, ISO time stamps) and the common and combined web-server\n"
    "formats; a line that fits none is counted and said to be so.\n"
    "\n"
    "  -f, --follow       go on when FILE grows, also after it was truncated or\n"
    "                     rotated; SIGINT and SIGTERM end with the summary\n"
    "      --buffer=SIZE  bytes read ahead, with K or M for KiB or MiB (64K); a\n"
    "                     line that does not fit is cut, counted and said to be so\n"
    "      --window=N     statistics are over the last N events (1000)\n"
    "      --every=N      a line of statistics every N events (as --window)\n"
    "      --spike=K      a spike is K times the average of the window (3)\n"
    "      --impl=WHICH   picoring: mirrored memory; classic: two segments\n"
    "  -q, --quiet        only the summary\n"
    "  -h, --help         this text\n"
    "      --version      the version\n"
    "\n"
    "Results go to standard output; speed, progress (on a terminal) and errors to\n"
    "standard error. Exit status: 0, 1 if reading or writing failed, 2 for bad\n"
    "arguments.\n";

enum { opt_buffer = 256, opt_window, opt_every, opt_spike, opt_impl, opt_version };

constexpr option long_options[] = {
    {"follow", no_argument, nullptr, 'f'},
    {"quiet", no_argument, nullptr, 'q'},
    {"help", no_argument, nullptr, 'h'},
    {"version", no_argument, nullptr, opt_version},
    {"buffer", required_argument, nullptr, opt_buffer},
    {"window", required_argument, nullptr, opt_window},
    {"every", required_argument, nullptr, opt_every},
    {"spike", required_argument, nullptr, opt_spike},
    {"impl", required_argument, nullptr, opt_impl},
    {},
};

[[noreturn]] void misused(const char *what, const char *value, const char *wanted)
{
    std::fprintf(stderr, "log_analysis: %s '%s' %s; see log_analysis --help\n", what, value,
                 wanted);
    std::exit(2);
}

// A whole number from 1 on; with `units` also 64K or 1M.
std::size_t number(const char *what, const char *text, bool units)
{
    const char *wanted = units ? "is not a number of bytes from 1 on, like 4096, 64K or 1M"
                               : "is not a whole number from 1 on";
    std::size_t value = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9'; ++at)
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, static_cast<std::size_t>(*at - '0'), &value))
            misused(what, text, "is too large");
    std::size_t unit = 1;
    if (units && (*at == 'K' || *at == 'k')) unit = 1024;
    if (units && (*at == 'M' || *at == 'm')) unit = 1024 * 1024;
    if (value == 0 || at[unit > 1] != '\0') misused(what, text, wanted);
    if (__builtin_mul_overflow(value, unit, &value)) misused(what, text, "is too large");
    return value;
}

double factor(const char *text)
{
    char *end;
    double value = std::strtod(text, &end);
    if (end == text || *end != '\0' || !(value > 1) || !std::isfinite(value))
        misused("--spike", text, "is not a number above 1");
    return value;
}

bool is_classic(const char *name)
{
    if (!std::strcmp(name, "classic")) return true;
    if (!std::strcmp(name, "picoring")) return false;
    misused("--impl", name, "is neither 'picoring' nor 'classic'");
}

[[noreturn]] void print_and_leave(const char *text)
{
    std::fputs(text, stdout);
    std::exit(std::fflush(stdout) == 0 ? 0 : 1);
}

void take(Options &options, int which)
{
    switch (which) {
    case 'f': options.follow = true; break;
    case 'q': options.quiet = true; break;
    case 'h': print_and_leave(help);
    case opt_version:
        std::printf("log_analysis, with libpicoring %s\n", picoring_version_string());
        print_and_leave("");
    case opt_buffer: options.buffer = number("--buffer", optarg, true); break;
    case opt_window: options.window = number("--window", optarg, false); break;
    case opt_every: options.every = number("--every", optarg, false); break;
    case opt_spike: options.spike = factor(optarg); break;
    case opt_impl: options.classic = is_classic(optarg); break;
    default: // getopt_long has said what is wrong
        std::fputs("log_analysis: see log_analysis --help\n", stderr);
        std::exit(2);
    }
}

} // namespace

Options read_options(int argc, char **argv)
{
    Options options;
    static char program[] = "log_analysis"; // what getopt_long's sentences begin with
    if (argc > 0) argv[0] = program;
    for (int which; (which = getopt_long(argc, argv, "fqh", long_options, nullptr)) != -1;)
        take(options, which);
    if (argc - optind > 1) misused("one FILE at most;", argv[optind + 1], "is one too many");
    if (optind < argc && std::string_view(argv[optind]) != "-") options.file = argv[optind];
    if (options.follow && options.file.empty())
        misused("--follow of", "-", "is not possible: it needs a FILE that can grow");
    if (options.every == 0) options.every = options.window;
    return options;
}

} // namespace log_analysis
