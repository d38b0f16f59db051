/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "../../openbsd.h"

#define FUTEX_WAIT 1
#define FUTEX_WAKE 2
#define FUTEX_PRIVATE_FLAG 128

extern "C" int futex(volatile uint32_t *word, int operation, int value, const timespec *timeout,
                     volatile uint32_t *other);
