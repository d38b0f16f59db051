/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_records.c: messages of any length, one and many producers.
 */
#include "check.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>

enum { HEADER = PICORING_RECORDS_HEADER };

static const uint32_t KINDS[] = {PICORING_PRODUCERS_MANY, PICORING_PRODUCERS_ONE};

/* ---- A channel with its handles ---- */

typedef struct all {
    picoring_records *records;
    picoring_records_producer *producer;
    picoring_records_reader *reader;
} all;

static all made(size_t size, uint32_t kind, const picoring_channel_options *options)
{
    all a = {NULL, NULL, NULL};
    assert_code(PICORING_OK, picoring_records_create(size, kind, options, &a.records));
    assert_code(PICORING_OK, picoring_records_producer_open(a.records, &a.producer));
    assert_code(PICORING_OK, picoring_records_reader_open(a.records, &a.reader));
    return a;
}

static void unmade(all a)
{
    picoring_records_producer_destroy(a.producer);
    picoring_records_reader_destroy(a.reader);
    picoring_records_destroy(a.records);
}

static picoring_options exact_memory(void)
{
    picoring_options memory = PICORING_OPTIONS_INIT;
    memory.exact = 1;
    return memory;
}

static picoring_channel_options with_memory(const picoring_options *memory)
{
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    options.memory = memory;
    return options;
}

/* `size` bytes and not more. */
static all made_exactly(size_t size, uint32_t kind)
{
    picoring_options memory = exact_memory();
    picoring_channel_options options = with_memory(&memory);
    return made(size, kind, &options);
}

static size_t units(size_t length) { return 1 + (length + 7) / 8; }

static void push_pattern(all a, size_t number, size_t length)
{
    void *message = malloc(length + 1);
    pattern(message, number, length);
    assert_code(PICORING_OK, picoring_records_push(a.producer, message, length));
    free(message);
}

static void next_is_pattern(all a, size_t number, size_t length)
{
    size_t got = 77;
    void *message = picoring_records_read(a.reader, &got);
    assert_non_null(message);
    assert_int_equal(got, length);
    assert_int_equal((uintptr_t)message % 8, 0);
    assert_true(has_pattern(message, number, length));
}

static void nothing_is_there(all a, int status)
{
    size_t got = 77;
    assert_null(picoring_records_read(a.reader, &got));
    assert_int_equal(got, 0);
    assert_code(status, picoring_records_read_status(a.reader));
}

/* As the channel's places turn, `offset` bytes have passed. */
static void turn(all a, size_t offset)
{
    for (size_t i = 0; i < offset / 8; ++i) {
        push_pattern(a, 0, 0);
        next_is_pattern(a, 0, 0);
        assert_code(PICORING_OK, picoring_records_release(a.reader));
    }
}

#define FOR_EACH_KIND(kind) for (const uint32_t *kind = KINDS; kind != KINDS + 2; ++kind)

static uint64_t random_next(uint64_t *state)
{
    uint64_t x = *state += 0x9E3779B97F4A7C15u;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

/* Most are short, some are as long as `longest`. */
static size_t random_length(uint64_t *state, size_t longest)
{
    uint64_t x = random_next(state);
    size_t most = x % 64 == 0 ? longest : x % 8 == 0 ? 300 : 40;
    if (most > longest) most = longest;
    return (size_t)(x >> 16) % (most + 1);
}

/* ---- Creation ---- */

static void create_refuses_what_is_out_of_range(void **state)
{
    (void)state;
    picoring_records *records = UNTOUCHED(picoring_records);
    FOR_EACH_KIND (kind) {
        picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
        for (size_t size = 0; size < 16; ++size)
            assert_code(PICORING_EINVAL, picoring_records_create(size, *kind, NULL, &records));
        assert_sentence_has("picoring_records_create");
        options.drop = (void (*)(void *, void *))(uintptr_t)1;
        assert_code(PICORING_EINVAL, picoring_records_create(4096, *kind, &options, &records));
        assert_sentence_has("drop");
        options.drop = NULL;
        options.struct_size = 1;
        assert_code(PICORING_EINVAL, picoring_records_create(4096, *kind, &options, &records));
        picoring_options memory = PICORING_OPTIONS_INIT;
        options = with_memory(&memory);
        memory.inherit = 1;
        assert_code(PICORING_EINVAL, picoring_records_create(4096, *kind, &options, &records));
        memory.inherit = 0;
        memory.alignment = 16;
        assert_code(PICORING_EALIGN, picoring_records_create(4096, *kind, &options, &records));
        int code = picoring_records_create(SIZE_MAX / 4, *kind, NULL, &records);
        assert_true(code == PICORING_EOVERFLOW || code == PICORING_ENOMEM ||
                    code == PICORING_EADDRSPACE);
    }
    assert_code(PICORING_EINVAL, picoring_records_create(4096, 2, NULL, &records));
    assert_sentence_has("producers");
    assert_code(PICORING_EINVAL, picoring_records_create(4096, UINT32_MAX, NULL, &records));
    assert_ptr_equal(records, UNTOUCHED(picoring_records));
}

static void the_longest_message_is_all_memory_less_a_header(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        for (size_t size = 16; size < 100; size += 8) {
            all a = made_exactly(size, *kind);
            assert_int_equal(picoring_records_longest(a.records), size - HEADER);
            unmade(a);
        }
        all a = made(16, *kind, NULL);
        picoring_mirror_info info;
        assert_int_equal(picoring_records_longest(a.records),
                         picoring_mirror_size(picoring_records_mirror(a.records)) - HEADER);
        memset(&info, 0, sizeof info);
        info.struct_size = sizeof info;
        assert_code(PICORING_OK,
                    picoring_mirror_describe(picoring_records_mirror(a.records), &info));
        unmade(a);
    }
}

static void a_size_is_rounded_up(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        for (size_t size = 16; size < 40; ++size) {
            all a = made_exactly(size, *kind);
            assert_int_equal(picoring_records_longest(a.records), (size + 7) / 8 * 8 - HEADER);
            unmade(a);
        }
        all page = made(16, *kind, NULL);
        size_t granularity = picoring_records_longest(page.records) + HEADER;
        unmade(page);
        all a = made(granularity + 1, *kind, NULL);
        assert_true(picoring_records_longest(a.records) >= granularity + 1 - HEADER);
        unmade(a);
    }
}

/* ---- Lengths ---- */

static void every_length_fits_and_arrives(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made_exactly(1024, *kind);
        size_t longest = picoring_records_longest(a.records);
        for (size_t length = 0; length <= longest; ++length) {
            assert_code(PICORING_OK, picoring_records_claim_status(a.producer, length));
            push_pattern(a, length, length);
            assert_code(PICORING_OK, picoring_records_read_status(a.reader));
            next_is_pattern(a, length, length);
            assert_code(PICORING_OK, picoring_records_release(a.reader));
            nothing_is_there(a, PICORING_EAGAIN);
        }
        unmade(a);
    }
}

