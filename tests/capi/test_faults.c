/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_faults.c: every system call and allocation fails at every place where
 * it is made, through the seam of src/platform/faults.h; and the system lies
 * about its page size. Linked with the test build of the library.
 */
#include "check.h"
#include "faults.h"
#include "techniques.h"

#include <sys/mman.h>
#include <sys/time.h>

static const char *const objects[] = {"mirror", "ring", "stream"};

static int create(size_t object, size_t size, const picoring_options *options, void **out_handle)
{
    if (object == 0) return picoring_mirror_create(size, options, (picoring_mirror **)out_handle);
    if (object == 1) return picoring_ring_create(size / 8, 8, options, (picoring_ring **)out_handle);
    return picoring_stream_create(size, options, (picoring_stream **)out_handle);
}

static const picoring_mirror *mirror_of(size_t object, void *handle)
{
    if (object == 0) return (picoring_mirror *)handle;
    if (object == 1) return picoring_ring_mirror((picoring_ring *)handle);
    return picoring_stream_mirror((picoring_stream *)handle);
}

static void destroy(size_t object, void *handle)
{
    if (object == 0) picoring_mirror_destroy((picoring_mirror *)handle);
    if (object == 1) picoring_ring_destroy((picoring_ring *)handle);
    if (object == 2) picoring_stream_destroy((picoring_stream *)handle);
}

static picoring_mirror_info check_and_destroy(size_t object, void *handle)
{
    const picoring_mirror *mirror = mirror_of(object, handle);
    picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
    assert_code(PICORING_OK, picoring_mirror_describe(mirror, &info));
    volatile unsigned char *data = (unsigned char *)picoring_mirror_data(mirror);
    const size_t places[] = {0, 1, info.size / 2, info.size - 1};
    for (size_t i = 0; i < COUNT_OF(places) && info.technique != PICORING_TECHNIQUE_EMULATED; ++i) {
        assert_int_equal(data[places[i]], 0);
        data[places[i]] = (unsigned char)(7 + i);
        assert_int_equal(data[places[i] + info.size], 7 + i);
    }
    destroy(object, handle);
    return info;
}

static picoring_options by(uint32_t technique)
{
    picoring_options options = PICORING_OPTIONS_INIT;
    options.technique = technique;
    return options;
}

static int start_without_faults(void **state)
{
    (void)state;
    picoring_faults_reset();
    return 0;
}

#define fault_test(name) cmocka_unit_test_setup_teardown(name, start_without_faults, start_without_faults)

/* ---- Watching for forks: the first creation of the process ---- */

static void without_a_watch_for_forks_there_is_no_creation(void **state)
{
    (void)state;
    static const uint32_t either[] = {PICORING_TECHNIQUE_MEMFD, PICORING_TECHNIQUE_EMULATED};
    for (size_t object = 0; object < COUNT_OF(objects); ++object) {
        for (size_t i = 0; i < COUNT_OF(either); ++i) {
            picoring_options options = by(either[i]);
            for (int warm = 0; warm < 2; ++warm) {
                void *handle = UNTOUCHED(void);
                picoring_faults_fail(PICORING_CALL_ATFORK, 0, ENOMEM);
                held before = what_is_held();
                assert_code(PICORING_ENOMEM, create(object, 4096, &options, &handle));
                assert_sentence_has(objects[object]);
                assert_sentence_has("atfork");
                assert_ptr_equal(handle, UNTOUCHED(void));
                if (warm) assert_nothing_leaked(before);
            }
        }
    }
    assert_int_equal(picoring_faults_count(PICORING_CALL_ATFORK), 12);
    picoring_faults_reset();
    void *handle = NULL;
    picoring_options options = by(PICORING_TECHNIQUE_MEMFD);
    assert_code(PICORING_OK, create(1, 4096, &options, &handle));
    check_and_destroy(1, handle);
    assert_code(PICORING_OK, create(1, 4096, &options, &handle));
    check_and_destroy(1, handle);
    assert_int_equal(picoring_faults_count(PICORING_CALL_ATFORK), 1); /* once a process */
}

/* ---- Every call at every place ---- */

