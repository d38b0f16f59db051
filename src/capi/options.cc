// SPDX-License-Identifier: MIT OR Apache-2.0
#include "core/options.hh"

#include "core/versions.hh"

#include "capi/check.hh"

int picoring_options_init(picoring_options *options, size_t struct_size)
{
    PICORING_REQUIRE(options, PICORING_EFAULT);
    return picoring::init_struct(__func__, options, picoring::first_options_size, struct_size);
}

const char *picoring_technique_name(uint32_t technique)
{
    static const char *const names[] = {"auto",       "memfd",       "mremap",  "shm",
                                        "emulated",   "placeholder", "mapview", "mach_entry",
                                        "mach_remap", "ashmem"};
    static_assert(sizeof names / sizeof names[0] == picoring::last_technique + 1);
    return technique < sizeof names / sizeof names[0] ? names[technique] : "unknown";
}
