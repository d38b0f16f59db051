/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_ring.c: every verb of ring.h, what it does and what it refuses.
 */
#include "check.h"

#include <pthread.h>

static picoring_ring *ring_with(size_t capacity, size_t element_size, uint32_t exact)
{
    picoring_options options = PICORING_OPTIONS_INIT;
    options.exact = exact;
    picoring_ring *ring = NULL;
    assert_code(PICORING_OK, picoring_ring_create(capacity, element_size, &options, &ring));
    assert_non_null(ring);
    return ring;
}

static picoring_ring *ring_of_ints(size_t capacity) { return ring_with(capacity, sizeof(int), 1); }

static void push_ints(picoring_ring *ring, int first, int count)
{
    for (int i = first; i < first + count; ++i) assert_code(PICORING_OK, picoring_ring_push(ring, &i));
}

static void pop_ints(picoring_ring *ring, int first, int count)
{
    for (int i = first; i < first + count; ++i) {
        int value = -1;
        assert_code(PICORING_OK, picoring_ring_pop(ring, &value));
        assert_int_equal(value, i);
    }
}

/* The read and the write place go to `bytes` before the seam, the ring empty. */
static void turn_to_seam(picoring_ring *ring, size_t element_size, size_t bytes)
{
    size_t size = picoring_mirror_size(picoring_ring_mirror(ring));
    size_t capacity = picoring_ring_capacity(ring);
    unsigned char *data = (unsigned char *)picoring_mirror_data(picoring_ring_mirror(ring));
    for (size_t step = 0; step < 20 * size; ++step) {
        unsigned char *place = (unsigned char *)picoring_ring_claim(ring, 1);
        assert_non_null(place);
        size_t left = size - (size_t)(place - data);
        if (left <= bytes) return;
        size_t n = (left - bytes) / element_size;
        if (n == 0) n = 1;
        if (n > capacity) n = capacity;
        assert_code(PICORING_OK, picoring_ring_commit(ring, n));
        assert_code(PICORING_OK, picoring_ring_release(ring, n));
    }
    fail_msg("no place before the seam was found");
}

/* ---- Shape ---- */

static void a_new_ring_is_empty_and_all_free(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(10);
    assert_int_equal(picoring_ring_len(ring), 0);
    assert_int_equal(picoring_ring_free(ring), 10);
    assert_int_equal(picoring_ring_capacity(ring), 10);
    assert_code(PICORING_EAGAIN, picoring_ring_peek_status(ring));
    assert_code(PICORING_OK, picoring_ring_claim_status(ring, 10));
    picoring_ring_destroy(ring);
}

static void capacity_fills_one_copy_to_the_last_whole_element(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 3, 8, 12, 24, 100, 4096, 5000, 100000};
    size_t granularity = picoring_granularity();
    for (size_t i = 0; i < COUNT_OF(sizes); ++i) {
        for (size_t asked = 1; asked < 3000; asked += 499) {
            picoring_ring *ring = ring_with(asked, sizes[i], 0);
            size_t bytes = picoring_mirror_size(picoring_ring_mirror(ring));
            assert_int_equal(bytes % granularity, 0);
            assert_true(bytes >= asked * sizes[i]);
            assert_true(bytes - asked * sizes[i] < granularity);
            assert_int_equal(picoring_ring_capacity(ring), bytes / sizes[i]);
            picoring_ring_destroy(ring);
        }
    }
}

static void an_exact_ring_has_the_capacity_asked_for(void **state)
{
    (void)state;
    static const size_t capacities[] = {1, 2, 7, 511, 512, 513, 1000, 4096, 5003};
    static const size_t sizes[] = {1, 3, 8, 5000};
    for (size_t i = 0; i < COUNT_OF(capacities); ++i) {
        for (size_t k = 0; k < COUNT_OF(sizes); ++k) {
            picoring_ring *ring = ring_with(capacities[i], sizes[k], 1);
            assert_int_equal(picoring_ring_capacity(ring), capacities[i]);
            assert_int_equal(picoring_ring_free(ring), capacities[i]);
            picoring_ring_destroy(ring);
        }
    }
}

static void a_ring_is_full_at_exactly_its_capacity(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 3, 8, 24, 5000};
    static unsigned char element[5000];
    for (size_t i = 0; i < COUNT_OF(sizes); ++i) {
        for (uint32_t exact = 0; exact < 2; ++exact) {
            picoring_ring *ring = ring_with(17, sizes[i], exact);
            size_t capacity = picoring_ring_capacity(ring);
            for (size_t n = 0; n < capacity; ++n) {
                assert_int_equal(picoring_ring_len(ring), n);
                assert_int_equal(picoring_ring_free(ring), capacity - n);
                pattern(element, n, sizes[i]);
                assert_code(PICORING_OK, picoring_ring_push(ring, element));
            }
            assert_int_equal(picoring_ring_free(ring), 0);
            assert_code(PICORING_EAGAIN, picoring_ring_push(ring, element));
            for (size_t n = 0; n < capacity; ++n) {
                assert_code(PICORING_OK, picoring_ring_pop(ring, element));
                assert_true(has_pattern(element, n, sizes[i]));
            }
            assert_code(PICORING_EAGAIN, picoring_ring_pop(ring, element));
            picoring_ring_destroy(ring);
        }
    }
}

static void the_memory_of_a_new_ring_is_zero(void **state)
{
    (void)state;
    picoring_ring *ring = ring_with(100000, 1, 0);
    size_t n = picoring_ring_free(ring);
    const unsigned char *block = (const unsigned char *)picoring_ring_claim(ring, n);
    size_t others = 0;
    for (size_t i = 0; i < n; ++i) others += block[i] != 0;
    assert_int_equal(others, 0);
    picoring_ring_destroy(ring);
}

static void the_mirror_below_belongs_to_the_ring(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(10);
    const picoring_mirror *mirror = picoring_ring_mirror(ring);
    picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
    assert_code(PICORING_OK, picoring_mirror_describe(mirror, &info));
    assert_int_equal(info.size, picoring_granularity());
    assert_ptr_equal(picoring_mirror_data(mirror), picoring_ring_claim(ring, 1));
    picoring_ring_destroy(ring);
}

/* ---- One element ---- */