static const struct {
    picoring_call call;
    const char *name;
} calls[] = {
    {PICORING_CALL_MEMFD_CREATE, "memfd_create"}, {PICORING_CALL_SHM_OPEN, "shm_open"},
    {PICORING_CALL_FTRUNCATE, "ftruncate"},       {PICORING_CALL_FALLOCATE, "fallocate"},
    {PICORING_CALL_FCNTL, "fcntl"},               {PICORING_CALL_MMAP, "mmap"},
    {PICORING_CALL_MREMAP, "mremap"},             {PICORING_CALL_MADVISE, "madvise"},
    {PICORING_CALL_MPROTECT, "mprotect"},         {PICORING_CALL_MLOCK, "mlock"},
    {PICORING_CALL_GETRLIMIT, "getrlimit"},       {PICORING_CALL_ALLOCATE, "allocate"},
    {PICORING_CALL_SELF_TEST, "self-test"},
};

static const struct {
    int error, code;
} errors[] = {
    {ENOSYS, PICORING_ENOSYS},     {EPERM, PICORING_ENOSYS},  {EACCES, PICORING_ENOSYS},
    {EINVAL, PICORING_ENOSYS},     {EMFILE, PICORING_EMFILE}, {ENFILE, PICORING_EMFILE},
    {EFBIG, PICORING_EFBIG},       {ENOSPC, PICORING_ENOSPC}, {EIO, PICORING_EIO},
    {ENOMEM, PICORING_ENOMEM},     {EAGAIN, PICORING_EIO},
};

/* Failures that the library can do without. */
static int may_be_ignored(picoring_call call, int error, const picoring_options *options)
{
    if (call == PICORING_CALL_GETRLIMIT) return 1;
    if (call == PICORING_CALL_MEMFD_CREATE) return error == EINVAL;
    if (call == PICORING_CALL_MADVISE)
        return error == EINVAL || error == EPERM || error == EACCES || error == ENOSYS || options->huge != 0;
    return 0;
}

static int code_for(picoring_call call, size_t error)
{
    if (call == PICORING_CALL_ALLOCATE) return PICORING_ENOMEM;
    if (call == PICORING_CALL_MLOCK) return PICORING_ELOCK;
    if (call == PICORING_CALL_SELF_TEST) return PICORING_ENOSYS;
    if (call == PICORING_CALL_MREMAP && errors[error].error == ENOMEM) return PICORING_ENOSYS;
    return errors[error].code;
}

static const size_t size_asked = 3 * 65536;

/* Returns whether the creation failed. */
static int fail_once(size_t object, const picoring_options *options, size_t call, int nth, size_t error)
{
    void *handle = UNTOUCHED(void);
    held before = what_is_held();
    picoring_faults_reset();
    picoring_faults_fail(calls[call].call, nth, errors[error].error);
    int code = create(object, size_asked, options, &handle);
    picoring_faults_reset();
    if (code == PICORING_OK) {
        if (!may_be_ignored(calls[call].call, errors[error].error, options))
            fail_msg("%s: %s no. %d: %s was ignored",
                     picoring_technique_name(options->technique), calls[call].name, nth,
                     strerror(errors[error].error));
        check_and_destroy(object, handle);
    } else {
        if (code != code_for(calls[call].call, error))
            fail_msg("%s: %s no. %d: %s gave %s, wanted %s: %s",
                     picoring_technique_name(options->technique), calls[call].name, nth,
                     strerror(errors[error].error), picoring_errname(code),
                     picoring_errname(code_for(calls[call].call, error)), picoring_last_error());
        assert_ptr_equal(handle, UNTOUCHED(void));
        assert_sentence_has(objects[object]);
        if (calls[call].call != PICORING_CALL_ALLOCATE) {
            assert_sentence_has(picoring_technique_name(options->technique));
            assert_sentence_has(calls[call].name);
            assert_sentence_has("196608 bytes");
            if (calls[call].call != PICORING_CALL_SELF_TEST)
                assert_sentence_has(strerror(errors[error].error));
        }
    }
    if (!same_held(before))
        fail_msg("%s: %s no. %d: %s left something behind", picoring_technique_name(options->technique),
                 calls[call].name, nth, strerror(errors[error].error));
    return code != PICORING_OK;
}