static void every_length_arrives_across_the_seam(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made(16, *kind, NULL);
        size_t size = picoring_records_longest(a.records) + HEADER;
        turn(a, size - 64);
        for (size_t length = 0; length < 200; ++length) {
            push_pattern(a, length, length);
            next_is_pattern(a, length, length);
            assert_code(PICORING_OK, picoring_records_release(a.reader));
            turn(a, size - units(length) * 8); /* once around */
        }
        push_pattern(a, 1, size - HEADER);
        next_is_pattern(a, 1, size - HEADER);
        unmade(a);
    }
}

static void one_byte_more_than_the_longest_is_refused(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made(16, *kind, NULL);
        size_t longest = picoring_records_longest(a.records);
        static const size_t more[] = {1, 7, 8, 9, 1000};
        for (size_t i = 0; i < COUNT_OF(more); ++i) {
            size_t length = longest + more[i];
            assert_code(PICORING_ERANGE, picoring_records_push(a.producer, a.records, length));
            assert_sentence_has("picoring_records_push");
            assert_null(picoring_records_claim(a.producer, length));
            assert_code(PICORING_ERANGE, picoring_records_claim_status(a.producer, length));
            assert_code(PICORING_ERANGE, picoring_records_wait_writable(
                                             a.producer, length, 0, PICORING_CLOCK_RELATIVE));
        }
        for (volatile size_t less = 0; less < 40; ++less) {
            assert_code(PICORING_ERANGE,
                        picoring_records_push(a.producer, a.records, SIZE_MAX - less));
            assert_code(PICORING_ERANGE,
                        picoring_records_claim_status(a.producer, SIZE_MAX - less));
        }
        nothing_is_there(a, PICORING_EAGAIN);
        push_pattern(a, 5, longest);
        next_is_pattern(a, 5, longest);
        unmade(a);
    }
}

static void a_message_costs_its_length_rounded_and_a_header(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 7, 8, 9, 15, 16, 17, 100};
    FOR_EACH_KIND (kind) {
        for (size_t i = 0; i < COUNT_OF(lengths); ++i) {
            all a = made_exactly(1024, *kind);
            size_t fit = 1024 / (8 * units(lengths[i]));
            for (size_t k = 0; k < fit; ++k) push_pattern(a, k, lengths[i]);
            assert_code(PICORING_EAGAIN, picoring_records_push(a.producer, lengths, lengths[i]));
            assert_code(PICORING_EAGAIN, picoring_records_claim_status(a.producer, lengths[i]));
            assert_null(picoring_records_claim(a.producer, lengths[i]));
            for (size_t k = 0; k < fit; ++k) next_is_pattern(a, k, lengths[i]);
            assert_code(PICORING_EAGAIN, picoring_records_push(a.producer, lengths, lengths[i]));
            assert_code(PICORING_OK, picoring_records_release(a.reader));
            assert_code(PICORING_OK, picoring_records_claim_status(a.producer, 1024 - HEADER));
            unmade(a);
        }
    }
}

/* ---- Claims ---- */

static void a_claim_is_settled_once(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made(16, *kind, NULL);
        assert_code(PICORING_ESTATE, picoring_records_commit(a.producer, 0));
        assert_sentence_has("picoring_records_commit");
        assert_code(PICORING_ESTATE, picoring_records_abort(a.producer));
        assert_sentence_has("picoring_records_abort");
        void *place = picoring_records_claim(a.producer, 11);
        assert_non_null(place);
        assert_int_equal((uintptr_t)place % 8, 0);
        assert_null(picoring_records_claim(a.producer, 1));
        assert_code(PICORING_ESTATE, picoring_records_claim_status(a.producer, 1));
        assert_code(PICORING_ESTATE, picoring_records_push(a.producer, "x", 1));
        assert_sentence_has("picoring_records_push");
        assert_code(PICORING_ESTATE, picoring_records_wait_writable(a.producer, 1, PICORING_FOREVER,
                                                                    PICORING_CLOCK_RELATIVE));
        assert_code(PICORING_ERANGE, picoring_records_commit(a.producer, 12));
        assert_sentence_has("11");
        assert_code(PICORING_ERANGE, picoring_records_commit(a.producer, SIZE_MAX));
        nothing_is_there(a, PICORING_EAGAIN);
        pattern(place, 3, 11);
        assert_code(PICORING_OK, picoring_records_commit(a.producer, 11));
        assert_code(PICORING_ESTATE, picoring_records_commit(a.producer, 0));
        next_is_pattern(a, 3, 11);
        nothing_is_there(a, PICORING_EAGAIN);
        assert_non_null(picoring_records_claim(a.producer, 0));
        assert_code(PICORING_OK, picoring_records_abort(a.producer));
        assert_code(PICORING_ESTATE, picoring_records_abort(a.producer));
        unmade(a);
    }
}

static void a_shorter_commit_frees_the_rest(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made(16, *kind, NULL);
        size_t longest = picoring_records_longest(a.records);
        for (size_t length = 0; length <= 100; ++length) {
            for (size_t claimed = length; claimed <= length + 20; ++claimed) {
                void *place = picoring_records_claim(a.producer, claimed);
                assert_non_null(place);
                memset(place, 0xFF, claimed);
                pattern(place, length, length);
                assert_code(PICORING_OK, picoring_records_commit(a.producer, length));
                push_pattern(a, claimed, 9);
                next_is_pattern(a, length, length);
                assert_code(PICORING_OK, picoring_records_release(a.reader));
                next_is_pattern(a, claimed, 9);
                assert_code(PICORING_OK, picoring_records_release(a.reader));
                nothing_is_there(a, PICORING_EAGAIN);
            }
        }
        void *place = picoring_records_claim(a.producer, longest);
        assert_non_null(place);
        memset(place, 0xFF, longest);
        assert_code(PICORING_OK, picoring_records_commit(a.producer, 0));
        next_is_pattern(a, 0, 0);
        assert_code(PICORING_OK, picoring_records_release(a.reader));
        nothing_is_there(a, PICORING_EAGAIN);
        push_pattern(a, 4, longest);
        next_is_pattern(a, 4, longest);
        unmade(a);
    }
}

static void an_aborted_claim_is_never_read(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made(16, *kind, NULL);
        size_t longest = picoring_records_longest(a.records);
        for (size_t i = 0; i < 3000; ++i) {
            size_t length = i % 50 == 0 ? longest : i % 97;
            void *place = picoring_records_claim(a.producer, length);
            assert_non_null(place);
            memset(place, 0x11, length);
            assert_code(PICORING_OK, picoring_records_abort(a.producer));
            nothing_is_there(a, PICORING_EAGAIN);
            if (i % 3 != 0) continue;
            push_pattern(a, i, i % 41);
            next_is_pattern(a, i, i % 41);
            assert_code(PICORING_OK, picoring_records_release(a.reader));
        }
        push_pattern(a, 4, longest);
        next_is_pattern(a, 4, longest);
        unmade(a);
    }
}

