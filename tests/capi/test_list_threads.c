/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_list_threads.c: one thread appends, others read what is there; and lists
 * that grow in threads of their own. Meant for ThreadSanitizer, too.
 */
#include "check.h"

#include <pthread.h>

enum { READERS = 3, ITEM = 3 };

static const picoring_list_options as_ever = PICORING_LIST_OPTIONS_INIT;

static size_t millions(size_t count) { return scaled(count * 1000000 / (UNDER_TSAN ? 4 : 1)); }

/* An element of three words that tell its index. */
typedef struct item {
    uint64_t words[ITEM];
} item;

static item item_of(size_t n)
{
    item made;
    for (size_t i = 0; i < ITEM; ++i) made.words[i] = (uint64_t)(n * ITEM + i) * 0x9E3779B97F4A7C15u + 1;
    return made;
}

static int is_item(const item *place, size_t n)
{
    item wanted = item_of(n);
    return place->words[0] == wanted.words[0] && place->words[1] == wanted.words[1] &&
           place->words[2] == wanted.words[2];
}

typedef struct shared {
    picoring_list *list;
    size_t total; /* elements that the writer appends */
    int way;      /* how */
} shared;

enum { BY_PUSH, BY_APPEND, BY_CLAIM, BY_ALL_AND_SHRINK, WAYS };

/* A few elements from n on, by one verb: how many, or 0 on failure. */
static size_t append_some(const shared *all, size_t n, size_t turn)
{
    enum { BLOCK = 100 };
    item block[BLOCK];
    picoring_list *list = all->list;
    size_t count = 1 + turn % BLOCK;
    if (count > all->total - n) count = all->total - n;
    int way = all->way == BY_ALL_AND_SHRINK ? (int)(turn % 3) : all->way;
    if (way == BY_PUSH) {
        block[0] = item_of(n);
        int code = turn % 2 ? picoring_list_push(list, block)
                            : picoring_list_push_sized(list, block, sizeof(item));
        return code == PICORING_OK;
    }
    item *place = way == BY_CLAIM ? (item *)picoring_list_claim(list, count) : block;
    if (!place) return 0;
    for (size_t i = 0; i < count; ++i) place[i] = item_of(n + i);
    if (way == BY_APPEND) return picoring_list_append(list, block, count) == PICORING_OK ? count : 0;
    size_t part = count / 2; /* committed in two parts */
    if (picoring_list_commit(list, part) != PICORING_OK) return 0;
    return picoring_list_commit(list, count - part) == PICORING_OK ? count : 0;
}

static void *write_all(void *argument)
{
    const shared *all = (const shared *)argument;
    for (size_t n = 0, turn = 0, more; n < all->total; n += more, ++turn) {
        more = append_some(all, n, turn);
        if (more == 0) return (void *)1;
        /* "readers may stay" */
        if (all->way == BY_ALL_AND_SHRINK && turn % 1000 == 999 &&
            picoring_list_shrink(all->list) != PICORING_OK)
            return (void *)2;
    }
    return NULL;
}

/* The reader that checks all elements as soon as they are there, each once. */
static void *read_all(void *argument)
{
    const shared *all = (const shared *)argument;
    const picoring_list *list = all->list;
    const item *data = (const item *)picoring_list_data(list);
    for (size_t seen = 0; seen < all->total;) {
        size_t len = picoring_list_len(list);
        if (len < seen) return (void *)1;
        if (len > all->total) return (void *)2;
        if (picoring_list_data(list) != (const void *)data) return (void *)3;
        for (; seen < len; ++seen)
            if (!is_item(&data[seen], seen)) return (void *)4;
    }
    return NULL;
}

/* The readers that ask for elements one by one, anywhere in [0, len), through
 * the other verbs. */
