/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_list_memory.c: what a list has of the system, measured through /proc:
 * its address, its resident memory and mappings, huge pages; each limit really
 * set in a child; and what a forked child has of it.
 */
#include "check.h"
#include "kernel.h"

#include <sys/mman.h>
#include <sys/resource.h>

#define UNDER_SANITIZER (UNDER_ASAN || UNDER_TSAN)

static const size_t kilobyte = 1 << 10;
static const size_t megabyte = 1 << 20;
static const size_t gigabyte = 1 << 30;
static const size_t huge_page = 2 << 20;

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

/* "MemFree:" of /proc/meminfo, "VmData:" of /proc/self/status ..., in bytes, at most
 * SIZE_MAX; 0 if it is not there. */
static size_t bytes_in(const char *path, const char *key)
{
    FILE *file = fopen(path, "re");
    if (!file) return 0;
    char line[256];
    uint64_t bytes = 0;
    while (fgets(line, sizeof line, file))
        if (strncmp(line, key, strlen(key)) == 0) bytes = strtoull(line + strlen(key), NULL, 10) * 1024;
    fclose(file);
    return bytes < SIZE_MAX ? (size_t)bytes : SIZE_MAX;
}

static size_t number_of(const char *path)
{
    FILE *file = fopen(path, "re");
    unsigned long number = 0;
    if (!file) return 0;
    if (fscanf(file, "%lu", &number) != 1) number = 0;
    fclose(file);
    return number;
}

static size_t statm(int field)
{
    FILE *file = fopen("/proc/self/statm", "re");
    unsigned long pages[2] = {0, 0};
    if (!file || fscanf(file, "%lu %lu", &pages[0], &pages[1]) != 2) abort();
    fclose(file);
    return pages[field] * (size_t)sysconf(_SC_PAGESIZE);
}

static size_t address_space(void) { return statm(0); }
static size_t resident(void) { return statm(1); }

/* The kernel counts resident pages in batches a processor. */
static size_t inexact(void) { return megabyte + (size_t)sysconf(_SC_NPROCESSORS_CONF) * 256 * kilobyte; }

/* Of the mappings that lie in or reach into [from, from + bytes): how many, and
 * the sum of what smaps says of them. */
typedef struct range {
    size_t mappings, rss, huge;
} range;

static range range_of(const void *from, size_t bytes)
{
    FILE *file = fopen("/proc/self/smaps", "re");
    assert_non_null(file);
    uintptr_t begin = (uintptr_t)from, end = begin + bytes;
    range all = {0, 0, 0};
    int ours = 0;
    char line[512];
    while (fgets(line, sizeof line, file)) {
        unsigned long first, last;
        if (sscanf(line, "%lx-%lx ", &first, &last) == 2) {
            ours = first < end && last > begin;
            all.mappings += (size_t)ours;
        } else if (ours && strncmp(line, "Rss:", 4) == 0) {
            all.rss += (size_t)strtoull(line + 4, NULL, 10) * 1024;
        } else if (ours && strncmp(line, "AnonHugePages:", 14) == 0) {
            all.huge += (size_t)strtoull(line + 14, NULL, 10) * 1024;
        }
    }
    fclose(file);
    return all;
}

/* The value of the 8-byte element n. */
static uint64_t value_of(size_t n) { return (uint64_t)n * 0x9E3779B97F4A7C15u + 1; }

static int grow_to(picoring_list *list, size_t bytes)
{
    for (size_t n = picoring_list_len(list); n < bytes / 8; ++n) {
        uint64_t value = value_of(n);
        int code = picoring_list_push_sized(list, &value, sizeof value);
        if (code != PICORING_OK) return code;
    }
    return PICORING_OK;
}

static int sound_until(const picoring_list *list, size_t len)
{
    const uint64_t *data = (const uint64_t *)picoring_list_data(list);
    uint64_t wrong = 0;
    for (size_t n = 0; n < len; ++n) wrong |= data[n] ^ value_of(n);
    return wrong == 0;
}

static int sound(const picoring_list *list) { return sound_until(list, picoring_list_len(list)); }

/* What a long test may fill: at most half of what is free, and what a list reserves
 * by itself where addresses have 32 bits. */
static size_t affordable(size_t bytes)
{
    size_t half = bytes_in("/proc/meminfo", "MemAvailable:") / 2, most = 128 * megabyte;
    if (half != 0 && half < bytes) bytes = half;
    return sizeof(size_t) == 4 && most < bytes ? most : bytes;
}

/* ---- The address ---- */

static void no_address_moves_while_a_list_grows_by_gigabytes(void **state)
{
    (void)state;
    size_t size = affordable(scaled(gigabyte / (UNDER_SANITIZER ? 4 : 1))), marks = 0;
    picoring_list *list = list_with(8, NULL);
    const uint64_t *data = (const uint64_t *)picoring_list_data(list);
    const uint64_t *marked[64];
    for (size_t n = 0; n < size / 8 && marks < COUNT_OF(marked); n = n * 2 + 1) {
        assert_code(PICORING_OK, grow_to(list, 8 * (n + 1)));
        marked[marks] = (const uint64_t *)picoring_list_at(list, n);
        assert_ptr_equal(marked[marks], data + n);
        ++marks;
        size_t k = 0;
        for (size_t m = 0; m < marks; ++m, k = k * 2 + 1) assert_true(*marked[m] == value_of(k));
        assert_ptr_equal(picoring_list_data(list), data);
    }
    assert_code(PICORING_OK, grow_to(list, size));
    assert_int_equal(picoring_list_len(list), size / 8);
    assert_ptr_equal(picoring_list_data(list), data);
    assert_true(sound(list));
    assert_code(PICORING_OK, picoring_list_truncate(list, 1));
    assert_code(PICORING_OK, picoring_list_shrink(list));
    assert_code(PICORING_OK, grow_to(list, megabyte));
    assert_ptr_equal(picoring_list_data(list), data);
    assert_true(sound(list));
    picoring_list_destroy(list);
}

