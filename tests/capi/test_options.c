/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_options.c: what each option does to real memory, options that have no
 * meaning, structs of other versions, the environment, and the allocator hook.
 */
#include "check.h"
#include "techniques.h"
#ifndef _WIN32
#include "kernel.h"

#include <signal.h>
#include <sys/mman.h>
#endif

/* ---- The struct ---- */

static void init_fills_in_the_defaults(void **state)
{
    (void)state;
    picoring_options filled, fixed = PICORING_OPTIONS_INIT;
    memset(&filled, 0xEE, sizeof filled);
    assert_code(PICORING_OK, picoring_options_init(&filled, sizeof filled));
    assert_memory_equal(&filled, &fixed, sizeof filled);
    assert_int_equal(filled.struct_size, sizeof filled);
}

static void init_of_another_size_is_answered(void **state)
{
    (void)state;
    struct {
        picoring_options options;
        unsigned char later[24];
        unsigned char behind[8];
    } longer;
    memset(&longer, 0xEE, sizeof longer);
    size_t size = sizeof longer - sizeof longer.behind;
    assert_code(PICORING_OK, picoring_options_init(&longer.options, size));
    assert_int_equal(longer.options.struct_size, size);
    for (size_t i = 0; i < sizeof longer.later; ++i) assert_int_equal(longer.later[i], 0);
    for (size_t i = 0; i < sizeof longer.behind; ++i) assert_int_equal(longer.behind[i], 0xEE);
    memset(&longer, 0xEE, sizeof longer);
    assert_code(PICORING_EINVAL, picoring_options_init(&longer.options, sizeof(picoring_options) - 1));
    assert_sentence_has("picoring_options_init");
    assert_int_equal(((unsigned char *)&longer)[0], 0xEE);
    assert_code(PICORING_EFAULT, picoring_options_init(NULL, sizeof(picoring_options)));
}

static void options_of_a_later_version_are_taken_if_they_ask_for_nothing_new(void **state)
{
    (void)state;
    struct {
        picoring_options options;
        unsigned char later[24];
    } longer;
    memset(&longer, 0, sizeof longer);
    longer.options.struct_size = sizeof longer;
    picoring_ring *ring = UNTOUCHED(picoring_ring);
    assert_code(PICORING_OK, picoring_ring_create(8, 8, &longer.options, &ring));
    picoring_ring_destroy(ring);
    for (size_t i = 0; i < sizeof longer.later; ++i) {
        memset(longer.later, 0, sizeof longer.later);
        longer.later[i] = 1;
        ring = UNTOUCHED(picoring_ring);
        picoring_mirror *mirror = UNTOUCHED(picoring_mirror);
        picoring_stream *stream = UNTOUCHED(picoring_stream);
        assert_code(PICORING_E2BIG, picoring_ring_create(8, 8, &longer.options, &ring));
        assert_sentence_has("picoring_ring_create");
        assert_code(PICORING_E2BIG, picoring_mirror_create(8, &longer.options, &mirror));
        assert_sentence_has("picoring_mirror_create");
        assert_code(PICORING_E2BIG, picoring_stream_create(8, &longer.options, &stream));
        assert_sentence_has("picoring_stream_create");
        assert_ptr_equal(ring, UNTOUCHED(picoring_ring));
        assert_ptr_equal(mirror, UNTOUCHED(picoring_mirror));
        assert_ptr_equal(stream, UNTOUCHED(picoring_stream));
    }
}

static void a_struct_that_is_too_small_is_refused(void **state)
{
    (void)state;
    picoring_options options = PICORING_OPTIONS_INIT;
    picoring_ring *ring = UNTOUCHED(picoring_ring);
    static const size_t sizes[] = {0, 1, sizeof(size_t), sizeof(picoring_options) - 1};
    for (size_t i = 0; i < COUNT_OF(sizes); ++i) {
        options.struct_size = sizes[i];
        assert_code(PICORING_EINVAL, picoring_ring_create(8, 8, &options, &ring));
        assert_sentence_has("struct_size");
    }
    assert_ptr_equal(ring, UNTOUCHED(picoring_ring));
}

static void refused(picoring_options options)
{
    picoring_ring *ring = UNTOUCHED(picoring_ring);
    assert_code(PICORING_EINVAL, picoring_ring_create(8, 8, &options, &ring));
    assert_sentence_has("picoring_ring_create");
    assert_ptr_equal(ring, UNTOUCHED(picoring_ring));
}

