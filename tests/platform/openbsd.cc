// SPDX-License-Identifier: MIT OR Apache-2.0
#include "openbsd.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/random.h>

#include <sys/futex.h>

#undef mmap

void *openbsd_mmap(void *at, size_t size, int protection, int flags, int file, off_t offset)
{
    void *mapped = mmap(at, size, protection, flags & ~MAP_CONCEAL, file, offset);
    if (mapped != MAP_FAILED && flags & MAP_CONCEAL) madvise(mapped, size, MADV_DONTDUMP);
    return mapped;
}

int shm_mkstemp(char *name)
{
    char *digits = strstr(name, "XXXXXX");
    for (int attempt = 0; digits && attempt < 1000; ++attempt) {
        unsigned char random[32]; // not rand(), whose lock a forked child may find held
        if (getrandom(random, sizeof random, 0) != sizeof random) return -1;
        for (size_t i = 0; digits[i] && i < sizeof random; ++i)
            digits[i] = static_cast<char>('a' + random[i] % 26);
        int file = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
        if (file >= 0 || errno != EEXIST) return file;
    }
    return -1;
}

// Time-outs are relative.
int futex(volatile uint32_t *word, int operation, int value, const timespec *timeout,
          volatile uint32_t *)
{
    auto at = const_cast<uint32_t *>(word);
    if (operation == (FUTEX_WAKE | FUTEX_PRIVATE_FLAG))
        return static_cast<int>(linux_futex_wake(at, static_cast<unsigned long>(value)));
    timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += timeout ? timeout->tv_sec : 0;
    until.tv_nsec += timeout ? timeout->tv_nsec : 0;
    if (until.tv_nsec >= 1000000000) ++until.tv_sec, until.tv_nsec -= 1000000000;
    return static_cast<int>(
        linux_futex_wait(at, static_cast<uint32_t>(value), timeout ? &until : nullptr));
}
