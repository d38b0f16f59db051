/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_mirror.c: memory that appears twice, by every technique of this system,
 * and what was really got.
 */
#include "check.h"
#include "techniques.h"

static picoring_mirror *mirror_by(uint32_t technique, size_t size)
{
    picoring_options options = PICORING_OPTIONS_INIT;
    options.technique = technique;
    picoring_mirror *mirror = NULL;
    assert_code(PICORING_OK, picoring_mirror_create(size, &options, &mirror));
    assert_non_null(mirror);
    return mirror;
}

static picoring_mirror_info describe(const picoring_mirror *mirror)
{
    picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
    assert_code(PICORING_OK, picoring_mirror_describe(mirror, &info));
    return info;
}

static void the_granularity_is_a_power_of_two_and_whole_pages(void **state)
{
    (void)state;
    size_t granularity = picoring_granularity();
    assert_true(granularity > 0);
    assert_int_equal(granularity & (granularity - 1), 0);
    assert_int_equal(granularity % (size_t)sysconf(_SC_PAGESIZE), 0);
}

/* So that every alignment up to it can be had, and the copies of a byte have one
 * colour where caches are indexed by virtual addresses. */
static void memory_begins_on_a_multiple_of_the_granularity(void **state)
{
    (void)state;
    picoring_mirror *mirrors[8];
    FOR_EACH_TECHNIQUE(technique, 0) {
        picoring_options options = PICORING_OPTIONS_INIT;
        options.technique = technique;
        for (size_t i = 0; i < COUNT_OF(mirrors); ++i) {
            options.guard = i % 2 && technique != PICORING_TECHNIQUE_EMULATED && !emulated_is_forced();
            assert_code(PICORING_OK, picoring_mirror_create(1, &options, &mirrors[i]));
            uintptr_t data = (uintptr_t)picoring_mirror_data(mirrors[i]);
            assert_int_equal(data % picoring_granularity(), 0);
        }
        for (size_t i = 0; i < COUNT_OF(mirrors); ++i) picoring_mirror_destroy(mirrors[i]);
    }
}

static void sizes_are_rounded_up_to_the_granularity(void **state)
{
    (void)state;
    size_t granularity = picoring_granularity();
    const size_t asked[] = {1, granularity - 1, granularity, granularity + 1, 10 * granularity - 1};
    const size_t got[] = {1, 1, 1, 2, 10};
    FOR_EACH_TECHNIQUE(technique, 0) {
        for (size_t i = 0; i < COUNT_OF(asked); ++i) {
            picoring_mirror *mirror = mirror_by(technique, asked[i]);
            assert_int_equal(picoring_mirror_size(mirror), got[i] * granularity);
            picoring_mirror_destroy(mirror);
        }
    }
}

static void an_exact_mirror_is_a_multiple_of_the_granularity_or_refused(void **state)
{
    (void)state;
    picoring_options options = PICORING_OPTIONS_INIT;
    options.exact = 1;
    picoring_mirror *mirror = UNTOUCHED(picoring_mirror);
    assert_code(PICORING_EINVAL, picoring_mirror_create(picoring_granularity() + 1, &options, &mirror));
    assert_sentence_has("picoring_mirror_create");
    assert_sentence_has("granularity");
    assert_ptr_equal(mirror, UNTOUCHED(picoring_mirror));
    assert_code(PICORING_OK, picoring_mirror_create(3 * picoring_granularity(), &options, &mirror));
    assert_int_equal(picoring_mirror_size(mirror), 3 * picoring_granularity());
    picoring_mirror_destroy(mirror);
}

static void a_new_mirror_is_zero_in_both_copies(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 0) {
        picoring_mirror *mirror = mirror_by(technique, 100000);
        const unsigned char *data = (const unsigned char *)picoring_mirror_data(mirror);
        size_t others = 0;
        for (size_t i = 0; i < 2 * picoring_mirror_size(mirror); ++i) others += data[i] != 0;
        assert_int_equal(others, 0);
        picoring_mirror_destroy(mirror);
    }
}