static void *read_anywhere(void *argument)
{
    const shared *all = (const shared *)argument;
    const picoring_list *list = all->list;
    uint64_t random = 1;
    for (size_t seen = 0; seen < all->total;) {
        size_t len = picoring_list_len(list), count = 0;
        if (len < seen) return (void *)11;
        seen = len;
        item copy;
        if (picoring_list_get(list, all->total, &copy) != PICORING_ERANGE) return (void *)12;
        if (picoring_list_at(list, all->total) != NULL) return (void *)13;
        if (len == 0) continue;
        random = random * 6364136223846793005u + 1442695040888963407u;
        size_t n = (size_t)(random >> 33) % len;
        if (random >> 62 == 0) n = len - 1; /* the youngest */
        const item *place = (const item *)picoring_list_at(list, n);
        if (!place || !is_item(place, n)) return (void *)14;
        if (picoring_list_get(list, n, &copy) != PICORING_OK || !is_item(&copy, n)) return (void *)15;
        size_t size = picoring_list_chunk_size(list);
        if (picoring_list_chunk_count(list) < (len + size - 1) / size) return (void *)16;
        place = (const item *)picoring_list_chunk(list, n / size, &count);
        if (!place || count <= n % size || count > size) return (void *)17;
        if (!is_item(&place[n % size], n)) return (void *)18;
        if (!is_item(&place[count - 1], n / size * size + count - 1)) return (void *)19;
    }
    return NULL;
}

static void run_readers(int way, size_t total, picoring_list_options options)
{
    shared all = {NULL, total, way};
    options.reserve = total; /* more than the default where there are few addresses */
    assert_code(PICORING_OK, picoring_list_create(sizeof(item), &options, &all.list));
    pthread_t writer, readers[READERS];
    for (size_t i = 0; i < READERS; ++i)
        assert_int_equal(pthread_create(&readers[i], NULL, i == 0 ? read_all : read_anywhere, &all), 0);
    assert_int_equal(pthread_create(&writer, NULL, write_all, &all), 0);
    void *result = (void *)99;
    assert_int_equal(pthread_join(writer, &result), 0);
    if (result) { /* the readers would wait for ever */
        print_error("the writer failed (%zu)\n", (size_t)(uintptr_t)result);
        exit(1);
    }
    for (size_t i = 0; i < READERS; ++i) {
        assert_int_equal(pthread_join(readers[i], &result), 0);
        assert_int_equal((uintptr_t)result, 0);
    }
    assert_int_equal(picoring_list_len(all.list), total);
    const item *data = (const item *)picoring_list_data(all.list);
    for (size_t n = 0; n < total; ++n) assert_true(is_item(&data[n], n));
    picoring_list_destroy(all.list);
}

static void readers_see_every_element_whole_while_one_thread_pushes(void **state)
{
    (void)state;
    run_readers(BY_PUSH, millions(8), as_ever);
}

static void readers_see_every_element_whole_while_one_thread_appends_blocks(void **state)
{
    (void)state;
    run_readers(BY_APPEND, millions(8), as_ever);
}

static void readers_see_every_element_whole_while_one_thread_writes_in_place(void **state)
{
    (void)state;
    run_readers(BY_CLAIM, millions(8), as_ever);
}

static void readers_may_stay_while_the_writer_shrinks_what_is_behind(void **state)
{
    (void)state;
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.chunk = 1000; /* no power of two */
    run_readers(BY_ALL_AND_SHRINK, millions(4), options);
    options.small_pages = 1;
    options.chunk = 128;
    options.least_step = options.most_step = 65536; /* many steps */
    run_readers(BY_ALL_AND_SHRINK, millions(2), options);
}

/* ---- A list each ---- */

typedef struct own {
    size_t me, total;
} own;

static void *grow_own(void *argument)
{
    const own *mine = (const own *)argument;
    picoring_list *list = NULL;
    if (picoring_list_create(8, NULL, &list) != PICORING_OK) return (void *)1;
    for (int round = 0; round < 3; ++round) {
        for (size_t n = picoring_list_len(list); n < mine->total; ++n) {
            uint64_t value = n * 8 + mine->me;
            if (picoring_list_push_sized(list, &value, sizeof value) != PICORING_OK) return (void *)2;
        }
        const uint64_t *data = (const uint64_t *)picoring_list_data(list);
        for (size_t n = 0; n < mine->total; ++n)
            if (data[n] != n * 8 + mine->me) return (void *)3;
        if (picoring_list_truncate(list, mine->total / 7) != PICORING_OK) return (void *)4;
        if (picoring_list_shrink(list) != PICORING_OK) return (void *)5;
        uint64_t value = 0; /* each thread has a sentence of its own */
        char wanted[64];
        snprintf(wanted, sizeof wanted, "picoring_list_get: index %zu,", mine->total + mine->me);
        if (picoring_list_get(list, mine->total + mine->me, &value) != PICORING_ERANGE) return (void *)6;
        if (!strstr(picoring_last_error(), wanted)) return (void *)7;
    }
    picoring_list_destroy(list);
    return NULL;
}