static void elements_come_out_in_the_order_they_went_in(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(4);
    push_ints(ring, 1, 3);
    pop_ints(ring, 1, 2);
    push_ints(ring, 4, 3);
    pop_ints(ring, 3, 4);
    assert_int_equal(picoring_ring_len(ring), 0);
    picoring_ring_destroy(ring);
}

static void a_full_ring_refuses_a_push_and_keeps_its_contents(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(3);
    push_ints(ring, 1, 3);
    int other = 99;
    assert_code(PICORING_EAGAIN, picoring_ring_push(ring, &other));
    assert_code(PICORING_EAGAIN, picoring_ring_push_sized(ring, &other, sizeof other));
    assert_int_equal(picoring_ring_len(ring), 3);
    pop_ints(ring, 1, 3);
    picoring_ring_destroy(ring);
}

static void an_empty_ring_refuses_a_pop_and_touches_no_output(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(3);
    int value = 4711;
    assert_code(PICORING_EAGAIN, picoring_ring_pop(ring, &value));
    assert_code(PICORING_EAGAIN, picoring_ring_pop_sized(ring, &value, sizeof value));
    assert_int_equal(value, 4711);
    picoring_ring_destroy(ring);
}

static void news_makes_no_sentence(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(2);
    assert_code(PICORING_ERANGE, picoring_ring_release(ring, 1));
    char before[512];
    snprintf(before, sizeof before, "%s", picoring_last_error());
    assert_string_not_equal(before, "");
    int value = 0;
    assert_code(PICORING_EAGAIN, picoring_ring_pop(ring, &value));
    push_ints(ring, 0, 2);
    assert_code(PICORING_EAGAIN, picoring_ring_push(ring, &value));
    assert_code(PICORING_EAGAIN, picoring_ring_claim_status(ring, 1));
    assert_string_equal(picoring_last_error(), before);
    picoring_ring_destroy(ring);
}

static void every_element_size_survives_many_laps(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 2, 3, 4, 8, 12, 16, 24, 100, 4095, 4096, 4097, 5000, 20000};
    static unsigned char element[20000];
    for (size_t i = 0; i < COUNT_OF(sizes); ++i) {
        for (uint32_t exact = 0; exact < 2; ++exact) {
            picoring_ring *ring = ring_with(7, sizes[i], exact);
            size_t capacity = picoring_ring_capacity(ring), in = 0, out = 0;
            size_t laps = 3 * capacity + 1000;
            while (out < laps) {
                size_t burst = 1 + in % capacity;
                for (size_t k = 0; k < burst && picoring_ring_free(ring) > 0; ++k) {
                    pattern(element, in++, sizes[i]);
                    assert_code(PICORING_OK, picoring_ring_push(ring, element));
                }
                for (size_t k = 0; k < 1 + burst / 2 && picoring_ring_len(ring) > 0; ++k) {
                    memset(element, 0xEE, sizes[i]);
                    assert_code(PICORING_OK, picoring_ring_pop(ring, element));
                    assert_true(has_pattern(element, out++, sizes[i]));
                }
            }
            assert_int_equal(picoring_ring_len(ring), in - out);
            picoring_ring_destroy(ring);
        }
    }
}

static void sized_and_unsized_verbs_mix(void **state)
{
    (void)state;
    picoring_ring *ring = ring_with(5, 24, 1);
    unsigned char element[24];
    for (size_t n = 0; n < 2000; ++n) {
        pattern(element, n, 24);
        assert_code(PICORING_OK, n % 2 ? picoring_ring_push_sized(ring, element, 24)
                                       : picoring_ring_push(ring, element));
        memset(element, 0, 24);
        assert_code(PICORING_OK, n % 3 ? picoring_ring_pop_sized(ring, element, 24)
                                       : picoring_ring_pop(ring, element));
        assert_true(has_pattern(element, n, 24));
    }
    picoring_ring_destroy(ring);
}

static void push_overwrite_keeps_the_last_capacity_elements(void **state)
{
    (void)state;
    for (size_t capacity = 1; capacity < 2100; capacity += 523) {
        picoring_ring *ring = ring_of_ints(capacity);
        int count = (int)capacity * 3 + 7;
        for (int i = 0; i < count; ++i) {
            assert_code(PICORING_OK, picoring_ring_push_overwrite(ring, &i));
            size_t wanted = (size_t)i + 1 < capacity ? (size_t)i + 1 : capacity;
            assert_int_equal(picoring_ring_len(ring), wanted);
        }
        pop_ints(ring, count - (int)capacity, (int)capacity);
        picoring_ring_destroy(ring);
    }
}

static void push_overwrite_into_one_place_replaces_it(void **state)
{
    (void)state;
    picoring_ring *ring = ring_with(1, 5000, 1);
    static unsigned char element[5000];
    for (size_t n = 0; n < 20; ++n) {
        pattern(element, n, sizeof element);
        assert_code(PICORING_OK, picoring_ring_push_overwrite(ring, element));
        assert_true(has_pattern(picoring_ring_at(ring, 0), n, sizeof element));
        assert_int_equal(picoring_ring_len(ring), 1);
    }
    picoring_ring_destroy(ring);
}

/* ---- Many elements ---- */

static void push_n_takes_all_or_none(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(5);
    int three[] = {1, 2, 3};
    assert_code(PICORING_OK, picoring_ring_push_n(ring, three, 3));
    int more[] = {4, 5, 6, 7, 8, 9};
    assert_code(PICORING_EAGAIN, picoring_ring_push_n(ring, more, 3));
    assert_code(PICORING_EAGAIN, picoring_ring_push_n(ring, more, 5));
    assert_int_equal(picoring_ring_len(ring), 3);
    assert_code(PICORING_ERANGE, picoring_ring_push_n(ring, more, 6));
    assert_sentence_has("picoring_ring_push_n");
    assert_sentence_has("6");
    assert_sentence_has("5");
    assert_code(PICORING_ERANGE, picoring_ring_push_n(ring, more, SIZE_MAX));
    assert_code(PICORING_OK, picoring_ring_push_n(ring, more, 2));
    pop_ints(ring, 1, 5);
    picoring_ring_destroy(ring);
}

