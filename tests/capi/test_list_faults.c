/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_list_faults.c: the system calls of a list fail at every place where they
 * are made, through the seam of src/platform/faults.h; and the system lies
 * about its page size. Linked with the test build of the library.
 */
#include "check.h"
#include "kernel.h"
#include "faults.h"

#include <sys/mman.h>
#include <sys/resource.h>

static const size_t megabyte = 1 << 20;

/* ThreadSanitizer's shadow has mappings that come and stay. */
static int nothing_left(held before)
{
    return UNDER_TSAN ? count_descriptors() == before.descriptors : same_held(before);
}

static picoring_list *list_with(size_t element_size, const picoring_list_options *options)
{
    picoring_list *list = NULL;
    assert_code(PICORING_OK, picoring_list_create(element_size, options, &list));
    return list;
}

static picoring_list_info described(const picoring_list *list)
{
    picoring_list_info info = PICORING_LIST_INFO_INIT;
    assert_code(PICORING_OK, picoring_list_describe(list, &info));
    return info;
}

static uint64_t value_of(size_t n) { return (uint64_t)n * 0x9E3779B97F4A7C15u + 1; }

static int push_next(picoring_list *list)
{
    uint64_t value = value_of(picoring_list_len(list));
    return picoring_list_push(list, &value);
}

static void grow_to(picoring_list *list, size_t bytes)
{
    while (picoring_list_len(list) < bytes / 8) assert_code(PICORING_OK, push_next(list));
}

static void has_len_and_values(const picoring_list *list, size_t len)
{
    const uint64_t *data = (const uint64_t *)picoring_list_data(list);
    size_t wrong = 0;
    assert_int_equal(picoring_list_len(list), len);
    for (size_t n = 0; n < len; ++n) wrong += data[n] != value_of(n);
    assert_int_equal(wrong, 0);
}

static int start_without_faults(void **state)
{
    (void)state;
    picoring_faults_reset();
    return 0;
}

#define fault_test(name) cmocka_unit_test_setup_teardown(name, start_without_faults, start_without_faults)

/* ---- Every call at every place ---- */

static const struct {
    picoring_call call;
    const char *name;
} calls[] = {
    {PICORING_CALL_MMAP, "mmap"},         {PICORING_CALL_MPROTECT, "mprotect"},
    {PICORING_CALL_MADVISE, "madvise"},   {PICORING_CALL_SYSINFO, "sysinfo"},
    {PICORING_CALL_ALLOCATE, "allocate"}, {PICORING_CALL_GETRLIMIT, "getrlimit"},
    {PICORING_CALL_OPEN, "open"},
};

static const int errors[] = {ENOMEM, EAGAIN, EIO, EFAULT, EINVAL, EPERM, EACCES, ENOSYS, EBADF};

static int is_a_code_of(picoring_call call, int error, int code)
{
    if (call == PICORING_CALL_ALLOCATE) return code == PICORING_ENOMEM;
    if (error == ENOMEM) return code == PICORING_ENOMEM;
    /* What populates; or keeps out of dumps, which the kernel never answers so. */
    if (error == EFAULT && call == PICORING_CALL_MADVISE)
        return code == PICORING_ENOMEM || code == PICORING_EIO;
    /* What mmap(2) says where mlockall(2) wants all locked; a decommit only tries. */
    if (error == EAGAIN && call == PICORING_CALL_MMAP) return code == PICORING_ELOCK;
    if (error == EAGAIN || error == EIO || error == EBADF) return code == PICORING_EIO;
    return code < PICORING_EAGAIN; /* what no kernel answers here: something, with a sentence */
}

typedef struct story {
    picoring_list *list;
    size_t len, failures;
    picoring_call call;
    int error;
} story;

/* A verb was refused: for the right reason, and nothing has changed. */
static void refused(story *told, int code, const char *verb)
{
    ++told->failures;
    if (!is_a_code_of(told->call, told->error, code))
        fail_msg("%s with %s gave %s: %s", verb, strerror(told->error), picoring_errname(code),
                 picoring_last_error());
    char name[64];
    snprintf(name, sizeof name, "picoring_list_%s: ", verb);
    assert_sentence_has(name);
    if (told->call != PICORING_CALL_ALLOCATE && told->error != EFAULT)
        assert_sentence_has(strerror(told->error));
    if (told->list) has_len_and_values(told->list, told->len);
}

