/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_mpsc.c: every verb of an mpsc, all producers and the reader in one
 * thread: claims in their order, aborts, stalled producers, codes, ending, drop,
 * options, forks.
 */
#include "check.h"
#include "techniques.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>

enum { PRODUCERS = 4, BIGGEST = 5000 };

typedef struct many {
    picoring_mpsc *mpsc;
    picoring_mpsc_producer *producers[PRODUCERS];
    picoring_mpsc_reader *reader;
} many;

static const size_t sizes[] = {1, 2, 3, 5, 8, 12, 24, 100, 255, 1000, 4095, 4096, 4097, 5000};

static int nothing_left(held before)
{
    return UNDER_TSAN ? count_descriptors() == before.descriptors : same_held(before);
}

static many many_with(size_t capacity, size_t size, const picoring_channel_options *options)
{
    many made;
    memset(&made, 0, sizeof made);
    assert_code(PICORING_OK, picoring_mpsc_create(capacity, size, options, &made.mpsc));
    for (int i = 0; i < PRODUCERS; ++i)
        assert_code(PICORING_OK, picoring_mpsc_producer_open(made.mpsc, &made.producers[i]));
    assert_code(PICORING_OK, picoring_mpsc_reader_open(made.mpsc, &made.reader));
    return made;
}

static many exact_many(size_t capacity, size_t size, uint32_t technique)
{
    picoring_options memory = PICORING_OPTIONS_INIT;
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    memory.exact = 1;
    memory.technique = technique;
    options.memory = &memory;
    return many_with(capacity, size, &options);
}

static many ints(size_t capacity) { return exact_many(capacity, sizeof(int), 0); }

static void end_many(many made)
{
    picoring_mpsc_destroy(made.mpsc);
    for (int i = 0; i < PRODUCERS; ++i) picoring_mpsc_producer_destroy(made.producers[i]);
    picoring_mpsc_reader_destroy(made.reader);
}

static int push_int(many made, int producer, int value)
{
    return picoring_mpsc_push(made.producers[producer], &value);
}

static void pops_int(many made, int wanted)
{
    int got = -1;
    assert_code(PICORING_OK, picoring_mpsc_pop(made.reader, &got));
    assert_int_equal(got, wanted);
}

static int pop_code(many made)
{
    int got = -1;
    return picoring_mpsc_pop(made.reader, &got);
}

static void claims_ints(many made, int producer, int first, int n)
{
    int *place = (int *)picoring_mpsc_claim(made.producers[producer], (size_t)n);
    assert_non_null(place);
    for (int i = 0; i < n; ++i) place[i] = first + i;
}

#define commits(made, producer, n) \
    assert_code(PICORING_OK, picoring_mpsc_commit((made).producers[producer], (n)))
#define aborts(made, producer) assert_code(PICORING_OK, picoring_mpsc_abort((made).producers[producer]))

/* ---- The whole ---- */

static void a_channel_is_full_at_exactly_its_capacity(void **state)
{
    (void)state;
    static const size_t capacities[] = {1, 2, 3, 5, 64, 700};
    unsigned char element[BIGGEST];
    for (size_t c = 0; c < COUNT_OF(capacities); ++c) {
        for (size_t i = 0; i < COUNT_OF(sizes); ++i) {
            if (UNDER_TSAN && capacities[c] * sizes[i] > 100000) continue;
            for (uint32_t exact = 0; exact < 2; ++exact) {
                many made = exact ? exact_many(capacities[c], sizes[i], 0)
                                  : many_with(capacities[c], sizes[i], NULL);
                size_t capacity = picoring_mpsc_capacity(made.mpsc), shown = 7;
                assert_int_equal(capacity, exact ? capacities[c]
                                                 : picoring_mirror_size(picoring_mpsc_mirror(made.mpsc)) / sizes[i]);
                assert_null(picoring_mpsc_peek(made.reader, &shown));
                assert_int_equal(shown, 0);
                assert_code(PICORING_EAGAIN, picoring_mpsc_peek_status(made.reader));
                for (size_t n = 0; n < capacity; ++n) {
                    pattern(element, n, sizes[i]);
                    assert_code(PICORING_OK, picoring_mpsc_push(made.producers[n % PRODUCERS], element));
                }
                for (int p = 0; p < PRODUCERS; ++p) {
                    assert_code(PICORING_EAGAIN, picoring_mpsc_push(made.producers[p], element));
                    assert_null(picoring_mpsc_claim(made.producers[p], 1));
                    assert_code(PICORING_EAGAIN, picoring_mpsc_claim_status(made.producers[p], 1));
                }
                assert_int_equal(picoring_mpsc_len(made.reader), capacity);
                const unsigned char *all = (const unsigned char *)picoring_mpsc_peek(made.reader, &shown);
                assert_int_equal(shown, capacity);
                for (size_t e = 0; e < capacity; ++e)
                    assert_true(has_pattern(all + e * sizes[i], e, sizes[i]));
                assert_code(PICORING_OK, picoring_mpsc_release(made.reader, capacity));
                assert_code(PICORING_EAGAIN, picoring_mpsc_pop(made.reader, element));
                assert_code(PICORING_OK, picoring_mpsc_claim_status(made.producers[0], capacity));
                end_many(made);
            }
        }
    }
}

/* ---- Every verb against a model ---- */

enum { MODEL = 1 << 13, OPEN = 0, COMMITTED = 1, ABORTED = 2 };