static void *never_called(void *user, size_t bytes, size_t alignment)
{
    (void)user, (void)bytes, (void)alignment;
    abort();
}

static void options_without_meaning_are_refused(void **state)
{
    (void)state;
    static const uint32_t wrong[] = {2, 3, 5, 1000, UINT32_MAX};
    for (size_t i = 0; i < COUNT_OF(wrong); ++i) {
        picoring_options options = PICORING_OPTIONS_INIT;
        options.exact = wrong[i], refused(options), options.exact = 0;
        options.prefault = wrong[i], refused(options), options.prefault = 0;
        options.lock = wrong[i], refused(options), options.lock = 0;
        options.inherit = wrong[i], refused(options), options.inherit = 0;
        options.dump = wrong[i], refused(options), options.dump = 0;
        options.guard = wrong[i], refused(options), options.guard = 0;
        options.huge = wrong[i] + (wrong[i] == 2), refused(options), options.huge = 0;
        options.technique = PICORING_TECHNIQUE_ASHMEM + (wrong[i] < 1000 ? wrong[i] : 1000), refused(options);
    }
    picoring_options options = PICORING_OPTIONS_INIT;
    options.allocate = never_called;
    refused(options);
}

static void techniques_have_names(void **state)
{
    (void)state;
    assert_string_equal(picoring_technique_name(PICORING_TECHNIQUE_AUTO), "auto");
    assert_string_equal(picoring_technique_name(PICORING_TECHNIQUE_MEMFD), "memfd");
    assert_string_equal(picoring_technique_name(PICORING_TECHNIQUE_MREMAP), "mremap");
    assert_string_equal(picoring_technique_name(PICORING_TECHNIQUE_SHM), "shm");
    assert_string_equal(picoring_technique_name(PICORING_TECHNIQUE_EMULATED), "emulated");
    assert_string_equal(picoring_technique_name(PICORING_TECHNIQUE_PLACEHOLDER), "placeholder");
    assert_string_equal(picoring_technique_name(PICORING_TECHNIQUE_MAPVIEW), "mapview");
    assert_string_equal(picoring_technique_name(PICORING_TECHNIQUE_MACH_ENTRY), "mach_entry");
    assert_string_equal(picoring_technique_name(PICORING_TECHNIQUE_MACH_REMAP), "mach_remap");
    assert_string_equal(picoring_technique_name(PICORING_TECHNIQUE_ASHMEM), "ashmem");
    assert_string_equal(picoring_technique_name(PICORING_TECHNIQUE_ASHMEM + 1), "unknown");
    assert_string_equal(picoring_technique_name(UINT32_MAX), "unknown");
}

/* ---- The environment ---- */

static void use_the_environment(void *argument)
{
    (void)argument;
    picoring_mirror *mirror = NULL;
    picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
    picoring_options options = PICORING_OPTIONS_INIT;
    FOR_EACH_TECHNIQUE(named, 1) {
        CHILD_CHECK(setenv("PICORING_TECHNIQUE", picoring_technique_name(named), 1) == 0);
        CHILD_CODE(PICORING_OK, picoring_mirror_create(1, NULL, &mirror));
        CHILD_CODE(PICORING_OK, picoring_mirror_describe(mirror, &info));
        CHILD_CHECK(info.technique == named);
        picoring_mirror_destroy(mirror);
        FOR_EACH_TECHNIQUE(forced, 1) { /* what is forced is not replaced */
            options.technique = forced;
            CHILD_CODE(PICORING_OK, picoring_mirror_create(1, &options, &mirror));
            CHILD_CODE(PICORING_OK, picoring_mirror_describe(mirror, &info));
            CHILD_CHECK(info.technique == forced);
            picoring_mirror_destroy(mirror);
        }
    }
    mirror = UNTOUCHED(picoring_mirror);
    CHILD_CHECK(setenv("PICORING_TECHNIQUE", "magic", 1) == 0);
    CHILD_CODE(PICORING_EINVAL, picoring_mirror_create(1, NULL, &mirror));
    CHILD_SENTENCE_HAS("PICORING_TECHNIQUE");
    CHILD_CHECK(mirror == UNTOUCHED(picoring_mirror));
    static const char *const defaults[] = {"", "auto"};
    for (int i = 0; i < 2; ++i) {
        CHILD_CHECK(setenv("PICORING_TECHNIQUE", defaults[i], 1) == 0);
        CHILD_CODE(PICORING_OK, picoring_mirror_create(1, NULL, &mirror));
        CHILD_CODE(PICORING_OK, picoring_mirror_describe(mirror, &info));
        CHILD_CHECK(info.technique != PICORING_TECHNIQUE_EMULATED);
        picoring_mirror_destroy(mirror);
    }
}

