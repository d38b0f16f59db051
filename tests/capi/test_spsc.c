/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_spsc.c: every verb of an spsc, both sides in one thread: values, codes,
 * sentences, ending, drop, options, forks.
 */
#include "check.h"
#include "techniques.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>

typedef struct pair {
    picoring_spsc *spsc;
    picoring_spsc_writer *writer;
    picoring_spsc_reader *reader;
} pair;

static const size_t sizes[] = {1, 2, 3, 5, 8, 12, 16, 24, 100, 255, 1000, 4095, 4096, 4097, 5000};
enum { BIGGEST = 5000 };

/* ThreadSanitizer's shadow has mappings that come and stay. */
static int nothing_left(held before)
{
    return UNDER_TSAN ? count_descriptors() == before.descriptors : same_held(before);
}

static pair pair_with(size_t capacity, size_t size, const picoring_channel_options *options)
{
    pair made = {NULL, NULL, NULL};
    assert_code(PICORING_OK, picoring_spsc_create(capacity, size, options, &made.spsc));
    assert_code(PICORING_OK, picoring_spsc_writer_open(made.spsc, &made.writer));
    assert_code(PICORING_OK, picoring_spsc_reader_open(made.spsc, &made.reader));
    return made;
}

static pair exact_pair(size_t capacity, size_t size, uint32_t technique)
{
    picoring_options memory = PICORING_OPTIONS_INIT;
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    memory.exact = 1;
    memory.technique = technique;
    options.memory = &memory;
    return pair_with(capacity, size, &options);
}

static void end_pair(pair made)
{
    picoring_spsc_destroy(made.spsc);
    picoring_spsc_writer_destroy(made.writer);
    picoring_spsc_reader_destroy(made.reader);
}

static int push_int(pair made, int value) { return picoring_spsc_push(made.writer, &value); }

static void pops_int(pair made, int wanted)
{
    int got = -1;
    assert_code(PICORING_OK, picoring_spsc_pop(made.reader, &got));
    assert_int_equal(got, wanted);
}

/* ---- The whole ---- */

static void a_new_channel_is_empty_and_all_free(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sizes); ++i) {
        pair made = pair_with(10, sizes[i], NULL);
        const picoring_mirror *mirror = picoring_spsc_mirror(made.spsc);
        size_t capacity = picoring_spsc_capacity(made.spsc);
        assert_int_equal(capacity, picoring_mirror_size(mirror) / sizes[i]);
        assert_true(capacity >= 10);
        assert_int_equal(picoring_spsc_free(made.writer), capacity);
        assert_int_equal(picoring_spsc_len(made.reader), 0);
        size_t n = 7;
        assert_null(picoring_spsc_peek(made.reader, &n));
        assert_int_equal(n, 0);
        assert_code(PICORING_EAGAIN, picoring_spsc_peek_status(made.reader));
        assert_code(PICORING_OK, picoring_spsc_claim_status(made.writer, capacity));
        picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
        assert_code(PICORING_OK, picoring_mirror_describe(mirror, &info));
        assert_int_equal(info.size, picoring_mirror_size(mirror));
        end_pair(made);
    }
}

static void a_channel_is_full_at_exactly_its_capacity(void **state)
{
    (void)state;
    static const size_t capacities[] = {1, 2, 3, 5, 64, 700};
    unsigned char element[BIGGEST];
    for (size_t c = 0; c < COUNT_OF(capacities); ++c) {
        for (size_t i = 0; i < COUNT_OF(sizes); ++i) {
            if (UNDER_TSAN && capacities[c] * sizes[i] > 100000) continue;
            for (uint32_t exact = 0; exact < 2; ++exact) {
                pair made = exact ? exact_pair(capacities[c], sizes[i], 0)
                                  : pair_with(capacities[c], sizes[i], NULL);
                size_t capacity = picoring_spsc_capacity(made.spsc);
                assert_true(exact ? capacity == capacities[c] : capacity >= capacities[c]);
                for (size_t n = 0; n < capacity; ++n) {
                    pattern(element, n, sizes[i]);
                    assert_code(PICORING_OK, picoring_spsc_push(made.writer, element));
                }
                assert_code(PICORING_EAGAIN, picoring_spsc_push(made.writer, element));
                assert_int_equal(picoring_spsc_free(made.writer), 0);
                assert_int_equal(picoring_spsc_len(made.reader), capacity);
                size_t n = 0;
                const unsigned char *all = (const unsigned char *)picoring_spsc_peek(made.reader, &n);
                assert_int_equal(n, capacity);
                for (size_t e = 0; e < capacity; ++e)
                    assert_true(has_pattern(all + e * sizes[i], e, sizes[i]));
                assert_code(PICORING_OK, picoring_spsc_release(made.reader, capacity));
                assert_code(PICORING_EAGAIN, picoring_spsc_pop(made.reader, element));
                assert_int_equal(picoring_spsc_free(made.writer), capacity);
                end_pair(made);
            }
        }
    }
}

/* ---- Every verb against a model ---- */

enum { MODEL = 1 << 13 };

typedef struct model {
    pair made;
    size_t size, capacity, in, out;
    size_t ids[MODEL]; /* the pattern of element n, at n % MODEL */
    uint64_t random;
    unsigned char *block;
} model;

static size_t random_below(model *m, size_t limit)
{
    m->random = m->random * 6364136223846793005u + 1442695040888963407u;
    return (size_t)((m->random >> 33) % limit);
}

static void fill(model *m, unsigned char *to, size_t n)
{
    for (size_t i = 0; i < n; ++i) {
        m->ids[(m->in + i) % MODEL] = m->in + i;
        pattern(to + i * m->size, m->in + i, m->size);
    }
}

static void holds(const model *m, const unsigned char *from, size_t n)
{
    for (size_t i = 0; i < n; ++i)
        assert_true(has_pattern(from + i * m->size, m->ids[(m->out + i) % MODEL], m->size));
}

static void write_by(model *m, size_t verb)
{
    size_t room = m->capacity - (m->in - m->out), n = 1 + random_below(m, m->capacity + 1), some = 99;
    int code;
    unsigned char *place;
    switch (verb) {
    case 0:
    case 1:
        fill(m, m->block, 1);
        code = verb ? picoring_spsc_push_sized(m->made.writer, m->block, m->size)
                    : picoring_spsc_push(m->made.writer, m->block);
        assert_code(room ? PICORING_OK : PICORING_EAGAIN, code);
        m->in += code == PICORING_OK;
        break;
    case 2:
        fill(m, m->block, n <= room ? n : 0);
        code = picoring_spsc_push_n(m->made.writer, m->block, n);
        assert_code(n > m->capacity ? PICORING_ERANGE : n > room ? PICORING_EAGAIN : PICORING_OK, code);
        m->in += code == PICORING_OK ? n : 0;
        break;
    case 3:
        fill(m, m->block, n < room ? n : room);
        code = picoring_spsc_push_some(m->made.writer, m->block, n, &some);
        assert_code(room ? PICORING_OK : PICORING_EAGAIN, code);
        assert_int_equal(some, !room ? 99 : n < room ? n : room);
        m->in += code == PICORING_OK ? some : 0;
        break;
    default:
        place = (unsigned char *)picoring_spsc_claim(m->made.writer, n);
        assert_int_equal(place != NULL, n <= room);
        assert_code(place ? PICORING_OK : n > m->capacity ? PICORING_ERANGE : PICORING_EAGAIN,
                    picoring_spsc_claim_status(m->made.writer, n));
        if (!place) break;
        fill(m, place, n);
        if (random_below(m, 4) == 0) {
            assert_code(PICORING_OK, picoring_spsc_cancel(m->made.writer));
            break;
        }
        for (size_t left = n; left > 0;) { /* in parts; sometimes the rest is forgotten */
            size_t part = random_below(m, left + 1);
            assert_code(PICORING_OK, picoring_spsc_commit(m->made.writer, part));
            m->in += part;
            left -= part;
            if (random_below(m, 3) == 0) break;
        }
    }
}