typedef struct model {
    many made;
    size_t size, capacity, in, out;
    size_t ids[MODEL];
    unsigned char states[MODEL];
    struct {
        size_t first, n;
        unsigned char *place;
    } claims[PRODUCERS];
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

static void mark(model *m, size_t first, size_t n, unsigned char what)
{
    for (size_t i = 0; i < n; ++i) m->states[(first + i) % MODEL] = what;
}

/* What the reader looks past when it has looked: aborts at the front. */
static void skip_aborts(model *m)
{
    while (m->out < m->in && m->states[m->out % MODEL] == ABORTED) ++m->out;
}

static size_t run_of(const model *m)
{
    size_t n = 0;
    while (m->out + n < m->in && m->states[(m->out + n) % MODEL] == COMMITTED) ++n;
    return n;
}

static void write_by(model *m, size_t verb)
{
    size_t who = random_below(m, PRODUCERS), n = 1 + random_below(m, m->capacity + 1);
    picoring_mpsc_producer *producer = m->made.producers[who];
    int open = m->claims[who].n != 0;
    /* Aborts that the reader has not passed take room still. */
    size_t room = m->capacity - (m->in - m->out);
    int code;
    switch (verb) {
    case 0:
        fill(m, m->block, open || !room ? 0 : 1);
        code = picoring_mpsc_push(producer, m->block);
        assert_code(open ? PICORING_ESTATE : room ? PICORING_OK : PICORING_EAGAIN, code);
        if (code != PICORING_OK) break;
        mark(m, m->in, 1, COMMITTED);
        m->in += 1;
        break;
    case 1:
        fill(m, m->block, open || n > room ? 0 : n);
        code = picoring_mpsc_push_n(producer, m->block, n);
        assert_code(open ? PICORING_ESTATE
                    : n > m->capacity ? PICORING_ERANGE
                    : n > room ? PICORING_EAGAIN
                               : PICORING_OK,
                    code);
        if (code != PICORING_OK) break;
        mark(m, m->in, n, COMMITTED);
        m->in += n;
        break;
    case 2:
    case 3:
        code = picoring_mpsc_claim_status(producer, n);
        assert_code(open ? PICORING_ESTATE
                    : n > m->capacity ? PICORING_ERANGE
                    : n > room ? PICORING_EAGAIN
                               : PICORING_OK,
                    code);
        if (n > 3 && random_below(m, 2)) break; /* small ones more often */
        m->claims[who].place = code == PICORING_OK ? (unsigned char *)picoring_mpsc_claim(producer, n)
                                                   : m->claims[who].place;
        if (code != PICORING_OK) {
            assert_null(picoring_mpsc_claim(producer, n));
            break;
        }
        assert_non_null(m->claims[who].place);
        fill(m, m->claims[who].place, n);
        m->claims[who].first = m->in, m->claims[who].n = n;
        mark(m, m->in, n, OPEN);
        m->in += n;
        break;
    case 4:
        code = picoring_mpsc_abort(producer);
        assert_code(open ? PICORING_OK : PICORING_ESTATE, code);
        mark(m, m->claims[who].first, m->claims[who].n, ABORTED);
        m->claims[who].n = 0;
        break;
    default:
        n = open ? m->claims[who].n : 1;
        assert_code(open ? PICORING_ERANGE : PICORING_ESTATE, picoring_mpsc_commit(producer, n + 1));
        size_t part = random_below(m, 2) ? n : random_below(m, n + 1);
        assert_code(open ? PICORING_OK : PICORING_ESTATE, picoring_mpsc_commit(producer, part));
        if (!open) break;
        for (size_t i = 0; i < part; ++i) /* nobody has written there */
            assert_true(has_pattern(m->claims[who].place + i * m->size, m->claims[who].first + i, m->size));
        mark(m, m->claims[who].first, part, COMMITTED);
        mark(m, m->claims[who].first + part, n - part, ABORTED);
        m->claims[who].n = 0;
    }
}

static void holds(const model *m, const unsigned char *from, size_t n)
{
    for (size_t i = 0; i < n; ++i)
        assert_true(has_pattern(from + i * m->size, m->ids[(m->out + i) % MODEL], m->size));
}

static void read_by(model *m, size_t verb)
{
    size_t n = 1 + random_below(m, m->capacity + 1), some = 99;
    memset(m->block, 0xEE, (m->capacity + 1) * m->size);
    skip_aborts(m); /* the look below does the same */
    size_t run = run_of(m);
    assert_int_equal(picoring_mpsc_len(m->made.reader), run);
    int code;
    unsigned char *place;
    switch (verb) {
    case 0:
    case 1:
        code = verb ? picoring_mpsc_pop_sized(m->made.reader, m->block, m->size)
                    : picoring_mpsc_pop(m->made.reader, m->block);
        assert_code(run ? PICORING_OK : PICORING_EAGAIN, code);
        if (!run) break;
        holds(m, m->block, 1);
        m->out += 1;
        break;
    case 2:
        code = picoring_mpsc_pop_n(m->made.reader, m->block, n);
        if (n <= run)
            assert_code(PICORING_OK, code);
        else if (code != PICORING_EAGAIN || n > m->capacity)
            assert_code(PICORING_ERANGE, code); /* more than fit, or an aborted claim ends the run */
        if (code != PICORING_OK) break;
        holds(m, m->block, n);
        m->out += n;
        break;
    case 3:
        code = picoring_mpsc_pop_some(m->made.reader, m->block, n, &some);
        assert_code(run ? PICORING_OK : PICORING_EAGAIN, code);
        assert_int_equal(some, !run ? 99 : n < run ? n : run);
        if (code != PICORING_OK) break;
        holds(m, m->block, some);
        m->out += some;
        break;
    default:
        place = (unsigned char *)picoring_mpsc_peek(m->made.reader, &some);
        assert_int_equal(place != NULL, run != 0);
        assert_int_equal(some, run);
        if (!place) break;
        holds(m, place, some);
        n = random_below(m, some);
        m->ids[(m->out + n) % MODEL] += 1000000;
        pattern(place + n * m->size, m->ids[(m->out + n) % MODEL], m->size);
        assert_code(PICORING_ERANGE, picoring_mpsc_release(m->made.reader, some + 1));
        n = random_below(m, some + 1);
        assert_code(PICORING_OK, picoring_mpsc_release(m->made.reader, n));
        m->out += n;
    }
}

static void every_verb_keeps_the_order_of_claims(void **state)
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
                m->made = c < COUNT_OF(capacities) ? exact_many(capacities[c], m->size, technique)
                                                   : many_with(1, m->size, NULL);
                m->capacity = picoring_mpsc_capacity(m->made.mpsc);
                m->in = m->out = 0;
                memset(m->claims, 0, sizeof m->claims);
                m->block = (unsigned char *)malloc((m->capacity + 2) * m->size);
                size_t steps = scaled((m->size < 300 ? 1500 : 400) / (UNDER_TSAN ? 8 : 1));
                for (size_t step = 0; step < steps; ++step) {
                    if (random_below(m, 2)) write_by(m, random_below(m, 7));
                    else read_by(m, random_below(m, 5));
                }
                end_many(m->made);
                free(m->block);
            }
        }
    }
    free(m);
}

/* ---- Claims ---- */

static void a_part_committed_is_a_rest_aborted(void **state)
{
    (void)state;
    many made = ints(8);
    for (int lap = 0; lap < 30; ++lap) {
        claims_ints(made, 0, 0, 5);
        assert_int_equal(picoring_mpsc_len(made.reader), 0);
        commits(made, 0, 2);
        assert_code(PICORING_OK, push_int(made, 1, 77));
        assert_int_equal(picoring_mpsc_len(made.reader), 2); /* up to the aborted rest */
        pops_int(made, 0);
        pops_int(made, 1);
        assert_int_equal(picoring_mpsc_len(made.reader), 1); /* the rest is not counted */
        pops_int(made, 77);
        assert_code(PICORING_EAGAIN, pop_code(made));
        claims_ints(made, 0, 0, 8); /* and all of it is free again */
        commits(made, 0, 0);
        assert_code(PICORING_EAGAIN, pop_code(made));
    }
    end_many(made);
}

