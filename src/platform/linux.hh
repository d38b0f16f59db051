// SPDX-License-Identifier: MIT OR Apache-2.0
//
// linux.hh: what the files of this system share.
#pragma once

#include "platform/platform.hh"

#include <sys/mman.h>
#include <sys/resource.h>

namespace picoring::platform {

constexpr int read_write = PROT_READ | PROT_WRITE;
constexpr size_t huge_page = size_t{2} << 20;

// The number that a file of /proc begins with, or that follows `key` there; 0
// if it cannot be had.
size_t number_in(const char *path, const char *key = "");

bool over_limit(decltype(RLIMIT_AS) resource, size_t bytes);
bool mappings_exhausted();

// Makes errno a failure of `step`, which asked for `bytes` of address space;
// false.
bool refuse(Failure &failure, const char *step, size_t bytes);

void *map_memory(void *at, size_t size, int protection, int flags, int file);
int advise(void *at, size_t size, int advice);
// Fills a writable range with pages.
bool populate(uint8_t *at, size_t size, Failure &failure);

} // namespace picoring::platform
