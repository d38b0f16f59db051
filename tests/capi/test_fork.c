/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_fork.c: what a forked child may do with the objects of its parent: by
 * default nothing but destroy them, which touches nothing; with inherit, share
 * their memory.
 */
#include "check.h"
#include "kernel.h"
#include "techniques.h"

#include <pthread.h>
#include <sys/mman.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

static picoring_options by(uint32_t technique, uint32_t inherit)
{
    picoring_options options = PICORING_OPTIONS_INIT;
    options.technique = technique;
    options.inherit = inherit;
    return options;
}

typedef struct family {
    picoring_ring *ring;     /* 1, 2, 3 in it */
    picoring_stream *stream; /* "words" in it */
    picoring_mirror *mirror; /* 42 at its start */
} family;

static family make_family(uint32_t technique, uint32_t inherit)
{
    family all = {NULL, NULL, NULL};
    picoring_options options = by(technique, inherit);
    assert_code(PICORING_OK, picoring_ring_create(100, sizeof(int), &options, &all.ring));
    assert_code(PICORING_OK, picoring_stream_create(100, &options, &all.stream));
    assert_code(PICORING_OK, picoring_mirror_create(100, &options, &all.mirror));
    for (int i = 1; i <= 3; ++i) assert_code(PICORING_OK, picoring_ring_push(all.ring, &i));
    size_t n = 0;
    assert_code(PICORING_OK, picoring_stream_write(all.stream, "words", 5, &n));
    *(unsigned char *)picoring_mirror_data(all.mirror) = 42;
    return all;
}

static void check_and_destroy_family(family all)
{
    assert_int_equal(picoring_ring_len(all.ring), 3);
    for (int i = 1; i <= 3; ++i) {
        int value = 0;
        assert_code(PICORING_OK, picoring_ring_pop(all.ring, &value));
        assert_int_equal(value, i);
    }
    for (int i = 0; i < 5000; ++i) assert_code(PICORING_OK, picoring_ring_push_overwrite(all.ring, &i));
    assert_int_equal(*(int *)picoring_ring_at(all.ring, picoring_ring_len(all.ring) - 1), 4999);
    char got[8] = "";
    size_t n = 0;
    assert_code(PICORING_OK, picoring_stream_read(all.stream, got, sizeof got, &n));
    assert_int_equal(n, 5);
    assert_memory_equal(got, "words", 5);
    assert_int_equal(*(unsigned char *)picoring_mirror_data(all.mirror), 42);
    picoring_ring_destroy(all.ring);
    picoring_stream_destroy(all.stream);
    picoring_mirror_destroy(all.mirror);
}

/* ---- Not inherited ---- */

static void ring_verbs_refuse(picoring_ring *ring)
{
    int value = 4711;
    size_t n = 77;
    CHILD_CODE(PICORING_EFORK, picoring_ring_push(ring, &value));
    CHILD_SENTENCE_HAS("picoring_ring_push");
    CHILD_CODE(PICORING_EFORK, picoring_ring_pop(ring, &value));
    CHILD_SENTENCE_HAS("picoring_ring_pop");
    CHILD_CODE(PICORING_EFORK, picoring_ring_push_sized(ring, &value, sizeof value));
    CHILD_CODE(PICORING_EFORK, picoring_ring_pop_sized(ring, &value, sizeof value));
    CHILD_CODE(PICORING_EFORK, picoring_ring_push_overwrite(ring, &value));
    CHILD_CODE(PICORING_EFORK, picoring_ring_push_n(ring, &value, 1));
    CHILD_CODE(PICORING_EFORK, picoring_ring_push_n(ring, &value, 1000000));
    CHILD_CODE(PICORING_EFORK, picoring_ring_pop_n(ring, &value, 1));
    CHILD_CODE(PICORING_EFORK, picoring_ring_pop_n(ring, &value, 1000000));
    CHILD_CODE(PICORING_EFORK, picoring_ring_push_some(ring, &value, 1, &n));
    CHILD_CODE(PICORING_EFORK, picoring_ring_pop_some(ring, &value, 1, &n));
    CHILD_CHECK(n == 77);
    CHILD_CHECK(picoring_ring_claim(ring, 1) == NULL);
    CHILD_CODE(PICORING_EFORK, picoring_ring_claim_status(ring, 1));
    CHILD_CODE(PICORING_EFORK, picoring_ring_claim_status(ring, 1000000));
    CHILD_CODE(PICORING_EFORK, picoring_ring_commit(ring, 1));
    CHILD_CHECK(picoring_ring_peek(ring, &n) == NULL);
    CHILD_CHECK(n == 0);
    CHILD_CODE(PICORING_EFORK, picoring_ring_peek_status(ring));
    CHILD_CODE(PICORING_EFORK, picoring_ring_release(ring, 1));
    CHILD_CODE(PICORING_EFORK, picoring_ring_set(ring, 0, &value));
    CHILD_CHECK(picoring_ring_view(ring, 0, 1) == NULL);
    CHILD_CHECK(picoring_ring_at(ring, 0) == NULL);
    CHILD_CHECK(picoring_ring_len(ring) == 0);
    CHILD_CHECK(picoring_ring_free(ring) == 0);
    (void)picoring_ring_cancel(ring);
    (void)picoring_ring_clear(ring);
    (void)picoring_ring_commit(ring, 0);
    (void)picoring_ring_release(ring, 0);
    (void)picoring_ring_push_n(ring, &value, 0);
    CHILD_CODE(PICORING_EFORK, picoring_ring_push(ring, &value));
    CHILD_CHECK(value == 4711);
    CHILD_CHECK(picoring_mirror_data(picoring_ring_mirror(ring)) == NULL);
}

