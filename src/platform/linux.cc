// SPDX-License-Identifier: MIT OR Apache-2.0
//
// linux.cc: three ways to see the same memory twice on Linux.
//
//   memfd   an unnamed, sealed memory file, mapped twice
//   mremap  shared anonymous memory; mremap(2) with an old size of 0 maps the
//           same pages again (see its manual page). Needs no descriptor and
//           is not subject to RLIMIT_FSIZE
//   shm     a shm_open(3) file that loses its name at once, its space
//           allocated at creation: a full /dev/shm is an error here, not a
//           SIGBUS later
#include "platform/linux.hh"
#include "platform/sys.hh"

#include "picoring/options.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

// Newer than some of the C libraries that we build with.
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

namespace picoring::platform {

namespace {

constexpr size_t smallest_step = size_t{1} << 16;

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

// ---- Memory files ---------------------------------------------------------

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

int open_unnamed_shm()
{
    for (int attempt = 0; attempt < 16; ++attempt) {
        unsigned long long random = 0;
        if (getrandom(&random, sizeof random, 0) != sizeof random) return -1;
        char name[32];
        snprintf(name, sizeof name, "/picoring-%016llx", random);
        int file = sys::call(PICORING_CALL_SHM_OPEN,
                             [&] { return shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600); });
        if (file >= 0) shm_unlink(name);
        if (file >= 0 || errno != EEXIST) return file;
    }
    return -1;
}

// Extending a file over RLIMIT_FSIZE is not only an error: it sends SIGXFSZ,
// which kills. So ask first.
bool extend(int file, size_t size, Failure &failure)
{
    if (over_limit(RLIMIT_FSIZE, size)) {
        failure = {PICORING_EFBIG, "RLIMIT_FSIZE", EFBIG, false};
        return false;
    }
    if (sys::call(PICORING_CALL_FTRUNCATE,
                  [=] { return ftruncate(file, static_cast<off_t>(size)); }) == 0)
        return true;
    return refuse(failure, "ftruncate", size);
}

bool allocate_space(int file, size_t size, Failure &failure)
{
    // Some kernels give up, and undo, at any signal: a smaller step comes through.
    for (size_t at = 0, step = size; at < size;) {
        size_t n = step < size - at ? step : size - at;
        int made = sys::call(PICORING_CALL_FALLOCATE, [=] {
            return fallocate(file, 0, static_cast<off_t>(at), static_cast<off_t>(n));
        });
        if (made == 0)
            at += n;
        else if (errno != EINTR)
            return refuse(failure, "fallocate", size);
        else if (step > smallest_step)
            step /= 2;
    }
    return true;
}

// ---- Mappings -------------------------------------------------------------

// A file may be the reservation itself: its first view spans both places until
// the second view replaces the upper half, which saves a call. Not where the
// place must be aligned, nor with a guard; and a view beyond its end would make
// the kernel set huge pages aside for it.
bool reserves_by_file(const MapRequest &request, int file)
{
    return file >= 0 && !request.guard && !request.huge;
}

// Reserves two copies and their guard pages, on a huge page's boundary where
// huge pages are hoped for.
bool reserve(const MapRequest &request, int file, Mapping &mapping, Failure &failure)
{
    size_t guard = request.guard ? request.page_size : 0;
    size_t total = 2 * request.size + 2 * guard + (request.huge ? huge_page : 0);
    void *place = reserves_by_file(request, file)
                      ? map_memory(nullptr, total, read_write, MAP_SHARED, file)
                      : map_memory(nullptr, total, PROT_NONE,
                                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
    if (place == MAP_FAILED) return refuse(failure, "mmap of the reservation", total);
    mapping.reserved = static_cast<uint8_t *>(place);
    mapping.reserved_size = total;
    mapping.data = mapping.reserved + guard;
    if (request.huge) {
        size_t over = reinterpret_cast<uintptr_t>(mapping.data) % huge_page;
        mapping.data += over ? huge_page - over : 0;
    }
    return true;
}

bool map_file_twice(int file, const MapRequest &request, Mapping &mapping, Failure &failure)
{
    if (!reserve(request, file, mapping, failure)) return false;
    size_t size = request.size;
    int flags = MAP_SHARED | MAP_FIXED;
    bool first = reserves_by_file(request, file) ||
                 map_memory(mapping.data, size, read_write, flags, file) != MAP_FAILED;
    if (first && map_memory(mapping.data + size, size, read_write, flags, file) != MAP_FAILED)
        return true;
    refuse(failure, first ? "mmap of the second copy" : "mmap of the first copy", size);
    unmap(mapping);
    return false;
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
    return map_file_twice(file.number, request, mapping, failure);
}

bool map_by_shm(const MapRequest &request, Mapping &mapping, Failure &failure)
{
    Descriptor file(open_unnamed_shm());
    if (file.number < 0) return refuse(failure, "shm_open", request.size);
    return extend(file.number, request.size, failure) &&
           allocate_space(file.number, request.size, failure) &&
           map_file_twice(file.number, request, mapping, failure);
}

bool map_by_mremap(const MapRequest &request, Mapping &mapping, Failure &failure)
{
    if (!reserve(request, -1, mapping, failure)) return false;
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

bool lock_pages(const Mapping &mapping, size_t both, Failure &failure)
{
    if (sys::call(PICORING_CALL_MLOCK, [&] { return mlock(mapping.data, both); }) == 0) return true;
    failure = {PICORING_ELOCK, "mlock", errno, true};
    return false;
}

bool furnish(const MapRequest &request, const Mapping &mapping, Failure &failure)
{
    size_t size = request.size, both = 2 * size;
    // Where it is not known (EINVAL), the words of the child are cleared still.
    if (!request.inherit && advise(mapping.data, both, MADV_DONTFORK) != 0 && errno != EINVAL)
        return refuse(failure, "madvise(MADV_DONTFORK)", both);
    uint8_t *secret = request.dump ? mapping.data + size : mapping.data;
    if (advise(secret, request.dump ? size : both, MADV_DONTDUMP) != 0)
        return refuse(failure, "madvise(MADV_DONTDUMP)", both);
    // A hint: it answers 0 where it does nothing. huge_bytes() tells the truth.
    if (request.huge) (void)advise(mapping.data, both, MADV_HUGEPAGE);
    if (request.prefault && !populate(mapping.data, both, failure)) return false;
    return !request.lock || lock_pages(mapping, both, failure);
}

} // namespace

size_t granularity()
{
    size_t page = sys::page_size_lie(static_cast<size_t>(sysconf(_SC_PAGESIZE)));
    auto colour = static_cast<size_t>(SHMLBA); // more than a page where caches are virtual
    return page > colour ? page : colour;
}

size_t huge_page_size() { return huge_page; }

bool keeps_out_of_dumps() { return true; }

const uint32_t *ladder(size_t *count)
{
    static constexpr uint32_t rungs[] = {PICORING_TECHNIQUE_MEMFD, PICORING_TECHNIQUE_MREMAP,
                                         PICORING_TECHNIQUE_SHM};
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
    else if (technique == PICORING_TECHNIQUE_SHM)
        mapped = map_by_shm(request, mapping, failure);
    else
        failure = {PICORING_ENOSYS, "no such technique on Linux", ENOSYS, false};
    if (!mapped) return false;
    if (furnish(request, mapping, failure)) return true;
    unmap(mapping);
    return false;
}

void unmap(const Mapping &mapping)
{
    sys::call(PICORING_CALL_MUNMAP,
              [&] { return munmap(mapping.reserved, mapping.reserved_size); });
}

const char *environment(const char *name) { return secure_getenv(name); }

} // namespace picoring::platform