static void an_open_claim_holds_back_what_follows(void **state)
{
    (void)state;
    all a = made(16, PICORING_PRODUCERS_MANY, NULL);
    picoring_records_producer *other;
    assert_code(PICORING_OK, picoring_records_producer_open(a.records, &other));
    void *place = picoring_records_claim(other, 30);
    assert_non_null(place);
    push_pattern(a, 2, 20);
    nothing_is_there(a, PICORING_EAGAIN);
    pattern(place, 1, 30);
    assert_code(PICORING_OK, picoring_records_commit(other, 30));
    next_is_pattern(a, 1, 30);
    next_is_pattern(a, 2, 20);
    assert_code(PICORING_OK, picoring_records_release(a.reader));
    /* A producer that goes aborts its claim. */
    assert_non_null(picoring_records_claim(other, 30));
    push_pattern(a, 3, 20);
    nothing_is_there(a, PICORING_EAGAIN);
    picoring_records_producer_destroy(other);
    next_is_pattern(a, 3, 20);
    unmade(a);
}

/* ---- Reading on before a release ---- */

static void messages_stay_until_they_are_released(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made(16, *kind, NULL);
        size_t size = picoring_records_longest(a.records) + HEADER;
        for (size_t lap = 0; lap < 200; ++lap) {
            void *messages[40];
            size_t lengths[40];
            for (size_t i = 0; i < 40; ++i) push_pattern(a, lap + i, i * 2);
            for (size_t i = 0; i < 40; ++i) {
                messages[i] = picoring_records_read(a.reader, &lengths[i]);
                assert_non_null(messages[i]);
            }
            nothing_is_there(a, PICORING_EAGAIN);
            push_pattern(a, 1000 + lap, 50);
            for (size_t i = 0; i < 40; ++i) {
                assert_int_equal(lengths[i], i * 2);
                assert_true(has_pattern(messages[i], lap + i, i * 2));
            }
            next_is_pattern(a, 1000 + lap, 50);
            assert_code(PICORING_OK, picoring_records_release(a.reader));
            assert_code(PICORING_OK, picoring_records_release(a.reader));
            assert_code(PICORING_OK, picoring_records_claim_status(a.producer, size - HEADER));
        }
        unmade(a);
    }
}

static void a_message_may_be_changed_in_place(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made(16, *kind, NULL);
        size_t size = picoring_records_longest(a.records) + HEADER;
        turn(a, size - 40);
        for (size_t lap = 0; lap < 100; ++lap) {
            size_t length;
            push_pattern(a, 1, 100);
            push_pattern(a, 2, 100);
            void *first = picoring_records_read(a.reader, &length);
            assert_non_null(first);
            pattern(first, 3, 100);
            next_is_pattern(a, 2, 100);
            assert_true(has_pattern(first, 3, 100));
            assert_code(PICORING_OK, picoring_records_release(a.reader));
            turn(a, size - 2 * 8 * units(100));
        }
        unmade(a);
    }
}

static void all_memory_read_wants_a_release(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        for (int whole = 0; whole < 2; ++whole) {
            all a = made_exactly(256, *kind);
            if (whole)
                push_pattern(a, 0, 248);
            else
                for (size_t i = 0; i < 16; ++i) push_pattern(a, i, 8);
            if (whole)
                next_is_pattern(a, 0, 248);
            else
                for (size_t i = 0; i < 16; ++i) next_is_pattern(a, i, 8);
            nothing_is_there(a, PICORING_ERANGE);
            assert_code(PICORING_ERANGE, picoring_records_wait_readable(a.reader, PICORING_FOREVER,
                                                                        PICORING_CLOCK_RELATIVE));
            assert_code(PICORING_ERANGE, picoring_records_reader_arm(a.reader));
            assert_code(PICORING_EAGAIN, picoring_records_push(a.producer, "", 0));
            assert_code(PICORING_OK, picoring_records_release(a.reader));
            nothing_is_there(a, PICORING_EAGAIN);
            push_pattern(a, 3, 248);
            next_is_pattern(a, 3, 248);
            unmade(a);
        }
    }
}

/* The next message, or PICORING_ERANGE: release first. It never just waits. */
static void next_now_or_after_release(all a, size_t number, size_t length)
{
    int code = picoring_records_wait_readable(a.reader, 1000000, PICORING_CLOCK_RELATIVE);
    if (code == PICORING_ERANGE) {
        nothing_is_there(a, PICORING_ERANGE);
        assert_int_equal(picoring_records_reader_arm(a.reader), PICORING_ERANGE);
        code = picoring_records_release(a.reader);
    }
    assert_code(PICORING_OK, code);
    next_is_pattern(a, number, length);
}

static void reading_on_passes_what_was_given_up(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made(16, *kind, NULL);
        push_pattern(a, 1, 10);
        assert_non_null(picoring_records_claim(a.producer, 100));
        assert_code(PICORING_OK, picoring_records_abort(a.producer));
        push_pattern(a, 2, 20);
        void *place = picoring_records_claim(a.producer, 100);
        assert_non_null(place);
        pattern(place, 3, 30);
        assert_code(PICORING_OK, picoring_records_commit(a.producer, 30));
        push_pattern(a, 4, 40);
        next_is_pattern(a, 1, 10);
        next_now_or_after_release(a, 2, 20);
        next_now_or_after_release(a, 3, 30);
        next_now_or_after_release(a, 4, 40);
        nothing_is_there(a, PICORING_EAGAIN);
        unmade(a);
    }
}

/* ---- The whole against a model ---- */

typedef struct model {
    size_t number[4096], length[4096];
    size_t written, read, released;
} model;

static void model_write(model *m, size_t length)
{
    m->number[m->written % 4096] = m->written;
    m->length[m->written++ % 4096] = length;
}

static void random_produce(all a, model *m, uint64_t *random, size_t longest)
{
    static unsigned char message[1 << 17];
    size_t length = random_length(random, longest);
    if (m->written - m->released == 4096) return;
    uint64_t x = random_next(random);
    if (x % 4 != 0) {
        pattern(message, m->written, length);
        int code = picoring_records_push(a.producer, message, length);
        if (code == PICORING_EAGAIN) return;
        assert_code(PICORING_OK, code);
        model_write(m, length);
        return;
    }
    void *place = picoring_records_claim(a.producer, length);
    if (!place) {
        assert_code(PICORING_EAGAIN, picoring_records_claim_status(a.producer, length));
        return;
    }
    if (x % 16 == 0) {
        memset(place, 0xEE, length);
        assert_code(PICORING_OK, picoring_records_abort(a.producer));
        return;
    }
    size_t kept = x % 16 == 4 ? (size_t)(x >> 32) % (length + 1) : length;
    memset(place, 0xEE, length);
    pattern(place, m->written, kept);
    assert_code(PICORING_OK, picoring_records_commit(a.producer, kept));
    model_write(m, kept);
}

static void random_consume(all a, model *m, uint64_t *random)
{
    size_t most = random_next(random) % 8;
    for (size_t i = 0; i < most; ++i) {
        size_t length;
        void *message = picoring_records_read(a.reader, &length);
        if (!message) break;
        assert_true(m->read < m->written);
        assert_int_equal(length, m->length[m->read % 4096]);
        assert_true(has_pattern(message, m->number[m->read % 4096], length));
        ++m->read;
    }
    if (random_next(random) % 4 == 0) {
        assert_code(PICORING_OK, picoring_records_release(a.reader));
        m->released = m->read;
    }
}