static void read_by(model *m, size_t verb)
{
    size_t len = m->in - m->out, n = 1 + random_below(m, m->capacity + 1), some = 99;
    int code;
    unsigned char *place;
    memset(m->block, 0xEE, (m->capacity + 1) * m->size);
    switch (verb) {
    case 0:
    case 1:
        code = verb ? picoring_spsc_pop_sized(m->made.reader, m->block, m->size)
                    : picoring_spsc_pop(m->made.reader, m->block);
        assert_code(len ? PICORING_OK : PICORING_EAGAIN, code);
        if (!len) break;
        holds(m, m->block, 1);
        m->out += 1;
        break;
    case 2:
        code = picoring_spsc_pop_n(m->made.reader, m->block, n);
        assert_code(n > m->capacity ? PICORING_ERANGE : n > len ? PICORING_EAGAIN : PICORING_OK, code);
        if (code != PICORING_OK) break;
        holds(m, m->block, n);
        m->out += n;
        break;
    case 3:
        code = picoring_spsc_pop_some(m->made.reader, m->block, n, &some);
        assert_code(len ? PICORING_OK : PICORING_EAGAIN, code);
        assert_int_equal(some, !len ? 99 : n < len ? n : len);
        if (code != PICORING_OK) break;
        holds(m, m->block, some);
        m->out += some;
        break;
    default:
        if (verb == 5) assert_int_equal(picoring_spsc_len(m->made.reader), len);
        place = (unsigned char *)picoring_spsc_peek(m->made.reader, &some);
        assert_int_equal(place != NULL, len != 0);
        assert_true(verb == 5 ? some == len : len ? some >= 1 && some <= len : some == 0);
        if (!place) break;
        holds(m, place, some);
        n = random_below(m, some); /* changed in place, whether it is released or not */
        m->ids[(m->out + n) % MODEL] += 1000000;
        pattern(place + n * m->size, m->ids[(m->out + n) % MODEL], m->size);
        n = random_below(m, some + 1);
        assert_code(PICORING_OK, picoring_spsc_release(m->made.reader, n));
        m->out += n;
    }
}

static void every_verb_keeps_order_and_values(void **state)
{
    (void)state;
    static const size_t capacities[] = {1, 2, 3, 7, 64};
    model *m = (model *)calloc(1, sizeof(model));
    m->random = 1;
    FOR_EACH_TECHNIQUE(technique, 0) {
        for (size_t i = 0; i < COUNT_OF(sizes); ++i) {
            for (size_t c = 0; c < COUNT_OF(capacities) + 1; ++c) {
                m->size = sizes[i];
                if (c == COUNT_OF(capacities) && m->size < 100) continue;
                m->made = c < COUNT_OF(capacities) ? exact_pair(capacities[c], m->size, technique)
                                                   : pair_with(1, m->size, NULL);
                m->capacity = picoring_spsc_capacity(m->made.spsc);
                m->in = m->out = 0;
                m->block = (unsigned char *)malloc((m->capacity + 2) * m->size);
                size_t steps = scaled((m->size < 300 ? 1500 : 400) / (UNDER_TSAN ? 8 : 1));
                for (size_t step = 0; step < steps; ++step) {
                    if (random_below(m, 2)) write_by(m, random_below(m, 6));
                    else read_by(m, random_below(m, 6));
                }
                assert_int_equal(picoring_spsc_len(m->made.reader), m->in - m->out);
                assert_int_equal(picoring_spsc_free(m->made.writer), m->capacity - (m->in - m->out));
                end_pair(m->made);
                free(m->block);
            }
        }
    }
    free(m);
}

static void many_laps_of_elements_that_straddle_the_seam(void **state)
{
    (void)state;
    unsigned char element[24];
    for (uint32_t technique = 0; technique <= PICORING_TECHNIQUE_EMULATED; technique += 4) {
        pair made = exact_pair(170, 24, technique); /* 4080 bytes of 4096 */
        for (size_t n = 0; n < 20000; ++n) {
            pattern(element, n, 24);
            assert_code(PICORING_OK, picoring_spsc_push(made.writer, element));
            if (n < 169) continue;
            assert_code(PICORING_OK, picoring_spsc_pop(made.reader, element));
            assert_true(has_pattern(element, n - 169, 24));
        }
        end_pair(made);
    }
}

/* ---- Codes and sentences ---- */

static void news_makes_no_sentence_and_touches_no_output(void **state)
{
    (void)state;
    pair made = exact_pair(2, sizeof(int), 0);
    assert_code(PICORING_EINVAL, picoring_spsc_claim_status(made.writer, 0));
    char before[200];
    snprintf(before, sizeof before, "%s", picoring_last_error());
    int two[2] = {1, 2};
    size_t n = 77;
    assert_code(PICORING_EAGAIN, picoring_spsc_pop(made.reader, two));
    assert_code(PICORING_EAGAIN, picoring_spsc_pop_n(made.reader, two, 1));
    assert_code(PICORING_EAGAIN, picoring_spsc_pop_some(made.reader, two, 2, &n));
    assert_int_equal(n, 77);
    assert_int_equal(two[0], 1);
    assert_code(PICORING_OK, picoring_spsc_push_n(made.writer, two, 2));
    assert_code(PICORING_EAGAIN, picoring_spsc_push(made.writer, two));
    assert_code(PICORING_EAGAIN, picoring_spsc_push_n(made.writer, two, 1));
    assert_code(PICORING_EAGAIN, picoring_spsc_push_some(made.writer, two, 1, &n));
    assert_int_equal(n, 77);
    assert_code(PICORING_EAGAIN, picoring_spsc_claim_status(made.writer, 1));
    assert_null(picoring_spsc_claim(made.writer, 1));
    pops_int(made, 1);
    assert_code(PICORING_EAGAIN, picoring_spsc_pop_n(made.reader, two, 2));
    assert_int_equal(picoring_spsc_len(made.reader), 1);
    assert_code(PICORING_OK, picoring_spsc_writer_close(made.writer));
    pops_int(made, 2);
    assert_code(PICORING_EEND, picoring_spsc_pop(made.reader, two));
    assert_string_equal(picoring_last_error(), before);
    end_pair(made);
}