static void pop_n_gives_all_or_none(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(5);
    push_ints(ring, 1, 3);
    int out[6] = {-1, -1, -1, -1, -1, -1};
    assert_code(PICORING_EAGAIN, picoring_ring_pop_n(ring, out, 4));
    assert_code(PICORING_ERANGE, picoring_ring_pop_n(ring, out, 6));
    assert_sentence_has("picoring_ring_pop_n");
    assert_code(PICORING_ERANGE, picoring_ring_pop_n(ring, out, SIZE_MAX));
    assert_int_equal(out[0], -1);
    assert_int_equal(picoring_ring_len(ring), 3);
    assert_code(PICORING_OK, picoring_ring_pop_n(ring, out, 2));
    assert_int_equal(out[0], 1);
    assert_int_equal(out[1], 2);
    assert_int_equal(out[2], -1);
    pop_ints(ring, 3, 1);
    picoring_ring_destroy(ring);
}

static void push_some_takes_what_fits_and_tells_how_many(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(5);
    int values[] = {1, 2, 3, 4, 5, 6, 7, 8};
    size_t n = 77;
    assert_code(PICORING_OK, picoring_ring_push_some(ring, values, 3, &n));
    assert_int_equal(n, 3);
    assert_code(PICORING_OK, picoring_ring_push_some(ring, values + 3, 5, &n));
    assert_int_equal(n, 2);
    n = 77;
    assert_code(PICORING_EAGAIN, picoring_ring_push_some(ring, values, 1, &n));
    assert_int_equal(n, 77);
    pop_ints(ring, 1, 5);
    assert_code(PICORING_OK, picoring_ring_push_some(ring, values, 8, &n));
    assert_int_equal(n, 5);
    pop_ints(ring, 1, 5);
    picoring_ring_destroy(ring);
}

static void pop_some_gives_what_there_is_and_tells_how_many(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(5);
    int out[8] = {-1, -1, -1, -1, -1, -1, -1, -1};
    size_t n = 77;
    assert_code(PICORING_EAGAIN, picoring_ring_pop_some(ring, out, 8, &n));
    assert_int_equal(n, 77);
    assert_int_equal(out[0], -1);
    push_ints(ring, 1, 4);
    assert_code(PICORING_OK, picoring_ring_pop_some(ring, out, 1, &n));
    assert_int_equal(n, 1);
    assert_int_equal(out[0], 1);
    assert_int_equal(out[1], -1);
    assert_code(PICORING_OK, picoring_ring_pop_some(ring, out, 8, &n));
    assert_int_equal(n, 3);
    assert_int_equal(out[0], 2);
    assert_int_equal(out[2], 4);
    assert_int_equal(out[3], -1);
    picoring_ring_destroy(ring);
}

static void nothing_to_copy_is_no_error_full_or_empty(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(2);
    int value = 5;
    size_t n = 77;
    for (int round = 0; round < 2; ++round) {
        assert_code(PICORING_OK, picoring_ring_push_n(ring, &value, 0));
        assert_code(PICORING_OK, picoring_ring_pop_n(ring, &value, 0));
        n = 77;
        assert_code(PICORING_OK, picoring_ring_push_some(ring, &value, 0, &n));
        assert_int_equal(n, 0);
        n = 77;
        assert_code(PICORING_OK, picoring_ring_pop_some(ring, &value, 0, &n));
        assert_int_equal(n, 0);
        assert_code(PICORING_OK, picoring_ring_commit(ring, 0));
        assert_code(PICORING_OK, picoring_ring_release(ring, 0));
        assert_int_equal(picoring_ring_len(ring), round == 0 ? 0 : 2);
        if (round == 0) push_ints(ring, 1, 2);
    }
    assert_int_equal(value, 5);
    pop_ints(ring, 1, 2);
    picoring_ring_destroy(ring);
}

/* An empty std::vector or slice has a NULL pointer; the sanitizer of undefined
 * behaviour watches this one. */
static void zero_elements_at_no_address_are_no_error(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(2);
    size_t n = 77;
    assert_code(PICORING_OK, picoring_ring_push_n(ring, NULL, 0));
    assert_code(PICORING_OK, picoring_ring_pop_n(ring, NULL, 0));
    assert_code(PICORING_OK, picoring_ring_push_some(ring, NULL, 0, &n));
    assert_int_equal(n, 0);
    n = 77;
    assert_code(PICORING_OK, picoring_ring_pop_some(ring, NULL, 0, &n));
    assert_int_equal(n, 0);
    assert_int_equal(picoring_ring_len(ring), 0);
    picoring_ring_destroy(ring);
}

static void blocks_cross_the_seam_whole(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 3, 8, 24, 5000};
    static unsigned char in[40 * 5000], out[40 * 5000];
    for (size_t i = 0; i < COUNT_OF(sizes); ++i) {
        size_t size = sizes[i];
        picoring_ring *ring = ring_with(40, size, 0);
        for (size_t before = size; before <= 20 * size; before += size) {
            turn_to_seam(ring, size, before);
            for (size_t k = 0; k < 40; ++k) pattern(in + k * size, before + k, size);
            memset(out, 0, sizeof out);
            assert_code(PICORING_OK, picoring_ring_push_n(ring, in, 40));
            assert_code(PICORING_OK, picoring_ring_pop_n(ring, out, 13));
            assert_code(PICORING_OK, picoring_ring_pop_n(ring, out + 13 * size, 27));
            assert_memory_equal(in, out, 40 * size);
        }
        picoring_ring_destroy(ring);
    }
}

/* ---- Writing in place ---- */

static void a_claim_is_readable_only_after_its_commit(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(6);
    int *place = (int *)picoring_ring_claim(ring, 6);
    assert_non_null(place);
    for (int i = 0; i < 6; ++i) place[i] = i + 1;
    assert_int_equal(picoring_ring_len(ring), 0);
    assert_ptr_equal(picoring_ring_claim(ring, 6), place);
    assert_ptr_equal(picoring_ring_claim(ring, 1), place);
    assert_code(PICORING_OK, picoring_ring_commit(ring, 2));
    assert_int_equal(picoring_ring_len(ring), 2);
    pop_ints(ring, 1, 2);
    picoring_ring_destroy(ring);
}