static picoring_options variant_of(int variant, uint32_t technique)
{
    picoring_options options = by(technique);
    if (variant == 1) options.prefault = 1;
    if (variant == 2) options.lock = 1;
    if (variant == 3) options.guard = 1;
    if (variant == 4) options.huge = PICORING_HUGE_TRY;
    if (variant == 5) options.inherit = 1, options.dump = PICORING_DUMP_NONE;
    if (variant == 6) options.prefault = options.lock = options.guard = 1;
    return options;
}

static void every_call_fails_at_every_place_and_nothing_is_left(void **state)
{
    (void)state;
    size_t failures = 0, places = 0;
    FOR_EACH_MAPPING(technique) {
        for (int variant = 0; variant < 7; ++variant) {
            picoring_options options = variant_of(variant, technique);
            for (size_t object = 0; object < COUNT_OF(objects); ++object) {
                void *handle = NULL;
                int counts[COUNT_OF(calls)];
                picoring_faults_reset();
                assert_code(PICORING_OK, create(object, size_asked, &options, &handle));
                for (size_t c = 0; c < COUNT_OF(calls); ++c)
                    counts[c] = picoring_faults_count(calls[c].call);
                check_and_destroy(object, handle);
                for (size_t c = 0; c < COUNT_OF(calls); ++c) {
                    for (int nth = 1; nth <= counts[c]; ++nth) {
                        ++places;
                        for (size_t e = 0; e < COUNT_OF(errors); ++e)
                            failures += (size_t)fail_once(object, &options, c, nth, e);
                    }
                }
                assert_code(PICORING_OK, create(object, size_asked, &options, &handle)); /* a retry */
                check_and_destroy(object, handle);
            }
        }
    }
    printf("%zu failures at %zu places\n", failures, places);
    assert_true(places > 300);
    assert_true(failures > 3000);
}

static void the_heap_fails_at_every_allocation_of_an_emulated_object(void **state)
{
    (void)state;
    picoring_options options = by(PICORING_TECHNIQUE_EMULATED);
    for (size_t object = 0; object < COUNT_OF(objects); ++object) {
        for (int nth = 1; nth <= 2; ++nth) {
            void *handle = UNTOUCHED(void);
            picoring_faults_fail(PICORING_CALL_ALLOCATE, nth, ENOMEM);
            assert_code(PICORING_ENOMEM, create(object, size_asked, &options, &handle));
            assert_sentence_has(objects[object]);
            assert_sentence_has("no memory left");
            assert_ptr_equal(handle, UNTOUCHED(void));
            picoring_faults_reset();
            assert_code(PICORING_OK, create(object, size_asked, &options, &handle));
            assert_int_equal(picoring_faults_count(PICORING_CALL_ALLOCATE), 2);
            assert_int_equal(picoring_faults_count(PICORING_CALL_MMAP), 0);
            check_and_destroy(object, handle);
        }
    }
}

static void what_passes_is_called_again(void **state)
{
    (void)state;
    picoring_options options = by(PICORING_TECHNIQUE_SHM);
    void *handle = NULL;
    picoring_faults_fail(PICORING_CALL_FALLOCATE, 1, EINTR);
    assert_code(PICORING_OK, create(0, size_asked, &options, &handle));
    assert_int_equal(picoring_faults_count(PICORING_CALL_FALLOCATE), 3); /* in halves */
    check_and_destroy(0, handle);
    picoring_faults_reset();
    picoring_faults_fail(PICORING_CALL_SHM_OPEN, 1, EEXIST); /* somebody has the name */
    assert_code(PICORING_OK, create(0, size_asked, &options, &handle));
    assert_int_equal(picoring_faults_count(PICORING_CALL_SHM_OPEN), 2);
    check_and_destroy(0, handle);
    picoring_faults_reset();
    picoring_faults_fail(PICORING_CALL_SHM_OPEN, 0, EEXIST); /* and always */
    handle = UNTOUCHED(void);
    assert_code(PICORING_EIO, create(0, size_asked, &options, &handle));
    assert_sentence_has("shm_open");
    assert_ptr_equal(handle, UNTOUCHED(void));
}