/* ---- Resident memory ---- */

static void resident_memory_is_the_data_and_one_step(void **state)
{
    (void)state;
    if (!advice_is_followed()) SKIP_BECAUSE(NO_ADVICE);
    if (UNDER_SANITIZER) SKIP_BECAUSE("a sanitizer's shadow is resident, too");
    size_t most = affordable(scaled(256 * megabyte));
    static const size_t chunks[] = {0, 128};
    for (uint32_t small = 0; small < 2; ++small) {
        for (size_t c = 0; c < COUNT_OF(chunks); ++c) {
            picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
            options.chunk = chunks[c];
            options.small_pages = small;
            size_t empty = resident();
            picoring_list *list = list_with(8, &options);
            assert_true(resident() <= empty + inexact());
            for (size_t size = 256 * kilobyte; size <= most; size *= 4) {
                assert_code(PICORING_OK, grow_to(list, size));
                size_t now = resident() - empty;
                size_t step = size < 8 * megabyte ? size : 8 * megabyte;
                if (!small && step < huge_page) step = huge_page;
                assert_true(now + inexact() >= size);
                if (now > size + size / 100 + step + inexact())
                    fail_msg("%zu bytes resident for %zu of data", now, size);
                assert_true(described(list).committed <= size + step + (small ? 0 : huge_page));
            }
            assert_true(sound(list));
            picoring_list_destroy(list);
            assert_true(resident() <= empty + inexact());
        }
    }
}

static void a_reservation_and_a_small_list_cost_little(void **state)
{
    (void)state;
    if (!advice_is_followed()) SKIP_BECAUSE(NO_ADVICE);
    if (UNDER_SANITIZER) SKIP_BECAUSE("a sanitizer's shadow is resident, too");
    size_t before = resident();
    picoring_list *lists[50];
    for (size_t i = 0; i < COUNT_OF(lists); ++i) {
        lists[i] = list_with(8, NULL);
        assert_code(PICORING_OK, grow_to(lists[i], 8));
    }
    assert_true(resident() <= before + COUNT_OF(lists) * 64 * kilobyte + inexact());
    for (size_t i = 0; i < COUNT_OF(lists); ++i) picoring_list_destroy(lists[i]);
}

enum give_back { TRUNCATE, CLEAR, SHRINK, GIVE_BACKS };

static void truncate_clear_and_shrink_give_memory_back_beyond_keep(void **state)
{
    (void)state;
    if (!advice_is_followed()) SKIP_BECAUSE(NO_ADVICE);
    if (UNDER_SANITIZER) SKIP_BECAUSE("a sanitizer's shadow is resident, too");
    size_t full = 128 * megabyte, rest = 16 * megabyte;
    const size_t keeps[] = {1, 8 * megabyte, 64 * megabyte, SIZE_MAX};
    for (uint32_t small = 0; small < 2; ++small) {
        for (size_t k = 0; k < COUNT_OF(keeps); ++k) {
            picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
            options.keep = keeps[k];
            options.small_pages = small;
            size_t empty = resident();
            picoring_list *list = list_with(8, &options);
            for (int way = 0; way < GIVE_BACKS; ++way) {
                assert_code(PICORING_OK, grow_to(list, full));
                assert_true(resident() + inexact() >= empty + full);
                size_t left = way == CLEAR ? 0 : rest, kept = keeps[k];
                if (way == CLEAR) assert_code(PICORING_OK, picoring_list_clear(list));
                if (way != CLEAR) assert_code(PICORING_OK, picoring_list_truncate(list, rest / 8));
                if (way == SHRINK) assert_code(PICORING_OK, picoring_list_shrink(list));
                if (way == SHRINK) kept = 0;
                size_t most = kept < full - left ? left + kept + huge_page : full + 8 * megabyte;
                size_t least = kept < full - left ? left + kept - (kept == 1) : full;
                range all = range_of(picoring_list_data(list), described(list).reserved);
                size_t now = resident() - empty;
                if (now > most + inexact() || now + inexact() < least || all.rss > most ||
                    all.rss < least)
                    fail_msg("way %d, keep %zu: %zu bytes resident (%zu), wanted %zu to %zu", way,
                             keeps[k], now, all.rss, least, most);
                assert_true(sound(list));
                assert_int_equal(picoring_list_len(list), left / 8);
            }
            assert_code(PICORING_OK, grow_to(list, full)); /* and fills again */
            assert_true(sound(list));
            picoring_list_destroy(list);
            assert_true(resident() <= empty + inexact());
        }
    }
}

