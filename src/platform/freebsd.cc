// SPDX-License-Identifier: MIT OR Apache-2.0
//
// freebsd.cc: two ways to see the same memory twice on FreeBSD, from 13 on.
//
//   memfd  memfd_create(2), mapped twice
//   shm    shm_open(SHM_ANON), mapped twice: what memfd_create is made of
#include "platform/bsd.hh"
#include "platform/sys.hh"

#include "picoring/options.h"

#include <fcntl.h>

namespace picoring::platform {

namespace {

bool map_file(int opened, const char *step, const MapRequest &request, Mapping &mapping,
              Failure &failure)
{
    Descriptor file(opened);
    if (file.number < 0) return refuse(failure, step, request.size);
    return extend(file.number, request.size, failure) &&
           map_file_twice(file.number, false, request, mapping, failure);
}

} // namespace

const uint32_t *ladder(size_t *count)
{
    static constexpr uint32_t rungs[] = {PICORING_TECHNIQUE_MEMFD, PICORING_TECHNIQUE_SHM};
    *count = sizeof rungs / sizeof rungs[0];
    return rungs;
}

bool map_copies(uint32_t technique, const MapRequest &request, Mapping &mapping, Failure &failure)
{
    if (technique == PICORING_TECHNIQUE_MEMFD) {
        int file = sys::call(PICORING_CALL_MEMFD_CREATE,
                             [] { return memfd_create("picoring", MFD_CLOEXEC); });
        return map_file(file, "memfd_create", request, mapping, failure);
    }
    if (technique == PICORING_TECHNIQUE_SHM) {
        int file = sys::call(PICORING_CALL_SHM_OPEN,
                             [] { return shm_open(SHM_ANON, O_RDWR | O_CLOEXEC, 0600); });
        return map_file(file, "shm_open(SHM_ANON)", request, mapping, failure);
    }
    return no_such_technique(failure);
}

bool keeps_out_of_dumps() { return true; }

bool hide(uint8_t *at, size_t size, Failure &failure)
{
    if (advise(at, size, MADV_NOCORE) == 0) return true;
    return refuse(failure, "madvise(MADV_NOCORE)", size);
}

} // namespace picoring::platform