static void the_environment_takes_the_place_of_auto(void **state)
{
    (void)state;
    char before[32];
    snprintf(before, sizeof before, "%s", technique_is_forced() ? getenv("PICORING_TECHNIQUE") : "");
    assert_int_equal(apart(use_the_environment, NULL), 0);
    setenv("PICORING_TECHNIQUE", before, 1);
}

/* ---- What real memory does ---- */

static picoring_mirror *mirror_with(picoring_options options, size_t size)
{
    picoring_mirror *mirror = NULL;
    assert_code(PICORING_OK, picoring_mirror_create(size, &options, &mirror));
    return mirror;
}

#ifdef _WIN32
static int is_stopped_at(unsigned char *place) { return IsBadWritePtr(place, 1); }
#else
static void step_over_the_edge(void *argument)
{
    signal(SIGSEGV, SIG_DFL);
    signal(SIGBUS, SIG_DFL);
    *(volatile unsigned char *)argument = 1;
}

static int is_stopped_at(unsigned char *place)
{
    int code = in_child(step_over_the_edge, place);
    assert_true(code == 0 || code == -SIGSEGV);
    return code != 0;
}
#endif

static void guard_pages_stop_who_steps_over_the_edge(void **state)
{
    (void)state;
    FOR_EACH_MAPPING(technique) {
        picoring_options options = PICORING_OPTIONS_INIT;
        options.technique = technique;
        options.guard = 1;
        options.inherit = 1; /* the child is to touch the memory */
        picoring_mirror *mirror = mirror_with(options, 1);
        unsigned char *data = (unsigned char *)picoring_mirror_data(mirror);
        size_t size = picoring_mirror_size(mirror);
        assert_false(is_stopped_at(data));
        assert_false(is_stopped_at(data + 2 * size - 1));
        assert_true(is_stopped_at(data - 1));
        assert_true(is_stopped_at(data + 2 * size));
        picoring_mirror_destroy(mirror);
    }
}

#ifdef _WIN32
/* Whether all pages of [data, data + bytes) are there. */
static int is_there(const unsigned char *data, size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (const unsigned char *at = data; at < data + bytes; at += page) {
        PSAPI_WORKING_SET_EX_INFORMATION information = {(void *)(uintptr_t)at, {0}};
        assert_true(K32QueryWorkingSetEx(GetCurrentProcess(), &information, sizeof information));
        if (!information.VirtualAttributes.Valid) return 0;
    }
    return 1;
}

static void prefaulted_pages_are_there(void **state)
{
    (void)state;
    FOR_EACH_MAPPING(technique) {
        for (uint32_t prefault = 0; prefault < 2; ++prefault) {
            picoring_options options = PICORING_OPTIONS_INIT;
            options.technique = technique;
            options.prefault = prefault;
            picoring_mirror *mirror = mirror_with(options, 1 << 20);
            const unsigned char *data = (const unsigned char *)picoring_mirror_data(mirror);
            assert_int_equal(is_there(data, 2 * picoring_mirror_size(mirror)), prefault);
            picoring_mirror_destroy(mirror);
        }
    }
}

static void locked_pages_are_locked(void **state)
{
    (void)state;
    FOR_EACH_MAPPING(technique) {
        picoring_options options = PICORING_OPTIONS_INIT;
        options.technique = technique;
        options.lock = 1;
        picoring_mirror *mirror = mirror_with(options, 1);
        size_t size = picoring_mirror_size(mirror);
        char *data = (char *)picoring_mirror_data(mirror);
        picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
        assert_code(PICORING_OK, picoring_mirror_describe(mirror, &info));
        assert_int_equal(info.locked, 1);
        assert_true(VirtualUnlock(data, size)); /* which fails of what is not locked */
        assert_true(VirtualUnlock(data + size, size));
        picoring_mirror_destroy(mirror);
    }
}