#define TOLD(verb, call) \
    do { \
        int code_ = (call); \
        if (code_ == PICORING_OK) break; \
        refused(told, code_, verb); \
        assert_code(PICORING_OK, call); /* the fault was the only one */ \
    } while (0)

static uint64_t block[(3 << 20) / 8];

static void append_told(story *told, size_t bytes)
{
    size_t n = bytes / 8;
    for (size_t i = 0; i < n; ++i) block[i] = value_of(told->len + i);
    TOLD("append", picoring_list_append(told->list, block, n));
    told->len += n;
    has_len_and_values(told->list, told->len);
}

/* A life with all that calls the system. */
static void live(story *told, const picoring_list_options *options)
{
    told->list = NULL;
    told->len = 0;
    TOLD("create", picoring_list_create(8, options, &told->list));
    uint64_t value = value_of(0);
    TOLD("push", picoring_list_push(told->list, &value));
    told->len = 1;
    append_told(told, 200000);
    TOLD("reserve", picoring_list_reserve(told->list, megabyte / 8));
    append_told(told, 3 * megabyte);
    TOLD("claim", picoring_list_claim_status(told->list, megabyte / 8));
    uint64_t *place = (uint64_t *)picoring_list_claim(told->list, megabyte / 8);
    assert_non_null(place);
    for (size_t i = 0; i < megabyte / 8; ++i) place[i] = value_of(told->len + i);
    assert_code(PICORING_OK, picoring_list_commit(told->list, megabyte / 8));
    told->len += megabyte / 8;
    has_len_and_values(told->list, told->len);
    assert_code(PICORING_OK, picoring_list_truncate(told->list, told->len = 100000));
    has_len_and_values(told->list, told->len);
    append_told(told, megabyte);
    assert_code(PICORING_OK, picoring_list_shrink(told->list));
    has_len_and_values(told->list, told->len);
    (void)described(told->list);
    append_told(told, megabyte);
    assert_code(PICORING_OK, picoring_list_clear(told->list));
    told->len = 0;
    append_told(told, 100000);
    picoring_list_destroy(told->list);
    told->list = NULL;
}

static picoring_list_options variant_of(int variant)
{
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.keep = 65536;
    if (variant == 1) options.small_pages = 1, options.reserve = megabyte;
    if (variant == 2) options.reserve = 2 * megabyte, options.dump = PICORING_DUMP_NONE;
    if (variant == 3) options.least_step = options.most_step = 128 * 1024;
    return options;
}

static void every_call_fails_at_every_place_and_the_list_is_as_it_was(void **state)
{
    (void)state;
    size_t failures = 0, places = 0;
    for (int variant = 0; variant < 4; ++variant) {
        picoring_list_options options = variant_of(variant);
        story told;
        int counts[COUNT_OF(calls)];
        memset(&told, 0, sizeof told);
        picoring_faults_reset();
        live(&told, &options);
        assert_int_equal(told.failures, 0);
        for (size_t c = 0; c < COUNT_OF(calls); ++c) counts[c] = picoring_faults_count(calls[c].call);
        assert_true(counts[1] >= 5 && counts[2] >= 10);
        for (size_t c = 0; c < COUNT_OF(calls); ++c) {
            for (int nth = 1; nth <= counts[c]; nth += (int)every(8)) {
                for (size_t e = 0; e < COUNT_OF(errors); e += every(COUNT_OF(errors))) {
                    told.call = calls[c].call;
                    told.error = errors[e];
                    held before = what_is_held();
                    picoring_faults_reset();
                    picoring_faults_fail(told.call, nth, told.error);
                    live(&told, &options);
                    picoring_faults_reset();
                    ++places;
                    if (!nothing_left(before))
                        fail_msg("%s no. %d: %s left something behind", calls[c].name, nth,
                                 strerror(told.error));
                }
            }
        }
        failures += told.failures;
    }
    printf("%zu refusals of %zu faults\n", failures, places);
    assert_true(places > 200 / every(20));
    assert_true(failures > 20 / every(20));
}

/* ---- Creation ---- */

static void create_fails(int wanted, const picoring_list_options *options, const char *reason)
{
    picoring_list *list = UNTOUCHED(picoring_list);
    held before = what_is_held();
    assert_code(wanted, picoring_list_create(8, options, &list));
    assert_ptr_equal(list, UNTOUCHED(picoring_list));
    assert_sentence_has("picoring_list_create: ");
    assert_sentence_has(reason);
    assert_true(nothing_left(before));
}