static void run_model(size_t size, uint32_t kind, int exact, size_t messages, uint64_t random)
{
    static model m;
    all a = exact ? made_exactly(size, kind) : made(size, kind, NULL);
    size_t longest = picoring_records_longest(a.records);
    memset(&m, 0, sizeof m);
    while (m.written < messages) {
        size_t burst = random_next(&random) % 8;
        for (size_t i = 0; i < burst; ++i) random_produce(a, &m, &random, longest);
        random_consume(a, &m, &random);
    }
    do {
        assert_code(PICORING_OK, picoring_records_release(a.reader));
        m.released = m.read;
        random_consume(a, &m, &random);
    } while (m.read != m.written);
    assert_code(PICORING_OK, picoring_records_release(a.reader));
    nothing_is_there(a, PICORING_EAGAIN);
    assert_code(PICORING_OK, picoring_records_claim_status(a.producer, longest));
    unmade(a);
}

static void random_messages_are_whole(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        run_model(16, *kind, 0, scaled(800000), 1);
        run_model(100000, *kind, 0, scaled(200000), 2);
        run_model(16, *kind, 1, scaled(100000), 3);
        run_model(24, *kind, 1, scaled(100000), 4);
        run_model(4088, *kind, 1, scaled(200000), 5);
        run_model(1000, *kind, 1, scaled(200000), 6);
    }
}

/* ---- Threads ---- */

enum { MOST_WRITERS = 4, SHORTEST_TOLD = 16 };

typedef struct writing {
    picoring_records_producer *producer;
    size_t who, messages, longest;
    uint64_t random;
    int ends; /* closes when done */
} writing;

static void compose(unsigned char *message, size_t who, size_t number, size_t length)
{
    uint64_t head[2];
    head[0] = who;
    head[1] = number;
    pattern(message, number * MOST_WRITERS + who, length);
    if (length >= SHORTEST_TOLD) memcpy(message, head, sizeof head);
}

/* Waits until a claim succeeds; 1 if closed. */
static int claim_now(writing *w, size_t length, unsigned char **place)
{
    while ((*place = (unsigned char *)picoring_records_claim(w->producer, length)) == NULL) {
        int code = picoring_records_wait_writable(w->producer, length, PICORING_FOREVER,
                                                  PICORING_CLOCK_RELATIVE);
        if (code != PICORING_OK && code != PICORING_EINTR) return 1;
    }
    return 0;
}

static void *write_all(void *argument)
{
    writing *w = (writing *)argument;
    for (size_t i = 0; i < w->messages; ++i) {
        size_t length = SHORTEST_TOLD + random_length(&w->random, w->longest - SHORTEST_TOLD);
        uint64_t x = random_next(&w->random);
        unsigned char *place;
        if (x % 16 == 0) { /* given up */
            if (claim_now(w, length, &place)) return w;
            memset(place, 0xCC, length);
            picoring_records_abort(w->producer);
        }
        size_t claimed = x % 16 == 1 ? w->longest : length;
        if (claim_now(w, claimed, &place)) return w;
        compose(place, w->who, i, length);
        picoring_records_commit(w->producer, length);
    }
    if (w->ends) picoring_records_close(w->producer);
    return NULL;
}

static void run_threads(size_t size, uint32_t kind, size_t writers, size_t messages, int64_t spin)
{
    static writing all_writing[MOST_WRITERS];
    static unsigned char expected[1 << 17];
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    pthread_t threads[MOST_WRITERS];
    size_t next[MOST_WRITERS] = {0};
    picoring_records *records;
    picoring_records_reader *reader;
    options.spin = spin;
    assert_code(PICORING_OK, picoring_records_create(size, kind, &options, &records));
    assert_code(PICORING_OK, picoring_records_reader_open(records, &reader));
    for (size_t i = 0; i < writers; ++i) {
        writing *w = &all_writing[i];
        w->who = i;
        w->messages = messages;
        w->longest = picoring_records_longest(records);
        w->random = i + 10;
        assert_code(PICORING_OK, picoring_records_producer_open(records, &w->producer));
        assert_int_equal(pthread_create(&threads[i], NULL, write_all, w), 0);
    }
    size_t got = 0, unreleased = 0;
    while (got < writers * messages) {
        size_t length;
        void *message = picoring_records_read(reader, &length);
        if (!message) {
            picoring_records_release(reader);
            unreleased = 0;
            assert_code(PICORING_OK, picoring_records_wait_readable(reader, PICORING_FOREVER,
                                                                    PICORING_CLOCK_RELATIVE));
            continue;
        }
        uint64_t head[2];
        assert_true(length >= SHORTEST_TOLD);
        memcpy(head, message, sizeof head);
        assert_true(head[0] < writers);
        assert_int_equal(head[1], next[head[0]]);
        ++next[head[0]];
        compose(expected, (size_t)head[0], (size_t)head[1], length);
        assert_memory_equal(message, expected, length);
        ++got;
        if (++unreleased % 5 == 0) picoring_records_release(reader);
    }
    picoring_records_release(reader);
    for (size_t i = 0; i < writers; ++i) {
        void *failed;
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
        picoring_records_producer_destroy(all_writing[i].producer);
    }
    picoring_records_destroy(records);
    assert_code(PICORING_EEND, picoring_records_wait_readable(reader, PICORING_FOREVER,
                                                              PICORING_CLOCK_RELATIVE));
    picoring_records_reader_destroy(reader);
}

static void messages_of_one_thread_are_whole_and_in_order(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        run_threads(4096, *kind, 1, scaled(200000), 0);
        run_threads(4096, *kind, 1, scaled(50000), -1);
        run_threads(100000, *kind, 1, scaled(200000), 0);
    }
}

static void messages_of_many_threads_are_whole_and_in_order(void **state)
{
    (void)state;
    run_threads(4096, PICORING_PRODUCERS_MANY, 4, scaled(50000), 0);
    run_threads(4096, PICORING_PRODUCERS_MANY, 4, scaled(10000), -1);
    run_threads(100000, PICORING_PRODUCERS_MANY, 3, scaled(60000), 0);
}

/* ---- Waiting ---- */