static void one_copy_or_none_goes_into_a_core_dump(void **state)
{
    (void)state; /* both, and nobody can ask for less */
    FOR_EACH_MAPPING(technique) {
        picoring_options options = PICORING_OPTIONS_INIT;
        options.technique = technique;
        picoring_mirror *mirror = mirror_with(options, 1);
        picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
        assert_code(PICORING_OK, picoring_mirror_describe(mirror, &info));
        assert_int_equal(info.dumped, 2);
        picoring_mirror_destroy(mirror);
        mirror = UNTOUCHED(picoring_mirror);
        options.dump = PICORING_DUMP_NONE;
        assert_code(PICORING_ENOSYS, picoring_mirror_create(1, &options, &mirror));
        assert_sentence_has("dump");
        assert_ptr_equal(mirror, UNTOUCHED(picoring_mirror));
    }
}

NOT_HERE(memory_follows_over_fork_only_if_inherited, NO_FORK)
#else
/* "Rss:", "Locked:" ... of the mappings in [from, to), in bytes; or whether
 * VmFlags has `flag` in all of them (as 1 or 0). */
static size_t smaps(const unsigned char *from, const unsigned char *to, const char *key,
                    const char *flag)
{
    FILE *file = fopen("/proc/self/smaps", "re");
    assert_non_null(file);
    char line[512];
    size_t sum = 0, seen = 0, flagged = 0;
    int ours = 0;
    while (fgets(line, sizeof line, file)) {
        unsigned long first, last;
        if (sscanf(line, "%lx-%lx ", &first, &last) == 2) {
            ours = first >= (unsigned long)(uintptr_t)from && last <= (unsigned long)(uintptr_t)to;
            seen += (size_t)ours;
        } else if (ours && key && strncmp(line, key, strlen(key)) == 0) {
            sum += strtoul(line + strlen(key), NULL, 10) * 1024;
        } else if (ours && flag && strncmp(line, "VmFlags:", 8) == 0) {
            flagged += strstr(line, flag) != NULL;
        }
    }
    fclose(file);
    assert_true(seen > 0);
    return flag ? (size_t)(flagged == seen) : sum;
}

static void prefaulted_pages_are_there(void **state)
{
    (void)state;
    if (!advice_is_followed()) SKIP_BECAUSE(NO_ADVICE);
    FOR_EACH_MAPPING(technique) {
        picoring_options options = PICORING_OPTIONS_INIT;
        options.technique = technique;
        options.prefault = 1;
        picoring_mirror *mirror = mirror_with(options, 1 << 20);
        const unsigned char *data = (const unsigned char *)picoring_mirror_data(mirror);
        size_t both = 2 * picoring_mirror_size(mirror);
        assert_int_equal(smaps(data, data + both, "Rss:", NULL), both);
        picoring_mirror_destroy(mirror);
        options.prefault = 0;
        mirror = mirror_with(options, 1 << 20);
        data = (const unsigned char *)picoring_mirror_data(mirror);
        assert_true(smaps(data, data + both, "Rss:", NULL) <= both / 4);
        picoring_mirror_destroy(mirror);
    }
}

static void locked_pages_are_locked(void **state)
{
    (void)state;
    FOR_EACH_MAPPING(technique) {
        picoring_options options = PICORING_OPTIONS_INIT;
        options.technique = technique;
        options.lock = 1;
        picoring_mirror *mirror = mirror_with(options, 1 << 16);
        const unsigned char *data = (const unsigned char *)picoring_mirror_data(mirror);
        size_t both = 2 * picoring_mirror_size(mirror);
        /* A sanitizer replaces mlock(2) by nothing: then there is no mark to see. */
        if (!UNDER_ASAN) assert_int_equal(smaps(data, data + both, NULL, " lo"), 1);
        picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
        assert_code(PICORING_OK, picoring_mirror_describe(mirror, &info));
        assert_int_equal(info.locked, 1);
        picoring_mirror_destroy(mirror);
    }
    if (UNDER_ASAN) SKIP_BECAUSE("AddressSanitizer replaces mlock(2): the mark in smaps is not checked");
}