static void zero_elements_are_nothing_to_do(void **state)
{
    (void)state;
    pair made = exact_pair(1, sizeof(int), 0);
    int value = 5;
    size_t n = 77;
    for (int full = 0; full < 2; ++full) {
        assert_code(PICORING_OK, picoring_spsc_push_n(made.writer, NULL, 0));
        assert_code(PICORING_OK, picoring_spsc_pop_n(made.reader, NULL, 0));
        n = 77;
        assert_code(PICORING_OK, picoring_spsc_push_some(made.writer, NULL, 0, &n));
        assert_int_equal(n, 0);
        n = 77;
        assert_code(PICORING_OK, picoring_spsc_pop_some(made.reader, NULL, 0, &n));
        assert_int_equal(n, 0);
        assert_code(PICORING_OK, picoring_spsc_commit(made.writer, 0));
        assert_code(PICORING_OK, picoring_spsc_release(made.reader, 0));
        assert_null(picoring_spsc_claim(made.writer, 0));
        assert_code(PICORING_EINVAL, picoring_spsc_claim_status(made.writer, 0));
        assert_sentence_has("picoring_spsc_claim: ");
        if (!full) assert_code(PICORING_OK, picoring_spsc_push(made.writer, &value));
    }
    pops_int(made, 5);
    end_pair(made);
}

static void more_than_the_capacity_is_erange(void **state)
{
    (void)state;
    static const size_t counts[] = {4, 5, SIZE_MAX / 16, SIZE_MAX / 4, SIZE_MAX - 1, SIZE_MAX};
    pair made = exact_pair(3, sizeof(int), 0);
    int value[4] = {1, 2, 3, 4};
    for (size_t i = 0; i < COUNT_OF(counts); ++i) {
        assert_code(PICORING_ERANGE, picoring_spsc_push_n(made.writer, value, counts[i]));
        assert_sentence_has("picoring_spsc_push_n: ");
        assert_sentence_has("capacity of 3");
        assert_code(PICORING_ERANGE, picoring_spsc_pop_n(made.reader, value, counts[i]));
        assert_sentence_has("picoring_spsc_pop_n: ");
        assert_null(picoring_spsc_claim(made.writer, counts[i]));
        assert_code(PICORING_ERANGE, picoring_spsc_claim_status(made.writer, counts[i]));
        assert_sentence_has("picoring_spsc_claim: ");
        assert_code(PICORING_ERANGE, picoring_spsc_commit(made.writer, counts[i]));
        assert_sentence_has("picoring_spsc_commit: ");
        assert_code(PICORING_ERANGE, picoring_spsc_release(made.reader, counts[i]));
        assert_sentence_has("picoring_spsc_release: ");
        assert_int_equal(picoring_spsc_free(made.writer), 3);
        assert_int_equal(picoring_spsc_len(made.reader), 0);
    }
    size_t n = 0;
    assert_code(PICORING_OK, picoring_spsc_push_some(made.writer, value, 4, &n));
    assert_int_equal(n, 3);
    end_pair(made);
}

static void beyond_the_grant_is_erange_and_changes_nothing(void **state)
{
    (void)state;
    pair made = exact_pair(3, sizeof(int), 0);
    assert_code(PICORING_OK, push_int(made, 1));
    assert_code(PICORING_OK, push_int(made, 2));
    assert_code(PICORING_ERANGE, picoring_spsc_commit(made.writer, 2));
    assert_sentence_has("picoring_spsc_commit: 2, but 1 are known to be free");
    assert_int_equal(picoring_spsc_free(made.writer), 1);
    assert_code(PICORING_ERANGE, picoring_spsc_release(made.reader, 1)); /* nothing was shown */
    assert_sentence_has("picoring_spsc_release: 1, but 0 have been shown");
    size_t n = 0;
    assert_non_null(picoring_spsc_peek(made.reader, &n));
    assert_int_equal(n, 2);
    assert_code(PICORING_OK, push_int(made, 3)); /* there, and not shown */
    assert_code(PICORING_ERANGE, picoring_spsc_release(made.reader, 3));
    assert_code(PICORING_OK, picoring_spsc_release(made.reader, 2));
    pops_int(made, 3);
    assert_code(PICORING_ERANGE, picoring_spsc_commit(made.writer, 3)); /* free, and not looked at */
    assert_int_equal(picoring_spsc_free(made.writer), 3);
    end_pair(made);
}

static void a_part_of_a_claim_may_follow_later(void **state)
{
    (void)state;
    pair made = exact_pair(4, sizeof(int), 0);
    int *place = (int *)picoring_spsc_claim(made.writer, 3);
    for (int i = 0; i < 3; ++i) place[i] = i;
    assert_int_equal(picoring_spsc_len(made.reader), 0);
    assert_code(PICORING_OK, picoring_spsc_commit(made.writer, 1));
    assert_int_equal(picoring_spsc_len(made.reader), 1);
    assert_code(PICORING_OK, picoring_spsc_commit(made.writer, 2));
    assert_int_equal(picoring_spsc_len(made.reader), 3);
    for (int i = 0; i < 3; ++i) pops_int(made, i);
    place = (int *)picoring_spsc_claim(made.writer, 4);
    assert_non_null(place);
    assert_code(PICORING_OK, picoring_spsc_cancel(made.writer));
    assert_ptr_equal(picoring_spsc_claim(made.writer, 2), place);
    assert_int_equal(picoring_spsc_len(made.reader), 0);
    assert_int_equal(picoring_spsc_free(made.writer), 4);
    end_pair(made);
}

static void each_side_opens_once(void **state)
{
    (void)state;
    picoring_spsc *spsc = NULL;
    assert_code(PICORING_OK, picoring_spsc_create(3, sizeof(int), NULL, &spsc));
    picoring_spsc_writer *writer = NULL, *more_writers = UNTOUCHED(picoring_spsc_writer);
    picoring_spsc_reader *reader = NULL, *more_readers = UNTOUCHED(picoring_spsc_reader);
    assert_code(PICORING_OK, picoring_spsc_writer_open(spsc, &writer));
    assert_code(PICORING_EBUSY, picoring_spsc_writer_open(spsc, &more_writers));
    assert_sentence_has("picoring_spsc_writer_open: ");
    assert_code(PICORING_OK, picoring_spsc_reader_open(spsc, &reader));
    assert_code(PICORING_EBUSY, picoring_spsc_reader_open(spsc, &more_readers));
    assert_sentence_has("picoring_spsc_reader_open: ");
    picoring_spsc_writer_destroy(writer);
    picoring_spsc_reader_destroy(reader);
    assert_code(PICORING_EBUSY, picoring_spsc_writer_open(spsc, &more_writers));
    assert_code(PICORING_EBUSY, picoring_spsc_reader_open(spsc, &more_readers));
    assert_ptr_equal(more_writers, UNTOUCHED(picoring_spsc_writer));
    assert_ptr_equal(more_readers, UNTOUCHED(picoring_spsc_reader));
    picoring_spsc_destroy(spsc);
}

