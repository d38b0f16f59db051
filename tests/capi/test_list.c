/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_list.c: every verb and option of list.h, what it does and what it
 * refuses. test_list_memory.c has the memory behind it.
 */
#include "check.h"
#ifndef _WIN32
#include "kernel.h"
#endif

static const size_t element_sizes[] = {1, 2, 3, 4, 8, 12, 16, 24, 100, 4095, 4096, 4097, 5000};
enum { LARGEST = 5000 };

static picoring_list *list_with(size_t element_size, const picoring_list_options *options)
{
    picoring_list *list = NULL;
    assert_code(PICORING_OK, picoring_list_create(element_size, options, &list));
    assert_non_null(list);
    return list;
}

/* `pages` ordinary pages that commit one by one. */
static picoring_list_options by_pages(size_t pages, size_t element_size)
{
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.reserve = (pages * picoring_granularity() + element_size - 1) / element_size;
    options.least_step = options.most_step = options.keep = picoring_granularity();
    options.small_pages = 1;
    return options;
}

static picoring_list *list_of_ints(void) { return list_with(sizeof(int), NULL); }

static void push_ints(picoring_list *list, int first, int count)
{
    for (int i = first; i < first + count; ++i) assert_code(PICORING_OK, picoring_list_push(list, &i));
}

static void has_ints(const picoring_list *list, int first, int count)
{
    assert_int_equal(picoring_list_len(list), count);
    const int *data = (const int *)picoring_list_data(list);
    for (int i = 0; i < count; ++i) assert_int_equal(data[i], first + i);
}

static void push_patterns(picoring_list *list, size_t size, size_t first, size_t count)
{
    static unsigned char element[LARGEST];
    for (size_t n = first; n < first + count; ++n) {
        pattern(element, n, size);
        assert_code(PICORING_OK, picoring_list_push(list, element));
    }
}

/* Elements [first, last) of the list are the patterns of these numbers. */
static void has_patterns(const picoring_list *list, size_t size, size_t first, size_t last)
{
    const unsigned char *data = (const unsigned char *)picoring_list_data(list);
    for (size_t n = first; n < last; ++n) assert_true(has_pattern(data + n * size, n, size));
}

static picoring_list_info described(const picoring_list *list)
{
    picoring_list_info info = PICORING_LIST_INFO_INIT;
    assert_code(PICORING_OK, picoring_list_describe(list, &info));
    return info;
}

static size_t committed(const picoring_list *list) { return described(list).committed; }

/* The most that commit takes now. */
static size_t room_ready(picoring_list *list)
{
    size_t low = 0, high = picoring_list_capacity(list) - picoring_list_len(list);
    while (low < high) {
        size_t middle = high - (high - low) / 2, len = picoring_list_len(list);
        if (picoring_list_commit(list, middle) == PICORING_OK) {
            low = middle;
            while (picoring_list_len(list) > len) assert_code(PICORING_OK, picoring_list_pop(list, NULL));
        } else {
            high = middle - 1;
        }
    }
    return low;
}

/* ---- Shape ---- */

static void a_new_list_is_empty_and_has_no_memory(void **state)
{
    (void)state;
    picoring_list *list = list_of_ints();
    assert_int_equal(picoring_list_len(list), 0);
    assert_non_null(picoring_list_data(list));
    assert_int_equal((uintptr_t)picoring_list_data(list) % picoring_granularity(), 0);
    assert_null(picoring_list_at(list, 0));
    assert_int_equal(picoring_list_chunk_count(list), 0);
    assert_int_equal(committed(list), 0);
    assert_true(picoring_list_capacity(list) > 0);
    picoring_list_destroy(list);
}

static void capacity_is_the_reservation_asked_for_rounded_up_to_pages(void **state)
{
    (void)state;
    static const size_t reserves[] = {1, 2, 511, 4096, 4097, 12345, 1000000};
    size_t page = picoring_granularity();
    for (size_t i = 0; i < COUNT_OF(element_sizes); ++i) {
        for (size_t k = 0; k < COUNT_OF(reserves); ++k) {
            if (reserves[k] > SIZE_MAX / 8 / element_sizes[i]) continue; /* 32 bits: not so many addresses */
            for (uint32_t small = 0; small < 2; ++small) {
                picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
                options.reserve = reserves[k];
                options.small_pages = small;
                picoring_list *list = list_with(element_sizes[i], &options);
                size_t bytes = reserves[k] * element_sizes[i];
                size_t rounded = (bytes + page - 1) / page * page;
                assert_int_equal(described(list).reserved, rounded);
                assert_int_equal(picoring_list_capacity(list), rounded / element_sizes[i]);
                picoring_list_destroy(list);
            }
        }
    }
}

static void the_default_reservation_holds_what_memory_holds(void **state)
{
    (void)state;
    uint64_t memory = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
    size_t most = sizeof(size_t) == 8 ? (size_t)128 << 15 << 15 : (size_t)128 << 20;
    size_t wanted = memory < most ? (size_t)memory : most;
    picoring_list *list = list_with(8, NULL);
    size_t reserved = described(list).reserved;
    assert_true(reserved <= most);
    if (reserved < wanted)
        SKIP_BECAUSE("%zu bytes of address space for %zu of memory: it is scarce here", reserved, wanted);
    assert_true(picoring_list_capacity(list) >= wanted / 8);
    picoring_list_destroy(list);
}

static void a_list_holds_exactly_its_capacity(void **state)
{
    (void)state;
    static unsigned char element[LARGEST];
    for (size_t i = 0; i < COUNT_OF(element_sizes); ++i) {
        for (int large_steps = 0; large_steps < 2; ++large_steps) {
            size_t size = element_sizes[i];
            picoring_list_options options = by_pages(5, size);
            if (large_steps) options.least_step = options.most_step = 0;
            picoring_list *list = list_with(size, &options);
            size_t capacity = picoring_list_capacity(list);
            assert_true(capacity >= options.reserve);
            push_patterns(list, size, 0, capacity);
            assert_int_equal(picoring_list_len(list), capacity);
            assert_code(PICORING_ENOBUFS, picoring_list_push(list, element));
            assert_int_equal(picoring_list_len(list), capacity);
            has_patterns(list, size, 0, capacity);
            assert_code(PICORING_OK, picoring_list_pop(list, element));
            assert_true(has_pattern(element, capacity - 1, size));
            push_patterns(list, size, capacity - 1, 1);
            assert_code(PICORING_ENOBUFS, picoring_list_push_sized(list, element, size));
            has_patterns(list, size, 0, capacity);
            picoring_list_destroy(list);
        }
    }
}

static void new_memory_is_zero(void **state)
{
    (void)state;
    picoring_list *list = list_with(1, NULL);
    size_t n = 3 << 20, others = 0;
    const unsigned char *place = (const unsigned char *)picoring_list_claim(list, n);
    assert_non_null(place);
    for (size_t i = 0; i < n; ++i) others += place[i] != 0;
    assert_int_equal(others, 0);
    picoring_list_destroy(list);
}

/* ---- One element ---- */

static void every_element_size_keeps_its_values_over_many_steps(void **state)
{
    (void)state;
    static unsigned char element[LARGEST];
    for (size_t i = 0; i < COUNT_OF(element_sizes); ++i) {
        size_t size = element_sizes[i], count = 400000 / size + 50;
        picoring_list_options options = by_pages(110 + count * size / picoring_granularity(), size);
        picoring_list *list = list_with(size, &options);
        const void *data = picoring_list_data(list);
        for (size_t n = 0; n < count; ++n) {
            push_patterns(list, size, n, 1);
            assert_int_equal(picoring_list_len(list), n + 1);
            assert_ptr_equal(picoring_list_data(list), data);
            assert_true(has_pattern(picoring_list_at(list, n), n, size));
            assert_null(picoring_list_at(list, n + 1));
        }
        for (size_t n = 0; n < count; ++n) {
            memset(element, 0xEE, size);
            assert_code(PICORING_OK, picoring_list_get(list, n, element));
            assert_true(has_pattern(element, n, size));
            assert_ptr_equal(picoring_list_at(list, n), (const unsigned char *)data + n * size);
        }
        while (count > 0) {
            memset(element, 0xEE, size);
            assert_code(PICORING_OK, picoring_list_pop(list, element));
            assert_true(has_pattern(element, --count, size));
            assert_int_equal(picoring_list_len(list), count);
        }
        assert_code(PICORING_EAGAIN, picoring_list_pop(list, element));
        picoring_list_destroy(list);
    }
}

static void sized_and_unsized_pushes_mix(void **state)
{
    (void)state;
    picoring_list *list = list_with(24, NULL);
    unsigned char element[24];
    for (size_t n = 0; n < 20000; ++n) {
        pattern(element, n, 24);
        assert_code(PICORING_OK, n % 2 ? picoring_list_push_sized(list, element, 24)
                                       : picoring_list_push(list, element));
    }
    assert_int_equal(picoring_list_len(list), 20000);
    has_patterns(list, 24, 0, 20000);
    picoring_list_destroy(list);
}

