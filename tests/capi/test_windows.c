/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_windows.c: the calls of the two techniques of Windows, each of which fails
 * at each place; what their errors mean; sizes and granularities that are not the
 * usual ones. Linked with the test build of the library, on a machine that has
 * placeholders: support/windows/placeholders.h.
 */
#include "check.h"
#include "faults.h"
#include "placeholders.h"

#include <pthread.h>

static const uint32_t techniques[] = {PICORING_TECHNIQUE_PLACEHOLDER, PICORING_TECHNIQUE_MAPVIEW};

static picoring_options by(uint32_t technique, uint32_t guard)
{
    picoring_options options = PICORING_OPTIONS_INIT;
    options.technique = technique;
    options.guard = guard;
    return options;
}

static size_t size_asked(void) { return 3 * picoring_granularity(); }

static picoring_mirror_info describe(const picoring_mirror *mirror)
{
    picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
    assert_code(PICORING_OK, picoring_mirror_describe(mirror, &info));
    return info;
}

static void check_and_destroy(picoring_mirror *mirror)
{
    size_t size = picoring_mirror_size(mirror);
    volatile unsigned char *data = (unsigned char *)picoring_mirror_data(mirror);
    const size_t places[] = {0, 1, size / 2, size - 1};
    for (size_t i = 0; i < COUNT_OF(places); ++i) {
        assert_int_equal(data[places[i]], 0);
        data[places[i]] = (unsigned char)(7 + i);
        assert_int_equal(data[places[i] + size], 7 + i);
    }
    picoring_mirror_destroy(mirror);
}

static int start_anew(void **state)
{
    (void)state;
    picoring_faults_reset();
    placeholders_there(1);
    placeholders_start(0, 0);
    return 0;
}

#define windows_test(name) cmocka_unit_test_setup_teardown(name, start_anew, start_anew)

static void says_error(int error)
{
    char number[16];
    snprintf(number, sizeof number, "(%d)", error);
    assert_sentence_has(text_of(error));
    assert_sentence_has(number);
}

/* ---- The first technique: the calls of its manual page ---- */

static void is_call(int number, const char *name, const char *at, size_t size, unsigned long type,
                    unsigned long protection)
{
    const placeholder_call *call = &placeholder_calls[number];
    assert_string_equal(call->name, name);
    assert_null(call->process); /* this one */
    assert_ptr_equal(call->at, at);
    assert_int_equal(call->offset, 0);
    assert_int_equal(call->size, size);
    assert_int_equal(call->type, type);
    assert_int_equal(call->protection, protection);
    assert_null(call->parameters);
    assert_int_equal(call->count, 0);
}

static void a_reservation_is_cut_and_replaced_by_two_views(void **state)
{
    (void)state;
    size_t size = size_asked(), page = picoring_granularity();
    for (uint32_t guard = 0; guard < 2; ++guard) {
        picoring_options options = by(PICORING_TECHNIQUE_AUTO, guard);
        picoring_mirror *mirror = NULL;
        held before = what_is_held();
        placeholders_start(0, 0);
        assert_code(PICORING_OK, picoring_mirror_create(size, &options, &mirror));
        assert_int_equal(describe(mirror).technique, PICORING_TECHNIQUE_PLACEHOLDER);
        char *data = (char *)picoring_mirror_data(mirror);
        const struct {
            char *at;
            size_t size;
        } parts[] = {{data - page, page}, {data, size}, {data + size, size}, {data + 2 * size, page}};
        const int cuts = guard ? 3 : 1;
        assert_int_equal(placeholder_count, 1 + cuts + 2);
        is_call(0, "VirtualAlloc2", NULL, 2 * size + (guard ? 2 * page : 0),
                MEM_RESERVE | 0x40000 /* MEM_RESERVE_PLACEHOLDER */, PAGE_NOACCESS);
        for (int i = 0; i < cuts; ++i)
            is_call(1 + i, "VirtualFree", parts[guard ? i : 1].at, parts[guard ? i : 1].size,
                    MEM_RELEASE | 0x2 /* MEM_PRESERVE_PLACEHOLDER */, 0);
        for (int i = 0; i < 2; ++i)
            is_call(1 + cuts + i, "MapViewOfFile3", parts[1 + i].at, size,
                    0x4000 /* MEM_REPLACE_PLACEHOLDER */, PAGE_READWRITE);
        assert_non_null(placeholder_calls[1 + cuts].section);
        assert_ptr_equal(placeholder_calls[1 + cuts].section, placeholder_calls[2 + cuts].section);
        assert_int_equal(count_mappings(), before.mappings + (guard ? 4 : 2));
        assert_int_equal(count_descriptors(), before.descriptors); /* the section is closed */
        check_and_destroy(mirror);
        assert_nothing_leaked(before);
    }
}

