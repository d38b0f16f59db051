// SPDX-License-Identifier: MIT OR Apache-2.0
//
// network_stream: pipelined replies of a Redis server, parsed in place out of a
// mirrored stream, or (--impl=classic, --impl=segments) out of buffers without
// a mirror. README.md tells what it shows.
#include "conversation.hpp"
#include "options.hpp"
#include "source_classic.hpp"
#include "source_picoring.hpp"
#include "source_segments.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <stdexcept>
#include <system_error>

namespace network_stream {

namespace {

// Everything of one run. Source is all that the implementations differ in.
template <class Source> class Run {
public:
    Run(const Options &options, const char *how)
        : options_(options), how_(how), connection_(options.host, options.port, options.timeout),
          workload_(options.seed, options.keys, options.sizes),
          conversation_(connection_, workload_, options.pipeline, options.buffer)
    {
    }

    void run()
    {
        if (!options_.fetch_only) repeat(Phase::store, "store", 1);
        repeat(Phase::fetch, "fetch", options_.repeat);
    }

private:
    using Clock = std::chrono::steady_clock;

    void repeat(Phase phase, const char *name, std::size_t times)
    {
        Totals totals;
        Effort before = conversation_.source().effort();
        auto start = Clock::now();
        for (std::size_t i = 0; i < times; ++i) conversation_.run(phase, totals);
        std::chrono::duration<double> seconds = Clock::now() - start;

        Effort effort = conversation_.source().effort() - before;
        std::uint64_t requests = std::uint64_t{workload_.requests(phase)} * times;
        print_totals(name, requests, effort.bytes, totals);
        if (std::fflush(stdout) != 0)
            throw std::system_error(errno, std::generic_category(), "standard output");
        print_speed(name, requests, seconds.count(), effort,
                    how_ + conversation_.source().technique());
    }

    const Options &options_;
    std::string how_;
    Connection connection_;
    Workload workload_;
    Conversation<Source> conversation_;
};

void run(const Options &options)
{
    // A server or reader that has gone is an error that is told, not an end.
    std::signal(SIGPIPE, SIG_IGN);
    switch (options.implementation) {
    case Implementation::picoring: return Run<MirroredSource>(options, "picoring, ").run();
    case Implementation::classic: return Run<ClassicSource>(options, "classic, ").run();
    case Implementation::segments: return Run<SegmentedSource>(options, "segments, ").run();
    }
}

constexpr const char *no_memory = "there is no memory for such a buffer, or for such values";

void complain(const char *sentence) { std::fprintf(stderr, "network_stream: %s\n", sentence); }

} // namespace

} // namespace network_stream

int main(int argc, char **argv)
{
    try {
        network_stream::run(network_stream::read_options(argc, argv));
        return 0;
    } catch (const std::bad_alloc &) {
        network_stream::complain(network_stream::no_memory);
    } catch (const std::length_error &) {
        network_stream::complain(network_stream::no_memory);
    } catch (const std::exception &problem) {
        network_stream::complain(problem.what());
    }
    return 1;
}