static void unreadable_proc_still_gives_a_proper_code(void **state)
{
    (void)state;
    FOR_EACH_MAPPING(technique) {
        picoring_options options = by(technique);
        void *handle = UNTOUCHED(void);
        picoring_faults_reset();
        picoring_faults_fail(PICORING_CALL_OPEN, 0, EACCES);
        picoring_faults_fail(PICORING_CALL_MMAP, 1, ENOMEM);
        assert_code(PICORING_ENOMEM, create(1, size_asked, &options, &handle));
        assert_true(picoring_faults_count(PICORING_CALL_OPEN) > 0);
        assert_ptr_equal(handle, UNTOUCHED(void));
        picoring_faults_reset();
        picoring_faults_fail(PICORING_CALL_OPEN, 0, EACCES);
        assert_code(PICORING_OK, create(1, size_asked, &options, &handle));
        picoring_mirror_info info = check_and_destroy(1, handle);
        assert_int_equal(info.huge_bytes, 0);
    }
}

/* ---- Fallbacks within a technique ---- */

static void a_kernel_without_noexec_seals_is_asked_again_without(void **state)
{
    (void)state;
    picoring_options options = by(PICORING_TECHNIQUE_MEMFD);
    void *handle = NULL;
    picoring_faults_fail(PICORING_CALL_MEMFD_CREATE, 1, EINVAL);
    assert_code(PICORING_OK, create(0, size_asked, &options, &handle));
    assert_int_equal(picoring_faults_count(PICORING_CALL_MEMFD_CREATE), 2);
    assert_int_equal(check_and_destroy(0, handle).technique, PICORING_TECHNIQUE_MEMFD);
    picoring_faults_reset();
    picoring_faults_fail(PICORING_CALL_MEMFD_CREATE, 0, EINVAL);
    handle = UNTOUCHED(void);
    assert_code(PICORING_ENOSYS, create(0, size_asked, &options, &handle));
    assert_int_equal(picoring_faults_count(PICORING_CALL_MEMFD_CREATE), 2);
    assert_ptr_equal(handle, UNTOUCHED(void));
    picoring_faults_reset();
    picoring_faults_fail(PICORING_CALL_MEMFD_CREATE, 1, EPERM); /* only EINVAL means "again" */
    assert_code(PICORING_ENOSYS, create(0, size_asked, &options, &handle));
    assert_int_equal(picoring_faults_count(PICORING_CALL_MEMFD_CREATE), 1);
}

static void a_kernel_without_populate_is_touched_page_by_page(void **state)
{
    (void)state;
    FOR_EACH_MAPPING(technique) {
        picoring_options options = by(technique);
        void *handle = NULL;
        picoring_faults_reset();
        assert_code(PICORING_OK, create(0, size_asked, &options, &handle));
        int advices = picoring_faults_count(PICORING_CALL_MADVISE);
        check_and_destroy(0, handle);
        options.prefault = 1;
        picoring_faults_reset();
        picoring_faults_fail(PICORING_CALL_MADVISE, advices + 1, EINVAL);
        assert_code(PICORING_OK, create(0, size_asked, &options, &handle));
        assert_int_equal(picoring_faults_count(PICORING_CALL_MADVISE), advices + 1);
        unsigned char there[2 * 3 * 16];
        memset(there, 0, sizeof there);
        size_t page = (size_t)sysconf(_SC_PAGESIZE);
        size_t pages = 2 * picoring_mirror_size((picoring_mirror *)handle) / page;
        if (pages <= sizeof there) {
            assert_int_equal(mincore(picoring_mirror_data((picoring_mirror *)handle), pages * page, there),
                             0);
            for (size_t i = 0; i < pages; ++i) assert_int_equal(there[i] & 1, 1);
        }
        assert_int_equal(check_and_destroy(0, handle).prefaulted, 1);
        /* No memory for the pages: an error now, instead of a SIGBUS later. */
        picoring_faults_reset();
        picoring_faults_fail(PICORING_CALL_MADVISE, advices + 1, EFAULT);
        handle = UNTOUCHED(void);
        assert_code(PICORING_ENOMEM, create(0, size_asked, &options, &handle));
        assert_ptr_equal(handle, UNTOUCHED(void));
    }
}

/* ---- The ladder ---- */

static uint32_t technique_got(void)
{
    void *handle = NULL;
    assert_code(PICORING_OK, create(1, size_asked, NULL, &handle));
    return check_and_destroy(1, handle).technique;
}

