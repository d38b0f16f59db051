// SPDX-License-Identifier: MIT OR Apache-2.0
//
// openbsd.cc: the way to see the same memory twice on OpenBSD: a shm_mkstemp(3)
// file that loses its name at once, mapped twice. It lies in the file system of
// /tmp, so its space is made at creation: a full one is an error then, not a
// SIGBUS later.
#include "platform/bsd.hh"
#include "platform/sys.hh"

#include "picoring/options.h"

namespace picoring::platform {

namespace {

int open_shm()
{
    char name[] = "/picoring-XXXXXXXXXX";
    int file = sys::call(PICORING_CALL_SHM_OPEN, [&] { return shm_mkstemp(name); });
    if (file >= 0) shm_unlink(name);
    return file;
}

// There is no posix_fallocate(3): zeros are written.
bool allocate_space(int file, size_t size, Failure &failure)
{
    static const uint8_t zeros[size_t{64} << 10] = {};
    for (size_t at = 0; at < size;) {
        size_t n = size - at < sizeof zeros ? size - at : sizeof zeros;
        ssize_t put = sys::call(PICORING_CALL_FALLOCATE,
                                [=] { return pwrite(file, zeros, n, static_cast<off_t>(at)); });
        if (put >= 0)
            at += static_cast<size_t>(put);
        else if (errno != EINTR)
            return refuse(failure, "pwrite", size);
    }
    return true;
}

} // namespace

const uint32_t *ladder(size_t *count)
{
    static constexpr uint32_t rungs[] = {PICORING_TECHNIQUE_SHM};
    *count = sizeof rungs / sizeof rungs[0];
    return rungs;
}

bool map_copies(uint32_t technique, const MapRequest &request, Mapping &mapping, Failure &failure)
{
    if (technique != PICORING_TECHNIQUE_SHM) return no_such_technique(failure);
    Descriptor file(open_shm());
    if (file.number < 0) return refuse(failure, "shm_mkstemp", request.size);
    return extend(file.number, request.size, failure) &&
           allocate_space(file.number, request.size, failure) &&
           map_file_twice(file.number, false, request, mapping, failure);
}

// MAP_CONCEAL, when it is mapped.
bool keeps_out_of_dumps() { return true; }
bool hide(uint8_t *, size_t, Failure &) { return true; }

} // namespace picoring::platform
