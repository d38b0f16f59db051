// SPDX-License-Identifier: MIT OR Apache-2.0
//
// android.cc: what Android has in place of shm_open(3): ASharedMemory, from 8.0
// on, in a library that is looked up when it is needed; mapped twice.
#include "platform/linux.hh"
#include "platform/sys.hh"

#include <dlfcn.h>

namespace picoring::platform {

namespace {

int create_shared_memory(size_t size)
{
    using Create = int (*)(const char *name, size_t size);
    errno = ENOSYS;
    void *library = dlopen("libandroid.so", RTLD_NOW);
    if (!library) return -1;
    auto create = reinterpret_cast<Create>(dlsym(library, "ASharedMemory_create"));
    int file = create ? create("picoring", size) : -1;
    int error = errno;
    dlclose(library);
    errno = error;
    return file;
}

} // namespace

bool map_by_third(const MapRequest &request, Mapping &mapping, Failure &failure)
{
    Descriptor file(
        sys::call(PICORING_CALL_SHM_OPEN, [&] { return create_shared_memory(request.size); }));
    if (file.number < 0) return refuse(failure, "ASharedMemory_create", request.size);
    return map_file_twice(file.number, false, request, mapping, failure);
}

} // namespace picoring::platform
