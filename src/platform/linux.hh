// SPDX-License-Identifier: MIT OR Apache-2.0
//
// linux.hh: what the files of this system share.
#pragma once

#include "picoring/options.h"
#include "platform/posix.hh"

namespace picoring::platform {

constexpr size_t huge_page = size_t{2} << 20;

#ifdef __ANDROID__
constexpr uint32_t third_technique = PICORING_TECHNIQUE_ASHMEM;
#else
constexpr uint32_t third_technique = PICORING_TECHNIQUE_SHM;
#endif
bool map_by_third(const MapRequest &request, Mapping &mapping, Failure &failure);

// Makes the space of a memory file.
bool allocate_space(int file, size_t size, Failure &failure);
// A view beyond its end would make the kernel set huge pages aside for it.
inline bool spans(const MapRequest &request)
{
    return !request.guard && !request.huge && request.page_size == system_page();
}

// The number that a file of /proc begins with, or that follows `key` there; 0
// if it cannot be had.
size_t number_in(const char *path, const char *key = "");

bool mappings_exhausted();

// By a kernel that is too old, or in a sandbox.
inline bool not_known(int error)
{
    return error == EINVAL || error == EPERM || error == EACCES || error == ENOSYS;
}

} // namespace picoring::platform
