/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * kernel.h: is it a kernel that answers? An emulator of another machine takes
 * some calls and does nothing.
 */
#ifndef PICORING_TESTS_KERNEL_H
#define PICORING_TESTS_KERNEL_H

#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* A kernel refuses advice that it does not know. */
static inline int advice_is_followed(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    void *place = mmap(NULL, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int followed = madvise(place, page, 12345) != 0;
    munmap(place, page);
    return followed;
}
#define NO_ADVICE "madvise(2) takes any advice here, and follows none: an emulator"

/* Whether a limit on memory that is set is set. */
static inline int limits_are_kept(void)
{
    struct rlimit before, wanted, got = {0, 0};
    if (getrlimit(RLIMIT_AS, &before) != 0) return 0;
    wanted = before;
    wanted.rlim_cur = SIZE_MAX / 4 * 3;
    if (setrlimit(RLIMIT_AS, &wanted) != 0 || getrlimit(RLIMIT_AS, &got) != 0) return 0;
    setrlimit(RLIMIT_AS, &before);
    return got.rlim_cur == wanted.rlim_cur;
}
#define NO_LIMIT "setrlimit(2) only seems to limit memory here: an emulator"

#endif
