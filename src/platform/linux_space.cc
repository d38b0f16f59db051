// SPDX-License-Identifier: MIT OR Apache-2.0
//
// linux_space.cc: address space that is reserved once and committed in steps.
//
// Private memory without access costs nothing and counts against no limit but
// RLIMIT_AS (and RLIMIT_MEMLOCK after mlockall(MCL_FUTURE)). mprotect(2) is the
// promise of memory: there RLIMIT_DATA and strict overcommit answer, with an
// error and not with a signal. Neighbouring steps become one mapping again, so
// that a space has three, whatever its size; where a forked child goes on, one
// more begins.
//
// A new mapping without access over a part of it gives back the memory and the
// promise. MADV_DONTNEED alone would keep the promise, and leave a range in which
// the next small step gets a huge page that nobody has counted.
#include "platform/linux.hh"
#include "platform/sys.hh"

#include <sys/sysinfo.h>

namespace picoring::platform {

namespace {

constexpr const char *promise = "mprotect";

void *map_nothing(void *at, size_t size, int more_flags)
{
    return map_memory(at, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | more_flags, -1);
}

// Hints. Where a system does not know them there is nothing to keep out.
void advise_space(const SpaceRequest &request, void *at, size_t size)
{
    (void)advise(at, size, request.huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    if (!request.dump) (void)advise(at, size, MADV_DONTDUMP);
}

} // namespace

size_t memory_size()
{
    struct sysinfo info;
    if (sys::call(PICORING_CALL_SYSINFO, [&] { return sysinfo(&info); }) != 0) return 0;
    uint64_t bytes = (uint64_t{info.totalram} + info.totalswap) * info.mem_unit;
    return bytes < SIZE_MAX ? static_cast<size_t>(bytes) : SIZE_MAX;
}

bool reserve_space(size_t size, const SpaceRequest &request, Space &space, Failure &failure)
{
    // A huge page more, so that the space begins on a huge page's boundary; what
    // is left of it keeps neighbouring spaces apart.
    bool huge = request.huge && size >= huge_page;
    size_t total = size + (huge ? huge_page : granularity());
    void *place = map_nothing(nullptr, total, 0);
    if (place == MAP_FAILED) {
        bool locked = errno == EAGAIN; // after mlockall(MCL_FUTURE)
        refuse(failure, "mmap of the reservation", total);
        if (locked) failure.code = PICORING_ELOCK;
        return false;
    }
    auto first = static_cast<uint8_t *>(place);
    size_t over = huge ? reinterpret_cast<uintptr_t>(first) % huge_page : 0;
    space = {first + (over ? huge_page - over : 0), size, first, total, {huge, request.dump}};
    advise_space(space.got, first, total);
    return true;
}

void release_space(const Space &space)
{
    sys::call(PICORING_CALL_MUNMAP, [&] { return munmap(space.reserved, space.reserved_size); });
}

bool commit(const Space &space, size_t from, size_t to, Failure &failure)
{
    uint8_t *at = space.data + from;
    size_t size = to - from;
    if (sys::call(PICORING_CALL_MPROTECT, [=] { return mprotect(at, size, read_write); }) != 0) {
        failure = {errno == ENOMEM ? PICORING_ENOMEM : PICORING_EIO, promise, errno, true};
        return false;
    }
    if (populate(at, size, failure)) return true;
    (void)decommit(space, from, to);
    return false;
}

// mprotect says ENOMEM for four different things.
void explain_commit(size_t bytes, Failure &failure)
{
    if (failure.step != promise || failure.os_error != ENOMEM) return;
    size_t held = number_in("/proc/self/status", "VmData:") * 1024;
    if (over_limit(RLIMIT_DATA, held + bytes))
        failure.step = "mprotect over RLIMIT_DATA";
    else if (mappings_exhausted())
        failure.code = PICORING_EMAPCOUNT;
    else if (number_in("/proc/sys/vm/overcommit_memory") == 2)
        failure.step = "mprotect over the commit limit of vm.overcommit_memory=2";
}

bool decommit(const Space &space, size_t from, size_t to)
{
    uint8_t *at = space.data + from;
    size_t size = to - from;
    if (map_nothing(at, size, MAP_FIXED) == MAP_FAILED)
        return advise(at, size, MADV_DONTNEED) == 0; // no mapping is left for it
    advise_space(space.got, at, size);
    return true;
}

} // namespace picoring::platform
