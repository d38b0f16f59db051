/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_stream.c: every verb of stream.h - copying, in place, searching,
 * descriptors and ending.
 */
#include "check.h"

#ifndef _WIN32
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#endif

static picoring_stream *stream_of(size_t capacity)
{
    picoring_options options = PICORING_OPTIONS_INIT;
    options.exact = 1;
    picoring_stream *stream = NULL;
    assert_code(PICORING_OK, picoring_stream_create(capacity, &options, &stream));
    assert_non_null(stream);
    return stream;
}

static void write_text(picoring_stream *stream, const char *text)
{
    size_t n = 0;
    assert_code(PICORING_OK, picoring_stream_write(stream, text, strlen(text), &n));
    assert_int_equal(n, strlen(text));
}

static void read_text(picoring_stream *stream, const char *text)
{
    char got[256];
    size_t n = 0;
    assert_true(strlen(text) <= sizeof got);
    assert_code(PICORING_OK, picoring_stream_read(stream, got, strlen(text), &n));
    assert_int_equal(n, strlen(text));
    assert_memory_equal(got, text, n);
}

/* The empty stream's places go to `before` bytes before the seam. */
static void turn_to_seam(picoring_stream *stream, size_t before)
{
    const picoring_mirror *mirror = picoring_stream_mirror(stream);
    const unsigned char *data = (const unsigned char *)picoring_mirror_data(mirror);
    size_t size = picoring_mirror_size(mirror);
    for (;;) {
        const unsigned char *place = (const unsigned char *)picoring_stream_claim(stream, 1);
        assert_non_null(place);
        size_t left = size - (size_t)(place - data);
        if (left == before) return;
        size_t step = left > before ? left - before : left;
        if (step > picoring_stream_capacity(stream)) step = picoring_stream_capacity(stream);
        assert_code(PICORING_OK, picoring_stream_commit(stream, step));
        assert_code(PICORING_OK, picoring_stream_release(stream, step));
    }
}

/* ---- Shape and copying ---- */

static void a_new_stream_is_open_and_empty(void **state)
{
    (void)state;
    picoring_stream *stream = stream_of(100);
    assert_int_equal(picoring_stream_len(stream), 0);
    assert_int_equal(picoring_stream_free(stream), 100);
    assert_int_equal(picoring_stream_capacity(stream), 100);
    assert_int_equal(picoring_stream_ended(stream), 0);
    assert_code(PICORING_EAGAIN, picoring_stream_peek_status(stream));
    assert_code(PICORING_OK, picoring_stream_claim_status(stream, 100));
    picoring_stream_destroy(stream);
    assert_code(PICORING_OK, picoring_stream_create(100, NULL, &stream));
    assert_int_equal(picoring_stream_capacity(stream), picoring_granularity());
    assert_int_equal(picoring_mirror_size(picoring_stream_mirror(stream)), picoring_granularity());
    picoring_stream_destroy(stream);
    picoring_stream_destroy(NULL);
}

static void write_and_read_are_short_when_full_and_empty(void **state)
{
    (void)state;
    picoring_stream *stream = stream_of(10);
    size_t n = 77;
    assert_code(PICORING_OK, picoring_stream_write(stream, "0123456", 7, &n));
    assert_int_equal(n, 7);
    assert_code(PICORING_OK, picoring_stream_write(stream, "789abc", 6, &n));
    assert_int_equal(n, 3);
    assert_int_equal(picoring_stream_free(stream), 0);
    n = 77;
    assert_code(PICORING_EAGAIN, picoring_stream_write(stream, "x", 1, &n));
    assert_int_equal(n, 77);
    char got[20] = "";
    assert_code(PICORING_OK, picoring_stream_read(stream, got, 4, &n));
    assert_int_equal(n, 4);
    assert_memory_equal(got, "0123", 5);
    assert_code(PICORING_OK, picoring_stream_read(stream, got, sizeof got, &n));
    assert_int_equal(n, 6);
    assert_memory_equal(got, "456789", 6);
    n = 77;
    memset(got, 'u', sizeof got);
    assert_code(PICORING_EAGAIN, picoring_stream_read(stream, got, sizeof got, &n));
    assert_int_equal(n, 77);
    assert_int_equal(got[0], 'u');
    picoring_stream_destroy(stream);
}

/* The seed takes a read of 0 bytes for the end of the file. */
static void zero_bytes_are_no_error_and_no_end(void **state)
{
    (void)state;
    picoring_stream *stream = stream_of(10);
    size_t n = 77;
    char byte = 'b';
    assert_code(PICORING_OK, picoring_stream_read(stream, &byte, 0, &n));
    assert_int_equal(n, 0);
    n = 77;
    assert_code(PICORING_OK, picoring_stream_write(stream, &byte, 0, &n));
    assert_int_equal(n, 0);
    n = 77;
    assert_code(PICORING_OK, picoring_stream_read(stream, NULL, 0, &n));
    assert_int_equal(n, 0);
    n = 77;
    assert_code(PICORING_OK, picoring_stream_write(stream, NULL, 0, &n));
    assert_int_equal(n, 0);
    write_text(stream, "0123456789");
    n = 77;
    assert_code(PICORING_OK, picoring_stream_write(stream, &byte, 0, &n));
    assert_int_equal(n, 0);
    assert_code(PICORING_OK, picoring_stream_commit(stream, 0));
    assert_code(PICORING_OK, picoring_stream_release(stream, 0));
    assert_int_equal(picoring_stream_ended(stream), 0);
    read_text(stream, "0123456789");
    assert_int_equal(byte, 'b');
    picoring_stream_destroy(stream);
}