static void an_own_element_can_be_pushed_also_where_a_step_begins(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(element_sizes); ++i) {
        size_t size = element_sizes[i], count = 40000 / size + 20;
        picoring_list_options options = by_pages(60, size);
        picoring_list *list = list_with(size, &options);
        push_patterns(list, size, 0, 1);
        for (size_t n = 1; n < count; ++n) {
            const void *own = picoring_list_at(list, n / 2);
            assert_code(PICORING_OK, n % 2 ? picoring_list_push(list, own)
                                           : picoring_list_push_sized(list, own, size));
        }
        for (size_t n = 0; n < count; ++n) assert_true(has_pattern(picoring_list_at(list, n), 0, size));
        picoring_list_destroy(list);
    }
}

static void an_empty_list_refuses_a_pop_and_touches_no_output(void **state)
{
    (void)state;
    picoring_list *list = list_of_ints();
    int value = 4711;
    assert_code(PICORING_EAGAIN, picoring_list_pop(list, &value));
    assert_code(PICORING_EAGAIN, picoring_list_pop(list, NULL));
    assert_int_equal(value, 4711);
    assert_int_equal(picoring_list_len(list), 0);
    push_ints(list, 0, 2);
    assert_code(PICORING_OK, picoring_list_pop(list, NULL));
    assert_code(PICORING_OK, picoring_list_pop(list, &value));
    assert_int_equal(value, 0);
    assert_code(PICORING_EAGAIN, picoring_list_pop(list, &value));
    picoring_list_destroy(list);
}

static void news_makes_no_sentence(void **state)
{
    (void)state;
    picoring_list *list = list_of_ints();
    int value = 0;
    assert_code(PICORING_ERANGE, picoring_list_get(list, 7, &value));
    char before[512];
    snprintf(before, sizeof before, "%s", picoring_last_error());
    assert_string_not_equal(before, "");
    assert_code(PICORING_EAGAIN, picoring_list_pop(list, &value));
    assert_code(PICORING_EAGAIN, picoring_list_pop(list, NULL));
    assert_string_equal(picoring_last_error(), before);
    picoring_list_destroy(list);
}

static void popping_keeps_the_memory(void **state)
{
    (void)state;
    picoring_list_options options = by_pages(40, 8);
    picoring_list *list = list_with(8, &options);
    push_patterns(list, 8, 0, picoring_list_capacity(list));
    size_t before = committed(list);
    while (picoring_list_len(list) > 0) assert_code(PICORING_OK, picoring_list_pop(list, NULL));
    assert_int_equal(committed(list), before);
    picoring_list_destroy(list);
}

/* ---- Many elements ---- */

static void append_copies_all_of_its_elements(void **state)
{
    (void)state;
    static unsigned char block[60 * LARGEST];
    for (size_t i = 0; i < COUNT_OF(element_sizes); ++i) {
        size_t size = element_sizes[i], len = 0;
        picoring_list_options options = by_pages(60 + 61 * 30 * size / picoring_granularity(), size);
        picoring_list *list = list_with(size, &options);
        for (size_t n = 0; n <= 60; ++n) {
            for (size_t k = 0; k < n; ++k) pattern(block + k * size, len + k, size);
            assert_code(PICORING_OK, picoring_list_append(list, block, n));
            len += n;
            assert_int_equal(picoring_list_len(list), len);
        }
        has_patterns(list, size, 0, len);
        picoring_list_destroy(list);
    }
}

static void append_takes_all_or_none(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(element_sizes); ++i) {
        size_t size = element_sizes[i];
        picoring_list_options options = by_pages(8, size);
        picoring_list *list = list_with(size, &options), *source = list_with(size, NULL);
        size_t capacity = picoring_list_capacity(list);
        push_patterns(source, size, 0, capacity + 1);
        push_patterns(list, size, 0, 3);
        const unsigned char *from = (const unsigned char *)picoring_list_at(source, 3);
        assert_code(PICORING_ENOBUFS, picoring_list_append(list, from, capacity - 2));
        assert_int_equal(picoring_list_len(list), 3);
        assert_code(PICORING_OK, picoring_list_append(list, from, capacity - 3));
        assert_int_equal(picoring_list_len(list), capacity);
        has_patterns(list, size, 0, capacity);
        assert_code(PICORING_ENOBUFS, picoring_list_append(list, from, 1));
        assert_int_equal(picoring_list_len(list), capacity);
        picoring_list_destroy(list);
        picoring_list_destroy(source);
    }
}

static void a_list_appends_itself(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(element_sizes); ++i) {
        size_t size = element_sizes[i];
        picoring_list_options options = by_pages(3 + 7 * 64 * size / picoring_granularity() + 8, size);
        picoring_list *list = list_with(size, &options);
        push_patterns(list, size, 0, 7);
        for (size_t len = 7; len < 7 * 64; len *= 2) {
            assert_code(PICORING_OK,
                        picoring_list_append(list, picoring_list_data(list), picoring_list_len(list)));
            assert_int_equal(picoring_list_len(list), 2 * len);
        }
        for (size_t n = 0; n < 7 * 64; ++n)
            assert_true(has_pattern(picoring_list_at(list, n), n % 7, size));
        picoring_list_destroy(list);
    }
}

static void a_list_appends_a_part_of_itself_and_another_list(void **state)
{
    (void)state;
    picoring_list *list = list_of_ints(), *other = list_of_ints();
    push_ints(list, 0, 10);
    push_ints(other, 100, 30000);
    assert_code(PICORING_OK, picoring_list_append(list, picoring_list_at(list, 4), 3));
    assert_code(PICORING_OK,
                picoring_list_append(list, picoring_list_data(other), picoring_list_len(other)));
    assert_int_equal(picoring_list_len(list), 13 + 30000);
    for (int i = 0; i < 3; ++i) assert_int_equal(*(int *)picoring_list_at(list, 10 + (size_t)i), 4 + i);
    for (int i = 0; i < 30000; ++i)
        assert_int_equal(*(int *)picoring_list_at(list, 13 + (size_t)i), 100 + i);
    has_ints(other, 100, 30000);
    picoring_list_destroy(other);
    picoring_list_destroy(list);
}

/* An empty std::vector or slice has a NULL pointer; the sanitizer of undefined
 * behaviour watches this one. */
static void zero_elements_at_no_address_are_no_error(void **state)
{
    (void)state;
    picoring_list_options options = by_pages(1, sizeof(int));
    picoring_list *list = list_with(sizeof(int), &options);
    assert_code(PICORING_OK, picoring_list_append(list, NULL, 0)); /* nothing ready */
    assert_int_equal(committed(list), 0);
    push_ints(list, 0, 1);
    assert_code(PICORING_OK, picoring_list_append(list, NULL, 0)); /* room ready */
    int all = (int)picoring_list_capacity(list);
    push_ints(list, 1, all - 1);
    assert_code(PICORING_OK, picoring_list_append(list, NULL, 0)); /* full */
    assert_code(PICORING_OK, picoring_list_commit(list, 0));
    has_ints(list, 0, all);
    picoring_list_destroy(list);
}

/* ---- Two lists ---- */

static void two_lists_know_nothing_of_each_other(void **state)
{
    (void)state;
    picoring_list_options options = by_pages(300, 12);
    picoring_list *first = list_with(12, &options), *second = list_with(5000, NULL);
    for (size_t n = 0; n < 20000; ++n) {
        push_patterns(first, 12, n, 1);
        if (n % 20 == 0) push_patterns(second, 5000, n / 20, 1);
    }
    has_patterns(first, 12, 0, 20000);
    has_patterns(second, 5000, 0, 1000);
    assert_code(PICORING_OK, picoring_list_clear(first));
    assert_code(PICORING_OK, picoring_list_shrink(first));
    has_patterns(second, 5000, 0, 1000);
    picoring_list_destroy(first);
    push_patterns(second, 5000, 1000, 500);
    assert_int_equal(picoring_list_len(second), 1500);
    has_patterns(second, 5000, 0, 1500);
    picoring_list_destroy(second);
}

/* ---- Writing in place ---- */

static void a_claim_lies_behind_the_last_element_and_is_readable_after_its_commit(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(element_sizes); ++i) {
        size_t size = element_sizes[i], len = 0;
        picoring_list_options options = by_pages(60 + 61 * 30 * size / picoring_granularity(), size);
        picoring_list *list = list_with(size, &options);
        for (size_t n = 1; n <= 60; ++n) {
            unsigned char *place = (unsigned char *)picoring_list_claim(list, n);
            assert_ptr_equal(place, (unsigned char *)picoring_list_data(list) + len * size);
            for (size_t k = 0; k < n; ++k) pattern(place + k * size, len + k, size);
            assert_int_equal(picoring_list_len(list), len);
            assert_null(picoring_list_at(list, len));
            assert_ptr_equal(picoring_list_claim(list, n), place);
            assert_ptr_equal(picoring_list_claim(list, 1), place);
            assert_code(PICORING_OK, picoring_list_commit(list, n));
            len += n;
            assert_int_equal(picoring_list_len(list), len);
        }
        has_patterns(list, size, 0, len);
        picoring_list_destroy(list);
    }
}