static void the_ladder_goes_from_memfd_to_mremap_to_shm(void **state)
{
    (void)state;
    if (!technique_is_had(PICORING_TECHNIQUE_MREMAP)) SKIP_BECAUSE("the ladder has no mremap here");
    static const int absent[] = {ENOSYS, EPERM, EACCES, EINVAL, EMFILE, EIO, ENOSPC};
    for (size_t i = 0; i < COUNT_OF(absent); ++i) {
        picoring_faults_reset();
        assert_int_equal(technique_got(), PICORING_TECHNIQUE_MEMFD);
        picoring_faults_fail(PICORING_CALL_MEMFD_CREATE, 0, absent[i]);
        assert_int_equal(technique_got(), PICORING_TECHNIQUE_MREMAP);
        picoring_faults_fail(PICORING_CALL_MREMAP, 0, absent[i]);
        assert_int_equal(technique_got(), PICORING_TECHNIQUE_SHM);
    }
}

static void the_ladder_goes_on_after_any_step_of_a_technique(void **state)
{
    (void)state;
    if (!technique_is_had(PICORING_TECHNIQUE_MREMAP)) SKIP_BECAUSE("the ladder has no mremap here");
    static const picoring_call steps[] = {PICORING_CALL_FTRUNCATE, PICORING_CALL_FCNTL};
    for (size_t i = 0; i < COUNT_OF(steps); ++i) {
        picoring_faults_reset();
        picoring_faults_fail(steps[i], 1, EPERM);
        assert_int_equal(technique_got(), PICORING_TECHNIQUE_MREMAP);
    }
    for (int nth = 1; nth <= 2; ++nth) { /* both copies of memfd */
        picoring_faults_reset();
        picoring_faults_fail(PICORING_CALL_MMAP, nth, EPERM);
        assert_int_equal(technique_got(), PICORING_TECHNIQUE_MREMAP);
    }
}

static void when_no_technique_is_there_the_sentence_names_all_and_emulated(void **state)
{
    (void)state;
    static const int absent[] = {ENOSYS, EPERM};
    for (size_t i = 0; i < COUNT_OF(absent); ++i) {
        for (size_t object = 0; object < COUNT_OF(objects); ++object) {
            void *handle = UNTOUCHED(void);
            picoring_faults_reset();
            held before = what_is_held();
            picoring_faults_fail(PICORING_CALL_MEMFD_CREATE, 0, absent[i]);
            picoring_faults_fail(PICORING_CALL_MREMAP, 0, absent[i]);
            picoring_faults_fail(PICORING_CALL_SHM_OPEN, 0, absent[i]);
            assert_code(PICORING_ENOSYS, create(object, size_asked, NULL, &handle));
            assert_sentence_has(objects[object]);
            assert_sentence_has("memfd");
            assert_sentence_has("mremap");
            assert_sentence_has("shm");
            assert_sentence_has("emulated");
            assert_sentence_has(strerror(absent[i]));
            assert_ptr_equal(handle, UNTOUCHED(void));
            assert_nothing_leaked(before);
            picoring_options options = by(PICORING_TECHNIQUE_EMULATED); /* as the sentence says */
            assert_code(PICORING_OK, create(object, size_asked, &options, &handle));
            check_and_destroy(object, handle);
        }
    }
}

static void a_real_shortage_is_told_before_absent_techniques(void **state)
{
    (void)state;
    void *handle = UNTOUCHED(void);
    picoring_faults_fail(PICORING_CALL_MEMFD_CREATE, 0, ENOSYS);
    picoring_faults_fail(PICORING_CALL_MREMAP, 0, EPERM);
    picoring_faults_fail(PICORING_CALL_FALLOCATE, 0, ENOSPC);
    assert_code(PICORING_ENOSPC, create(0, size_asked, NULL, &handle));
    assert_sentence_has("/dev/shm");
    assert_ptr_equal(handle, UNTOUCHED(void));
}

static void no_memory_ends_the_ladder(void **state)
{
    (void)state;
    void *handle = UNTOUCHED(void);
    picoring_faults_fail(PICORING_CALL_MMAP, 1, ENOMEM);
    assert_code(PICORING_ENOMEM, create(0, size_asked, NULL, &handle));
    assert_int_equal(picoring_faults_count(PICORING_CALL_MREMAP), 0);
    assert_int_equal(picoring_faults_count(PICORING_CALL_SHM_OPEN), 0);
    assert_ptr_equal(handle, UNTOUCHED(void));
}

