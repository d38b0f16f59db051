// SPDX-License-Identifier: MIT OR Apache-2.0
//
// windows.cc: two ways to see the same memory twice on Windows.
//
//   placeholder  address space is reserved by VirtualAlloc2, cut, and each piece
//                replaced by a view of one section: the example of its manual
//                page. From Windows 10 1803 on; Wine 8 has the functions, and
//                refuses
//   mapview      a place that was free a moment ago is asked for by
//                MapViewOfFileEx. Another thread may take it first: then again,
//                a bounded number of times. Of our own there is one at a time
//
// The section is backed by the paging file, which promises the memory when it is
// created: being short of it is an error there, and never an exception later.
#include "platform/windows.hh"

#include "picoring/options.h"

#include <initializer_list>

// Newer than some of the headers that we build with.
#ifndef MEM_RESERVE_PLACEHOLDER
#define MEM_RESERVE_PLACEHOLDER 0x00040000
#define MEM_REPLACE_PLACEHOLDER 0x00004000
#define MEM_PRESERVE_PLACEHOLDER 0x00000002
#endif

namespace picoring::platform {

namespace {

constexpr int most_races = 100;
SRWLOCK races = SRWLOCK_INIT;

// ---- The place of a mirror: two copies, perhaps between two guards ---------------

struct Part {
    uint8_t *at;
    size_t size;
    bool copy;
};

void lay_out(uint8_t *place, size_t guard, size_t size, Mapping &mapping)
{
    mapping = {place + guard, place, 2 * (guard + size)};
}

int parts_of(const Mapping &mapping) { return mapping.data == mapping.reserved ? 2 : 4; }

Part part_of(const Mapping &mapping, int index)
{
    auto guard = static_cast<size_t>(mapping.data - mapping.reserved);
    size_t size = mapping.reserved_size / 2 - guard;
    int copies_before = guard ? index - 1 : index;
    if (copies_before < 0) return {mapping.reserved, guard, false};
    uint8_t *at = mapping.data + static_cast<size_t>(copies_before) * size;
    return copies_before < 2 ? Part{at, size, true} : Part{at, guard, false};
}

// Gives the first `count` parts back, of whose copies the first `views` are there.
void release(const Mapping &mapping, int count, int views)
{
    for (int i = 0; i < count; ++i) {
        Part part = part_of(mapping, i);
        if (part.copy && views-- > 0)
            call(PICORING_CALL_UNMAP_VIEW, [=] { return UnmapViewOfFile(part.at); });
        else
            call(PICORING_CALL_VIRTUAL_FREE, [=] { return VirtualFree(part.at, 0, MEM_RELEASE); });
    }
}

// ---- The memory ------------------------------------------------------------------

struct Section {
    HANDLE handle;
    explicit Section(uint64_t size)
        : handle(call(PICORING_CALL_CREATE_FILE_MAPPING, [=] {
              return CreateFileMappingW(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE,
                                        static_cast<DWORD>(size >> 32), static_cast<DWORD>(size),
                                        nullptr);
          }))
    {
    }
    ~Section()
    {
        if (handle) CloseHandle(handle);
    }
    Section(const Section &) = delete;
    Section &operator=(const Section &) = delete;
};

bool refuse_section(Failure &failure)
{
    return refuse(failure, "CreateFileMapping", PICORING_ENOMEM);
}

// ---- By placeholders -------------------------------------------------------------

// As the manual has them; VirtualFree, which knows placeholders as old as they are,
// is looked up with them, so that a test can stand in for all three.
struct Placeholders {
    PVOID(WINAPI *allocate)(HANDLE, PVOID, SIZE_T, ULONG, ULONG, void *, ULONG);
    BOOL(WINAPI *free)(PVOID, SIZE_T, DWORD);
    PVOID(WINAPI *map)(HANDLE, HANDLE, PVOID, ULONG64, SIZE_T, ULONG, ULONG, void *, ULONG);
};

bool find(Placeholders &system, Failure &failure)
{
    look_up("VirtualAlloc2", system.allocate);
    look_up("VirtualFree", system.free);
    look_up("MapViewOfFile3", system.map);
    if (system.allocate && system.free && system.map) return true;
    failure = {PICORING_ENOSYS, "VirtualAlloc2 and MapViewOfFile3", ERROR_PROC_NOT_FOUND, false};
    return false;
}

// Cuts all parts but the last off the rest of the place; how many that were.
int cut(const Placeholders &system, const Mapping &mapping)
{
    int last = parts_of(mapping) - 1;
    for (int i = 0; i < last; ++i) {
        Part part = part_of(mapping, i);
        if (!system.free(part.at, part.size, MEM_RELEASE | MEM_PRESERVE_PLACEHOLDER)) return i;
    }
    return last;
}

// Replaces the copies' places by views of the section; how many that were.
int replace(const Placeholders &system, const Mapping &mapping, HANDLE section)
{
    int views = 0;
    for (int i = 0; i < parts_of(mapping); ++i) {
        Part part = part_of(mapping, i);
        if (!part.copy) continue;
        if (!system.map(section, nullptr, part.at, 0, part.size, MEM_REPLACE_PLACEHOLDER,
                        PAGE_READWRITE, nullptr, 0))
            break;
        ++views;
    }
    return views;
}

bool fill_placeholders(const Placeholders &system, size_t size, const Mapping &mapping,
                       Failure &failure)
{
    int cuts = cut(system, mapping), views = 0;
    if (cuts < parts_of(mapping) - 1) {
        refuse(failure, "VirtualFree(MEM_PRESERVE_PLACEHOLDER)", PICORING_EADDRSPACE);
    } else if (Section section(size); !section.handle) {
        refuse_section(failure);
    } else {
        views = replace(system, mapping, section.handle);
        if (views == 2) return true;
        refuse(failure, "MapViewOfFile3", PICORING_EADDRSPACE);
    }
    release(mapping, cuts + 1, views);
    return false;
}

bool map_by_placeholders(size_t size, size_t guard, Mapping &mapping, Failure &failure)
{
    Placeholders system;
    if (!find(system, failure)) return false;
    void *place = system.allocate(nullptr, nullptr, 2 * (guard + size),
                                  MEM_RESERVE | MEM_RESERVE_PLACEHOLDER, PAGE_NOACCESS, nullptr, 0);
    if (!place) return refuse(failure, "VirtualAlloc2", PICORING_EADDRSPACE);
    lay_out(static_cast<uint8_t *>(place), guard, size, mapping);
    return fill_placeholders(system, size, mapping, failure);
}

// ---- By MapViewOfFileEx ------------------------------------------------------------

bool occupy(HANDLE section, const Part &part)
{
    return part.copy
               ? call(PICORING_CALL_MAP_VIEW,
                      [=] {
                          return MapViewOfFileEx(section, FILE_MAP_WRITE, 0, 0, part.size, part.at);
                      })
               : call(PICORING_CALL_VIRTUAL_ALLOC,
                      [=] { return VirtualAlloc(part.at, part.size, MEM_RESERVE, PAGE_NOACCESS); });
}

// False, and nothing is taken, if another was faster or the system refuses.
bool occupy(HANDLE section, const Mapping &mapping)
{
    for (int i = 0; i < parts_of(mapping); ++i) {
        Part part = part_of(mapping, i);
        if (occupy(section, part)) continue;
        DWORD error = GetLastError();
        release(mapping, i, 2);
        SetLastError(error);
        return false;
    }
    return true;
}

// One race: finds a place, lets it go, and takes it again in parts.
bool race(HANDLE section, size_t size, size_t guard, Mapping &mapping, Failure &failure)
{
    void *place = reserve_place(2 * (guard + size), failure);
    if (!place) return false;
    call(PICORING_CALL_VIRTUAL_FREE, [=] { return VirtualFree(place, 0, MEM_RELEASE); });
    lay_out(static_cast<uint8_t *>(place), guard, size, mapping);
    return occupy(section, mapping) || refuse(failure, "MapViewOfFileEx", PICORING_EADDRSPACE);
}

bool map_by_views(size_t size, size_t guard, Mapping &mapping, Failure &failure)
{
    Section section(size);
    if (!section.handle) return refuse_section(failure);
    AcquireSRWLockExclusive(&races);
    bool mapped = false, lost = true;
    for (int i = 0; i < most_races && lost && !mapped; ++i) {
        mapped = race(section.handle, size, guard, mapping, failure);
        lost = failure.os_error == ERROR_INVALID_ADDRESS && !failure.final;
    }
    ReleaseSRWLockExclusive(&races);
    return mapped;
}

// ---- What the options ask of a finished mapping ------------------------------------

// There is no call that does it at once: PrefetchVirtualMemory only reads what is
// on a disk.
void touch(uint8_t *data, size_t size)
{
    SYSTEM_INFO info;
    GetSystemInfo(&info);
    for (size_t at = 0; at < size; at += info.dwPageSize) {
        volatile uint8_t *byte = data + at;
        *byte = *byte;
    }
}

bool lock_pages(const Mapping &mapping, size_t size, Failure &failure)
{
    for (uint8_t *copy : {mapping.data, mapping.data + size}) {
        if (call(PICORING_CALL_MLOCK, [=] { return VirtualLock(copy, size); })) continue;
        failure = {PICORING_ELOCK, "VirtualLock", static_cast<int>(GetLastError()), true};
        return false;
    }
    return true;
}

} // namespace

size_t granularity()
{
    SYSTEM_INFO info;
    GetSystemInfo(&info);
    return sys::page_size_lie(info.dwAllocationGranularity);
}

// Large pages need a privilege that administrators give, and memory that is whole
// at that moment: nothing to build on.
size_t huge_page_size() { return 0; }
size_t huge_bytes(const uint8_t *, size_t) { return 0; }

// What goes into a dump is up to who writes it.
bool keeps_out_of_dumps() { return false; }

const uint32_t *ladder(size_t *count)
{
    static constexpr uint32_t rungs[] = {PICORING_TECHNIQUE_PLACEHOLDER,
                                         PICORING_TECHNIQUE_MAPVIEW};
    *count = sizeof rungs / sizeof rungs[0];
    return rungs;
}

bool map(uint32_t technique, const MapRequest &request, Mapping &mapping, Failure &failure)
{
    size_t guard = request.guard ? request.page_size : 0;
    bool mapped = false;
    if (technique == PICORING_TECHNIQUE_PLACEHOLDER)
        mapped = map_by_placeholders(request.size, guard, mapping, failure);
    else if (technique == PICORING_TECHNIQUE_MAPVIEW)
        mapped = map_by_views(request.size, guard, mapping, failure);
    else
        failure = {PICORING_ENOSYS, "no such technique on Windows", ERROR_NOT_SUPPORTED, false};
    if (!mapped) return false;
    if (request.prefault) touch(mapping.data, 2 * request.size);
    if (!request.lock || lock_pages(mapping, request.size, failure)) return true;
    unmap(mapping);
    return false;
}

void unmap(const Mapping &mapping) { release(mapping, parts_of(mapping), 2); }

} // namespace picoring::platform
