// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_messages.hpp: messages that are composed and checked word by word, and
// a run of producers and one consumer over any queue of them.
#ifndef PICORING_BENCH_CHANNELS_MESSAGES_HPP
#define PICORING_BENCH_CHANNELS_MESSAGES_HPP

#include "channels_tables.hpp"

#include <cstring>
#include <memory>
#include <string>

namespace bench {

constexpr size_t memory = 256 * 1024;
constexpr size_t longest = 4096;
constexpr uint64_t release_every = 16;
constexpr int writer_shift = 48;

// Each word of a message is its number, and its producer's.
inline void compose(void *to, size_t length, uint64_t number)
{
    auto words = static_cast<uint64_t *>(to);
    for (size_t i = 0; i < length / 8; ++i) words[i] = number;
}

struct Checker {
    uint64_t next[16] = {};
    uint64_t wrong = 0;
    void see(const void *message, size_t length)
    {
        auto words = static_cast<const uint64_t *>(message);
        uint64_t first = words[0], different = 0;
        for (size_t i = 0; i < length / 8; ++i) different |= words[i] ^ first;
        uint64_t &expected = next[first >> writer_shift & 15];
        wrong |= different | (expected ^ (first & ((uint64_t{1} << writer_shift) - 1)));
        ++expected;
    }
};

template <class Queue>
void run_messages(Queue &queue, uint32_t producers, size_t length, uint64_t messages)
{
    uint64_t each = std::max<uint64_t>(messages / producers, 1);
    std::vector<std::thread> threads;
    for (uint32_t one = 0; one < producers; ++one)
        threads.emplace_back([&queue, one, each, length] {
            uint64_t name = uint64_t{one} << writer_shift;
            for (uint64_t i = 0; i < each; ++i) queue.produce(one, length, name | i);
        });
    Checker checker;
    queue.consume(each * producers, length, checker);
    for (std::thread &thread : threads) thread.join();
    require(checker.wrong == 0, "a message");
}

inline size_t message_capacity(size_t length) { return memory / (length + 8); }

inline uint64_t message_least(const Options &options, size_t length)
{
    return least_items(options, message_capacity(length), length);
}

inline Side message_alone_side(size_t length)
{
    const size_t words = length / 8, messages = std::max<size_t>(8192 / length, 1);
    auto all = std::make_shared<std::vector<uint64_t>>(messages * words);
    for (size_t i = 0; i < messages; ++i) compose(all->data() + i * words, length, i);
    return {alone, [=](uint64_t times) {
                Checker checker;
                for (size_t at = 0; times > 0; --times, at += words) {
                    if (at == all->size()) at = checker.next[0] = 0;
                    checker.see(all->data() + at, length);
                    barrier();
                }
                require(checker.wrong == 0, "a message at hand");
            }};
}

template <class Queue> Side message_side(const char *name, uint32_t producers, size_t length)
{
    auto queue = std::make_shared<Queue>(length, producers);
    return {name, [=](uint64_t messages) { run_messages(*queue, producers, length, messages); }};
}

} // namespace bench

#endif
