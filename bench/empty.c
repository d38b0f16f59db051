/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* empty.c: a shared library of its own with one function that does nothing, so
 * that calling it is what any exported call costs at least. */
#include "empty.h"

void bench_empty(void) {}
