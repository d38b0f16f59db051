/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_errors.c: names and meanings of codes, and the sentence of the last
 * failure: what it says, how long it lasts, and whose it is.
 */
#include "check.h"

#include <pthread.h>
#ifndef _WIN32
#include "kernel.h"
#endif

static void every_code_has_a_name_and_a_meaning_of_its_own(void **state)
{
    (void)state;
    static const struct {
        int code;
        const char *name;
    } codes[] = {
        {0, "PICORING_OK"},           {-1, "PICORING_EAGAIN"},      {-2, "PICORING_EEND"},
        {-3, "PICORING_ERANGE"},      {-4, "PICORING_EPIPE"},       {-5, "PICORING_EINTR"},
        {-6, "PICORING_ENOBUFS"},     {-7, "PICORING_ENODATA"},     {-8, "PICORING_EINVAL"},
        {-9, "PICORING_EFAULT"},      {-10, "PICORING_EOVERFLOW"},  {-11, "PICORING_EALIGN"},
        {-12, "PICORING_E2BIG"},      {-13, "PICORING_EVERSION"},   {-14, "PICORING_ENOSYS"},
        {-15, "PICORING_ENOMEM"},     {-16, "PICORING_EADDRSPACE"}, {-17, "PICORING_EMAPCOUNT"},
        {-18, "PICORING_EMFILE"},     {-19, "PICORING_EFBIG"},      {-20, "PICORING_ENOSPC"},
        {-21, "PICORING_ELOCK"},      {-22, "PICORING_EHUGE"},      {-23, "PICORING_EFORK"},
        {-24, "PICORING_EIO"},        {-25, "PICORING_ETIMEDOUT"},  {-26, "PICORING_EBUSY"},
        {-27, "PICORING_ESTATE"},     {-28, "PICORING_EPEER"},
    };
    for (size_t i = 0; i < COUNT_OF(codes); ++i) {
        assert_string_equal(picoring_errname(codes[i].code), codes[i].name);
        const char *meaning = picoring_strerror(codes[i].code);
        assert_true(strlen(meaning) > 5);
        for (size_t k = 0; k < i; ++k)
            assert_string_not_equal(meaning, picoring_strerror(codes[k].code));
    }
}

static void unknown_codes_are_answered(void **state)
{
    (void)state;
    static const int codes[] = {1, 2, 28, -29, -30, -1000, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < COUNT_OF(codes); ++i) {
        assert_string_equal(picoring_strerror(codes[i]), "unknown error code");
        assert_string_equal(picoring_errname(codes[i]), "PICORING_E?");
    }
}

static void the_version_of_the_library_is_that_of_its_headers(void **state)
{
    (void)state;
    char text[32];
    snprintf(text, sizeof text, "%d.%d.%d", PICORING_VERSION_MAJOR, PICORING_VERSION_MINOR,
             PICORING_VERSION_PATCH);
    assert_string_equal(picoring_version_string(), text);
    assert_int_equal(picoring_version(), PICORING_VERSION);
    assert_int_equal(picoring_inline_abi(), PICORING_INLINE_ABI);
}

static void *read_last_error(void *argument)
{
    (void)argument;
    return (void *)(uintptr_t)(strcmp(picoring_last_error(), "") == 0);
}

static void nothing_has_failed_yet_in_a_new_thread(void **state)
{
    (void)state;
    assert_code(PICORING_EFAULT, picoring_mirror_create(1, NULL, NULL));
    assert_string_not_equal(picoring_last_error(), "");
    pthread_t thread;
    void *empty = NULL;
    assert_int_equal(pthread_create(&thread, NULL, read_last_error, NULL), 0);
    assert_int_equal(pthread_join(thread, &empty), 0);
    assert_ptr_equal(empty, (void *)1);
}