static const struct {
    DWORD error;
    int code;
} errors[] = {
    {ERROR_INVALID_PARAMETER, PICORING_ENOSYS},
    {ERROR_CALL_NOT_IMPLEMENTED, PICORING_ENOSYS},
    {ERROR_NOT_SUPPORTED, PICORING_ENOSYS},
    {ERROR_ACCESS_DENIED, PICORING_ENOSYS},
    {ERROR_INVALID_ADDRESS, PICORING_EADDRSPACE},
    {ERROR_NOT_ENOUGH_MEMORY, PICORING_EADDRSPACE},
    {ERROR_COMMITMENT_LIMIT, PICORING_ENOMEM},
    {ERROR_NO_SYSTEM_RESOURCES, PICORING_ENOMEM},
    {ERROR_TOO_MANY_OPEN_FILES, PICORING_EMFILE},
    {ERROR_GEN_FAILURE, PICORING_EIO},
};

/* Every step of the first technique, and every error. */
static void a_step_that_fails_leaves_nothing(void **state)
{
    (void)state;
    static const char *const names[] = {"VirtualAlloc2", "VirtualFree", "MapViewOfFile3"};
    for (uint32_t guard = 0; guard < 2; ++guard) {
        int cuts = guard ? 3 : 1;
        for (int nth = 1; nth <= 1 + cuts + 2; ++nth) {
            for (size_t e = 0; e < COUNT_OF(errors); ++e) {
                picoring_options options = by(PICORING_TECHNIQUE_PLACEHOLDER, guard);
                picoring_mirror *mirror = UNTOUCHED(picoring_mirror);
                held before = what_is_held();
                placeholders_start(nth, errors[e].error);
                assert_code(errors[e].code, picoring_mirror_create(size_asked(), &options, &mirror));
                assert_int_equal(placeholder_count, nth); /* none after it */
                assert_sentence_has("picoring_mirror_create");
                assert_sentence_has("placeholder");
                assert_sentence_has(names[nth == 1 ? 0 : nth <= 1 + cuts ? 1 : 2]);
                says_error((int)errors[e].error);
                assert_ptr_equal(mirror, UNTOUCHED(picoring_mirror));
                assert_nothing_leaked(before);
                placeholders_start(0, 0); /* a retry */
                assert_code(PICORING_OK, picoring_mirror_create(size_asked(), &options, &mirror));
                check_and_destroy(mirror);
                assert_nothing_leaked(before);
            }
        }
    }
}

static void where_the_first_technique_is_refused_the_second_is_taken(void **state)
{
    (void)state;
    picoring_mirror *mirror = NULL;
    for (int nth = 1; nth <= 4; ++nth) {
        placeholders_start(nth, ERROR_INVALID_PARAMETER); /* as Wine 8 does */
        assert_code(PICORING_OK, picoring_mirror_create(size_asked(), NULL, &mirror));
        assert_int_equal(describe(mirror).technique, PICORING_TECHNIQUE_MAPVIEW);
        check_and_destroy(mirror);
    }
    placeholders_there(0); /* before Windows 10 1803 */
    assert_code(PICORING_OK, picoring_mirror_create(size_asked(), NULL, &mirror));
    assert_int_equal(describe(mirror).technique, PICORING_TECHNIQUE_MAPVIEW);
    check_and_destroy(mirror);
    picoring_options options = by(PICORING_TECHNIQUE_PLACEHOLDER, 0);
    mirror = UNTOUCHED(picoring_mirror);
    assert_code(PICORING_ENOSYS, picoring_mirror_create(1, &options, &mirror));
    assert_sentence_has("VirtualAlloc2 and MapViewOfFile3");
    says_error(ERROR_PROC_NOT_FOUND);
    assert_ptr_equal(mirror, UNTOUCHED(picoring_mirror));
}