static void an_explicit_reservation_is_tried_once(void **state)
{
    (void)state;
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.reserve = megabyte;
    static const struct {
        int error, code;
    } outcomes[] = {{ENOMEM, PICORING_ENOMEM}, {EAGAIN, PICORING_ELOCK}, {EIO, PICORING_EIO}};
    for (size_t i = 0; i < COUNT_OF(outcomes); ++i) {
        picoring_faults_reset();
        picoring_faults_fail(PICORING_CALL_MMAP, 1, outcomes[i].error);
        create_fails(outcomes[i].code, &options, "a reservation of 8388608 bytes: mmap");
        assert_sentence_has(strerror(outcomes[i].error));
        assert_int_equal(picoring_faults_count(PICORING_CALL_MMAP), 1);
    }
}

static void a_default_reservation_that_fails_is_an_eighth_of_it(void **state)
{
    (void)state;
    picoring_list *list = list_with(8, NULL);
    size_t whole = described(list).reserved;
    picoring_list_destroy(list);
    picoring_faults_reset();
    picoring_faults_fail(PICORING_CALL_MMAP, 1, ENOMEM);
    list = list_with(8, NULL);
    assert_int_equal(picoring_faults_count(PICORING_CALL_MMAP), 3); /* a half is there: a quarter of it */
    assert_true(described(list).reserved >= whole / 8);
    assert_true(described(list).reserved <= whole / 8 + picoring_granularity());
    assert_int_equal(picoring_list_capacity(list), described(list).reserved / 8);
    grow_to(list, 3 * megabyte);
    has_len_and_values(list, 3 * megabyte / 8);
    picoring_list_destroy(list);
    picoring_faults_reset();
    picoring_faults_fail(PICORING_CALL_MMAP, 0, ENOMEM); /* and not for ever */
    create_fails(PICORING_ENOMEM, NULL, "a reservation of ");
    assert_true(picoring_faults_count(PICORING_CALL_MMAP) > 3);
    assert_true(picoring_faults_count(PICORING_CALL_MMAP) < 64);
}

static void unknown_memory_gives_the_largest_default(void **state)
{
    (void)state;
    picoring_faults_fail(PICORING_CALL_SYSINFO, 1, EFAULT);
    picoring_list *list = list_with(8, NULL);
    assert_int_equal(picoring_faults_count(PICORING_CALL_SYSINFO), 1);
    size_t most = (size_t)128 << (sizeof(size_t) == 8 ? 30 : 20);
    assert_true(described(list).reserved == most || sizeof(size_t) != 8);
    assert_true(described(list).reserved <= most);
    grow_to(list, 100000);
    has_len_and_values(list, 12500);
    picoring_list_destroy(list);
    picoring_faults_reset();
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.reserve = 1;
    picoring_list_destroy(list_with(8, &options));
    assert_int_equal(picoring_faults_count(PICORING_CALL_SYSINFO), 0); /* nobody asked */
}

static void without_memory_for_the_handle_nothing_is_mapped(void **state)
{
    (void)state;
    picoring_faults_fail(PICORING_CALL_ALLOCATE, 1, ENOMEM);
    create_fails(PICORING_ENOMEM, NULL, "no memory left for the handle");
    assert_int_equal(picoring_faults_count(PICORING_CALL_MMAP), 0);
    picoring_list_destroy(list_with(8, NULL)); /* a retry */
    assert_int_equal(picoring_faults_count(PICORING_CALL_ALLOCATE), 2);
}

static void hints_that_a_system_does_not_know_are_done_without(void **state)
{
    (void)state;
    for (uint32_t small = 0; small < 2; ++small) {
        picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
        options.small_pages = small;
        picoring_faults_reset();
        picoring_faults_fail(PICORING_CALL_MADVISE, 0, EINVAL);
        picoring_list *list = list_with(8, &options);
        assert_int_equal(picoring_faults_count(PICORING_CALL_MADVISE), 1);
        grow_to(list, 3 * megabyte);
        has_len_and_values(list, 3 * megabyte / 8);
        assert_code(PICORING_OK, picoring_list_clear(list));
        grow_to(list, 3 * megabyte);
        has_len_and_values(list, 3 * megabyte / 8);
        picoring_list_destroy(list);
    }
}

