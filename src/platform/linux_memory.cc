// SPDX-License-Identifier: MIT OR Apache-2.0
//
// linux_memory.cc: what /proc tells of memory, and huge pages.
#include "platform/linux.hh"
#include "platform/sys.hh"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/sysinfo.h>
#include <unistd.h>

// Newer than some of the C libraries that we build with.
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

namespace picoring::platform {

namespace {

constexpr size_t smallest_step = size_t{1} << 16;

// The lines of a file of /proc, without heap: it is read when memory is short.
class Lines {
public:
    explicit Lines(const char *path)
        : file_(sys::call(PICORING_CALL_OPEN, [=] { return open(path, O_RDONLY | O_CLOEXEC); }))
    {
    }
    ~Lines()
    {
        if (file_ >= 0) close(file_);
    }
    Lines(const Lines &) = delete;
    Lines &operator=(const Lines &) = delete;

    // Of a line that is too long only the beginning; false at the end.
    bool next(char (&line)[256])
    {
        size_t length = 0;
        for (;;) {
            if (at_ == end_ && !fill()) {
                line[length] = '\0';
                return length != 0;
            }
            char c = buffer_[at_++];
            if (c == '\n') break;
            if (length < sizeof line - 1) line[length++] = c;
        }
        line[length] = '\0';
        return true;
    }

private:
    bool fill()
    {
        ssize_t got = file_ < 0 ? 0 : ::read(file_, buffer_, sizeof buffer_);
        at_ = 0;
        end_ = got > 0 ? static_cast<size_t>(got) : 0;
        return end_ != 0;
    }

    int file_;
    size_t at_ = 0;
    size_t end_ = 0;
    char buffer_[4096];
};

size_t lines_of_own_maps()
{
    Lines maps("/proc/self/maps");
    char line[256];
    size_t lines = 0;
    while (maps.next(line)) ++lines;
    return lines;
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
    Lines lines(path);
    char line[256];
    while (lines.next(line))
        if (strncmp(line, key, strlen(key)) == 0) return strtoul(line + strlen(key), nullptr, 10);
    return 0;
}

size_t memory_size()
{
    struct sysinfo info;
    if (sys::call(PICORING_CALL_SYSINFO, [&] { return sysinfo(&info); }) != 0) return 0;
    uint64_t bytes = (uint64_t{info.totalram} + info.totalswap) * info.mem_unit;
    return bytes < SIZE_MAX ? static_cast<size_t>(bytes) : SIZE_MAX;
}

// mremap is refused soonest: when six more would be too many (mm/mremap.c).
bool mappings_exhausted()
{
    size_t most = number_in("/proc/sys/vm/max_map_count");
    return most != 0 && lines_of_own_maps() + 6 > most;
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

// mmap says ENOMEM for four different things.
int meaning_of_enomem(size_t bytes)
{
    auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    if (over_limit(RLIMIT_AS, number_in("/proc/self/statm") * page + bytes))
        return PICORING_EADDRSPACE;
    if (mappings_exhausted()) return PICORING_EMAPCOUNT;
    return enomem_by_hole(bytes);
}

bool populate(uint8_t *at, size_t size, Failure &failure)
{
    if (advise(at, size, MADV_POPULATE_WRITE) == 0) return true;
    if (not_known(errno)) { // before Linux 5.14, or in a sandbox
        touch(at, size);
        return true;
    }
    if (errno != ENOMEM && errno != EFAULT)
        return refuse(failure, "madvise(MADV_POPULATE_WRITE)", size);
    // The addresses are there; EFAULT is what would have been a SIGBUS.
    failure = {PICORING_ENOMEM, "madvise(MADV_POPULATE_WRITE)", ENOMEM, true};
    return false;
}

bool advise_space(const SpaceRequest &request, void *at, size_t size, Failure &failure)
{
    (void)advise(at, size, request.huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    return request.dump || advise(at, size, MADV_DONTDUMP) == 0 ||
           refuse(failure, "madvise(MADV_DONTDUMP)", size);
}

// mprotect says ENOMEM for four different things.
void explain_promise(size_t bytes, Failure &failure)
{
    size_t held = number_in("/proc/self/status", "VmData:") * 1024;
    if (over_limit(RLIMIT_DATA, held + bytes))
        failure.step = "mprotect over RLIMIT_DATA";
    else if (mappings_exhausted())
        failure.code = PICORING_EMAPCOUNT;
    else if (number_in("/proc/sys/vm/overcommit_memory") == 2)
        failure.step = "mprotect over the commit limit of vm.overcommit_memory=2";
}

size_t huge_bytes(const uint8_t *data, size_t size)
{
    Lines maps("/proc/self/smaps");
    auto first = reinterpret_cast<uintptr_t>(data);
    size_t kilobytes = 0;
    bool ours = false;
    char line[256];
    while (maps.next(line)) {
        unsigned long from, to;
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
            ours = from >= first && to <= first + size;
        else if (ours)
            kilobytes += huge_kilobytes_of(line);
    }
    return kilobytes * 1024;
}

} // namespace picoring::platform