static void every_byte_of_one_copy_is_in_the_other_after_sync(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 0) {
        picoring_mirror *mirror = mirror_by(technique, 50000);
        size_t size = picoring_mirror_size(mirror);
        unsigned char *data = (unsigned char *)picoring_mirror_data(mirror);
        for (size_t start = 0; start <= size; start += size / 8) {
            for (size_t i = 0; i < size; ++i) data[start + i] = pattern_byte(start, i);
            assert_code(PICORING_OK, picoring_mirror_sync(mirror, start, size));
            size_t wrong = 0;
            for (size_t i = 0; i < size; ++i) {
                unsigned char wanted = pattern_byte(start, i);
                size_t place = (start + i) % size;
                wrong += data[place] != wanted || data[place + size] != wanted;
            }
            assert_int_equal(wrong, 0);
        }
        picoring_mirror_destroy(mirror);
    }
}

static void sync_of_a_part_reaches_just_that_part(void **state)
{
    (void)state;
    picoring_mirror *mirror = mirror_by(PICORING_TECHNIQUE_EMULATED, 1);
    size_t size = picoring_mirror_size(mirror);
    unsigned char *data = (unsigned char *)picoring_mirror_data(mirror);
    memset(data + size - 4, 'x', 8); /* across the seam */
    assert_code(PICORING_OK, picoring_mirror_sync(mirror, size - 3, 6));
    assert_memory_equal(data, "xxx\0", 4);
    assert_memory_equal(data + 2 * size - 4, "\0xxx", 4);
    picoring_mirror_destroy(mirror);
}

static void a_sync_beyond_the_two_copies_is_refused(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 0) {
        picoring_mirror *mirror = mirror_by(technique, 1);
        size_t size = picoring_mirror_size(mirror);
        assert_code(PICORING_OK, picoring_mirror_sync(mirror, 0, 0));
        assert_code(PICORING_OK, picoring_mirror_sync(mirror, size, size));
        assert_code(PICORING_ERANGE, picoring_mirror_sync(mirror, 0, size + 1));
        assert_sentence_has("picoring_mirror_sync");
        assert_code(PICORING_ERANGE, picoring_mirror_sync(mirror, size + 1, size));
        assert_code(PICORING_ERANGE, picoring_mirror_sync(mirror, 2 * size, 1));
        assert_code(PICORING_ERANGE, picoring_mirror_sync(mirror, 2 * size + 1, 0));
        assert_code(PICORING_ERANGE, picoring_mirror_sync(mirror, SIZE_MAX, 1));
        assert_code(PICORING_ERANGE, picoring_mirror_sync(mirror, 1, SIZE_MAX));
        picoring_mirror_destroy(mirror);
    }
}

static void the_technique_asked_for_is_the_technique_got(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 1) {
        picoring_mirror *mirror = mirror_by(technique, 12345);
        picoring_mirror_info info = describe(mirror);
        assert_int_equal(info.technique, technique);
        assert_int_equal(info.size, picoring_mirror_size(mirror));
        assert_int_equal(info.granularity, picoring_granularity());
        assert_int_equal(info.page_size, picoring_granularity());
        assert_int_equal(info.locked, 0);
        assert_int_equal(info.inherited, 0);
        assert_int_equal(info.guarded, 0);
        assert_int_equal(info.struct_size, sizeof info);
        assert_int_equal(info.dumped, LEAVES_OUT_OF_DUMPS && technique != PICORING_TECHNIQUE_EMULATED ? 1 : 2);
        picoring_mirror_destroy(mirror);
    }
}

/* The summary of tests/run reads what is printed. */
static void auto_takes_what_the_environment_names_or_a_technique_that_works(void **state)
{
    (void)state;
    picoring_mirror *mirror = mirror_by(PICORING_TECHNIQUE_AUTO, 1);
    uint32_t technique = describe(mirror).technique;
    picoring_mirror_destroy(mirror);
    const char *name = picoring_technique_name(technique);
    printf("technique: %s\n", name);
    if (technique_is_forced())
        assert_string_equal(name, getenv("PICORING_TECHNIQUE"));
    else
        assert_true(technique != PICORING_TECHNIQUE_EMULATED && technique_is_had(technique));
}

