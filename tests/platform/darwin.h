/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * darwin.h: macOS's calls, after its headers, on top of Linux's.
 */
#include "bsd.h"