static void waits_end_when_their_time_is_over(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made_exactly(64, *kind);
        picoring_records_reader *r = a.reader;
        picoring_records_producer *p = a.producer;
        int64_t start = picoring_now();
        assert_code(PICORING_ETIMEDOUT,
                    picoring_records_wait_readable(r, 2000000, PICORING_CLOCK_RELATIVE));
        assert_true(picoring_now() - start >= 2000000);
        assert_code(PICORING_ETIMEDOUT,
                    picoring_records_wait_readable(r, 0, PICORING_CLOCK_RELATIVE));
        assert_code(PICORING_ETIMEDOUT,
                    picoring_records_wait_readable(r, start, PICORING_CLOCK_ABSOLUTE));
        assert_code(PICORING_EINVAL, picoring_records_wait_readable(r, 0, 2));
        assert_code(PICORING_OK,
                    picoring_records_wait_writable(p, 56, 0, PICORING_CLOCK_RELATIVE));
        push_pattern(a, 1, 8);
        assert_code(PICORING_OK,
                    picoring_records_wait_readable(r, PICORING_FOREVER, PICORING_CLOCK_ABSOLUTE));
        start = picoring_now();
        assert_code(PICORING_ETIMEDOUT,
                    picoring_records_wait_writable(p, 41, 2000000, PICORING_CLOCK_RELATIVE));
        assert_true(picoring_now() - start >= 2000000);
        assert_code(PICORING_ETIMEDOUT,
                    picoring_records_wait_writable(p, 41, start, PICORING_CLOCK_ABSOLUTE));
        assert_code(PICORING_EINVAL, picoring_records_wait_writable(p, 1, 0, 2));
        assert_code(PICORING_OK,
                    picoring_records_wait_writable(p, 40, start, PICORING_CLOCK_ABSOLUTE));
        unmade(a);
    }
}

static void an_interrupt_ends_one_wait(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made_exactly(64, *kind);
        assert_code(PICORING_OK, picoring_records_reader_interrupt(a.reader));
        assert_code(PICORING_OK, picoring_records_reader_interrupt(a.reader));
        assert_code(PICORING_EINTR, picoring_records_wait_readable(a.reader, PICORING_FOREVER,
                                                                   PICORING_CLOCK_RELATIVE));
        assert_code(PICORING_ETIMEDOUT,
                    picoring_records_wait_readable(a.reader, 1000, PICORING_CLOCK_RELATIVE));
        push_pattern(a, 1, 56);
        assert_code(PICORING_OK, picoring_records_producer_interrupt(a.producer));
        assert_code(PICORING_EINTR, picoring_records_wait_writable(a.producer, 0, PICORING_FOREVER,
                                                                   PICORING_CLOCK_RELATIVE));
        assert_code(PICORING_ETIMEDOUT, picoring_records_wait_writable(a.producer, 0, 1000,
                                                                       PICORING_CLOCK_RELATIVE));
        unmade(a);
    }
}

typedef struct waiting {
    all a;
    int started; /* a pipe's end to tell it */
    int code;
} waiting;

static void told(int to)
{
    char byte = 1;
    if (write(to, &byte, 1) != 1) abort();
}

static void *wait_to_read(void *argument)
{
    waiting *w = (waiting *)argument;
    told(w->started);
    w->code = picoring_records_wait_readable(w->a.reader, PICORING_FOREVER,
                                             PICORING_CLOCK_RELATIVE);
    return NULL;
}

static void *wait_to_write(void *argument)
{
    waiting *w = (waiting *)argument;
    told(w->started);
    w->code = picoring_records_wait_writable(w->a.producer, 56, PICORING_FOREVER,
                                             PICORING_CLOCK_RELATIVE);
    return NULL;
}

static void do_push(all a) { push_pattern(a, 1, 3); }
static void do_release(all a) { picoring_records_release(a.reader); }
static void do_interrupt_reader(all a) { picoring_records_reader_interrupt(a.reader); }
static void do_interrupt_producer(all a) { picoring_records_producer_interrupt(a.producer); }
static void do_close(all a) { picoring_records_close(a.producer); }
static void do_reader_close(all a) { picoring_records_reader_close(a.reader); }

/* `act` ends the wait that another thread is in, or about to be in. */
static void wait_ends(uint32_t kind, int writes, void (*act)(all a), int code)
{
    for (size_t round = 0; round < scaled(100); ++round) {
        picoring_options memory = exact_memory();
        picoring_channel_options options = with_memory(&memory);
        options.spin = round % 2 ? -1 : 0;
        waiting w = {made(64, kind, &options), -1, 0};
        int ends[2];
        char byte;
        pthread_t thread;
        assert_int_equal(pipe(ends), 0);
        w.started = ends[1];
        if (writes) {
            push_pattern(w.a, 1, 40);
            next_is_pattern(w.a, 1, 40);
        }
        assert_int_equal(
            pthread_create(&thread, NULL, writes ? wait_to_write : wait_to_read, &w), 0);
        assert_int_equal(read(ends[0], &byte, 1), 1);
        for (size_t i = 0; i < round % 8; ++i) sched_yield();
        act(w.a);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_code(code, w.code);
        close(ends[0]);
        close(ends[1]);
        unmade(w.a);
    }
}

static void waits_end_in_every_way(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        wait_ends(*kind, 0, do_push, PICORING_OK);
        wait_ends(*kind, 0, do_interrupt_reader, PICORING_EINTR);
        wait_ends(*kind, 0, do_close, PICORING_EEND);
        wait_ends(*kind, 1, do_release, PICORING_OK);
        wait_ends(*kind, 1, do_interrupt_producer, PICORING_EINTR);
        wait_ends(*kind, 1, do_reader_close, PICORING_EPIPE);
    }
    wait_ends(PICORING_PRODUCERS_MANY, 1, do_close, PICORING_EPIPE);
}

static int is_signalled(intptr_t event, int timeout)
{
    struct pollfd one;
    one.fd = (int)event;
    one.events = POLLIN;
    one.revents = 0;
    return poll(&one, 1, timeout) == 1 && one.revents & POLLIN;
}

static void the_event_tells_of_a_message(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made(16, *kind, NULL);
        intptr_t event = -1, again = -2;
        assert_code(PICORING_OK, picoring_records_reader_event(a.reader, &event));
        assert_code(PICORING_OK, picoring_records_reader_event(a.reader, &again));
        assert_int_equal(event, again);
        push_pattern(a, 1, 10);
        assert_false(is_signalled(event, 0));
        assert_int_equal(picoring_records_reader_arm(a.reader), 1);
        next_is_pattern(a, 1, 10);
        assert_int_equal(picoring_records_reader_arm(a.reader), 0); /* unreleased */
        assert_false(is_signalled(event, 0));
        push_pattern(a, 2, 0);
        assert_true(is_signalled(event, -1));
        assert_int_equal(picoring_records_reader_arm(a.reader), 1);
        assert_false(is_signalled(event, 0));
        next_is_pattern(a, 2, 0);
        assert_code(PICORING_OK, picoring_records_release(a.reader));
        assert_int_equal(picoring_records_reader_arm(a.reader), 0);
        assert_code(PICORING_OK, picoring_records_reader_disarm(a.reader));
        push_pattern(a, 3, 10);
        assert_false(is_signalled(event, 0));
        next_is_pattern(a, 3, 10);
        assert_code(PICORING_OK, picoring_records_release(a.reader));
        assert_int_equal(picoring_records_reader_arm(a.reader), 0);
        assert_code(PICORING_OK, picoring_records_close(a.producer));
        assert_true(is_signalled(event, -1));
        assert_int_equal(picoring_records_reader_arm(a.reader), 1);
        assert_true(is_signalled(event, 0));
        unmade(a);
    }
}

/* ---- Ending ---- */

