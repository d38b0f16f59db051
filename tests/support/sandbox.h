/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * sandbox.h: a process that may not make the calls behind the techniques, as in
 * a container. Refused by seccomp(2), for it and all that it starts.
 */
#ifndef PICORING_TESTS_SANDBOX_H
#define PICORING_TESTS_SANDBOX_H

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

enum { NO_MEMFD = 1, NO_MREMAP = 2, NO_SHM = 4, NO_MAPPING = 7, NO_ADVICE_TAKEN = 8 };

#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define UNLESS_CALL(number, skip) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(number), 0, (skip))
/* Paths cannot be looked at; but nobody else opens with all of these. */
#define SHM_FLAGS (O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC)
#define LOW_HALF (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0)
#define REFUSE_OPEN(number, flags) \
    UNLESS_CALL(number, 5), \
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, \
                 (unsigned)offsetof(struct seccomp_data, args[flags]) + LOW_HALF), \
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, SHM_FLAGS), \
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SHM_FLAGS, 0, 1), REFUSE, ALLOW

/* 0, or -1 and errno: there is no seccomp here. */
static inline int refuse_calls(int which)
{
    const int never = -1;
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        UNLESS_CALL(which & NO_MEMFD ? SYS_memfd_create : never, 1),
        REFUSE,
        UNLESS_CALL(which & NO_MREMAP ? SYS_mremap : never, 1),
        REFUSE,
        UNLESS_CALL(which & NO_ADVICE_TAKEN ? SYS_madvise : never, 1),
        REFUSE,
#ifdef SYS_open
        REFUSE_OPEN(which & NO_SHM ? SYS_open : never, 1),
#endif
        REFUSE_OPEN(which & NO_SHM ? SYS_openat : never, 2),
        ALLOW,
    };
    struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

#endif
