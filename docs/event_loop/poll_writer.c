/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * poll_writer.c: the other direction. The thread of the loop, here around
 * poll(2), writes, and waits with everything else it watches until there is room;
 * another thread reads, blocking, and closes when it has enough.
 */
#include "must.h"

#include <picoring/spsc.h>

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>

/* The channel is 64 KiB, which no system rounds up: capacity is all of it. */
enum { capacity = 8192, batch = 64, rounds = 1000, enough = rounds * capacity };

/* ---- The loop ---- */

struct sender {
    picoring_spsc_writer *writer;
    uint64_t number;
    unsigned woken;
};

/* Returns PICORING_EAGAIN, or PICORING_EPIPE when nobody reads any more. */
static int fill(struct sender *sender)
{
    uint64_t *block;
    while ((block = picoring_spsc_claim(sender->writer, batch)) != NULL) {
        for (size_t i = 0; i < batch; ++i) block[i] = sender->number++;
        picoring_spsc_commit(sender->writer, batch);
    }
    return picoring_spsc_claim_status(sender->writer, batch);
}

/* 1 if all is full and the event armed for room for a batch, 0 at the end. */
static int fill_and_arm(struct sender *sender)
{
    int ready;
    do {
        if (fill(sender) == PICORING_EPIPE) return 0;
        ready = picoring_spsc_writer_arm(sender->writer, batch);
        must(ready >= 0, "picoring_spsc_writer_arm", picoring_last_error());
    } while (ready);
    return 1;
}

static void run(struct sender *sender)
{
    intptr_t event;
    int code = picoring_spsc_writer_event(sender->writer, &event);
    must(code == 0, "picoring_spsc_writer_event", picoring_last_error());
    while (fill_and_arm(sender)) {
        struct pollfd watched[] = {{(int)event, POLLIN, 0}}; /* readable: there is room */
        int n = poll(watched, 1, -1);
        must(n == 1 || errno == EINTR, "poll", strerror(errno));
        ++sender->woken;
    }
}

/* ---- The other thread ---- */

static void *read_enough(void *argument)
{
    picoring_spsc_reader *reader = argument;
    uint64_t next = 0, number;
    while (next < enough) {
        /* By turns as it comes, and when all is full: the loop sleeps, or is about to. */
        size_t n = next / capacity % 2 ? capacity : 1;
        picoring_spsc_wait_readable(reader, n, PICORING_FOREVER, PICORING_CLOCK_RELATIVE);
        for (size_t i = 0; i < n; ++i)
            must(picoring_spsc_pop(reader, &number) == 0 && number == next++, "poll_writer",
                 "a message is not the next one");
    }
    picoring_spsc_reader_destroy(reader); /* closes: the writer gets PICORING_EPIPE */
    return NULL;
}

int main(void)
{
    picoring_spsc *channel;
    picoring_spsc_reader *reader;
    struct sender sender = {0};
    int code = picoring_spsc_create(capacity, sizeof(uint64_t), NULL, &channel);
    must(code == 0, "picoring_spsc_create", picoring_last_error());
    picoring_spsc_writer_open(channel, &sender.writer);
    picoring_spsc_reader_open(channel, &reader);
    picoring_spsc_destroy(channel);

    pthread_t thread;
    must(pthread_create(&thread, NULL, read_enough, reader) == 0, "pthread_create", "failed");
    run(&sender);
    pthread_join(thread, NULL);

    must(sender.number >= enough, "poll_writer", "the channel ended too early");
    picoring_spsc_writer_destroy(sender.writer); /* and the event with it */
    printf("poll_writer: %d messages in order, woken %u times\n", enough, sender.woken);
    return 0;
}
