// SPDX-License-Identifier: MIT OR Apache-2.0
//
// windows_space.cc: address space that is reserved once and committed in steps.
//
// MEM_COMMIT is the promise of memory: where there is none, it is an error there
// and not an exception later. The pages themselves come when they are touched;
// no call brings all of a step, and touching it here would cost the same.
#include "platform/windows.hh"

namespace picoring::platform {

// Whatever the error is, also that of a size that no address could be.
void *reserve_place(size_t size, Failure &failure)
{
    void *place = call(PICORING_CALL_VIRTUAL_ALLOC,
                       [=] { return VirtualAlloc(nullptr, size, MEM_RESERVE, PAGE_NOACCESS); });
    int error = static_cast<int>(GetLastError());
    if (!place) failure = {PICORING_EADDRSPACE, "VirtualAlloc(MEM_RESERVE)", error, true};
    return place;
}

size_t memory_size()
{
    MEMORYSTATUSEX status = {};
    status.dwLength = sizeof status;
    if (!call(PICORING_CALL_SYSINFO, [&] { return GlobalMemoryStatusEx(&status); })) return 0;
    uint64_t bytes = status.ullTotalPageFile; // memory and paging files
    return bytes < SIZE_MAX ? static_cast<size_t>(bytes) : SIZE_MAX;
}

bool reserve_space(size_t size, const SpaceRequest &request, Space &space, Failure &failure)
{
    size_t total = size + granularity(); // keeps neighbouring spaces apart
    auto first = static_cast<uint8_t *>(reserve_place(total, failure));
    if (!first) return false;
    space = {first, size, first, total, {false, request.dump}};
    return true;
}

void release_space(const Space &space)
{
    call(PICORING_CALL_VIRTUAL_FREE, [&] { return VirtualFree(space.reserved, 0, MEM_RELEASE); });
}

bool commit(const Space &space, size_t from, size_t to, Failure &failure)
{
    void *made = call(PICORING_CALL_COMMIT, [&] {
        return VirtualAlloc(space.data + from, to - from, MEM_COMMIT, PAGE_READWRITE);
    });
    return made || refuse(failure, "VirtualAlloc(MEM_COMMIT)", PICORING_ENOMEM);
}

void explain_commit(size_t, Failure &) {} // Windows has one reason

bool decommit(const Space &space, size_t from, size_t to)
{
    return call(PICORING_CALL_DECOMMIT,
                [&] { return VirtualFree(space.data + from, to - from, MEM_DECOMMIT); });
}

} // namespace picoring::platform
