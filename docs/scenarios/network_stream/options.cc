// SPDX-License-Identifier: MIT OR Apache-2.0
#include "options.hpp"

#include <picoring/base.h>

#include <cstdio>
#include <cstdlib>
#include <getopt.h>

namespace network_stream {

namespace {

constexpr const char *help =
    "Usage: network_stream [options] HOST PORT\n"
    "\n"
    "Stores values of many lengths in a Redis server, fetches them again with many\n"
    "requests under way at once, parses the replies where they lie, and compares\n"
    "each with what was stored. The keys begin with network_stream: and stay.\n"
    "\n"
    "      --keys=N       how many values (2000)\n"
    "      --sizes=A-B    their lengths in bytes, with K or M for KiB or MiB\n"
    "                     (1-100K); all powers of two are equally likely\n"
    "      --seed=N       other values, and other keys (1)\n"
    "      --pipeline=N   at most N requests without a reply (64)\n"
    "      --buffer=SIZE  bytes for replies (128K); the longest must fit\n"
    "      --impl=WHICH   picoring: mirrored memory; classic: a linear buffer,\n"
    "                     its rest moved to the front; segments: a ring of two\n"
    "                     segments, what crosses them put together\n"
    "      --repeat=N     fetch N times (1)\n"
    "      --fetch-only   do not store: an earlier run did, with the same options\n"
    "      --timeout=S    give up after S seconds without an answer (10)\n"
    "  -h, --help         this text\n"
    "      --version      the version\n"
    "\n"
    "Results go to standard output; speed and errors to standard error. Exit\n"
    "status: 0, 1 if the server could not be reached or something it answered was\n"
    "not as it must be, 2 for bad arguments.\n";

enum {
    opt_keys = 256,
    opt_sizes,
    opt_seed,
    opt_pipeline,
    opt_buffer,
    opt_impl,
    opt_repeat,
    opt_fetch_only,
    opt_timeout,
    opt_version
};

constexpr option long_options[] = {
    {"keys", required_argument, nullptr, opt_keys},
    {"sizes", required_argument, nullptr, opt_sizes},
    {"seed", required_argument, nullptr, opt_seed},
    {"pipeline", required_argument, nullptr, opt_pipeline},
    {"buffer", required_argument, nullptr, opt_buffer},
    {"impl", required_argument, nullptr, opt_impl},
    {"repeat", required_argument, nullptr, opt_repeat},
    {"fetch-only", no_argument, nullptr, opt_fetch_only},
    {"timeout", required_argument, nullptr, opt_timeout},
    {"help", no_argument, nullptr, 'h'},
    {"version", no_argument, nullptr, opt_version},
    {},
};

[[noreturn]] void misused(const char *what, const char *value, const char *wanted)
{
    std::fprintf(stderr, "network_stream: %s '%s' %s; see network_stream --help\n", what, value,
                 wanted);
    std::exit(2);
}

// The number that `at` begins with, which goes on behind it; with `units` also
// 64K or 1M.
std::size_t leading_number(const char *what, const char *text, const char *&at, bool units)
{
    const char *start = at;
    std::size_t value = 0;
    for (; *at >= '0' && *at <= '9'; ++at)
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, static_cast<std::size_t>(*at - '0'), &value))
            misused(what, text, "is too large");
    if (at == start) misused(what, text, units ? "is not like 4096, 64K or 1M" : "is not a number");
    std::size_t unit = 1;
    if (units && (*at == 'K' || *at == 'k')) unit = 1024;
    if (units && (*at == 'M' || *at == 'm')) unit = 1024 * 1024;
    at += unit > 1;
    if (__builtin_mul_overflow(value, unit, &value)) misused(what, text, "is too large");
    return value;
}

// From `least` to `most`.
std::size_t number(const char *what, const char *text, std::size_t least, std::size_t most,
                   bool units = false)
{
    const char *at = text;
    std::size_t value = leading_number(what, text, at, units);
    if (*at != '\0') misused(what, text, units ? "is not like 4096, 64K or 1M" : "is not a number");
    if (value < least) misused(what, text, "is too small");
    if (value > most) misused(what, text, "is too large");
    return value;
}

Sizes sizes(const char *text)
{
    constexpr std::size_t longest = 512 * 1024 * 1024; // of Redis
    const char *at = text;
    Sizes sizes;
    sizes.least = sizes.most = leading_number("--sizes", text, at, true);
    if (*at == '-') sizes.most = leading_number("--sizes", text, ++at, true);
    if (*at != '\0') misused("--sizes", text, "is not like 1-100K");
    if (sizes.least > sizes.most) misused("--sizes", text, "ends before it begins");
    if (sizes.most > longest) misused("--sizes", text, "exceeds 512M, the longest of Redis");
    return sizes;
}

double seconds(const char *text)
{
    char *end;
    double value = std::strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= 0.001 && value <= 86400))
        misused("--timeout", text, "is not a number of seconds from 0.001 to 86400");
    return value;
}

Implementation implementation(std::string_view name)
{
    if (name == "picoring") return Implementation::picoring;
    if (name == "classic") return Implementation::classic;
    if (name == "segments") return Implementation::segments;
    misused("--impl", optarg, "is neither 'picoring' nor 'classic' nor 'segments'");
}

[[noreturn]] void print_and_leave(const char *text)
{
    std::fputs(text, stdout);
    std::exit(std::fflush(stdout) == 0 ? 0 : 1);
}

void take(Options &options, int which)
{
    constexpr std::size_t many = SIZE_MAX / 64; // so that no sum of them overflows
    switch (which) {
    case opt_keys: options.keys = number("--keys", optarg, 1, many); break;
    case opt_sizes: options.sizes = sizes(optarg); break;
    case opt_seed: options.seed = number("--seed", optarg, 0, SIZE_MAX); break;
    case opt_pipeline: options.pipeline = number("--pipeline", optarg, 1, many); break;
    case opt_buffer: options.buffer = number("--buffer", optarg, 1, SIZE_MAX, true); break;
    case opt_impl: options.implementation = implementation(optarg); break;
    case opt_repeat: options.repeat = number("--repeat", optarg, 1, many); break;
    case opt_fetch_only: options.fetch_only = true; break;
    case opt_timeout: options.timeout = seconds(optarg); break;
    case 'h': print_and_leave(help);
    case opt_version:
        std::printf("network_stream, with libpicoring %s\n", picoring_version_string());
        print_and_leave("");
    default: // getopt_long has said what is wrong
        std::fputs("network_stream: see network_stream --help\n", stderr);
        std::exit(2);
    }
}

} // namespace

Options read_options(int argc, char **argv)
{
    Options options;
    static char program[] = "network_stream"; // what getopt_long's sentences begin with
    if (argc > 0) argv[0] = program;
    for (int which; (which = getopt_long(argc, argv, "h", long_options, nullptr)) != -1;)
        take(options, which);
    if (argc - optind < 2) misused("HOST and PORT", "of the server", "are missing");
    if (argc - optind > 2) misused("HOST and PORT only;", argv[optind + 2], "is one too many");
    options.host = argv[optind];
    options.port = argv[optind + 1];
    number("PORT", argv[optind + 1], 1, 65535);
    return options;
}

} // namespace network_stream