static void stream_verbs_refuse(picoring_stream *stream)
{
    char byte = 'u';
    size_t n = 77;
    CHILD_CODE(PICORING_EFORK, picoring_stream_write(stream, &byte, 1, &n));
    CHILD_SENTENCE_HAS("picoring_stream_write");
    CHILD_CODE(PICORING_EFORK, picoring_stream_read(stream, &byte, 1, &n));
    CHILD_CODE(PICORING_EFORK, picoring_stream_find(stream, 0, "w", 1, &n));
    CHILD_CODE(PICORING_EFORK, picoring_stream_read_from_fd(stream, 0, 1, &n));
    CHILD_CODE(PICORING_EFORK, picoring_stream_write_to_fd(stream, 1, 1, &n));
    CHILD_CODE(PICORING_EFORK, picoring_stream_commit(stream, 1));
    CHILD_CODE(PICORING_EFORK, picoring_stream_release(stream, 1));
    CHILD_CODE(PICORING_EFORK, picoring_stream_claim_status(stream, 1));
    CHILD_CODE(PICORING_EFORK, picoring_stream_peek_status(stream));
    CHILD_CODE(PICORING_EFORK, picoring_stream_truncate(stream, 0));
    CHILD_CODE(PICORING_EFORK, picoring_stream_close(stream));
    CHILD_SENTENCE_HAS("picoring_stream_close");
    CHILD_CHECK(picoring_stream_claim(stream, 1) == NULL);
    CHILD_CHECK(n == 77);
    CHILD_CHECK(picoring_stream_peek(stream, &n) == NULL);
    CHILD_CHECK(n == 0);
    CHILD_CHECK(picoring_stream_len(stream) == 0);
    CHILD_CHECK(picoring_stream_free(stream) == 0);
    CHILD_CHECK(picoring_stream_ended(stream) == 0);
    CHILD_CHECK(byte == 'u');
}

static void use_in_child(void *argument)
{
    family *all = (family *)argument;
    ring_verbs_refuse(all->ring);
    stream_verbs_refuse(all->stream);
    CHILD_CODE(PICORING_EFORK, picoring_mirror_sync(all->mirror, 0, 1));
    CHILD_SENTENCE_HAS("picoring_mirror_sync");
    CHILD_CHECK(picoring_mirror_data(all->mirror) == NULL);
    picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
    CHILD_CODE(PICORING_OK, picoring_mirror_describe(all->mirror, &info));
    picoring_ring_destroy(all->ring);
    picoring_stream_destroy(all->stream);
    picoring_mirror_destroy(all->mirror);
}

static void a_child_may_only_destroy(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 0) {
        family all = make_family(technique, 0);
        assert_int_equal(in_child(use_in_child, &all), 0);
        check_and_destroy_family(all);
    }
}