static void null_is_efault(void **state)
{
    (void)state;
    picoring_spsc *spsc = NULL;
    assert_code(PICORING_EFAULT, picoring_spsc_create(3, 4, NULL, NULL));
    assert_sentence_has("picoring_spsc_create");
    pair made = exact_pair(3, sizeof(int), 0);
    intptr_t event = 0;
    assert_code(PICORING_EFAULT, picoring_spsc_writer_open(NULL, &made.writer));
    assert_code(PICORING_EFAULT, picoring_spsc_writer_open(made.spsc, NULL));
    assert_code(PICORING_EFAULT, picoring_spsc_reader_open(NULL, &made.reader));
    assert_code(PICORING_EFAULT, picoring_spsc_reader_open(made.spsc, NULL));
    assert_code(PICORING_EFAULT, picoring_spsc_claim_status(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_spsc_peek_status(NULL));
    assert_code(PICORING_EFAULT, picoring_spsc_wait_writable(NULL, 1, 0, 0));
    assert_sentence_has("picoring_spsc_wait_writable");
    assert_code(PICORING_EFAULT, picoring_spsc_wait_readable(NULL, 1, 0, 0));
    assert_code(PICORING_EFAULT, picoring_spsc_writer_interrupt(NULL));
    assert_code(PICORING_EFAULT, picoring_spsc_reader_interrupt(NULL));
    assert_code(PICORING_EFAULT, picoring_spsc_writer_event(NULL, &event));
    assert_code(PICORING_EFAULT, picoring_spsc_writer_event(made.writer, NULL));
    assert_code(PICORING_EFAULT, picoring_spsc_reader_event(NULL, &event));
    assert_code(PICORING_EFAULT, picoring_spsc_reader_event(made.reader, NULL));
    assert_code(PICORING_EFAULT, picoring_spsc_writer_arm(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_spsc_reader_arm(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_spsc_writer_disarm(NULL));
    assert_code(PICORING_EFAULT, picoring_spsc_reader_disarm(NULL));
    assert_code(PICORING_EFAULT, picoring_spsc_writer_close(NULL));
    assert_code(PICORING_EFAULT, picoring_spsc_reader_close(NULL));
    assert_int_equal(picoring_spsc_capacity(NULL), 0);
    assert_null(picoring_spsc_mirror(NULL));
    picoring_spsc_destroy(NULL);
    picoring_spsc_writer_destroy(NULL);
    picoring_spsc_reader_destroy(NULL);
#ifdef PICORING_NO_INLINE
    int value = 1;
    size_t n = 77;
    assert_code(PICORING_EFAULT, picoring_spsc_push(NULL, &value));
    assert_sentence_has("picoring_spsc_push");
    assert_code(PICORING_EFAULT, picoring_spsc_push(made.writer, NULL));
    assert_code(PICORING_EFAULT, picoring_spsc_push_sized(NULL, &value, 4));
    assert_code(PICORING_EFAULT, picoring_spsc_push_sized(made.writer, NULL, 4));
    assert_code(PICORING_EINVAL, picoring_spsc_push_sized(made.writer, &value, 5));
    assert_code(PICORING_EFAULT, picoring_spsc_push_n(NULL, &value, 1));
    assert_code(PICORING_EFAULT, picoring_spsc_push_n(made.writer, NULL, 1));
    assert_code(PICORING_EFAULT, picoring_spsc_push_some(NULL, &value, 1, &n));
    assert_code(PICORING_EFAULT, picoring_spsc_push_some(made.writer, NULL, 1, &n));
    assert_code(PICORING_EFAULT, picoring_spsc_push_some(made.writer, &value, 1, NULL));
    assert_null(picoring_spsc_claim(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_spsc_commit(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_spsc_cancel(NULL));
    assert_int_equal(picoring_spsc_free(NULL), 0);
    assert_code(PICORING_EFAULT, picoring_spsc_pop(NULL, &value));
    assert_code(PICORING_EFAULT, picoring_spsc_pop(made.reader, NULL));
    assert_code(PICORING_EFAULT, picoring_spsc_pop_sized(NULL, &value, 4));
    assert_code(PICORING_EFAULT, picoring_spsc_pop_sized(made.reader, NULL, 4));
    assert_code(PICORING_EINVAL, picoring_spsc_pop_sized(made.reader, &value, 3));
    assert_code(PICORING_EFAULT, picoring_spsc_pop_n(NULL, &value, 1));
    assert_code(PICORING_EFAULT, picoring_spsc_pop_n(made.reader, NULL, 1));
    assert_code(PICORING_EFAULT, picoring_spsc_pop_some(NULL, &value, 1, &n));
    assert_code(PICORING_EFAULT, picoring_spsc_pop_some(made.reader, NULL, 1, &n));
    assert_code(PICORING_EFAULT, picoring_spsc_pop_some(made.reader, &value, 1, NULL));
    assert_null(picoring_spsc_peek(NULL, &n));
    assert_null(picoring_spsc_peek(made.reader, NULL));
    assert_code(PICORING_EFAULT, picoring_spsc_release(NULL, 1));
    assert_int_equal(picoring_spsc_len(NULL), 0);
    assert_int_equal(n, 77);
#endif
    assert_null(spsc);
    end_pair(made);
}

/* ---- Ending ---- */

static void a_reader_drains_a_closed_channel_and_then_gets_eend(void **state)
{
    (void)state;
    pair made = exact_pair(4, sizeof(int), 0);
    int got[4];
    size_t n = 77;
    for (int i = 0; i < 4; ++i) assert_code(PICORING_OK, push_int(made, i));
    assert_code(PICORING_OK, picoring_spsc_writer_close(made.writer));
    assert_code(PICORING_OK, picoring_spsc_writer_close(made.writer));
    pops_int(made, 0);
    assert_code(PICORING_EEND, picoring_spsc_pop_n(made.reader, got, 4)); /* three are there */
    assert_code(PICORING_ERANGE, picoring_spsc_pop_n(made.reader, got, 5));
    assert_int_equal(picoring_spsc_len(made.reader), 3);
    assert_code(PICORING_OK, picoring_spsc_pop_n(made.reader, got, 2));
    assert_code(PICORING_OK, picoring_spsc_peek_status(made.reader));
    assert_non_null(picoring_spsc_peek(made.reader, &n));
    assert_int_equal(n, 1);
    assert_code(PICORING_OK, picoring_spsc_release(made.reader, 1));
    n = 77;
    assert_code(PICORING_EEND, picoring_spsc_pop(made.reader, got));
    assert_code(PICORING_EEND, picoring_spsc_pop_sized(made.reader, got, sizeof(int)));
    assert_code(PICORING_EEND, picoring_spsc_pop_n(made.reader, got, 1));
    assert_code(PICORING_EEND, picoring_spsc_pop_some(made.reader, got, 1, &n));
    assert_int_equal(n, 77);
    assert_null(picoring_spsc_peek(made.reader, &n));
    assert_int_equal(n, 0);
    assert_code(PICORING_EEND, picoring_spsc_peek_status(made.reader));
    assert_code(PICORING_EEND, picoring_spsc_wait_readable(made.reader, 1, PICORING_FOREVER, 0));
    assert_int_equal(picoring_spsc_len(made.reader), 0);
    end_pair(made);
}

static void writer_is_shut(pair made)
{
    int value[4] = {0, 0, 0, 0};
    size_t n = 77;
    assert_code(PICORING_EPIPE, picoring_spsc_push(made.writer, value));
    assert_sentence_has("picoring_spsc_push: ");
    assert_sentence_has("closed");
    assert_code(PICORING_EPIPE, picoring_spsc_push_sized(made.writer, value, sizeof(int)));
    assert_code(PICORING_EPIPE, picoring_spsc_push_n(made.writer, value, 2));
    assert_code(PICORING_ERANGE, picoring_spsc_push_n(made.writer, value, 1000));
    assert_code(PICORING_EPIPE, picoring_spsc_push_some(made.writer, value, 2, &n));
    assert_int_equal(n, 77);
    assert_null(picoring_spsc_claim(made.writer, 1));
    assert_code(PICORING_EPIPE, picoring_spsc_claim_status(made.writer, 1));
    assert_sentence_has("picoring_spsc_claim: ");
    assert_code(PICORING_EPIPE, picoring_spsc_wait_writable(made.writer, 1, PICORING_FOREVER, 0));
    assert_int_equal(picoring_spsc_free(made.writer), 0);
    assert_true(picoring_spsc_commit(made.writer, 1) < 0);
    assert_code(PICORING_OK, picoring_spsc_commit(made.writer, 0));
    assert_code(PICORING_OK, picoring_spsc_cancel(made.writer));
    assert_code(PICORING_OK, picoring_spsc_writer_close(made.writer));
}

static void a_side_that_closed_itself_gets_nothing(void **state)
{
    (void)state;
    for (int used = 0; used < 10; ++used) {
        pair made = exact_pair(4, sizeof(int), 0);
        for (int i = 0; i < used; ++i) {
            assert_code(PICORING_OK, push_int(made, i));
            if (i % 4 != 0) pops_int(made, i - 1);
            if (i % 4 == 3) pops_int(made, i);
        }
        size_t left = picoring_spsc_len(made.reader), n = 5;
        int value = 0;
        assert_code(PICORING_OK, picoring_spsc_writer_close(made.writer));
        writer_is_shut(made);
        assert_int_equal(picoring_spsc_len(made.reader), left);
        assert_code(PICORING_OK, picoring_spsc_reader_close(made.reader));
        assert_code(PICORING_OK, picoring_spsc_reader_close(made.reader));
        assert_code(PICORING_EEND, picoring_spsc_pop(made.reader, &value));
        assert_code(PICORING_EEND, picoring_spsc_pop_n(made.reader, &value, 1));
        assert_code(PICORING_EEND, picoring_spsc_pop_some(made.reader, &value, 1, &n));
        assert_null(picoring_spsc_peek(made.reader, &n));
        assert_code(PICORING_EEND, picoring_spsc_peek_status(made.reader));
        assert_code(PICORING_ERANGE, picoring_spsc_release(made.reader, 1));
        assert_code(PICORING_EEND, picoring_spsc_wait_readable(made.reader, 1, PICORING_FOREVER, 0));
        assert_int_equal(picoring_spsc_len(made.reader), 0);
        writer_is_shut(made);
        end_pair(made);
    }
}

static void a_writer_gets_epipe_at_its_next_look(void **state)
{
    (void)state;
    for (int how = 0; how < 2; ++how) {
        for (int used = 0; used < 9; ++used) {
            pair made = exact_pair(4, sizeof(int), 0);
            for (int i = 0; i < used; ++i) {
                assert_code(PICORING_OK, push_int(made, i));
                pops_int(made, i);
            }
            if (how == 0) {
                assert_code(PICORING_OK, picoring_spsc_reader_close(made.reader));
            } else {
                picoring_spsc_reader_destroy(made.reader);
                made.reader = NULL;
            }
            int pushed = 0; /* what it knew to be free it may still write */
            while (pushed < 5 && push_int(made, 0) == PICORING_OK) ++pushed;
            assert_true(pushed <= 4);
            assert_int_equal(picoring_spsc_free(made.writer), 0);
            writer_is_shut(made);
            end_pair(made);
        }
        pair made = exact_pair(4, sizeof(int), 0);
        assert_code(PICORING_OK, picoring_spsc_reader_close(made.reader));
        assert_code(PICORING_EPIPE, picoring_spsc_claim_status(made.writer, 1)); /* looks */
        writer_is_shut(made);
        end_pair(made);
    }
}

static void a_destroyed_writer_closes(void **state)
{
    (void)state;
    pair made = exact_pair(4, sizeof(int), 0);
    assert_code(PICORING_OK, push_int(made, 1));
    picoring_spsc_writer_destroy(made.writer);
    made.writer = NULL;
    pops_int(made, 1);
    int value;
    assert_code(PICORING_EEND, picoring_spsc_pop(made.reader, &value));
    end_pair(made);
}

static void a_side_that_was_never_opened_counts_as_closed_without_the_channel(void **state)
{
    (void)state;
    picoring_spsc *spsc = NULL;
    picoring_spsc_writer *writer = NULL;
    picoring_spsc_reader *reader = NULL;
    int value = 1;
    assert_code(PICORING_OK, picoring_spsc_create(2, sizeof(int), NULL, &spsc));
    assert_code(PICORING_OK, picoring_spsc_reader_open(spsc, &reader));
    assert_code(PICORING_EAGAIN, picoring_spsc_pop(reader, &value));
    picoring_spsc_destroy(spsc);
    assert_code(PICORING_EEND, picoring_spsc_pop(reader, &value));
    picoring_spsc_reader_destroy(reader);
    assert_code(PICORING_OK, picoring_spsc_create(2, sizeof(int), NULL, &spsc));
    assert_code(PICORING_OK, picoring_spsc_writer_open(spsc, &writer));
    assert_code(PICORING_OK, picoring_spsc_push(writer, &value));
    picoring_spsc_destroy(spsc);
    assert_int_equal(picoring_spsc_free(writer), 0);
    assert_code(PICORING_EPIPE, picoring_spsc_push(writer, &value));
    picoring_spsc_writer_destroy(writer);
    pair made = exact_pair(2, sizeof(int), 0); /* and sides that are open go on */
    picoring_spsc_destroy(made.spsc);
    made.spsc = NULL;
    assert_code(PICORING_OK, push_int(made, 3));
    pops_int(made, 3);
    assert_code(PICORING_EAGAIN, picoring_spsc_pop(made.reader, &value));
    end_pair(made);
}

/* ---- What is left ---- */

typedef struct dropped {
    size_t size, next, count, wrong;
} dropped;

static void note_dropped(void *user, void *element)
{
    dropped *all = (dropped *)user;
    all->wrong += !has_pattern(element, all->next, all->size);
    ++all->next;
    ++all->count;
}

static void destroy_one(pair *made, int which)
{
    if (which == 0) picoring_spsc_destroy(made->spsc);
    if (which == 1) picoring_spsc_writer_destroy(made->writer);
    if (which == 2) picoring_spsc_reader_destroy(made->reader);
}

/* by: 0 nobody closes, 1 the writer, 2 the reader, 3 both before. */
static void ends_in_order(const int *order, size_t size, uint32_t technique, int by, size_t known)
{
    unsigned char element[BIGGEST];
    dropped all = {size, 0, 0, 0};
    picoring_options memory = PICORING_OPTIONS_INIT;
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    memory.exact = 1, memory.technique = technique;
    options.memory = &memory, options.drop = note_dropped, options.user = &all;
    pair made = pair_with(7, size, &options);
    size_t in = 0;
    for (; in < 5 + known; ++in) {
        pattern(element, in, size);
        assert_code(PICORING_OK, picoring_spsc_push(made.writer, element));
        if (in >= 3) continue;
        assert_code(PICORING_OK, picoring_spsc_pop(made.reader, element));
        ++all.next;
    }
    size_t n = 0;
    assert_non_null(picoring_spsc_peek(made.reader, &n)); /* shown is not read */
    if (known) assert_code(PICORING_OK, picoring_spsc_release(made.reader, 1)), ++all.next;
    for (; in < 10; ++in) {
        pattern(element, in, size);
        assert_code(PICORING_OK, picoring_spsc_push(made.writer, element));
    }
    if (by & 1) assert_code(PICORING_OK, picoring_spsc_writer_close(made.writer));
    if (by & 2) assert_code(PICORING_OK, picoring_spsc_reader_close(made.reader));
    assert_int_equal(all.count, 0);
    size_t left = in - all.next;
    for (int i = 0; i < 3; ++i) {
        assert_int_equal(all.count, 0);
        destroy_one(&made, order[i]);
    }
    assert_int_equal(all.count, left);
    assert_int_equal(all.wrong, 0);
    assert_int_equal(all.next, in);
}

static void drop_gets_what_nobody_has_read_whoever_goes_last(void **state)
{
    (void)state;
    static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    static const size_t few[] = {1, 24, 1000, 4097};
    held before = what_is_held();
    for (size_t i = 0; i < COUNT_OF(orders); ++i)
        for (size_t s = 0; s < COUNT_OF(few); ++s)
            for (uint32_t technique = 0; technique <= 4; technique += 4)
                for (int by = 0; by < 4; ++by)
                    for (size_t known = 0; known < 2; ++known)
                        ends_in_order(orders[i], few[s], technique, by, known);
    assert_true(nothing_left(before));
}

static void what_a_shut_out_writer_still_committed_is_dropped_too(void **state)
{
    (void)state;
    dropped all = {sizeof(int), 0, 0, 0};
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    options.drop = note_dropped, options.user = &all;
    pair made = pair_with(8, sizeof(int), &options);
    assert_code(PICORING_OK, picoring_spsc_reader_close(made.reader));
    int element;
    size_t pushed = 0;
    for (; pattern(&element, pushed, sizeof element), picoring_spsc_push(made.writer, &element) == 0; ++pushed) {
    }
    picoring_spsc_reader_destroy(made.reader);
    picoring_spsc_destroy(made.spsc);
    assert_int_equal(all.count, 0);
    picoring_spsc_writer_destroy(made.writer);
    assert_int_equal(all.count, pushed);
    assert_int_equal(all.wrong, 0);
}

static void a_channel_nobody_opened_or_read_leaves_nothing(void **state)
{
    (void)state;
    held before = what_is_held();
    for (int which = 0; which < 4; ++which) {
        dropped all = {1, 0, 0, 0};
        picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
        options.drop = note_dropped, options.user = &all;
        picoring_spsc *spsc = NULL;
        picoring_spsc_writer *writer = NULL;
        picoring_spsc_reader *reader = NULL;
        assert_code(PICORING_OK, picoring_spsc_create(9, 1, &options, &spsc));
        if (which & 1) assert_code(PICORING_OK, picoring_spsc_writer_open(spsc, &writer));
        if (which & 2) assert_code(PICORING_OK, picoring_spsc_reader_open(spsc, &reader));
        unsigned char byte = pattern_byte(0, 0);
        if (writer) assert_code(PICORING_OK, picoring_spsc_push(writer, &byte));
        intptr_t event;
        if (writer) assert_code(PICORING_OK, picoring_spsc_writer_event(writer, &event));
        if (reader) assert_code(PICORING_OK, picoring_spsc_reader_event(reader, &event));
        picoring_spsc_writer_destroy(writer);
        picoring_spsc_reader_destroy(reader);
        assert_int_equal(all.count, 0);
        picoring_spsc_destroy(spsc);
        assert_int_equal(all.count, which & 1);
        assert_int_equal(all.wrong, 0);
    }
    assert_true(nothing_left(before));
}

/* ---- Options ---- */

static void bad_options_are_refused(void **state)
{
    (void)state;
    picoring_spsc *spsc = UNTOUCHED(picoring_spsc);
    picoring_options memory = PICORING_OPTIONS_INIT;
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    struct {
        picoring_channel_options known;
        unsigned char more[24];
    } newer = {PICORING_CHANNEL_OPTIONS_INIT, {0}};
    options.memory = &memory;
    memory.inherit = 1;
    assert_code(PICORING_EINVAL, picoring_spsc_create(8, 8, &options, &spsc));
    assert_sentence_has("picoring_spsc_create: ");
    assert_sentence_has("inherit");
    memory.inherit = 0, memory.huge = 9;
    assert_code(PICORING_EINVAL, picoring_spsc_create(8, 8, &options, &spsc));
    memory.huge = 0, memory.struct_size = 8;
    assert_code(PICORING_EINVAL, picoring_spsc_create(8, 8, &options, &spsc));
    memory.struct_size = sizeof memory, memory.alignment = 3;
    assert_true(picoring_spsc_create(8, 8, &options, &spsc) < 0);
    memory.alignment = 16;
    assert_true(picoring_spsc_create(8, 24, &options, &spsc) < 0);
    options.memory = NULL;
    options.struct_size = 0;
    assert_code(PICORING_EINVAL, picoring_spsc_create(8, 8, &options, &spsc));
    options.struct_size = sizeof options - 1;
    assert_code(PICORING_EINVAL, picoring_spsc_create(8, 8, &options, &spsc));
    newer.known.struct_size = sizeof newer;
    newer.more[23] = 1;
    assert_code(PICORING_E2BIG, picoring_spsc_create(8, 8, &newer.known, &spsc));
    assert_sentence_has("picoring_spsc_create: ");
    assert_code(PICORING_EINVAL, picoring_spsc_create(0, 8, NULL, &spsc));
    assert_sentence_has("picoring_spsc_create: ");
    assert_code(PICORING_EINVAL, picoring_spsc_create(8, 0, NULL, &spsc));
    assert_code(PICORING_EOVERFLOW, picoring_spsc_create(SIZE_MAX / 4, 8, NULL, &spsc));
    assert_ptr_equal(spsc, UNTOUCHED(picoring_spsc));
    newer.more[23] = 0;
    assert_code(PICORING_OK, picoring_spsc_create(8, 8, &newer.known, &spsc));
    picoring_spsc_destroy(spsc);
}

static void headers_of_another_inline_abi_are_refused(void **state)
{
    (void)state;
    picoring_spsc *spsc = UNTOUCHED(picoring_spsc);
    assert_code(PICORING_EVERSION, picoring_spsc_open(PICORING_INLINE_ABI + 1, 8, 8, NULL, &spsc));
    assert_sentence_has("picoring_spsc_create: ");
    assert_code(PICORING_EVERSION, picoring_spsc_open(UINT32_MAX, 8, 8, NULL, &spsc));
    assert_code(PICORING_EVERSION, picoring_spsc_open(0, 8, 8, NULL, &spsc));
    assert_ptr_equal(spsc, UNTOUCHED(picoring_spsc));
}

static void options_init_is_the_macro(void **state)
{
    (void)state;
    picoring_channel_options by_macro = PICORING_CHANNEL_OPTIONS_INIT, by_call;
    memset(&by_call, 0x5A, sizeof by_call);
    assert_code(PICORING_OK, picoring_channel_options_init(&by_call, sizeof by_call));
    assert_int_equal(by_call.struct_size, by_macro.struct_size);
    assert_null(by_call.memory);
    assert_int_equal(by_call.spin, 0);
    assert_true(by_call.drop == NULL);
    assert_null(by_call.user);
    assert_code(PICORING_EFAULT, picoring_channel_options_init(NULL, sizeof by_call));
    assert_sentence_has("picoring_channel_options_init");
    assert_code(PICORING_EINVAL, picoring_channel_options_init(&by_call, sizeof by_call - 1));
    assert_code(PICORING_EINVAL, picoring_channel_options_init(&by_call, 0));
    union {
        picoring_channel_options options;
        unsigned char bytes[256];
    } big;
    memset(&big, 0x5A, sizeof big);
    assert_code(PICORING_OK, picoring_channel_options_init(&big.options, sizeof big));
    assert_int_equal(big.options.struct_size, sizeof big);
    for (size_t i = sizeof(picoring_channel_options); i < sizeof big; ++i)
        assert_int_equal(big.bytes[i], 0);
}

typedef struct counter {
    int allocated, freed, wrong, fail_at;
    size_t bytes;
} counter;

typedef struct block_head {
    void *block;
    size_t bytes, alignment;
} block_head;

static void *counted_allocate(void *user, size_t bytes, size_t alignment)
{
    counter *count = (counter *)user;
    if (count->fail_at == 1) return NULL;
    if (count->fail_at) --count->fail_at;
    ++count->allocated;
    if (alignment == 0 || (alignment & (alignment - 1)) != 0 || bytes == 0) ++count->wrong;
    size_t head = alignment > 64 ? alignment : 64;
    void *block = NULL;
    if (posix_memalign(&block, head, head + bytes) != 0) return NULL;
    unsigned char *result = (unsigned char *)block + head;
    memset(result, 0xEE, bytes); /* nothing may count on zeros */
    block_head *before = (block_head *)(void *)(result - sizeof(block_head));
    before->block = block, before->bytes = bytes, before->alignment = alignment;
    count->bytes += bytes;
    return result;
}

static void counted_deallocate(void *user, void *block, size_t bytes, size_t alignment)
{
    counter *count = (counter *)user;
    block_head head = *(block_head *)(void *)((unsigned char *)block - sizeof(block_head));
    ++count->freed;
    if (head.bytes != bytes || head.alignment != alignment) ++count->wrong;
    count->bytes -= bytes;
    free_aligned(head.block);
}

static void the_hook_gets_every_block_and_gets_it_back(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 1) {
        counter count;
        memset(&count, 0, sizeof count);
        picoring_options memory = PICORING_OPTIONS_INIT;
        picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
        memory.technique = technique, memory.user = &count;
        memory.allocate = counted_allocate, memory.deallocate = counted_deallocate;
        options.memory = &memory;
        picoring_spsc *none = UNTOUCHED(picoring_spsc);
        int needed = technique == PICORING_TECHNIQUE_EMULATED ? 2 : 1;
        held before = what_is_held();
        for (int nth = 1; nth <= needed; ++nth) {
            count.fail_at = nth;
            assert_code(PICORING_ENOMEM, picoring_spsc_create(3, 24, &options, &none));
            assert_sentence_has("picoring_spsc_create: ");
            assert_sentence_has("no memory left");
            assert_int_equal(count.bytes, 0);
        }
        assert_ptr_equal(none, UNTOUCHED(picoring_spsc));
        assert_true(nothing_left(before));
        count.fail_at = count.allocated = count.freed = 0;
        pair made = pair_with(3, 24, &options);
        memset(&memory, 0xEE, sizeof memory); /* only read by create */
        memset(&options, 0xEE, sizeof options);
        unsigned char element[24];
        for (size_t n = 0; n < 2000; ++n) {
            pattern(element, n, 24);
            assert_code(PICORING_OK, picoring_spsc_push(made.writer, element));
            memset(element, 0, 24);
            assert_code(PICORING_OK, picoring_spsc_pop(made.reader, element));
            assert_true(has_pattern(element, n, 24));
        }
        assert_int_equal(count.allocated, needed);
        assert_int_equal(count.freed, 0);
        end_pair(made);
        assert_int_equal(count.freed, needed);
        assert_int_equal(count.bytes, 0);
        assert_int_equal(count.wrong, 0);
    }
}

/* ---- Forks ---- */

static void use_in_child(void *argument)
{
    pair made = *(pair *)argument;
    int value = 4711;
    size_t n = 77;
    intptr_t event = 77;
    picoring_spsc_writer *writer = NULL;
    picoring_spsc_reader *reader = NULL;
    CHILD_CODE(PICORING_EFORK, picoring_spsc_push(made.writer, &value));
    CHILD_SENTENCE_HAS("picoring_spsc_push: ");
    CHILD_CODE(PICORING_EFORK, picoring_spsc_push_sized(made.writer, &value, sizeof value));
    CHILD_CODE(PICORING_EFORK, picoring_spsc_push_n(made.writer, &value, 1));
    CHILD_CODE(PICORING_EFORK, picoring_spsc_push_n(made.writer, &value, 1000000));
    CHILD_CODE(PICORING_EFORK, picoring_spsc_push_some(made.writer, &value, 1, &n));
    CHILD_CHECK(picoring_spsc_claim(made.writer, 1) == NULL);
    CHILD_CODE(PICORING_EFORK, picoring_spsc_claim_status(made.writer, 1));
    CHILD_CODE(PICORING_EFORK, picoring_spsc_commit(made.writer, 1));
    CHILD_CHECK(picoring_spsc_free(made.writer) == 0);
    CHILD_CODE(PICORING_EFORK, picoring_spsc_wait_writable(made.writer, 1, PICORING_FOREVER, 0));
    CHILD_CODE(PICORING_EFORK, picoring_spsc_pop(made.reader, &value));
    CHILD_SENTENCE_HAS("picoring_spsc_pop: ");
    CHILD_CODE(PICORING_EFORK, picoring_spsc_pop_sized(made.reader, &value, sizeof value));
    CHILD_CODE(PICORING_EFORK, picoring_spsc_pop_n(made.reader, &value, 1));
    CHILD_CODE(PICORING_EFORK, picoring_spsc_pop_some(made.reader, &value, 1, &n));
    CHILD_CHECK(n == 77);
    CHILD_CHECK(picoring_spsc_peek(made.reader, &n) == NULL && n == 0);
    CHILD_CODE(PICORING_EFORK, picoring_spsc_peek_status(made.reader));
    CHILD_CODE(PICORING_EFORK, picoring_spsc_release(made.reader, 1));
    CHILD_CHECK(picoring_spsc_len(made.reader) == 0);
    CHILD_CODE(PICORING_EFORK, picoring_spsc_wait_readable(made.reader, 1, PICORING_FOREVER, 0));
    CHILD_CODE(PICORING_EFORK, picoring_spsc_writer_arm(made.writer, 1));
    CHILD_CODE(PICORING_EFORK, picoring_spsc_reader_arm(made.reader, 1));
    CHILD_CODE(PICORING_EFORK, picoring_spsc_writer_open(made.spsc, &writer));
    CHILD_CODE(PICORING_EFORK, picoring_spsc_reader_open(made.spsc, &reader));
    CHILD_CHECK(!writer && !reader && value == 4711);
    (void)picoring_spsc_writer_event(made.writer, &event);
    (void)picoring_spsc_writer_interrupt(made.writer);
    (void)picoring_spsc_reader_interrupt(made.reader);
    (void)picoring_spsc_writer_disarm(made.writer);
    (void)picoring_spsc_reader_disarm(made.reader);
    (void)picoring_spsc_writer_close(made.writer);
    (void)picoring_spsc_reader_close(made.reader);
    CHILD_CODE(PICORING_EFORK, picoring_spsc_push(made.writer, &value));
    CHILD_CODE(PICORING_EFORK, picoring_spsc_pop(made.reader, &value));
    end_pair(made);
    pair own = {NULL, NULL, NULL};
    CHILD_CODE(PICORING_OK, picoring_spsc_create(3, sizeof(int), NULL, &own.spsc));
    CHILD_CODE(PICORING_OK, picoring_spsc_writer_open(own.spsc, &own.writer));
    CHILD_CODE(PICORING_OK, picoring_spsc_reader_open(own.spsc, &own.reader));
    CHILD_CODE(PICORING_OK, picoring_spsc_push(own.writer, &value));
    CHILD_CODE(PICORING_ETIMEDOUT, picoring_spsc_wait_readable(own.reader, 2, 1000, 0));
    CHILD_CODE(PICORING_OK, picoring_spsc_pop(own.reader, &value));
    end_pair(own);
}

static void never_drops(void *user, void *element)
{
    (void)element;
    ++*(int *)user;
}

static int destroys_without_hooks;

static void destroy_in_child(void *argument)
{
    pair made = *(pair *)argument;
    end_pair(made);
    CHILD_CHECK(destroys_without_hooks == 0);
}

static void dead_deallocate(void *user, void *block, size_t bytes, size_t alignment)
{
    counted_deallocate(user, block, bytes, alignment);
    ++destroys_without_hooks;
}

static void a_child_may_only_destroy(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 0) {
        counter count;
        memset(&count, 0, sizeof count);
        picoring_options memory = PICORING_OPTIONS_INIT;
        picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
        memory.technique = technique, memory.user = &count;
        memory.allocate = counted_allocate, memory.deallocate = dead_deallocate;
        options.memory = &memory, options.drop = never_drops, options.user = &destroys_without_hooks;
        pair made = pair_with(4, sizeof(int), &options);
        assert_code(PICORING_OK, push_int(made, 1));
        assert_code(PICORING_OK, push_int(made, 2));
        pops_int(made, 1);
        destroys_without_hooks = 0;
        assert_int_equal(in_child(use_in_child, &made), 0);
        assert_int_equal(in_child(destroy_in_child, &made), 0);
        pops_int(made, 2);
        assert_code(PICORING_OK, push_int(made, 3));
        end_pair(made); /* hooks and drop are called here */
    }
}

static void disarm_in_child(void *argument)
{
    pair made = *(pair *)argument;
    intptr_t event = 0;
    (void)picoring_spsc_reader_event(made.reader, &event);
    (void)picoring_spsc_reader_arm(made.reader, 1);
    (void)picoring_spsc_reader_disarm(made.reader);
    end_pair(made);
}

/* A descriptor is one with the parent's. */
static void a_child_takes_no_signal_of_its_parents_event(void **state)
{
    (void)state;
    pair made = exact_pair(4, sizeof(int), 0);
    intptr_t event = 0;
    assert_code(PICORING_OK, picoring_spsc_reader_event(made.reader, &event));
    assert_code(0, picoring_spsc_reader_arm(made.reader, 1));
    assert_code(PICORING_OK, push_int(made, 1));
    struct pollfd polled = {(int)event, POLLIN, 0};
    assert_int_equal(poll(&polled, 1, 0), 1);
    assert_int_equal(in_child(disarm_in_child, &made), 0);
    assert_int_equal(poll(&polled, 1, 0), 1);
    end_pair(made);
}

static int stop;

static void *make_and_destroy(void *argument)
{
    (void)argument;
    while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
        picoring_spsc *spsc = NULL;
        if (picoring_spsc_create(10, 8, NULL, &spsc) != PICORING_OK) return (void *)1;
        picoring_spsc_destroy(spsc);
    }
    return NULL;
}

static void make_own_in_child(void *argument)
{
    (void)argument;
    picoring_spsc *spsc = NULL;
    CHILD_CODE(PICORING_OK, picoring_spsc_create(10, 8, NULL, &spsc));
    picoring_spsc_destroy(spsc);
}

static void a_fork_amid_creations_leaves_a_child_that_works(void **state)
{
    (void)state;
    if (UNDER_ASAN || UNDER_TSAN)
        SKIP_BECAUSE("a sanitizer's allocator is not made for forks amid its own work: it hangs");
    signal(SIGSEGV, SIG_DFL); /* cmocka's handler would run the tests on in the child */
    pthread_t threads[2];
    __atomic_store_n(&stop, 0, __ATOMIC_RELEASE);
    for (size_t i = 0; i < COUNT_OF(threads); ++i)
        assert_int_equal(pthread_create(&threads[i], NULL, make_and_destroy, NULL), 0);
    int wrong = 0;
    for (size_t i = 0; i < scaled(400); ++i) wrong += in_child(make_own_in_child, NULL) != 0;
    __atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
    for (size_t i = 0; i < COUNT_OF(threads); ++i) {
        void *result = (void *)99;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_ptr_equal(result, NULL);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_channel_is_empty_and_all_free),
        cmocka_unit_test(a_channel_is_full_at_exactly_its_capacity),
        cmocka_unit_test(every_verb_keeps_order_and_values),
        cmocka_unit_test(many_laps_of_elements_that_straddle_the_seam),
        cmocka_unit_test(news_makes_no_sentence_and_touches_no_output),
        cmocka_unit_test(zero_elements_are_nothing_to_do),
        cmocka_unit_test(more_than_the_capacity_is_erange),
        cmocka_unit_test(beyond_the_grant_is_erange_and_changes_nothing),
        cmocka_unit_test(a_part_of_a_claim_may_follow_later),
        cmocka_unit_test(each_side_opens_once),
        cmocka_unit_test(null_is_efault),
        cmocka_unit_test(a_reader_drains_a_closed_channel_and_then_gets_eend),
        cmocka_unit_test(a_side_that_closed_itself_gets_nothing),
        cmocka_unit_test(a_writer_gets_epipe_at_its_next_look),
        cmocka_unit_test(a_destroyed_writer_closes),
        cmocka_unit_test(a_side_that_was_never_opened_counts_as_closed_without_the_channel),
        cmocka_unit_test(drop_gets_what_nobody_has_read_whoever_goes_last),
        cmocka_unit_test(what_a_shut_out_writer_still_committed_is_dropped_too),
        cmocka_unit_test(a_channel_nobody_opened_or_read_leaves_nothing),
        cmocka_unit_test(bad_options_are_refused),
        cmocka_unit_test(headers_of_another_inline_abi_are_refused),
        cmocka_unit_test(options_init_is_the_macro),
        cmocka_unit_test(the_hook_gets_every_block_and_gets_it_back),
        cmocka_unit_test(a_child_may_only_destroy),
        cmocka_unit_test(a_child_takes_no_signal_of_its_parents_event),
        cmocka_unit_test(a_fork_amid_creations_leaves_a_child_that_works),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