static void a_success_leaves_the_sentence_alone(void **state)
{
    (void)state;
    assert_code(PICORING_EFAULT, picoring_options_init(NULL, 0));
    char before[512];
    snprintf(before, sizeof before, "%s", picoring_last_error());
    picoring_stream *stream = NULL;
    assert_code(PICORING_OK, picoring_stream_create(1, NULL, &stream));
    size_t n = 0;
    char byte;
    assert_code(PICORING_OK, picoring_stream_write(stream, "x", 1, &n));
    assert_code(PICORING_OK, picoring_stream_read(stream, &byte, 1, &n));
    assert_code(PICORING_EAGAIN, picoring_stream_read(stream, &byte, 1, &n));
    assert_code(PICORING_OK, picoring_stream_close(stream));
    assert_code(PICORING_EEND, picoring_stream_read(stream, &byte, 1, &n));
    assert_code(PICORING_EEND, picoring_stream_peek_status(stream));
    picoring_stream_destroy(stream);
    assert_string_equal(picoring_last_error(), before);
}

static void a_new_failure_takes_the_place_of_the_old_sentence(void **state)
{
    (void)state;
    assert_code(PICORING_EFAULT, picoring_mirror_sync(NULL, 0, 0));
    assert_sentence_has("picoring_mirror_sync");
    assert_code(PICORING_EFAULT, picoring_options_init(NULL, 0));
    assert_sentence_has("picoring_options_init");
    assert_null(strstr(picoring_last_error(), "picoring_mirror_sync"));
}

/* Each thread fails in its own way, all of them at once, many times. */
static pthread_barrier_t together;

static void *fail_in_my_own_way(void *argument)
{
    size_t me = 1 + (size_t)(uintptr_t)argument;
    char part[64];
    picoring_stream *stream = NULL;
    picoring_options options = PICORING_OPTIONS_INIT;
    options.exact = 1;
    if (picoring_stream_create(1000, &options, &stream) != PICORING_OK) return (void *)1;
    size_t wrong = 0;
    for (size_t round = 0; round < 300; ++round) {
        size_t n = me * 10000 + round;
        snprintf(part, sizeof part, "%zu", n); /* no other thread has it */
        wrong += picoring_stream_commit(stream, n) != PICORING_ERANGE;
        pthread_barrier_wait(&together);
        wrong += strstr(picoring_last_error(), part) == NULL;
        pthread_barrier_wait(&together);
    }
    picoring_stream_destroy(stream);
    return (void *)(uintptr_t)wrong;
}

static void every_thread_has_its_own_sentence(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    assert_int_equal(pthread_barrier_init(&together, NULL, THREADS), 0);
    for (size_t i = 0; i < THREADS; ++i)
        assert_int_equal(pthread_create(&threads[i], NULL, fail_in_my_own_way, (void *)(uintptr_t)i), 0);
    for (size_t i = 0; i < THREADS; ++i) {
        void *wrong = (void *)99;
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_ptr_equal(wrong, NULL);
    }
    pthread_barrier_destroy(&together);
}

/* Of dlopen's thread_local memory glibc ends the process where there is no heap. */
#ifdef _WIN32
NOT_HERE(without_heap_a_few_threads_have_sentences_and_the_others_are_told,
         "no limit that a process sets itself")
#else
enum { MANY_THREADS = 12, PLACES = 4 };
static pthread_barrier_t heap_is_empty;

static void *fail_without_heap(void *argument)
{
    (void)argument;
    pthread_barrier_wait(&heap_is_empty);
    uintptr_t own = 0;
    if (picoring_options_init(NULL, 0) == PICORING_EFAULT) {
        const char *sentence = picoring_last_error();
        own = strcmp(sentence, "no memory left for a sentence") == 0                            ? 1
              : strcmp(sentence, "picoring_options_init: a handle or a pointer is NULL") == 0 ? 2
                                                                                              : 0;
    }
    pthread_barrier_wait(&heap_is_empty); /* nobody leaves a place for the next one */
    return (void *)own;
}

