/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_limits.c: what the system does not give. Each limit is really set, or
 * really exhausted, in a child; then every object answers with the code of
 * that limit and a sentence that names it, nothing is leaked, the handle is
 * untouched, the process lives, and what fits still works.
 */
#include "check.h"
#include "kernel.h"
#include "techniques.h"

#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static const char *const objects[] = {"mirror", "ring", "stream"};

static int create(size_t object, size_t size, const picoring_options *options, void **out_handle)
{
    if (object == 0) return picoring_mirror_create(size, options, (picoring_mirror **)out_handle);
    if (object == 1) return picoring_ring_create((size + 7) / 8, 8, options, (picoring_ring **)out_handle);
    return picoring_stream_create(size, options, (picoring_stream **)out_handle);
}

static void destroy(size_t object, void *handle)
{
    if (object == 0) picoring_mirror_destroy((picoring_mirror *)handle);
    if (object == 1) picoring_ring_destroy((picoring_ring *)handle);
    if (object == 2) picoring_stream_destroy((picoring_stream *)handle);
}

/* While descriptors are limited, /proc cannot be read: so the limit is lifted
 * around the counting. */
static struct rlimit descriptors_as_they_were, descriptors_as_limited;

static held count_all(void)
{
    struct rlimit now;
    CHILD_CHECK(getrlimit(RLIMIT_NOFILE, &now) == 0);
    struct rlimit lifted = now;
    if (descriptors_as_they_were.rlim_cur) lifted.rlim_cur = descriptors_as_they_were.rlim_cur;
    CHILD_CHECK(setrlimit(RLIMIT_NOFILE, &lifted) == 0);
    held result = what_is_held();
    CHILD_CHECK(setrlimit(RLIMIT_NOFILE, &now) == 0);
    CHILD_CHECK(result.mappings >= 0);
    return result;
}

static void fails(int wanted, size_t size, picoring_options options, const char *reason)
{
    for (size_t object = 0; object < COUNT_OF(objects); ++object) {
        for (int warm = 0; warm < 2; ++warm) { /* the first warms the heap up */
            void *handle = UNTOUCHED(void);
            held before = count_all();
            CHILD_CODE(wanted, create(object, size, &options, &handle));
            held after = count_all();
            CHILD_CHECK(handle == UNTOUCHED(void));
            CHILD_CHECK(before.descriptors == after.descriptors);
            CHILD_CHECK(warm == 0 || before.mappings == after.mappings);
        }
        char operation[64];
        snprintf(operation, sizeof operation, "picoring_%s_create: ", objects[object]);
        CHILD_SENTENCE_HAS(operation);
        CHILD_SENTENCE_HAS(reason);
        char size_text[32];
        snprintf(size_text, sizeof size_text, "%zu bytes", size);
        if (options.technique == PICORING_TECHNIQUE_EMULATED) {
            CHILD_SENTENCE_HAS("emulate");
        } else {
            CHILD_SENTENCE_HAS(picoring_technique_name(
                options.technique ? options.technique : PICORING_TECHNIQUE_MEMFD));
            CHILD_SENTENCE_HAS(object == 1 && size < 8 ? "8 bytes" : size_text);
        }
    }
}

static void works(size_t size, picoring_options options, uint32_t technique)
{
    for (size_t object = 0; object < COUNT_OF(objects); ++object) {
        void *handle = NULL;
        CHILD_CODE(PICORING_OK, create(object, size, &options, &handle));
        const picoring_mirror *mirror = (const picoring_mirror *)handle;
        if (object == 1) mirror = picoring_ring_mirror((picoring_ring *)handle);
        if (object == 2) mirror = picoring_stream_mirror((picoring_stream *)handle);
        picoring_mirror_info info = PICORING_MIRROR_INFO_INIT;
        CHILD_CODE(PICORING_OK, picoring_mirror_describe(mirror, &info));
        CHILD_CHECK(technique == PICORING_TECHNIQUE_AUTO || info.technique == technique);
        volatile unsigned char *data = (unsigned char *)picoring_mirror_data(mirror);
        data[info.size - 1] = 42;
        CHILD_CHECK(data[2 * info.size - 1] == 42);
        destroy(object, handle);
    }
}

static picoring_options by(uint32_t technique)
{
    picoring_options options = PICORING_OPTIONS_INIT;
    options.technique = technique;
    return options;
}

static const size_t megabyte = 1 << 20;