static void a_part_of_a_claim_can_be_committed_and_the_rest_later(void **state)
{
    (void)state;
    static const size_t parts[] = {1, 4, 0, 10, 3, 12};
    for (size_t i = 0; i < COUNT_OF(element_sizes); ++i) {
        size_t size = element_sizes[i], done = 0;
        picoring_list *list = list_with(size, NULL);
        unsigned char *place = (unsigned char *)picoring_list_claim(list, 30);
        assert_non_null(place);
        for (size_t k = 0; k < 30; ++k) pattern(place + k * size, k, size);
        for (size_t p = 0; p < COUNT_OF(parts); ++p) {
            assert_code(PICORING_OK, picoring_list_commit(list, parts[p]));
            done += parts[p];
            assert_int_equal(picoring_list_len(list), done);
            has_patterns(list, size, 0, done);
        }
        assert_int_equal(done, 30);
        picoring_list_destroy(list);
    }
}

static void what_was_claimed_and_not_committed_is_written_over(void **state)
{
    (void)state;
    picoring_list *list = list_of_ints();
    int *place = (int *)picoring_list_claim(list, 4);
    place[0] = place[1] = place[2] = place[3] = 99;
    assert_code(PICORING_OK, picoring_list_cancel(list));
    assert_int_equal(picoring_list_len(list), 0);
    push_ints(list, 1, 6);
    has_ints(list, 1, 6);
    picoring_list_destroy(list);
}

static void a_claim_that_cannot_be_is_null_and_its_status_tells_why(void **state)
{
    (void)state;
    picoring_list_options options = by_pages(2, sizeof(int));
    picoring_list *list = list_with(sizeof(int), &options);
    size_t capacity = picoring_list_capacity(list);
    char text[32];
    for (int round = 0; round < 2; ++round) {
        assert_null(picoring_list_claim(list, 0));
        assert_code(PICORING_EINVAL, picoring_list_claim_status(list, 0));
        assert_sentence_has("picoring_list_claim");
        assert_sentence_has("claim of 0");
        assert_null(picoring_list_claim(list, capacity + 1));
        assert_code(PICORING_ENOBUFS, picoring_list_claim_status(list, capacity + 1));
        assert_sentence_has("picoring_list_claim: ");
        snprintf(text, sizeof text, "holds %zu", capacity);
        assert_sentence_has(text);
        assert_sentence_has("larger options->reserve");
        assert_null(picoring_list_claim(list, SIZE_MAX));
        assert_code(PICORING_ENOBUFS, picoring_list_claim_status(list, SIZE_MAX));
        assert_null(picoring_list_claim(list, SIZE_MAX - 2));
        assert_code(PICORING_ENOBUFS, picoring_list_claim_status(list, SIZE_MAX / 4));
        assert_int_equal(picoring_list_len(list), round == 0 ? 0 : 3);
        if (round == 0) push_ints(list, 0, 3);
    }
    assert_code(PICORING_ENOBUFS, picoring_list_claim_status(list, capacity - 2));
    assert_code(PICORING_OK, picoring_list_claim_status(list, capacity - 3));
    assert_non_null(picoring_list_claim(list, capacity - 3));
    has_ints(list, 0, 3);
    picoring_list_destroy(list);
}

static void a_good_status_means_that_the_claim_succeeds(void **state)
{
    (void)state;
    picoring_list_options options = by_pages(40, 8);
    picoring_list *list = list_with(8, &options);
    size_t n = picoring_list_capacity(list);
    assert_code(PICORING_OK, picoring_list_claim_status(list, n));
    assert_int_equal(committed(list), 40 * picoring_granularity());
    unsigned char *place = (unsigned char *)picoring_list_claim(list, n);
    assert_ptr_equal(place, picoring_list_data(list));
    for (size_t k = 0; k < n; ++k) pattern(place + 8 * k, k, 8);
    assert_code(PICORING_OK, picoring_list_commit(list, n));
    has_patterns(list, 8, 0, n);
    picoring_list_destroy(list);
}

static void a_commit_beyond_what_is_ready_changes_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(element_sizes); ++i) {
        size_t size = element_sizes[i];
        picoring_list_options options = by_pages(12, size);
        picoring_list *list = list_with(size, &options);
        assert_code(PICORING_ERANGE, picoring_list_commit(list, 1)); /* nothing claimed yet */
        assert_sentence_has("picoring_list_commit: 1");
        assert_sentence_has("ready for 0");
        push_patterns(list, size, 0, 1);
        assert_non_null(picoring_list_claim(list, 2));
        size_t ready = committed(list) / size - 1;
        assert_true(ready >= 2);
        assert_code(PICORING_ERANGE, picoring_list_commit(list, ready + 1));
        char text[64];
        snprintf(text, sizeof text, "picoring_list_commit: %zu elements, but there is room ready for %zu", ready + 1,
                 ready);
        assert_sentence_has(text);
        assert_code(PICORING_ERANGE, picoring_list_commit(list, SIZE_MAX));
        assert_code(PICORING_ERANGE, picoring_list_commit(list, SIZE_MAX - 1));
        assert_int_equal(picoring_list_len(list), 1);
        has_patterns(list, size, 0, 1);
        unsigned char *place = (unsigned char *)picoring_list_claim(list, ready);
        for (size_t k = 0; k < ready; ++k) pattern(place + k * size, 1 + k, size);
        assert_code(PICORING_OK, picoring_list_commit(list, ready)); /* all the room of the step */
        assert_code(PICORING_ERANGE, picoring_list_commit(list, 1));
        assert_int_equal(picoring_list_len(list), 1 + ready);
        has_patterns(list, size, 0, 1 + ready);
        picoring_list_destroy(list);
    }
}

static void a_reserve_commits_room_that_a_commit_may_use(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(element_sizes); ++i) {
        size_t size = element_sizes[i];
        picoring_list_options options = by_pages(50, size);
        picoring_list *list = list_with(size, &options);
        size_t n = 30 * picoring_granularity() / size;
        push_patterns(list, size, 0, 2);
        assert_code(PICORING_OK, picoring_list_reserve(list, n));
        size_t before = committed(list);
        assert_true(before >= n * size);
        assert_true(before < (n + 1) * size + 2 * picoring_granularity());
        assert_code(PICORING_OK, picoring_list_reserve(list, 1));
        assert_code(PICORING_OK, picoring_list_reserve(list, 0));
        assert_code(PICORING_OK, picoring_list_reserve(list, n));
        assert_int_equal(picoring_list_len(list), 2);
        unsigned char *place = (unsigned char *)picoring_list_data(list);
        for (size_t k = 2; k < n; ++k) pattern(place + k * size, k, size);
        assert_code(PICORING_OK, picoring_list_commit(list, n - 2));
        assert_int_equal(committed(list), before);
        has_patterns(list, size, 0, n);
        picoring_list_destroy(list);
    }
}

/* ---- No room in the reservation ---- */

static void a_full_reservation_is_enobufs_in_the_name_of_every_verb(void **state)
{
    (void)state;
    picoring_list_options options = by_pages(3, sizeof(int));
    picoring_list *list = list_with(sizeof(int), &options);
    int all = (int)picoring_list_capacity(list);
    size_t capacity = (size_t)all;
    char holds[64], more[64];
    snprintf(holds, sizeof holds, "reservation holds %d", all);
    snprintf(more, sizeof more, ": %d elements", all + 1);
    push_ints(list, 0, all);
    int value = 99;
    static const char *const names[] = {"picoring_list_push: ", "picoring_list_push: ",
                                        "picoring_list_append: ", "picoring_list_claim: ",
                                        "picoring_list_claim: ", "picoring_list_reserve: "};
    for (size_t way = 0; way < COUNT_OF(names); ++way) {
        assert_code(PICORING_ERANGE, picoring_list_get(list, capacity, &value)); /* another sentence */
        if (way == 0) assert_code(PICORING_ENOBUFS, picoring_list_push(list, &value));
        if (way == 1) assert_code(PICORING_ENOBUFS, picoring_list_push_sized(list, &value, sizeof value));
        if (way == 2) assert_code(PICORING_ENOBUFS, picoring_list_append(list, &value, 1));
        if (way == 3) assert_null(picoring_list_claim(list, 1));
        if (way == 4) assert_code(PICORING_ENOBUFS, picoring_list_claim_status(list, 1));
        if (way == 5) assert_code(PICORING_ENOBUFS, picoring_list_reserve(list, capacity + 1));
        assert_sentence_has(names[way]);
        assert_sentence_has(holds);
        assert_sentence_has(more);
        assert_sentence_has("larger options->reserve");
        has_ints(list, 0, all);
    }
    assert_code(PICORING_ENOBUFS, picoring_list_reserve(list, SIZE_MAX));
    assert_code(PICORING_ENOBUFS, picoring_list_append(list, &value, SIZE_MAX));
    assert_code(PICORING_ENOBUFS, picoring_list_append(list, &value, SIZE_MAX - capacity));
    assert_code(PICORING_ENOBUFS, picoring_list_append(list, &value, SIZE_MAX - capacity + 1));
    assert_code(PICORING_ENOBUFS, picoring_list_append(list, &value, SIZE_MAX / 4 + 2));
    assert_code(PICORING_OK, picoring_list_reserve(list, capacity));
    has_ints(list, 0, all);
    assert_code(PICORING_OK, picoring_list_truncate(list, capacity - 5));
    push_ints(list, all - 5, 5);
    has_ints(list, 0, all);
    picoring_list_destroy(list);
}

