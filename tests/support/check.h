/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * check.h: what every cmocka test of libpicoring shares - checks of codes and
 * sentences, counts of what the process holds, children, and reasons to skip.
 *
 * Each test file of tests/capi is compiled twice: once with the inlined verbs,
 * once with -DPICORING_NO_INLINE, which calls the exported twins. Only the
 * twins check for NULL.
 */
#ifndef PICORING_TESTS_CHECK_H
#define PICORING_TESTS_CHECK_H

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>
#ifdef _WIN32
#include "windows/posix.h"
#else
#include <sys/wait.h>
#define free_aligned free /* what posix_memalign gave */
#endif

#ifdef __cplusplus
extern "C" {
#endif
#include <cmocka.h>
#ifdef __cplusplus
}
#endif

#include "picoring.h"

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ASAN 1
#endif
#endif
#ifndef UNDER_ASAN
#define UNDER_ASAN 0
#endif

#if defined(__SANITIZE_THREAD__)
#define UNDER_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define UNDER_TSAN 1
#endif
#endif
#ifndef UNDER_TSAN
#define UNDER_TSAN 0
#endif

#define MAYBE_UNUSED __attribute__((__unused__))
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* ---- Codes and sentences ---- */

static MAYBE_UNUSED void code_is(int got, int wanted, const char *what, const char *file, int line)
{
    if (got == wanted) return;
    print_error("%s: %s (%d), wanted %s; last error: \"%s\"\n", what, picoring_errname(got), got,
                picoring_errname(wanted), picoring_last_error());
    _fail(file, line);
}
#define assert_code(wanted, call) code_is((call), (wanted), #call, __FILE__, __LINE__)

static MAYBE_UNUSED void sentence_has(const char *part, const char *file, int line)
{
    if (strstr(picoring_last_error(), part)) return;
    print_error("last error is \"%s\", without \"%s\"\n", picoring_last_error(), part);
    _fail(file, line);
}
#define assert_sentence_has(part) sentence_has((part), __FILE__, __LINE__)

/* What not every system has (tests/platform says it of those that it runs on
 * Linux); the system's errors that more than one test meets, and its text for them. */
#ifdef _WIN32
enum { HUGE_PAGES = 0, LEAVES_OUT_OF_DUMPS = 0 };
enum { NO_DESCRIPTOR = ERROR_INVALID_HANDLE, NO_READER = ERROR_NO_DATA };
#else
#ifndef HUGE_PAGES
#define HUGE_PAGES 1
#endif
#ifndef LEAVES_OUT_OF_DUMPS
#define LEAVES_OUT_OF_DUMPS 1
#endif
#ifndef SIGNALS_END_WAITS
#define SIGNALS_END_WAITS 1
#endif
enum { NO_DESCRIPTOR = EBADF, NO_READER = EPIPE };
static MAYBE_UNUSED const char *text_of(int error) { return strerror(error); }
#endif

/* A handle that no call may touch. */
#define UNTOUCHED(type) ((type *)(uintptr_t)0x5A5A5A50u)

/* ---- Reasons to skip ---- */

#ifdef __cplusplus
struct skipped { /* thrown, so that destructors run before */
    const char *why;
};
#endif
#define SKIP_BECAUSE(...) \
    do { \
        printf("skipped: "); \
        printf(__VA_ARGS__); \
        printf("\n"); \
        fflush(stdout); \
        skip(); \
    } while (0)

/* A test that this system cannot have. */
#define NOT_HERE(name, reason) \
    static void name(void **state) \
    { \
        (void)state; \
        SKIP_BECAUSE(reason); \
    }

static MAYBE_UNUSED int environment_says(const char *technique)
{
    const char *name = getenv("PICORING_TECHNIQUE");
    return name && strcmp(name, technique) == 0;
}

/* Whether the environment forces a technique: AUTO is not the ladder then. */
static MAYBE_UNUSED int technique_is_forced(void)
{
    const char *name = getenv("PICORING_TECHNIQUE");
    return name && *name && strcmp(name, "auto") != 0;
}

static MAYBE_UNUSED int emulated_is_forced(void) { return environment_says("emulated"); }

static MAYBE_UNUSED size_t test_scale(void)
{
    const char *text = getenv("PICORING_TEST_SCALE");
    size_t scale = text ? (size_t)strtoull(text, NULL, 10) : 1;
    return scale ? scale : 1;
}

/* Steps of a long test, divided by PICORING_TEST_SCALE. */
static MAYBE_UNUSED size_t scaled(size_t steps)
{
    return steps > test_scale() ? steps / test_scale() : 1;
}

/* Of many cases alike every nth is tried: n is the scale, and at most this. */
static MAYBE_UNUSED size_t every(size_t most) { return test_scale() < most ? test_scale() : most; }

/* ---- What the process holds ---- */

