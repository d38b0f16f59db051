/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_channel_threads.c: channels between threads under stress: order and
 * contents of every element, lost wake-ups, channels that live shortly. Meant for
 * ThreadSanitizer, too, to which a mirror's two addresses are two places: there
 * the emulated technique is forced.
 */
#include "check.h"

#include <pthread.h>
#include <sched.h>

enum { SPSC = 0, MOST_PRODUCERS = 8, LARGEST = 104, BATCH = 16 };

/* ---- Elements ----
 * A value tells the producer (bits 56 on), how many of its batch follow (bits 40
 * on), and its number; the bytes behind it follow from it. */

static uint64_t value_of(size_t producer, size_t left, uint64_t number)
{
    return (uint64_t)producer << 56 | (uint64_t)left << 40 | number;
}

static uint64_t mixed(uint64_t x)
{
    x ^= x >> 31;
    x *= 0x9E3779B97F4A7C15u;
    return x ^ x >> 29;
}

static void write_element(void *place, size_t size, uint64_t value)
{
    unsigned char *to = (unsigned char *)place;
    for (size_t at = 0; at < size; at += 8, value = mixed(value))
        memcpy(to + at, &value, size - at < 8 ? size - at : 8);
}

static int element_is_whole(const void *place, size_t size, uint64_t *value)
{
    unsigned char wanted[LARGEST];
    memcpy(value, place, 8);
    write_element(wanted, size, *value);
    return memcmp(place, wanted, size) == 0;
}

/* ---- One run ---- */

typedef struct run {
    size_t producers; /* 0: an spsc */
    size_t capacity, size;
    uint64_t items; /* of each producer */
    int64_t spin;
    int restless; /* yields at random, and is interrupted */
    picoring_spsc *spsc;
    picoring_spsc_writer *writer;
    picoring_spsc_reader *spsc_reader;
    picoring_mpsc *mpsc;
    picoring_mpsc_reader *mpsc_reader;
    int finished;
} run;

typedef struct producer {
    run *r;
    picoring_mpsc_producer *handle;
    size_t id;
    uint64_t random, sum;
    const char *failed;
    unsigned char block[BATCH * LARGEST];
} producer;

static size_t random_below(uint64_t *random, size_t limit)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    return (size_t)((*random >> 33) % limit);
}

static void rest_a_while(const run *r, uint64_t *random)
{
    if (r->restless && random_below(random, 4) == 0)
        for (size_t i = random_below(random, 4); i > 0; --i) sched_yield();
}

#define SPSC_OR_MPSC(r, spsc, mpsc) ((r)->producers == SPSC ? (spsc) : (mpsc))

/* Waits for ever only for one: two sides that wait for several can meet. */
static void wait_for_room(producer *p, size_t n)
{
    run *r = p->r;
    int64_t timeout = n == 1 ? PICORING_FOREVER : 20000;
    int code = SPSC_OR_MPSC(r, picoring_spsc_wait_writable(r->writer, n, timeout, 0),
                            picoring_mpsc_wait_writable(p->handle, n, timeout, 0));
    if (code == PICORING_OK || (n != 1 && code == PICORING_ETIMEDOUT)) return;
    if (code != PICORING_EINTR || !r->restless) p->failed = picoring_errname(code);
}

static void write_batch(producer *p, unsigned char *to, size_t n, uint64_t number)
{
    for (size_t i = 0; i < n; ++i)
        write_element(to + i * p->r->size, p->r->size, value_of(p->id, n - 1 - i, number + i));
}