/* ---- Reading ---- */

static void an_index_that_is_not_there_is_erange_and_touches_nothing(void **state)
{
    (void)state;
    static const size_t beyond[] = {3, 4, 1000, SIZE_MAX / 4, SIZE_MAX - 1, SIZE_MAX};
    picoring_list *list = list_of_ints();
    push_ints(list, 1, 3);
    for (size_t i = 0; i < COUNT_OF(beyond); ++i) {
        int value = 4711;
        char text[64];
        snprintf(text, sizeof text, "index %zu, but the list has 3", beyond[i]);
        assert_code(PICORING_ERANGE, picoring_list_get(list, beyond[i], &value));
        assert_sentence_has("picoring_list_get: ");
        assert_sentence_has(text);
        assert_int_equal(value, 4711);
        assert_code(PICORING_ERANGE, picoring_list_set(list, beyond[i], &value));
        assert_sentence_has("picoring_list_set: ");
        assert_sentence_has(text);
        assert_null(picoring_list_at(list, beyond[i]));
    }
    has_ints(list, 1, 3);
    picoring_list_destroy(list);
}

static void set_replaces_one_element(void **state)
{
    (void)state;
    static unsigned char element[LARGEST];
    for (size_t i = 0; i < COUNT_OF(element_sizes); ++i) {
        size_t size = element_sizes[i];
        picoring_list *list = list_with(size, NULL);
        for (size_t k = 0; k < 50; ++k) push_patterns(list, size, 1000, 1);
        for (size_t k = 50; k-- > 0;) {
            pattern(element, k, size);
            assert_code(PICORING_OK, picoring_list_set(list, k, element));
            if (k > 0) assert_true(has_pattern(picoring_list_at(list, k - 1), 1000, size));
        }
        has_patterns(list, size, 0, 50);
        assert_int_equal(picoring_list_len(list), 50);
        picoring_list_destroy(list);
    }
}

static void what_is_written_in_place_is_what_is_read(void **state)
{
    (void)state;
    picoring_list *list = list_of_ints();
    push_ints(list, 0, 1000);
    int *data = (int *)picoring_list_data(list);
    for (int i = 0; i < 1000; i += 2) data[i] = 10000 + i;
    *(int *)picoring_list_at(list, 1) = 77;
    for (size_t i = 0; i < 1000; ++i) {
        int value = -1, wanted = i == 1 ? 77 : i % 2 ? (int)i : 10000 + (int)i;
        assert_code(PICORING_OK, picoring_list_get(list, i, &value));
        assert_int_equal(value, wanted);
    }
    picoring_list_destroy(list);
}

/* ---- Chunks ---- */

static void chunks_show_the_whole_list_piecewise(void **state)
{
    (void)state;
    static const size_t chunks[] = {1, 2, 3, 7, 8, 64, 100, 127, 128, 1000, 4096, SIZE_MAX};
    static const size_t lens[] = {0, 1, 2, 6, 7, 8, 99, 100, 101, 127, 128, 129, 700, 1000, 1001, 4096};
    static const size_t sizes[] = {1, 3, 8, 24, 100};
    for (size_t s = 0; s < COUNT_OF(sizes); ++s) {
        for (size_t c = 0; c < COUNT_OF(chunks); ++c) {
            size_t size = sizes[s], chunk = chunks[c];
            picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
            options.reserve = 5000;
            options.chunk = chunk;
            picoring_list *list = list_with(size, &options);
            assert_int_equal(picoring_list_chunk_size(list), chunk);
            for (size_t l = 0; l < COUNT_OF(lens); ++l) {
                size_t len = picoring_list_len(list), n = 77, at = 0;
                push_patterns(list, size, len, lens[l] - len);
                len = lens[l];
                size_t count = len / chunk + (len % chunk != 0);
                assert_int_equal(picoring_list_chunk_count(list), count);
                for (size_t k = 0; k < count; ++k) {
                    unsigned char *piece = (unsigned char *)picoring_list_chunk(list, k, &n);
                    assert_ptr_equal(piece, (unsigned char *)picoring_list_data(list) + at * size);
                    assert_int_equal(n, len - at < chunk ? len - at : chunk);
                    at += n;
                }
                assert_int_equal(at, len);
                const size_t none[] = {count, count + 1, 5000, SIZE_MAX / 2, SIZE_MAX};
                for (size_t k = 0; k < COUNT_OF(none); ++k) {
                    n = 77;
                    assert_null(picoring_list_chunk(list, none[k], &n));
                    assert_int_equal(n, 0);
                }
            }
            has_patterns(list, size, 0, picoring_list_len(list));
            picoring_list_destroy(list);
        }
    }
}

static void a_default_chunk_is_what_8_mib_hold_and_at_least_one(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 3, 8, 5000, 8 << 20, (8 << 20) + 1, 20 << 20};
    for (size_t i = 0; i < COUNT_OF(sizes); ++i) {
        picoring_list *list = list_with(sizes[i], NULL);
        size_t wanted = ((size_t)8 << 20) / sizes[i];
        assert_int_equal(picoring_list_chunk_size(list), wanted ? wanted : 1);
        picoring_list_destroy(list);
    }
}

static void chunks_cost_no_memory(void **state)
{
    (void)state;
    size_t reserved[2], used[2];
    for (size_t i = 0; i < 2; ++i) {
        picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
        options.chunk = i ? 1 : (size_t)1 << 24;
        options.reserve = 1 << 20;
        picoring_list *list = list_with(8, &options);
        push_patterns(list, 8, 0, 100000);
        reserved[i] = described(list).reserved;
        used[i] = committed(list);
        picoring_list_destroy(list);
    }
    assert_int_equal(reserved[0], reserved[1]);
    assert_int_equal(used[0], used[1]);
}

/* ---- Truncate, clear, shrink ---- */

static void truncate_keeps_the_first_elements(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(element_sizes); ++i) {
        size_t size = element_sizes[i], len = 60000 / size + 40;
        picoring_list_options options = by_pages(70, size);
        picoring_list *list = list_with(size, &options);
        push_patterns(list, size, 0, len);
        assert_code(PICORING_OK, picoring_list_truncate(list, len));
        assert_int_equal(picoring_list_len(list), len);
        while (len > 0) {
            assert_code(PICORING_ERANGE, picoring_list_truncate(list, len + 1));
            char text[128];
            snprintf(text, sizeof text, "picoring_list_truncate: %zu elements, but the list has %zu", len + 1, len);
            assert_sentence_has(text);
            assert_int_equal(picoring_list_len(list), len);
            len = len * 3 / 4;
            assert_code(PICORING_OK, picoring_list_truncate(list, len));
            assert_int_equal(picoring_list_len(list), len);
            has_patterns(list, size, 0, len);
            push_patterns(list, size, len, 5);
            has_patterns(list, size, 0, len + 5);
            assert_code(PICORING_OK, picoring_list_truncate(list, len));
        }
        assert_code(PICORING_ERANGE, picoring_list_truncate(list, SIZE_MAX));
        assert_int_equal(picoring_list_len(list), 0);
        picoring_list_destroy(list);
    }
}

static void a_cleared_list_is_empty_and_fills_again_in_the_same_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(element_sizes); ++i) {
        size_t size = element_sizes[i];
        picoring_list_options options = by_pages(20, size);
        picoring_list *list = list_with(size, &options);
        const void *data = picoring_list_data(list);
        assert_code(PICORING_OK, picoring_list_clear(list)); /* none there */
        for (int round = 0; round < 3; ++round) {
            push_patterns(list, size, 0, picoring_list_capacity(list));
            has_patterns(list, size, 0, picoring_list_capacity(list));
            assert_code(PICORING_OK, picoring_list_clear(list));
            assert_int_equal(picoring_list_len(list), 0);
            assert_null(picoring_list_at(list, 0));
            assert_int_equal(picoring_list_chunk_count(list), 0);
            assert_ptr_equal(picoring_list_data(list), data);
        }
        picoring_list_destroy(list);
    }
}

static void keep_says_how_much_truncate_and_clear_leave(void **state)
{
    (void)state;
    static const size_t keeps[] = {1, 2, 3, 10, 60};
    size_t page = picoring_granularity();
    for (size_t i = 0; i < COUNT_OF(element_sizes); i += every(4)) {
        for (size_t k = 0; k < COUNT_OF(keeps); ++k) {
            size_t size = element_sizes[i], keep = keeps[k] * page;
            picoring_list_options options = by_pages(64, size);
            options.keep = keep;
            picoring_list *list = list_with(size, &options);
            size_t len = picoring_list_capacity(list);
            push_patterns(list, size, 0, len);
            size_t before = committed(list);
            while (len > 0) {
                len -= len / 5 + 1;
                assert_code(PICORING_OK, picoring_list_truncate(list, len));
                size_t wanted = (len * size + keep + page - 1) / page * page;
                before = wanted < before ? wanted : before;
                assert_int_equal(committed(list), before);
                has_patterns(list, size, 0, len);
            }
            push_patterns(list, size, 0, picoring_list_capacity(list));
            assert_code(PICORING_OK, picoring_list_clear(list));
            assert_int_equal(committed(list), keep);
            picoring_list_destroy(list);
        }
    }
}

