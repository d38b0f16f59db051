/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * ring_inline.h: the bodies of the ring's hot verbs, thin faces over words.h.
 * ring.h is the manual.
 */
#ifndef PICORING_RING_INLINE_H
#define PICORING_RING_INLINE_H

#include "ring.h"
#include "words.h"

#if !defined(PICORING_NO_INLINE) || defined(PICORING_TWINS)

PICORING_BEGIN

PICORING_BODY picoring_words *picoring_ring_words_(const picoring_ring *ring)
{
#ifdef __cplusplus
    return reinterpret_cast<picoring_words *>(const_cast<picoring_ring *>(ring));
#else
    return (picoring_words *)(uintptr_t)ring;
#endif
}

PICORING_HOT int picoring_ring_create(size_t capacity, size_t element_size,
                                      const picoring_options *options, picoring_ring **out_ring)
{
    return picoring_ring_open(PICORING_INLINE_ABI, capacity, element_size, options, out_ring);
}

PICORING_HOT int picoring_ring_push(picoring_ring *ring, const void *element)
{
    PICORING_TWIN_CHECK(ring && element, PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    return picoring_words_push_(words, element, words->element_size, PICORING_VERB_PUSH);
}

PICORING_HOT int picoring_ring_pop(picoring_ring *ring, void *out_element)
{
    PICORING_TWIN_CHECK(ring && out_element, PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    return picoring_words_pop_(words, out_element, words->element_size);
}

PICORING_HOT int picoring_ring_push_sized(picoring_ring *ring, const void *element, size_t size)
{
    PICORING_TWIN_CHECK(ring && element, PICORING_EFAULT)
    PICORING_TWIN_SIZE_CHECK(picoring_ring_words_(ring), size)
    return picoring_words_push_(picoring_ring_words_(ring), element, size, PICORING_VERB_PUSH);
}

PICORING_HOT int picoring_ring_pop_sized(picoring_ring *ring, void *out_element, size_t size)
{
    PICORING_TWIN_CHECK(ring && out_element, PICORING_EFAULT)
    PICORING_TWIN_SIZE_CHECK(picoring_ring_words_(ring), size)
    return picoring_words_pop_(picoring_ring_words_(ring), out_element, size);
}

PICORING_HOT int picoring_ring_push_overwrite(picoring_ring *ring, const void *element)
{
    PICORING_TWIN_CHECK(ring && element, PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    if (words->used != 0 && words->used >= words->limit) (void)picoring_words_release_(words, 1);
    return picoring_words_push_(words, element, words->element_size, PICORING_VERB_PUSH_OVERWRITE);
}

PICORING_HOT int picoring_ring_push_n(picoring_ring *ring, const void *elements, size_t n)
{
    PICORING_TWIN_CHECK(ring && (elements || n == 0), PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    size_t used = words->used;
    size_t sum = used + n; /* not above used: n is 0, or the sum wrapped */
    if (PICORING_UNLIKELY(sum <= used || sum > words->limit))
        return n == 0 ? PICORING_OK : picoring_seam_refuse(words, PICORING_VERB_PUSH_N, n);
    picoring_words_put_(words, elements, n, words->element_size);
    return PICORING_OK;
}

PICORING_HOT int picoring_ring_pop_n(picoring_ring *ring, void *out_elements, size_t n)
{
    PICORING_TWIN_CHECK(ring && (out_elements || n == 0), PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    if (PICORING_UNLIKELY(n - 1 >= words->used))
        return n == 0 ? PICORING_OK : picoring_seam_refuse(words, PICORING_VERB_POP_N, n);
    picoring_words_take_(words, out_elements, n, words->element_size);
    return PICORING_OK;
}

PICORING_HOT int picoring_ring_push_some(picoring_ring *ring, const void *elements, size_t n,
                                         size_t *out_n)
{
    PICORING_TWIN_CHECK(ring && out_n && (elements || n == 0), PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    return picoring_words_put_some_(words, elements, n, out_n, words->element_size,
                                    PICORING_VERB_PUSH_SOME);
}

PICORING_HOT int picoring_ring_pop_some(picoring_ring *ring, void *out_elements, size_t n,
                                        size_t *out_n)
{
    PICORING_TWIN_CHECK(ring && out_n && (out_elements || n == 0), PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    return picoring_words_take_some_(words, out_elements, n, out_n, words->element_size,
                                     PICORING_VERB_POP_SOME);
}

PICORING_HOT void *picoring_ring_claim(picoring_ring *ring, size_t n)
{
    PICORING_TWIN_CHECK(ring, NULL)
    return picoring_words_claim_(picoring_ring_words_(ring), n);
}

PICORING_HOT int picoring_ring_commit(picoring_ring *ring, size_t n)
{
    PICORING_TWIN_CHECK(ring, PICORING_EFAULT)
    return picoring_words_commit_(picoring_ring_words_(ring), n);
}

PICORING_HOT int picoring_ring_cancel(picoring_ring *ring)
{
    PICORING_TWIN_CHECK(ring, PICORING_EFAULT)
    PICORING_COMPILER_BARRIER();
    (void)ring;
    return PICORING_OK;
}

PICORING_HOT void *picoring_ring_peek(picoring_ring *ring, size_t *out_n)
{
    PICORING_TWIN_CHECK(out_n && (ring || (*out_n = 0)), NULL)
    return picoring_words_peek_(picoring_ring_words_(ring), out_n);
}

PICORING_HOT int picoring_ring_release(picoring_ring *ring, size_t n)
{
    PICORING_TWIN_CHECK(ring, PICORING_EFAULT)
    return picoring_words_release_(picoring_ring_words_(ring), n);
}

PICORING_HOT void *picoring_ring_view(picoring_ring *ring, size_t offset, size_t n)
{
    PICORING_TWIN_CHECK(ring, NULL)
    picoring_words *words = picoring_ring_words_(ring);
    if (PICORING_UNLIKELY(offset >= words->used || n - 1 >= words->used - offset)) return NULL;
    return picoring_words_reach_(words, offset * words->element_size, n * words->element_size);
}

PICORING_HOT void *picoring_ring_at(picoring_ring *ring, size_t index)
{
    PICORING_TWIN_CHECK(ring, NULL)
    picoring_words *words = picoring_ring_words_(ring);
    if (PICORING_UNLIKELY(index >= words->used)) return NULL;
    return picoring_words_reach_(words, index * words->element_size, words->element_size);
}

PICORING_HOT int picoring_ring_set(picoring_ring *ring, size_t index, const void *element)
{
    PICORING_TWIN_CHECK(ring && element, PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    if (PICORING_UNLIKELY(index >= words->used))
        return picoring_seam_refuse(words, PICORING_VERB_SET, index);
    picoring_words_copy_(
        picoring_words_reach_(words, index * words->element_size, words->element_size), element,
        words->element_size);
    return PICORING_OK;
}

PICORING_HOT size_t picoring_ring_len(const picoring_ring *ring)
{
    PICORING_TWIN_CHECK(ring, 0)
    return picoring_ring_words_(ring)->used;
}

PICORING_HOT size_t picoring_ring_free(const picoring_ring *ring)
{
    PICORING_TWIN_CHECK(ring, 0)
    return picoring_words_free_(picoring_ring_words_(ring));
}

PICORING_HOT int picoring_ring_clear(picoring_ring *ring)
{
    PICORING_TWIN_CHECK(ring, PICORING_EFAULT)
    picoring_words *words = picoring_ring_words_(ring);
    return picoring_words_release_(words, words->used);
}

PICORING_END

#endif
#endif
