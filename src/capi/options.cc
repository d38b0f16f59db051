// SPDX-License-Identifier: MIT OR Apache-2.0
#include "core/options.hh"

#include "capi/check.hh"

#include <cstring>

int picoring_options_init(picoring_options *options, size_t struct_size)
{
    PICORING_REQUIRE(options, PICORING_EFAULT);
    if (struct_size < picoring::first_options_size)
        return picoring::fail(PICORING_EINVAL, __func__, "struct_size is too small");
    memset(static_cast<void *>(options), 0, struct_size);
    options->struct_size = struct_size;
    return PICORING_OK;
}

const char *picoring_technique_name(uint32_t technique)
{
    static const char *const names[] = {"auto", "memfd", "mremap", "shm", "emulated"};
    return technique < sizeof names / sizeof names[0] ? names[technique] : "unknown";
}