static void text_crosses_the_seam_whole(void **state)
{
    (void)state;
    const char *text = "the quick brown fox jumps over the lazy dog";
    picoring_stream *stream = stream_of(60);
    for (size_t before = 1; before < 60; ++before) {
        turn_to_seam(stream, before);
        write_text(stream, text);
        size_t n = 0;
        char *block = (char *)picoring_stream_peek(stream, &n);
        assert_int_equal(n, strlen(text));
        assert_memory_equal(block, text, n);
        read_text(stream, "the quick ");
        read_text(stream, "brown fox jumps over the lazy dog");
    }
    picoring_stream_destroy(stream);
}

/* ---- In place ---- */

static void a_claim_is_readable_only_after_its_commit(void **state)
{
    (void)state;
    picoring_stream *stream = stream_of(50);
    for (size_t before = 1; before < 50; ++before) {
        turn_to_seam(stream, before);
        char *place = (char *)picoring_stream_claim(stream, 50);
        assert_non_null(place);
        for (int i = 0; i < 50; ++i) place[i] = (char)('A' + i);
        assert_int_equal(picoring_stream_len(stream), 0);
        assert_ptr_equal(picoring_stream_claim(stream, 50), place);
        assert_code(PICORING_OK, picoring_stream_commit(stream, 3));
        assert_int_equal(picoring_stream_len(stream), 3);
        read_text(stream, "ABC");
        assert_code(PICORING_OK, picoring_stream_commit(stream, 20)); /* of the same claim */
        read_text(stream, "DEFGHIJKLMNOPQRSTUVW");
        assert_code(PICORING_OK, picoring_stream_cancel(stream));
        write_text(stream, "new");
        read_text(stream, "new");
    }
    picoring_stream_destroy(stream);
}

static void a_claim_that_does_not_fit_is_null_and_its_status_tells_why(void **state)
{
    (void)state;
    picoring_stream *stream = stream_of(5);
    assert_null(picoring_stream_claim(stream, 0));
    assert_code(PICORING_EINVAL, picoring_stream_claim_status(stream, 0));
    assert_null(picoring_stream_claim(stream, 6));
    assert_code(PICORING_ERANGE, picoring_stream_claim_status(stream, 6));
    assert_sentence_has("picoring_stream_claim");
    assert_sentence_has("capacity of 5");
    assert_code(PICORING_ERANGE, picoring_stream_claim_status(stream, SIZE_MAX));
    write_text(stream, "abc");
    assert_null(picoring_stream_claim(stream, 3));
    assert_code(PICORING_EAGAIN, picoring_stream_claim_status(stream, 3));
    assert_non_null(picoring_stream_claim(stream, 2));
    write_text(stream, "de");
    assert_code(PICORING_EAGAIN, picoring_stream_claim_status(stream, 0));
    assert_code(PICORING_ERANGE, picoring_stream_claim_status(stream, 6));
    read_text(stream, "abcde");
    picoring_stream_destroy(stream);
}

static void commit_and_release_beyond_the_grant_change_nothing(void **state)
{
    (void)state;
    picoring_stream *stream = stream_of(5);
    write_text(stream, "abc");
    assert_code(PICORING_ERANGE, picoring_stream_commit(stream, 3));
    assert_sentence_has("picoring_stream_commit");
    assert_sentence_has("3");
    assert_sentence_has("2");
    assert_sentence_has("free");
    assert_code(PICORING_ERANGE, picoring_stream_commit(stream, SIZE_MAX));
    assert_code(PICORING_ERANGE, picoring_stream_release(stream, 4));
    assert_sentence_has("picoring_stream_release");
    assert_sentence_has("4");
    assert_sentence_has("3");
    assert_sentence_has("readable");
    assert_code(PICORING_ERANGE, picoring_stream_release(stream, SIZE_MAX));
    assert_int_equal(picoring_stream_len(stream), 3);
    assert_int_equal(picoring_stream_free(stream), 2);
    assert_code(PICORING_OK, picoring_stream_release(stream, 2));
    read_text(stream, "c");
    picoring_stream_destroy(stream);
}

static void what_is_changed_in_place_is_what_is_read(void **state)
{
    (void)state;
    picoring_stream *stream = stream_of(50);
    for (size_t before = 1; before < 30; ++before) {
        turn_to_seam(stream, before);
        write_text(stream, "some lower case text, to shout");
        size_t n = 0;
        char *block = (char *)picoring_stream_peek(stream, &n);
        for (size_t i = 0; i < n; ++i)
            if (block[i] >= 'a' && block[i] <= 'z') block[i] = (char)(block[i] - 'a' + 'A');
        read_text(stream, "SOME LOWER ");
        read_text(stream, "CASE TEXT, TO SHOUT");
    }
    picoring_stream_destroy(stream);
}