/* Writes up to n from `number` on in some way: how many. */
static size_t produce(producer *p, size_t n, uint64_t number)
{
    run *r = p->r;
    size_t some = 0, extra;
    unsigned char *place;
    int code;
    switch (random_below(&p->random, 5)) {
    case 0:
        write_batch(p, p->block, n = 1, number);
        code = SPSC_OR_MPSC(r, picoring_spsc_push(r->writer, p->block), picoring_mpsc_push(p->handle, p->block));
        break;
    case 1:
        write_batch(p, p->block, n, number);
        code = SPSC_OR_MPSC(r, picoring_spsc_push_n(r->writer, p->block, n),
                            picoring_mpsc_push_n(p->handle, p->block, n));
        break;
    case 2:
        if (r->producers == SPSC) { /* as single ones: fewer may fit */
            for (size_t i = 0; i < n; ++i)
                write_element(p->block + i * r->size, r->size, value_of(0, 0, number + i));
            code = picoring_spsc_push_some(r->writer, p->block, n, &some);
            if (code == PICORING_OK) n = some;
            break;
        } /* fall through */
    default: /* claim some more, and commit a part or nothing */
        extra = random_below(&p->random, 3);
        if (n + extra > r->capacity) extra = 0;
        place = (unsigned char *)SPSC_OR_MPSC(r, picoring_spsc_claim(r->writer, n + extra),
                                              picoring_mpsc_claim(p->handle, n + extra));
        if (!place) {
            code = SPSC_OR_MPSC(r, picoring_spsc_claim_status(r->writer, n + extra),
                                picoring_mpsc_claim_status(p->handle, n + extra));
            n += extra;
            if (code == PICORING_OK) return 0; /* by now it would go */
            break;
        }
        write_batch(p, place, n, number);
        memset(place + n * r->size, 0xEE, extra * r->size);
        rest_a_while(r, &p->random);
        if (random_below(&p->random, 4) == 0) {
            code = SPSC_OR_MPSC(r, picoring_spsc_cancel(r->writer), picoring_mpsc_abort(p->handle));
            n = 0;
        } else {
            code = SPSC_OR_MPSC(r, picoring_spsc_commit(r->writer, n), picoring_mpsc_commit(p->handle, n));
        }
    }
    if (code == PICORING_OK) return n;
    if (code != PICORING_EAGAIN) p->failed = picoring_errname(code);
    else wait_for_room(p, n);
    return 0;
}

static void *run_producer(void *argument)
{
    producer *p = (producer *)argument;
    run *r = p->r;
    for (uint64_t number = 0; number < r->items && !p->failed;) {
        size_t n = 1 + random_below(&p->random, BATCH);
        if (n > r->capacity) n = 1 + n % r->capacity;
        if (n > r->items - number) n = (size_t)(r->items - number);
        number += produce(p, n, number);
        rest_a_while(r, &p->random);
    }
    if (r->producers == SPSC) {
        if (picoring_spsc_writer_close(r->writer) != PICORING_OK) p->failed = "close";
        return NULL;
    }
    if (!p->failed && p->id % 2) (void)picoring_mpsc_claim(p->handle, 1); /* aborted by destroy */
    picoring_mpsc_producer_destroy(p->handle);
    return NULL;
}

typedef struct seen {
    uint64_t next[MOST_PRODUCERS];
    uint64_t sum, count, wrong, batch; /* the value that has to follow, or 0 */
} seen;

static void look_at(const run *r, seen *s, const unsigned char *from, size_t n)
{
    for (size_t i = 0; i < n; ++i) {
        uint64_t value;
        s->wrong += !element_is_whole(from + i * r->size, r->size, &value);
        size_t id = (size_t)(value >> 56), left = (size_t)(value >> 40 & 0xFFFF);
        uint64_t number = value & 0xFFFFFFFFFFu;
        s->wrong += s->batch != 0 && value != s->batch;
        s->batch = left ? value_of(id, left - 1, number + 1) : 0;
        if (id >= MOST_PRODUCERS || number != s->next[id]) {
            ++s->wrong;
            continue;
        }
        ++s->next[id];
        ++s->count;
        s->sum += mixed(number + id);
    }
}