static void the_rest_of_a_claim_can_be_committed_later(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 3, 8, 24, 5000};
    for (size_t i = 0; i < COUNT_OF(sizes); ++i) {
        size_t size = sizes[i];
        picoring_ring *ring = ring_with(30, size, 1);
        for (size_t before = size; before < 20 * size; before += size) {
            turn_to_seam(ring, size, before);
            unsigned char *place = (unsigned char *)picoring_ring_claim(ring, 30);
            assert_non_null(place);
            for (size_t k = 0; k < 30; ++k) pattern(place + k * size, before * 31 + k, size);
            static const size_t parts[] = {1, 4, 10, 3, 12};
            size_t done = 0;
            for (size_t p = 0; p < COUNT_OF(parts); ++p) {
                assert_code(PICORING_OK, picoring_ring_commit(ring, parts[p]));
                done += parts[p];
                assert_int_equal(picoring_ring_len(ring), done);
                for (size_t k = 0; k < done; ++k)
                    assert_true(has_pattern(picoring_ring_at(ring, k), before * 31 + k, size));
            }
            assert_int_equal(picoring_ring_free(ring), 0);
            assert_code(PICORING_OK, picoring_ring_clear(ring));
        }
        picoring_ring_destroy(ring);
    }
}

static void what_was_claimed_and_not_committed_is_written_over(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(6);
    int *place = (int *)picoring_ring_claim(ring, 4);
    place[0] = place[1] = place[2] = place[3] = 99;
    assert_code(PICORING_OK, picoring_ring_cancel(ring));
    assert_int_equal(picoring_ring_len(ring), 0);
    assert_int_equal(picoring_ring_free(ring), 6);
    push_ints(ring, 1, 6);
    pop_ints(ring, 1, 6);
    picoring_ring_destroy(ring);
}

static void a_claim_that_does_not_fit_is_null_and_its_status_tells_why(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(5);
    assert_null(picoring_ring_claim(ring, 0));
    assert_code(PICORING_EINVAL, picoring_ring_claim_status(ring, 0));
    assert_sentence_has("picoring_ring_claim");
    assert_null(picoring_ring_claim(ring, 6));
    assert_code(PICORING_ERANGE, picoring_ring_claim_status(ring, 6));
    assert_sentence_has("6");
    assert_sentence_has("capacity of 5");
    assert_null(picoring_ring_claim(ring, SIZE_MAX));
    assert_code(PICORING_ERANGE, picoring_ring_claim_status(ring, SIZE_MAX));
    push_ints(ring, 1, 3);
    assert_non_null(picoring_ring_claim(ring, 2));
    assert_code(PICORING_OK, picoring_ring_claim_status(ring, 2));
    assert_null(picoring_ring_claim(ring, 3));
    assert_code(PICORING_EAGAIN, picoring_ring_claim_status(ring, 3));
    assert_code(PICORING_ERANGE, picoring_ring_claim_status(ring, 6));
    push_ints(ring, 4, 2);
    assert_null(picoring_ring_claim(ring, 0));
    assert_code(PICORING_EAGAIN, picoring_ring_claim_status(ring, 0));
    assert_null(picoring_ring_claim(ring, 1));
    assert_code(PICORING_EAGAIN, picoring_ring_claim_status(ring, 1));
    pop_ints(ring, 1, 5);
    picoring_ring_destroy(ring);
}

static void a_commit_beyond_the_free_places_changes_nothing(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(5);
    push_ints(ring, 1, 3);
    assert_code(PICORING_ERANGE, picoring_ring_commit(ring, 3));
    assert_sentence_has("picoring_ring_commit");
    assert_sentence_has("3");
    assert_sentence_has("2");
    assert_sentence_has("free");
    assert_code(PICORING_ERANGE, picoring_ring_commit(ring, SIZE_MAX));
    assert_int_equal(picoring_ring_len(ring), 3);
    assert_int_equal(picoring_ring_free(ring), 2);
    push_ints(ring, 4, 2);
    assert_code(PICORING_ERANGE, picoring_ring_commit(ring, 1));
    pop_ints(ring, 1, 5);
    picoring_ring_destroy(ring);
}

/* ---- Reading in place ---- */

static void peek_shows_all_that_is_readable_as_one_block(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 3, 8, 24, 5000};
    static unsigned char element[5000];
    for (size_t i = 0; i < COUNT_OF(sizes); ++i) {
        size_t size = sizes[i], count = 0;
        picoring_ring *ring = ring_with(9, size, 1);
        for (size_t n = 0; n < 6000 && n < 3 * (8192 / size + 9); ++n) {
            pattern(element, n, size);
            assert_code(PICORING_OK, picoring_ring_push_overwrite(ring, element));
            size_t there = n + 1 < 9 ? n + 1 : 9;
            const unsigned char *block = (const unsigned char *)picoring_ring_peek(ring, &count);
            assert_non_null(block);
            assert_int_equal(count, there);
            assert_code(PICORING_OK, picoring_ring_peek_status(ring));
            for (size_t k = 0; k < there; ++k)
                assert_true(has_pattern(block + k * size, n + 1 - there + k, size));
        }
        picoring_ring_destroy(ring);
    }
}

static void an_empty_ring_shows_nothing(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(3);
    size_t n = 77;
    assert_null(picoring_ring_peek(ring, &n));
    assert_int_equal(n, 0);
    assert_code(PICORING_EAGAIN, picoring_ring_peek_status(ring));
    assert_null(picoring_ring_at(ring, 0));
    assert_null(picoring_ring_view(ring, 0, 1));
    assert_null(picoring_ring_view(ring, 0, 0));
    picoring_ring_destroy(ring);
}

static void release_frees_the_oldest_and_no_more_than_there_is(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(5);
    push_ints(ring, 1, 4);
    assert_code(PICORING_ERANGE, picoring_ring_release(ring, 5));
    assert_sentence_has("picoring_ring_release");
    assert_sentence_has("5");
    assert_sentence_has("4");
    assert_sentence_has("readable");
    assert_code(PICORING_ERANGE, picoring_ring_release(ring, SIZE_MAX));
    assert_int_equal(picoring_ring_len(ring), 4);
    assert_code(PICORING_OK, picoring_ring_release(ring, 3));
    assert_int_equal(picoring_ring_len(ring), 1);
    assert_int_equal(picoring_ring_free(ring), 4);
    pop_ints(ring, 4, 1);
    picoring_ring_destroy(ring);
}

