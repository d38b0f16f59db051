// SPDX-License-Identifier: MIT OR Apache-2.0
#include "netbsd.h"

#include <cerrno>
#include <cstring>

#include <sys/futex.h>

#undef mremap

// Of so many of the next calls another thread is faster, and writes there.
extern "C" int netbsd_thefts;
extern "C" unsigned char *netbsd_stolen[16];
int netbsd_thefts;
unsigned char *netbsd_stolen[16];

static void steal(void *place)
{
    void *page = mmap(place, 4096, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (page != place) return;
    netbsd_stolen[--netbsd_thefts] = static_cast<unsigned char *>(page);
    memset(page, 99, 4096);
}

// At a fixed address it replaces nothing.
void *netbsd_mremap(void *from, size_t size, void *to, size_t new_size, int flags)
{
    errno = EINVAL;
    if (flags != (MAP_REMAPDUP | MAP_FIXED) || size != new_size) return MAP_FAILED;
    if (netbsd_thefts > 0) steal(to);
    void *free_place =
        mmap(to, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    errno = ENOMEM;
    if (free_place != to) return MAP_FAILED;
    return mremap(from, 0, size, MREMAP_MAYMOVE | MREMAP_FIXED, to);
}

long netbsd_syscall(int number, uint32_t *word, int operation, uint32_t value,
                    const timespec *until, uint32_t *other, int value2, uint32_t bits)
{
    bool futex = number == SYS___futex && !other && value2 == 0;
    if (futex && operation == (FUTEX_WAKE | FUTEX_PRIVATE_FLAG))
        return linux_futex_wake(word, value);
    if (futex && operation == (FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG) &&
        bits == FUTEX_BITSET_MATCH_ANY)
        return linux_futex_wait(word, value, until);
    errno = EINVAL;
    return -1;
}