#ifndef _WIN32
/* Lines of /proc/self/maps; with a sanitizer, whose own mappings come and go,
 * only those that are shared; so with emulated mirrors, which are of the heap's: musl
 * keeps mappings that were freed. Allocates nothing. -1 if it cannot be read. */
static MAYBE_UNUSED long count_mappings(void)
{
    static char block[1 << 16];
    int only_shared = UNDER_ASAN || emulated_is_forced();
    int file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    long lines = 0;
    int field = 0, column = 0, shared = 0;
    ssize_t got;
    while ((got = read(file, block, sizeof block)) > 0) {
        for (ssize_t i = 0; i < got; ++i) {
            char c = block[i];
            if (c == '\n') {
                lines += only_shared ? shared : 1;
                field = column = shared = 0;
            } else if (c == ' ') {
                ++field;
                column = 0;
            } else {
                if (field == 1 && column == 3) shared = c == 's';
                ++column;
            }
        }
    }
    close(file);
    return lines;
}

/* Open descriptors. The lowest is always given first, so a leak shows here. */
static MAYBE_UNUSED long count_descriptors(void)
{
    long open_ones = 0;
    for (int fd = 0; fd < 1024; ++fd) open_ones += fcntl(fd, F_GETFD) != -1;
    return open_ones;
}
#endif

typedef struct held {
    long mappings;
    long descriptors;
} held;

static MAYBE_UNUSED held what_is_held(void)
{
    held now;
    now.mappings = count_mappings();
    now.descriptors = count_descriptors();
    return now;
}

static MAYBE_UNUSED int same_held(held before)
{
    held now = what_is_held();
    if (now.mappings == before.mappings && now.descriptors == before.descriptors) return 1;
    print_error("mappings %ld -> %ld, descriptors %ld -> %ld\n", before.mappings, now.mappings,
                before.descriptors, now.descriptors);
    return 0;
}
#define assert_nothing_leaked(before) assert_true(same_held(before))

/* ---- Children ---- */

/* In a child cmocka's asserts would run the rest of the tests twice: a failure
 * is told and ends the child. */
#define CHILD_CHECK(sound) \
    do { \
        if (!(sound)) { \
            fprintf(stderr, "%s:%d: in the child: %s; last error: \"%s\"\n", __FILE__, __LINE__, \
                    #sound, picoring_last_error()); \
            _exit(1); \
        } \
    } while (0)

#define CHILD_CODE(wanted, call) \
    do { \
        int code_ = (call); \
        if (code_ != (wanted)) { \
            fprintf(stderr, "%s:%d: in the child: %s gave %s, wanted %s; last error: \"%s\"\n", \
                    __FILE__, __LINE__, #call, picoring_errname(code_), \
                    picoring_errname(wanted), picoring_last_error()); \
            _exit(1); \
        } \
    } while (0)

#define CHILD_SENTENCE_HAS(part) CHILD_CHECK(strstr(picoring_last_error(), (part)) != NULL)

enum { CHILD_SKIPS = 77 };

#ifdef _WIN32
#define NO_FORK "Windows does not fork"
#define NO_SIGNALS "Windows has no signals"
#ifdef __cplusplus
static MAYBE_UNUSED int in_child(void (*)(void *), void *) { throw skipped{NO_FORK}; }
#else
static MAYBE_UNUSED int in_child(void (*body)(void *), void *argument)
{
    (void)body, (void)argument;
    SKIP_BECAUSE(NO_FORK);
    return 0;
}
#endif
/* What a child only keeps away from the other tests. */
static MAYBE_UNUSED int apart(void (*body)(void *), void *argument) { return body(argument), 0; }
#else
/* Runs body(argument) in a forked child; its exit code, or minus the signal
 * that killed it. */
static MAYBE_UNUSED int in_child(void (*body)(void *), void *argument)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        body(argument);
        fflush(stdout);
        _exit(0);
    }
    if (child < 0) return -1000;
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return -1001;
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}
#define apart in_child
#endif

/* ---- Bytes that tell where they come from ---- */

static MAYBE_UNUSED unsigned char pattern_byte(size_t element, size_t byte)
{
    uint64_t x = (uint64_t)element * 0x9E3779B97F4A7C15u + (uint64_t)byte * 0xD1B54A32D192ED03u;
    return (unsigned char)(x >> 56 ^ x >> 29);
}

static MAYBE_UNUSED void pattern(void *to, size_t element, size_t size)
{
    unsigned char *bytes = (unsigned char *)to;
    for (size_t i = 0; i < size; ++i) bytes[i] = pattern_byte(element, i);
}

static MAYBE_UNUSED int has_pattern(const void *from, size_t element, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)from;
    for (size_t i = 0; i < size; ++i)
        if (bytes[i] != pattern_byte(element, i)) return 0;
    return 1;
}

#endif