static void a_view_counts_from_the_oldest_element(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(2000); /* memory for 2048: laps do not meet the start */
    int next = 0;
    for (int round = 0; round < 30; ++round) {
        while (picoring_ring_free(ring) > 0) {
            assert_code(PICORING_OK, picoring_ring_push(ring, &next));
            ++next;
        }
        int oldest = next - 2000;
        for (size_t offset = 0; offset < 2000; offset += 111) {
            const int *view = (const int *)picoring_ring_view(ring, offset, 2000 - offset);
            assert_non_null(view);
            for (size_t k = 0; k < 2000 - offset; ++k)
                assert_int_equal(view[k], oldest + (int)(offset + k));
            const int *at = (const int *)picoring_ring_at(ring, offset);
            assert_int_equal(*at, oldest + (int)offset);
        }
        assert_code(PICORING_OK, picoring_ring_release(ring, 777));
    }
    picoring_ring_destroy(ring);
}

static void a_view_of_what_is_not_readable_is_null(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(10);
    push_ints(ring, 1, 6);
    assert_non_null(picoring_ring_view(ring, 0, 6));
    assert_non_null(picoring_ring_view(ring, 5, 1));
    assert_null(picoring_ring_view(ring, 0, 7));
    assert_null(picoring_ring_view(ring, 5, 2));
    assert_null(picoring_ring_view(ring, 6, 1));
    assert_null(picoring_ring_view(ring, 2, 0));
    assert_null(picoring_ring_view(ring, 1, SIZE_MAX));
    assert_null(picoring_ring_view(ring, SIZE_MAX, 1));
    assert_null(picoring_ring_view(ring, SIZE_MAX, SIZE_MAX));
    assert_non_null(picoring_ring_at(ring, 5));
    assert_null(picoring_ring_at(ring, 6));
    assert_null(picoring_ring_at(ring, SIZE_MAX));
    picoring_ring_destroy(ring);
}

static void set_replaces_one_readable_element(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 3, 8, 24, 5000};
    static unsigned char element[5000];
    for (size_t i = 0; i < COUNT_OF(sizes); ++i) {
        size_t size = sizes[i];
        picoring_ring *ring = ring_with(11, size, 1);
        for (size_t before = size; before < 11 * size; before += size) {
            turn_to_seam(ring, size, before);
            for (size_t k = 0; k < 11; ++k) assert_code(PICORING_OK, picoring_ring_push(ring, element));
            for (size_t k = 11; k-- > 0;) {
                pattern(element, before + k, size);
                assert_code(PICORING_OK, picoring_ring_set(ring, k, element));
            }
            for (size_t k = 0; k < 11; ++k) {
                assert_code(PICORING_OK, picoring_ring_pop(ring, element));
                assert_true(has_pattern(element, before + k, size));
            }
        }
        assert_code(PICORING_ERANGE, picoring_ring_set(ring, 0, element));
        assert_sentence_has("picoring_ring_set");
        picoring_ring_destroy(ring);
    }
}

static void set_beyond_the_readable_changes_nothing(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(5);
    push_ints(ring, 1, 3);
    int value = 99;
    assert_code(PICORING_ERANGE, picoring_ring_set(ring, 3, &value));
    assert_sentence_has("index 3");
    assert_code(PICORING_ERANGE, picoring_ring_set(ring, SIZE_MAX, &value));
    pop_ints(ring, 1, 3);
    picoring_ring_destroy(ring);
}

/* Every way to change an element in place, at every distance from the seam,
 * is seen by every way to read it. */
static void what_is_changed_in_place_is_what_is_popped(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 3, 8, 24, 5000};
    static unsigned char element[5000];
    for (size_t i = 0; i < COUNT_OF(sizes); ++i) {
        size_t size = sizes[i], count = 0;
        picoring_ring *ring = ring_with(12, size, 1);
        for (size_t before = size; before <= 12 * size; before += size) {
            for (int way = 0; way < 3; ++way) {
                turn_to_seam(ring, size, before);
                memset(element, 0, size);
                for (size_t k = 0; k < 12; ++k)
                    assert_code(PICORING_OK, picoring_ring_push(ring, element));
                unsigned char *block = NULL;
                if (way == 0) block = (unsigned char *)picoring_ring_peek(ring, &count);
                if (way == 1) block = (unsigned char *)picoring_ring_view(ring, 0, 12);
                for (size_t k = 0; k < 12; ++k)
                    pattern(way == 2 ? (unsigned char *)picoring_ring_at(ring, k) : block + k * size,
                            before + k, size);
                assert_true(has_pattern(picoring_ring_at(ring, 7), before + 7, size));
                for (size_t k = 0; k < 12; ++k) {
                    assert_code(PICORING_OK, picoring_ring_pop(ring, element));
                    assert_true(has_pattern(element, before + k, size));
                }
            }
        }
        picoring_ring_destroy(ring);
    }
}

static void pointers_start_in_the_first_copy(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 3, 8, 24, 5000};
    static unsigned char element[5000];
    for (size_t i = 0; i < COUNT_OF(sizes); ++i) {
        size_t size = sizes[i], n = 0;
        picoring_ring *ring = ring_with(13, size, 0);
        const picoring_mirror *mirror = picoring_ring_mirror(ring);
        const unsigned char *data = (const unsigned char *)picoring_mirror_data(mirror);
        const unsigned char *end = data + picoring_mirror_size(mirror);
        /* Emulated, at and view go where the peeked block shows the element. */
        picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
        assert_code(PICORING_OK, picoring_mirror_describe(mirror, &info));
        const unsigned char *shown =
            info.technique == PICORING_TECHNIQUE_EMULATED ? end + info.size : end;
        size_t capacity = picoring_ring_capacity(ring);
        for (size_t step = 0; step < 3 * capacity; ++step) {
            assert_code(PICORING_OK, picoring_ring_push_overwrite(ring, element));
            const unsigned char *places[4];
            size_t len = picoring_ring_len(ring);
            places[0] = (const unsigned char *)picoring_ring_peek(ring, &n);
            places[1] = (const unsigned char *)picoring_ring_at(ring, len - 1);
            places[2] = (const unsigned char *)picoring_ring_view(ring, len / 2, 1);
            places[3] = (const unsigned char *)picoring_ring_claim(ring, 1);
            for (size_t p = 0; p < 4; ++p) {
                if (p == 3 && len == capacity) continue;
                const unsigned char *last = p == 1 || p == 2 ? shown : end;
                assert_in_range((uintptr_t)places[p], (uintptr_t)data, (uintptr_t)last - 1);
            }
        }
        picoring_ring_destroy(ring);
    }
}