static void aborted_claims_at_the_front_are_skipped_and_freed(void **state)
{
    (void)state;
    many made = ints(4);
    size_t n = 7;
    for (int lap = 0; lap < 50; ++lap) {
        claims_ints(made, 0, 1, 1 + lap % 2);
        claims_ints(made, 1, 2, 1);
        aborts(made, 1);
        claims_ints(made, 2, 3, 1);
        aborts(made, 0);
        assert_null(picoring_mpsc_peek(made.reader, &n)); /* skips, and stops at the open one */
        assert_int_equal(n, 0);
        assert_int_equal(picoring_mpsc_len(made.reader), 0);
        assert_code(PICORING_EAGAIN, picoring_mpsc_peek_status(made.reader));
        claims_ints(made, 3, 10, 3); /* what was skipped is free */
        aborts(made, 3);
        commits(made, 2, 1);
        const int *shown = (const int *)picoring_mpsc_peek(made.reader, &n);
        assert_int_equal(n, 1);
        assert_int_equal(*shown, 3);
        assert_code(PICORING_ERANGE, picoring_mpsc_release(made.reader, 2));
        assert_code(PICORING_OK, picoring_mpsc_release(made.reader, 1));
        assert_code(PICORING_EAGAIN, pop_code(made));
    }
    end_many(made);
}

static void a_claim_is_open_until_it_is_settled(void **state)
{
    (void)state;
    many made = ints(8);
    picoring_mpsc_producer *producer = made.producers[0];
    int two[2] = {1, 2};
    assert_code(PICORING_ESTATE, picoring_mpsc_commit(producer, 1));
    assert_sentence_has("picoring_mpsc_commit: ");
    assert_code(PICORING_ESTATE, picoring_mpsc_commit(producer, 0));
    assert_code(PICORING_ESTATE, picoring_mpsc_abort(producer));
    assert_sentence_has("picoring_mpsc_abort: ");
    claims_ints(made, 0, 5, 3);
    assert_null(picoring_mpsc_claim(producer, 1));
    assert_code(PICORING_ESTATE, picoring_mpsc_claim_status(producer, 1));
    assert_sentence_has("picoring_mpsc_claim: ");
    assert_code(PICORING_ESTATE, picoring_mpsc_push(producer, two));
    assert_sentence_has("picoring_mpsc_push: ");
    assert_code(PICORING_ESTATE, picoring_mpsc_push_n(producer, two, 2));
    assert_sentence_has("picoring_mpsc_push_n: ");
    assert_code(PICORING_ESTATE, picoring_mpsc_wait_writable(producer, 1, 0, 0));
    assert_code(PICORING_ERANGE, picoring_mpsc_commit(producer, 4));
    assert_sentence_has("picoring_mpsc_commit: 4, but 3 were claimed");
    assert_code(PICORING_ERANGE, picoring_mpsc_commit(producer, SIZE_MAX));
    assert_int_equal(picoring_mpsc_len(made.reader), 0);
    assert_code(PICORING_OK, picoring_mpsc_commit(producer, 3));
    assert_code(PICORING_ESTATE, picoring_mpsc_commit(producer, 1));
    assert_code(PICORING_ESTATE, picoring_mpsc_abort(producer));
    for (int i = 0; i < 3; ++i) pops_int(made, 5 + i);
    assert_code(PICORING_EAGAIN, pop_code(made));
    end_many(made);
}

static void a_stalled_producer_delays_nobody_but_the_reader_at_its_place(void **state)
{
    (void)state;
    for (size_t capacity = 2; capacity < 70; capacity += capacity) {
        many made = ints(capacity);
        for (int lap = 0; lap < 5; ++lap) {
            assert_code(PICORING_OK, push_int(made, 1, -1));
            claims_ints(made, 0, 0, 1); /* and stalls */
            int in = 1;
            for (;; ++in) {
                int code = push_int(made, 1 + in % 3, in);
                if (code == PICORING_EAGAIN) break;
                assert_code(PICORING_OK, code);
            }
            assert_int_equal(in, (int)capacity - 1);
            assert_int_equal(picoring_mpsc_len(made.reader), 1);
            pops_int(made, -1);
            assert_code(PICORING_EAGAIN, pop_code(made));
            assert_code(PICORING_EAGAIN, picoring_mpsc_peek_status(made.reader));
            assert_code(PICORING_ETIMEDOUT, picoring_mpsc_wait_readable(made.reader, 1, 1000, 0));
            assert_code(PICORING_OK, push_int(made, 2, in++)); /* the place that was freed */
            assert_code(PICORING_EAGAIN, push_int(made, 2, 0));
            commits(made, 0, 1);
            assert_int_equal(picoring_mpsc_len(made.reader), capacity);
            for (int i = 0; i < in; ++i) pops_int(made, i);
            assert_code(PICORING_EAGAIN, pop_code(made));
        }
        end_many(made);
    }
}

static void the_elements_of_push_n_are_adjacent(void **state)
{
    (void)state;
    many made = ints(6);
    int block[6], got[6];
    for (int lap = 0; lap < 40; ++lap) {
        int n = 1 + lap % 5;
        for (int i = 0; i < n; ++i) block[i] = 100 * lap + i;
        claims_ints(made, 2, 7, 1);
        assert_code(PICORING_OK, picoring_mpsc_push_n(made.producers[lap % 2], block, (size_t)n));
        assert_code(n == 5 ? PICORING_EAGAIN : PICORING_OK, push_int(made, 3, 9));
        commits(made, 2, 1);
        pops_int(made, 7);
        assert_code(PICORING_OK, picoring_mpsc_pop_n(made.reader, got, (size_t)n));
        assert_memory_equal(got, block, (size_t)n * sizeof(int));
        if (n != 5) pops_int(made, 9);
        assert_code(PICORING_EAGAIN, pop_code(made));
    }
    assert_code(PICORING_OK, push_int(made, 0, 1));
    assert_code(PICORING_EAGAIN, picoring_mpsc_push_n(made.producers[0], block, 6));
    assert_int_equal(picoring_mpsc_len(made.reader), 1); /* all or none */
    assert_code(PICORING_OK, picoring_mpsc_push_n(made.producers[0], NULL, 0));
    end_many(made);
}

static void a_producer_destroyed_with_a_claim_open_aborts_it(void **state)
{
    (void)state;
    many made = ints(4);
    claims_ints(made, 0, 1, 2);
    assert_code(PICORING_OK, push_int(made, 1, 3));
    assert_code(PICORING_EAGAIN, pop_code(made));
    picoring_mpsc_producer_destroy(made.producers[0]);
    made.producers[0] = NULL;
    pops_int(made, 3);
    assert_code(PICORING_EAGAIN, pop_code(made));
    assert_code(PICORING_OK, picoring_mpsc_claim_status(made.producers[1], 4));
    end_many(made);
}

