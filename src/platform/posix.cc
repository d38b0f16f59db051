// SPDX-License-Identifier: MIT OR Apache-2.0
//
// posix.cc: the part of the contract that is the same on every POSIX system.
#include "platform/posix.hh"
#include "platform/sys.hh"

#include "picoring/atomic.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <pthread.h>

#ifdef __APPLE__
#include <mach/mach_error.h>
#endif

namespace picoring::platform {

namespace {

using InChild = void();

pthread_mutex_t creation = PTHREAD_MUTEX_INITIALIZER;
InChild *run_in_child;

void before_fork() { lock(); }
void after_fork_in_parent() { unlock(); }
void after_fork_in_child()
{
    __atomic_load_n(&run_in_child, __ATOMIC_RELAXED)();
    unlock();
}

pthread_once_t watch_once = PTHREAD_ONCE_INIT;
uint32_t watching, trying, attempts;

void watch()
{
    PICORING_FETCH_ADD(&attempts, 1u);
    int error = sys::call(PICORING_CALL_ATFORK, [] {
        return pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
    });
    PICORING_STORE_RELEASE(&watching, uint32_t{error == 0});
}

// Of several threads one: the lock must not be taken twice before a fork.
void watch_again()
{
    if (PICORING_EXCHANGE(&trying, 1u)) return;
    if (!PICORING_LOAD_ACQUIRE(&watching)) watch();
    PICORING_STORE_RELEASE(&trying, 0u);
}

// strerror_r comes in two kinds; overloads tell them apart.
[[maybe_unused]] const char *described(const char *words, const char *) { return words; }
[[maybe_unused]] const char *described(int, const char *buffer) { return buffer; }

} // namespace

void lock() { pthread_mutex_lock(&creation); }
void unlock() { pthread_mutex_unlock(&creation); }

// With pthread_once and without the lock: a fork in the midst of it must not
// leave the child a lock that nobody holds. A failure is tried again.
bool watch_forks(InChild *in_child)
{
    if (PICORING_LOAD_ACQUIRE(&watching)) return true;
    __atomic_store_n(&run_in_child, in_child, __ATOMIC_RELAXED); // all give the same
    uint32_t before = PICORING_LOAD_RELAXED(&attempts);
    pthread_once(&watch_once, watch);
    if (PICORING_LOAD_RELAXED(&attempts) == before) watch_again();
    return PICORING_LOAD_ACQUIRE(&watching) != 0;
}

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

const void *search(const void *in, size_t size, const void *wanted, size_t wanted_size)
{
    return memmem(in, size, wanted, wanted_size);
}

} // namespace picoring::platform
