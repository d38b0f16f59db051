// SPDX-License-Identifier: MIT OR Apache-2.0
//
// platform.hh: the contract between the core and a system. One file a system
// implements it; nothing else in the library makes a system call.
#pragma once

#include "core/error.hh"

#include <cstddef>
#include <cstdint>

namespace picoring::platform {

// What the core wants mapped. All sizes are bytes.
struct MapRequest {
    size_t size;      // one copy, a multiple of page_size
    size_t page_size; // granularity(), or huge_page_size()
    bool prefault;
    bool lock;
    bool inherit;
    bool dump;  // a core dump holds it: once, where memory can be kept out
    bool guard; // an inaccessible page before and behind
    bool huge;  // ask for huge pages, where that is a hint
};

struct Mapping {
    uint8_t *data;     // two copies, side by side
    uint8_t *reserved; // what was reserved: data with its guard pages
    size_t reserved_size;
};

// Bytes that sizes on ordinary pages are multiples of.
size_t granularity();
// The usual huge page, or 0 where the system has none for everybody.
size_t huge_page_size();
// Whether memory can be left out of a core dump.
bool keeps_out_of_dumps();

// The techniques of this system, best first.
const uint32_t *ladder(size_t *count);

// Maps `size` bytes twice, side by side, zeroed. The place of both is reserved
// first and replaced, never freed in between. On failure nothing is left, and
// failure.final tells that no other technique would do better.
bool map(uint32_t technique, const MapRequest &request, Mapping &mapping, Failure &failure);
void unmap(const Mapping &mapping);

// ---- Address space that is committed in steps. All sizes are bytes, and
// multiples of granularity().

struct SpaceRequest {
    bool huge; // ask for huge pages
    bool dump; // what is committed goes into a core dump
};

struct Space {
    uint8_t *data; // `size` bytes; on a huge page's boundary if huge pages are asked for
    size_t size;
    uint8_t *reserved; // what was reserved, with what lies around data
    size_t reserved_size;
    SpaceRequest got;
};

// What memory and swap can hold; 0 if that is unknown.
size_t memory_size();

bool reserve_space(size_t size, const SpaceRequest &request, Space &space, Failure &failure);
void release_space(const Space &space);
// Gives the part [from, to) of the space, which has no memory, some, at once. On
// failure it has none still.
bool commit(const Space &space, size_t from, size_t to, Failure &failure);
// Finds out more about a failed commit of so many bytes. Not cheap.
void explain_commit(size_t bytes, Failure &failure);
// Takes the memory of a part; its contents are gone. False if it has it still.
bool decommit(const Space &space, size_t from, size_t to);

// Bytes of [data, data + size), whole mappings, that huge pages hold now.
size_t huge_bytes(const uint8_t *data, size_t size);

// ---- Sleeping and waking

// Nanoseconds of the monotonic clock.
int64_t now();
// Lets other threads run.
void yield();
// Tells the processor that this is a loop that looks at memory.
inline void relax()
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__) || (defined(__arm__) && __ARM_ARCH >= 7)
    asm volatile("yield");
#endif
}

// Sleeps while *word is `expected`, until unpark(word), or until now() is
// `deadline` unless that is negative. 0 (perhaps for no reason),
// PICORING_ETIMEDOUT, or PICORING_EINTR after a signal.
int park(uint32_t *word, uint32_t expected, int64_t deadline);
void unpark(uint32_t *word);
void unpark_one(uint32_t *word);

// A fence for all threads of this process, paid by the caller alone. False if
// the system has none; it may refuse later what it has promised.
bool can_fence_all();
bool fence_all();

// Something to wait for with the system's own poll: `handle` is what the waiter
// gets, `signaller` what it is signalled by, where that is another.
struct Event {
    intptr_t handle;
    intptr_t signaller;
};

bool make_event(Event &event, Failure &failure);
void signal_event(const Event &event);
void reset_event(const Event &event);
void close_event(const Event &event);

// The heap behind the default allocator.
void *allocate(size_t bytes, size_t alignment);
void deallocate(void *block);

// A value of the environment, or NULL in a program with raised privileges.
const char *environment(const char *name);

// Guards the list of live mirrors; held around every fork.
void lock();
void unlock();
// Calls in_child in every forked child from now on, with the lock held around
// the fork. May be called again and again; false if the system has no room.
bool watch_forks(void (*in_child)());

// One read or write: the number of bytes, or -1 and the system's error.
ptrdiff_t read(int descriptor, void *to, size_t bytes, int *error);
ptrdiff_t write(int descriptor, const void *from, size_t bytes, int *error);
// What a failed read or write means: PICORING_EAGAIN, EINTR, EPIPE or EIO.
int io_code(int error);

// The system's text for one of its errors. What is no errno is negative: a Mach
// kern_return_t, as it is on macOS.
void describe(int error, char *text, size_t size);

// Where the calling thread's sentence is: so many bytes of its own, zero at first.
// NULL if there is no memory for it.
constexpr size_t sentence_size = 512;
char *sentence();

// memmem(3).
const void *search(const void *in, size_t size, const void *wanted, size_t wanted_size);

} // namespace picoring::platform
