// SPDX-License-Identifier: MIT OR Apache-2.0
//
// run.hpp: the threads: the producers, and the caller, who counts.
#pragma once

#include "key.hpp"
#include "message.hpp"
#include "tally.hpp"
#include "text.hpp"

#include <exception>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace message_passing {

// What became of a producer.
struct Produced {
    std::uint64_t waits = 0; // for room
    std::exception_ptr problem;
};

inline Message message_of(std::string_view line, std::size_t longest)
{
    log_analysis::Parsed parsed = log_analysis::parse(line);
    std::string_view key = key_of(parsed, line);
    const log_analysis::Event &event = parsed.event;
    return {{event.seconds, event.bytes, event.level, event.format, key.size() > longest},
            key.substr(0, longest)};
}

// Until there are no more parts, or the receiver is gone. `sender` ends here.
template <class Sender> std::uint64_t produce(Sender sender, Parts &parts, std::size_t longest)
{
    for (std::string_view part = parts.next(); !part.empty(); part = parts.next())
        while (!part.empty()) {
            std::string_view line = part.substr(0, part.find('\n'));
            if (!sender.send(message_of(line, longest))) return sender.waits();
            part.remove_prefix(std::min(line.size() + 1, part.size()));
        }
    return sender.waits();
}

template <class Sender>
std::jthread start(Sender sender, Parts &parts, std::size_t longest, Produced &result)
{
    auto body = [sender = std::move(sender), &parts, longest, &result]() mutable noexcept {
        try {
            result.waits = produce(std::move(sender), parts, longest);
        } catch (...) {
            result.problem = std::current_exception();
        }
    };
    try {
        return std::jthread(std::move(body));
    } catch (const std::system_error &problem) {
        throw std::system_error(problem.code(), "the thread of a producer");
    }
}

struct Outcome {
    Tally tally;
    std::uint64_t waits = 0;
    std::string how;
};

// Channel is all that the implementations differ in.
template <class Channel>
Outcome count_events(Parts &parts, std::size_t buffer, std::size_t producers)
{
    Outcome outcome;
    std::vector<Produced> produced(producers);
    std::vector<std::jthread> threads; // joined after the receiver is gone: that ends them
    threads.reserve(producers);
    Channel channel(buffer, producers);
    outcome.how = channel.how;
    for (std::size_t i = 0; i < producers; ++i)
        threads.push_back(
            start(std::move(channel.senders[i]), parts, longest_key(buffer), produced[i]));
    auto add = [&outcome](const Message &message) { outcome.tally.add(message); };
    while (channel.receiver.receive(add)) continue;
    threads.clear();
    for (const Produced &each : produced) {
        if (each.problem) std::rethrow_exception(each.problem);
        outcome.waits += each.waits;
    }
    return outcome;
}

} // namespace message_passing