static void clear_forgets_what_is_readable_and_frees_it(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(5);
    push_ints(ring, 1, 4);
    assert_code(PICORING_OK, picoring_ring_clear(ring));
    assert_int_equal(picoring_ring_len(ring), 0);
    assert_int_equal(picoring_ring_free(ring), 5);
    assert_code(PICORING_OK, picoring_ring_clear(ring));
    push_ints(ring, 10, 5);
    pop_ints(ring, 10, 5);
    picoring_ring_destroy(ring);
}

static void aligned_elements_lie_aligned(void **state)
{
    (void)state;
    picoring_options options = PICORING_OPTIONS_INIT;
    for (size_t alignment = 1; alignment <= picoring_granularity(); alignment *= 4) {
        options.alignment = alignment;
        picoring_ring *ring = NULL;
        assert_code(PICORING_OK, picoring_ring_create(3, 3 * alignment, &options, &ring));
        unsigned char *element = (unsigned char *)calloc(3, alignment);
        for (int i = 0; i < 300; ++i) {
            assert_code(PICORING_OK, picoring_ring_push_overwrite(ring, element));
            assert_int_equal((uintptr_t)picoring_ring_at(ring, picoring_ring_len(ring) - 1) % alignment,
                             0);
        }
        free(element);
        picoring_ring_destroy(ring);
    }
}

/* ---- Creation that fails ---- */

static void refuse_creation(int wanted, size_t capacity, size_t element_size,
                            const picoring_options *options, const char *reason)
{
    picoring_ring *ring = UNTOUCHED(picoring_ring);
    held before = what_is_held();
    assert_code(wanted, picoring_ring_create(capacity, element_size, options, &ring));
    assert_ptr_equal(ring, UNTOUCHED(picoring_ring));
    assert_nothing_leaked(before);
    assert_sentence_has("picoring_ring_create");
    assert_sentence_has(reason);
}

static void sizes_of_zero_are_refused(void **state)
{
    (void)state;
    refuse_creation(PICORING_EINVAL, 0, 8, NULL, "capacity of 0");
    refuse_creation(PICORING_EINVAL, 8, 0, NULL, "element size of 0");
    refuse_creation(PICORING_EINVAL, 0, 0, NULL, "0");
}

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    refuse_creation(PICORING_EOVERFLOW, SIZE_MAX, 1, NULL, "more than a pointer can span");
    refuse_creation(PICORING_EOVERFLOW, 1, SIZE_MAX, NULL, "more than a pointer can span");
    refuse_creation(PICORING_EOVERFLOW, SIZE_MAX, SIZE_MAX, NULL, "more than a pointer can span");
    refuse_creation(PICORING_EOVERFLOW, SIZE_MAX / 2 + 1, 2, NULL, "more than a pointer can span");
    refuse_creation(PICORING_EOVERFLOW, (SIZE_MAX >> sizeof(size_t) * 4) + 1, SIZE_MAX / 2, NULL,
                    "more than a pointer can span");
    refuse_creation(PICORING_EOVERFLOW, PTRDIFF_MAX, 1, NULL, "more than a pointer can span");
    refuse_creation(PICORING_EOVERFLOW, PTRDIFF_MAX / 2, 1, NULL, "more than a pointer can span");
    /* 2^32 + 1 elements of 2^32 bytes: 2^32 bytes to who multiplies carelessly. */
    if (sizeof(size_t) == 8)
        refuse_creation(PICORING_EOVERFLOW, ((size_t)1 << 16 << 16) + 1, (size_t)1 << 16 << 16, NULL,
                        "more than a pointer can span");
}

static void alignments_that_cannot_be_had_are_refused(void **state)
{
    (void)state;
    picoring_options options = PICORING_OPTIONS_INIT;
    options.alignment = 3;
    refuse_creation(PICORING_EALIGN, 8, 3, &options, "power of two");
    options.alignment = 2 * picoring_granularity();
    refuse_creation(PICORING_EALIGN, 8, options.alignment, &options, "granularity");
    options.alignment = 16;
    refuse_creation(PICORING_EALIGN, 8, 24, &options, "24");
    options.alignment = SIZE_MAX / 2 + 1;
    refuse_creation(PICORING_EALIGN, 8, 16, &options, "alignment");
}

static void headers_of_another_inline_abi_are_refused(void **state)
{
    (void)state;
    picoring_ring *ring = UNTOUCHED(picoring_ring);
    assert_code(PICORING_EVERSION,
                picoring_ring_open(PICORING_INLINE_ABI + 1, 8, 8, NULL, &ring));
    assert_sentence_has("inline ABI 2");
    assert_code(PICORING_EVERSION, picoring_ring_open(UINT32_MAX, 8, 8, NULL, &ring));
    assert_code(PICORING_EVERSION, picoring_ring_open(0, 8, 8, NULL, &ring));
    assert_ptr_equal(ring, UNTOUCHED(picoring_ring));
    assert_code(PICORING_OK, picoring_ring_open(PICORING_INLINE_ABI, 8, 8, NULL, &ring));
    picoring_ring_destroy(ring);
}

static void creation_without_a_place_for_the_handle_is_refused(void **state)
{
    (void)state;
    assert_code(PICORING_EFAULT, picoring_ring_create(8, 8, NULL, NULL));
    assert_sentence_has("picoring_ring_create");
    assert_code(PICORING_EFAULT, picoring_ring_open(PICORING_INLINE_ABI, 8, 8, NULL, NULL));
}

static void destroy_gives_everything_back(void **state)
{
    (void)state;
    picoring_ring_destroy(ring_of_ints(100));
    held before = what_is_held();
    for (int i = 0; i < 100; ++i) picoring_ring_destroy(ring_of_ints(100000));
    assert_nothing_leaked(before);
    picoring_ring_destroy(NULL);
}

static void a_ring_costs_two_mappings_and_no_descriptor(void **state)
{
    (void)state;
    if (emulated_is_forced()) SKIP_BECAUSE("the emulated technique has no mappings of its own");
    picoring_ring_destroy(ring_of_ints(100));
    held before = what_is_held();
    picoring_ring *ring = ring_of_ints(100);
    long more = count_mappings() - before.mappings;
    /* Where a granule is more than a page, what lies before and behind stays reserved. */
    long most = picoring_granularity() > (size_t)sysconf(_SC_PAGESIZE) ? 4 : 2;
    assert_true(more >= 2 && more <= most);
    assert_int_equal(count_descriptors(), before.descriptors);
    picoring_ring_destroy(ring);
    assert_nothing_leaked(before);
}