static void clear_forgets_what_is_readable(void **state)
{
    (void)state;
    picoring_stream *stream = stream_of(5);
    write_text(stream, "abcde");
    assert_code(PICORING_OK, picoring_stream_clear(stream));
    assert_int_equal(picoring_stream_len(stream), 0);
    assert_int_equal(picoring_stream_free(stream), 5);
    size_t n = 77;
    assert_null(picoring_stream_peek(stream, &n));
    assert_int_equal(n, 0);
    write_text(stream, "fghij");
    read_text(stream, "fghij");
    picoring_stream_destroy(stream);
}

/* ---- Search ---- */

static void find_tells_the_first_match_at_every_distance_from_the_seam(void **state)
{
    (void)state;
    picoring_stream *stream = stream_of(64);
    for (size_t before = 1; before < 64; ++before) {
        turn_to_seam(stream, before);
        write_text(stream, "GET / HTTP/1.1\r\nHost: example\r\n\r\nrest");
        size_t at = 77;
        assert_code(PICORING_OK, picoring_stream_find(stream, 0, "\n", 1, &at));
        assert_int_equal(at, 15);
        assert_code(PICORING_OK, picoring_stream_find(stream, 16, "\n", 1, &at));
        assert_int_equal(at, 30);
        assert_code(PICORING_OK, picoring_stream_find(stream, 15, "\n", 1, &at));
        assert_int_equal(at, 15);
        assert_code(PICORING_OK, picoring_stream_find(stream, 0, "\r\n\r\n", 4, &at));
        assert_int_equal(at, 29);
        assert_code(PICORING_OK, picoring_stream_find(stream, 0, "rest", 4, &at));
        assert_int_equal(at, 33);
        assert_code(PICORING_OK,
                    picoring_stream_find(stream, 0, "GET / HTTP/1.1\r\nHost: example\r\n\r\nrest", 37, &at));
        assert_int_equal(at, 0);
        at = 77;
        assert_code(PICORING_EAGAIN, picoring_stream_find(stream, 0, "restx", 5, &at));
        assert_code(PICORING_EAGAIN, picoring_stream_find(stream, 0, "~", 1, &at));
        assert_code(PICORING_EAGAIN, picoring_stream_find(stream, 34, "rest", 4, &at));
        assert_code(PICORING_EAGAIN, picoring_stream_find(stream, 37, "t", 1, &at));
        assert_code(PICORING_EAGAIN, picoring_stream_find(stream, SIZE_MAX, "t", 1, &at));
        assert_int_equal(at, 77);
        assert_code(PICORING_OK, picoring_stream_clear(stream));
    }
    picoring_stream_destroy(stream);
}

static void find_sees_only_what_is_readable(void **state)
{
    (void)state;
    picoring_stream *stream = stream_of(16);
    size_t at = 77;
    assert_code(PICORING_EAGAIN, picoring_stream_find(stream, 0, "x", 1, &at));
    char *place = (char *)picoring_stream_claim(stream, 16);
    memset(place, 'x', 16);
    assert_code(PICORING_EAGAIN, picoring_stream_find(stream, 0, "x", 1, &at));
    assert_code(PICORING_OK, picoring_stream_commit(stream, 2));
    assert_code(PICORING_EAGAIN, picoring_stream_find(stream, 0, "xxx", 3, &at));
    assert_int_equal(at, 77);
    assert_code(PICORING_OK, picoring_stream_find(stream, 1, "x", 1, &at));
    assert_int_equal(at, 1);
    at = 77;
    assert_code(PICORING_OK, picoring_stream_close(stream));
    assert_code(PICORING_EEND, picoring_stream_find(stream, 0, "xxx", 3, &at));
    assert_code(PICORING_EEND, picoring_stream_find(stream, 2, "x", 1, &at));
    assert_int_equal(at, 77);
    assert_code(PICORING_OK, picoring_stream_find(stream, 0, "xx", 2, &at));
    assert_int_equal(at, 0);
    picoring_stream_destroy(stream);
}

static void find_of_nothing_is_refused(void **state)
{
    (void)state;
    picoring_stream *stream = stream_of(16);
    write_text(stream, "abc");
    size_t at = 77;
    assert_code(PICORING_EINVAL, picoring_stream_find(stream, 0, "a", 0, &at));
    assert_sentence_has("picoring_stream_find");
    assert_code(PICORING_EINVAL, picoring_stream_find(stream, 0, NULL, 0, &at));
    assert_code(PICORING_EFAULT, picoring_stream_find(stream, 0, NULL, 1, &at));
    assert_code(PICORING_EFAULT, picoring_stream_find(stream, 0, "a", 1, NULL));
    assert_code(PICORING_EFAULT, picoring_stream_find(NULL, 0, "a", 1, &at));
    assert_int_equal(at, 77);
    picoring_stream_destroy(stream);
}

/* ---- Descriptors ---- */

static void unblock(int fd) { assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0); }