static void two_lists_grow_in_two_threads(void **state)
{
    (void)state;
    own owns[2];
    pthread_t threads[2];
    for (size_t i = 0; i < 2; ++i) {
        owns[i].me = i;
        owns[i].total = millions(6) + i;
        assert_int_equal(pthread_create(&threads[i], NULL, grow_own, &owns[i]), 0);
    }
    for (size_t i = 0; i < 2; ++i) {
        void *result = (void *)99;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_int_equal((uintptr_t)result, 0);
    }
}

static void *use_many_lists(void *argument)
{
    size_t me = (size_t)(uintptr_t)argument;
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.reserve = 100000;
    for (size_t round = 0; round < 50; ++round) {
        picoring_list *list = NULL;
        options.small_pages = round % 2;
        if (picoring_list_create(24, &options, &list) != PICORING_OK) return (void *)1;
        unsigned char element[24];
        for (size_t n = 0; n < 500 + 10 * round; ++n) {
            pattern(element, me * 1000003 + round * 7919 + n, 24);
            if (picoring_list_push(list, element) != PICORING_OK) return (void *)2;
        }
        for (size_t n = 500 + 10 * round; n-- > 0;) {
            if (picoring_list_pop(list, element) != PICORING_OK) return (void *)3;
            if (!has_pattern(element, me * 1000003 + round * 7919 + n, 24)) return (void *)4;
        }
        picoring_list_destroy(list);
    }
    return NULL;
}

static void lists_made_by_many_threads_do_not_meet(void **state)
{
    (void)state;
    pthread_t threads[8];
    for (size_t i = 0; i < COUNT_OF(threads); ++i)
        assert_int_equal(pthread_create(&threads[i], NULL, use_many_lists, (void *)(uintptr_t)i), 0);
    for (size_t i = 0; i < COUNT_OF(threads); ++i) {
        void *result = (void *)99;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_ptr_equal(result, NULL);
    }
}

/* A list may go from one thread to the next that writes. */
static void *append_a_hundred(void *argument)
{
    picoring_list *list = (picoring_list *)argument;
    for (size_t i = 0; i < 100; ++i) {
        item next = item_of(picoring_list_len(list));
        if (picoring_list_push(list, &next) != PICORING_OK) return (void *)1;
    }
    return NULL;
}

static void the_writer_may_be_one_thread_after_the_other(void **state)
{
    (void)state;
    picoring_list *list = NULL;
    assert_code(PICORING_OK, picoring_list_create(sizeof(item), NULL, &list));
    for (int round = 0; round < 100; ++round) {
        pthread_t thread;
        void *result = (void *)99;
        assert_int_equal(pthread_create(&thread, NULL, append_a_hundred, list), 0);
        assert_int_equal(pthread_join(thread, &result), 0);
        assert_ptr_equal(result, NULL);
    }
    assert_int_equal(picoring_list_len(list), 10000);
    for (size_t n = 0; n < 10000; ++n) assert_true(is_item((item *)picoring_list_at(list, n), n));
    picoring_list_destroy(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readers_see_every_element_whole_while_one_thread_pushes),
        cmocka_unit_test(readers_see_every_element_whole_while_one_thread_appends_blocks),
        cmocka_unit_test(readers_see_every_element_whole_while_one_thread_writes_in_place),
        cmocka_unit_test(readers_may_stay_while_the_writer_shrinks_what_is_behind),
        cmocka_unit_test(two_lists_grow_in_two_threads),
        cmocka_unit_test(lists_made_by_many_threads_do_not_meet),
        cmocka_unit_test(the_writer_may_be_one_thread_after_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