/* ---- Many threads, a ring each ---- */

enum { THREADS = 8, ROUNDS = 60 };

static void *use_rings_of_one_size(void *argument)
{
    size_t me = (size_t)(uintptr_t)argument;
    unsigned char element[64];
    for (size_t round = 0; round < ROUNDS; ++round) {
        picoring_ring *ring = NULL;
        if (picoring_ring_create(1024, 64, NULL, &ring) != PICORING_OK) return (void *)1;
        for (size_t n = 0; n < 1500; ++n) {
            pattern(element, me * 1000003 + round * 7919 + n, 64);
            if (picoring_ring_push_overwrite(ring, element) != PICORING_OK) return (void *)2;
        }
        for (size_t n = 1500 - 1024; n < 1500; ++n) {
            if (picoring_ring_pop(ring, element) != PICORING_OK) return (void *)3;
            if (!has_pattern(element, me * 1000003 + round * 7919 + n, 64)) return (void *)4;
        }
        picoring_ring_destroy(ring);
    }
    return NULL;
}

static void rings_of_one_size_made_by_many_threads_do_not_meet(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; ++i)
        assert_int_equal(pthread_create(&threads[i], NULL, use_rings_of_one_size, (void *)(uintptr_t)i),
                         0);
    for (size_t i = 0; i < THREADS; ++i) {
        void *result = (void *)99;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_ptr_equal(result, NULL);
    }
}

/* ---- NULL, which only the exported verbs check ---- */