/* Reads in some way: how many, or a code. */
static int consume(run *r, seen *s, uint64_t *random)
{
    unsigned char block[BATCH * LARGEST];
    size_t n = 1 + random_below(random, BATCH), some = 0;
    if (n > r->capacity) n = 1 + n % r->capacity;
    unsigned char *place;
    int code;
    switch (random_below(random, 4)) {
    case 0:
        code = SPSC_OR_MPSC(r, picoring_spsc_pop(r->spsc_reader, block), picoring_mpsc_pop(r->mpsc_reader, block));
        some = 1;
        break;
    case 1:
        code = SPSC_OR_MPSC(r, picoring_spsc_pop_n(r->spsc_reader, block, n),
                            picoring_mpsc_pop_n(r->mpsc_reader, block, n));
        some = n;
        if (n > 1 && code != PICORING_OK) return 1; /* fewer may be there, or an abort cuts the run */
        break;
    case 2:
        code = SPSC_OR_MPSC(r, picoring_spsc_pop_some(r->spsc_reader, block, n, &some),
                            picoring_mpsc_pop_some(r->mpsc_reader, block, n, &some));
        break;
    default:
        place = (unsigned char *)SPSC_OR_MPSC(r, picoring_spsc_peek(r->spsc_reader, &some),
                                              picoring_mpsc_peek(r->mpsc_reader, &some));
        if (!place) {
            code = SPSC_OR_MPSC(r, picoring_spsc_peek_status(r->spsc_reader),
                                picoring_mpsc_peek_status(r->mpsc_reader));
            return code == PICORING_OK ? 1 : code;
        }
        some = 1 + random_below(random, some);
        rest_a_while(r, random);
        look_at(r, s, place, some);
        memset(place, 0xDD, some * r->size); /* its own until it is released */
        code = SPSC_OR_MPSC(r, picoring_spsc_release(r->spsc_reader, some),
                            picoring_mpsc_release(r->mpsc_reader, some));
        return code == PICORING_OK ? 1 : code;
    }
    if (code == PICORING_OK) look_at(r, s, block, some);
    return code == PICORING_OK ? 1 : code;
}

static const char *read_all(run *r, seen *s)
{
    uint64_t random = r->capacity * 77 + r->size;
    for (;;) {
        int code = consume(r, s, &random);
        if (code == PICORING_EEND) return NULL;
        if (code == PICORING_EAGAIN) {
            size_t n = r->producers != SPSC || random_below(&random, 4) ? 1 : r->capacity;
            int64_t timeout = n == 1 ? PICORING_FOREVER : 20000;
            code = SPSC_OR_MPSC(r, picoring_spsc_wait_readable(r->spsc_reader, n, timeout, 0),
                                picoring_mpsc_wait_readable(r->mpsc_reader, n, timeout, 0));
            int fine = code == PICORING_OK || code == PICORING_EEND || (n > 1 && code == PICORING_ETIMEDOUT) ||
                       (r->restless && code == PICORING_EINTR);
            if (!fine) return picoring_errname(code);
        } else if (code < 0) {
            return picoring_errname(code);
        }
        rest_a_while(r, &random);
    }
}

static void *interrupt_all(void *argument)
{
    run *r = (run *)argument;
    while (!__atomic_load_n(&r->finished, __ATOMIC_ACQUIRE)) {
        (void)SPSC_OR_MPSC(r, picoring_spsc_reader_interrupt(r->spsc_reader),
                           picoring_mpsc_reader_interrupt(r->mpsc_reader));
        if (r->producers == SPSC) (void)picoring_spsc_writer_interrupt(r->writer);
        for (int i = 0; i < 50; ++i) sched_yield();
    }
    return NULL;
}

