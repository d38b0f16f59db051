// SPDX-License-Identifier: MIT OR Apache-2.0
//
// circle.hh: the one-thread core below ring and stream: the frozen words, and
// behind them what only calls may touch.
//
// The emulated technique. Its two copies are different memory. The first copy
// [data, data + size) is the truth, but two things may lie in the second:
//   - what the writer has claimed beyond the seam: it is copied back when the
//     write place wraps, with whatever of the claim is not committed yet;
//   - what the reader was lent beyond the seam (`lent` bytes): it is copied out
//     when lent, and back when the read place wraps. Until then these bytes keep
//     the address they were lent at, so that a span and an element of it that
//     are held at the same time are the same bytes.
// An element that lies across the seam is whole in one piece only from the
// first copy into the second; its tail is never copied. The writer's and the
// reader's part of the second copy never meet: readable bytes lie beyond the
// seam only if free bytes do not.
#pragma once

#include "core/mirror.hh"
#include "picoring/words.h"

namespace picoring {

struct alignas(64) Circle {
    picoring_words words; // first: the handle is the address of the words
    const char *object;   // "ring" or "stream", for sentences
    size_t capacity;      // elements; words.limit while open
    uint8_t *end;         // of the first copy, also when words.end is NULL
    size_t lent;          // emulated: bytes beyond the seam that the reader has
    bool closed;
    Mirror mirror;
};

int make_circle(const char *object, uint32_t inline_abi, size_t capacity, size_t element_size,
                const picoring_options *options, Circle **out_circle);
void unmake_circle(Circle *circle);

// Makes a ring in raw memory of a mirror that it takes over: `used` elements from
// `read` on.
void take_circle(Circle &circle, Mirror &mirror, size_t capacity, size_t element_size,
                 uint8_t *read, size_t used, size_t lent);

inline const Circle &circle_of(const picoring_words *words)
{
    return *reinterpret_cast<const Circle *>(words);
}

inline Circle &circle_of(picoring_words *words) { return *reinterpret_cast<Circle *>(words); }

// Why `verb` for n elements does not go, with its sentence.
int refuse(const Circle &circle, uint32_t verb, size_t n);

// The same, or 0 if it does go: what the ..._status verbs answer.
int claim_status(const Circle &circle, size_t n);
int peek_status(const Circle &circle);

} // namespace picoring