/* All that a description has is asked for and got, with every real technique. */
static void what_was_asked_for_is_described(void **state)
{
    (void)state;
    FOR_EACH_MAPPING(technique) {
        picoring_options options = PICORING_OPTIONS_INIT;
        options.technique = technique;
        options.prefault = options.lock = options.inherit = options.guard = 1;
        options.dump = LEAVES_OUT_OF_DUMPS ? PICORING_DUMP_NONE : PICORING_DUMP_ONE;
        picoring_mirror *mirror = NULL;
        assert_code(PICORING_OK, picoring_mirror_create(1, &options, &mirror));
        picoring_mirror_info info = describe(mirror);
        assert_int_equal(info.prefaulted, 1);
        assert_int_equal(info.locked, 1);
        assert_int_equal(info.inherited, 1);
        assert_int_equal(info.guarded, 1);
        assert_int_equal(info.dumped, LEAVES_OUT_OF_DUMPS ? 0 : 2);
        assert_int_equal(info.huge_bytes, 0);
        unsigned char *data = (unsigned char *)picoring_mirror_data(mirror);
        memset(data, 7, info.size);
        assert_code(PICORING_OK, picoring_mirror_sync(mirror, 0, info.size));
        assert_int_equal(data[2 * info.size - 1], 7);
        picoring_mirror_destroy(mirror);
    }
}

static void a_description_of_another_size_is_filled_as_far_as_known(void **state)
{
    (void)state;
    picoring_mirror *mirror = mirror_by(PICORING_TECHNIQUE_AUTO, 1);
    struct {
        picoring_mirror_info info;
        unsigned char later[40];
    } longer;
    memset(&longer, 0xEE, sizeof longer);
    longer.info.struct_size = sizeof longer;
    assert_code(PICORING_OK, picoring_mirror_describe(mirror, &longer.info));
    assert_int_equal(longer.info.struct_size, sizeof longer);
    assert_int_equal(longer.info.size, picoring_granularity());
    for (size_t i = 0; i < sizeof longer.later; ++i) assert_int_equal(longer.later[i], 0);
    picoring_mirror_info shorter;
    memset(&shorter, 0xEE, sizeof shorter);
    shorter.struct_size = offsetof(picoring_mirror_info, dumped);
    assert_code(PICORING_EINVAL, picoring_mirror_describe(mirror, &shorter));
    assert_sentence_has("picoring_mirror_describe");
    shorter.struct_size = 0;
    assert_code(PICORING_EINVAL, picoring_mirror_describe(mirror, &shorter));
    unsigned char *size = (unsigned char *)&shorter.size;
    assert_int_equal(size[0], 0xEE);
    picoring_mirror_destroy(mirror);
}

static void null_is_answered(void **state)
{
    (void)state;
    picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
    picoring_mirror *mirror = mirror_by(PICORING_TECHNIQUE_AUTO, 1);
    assert_code(PICORING_EFAULT, picoring_mirror_create(1, NULL, NULL));
    assert_sentence_has("picoring_mirror_create");
    assert_code(PICORING_EFAULT, picoring_mirror_sync(NULL, 0, 0));
    assert_code(PICORING_EFAULT, picoring_mirror_describe(NULL, &info));
    assert_code(PICORING_EFAULT, picoring_mirror_describe(mirror, NULL));
    assert_null(picoring_mirror_data(NULL));
    assert_int_equal(picoring_mirror_size(NULL), 0);
    picoring_mirror_destroy(NULL);
    picoring_mirror_destroy(mirror);
}