static void *address_of_the_mirror;

/* The memory is not in the child; what the child puts at its address is its
 * own, and the destroy of the parent's handle may not unmap it. */
static void destroy_over_own_memory(void *argument)
{
    family *all = (family *)argument;
    size_t both = 2 * picoring_granularity();
    unsigned char *own = (unsigned char *)mmap(address_of_the_mirror, both, PROT_READ | PROT_WRITE,
                                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    CHILD_CHECK(own == address_of_the_mirror);
    memset(own, 9, both);
    held before = what_is_held();
    picoring_mirror_destroy(all->mirror);
    picoring_ring_destroy(all->ring);
    picoring_stream_destroy(all->stream);
    CHILD_CHECK(same_held(before));
    for (size_t i = 0; i < both; ++i) CHILD_CHECK(own[i] == 9);
}

static void a_childs_destroy_touches_nothing(void **state)
{
    (void)state;
    if (!advice_is_followed()) SKIP_BECAUSE(NO_ADVICE);
    FOR_EACH_MAPPING(technique) {
        family all = make_family(technique, 0);
        address_of_the_mirror = picoring_mirror_data(all.mirror);
        assert_int_equal(in_child(destroy_over_own_memory, &all), 0);
        check_and_destroy_family(all);
    }
}

static void make_own_in_child(void *argument)
{
    (void)argument;
    picoring_ring *ring = NULL;
    for (int i = 0; i < 20; ++i) {
        CHILD_CODE(PICORING_OK, picoring_ring_create(10, sizeof(int), NULL, &ring));
        CHILD_CODE(PICORING_OK, picoring_ring_push(ring, &i));
        int value = -1;
        CHILD_CODE(PICORING_OK, picoring_ring_pop(ring, &value));
        CHILD_CHECK(value == i);
        picoring_ring_destroy(ring);
    }
}

static void a_child_makes_rings_of_its_own(void **state)
{
    (void)state;
    family all = make_family(PICORING_TECHNIQUE_AUTO, 0);
    assert_int_equal(in_child(make_own_in_child, NULL), 0);
    check_and_destroy_family(all);
}

static void check_in_grandchild(void *argument)
{
    family *all = (family *)argument; /* [0] of the parent, [1] of the child */
    int value = 7;
    CHILD_CODE(PICORING_EFORK, picoring_ring_push(all[0].ring, &value));
    CHILD_CODE(PICORING_EFORK, picoring_ring_push(all[1].ring, &value));
    CHILD_CODE(PICORING_EFORK, picoring_ring_pop(all[1].ring, &value));
    picoring_ring_destroy(all[0].ring);
    picoring_ring_destroy(all[1].ring);
    picoring_stream_destroy(all[0].stream);
    picoring_mirror_destroy(all[0].mirror);
    make_own_in_child(NULL);
}

static void have_a_grandchild(void *argument)
{
    family both[2];
    memset(both, 0, sizeof both);
    both[0] = *(family *)argument;
    int value = 7;
    CHILD_CODE(PICORING_EFORK, picoring_ring_push(both[0].ring, &value));
    CHILD_CODE(PICORING_OK, picoring_ring_create(10, sizeof(int), NULL, &both[1].ring));
    CHILD_CODE(PICORING_OK, picoring_ring_push(both[1].ring, &value));
    CHILD_CHECK(in_child(check_in_grandchild, both) == 0);
    value = 0;
    CHILD_CODE(PICORING_OK, picoring_ring_pop(both[1].ring, &value));
    CHILD_CHECK(value == 7);
    CHILD_CODE(PICORING_EFORK, picoring_ring_pop(both[0].ring, &value));
    picoring_ring_destroy(both[1].ring);
    picoring_ring_destroy(both[0].ring);
}

static void a_grandchild_may_use_neither_its_parents_nor_its_grandparents(void **state)
{
    (void)state;
    family all = make_family(PICORING_TECHNIQUE_AUTO, 0);
    assert_int_equal(in_child(have_a_grandchild, &all), 0);
    check_and_destroy_family(all);
}

static void a_closed_stream_of_the_parent_is_efork_too(void *argument)
{
    picoring_stream *stream = (picoring_stream *)argument;
    size_t n = 77;
    char byte;
    CHILD_CODE(PICORING_EFORK, picoring_stream_read(stream, &byte, 1, &n));
    CHILD_CODE(PICORING_EFORK, picoring_stream_write(stream, "x", 1, &n));
    CHILD_CODE(PICORING_EFORK, picoring_stream_peek_status(stream));
    picoring_stream_destroy(stream);
}

static void closing_before_the_fork_makes_no_difference(void **state)
{
    (void)state;
    picoring_stream *stream = NULL;
    assert_code(PICORING_OK, picoring_stream_create(10, NULL, &stream));
    size_t n = 0;
    assert_code(PICORING_OK, picoring_stream_write(stream, "abc", 3, &n));
    assert_code(PICORING_OK, picoring_stream_close(stream));
    assert_int_equal(in_child(a_closed_stream_of_the_parent_is_efork_too, stream), 0);
    char got[3];
    assert_code(PICORING_OK, picoring_stream_read(stream, got, 3, &n));
    assert_memory_equal(got, "abc", 3);
    assert_int_equal(picoring_stream_ended(stream), 1);
    picoring_stream_destroy(stream);
}

/* The sentence has the operation that the caller called. */
static void refuse_by_name(void *argument)
{
    picoring_stream *stream = (picoring_stream *)argument;
    size_t n = 77;
    CHILD_CODE(PICORING_EFORK, picoring_stream_read_from_fd(stream, 0, 1, &n));
    CHILD_SENTENCE_HAS("picoring_stream_read_from_fd");
    CHILD_CODE(PICORING_EFORK, picoring_stream_write_to_fd(stream, 1, 1, &n));
    CHILD_SENTENCE_HAS("picoring_stream_write_to_fd");
    CHILD_CODE(PICORING_EFORK, picoring_stream_find(stream, 0, "x", 1, &n));
    CHILD_SENTENCE_HAS("picoring_stream_find");
}

static void a_verb_refused_in_a_child_names_itself(void **state)
{
    (void)state;
    picoring_stream *stream = NULL;
    assert_code(PICORING_OK, picoring_stream_create(10, NULL, &stream));
    assert_int_equal(in_child(refuse_by_name, stream), 0);
    picoring_stream_destroy(stream);
}

/* ---- Exit handlers ---- */

static family at_exit;

static void destroy_at_exit(void)
{
    picoring_ring_destroy(at_exit.ring);
    picoring_stream_destroy(at_exit.stream);
    picoring_mirror_destroy(at_exit.mirror);
}

static void leave_by_exit(void *argument)
{
    (void)argument;
    atexit(destroy_at_exit);
    exit(0);
}

static void exit_handlers_of_a_child_leave_the_parent_alone(void **state)
{
    (void)state;
    if (UNDER_ASAN)
        SKIP_BECAUSE("exit() in a child would look for leaks in the parent's heap; _exit elsewhere");
    FOR_EACH_TECHNIQUE(technique, 0) {
        at_exit = make_family(technique, 0);
        for (int i = 0; i < 3; ++i) assert_int_equal(in_child(leave_by_exit, NULL), 0);
        check_and_destroy_family(at_exit);
    }
}

/* ---- Inherited ---- */

static void change_in_child(void *argument)
{
    family *all = (family *)argument;
    CHILD_CHECK(*(unsigned char *)picoring_mirror_data(all->mirror) == 42);
    *((unsigned char *)picoring_mirror_data(all->mirror) + 1) = 43;
    CHILD_CODE(PICORING_OK, picoring_mirror_sync(all->mirror, 1, 1));
    int *first = (int *)picoring_ring_at(all->ring, 0);
    CHILD_CHECK(first && *first == 1);
    *first = 1001;
    int value = 0;
    CHILD_CODE(PICORING_OK, picoring_ring_pop(all->ring, &value));
    CHILD_CHECK(value == 1001);
    CHILD_CHECK(picoring_ring_len(all->ring) == 2);
    char got[8];
    size_t n = 0;
    CHILD_CODE(PICORING_OK, picoring_stream_read(all->stream, got, sizeof got, &n));
    CHILD_CHECK(n == 5 && memcmp(got, "words", 5) == 0);
    picoring_ring_destroy(all->ring);
    picoring_stream_destroy(all->stream);
    picoring_mirror_destroy(all->mirror);
}

static void an_inherited_ring_shares_its_memory_with_the_child(void **state)
{
    (void)state;
    FOR_EACH_MAPPING(technique) {
        family all = make_family(technique, 1);
        assert_int_equal(in_child(change_in_child, &all), 0);
        assert_int_equal(((unsigned char *)picoring_mirror_data(all.mirror))[1], 43);
        int *first = (int *)picoring_ring_at(all.ring, 0);
        assert_int_equal(*first, 1001);
        *first = 1;
        check_and_destroy_family(all);
    }
}

static void share_with_grandchild(void *argument)
{
    CHILD_CHECK(in_child(change_in_child, argument) == 0);
    family *all = (family *)argument;
    CHILD_CHECK(((unsigned char *)picoring_mirror_data(all->mirror))[1] == 43);
}

static void an_inherited_ring_reaches_a_grandchild(void **state)
{
    (void)state;
    FOR_EACH_MAPPING(technique) {
        family all = make_family(technique, 1);
        assert_int_equal(in_child(share_with_grandchild, &all), 0);
        assert_int_equal(((unsigned char *)picoring_mirror_data(all.mirror))[1], 43);
        *(int *)picoring_ring_at(all.ring, 0) = 1;
        check_and_destroy_family(all);
    }
}

static void emulated_memory_is_refused_or_usable_when_inherited(void **state)
{
    (void)state;
    /* Heap is copied by fork, not shared: either it is refused, or the child
     * has a copy that it may use. */
    picoring_options options = by(PICORING_TECHNIQUE_EMULATED, 1);
    picoring_ring *ring = UNTOUCHED(picoring_ring);
    int code = picoring_ring_create(10, sizeof(int), &options, &ring);
    if (code != PICORING_OK) {
        assert_code(PICORING_ENOSYS, code);
        assert_sentence_has("emulated");
        assert_ptr_equal(ring, UNTOUCHED(picoring_ring));
        return;
    }
    picoring_ring_destroy(ring);
    family all = make_family(PICORING_TECHNIQUE_EMULATED, 1);
    assert_int_equal(in_child(change_in_child, &all), 0);
    check_and_destroy_family(all);
}

/* ---- Threads ---- */

static int stop;

static void *make_and_destroy(void *argument)
{
    (void)argument;
    while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
        picoring_ring *ring = NULL;
        if (picoring_ring_create(10, 8, NULL, &ring) != PICORING_OK) return (void *)1;
        picoring_ring_destroy(ring);
    }
    return NULL;
}