static void a_late_producer_writes_where_the_others_are(void **state)
{
    (void)state;
    for (uint32_t technique = 0; technique <= 4; technique += 4) {
        many made = exact_many(37, 12, technique);
        unsigned char element[12];
        size_t in = 0, out = 0;
        for (int late = 0; late < 60; ++late) {
            picoring_mpsc_producer *producer = NULL;
            assert_code(PICORING_OK, picoring_mpsc_producer_open(made.mpsc, &producer));
            for (int i = 0; i < 37; ++i, ++in) {
                pattern(element, in, 12);
                assert_code(PICORING_OK, picoring_mpsc_push(i % 7 == 3 ? producer : made.producers[0], element));
            }
            picoring_mpsc_producer_destroy(producer);
            for (int i = 0; i < 37; ++i, ++out) {
                assert_code(PICORING_OK, picoring_mpsc_pop(made.reader, element));
                assert_true(has_pattern(element, out, 12));
            }
        }
        end_many(made);
    }
}

/* ---- Codes ---- */

static void pop_some_gives_as_many_as_there_are(void **state)
{
    (void)state;
    many made = ints(8);
    int got[8];
    size_t n = 0;
    assert_code(PICORING_OK, push_int(made, 0, 0));
    assert_non_null(picoring_mpsc_peek(made.reader, &n)); /* knows of one */
    for (int i = 1; i < 6; ++i) assert_code(PICORING_OK, push_int(made, i % 4, i));
    assert_code(PICORING_OK, picoring_mpsc_pop_some(made.reader, got, 8, &n));
    assert_int_equal(n, 6);
    end_many(made);
}

static void news_makes_no_sentence_and_touches_no_output(void **state)
{
    (void)state;
    many made = ints(2);
    assert_code(PICORING_EINVAL, picoring_mpsc_claim_status(made.producers[0], 0));
    assert_sentence_has("picoring_mpsc_claim: ");
    char before[200];
    snprintf(before, sizeof before, "%s", picoring_last_error());
    int two[2] = {8, 9};
    size_t n = 77;
    assert_null(picoring_mpsc_claim(made.producers[0], 0));
    assert_code(PICORING_EAGAIN, picoring_mpsc_pop_n(made.reader, two, 1));
    assert_code(PICORING_EAGAIN, picoring_mpsc_pop_some(made.reader, two, 2, &n));
    assert_int_equal(n, 77);
    assert_code(PICORING_OK, picoring_mpsc_pop_some(made.reader, two, 0, &n));
    assert_int_equal(n, 0);
    assert_code(PICORING_OK, picoring_mpsc_pop_n(made.reader, two, 0));
    assert_code(PICORING_OK, picoring_mpsc_release(made.reader, 0));
    assert_code(PICORING_OK, picoring_mpsc_push_n(made.producers[0], two, 2));
    assert_code(PICORING_EAGAIN, picoring_mpsc_push(made.producers[0], two));
    assert_code(PICORING_EAGAIN, picoring_mpsc_push_n(made.producers[1], two, 1));
    assert_code(PICORING_EAGAIN, picoring_mpsc_claim_status(made.producers[1], 1));
    assert_code(PICORING_OK, picoring_mpsc_close(made.producers[1]));
    pops_int(made, 8);
    pops_int(made, 9);
    assert_code(PICORING_EEND, pop_code(made));
    assert_string_equal(picoring_last_error(), before);
    end_many(made);
}

static void more_than_the_capacity_is_erange(void **state)
{
    (void)state;
    static const size_t counts[] = {4, 5, SIZE_MAX / 16, SIZE_MAX / 4, SIZE_MAX - 1, SIZE_MAX};
    many made = ints(3);
    int value[4] = {1, 2, 3, 4};
    for (size_t i = 0; i < COUNT_OF(counts); ++i) {
        assert_code(PICORING_ERANGE, picoring_mpsc_push_n(made.producers[0], value, counts[i]));
        assert_sentence_has("picoring_mpsc_push_n: ");
        assert_sentence_has("capacity of 3");
        assert_null(picoring_mpsc_claim(made.producers[0], counts[i]));
        assert_code(PICORING_ERANGE, picoring_mpsc_claim_status(made.producers[0], counts[i]));
        assert_sentence_has("picoring_mpsc_claim: ");
        assert_code(PICORING_ERANGE, picoring_mpsc_pop_n(made.reader, value, counts[i]));
        assert_sentence_has("picoring_mpsc_pop_n: ");
        assert_code(PICORING_ERANGE, picoring_mpsc_release(made.reader, counts[i]));
        assert_sentence_has("picoring_mpsc_release: ");
    }
    assert_code(PICORING_OK, picoring_mpsc_push_n(made.producers[0], value, 3));
    assert_int_equal(picoring_mpsc_len(made.reader), 3);
    end_many(made);
}

static void the_reader_opens_once(void **state)
{
    (void)state;
    many made = ints(3);
    picoring_mpsc_reader *more = UNTOUCHED(picoring_mpsc_reader);
    assert_code(PICORING_EBUSY, picoring_mpsc_reader_open(made.mpsc, &more));
    assert_sentence_has("picoring_mpsc_reader_open: ");
    picoring_mpsc_reader_destroy(made.reader);
    made.reader = NULL;
    assert_code(PICORING_EBUSY, picoring_mpsc_reader_open(made.mpsc, &more));
    assert_ptr_equal(more, UNTOUCHED(picoring_mpsc_reader));
    end_many(made);
}