static void popping_gives_nothing_back(void **state)
{
    (void)state;
    if (!advice_is_followed()) SKIP_BECAUSE(NO_ADVICE);
    picoring_list *list = list_with(8, NULL);
    assert_code(PICORING_OK, grow_to(list, 32 * megabyte));
    size_t reserved = described(list).reserved;
    size_t before = range_of(picoring_list_data(list), reserved).rss;
    assert_true(before >= 32 * megabyte);
    while (picoring_list_len(list) > 0) assert_code(PICORING_OK, picoring_list_pop(list, NULL));
    assert_int_equal(range_of(picoring_list_data(list), reserved).rss, before);
    picoring_list_destroy(list);
}

static void committed_memory_is_resident_at_once(void **state)
{
    (void)state;
    if (!advice_is_followed()) SKIP_BECAUSE(NO_ADVICE);
    for (uint32_t small = 0; small < 2; ++small) {
        picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
        options.small_pages = small;
        picoring_list *list = list_with(8, &options);
        for (size_t size = 100 * kilobyte; size < 40 * megabyte; size *= 3) {
            assert_code(PICORING_OK, picoring_list_reserve(list, size / 8));
            picoring_list_info info = described(list);
            assert_true(info.committed >= size);
            assert_int_equal(range_of(picoring_list_data(list), info.reserved).rss, info.committed);
        }
        assert_code(PICORING_OK, picoring_list_shrink(list));
        assert_int_equal(described(list).committed, 0);
        assert_int_equal(range_of(picoring_list_data(list), described(list).reserved).rss, 0);
        picoring_list_destroy(list);
    }
}

/* ---- Mappings ---- */

static void a_list_has_at_most_four_mappings_whatever_its_size(void **state)
{
    (void)state;
    size_t most = affordable(scaled(256 * megabyte / (UNDER_SANITIZER ? 8 : 1)));
    for (int variant = 0; variant < 4; ++variant) {
        picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
        options.small_pages = variant == 1;
        options.dump = variant == 2 ? PICORING_DUMP_NONE : PICORING_DUMP_ONE;
        if (variant == 3) options.chunk = 128, options.least_step = options.most_step = 64 * kilobyte;
        picoring_list_destroy(list_with(8, &options));
        long before = count_mappings();
        picoring_list *list = list_with(8, &options);
        size_t reserved = described(list).reserved, next = 8;
        for (size_t size = 0; size <= most; size += 1 + size / 2, next *= 2) {
            assert_code(PICORING_OK, grow_to(list, size));
            if (next % 3 == 0) assert_code(PICORING_OK, picoring_list_shrink(list));
            assert_true(range_of(picoring_list_data(list), reserved).mappings <= 4);
            if (!UNDER_SANITIZER) assert_true(count_mappings() <= before + 4);
        }
        while (picoring_list_len(list) > 1) {
            assert_code(PICORING_OK, picoring_list_truncate(list, picoring_list_len(list) / 3));
            assert_code(PICORING_OK, picoring_list_shrink(list));
            assert_true(range_of(picoring_list_data(list), reserved).mappings <= 4);
        }
        assert_code(PICORING_OK, grow_to(list, most / 8));
        assert_true(range_of(picoring_list_data(list), reserved).mappings <= 4);
        if (!UNDER_SANITIZER) assert_true(count_mappings() <= before + 4);
        picoring_list_destroy(list);
        if (!UNDER_SANITIZER) assert_int_equal(count_mappings(), before);
    }
}

static void a_hundred_lists_grow_side_by_side(void **state)
{
    (void)state;
    enum { LISTS = 100 };
    picoring_list *lists[LISTS];
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.reserve = megabyte; /* ThreadSanitizer and 32 bits leave few addresses */
    picoring_list_destroy(list_with(8, &options));
    held before = what_is_held();
    for (size_t i = 0; i < LISTS; ++i) {
        options.small_pages = i % 3 == 0;
        lists[i] = list_with(8, &options);
    }
    for (size_t round = 1; round <= 16; ++round) {
        for (size_t i = 0; i < LISTS; ++i) {
            for (size_t n = picoring_list_len(lists[i]); n < round * (1000 + 113 * i) / 2; ++n) {
                uint64_t value = value_of(n) ^ i;
                assert_code(PICORING_OK, picoring_list_push(lists[i], &value));
            }
        }
    }
    if (!UNDER_SANITIZER) assert_true(count_mappings() <= before.mappings + 4 * LISTS);
    for (size_t i = 0; i < LISTS; ++i) {
        const uint64_t *data = (const uint64_t *)picoring_list_data(lists[i]);
        size_t len = picoring_list_len(lists[i]), wrong = 0;
        assert_int_equal(len, 16 * (1000 + 113 * i) / 2);
        for (size_t n = 0; n < len; ++n) wrong += data[n] != (value_of(n) ^ i);
        assert_int_equal(wrong, 0);
    }
    for (size_t i = 0; i < LISTS; ++i) picoring_list_destroy(lists[i]);
    if (!UNDER_TSAN) assert_nothing_leaked(before); /* its shadow has mappings that stay */
}