static size_t own_address_space(void)
{
    FILE *file = fopen("/proc/self/statm", "re");
    unsigned long pages = 0;
    CHILD_CHECK(file && fscanf(file, "%lu", &pages) == 1);
    fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* ---- RLIMIT_AS ---- */

static void limit_address_space(void *argument)
{
    (void)argument;
    unsetenv("PICORING_TECHNIQUE");
    works(megabyte, by(PICORING_TECHNIQUE_AUTO), PICORING_TECHNIQUE_MEMFD);
    struct rlimit limit;
    limit.rlim_cur = limit.rlim_max = own_address_space() + 16 * megabyte;
    CHILD_CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
    FOR_EACH_MAPPING(technique) {
        fails(PICORING_EADDRSPACE, 64 * megabyte, by(technique), "RLIMIT_AS");
        works(megabyte, by(technique), technique);
    }
    fails(PICORING_EADDRSPACE, 64 * megabyte, by(PICORING_TECHNIQUE_AUTO), strerror(ENOMEM));
    works(megabyte, by(PICORING_TECHNIQUE_AUTO), PICORING_TECHNIQUE_MEMFD);
    fails(PICORING_ENOMEM, 64 * megabyte, by(PICORING_TECHNIQUE_EMULATED), "emulate");
}

static void a_limited_address_space_is_eaddrspace(void **state)
{
    (void)state;
    if (UNDER_ASAN) SKIP_BECAUSE("AddressSanitizer's own reservation is over any RLIMIT_AS");
    if (!limits_are_kept()) SKIP_BECAUSE(NO_LIMIT);
    assert_int_equal(in_child(limit_address_space, NULL), 0);
}

/* ---- RLIMIT_FSIZE ---- */

static void limit_file_size(void *argument)
{
    (void)argument;
    unsetenv("PICORING_TECHNIQUE");
    struct rlimit limit = {65536, 65536};
    CHILD_CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    fails(PICORING_EFBIG, megabyte, by(PICORING_TECHNIQUE_MEMFD), "RLIMIT_FSIZE");
    fails(PICORING_EFBIG, megabyte, by(PICORING_TECHNIQUE_SHM), "RLIMIT_FSIZE");
    if (technique_is_had(PICORING_TECHNIQUE_MREMAP)) {
        works(megabyte, by(PICORING_TECHNIQUE_MREMAP), PICORING_TECHNIQUE_MREMAP);
        works(megabyte, by(PICORING_TECHNIQUE_AUTO), PICORING_TECHNIQUE_MREMAP);
    }
    works(65536, by(PICORING_TECHNIQUE_AUTO), PICORING_TECHNIQUE_MEMFD);
    works(65536, by(PICORING_TECHNIQUE_SHM), PICORING_TECHNIQUE_SHM);
    picoring_options options = by(PICORING_TECHNIQUE_MEMFD);
    options.prefault = 1;
    fails(PICORING_EFBIG, megabyte, options, "RLIMIT_FSIZE");
}

static void a_limited_file_size_is_efbig_and_no_signal(void **state)
{
    (void)state;
    assert_int_equal(in_child(limit_file_size, NULL), 0);
}

/* ---- RLIMIT_NOFILE ---- */

static void limit_descriptors(void *argument)
{
    (void)argument;
    unsetenv("PICORING_TECHNIQUE");
    int lowest = dup(0);
    CHILD_CHECK(lowest >= 0);
    close(lowest);
    CHILD_CHECK(getrlimit(RLIMIT_NOFILE, &descriptors_as_they_were) == 0);
    descriptors_as_limited = descriptors_as_they_were;
    descriptors_as_limited.rlim_cur = (rlim_t)lowest;
    CHILD_CHECK(setrlimit(RLIMIT_NOFILE, &descriptors_as_limited) == 0);
    fails(PICORING_EMFILE, megabyte, by(PICORING_TECHNIQUE_MEMFD), strerror(EMFILE));
    fails(PICORING_EMFILE, megabyte, by(PICORING_TECHNIQUE_SHM), strerror(EMFILE));
    if (technique_is_had(PICORING_TECHNIQUE_MREMAP)) {
        works(megabyte, by(PICORING_TECHNIQUE_MREMAP), PICORING_TECHNIQUE_MREMAP);
        works(megabyte, by(PICORING_TECHNIQUE_AUTO), PICORING_TECHNIQUE_MREMAP);
    }
    CHILD_CHECK(setrlimit(RLIMIT_NOFILE, &descriptors_as_they_were) == 0);
    works(megabyte, by(PICORING_TECHNIQUE_MEMFD), PICORING_TECHNIQUE_MEMFD);
}

static void no_descriptor_left_is_emfile(void **state)
{
    (void)state;
    assert_int_equal(in_child(limit_descriptors, NULL), 0);
}

/* ---- /dev/shm ---- */

static void fill_shm(void *argument)
{
    (void)argument;
    unsetenv("PICORING_TECHNIQUE");
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("tmpfs", "/dev/shm", "tmpfs", 0, "size=256k") != 0) {
        printf("no private /dev/shm to be had here: %s\n", strerror(errno));
        fflush(stdout);
        _exit(CHILD_SKIPS);
    }
    printf("a tmpfs of 256 KiB of its own is mounted over /dev/shm\n");
    fails(PICORING_ENOSPC, megabyte, by(PICORING_TECHNIQUE_SHM), strerror(ENOSPC));
    works(131072, by(PICORING_TECHNIQUE_SHM), PICORING_TECHNIQUE_SHM);
    works(megabyte, by(PICORING_TECHNIQUE_AUTO), PICORING_TECHNIQUE_MEMFD);
    /* Space for one, taken at creation: there is none for a second. */
    picoring_mirror *first = NULL;
    picoring_options options = by(PICORING_TECHNIQUE_SHM);
    CHILD_CODE(PICORING_OK, picoring_mirror_create(196608, &options, &first));
    fails(PICORING_ENOSPC, 131072, options, "/dev/shm");
    memset(picoring_mirror_data(first), 1, 2 * picoring_mirror_size(first));
    picoring_mirror_destroy(first);
    works(196608, options, PICORING_TECHNIQUE_SHM);
}

