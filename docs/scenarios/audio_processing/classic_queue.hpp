// SPDX-License-Identifier: MIT OR Apache-2.0
//
// classic_queue.hpp: a bounded queue with a mutex and two condition variables,
// with the verbs of picoring::spsc. It is not mirrored: blocks are contiguous
// because the sizes of all but the last divide the capacity. Data is written
// and read in place, outside the lock, and who waits is woken only when there is
// as much as he wants.
#pragma once

#include <picoring/channel.hpp>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace audio_processing {

template <class T> class ClassicQueue {
    struct Shared {
        explicit Shared(std::size_t capacity) : memory(capacity) {}

        std::mutex mutex;
        std::condition_variable readable, writable;
        std::vector<T> memory;
        std::size_t begin = 0, used = 0;
        std::size_t reader_wants = 0, writer_wants = 0;
        bool closed = false;

        std::size_t free() const { return memory.size() - used; }
        void close()
        {
            {
                std::lock_guard lock(mutex);
                closed = true;
            }
            readable.notify_one();
            writable.notify_one();
        }
    };
    struct Close {
        std::shared_ptr<Shared> shared;
        void operator()(Shared *queue) const { queue->close(); }
    };
    using Side = std::unique_ptr<Shared, Close>;

public:
    class Writer {
    public:
        explicit Writer(std::shared_ptr<Shared> shared) : queue_(shared.get(), Close{shared}) {}

        picoring::wait_result wait(std::size_t n)
        {
            std::unique_lock lock(queue_->mutex);
            queue_->writer_wants = n;
            queue_->writable.wait(lock, [&] { return queue_->closed || queue_->free() >= n; });
            return queue_->closed ? picoring::wait_result::closed : picoring::wait_result::ready;
        }
        std::span<T> claim(std::size_t n)
        {
            std::lock_guard lock(queue_->mutex);
            if (queue_->free() < n) return {};
            std::size_t place = (queue_->begin + queue_->used) % queue_->memory.size();
            return {&queue_->memory[place], n};
        }
        void commit(std::size_t n)
        {
            std::unique_lock lock(queue_->mutex);
            queue_->used += n;
            bool enough = queue_->used >= queue_->reader_wants;
            lock.unlock();
            if (enough) queue_->readable.notify_one();
        }
        bool closed()
        {
            std::lock_guard lock(queue_->mutex);
            return queue_->closed;
        }

    private:
        Side queue_;
    };

    class Reader {
    public:
        explicit Reader(std::shared_ptr<Shared> shared) : queue_(shared.get(), Close{shared}) {}

        picoring::wait_result wait(std::size_t n)
        {
            std::unique_lock lock(queue_->mutex);
            queue_->reader_wants = n;
            queue_->readable.wait(lock, [&] { return queue_->closed || queue_->used >= n; });
            return result(n);
        }
        picoring::wait_result wait_for(std::chrono::nanoseconds timeout, std::size_t n)
        {
            std::unique_lock lock(queue_->mutex);
            queue_->reader_wants = n;
            queue_->readable.wait_for(lock, timeout,
                                      [&] { return queue_->closed || queue_->used >= n; });
            return result(n);
        }
        std::size_t size()
        {
            std::lock_guard lock(queue_->mutex);
            return queue_->used;
        }
        std::span<const T> peek()
        {
            std::lock_guard lock(queue_->mutex);
            std::size_t to_end = queue_->memory.size() - queue_->begin;
            return {&queue_->memory[queue_->begin], std::min(queue_->used, to_end)};
        }
        void release(std::size_t n)
        {
            std::unique_lock lock(queue_->mutex);
            queue_->begin = (queue_->begin + n) % queue_->memory.size();
            queue_->used -= n;
            bool enough = queue_->free() >= queue_->writer_wants;
            lock.unlock();
            if (enough) queue_->writable.notify_one();
        }

    private:
        picoring::wait_result result(std::size_t n) const
        {
            if (queue_->used >= n) return picoring::wait_result::ready;
            return queue_->closed ? picoring::wait_result::closed
                                  : picoring::wait_result::timed_out;
        }

        Side queue_;
    };

    explicit ClassicQueue(std::size_t capacity) : shared_(std::make_shared<Shared>(capacity)) {}

    std::pair<Writer, Reader> split() { return {Writer(shared_), Reader(shared_)}; }

private:
    std::shared_ptr<Shared> shared_;
};

} // namespace audio_processing
