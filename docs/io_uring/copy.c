/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * copy.c: standard input to standard output through io_uring(7), with a stream
 * between them whose memory is one registered buffer, both copies of it. A read and a
 * write are under way at the same time, each of one block that may lie over the seam.
 */
#include "../event_loop/must.h"

#include <picoring/stream.h>

#include <errno.h>
#include <liburing.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum { exit_skipped = 77 };
enum operation { op_read = 1, op_write = 2 };

struct copy {
    struct io_uring uring;
    picoring_stream *stream;
    const unsigned char *seam; /* where the first copy ends */
    size_t most;               /* bytes of one operation, so that both go on */
    int reading, writing;      /* under way */
    int ended;                 /* of the input */
    unsigned reads, writes, over_the_seam;
    size_t bytes;
};

/* Not an error: the kernel, its administrator or a limit does not allow it. */
static void may(int code, const char *what)
{
    if (code >= 0) return;
    printf("skipped: %s: %s\n", what, strerror(-code));
    exit(exit_skipped);
}

/* ---- The registered buffer ---- */

static void register_stream(struct copy *copy)
{
    const picoring_mirror *mirror = picoring_stream_mirror(copy->stream);
    unsigned char *data = picoring_mirror_data(mirror);
    size_t size = picoring_mirror_size(mirror);
    struct iovec both_copies = {data, 2 * size};
    may(io_uring_register_buffers(&copy->uring, &both_copies, 1), "io_uring_register_buffers");
    copy->seam = data + size;
}

/* ---- One read and one write at a time ---- */

/* The mirrored buffer is number 0; offset -1 is where the descriptor stands. */
static void start(struct copy *copy, enum operation operation, unsigned char *block, size_t n)
{
    struct io_uring_sqe *entry = io_uring_get_sqe(&copy->uring);
    must(entry != NULL, "io_uring_get_sqe", "two entries are enough");
    if (operation == op_read)
        io_uring_prep_read_fixed(entry, STDIN_FILENO, block, (unsigned)n, (__u64)-1, 0);
    else
        io_uring_prep_write_fixed(entry, STDOUT_FILENO, block, (unsigned)n, (__u64)-1, 0);
    io_uring_sqe_set_data64(entry, operation);
    copy->over_the_seam += block < copy->seam && block + n > copy->seam;
}

static size_t at_most(size_t n, size_t most) { return n < most ? n : most; }

static void start_read(struct copy *copy)
{
    size_t n = at_most(picoring_stream_free(copy->stream), copy->most);
    if (copy->reading || copy->ended || n == 0) return;
    start(copy, op_read, picoring_stream_claim(copy->stream, n), n);
    copy->reading = 1;
}

static void start_write(struct copy *copy)
{
    size_t n;
    void *block = picoring_stream_peek(copy->stream, &n);
    if (copy->writing || !block) return;
    start(copy, op_write, block, at_most(n, copy->most));
    copy->writing = 1;
}

static void has_read(struct copy *copy, int result)
{
    must(result >= 0, "read", strerror(-result));
    copy->reading = 0;
    copy->ended = result == 0;
    if (copy->ended) return;
    ++copy->reads;
    picoring_stream_commit(copy->stream, (size_t)result);
}

static void has_written(struct copy *copy, int result)
{
    must(result > 0, "write", strerror(-result));
    copy->writing = 0;
    ++copy->writes;
    copy->bytes += (size_t)result;
    picoring_stream_release(copy->stream, (size_t)result);
}

static void run(struct copy *copy)
{
    for (;;) {
        struct io_uring_cqe *done;
        start_read(copy);
        start_write(copy);
        if (!copy->reading && !copy->writing) return;
        int code = io_uring_submit_and_wait(&copy->uring, 1);
        must(code >= 0 || code == -EINTR, "io_uring_submit_and_wait", strerror(-code));
        while (io_uring_peek_cqe(&copy->uring, &done) == 0) {
            if (done->user_data == op_read)
                has_read(copy, done->res);
            else
                has_written(copy, done->res);
            io_uring_cqe_seen(&copy->uring, done);
        }
    }
}

int main(void)
{
    struct copy copy = {0};
    int code = picoring_stream_create(64 * 1024, NULL, &copy.stream);
    must(code == 0, "picoring_stream_create", picoring_last_error());
    copy.most = picoring_stream_capacity(copy.stream) / 3;
    may(io_uring_queue_init(2, &copy.uring, 0), "io_uring_queue_init");
    register_stream(&copy);
    run(&copy);
    io_uring_queue_exit(&copy.uring); /* before the memory goes */
    picoring_stream_destroy(copy.stream);
    fprintf(stderr, "%zu bytes by %u reads and %u writes, %u over the seam\n", copy.bytes,
            copy.reads, copy.writes, copy.over_the_seam);
    return 0;
}