static void null_is_efault(void **state)
{
    (void)state;
    assert_code(PICORING_EFAULT, picoring_mpsc_create(3, 4, NULL, NULL));
    assert_sentence_has("picoring_mpsc_create");
    many made = ints(3);
    intptr_t event = 0;
    int value = 1;
    assert_code(PICORING_EFAULT, picoring_mpsc_producer_open(NULL, &made.producers[0]));
    assert_code(PICORING_EFAULT, picoring_mpsc_producer_open(made.mpsc, NULL));
    assert_code(PICORING_EFAULT, picoring_mpsc_reader_open(NULL, &made.reader));
    assert_code(PICORING_EFAULT, picoring_mpsc_reader_open(made.mpsc, NULL));
    assert_code(PICORING_EFAULT, picoring_mpsc_push(NULL, &value));
    assert_sentence_has("picoring_mpsc_push");
    assert_code(PICORING_EFAULT, picoring_mpsc_push(made.producers[0], NULL));
    assert_code(PICORING_EFAULT, picoring_mpsc_push_n(NULL, &value, 1));
    assert_code(PICORING_EFAULT, picoring_mpsc_push_n(made.producers[0], NULL, 1));
    assert_null(picoring_mpsc_claim(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_mpsc_claim_status(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_mpsc_commit(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_mpsc_abort(NULL));
    assert_code(PICORING_EFAULT, picoring_mpsc_wait_writable(NULL, 1, 0, 0));
    assert_code(PICORING_EFAULT, picoring_mpsc_producer_interrupt(NULL));
    assert_code(PICORING_EFAULT, picoring_mpsc_peek_status(NULL));
    assert_int_equal(picoring_mpsc_len(NULL), 0);
    assert_code(PICORING_EFAULT, picoring_mpsc_wait_readable(NULL, 1, 0, 0));
    assert_code(PICORING_EFAULT, picoring_mpsc_reader_interrupt(NULL));
    assert_code(PICORING_EFAULT, picoring_mpsc_reader_event(NULL, &event));
    assert_code(PICORING_EFAULT, picoring_mpsc_reader_event(made.reader, NULL));
    assert_code(PICORING_EFAULT, picoring_mpsc_reader_arm(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_mpsc_reader_disarm(NULL));
    assert_code(PICORING_EFAULT, picoring_mpsc_close(NULL));
    assert_code(PICORING_EFAULT, picoring_mpsc_reader_close(NULL));
    assert_int_equal(picoring_mpsc_capacity(NULL), 0);
    assert_null(picoring_mpsc_mirror(NULL));
    picoring_mpsc_destroy(NULL);
    picoring_mpsc_producer_destroy(NULL);
    picoring_mpsc_reader_destroy(NULL);
#ifdef PICORING_NO_INLINE
    size_t n = 77;
    assert_code(PICORING_EFAULT, picoring_mpsc_pop(NULL, &value));
    assert_code(PICORING_EFAULT, picoring_mpsc_pop(made.reader, NULL));
    assert_code(PICORING_EFAULT, picoring_mpsc_pop_sized(NULL, &value, 4));
    assert_code(PICORING_EFAULT, picoring_mpsc_pop_sized(made.reader, NULL, 4));
    assert_code(PICORING_EINVAL, picoring_mpsc_pop_sized(made.reader, &value, 3));
    assert_code(PICORING_EFAULT, picoring_mpsc_pop_n(NULL, &value, 1));
    assert_code(PICORING_EFAULT, picoring_mpsc_pop_n(made.reader, NULL, 1));
    assert_code(PICORING_EFAULT, picoring_mpsc_pop_some(NULL, &value, 1, &n));
    assert_code(PICORING_EFAULT, picoring_mpsc_pop_some(made.reader, NULL, 1, &n));
    assert_code(PICORING_EFAULT, picoring_mpsc_pop_some(made.reader, &value, 1, NULL));
    assert_null(picoring_mpsc_peek(NULL, &n));
    assert_null(picoring_mpsc_peek(made.reader, NULL));
    assert_code(PICORING_EFAULT, picoring_mpsc_release(NULL, 1));
    assert_int_equal(n, 77);
#endif
    end_many(made);
}

/* ---- Ending ---- */

static void producers_are_shut_out(many made)
{
    int value[2] = {0, 0};
    for (int i = 0; i < PRODUCERS; ++i) {
        picoring_mpsc_producer *producer = made.producers[i];
        if (!producer) continue;
        assert_code(PICORING_EPIPE, picoring_mpsc_push(producer, value));
        assert_sentence_has("picoring_mpsc_push: ");
        assert_code(PICORING_EPIPE, picoring_mpsc_push_n(producer, value, 2));
        assert_code(PICORING_ERANGE, picoring_mpsc_push_n(producer, value, 1000));
        assert_null(picoring_mpsc_claim(producer, 1));
        assert_code(PICORING_EPIPE, picoring_mpsc_claim_status(producer, 1));
        assert_code(PICORING_EPIPE, picoring_mpsc_wait_writable(producer, 1, PICORING_FOREVER, 0));
        assert_code(PICORING_ESTATE, picoring_mpsc_commit(producer, 1));
        assert_code(PICORING_ESTATE, picoring_mpsc_abort(producer));
        assert_code(PICORING_OK, picoring_mpsc_close(producer));
    }
}

static void a_closed_channel_is_drained_and_then_ends(void **state)
{
    (void)state;
    many made = ints(4);
    int got[4];
    size_t n = 77;
    for (int i = 0; i < 4; ++i) assert_code(PICORING_OK, push_int(made, i, i));
    assert_code(PICORING_OK, picoring_mpsc_close(made.producers[2]));
    assert_code(PICORING_OK, picoring_mpsc_close(made.producers[2]));
    producers_are_shut_out(made);
    assert_code(PICORING_OK, picoring_mpsc_pop_n(made.reader, got, 3));
    assert_code(PICORING_OK, picoring_mpsc_peek_status(made.reader));
    assert_code(PICORING_OK, picoring_mpsc_pop_some(made.reader, got, 4, &n));
    assert_int_equal(n, 1);
    n = 77;
    assert_code(PICORING_EEND, pop_code(made));
    assert_code(PICORING_EEND, picoring_mpsc_pop_sized(made.reader, got, sizeof(int)));
    assert_code(PICORING_EEND, picoring_mpsc_pop_n(made.reader, got, 1));
    assert_code(PICORING_EEND, picoring_mpsc_pop_some(made.reader, got, 1, &n));
    assert_int_equal(n, 77);
    assert_null(picoring_mpsc_peek(made.reader, &n));
    assert_int_equal(n, 0);
    assert_code(PICORING_EEND, picoring_mpsc_peek_status(made.reader));
    assert_code(PICORING_EEND, picoring_mpsc_wait_readable(made.reader, 1, PICORING_FOREVER, 0));
    producers_are_shut_out(made);
    picoring_mpsc_producer *late = NULL; /* may come, and gets the same */
    assert_code(PICORING_OK, picoring_mpsc_producer_open(made.mpsc, &late));
    assert_code(PICORING_EPIPE, picoring_mpsc_push(late, got));
    picoring_mpsc_producer_destroy(late);
    end_many(made);
}

static void every_refusal_of_a_claim_has_its_own_sentence(void **state)
{
    (void)state;
    many made = ints(4);
    assert_code(PICORING_OK, picoring_mpsc_close(made.producers[0]));
    assert_code(PICORING_EFAULT, picoring_mpsc_abort(NULL));
    assert_code(PICORING_EPIPE, picoring_mpsc_claim_status(made.producers[0], 1));
    assert_sentence_has("picoring_mpsc_claim: ");
    end_many(made);
}

/* Two are asked for, one is there, and nothing more will come. */
static void a_pop_of_more_than_will_ever_come_is_eend(void **state)
{
    (void)state;
    for (int how = 0; how < 3; ++how) {
        many made = ints(4);
        int got[2] = {-1, -1};
        assert_code(PICORING_OK, push_int(made, 0, 5));
        if (how == 1) {
            claims_ints(made, 1, 6, 1);
            aborts(made, 1);
        }
        if (how == 2) claims_ints(made, 1, 6, 1);
        assert_code(PICORING_OK, picoring_mpsc_close(made.producers[2]));
        if (how == 2) {
            assert_code(PICORING_EAGAIN, picoring_mpsc_pop_n(made.reader, got, 2));
            aborts(made, 1);
        }
        assert_code(PICORING_EEND, picoring_mpsc_pop_n(made.reader, got, 2));
        assert_code(PICORING_EEND, picoring_mpsc_wait_readable(made.reader, 2, PICORING_FOREVER, 0));
        assert_int_equal(picoring_mpsc_len(made.reader), 1);
        pops_int(made, 5);
        assert_code(PICORING_EEND, pop_code(made));
        end_many(made);
    }
}

static void the_end_waits_for_every_open_claim(void **state)
{
    (void)state;
    for (int fates = 0; fates < 16; ++fates) {
        many made = ints(8);
        for (int i = 0; i < PRODUCERS; ++i) claims_ints(made, i, 10 * i, 2);
        assert_code(PICORING_OK, picoring_mpsc_close(made.producers[3]));
        assert_code(PICORING_EAGAIN, pop_code(made));
        assert_code(PICORING_EAGAIN, picoring_mpsc_peek_status(made.reader));
        assert_code(PICORING_ETIMEDOUT, picoring_mpsc_wait_readable(made.reader, 1, 1000, 0));
        for (int i = PRODUCERS; i-- > 0;) {
            assert_code(PICORING_EAGAIN, pop_code(made));
            if (fates >> i & 1) commits(made, i, 2);
            else if (i == 2) picoring_mpsc_producer_destroy(made.producers[i]), made.producers[i] = NULL;
            else if (i == 1) commits(made, i, 0);
            else aborts(made, i);
        }
        for (int i = 0; i < PRODUCERS; ++i) {
            if (!(fates >> i & 1)) continue;
            pops_int(made, 10 * i);
            pops_int(made, 10 * i + 1);
        }
        assert_code(PICORING_EEND, pop_code(made));
        assert_code(PICORING_EEND, picoring_mpsc_peek_status(made.reader));
        end_many(made);
    }
}

static void the_last_producer_that_goes_closes(void **state)
{
    (void)state;
    for (int first = 0; first <= PRODUCERS; ++first) { /* when the channel's handle goes */
        many made = ints(4);
        assert_code(PICORING_OK, push_int(made, 0, 1));
        pops_int(made, 1);
        for (int i = 0; i < PRODUCERS; ++i) {
            if (i == first) picoring_mpsc_destroy(made.mpsc);
            assert_code(PICORING_EAGAIN, pop_code(made));
            picoring_mpsc_producer_destroy(made.producers[i]);
        }
        if (first == PRODUCERS) { /* it could open more */
            assert_code(PICORING_EAGAIN, pop_code(made));
            picoring_mpsc_destroy(made.mpsc);
        }
        assert_code(PICORING_EEND, pop_code(made));
        picoring_mpsc_reader_destroy(made.reader);
    }
}

static void the_reader_ends_it_too(void **state)
{
    (void)state;
    for (int how = 0; how < 3; ++how) {
        many made = ints(4);
        assert_code(PICORING_OK, push_int(made, 0, 1));
        claims_ints(made, 1, 2, 1);
        if (how == 0) assert_code(PICORING_OK, picoring_mpsc_reader_close(made.reader));
        if (how == 1) {
            assert_code(PICORING_OK, picoring_mpsc_reader_close(made.reader));
            assert_code(PICORING_OK, picoring_mpsc_reader_close(made.reader));
            assert_code(PICORING_EEND, pop_code(made));
            size_t n = 7;
            assert_null(picoring_mpsc_peek(made.reader, &n));
            assert_int_equal(n, 0);
            assert_code(PICORING_EEND, picoring_mpsc_peek_status(made.reader));
            assert_int_equal(picoring_mpsc_len(made.reader), 0);
            assert_code(PICORING_ERANGE, picoring_mpsc_release(made.reader, 1));
            assert_code(PICORING_EEND, picoring_mpsc_wait_readable(made.reader, 1, PICORING_FOREVER, 0));
        }
        if (how == 2) picoring_mpsc_reader_destroy(made.reader), made.reader = NULL;
        commits(made, 1, 1); /* what is open may still be settled */
        for (int i = 0; i < PRODUCERS; ++i) { /* what it knew to be free it may still write */
            int pushed = 0;
            while (pushed < 5 && push_int(made, i, 0) == PICORING_OK) ++pushed;
            assert_true(pushed < 5);
        }
        producers_are_shut_out(made);
        end_many(made);
    }
    picoring_mpsc *mpsc = NULL; /* a reader that never was opened */
    picoring_mpsc_producer *producer = NULL;
    int value = 1;
    assert_code(PICORING_OK, picoring_mpsc_create(2, sizeof(int), NULL, &mpsc));
    assert_code(PICORING_OK, picoring_mpsc_producer_open(mpsc, &producer));
    assert_code(PICORING_OK, picoring_mpsc_push(producer, &value));
    picoring_mpsc_destroy(mpsc);
    assert_code(PICORING_EPIPE, picoring_mpsc_wait_writable(producer, 1, PICORING_FOREVER, 0));
    picoring_mpsc_producer_destroy(producer);
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

static void pushes_pattern(many made, int producer, size_t id, size_t size)
{
    unsigned char element[BIGGEST];
    pattern(element, id, size);
    assert_code(PICORING_OK, picoring_mpsc_push(made.producers[producer], element));
}

static void drop_gets_what_nobody_has_read_whoever_goes_last(void **state)
{
    (void)state;
    static const size_t few[] = {1, 24, 1000, 4097};
    held before = what_is_held();
    for (int last = 0; last < 6; ++last) {
        for (size_t s = 0; s < COUNT_OF(few); ++s) {
            for (uint32_t technique = 0; technique <= 4; technique += 4) {
                for (int by = 0; by < 4; ++by) {
                    size_t size = few[s], n = 0, id = 0;
                    unsigned char element[BIGGEST];
                    dropped all = {size, 0, 0, 0};
                    picoring_options memory = PICORING_OPTIONS_INIT;
                    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
                    memory.exact = 1, memory.technique = technique;
                    options.memory = &memory, options.drop = note_dropped, options.user = &all;
                    many made = many_with(11, size, &options);
                    for (; id < 6; ++id) {
                        pushes_pattern(made, (int)id % PRODUCERS, id, size);
                        assert_code(PICORING_OK, picoring_mpsc_pop(made.reader, element));
                        ++all.next;
                    }
                    /* aborted, 2 committed, aborted rest, 1, open (aborted by destroy), 1 */
                    assert_non_null(picoring_mpsc_claim(made.producers[0], 1));
                    aborts(made, 0);
                    unsigned char *place = (unsigned char *)picoring_mpsc_claim(made.producers[1], 4);
                    pattern(place, id, size), pattern(place + size, id + 1, size), id += 2;
                    commits(made, 1, 2);
                    pushes_pattern(made, 2, id++, size);
                    assert_non_null(picoring_mpsc_claim(made.producers[3], 2));
                    pushes_pattern(made, 0, id++, size);
                    if (by & 1) { /* shown is not read, but what was released is */
                        assert_non_null(picoring_mpsc_peek(made.reader, &n));
                        assert_int_equal(n, 2);
                        assert_code(PICORING_OK, picoring_mpsc_release(made.reader, 1));
                        ++all.next;
                    }
                    if (by & 2) assert_code(PICORING_OK, picoring_mpsc_reader_close(made.reader));
                    size_t left = id - all.next;
                    for (int i = 0; i < 6; ++i) {
                        int which = (last + 1 + i) % 6;
                        assert_int_equal(all.count, 0);
                        if (which < PRODUCERS) picoring_mpsc_producer_destroy(made.producers[which]);
                        if (which == 4) picoring_mpsc_destroy(made.mpsc);
                        if (which == 5) picoring_mpsc_reader_destroy(made.reader);
                    }
                    assert_int_equal(all.count, left);
                    assert_int_equal(all.wrong, 0);
                    assert_int_equal(all.next, id);
                }
            }
        }
    }
    assert_true(nothing_left(before));
}

static void a_channel_nobody_read_leaves_nothing(void **state)
{
    (void)state;
    held before = what_is_held();
    dropped all = {1, 0, 0, 0};
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    options.drop = note_dropped, options.user = &all;
    picoring_mpsc *mpsc = NULL;
    picoring_mpsc_producer *producer = NULL;
    assert_code(PICORING_OK, picoring_mpsc_create(9, 1, &options, &mpsc));
    picoring_mpsc_destroy(mpsc);
    assert_code(PICORING_OK, picoring_mpsc_create(9, 1, &options, &mpsc));
    assert_code(PICORING_OK, picoring_mpsc_producer_open(mpsc, &producer));
    unsigned char byte = pattern_byte(0, 0);
    assert_code(PICORING_OK, picoring_mpsc_push(producer, &byte));
    picoring_mpsc_producer_destroy(producer);
    assert_int_equal(all.count, 0);
    picoring_mpsc_destroy(mpsc);
    assert_int_equal(all.count, 1);
    assert_int_equal(all.wrong, 0);
    assert_true(nothing_left(before));
}

/* ---- Options ---- */

static void bad_options_are_refused(void **state)
{
    (void)state;
    picoring_mpsc *mpsc = UNTOUCHED(picoring_mpsc);
    picoring_options memory = PICORING_OPTIONS_INIT;
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    struct {
        picoring_channel_options known;
        unsigned char more[24];
    } newer = {PICORING_CHANNEL_OPTIONS_INIT, {0}};
    options.memory = &memory;
    memory.inherit = 1;
    assert_code(PICORING_EINVAL, picoring_mpsc_create(8, 8, &options, &mpsc));
    assert_sentence_has("picoring_mpsc_create: ");
    options.memory = NULL;
    options.struct_size = sizeof options - 1;
    assert_code(PICORING_EINVAL, picoring_mpsc_create(8, 8, &options, &mpsc));
    newer.known.struct_size = sizeof newer;
    newer.more[0] = 1;
    assert_code(PICORING_E2BIG, picoring_mpsc_create(8, 8, &newer.known, &mpsc));
    assert_code(PICORING_EINVAL, picoring_mpsc_create(0, 8, NULL, &mpsc));
    assert_code(PICORING_EINVAL, picoring_mpsc_create(8, 0, NULL, &mpsc));
    assert_code(PICORING_EOVERFLOW, picoring_mpsc_create(SIZE_MAX / 4, 8, NULL, &mpsc));
    assert_sentence_has("picoring_mpsc_create: ");
    assert_code(PICORING_EVERSION, picoring_mpsc_open(PICORING_INLINE_ABI + 1, 8, 8, NULL, &mpsc));
    assert_sentence_has("picoring_mpsc_create: ");
    assert_code(PICORING_EVERSION, picoring_mpsc_open(0, 8, 8, NULL, &mpsc));
    assert_ptr_equal(mpsc, UNTOUCHED(picoring_mpsc));
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
        picoring_mpsc *none = UNTOUCHED(picoring_mpsc);
        int needed = technique == PICORING_TECHNIQUE_EMULATED ? 3 : 2; /* and the stamps */
        held before = what_is_held();
        for (int nth = 1; nth <= needed; ++nth) {
            count.fail_at = nth;
            assert_code(PICORING_ENOMEM, picoring_mpsc_create(3, 24, &options, &none));
            assert_sentence_has("picoring_mpsc_create: ");
            assert_int_equal(count.bytes, 0);
            assert_int_equal(count.wrong, 0);
        }
        assert_ptr_equal(none, UNTOUCHED(picoring_mpsc));
        assert_true(nothing_left(before));
        count.fail_at = count.allocated = count.freed = 0;
        many made = many_with(3, 24, &options);
        assert_int_equal(count.allocated, needed + PRODUCERS);
        picoring_mpsc_producer *late = UNTOUCHED(picoring_mpsc_producer);
        count.fail_at = 1;
        assert_code(PICORING_ENOMEM, picoring_mpsc_producer_open(made.mpsc, &late));
        assert_sentence_has("picoring_mpsc_producer_open: ");
        assert_ptr_equal(late, UNTOUCHED(picoring_mpsc_producer));
        count.fail_at = 0;
        unsigned char element[24];
        for (size_t n = 0; n < 2000; ++n) {
            pattern(element, n, 24);
            assert_code(PICORING_OK, picoring_mpsc_push(made.producers[n % PRODUCERS], element));
            assert_code(PICORING_OK, picoring_mpsc_pop(made.reader, element));
            assert_true(has_pattern(element, n, 24));
        }
        assert_int_equal(count.allocated, needed + PRODUCERS);
        assert_int_equal(count.freed, 0);
        end_many(made);
        assert_int_equal(count.freed, count.allocated);
        assert_int_equal(count.bytes, 0);
        assert_int_equal(count.wrong, 0);
    }
}

/* ---- Forks ---- */

static int calls_of_hooks;

static void noted_deallocate(void *user, void *block, size_t bytes, size_t alignment)
{
    counted_deallocate(user, block, bytes, alignment);
    ++calls_of_hooks;
}

static void noted_drop(void *user, void *element)
{
    (void)user, (void)element;
    ++calls_of_hooks;
}

static void use_in_child(void *argument)
{
    many made = *(many *)argument;
    int value = 4711;
    size_t n = 77;
    picoring_mpsc_producer *late = NULL;
    picoring_mpsc_reader *reader = NULL;
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_push(made.producers[0], &value));
    CHILD_SENTENCE_HAS("picoring_mpsc_push: ");
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_push_n(made.producers[0], &value, 1));
    CHILD_CHECK(picoring_mpsc_claim(made.producers[0], 1) == NULL);
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_claim_status(made.producers[0], 1));
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_wait_writable(made.producers[0], 1, PICORING_FOREVER, 0));
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_pop(made.reader, &value));
    CHILD_SENTENCE_HAS("picoring_mpsc_pop: ");
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_pop_sized(made.reader, &value, sizeof value));
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_pop_n(made.reader, &value, 1));
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_pop_some(made.reader, &value, 1, &n));
    CHILD_CHECK(n == 77);
    CHILD_CHECK(picoring_mpsc_peek(made.reader, &n) == NULL && n == 0);
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_peek_status(made.reader));
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_release(made.reader, 1));
    CHILD_CHECK(picoring_mpsc_len(made.reader) == 0);
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_wait_readable(made.reader, 1, PICORING_FOREVER, 0));
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_reader_arm(made.reader, 1));
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_producer_open(made.mpsc, &late));
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_reader_open(made.mpsc, &reader));
    CHILD_CHECK(!late && !reader && value == 4711);
    (void)picoring_mpsc_producer_interrupt(made.producers[0]);
    (void)picoring_mpsc_reader_interrupt(made.reader);
    (void)picoring_mpsc_reader_disarm(made.reader);
    (void)picoring_mpsc_close(made.producers[1]);
    (void)picoring_mpsc_reader_close(made.reader);
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_push(made.producers[0], &value));
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_pop(made.reader, &value));
    end_many(made);
}