static void a_list_that_cannot_be_kept_out_of_dumps_is_refused(void **state)
{
    (void)state;
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.dump = PICORING_DUMP_NONE;
    picoring_list_destroy(list_with(8, &options));
    for (int error = 0; error < 2; ++error) {
        picoring_faults_reset();
        picoring_faults_fail(PICORING_CALL_MADVISE, 2, error ? EPERM : EINVAL);
        create_fails(PICORING_ENOSYS, &options, "MADV_DONTDUMP");
    }
}

/* ---- Steps ---- */

static void a_step_is_two_calls_and_pushes_within_it_none(void **state)
{
    (void)state;
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.least_step = options.most_step = 65536;
    picoring_list *list = list_with(8, &options);
    picoring_faults_reset();
    for (int step = 1; step <= 40; ++step) {
        grow_to(list, (size_t)step * 65536);
        assert_int_equal(picoring_faults_count(PICORING_CALL_MPROTECT), step);
        assert_int_equal(picoring_faults_count(PICORING_CALL_MADVISE), step);
    }
    assert_int_equal(picoring_faults_count(PICORING_CALL_MMAP), 0);
    picoring_list_destroy(list);
    assert_int_equal(picoring_faults_count(PICORING_CALL_MUNMAP), 1);
}

static void appends_up_to_what_was_reserved_call_nobody(void **state)
{
    (void)state;
    picoring_list *list = list_with(8, NULL);
    assert_code(PICORING_OK, picoring_list_reserve(list, 5 * megabyte / 8));
    picoring_faults_reset();
    grow_to(list, 5 * megabyte);
    assert_code(PICORING_OK, picoring_list_reserve(list, 5 * megabyte / 8));
    assert_code(PICORING_OK, picoring_list_reserve(list, 1));
    assert_int_equal(picoring_faults_count(PICORING_CALL_MPROTECT), 0);
    assert_int_equal(picoring_faults_count(PICORING_CALL_MADVISE), 0);
    has_len_and_values(list, 5 * megabyte / 8);
    picoring_list_destroy(list);
}

static void what_keep_leaves_is_filled_again_without_a_call(void **state)
{
    (void)state;
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.keep = 500000;
    options.small_pages = 1;
    picoring_list *list = list_with(8, &options);
    grow_to(list, 4 * megabyte);
    picoring_faults_reset();
    assert_code(PICORING_OK, picoring_list_truncate(list, 100000 / 8));
    assert_int_equal(picoring_faults_count(PICORING_CALL_MADVISE), 1); /* what is beyond goes */
    grow_to(list, 600000);
    assert_int_equal(picoring_faults_count(PICORING_CALL_MPROTECT), 0);
    assert_int_equal(picoring_faults_count(PICORING_CALL_MADVISE), 1);
    has_len_and_values(list, 600000 / 8);
    assert_code(PICORING_OK, picoring_list_truncate(list, 500000 / 8)); /* within keep */
    assert_int_equal(picoring_faults_count(PICORING_CALL_MADVISE), 1);
    picoring_list_destroy(list);
}

static void where_the_whole_step_is_refused_what_is_needed_is_tried(void **state)
{
    (void)state;
    static const picoring_call either[] = {PICORING_CALL_MPROTECT, PICORING_CALL_MADVISE};
    for (size_t i = 0; i < COUNT_OF(either); ++i) {
        picoring_list *list = list_with(8, NULL);
        picoring_faults_reset();
        picoring_faults_fail(either[i], 1, ENOMEM);
        assert_code(PICORING_OK, push_next(list));
        assert_int_equal(picoring_faults_count(PICORING_CALL_MPROTECT), 2);
        assert_int_equal(described(list).committed, picoring_granularity());
        picoring_faults_reset();
        grow_to(list, 3 * megabyte);
        has_len_and_values(list, 3 * megabyte / 8);
        picoring_list_destroy(list);
    }
}