static void a_closed_channel_is_read_to_its_end(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made(16, *kind, NULL);
        push_pattern(a, 1, 10);
        push_pattern(a, 2, 20);
        assert_code(PICORING_OK, picoring_records_close(a.producer));
        assert_code(PICORING_OK, picoring_records_close(a.producer));
        assert_code(PICORING_EPIPE, picoring_records_push(a.producer, "x", 1));
        assert_null(picoring_records_claim(a.producer, 1));
        assert_code(PICORING_EPIPE, picoring_records_claim_status(a.producer, 1));
        assert_code(PICORING_EPIPE, picoring_records_wait_writable(a.producer, 1, PICORING_FOREVER,
                                                                   PICORING_CLOCK_RELATIVE));
        next_is_pattern(a, 1, 10);
        assert_code(PICORING_OK, picoring_records_release(a.reader));
        assert_code(PICORING_OK, picoring_records_wait_readable(a.reader, PICORING_FOREVER,
                                                                PICORING_CLOCK_RELATIVE));
        next_is_pattern(a, 2, 20);
        assert_code(PICORING_OK, picoring_records_release(a.reader));
        nothing_is_there(a, PICORING_EEND);
        assert_code(PICORING_EEND, picoring_records_wait_readable(a.reader, PICORING_FOREVER,
                                                                  PICORING_CLOCK_RELATIVE));
        unmade(a);
    }
}

static void the_end_needs_no_release(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made(16, *kind, NULL);
        push_pattern(a, 1, 10);
        push_pattern(a, 2, 20);
        assert_code(PICORING_OK, picoring_records_close(a.producer));
        next_is_pattern(a, 1, 10);
        next_is_pattern(a, 2, 20);
        nothing_is_there(a, PICORING_EEND);
        assert_code(PICORING_EEND,
                    picoring_records_wait_readable(a.reader, 1000000, PICORING_CLOCK_RELATIVE));
        assert_int_equal(picoring_records_reader_arm(a.reader), 1);
        unmade(a);
    }
}

static void a_closed_reader_ends_the_producers(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        for (int destroyed = 0; destroyed < 2; ++destroyed) {
            all a = made_exactly(64, *kind);
            push_pattern(a, 1, 50);
            if (destroyed) {
                picoring_records_reader_destroy(a.reader);
                a.reader = NULL;
            } else {
                assert_code(PICORING_OK, picoring_records_reader_close(a.reader));
                assert_code(PICORING_OK, picoring_records_reader_close(a.reader));
                nothing_is_there(a, PICORING_EEND);
                assert_code(PICORING_OK, picoring_records_release(a.reader));
            }
            assert_code(PICORING_EPIPE, picoring_records_push(a.producer, "x", 1));
            assert_null(picoring_records_claim(a.producer, 1));
            assert_code(PICORING_EPIPE, picoring_records_claim_status(a.producer, 0));
            unmade(a);
        }
    }
}

static void a_reader_that_never_came_counts_as_closed(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        picoring_records *records;
        picoring_records_producer *producer;
        assert_code(PICORING_OK, picoring_records_create(16, *kind, NULL, &records));
        assert_code(PICORING_OK, picoring_records_producer_open(records, &producer));
        picoring_records_destroy(records);
        assert_code(PICORING_EPIPE, picoring_records_claim_status(producer, 1));
        picoring_records_producer_destroy(producer);
    }
}

static void the_last_producer_closes(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made(16, *kind, NULL);
        push_pattern(a, 1, 10);
        picoring_records_destroy(a.records);
        picoring_records_producer_destroy(a.producer);
        next_is_pattern(a, 1, 10);
        assert_code(PICORING_OK, picoring_records_release(a.reader));
        nothing_is_there(a, PICORING_EEND);
        picoring_records_reader_destroy(a.reader);
    }
}

static void the_end_waits_for_open_claims(void **state)
{
    (void)state;
    for (int how = 0; how < 3; ++how) {
        all a = made(16, PICORING_PRODUCERS_MANY, NULL);
        picoring_records_producer *other;
        assert_code(PICORING_OK, picoring_records_producer_open(a.records, &other));
        push_pattern(a, 1, 10);
        void *place = picoring_records_claim(other, 20);
        assert_non_null(place);
        push_pattern(a, 3, 30);
        assert_code(PICORING_OK, picoring_records_close(a.producer));
        next_is_pattern(a, 1, 10);
        nothing_is_there(a, PICORING_EAGAIN);
        assert_code(PICORING_OK, picoring_records_release(a.reader));
        nothing_is_there(a, PICORING_EAGAIN);
        assert_code(PICORING_ETIMEDOUT,
                    picoring_records_wait_readable(a.reader, 1000, PICORING_CLOCK_RELATIVE));
        assert_code(PICORING_ESTATE, picoring_records_push(other, "x", 1));
        pattern(place, 2, 20);
        if (how == 0) assert_code(PICORING_OK, picoring_records_commit(other, 20));
        if (how == 1) assert_code(PICORING_OK, picoring_records_abort(other));
        if (how < 2) assert_code(PICORING_EPIPE, picoring_records_push(other, "x", 1));
        picoring_records_producer_destroy(other);
        if (how == 0) next_is_pattern(a, 2, 20);
        next_is_pattern(a, 3, 30);
        assert_code(PICORING_OK, picoring_records_release(a.reader));
        nothing_is_there(a, PICORING_EEND);
        unmade(a);
    }
}

/* What commit says is committed is read. */
static void a_claim_that_was_open_at_the_close_is_not_lost_unsaid(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made(16, *kind, NULL);
        void *place = picoring_records_claim(a.producer, 20);
        assert_non_null(place);
        pattern(place, 2, 20);
        assert_code(PICORING_OK, picoring_records_close(a.producer));
        if (picoring_records_commit(a.producer, 20) == PICORING_OK) {
            next_is_pattern(a, 2, 20);
            assert_code(PICORING_OK, picoring_records_release(a.reader));
        }
        nothing_is_there(a, PICORING_EEND);
        unmade(a);
    }
}

/* ---- Handles ---- */

static void one_producer_and_one_reader(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made(16, *kind, NULL);
        picoring_records_reader *reader = UNTOUCHED(picoring_records_reader);
        assert_code(PICORING_EBUSY, picoring_records_reader_open(a.records, &reader));
        assert_sentence_has("picoring_records_reader_open");
        assert_ptr_equal(reader, UNTOUCHED(picoring_records_reader));
        picoring_records_producer *producer = UNTOUCHED(picoring_records_producer);
        if (*kind == PICORING_PRODUCERS_ONE) {
            assert_code(PICORING_EBUSY, picoring_records_producer_open(a.records, &producer));
            assert_sentence_has("picoring_records_producer_open");
            assert_ptr_equal(producer, UNTOUCHED(picoring_records_producer));
        } else {
            assert_code(PICORING_OK, picoring_records_producer_open(a.records, &producer));
            assert_code(PICORING_OK, picoring_records_push(producer, "x", 1));
            picoring_records_producer_destroy(producer);
        }
        unmade(a);
    }
}

static long blocks;

