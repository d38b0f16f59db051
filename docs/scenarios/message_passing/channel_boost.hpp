// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channel_boost.hpp: the channel is a boost::lockfree::queue of pointers to
// messages out of a bounded pool; a second one takes the spare messages back.
// Elements of such a queue are all of one size and have trivial destructors, so
// that a pointer is the way for messages of any length. It cannot be waited for:
// who finds nothing gives the processor up to others and looks again.
#pragma once

#include "message.hpp"

#include <boost/lockfree/queue.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace message_passing {

struct BoostShared {
    using Slot = std::vector<std::byte>; // its memory is kept from message to message
    using Queue = boost::lockfree::queue<Slot *>;

    BoostShared(std::size_t slots, std::size_t producers)
        : pool(slots), spare(slots), full(slots), senders(producers)
    {
        for (Slot &slot : pool) spare.push(&slot);
    }

    std::vector<Slot> pool;
    Queue spare, full;
    std::atomic<std::size_t> senders;
    std::atomic<bool> receiver = true;
};

// A few looks cost less than a switch of threads.
inline void look_again(unsigned tries)
{
    if (tries >= 16) std::this_thread::yield();
}

class BoostSender {
public:
    explicit BoostSender(std::shared_ptr<BoostShared> shared) : shared_(std::move(shared)) {}
    BoostSender(BoostSender &&) = default;
    ~BoostSender()
    {
        if (shared_) shared_->senders.fetch_sub(1, std::memory_order_release);
    }

    // False if the receiver is gone.
    bool send(const Message &message)
    {
        BoostShared::Slot *slot;
        for (unsigned tries = 0; !shared_->spare.pop(slot); ++tries) {
            if (!shared_->receiver.load(std::memory_order_relaxed)) return false;
            waits_ += tries == 0;
            look_again(tries);
        }
        slot->resize(size_of(message));
        write(message, slot->data());
        shared_->full.push(slot);
        return true;
    }
    std::uint64_t waits() const { return waits_; }

private:
    std::shared_ptr<BoostShared> shared_;
    std::uint64_t waits_ = 0;
};

class BoostReceiver {
public:
    explicit BoostReceiver(std::shared_ptr<BoostShared> shared) : shared_(std::move(shared)) {}
    BoostReceiver(BoostReceiver &&) = default;
    ~BoostReceiver()
    {
        if (shared_) shared_->receiver.store(false, std::memory_order_relaxed);
    }

    // Waits for a message and hands it to `sink`. False at the end.
    template <class Sink> bool receive(Sink sink)
    {
        BoostShared::Slot *slot;
        for (unsigned tries = 0;; ++tries) {
            // Looked at before the queue: what the last one sent is in it.
            bool last = shared_->senders.load(std::memory_order_acquire) == 0;
            if (shared_->full.pop(slot)) break;
            if (last) return false;
            look_again(tries);
        }
        sink(read(*slot));
        shared_->spare.push(slot);
        return true;
    }

private:
    std::shared_ptr<BoostShared> shared_;
};

struct BoostChannel {
    BoostChannel(std::size_t buffer, std::size_t producers)
        : BoostChannel(std::make_shared<BoostShared>(slots(buffer), producers), producers)
    {
    }

    std::vector<BoostSender> senders;
    BoostReceiver receiver;
    std::string how = "boost";

private:
    // As many as messages of a usual length fit into `buffer`.
    static std::size_t slots(std::size_t buffer) { return buffer / cost_of(40); }

    BoostChannel(std::shared_ptr<BoostShared> shared, std::size_t producers) : receiver(shared)
    {
        for (std::size_t i = 0; i < producers; ++i) senders.emplace_back(shared);
    }
};

} // namespace message_passing