static void a_failed_self_test_goes_down_the_ladder(void **state)
{
    (void)state;
    if (!technique_is_had(PICORING_TECHNIQUE_MREMAP)) SKIP_BECAUSE("the ladder has no mremap here");
    picoring_faults_fail(PICORING_CALL_SELF_TEST, 1, EIO);
    assert_int_equal(technique_got(), PICORING_TECHNIQUE_MREMAP);
    picoring_faults_reset();
    picoring_faults_fail(PICORING_CALL_MEMFD_CREATE, 0, ENOSYS);
    picoring_faults_fail(PICORING_CALL_SELF_TEST, 1, EIO);
    assert_int_equal(technique_got(), PICORING_TECHNIQUE_SHM);
    picoring_faults_reset();
    void *handle = UNTOUCHED(void);
    held before = what_is_held();
    picoring_faults_fail(PICORING_CALL_SELF_TEST, 0, EIO);
    assert_code(PICORING_ENOSYS, create(0, size_asked, NULL, &handle));
    assert_sentence_has("self-test");
    assert_sentence_has("emulated");
    assert_ptr_equal(handle, UNTOUCHED(void));
    assert_nothing_leaked(before);
    assert_int_equal(picoring_faults_count(PICORING_CALL_SELF_TEST), 3);
}

/* ---- Lies about the page size ---- */

static void run_a_ring(uint32_t technique, uint32_t guard, size_t granularity, size_t element_size)
{
    picoring_options options = by(technique);
    options.guard = guard;
    picoring_ring *ring = NULL;
    assert_code(PICORING_OK, picoring_ring_create(1 + granularity / element_size, element_size,
                                                  &options, &ring));
    size_t capacity = picoring_ring_capacity(ring);
    const picoring_mirror *mirror = picoring_ring_mirror(ring);
    size_t size = picoring_mirror_size(mirror);
    assert_int_equal(size % granularity, 0);
    assert_int_equal(capacity, size / element_size);
    assert_true(size < (1 + granularity / element_size) * element_size + granularity);
    unsigned char *element = (unsigned char *)malloc(element_size);
    size_t laps = 3 * capacity + 5;
    for (size_t n = 0; n < laps; ++n) {
        pattern(element, n, element_size);
        assert_code(PICORING_OK, picoring_ring_push_overwrite(ring, element));
    }
    for (size_t n = laps - capacity; n < laps; ++n) {
        assert_true(has_pattern(picoring_ring_at(ring, 0), n, element_size));
        assert_code(PICORING_OK, picoring_ring_pop(ring, element));
        assert_true(has_pattern(element, n, element_size));
    }
    free(element);
    picoring_ring_destroy(ring);
}

static void sizes_follow_the_page_size_of_the_system(void **state)
{
    (void)state;
    static const size_t pages[] = {16384, 65536};
    static const size_t sizes[] = {1, 3, 8, 24, 5000};
    for (size_t p = 0; p < COUNT_OF(pages); ++p) {
        picoring_faults_page_size(pages[p]);
        assert_int_equal(picoring_granularity(), pages[p]);
        FOR_EACH_TECHNIQUE(technique, 1) {
            picoring_options options = by(technique);
            picoring_mirror *mirror = NULL;
            held before = what_is_held();
            assert_code(PICORING_OK, picoring_mirror_create(pages[p] + 1, &options, &mirror));
            assert_int_equal(picoring_mirror_size(mirror), 2 * pages[p]);
            picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
            assert_code(PICORING_OK, picoring_mirror_describe(mirror, &info));
            assert_int_equal(info.granularity, pages[p]);
            assert_int_equal(info.page_size, pages[p]);
            picoring_mirror_destroy(mirror);
            assert_nothing_leaked(before);
            options.exact = 1;
            mirror = UNTOUCHED(picoring_mirror);
            assert_code(PICORING_EINVAL, picoring_mirror_create(4096, &options, &mirror));
            assert_ptr_equal(mirror, UNTOUCHED(picoring_mirror));
            for (size_t s = 0; s < COUNT_OF(sizes); ++s) {
                run_a_ring(technique, 0, pages[p], sizes[s]);
                if (technique != PICORING_TECHNIQUE_EMULATED) run_a_ring(technique, 1, pages[p], sizes[s]);
            }
        }
        picoring_options options = PICORING_OPTIONS_INIT;
        picoring_ring *ring = UNTOUCHED(picoring_ring);
        options.alignment = 2 * pages[p];
        assert_code(PICORING_EALIGN, picoring_ring_create(1, options.alignment, &options, &ring));
        picoring_faults_page_size(0);
        assert_int_not_equal(picoring_granularity(), 65536);
    }
}

