/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * list_inline.h: the frozen words of a list and the bodies of its hot verbs.
 * list.h is the manual.
 *
 * The address of a picoring_list is the address of its words, which keep their
 * order, size and meaning for the life of the soname (docs/abi.md). Appending
 * touches nothing else until `len` meets `ready`; only then a step calls the
 * library. `len` is the one word that other threads read.
 */
#ifndef PICORING_LIST_INLINE_H
#define PICORING_LIST_INLINE_H

#include "atomic.h"
#include "list.h"
#include "words.h"

PICORING_BEGIN

typedef struct picoring_list_words {
    unsigned char *data; /* the first element; never changes */
    size_t len;          /* elements; stored with release, read with acquire */
    size_t ready;        /* elements that memory is there for; never below len */
    size_t element_size; /* bytes; never changes */
} picoring_list_words;

/* The out-of-line rest of the hot verbs, called by the bodies below and by
 * bindings that run the words themselves. Not checked for NULL.
 * Thread: the writer (refuse: any). Since: 0.1. */

/*! picoring_step_ready: room for n more elements is wanted and not ready: commits
 *  the next step. 0, or a code of list.h and its sentence in the name of `verb`.
 *  Progress: blocking. */
PICORING_API int picoring_step_ready(picoring_list_words *words, uint32_t verb, size_t n);

/*! picoring_step_refuse: why `verb` for n elements, or for the element at index
 *  n, does not go: a negative code, with its sentence in picoring_last_error()
 *  unless it is PICORING_EAGAIN. Progress: wait-free. */
PICORING_API int picoring_step_refuse(const picoring_list_words *words, uint32_t verb, size_t n);

#if !defined(PICORING_NO_INLINE) || defined(PICORING_TWINS)

PICORING_BODY picoring_list_words *picoring_list_words_(const picoring_list *list)
{
#ifdef __cplusplus
    return reinterpret_cast<picoring_list_words *>(const_cast<picoring_list *>(list));
#else
    return (picoring_list_words *)(uintptr_t)list;
#endif
}

PICORING_BODY int picoring_list_push_(picoring_list_words *words, const void *element, size_t size)
{
    size_t len = words->len;
    if (PICORING_UNLIKELY(len >= words->ready)) {
        int code = picoring_step_ready(words, PICORING_VERB_PUSH, 1);
        if (code != PICORING_OK) return code;
    }
    picoring_words_copy_(words->data + len * size, element, size);
    PICORING_STORE_RELEASE(&words->len, len + 1);
    return PICORING_OK;
}

PICORING_HOT int picoring_list_create(size_t element_size, const picoring_list_options *options,
                                      picoring_list **out_list)
{
    return picoring_list_open(PICORING_INLINE_ABI, element_size, options, out_list);
}

PICORING_HOT int picoring_list_push(picoring_list *list, const void *element)
{
    PICORING_TWIN_CHECK(list && element, PICORING_EFAULT)
    picoring_list_words *words = picoring_list_words_(list);
    return picoring_list_push_(words, element, words->element_size);
}

PICORING_HOT int picoring_list_push_sized(picoring_list *list, const void *element, size_t size)
{
    PICORING_TWIN_CHECK(list && element, PICORING_EFAULT)
    PICORING_TWIN_SIZE_CHECK(picoring_list_words_(list), size)
    return picoring_list_push_(picoring_list_words_(list), element, size);
}

PICORING_HOT int picoring_list_append(picoring_list *list, const void *elements, size_t n)
{
    PICORING_TWIN_CHECK(list && (elements || n == 0), PICORING_EFAULT)
    picoring_list_words *words = picoring_list_words_(list);
    size_t len = words->len;
    if (PICORING_UNLIKELY(n - 1 >= words->ready - len)) {
        int code = n == 0 ? PICORING_OK : picoring_step_ready(words, PICORING_VERB_APPEND, n);
        if (n == 0 || code != PICORING_OK) return code; /* elements may be NULL */
    }
    memcpy(words->data + len * words->element_size, elements, n * words->element_size);
    PICORING_STORE_RELEASE(&words->len, len + n);
    return PICORING_OK;
}