static void a_pipe_is_read_into_the_free_block(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    unblock(ends[0]);
    picoring_stream *stream = stream_of(20);
    for (size_t before = 1; before < 20; ++before) {
        turn_to_seam(stream, before);
        assert_int_equal(write(ends[1], "hello from a pipe", 17), 17);
        size_t n = 77;
        assert_code(PICORING_OK, picoring_stream_read_from_fd(stream, ends[0], 5, &n));
        assert_int_equal(n, 5);
        assert_code(PICORING_OK, picoring_stream_read_from_fd(stream, ends[0], SIZE_MAX, &n));
        assert_int_equal(n, 12);
        n = 77;
        assert_code(PICORING_EAGAIN, picoring_stream_read_from_fd(stream, ends[0], SIZE_MAX, &n));
        assert_int_equal(n, 77);
        assert_int_equal(picoring_stream_len(stream), 17);
        read_text(stream, "hello from a pipe");
    }
    close(ends[1]);
    size_t n = 77;
    assert_code(PICORING_EEND, picoring_stream_read_from_fd(stream, ends[0], SIZE_MAX, &n));
    assert_int_equal(n, 77);
    assert_int_equal(picoring_stream_ended(stream), 0); /* the file ended, not the stream */
    write_text(stream, "more");
    read_text(stream, "more");
    close(ends[0]);
    picoring_stream_destroy(stream);
}

static void a_full_stream_reads_nothing_from_a_descriptor(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "0123456789", 10), 10);
    picoring_stream *stream = stream_of(4);
    size_t n = 77;
    assert_code(PICORING_OK, picoring_stream_read_from_fd(stream, ends[0], SIZE_MAX, &n));
    assert_int_equal(n, 4);
    n = 77;
    assert_code(PICORING_ENOBUFS, picoring_stream_read_from_fd(stream, ends[0], SIZE_MAX, &n));
    assert_sentence_has("picoring_stream_read_from_fd");
    assert_int_equal(n, 77);
    read_text(stream, "0123");
    assert_code(PICORING_OK, picoring_stream_read_from_fd(stream, ends[0], SIZE_MAX, &n));
    read_text(stream, "4567");
    close(ends[0]);
    close(ends[1]);
    picoring_stream_destroy(stream);
}

static void descriptors_that_cannot_be_used_say_why(void **state)
{
    (void)state;
    picoring_stream *stream = stream_of(4);
    size_t n = 77;
    char number[16];
    snprintf(number, sizeof number, "(%d)", NO_DESCRIPTOR);
    assert_code(PICORING_EIO, picoring_stream_read_from_fd(stream, -1, SIZE_MAX, &n));
    assert_sentence_has("picoring_stream_read_from_fd");
    assert_sentence_has(text_of(NO_DESCRIPTOR));
    assert_sentence_has(number);
    write_text(stream, "abc");
    assert_code(PICORING_EIO, picoring_stream_write_to_fd(stream, -1, SIZE_MAX, &n));
    assert_sentence_has("picoring_stream_write_to_fd");
    assert_sentence_has(number);
    assert_code(PICORING_EINVAL, picoring_stream_read_from_fd(stream, 0, 0, &n));
    assert_sentence_has("picoring_stream_read_from_fd");
    assert_code(PICORING_EINVAL, picoring_stream_write_to_fd(stream, 1, 0, &n));
    assert_sentence_has("picoring_stream_write_to_fd");
    assert_code(PICORING_EFAULT, picoring_stream_read_from_fd(stream, 0, 1, NULL));
    assert_code(PICORING_EFAULT, picoring_stream_write_to_fd(stream, 1, 1, NULL));
    assert_code(PICORING_EFAULT, picoring_stream_read_from_fd(NULL, 0, 1, &n));
    assert_code(PICORING_EFAULT, picoring_stream_write_to_fd(NULL, 1, 1, &n));
    assert_int_equal(n, 77);
    read_text(stream, "abc");
    picoring_stream_destroy(stream);
}

static void the_readable_block_is_written_to_a_file(void **state)
{
    (void)state;
    FILE *file = tmpfile();
    assert_non_null(file);
    int fd = fileno(file);
    picoring_stream *stream = stream_of(20);
    size_t n = 77;
    assert_code(PICORING_ENODATA, picoring_stream_write_to_fd(stream, fd, SIZE_MAX, &n));
    assert_sentence_has("picoring_stream_write_to_fd");
    assert_int_equal(n, 77);
    for (size_t before = 1; before < 20; ++before) {
        turn_to_seam(stream, before);
        write_text(stream, "the words of a file");
        assert_code(PICORING_OK, picoring_stream_write_to_fd(stream, fd, 4, &n));
        assert_int_equal(n, 4);
        assert_int_equal(picoring_stream_len(stream), 15);
        assert_code(PICORING_OK, picoring_stream_write_to_fd(stream, fd, SIZE_MAX, &n));
        assert_int_equal(n, 15);
        assert_int_equal(picoring_stream_len(stream), 0);
        char got[32] = "";
        assert_int_equal(pread(fd, got, sizeof got, (off_t)((before - 1) * 19)), 19);
        assert_string_equal(got, "the words of a file");
    }
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    turn_to_seam(stream, 7);
    assert_code(PICORING_OK, picoring_stream_read_from_fd(stream, fd, 19, &n));
    assert_int_equal(n, 19);
    read_text(stream, "the words of a file");
    assert_int_equal(lseek(fd, 0, SEEK_END), 19 * 19);
    assert_code(PICORING_EEND, picoring_stream_read_from_fd(stream, fd, 19, &n));
    fclose(file);
    picoring_stream_destroy(stream);
}