static void settle_in_child(void *argument)
{
    many made = *(many *)argument;
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_commit(made.producers[3], 1)); /* its claim is open */
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_abort(made.producers[3]));
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_commit(made.producers[0], 1));
    CHILD_CODE(PICORING_EFORK, picoring_mpsc_abort(made.producers[0]));
    end_many(made);
}

static void destroy_in_child(void *argument)
{
    end_many(*(many *)argument);
    CHILD_CHECK(calls_of_hooks == 0);
}

static many before_a_fork(counter *count, uint32_t technique)
{
    memset(count, 0, sizeof *count);
    picoring_options memory = PICORING_OPTIONS_INIT;
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    memory.technique = technique, memory.user = count;
    memory.allocate = counted_allocate, memory.deallocate = noted_deallocate;
    options.memory = &memory, options.drop = noted_drop;
    many made = many_with(4, sizeof(int), &options);
    assert_code(PICORING_OK, push_int(made, 0, 1));
    assert_code(PICORING_OK, push_int(made, 1, 2));
    pops_int(made, 1);
    claims_ints(made, 3, 3, 1);
    calls_of_hooks = 0;
    return made;
}

static void after_a_fork(many made)
{
    pops_int(made, 2);
    assert_code(PICORING_EAGAIN, pop_code(made));
    commits(made, 3, 1);
    pops_int(made, 3);
    assert_code(PICORING_OK, push_int(made, 0, 4));
    pops_int(made, 4);
    end_many(made);
}

