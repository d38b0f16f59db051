// SPDX-License-Identifier: MIT OR Apache-2.0
//
// posix.hh: what the files of POSIX systems share.
#pragma once

#include "platform/platform.hh"
#include "platform/sys.hh"

#include <cerrno>
#include <ctime>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

namespace picoring::platform {

constexpr int read_write = PROT_READ | PROT_WRITE;

// What keeps a new mapping out of core dumps, where that is not madvise(2)'s.
#ifdef MAP_CONCEAL
constexpr int conceal = MAP_CONCEAL;
#else
constexpr int conceal = 0;
#endif

inline size_t system_page() { return static_cast<size_t>(sysconf(_SC_PAGESIZE)); }

inline uint8_t *align_up(uint8_t *at, size_t alignment)
{
    size_t over = reinterpret_cast<uintptr_t>(at) % alignment;
    return over ? at + (alignment - over) : at;
}

constexpr int64_t second = 1'000'000'000;

inline timespec timespec_of(int64_t nanoseconds)
{
    return {static_cast<time_t>(nanoseconds / second), static_cast<long>(nanoseconds % second)};
}

// A deadline on the system's own clock, for waits that take one.
inline timespec timespec_of_deadline(int64_t deadline)
{
    return timespec_of(deadline < 0 ? deadline : deadline - sys::clock_lie());
}

// Closes its descriptor when it goes.
struct Descriptor {
    int number;
    explicit Descriptor(int opened) : number(opened) {}
    ~Descriptor()
    {
        if (number >= 0) close(number);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
};

// ---- posix_memory.cc

bool over_limit(decltype(RLIMIT_CORE) resource, size_t bytes);

// Makes errno a failure of `step`, which asked for `bytes` of address space;
// false.
bool refuse(Failure &failure, const char *step, size_t bytes);
// Each system's own: what ENOMEM means to a call that asked for so many.
int meaning_of_enomem(size_t bytes);
// The same where nothing more is known: is there a hole of that size?
int enomem_by_hole(size_t bytes);

void *map_memory(void *at, size_t size, int protection, int flags, int file);
int advise(void *at, size_t size, int advice);
// Reads and writes each page.
void touch(uint8_t *at, size_t size);
bool lock_pages(const Mapping &mapping, size_t size, Failure &failure);

// ---- Each system's own, behind posix_space.cc

// What is asked of address space: huge pages are a hint, to be kept out of core
// dumps is a promise.
bool advise_space(const SpaceRequest &request, void *at, size_t size, Failure &failure);
// Fills a writable range with pages.
bool populate(uint8_t *at, size_t size, Failure &failure);
// What ENOMEM means to mprotect(2). Not cheap.
void explain_promise(size_t bytes, Failure &failure);

// Until then, and at least a nanosecond: 0 is for ever to some.
inline int64_t time_left(int64_t deadline)
{
    int64_t left = deadline - now();
    return left > 0 ? left : 1;
}

// What a wait in the kernel that failed with `error`, or 0, means to park().
inline int parked(int error)
{
    if (error == 0 || error == EAGAIN) return PICORING_OK;
    return error == ETIMEDOUT ? PICORING_ETIMEDOUT : PICORING_EINTR;
}

// Makes errno a failure of `step`, which asked for descriptors; false.
inline bool refuse_descriptor(Failure &failure, const char *step)
{
    int code = errno == EMFILE || errno == ENFILE ? PICORING_EMFILE
               : errno == ENOMEM                  ? PICORING_ENOMEM
                                                  : PICORING_EIO;
    failure = {code, step, errno, true};
    return false;
}

// ---- posix_mirror.cc

// Gives a memory file its size, unless that would send SIGXFSZ.
bool extend(int file, size_t size, Failure &failure);
// Reserves two copies and their guard pages.
bool reserve(const MapRequest &request, Mapping &mapping, Failure &failure);
// `spans`: the file may be mapped beyond its end, and where the system likes, so
// that it is the reservation itself, which saves a call.
bool map_file_twice(int file, bool spans, const MapRequest &request, Mapping &mapping,
                    Failure &failure);

// ---- posix_shm.cc

// A shm_open(3) file whose name is gone again; -1 and errno.
int open_unnamed_shm();

} // namespace picoring::platform
