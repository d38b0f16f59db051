// SPDX-License-Identifier: MIT OR Apache-2.0
//
// posix_park.cc: mutexes and condition variables, one pair for all words of a
// hash. Who waits looks at the word under the mutex; who wakes has changed it
// before, and then takes the mutex: so no wake-up falls between look and wait.
#include "platform/posix_park.hh"

#include "picoring/atomic.h"
#include "platform/posix.hh"

#include <pthread.h>

namespace picoring::platform {

namespace {

struct alignas(128) Bucket {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
};

constexpr unsigned bits = 6;
Bucket buckets[1U << bits];
pthread_once_t made = PTHREAD_ONCE_INIT;

void make_buckets()
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
#ifndef __APPLE__ // there, time-outs are relative
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
#endif
    for (Bucket &bucket : buckets) {
        pthread_mutex_init(&bucket.mutex, nullptr);
        pthread_cond_init(&bucket.changed, &attributes);
    }
    pthread_condattr_destroy(&attributes);
}

// A child is perhaps born while a thread that it does not have holds a mutex.
void make_for_children_too()
{
    make_buckets();
    pthread_atfork(nullptr, nullptr, make_buckets);
}

Bucket &bucket_of(const uint32_t *word)
{
    pthread_once(&made, make_for_children_too);
    auto address = static_cast<uint64_t>(reinterpret_cast<uintptr_t>(word));
    return buckets[(address * 0x9E3779B97F4A7C15) >> (64 - bits)]; // Fibonacci hashing
}

int wait(Bucket &bucket, int64_t deadline)
{
    if (deadline < 0) return pthread_cond_wait(&bucket.changed, &bucket.mutex);
#ifdef __APPLE__
    timespec time = timespec_of(time_left(deadline));
    return pthread_cond_timedwait_relative_np(&bucket.changed, &bucket.mutex, &time);
#else
    timespec time = timespec_of(deadline);
    return pthread_cond_timedwait(&bucket.changed, &bucket.mutex, &time);
#endif
}

} // namespace

int wait_on_condition(uint32_t *word, uint32_t expected, int64_t deadline)
{
    Bucket &bucket = bucket_of(word);
    pthread_mutex_lock(&bucket.mutex);
    int error = PICORING_LOAD_ACQUIRE(word) == expected ? wait(bucket, deadline) : 0;
    pthread_mutex_unlock(&bucket.mutex);
    return error;
}

void signal_condition(uint32_t *word)
{
    Bucket &bucket = bucket_of(word);
    pthread_mutex_lock(&bucket.mutex);
    pthread_cond_broadcast(&bucket.changed);
    pthread_mutex_unlock(&bucket.mutex);
}

} // namespace picoring::platform
