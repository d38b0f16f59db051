/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * program.c: opens the library that its argument names, as a plug-in host would,
 * without a header of it: a ring goes over its seam, a stream is read to its end,
 * and bad input gets a code and a sentence.
 */
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *library;

static void must(int holds, const char *what)
{
    if (holds) return;
    fprintf(stderr, "%s\n", what);
    exit(1);
}

/* What dlsym gives is a pointer to an object, in ISO C. */
static void find(const char *name, void *function, size_t size)
{
    void *symbol = dlsym(library, name);
    must(symbol != NULL, name);
    memcpy(function, &symbol, size);
}
#define FIND(type, name, ...) \
    type (*name)(__VA_ARGS__); \
    find("picoring_" #name, &name, sizeof name)

static void over_the_seam(void)
{
    FIND(int, ring_create, size_t, size_t, const void *, void **);
    FIND(void, ring_destroy, void *);
    FIND(int, ring_push, void *, const void *);
    FIND(int, ring_pop, void *, void *);
    FIND(void *, ring_peek, void *, size_t *);
    FIND(size_t, ring_capacity, const void *);
    void *ring;
    must(ring_create(100, sizeof(uint64_t), NULL, &ring) == 0, "picoring_ring_create");
    uint64_t in = 0, out = 0, got;
    size_t n, half = ring_capacity(ring) / 2 + 1;
    for (int round = 0; round < 3; ++round) {
        for (size_t i = 0; i < half; ++i, ++in) must(ring_push(ring, &in) == 0, "picoring_ring_push");
        const uint64_t *block = ring_peek(ring, &n);
        must(block && n == half && block[0] == out && block[n - 1] == in - 1, "picoring_ring_peek");
        for (size_t i = 0; i < half; ++i, ++out)
            must(ring_pop(ring, &got) == 0 && got == out, "picoring_ring_pop");
    }
    ring_destroy(ring);
}

static void to_the_end(void)
{
    FIND(int, stream_create, size_t, const void *, void **);
    FIND(void, stream_destroy, void *);
    FIND(int, stream_write, void *, const void *, size_t, size_t *);
    FIND(int, stream_read, void *, void *, size_t, size_t *);
    FIND(int, stream_close, void *);
    FIND(const char *, errname, int);
    void *stream;
    char text[8];
    size_t n;
    must(stream_create(10, NULL, &stream) == 0, "picoring_stream_create");
    must(stream_write(stream, "whole", 5, &n) == 0 && n == 5, "picoring_stream_write");
    must(stream_close(stream) == 0, "picoring_stream_close");
    must(stream_read(stream, text, sizeof text, &n) == 0 && n == 5 && memcmp(text, "whole", 5) == 0,
         "picoring_stream_read");
    must(strcmp(errname(stream_read(stream, text, sizeof text, &n)), "PICORING_EEND") == 0,
         "no end");
    stream_destroy(stream);
}

static void bad_input(void)
{
    FIND(int, ring_push, void *, const void *);
    FIND(int, ring_open, uint32_t, size_t, size_t, const void *, void **);
    FIND(const char *, last_error, void);
    FIND(const char *, errname, int);
    void *ring;
    must(strcmp(errname(ring_push(NULL, "")), "PICORING_EFAULT") == 0, "NULL is not refused");
    must(strstr(last_error(), "picoring_ring_push") != NULL, "no sentence");
    must(strcmp(errname(ring_open(99, 1, 1, NULL, &ring)), "PICORING_EVERSION") == 0,
         "words of the future are not refused");
}

int main(int argc, char **argv)
{
    must(argc == 2, "program LIBRARY");
    must(!dlopen("./no/libpicoring.so", RTLD_NOW) && dlerror(), "a missing library was opened");
    library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    must(library != NULL, "dlopen");
    over_the_seam();
    to_the_end();
    bad_input();
    must(dlclose(library) == 0, "dlclose");
    puts("all is there");
    return 0;
}