static void one_copy_or_none_goes_into_a_core_dump(void **state)
{
    (void)state;
    if (!advice_is_followed()) SKIP_BECAUSE(NO_ADVICE);
    FOR_EACH_MAPPING(technique) {
        for (uint32_t dump = PICORING_DUMP_ONE; dump <= PICORING_DUMP_NONE; ++dump) {
            picoring_options options = PICORING_OPTIONS_INIT;
            options.technique = technique;
            options.dump = dump;
            picoring_mirror *mirror = mirror_with(options, 1 << 16);
            const unsigned char *data = (const unsigned char *)picoring_mirror_data(mirror);
            size_t size = picoring_mirror_size(mirror);
            assert_int_equal(smaps(data, data + size, NULL, " dd"), dump == PICORING_DUMP_NONE);
            assert_int_equal(smaps(data + size, data + 2 * size, NULL, " dd"), 1);
            picoring_mirror_destroy(mirror);
        }
    }
}

static void memory_follows_over_fork_only_if_inherited(void **state)
{
    (void)state;
    if (!advice_is_followed()) SKIP_BECAUSE(NO_ADVICE);
    FOR_EACH_MAPPING(technique) {
        for (uint32_t inherit = 0; inherit < 2; ++inherit) {
            picoring_options options = PICORING_OPTIONS_INIT;
            options.technique = technique;
            options.inherit = inherit;
            picoring_mirror *mirror = mirror_with(options, 1);
            const unsigned char *data = (const unsigned char *)picoring_mirror_data(mirror);
            size_t both = 2 * picoring_mirror_size(mirror);
            assert_int_equal(smaps(data, data + both, NULL, " dc"), !inherit);
            picoring_mirror_destroy(mirror);
        }
    }
}
#endif

static void huge_try_always_works_and_tells_the_truth(void **state)
{
    (void)state;
    FOR_EACH_MAPPING(technique) {
        picoring_options options = PICORING_OPTIONS_INIT;
        options.technique = technique;
        options.huge = PICORING_HUGE_TRY;
        options.prefault = 1;
        picoring_mirror *mirror = mirror_with(options, 4 << 20);
        picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
        assert_code(PICORING_OK, picoring_mirror_describe(mirror, &info));
        assert_true(info.huge_bytes <= info.size);
        assert_int_equal(info.huge_bytes % (1 << 20), 0);
        if (info.page_size != picoring_granularity()) assert_int_equal(info.huge_bytes, info.size);
        unsigned char *data = (unsigned char *)picoring_mirror_data(mirror);
        data[info.size - 1] = 42;
        assert_code(PICORING_OK, picoring_mirror_sync(mirror, info.size - 1, 1));
        assert_int_equal(data[2 * info.size - 1], 42);
        picoring_mirror_destroy(mirror);
    }
}

static void huge_require_gives_huge_pages_or_ehuge(void **state)
{
    (void)state;
    FOR_EACH_MAPPING(technique) {
        picoring_options options = PICORING_OPTIONS_INIT;
        options.technique = technique;
        options.huge = PICORING_HUGE_REQUIRE;
        picoring_mirror *mirror = UNTOUCHED(picoring_mirror);
        picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
        held before = what_is_held();
        int code = picoring_mirror_create(1, &options, &mirror);
        if (code == PICORING_OK) {
            assert_code(PICORING_OK, picoring_mirror_describe(mirror, &info));
            assert_int_equal(info.size % ((size_t)2 << 20), 0);
            memset(picoring_mirror_data(mirror), 1, info.size);
            assert_code(PICORING_OK, picoring_mirror_describe(mirror, &info));
            assert_int_equal(info.huge_bytes, info.size);
            picoring_mirror_destroy(mirror);
        } else {
            assert_code(PICORING_EHUGE, code);
            assert_sentence_has("huge pages");
            assert_ptr_equal(mirror, UNTOUCHED(picoring_mirror));
        }
        assert_nothing_leaked(before);
    }
}

static void emulated_memory_refuses_what_only_mappings_can(void **state)
{
    (void)state;
    for (int which = 0; which < (LEAVES_OUT_OF_DUMPS ? 4 : 3); ++which) {
        picoring_options options = PICORING_OPTIONS_INIT;
        options.technique = PICORING_TECHNIQUE_EMULATED;
        if (which == 0) options.lock = 1;
        if (which == 1) options.guard = 1;
        if (which == 2) options.huge = PICORING_HUGE_REQUIRE;
        if (which == 3) options.dump = PICORING_DUMP_NONE;
        picoring_ring *ring = UNTOUCHED(picoring_ring);
        assert_code(PICORING_ENOSYS, picoring_ring_create(8, 8, &options, &ring));
        assert_sentence_has("emulated");
        assert_ptr_equal(ring, UNTOUCHED(picoring_ring));
    }
}

