// SPDX-License-Identifier: MIT OR Apache-2.0
//
// posix_space.cc: address space that is reserved once and committed in steps.
//
// Private memory without access costs nothing and counts against no limit but
// RLIMIT_AS (and RLIMIT_MEMLOCK after mlockall(MCL_FUTURE)). mprotect(2) is the
// promise of memory: there, on Linux, RLIMIT_DATA and strict overcommit answer,
// with an error and not with a signal. Neighbouring steps become one mapping
// again, so that a space has three, whatever its size; where a forked child goes
// on, one more begins.
//
// A new mapping without access over a part of it gives back the memory and the
// promise. MADV_DONTNEED alone would keep the promise, and leave a range in which
// the next small step gets a huge page of Linux that nobody has counted.
#include "platform/posix.hh"
#include "platform/sys.hh"

namespace picoring::platform {

namespace {

constexpr const char *promise = "mprotect";

void *map_nothing(void *at, size_t size, bool dump, int more_flags)
{
    int flags = MAP_PRIVATE | MAP_ANON | (dump ? 0 : conceal) | more_flags;
    return map_memory(at, size, PROT_NONE, flags, -1);
}

} // namespace

bool reserve_space(size_t size, const SpaceRequest &request, Space &space, Failure &failure)
{
    // A (huge) page more, so that the space begins on its boundary; what is left
    // of it keeps neighbouring spaces apart.
    size_t page = huge_page_size();
    bool huge = request.huge && page != 0 && size >= page;
    size_t unit = huge ? page : granularity();
    size_t total = size + unit;
    void *place = map_nothing(nullptr, total, request.dump, 0);
    if (place == MAP_FAILED) {
        bool locked = errno == EAGAIN; // after mlockall(MCL_FUTURE)
        refuse(failure, "mmap of the reservation", total);
        if (locked) failure.code = PICORING_ELOCK;
        return false;
    }
    auto first = static_cast<uint8_t *>(place);
    space = {align_up(first, unit), size, first, total, {huge, request.dump}};
    if (advise_space(space.got, first, total, failure)) return true;
    release_space(space);
    return false;
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

void explain_commit(size_t bytes, Failure &failure)
{
    if (failure.step == promise && failure.os_error == ENOMEM) explain_promise(bytes, failure);
}

bool decommit(const Space &space, size_t from, size_t to)
{
    uint8_t *at = space.data + from;
    size_t size = to - from;
    if (map_nothing(at, size, space.got.dump, MAP_FIXED) == MAP_FAILED)
        return advise(at, size, MADV_DONTNEED) == 0; // no mapping is left for it
    // What was granted once is not refused now.
    Failure ignored;
    (void)advise_space(space.got, at, size, ignored);
    return true;
}

} // namespace picoring::platform