static void stress(run r)
{
    size_t count = r.producers == SPSC ? 1 : r.producers;
    producer *producers = (producer *)calloc(count, sizeof(producer));
    pthread_t threads[MOST_PRODUCERS], interrupter;
    picoring_options memory = PICORING_OPTIONS_INIT;
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    memory.exact = 1;
    options.memory = &memory;
    options.spin = r.spin;
    if (r.producers == SPSC) {
        assert_code(PICORING_OK, picoring_spsc_create(r.capacity, r.size, &options, &r.spsc));
        assert_code(PICORING_OK, picoring_spsc_writer_open(r.spsc, &r.writer));
        assert_code(PICORING_OK, picoring_spsc_reader_open(r.spsc, &r.spsc_reader));
    } else {
        assert_code(PICORING_OK, picoring_mpsc_create(r.capacity, r.size, &options, &r.mpsc));
        assert_code(PICORING_OK, picoring_mpsc_reader_open(r.mpsc, &r.mpsc_reader));
    }
    uint64_t sum = 0;
    for (size_t i = 0; i < count; ++i) {
        producers[i].r = &r, producers[i].id = i, producers[i].random = i * 977 + r.capacity;
        if (r.mpsc) assert_code(PICORING_OK, picoring_mpsc_producer_open(r.mpsc, &producers[i].handle));
        for (uint64_t n = 0; n < r.items; ++n) sum += mixed(n + i);
    }
    picoring_mpsc_destroy(r.mpsc); /* the last producer closes */
    for (size_t i = 0; i < count; ++i)
        assert_int_equal(pthread_create(&threads[i], NULL, run_producer, &producers[i]), 0);
    if (r.restless) assert_int_equal(pthread_create(&interrupter, NULL, interrupt_all, &r), 0);
    seen s;
    memset(&s, 0, sizeof s);
    const char *failed = read_all(&r, &s);
    if (failed) print_error("the reader: %s\n", failed);
    assert_null(failed);
    for (size_t i = 0; i < count; ++i) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        if (producers[i].failed) print_error("producer %zu: %s\n", i, producers[i].failed);
        assert_null(producers[i].failed);
    }
    __atomic_store_n(&r.finished, 1, __ATOMIC_RELEASE);
    if (r.restless) assert_int_equal(pthread_join(interrupter, NULL), 0);
    if (s.wrong || s.count != count * r.items)
        print_error("%zu producers, capacity %zu, %zu bytes: %zu wrong, %zu of %zu\n", r.producers, r.capacity,
                    r.size, (size_t)s.wrong, (size_t)s.count, (size_t)(count * r.items));
    assert_int_equal(s.wrong, 0);
    assert_int_equal(s.count, count * r.items);
    assert_int_equal(s.sum, sum);
    picoring_spsc_destroy(r.spsc);
    picoring_spsc_writer_destroy(r.writer);
    picoring_spsc_reader_destroy(r.spsc_reader);
    picoring_mpsc_reader_destroy(r.mpsc_reader);
    free(producers);
}

static uint64_t items(size_t all, size_t producers)
{
    return scaled(all / (UNDER_TSAN ? 8 : UNDER_ASAN ? 6 : 1)) / (producers ? producers : 1) + 1;
}

static void all_shapes(size_t producers)
{
    static const size_t capacities[] = {1, 2, 3, 64, 4096}, sizes[] = {8, 24, 100};
    for (size_t c = 0; c < COUNT_OF(capacities); ++c) {
        for (size_t s = 0; s < COUNT_OF(sizes); ++s) {
            run r;
            memset(&r, 0, sizeof r);
            r.producers = producers, r.capacity = capacities[c], r.size = sizes[s];
            r.items = items(capacities[c] < 64 ? 3000 : 80000, producers);
            stress(r);
        }
    }
}

static void one_writer_and_one_reader(void **state) { (void)state, all_shapes(SPSC); }
static void one_producer(void **state) { (void)state, all_shapes(1); }
static void two_producers(void **state) { (void)state, all_shapes(2); }
static void four_producers(void **state) { (void)state, all_shapes(4); }
static void eight_producers(void **state) { (void)state, all_shapes(8); }

/* A lost wake-up would never end. */
static void no_wake_up_is_lost(void **state)
{
    (void)state;
    static const size_t producers[] = {SPSC, 1, 4};
    for (size_t p = 0; p < COUNT_OF(producers); ++p) {
        /* 16: publications that find nobody come in rows, too */
        static const size_t capacities[] = {1, 2, 3, 16};
        for (size_t c = 0; c < COUNT_OF(capacities); ++c) {
            for (int restless = 0; restless < 2; ++restless) {
                run r;
                memset(&r, 0, sizeof r);
                r.producers = producers[p], r.capacity = capacities[c], r.size = 8;
                r.spin = -1, r.restless = restless;
                r.items = items(4000, r.producers);
                stress(r);
            }
        }
    }
}

/* ---- Channels that live shortly ---- */

typedef struct brief {
    picoring_spsc *spsc;
    picoring_spsc_writer *writer;
    picoring_mpsc *mpsc;
    picoring_mpsc_producer *producer;
    uint64_t total, pushed;
    int wait;
} brief;

