// SPDX-License-Identifier: MIT OR Apache-2.0
//
// uio.h: a readv(2) that is short at the end of the first segment, as it may be.
#pragma once

#include <cstddef>
#include <unistd.h>

struct iovec {
    void *iov_base;
    std::size_t iov_len;
};

inline ssize_t readv(int descriptor, const iovec *segments, int)
{
    return read(descriptor, segments->iov_base, static_cast<unsigned>(segments->iov_len));
}