static void no_memory_ends_the_ladder(void **state)
{
    (void)state;
    picoring_mirror *mirror = UNTOUCHED(picoring_mirror);
    picoring_faults_fail(PICORING_CALL_CREATE_FILE_MAPPING, 0, ERROR_COMMITMENT_LIMIT);
    assert_code(PICORING_ENOMEM, picoring_mirror_create(1, NULL, &mirror));
    assert_int_equal(picoring_faults_count(PICORING_CALL_CREATE_FILE_MAPPING), 1);
    assert_ptr_equal(mirror, UNTOUCHED(picoring_mirror));
}

/* ---- The second technique: a race ---- */

static void a_race_that_is_lost_is_run_again(void **state)
{
    (void)state;
    for (uint32_t guard = 0; guard < 2; ++guard) {
        for (int nth = 1; nth <= (guard ? 4 : 2); ++nth) {
            picoring_options options = by(PICORING_TECHNIQUE_MAPVIEW, guard);
            picoring_mirror *mirror = NULL;
            /* With guards the parts are: reservation, view, view, reservation; the
             * first call of VirtualAlloc looks for the place. */
            int reserves = guard && (nth == 1 || nth == 4);
            int call = !guard ? nth : nth == 1 ? 2 : nth == 4 ? 3 : nth - 1;
            held before = what_is_held();
            picoring_faults_reset();
            picoring_faults_fail(reserves ? PICORING_CALL_VIRTUAL_ALLOC : PICORING_CALL_MAP_VIEW, call,
                                 ERROR_INVALID_ADDRESS);
            assert_code(PICORING_OK, picoring_mirror_create(size_asked(), &options, &mirror));
            int races = picoring_faults_count(PICORING_CALL_VIRTUAL_ALLOC) - (guard ? 2 : 0);
            assert_true(races == 2 || (guard && races >= 2));
            assert_int_equal(picoring_faults_count(PICORING_CALL_CREATE_FILE_MAPPING), 1);
            check_and_destroy(mirror);
            assert_nothing_leaked(before);
        }
    }
}

static void races_that_are_always_lost_end(void **state)
{
    (void)state;
    picoring_options options = by(PICORING_TECHNIQUE_MAPVIEW, 0);
    picoring_mirror *mirror = UNTOUCHED(picoring_mirror);
    held before = what_is_held();
    picoring_faults_fail(PICORING_CALL_MAP_VIEW, 0, ERROR_INVALID_ADDRESS);
    assert_code(PICORING_EADDRSPACE, picoring_mirror_create(size_asked(), &options, &mirror));
    assert_int_equal(picoring_faults_count(PICORING_CALL_MAP_VIEW), 100);
    assert_sentence_has("mapview");
    assert_sentence_has("MapViewOfFileEx");
    says_error(ERROR_INVALID_ADDRESS);
    assert_ptr_equal(mirror, UNTOUCHED(picoring_mirror));
    assert_nothing_leaked(before);
}

typedef struct creator {
    pthread_t thread;
    int failed;
} creator;

static void *create_many(void *argument)
{
    creator *c = (creator *)argument;
    picoring_options options = by(PICORING_TECHNIQUE_MAPVIEW, 1);
    for (size_t i = 0; i < scaled(2000) && !c->failed; ++i) {
        picoring_mirror *mirror = NULL;
        c->failed = picoring_mirror_create(size_asked(), &options, &mirror) != PICORING_OK;
        if (c->failed) continue;
        unsigned char *data = (unsigned char *)picoring_mirror_data(mirror);
        data[0] = 1;
        c->failed = ((volatile unsigned char *)data)[size_asked()] != 1;
        picoring_mirror_destroy(mirror);
    }
    return NULL;
}

/* The seed's creations of one size in two threads collide. */
static void threads_that_create_at_once_all_get_theirs(void **state)
{
    (void)state;
    creator creators[4];
    for (size_t i = 0; i < COUNT_OF(creators); ++i) {
        creators[i].failed = 0;
        assert_int_equal(pthread_create(&creators[i].thread, NULL, create_many, &creators[i]), 0);
    }
    for (size_t i = 0; i < COUNT_OF(creators); ++i) {
        assert_int_equal(pthread_join(creators[i].thread, NULL), 0);
        assert_int_equal(creators[i].failed, 0);
    }
}

