// SPDX-License-Identifier: MIT OR Apache-2.0
//
// netbsd.cc: two ways to see the same memory twice on NetBSD, from 10 on.
//
//   shm     a shm_open(3) file that loses its name at once, mapped twice. It is
//           charged to its tmpfs when it gets its size, and needs /var/shm
//   mremap  shared anonymous memory, duplicated by mremap(2). That does not
//           replace what lies at a fixed address, as its manual page says, so a
//           hole is made for it; if another thread is faster, it fails, harms
//           nothing, and is tried again
#include "platform/bsd.hh"
#include "platform/sys.hh"

#include "picoring/options.h"

namespace picoring::platform {

namespace {

constexpr int most_attempts = 16;

bool map_by_shm(const MapRequest &request, Mapping &mapping, Failure &failure)
{
    Descriptor file(open_unnamed_shm());
    if (file.number < 0) return refuse(failure, "shm_open", request.size);
    return extend(file.number, request.size, failure) &&
           map_file_twice(file.number, false, request, mapping, failure);
}

// What is left of the place when the hole in it may be another's.
void unmap_around_hole(const MapRequest &request, const Mapping &mapping)
{
    uint8_t *hole = mapping.data + request.size, *rest = hole + request.size;
    auto before = static_cast<size_t>(hole - mapping.reserved);
    size_t after = mapping.reserved_size - before - request.size;
    unmap({nullptr, mapping.reserved, before});
    if (after != 0) unmap({nullptr, rest, after});
}

bool duplicate(const MapRequest &request, Mapping &mapping, Failure &failure)
{
    uint8_t *data = mapping.data;
    size_t size = request.size;
    if (map_memory(data, size, read_write, MAP_SHARED | MAP_ANON | MAP_FIXED, -1) == MAP_FAILED) {
        refuse(failure, "mmap of the first copy", size);
        unmap(mapping);
        return false;
    }
    unmap({nullptr, data + size, size});
    void *again = sys::call(PICORING_CALL_MREMAP, [=] {
        return mremap(data, size, data + size, size, MAP_REMAPDUP | MAP_FIXED);
    });
    if (again != MAP_FAILED) return true;
    refuse(failure, "mremap(MAP_REMAPDUP)", size);
    unmap_around_hole(request, mapping);
    return false;
}

bool map_by_mremap(const MapRequest &request, Mapping &mapping, Failure &failure)
{
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        if (!reserve(request, mapping, failure)) return false;
        if (duplicate(request, mapping, failure)) return true;
        if (failure.os_error != ENOMEM) return false;
    }
    return false;
}

} // namespace

const uint32_t *ladder(size_t *count)
{
    static constexpr uint32_t rungs[] = {PICORING_TECHNIQUE_SHM, PICORING_TECHNIQUE_MREMAP};
    *count = sizeof rungs / sizeof rungs[0];
    return rungs;
}

bool map_copies(uint32_t technique, const MapRequest &request, Mapping &mapping, Failure &failure)
{
    if (technique == PICORING_TECHNIQUE_SHM) return map_by_shm(request, mapping, failure);
    if (technique == PICORING_TECHNIQUE_MREMAP) return map_by_mremap(request, mapping, failure);
    return no_such_technique(failure);
}

bool keeps_out_of_dumps() { return false; }
bool hide(uint8_t *, size_t, Failure &) { return true; }

} // namespace picoring::platform