static void a_keep_of_less_than_a_page_still_keeps_whole_elements(void **state)
{
    (void)state;
    picoring_list_options options = by_pages(64, 100);
    options.keep = 1;
    picoring_list *list = list_with(100, &options);
    push_patterns(list, 100, 0, 2000);
    assert_code(PICORING_OK, picoring_list_truncate(list, 777));
    assert_true(committed(list) >= 77700);
    assert_true(committed(list) <= 77701 + picoring_granularity());
    has_patterns(list, 100, 0, 777);
    assert_code(PICORING_OK, picoring_list_clear(list));
    assert_true(committed(list) <= picoring_granularity());
    picoring_list_destroy(list);
}

static void the_default_keep_is_most_step(void **state)
{
    (void)state;
    size_t page = picoring_granularity();
    picoring_list_options options = by_pages(64, 8);
    options.keep = 0;
    options.most_step = 7 * page;
    picoring_list *list = list_with(8, &options);
    push_patterns(list, 8, 0, picoring_list_capacity(list));
    assert_code(PICORING_OK, picoring_list_truncate(list, page / 8));
    assert_int_equal(committed(list), 8 * page);
    assert_code(PICORING_OK, picoring_list_clear(list));
    assert_int_equal(committed(list), 7 * page);
    picoring_list_destroy(list);
}

static void a_keep_of_everything_keeps_everything(void **state)
{
    (void)state;
    picoring_list_options options = by_pages(64, 24);
    options.keep = SIZE_MAX;
    picoring_list *list = list_with(24, &options);
    push_patterns(list, 24, 0, picoring_list_capacity(list));
    size_t before = committed(list);
    assert_code(PICORING_OK, picoring_list_truncate(list, 5));
    assert_int_equal(committed(list), before);
    assert_code(PICORING_OK, picoring_list_clear(list));
    assert_int_equal(committed(list), before);
    assert_code(PICORING_OK, picoring_list_shrink(list)); /* asks nobody */
    assert_int_equal(committed(list), 0);
    push_patterns(list, 24, 0, 100);
    has_patterns(list, 24, 0, 100);
    picoring_list_destroy(list);
}

static void shrink_leaves_the_pages_that_elements_are_on(void **state)
{
    (void)state;
    size_t page = picoring_granularity();
    for (size_t i = 0; i < COUNT_OF(element_sizes); ++i) {
        size_t size = element_sizes[i];
        picoring_list_options options = by_pages(64, size);
        options.keep = SIZE_MAX;
        picoring_list *list = list_with(size, &options);
        for (size_t len = 0; len <= 60 * page / size; len += 7 * page / size + 1) {
            push_patterns(list, size, picoring_list_len(list), len - picoring_list_len(list));
            assert_code(PICORING_OK, picoring_list_reserve(list, picoring_list_capacity(list)));
            assert_code(PICORING_OK, picoring_list_shrink(list));
            assert_int_equal(committed(list), (len * size + page - 1) / page * page);
            assert_int_equal(picoring_list_len(list), len);
            has_patterns(list, size, 0, len);
            /* What was claimed or reserved is gone. */
            size_t left = committed(list) / size - len;
            assert_code(PICORING_ERANGE, picoring_list_commit(list, left + 1));
            assert_code(PICORING_OK, picoring_list_shrink(list)); /* nothing more */
            assert_int_equal(committed(list), (len * size + page - 1) / page * page);
        }
        push_patterns(list, size, picoring_list_len(list), 3);
        has_patterns(list, size, 0, picoring_list_len(list));
        picoring_list_destroy(list);
    }
}

static void a_long_list_shrinks_by_whole_huge_pages_only(void **state)
{
    (void)state;
    size_t huge = (size_t)2 << 20, page = picoring_granularity();
    for (uint32_t small = 0; small < 2; ++small) {
        picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
        options.reserve = 16 << 20;
        options.small_pages = small;
        picoring_list *list = list_with(1, &options);
        assert_code(PICORING_OK, picoring_list_reserve(list, 12 << 20));
        assert_non_null(picoring_list_claim(list, 5 << 20));
        assert_code(PICORING_OK, picoring_list_commit(list, (5 << 20) + 1));
        assert_code(PICORING_OK, picoring_list_shrink(list));
        assert_int_equal(committed(list), small || !HUGE_PAGES ? (5 << 20) + page : 3 * huge);
        assert_code(PICORING_OK, picoring_list_truncate(list, 3 * page + 1));
        assert_code(PICORING_OK, picoring_list_shrink(list));
        assert_int_equal(committed(list), 4 * page);
        picoring_list_destroy(list);
    }
}

/* ---- Options ---- */

static void steps_double_the_list_between_the_least_and_the_most(void **state)
{
    (void)state;
    static const size_t ends[] = {4, 8, 16, 32, 48, 64, 80, 96, 100};
    size_t page = picoring_granularity();
    for (size_t i = 0; i < COUNT_OF(element_sizes); ++i) {
        size_t size = element_sizes[i];
        if (size > page) continue;
        picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
        options.reserve = 100 * page / size;
        options.least_step = 4 * page;
        options.most_step = 16 * page;
        options.small_pages = 1;
        picoring_list *list = list_with(size, &options);
        size_t pages = (options.reserve * size + page - 1) / page;
        for (size_t k = 0; k < COUNT_OF(ends); ++k) {
            size_t end = ends[k] < pages ? ends[k] : pages;
            push_patterns(list, size, picoring_list_len(list), 1); /* begins the step */
            assert_int_equal(committed(list), end * page);
            push_patterns(list, size, picoring_list_len(list), end * page / size - picoring_list_len(list));
            assert_int_equal(committed(list), end * page); /* and fills it */
        }
        has_patterns(list, size, 0, picoring_list_len(list));
        picoring_list_destroy(list);
    }
}

static void the_default_steps_are_64_kib_to_8_mib(void **state)
{
    (void)state;
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.reserve = 64 << 20;
    picoring_list *list = list_with(1, &options);
    size_t end = 0;
    for (size_t step = 64 << 10; end < 40 << 20;) {
        assert_non_null(picoring_list_claim(list, 1));
        end += step;
        assert_int_equal(committed(list), end);
        assert_code(PICORING_OK, picoring_list_commit(list, end - picoring_list_len(list)));
        step = end < 8 << 20 ? end : 8 << 20;
    }
    picoring_list_destroy(list);
}

static void a_step_is_at_least_what_is_asked_for(void **state)
{
    (void)state;
    size_t page = picoring_granularity();
    picoring_list_options options = by_pages(1000, 5000);
    options.least_step = options.most_step = 1; /* rounded up to a page */
    picoring_list *list = list_with(5000, &options);
    push_patterns(list, 5000, 0, 1);
    assert_int_equal(committed(list), (5000 + page - 1) / page * page);
    assert_non_null(picoring_list_claim(list, 400));
    assert_int_equal(committed(list), (401 * 5000 + page - 1) / page * page);
    has_patterns(list, 5000, 0, 1);
    picoring_list_destroy(list);
}

static void a_most_step_below_the_default_least_is_taken(void **state)
{
    (void)state;
    size_t page = picoring_granularity();
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.most_step = page;
    picoring_list *list = list_with(1, &options);
    push_patterns(list, 1, 0, 1);
    assert_int_equal(committed(list), page);
    push_patterns(list, 1, 1, page);
    assert_int_equal(committed(list), 2 * page);
    picoring_list_destroy(list);
    options.most_step = 0;
    options.least_step = 16 << 20; /* and above the default most */
    options.reserve = 64 << 20;
    list = list_with(1, &options);
    push_patterns(list, 1, 0, 1);
    assert_int_equal(committed(list), 16 << 20);
    picoring_list_destroy(list);
}

static void a_step_ends_at_the_reservation(void **state)
{
    (void)state;
    size_t page = picoring_granularity();
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    for (uint32_t small = 0; small < 2; ++small) {
        options.small_pages = small;
        options.reserve = 9 * page;
        options.least_step = options.most_step = SIZE_MAX;
        picoring_list *list = list_with(1, &options);
        push_patterns(list, 1, 0, 1);
        assert_int_equal(committed(list), 9 * page);
        picoring_list_destroy(list);
        options.reserve = ((size_t)3 << 20) + page; /* no whole huge pages */
        list = list_with(1, &options);
        push_patterns(list, 1, 0, 1);
        assert_int_equal(committed(list), options.reserve);
        assert_non_null(memset(picoring_list_claim(list, options.reserve - 1), 1, options.reserve - 1));
        picoring_list_destroy(list);
    }
}