/* ---- Every call at every place ---- */

static const struct {
    picoring_call call;
    const char *name;
} calls[] = {
    {PICORING_CALL_CREATE_FILE_MAPPING, "CreateFileMapping"},
    {PICORING_CALL_MAP_VIEW, "MapViewOfFileEx"},
    {PICORING_CALL_VIRTUAL_ALLOC, ""},
    {PICORING_CALL_MLOCK, "VirtualLock"},
    {PICORING_CALL_SELF_TEST, "self-test"},
    {PICORING_CALL_ALLOCATE, "memory"},
};

static int code_for(size_t call, size_t e, int nth)
{
    DWORD error = errors[e].error;
    switch (calls[call].call) {
    case PICORING_CALL_MLOCK: return PICORING_ELOCK;
    case PICORING_CALL_SELF_TEST: return PICORING_ENOSYS;
    case PICORING_CALL_ALLOCATE: return PICORING_ENOMEM;
    case PICORING_CALL_VIRTUAL_ALLOC: return nth == 1 ? PICORING_EADDRSPACE : errors[e].code;
    case PICORING_CALL_CREATE_FILE_MAPPING:
        return error == ERROR_NOT_ENOUGH_MEMORY ? PICORING_ENOMEM : errors[e].code;
    default: return errors[e].code;
    }
}

static void fail_once(const picoring_options *options, size_t call, int nth, size_t e)
{
    picoring_ring *ring = UNTOUCHED(picoring_ring);
    held before = what_is_held();
    int lost = errors[e].error == ERROR_INVALID_ADDRESS &&
               (calls[call].call == PICORING_CALL_MAP_VIEW ||
                (calls[call].call == PICORING_CALL_VIRTUAL_ALLOC && nth > 1));
    picoring_faults_reset();
    picoring_faults_fail(calls[call].call, nth, (int)errors[e].error);
    int code = picoring_ring_create(size_asked() / 8, 8, options, &ring);
    picoring_faults_reset();
    if (lost) { /* and won the next time */
        assert_code(PICORING_OK, code);
        picoring_ring_destroy(ring);
    } else {
        assert_code(code_for(call, e, nth), code);
        assert_sentence_has("picoring_ring_create");
        assert_sentence_has(calls[call].name);
        assert_ptr_equal(ring, UNTOUCHED(picoring_ring));
    }
    assert_nothing_leaked(before);
}

static void every_call_fails_at_every_place_and_nothing_is_left(void **state)
{
    (void)state;
    size_t places = 0;
    for (size_t t = 0; t < COUNT_OF(techniques); ++t) {
        for (uint32_t variant = 0; variant < 4; ++variant) {
            picoring_options options = by(techniques[t], variant & 1);
            options.prefault = options.lock = variant >> 1;
            picoring_ring *ring = NULL;
            picoring_faults_reset();
            assert_code(PICORING_OK, picoring_ring_create(size_asked() / 8, 8, &options, &ring));
            picoring_ring_destroy(ring);
            int counts[COUNT_OF(calls)];
            for (size_t c = 0; c < COUNT_OF(calls); ++c) counts[c] = picoring_faults_count(calls[c].call);
            for (size_t c = 0; c < COUNT_OF(calls); ++c)
                for (int nth = 1; nth <= counts[c]; ++nth, ++places)
                    for (size_t e = 0; e < COUNT_OF(errors); ++e) fail_once(&options, c, nth, e);
        }
    }
    printf("%zu places\n", places);
    assert_true(places > 30);
}

static void a_failed_self_test_goes_down_the_ladder(void **state)
{
    (void)state;
    picoring_mirror *mirror = NULL;
    picoring_faults_fail(PICORING_CALL_SELF_TEST, 1, ERROR_GEN_FAILURE);
    assert_code(PICORING_OK, picoring_mirror_create(1, NULL, &mirror));
    assert_int_equal(describe(mirror).technique, PICORING_TECHNIQUE_MAPVIEW);
    picoring_mirror_destroy(mirror);
    mirror = UNTOUCHED(picoring_mirror);
    picoring_faults_fail(PICORING_CALL_SELF_TEST, 0, ERROR_GEN_FAILURE);
    assert_code(PICORING_ENOSYS, picoring_mirror_create(1, NULL, &mirror));
    assert_sentence_has("placeholder");
    assert_sentence_has("mapview");
    assert_sentence_has("emulated");
    assert_ptr_equal(mirror, UNTOUCHED(picoring_mirror));
}

