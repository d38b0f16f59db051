// SPDX-License-Identifier: MIT OR Apache-2.0
#include "core/channel.hh"

#include "capi/check.hh"
#include "core/versions.hh"

using namespace picoring;

int picoring_channel_options_init(picoring_channel_options *options, size_t struct_size)
{
    PICORING_REQUIRE(options, PICORING_EFAULT);
    return init_struct(__func__, options, first_channel_options_size, struct_size);
}

int64_t picoring_now(void) { return platform::now(); }
