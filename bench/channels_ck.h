/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* channels_ck.h: Concurrency Kit's ring, whose header is C: the loops are, too. */
#ifndef PICORING_BENCH_CHANNELS_CK_H
#define PICORING_BENCH_CHANNELS_CK_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bench_ck bench_ck;

/* A ring of `capacity` elements, a power of two; it holds one fewer. */
bench_ck *bench_ck_create(size_t capacity, size_t element_size);
void bench_ck_destroy(bench_ck *ck);

/* Elements of so many bytes, the words of each its number. The consumers return
 * 0 if every value was right. */
void bench_ck_produce_8(bench_ck *ck, uint64_t items);
void bench_ck_produce_64(bench_ck *ck, uint64_t items);
void bench_ck_produce_256(bench_ck *ck, uint64_t items);
uint64_t bench_ck_consume_8(bench_ck *ck, uint64_t items);
uint64_t bench_ck_consume_64(bench_ck *ck, uint64_t items);
uint64_t bench_ck_consume_256(bench_ck *ck, uint64_t items);

#ifdef __cplusplus
}
#endif

#endif