static void emulated_memory_takes_prefault_and_huge_try(void **state)
{
    (void)state;
    picoring_options options = PICORING_OPTIONS_INIT;
    options.technique = PICORING_TECHNIQUE_EMULATED;
    options.prefault = 1;
    options.huge = PICORING_HUGE_TRY;
    picoring_mirror *mirror = mirror_with(options, 1);
    picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
    assert_code(PICORING_OK, picoring_mirror_describe(mirror, &info));
    assert_int_equal(info.prefaulted, 1);
    assert_int_equal(info.huge_bytes, 0);
    assert_int_equal(info.locked, 0);
    picoring_mirror_destroy(mirror);
}

/* ---- The allocator hook ---- */

typedef struct counter {
    int allocated, freed;
    size_t bytes; /* not given back */
    int wrong;    /* calls whose arguments do not fit */
    int fail_at;  /* the allocation that fails; 0 for none */
} counter;

typedef struct block_head {
    void *block;
    size_t bytes, alignment;
} block_head;

static void *counted_allocate(void *user, size_t bytes, size_t alignment)
{
    counter *count = (counter *)user;
    if (++count->allocated == count->fail_at) {
        --count->allocated;
        count->fail_at = 0;
        return NULL;
    }
    if (alignment == 0 || (alignment & (alignment - 1)) != 0 || bytes == 0) ++count->wrong;
    size_t head = alignment > sizeof(block_head) ? alignment : 64;
    void *block = NULL;
    if (posix_memalign(&block, head, head + bytes) != 0) return NULL;
    block_head *start = (block_head *)block;
    start->block = block, start->bytes = bytes, start->alignment = alignment;
    unsigned char *result = (unsigned char *)block + head;
    memset(result, 0xEE, bytes); /* nothing may count on zeros */
    block_head *behind = (block_head *)(void *)(result - sizeof(block_head));
    *behind = *start;
    count->bytes += bytes;
    return result;
}

static void counted_deallocate(void *user, void *block, size_t bytes, size_t alignment)
{
    counter *count = (counter *)user;
    block_head head = *(block_head *)(void *)((unsigned char *)block - sizeof(block_head));
    ++count->freed;
    if (head.bytes != bytes || head.alignment != alignment) ++count->wrong;
    count->bytes -= bytes;
    free_aligned(head.block);
}

static picoring_options counted(counter *count, uint32_t technique)
{
    picoring_options options = PICORING_OPTIONS_INIT;
    memset(count, 0, sizeof *count);
    options.technique = technique;
    options.allocate = counted_allocate;
    options.deallocate = counted_deallocate;
    options.user = count;
    return options;
}

static void the_hook_gets_every_block_and_gets_it_back(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 0) {
        int emulated = technique == PICORING_TECHNIQUE_EMULATED ||
                       (technique == PICORING_TECHNIQUE_AUTO && emulated_is_forced());
        counter count;
        picoring_options options = counted(&count, technique);
        picoring_ring *ring = NULL;
        picoring_stream *stream = NULL;
        picoring_mirror *mirror = NULL;
        assert_code(PICORING_OK, picoring_ring_create(100, 24, &options, &ring));
        assert_int_equal(count.allocated, emulated ? 2 : 1);
        if (emulated) assert_true(count.bytes >= 2 * picoring_granularity());
        assert_code(PICORING_OK, picoring_stream_create(100, &options, &stream));
        assert_code(PICORING_OK, picoring_mirror_create(100, &options, &mirror));
        unsigned char element[24];
        size_t first = 100;
        for (size_t n = 0; n < first + picoring_ring_capacity(ring); ++n) {
            pattern(element, n, sizeof element);
            assert_code(PICORING_OK, picoring_ring_push_overwrite(ring, element));
        }
        assert_code(PICORING_OK, picoring_ring_pop(ring, element));
        assert_true(has_pattern(element, first, sizeof element));
        const unsigned char *data = (const unsigned char *)picoring_mirror_data(mirror);
        for (size_t i = 0; i < 2 * picoring_mirror_size(mirror); ++i) assert_int_equal(data[i], 0);
        assert_int_equal(count.allocated, emulated ? 6 : 3);
        assert_int_equal(count.freed, 0);
        picoring_ring_destroy(ring);
        picoring_stream_destroy(stream);
        picoring_mirror_destroy(mirror);
        assert_int_equal(count.freed, count.allocated);
        assert_int_equal(count.bytes, 0);
        assert_int_equal(count.wrong, 0);
    }
}

