// SPDX-License-Identifier: MIT OR Apache-2.0
//
// linux_space.cc: address space that is reserved once and committed in steps.
//
// Private memory without access costs nothing and counts against no limit but
// RLIMIT_AS. mprotect(2) is the promise of memory: there RLIMIT_DATA and strict
// overcommit answer, with an error and not with a signal. Neighbouring steps
// become one mapping again, so that a space has three, whatever its size.
#include "platform/linux.hh"
#include "platform/sys.hh"

#include <sys/sysinfo.h>

namespace picoring::platform {

namespace {

// mprotect says ENOMEM for four different things, too.
bool refuse_promise(Failure &failure, size_t bytes)
{
    int error = errno;
    size_t held = number_in("/proc/self/status", "VmData:") * 1024;
    failure = {PICORING_ENOMEM, "mprotect", error, true};
    if (error != ENOMEM)
        failure.code = PICORING_EIO;
    else if (over_limit(RLIMIT_DATA, held + bytes))
        failure.step = "mprotect over RLIMIT_DATA";
    else if (mappings_exhausted())
        failure.code = PICORING_EMAPCOUNT;
    else if (number_in("/proc/sys/vm/overcommit_memory") == 2)
        failure.step = "mprotect over the commit limit of vm.overcommit_memory=2";
    return false;
}

} // namespace

size_t memory_size()
{
    struct sysinfo info;
    if (sys::call(PICORING_CALL_SYSINFO, [&] { return sysinfo(&info); }) != 0) return 0;
    return (size_t{info.totalram} + info.totalswap) * info.mem_unit;
}

bool reserve_space(size_t size, const SpaceRequest &request, Space &space, Failure &failure)
{
    // A huge page more, so that the space begins on a huge page's boundary; what
    // is left of it keeps neighbouring spaces apart.
    bool huge = request.huge && size >= huge_page;
    size_t total = size + (huge ? huge_page : granularity());
    void *place = map_memory(nullptr, total, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    if (place == MAP_FAILED) return refuse(failure, "mmap of the reservation", total);
    auto first = static_cast<uint8_t *>(place);
    size_t over = huge ? reinterpret_cast<uintptr_t>(first) % huge_page : 0;
    space = {first + (over ? huge_page - over : 0), size, first, total};
    // Hints. Where a system does not know them there is nothing to keep out.
    (void)advise(first, total, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    if (!request.dump) (void)advise(first, total, MADV_DONTDUMP);
    return true;
}

void release_space(const Space &space)
{
    sys::call(PICORING_CALL_MUNMAP, [&] { return munmap(space.reserved, space.reserved_size); });
}

bool commit(uint8_t *at, size_t size, Failure &failure)
{
    if (sys::call(PICORING_CALL_MPROTECT, [=] { return mprotect(at, size, read_write); }) != 0)
        return refuse_promise(failure, size);
    if (populate(at, size, failure)) return true;
    decommit(at, size);
    return false;
}

void decommit(uint8_t *at, size_t size) { (void)advise(at, size, MADV_DONTNEED); }

} // namespace picoring::platform
