/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* empty.h: the empty exported call, the unit in which calls are weighed. */
#ifndef PICORING_BENCH_EMPTY_H
#define PICORING_BENCH_EMPTY_H

#ifdef __cplusplus
extern "C"
#endif
    __attribute__((__visibility__("default"))) void
    bench_empty(void);

#endif