#ifdef _WIN32
NOT_HERE(a_socket_that_is_full_takes_what_it_can, "a socket is no descriptor on Windows")
#else
static void a_socket_that_is_full_takes_what_it_can(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    unblock(ends[0]);
    unblock(ends[1]);
    int little = 4096; /* less than the stream holds: it is to block */
    assert_int_equal(setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &little, sizeof little), 0);
    picoring_stream *in = stream_of(100000), *out = stream_of(100000);
    size_t sent = 0, received = 0, n = 0;
    int code, blocked = 0;
    while (received < 1000000) {
        while (picoring_stream_free(in) > 0 && sent < 1000000) {
            unsigned char byte = pattern_byte(sent, 0);
            assert_code(PICORING_OK, picoring_stream_write(in, &byte, 1, &n));
            ++sent;
        }
        size_t before = picoring_stream_len(in);
        while (picoring_stream_len(in) > 0 &&
               (code = picoring_stream_write_to_fd(in, ends[0], SIZE_MAX, &n)) != PICORING_EAGAIN) {
            assert_code(PICORING_OK, code);
            assert_int_equal(picoring_stream_len(in), before - n);
            before -= n;
        }
        blocked += picoring_stream_len(in) > 0;
        assert_int_equal(picoring_stream_len(in), before);
        while ((code = picoring_stream_read_from_fd(out, ends[1], SIZE_MAX, &n)) == PICORING_OK) {
            const unsigned char *block = (const unsigned char *)picoring_stream_peek(out, &n);
            for (size_t i = 0; i < n; ++i) assert_int_equal(block[i], pattern_byte(received + i, 0));
            received += n;
            assert_code(PICORING_OK, picoring_stream_release(out, n));
        }
        assert_code(PICORING_EAGAIN, code);
    }
    assert_int_equal(received, 1000000);
    assert_true(blocked > 0);
    close(ends[0]);
    close(ends[1]);
    picoring_stream_destroy(in);
    picoring_stream_destroy(out);
}
#endif

static void a_pipe_that_nobody_reads_is_epipe_and_keeps_the_bytes(void **state)
{
    (void)state;
#ifndef _WIN32
    void (*old)(int) = signal(SIGPIPE, SIG_IGN);
#endif
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    picoring_stream *stream = stream_of(20);
    write_text(stream, "nobody hears");
    size_t n = 77;
    assert_code(PICORING_EPIPE, picoring_stream_write_to_fd(stream, ends[1], SIZE_MAX, &n));
    assert_sentence_has("picoring_stream_write_to_fd");
    assert_sentence_has(text_of(NO_READER));
    assert_int_equal(n, 77);
    read_text(stream, "nobody hears");
    close(ends[1]);
    picoring_stream_destroy(stream);
#ifndef _WIN32
    signal(SIGPIPE, old);
#endif
}

#ifdef _WIN32
NOT_HERE(a_signal_during_a_blocking_call_is_eintr, NO_SIGNALS)
#else
/* A timer that repeats: a signal that came before the call is followed by one
 * during it. */
static volatile sig_atomic_t signals_seen;
static void on_signal(int signal_number)
{
    (void)signal_number;
    ++signals_seen;
}

static void a_signal_during_a_blocking_call_is_eintr(void **state)
{
    (void)state;
    struct sigaction action, old;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal; /* without SA_RESTART */
    assert_int_equal(sigaction(SIGALRM, &action, &old), 0);
    struct itimerval every = {{0, 5000}, {0, 5000}}, never = {{0, 0}, {0, 0}};
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    picoring_stream *stream = stream_of(1 << 20);
    size_t n = 77;
    assert_int_equal(setitimer(ITIMER_REAL, &every, NULL), 0);
    int read_code = picoring_stream_read_from_fd(stream, ends[0], SIZE_MAX, &n);
    assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
    assert_code(PICORING_EINTR, read_code);
    assert_sentence_has("picoring_stream_read_from_fd");
    assert_int_equal(n, 77);
    assert_true(signals_seen > 0);
    /* A pipe is full, and write waits until the signal. */
    assert_code(PICORING_OK, picoring_stream_commit(stream, 1 << 20));
    unblock(ends[1]);
    int code;
    while ((code = picoring_stream_write_to_fd(stream, ends[1], SIZE_MAX, &n)) == PICORING_OK) {}
    assert_code(PICORING_EAGAIN, code);
    assert_int_equal(fcntl(ends[1], F_SETFL, 0), 0);
    size_t left = picoring_stream_len(stream);
    assert_true(left > 0);
    n = 77;
    assert_int_equal(setitimer(ITIMER_REAL, &every, NULL), 0);
    code = picoring_stream_write_to_fd(stream, ends[1], SIZE_MAX, &n);
    assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
    assert_code(PICORING_EINTR, code);
    assert_sentence_has("picoring_stream_write_to_fd");
    assert_int_equal(n, 77);
    assert_int_equal(picoring_stream_len(stream), left);
    close(ends[0]);
    close(ends[1]);
    picoring_stream_destroy(stream);
    sigaction(SIGALRM, &old, NULL);
}
#endif

