/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * posix.h: what the tests take from POSIX, as far as Windows has the same thing
 * under another name. Pages, the environment, pipes, and what a process holds.
 */
#ifndef PICORING_TESTS_WINDOWS_POSIX_H
#define PICORING_TESTS_WINDOWS_POSIX_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <psapi.h>

#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { _SC_PAGESIZE, _SC_PHYS_PAGES, _SC_NPROCESSORS_ONLN };

static inline long long sysconf(int name)
{
    SYSTEM_INFO info;
    MEMORYSTATUSEX memory;
    memory.dwLength = sizeof memory;
    GetSystemInfo(&info);
    GlobalMemoryStatusEx(&memory);
    return name == _SC_PAGESIZE           ? (long long)info.dwPageSize
           : name == _SC_NPROCESSORS_ONLN ? (long long)info.dwNumberOfProcessors
                                          : (long long)(memory.ullTotalPhys / info.dwPageSize);
}

static inline int setenv(const char *name, const char *value, int overwrite)
{
    return overwrite || !getenv(name) ? _putenv_s(name, value) : 0;
}

static inline int unsetenv(const char *name) { return _putenv_s(name, ""); }

static inline int posix_memalign(void **out_block, size_t alignment, size_t bytes)
{
    *out_block = _aligned_malloc(bytes, alignment);
    return *out_block ? 0 : ENOMEM;
}

static inline void free_aligned(void *block) { _aligned_free(block); }

static inline int pipe(int ends[2]) { return _pipe(ends, 1 << 16, _O_BINARY | _O_NOINHERIT); }

static inline HANDLE handle_of(int number) { return (HANDLE)(intptr_t)number; }

/* Pipes that do not wait, and whether a child process gets an event. */
enum { F_GETFD, F_SETFL, FD_CLOEXEC = 1, O_NONBLOCK = 0x4000000 };

static inline int fcntl(int number, int command, ...)
{
    DWORD flags = 0, no_waiting = PIPE_NOWAIT;
    if (command == F_SETFL)
        return SetNamedPipeHandleState((HANDLE)_get_osfhandle(number), &no_waiting, NULL, NULL) - 1;
    if (!GetHandleInformation(handle_of(number), &flags)) return -1;
    return flags & HANDLE_FLAG_INHERIT ? 0 : FD_CLOEXEC;
}

/* As the library tells it: without the full stop and the line's end. */
static inline const char *text_of(int error)
{
    static char text[128];
    DWORD length = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL,
                                  (DWORD)error, 0, text, sizeof text, NULL);
    while (length > 0 && strchr(".\r\n ", text[length - 1])) text[--length] = '\0';
    return text;
}

static inline ptrdiff_t pread(int file, void *to, size_t bytes, long long at)
{
    long long before = _telli64(file);
    _lseeki64(file, at, SEEK_SET);
    int got = _read(file, to, (unsigned)bytes);
    _lseeki64(file, before, SEEK_SET);
    return got;
}

/* Allocations of address space. */
static inline long count_mappings(void)
{
    MEMORY_BASIC_INFORMATION region;
    long mappings = 0;
    for (char *at = NULL; VirtualQuery(at, &region, sizeof region); at += region.RegionSize)
        mappings += region.State != MEM_FREE && region.BaseAddress == region.AllocationBase;
    return mappings;
}

static inline long count_descriptors(void)
{
    DWORD handles = 0;
    GetProcessHandleCount(GetCurrentProcess(), &handles);
    return (long)handles;
}

#endif