static void a_refused_step_leaves_the_list_as_it_was(void **state)
{
    (void)state;
    static const struct {
        picoring_call call;
        int error, code;
        const char *sentence;
    } refusals[] = {
        {PICORING_CALL_MPROTECT, ENOMEM, PICORING_ENOMEM, "mprotect"},
        {PICORING_CALL_MADVISE, ENOMEM, PICORING_ENOMEM, "MADV_POPULATE_WRITE"},
        {PICORING_CALL_MADVISE, EFAULT, PICORING_ENOMEM, "MADV_POPULATE_WRITE"},
        {PICORING_CALL_MADVISE, EIO, PICORING_EIO, "MADV_POPULATE_WRITE"},
    };
    for (size_t i = 0; i < COUNT_OF(refusals); ++i) {
        for (size_t start = 0; start < 2; ++start) {
            picoring_list *list = list_with(8, NULL);
            picoring_faults_reset();
            if (start) grow_to(list, 65536);
            size_t len = picoring_list_len(list), before = described(list).committed;
            int code = refusals[i].code;
            uint64_t elements[3] = {value_of(len), value_of(len + 1), value_of(len + 2)};
            for (int way = 0; way < 5; ++way) {
                picoring_faults_fail(refusals[i].call, 0, refusals[i].error);
                (void)picoring_list_truncate(list, SIZE_MAX); /* another sentence */
                if (way == 0) assert_code(code, picoring_list_push(list, elements));
                if (way == 1) assert_code(code, picoring_list_append(list, elements, 3));
                if (way == 2) assert_null(picoring_list_claim(list, 3));
                if (way == 3) assert_code(code, picoring_list_claim_status(list, 3));
                if (way == 4) assert_code(code, picoring_list_reserve(list, len + 3));
                static const char *const names[] = {"push", "append", "claim", "claim", "reserve"};
                char name[64];
                snprintf(name, sizeof name, "picoring_list_%s: ", names[way]);
                assert_sentence_has(name);
                assert_sentence_has(refusals[i].sentence);
                has_len_and_values(list, len);
                assert_int_equal(described(list).committed, before);
                assert_code(PICORING_ERANGE, picoring_list_commit(list, 1));
                if (len) {
                    uint64_t value = 0;
                    assert_code(PICORING_OK, picoring_list_pop(list, &value));
                    assert_true(value == value_of(len - 1));
                    assert_code(PICORING_OK, push_next(list)); /* its memory is still there */
                }
            }
            picoring_faults_reset();
            grow_to(list, megabyte);
            has_len_and_values(list, megabyte / 8);
            picoring_list_destroy(list);
        }
    }
}

/* No address space is asked for at a step; so none can be lacking. */
static void memory_that_is_lacking_is_enomem_also_under_a_limit_of_addresses(void **state)
{
    (void)state;
    if (UNDER_ASAN || UNDER_TSAN) SKIP_BECAUSE("a sanitizer's own reservation is over any RLIMIT_AS");
    if (!limits_are_kept()) SKIP_BECAUSE(NO_LIMIT);
    static const int lacking[] = {EFAULT, ENOMEM};
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.reserve = megabyte;
    picoring_list *list = list_with(8, &options);
    grow_to(list, 65536);
    struct rlimit as_it_was, limit;
    assert_int_equal(getrlimit(RLIMIT_AS, &as_it_was), 0);
    limit = as_it_was;
    FILE *file = fopen("/proc/self/statm", "re");
    unsigned long pages = 0;
    assert_true(file && fscanf(file, "%lu", &pages) == 1);
    fclose(file);
    limit.rlim_cur = pages * (rlim_t)sysconf(_SC_PAGESIZE);
    int codes[COUNT_OF(lacking)], restored;
    assert_int_equal(setrlimit(RLIMIT_AS, &limit), 0);
    for (size_t i = 0; i < COUNT_OF(lacking); ++i) {
        picoring_faults_reset();
        picoring_faults_fail(PICORING_CALL_MADVISE, 0, lacking[i]);
        codes[i] = push_next(list);
    }
    restored = setrlimit(RLIMIT_AS, &as_it_was);
    assert_int_equal(restored, 0);
    for (size_t i = 0; i < COUNT_OF(lacking); ++i) assert_code(PICORING_ENOMEM, codes[i]);
    picoring_faults_reset();
    has_len_and_values(list, 8192);
    picoring_list_destroy(list);
}