static void a_fork_amid_creations_leaves_a_child_that_works(void **state)
{
    (void)state;
    if (UNDER_ASAN)
        SKIP_BECAUSE("AddressSanitizer's allocator is not made for forks amid its own work: it hangs");
    pthread_t threads[3];
    __atomic_store_n(&stop, 0, __ATOMIC_RELEASE);
    for (size_t i = 0; i < COUNT_OF(threads); ++i)
        assert_int_equal(pthread_create(&threads[i], NULL, make_and_destroy, NULL), 0);
    int wrong = 0;
    for (int i = 0; i < 60; ++i) wrong += in_child(make_own_in_child, NULL) != 0;
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
        cmocka_unit_test(a_child_may_only_destroy),
        cmocka_unit_test(a_childs_destroy_touches_nothing),
        cmocka_unit_test(a_child_makes_rings_of_its_own),
        cmocka_unit_test(a_grandchild_may_use_neither_its_parents_nor_its_grandparents),
        cmocka_unit_test(closing_before_the_fork_makes_no_difference),
        cmocka_unit_test(a_verb_refused_in_a_child_names_itself),
        cmocka_unit_test(exit_handlers_of_a_child_leave_the_parent_alone),
        cmocka_unit_test(an_inherited_ring_shares_its_memory_with_the_child),
        cmocka_unit_test(an_inherited_ring_reaches_a_grandchild),
        cmocka_unit_test(emulated_memory_is_refused_or_usable_when_inherited),
        cmocka_unit_test(a_fork_amid_creations_leaves_a_child_that_works),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