static void *counted_allocate(void *user, size_t bytes, size_t alignment)
{
    void *block = NULL;
    if (alignment < sizeof(void *)) alignment = sizeof(void *);
    if (*(long *)user == 0) return NULL;
    if (*(long *)user > 0) --*(long *)user;
    if (posix_memalign(&block, alignment, bytes) != 0) return NULL;
    ++blocks;
    return block;
}

static void counted_deallocate(void *user, void *block, size_t bytes, size_t alignment)
{
    (void)user;
    (void)bytes;
    (void)alignment;
    --blocks;
    free_aligned(block);
}

static picoring_options counted_memory(long *budget)
{
    picoring_options memory = PICORING_OPTIONS_INIT;
    memory.allocate = counted_allocate;
    memory.deallocate = counted_deallocate;
    memory.user = budget;
    return memory;
}

static void handles_leave_in_each_order(void **state)
{
    (void)state;
    static const char *const orders[] = {"cpr", "crp", "pcr", "prc", "rcp", "rpc"};
    held before = what_is_held();
    FOR_EACH_KIND (kind) {
        for (size_t i = 0; i < COUNT_OF(orders) * 5; ++i) {
            long budget = -1;
            picoring_options memory = counted_memory(&budget);
            picoring_channel_options options = with_memory(&memory);
            all a = made(16, *kind, &options);
            intptr_t event;
            size_t how = i / COUNT_OF(orders);
            if (how >= 1) push_pattern(a, 1, 100);
            if (how >= 2) next_is_pattern(a, 1, 100);
            if (how >= 3) assert_non_null(picoring_records_claim(a.producer, 50));
            if (how >= 4) assert_code(PICORING_OK, picoring_records_reader_event(a.reader, &event));
            for (const char *c = orders[i % COUNT_OF(orders)]; *c; ++c) {
                assert_true(blocks > 0);
                if (*c == 'c') picoring_records_destroy(a.records);
                if (*c == 'p') picoring_records_producer_destroy(a.producer);
                if (*c == 'r') picoring_records_reader_destroy(a.reader);
            }
            assert_int_equal(blocks, 0);
        }
        picoring_records *records; /* no side was opened */
        assert_code(PICORING_OK, picoring_records_create(16, *kind, NULL, &records));
        picoring_records_destroy(records);
    }
    picoring_records_destroy(NULL);
    picoring_records_producer_destroy(NULL);
    picoring_records_reader_destroy(NULL);
    assert_nothing_leaked(before);
}

static void no_memory_is_told(void **state)
{
    (void)state;
    held before = what_is_held();
    FOR_EACH_KIND (kind) {
        int code = PICORING_ENOMEM;
        for (long most = 0; code != PICORING_OK; ++most) {
            long budget = most;
            picoring_options memory = counted_memory(&budget);
            picoring_channel_options options = with_memory(&memory);
            picoring_records *records = NULL;
            picoring_records_producer *producer = NULL;
            assert_true(most < 20);
            code = picoring_records_create(16, *kind, &options, &records);
            if (code == PICORING_OK) code = picoring_records_producer_open(records, &producer);
            if (code != PICORING_OK) assert_code(PICORING_ENOMEM, code);
            picoring_records_producer_destroy(producer);
            picoring_records_destroy(records);
            assert_int_equal(blocks, 0);
        }
    }
    assert_nothing_leaked(before);
}

static void null_is_told(void **state)
{
    (void)state;
    size_t length = 77;
    intptr_t event;
    picoring_records *records;
    picoring_records_producer *producer;
    picoring_records_reader *reader;
    all a = made(16, PICORING_PRODUCERS_MANY, NULL);
    assert_code(PICORING_EFAULT, picoring_records_create(16, 0, NULL, NULL));
    assert_code(PICORING_EFAULT, picoring_records_producer_open(NULL, &producer));
    assert_code(PICORING_EFAULT, picoring_records_producer_open(a.records, NULL));
    assert_code(PICORING_EFAULT, picoring_records_reader_open(NULL, &reader));
    assert_code(PICORING_EFAULT, picoring_records_reader_open(a.records, NULL));
#ifdef PICORING_NO_INLINE /* an inline checks nothing */
    assert_code(PICORING_EFAULT, picoring_records_push(NULL, "x", 1));
    assert_code(PICORING_EFAULT, picoring_records_push(a.producer, NULL, 1));
    assert_null(picoring_records_claim(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_records_commit(NULL, 1));
    assert_null(picoring_records_read(NULL, &length));
    assert_int_equal(length, 77);
    assert_null(picoring_records_read(a.reader, NULL));
    assert_code(PICORING_EFAULT, picoring_records_release(NULL));
#endif
    assert_code(PICORING_OK, picoring_records_push(a.producer, NULL, 0));
    assert_code(PICORING_EFAULT, picoring_records_claim_status(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_records_abort(NULL));
    assert_code(PICORING_EFAULT, picoring_records_wait_writable(NULL, 1, 0, 0));
    assert_code(PICORING_EFAULT, picoring_records_producer_interrupt(NULL));
    assert_code(PICORING_EFAULT, picoring_records_close(NULL));
    assert_code(PICORING_EFAULT, picoring_records_read_status(NULL));
    assert_code(PICORING_EFAULT, picoring_records_wait_readable(NULL, 0, 0));
    assert_code(PICORING_EFAULT, picoring_records_reader_interrupt(NULL));
    assert_code(PICORING_EFAULT, picoring_records_reader_event(NULL, &event));
    assert_code(PICORING_EFAULT, picoring_records_reader_event(a.reader, NULL));
    assert_code(PICORING_EFAULT, picoring_records_reader_arm(NULL));
    assert_code(PICORING_EFAULT, picoring_records_reader_disarm(NULL));
    assert_code(PICORING_EFAULT, picoring_records_reader_close(NULL));
    assert_int_equal(picoring_records_longest(NULL), 0);
    assert_null(picoring_records_mirror(NULL));
    next_is_pattern(a, 0, 0);
    unmade(a);
    (void)records, (void)length;
}

/* ---- Clearing ---- */

/* Claims 40 bytes in the middle of the memory's words, fills them with what looks
 * like headers, and commits a part, all, or nothing of them. */
static void fill_with_headers(all a, size_t round)
{
    static const uint64_t likely[] = {1, 2, 9, UINT64_C(1) << 63 | 1, UINT64_MAX};
    uint64_t *message = (uint64_t *)picoring_records_claim(a.producer, 40);
    assert_non_null(message);
    for (size_t i = 0; i < 5; ++i) message[i] = likely[(i + round) % 5];
    assert_code(PICORING_OK, round % 3 == 0 ? picoring_records_abort(a.producer)
                                            : picoring_records_commit(a.producer, round % 3 * 20));
}

static void payload_of_an_earlier_lap_never_looks_like_a_message(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made_exactly(4096, *kind);
        for (size_t round = 0; round < 3000; ++round) {
            fill_with_headers(a, round);
            if (round % 3 != 0) {
                size_t got;
                assert_non_null(picoring_records_read(a.reader, &got));
                assert_int_equal(got, round % 3 * 20);
            }
            assert_code(PICORING_OK, picoring_records_release(a.reader));
            nothing_is_there(a, PICORING_EAGAIN);
        }
        unmade(a);
    }
}

/* ---- A forked child ---- */

static void use_in_child(void *argument)
{
    all a = *(all *)argument;
    size_t length = 77;
    picoring_records_producer *producer = NULL;
    picoring_records_reader *reader = NULL;
    CHILD_CODE(PICORING_EFORK, picoring_records_push(a.producer, "x", 1));
    CHILD_SENTENCE_HAS("picoring_records_push");
    CHILD_CHECK(picoring_records_claim(a.producer, 1) == NULL);
    CHILD_CODE(PICORING_EFORK, picoring_records_claim_status(a.producer, 1));
    CHILD_CODE(PICORING_EFORK, picoring_records_wait_writable(a.producer, 1, -1, 0));
    CHILD_CHECK(picoring_records_read(a.reader, &length) == NULL && length == 0);
    CHILD_CODE(PICORING_EFORK, picoring_records_read_status(a.reader));
    CHILD_CODE(PICORING_EFORK, picoring_records_wait_readable(a.reader, -1, 0));
    CHILD_CODE(PICORING_EFORK, picoring_records_producer_open(a.records, &producer));
    CHILD_CODE(PICORING_EFORK, picoring_records_reader_open(a.records, &reader));
    (void)picoring_records_release(a.reader);
    (void)picoring_records_close(a.producer);
    (void)picoring_records_reader_close(a.reader);
    CHILD_CODE(PICORING_EFORK, picoring_records_push(a.producer, "x", 1));
    picoring_records_producer_destroy(a.producer);
    picoring_records_reader_destroy(a.reader);
    picoring_records_destroy(a.records);
}

static void a_forked_child_may_only_destroy(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made(16, *kind, NULL);
        push_pattern(a, 1, 10);
        push_pattern(a, 2, 20);
        next_is_pattern(a, 1, 10);
        assert_int_equal(in_child(use_in_child, &a), 0);
        next_is_pattern(a, 2, 20);
        push_pattern(a, 3, 30);
        next_is_pattern(a, 3, 30);
        nothing_is_there(a, PICORING_EAGAIN);
        unmade(a);
    }
}

