// SPDX-License-Identifier: MIT OR Apache-2.0
//
// bsd.cc: what FreeBSD, NetBSD, OpenBSD and macOS have in common: pages of one
// size, minherit(2), issetugid(2).
#include "platform/bsd.hh"
#include "platform/sys.hh"

#include <cstdlib>

#ifdef __APPLE__
#include <mach/vm_inherit.h>
#endif

namespace picoring::platform {

namespace {

#ifdef INHERIT_NONE // FreeBSD
constexpr int absent_in_child = INHERIT_NONE;
#elif defined(MAP_INHERIT_NONE) // NetBSD, OpenBSD
constexpr int absent_in_child = MAP_INHERIT_NONE;
#else
constexpr int absent_in_child = VM_INHERIT_NONE;
#endif

bool keep_from_child(const Mapping &mapping, size_t size, Failure &failure)
{
    if (sys::call(PICORING_CALL_MADVISE,
                  [&] { return minherit(mapping.data, size, absent_in_child); }) == 0)
        return true;
    return refuse(failure, "minherit", size);
}

bool furnish(const MapRequest &request, const Mapping &mapping, Failure &failure)
{
    size_t size = request.size, both = 2 * size;
    if (!request.inherit && !keep_from_child(mapping, both, failure)) return false;
    uint8_t *secret = request.dump ? mapping.data + size : mapping.data;
    if (!hide(secret, request.dump ? size : both, failure)) return false;
    if (request.prefault) touch(mapping.data, both);
    return !request.lock || lock_pages(mapping, both, failure);
}

} // namespace

size_t granularity() { return sys::page_size_lie(system_page()); }

// Where a system has some, it makes them of ordinary ones by itself.
size_t huge_page_size() { return 0; }
size_t huge_bytes(const uint8_t *, size_t) { return 0; }

bool no_such_technique(Failure &failure)
{
    failure = {PICORING_ENOSYS, "no such technique on this system", ENOSYS, false};
    return false;
}

bool map(uint32_t technique, const MapRequest &request, Mapping &mapping, Failure &failure)
{
    if (!map_copies(technique, request, mapping, failure)) return false;
    if (furnish(request, mapping, failure)) return true;
    unmap(mapping);
    return false;
}

int meaning_of_enomem(size_t bytes) { return enomem_by_hole(bytes); }

// Without swap, of which every system tells in a way of its own.
size_t memory_size()
{
    auto pages = sys::call(PICORING_CALL_SYSINFO, [] { return sysconf(_SC_PHYS_PAGES); });
    if (pages <= 0) return 0;
    auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    auto count = static_cast<size_t>(pages);
    return count < SIZE_MAX / page ? count * page : SIZE_MAX;
}

bool advise_space(const SpaceRequest &request, void *at, size_t size, Failure &failure)
{
    return request.dump || hide(static_cast<uint8_t *>(at), size, failure);
}

bool populate(uint8_t *at, size_t size, Failure &)
{
    touch(at, size);
    return true;
}

void explain_promise(size_t, Failure &) {}

const char *environment(const char *name) { return issetugid() ? nullptr : getenv(name); }

} // namespace picoring::platform
