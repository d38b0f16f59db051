/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#define _GNU_SOURCE
#include "channels_ck.h"

#include "channels_backoff.h"

#include <ck_ring.h>
#include <stdlib.h>

struct bench_ck {
    ck_ring_t ring;
    void *buffer;
};

bench_ck *bench_ck_create(size_t capacity, size_t element_size)
{
    bench_ck *ck = aligned_alloc(128, (sizeof *ck + 127) / 128 * 128);
    ck->buffer = aligned_alloc(128, capacity * element_size);
    memset(ck->buffer, 0, capacity * element_size);
    ck_ring_init(&ck->ring, (unsigned)capacity);
    return ck;
}

void bench_ck_destroy(bench_ck *ck)
{
    free(ck->buffer);
    free(ck);
}

#define LOOPS(bytes)                                                                   \
    struct bytes_##bytes {                                                             \
        uint64_t words[bytes / 8];                                                     \
    };                                                                                 \
    CK_RING_PROTOTYPE(bytes_##bytes, bytes_##bytes)                                    \
    void bench_ck_produce_##bytes(bench_ck *ck, uint64_t items)                        \
    {                                                                                  \
        for (uint64_t i = 0; i < items; ++i) {                                         \
            struct bytes_##bytes element;                                              \
            unsigned looks = 0;                                                        \
            for (size_t k = 0; k < bytes / 8; ++k) element.words[k] = i;               \
            while (!CK_RING_ENQUEUE_SPSC(bytes_##bytes, &ck->ring, ck->buffer, &element)) \
                bench_back_off(&looks);                                                \
        }                                                                              \
    }                                                                                  \
    uint64_t bench_ck_consume_##bytes(bench_ck *ck, uint64_t items)                    \
    {                                                                                  \
        uint64_t wrong = 0;                                                            \
        for (uint64_t i = 0; i < items; ++i) {                                         \
            struct bytes_##bytes element;                                              \
            unsigned looks = 0;                                                        \
            while (!CK_RING_DEQUEUE_SPSC(bytes_##bytes, &ck->ring, ck->buffer, &element)) \
                bench_back_off(&looks);                                                \
            for (size_t k = 0; k < bytes / 8; ++k) wrong |= element.words[k] ^ i;      \
        }                                                                              \
        return wrong;                                                                  \
    }

LOOPS(8)
LOOPS(64)
LOOPS(256)