static void settle_in_child(void *argument)
{
    all a = *(all *)argument;
    signal(SIGSEGV, SIG_DFL); /* cmocka's handler would run the other tests here */
    CHILD_CHECK(picoring_records_commit(a.producer, 5) != PICORING_OK);
    CHILD_CHECK(picoring_records_abort(a.producer) != PICORING_OK);
    picoring_records_producer_destroy(a.producer);
    picoring_records_reader_destroy(a.reader);
    picoring_records_destroy(a.records);
}

static void a_forked_child_settles_no_claim(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        all a = made(16, *kind, NULL);
        void *place = picoring_records_claim(a.producer, 10);
        assert_non_null(place);
        pattern(place, 1, 10);
        assert_int_equal(in_child(settle_in_child, &a), 0);
        assert_code(PICORING_OK, picoring_records_commit(a.producer, 10));
        next_is_pattern(a, 1, 10);
        unmade(a);
    }
}

static long hook_calls;

static void *noted_allocate(void *user, size_t bytes, size_t alignment)
{
    ++hook_calls;
    return counted_allocate(user, bytes, alignment);
}

static void noted_deallocate(void *user, void *block, size_t bytes, size_t alignment)
{
    ++hook_calls;
    counted_deallocate(user, block, bytes, alignment);
}

static void use_without_hooks(void *argument)
{
    all a = *(all *)argument;
    picoring_records_producer *producer = NULL;
    hook_calls = 0;
    CHILD_CODE(PICORING_EFORK, picoring_records_producer_open(a.records, &producer));
    picoring_records_producer_destroy(a.producer);
    picoring_records_reader_destroy(a.reader);
    picoring_records_destroy(a.records);
    CHILD_CHECK(hook_calls == 0);
}

static void a_forked_child_calls_no_hook(void **state)
{
    (void)state;
    FOR_EACH_KIND (kind) {
        long budget = -1;
        picoring_options memory = counted_memory(&budget);
        picoring_channel_options options = with_memory(&memory);
        memory.allocate = noted_allocate;
        memory.deallocate = noted_deallocate;
        all a = made(16, *kind, &options);
        assert_int_equal(in_child(use_without_hooks, &a), 0);
        unmade(a);
        assert_int_equal(blocks, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(create_refuses_what_is_out_of_range),
        cmocka_unit_test(the_longest_message_is_all_memory_less_a_header),
        cmocka_unit_test(a_size_is_rounded_up),
        cmocka_unit_test(every_length_fits_and_arrives),
        cmocka_unit_test(every_length_arrives_across_the_seam),
        cmocka_unit_test(one_byte_more_than_the_longest_is_refused),
        cmocka_unit_test(a_message_costs_its_length_rounded_and_a_header),
        cmocka_unit_test(a_claim_is_settled_once),
        cmocka_unit_test(a_shorter_commit_frees_the_rest),
        cmocka_unit_test(an_aborted_claim_is_never_read),
        cmocka_unit_test(an_open_claim_holds_back_what_follows),
        cmocka_unit_test(messages_stay_until_they_are_released),
        cmocka_unit_test(a_message_may_be_changed_in_place),
        cmocka_unit_test(all_memory_read_wants_a_release),
        cmocka_unit_test(reading_on_passes_what_was_given_up),
        cmocka_unit_test(random_messages_are_whole),
        cmocka_unit_test(messages_of_one_thread_are_whole_and_in_order),
        cmocka_unit_test(messages_of_many_threads_are_whole_and_in_order),
        cmocka_unit_test(waits_end_when_their_time_is_over),
        cmocka_unit_test(an_interrupt_ends_one_wait),
        cmocka_unit_test(waits_end_in_every_way),
        cmocka_unit_test(the_event_tells_of_a_message),
        cmocka_unit_test(a_closed_channel_is_read_to_its_end),
        cmocka_unit_test(the_end_needs_no_release),
        cmocka_unit_test(a_closed_reader_ends_the_producers),
        cmocka_unit_test(a_reader_that_never_came_counts_as_closed),
        cmocka_unit_test(the_last_producer_closes),
        cmocka_unit_test(the_end_waits_for_open_claims),
        cmocka_unit_test(a_claim_that_was_open_at_the_close_is_not_lost_unsaid),
        cmocka_unit_test(one_producer_and_one_reader),
        cmocka_unit_test(handles_leave_in_each_order),
        cmocka_unit_test(no_memory_is_told),
        cmocka_unit_test(null_is_told),
        cmocka_unit_test(payload_of_an_earlier_lap_never_looks_like_a_message),
        cmocka_unit_test(a_forked_child_may_only_destroy),
        cmocka_unit_test(a_forked_child_settles_no_claim),
        cmocka_unit_test(a_forked_child_calls_no_hook),
    };
    return cmocka_run_group_tests_name("records", tests, NULL, NULL);
}
