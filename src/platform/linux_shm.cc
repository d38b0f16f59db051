// SPDX-License-Identifier: MIT OR Apache-2.0
//
// linux_shm.cc: a shm_open(3) file that loses its name at once, mapped twice. Its
// space is made at creation: a full /dev/shm is an error here, not a SIGBUS later.
#include "platform/linux.hh"

namespace picoring::platform {

bool map_by_third(const MapRequest &request, Mapping &mapping, Failure &failure)
{
    Descriptor file(open_unnamed_shm());
    if (file.number < 0) return refuse(failure, "shm_open", request.size);
    return extend(file.number, request.size, failure) &&
           allocate_space(file.number, request.size, failure) &&
           map_file_twice(file.number, spans(request), request, mapping, failure);
}

} // namespace picoring::platform
