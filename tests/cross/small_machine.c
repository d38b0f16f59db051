/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * small_machine.c: preloaded under qemu-user, which books each page of a mapping
 * by itself: the default reservation of a list, as large as the memory, would
 * take it a second. So the machine has 256 MiB.
 */
#include <string.h>
#include <sys/sysinfo.h>

int sysinfo(struct sysinfo *info)
{
    memset(info, 0, sizeof *info);
    info->totalram = info->freeram = 256;
    info->mem_unit = 1 << 20;
    return 0;
}
