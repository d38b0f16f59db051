// SPDX-License-Identifier: MIT OR Apache-2.0
//
// message_passing: a log, parsed by several threads that send what they find to
// one, through picoring::records or (--impl=classic, --impl=boost) without.
// README.md tells what it shows.
#include "channel_classic.hpp"
#include "channel_picoring.hpp"
#include "options.hpp"
#include "run.hpp"
#if __has_include(<boost/lockfree/queue.hpp>)
#include "channel_boost.hpp"
#endif

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <system_error>

namespace message_passing {

namespace {

Outcome count_with_boost(Parts &parts, const Options &options)
{
#if __has_include(<boost/lockfree/queue.hpp>)
    return count_events<BoostChannel>(parts, options.buffer, options.producers);
#else
    (void)parts, (void)options;
    std::fputs("message_passing: --impl=boost: this program was built without Boost\n", stderr);
    std::exit(2);
#endif
}

Outcome count(Parts &parts, const Options &options)
{
    switch (options.impl) {
    case Impl::classic:
        return count_events<ClassicChannel>(parts, options.buffer, options.producers);
    case Impl::boost: return count_with_boost(parts, options);
    case Impl::picoring: break;
    }
    return count_events<PicoringChannel>(parts, options.buffer, options.producers);
}

void print_speed(const Outcome &outcome, double seconds, std::size_t producers)
{
    std::fprintf(stderr,
                 "%.3f s: %.0f lines/s, %.0f bytes/s, %llu waits for room (%s, %zu producers)\n",
                 seconds, static_cast<double>(outcome.tally.lines()) / seconds,
                 static_cast<double>(outcome.tally.bytes()) / seconds,
                 static_cast<unsigned long long>(outcome.waits), outcome.how.c_str(), producers);
}

int run(const Options &options)
{
    constexpr std::size_t part = 16 * 1024; // bytes: some hundred lines
    std::string text = read_file(options.file);
    if (text.empty()) throw std::runtime_error(options.file + " is empty: there is no event in it");
    Parts parts(cut_at_lines(text, part), options.repeat);

    auto start = std::chrono::steady_clock::now();
    Outcome outcome = count(parts, options);
    std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    if (!outcome.tally.print(options.file, options.top))
        throw std::system_error(errno, std::generic_category(), "standard output");
    if (!options.quiet) print_speed(outcome, time.count(), options.producers);
    return 0;
}

int no_memory()
{
    std::fputs("message_passing: there is not enough memory\n", stderr);
    return 1;
}

} // namespace

} // namespace message_passing

int main(int argc, char **argv)
{
    std::signal(SIGPIPE, SIG_IGN); // then a closed pipe is an error like others
    try {
        return message_passing::run(message_passing::read_options(argc, argv));
    } catch (const std::bad_alloc &) {
        return message_passing::no_memory();
    } catch (const std::length_error &) { // a size that no address can hold
        return message_passing::no_memory();
    } catch (const std::exception &problem) {
        std::fprintf(stderr, "message_passing: %s\n", problem.what());
    }
    return 1;
}
