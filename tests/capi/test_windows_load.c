/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_windows_load.c: the DLL is loaded by a program that runs already, as
 * interpreters do it, and unloaded. Threads that are older than it have a sentence
 * of their own, too. Argument: the DLL.
 */
#define PICORING_NO_INLINE
#include "check.h"

static const char *path;

typedef struct library {
    HMODULE module;
    int (*ring_create)(size_t, size_t, const picoring_options *, picoring_ring **);
    void (*ring_destroy)(picoring_ring *);
    int (*ring_push)(picoring_ring *, const void *);
    const char *(*last_error)(void);
} library;

static void find(HMODULE module, const char *name, void *function)
{
    FARPROC found = GetProcAddress(module, name);
    assert_true(found != NULL);
    memcpy(function, &found, sizeof found);
}

static library load(void)
{
    library l;
    l.module = LoadLibraryA(path);
    assert_non_null(l.module);
    find(l.module, "picoring_ring_create", &l.ring_create);
    find(l.module, "picoring_ring_destroy", &l.ring_destroy);
    find(l.module, "picoring_ring_push", &l.ring_push);
    find(l.module, "picoring_last_error", &l.last_error);
    return l;
}

/* A thread that begins, or goes on, when it is told. */
typedef struct worker {
    const library *library;
    HANDLE thread, go;
    size_t size;
    int wrong;
} worker;

static DWORD WINAPI fail_in_its_own_way(void *argument)
{
    worker *w = (worker *)argument;
    char expected[32];
    picoring_ring *ring = NULL;
    WaitForSingleObject(w->go, INFINITE);
    w->wrong = strcmp(w->library->last_error(), "") != 0;
    if (w->library->ring_create(SIZE_MAX, w->size, NULL, &ring) != PICORING_EOVERFLOW) w->wrong = 1;
    snprintf(expected, sizeof expected, " of %d bytes", (int)w->size);
    w->wrong |= strstr(w->library->last_error(), expected) == NULL;
    return 0;
}

static void start(worker *w, const library *l, size_t size)
{
    w->library = l;
    w->size = size;
    w->wrong = 1;
    w->go = CreateEventA(NULL, TRUE, FALSE, NULL);
    w->thread = CreateThread(NULL, 0, fail_in_its_own_way, w, 0, NULL);
    assert_non_null(w->thread);
}

static void end(worker *w)
{
    SetEvent(w->go);
    WaitForSingleObject(w->thread, INFINITE);
    CloseHandle(w->thread);
    CloseHandle(w->go);
    assert_int_equal(w->wrong, 0);
}

static void threads_older_and_younger_than_the_dll_have_their_sentences(void **state)
{
    (void)state;
    for (int round = 0; round < 50; ++round) {
        library l;
        worker older, younger;
        picoring_ring *ring = NULL;
        uint64_t one = 1;
        start(&older, &l, 3);
        l = load();
        start(&younger, &l, 5);
        assert_string_equal(l.last_error(), "");
        assert_int_equal(l.ring_create(SIZE_MAX, 7, NULL, &ring), PICORING_EOVERFLOW);
        end(&older);
        end(&younger);
        assert_non_null(strstr(l.last_error(), " of 7 bytes"));
        assert_int_equal(l.ring_create(1, 8, NULL, &ring), PICORING_OK);
        assert_int_equal(l.ring_push(ring, &one), PICORING_OK);
        l.ring_destroy(ring);
        assert_true(FreeLibrary(l.module));
        assert_null(GetModuleHandleA("libpicoring-0.dll")); /* really gone */
    }
}

static void a_dll_that_goes_leaves_nothing(void **state)
{
    (void)state;
    FreeLibrary(load().module);
    held before = what_is_held();
    for (int i = 0; i < 20; ++i) FreeLibrary(load().module);
    assert_nothing_leaked(before);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_older_and_younger_than_the_dll_have_their_sentences),
        cmocka_unit_test(a_dll_that_goes_leaves_nothing),
    };
    if (count != 2) return 2;
    path = arguments[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