static void empty_the_heap(void)
{
    struct rlimit none = {0, 0};
    CHILD_CHECK(setrlimit(RLIMIT_DATA, &none) == 0);
    void *volatile block; /* or the compiler takes every malloc for a success */
    for (size_t size = 1 << 20; size > 0; size -= size > 8192 ? 4096 : 16)
        do block = malloc(size);
        while (block);
}

static void fail_in_many_threads(void *argument)
{
    (void)argument;
    pthread_t threads[MANY_THREADS];
    size_t count[3] = {0, 0, 0};
    CHILD_CHECK(pthread_barrier_init(&heap_is_empty, NULL, MANY_THREADS + 1) == 0);
    for (size_t i = 0; i < MANY_THREADS; ++i)
        CHILD_CHECK(pthread_create(&threads[i], NULL, fail_without_heap, NULL) == 0);
    empty_the_heap();
    pthread_barrier_wait(&heap_is_empty);
    pthread_barrier_wait(&heap_is_empty);
    for (size_t i = 0; i < MANY_THREADS; ++i) {
        void *own;
        CHILD_CHECK(pthread_join(threads[i], &own) == 0);
        ++count[(uintptr_t)own];
    }
    CHILD_CHECK(count[0] == 0 && count[2] >= PLACES);
    CHILD_CHECK(count[1] == MANY_THREADS - PLACES || count[2] > PLACES); /* some heap was left */
    printf("%zu of %d threads had a sentence\n", count[2], MANY_THREADS);
}

static void without_heap_a_few_threads_have_sentences_and_the_others_are_told(void **state)
{
    (void)state;
    if (!limits_are_kept()) SKIP_BECAUSE(NO_LIMIT);
    if (UNDER_ASAN || UNDER_TSAN) SKIP_BECAUSE("a sanitizer needs memory of its own to go on");
    assert_int_equal(in_child(fail_in_many_threads, NULL), 0);
}
#endif

/* The seed's errors are without the system's code. */
#ifdef _WIN32
NOT_HERE(the_sentence_has_operation_size_technique_and_the_systems_error,
         "no limit that a process sets itself; test_windows_faults looks at the sentence")
#else
static void exceed_the_file_size(void *argument)
{
    (void)argument;
    struct rlimit limit = {4096, 4096};
    CHILD_CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    picoring_options options = PICORING_OPTIONS_INIT;
    options.technique = PICORING_TECHNIQUE_MEMFD;
    picoring_ring *ring = UNTOUCHED(picoring_ring);
    CHILD_CODE(PICORING_EFBIG, picoring_ring_create(8192, 8, &options, &ring));
    char number[16];
    snprintf(number, sizeof number, "(%d)", EFBIG);
    CHILD_SENTENCE_HAS("picoring_ring_create: ");
    CHILD_SENTENCE_HAS("65536 bytes");
    CHILD_SENTENCE_HAS("memfd");
    CHILD_SENTENCE_HAS(strerror(EFBIG));
    CHILD_SENTENCE_HAS(number);
}

static void the_sentence_has_operation_size_technique_and_the_systems_error(void **state)
{
    (void)state;
    assert_int_equal(in_child(exceed_the_file_size, NULL), 0);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_a_name_and_a_meaning_of_its_own),
        cmocka_unit_test(unknown_codes_are_answered),
        cmocka_unit_test(the_version_of_the_library_is_that_of_its_headers),
        cmocka_unit_test(nothing_has_failed_yet_in_a_new_thread),
        cmocka_unit_test(a_success_leaves_the_sentence_alone),
        cmocka_unit_test(a_new_failure_takes_the_place_of_the_old_sentence),
        cmocka_unit_test(every_thread_has_its_own_sentence),
        cmocka_unit_test(without_heap_a_few_threads_have_sentences_and_the_others_are_told),
        cmocka_unit_test(the_sentence_has_operation_size_technique_and_the_systems_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