static void *write_and_leave(void *argument)
{
    brief *b = (brief *)argument;
    int code = PICORING_OK;
    while (b->pushed < b->total && code != PICORING_EPIPE) {
        code = b->spsc ? picoring_spsc_push(b->writer, &b->pushed) : picoring_mpsc_push(b->producer, &b->pushed);
        b->pushed += code == PICORING_OK;
        if (code != PICORING_EAGAIN) continue;
        if (!b->wait) sched_yield();
        else if (b->spsc) (void)picoring_spsc_wait_writable(b->writer, 1, PICORING_FOREVER, 0);
        else (void)picoring_mpsc_wait_writable(b->producer, 1, PICORING_FOREVER, 0);
    }
    if (b->pushed % 2) picoring_spsc_destroy(b->spsc), picoring_mpsc_destroy(b->mpsc);
    picoring_spsc_writer_destroy(b->writer);
    picoring_mpsc_producer_destroy(b->producer);
    if (b->pushed % 2 == 0) picoring_spsc_destroy(b->spsc), picoring_mpsc_destroy(b->mpsc);
    return NULL;
}

typedef struct left {
    uint64_t next, wrong; /* changed by whoever goes last */
} left;

static void note_dropped(void *user, void *element)
{
    left *l = (left *)user;
    uint64_t value;
    memcpy(&value, element, sizeof value);
    l->wrong += value != l->next;
    ++l->next;
}

/* What was pushed is read or dropped, in order, once, whoever goes last. */
static void short_lives_lose_nothing(void **state)
{
    (void)state;
    uint64_t random = 5;
    held before = what_is_held();
    for (size_t life = 0; life < scaled(UNDER_TSAN ? 400 : UNDER_ASAN ? 1000 : 3000); ++life) {
        picoring_options memory = PICORING_OPTIONS_INIT;
        picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
        left l = {0, 0};
        brief b;
        memset(&b, 0, sizeof b);
        memory.exact = 1;
        options.memory = &memory, options.drop = note_dropped, options.user = &l;
        b.total = random_below(&random, 40), b.wait = life % 3 != 0;
        uint64_t wanted = life % 2 ? b.total : random_below(&random, 40), value;
        picoring_spsc_reader *reader = NULL;
        picoring_mpsc_reader *mpsc_reader = NULL;
        if (life / 2 % 2) {
            assert_code(PICORING_OK, picoring_spsc_create(7, 8, &options, &b.spsc));
            assert_code(PICORING_OK, picoring_spsc_writer_open(b.spsc, &b.writer));
            assert_code(PICORING_OK, picoring_spsc_reader_open(b.spsc, &reader));
        } else {
            assert_code(PICORING_OK, picoring_mpsc_create(7, 8, &options, &b.mpsc));
            assert_code(PICORING_OK, picoring_mpsc_producer_open(b.mpsc, &b.producer));
            assert_code(PICORING_OK, picoring_mpsc_reader_open(b.mpsc, &mpsc_reader));
        }
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, write_and_leave, &b), 0);
        uint64_t got = 0;
        while (got < wanted) {
            int code = reader ? picoring_spsc_pop(reader, &value) : picoring_mpsc_pop(mpsc_reader, &value);
            if (code == PICORING_EEND) break;
            if (code == PICORING_OK) {
                assert_int_equal(value, got);
                ++got;
            } else if (b.wait) {
                code = reader ? picoring_spsc_wait_readable(reader, 1, PICORING_FOREVER, 0)
                              : picoring_mpsc_wait_readable(mpsc_reader, 1, PICORING_FOREVER, 0);
                assert_true(code == PICORING_OK || code == PICORING_EEND);
            }
        }
        l.next = got;
        picoring_spsc_reader_destroy(reader);
        picoring_mpsc_reader_destroy(mpsc_reader);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_int_equal(l.wrong, 0);
        assert_int_equal(l.next, b.pushed);
    }
    if (!UNDER_TSAN && !UNDER_ASAN) assert_int_equal(count_descriptors(), before.descriptors);
}

int main(void)
{
    if (UNDER_TSAN) setenv("PICORING_TECHNIQUE", "emulated", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_writer_and_one_reader),
        cmocka_unit_test(one_producer),
        cmocka_unit_test(two_producers),
        cmocka_unit_test(four_producers),
        cmocka_unit_test(eight_producers),
        cmocka_unit_test(no_wake_up_is_lost),
        cmocka_unit_test(short_lives_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