static void a_reservation_5_gb_over_the_free_memory_works(void **state)
{
    (void)state;
    if (sizeof(size_t) != 8) SKIP_BECAUSE("32-bit: there are not so many addresses");
    size_t free_memory = bytes_in("/proc/meminfo", "MemFree:");
    if (free_memory == 0) SKIP_BECAUSE("/proc/meminfo does not tell the free memory");
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.reserve = (free_memory + 5 * gigabyte) / 8;
    picoring_list_destroy(list_with(8, &options));
    held before = what_is_held();
    picoring_list *list = list_with(8, &options);
    assert_true(described(list).reserved >= free_memory + 5 * gigabyte - 8);
    assert_true(picoring_list_capacity(list) >= options.reserve);
    assert_code(PICORING_OK, grow_to(list, 20 * megabyte));
    assert_true(sound(list));
    picoring_list_destroy(list);
    if (!UNDER_TSAN) assert_nothing_leaked(before);
}

/* ---- Huge pages ---- */

static int huge_pages_are_granted(void)
{
    FILE *file = fopen("/sys/kernel/mm/transparent_hugepage/enabled", "re");
    char line[64] = "";
    if (!file) return 0;
    if (!fgets(line, sizeof line, file)) line[0] = '\0';
    fclose(file);
    return strstr(line, "[madvise]") || strstr(line, "[always]");
}

