// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channel_classic.hpp: the channel is a std::deque of messages, each a
// std::vector, under a std::mutex. It holds as many bytes as a picoring one would.
#pragma once

#include "message.hpp"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace message_passing {

struct ClassicShared {
    std::mutex mutex;
    std::condition_variable room, messages;
    std::deque<std::vector<std::byte>> queue;
    std::size_t free; // bytes
    std::size_t senders;
    bool receiver = true;
};

class ClassicSender {
public:
    explicit ClassicSender(std::shared_ptr<ClassicShared> shared) : shared_(std::move(shared)) {}
    ClassicSender(ClassicSender &&) = default;
    ~ClassicSender()
    {
        if (!shared_) return;
        std::lock_guard lock(shared_->mutex);
        if (--shared_->senders == 0) shared_->messages.notify_one();
    }

    // False if the receiver is gone.
    bool send(const Message &message)
    {
        std::vector<std::byte> bytes(size_of(message));
        write(message, bytes.data());
        return push(std::move(bytes));
    }
    std::uint64_t waits() const { return waits_; }

private:
    bool push(std::vector<std::byte> bytes)
    {
        std::size_t cost = cost_of(bytes.size());
        std::unique_lock lock(shared_->mutex);
        while (shared_->receiver && shared_->free < cost) {
            ++waits_;
            shared_->room.wait(lock);
        }
        if (!shared_->receiver) return false;
        shared_->free -= cost;
        bool first = shared_->queue.empty(); // the receiver waits only then
        shared_->queue.push_back(std::move(bytes));
        lock.unlock();
        if (first) shared_->messages.notify_one();
        return true;
    }

    std::shared_ptr<ClassicShared> shared_;
    std::uint64_t waits_ = 0;
};

class ClassicReceiver {
public:
    explicit ClassicReceiver(std::shared_ptr<ClassicShared> shared) : shared_(std::move(shared)) {}
    ClassicReceiver(ClassicReceiver &&) = default;
    ~ClassicReceiver()
    {
        if (!shared_) return;
        std::lock_guard lock(shared_->mutex);
        shared_->receiver = false;
        shared_->room.notify_all();
    }

    // Waits for messages and hands all there are to `sink`. False at the end.
    template <class Sink> bool receive(Sink sink)
    {
        take();
        for (const auto &bytes : taken_) sink(read(bytes));
        return !taken_.empty();
    }

private:
    // What was taken before is done with: its bytes become free.
    void take()
    {
        std::size_t done = 0;
        for (const auto &bytes : taken_) done += cost_of(bytes.size());
        taken_.clear();
        std::unique_lock lock(shared_->mutex);
        shared_->free += done;
        shared_->room.notify_all();
        shared_->messages.wait(lock,
                               [this] { return !shared_->queue.empty() || shared_->senders == 0; });
        taken_.swap(shared_->queue);
    }

    std::shared_ptr<ClassicShared> shared_;
    std::deque<std::vector<std::byte>> taken_;
};

struct ClassicChannel {
    ClassicChannel(std::size_t buffer, std::size_t producers)
        : ClassicChannel(std::make_shared<ClassicShared>(), buffer, producers)
    {
    }

    std::vector<ClassicSender> senders;
    ClassicReceiver receiver;
    std::string how = "classic";

private:
    ClassicChannel(std::shared_ptr<ClassicShared> shared, std::size_t buffer, std::size_t producers)
        : receiver(shared)
    {
        shared->free = buffer;
        shared->senders = producers;
        for (std::size_t i = 0; i < producers; ++i) senders.emplace_back(shared);
    }
};

} // namespace message_passing