/* ---- Ending ---- */

static void a_closed_stream_is_drained_and_then_ended(void **state)
{
    (void)state;
    picoring_stream *stream = stream_of(10);
    write_text(stream, "last words");
    assert_code(PICORING_OK, picoring_stream_close(stream));
    assert_code(PICORING_OK, picoring_stream_close(stream));
    assert_int_equal(picoring_stream_ended(stream), 0);
    assert_int_equal(picoring_stream_len(stream), 10);
    assert_int_equal(picoring_stream_capacity(stream), 10);
    read_text(stream, "last ");
    assert_code(PICORING_OK, picoring_stream_peek_status(stream));
    size_t n = 77;
    assert_memory_equal(picoring_stream_peek(stream, &n), "words", 5);
    assert_int_equal(n, 5);
    read_text(stream, "words");
    assert_int_equal(picoring_stream_ended(stream), 1);
    char byte = 'u';
    n = 77;
    assert_code(PICORING_EEND, picoring_stream_read(stream, &byte, 1, &n));
    assert_code(PICORING_EEND, picoring_stream_peek_status(stream));
    assert_code(PICORING_EEND, picoring_stream_write_to_fd(stream, 1, SIZE_MAX, &n));
    assert_int_equal(n, 77);
    assert_int_equal(byte, 'u');
    assert_null(picoring_stream_peek(stream, &n));
    assert_int_equal(n, 0);
    assert_code(PICORING_OK, picoring_stream_clear(stream));
    assert_int_equal(picoring_stream_ended(stream), 1);
    picoring_stream_destroy(stream);
}

static void a_closed_stream_takes_nothing_more(void **state)
{
    (void)state;
    picoring_stream *stream = stream_of(10);
    write_text(stream, "abc");
    assert_non_null(picoring_stream_claim(stream, 5));
    assert_code(PICORING_OK, picoring_stream_close(stream));
    assert_int_equal(picoring_stream_free(stream), 0);
    size_t n = 77;
    assert_code(PICORING_EPIPE, picoring_stream_write(stream, "x", 1, &n));
    assert_sentence_has("picoring_stream_write");
    assert_sentence_has("closed");
    assert_null(picoring_stream_claim(stream, 1));
    assert_code(PICORING_EPIPE, picoring_stream_claim_status(stream, 1));
    assert_code(PICORING_EPIPE, picoring_stream_claim_status(stream, 11));
    assert_code(PICORING_EPIPE, picoring_stream_commit(stream, 5));
    assert_sentence_has("picoring_stream_commit");
    assert_code(PICORING_EPIPE, picoring_stream_read_from_fd(stream, 0, SIZE_MAX, &n));
    assert_sentence_has("closed");
    assert_int_equal(n, 77);
    assert_int_equal(picoring_stream_len(stream), 3);
    assert_code(PICORING_ERANGE, picoring_stream_release(stream, 4));
    read_text(stream, "abc");
    assert_code(PICORING_EPIPE, picoring_stream_write(stream, "x", 1, &n));
    picoring_stream_destroy(stream);
}

/* The sentence has the operation that the caller called. */
static void a_refused_read_from_fd_names_itself(void **state)
{
    (void)state;
    picoring_stream *stream = stream_of(10);
    assert_code(PICORING_OK, picoring_stream_close(stream));
    size_t n = 77;
    assert_code(PICORING_EPIPE, picoring_stream_read_from_fd(stream, 0, SIZE_MAX, &n));
    assert_sentence_has("picoring_stream_read_from_fd");
    picoring_stream_destroy(stream);
}

/* A second look at what is left, behind what was lent and changed in place. */
static void truncate_at(size_t before, size_t kept)
{
    picoring_stream *stream = stream_of(100);
    turn_to_seam(stream, before);
    write_text(stream, "keeps these, not those");
    size_t n;
    unsigned char *block = (unsigned char *)picoring_stream_peek(stream, &n);
    block[0] = 'K';
    block[21] = 'E';
    assert_code(PICORING_OK, picoring_stream_truncate(stream, kept));
    assert_int_equal(picoring_stream_len(stream), kept);
    assert_int_equal(picoring_stream_free(stream), 100 - kept);
    write_text(stream, "| and what comes after");
    char wanted[64];
    snprintf(wanted, sizeof wanted, "%.*s| and what comes after", (int)kept, "Keeps these, not those");
    read_text(stream, wanted);
    picoring_stream_destroy(stream);
}