static void unreadable_proc_still_gives_a_proper_code(void **state)
{
    (void)state;
    picoring_list *list = list_with(8, NULL);
    picoring_faults_fail(PICORING_CALL_OPEN, 0, EACCES);
    picoring_faults_fail(PICORING_CALL_MPROTECT, 0, ENOMEM);
    assert_code(PICORING_ENOMEM, push_next(list));
    assert_sentence_has("picoring_list_push: ");
    assert_true(picoring_faults_count(PICORING_CALL_OPEN) > 0);
    picoring_faults_fail(PICORING_CALL_GETRLIMIT, 0, EPERM);
    assert_code(PICORING_ENOMEM, push_next(list));
    picoring_faults_reset();
    picoring_faults_fail(PICORING_CALL_OPEN, 0, EACCES);
    grow_to(list, 5 * megabyte);
    assert_int_equal(described(list).huge_bytes, 0);
    assert_true(described(list).committed >= 5 * megabyte);
    has_len_and_values(list, 5 * megabyte / 8);
    picoring_list_destroy(list);
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.reserve = megabyte;
    picoring_faults_fail(PICORING_CALL_MMAP, 1, ENOMEM);
    create_fails(PICORING_ENOMEM, &options, "mmap");
}

static void a_kernel_without_populate_is_touched_page_by_page(void **state)
{
    (void)state;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (uint32_t small = 0; small < 2; ++small) {
        picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
        options.reserve = megabyte;
        options.small_pages = small;
        options.keep = 1;
        picoring_list *list = list_with(8, &options);
        for (int round = 0; round < 2; ++round) {
            picoring_faults_reset();
            picoring_faults_fail(PICORING_CALL_MADVISE, 1, EINVAL);
            assert_code(PICORING_OK, picoring_list_reserve(list, 500000 / 8));
            assert_int_equal(picoring_faults_count(PICORING_CALL_MADVISE), 1);
            size_t pages = described(list).committed / page, absent = 0;
            static unsigned char there[1024];
            assert_true(pages >= 500000 / page && pages <= sizeof there);
            assert_int_equal(mincore(picoring_list_data(list), pages * page, there), 0);
            for (size_t i = 0; i < pages; ++i) absent += !(there[i] & 1);
            assert_int_equal(absent, 0);
            grow_to(list, 500000);
            has_len_and_values(list, 500000 / 8);
            assert_code(PICORING_OK, picoring_list_clear(list));
            assert_code(PICORING_OK, picoring_list_shrink(list));
        }
        picoring_list_destroy(list);
    }
}

static void memory_that_cannot_be_given_back_harms_nobody(void **state)
{
    (void)state;
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.keep = 1;
    picoring_list *list = list_with(8, &options);
    for (int round = 0; round < 3; ++round) {
        grow_to(list, 3 * megabyte);
        has_len_and_values(list, 3 * megabyte / 8);
        picoring_faults_reset();
        picoring_faults_fail(PICORING_CALL_MADVISE, 1, round ? EINVAL : ENOMEM);
        if (round == 0) assert_code(PICORING_OK, picoring_list_truncate(list, 1000));
        if (round == 1) assert_code(PICORING_OK, picoring_list_clear(list));
        if (round == 2) assert_code(PICORING_OK, picoring_list_shrink(list));
        assert_int_equal(picoring_list_len(list), round == 0 ? 1000 : round == 1 ? 0 : 3 * megabyte / 8);
    }
    has_len_and_values(list, 3 * megabyte / 8);
    picoring_list_destroy(list);
}

static void an_unmapping_that_fails_is_survived(void **state)
{
    (void)state;
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.reserve = 8192;
    options.small_pages = 1;
    picoring_list_destroy(list_with(8, &options));
    held before = what_is_held();
    picoring_list *list = list_with(8, &options);
    grow_to(list, 1000);
    void *data = picoring_list_data(list);
    picoring_faults_reset();
    picoring_faults_fail(PICORING_CALL_MUNMAP, 1, ENOMEM);
    picoring_list_destroy(list);
    assert_int_equal(picoring_faults_count(PICORING_CALL_MUNMAP), 1);
    assert_int_equal(munmap(data, 65536 + picoring_granularity()), 0); /* the test cleans up */
    /* Where a granule is more than a page, some may lie before the data. */
    if (picoring_granularity() == (size_t)sysconf(_SC_PAGESIZE)) assert_true(nothing_left(before));
}

/* ---- Lies about the page size ---- */

