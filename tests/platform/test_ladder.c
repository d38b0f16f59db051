/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_ladder.c: the techniques of one system (TECHNIQUES, best first) and its
 * lists, with every call failing at every place where it is made. Linked with the
 * platform files of that system on top of Linux's calls.
 */
#include "check.h"
#include "faults.h"

#define MEMFD PICORING_TECHNIQUE_MEMFD
#define MREMAP PICORING_TECHNIQUE_MREMAP
#define SHM PICORING_TECHNIQUE_SHM
#define MACH_ENTRY PICORING_TECHNIQUE_MACH_ENTRY
#define MACH_REMAP PICORING_TECHNIQUE_MACH_REMAP
#define ASHMEM PICORING_TECHNIQUE_ASHMEM

static const uint32_t techniques[] = {TECHNIQUES};

static const picoring_call calls[] = {
    PICORING_CALL_MEMFD_CREATE, PICORING_CALL_SHM_OPEN, PICORING_CALL_FTRUNCATE,
    PICORING_CALL_FALLOCATE,    PICORING_CALL_FCNTL,    PICORING_CALL_MMAP,
    PICORING_CALL_MREMAP,       PICORING_CALL_MADVISE,  PICORING_CALL_MLOCK,
    PICORING_CALL_SELF_TEST,
};

/* More than a step that allocates space writes at once. */
static const size_t size_asked = 5 * 65536;

static int start_without_faults(void **state)
{
    (void)state;
    picoring_faults_reset();
    return 0;
}

static picoring_options variant_of(int variant, uint32_t technique)
{
    picoring_options options = PICORING_OPTIONS_INIT;
    options.technique = technique;
    options.guard = options.lock = options.prefault = variant & 1;
    options.inherit = (variant >> 1) & 1;
    return options;
}

static picoring_mirror_info check_and_destroy(picoring_mirror *mirror)
{
    picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
    assert_code(PICORING_OK, picoring_mirror_describe(mirror, &info));
    volatile unsigned char *data = (unsigned char *)picoring_mirror_data(mirror);
    const size_t places[] = {0, 4096, info.size / 2, info.size - 1};
    for (size_t i = 0; i < COUNT_OF(places); ++i) {
        assert_int_equal(data[places[i] + info.size], 0);
        data[places[i]] = (unsigned char)(7 + i);
        assert_int_equal(data[places[i] + info.size], 7 + i);
        data[places[i] + info.size] = (unsigned char)(77 + i);
        assert_int_equal(data[places[i]], 77 + i);
    }
    picoring_mirror_destroy(mirror);
    return info;
}

static void the_best_technique_comes_first_and_the_next_after_it(void **state)
{
    (void)state;
    for (size_t rung = 0; rung < 2 && rung < COUNT_OF(techniques); ++rung) {
        picoring_mirror *mirror = NULL;
        if (rung == 1) picoring_faults_fail(PICORING_CALL_SELF_TEST, 1, 1);
        assert_code(PICORING_OK, picoring_mirror_create(size_asked, NULL, &mirror));
        assert_int_equal(check_and_destroy(mirror).technique, techniques[rung]);
    }
}

static void each_technique_mirrors_and_gives_everything_back(void **state)
{
    (void)state;
    for (size_t t = 0; t < COUNT_OF(techniques); ++t) {
        for (int variant = 0; variant < 4; ++variant) {
            picoring_options options = variant_of(variant, techniques[t]);
            picoring_mirror *mirror = NULL;
            held before = what_is_held();
            assert_code(PICORING_OK, picoring_mirror_create(size_asked, &options, &mirror));
            picoring_mirror_info info = check_and_destroy(mirror);
            assert_int_equal(info.technique, techniques[t]);
            assert_int_equal(info.size, size_asked);
            assert_int_equal(info.guarded, variant & 1);
            if (variant || t) assert_nothing_leaked(before); /* the first warms up */
        }
    }
}

static void what_is_no_technique_here_is_said(void **state)
{
    (void)state;
    for (uint32_t technique = 1; technique <= ASHMEM; ++technique) {
        int here = technique == PICORING_TECHNIQUE_EMULATED;
        for (size_t t = 0; t < COUNT_OF(techniques); ++t) here |= technique == techniques[t];
        if (here) continue;
        picoring_options options = variant_of(0, technique);
        picoring_mirror *mirror = UNTOUCHED(picoring_mirror);
        assert_code(PICORING_ENOSYS, picoring_mirror_create(size_asked, &options, &mirror));
        assert_sentence_has("no such technique");
        assert_ptr_equal(mirror, UNTOUCHED(picoring_mirror));
    }
}

/* Returns whether the creation failed. */
static int fail_once(const picoring_options *options, picoring_call call, int nth, int error)
{
    picoring_mirror *mirror = UNTOUCHED(picoring_mirror);
    held before = what_is_held();
    picoring_faults_reset();
    picoring_faults_fail(call, nth, error);
    int code = picoring_mirror_create(size_asked, options, &mirror);
    picoring_faults_reset();
    if (code == PICORING_OK) {
        check_and_destroy(mirror);
    } else {
        assert_sentence_has(picoring_technique_name(options->technique));
        assert_ptr_equal(mirror, UNTOUCHED(picoring_mirror));
    }
    if (!same_held(before))
        fail_msg("%s: call %d no. %d with %s left something behind",
                 picoring_technique_name(options->technique), call, nth, strerror(error));
    return code != PICORING_OK;
}

/* Of each technique and option, every call fails at the first place, the second,
 * and so on, until there is no such place. */
