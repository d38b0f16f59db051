// SPDX-License-Identifier: MIT OR Apache-2.0
//
// ring_life.cc: table f, what a ring costs to make, to keep and to give back.
#include "tables.hpp"

#include <cstdio>
#include <dirent.h>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace bench {

namespace {

constexpr size_t ring_bytes = 64 * 1024;

void make_and_destroy(uint64_t times)
{
    for (uint64_t i = 0; i < times; ++i) {
        picoring_ring *ring;
        require(picoring_ring_create(ring_bytes, 1, nullptr, &ring) == PICORING_OK, "create");
        picoring_ring_destroy(ring);
    }
}

// The bare calls, in the order in which a mirror needs them.
void bare_calls(uint64_t times)
{
    for (uint64_t i = 0; i < times; ++i) {
        int fd = memfd_create("bench", MFD_CLOEXEC);
        bool sound = fd >= 0 && ftruncate(fd, ring_bytes) == 0;
        void *hole = mmap(nullptr, 2 * ring_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        auto second = static_cast<unsigned char *>(hole) + ring_bytes;
        constexpr int access = PROT_READ | PROT_WRITE;
        sound &= mmap(hole, ring_bytes, access, MAP_SHARED | MAP_FIXED, fd, 0) == hole;
        sound &= mmap(second, ring_bytes, access, MAP_SHARED | MAP_FIXED, fd, 0) == second;
        sound &= close(fd) == 0 && munmap(hole, 2 * ring_bytes) == 0;
        require(sound, "a bare call failed");
    }
}

void touch_both(uint64_t times)
{
    for (uint64_t i = 0; i < times; ++i) {
        picoring_ring *ring;
        require(picoring_ring_create(ring_bytes, 1, nullptr, &ring) == PICORING_OK, "create");
        auto place = static_cast<volatile unsigned char *>(picoring_ring_claim(ring, ring_bytes));
        for (size_t at = 0; at < ring_bytes; at += 4096) place[at] = 1;
        picoring_ring_destroy(ring);
    }
}

size_t entries(const char *folder)
{
    size_t count = 0;
    DIR *open = opendir(folder);
    require(open != nullptr, folder);
    while (dirent *entry = readdir(open)) count += entry->d_name[0] != '.';
    closedir(open);
    return count;
}

// Lines of the map that overlap [from, to).
size_t mappings(uintptr_t from, uintptr_t to)
{
    size_t count = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    require(maps != nullptr, "/proc/self/maps");
    char line[4400];
    while (fgets(line, sizeof line, maps)) {
        uintptr_t begin, end;
        if (sscanf(line, "%zx-%zx", &begin, &end) == 2) count += begin < to && end > from;
    }
    fclose(maps);
    return count;
}

std::string standing_costs()
{
    size_t descriptors = entries("/proc/self/fd");
    size_t threads = entries("/proc/self/task");
    ByteRing ring(ring_bytes);
    auto base = reinterpret_cast<uintptr_t>(ring.base());
    char text[100];
    snprintf(text, sizeof text, "a ring costs %zu mappings, %zu threads, %zu descriptors",
             mappings(base, base + 2 * ring.size()), entries("/proc/self/task") - threads,
             entries("/proc/self/fd") - descriptors);
    return text;
}

} // namespace

void table_life(Report &report, const Options &)
{
    report.table('f', "making and destroying a ring of 64 KiB",
                 {"Bare: memfd_create, ftruncate, three mmaps, close, munmap."});
    report.row({"",
                {{"picoring", make_and_destroy},
                 {"bare calls", bare_calls},
                 {"and each page touched", touch_both}},
                {at_most(1.3, 0, 1)},
                1});
    report.note(standing_costs());
}

} // namespace bench
