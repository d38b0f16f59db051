// SPDX-License-Identifier: MIT OR Apache-2.0
//
// linux.cc: three ways to see the same memory twice on Linux.
//
//   memfd   an unnamed, sealed memory file, mapped twice
//   mremap  shared anonymous memory; mremap(2) with an old size of 0 maps the
//           same pages again (see its manual page). Needs no descriptor and
//           is not subject to RLIMIT_FSIZE
//   shm     linux_shm.cc; on Android, which has none, android.cc
#include "platform/linux.hh"
#include "platform/sys.hh"

#include "picoring/options.h"

#include <cstdlib>
#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

// Newer than some of the C libraries that we build with.
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

namespace picoring::platform {

namespace {

int open_memfd(bool huge)
{
    unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
    if (huge) flags |= MFD_HUGETLB | (21U << MAP_HUGE_SHIFT);
    auto create = [](unsigned with) {
        return sys::call(PICORING_CALL_MEMFD_CREATE, [=] {
            return static_cast<int>(syscall(SYS_memfd_create, "picoring", with));
        });
    };
    int file = create(flags | MFD_NOEXEC_SEAL);
    return file < 0 && errno == EINVAL ? create(flags) : file; // before Linux 6.3
}

bool map_by_memfd(const MapRequest &request, Mapping &mapping, Failure &failure)
{
    bool huge = request.page_size == huge_page;
    Descriptor file(open_memfd(huge));
    if (file.number < 0) return refuse(failure, "memfd_create", request.size);
    if (!extend(file.number, request.size, failure)) return false;
    // Space made here is made of ordinary pages, even where huge ones are hoped for.
    bool space_now = request.prefault && !request.huge;
    if (space_now && !allocate_space(file.number, request.size, failure)) return false;
    int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
    if (sys::call(PICORING_CALL_FCNTL, [&] { return fcntl(file.number, F_ADD_SEALS, seals); }) != 0)
        return refuse(failure, "fcntl(F_ADD_SEALS)", request.size);
    return map_file_twice(file.number, spans(request), request, mapping, failure);
}

bool map_by_mremap(const MapRequest &request, Mapping &mapping, Failure &failure)
{
    if (!reserve(request, mapping, failure)) return false;
    size_t size = request.size;
    uint8_t *data = mapping.data;
    bool first = map_memory(data, size, read_write, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1) !=
                 MAP_FAILED;
    if (first && sys::call(PICORING_CALL_MREMAP, [=] {
                     return mremap(data, 0, size, MREMAP_MAYMOVE | MREMAP_FIXED, data + size);
                 }) != MAP_FAILED)
        return true;
    refuse(failure, first ? "mremap" : "mmap of the first copy", size);
    // The addresses are reserved and the pages are there, so it is not memory that
    // mremap lacks: an emulator of another machine does not know the call.
    if (first && failure.code == PICORING_ENOMEM)
        failure = {PICORING_ENOSYS, failure.step, ENOMEM, false};
    unmap(mapping);
    return false;
}

// ---- What the options ask of a finished mapping ---------------------------

bool furnish(const MapRequest &request, const Mapping &mapping, Failure &failure)
{
    size_t size = request.size, both = 2 * size;
    // Where it is not known, the words of the child are cleared still.
    if (!request.inherit && advise(mapping.data, both, MADV_DONTFORK) != 0 && !not_known(errno))
        return refuse(failure, "madvise(MADV_DONTFORK)", both);
    uint8_t *secret = request.dump ? mapping.data + size : mapping.data;
    // That one copy is enough is only a hint; that there is none is a promise.
    if (advise(secret, request.dump ? size : both, MADV_DONTDUMP) != 0 &&
        !(request.dump && not_known(errno)))
        return refuse(failure, "madvise(MADV_DONTDUMP)", both);
    // A hint: it answers 0 where it does nothing. huge_bytes() tells the truth.
    if (request.huge) (void)advise(mapping.data, both, MADV_HUGEPAGE);
    if (request.prefault && !populate(mapping.data, both, failure)) return false;
    return !request.lock || lock_pages(mapping, both, failure);
}

} // namespace

size_t granularity()
{
    size_t page = sys::page_size_lie(system_page());
    // More than a page where caches are indexed by virtual addresses. Not every C
    // library's headers say so of 32-bit ARM.
#ifdef __arm__
    size_t colour = 4 * system_page();
#else
    auto colour = static_cast<size_t>(SHMLBA);
#endif
    return page > colour ? page : colour;
}

size_t huge_page_size() { return huge_page; }

bool keeps_out_of_dumps() { return true; }

const uint32_t *ladder(size_t *count)
{
    static constexpr uint32_t rungs[] = {PICORING_TECHNIQUE_MEMFD, PICORING_TECHNIQUE_MREMAP,
                                         third_technique};
    *count = sizeof rungs / sizeof rungs[0];
    return rungs;
}

bool map(uint32_t technique, const MapRequest &request, Mapping &mapping, Failure &failure)
{
    bool mapped = false;
    if (request.page_size == huge_page && technique != PICORING_TECHNIQUE_MEMFD)
        failure = {PICORING_ENOSYS, "huge pages", ENOSYS, false};
    else if (technique == PICORING_TECHNIQUE_MEMFD)
        mapped = map_by_memfd(request, mapping, failure);
    else if (technique == PICORING_TECHNIQUE_MREMAP)
        mapped = map_by_mremap(request, mapping, failure);
    else if (technique == third_technique)
        mapped = map_by_third(request, mapping, failure);
    else
        failure = {PICORING_ENOSYS, "no such technique on Linux", ENOSYS, false};
    if (!mapped) return false;
    if (furnish(request, mapping, failure)) return true;
    unmap(mapping);
    return false;
}

const char *environment(const char *name) { return getauxval(AT_SECURE) ? nullptr : getenv(name); }

} // namespace picoring::platform