PICORING_HOT void *picoring_list_claim(picoring_list *list, size_t n)
{
    PICORING_TWIN_CHECK(list, NULL)
    picoring_list_words *words = picoring_list_words_(list);
    if (PICORING_UNLIKELY(n - 1 >= words->ready - words->len) &&
        (n == 0 || picoring_step_ready(words, PICORING_VERB_CLAIM, n) != PICORING_OK))
        return NULL;
    return words->data + words->len * words->element_size;
}

PICORING_HOT int picoring_list_commit(picoring_list *list, size_t n)
{
    PICORING_TWIN_CHECK(list, PICORING_EFAULT)
    picoring_list_words *words = picoring_list_words_(list);
    size_t len = words->len;
    if (PICORING_UNLIKELY(n > words->ready - len))
        return picoring_step_refuse(words, PICORING_VERB_COMMIT, n);
    PICORING_STORE_RELEASE(&words->len, len + n);
    return PICORING_OK;
}

PICORING_HOT int picoring_list_cancel(picoring_list *list)
{
    PICORING_TWIN_CHECK(list, PICORING_EFAULT)
    (void)list;
    return PICORING_OK;
}

PICORING_HOT size_t picoring_list_len(const picoring_list *list)
{
    PICORING_TWIN_CHECK(list, 0)
    return PICORING_LOAD_ACQUIRE(&picoring_list_words_(list)->len);
}

PICORING_HOT void *picoring_list_data(const picoring_list *list)
{
    PICORING_TWIN_CHECK(list, NULL)
    return picoring_list_words_(list)->data;
}

PICORING_HOT void *picoring_list_at(const picoring_list *list, size_t index)
{
    PICORING_TWIN_CHECK(list, NULL)
    picoring_list_words *words = picoring_list_words_(list);
    if (PICORING_UNLIKELY(index >= PICORING_LOAD_ACQUIRE(&words->len))) return NULL;
    return words->data + index * words->element_size;
}

PICORING_HOT int picoring_list_get(const picoring_list *list, size_t index, void *out_element)
{
    PICORING_TWIN_CHECK(list && out_element, PICORING_EFAULT)
    picoring_list_words *words = picoring_list_words_(list);
    if (PICORING_UNLIKELY(index >= PICORING_LOAD_ACQUIRE(&words->len)))
        return picoring_step_refuse(words, PICORING_VERB_GET, index);
    picoring_words_copy_(out_element, words->data + index * words->element_size,
                         words->element_size);
    return PICORING_OK;
}

PICORING_HOT int picoring_list_set(picoring_list *list, size_t index, const void *element)
{
    PICORING_TWIN_CHECK(list && element, PICORING_EFAULT)
    picoring_list_words *words = picoring_list_words_(list);
    if (PICORING_UNLIKELY(index >= words->len))
        return picoring_step_refuse(words, PICORING_VERB_SET, index);
    picoring_words_copy_(words->data + index * words->element_size, element, words->element_size);
    return PICORING_OK;
}

PICORING_HOT int picoring_list_pop(picoring_list *list, void *out_element)
{
    PICORING_TWIN_CHECK(list, PICORING_EFAULT)
    picoring_list_words *words = picoring_list_words_(list);
    size_t len = words->len;
    if (PICORING_UNLIKELY(len == 0)) return picoring_step_refuse(words, PICORING_VERB_POP, 1);
    if (out_element != NULL)
        picoring_words_copy_(out_element, words->data + (len - 1) * words->element_size,
                             words->element_size);
    PICORING_STORE_RELEASE(&words->len, len - 1);
    return PICORING_OK;
}

#endif /* bodies */

PICORING_END

#endif
