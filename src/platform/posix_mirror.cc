// SPDX-License-Identifier: MIT OR Apache-2.0
//
// posix_mirror.cc: one memory file at two adjacent places. Both are reserved at
// once, and what lies there is replaced, never freed: no other thread can get
// between.
#include "platform/posix.hh"
#include "platform/sys.hh"

namespace picoring::platform {

namespace {

constexpr int reservation = MAP_PRIVATE | MAP_ANON
#ifdef MAP_NORESERVE
                            | MAP_NORESERVE
#endif
    ;

// On a huge page's boundary where huge pages are hoped for.
bool place(uint8_t *at, size_t total, const MapRequest &request, Mapping &mapping)
{
    mapping.reserved = at;
    mapping.reserved_size = total;
    mapping.data = at + (request.guard ? request.page_size : 0);
    size_t huge = request.huge ? huge_page_size() : 0;
    size_t over = huge ? reinterpret_cast<uintptr_t>(mapping.data) % huge : 0;
    mapping.data += over ? huge - over : 0;
    return true;
}

size_t total_of(const MapRequest &request)
{
    size_t guards = request.guard ? 2 * request.page_size : 0;
    return 2 * request.size + guards + (request.huge ? huge_page_size() : 0);
}

// The first view spans both places until the second replaces the upper half.
bool reserve_by(int file, const MapRequest &request, Mapping &mapping, Failure &failure)
{
    size_t total = 2 * request.size;
    void *at = map_memory(nullptr, total, read_write, MAP_SHARED, file);
    if (at == MAP_FAILED) return refuse(failure, "mmap of the reservation", total);
    return place(static_cast<uint8_t *>(at), total, request, mapping);
}

} // namespace

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

bool reserve(const MapRequest &request, Mapping &mapping, Failure &failure)
{
    size_t total = total_of(request);
    void *at = map_memory(nullptr, total, PROT_NONE, reservation, -1);
    if (at == MAP_FAILED) return refuse(failure, "mmap of the reservation", total);
    return place(static_cast<uint8_t *>(at), total, request, mapping);
}

bool map_file_twice(int file, bool spans, const MapRequest &request, Mapping &mapping,
                    Failure &failure)
{
    if (!(spans ? reserve_by(file, request, mapping, failure) : reserve(request, mapping, failure)))
        return false;
    size_t size = request.size;
    int flags = MAP_SHARED | MAP_FIXED;
    int first_flags = flags | (request.dump ? 0 : conceal);
    bool first =
        spans || map_memory(mapping.data, size, read_write, first_flags, file) != MAP_FAILED;
    if (first &&
        map_memory(mapping.data + size, size, read_write, flags | conceal, file) != MAP_FAILED)
        return true;
    refuse(failure, first ? "mmap of the second copy" : "mmap of the first copy", size);
    unmap(mapping);
    return false;
}

void unmap(const Mapping &mapping)
{
    sys::call(PICORING_CALL_MUNMAP,
              [&] { return munmap(mapping.reserved, mapping.reserved_size); });
}

} // namespace picoring::platform
