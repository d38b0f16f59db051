/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * options.h: how the memory of an object is made. NULL options mean the
 * defaults, and all defaults are 0.
 *
 *     picoring_options options = PICORING_OPTIONS_INIT;
 *     options.prefault = 1;
 *
 * The struct may grow at the end. struct_size tells the library how much of it
 * the caller knows; bytes that the library does not know must be 0, otherwise
 * create answers PICORING_E2BIG.
 */
#ifndef PICORING_OPTIONS_H
#define PICORING_OPTIONS_H

#include "base.h"

PICORING_BEGIN

/* How the same memory gets to two addresses. The system's own ladder is tried
 * from the top with AUTO. The environment variable PICORING_TECHNIQUE, with a name
 * that picoring_technique_name() gives, takes the place of AUTO; set-user-ID
 * programs ignore it. */
enum picoring_technique {
    PICORING_TECHNIQUE_AUTO = 0,
    PICORING_TECHNIQUE_MEMFD = 1,    /* Linux, FreeBSD: an unnamed memory file */
    PICORING_TECHNIQUE_MREMAP = 2,   /* Linux, NetBSD: a second mapping by mremap(2) */
    PICORING_TECHNIQUE_SHM = 3,      /* a shm_open(3) name that is gone at once */
    PICORING_TECHNIQUE_EMULATED = 4, /* twice the heap, copied at the seam; only
                                        on request: for sanitizers, Valgrind and
                                        systems without a memory mapping */
    PICORING_TECHNIQUE_PLACEHOLDER = 5, /* Windows: views in the place of a cut
                                           reservation, VirtualAlloc2 and
                                           MapViewOfFile3 */
    PICORING_TECHNIQUE_MAPVIEW = 6,    /* Windows: views at a place that was free a
                                          moment ago, MapViewOfFileEx */
    PICORING_TECHNIQUE_MACH_ENTRY = 7, /* macOS: a Mach memory entry, mapped twice */
    PICORING_TECHNIQUE_MACH_REMAP = 8, /* macOS: a second mapping by vm_remap */
    PICORING_TECHNIQUE_ASHMEM = 9      /* Android: ASharedMemory, mapped twice */
};

enum picoring_huge {
    PICORING_HUGE_OFF = 0,    /* ordinary pages */
    PICORING_HUGE_TRY = 1,    /* huge pages where the system grants them */
    PICORING_HUGE_REQUIRE = 2 /* huge pages or PICORING_EHUGE */
};

enum picoring_dump {
    PICORING_DUMP_ONE = 0, /* one copy goes into a core dump */
    PICORING_DUMP_NONE = 1 /* none: the contents are secret */
};

typedef struct picoring_options {
    size_t struct_size; /* sizeof(picoring_options) */
    uint32_t technique; /* enum picoring_technique */
    uint32_t exact;     /* 1: exactly the capacity asked for. 0: as many elements
                           as fit, the memory rounded up to the granularity. A
                           bare mirror is exact or PICORING_EINVAL */
    uint32_t prefault;  /* 1: every page is there when create returns. 0: pages
                           come when touched; a system that is out of memory
                           then can only answer with a signal */
    uint32_t lock;      /* 1: and stays: mlock(2) or VirtualLock, or PICORING_ELOCK */
    uint32_t huge;      /* enum picoring_huge; Windows, where large pages need a
                           privilege, has none to grant */
    uint32_t inherit;   /* 1: a forked child shares the memory, but not the
                           positions of a ring or stream: only one of the two may
                           go on using it. 0: to the child
                           the object has no room and nothing to read, and
                           answers PICORING_EFORK; it may only destroy. Without
                           meaning on Windows */
    uint32_t dump;      /* enum picoring_dump; on Windows whoever writes a dump
                           decides, and NONE is PICORING_ENOSYS */
    uint32_t guard;     /* 1: an inaccessible page before and behind */
    size_t alignment;   /* bytes every element is aligned to, a power of two
                           that divides the granularity; 0 asks for none */
    /* Where handles and emulated memory come from; all NULL for malloc. Both
     * or neither are given. alignment is a power of two; allocate returns NULL
     * if there is nothing left; both may be called by any thread, do not throw,
     * and are not called by a forked child that did not inherit. */
    void *(*allocate)(void *user, size_t bytes, size_t alignment);
    void (*deallocate)(void *user, void *block, size_t bytes, size_t alignment);
    void *user; /* handed to both */
} picoring_options;

#define PICORING_OPTIONS_INIT { sizeof(picoring_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL }

/*!
 * picoring_options_init: PICORING_OPTIONS_INIT for languages without C macros.
 *   options      at least struct_size bytes
 *   struct_size  the size of the struct that the caller knows, in bytes
 *   returns      0, or
 *                PICORING_EFAULT  options is NULL
 *                PICORING_EINVAL  struct_size is smaller than version 0.1's
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API int picoring_options_init(picoring_options *options, size_t struct_size);

/*!
 * picoring_technique_name: "memfd", "mremap", ...; "unknown" otherwise.
 * Static, never NULL.
 *   technique  enum picoring_technique
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API const char *picoring_technique_name(uint32_t technique);

PICORING_END

#endif