/* ---- Descriptors ---- */

static void failures_of_read_and_write_have_their_codes(void **state)
{
    (void)state;
    static const struct {
        int error, code;
    } outcomes[] = {
        {EINTR, PICORING_EINTR}, {EAGAIN, PICORING_EAGAIN}, {EPIPE, PICORING_EPIPE},
        {EIO, PICORING_EIO},     {ENOSPC, PICORING_EIO},    {EISDIR, PICORING_EIO},
    };
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    picoring_stream *stream = NULL;
    assert_code(PICORING_OK, picoring_stream_create(100, NULL, &stream));
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(outcomes); ++i) {
        char number[16];
        snprintf(number, sizeof number, "(%d)", outcomes[i].error);
        assert_code(PICORING_OK, picoring_stream_write(stream, "abc", 3, &n));
        n = 77;
        picoring_faults_reset();
        picoring_faults_fail(PICORING_CALL_WRITE, 1, outcomes[i].error);
        assert_code(outcomes[i].code, picoring_stream_write_to_fd(stream, ends[1], SIZE_MAX, &n));
        if (outcomes[i].code != PICORING_EAGAIN) {
            assert_sentence_has("picoring_stream_write_to_fd");
            assert_sentence_has(number);
        }
        assert_int_equal(n, 77);
        assert_int_equal(picoring_stream_len(stream), 3);
        assert_code(PICORING_OK, picoring_stream_write_to_fd(stream, ends[1], SIZE_MAX, &n));
        assert_int_equal(n, 3);
        n = 77;
        picoring_faults_fail(PICORING_CALL_READ, 1, outcomes[i].error);
        assert_code(outcomes[i].code, picoring_stream_read_from_fd(stream, ends[0], SIZE_MAX, &n));
        if (outcomes[i].code != PICORING_EAGAIN) {
            assert_sentence_has("picoring_stream_read_from_fd");
            assert_sentence_has(number);
        }
        assert_int_equal(n, 77);
        assert_int_equal(picoring_stream_len(stream), 0);
        assert_code(PICORING_OK, picoring_stream_read_from_fd(stream, ends[0], SIZE_MAX, &n));
        char got[3];
        assert_code(PICORING_OK, picoring_stream_read(stream, got, 3, &n));
        assert_memory_equal(got, "abc", 3);
        assert_int_equal(picoring_faults_count(PICORING_CALL_READ), 2); /* one call a verb */
        assert_int_equal(picoring_faults_count(PICORING_CALL_WRITE), 2);
    }
    picoring_stream_destroy(stream);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    unsetenv("PICORING_TECHNIQUE"); /* the ladder itself is tested here */
    const struct CMUnitTest tests[] = {
        fault_test(without_a_watch_for_forks_there_is_no_creation), /* must be the first */
        fault_test(every_call_fails_at_every_place_and_nothing_is_left),
        fault_test(the_heap_fails_at_every_allocation_of_an_emulated_object),
        fault_test(what_passes_is_called_again),
        fault_test(unreadable_proc_still_gives_a_proper_code),
        fault_test(a_kernel_without_noexec_seals_is_asked_again_without),
        fault_test(a_kernel_without_populate_is_touched_page_by_page),
        fault_test(the_ladder_goes_from_memfd_to_mremap_to_shm),
        fault_test(the_ladder_goes_on_after_any_step_of_a_technique),
        fault_test(when_no_technique_is_there_the_sentence_names_all_and_emulated),
        fault_test(a_real_shortage_is_told_before_absent_techniques),
        fault_test(no_memory_ends_the_ladder),
        fault_test(a_failed_self_test_goes_down_the_ladder),
        fault_test(sizes_follow_the_page_size_of_the_system),
        fault_test(failures_of_read_and_write_have_their_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
