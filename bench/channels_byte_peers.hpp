// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_byte_peers.hpp: rings of bytes from packages, with room for two blocks.
// write and read move as much as fits.
#ifndef PICORING_BENCH_CHANNELS_BYTE_PEERS_HPP
#define PICORING_BENCH_CHANNELS_BYTE_PEERS_HPP

#include "harness.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#ifdef BENCH_HAVE_BOOST
#include <boost/lockfree/spsc_queue.hpp>
#endif
#ifdef BENCH_HAVE_JACK
#include <jack/ringbuffer.h>
#endif
#ifdef BENCH_HAVE_SPA
#include <spa/utils/ringbuffer.h>
#endif
#ifdef BENCH_HAVE_SOUNDIO
#include <soundio/soundio.h>
#endif

namespace bench {

#ifdef BENCH_HAVE_BOOST
struct BoostBytes {
    explicit BoostBytes(size_t n) : queue(2 * n) {}
    size_t write(const unsigned char *from, size_t n) { return queue.push(from, n); }
    size_t read(unsigned char *to, size_t n) { return queue.pop(to, n); }
    boost::lockfree::spsc_queue<unsigned char> queue;
};
#endif

#ifdef BENCH_HAVE_JACK
// Of a power of two one byte stays empty.
struct JackBytes {
    explicit JackBytes(size_t n) : ring(jack_ringbuffer_create(2 * n))
    {
        require(ring != nullptr, "a ring of JACK");
    }
    ~JackBytes() { jack_ringbuffer_free(ring); }
    JackBytes(const JackBytes &) = delete;
    JackBytes &operator=(const JackBytes &) = delete;
    size_t write(const unsigned char *from, size_t n)
    {
        return jack_ringbuffer_write(ring, reinterpret_cast<const char *>(from), n);
    }
    size_t read(unsigned char *to, size_t n)
    {
        return jack_ringbuffer_read(ring, reinterpret_cast<char *>(to), n);
    }
    jack_ringbuffer_t *ring;
};
#endif

#ifdef BENCH_HAVE_SPA
struct SpaBytes {
    explicit SpaBytes(size_t n) : memory(2 * n) { spa_ringbuffer_init(&ring); }
    uint32_t size() const { return static_cast<uint32_t>(memory.size()); }
    size_t write(const unsigned char *from, size_t n)
    {
        uint32_t at;
        auto filled = static_cast<uint32_t>(spa_ringbuffer_get_write_index(&ring, &at));
        auto some = static_cast<uint32_t>(std::min<size_t>(n, size() - filled));
        spa_ringbuffer_write_data(&ring, memory.data(), size(), at % size(), from, some);
        spa_ringbuffer_write_update(&ring, static_cast<int32_t>(at + some));
        return some;
    }
    size_t read(unsigned char *to, size_t n)
    {
        uint32_t at;
        auto filled = static_cast<uint32_t>(spa_ringbuffer_get_read_index(&ring, &at));
        auto some = static_cast<uint32_t>(std::min<size_t>(n, filled));
        spa_ringbuffer_read_data(&ring, memory.data(), size(), at % size(), to, some);
        spa_ringbuffer_read_update(&ring, static_cast<int32_t>(at + some));
        return some;
    }
    spa_ringbuffer ring;
    std::vector<unsigned char> memory;
};
#endif

#ifdef BENCH_HAVE_SOUNDIO
// Mirrored, too: a block is one memcpy wherever it lies.
struct SoundioBytes {
    explicit SoundioBytes(size_t n)
        : owner(soundio_create()), ring(soundio_ring_buffer_create(owner, static_cast<int>(2 * n)))
    {
        require(ring != nullptr, "a ring of libsoundio");
    }
    ~SoundioBytes()
    {
        soundio_ring_buffer_destroy(ring);
        soundio_destroy(owner);
    }
    SoundioBytes(const SoundioBytes &) = delete;
    SoundioBytes &operator=(const SoundioBytes &) = delete;
    size_t write(const unsigned char *from, size_t n)
    {
        int some = std::min(static_cast<int>(n), soundio_ring_buffer_free_count(ring));
        memcpy(soundio_ring_buffer_write_ptr(ring), from, static_cast<size_t>(some));
        soundio_ring_buffer_advance_write_ptr(ring, some);
        return static_cast<size_t>(some);
    }
    size_t read(unsigned char *to, size_t n)
    {
        int some = std::min(static_cast<int>(n), soundio_ring_buffer_fill_count(ring));
        memcpy(to, soundio_ring_buffer_read_ptr(ring), static_cast<size_t>(some));
        soundio_ring_buffer_advance_read_ptr(ring, some);
        return static_cast<size_t>(some);
    }
    SoundIo *owner;
    SoundIoRingBuffer *ring;
};
#endif

} // namespace bench

#endif