static void every_call_fails_at_every_place_and_nothing_is_left(void **state)
{
    (void)state;
    static const int errors[] = {EPERM, EMFILE, EIO, EAGAIN};
    size_t failures = 0;
    for (size_t t = 0; t < COUNT_OF(techniques); ++t) {
        for (int variant = 0; variant < 4; ++variant) {
            picoring_options options = variant_of(variant, techniques[t]);
            for (size_t c = 0; c < COUNT_OF(calls); ++c)
                for (size_t e = 0; e < COUNT_OF(errors); ++e)
                    for (int nth = 1; fail_once(&options, calls[c], nth, errors[e]); ++nth)
                        ++failures;
        }
    }
    printf("%zu failures\n", failures);
    assert_true(failures >= 4 * 4 * 3 * COUNT_OF(techniques));
}

/* A hole that is made for mremap may be another thread's before it is filled. */
static void a_hole_that_is_taken_is_looked_for_again(void **state)
{
    (void)state;
    picoring_options options = variant_of(0, MREMAP);
    picoring_mirror *mirror = NULL;
    held before = what_is_held();
    picoring_faults_fail(PICORING_CALL_MREMAP, 1, ENOMEM);
    assert_code(PICORING_OK, picoring_mirror_create(size_asked, &options, &mirror));
    assert_int_equal(picoring_faults_count(PICORING_CALL_MREMAP), 2);
    assert_int_equal(check_and_destroy(mirror).technique, MREMAP);
    picoring_faults_fail(PICORING_CALL_MREMAP, 0, ENOMEM);
    assert_code(PICORING_ENOMEM, picoring_mirror_create(size_asked, &options, &mirror));
    assert_nothing_leaked(before);
}

/* Beyond what the kernel makes a memory entry of, the other technique is taken. */
static void what_is_too_large_for_an_entry_is_remapped(void **state)
{
    (void)state;
    const size_t large = (size_t)5 << 30;
    picoring_mirror *mirror = NULL;
    held before = what_is_held();
    assert_code(PICORING_OK, picoring_mirror_create(large, NULL, &mirror));
    picoring_mirror_info info = check_and_destroy(mirror);
    assert_int_equal(info.technique, MACH_REMAP);
    assert_int_equal(info.size, large);
    assert_nothing_leaked(before);
}

static void without_huge_pages_only_who_requires_them_is_refused(void **state)
{
    (void)state;
    picoring_options options = variant_of(0, PICORING_TECHNIQUE_AUTO);
    picoring_mirror *mirror = UNTOUCHED(picoring_mirror);
    options.huge = PICORING_HUGE_REQUIRE;
    assert_code(PICORING_EHUGE, picoring_mirror_create(size_asked, &options, &mirror));
    assert_sentence_has("huge pages");
    assert_ptr_equal(mirror, UNTOUCHED(picoring_mirror));
    options.huge = PICORING_HUGE_TRY;
    assert_code(PICORING_OK, picoring_mirror_create(size_asked, &options, &mirror));
    check_and_destroy(mirror);
}

/* What cannot be kept out of core dumps is told, or refused. */
static void a_promise_about_core_dumps_is_kept_or_not_made(void **state)
{
    (void)state;
    int wanted = LEAVES_OUT_OF_DUMPS ? PICORING_OK : PICORING_ENOSYS;
    picoring_options options = variant_of(0, PICORING_TECHNIQUE_AUTO);
    picoring_mirror *mirror = NULL;
    assert_code(PICORING_OK, picoring_mirror_create(size_asked, &options, &mirror));
    assert_int_equal(check_and_destroy(mirror).dumped, LEAVES_OUT_OF_DUMPS ? 1 : 2);
    options.dump = PICORING_DUMP_NONE;
    assert_code(wanted, picoring_mirror_create(size_asked, &options, &mirror));
    if (LEAVES_OUT_OF_DUMPS)
        assert_int_equal(check_and_destroy(mirror).dumped, 0);
    else
        assert_sentence_has("dump");
    picoring_list_options list_options = PICORING_LIST_OPTIONS_INIT;
    list_options.dump = PICORING_DUMP_NONE;
    picoring_list *list = NULL;
    assert_code(wanted, picoring_list_create(8, &list_options, &list));
    picoring_list_destroy(list);
}

#define ladder_test(name)                                                                          \
    cmocka_unit_test_setup_teardown(name, start_without_faults, start_without_faults)

#define NAME_OF_(system) #system
#define NAME_OF(system) NAME_OF_(system)

static int is(const char *system) { return strcmp(NAME_OF(SYSTEM), system) == 0; }

int main(void)
{
    const struct CMUnitTest everywhere[] = {
        ladder_test(each_technique_mirrors_and_gives_everything_back),
        ladder_test(the_best_technique_comes_first_and_the_next_after_it),
        ladder_test(what_is_no_technique_here_is_said),
        ladder_test(every_call_fails_at_every_place_and_nothing_is_left),
        ladder_test(a_promise_about_core_dumps_is_kept_or_not_made),
    };
    const struct CMUnitTest without_huge_pages[] = {
        ladder_test(without_huge_pages_only_who_requires_them_is_refused),
    };
    const struct CMUnitTest netbsd[] = {ladder_test(a_hole_that_is_taken_is_looked_for_again)};
    const struct CMUnitTest darwin[] = {ladder_test(what_is_too_large_for_an_entry_is_remapped)};
    int failed = cmocka_run_group_tests(everywhere, NULL, NULL);
    if (!HUGE_PAGES) failed += cmocka_run_group_tests(without_huge_pages, NULL, NULL);
    if (is("netbsd")) failed += cmocka_run_group_tests(netbsd, NULL, NULL);
    if (is("darwin")) failed += cmocka_run_group_tests(darwin, NULL, NULL);
    return failed;
}
