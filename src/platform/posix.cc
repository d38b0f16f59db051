// SPDX-License-Identifier: MIT OR Apache-2.0
//
// posix.cc: the part of the contract that is the same on every POSIX system.
#include "platform/posix.hh"
#include "platform/sys.hh"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <pthread.h>
#include <sched.h>

#ifdef __APPLE__
#include <mach/mach_error.h>
#endif

namespace picoring::platform {

namespace {

// What the system's own waits count in.
#ifdef __APPLE__
constexpr clockid_t monotonic = CLOCK_UPTIME_RAW;
#else
constexpr clockid_t monotonic = CLOCK_MONOTONIC;
#endif

pthread_mutex_t creation = PTHREAD_MUTEX_INITIALIZER;
void (*run_in_child)();

void before_fork() { lock(); }
void after_fork_in_parent() { unlock(); }
void after_fork_in_child()
{
    run_in_child();
    unlock();
}

pthread_once_t watch_once = PTHREAD_ONCE_INIT;
bool watching;
int attempts;

void watch()
{
    ++attempts;
    watching = sys::call(PICORING_CALL_ATFORK, [] {
                   return pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
               }) == 0;
}

// strerror_r comes in two kinds; overloads tell them apart.
[[maybe_unused]] const char *described(const char *words, const char *) { return words; }
[[maybe_unused]] const char *described(int, const char *buffer) { return buffer; }

thread_local char sentence_of_thread[sentence_size];

} // namespace

void lock() { pthread_mutex_lock(&creation); }
void unlock() { pthread_mutex_unlock(&creation); }

// With pthread_once and without the lock: a fork in the midst of it must not
// leave the child a lock that nobody holds. A failure is tried again.
bool watch_forks(void (*in_child)())
{
    run_in_child = in_child;
    int before = attempts;
    pthread_once(&watch_once, watch);
    if (!watching && attempts == before) watch();
    return watching;
}

int64_t now()
{
    timespec time;
    clock_gettime(monotonic, &time);
    return int64_t{time.tv_sec} * second + time.tv_nsec;
}

void yield() { sched_yield(); }

void *allocate(size_t bytes, size_t alignment)
{
    if (sys::injected(PICORING_CALL_ALLOCATE)) return nullptr;
    if (alignment < sizeof(void *)) alignment = sizeof(void *);
    void *block = nullptr;
    if (posix_memalign(&block, alignment, bytes) != 0) return nullptr;
    return block;
}

void deallocate(void *block) { free(block); }

ptrdiff_t read(int descriptor, void *to, size_t bytes, int *error)
{
    ssize_t got = sys::call(PICORING_CALL_READ, [=] { return ::read(descriptor, to, bytes); });
    if (got < 0) *error = errno;
    return got;
}

ptrdiff_t write(int descriptor, const void *from, size_t bytes, int *error)
{
    ssize_t put = sys::call(PICORING_CALL_WRITE, [=] { return ::write(descriptor, from, bytes); });
    if (put < 0) *error = errno;
    return put;
}

int io_code(int error)
{
    if (error == EAGAIN || error == EWOULDBLOCK) return PICORING_EAGAIN;
    if (error == EINTR) return PICORING_EINTR;
    if (error == EPIPE) return PICORING_EPIPE;
    return PICORING_EIO;
}

void describe(int error, char *text, size_t size)
{
#ifdef __APPLE__
    if (error < 0) return (void)snprintf(text, size, "%s", mach_error_string(-error));
#endif
    char buffer[128] = "";
    snprintf(text, size, "%s", described(strerror_r(error, buffer, sizeof buffer), buffer));
}

char *sentence() { return sentence_of_thread; }

const void *search(const void *in, size_t size, const void *wanted, size_t wanted_size)
{
    return memmem(in, size, wanted, wanted_size);
}

} // namespace picoring::platform
