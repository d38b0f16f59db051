// SPDX-License-Identifier: MIT OR Apache-2.0
//
// linux_memory.cc: calls on mapped memory, and what their errors mean.
#include "platform/linux.hh"
#include "platform/sys.hh"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

// Newer than some of the C libraries that we build with.
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

namespace picoring::platform {

namespace {

size_t lines_of_own_maps()
{
    FILE *maps = sys::injected(PICORING_CALL_OPEN) ? nullptr : fopen("/proc/self/maps", "re");
    if (!maps) return 0;
    size_t lines = 0;
    for (int c = getc(maps); c != EOF; c = getc(maps)) lines += c == '\n';
    fclose(maps);
    return lines;
}

// mmap says ENOMEM for four different things.
int meaning_of_enomem(size_t bytes)
{
    auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    if (over_limit(RLIMIT_AS, number_in("/proc/self/statm") * page + bytes))
        return PICORING_EADDRSPACE;
    if (mappings_exhausted()) return PICORING_EMAPCOUNT;
    void *hole =
        mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (hole == MAP_FAILED) return PICORING_EADDRSPACE;
    munmap(hole, bytes);
    return PICORING_ENOMEM;
}

void touch(uint8_t *data, size_t size, size_t page)
{
    for (size_t at = 0; at < size; at += page) {
        volatile uint8_t *byte = data + at;
        *byte = *byte;
    }
}

size_t huge_kilobytes_of(const char *line)
{
    static const char *const keys[] = {"AnonHugePages:", "ShmemPmdMapped:", "FilePmdMapped:",
                                       "Shared_Hugetlb:", "Private_Hugetlb:"};
    for (const char *key : keys)
        if (strncmp(line, key, strlen(key)) == 0) return strtoul(line + strlen(key), nullptr, 10);
    return 0;
}

} // namespace

size_t number_in(const char *path, const char *key)
{
    FILE *file = sys::injected(PICORING_CALL_OPEN) ? nullptr : fopen(path, "re");
    if (!file) return 0;
    size_t number = 0;
    char line[256];
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, key, strlen(key)) != 0) continue;
        number = strtoul(line + strlen(key), nullptr, 10);
        break;
    }
    fclose(file);
    return number;
}

bool over_limit(decltype(RLIMIT_AS) resource, size_t bytes)
{
    rlimit limit;
    if (sys::call(PICORING_CALL_GETRLIMIT, [&] { return getrlimit(resource, &limit); }) != 0)
        return false;
    return limit.rlim_cur != RLIM_INFINITY && bytes > limit.rlim_cur;
}

bool mappings_exhausted()
{
    size_t most = number_in("/proc/sys/vm/max_map_count");
    return most != 0 && lines_of_own_maps() + 3 > most;
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

void *map_memory(void *at, size_t size, int protection, int flags, int file)
{
    return sys::call(PICORING_CALL_MMAP,
                     [=] { return mmap(at, size, protection, flags, file, 0); });
}

int advise(void *at, size_t size, int advice)
{
    return sys::call(PICORING_CALL_MADVISE, [=] { return madvise(at, size, advice); });
}

bool populate(uint8_t *at, size_t size, Failure &failure)
{
    if (advise(at, size, MADV_POPULATE_WRITE) == 0) return true;
    if (errno == EINVAL) { // before Linux 5.14
        touch(at, size, granularity());
        return true;
    }
    if (errno == EFAULT) errno = ENOMEM; // what would have been a SIGBUS
    return refuse(failure, "madvise(MADV_POPULATE_WRITE)", size);
}

size_t huge_bytes(const uint8_t *data, size_t size)
{
    FILE *maps = sys::injected(PICORING_CALL_OPEN) ? nullptr : fopen("/proc/self/smaps", "re");
    if (!maps) return 0;
    auto first = reinterpret_cast<uintptr_t>(data);
    size_t kilobytes = 0;
    bool ours = false;
    char line[512];
    while (fgets(line, sizeof line, maps)) {
        unsigned long from, to;
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
            ours = from >= first && to <= first + size;
        else if (ours)
            kilobytes += huge_kilobytes_of(line);
    }
    fclose(maps);
    return kilobytes * 1024;
}

} // namespace picoring::platform