static void aligned_elements_lie_aligned(void **state)
{
    (void)state;
    for (size_t alignment = 1; alignment <= picoring_granularity(); alignment *= 2) {
        for (size_t times = 1; times <= 3; times += 2) {
            for (uint32_t small = 0; small < 2; ++small) {
                picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
                options.alignment = alignment;
                options.small_pages = small;
                picoring_list *list = list_with(times * alignment, &options);
                for (size_t i = 0; i < 100; ++i) {
                    assert_non_null(picoring_list_claim(list, 1));
                    assert_int_equal((uintptr_t)picoring_list_claim(list, 1) % alignment, 0);
                    assert_code(PICORING_OK, picoring_list_commit(list, 1));
                    assert_int_equal((uintptr_t)picoring_list_at(list, i) % alignment, 0);
                }
                picoring_list_destroy(list);
            }
        }
    }
}

#ifdef _WIN32
static void a_core_dump_has_the_elements_unless_asked_not_to(void **state)
{
    (void)state; /* nor can it be asked */
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    picoring_list *list = UNTOUCHED(picoring_list);
    options.dump = PICORING_DUMP_NONE;
    assert_code(PICORING_ENOSYS, picoring_list_create(8, &options, &list));
    assert_sentence_has("picoring_list_create");
    assert_sentence_has("dump");
    assert_ptr_equal(list, UNTOUCHED(picoring_list));
}
#else
/* Whether all mappings in [from, to) have `flag` in their VmFlags. */
static int all_flagged(const void *from, size_t bytes, const char *flag)
{
    FILE *file = fopen("/proc/self/smaps", "re");
    assert_non_null(file);
    uintptr_t begin = (uintptr_t)from, end = begin + bytes;
    size_t seen = 0, flagged = 0;
    int ours = 0;
    char line[512];
    while (fgets(line, sizeof line, file)) {
        unsigned long first, last;
        if (sscanf(line, "%lx-%lx ", &first, &last) == 2) {
            ours = first < end && last > begin;
            seen += (size_t)ours;
        } else if (ours && strncmp(line, "VmFlags:", 8) == 0) {
            flagged += strstr(line, flag) != NULL;
        }
    }
    fclose(file);
    assert_true(seen > 0);
    assert_true(flagged == 0 || flagged == seen);
    return flagged == seen;
}

static void a_core_dump_has_the_elements_unless_asked_not_to(void **state)
{
    (void)state;
    if (!advice_is_followed()) SKIP_BECAUSE(NO_ADVICE);
    for (uint32_t dump = PICORING_DUMP_ONE; dump <= PICORING_DUMP_NONE; ++dump) {
        picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
        if (dump == PICORING_DUMP_NONE && !LEAVES_OUT_OF_DUMPS) continue; /* test_ladder.c has that */
        options.reserve = 4 << 20;
        options.dump = dump;
        picoring_list *list = list_with(8, &options);
        for (int round = 0; round < 3; ++round) {
            push_patterns(list, 8, 0, 20000);
            assert_int_equal(all_flagged(picoring_list_data(list), committed(list), " dd"),
                             dump == PICORING_DUMP_NONE);
            if (round == 0) assert_code(PICORING_OK, picoring_list_clear(list));
            if (round == 1) assert_code(PICORING_OK, picoring_list_shrink(list));
        }
        picoring_list_destroy(list);
    }
}
#endif

/* ---- The allocator hook ---- */

typedef struct counter {
    int allocated, freed, wrong;
    size_t bytes, alignment;
    void *block;
    int refuse;
} counter;

static void *counted_allocate(void *user, size_t bytes, size_t alignment)
{
    counter *count = (counter *)user;
    if (count->refuse) return NULL;
    if (alignment == 0 || (alignment & (alignment - 1)) != 0 || bytes == 0) ++count->wrong;
    void *block = NULL;
    if (posix_memalign(&block, alignment < sizeof(void *) ? sizeof(void *) : alignment, bytes) != 0)
        return NULL;
    memset(block, 0xEE, bytes); /* nothing may count on zeros */
    ++count->allocated;
    count->block = block, count->bytes = bytes, count->alignment = alignment;
    return block;
}

static void counted_deallocate(void *user, void *block, size_t bytes, size_t alignment)
{
    counter *count = (counter *)user;
    ++count->freed;
    if (block != count->block || bytes != count->bytes || alignment != count->alignment) ++count->wrong;
    memset(block, 0xEE, bytes); /* nothing may use it any more */
    free_aligned(block);
}

static picoring_list_options counted(counter *count)
{
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    memset(count, 0, sizeof *count);
    options.allocate = counted_allocate;
    options.deallocate = counted_deallocate;
    options.user = count;
    return options;
}

static void the_hook_gets_the_handle_only_and_gets_it_back(void **state)
{
    (void)state;
    counter count;
    picoring_list_options options = counted(&count);
    picoring_list *list = list_with(24, &options);
    assert_int_equal(count.allocated, 1);
    assert_ptr_equal(count.block, list);
    push_patterns(list, 24, 0, 100000);
    assert_code(PICORING_OK, picoring_list_truncate(list, 100));
    assert_code(PICORING_OK, picoring_list_shrink(list));
    has_patterns(list, 24, 0, 100);
    assert_int_equal(count.allocated, 1);
    assert_int_equal(count.freed, 0);
    picoring_list_destroy(list);
    assert_int_equal(count.freed, 1);
    assert_int_equal(count.wrong, 0);
}

static void a_hook_that_has_nothing_left_is_enomem(void **state)
{
    (void)state;
    counter count;
    picoring_list_options options = counted(&count);
    picoring_list *list = UNTOUCHED(picoring_list);
    held before = what_is_held();
    count.refuse = 1;
    assert_code(PICORING_ENOMEM, picoring_list_create(8, &options, &list));
    assert_sentence_has("picoring_list_create");
    assert_sentence_has("no memory left for the handle");
    assert_ptr_equal(list, UNTOUCHED(picoring_list));
    assert_int_equal(count.freed, 0);
    assert_nothing_leaked(before);
    count.refuse = 0;
    picoring_list_destroy(list_with(8, &options)); /* a retry */
    assert_int_equal(count.freed, 1);
    assert_int_equal(count.wrong, 0);
}

static void a_creation_that_fails_gives_the_hook_its_block_back(void **state)
{
    (void)state;
    if (sizeof(size_t) != 8) SKIP_BECAUSE("32-bit: sizes over the address space overflow before");
    counter count;
    picoring_list_options options = counted(&count);
    options.reserve = (size_t)1 << 30 << 30; /* more than there are addresses */
    picoring_list *list = UNTOUCHED(picoring_list);
    assert_code(PICORING_EADDRSPACE, picoring_list_create(1, &options, &list));
    assert_sentence_has("picoring_list_create: a reservation of 1152921504606846976 bytes");
    assert_ptr_equal(list, UNTOUCHED(picoring_list));
    assert_int_equal(count.allocated, 1);
    assert_int_equal(count.freed, 1);
    assert_int_equal(count.wrong, 0);
}

/* ---- The options struct ---- */

static void init_fills_in_the_defaults(void **state)
{
    (void)state;
    picoring_list_options filled, fixed = PICORING_LIST_OPTIONS_INIT;
    memset(&filled, 0xEE, sizeof filled);
    assert_code(PICORING_OK, picoring_list_options_init(&filled, sizeof filled));
    assert_memory_equal(&filled, &fixed, sizeof filled);
    assert_int_equal(filled.struct_size, sizeof filled);
    assert_code(PICORING_EFAULT, picoring_list_options_init(NULL, sizeof filled));
    assert_sentence_has("picoring_list_options_init");
    picoring_list *list = list_with(8, &filled); /* what NULL gives, too */
    push_patterns(list, 8, 0, 10);
    has_patterns(list, 8, 0, 10);
    picoring_list_destroy(list);
}

static void init_of_another_size_is_answered(void **state)
{
    (void)state;
    struct {
        picoring_list_options options;
        unsigned char later[24];
        unsigned char behind[8];
    } longer;
    memset(&longer, 0xEE, sizeof longer);
    size_t size = sizeof longer - sizeof longer.behind;
    assert_code(PICORING_OK, picoring_list_options_init(&longer.options, size));
    assert_int_equal(longer.options.struct_size, size);
    for (size_t i = 0; i < sizeof longer.later; ++i) assert_int_equal(longer.later[i], 0);
    for (size_t i = 0; i < sizeof longer.behind; ++i) assert_int_equal(longer.behind[i], 0xEE);
    memset(&longer, 0xEE, sizeof longer);
    assert_code(PICORING_EINVAL,
                picoring_list_options_init(&longer.options, sizeof(picoring_list_options) - 1));
    assert_sentence_has("picoring_list_options_init");
    assert_int_equal(((unsigned char *)&longer)[0], 0xEE);
}

static void options_of_a_later_version_are_taken_if_they_ask_for_nothing_new(void **state)
{
    (void)state;
    struct {
        picoring_list_options options;
        unsigned char later[24];
    } longer;
    memset(&longer, 0, sizeof longer);
    longer.options.struct_size = sizeof longer;
    picoring_list_destroy(list_with(8, &longer.options));
    for (size_t i = 0; i < sizeof longer.later; ++i) {
        memset(longer.later, 0, sizeof longer.later);
        longer.later[i] = 1;
        picoring_list *list = UNTOUCHED(picoring_list);
        assert_code(PICORING_E2BIG, picoring_list_create(8, &longer.options, &list));
        assert_sentence_has("picoring_list_create");
        assert_sentence_has("too old");
        assert_ptr_equal(list, UNTOUCHED(picoring_list));
    }
}

