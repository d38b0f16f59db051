/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_sandbox.c: where the system refuses the calls behind the techniques, one
 * after the other. tests/run has the object tests in such a place as well.
 */
#include "check.h"
#include "sandbox.h"

static const char *const objects[] = {"mirror", "ring", "stream", "spsc", "mpsc", "records"};

static int create(size_t object, const picoring_options *memory, void **out_handle)
{
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    options.memory = memory;
    switch (object) {
    case 0: return picoring_mirror_create(100, memory, (picoring_mirror **)out_handle);
    case 1: return picoring_ring_create(100, 8, memory, (picoring_ring **)out_handle);
    case 2: return picoring_stream_create(100, memory, (picoring_stream **)out_handle);
    case 3: return picoring_spsc_create(100, 8, &options, (picoring_spsc **)out_handle);
    case 4: return picoring_mpsc_create(100, 8, &options, (picoring_mpsc **)out_handle);
    default: return picoring_records_create(100, 1, &options, (picoring_records **)out_handle);
    }
}

static void destroy(size_t object, void *handle)
{
    switch (object) {
    case 0: picoring_mirror_destroy((picoring_mirror *)handle); break;
    case 1: picoring_ring_destroy((picoring_ring *)handle); break;
    case 2: picoring_stream_destroy((picoring_stream *)handle); break;
    case 3: picoring_spsc_destroy((picoring_spsc *)handle); break;
    case 4: picoring_mpsc_destroy((picoring_mpsc *)handle); break;
    default: picoring_records_destroy((picoring_records *)handle); break;
    }
}

static uint32_t technique_got(void)
{
    picoring_mirror *mirror = NULL;
    picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
    CHILD_CODE(PICORING_OK, picoring_mirror_create(1, NULL, &mirror));
    CHILD_CODE(PICORING_OK, picoring_mirror_describe(mirror, &info));
    picoring_mirror_destroy(mirror);
    return info.technique;
}

static void enter_sandbox(int without)
{
    unsetenv("PICORING_TECHNIQUE");
    if (refuse_calls(without) == 0) return;
    printf("seccomp: %s\n", strerror(errno));
    fflush(stdout);
    _exit(CHILD_SKIPS);
}

#define NO_SECCOMP "no filter of system calls is to be had here"

typedef struct way {
    int without;
    uint32_t technique;
} way;

static void go_another_way(void *argument)
{
    const way *go = (const way *)argument;
    enter_sandbox(go->without);
    CHILD_CHECK(technique_got() == go->technique);
    for (size_t i = 0; i < COUNT_OF(objects); ++i) {
        void *handle = NULL;
        CHILD_CODE(PICORING_OK, create(i, NULL, &handle));
        destroy(i, handle);
    }
}

static void what_is_refused_is_gone_round(void **state)
{
    (void)state;
    static way ways[] = {
        {0, PICORING_TECHNIQUE_MEMFD},
        {NO_MREMAP | NO_SHM, PICORING_TECHNIQUE_MEMFD},
        {NO_MEMFD, PICORING_TECHNIQUE_MREMAP},
        {NO_MEMFD | NO_SHM, PICORING_TECHNIQUE_MREMAP},
        {NO_MEMFD | NO_MREMAP, PICORING_TECHNIQUE_SHM},
        {NO_ADVICE_TAKEN, PICORING_TECHNIQUE_MEMFD},
    };
    for (size_t i = 0; i < COUNT_OF(ways); ++i) {
        int result = in_child(go_another_way, &ways[i]);
        if (result == CHILD_SKIPS) SKIP_BECAUSE(NO_SECCOMP);
        assert_int_equal(result, 0);
    }
}

/* What was only a hint is done without; what was promised is refused. */
static void go_without_advice(void *argument)
{
    (void)argument;
    enter_sandbox(NO_ADVICE_TAKEN);
    picoring_list *list = NULL;
    CHILD_CODE(PICORING_OK, picoring_list_create(sizeof(int), NULL, &list));
    for (int i = 0; i < 1000000; ++i) CHILD_CODE(PICORING_OK, picoring_list_push(list, &i));
    for (int i = 0; i < 1000000; i += 999) {
        int value = 0;
        CHILD_CODE(PICORING_OK, picoring_list_get(list, (size_t)i, &value));
        CHILD_CHECK(value == i);
    }
    CHILD_CODE(PICORING_OK, picoring_list_clear(list));
    CHILD_CODE(PICORING_OK, picoring_list_shrink(list));
    picoring_list_destroy(list);
    picoring_list_options secret = PICORING_LIST_OPTIONS_INIT;
    secret.dump = PICORING_DUMP_NONE;
    CHILD_CODE(PICORING_ENOSYS, picoring_list_create(sizeof(int), &secret, &list));
    CHILD_SENTENCE_HAS("MADV_DONTDUMP");
    picoring_options memory = PICORING_OPTIONS_INIT;
    picoring_ring *ring = NULL;
    memory.dump = PICORING_DUMP_NONE;
    CHILD_CODE(PICORING_ENOSYS, picoring_ring_create(10, 1, &memory, &ring));
    CHILD_SENTENCE_HAS("MADV_DONTDUMP");
}

static void where_advice_is_refused_hints_are_done_without(void **state)
{
    (void)state;
    int result = in_child(go_without_advice, NULL);
    if (result == CHILD_SKIPS) SKIP_BECAUSE(NO_SECCOMP);
    assert_int_equal(result, 0);
}

static void find_nothing(void *argument)
{
    (void)argument;
    enter_sandbox(NO_MAPPING);
    picoring_options memory = PICORING_OPTIONS_INIT;
    memory.technique = PICORING_TECHNIQUE_EMULATED;
    for (size_t i = 0; i < COUNT_OF(objects); ++i) {
        void *handle = UNTOUCHED(void);
        held before = what_is_held();
        CHILD_CODE(PICORING_ENOSYS, create(i, NULL, &handle));
        CHILD_CHECK(handle == UNTOUCHED(void));
        CHILD_CHECK(same_held(before));
        CHILD_SENTENCE_HAS(objects[i]);
        static const char *const parts[] = {"memfd", "mremap", "shm", "emulated"};
        for (size_t k = 0; k < COUNT_OF(parts); ++k) CHILD_SENTENCE_HAS(parts[k]);
        CHILD_SENTENCE_HAS(strerror(EPERM));
        CHILD_CODE(PICORING_OK, create(i, &memory, &handle)); /* as the sentence says */
        destroy(i, handle);
    }
    setenv("PICORING_TECHNIQUE", "emulated", 1);
    CHILD_CHECK(technique_got() == PICORING_TECHNIQUE_EMULATED);
}

static void with_all_refused_the_sentence_names_the_emulated_technique(void **state)
{
    (void)state;
    int result = in_child(find_nothing, NULL);
    if (result == CHILD_SKIPS) SKIP_BECAUSE(NO_SECCOMP);
    assert_int_equal(result, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_refused_is_gone_round),
        cmocka_unit_test(where_advice_is_refused_hints_are_done_without),
        cmocka_unit_test(with_all_refused_the_sentence_names_the_emulated_technique),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
