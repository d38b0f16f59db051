/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "../../freebsd.h"

#define UMTX_OP_WAIT_UINT_PRIVATE 15
#define UMTX_OP_WAKE_PRIVATE 16
#define UMTX_ABSTIME 1

struct _umtx_time {
    timespec _timeout;
    uint32_t _flags;
    uint32_t _clockid;
};

extern "C" int _umtx_op(void *object, int operation, u_long value, void *size, void *time);