static void refuse_creation(int wanted, size_t element_size, const picoring_list_options *options,
                            const char *reason)
{
    picoring_list *list = UNTOUCHED(picoring_list);
    held before = what_is_held();
    assert_code(wanted, picoring_list_create(element_size, options, &list));
    assert_ptr_equal(list, UNTOUCHED(picoring_list));
    assert_nothing_leaked(before);
    assert_sentence_has("picoring_list_create: ");
    assert_sentence_has(reason);
}

static void a_struct_that_is_too_small_is_refused(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, sizeof(size_t), sizeof(picoring_list_options) - 1};
    for (size_t i = 0; i < COUNT_OF(sizes); ++i) {
        picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
        options.struct_size = sizes[i];
        refuse_creation(PICORING_EINVAL, 8, &options, "struct_size");
    }
}

static void *never_called(void *user, size_t bytes, size_t alignment)
{
    (void)user, (void)bytes, (void)alignment;
    abort();
}

static void never_called_back(void *user, void *block, size_t bytes, size_t alignment)
{
    (void)user, (void)block, (void)bytes, (void)alignment;
    abort();
}

static void options_out_of_range_are_refused(void **state)
{
    (void)state;
    static const uint32_t wrong[] = {2, 3, 1000, UINT32_MAX};
    static const picoring_list_options defaults = PICORING_LIST_OPTIONS_INIT;
    for (size_t i = 0; i < COUNT_OF(wrong); ++i) {
        picoring_list_options options = defaults;
        options.small_pages = wrong[i];
        refuse_creation(PICORING_EINVAL, 8, &options, "small_pages");
        options = defaults;
        options.dump = wrong[i];
        refuse_creation(PICORING_EINVAL, 8, &options, "dump");
    }
    picoring_list_options options = defaults;
    options.least_step = 4097;
    options.most_step = 4096;
    refuse_creation(PICORING_EINVAL, 8, &options, "most_step is less than least_step");
    options = defaults;
    options.allocate = never_called;
    refuse_creation(PICORING_EINVAL, 8, &options, "only one");
    options = defaults;
    options.deallocate = never_called_back;
    refuse_creation(PICORING_EINVAL, 8, &options, "only one");
    refuse_creation(PICORING_EINVAL, 0, NULL, "element size of 0");
    refuse_creation(PICORING_EINVAL, 0, &defaults, "element size of 0");
}

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    static const char reason[] = "more than a pointer can span";
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    refuse_creation(PICORING_EOVERFLOW, SIZE_MAX, NULL, reason);
    refuse_creation(PICORING_EOVERFLOW, SIZE_MAX / 2, NULL, reason);
    options.reserve = SIZE_MAX;
    refuse_creation(PICORING_EOVERFLOW, 1, &options, reason);
    refuse_creation(PICORING_EOVERFLOW, SIZE_MAX, &options, reason);
    options.reserve = SIZE_MAX / 2 + 1;
    refuse_creation(PICORING_EOVERFLOW, 2, &options, reason);
    options.reserve = PTRDIFF_MAX;
    refuse_creation(PICORING_EOVERFLOW, 1, &options, reason);
    options.reserve = PTRDIFF_MAX / 2;
    refuse_creation(PICORING_EOVERFLOW, 2, &options, reason);
    options.reserve = SIZE_MAX / 8 + 2; /* 8 bytes, to who multiplies carelessly */
    refuse_creation(PICORING_EOVERFLOW, 8, &options, reason);
    options.small_pages = 1;
    refuse_creation(PICORING_EOVERFLOW, 8, &options, reason);
}

static void alignments_that_cannot_be_had_are_refused(void **state)
{
    (void)state;
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.alignment = 3;
    refuse_creation(PICORING_EALIGN, 3, &options, "power of two");
    options.alignment = SIZE_MAX;
    refuse_creation(PICORING_EALIGN, 8, &options, "power of two");
    options.alignment = 2 * picoring_granularity();
    refuse_creation(PICORING_EALIGN, options.alignment, &options, "exceeds a page");
    options.alignment = SIZE_MAX / 2 + 1;
    refuse_creation(PICORING_EALIGN, 16, &options, "exceeds a page");
    options.alignment = 16;
    refuse_creation(PICORING_EALIGN, 24, &options, "element size of 24");
    options.alignment = 8;
    refuse_creation(PICORING_EALIGN, 4, &options, "alignment of 8");
}

static void headers_of_another_inline_abi_are_refused(void **state)
{
    (void)state;
    picoring_list *list = UNTOUCHED(picoring_list);
    assert_code(PICORING_EVERSION, picoring_list_open(PICORING_INLINE_ABI + 1, 8, NULL, &list));
    assert_sentence_has("picoring_list_create: ");
    assert_sentence_has("inline ABI 2");
    assert_code(PICORING_EVERSION, picoring_list_open(UINT32_MAX, 8, NULL, &list));
    assert_code(PICORING_EVERSION, picoring_list_open(0, 8, NULL, &list));
    assert_ptr_equal(list, UNTOUCHED(picoring_list));
    assert_code(PICORING_OK, picoring_list_open(PICORING_INLINE_ABI, 8, NULL, &list));
    picoring_list_destroy(list);
}

static void creation_without_a_place_for_the_handle_is_refused(void **state)
{
    (void)state;
    assert_code(PICORING_EFAULT, picoring_list_create(8, NULL, NULL));
    assert_sentence_has("picoring_list_create");
    assert_code(PICORING_EFAULT, picoring_list_open(PICORING_INLINE_ABI, 8, NULL, NULL));
    assert_code(PICORING_EFAULT, picoring_list_open(PICORING_INLINE_ABI, 0, NULL, NULL));
}

/* ---- Describe ---- */

static void describe_fills_what_both_sides_know(void **state)
{
    (void)state;
    struct {
        picoring_list_info info;
        unsigned char later[16];
        unsigned char behind[8];
    } longer;
    picoring_list_options options = by_pages(9, 8);
    picoring_list *list = list_with(8, &options);
    push_patterns(list, 8, 0, 1);
    memset(&longer, 0xEE, sizeof longer);
    longer.info.struct_size = sizeof longer - sizeof longer.behind;
    assert_code(PICORING_OK, picoring_list_describe(list, &longer.info));
    assert_int_equal(longer.info.struct_size, sizeof longer - sizeof longer.behind);
    assert_int_equal(longer.info.reserved, 9 * picoring_granularity());
    assert_int_equal(longer.info.committed, picoring_granularity());
    assert_int_equal(longer.info.huge_bytes, 0);
    for (size_t i = 0; i < sizeof longer.later; ++i) assert_int_equal(longer.later[i], 0);
    for (size_t i = 0; i < sizeof longer.behind; ++i) assert_int_equal(longer.behind[i], 0xEE);
    static const size_t sizes[] = {0, 1, sizeof(picoring_list_info) - 1};
    for (size_t i = 0; i < COUNT_OF(sizes); ++i) {
        picoring_list_info info = {sizes[i], 77, 77, 77};
        assert_code(PICORING_EINVAL, picoring_list_describe(list, &info));
        assert_sentence_has("picoring_list_describe");
        assert_int_equal(info.reserved, 77);
        assert_int_equal(info.committed, 77);
    }
    picoring_list_info info = PICORING_LIST_INFO_INIT;
    assert_code(PICORING_EFAULT, picoring_list_describe(NULL, &info));
    assert_code(PICORING_EFAULT, picoring_list_describe(list, NULL));
    assert_sentence_has("picoring_list_describe");
    picoring_list_destroy(list);
}

static void what_describe_calls_committed_is_what_is_ready(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(element_sizes); ++i) {
        size_t size = element_sizes[i];
        picoring_list_options options = by_pages(6, size);
        options.keep = SIZE_MAX;
        picoring_list *list = list_with(size, &options);
        assert_int_equal(room_ready(list), 0);
        push_patterns(list, size, 0, 2);
        assert_int_equal(room_ready(list), committed(list) / size - 2);
        assert_code(PICORING_OK, picoring_list_reserve(list, picoring_list_capacity(list)));
        assert_int_equal(room_ready(list), picoring_list_capacity(list) - 2);
        picoring_list_destroy(list);
    }
}

/* ---- The end ---- */

static void destroy_gives_everything_back(void **state)
{
    (void)state;
    picoring_list_destroy(list_of_ints());
    held before = what_is_held();
    for (int i = 0; i < 100; ++i) {
        picoring_list *list = list_of_ints();
        if (i % 2) push_ints(list, 0, 5000);
        if (i % 3) assert_code(PICORING_OK, picoring_list_shrink(list));
        picoring_list_destroy(list);
    }
    assert_nothing_leaked(before);
    picoring_list_destroy(NULL);
}

/* ---- NULL, which only the exported verbs check ---- */