static void a_child_may_only_destroy(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 0) {
        counter count;
        many made = before_a_fork(&count, technique);
        assert_int_equal(in_child(use_in_child, &made), 0);
        after_a_fork(made);
    }
}

static void a_child_does_not_settle_its_parents_claim(void **state)
{
    (void)state;
    counter count;
    many made = before_a_fork(&count, 0);
    assert_int_equal(in_child(settle_in_child, &made), 0);
    after_a_fork(made);
}

/* options.h says so. */
static void a_child_calls_no_hook(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 0) {
        counter count;
        many made = before_a_fork(&count, technique);
        assert_int_equal(in_child(destroy_in_child, &made), 0);
        after_a_fork(made);
    }
}

static void disarm_in_child(void *argument)
{
    many made = *(many *)argument;
    intptr_t event = 0;
    (void)picoring_mpsc_reader_event(made.reader, &event);
    (void)picoring_mpsc_reader_arm(made.reader, 1);
    (void)picoring_mpsc_reader_disarm(made.reader);
    end_many(made);
}

static void a_child_takes_no_signal_of_its_parents_event(void **state)
{
    (void)state;
    many made = ints(4);
    intptr_t event = 0;
    assert_code(PICORING_OK, picoring_mpsc_reader_event(made.reader, &event));
    assert_code(0, picoring_mpsc_reader_arm(made.reader, 1));
    assert_code(PICORING_OK, push_int(made, 0, 1));
    struct pollfd polled = {(int)event, POLLIN, 0};
    assert_int_equal(poll(&polled, 1, 0), 1);
    assert_int_equal(in_child(disarm_in_child, &made), 0);
    assert_int_equal(poll(&polled, 1, 0), 1);
    end_many(made);
}