/* ---- Sizes ---- */

/* More than 32 bits of it reach CreateFileMapping. */
static void a_mirror_of_more_than_4_gib_is_one(void **state)
{
    (void)state;
    if (sizeof(size_t) == 4) SKIP_BECAUSE("an address has 32 bits");
    size_t size = ((size_t)1 << 31 << 1) + picoring_granularity();
    for (size_t t = 0; t < COUNT_OF(techniques); ++t) {
        picoring_options options = by(techniques[t], 0);
        picoring_mirror *mirror = NULL;
        assert_code(PICORING_OK, picoring_mirror_create(size, &options, &mirror));
        assert_int_equal(picoring_mirror_size(mirror), size);
        volatile unsigned char *data = (unsigned char *)picoring_mirror_data(mirror);
        const size_t places[] = {0, picoring_granularity(), (size_t)1 << 31 << 1, size - 1};
        for (size_t i = 0; i < COUNT_OF(places); ++i) data[places[i]] = (unsigned char)(1 + i);
        for (size_t i = 0; i < COUNT_OF(places); ++i) assert_int_equal(data[size + places[i]], 1 + i);
        picoring_mirror_destroy(mirror);
    }
}

static void sizes_follow_the_granularity_of_the_system(void **state)
{
    (void)state;
    static const size_t granularities[] = {128 << 10, 1 << 20};
    for (size_t g = 0; g < COUNT_OF(granularities); ++g) {
        size_t unit = granularities[g];
        picoring_faults_page_size(unit);
        assert_int_equal(picoring_granularity(), unit);
        for (size_t t = 0; t < COUNT_OF(techniques); ++t) {
            picoring_options options = by(techniques[t], 1);
            picoring_mirror *mirror = NULL;
            held before = what_is_held();
            assert_code(PICORING_OK, picoring_mirror_create(unit + 1, &options, &mirror));
            assert_int_equal(picoring_mirror_size(mirror), 2 * unit);
            assert_int_equal(describe(mirror).granularity, unit);
            check_and_destroy(mirror);
            assert_nothing_leaked(before);
        }
    }
}

/* ---- The list ---- */

static void a_reservation_that_fails_is_eaddrspace(void **state)
{
    (void)state;
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    picoring_list *list = UNTOUCHED(picoring_list);
    options.reserve = 1000;
    held before = what_is_held();
    picoring_faults_fail(PICORING_CALL_VIRTUAL_ALLOC, 0, ERROR_NOT_ENOUGH_MEMORY);
    assert_code(PICORING_EADDRSPACE, picoring_list_create(8, &options, &list));
    assert_int_equal(picoring_faults_count(PICORING_CALL_VIRTUAL_ALLOC), 1);
    assert_code(PICORING_EADDRSPACE, picoring_list_create(8, NULL, &list)); /* less, and less */
    assert_sentence_has("VirtualAlloc(MEM_RESERVE)");
    says_error(ERROR_NOT_ENOUGH_MEMORY);
    assert_true(picoring_faults_count(PICORING_CALL_VIRTUAL_ALLOC) > 10);
    assert_ptr_equal(list, UNTOUCHED(picoring_list));
    assert_nothing_leaked(before);
}

static void push_until(picoring_list *list, uint64_t end)
{
    for (uint64_t n = picoring_list_len(list); n < end; ++n)
        assert_code(PICORING_OK, picoring_list_push(list, &n));
}

static void is_counted(const picoring_list *list, uint64_t end)
{
    const uint64_t *data = (const uint64_t *)picoring_list_data(list);
    assert_int_equal(picoring_list_len(list), end);
    for (uint64_t n = 0; n < end; ++n) assert_int_equal(data[n], n);
}