#ifdef PICORING_NO_INLINE
static void exported_verbs_answer_null_with_efault(void **state)
{
    (void)state;
    int value = 0;
    size_t n = 77;
    assert_code(PICORING_EFAULT, picoring_ring_push(NULL, &value));
    assert_sentence_has("picoring_ring_push");
    assert_code(PICORING_EFAULT, picoring_ring_pop(NULL, &value));
    assert_code(PICORING_EFAULT, picoring_ring_push_sized(NULL, &value, 4));
    assert_code(PICORING_EFAULT, picoring_ring_pop_sized(NULL, &value, 4));
    assert_code(PICORING_EFAULT, picoring_ring_push_overwrite(NULL, &value));
    assert_code(PICORING_EFAULT, picoring_ring_push_n(NULL, &value, 1));
    assert_code(PICORING_EFAULT, picoring_ring_pop_n(NULL, &value, 1));
    assert_code(PICORING_EFAULT, picoring_ring_push_some(NULL, &value, 1, &n));
    assert_code(PICORING_EFAULT, picoring_ring_pop_some(NULL, &value, 1, &n));
    assert_code(PICORING_EFAULT, picoring_ring_commit(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_ring_cancel(NULL));
    assert_code(PICORING_EFAULT, picoring_ring_release(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_ring_set(NULL, 0, &value));
    assert_code(PICORING_EFAULT, picoring_ring_clear(NULL));
    assert_sentence_has("picoring_ring_clear");
    assert_null(picoring_ring_claim(NULL, 1));
    assert_null(picoring_ring_peek(NULL, &n));
    assert_null(picoring_ring_view(NULL, 0, 1));
    assert_null(picoring_ring_at(NULL, 0));
    assert_int_equal(picoring_ring_len(NULL), 0);
    assert_int_equal(picoring_ring_free(NULL), 0);
    assert_int_equal(n, 0); /* peek says that there is nothing */
}

static void exported_verbs_answer_null_data_with_efault_and_change_nothing(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(5);
    push_ints(ring, 1, 3);
    int value = 0;
    assert_code(PICORING_EFAULT, picoring_ring_push(ring, NULL));
    assert_code(PICORING_EFAULT, picoring_ring_pop(ring, NULL));
    assert_code(PICORING_EFAULT, picoring_ring_push_sized(ring, NULL, 4));
    assert_code(PICORING_EFAULT, picoring_ring_pop_sized(ring, NULL, 4));
    assert_code(PICORING_EFAULT, picoring_ring_push_overwrite(ring, NULL));
    assert_code(PICORING_EFAULT, picoring_ring_push_n(ring, NULL, 1));
    assert_code(PICORING_EFAULT, picoring_ring_pop_n(ring, NULL, 1));
    size_t n = 77;
    assert_code(PICORING_EFAULT, picoring_ring_push_some(ring, NULL, 1, &n));
    assert_code(PICORING_EFAULT, picoring_ring_pop_some(ring, NULL, 1, &n));
    assert_code(PICORING_EFAULT, picoring_ring_push_some(ring, &value, 1, NULL));
    assert_code(PICORING_EFAULT, picoring_ring_pop_some(ring, &value, 1, NULL));
    assert_code(PICORING_EFAULT, picoring_ring_set(ring, 0, NULL));
    assert_null(picoring_ring_peek(ring, NULL));
    assert_int_equal(n, 77);
    pop_ints(ring, 1, 3);
    picoring_ring_destroy(ring);
}

static void exported_sized_verbs_refuse_another_size(void **state)
{
    (void)state;
    picoring_ring *ring = ring_of_ints(5);
    push_ints(ring, 1, 1);
    char bytes[16] = "untouched";
    assert_code(PICORING_EINVAL, picoring_ring_push_sized(ring, bytes, 8));
    assert_sentence_has("picoring_ring_push_sized");
    assert_code(PICORING_EINVAL, picoring_ring_pop_sized(ring, bytes, 3));
    assert_string_equal(bytes, "untouched");
    assert_int_equal(picoring_ring_len(ring), 1);
    pop_ints(ring, 1, 1);
    picoring_ring_destroy(ring);
}
#endif

static void status_verbs_answer_null(void **state)
{
    (void)state;
    assert_code(PICORING_EFAULT, picoring_ring_claim_status(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_ring_peek_status(NULL));
    assert_sentence_has("picoring_ring_peek_status");
    assert_int_equal(picoring_ring_capacity(NULL), 0);
    assert_null(picoring_ring_mirror(NULL));
}

/* A block and elements of it are held at the same time, across the seam. */
static void a_held_block_and_its_elements_are_the_same_bytes(void **state)
{
    (void)state;
    picoring_ring *ring = ring_with(1000, sizeof(int), 0);
    turn_to_seam(ring, sizeof(int), 30 * sizeof(int));
    push_ints(ring, 0, 100);
    size_t n = 0;
    int *block = (int *)picoring_ring_peek(ring, &n);
    assert_int_equal(n, 100);
    int value = 555;
    assert_code(PICORING_OK, picoring_ring_set(ring, 50, &value));
    block[60] = 777;
    assert_int_equal(*(int *)picoring_ring_at(ring, 60), 777);
    assert_int_equal(*(int *)picoring_ring_view(ring, 50, 5), 555);
    assert_code(PICORING_OK, picoring_ring_release(ring, 50));
    assert_code(PICORING_OK, picoring_ring_pop(ring, &value));
    assert_int_equal(value, 555);
    pop_ints(ring, 51, 9);
    assert_code(PICORING_OK, picoring_ring_pop(ring, &value));
    assert_int_equal(value, 777);
    pop_ints(ring, 61, 39);
    picoring_ring_destroy(ring);
}

/* The element across the seam has one address; looking at its neighbours in
 * the first copy must not undo what was written through it. */
static void an_element_across_the_seam_keeps_what_a_held_pointer_wrote(void **state)
{
    (void)state;
    enum { size = 24 };
    picoring_ring *ring = ring_with(100, size, 0);
    turn_to_seam(ring, size, 2 * size - 1);
    size_t before = 0; /* whole elements before the one across the seam */
    unsigned char element[size];
    for (unsigned i = 0; i < 4; ++i) {
        memset(element, (int)i, size);
        assert_code(PICORING_OK, picoring_ring_push(ring, element));
    }
    unsigned char *data = (unsigned char *)picoring_mirror_data(picoring_ring_mirror(ring));
    size_t copy = picoring_mirror_size(picoring_ring_mirror(ring));
    while ((unsigned char *)picoring_ring_at(ring, before) + size <= data + copy) ++before;
    unsigned char *across = (unsigned char *)picoring_ring_at(ring, before);
    assert_non_null(picoring_ring_at(ring, before + 1));
    memset(across, 0xEE, size);
    assert_non_null(picoring_ring_at(ring, before + 1));
    assert_ptr_equal(picoring_ring_at(ring, before), across);
    for (size_t i = 0; i <= before; ++i) assert_code(PICORING_OK, picoring_ring_pop(ring, element));
    unsigned char wanted[size];
    memset(wanted, 0xEE, size);
    assert_memory_equal(element, wanted, size);
    picoring_ring_destroy(ring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_ring_is_empty_and_all_free),
        cmocka_unit_test(capacity_fills_one_copy_to_the_last_whole_element),
        cmocka_unit_test(an_exact_ring_has_the_capacity_asked_for),
        cmocka_unit_test(a_ring_is_full_at_exactly_its_capacity),
        cmocka_unit_test(the_memory_of_a_new_ring_is_zero),
        cmocka_unit_test(the_mirror_below_belongs_to_the_ring),
        cmocka_unit_test(elements_come_out_in_the_order_they_went_in),
        cmocka_unit_test(a_full_ring_refuses_a_push_and_keeps_its_contents),
        cmocka_unit_test(an_empty_ring_refuses_a_pop_and_touches_no_output),
        cmocka_unit_test(news_makes_no_sentence),
        cmocka_unit_test(every_element_size_survives_many_laps),
        cmocka_unit_test(sized_and_unsized_verbs_mix),
        cmocka_unit_test(push_overwrite_keeps_the_last_capacity_elements),
        cmocka_unit_test(push_overwrite_into_one_place_replaces_it),
        cmocka_unit_test(push_n_takes_all_or_none),
        cmocka_unit_test(pop_n_gives_all_or_none),
        cmocka_unit_test(push_some_takes_what_fits_and_tells_how_many),
        cmocka_unit_test(pop_some_gives_what_there_is_and_tells_how_many),
        cmocka_unit_test(nothing_to_copy_is_no_error_full_or_empty),
        cmocka_unit_test(zero_elements_at_no_address_are_no_error),
        cmocka_unit_test(blocks_cross_the_seam_whole),
        cmocka_unit_test(a_claim_is_readable_only_after_its_commit),
        cmocka_unit_test(the_rest_of_a_claim_can_be_committed_later),
        cmocka_unit_test(what_was_claimed_and_not_committed_is_written_over),
        cmocka_unit_test(a_claim_that_does_not_fit_is_null_and_its_status_tells_why),
        cmocka_unit_test(a_commit_beyond_the_free_places_changes_nothing),
        cmocka_unit_test(peek_shows_all_that_is_readable_as_one_block),
        cmocka_unit_test(an_empty_ring_shows_nothing),
        cmocka_unit_test(release_frees_the_oldest_and_no_more_than_there_is),
        cmocka_unit_test(a_view_counts_from_the_oldest_element),
        cmocka_unit_test(a_view_of_what_is_not_readable_is_null),
        cmocka_unit_test(set_replaces_one_readable_element),
        cmocka_unit_test(set_beyond_the_readable_changes_nothing),
        cmocka_unit_test(what_is_changed_in_place_is_what_is_popped),
        cmocka_unit_test(pointers_start_in_the_first_copy),
        cmocka_unit_test(clear_forgets_what_is_readable_and_frees_it),
        cmocka_unit_test(aligned_elements_lie_aligned),
        cmocka_unit_test(sizes_of_zero_are_refused),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(alignments_that_cannot_be_had_are_refused),
        cmocka_unit_test(headers_of_another_inline_abi_are_refused),
        cmocka_unit_test(creation_without_a_place_for_the_handle_is_refused),
        cmocka_unit_test(a_held_block_and_its_elements_are_the_same_bytes),
        cmocka_unit_test(an_element_across_the_seam_keeps_what_a_held_pointer_wrote),
        cmocka_unit_test(destroy_gives_everything_back),
        cmocka_unit_test(a_ring_costs_two_mappings_and_no_descriptor),
        cmocka_unit_test(rings_of_one_size_made_by_many_threads_do_not_meet),
#ifdef PICORING_NO_INLINE
        cmocka_unit_test(exported_verbs_answer_null_with_efault),
        cmocka_unit_test(exported_verbs_answer_null_data_with_efault_and_change_nothing),
        cmocka_unit_test(exported_sized_verbs_refuse_another_size),
#endif
        cmocka_unit_test(status_verbs_answer_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
