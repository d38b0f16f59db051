// SPDX-License-Identifier: MIT OR Apache-2.0
//
// twins.cc: the hot verbs' second life. The headers' own bodies are compiled
// here as exported functions, with the checks that an inline leaves out.
#define PICORING_TWINS
#define PICORING_TWIN_CHECK(sound, failure) PICORING_REQUIRE(sound, failure);
#define PICORING_TWIN_SIZE_CHECK(words, size)                                                      \
    if ((words)->element_size != (size))                                                           \
        return picoring::fail(PICORING_EINVAL, __func__, "the size is not the element size");

#include "capi/check.hh"
#include "picoring.h"