static void a_step_that_is_refused_leaves_the_list_as_it_was(void **state)
{
    (void)state;
    picoring_list *list = NULL;
    assert_code(PICORING_OK, picoring_list_create(8, NULL, &list));
    push_until(list, 100000);
    picoring_list_info info = PICORING_LIST_INFO_INIT;
    assert_code(PICORING_OK, picoring_list_describe(list, &info));
    push_until(list, info.committed / 8);
    picoring_faults_fail(PICORING_CALL_COMMIT, 0, ERROR_COMMITMENT_LIMIT);
    uint64_t one = 1;
    assert_code(PICORING_ENOMEM, picoring_list_push(list, &one));
    assert_sentence_has("VirtualAlloc(MEM_COMMIT)");
    says_error(ERROR_COMMITMENT_LIMIT);
    is_counted(list, info.committed / 8);
    picoring_faults_fail(PICORING_CALL_COMMIT, 1, ERROR_COMMITMENT_LIMIT); /* half of it then */
    push_until(list, 2 * info.committed / 8);
    is_counted(list, 2 * info.committed / 8);
    picoring_faults_fail(PICORING_CALL_DECOMMIT, 0, ERROR_GEN_FAILURE);
    assert_code(PICORING_OK, picoring_list_truncate(list, 10));
    assert_code(PICORING_OK, picoring_list_shrink(list));
    picoring_list_info kept = PICORING_LIST_INFO_INIT;
    assert_code(PICORING_OK, picoring_list_describe(list, &kept));
    assert_true(kept.committed > 2 * info.committed - (64 << 10)); /* has it still */
    picoring_faults_reset();
    assert_code(PICORING_OK, picoring_list_shrink(list));
    assert_code(PICORING_OK, picoring_list_describe(list, &kept));
    assert_int_equal(kept.committed, picoring_granularity());
    push_until(list, 100000);
    is_counted(list, 100000);
    picoring_list_destroy(list);
}

/* ---- Descriptors ---- */

static void failures_of_read_and_write_have_their_codes(void **state)
{
    (void)state;
    static const struct {
        int error, code;
    } cases[] = {{ERROR_NO_DATA, PICORING_EPIPE},
                 {ERROR_BROKEN_PIPE, PICORING_EPIPE},
                 {10035 /* WSAEWOULDBLOCK */, PICORING_EAGAIN},
                 {ERROR_DISK_FULL, PICORING_EIO},
                 {ERROR_INVALID_HANDLE, PICORING_EIO}};
    picoring_stream *stream = NULL;
    size_t n = 77;
    assert_code(PICORING_OK, picoring_stream_create(1, NULL, &stream));
    assert_code(PICORING_OK, picoring_stream_write(stream, "abc", 3, &n));
    for (size_t i = 0; i < COUNT_OF(cases); ++i) {
        n = 77;
        picoring_faults_fail(PICORING_CALL_WRITE, 0, cases[i].error);
        assert_code(cases[i].code, picoring_stream_write_to_fd(stream, 1, SIZE_MAX, &n));
        if (cases[i].code != PICORING_EAGAIN) says_error(cases[i].error);
        picoring_faults_fail(PICORING_CALL_READ, 0, cases[i].error);
        int code = cases[i].error == ERROR_NO_DATA ? PICORING_EAGAIN : cases[i].code; /* empty */
        assert_code(code, picoring_stream_read_from_fd(stream, 0, SIZE_MAX, &n));
        assert_int_equal(n, 77);
        assert_int_equal(picoring_stream_len(stream), 3);
    }
    picoring_stream_destroy(stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        windows_test(a_reservation_is_cut_and_replaced_by_two_views),
        windows_test(a_step_that_fails_leaves_nothing),
        windows_test(where_the_first_technique_is_refused_the_second_is_taken),
        windows_test(no_memory_ends_the_ladder),
        windows_test(a_race_that_is_lost_is_run_again),
        windows_test(races_that_are_always_lost_end),
        windows_test(threads_that_create_at_once_all_get_theirs),
        windows_test(every_call_fails_at_every_place_and_nothing_is_left),
        windows_test(a_failed_self_test_goes_down_the_ladder),
        windows_test(a_mirror_of_more_than_4_gib_is_one),
        windows_test(sizes_follow_the_granularity_of_the_system),
        windows_test(a_reservation_that_fails_is_eaddrspace),
        windows_test(a_step_that_is_refused_leaves_the_list_as_it_was),
        windows_test(failures_of_read_and_write_have_their_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