/* The stamps of so many elements are 0 bytes to who multiplies in 32 bits. */
static void more_stamps_than_there_are_addresses_is_enomem(void **state)
{
    (void)state;
    if (sizeof(size_t) == 8) SKIP_BECAUSE("64 bits have addresses for every capacity's stamps");
    picoring_mpsc *mpsc = UNTOUCHED(picoring_mpsc);
    held before = what_is_held();
    assert_code(PICORING_ENOMEM, picoring_mpsc_create(((size_t)1 << 28) + 1, 1, NULL, &mpsc));
    assert_sentence_has("stamps");
    assert_ptr_equal(mpsc, UNTOUCHED(picoring_mpsc));
    assert_true(nothing_left(before));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_stamps_than_there_are_addresses_is_enomem),
        cmocka_unit_test(a_channel_is_full_at_exactly_its_capacity),
        cmocka_unit_test(every_verb_keeps_the_order_of_claims),
        cmocka_unit_test(a_part_committed_is_a_rest_aborted),
        cmocka_unit_test(aborted_claims_at_the_front_are_skipped_and_freed),
        cmocka_unit_test(a_claim_is_open_until_it_is_settled),
        cmocka_unit_test(a_stalled_producer_delays_nobody_but_the_reader_at_its_place),
        cmocka_unit_test(the_elements_of_push_n_are_adjacent),
        cmocka_unit_test(a_producer_destroyed_with_a_claim_open_aborts_it),
        cmocka_unit_test(a_late_producer_writes_where_the_others_are),
        cmocka_unit_test(pop_some_gives_as_many_as_there_are),
        cmocka_unit_test(news_makes_no_sentence_and_touches_no_output),
        cmocka_unit_test(more_than_the_capacity_is_erange),
        cmocka_unit_test(the_reader_opens_once),
        cmocka_unit_test(null_is_efault),
        cmocka_unit_test(a_closed_channel_is_drained_and_then_ends),
        cmocka_unit_test(every_refusal_of_a_claim_has_its_own_sentence),
        cmocka_unit_test(a_pop_of_more_than_will_ever_come_is_eend),
        cmocka_unit_test(the_end_waits_for_every_open_claim),
        cmocka_unit_test(the_last_producer_that_goes_closes),
        cmocka_unit_test(the_reader_ends_it_too),
        cmocka_unit_test(drop_gets_what_nobody_has_read_whoever_goes_last),
        cmocka_unit_test(a_channel_nobody_read_leaves_nothing),
        cmocka_unit_test(bad_options_are_refused),
        cmocka_unit_test(the_hook_gets_every_block_and_gets_it_back),
        cmocka_unit_test(a_child_may_only_destroy),
        cmocka_unit_test(a_child_does_not_settle_its_parents_claim),
        cmocka_unit_test(a_child_calls_no_hook),
        cmocka_unit_test(a_child_takes_no_signal_of_its_parents_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