static void truncate_takes_back_what_was_written_last(void **state)
{
    (void)state;
    for (size_t before = 1; before < 60; ++before)
        for (size_t kept = 1; kept < 22; ++kept) truncate_at(before, kept);
    picoring_stream *stream = stream_of(100);
    write_text(stream, "abc");
    assert_code(PICORING_ERANGE, picoring_stream_truncate(stream, 4));
    assert_sentence_has("picoring_stream_truncate: 4, but 3 are readable");
    assert_code(PICORING_OK, picoring_stream_truncate(stream, 3));
    assert_code(PICORING_OK, picoring_stream_close(stream));
    assert_code(PICORING_OK, picoring_stream_truncate(stream, 1));
    assert_int_equal(picoring_stream_ended(stream), 0);
    read_text(stream, "a");
    assert_int_equal(picoring_stream_ended(stream), 1);
    assert_code(PICORING_OK, picoring_stream_truncate(stream, 0));
    assert_code(PICORING_EFAULT, picoring_stream_truncate(NULL, 0));
    picoring_stream_destroy(stream);
}

static void clear_leaves_a_closed_stream_closed(void **state)
{
    (void)state;
    picoring_stream *stream = stream_of(10);
    write_text(stream, "abc");
    assert_code(PICORING_OK, picoring_stream_close(stream));
    assert_code(PICORING_OK, picoring_stream_clear(stream));
    assert_int_equal(picoring_stream_ended(stream), 1);
    size_t n = 77;
    assert_code(PICORING_EPIPE, picoring_stream_write(stream, "x", 1, &n));
    picoring_stream_destroy(stream);
}

/* ---- Volume ---- */

static uint64_t word_of(uint64_t position) { return position * 0x9E3779B97F4A7C15u + 0x1234567u; }

static void a_gigabyte_passes_through_a_megabyte_intact(void **state)
{
    (void)state;
    const uint64_t total = scaled((size_t)1 << 30) / 8 * 8;
    picoring_stream *stream = NULL;
    picoring_options options = PICORING_OPTIONS_INIT;
    options.exact = 1;
    assert_code(PICORING_OK, picoring_stream_create(1000003, &options, &stream));
    static uint64_t source[20000], target[20000];
    uint64_t in = 0, out = 0, step = 0, wrong = 0;
    size_t n = 0;
    while (out < total) {
        /* Write words, in blocks of changing length; by copy or in place. */
        size_t want = 8 * (size_t)(1 + step * 7919 % 20000);
        if (want > total - in) want = (size_t)(total - in);
        size_t room = picoring_stream_free(stream) / 8 * 8;
        if (want > room) want = room;
        if (want > 0 && step % 2) {
            unsigned char *place = (unsigned char *)picoring_stream_claim(stream, want);
            assert_non_null(place);
            for (size_t i = 0; i < want; i += 8) {
                uint64_t word = word_of(in + i);
                memcpy(place + i, &word, 8);
            }
            assert_code(PICORING_OK, picoring_stream_commit(stream, want));
        } else if (want > 0) {
            for (size_t i = 0; i < want / 8; ++i) source[i] = word_of(in + 8 * i);
            assert_code(PICORING_OK, picoring_stream_write(stream, source, want, &n));
            assert_int_equal(n, want);
        }
        in += want;
        /* Read whole words, by copy or in place. */
        size_t have = 8 * (size_t)(1 + step * 104729 % 20000);
        if (have > picoring_stream_len(stream)) have = picoring_stream_len(stream);
        if (step % 3) {
            const unsigned char *block = (const unsigned char *)picoring_stream_peek(stream, &n);
            for (size_t i = 0; i < have; i += 8) {
                uint64_t word;
                memcpy(&word, block + i, 8);
                wrong += word != word_of(out + i);
            }
            assert_code(PICORING_OK, picoring_stream_release(stream, have));
        } else if (have > 0) {
            assert_code(PICORING_OK, picoring_stream_read(stream, target, have, &n));
            assert_int_equal(n, have);
            for (size_t i = 0; i < have / 8; ++i) wrong += target[i] != word_of(out + 8 * i);
        }
        out += have;
        ++step;
    }
    assert_int_equal(wrong, 0);
    assert_int_equal(in, total);
    assert_int_equal(out, total);
    assert_int_equal(picoring_stream_len(stream), 0);
    printf("passed %llu bytes\n", (unsigned long long)total);
    picoring_stream_destroy(stream);
}

/* ---- Creation that fails, and NULL ---- */

