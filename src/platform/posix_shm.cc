// SPDX-License-Identifier: MIT OR Apache-2.0
//
// posix_shm.cc: a shm_open(3) file that loses its name at once.
#include "platform/posix.hh"
#include "platform/sys.hh"

#include <cstdio>
#include <fcntl.h>
#include <sys/random.h>

namespace picoring::platform {

int open_unnamed_shm()
{
    for (int attempt = 0; attempt < 16; ++attempt) {
        unsigned long long random = 0;
        if (getentropy(&random, sizeof random) != 0) return -1;
        char name[32];
        snprintf(name, sizeof name, "/picoring-%016llx", random);
        int file = sys::call(PICORING_CALL_SHM_OPEN,
                             [&] { return shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600); });
        if (file >= 0) shm_unlink(name);
        if (file >= 0 || errno != EEXIST) return file;
    }
    return -1;
}

} // namespace picoring::platform