static void creation_that_cannot_be_is_refused_and_leaves_nothing(void **state)
{
    (void)state;
    picoring_mirror *mirror = UNTOUCHED(picoring_mirror);
    picoring_options options = PICORING_OPTIONS_INIT;
    FOR_EACH_TECHNIQUE(technique, 0) {
        options.technique = technique;
        held before = what_is_held();
        assert_code(PICORING_EINVAL, picoring_mirror_create(0, &options, &mirror));
        assert_code(PICORING_EOVERFLOW, picoring_mirror_create(SIZE_MAX, &options, &mirror));
        assert_sentence_has("picoring_mirror_create");
        assert_code(PICORING_EOVERFLOW, picoring_mirror_create(PTRDIFF_MAX, &options, &mirror));
        assert_code(PICORING_EOVERFLOW, picoring_mirror_create(PTRDIFF_MAX / 2, &options, &mirror));
        assert_ptr_equal(mirror, UNTOUCHED(picoring_mirror));
        assert_nothing_leaked(before);
    }
    options.alignment = 2 * picoring_granularity();
    assert_code(PICORING_EALIGN, picoring_mirror_create(options.alignment, &options, &mirror));
    options.alignment = 12;
    assert_code(PICORING_EALIGN, picoring_mirror_create(4096, &options, &mirror));
    assert_ptr_equal(mirror, UNTOUCHED(picoring_mirror));
}

static void mirrors_live_side_by_side(void **state)
{
    (void)state;
    enum { MANY = 40 };
    picoring_mirror *mirrors[MANY];
    held before = what_is_held();
    uint32_t ways[8];
    size_t count = 0;
    FOR_EACH_TECHNIQUE(technique, 0) { ways[count++] = technique; }
    for (size_t i = 0; i < MANY; ++i) {
        mirrors[i] = mirror_by(ways[i % count], 1 + 1000 * i);
        memset(picoring_mirror_data(mirrors[i]), (int)i, picoring_mirror_size(mirrors[i]));
        assert_code(PICORING_OK, picoring_mirror_sync(mirrors[i], 0, picoring_mirror_size(mirrors[i])));
    }
    for (size_t i = 0; i < MANY; ++i) {
        const unsigned char *data = (const unsigned char *)picoring_mirror_data(mirrors[i]);
        for (size_t k = 0; k < 2 * picoring_mirror_size(mirrors[i]); k += 512)
            assert_int_equal(data[k], i);
        picoring_mirror_destroy(mirrors[i]);
    }
    assert_int_equal(count_descriptors(), before.descriptors);
}

static void creation_and_destruction_leave_nothing(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 0) {
        picoring_mirror_destroy(mirror_by(technique, 1));
        held before = what_is_held();
        for (int i = 0; i < 50; ++i) picoring_mirror_destroy(mirror_by(technique, 1));
        assert_nothing_leaked(before);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_granularity_is_a_power_of_two_and_whole_pages),
        cmocka_unit_test(memory_begins_on_a_multiple_of_the_granularity),
        cmocka_unit_test(sizes_are_rounded_up_to_the_granularity),
        cmocka_unit_test(an_exact_mirror_is_a_multiple_of_the_granularity_or_refused),
        cmocka_unit_test(a_new_mirror_is_zero_in_both_copies),
        cmocka_unit_test(every_byte_of_one_copy_is_in_the_other_after_sync),
        cmocka_unit_test(sync_of_a_part_reaches_just_that_part),
        cmocka_unit_test(a_sync_beyond_the_two_copies_is_refused),
        cmocka_unit_test(the_technique_asked_for_is_the_technique_got),
        cmocka_unit_test(auto_takes_what_the_environment_names_or_a_technique_that_works),
        cmocka_unit_test(what_was_asked_for_is_described),
        cmocka_unit_test(a_description_of_another_size_is_filled_as_far_as_known),
        cmocka_unit_test(null_is_answered),
        cmocka_unit_test(creation_that_cannot_be_is_refused_and_leaves_nothing),
        cmocka_unit_test(mirrors_live_side_by_side),
        cmocka_unit_test(creation_and_destruction_leave_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
