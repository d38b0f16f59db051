// SPDX-License-Identifier: MIT OR Apache-2.0
//
// posix_memory.cc: calls on mapped memory, and what their errors mean.
#include "platform/posix.hh"
#include "platform/sys.hh"

namespace picoring::platform {

bool over_limit(decltype(RLIMIT_CORE) resource, size_t bytes)
{
    rlimit limit;
    if (sys::call(PICORING_CALL_GETRLIMIT, [&] { return getrlimit(resource, &limit); }) != 0)
        return false;
    return limit.rlim_cur != RLIM_INFINITY && bytes > static_cast<uint64_t>(limit.rlim_cur);
}

bool refuse(Failure &failure, const char *step, size_t bytes)
{
    int error = errno;
    failure = {PICORING_EIO, step, error, false};
    switch (error) {
    case ENOSYS:
    case EPERM:
    case EACCES:
    case EINVAL:
    case EOPNOTSUPP:
    case EROFS:
    case ENOTDIR:
    case ENOENT: failure.code = PICORING_ENOSYS; break;
    case EMFILE:
    case ENFILE: failure.code = PICORING_EMFILE; break;
    case EFBIG: failure.code = PICORING_EFBIG; break;
    case ENOSPC: failure.code = PICORING_ENOSPC; break;
    case ENOMEM:
        failure.code = meaning_of_enomem(bytes);
        failure.final = true;
        break;
    default: break;
    }
    return false;
}

int enomem_by_hole(size_t bytes)
{
    void *hole = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (hole == MAP_FAILED) return PICORING_EADDRSPACE;
    munmap(hole, bytes);
    return PICORING_ENOMEM;
}

void *map_memory(void *at, size_t size, int protection, int flags, int file)
{
    return sys::call(PICORING_CALL_MMAP,
                     [=] { return mmap(at, size, protection, flags, file, 0); });
}

int advise(void *at, size_t size, int advice)
{
    return sys::call(PICORING_CALL_MADVISE, [=] { return madvise(at, size, advice); });
}

void touch(uint8_t *at, size_t size)
{
    size_t page = system_page();
    for (size_t offset = 0; offset < size; offset += page) {
        volatile uint8_t *byte = at + offset;
        *byte = *byte;
    }
}

bool lock_pages(const Mapping &mapping, size_t size, Failure &failure)
{
    if (sys::call(PICORING_CALL_MLOCK, [&] { return mlock(mapping.data, size); }) == 0) return true;
    failure = {PICORING_ELOCK, "mlock", errno, true};
    return false;
}

} // namespace picoring::platform