/* What the system gives to who asks the same way without a list. */
static size_t huge_bytes_of_a_bare_mapping(size_t size)
{
    size_t total = size + huge_page;
    unsigned char *block = (unsigned char *)mmap(NULL, total, PROT_READ | PROT_WRITE,
                                                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(block != MAP_FAILED);
    (void)madvise(block, total, MADV_HUGEPAGE);
    for (size_t at = 0; at < total; at += 4096) ((volatile unsigned char *)block)[at] = 1;
    size_t huge = range_of(block, total).huge;
    assert_int_equal(munmap(block, total), 0);
    return huge;
}

static void huge_pages_hold_a_list_where_the_system_grants_them(void **state)
{
    (void)state;
    if (!huge_pages_are_granted())
        SKIP_BECAUSE("/sys/kernel/mm/transparent_hugepage/enabled is neither madvise nor always");
    size_t size = 64 * megabyte, bare = huge_bytes_of_a_bare_mapping(size);
    if (bare < size / 2) SKIP_BECAUSE("the system has only %zu bytes of huge pages left", bare);
    picoring_list *list = list_with(8, NULL);
    assert_int_equal((uintptr_t)picoring_list_data(list) % huge_page, 0);
    assert_int_equal(described(list).huge_bytes, 0);
    assert_code(PICORING_OK, grow_to(list, size));
    picoring_list_info info = described(list);
    assert_int_equal(info.huge_bytes, range_of(picoring_list_data(list), info.reserved).huge);
    assert_true(info.huge_bytes >= bare / 2);
    assert_true(info.huge_bytes <= info.committed);
    assert_code(PICORING_OK, picoring_list_clear(list));
    assert_code(PICORING_OK, picoring_list_shrink(list));
    assert_int_equal(described(list).huge_bytes, 0);
    picoring_list_destroy(list);
}

static void small_pages_are_no_huge_ones(void **state)
{
    (void)state;
    if (!advice_is_followed()) SKIP_BECAUSE(NO_ADVICE);
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.small_pages = 1;
    picoring_list *list = list_with(8, &options);
    assert_code(PICORING_OK, grow_to(list, 64 * megabyte));
    picoring_list_info info = described(list);
    assert_true(info.committed >= 64 * megabyte);
    assert_int_equal(info.huge_bytes, 0);
    assert_int_equal(range_of(picoring_list_data(list), info.reserved).huge, 0);
    assert_true(sound(list));
    picoring_list_destroy(list);
}

/* ---- RLIMIT_AS ---- */

static int create_child(size_t reserve, picoring_list **list)
{
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.reserve = reserve;
    return picoring_list_create(8, &options, list);
}

static void limit_address_space(void *argument)
{
    (void)argument;
    picoring_list *before = NULL, *list = NULL;
    CHILD_CODE(PICORING_OK, create_child(megabyte, &before));
    CHILD_CODE(PICORING_OK, grow_to(before, megabyte));
    struct rlimit limit;
    size_t room = 64 * megabyte;
    limit.rlim_cur = limit.rlim_max = address_space() + room;
    CHILD_CHECK(setrlimit(RLIMIT_AS, &limit) == 0);

    /* The default takes a part of what there is, and leaves the rest to others. */
    picoring_list_info info = PICORING_LIST_INFO_INIT;
    CHILD_CODE(PICORING_OK, create_child(0, &list));
    CHILD_CODE(PICORING_OK, picoring_list_describe(list, &info));
    CHILD_CHECK(info.reserved <= room / 4);
    CHILD_CHECK(info.reserved >= room / 8 - picoring_granularity());
    size_t capacity = picoring_list_capacity(list);
    CHILD_CHECK(capacity == info.reserved / 8);
    CHILD_CODE(PICORING_OK, grow_to(list, 8 * capacity));
    CHILD_CODE(PICORING_ENOBUFS, grow_to(list, 8 * capacity + 8));
    CHILD_SENTENCE_HAS("picoring_list_push");
    CHILD_CHECK(picoring_list_len(list) == capacity && sound(list));

    /* Exactly so much or an error. */
    picoring_list *none = UNTOUCHED(picoring_list);
    for (int warm = 0; warm < 2; ++warm) {
        held held_before = what_is_held();
        size_t space = address_space();
        CHILD_CODE(PICORING_EADDRSPACE, create_child(2 * room / 8, &none));
        CHILD_CHECK(none == UNTOUCHED(picoring_list));
        CHILD_CHECK(warm == 0 || (same_held(held_before) && address_space() == space));
    }
    CHILD_SENTENCE_HAS("picoring_list_create: a reservation of 134217728 bytes");
    CHILD_SENTENCE_HAS("RLIMIT_AS");
    CHILD_SENTENCE_HAS(strerror(ENOMEM));
    CHILD_CHECK(sound(list) && sound(before));
    CHILD_CODE(PICORING_OK, grow_to(before, 2 * megabyte));
    CHILD_CHECK(sound(before));
    picoring_list_destroy(list);
    CHILD_CODE(PICORING_OK, create_child(room / 2 / 8, &list)); /* what fits still works */
    CHILD_CODE(PICORING_OK, grow_to(list, room / 2));
    CHILD_CHECK(sound(list));
    picoring_list_destroy(list);
    picoring_list_destroy(before);
}

static void where_addresses_are_scarce_the_default_is_smaller_and_an_explicit_one_eaddrspace(void **state)
{
    (void)state;
    if (UNDER_SANITIZER) SKIP_BECAUSE("a sanitizer's own reservation is over any RLIMIT_AS");
    if (!limits_are_kept()) SKIP_BECAUSE(NO_LIMIT);
    assert_int_equal(in_child(limit_address_space, NULL), 0);
}

static void leave_no_address(void *argument)
{
    (void)argument;
    picoring_list *warm = NULL, *none = UNTOUCHED(picoring_list);
    CHILD_CODE(PICORING_OK, create_child(1, &warm));
    picoring_list_destroy(warm);
    struct rlimit limit;
    limit.rlim_cur = limit.rlim_max = address_space() + 4 * kilobyte;
    CHILD_CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
    held before = what_is_held();
    CHILD_CODE(PICORING_EADDRSPACE, create_child(0, &none));
    CHILD_SENTENCE_HAS("picoring_list_create");
    CHILD_SENTENCE_HAS("RLIMIT_AS");
    CHILD_CHECK(none == UNTOUCHED(picoring_list));
    CHILD_CHECK(same_held(before));
}

static void where_no_address_is_left_the_default_is_eaddrspace_too(void **state)
{
    (void)state;
    if (UNDER_SANITIZER) SKIP_BECAUSE("a sanitizer's own reservation is over any RLIMIT_AS");
    if (!limits_are_kept()) SKIP_BECAUSE(NO_LIMIT);
    assert_int_equal(in_child(leave_no_address, NULL), 0);
}

static void more_than_there_are_addresses_is_eaddrspace(void **state)
{
    (void)state;
    if (sizeof(size_t) != 8) SKIP_BECAUSE("32-bit: sizes over the address space overflow before");
    for (unsigned bit = 48; bit < 62; bit += 3) {
        picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
        options.reserve = (size_t)1 << bit;
        picoring_list *list = UNTOUCHED(picoring_list);
        held before = what_is_held();
        assert_code(PICORING_EADDRSPACE, picoring_list_create(1, &options, &list));
        assert_sentence_has("picoring_list_create");
        assert_sentence_has("address space");
        assert_ptr_equal(list, UNTOUCHED(picoring_list));
        assert_nothing_leaked(before);
    }
}

/* ---- RLIMIT_DATA: the promise of memory ---- */

static void limit_data_to(size_t room)
{
    struct rlimit limit;
    CHILD_CHECK(getrlimit(RLIMIT_DATA, &limit) == 0);
    limit.rlim_cur = room == SIZE_MAX ? limit.rlim_max
                                      : (rlim_t)(bytes_in("/proc/self/status", "VmData:") + room);
    CHILD_CHECK(setrlimit(RLIMIT_DATA, &limit) == 0);
}

/* Every verb that grows is refused, and the list as it was. */
static void refuses_memory(picoring_list *list, size_t more)
{
    static const char *const names[] = {"picoring_list_append: ", "picoring_list_claim: ",
                                        "picoring_list_claim: ", "picoring_list_reserve: "};
    size_t len = picoring_list_len(list);
    static uint64_t elements[1 << 20];
    CHILD_CHECK(more <= COUNT_OF(elements));
    for (size_t way = 0; way < COUNT_OF(names); ++way) {
        (void)picoring_list_truncate(list, SIZE_MAX); /* another sentence */
        if (way == 0) CHILD_CODE(PICORING_ENOMEM, picoring_list_append(list, elements, more));
        if (way == 1) CHILD_CHECK(picoring_list_claim(list, more) == NULL);
        if (way == 2) CHILD_CODE(PICORING_ENOMEM, picoring_list_claim_status(list, more));
        if (way == 3) CHILD_CODE(PICORING_ENOMEM, picoring_list_reserve(list, len + more));
        CHILD_SENTENCE_HAS(names[way]);
        CHILD_SENTENCE_HAS("RLIMIT_DATA");
        CHILD_SENTENCE_HAS(strerror(ENOMEM));
        CHILD_CHECK(picoring_list_len(list) == len);
    }
    CHILD_CHECK(sound(list));
}

static void limit_data(void *argument)
{
    uint32_t small = *(uint32_t *)argument;
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.small_pages = small;
    picoring_list *list = NULL, *full = NULL;
    CHILD_CODE(PICORING_OK, picoring_list_create(8, &options, &list));
    CHILD_CODE(PICORING_OK, grow_to(list, 3 * megabyte));
    size_t room = 3 * megabyte;
    limit_data_to(room);
    const void *data = picoring_list_data(list);
    size_t ready = picoring_list_len(list);
    CHILD_CODE(PICORING_ENOMEM, grow_to(list, gigabyte));
    CHILD_SENTENCE_HAS("picoring_list_push: ");
    CHILD_SENTENCE_HAS("RLIMIT_DATA");
    CHILD_SENTENCE_HAS(strerror(ENOMEM));
    size_t len = picoring_list_len(list);
    CHILD_CHECK(8 * len + 64 * kilobyte >= 8 * ready + room); /* down to what was there */
    CHILD_CHECK(picoring_list_data(list) == data && sound(list));
    refuses_memory(list, 1);
    refuses_memory(list, 1 << 20);
    CHILD_CODE(PICORING_ERANGE, picoring_list_commit(list, 1));

    /* Usable: what is there can be read, taken away and filled again. */
    uint64_t value = 0;
    for (size_t n = len; n > len - 1000; --n) {
        CHILD_CODE(PICORING_OK, picoring_list_pop(list, &value));
        CHILD_CHECK(value == value_of(n - 1));
    }
    CHILD_CODE(PICORING_OK, grow_to(list, 8 * len));
    CHILD_CODE(PICORING_ENOMEM, grow_to(list, 8 * len + 8));
    CHILD_CHECK(sound(list) && picoring_list_len(list) == len);

    /* Another list has no memory either, and a full one is something else. */
    CHILD_CODE(PICORING_OK, create_child(megabyte, &full));
    CHILD_CODE(PICORING_ENOMEM, grow_to(full, 8));
    CHILD_CHECK(picoring_list_len(full) == 0);
    CHILD_CODE(PICORING_ENOBUFS, picoring_list_reserve(full, 2 * megabyte));
    CHILD_SENTENCE_HAS("reservation");

    limit_data_to(SIZE_MAX);
    CHILD_CODE(PICORING_OK, grow_to(list, 8 * len + 20 * megabyte));
    CHILD_CHECK(picoring_list_data(list) == data && sound(list));
    CHILD_CODE(PICORING_OK, grow_to(full, 8 * megabyte));
    CHILD_CODE(PICORING_ENOBUFS, grow_to(full, 8 * picoring_list_capacity(full) + 8));
    CHILD_CHECK(sound(full));

    /* Memory that went back is had again under the same limit. */
    limit_data_to(0);
    CHILD_CODE(PICORING_OK, picoring_list_clear(list));
    CHILD_CODE(PICORING_OK, picoring_list_shrink(list));
    CHILD_CODE(PICORING_OK, grow_to(list, 8 * len + 20 * megabyte));
    CHILD_CHECK(sound(list));
    picoring_list_destroy(full);
    picoring_list_destroy(list);
}

static void a_limit_of_data_is_enomem_and_the_list_as_it_was(void **state)
{
    (void)state;
    if (!limits_are_kept()) SKIP_BECAUSE(NO_LIMIT);
    if (UNDER_SANITIZER) SKIP_BECAUSE("a sanitizer needs memory of its own to go on");
    for (uint32_t small = 0; small < 2; ++small) assert_int_equal(in_child(limit_data, &small), 0);
}

/* A limit of data ends malloc, too: the reason is told all the same. */
static void limit_data_and_heap(void *argument)
{
    (void)argument;
    picoring_list *list = NULL;
    CHILD_CODE(PICORING_OK, create_child(megabyte, &list));
    CHILD_CODE(PICORING_OK, grow_to(list, 64 * kilobyte));
    size_t len = picoring_list_len(list);
    limit_data_to(0);
    void *volatile block; /* or the compiler takes every malloc for a success */
    for (size_t size = megabyte; size > 0; size -= size > 8 * kilobyte ? 4 * kilobyte : 16)
        do block = malloc(size);
        while (block);
    CHILD_CODE(PICORING_ENOMEM, grow_to(list, 8 * len + 8));
    CHILD_SENTENCE_HAS("RLIMIT_DATA");
    CHILD_CHECK(picoring_list_len(list) == len && sound(list));
}

static void a_limit_of_data_is_named_also_where_the_heap_is_empty(void **state)
{
    (void)state;
    if (!limits_are_kept()) SKIP_BECAUSE(NO_LIMIT);
    if (UNDER_SANITIZER) SKIP_BECAUSE("a sanitizer needs memory of its own to go on");
    assert_int_equal(in_child(limit_data_and_heap, NULL), 0);
}

/* ---- vm.max_map_count ---- */

/* Splits bare mappings until the kernel has no more. */
static unsigned char *exhaust_mappings(size_t most, size_t *bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    *bytes = (most + 2) * page;
    unsigned char *block = (unsigned char *)mmap(NULL, *bytes, PROT_NONE,
                                                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    CHILD_CHECK(block != MAP_FAILED);
    for (size_t i = 1; i < most; i += 2)
        if (mprotect(block + i * page, page, PROT_READ) != 0) break;
    return block;
}

/* A C library's heap may need a mapping of its own for a handle, and be without. */
static void *allocate_once(void *user, size_t bytes, size_t alignment)
{
    static unsigned char places[8][4096] __attribute__((aligned(128)));
    size_t *used = (size_t *)user;
    (void)alignment;
    return *used < 8 && bytes <= sizeof places[0] ? places[(*used)++] : NULL;
}
static void keep(void *user, void *block, size_t bytes, size_t alignment)
{
    (void)user, (void)block, (void)bytes, (void)alignment;
}

static void use_up_mappings(void *argument)
{
    size_t most = *(size_t *)argument, bytes = 0;
    picoring_list *list = NULL, *begun = NULL, *none = NULL;
    CHILD_CODE(PICORING_OK, create_child(megabyte, &list));
    CHILD_CODE(PICORING_OK, create_child(megabyte, &begun));
    CHILD_CODE(PICORING_OK, grow_to(begun, 8));
    unsigned char *block = exhaust_mappings(most, &bytes);
    CHILD_CODE(PICORING_EMAPCOUNT, grow_to(list, 8));
    CHILD_SENTENCE_HAS("picoring_list_push: ");
    CHILD_SENTENCE_HAS("vm.max_map_count");
    CHILD_CHECK(picoring_list_len(list) == 0);
    CHILD_CHECK(picoring_list_claim(list, 5) == NULL);
    CHILD_CODE(PICORING_EMAPCOUNT, picoring_list_claim_status(list, 5));
    CHILD_CODE(PICORING_EMAPCOUNT, picoring_list_reserve(list, 5));
    CHILD_CODE(PICORING_OK, grow_to(begun, 4 * megabyte)); /* a step more is no mapping more */
    CHILD_CHECK(sound(begun));
    int code = PICORING_OK;
    size_t used = 0;
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.reserve = megabyte;
    options.allocate = allocate_once, options.deallocate = keep, options.user = &used;
    while (used < 8 && code == PICORING_OK) {
        none = NULL;
        code = picoring_list_create(8, &options, &none);
    }
    CHILD_CODE(PICORING_EMAPCOUNT, code);
    CHILD_SENTENCE_HAS("picoring_list_create");
    CHILD_SENTENCE_HAS("vm.max_map_count");
    CHILD_CHECK(none == NULL);
    CHILD_CHECK(munmap(block, bytes) == 0);
    CHILD_CODE(PICORING_OK, grow_to(list, 4 * megabyte));
    CHILD_CHECK(sound(list));
    CHILD_CODE(PICORING_OK, create_child(megabyte, &none));
    picoring_list_destroy(none);
    picoring_list_destroy(list);
    picoring_list_destroy(begun);
}

static void exhausted_mappings_are_emapcount_and_the_list_goes_on_later(void **state)
{
    (void)state;
    if (!advice_is_followed()) SKIP_BECAUSE("an emulator has mappings of its own that it does not show");
    if (UNDER_SANITIZER) SKIP_BECAUSE("a sanitizer needs mappings of its own to go on");
    size_t most = number_of("/proc/sys/vm/max_map_count");
    if (most == 0) SKIP_BECAUSE("/proc/sys/vm/max_map_count cannot be read");
    if (most > 1 << 20) SKIP_BECAUSE("vm.max_map_count is %zu: too many to exhaust here", most);
    assert_int_equal(in_child(use_up_mappings, &most), 0);
}

/* ---- vm.overcommit_memory ---- */

static void overcommit(void *argument)
{
    (void)argument;
    size_t limit = bytes_in("/proc/meminfo", "CommitLimit:");
    picoring_list *list = NULL;
    CHILD_CODE(PICORING_OK, create_child(2 * limit / 8, &list)); /* a reservation promises nothing */
    CHILD_CODE(PICORING_OK, grow_to(list, megabyte));
    CHILD_CODE(PICORING_ENOMEM, picoring_list_reserve(list, (limit + megabyte) / 8));
    CHILD_SENTENCE_HAS("picoring_list_reserve: ");
    CHILD_SENTENCE_HAS("vm.overcommit_memory");
    CHILD_CHECK(picoring_list_len(list) == megabyte / 8 && sound(list));
    CHILD_CODE(PICORING_OK, grow_to(list, 2 * megabyte));
    CHILD_CHECK(sound(list));
    picoring_list_destroy(list);
}

static void strict_overcommit_is_enomem_and_the_list_as_it_was(void **state)
{
    (void)state;
    if (number_of("/proc/sys/vm/overcommit_memory") != 2)
        SKIP_BECAUSE("vm.overcommit_memory is not 2, and a test does not change the machine; RLIMIT_DATA "
                     "stands for it");
    if (UNDER_SANITIZER) SKIP_BECAUSE("a sanitizer needs memory of its own to go on");
    assert_int_equal(in_child(overcommit, NULL), 0);
}

/* ---- Fork ---- */

static void go_on_in_child(void *argument)
{
    picoring_list *list = *(picoring_list **)argument;
    size_t len = picoring_list_len(list);
    const void *data = picoring_list_data(list);
    CHILD_CHECK(sound(list));
    CHILD_CODE(PICORING_OK, grow_to(list, 8 * len + 6 * megabyte)); /* over several steps */
    CHILD_CHECK(picoring_list_data(list) == data && sound(list));
    uint64_t value = 7;
    for (size_t n = 0; n < len; n += 3) CHILD_CODE(PICORING_OK, picoring_list_set(list, n, &value));
    CHILD_CODE(PICORING_OK, picoring_list_pop(list, &value));
    CHILD_CHECK(value == value_of(len + 6 * megabyte / 8 - 1));
    CHILD_CODE(PICORING_OK, picoring_list_clear(list));
    CHILD_CODE(PICORING_OK, picoring_list_shrink(list));
    CHILD_CODE(PICORING_OK, grow_to(list, megabyte));
    CHILD_CHECK(sound(list));
    picoring_list_destroy(list);
}

static void only_destroy_in_child(void *argument) { picoring_list_destroy(*(picoring_list **)argument); }

static void a_forked_child_has_its_own_copy_and_goes_on(void **state)
{
    (void)state;
    static const size_t lens[] = {0, 1, 1000, 300000};
    for (uint32_t small = 0; small < 2; ++small) {
        for (size_t i = 0; i < COUNT_OF(lens); ++i) {
            picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
            options.small_pages = small;
            picoring_list *list = list_with(8, &options);
            assert_code(PICORING_OK, grow_to(list, 8 * lens[i]));
            size_t before = described(list).committed;
            assert_int_equal(in_child(go_on_in_child, &list), 0);
            assert_int_equal(in_child(only_destroy_in_child, &list), 0);
            assert_int_equal(picoring_list_len(list), lens[i]);
            assert_int_equal(described(list).committed, before);
            assert_true(sound(list));
            assert_code(PICORING_OK, grow_to(list, 8 * lens[i] + 3 * megabyte));
            assert_true(sound(list));
            assert_true(range_of(picoring_list_data(list), described(list).reserved).mappings <= 4);
            picoring_list_destroy(list);
        }
    }
}

typedef struct pipes {
    picoring_list *list;
    int to_child[2], to_parent[2];
} pipes;

static void grow_beside_the_parent(void *argument)
{
    pipes *both = (pipes *)argument;
    char byte = 'g';
    CHILD_CHECK(read(both->to_child[0], &byte, 1) == 1); /* the parent has written */
    size_t len = picoring_list_len(both->list);
    CHILD_CHECK(len == 1000 && sound(both->list));
    for (size_t n = len; n < 200000; ++n) {
        uint64_t value = ~value_of(n);
        CHILD_CODE(PICORING_OK, picoring_list_push(both->list, &value));
    }
    CHILD_CHECK(write(both->to_parent[1], &byte, 1) == 1);
    CHILD_CHECK(read(both->to_child[0], &byte, 1) == 1); /* and has looked */
    const uint64_t *data = (const uint64_t *)picoring_list_data(both->list);
    for (size_t n = 0; n < 200000; ++n) CHILD_CHECK(data[n] == (n < 1000 ? value_of(n) : ~value_of(n)));
    picoring_list_destroy(both->list);
}

static void parent_and_child_grow_at_the_same_addresses_and_never_meet(void **state)
{
    (void)state;
    pipes both;
    both.list = list_with(8, NULL);
    assert_code(PICORING_OK, grow_to(both.list, 8000));
    assert_int_equal(pipe(both.to_child), 0);
    assert_int_equal(pipe(both.to_parent), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        grow_beside_the_parent(&both);
        _exit(0);
    }
    char byte = 'g';
    assert_code(PICORING_OK, grow_to(both.list, megabyte));
    assert_int_equal(write(both.to_child[1], &byte, 1), 1);
    assert_int_equal(read(both.to_parent[0], &byte, 1), 1);
    assert_true(sound(both.list));
    assert_code(PICORING_OK, grow_to(both.list, 3 * megabyte));
    assert_true(sound(both.list));
    assert_code(PICORING_OK, picoring_list_clear(both.list));
    assert_int_equal(write(both.to_child[1], &byte, 1), 1);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    picoring_list_destroy(both.list);
    for (int i = 0; i < 2; ++i) close(both.to_child[i]), close(both.to_parent[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_address_moves_while_a_list_grows_by_gigabytes),
        cmocka_unit_test(resident_memory_is_the_data_and_one_step),
        cmocka_unit_test(a_reservation_and_a_small_list_cost_little),
        cmocka_unit_test(truncate_clear_and_shrink_give_memory_back_beyond_keep),
        cmocka_unit_test(popping_gives_nothing_back),
        cmocka_unit_test(committed_memory_is_resident_at_once),
        cmocka_unit_test(a_list_has_at_most_four_mappings_whatever_its_size),
        cmocka_unit_test(a_hundred_lists_grow_side_by_side),
        cmocka_unit_test(a_reservation_5_gb_over_the_free_memory_works),
        cmocka_unit_test(huge_pages_hold_a_list_where_the_system_grants_them),
        cmocka_unit_test(small_pages_are_no_huge_ones),
        cmocka_unit_test(where_addresses_are_scarce_the_default_is_smaller_and_an_explicit_one_eaddrspace),
        cmocka_unit_test(where_no_address_is_left_the_default_is_eaddrspace_too),
        cmocka_unit_test(more_than_there_are_addresses_is_eaddrspace),
        cmocka_unit_test(a_limit_of_data_is_enomem_and_the_list_as_it_was),
        cmocka_unit_test(a_limit_of_data_is_named_also_where_the_heap_is_empty),
        cmocka_unit_test(exhausted_mappings_are_emapcount_and_the_list_goes_on_later),
        cmocka_unit_test(strict_overcommit_is_enomem_and_the_list_as_it_was),
        cmocka_unit_test(a_forked_child_has_its_own_copy_and_goes_on),
        cmocka_unit_test(parent_and_child_grow_at_the_same_addresses_and_never_meet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