static void a_list_works_on_pages_of_16_and_64_kib(void **state)
{
    (void)state;
    static const size_t pages[] = {16384, 65536};
    static const size_t sizes[] = {1, 3, 8, 12, 24, 100, 4096, 5000};
    static unsigned char element[5000];
    for (size_t p = 0; p < COUNT_OF(pages); ++p) {
        for (size_t s = 0; s < COUNT_OF(sizes); s += every(COUNT_OF(sizes))) {
            for (uint32_t small = 0; small < 2; ++small) {
                size_t page = pages[p], size = sizes[s];
                picoring_faults_page_size(page);
                assert_int_equal(picoring_granularity(), page);
                picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
                options.reserve = 5 * page / size + 1;
                options.least_step = options.most_step = options.keep = 1;
                options.small_pages = small;
                held before = what_is_held();
                picoring_list *list = list_with(size, &options);
                size_t capacity = picoring_list_capacity(list);
                assert_int_equal(described(list).reserved,
                                 (options.reserve * size + page - 1) / page * page);
                assert_int_equal(capacity, described(list).reserved / size);
                for (size_t n = 0; n < capacity; ++n) {
                    pattern(element, n, size);
                    assert_code(PICORING_OK, picoring_list_push(list, element));
                    if (n % (page / size + 1) == 0)
                        assert_int_equal(described(list).committed,
                                         ((n + 1) * size + page - 1) / page * page);
                }
                assert_code(PICORING_ENOBUFS, picoring_list_push(list, element));
                size_t half = capacity / 2;
                assert_code(PICORING_OK, picoring_list_truncate(list, half));
                assert_code(PICORING_OK, picoring_list_shrink(list));
                assert_int_equal(described(list).committed, (half * size + page - 1) / page * page);
                for (size_t n = half; n < capacity; ++n) {
                    pattern(element, n, size);
                    assert_code(PICORING_OK, picoring_list_push(list, element));
                }
                for (size_t n = 0; n < capacity; ++n)
                    assert_true(has_pattern(picoring_list_at(list, n), n, size));
                picoring_list_destroy(list);
                assert_true(nothing_left(before));
            }
        }
        picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
        options.alignment = 2 * pages[p];
        picoring_list *list = UNTOUCHED(picoring_list);
        assert_code(PICORING_EALIGN, picoring_list_create(options.alignment, &options, &list));
        assert_ptr_equal(list, UNTOUCHED(picoring_list));
    }
}

static void default_steps_and_huge_pages_work_on_pages_of_16_and_64_kib(void **state)
{
    (void)state;
    static const size_t pages[] = {16384, 65536};
    for (size_t p = 0; p < COUNT_OF(pages); ++p) {
        picoring_faults_page_size(pages[p]);
        picoring_list *list = list_with(8, NULL);
        for (size_t size = 1000; size < 20 * megabyte; size *= 3) {
            grow_to(list, size);
            assert_int_equal(described(list).committed % pages[p], 0);
        }
        has_len_and_values(list, picoring_list_len(list));
        assert_code(PICORING_OK, picoring_list_truncate(list, 100));
        assert_code(PICORING_OK, picoring_list_shrink(list));
        assert_int_equal(described(list).committed, pages[p]);
        grow_to(list, megabyte);
        has_len_and_values(list, megabyte / 8);
        picoring_list_destroy(list);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        fault_test(every_call_fails_at_every_place_and_the_list_is_as_it_was),
        fault_test(an_explicit_reservation_is_tried_once),
        fault_test(a_default_reservation_that_fails_is_an_eighth_of_it),
        fault_test(unknown_memory_gives_the_largest_default),
        fault_test(without_memory_for_the_handle_nothing_is_mapped),
        fault_test(hints_that_a_system_does_not_know_are_done_without),
        fault_test(a_list_that_cannot_be_kept_out_of_dumps_is_refused),
        fault_test(a_step_is_two_calls_and_pushes_within_it_none),
        fault_test(appends_up_to_what_was_reserved_call_nobody),
        fault_test(what_keep_leaves_is_filled_again_without_a_call),
        fault_test(where_the_whole_step_is_refused_what_is_needed_is_tried),
        fault_test(a_refused_step_leaves_the_list_as_it_was),
        fault_test(memory_that_is_lacking_is_enomem_also_under_a_limit_of_addresses),
        fault_test(unreadable_proc_still_gives_a_proper_code),
        fault_test(a_kernel_without_populate_is_touched_page_by_page),
        fault_test(memory_that_cannot_be_given_back_harms_nobody),
        fault_test(an_unmapping_that_fails_is_survived),
        fault_test(a_list_works_on_pages_of_16_and_64_kib),
        fault_test(default_steps_and_huge_pages_work_on_pages_of_16_and_64_kib),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
