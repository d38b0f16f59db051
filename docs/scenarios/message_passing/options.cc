// SPDX-License-Identifier: MIT OR Apache-2.0
#include "options.hpp"

#include <picoring/base.h>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <getopt.h>
#include <string_view>

namespace message_passing {

namespace {

constexpr const char *help =
    "Usage: message_passing [options] FILE\n"
    "\n"
    "Counts the events of a log, FILE, by level, by hour, and by the package, program\n"
    "or path that they are about. Several threads parse parts of it and send a message\n"
    "for each line to one that counts. Understands dpkg.log, syslog (RFC 3164,\n"
    "RFC 5424, ISO time stamps) and the common and combined web-server formats.\n"
    "\n"
    "  -p, --producers=N  threads that parse, 1 to 1000 (2)\n"
    "      --buffer=SIZE  bytes of messages on their way, with K or M for KiB or MiB\n"
    "                     (64K, at least 64); a key that does not fit is cut\n"
    "      --top=N        print the N most frequent keys (10)\n"
    "      --repeat=N     go over FILE N times, to measure (1)\n"
    "      --impl=WHICH   picoring: records in mirrored memory; classic: std::mutex\n"
    "                     and std::deque; boost: boost::lockfree::queue\n"
    "  -q, --quiet        do not print the speed\n"
    "  -h, --help         this text\n"
    "      --version      the version\n"
    "\n"
    "Results go to standard output, the speed and errors to standard error. Exit\n"
    "status: 0, 1 if reading or writing failed, 2 for bad arguments.\n";

enum { opt_buffer = 256, opt_top, opt_repeat, opt_impl, opt_version };

constexpr option long_options[] = {
    {"producers", required_argument, nullptr, 'p'},
    {"quiet", no_argument, nullptr, 'q'},
    {"help", no_argument, nullptr, 'h'},
    {"version", no_argument, nullptr, opt_version},
    {"buffer", required_argument, nullptr, opt_buffer},
    {"top", required_argument, nullptr, opt_top},
    {"repeat", required_argument, nullptr, opt_repeat},
    {"impl", required_argument, nullptr, opt_impl},
    {},
};

[[noreturn]] void misused(const char *what, std::string_view value, const char *wanted)
{
    std::fprintf(stderr, "message_passing: %s '%.*s' %s; see message_passing --help\n", what,
                 static_cast<int>(value.size()), value.data(), wanted);
    std::exit(2);
}

// A whole number, and behind it nothing but, with `units`, K or M.
std::uint64_t number(std::string_view text, bool units, bool &good)
{
    std::uint64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
    std::uint64_t unit = 1;
    if (units && (rest == "K" || rest == "k")) unit = 1024;
    if (units && (rest == "M" || rest == "m")) unit = 1024 * 1024;
    good = error == std::errc() && (rest.empty() || unit != 1) &&
           !__builtin_mul_overflow(value, unit, &value);
    return value;
}

std::size_t count(const char *what, const char *text, std::size_t most, const char *wanted)
{
    bool good;
    std::uint64_t value = number(text, false, good);
    if (!good || value < 1 || value > most) misused(what, text, wanted);
    return static_cast<std::size_t>(value);
}

std::size_t bytes(const char *what, const char *text)
{
    bool good;
    std::uint64_t value = number(text, true, good);
    if (!good || value < 64 || value > SIZE_MAX)
        misused(what, text, "is not a number of bytes from 64 on, like 4096, 64K or 1M");
    return static_cast<std::size_t>(value);
}

Impl impl(std::string_view name)
{
    if (name == "picoring") return Impl::picoring;
    if (name == "classic") return Impl::classic;
    if (name == "boost") return Impl::boost;
    misused("--impl", name, "is neither 'picoring' nor 'classic' nor 'boost'");
}

[[noreturn]] void print_and_leave(const char *text)
{
    std::fputs(text, stdout);
    std::exit(std::fflush(stdout) == 0 ? 0 : 1);
}

void take(Options &options, int which)
{
    constexpr std::size_t billion = 1'000'000'000;
    constexpr const char *up_to_thousand = "is not a whole number from 1 to 1000";
    constexpr const char *up_to_billion = "is not a whole number from 1 to 1000000000";
    switch (which) {
    case 'p': options.producers = count("--producers", optarg, 1000, up_to_thousand); break;
    case 'q': options.quiet = true; break;
    case 'h': print_and_leave(help);
    case opt_version:
        std::printf("message_passing, with libpicoring %s\n", picoring_version_string());
        print_and_leave("");
    case opt_buffer: options.buffer = bytes("--buffer", optarg); break;
    case opt_top: options.top = count("--top", optarg, billion, up_to_billion); break;
    case opt_repeat: options.repeat = count("--repeat", optarg, billion, up_to_billion); break;
    case opt_impl: options.impl = impl(optarg); break;
    default: // getopt_long has said what is wrong
        std::fputs("message_passing: see message_passing --help\n", stderr);
        std::exit(2);
    }
}

} // namespace

Options read_options(int argc, char **argv)
{
    Options options;
    static char program[] = "message_passing"; // what getopt_long's sentences begin with
    if (argc > 0) argv[0] = program;
    for (int which; (which = getopt_long(argc, argv, "p:qh", long_options, nullptr)) != -1;)
        take(options, which);
    if (optind == argc) {
        std::fputs("message_passing: no FILE is given; see message_passing --help\n", stderr);
        std::exit(2);
    }
    if (argc - optind > 1) misused("one FILE at most;", argv[optind + 1], "is one too many");
    options.file = argv[optind];
    return options;
}

} // namespace message_passing