static void a_full_dev_shm_is_enospc_and_no_signal(void **state)
{
    (void)state;
    int result = in_child(fill_shm, NULL);
    if (result == CHILD_SKIPS)
        SKIP_BECAUSE("no private mount namespace (not root); test_faults shows ENOSPC by injection");
    assert_int_equal(result, 0);
}

/* ---- vm.max_map_count ---- */

static size_t most_mappings(void)
{
    FILE *file = fopen("/proc/sys/vm/max_map_count", "re");
    unsigned long most = 0;
    if (!file) return 0;
    if (fscanf(file, "%lu", &most) != 1) most = 0;
    fclose(file);
    return most;
}

/* Where the limit is far up, the way to it is filled with bare mappings. */
static void fill_mappings_until(size_t left)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), most = most_mappings();
    while ((size_t)count_mappings() + left < most) {
        size_t count = most - left - (size_t)count_mappings();
        unsigned char *block = (unsigned char *)mmap(NULL, (count + 2) * page, PROT_NONE,
                                                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        CHILD_CHECK(block != MAP_FAILED);
        for (size_t i = 1; i < count; i += 2)
            CHILD_CHECK(mprotect(block + i * page, page, PROT_READ) == 0);
    }
}

static void exhaust_mappings(void *argument)
{
    (void)argument;
    unsetenv("PICORING_TECHNIQUE");
    size_t most = most_mappings(), count = 0, ways = 0;
    uint32_t mappings[8];
    FOR_EACH_MAPPING(technique) { mappings[ways++] = technique; }
    if (most > 140000) fill_mappings_until(100000);
    picoring_mirror **mirrors = (picoring_mirror **)calloc(100000, sizeof *mirrors);
    CHILD_CHECK(mirrors != NULL);
    works(1, by(PICORING_TECHNIQUE_AUTO), PICORING_TECHNIQUE_MEMFD);
    /* One technique may still find room where another does not: until none does. */
    for (size_t turn = 0, refused = 0; refused < ways && count < 100000; ++turn) {
        picoring_options options = by(mappings[turn % ways]);
        int code = picoring_mirror_create(1, &options, &mirrors[count]);
        refused = code == PICORING_OK ? 0 : refused + 1;
        if (code == PICORING_OK)
            ++count;
        else
            CHILD_CODE(PICORING_EMAPCOUNT, code);
    }
    CHILD_SENTENCE_HAS("vm.max_map_count");
    CHILD_CHECK(count > 10000);
    CHILD_CHECK(mirrors[count] == NULL);
    FOR_EACH_MAPPING(technique)
        fails(PICORING_EMAPCOUNT, megabyte, by(technique), "vm.max_map_count");
    fails(PICORING_EMAPCOUNT, 1, by(PICORING_TECHNIQUE_AUTO), "vm.max_map_count");
    picoring_options guarded = by(PICORING_TECHNIQUE_MEMFD);
    guarded.guard = 1;
    fails(PICORING_EMAPCOUNT, 1, guarded, "vm.max_map_count");
    /* What is there still works, and goes. */
    for (size_t i = 0; i < count; i += 997) {
        volatile unsigned char *data = (unsigned char *)picoring_mirror_data(mirrors[i]);
        data[7] = (unsigned char)i;
        CHILD_CHECK(data[picoring_mirror_size(mirrors[i]) + 7] == (unsigned char)i);
    }
    long full = count_mappings();
    for (size_t i = 0; i < count; ++i) picoring_mirror_destroy(mirrors[i]);
    CHILD_CHECK(count_mappings() + 2 * (long)count <= full + 8);
    FOR_EACH_MAPPING(technique) works(megabyte, by(technique), technique);
    printf("%zu mirrors met vm.max_map_count = %zu\n", count, most);
    free(mirrors);
}