static void creation_that_cannot_be_is_refused(void **state)
{
    (void)state;
    picoring_stream *stream = UNTOUCHED(picoring_stream);
    picoring_options options = PICORING_OPTIONS_INIT;
    options.alignment = 2;
    held before = what_is_held();
    assert_code(PICORING_EINVAL, picoring_stream_create(0, NULL, &stream));
    assert_sentence_has("picoring_stream_create");
    assert_code(PICORING_EOVERFLOW, picoring_stream_create(SIZE_MAX, NULL, &stream));
    assert_sentence_has("picoring_stream_create");
    assert_code(PICORING_EOVERFLOW, picoring_stream_create(PTRDIFF_MAX, NULL, &stream));
    assert_code(PICORING_EOVERFLOW, picoring_stream_create(PTRDIFF_MAX / 2, NULL, &stream));
    assert_code(PICORING_EALIGN, picoring_stream_create(64, &options, &stream));
    assert_code(PICORING_EVERSION, picoring_stream_open(PICORING_INLINE_ABI + 1, 64, NULL, &stream));
    assert_sentence_has("picoring_stream_create");
    assert_code(PICORING_EVERSION, picoring_stream_open(0, 64, NULL, &stream));
    assert_code(PICORING_EFAULT, picoring_stream_create(64, NULL, NULL));
    assert_ptr_equal(stream, UNTOUCHED(picoring_stream));
    assert_nothing_leaked(before);
}

static void cold_verbs_answer_null(void **state)
{
    (void)state;
    assert_code(PICORING_EFAULT, picoring_stream_claim_status(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_stream_peek_status(NULL));
    assert_code(PICORING_EFAULT, picoring_stream_close(NULL));
    assert_sentence_has("picoring_stream_close");
    assert_int_equal(picoring_stream_ended(NULL), 0);
    assert_int_equal(picoring_stream_capacity(NULL), 0);
    assert_null(picoring_stream_mirror(NULL));
}

#ifdef PICORING_NO_INLINE
static void exported_verbs_answer_null_with_efault(void **state)
{
    (void)state;
    picoring_stream *stream = stream_of(10);
    write_text(stream, "abc");
    char byte = 'u';
    size_t n = 77;
    assert_code(PICORING_EFAULT, picoring_stream_write(NULL, &byte, 1, &n));
    assert_sentence_has("picoring_stream_write");
    assert_code(PICORING_EFAULT, picoring_stream_write(stream, NULL, 1, &n));
    assert_code(PICORING_EFAULT, picoring_stream_write(stream, &byte, 1, NULL));
    assert_code(PICORING_EFAULT, picoring_stream_read(NULL, &byte, 1, &n));
    assert_code(PICORING_EFAULT, picoring_stream_read(stream, NULL, 1, &n));
    assert_code(PICORING_EFAULT, picoring_stream_read(stream, &byte, 1, NULL));
    assert_code(PICORING_EFAULT, picoring_stream_commit(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_stream_cancel(NULL));
    assert_code(PICORING_EFAULT, picoring_stream_release(NULL, 1));
    assert_code(PICORING_EFAULT, picoring_stream_clear(NULL));
    assert_null(picoring_stream_claim(NULL, 1));
    assert_null(picoring_stream_peek(NULL, &n));
    assert_null(picoring_stream_peek(stream, NULL));
    assert_int_equal(picoring_stream_len(NULL), 0);
    assert_int_equal(picoring_stream_free(NULL), 0);
    assert_int_equal(n, 0); /* peek says that there is nothing */
    assert_int_equal(byte, 'u');
    read_text(stream, "abc");
    picoring_stream_destroy(stream);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_stream_is_open_and_empty),
        cmocka_unit_test(write_and_read_are_short_when_full_and_empty),
        cmocka_unit_test(zero_bytes_are_no_error_and_no_end),
        cmocka_unit_test(text_crosses_the_seam_whole),
        cmocka_unit_test(a_claim_is_readable_only_after_its_commit),
        cmocka_unit_test(a_claim_that_does_not_fit_is_null_and_its_status_tells_why),
        cmocka_unit_test(commit_and_release_beyond_the_grant_change_nothing),
        cmocka_unit_test(what_is_changed_in_place_is_what_is_read),
        cmocka_unit_test(clear_forgets_what_is_readable),
        cmocka_unit_test(find_tells_the_first_match_at_every_distance_from_the_seam),
        cmocka_unit_test(find_sees_only_what_is_readable),
        cmocka_unit_test(find_of_nothing_is_refused),
        cmocka_unit_test(a_pipe_is_read_into_the_free_block),
        cmocka_unit_test(a_full_stream_reads_nothing_from_a_descriptor),
        cmocka_unit_test(descriptors_that_cannot_be_used_say_why),
        cmocka_unit_test(the_readable_block_is_written_to_a_file),
        cmocka_unit_test(a_socket_that_is_full_takes_what_it_can),
        cmocka_unit_test(a_pipe_that_nobody_reads_is_epipe_and_keeps_the_bytes),
        cmocka_unit_test(a_signal_during_a_blocking_call_is_eintr),
        cmocka_unit_test(a_closed_stream_is_drained_and_then_ended),
        cmocka_unit_test(a_closed_stream_takes_nothing_more),
        cmocka_unit_test(a_refused_read_from_fd_names_itself),
        cmocka_unit_test(truncate_takes_back_what_was_written_last),
        cmocka_unit_test(clear_leaves_a_closed_stream_closed),
        cmocka_unit_test(a_gigabyte_passes_through_a_megabyte_intact),
        cmocka_unit_test(creation_that_cannot_be_is_refused),
        cmocka_unit_test(cold_verbs_answer_null),
#ifdef PICORING_NO_INLINE
        cmocka_unit_test(exported_verbs_answer_null_with_efault),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