static void a_hook_that_has_nothing_left_is_enomem_at_every_allocation(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 1) {
        int most = technique == PICORING_TECHNIQUE_EMULATED ? 2 : 1;
        for (int nth = 1; nth <= most; ++nth) {
            counter count;
            picoring_options options = counted(&count, technique);
            picoring_ring *ring = UNTOUCHED(picoring_ring);
            picoring_mirror *mirror = UNTOUCHED(picoring_mirror);
            held before = what_is_held();
            count.fail_at = nth;
            assert_code(PICORING_ENOMEM, picoring_ring_create(8, 8, &options, &ring));
            assert_sentence_has("picoring_ring_create");
            assert_sentence_has("no memory left");
            assert_ptr_equal(ring, UNTOUCHED(picoring_ring));
            assert_int_equal(count.bytes, 0);
            assert_int_equal(count.freed, count.allocated);
            count.allocated = count.freed = 0;
            count.fail_at = nth;
            assert_code(PICORING_ENOMEM, picoring_mirror_create(8, &options, &mirror));
            assert_sentence_has("picoring_mirror_create");
            assert_ptr_equal(mirror, UNTOUCHED(picoring_mirror));
            assert_int_equal(count.bytes, 0);
            assert_int_equal(count.wrong, 0);
            assert_nothing_leaked(before);
            assert_code(PICORING_OK, picoring_ring_create(8, 8, &options, &ring)); /* a retry */
            picoring_ring_destroy(ring);
            assert_int_equal(count.bytes, 0);
        }
    }
}

static void a_creation_that_fails_gives_the_hook_its_blocks_back(void **state)
{
    (void)state;
    /* By who is the first to see that it is too much. */
    static const int codes[] = {PICORING_EOVERFLOW, PICORING_EADDRSPACE, PICORING_EFBIG, PICORING_ENOSPC,
                                PICORING_ENOMEM};
    FOR_EACH_MAPPING(technique) {
        counter count;
        picoring_options options = counted(&count, technique);
        picoring_ring *ring = UNTOUCHED(picoring_ring);
        int code = picoring_ring_create((size_t)1 << 30, (size_t)1 << 30, &options, &ring);
        size_t which = 0;
        while (which < COUNT_OF(codes) && codes[which] != code) ++which;
        assert_true(which < COUNT_OF(codes));
        assert_ptr_equal(ring, UNTOUCHED(picoring_ring));
        assert_int_equal(count.bytes, 0);
        assert_int_equal(count.freed, count.allocated);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(init_fills_in_the_defaults),
        cmocka_unit_test(init_of_another_size_is_answered),
        cmocka_unit_test(options_of_a_later_version_are_taken_if_they_ask_for_nothing_new),
        cmocka_unit_test(a_struct_that_is_too_small_is_refused),
        cmocka_unit_test(options_without_meaning_are_refused),
        cmocka_unit_test(techniques_have_names),
        cmocka_unit_test(the_environment_takes_the_place_of_auto),
        cmocka_unit_test(guard_pages_stop_who_steps_over_the_edge),
        cmocka_unit_test(prefaulted_pages_are_there),
        cmocka_unit_test(locked_pages_are_locked),
        cmocka_unit_test(one_copy_or_none_goes_into_a_core_dump),
        cmocka_unit_test(memory_follows_over_fork_only_if_inherited),
        cmocka_unit_test(huge_try_always_works_and_tells_the_truth),
        cmocka_unit_test(huge_require_gives_huge_pages_or_ehuge),
        cmocka_unit_test(emulated_memory_refuses_what_only_mappings_can),
        cmocka_unit_test(emulated_memory_takes_prefault_and_huge_try),
        cmocka_unit_test(the_hook_gets_every_block_and_gets_it_back),
        cmocka_unit_test(a_hook_that_has_nothing_left_is_enomem_at_every_allocation),
        cmocka_unit_test(a_creation_that_fails_gives_the_hook_its_blocks_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