static void exhausted_mappings_are_emapcount_and_come_back(void **state)
{
    (void)state;
    if (UNDER_ASAN) SKIP_BECAUSE("AddressSanitizer needs mappings of its own to go on");
    if (!advice_is_followed()) SKIP_BECAUSE("an emulator has mappings of its own that it does not show");
    if (most_mappings() == 0) SKIP_BECAUSE("/proc/sys/vm/max_map_count cannot be read");
    assert_int_equal(in_child(exhaust_mappings, NULL), 0);
}

/* ---- More than there are addresses ---- */

static void ask_for_more_than_there_is(void *argument)
{
    (void)argument;
    unsetenv("PICORING_TECHNIQUE");
    if (sizeof(size_t) != 8) _exit(CHILD_SKIPS);
    for (unsigned bit = 46; bit < 56; bit += 3) {
        size_t size = (size_t)1 << bit;
        fails(PICORING_EADDRSPACE, size, by(PICORING_TECHNIQUE_MEMFD), "address space");
        if (technique_is_had(PICORING_TECHNIQUE_MREMAP))
            fails(PICORING_EADDRSPACE, size, by(PICORING_TECHNIQUE_MREMAP), "address space");
        fails(PICORING_EADDRSPACE, size, by(PICORING_TECHNIQUE_AUTO), "address space");
        picoring_options options = by(PICORING_TECHNIQUE_MEMFD);
        options.guard = 1;
        fails(PICORING_EADDRSPACE, size, options, "address space");
        if (UNDER_ASAN)
            printf("not asked of malloc: AddressSanitizer ends the process at such sizes\n");
        else
            fails(PICORING_ENOMEM, size, by(PICORING_TECHNIQUE_EMULATED), "emulate");
    }
    /* shm takes its space at creation, and that is over first. */
    fails(PICORING_ENOSPC, (size_t)(UINT64_C(1) << 46), by(PICORING_TECHNIQUE_SHM), "/dev/shm");
    works(megabyte, by(PICORING_TECHNIQUE_AUTO), PICORING_TECHNIQUE_MEMFD);
}

static void a_size_over_the_address_space_is_answered(void **state)
{
    (void)state;
    int result = in_child(ask_for_more_than_there_is, NULL);
    if (result == CHILD_SKIPS)
        SKIP_BECAUSE("32-bit: sizes over the address space overflow before");
    assert_int_equal(result, 0);
}

/* ---- RLIMIT_MEMLOCK ---- */

static void limit_locking(void *argument)
{
    (void)argument;
    unsetenv("PICORING_TECHNIQUE");
    struct rlimit limit = {16 * picoring_granularity(), 16 * picoring_granularity()};
    CHILD_CHECK(setrlimit(RLIMIT_MEMLOCK, &limit) == 0);
    if (geteuid() == 0) { /* root may lock what it likes */
        CHILD_CHECK(setresgid(65534, 65534, 65534) == 0 && setresuid(65534, 65534, 65534) == 0);
        CHILD_CHECK(prctl(PR_SET_DUMPABLE, 1) == 0); /* to read /proc/self */
    }
    picoring_options options = PICORING_OPTIONS_INIT;
    options.lock = 1;
    FOR_EACH_MAPPING(technique) {
        options.technique = technique;
        fails(PICORING_ELOCK, megabyte, options, "RLIMIT_MEMLOCK");
        CHILD_SENTENCE_HAS("mlock");
        works(picoring_granularity(), options, technique);
    }
    options.technique = PICORING_TECHNIQUE_AUTO;
    fails(PICORING_ELOCK, megabyte, options, "mlock");
    options.lock = 0;
    works(megabyte, options, PICORING_TECHNIQUE_MEMFD);
}

static void locking_over_the_limit_is_elock(void **state)
{
    (void)state;
    if (UNDER_ASAN) SKIP_BECAUSE("AddressSanitizer replaces mlock(2) by nothing");
    assert_int_equal(in_child(limit_locking, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_limited_address_space_is_eaddrspace),
        cmocka_unit_test(a_limited_file_size_is_efbig_and_no_signal),
        cmocka_unit_test(no_descriptor_left_is_emfile),
        cmocka_unit_test(a_full_dev_shm_is_enospc_and_no_signal),
        cmocka_unit_test(exhausted_mappings_are_emapcount_and_come_back),
        cmocka_unit_test(a_size_over_the_address_space_is_answered),
        cmocka_unit_test(locking_over_the_limit_is_elock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