#ifdef PICORING_NO_INLINE
static void exported_verbs_answer_null_with_efault(void **state)
{
    (void)state;
    int value = 0;
    assert_code(PICORING_EFAULT, picoring_list_push(NULL, &value));
    assert_sentence_has("picoring_list_push");
    assert_code(PICORING_EFAULT, picoring_list_push_sized(NULL, &value, 4));
    assert_code(PICORING_EFAULT, picoring_list_append(NULL, &value, 1));
    assert_code(PICORING_EFAULT, picoring_list_append(NULL, NULL, 0));
    assert_code(PICORING_EFAULT, picoring_list_commit(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_list_cancel(NULL));
    assert_sentence_has("picoring_list_cancel");
    assert_code(PICORING_EFAULT, picoring_list_get(NULL, 0, &value));
    assert_code(PICORING_EFAULT, picoring_list_set(NULL, 0, &value));
    assert_code(PICORING_EFAULT, picoring_list_pop(NULL, &value));
    assert_sentence_has("picoring_list_pop");
    assert_null(picoring_list_claim(NULL, 1));
    assert_null(picoring_list_data(NULL));
    assert_null(picoring_list_at(NULL, 0));
    assert_int_equal(picoring_list_len(NULL), 0);
}

static void exported_verbs_answer_null_data_with_efault_and_change_nothing(void **state)
{
    (void)state;
    picoring_list *list = list_of_ints();
    push_ints(list, 1, 3);
    assert_code(PICORING_EFAULT, picoring_list_push(list, NULL));
    assert_code(PICORING_EFAULT, picoring_list_push_sized(list, NULL, 4));
    assert_code(PICORING_EFAULT, picoring_list_append(list, NULL, 1));
    assert_code(PICORING_EFAULT, picoring_list_get(list, 0, NULL));
    assert_code(PICORING_EFAULT, picoring_list_set(list, 0, NULL));
    assert_sentence_has("picoring_list_set");
    has_ints(list, 1, 3);
    picoring_list_destroy(list);
}

static void the_exported_sized_push_refuses_another_size(void **state)
{
    (void)state;
    picoring_list *list = list_of_ints();
    push_ints(list, 1, 1);
    assert_code(PICORING_EINVAL, picoring_list_push_sized(list, "12345678", 8));
    assert_sentence_has("picoring_list_push_sized");
    assert_code(PICORING_EINVAL, picoring_list_push_sized(list, "12345678", 3));
    assert_code(PICORING_EINVAL, picoring_list_push_sized(list, "12345678", 0));
    has_ints(list, 1, 1);
    picoring_list_destroy(list);
}
#endif

static void verbs_that_are_not_inlined_answer_null(void **state)
{
    (void)state;
    assert_code(PICORING_EFAULT, picoring_list_claim_status(NULL, 1));
    assert_sentence_has("picoring_list_claim_status");
    assert_code(PICORING_EFAULT, picoring_list_reserve(NULL, 1));
    assert_sentence_has("picoring_list_reserve");
    assert_code(PICORING_EFAULT, picoring_list_truncate(NULL, 0));
    assert_sentence_has("picoring_list_truncate");
    assert_code(PICORING_EFAULT, picoring_list_clear(NULL));
    assert_sentence_has("picoring_list_clear");
    assert_code(PICORING_EFAULT, picoring_list_shrink(NULL));
    assert_sentence_has("picoring_list_shrink");
    assert_int_equal(picoring_list_chunk_count(NULL), 0);
    assert_int_equal(picoring_list_chunk_size(NULL), 0);
    assert_int_equal(picoring_list_capacity(NULL), 0);
    picoring_list *list = list_of_ints();
    push_ints(list, 0, 1);
    assert_null(picoring_list_chunk(list, 0, NULL));
    picoring_list_destroy(list);
}

static void a_chunk_of_no_list_is_null_and_has_no_elements(void **state)
{
    (void)state;
    size_t n = 77;
    assert_null(picoring_list_chunk(NULL, 0, &n));
    assert_sentence_has("picoring_list_chunk");
    assert_int_equal(n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_list_is_empty_and_has_no_memory),
        cmocka_unit_test(capacity_is_the_reservation_asked_for_rounded_up_to_pages),
        cmocka_unit_test(the_default_reservation_holds_what_memory_holds),
        cmocka_unit_test(a_list_holds_exactly_its_capacity),
        cmocka_unit_test(new_memory_is_zero),
        cmocka_unit_test(every_element_size_keeps_its_values_over_many_steps),
        cmocka_unit_test(sized_and_unsized_pushes_mix),
        cmocka_unit_test(an_own_element_can_be_pushed_also_where_a_step_begins),
        cmocka_unit_test(an_empty_list_refuses_a_pop_and_touches_no_output),
        cmocka_unit_test(news_makes_no_sentence),
        cmocka_unit_test(popping_keeps_the_memory),
        cmocka_unit_test(append_copies_all_of_its_elements),
        cmocka_unit_test(append_takes_all_or_none),
        cmocka_unit_test(a_list_appends_itself),
        cmocka_unit_test(a_list_appends_a_part_of_itself_and_another_list),
        cmocka_unit_test(zero_elements_at_no_address_are_no_error),
        cmocka_unit_test(two_lists_know_nothing_of_each_other),
        cmocka_unit_test(a_claim_lies_behind_the_last_element_and_is_readable_after_its_commit),
        cmocka_unit_test(a_part_of_a_claim_can_be_committed_and_the_rest_later),
        cmocka_unit_test(what_was_claimed_and_not_committed_is_written_over),
        cmocka_unit_test(a_claim_that_cannot_be_is_null_and_its_status_tells_why),
        cmocka_unit_test(a_good_status_means_that_the_claim_succeeds),
        cmocka_unit_test(a_commit_beyond_what_is_ready_changes_nothing),
        cmocka_unit_test(a_reserve_commits_room_that_a_commit_may_use),
        cmocka_unit_test(a_full_reservation_is_enobufs_in_the_name_of_every_verb),
        cmocka_unit_test(an_index_that_is_not_there_is_erange_and_touches_nothing),
        cmocka_unit_test(set_replaces_one_element),
        cmocka_unit_test(what_is_written_in_place_is_what_is_read),
        cmocka_unit_test(chunks_show_the_whole_list_piecewise),
        cmocka_unit_test(a_default_chunk_is_what_8_mib_hold_and_at_least_one),
        cmocka_unit_test(chunks_cost_no_memory),
        cmocka_unit_test(truncate_keeps_the_first_elements),
        cmocka_unit_test(a_cleared_list_is_empty_and_fills_again_in_the_same_place),
        cmocka_unit_test(keep_says_how_much_truncate_and_clear_leave),
        cmocka_unit_test(a_keep_of_less_than_a_page_still_keeps_whole_elements),
        cmocka_unit_test(the_default_keep_is_most_step),
        cmocka_unit_test(a_keep_of_everything_keeps_everything),
        cmocka_unit_test(shrink_leaves_the_pages_that_elements_are_on),
        cmocka_unit_test(a_long_list_shrinks_by_whole_huge_pages_only),
        cmocka_unit_test(steps_double_the_list_between_the_least_and_the_most),
        cmocka_unit_test(the_default_steps_are_64_kib_to_8_mib),
        cmocka_unit_test(a_step_is_at_least_what_is_asked_for),
        cmocka_unit_test(a_most_step_below_the_default_least_is_taken),
        cmocka_unit_test(a_step_ends_at_the_reservation),
        cmocka_unit_test(aligned_elements_lie_aligned),
        cmocka_unit_test(a_core_dump_has_the_elements_unless_asked_not_to),
        cmocka_unit_test(the_hook_gets_the_handle_only_and_gets_it_back),
        cmocka_unit_test(a_hook_that_has_nothing_left_is_enomem),
        cmocka_unit_test(a_creation_that_fails_gives_the_hook_its_block_back),
        cmocka_unit_test(init_fills_in_the_defaults),
        cmocka_unit_test(init_of_another_size_is_answered),
        cmocka_unit_test(options_of_a_later_version_are_taken_if_they_ask_for_nothing_new),
        cmocka_unit_test(a_struct_that_is_too_small_is_refused),
        cmocka_unit_test(options_out_of_range_are_refused),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(alignments_that_cannot_be_had_are_refused),
        cmocka_unit_test(headers_of_another_inline_abi_are_refused),
        cmocka_unit_test(creation_without_a_place_for_the_handle_is_refused),
        cmocka_unit_test(describe_fills_what_both_sides_know),
        cmocka_unit_test(what_describe_calls_committed_is_what_is_ready),
        cmocka_unit_test(destroy_gives_everything_back),
#ifdef PICORING_NO_INLINE
        cmocka_unit_test(exported_verbs_answer_null_with_efault),
        cmocka_unit_test(exported_verbs_answer_null_data_with_efault_and_change_nothing),
        cmocka_unit_test(the_exported_sized_push_refuses_another_size),
#endif
        cmocka_unit_test(verbs_that_are_not_inlined_answer_null),
        cmocka_unit_test(a_chunk_of_no_list_is_null_and_has_no_elements),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
