/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * android.c: a libandroid.so with what android.cc looks up in it.
 */
#include <sys/mman.h>
#include <unistd.h>

int ASharedMemory_create(const char *name, size_t size);

int ASharedMemory_create(const char *name, size_t size)
{
    int file = memfd_create(name, MFD_CLOEXEC);
    if (file >= 0 && ftruncate(file, (off_t)size) == 0) return file;
    if (file >= 0) close(file);
    return -1;
}
