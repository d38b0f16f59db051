/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * libuv.c: a channel in a libuv loop. The thread of the loop reads what another
 * thread sends in bursts; uv_poll_t watches the reader's event, level-triggered.
 */
#include "must.h"

#include <picoring/spsc.h>

#include <pthread.h>
#include <uv.h>

/* The channel is 64 KiB, which no system rounds up: capacity is all of it. */
enum { capacity = 8192, longest_burst = 31, bursts = 600 * longest_burst };
enum { messages = bursts * (longest_burst + 1) / 2 };

/* uv_strerror allocates for a code that is no error. */
static void uv_must(int code, const char *what)
{
    must(code == 0, what, code ? uv_strerror(code) : "");
}

/* ---- The loop ---- */

struct receiver {
    picoring_spsc_reader *reader;
    uv_poll_t poll;
    uint64_t next; /* the message that has to come */
    unsigned woken;
};

/* Returns PICORING_EAGAIN, or PICORING_EEND when nothing will come any more. */
static int drain(struct receiver *receiver)
{
    size_t n;
    const uint64_t *block;
    while ((block = picoring_spsc_peek(receiver->reader, &n)) != NULL) {
        for (size_t i = 0; i < n; ++i)
            must(block[i] == receiver->next++, "libuv", "a message is not the next one");
        picoring_spsc_release(receiver->reader, n);
    }
    return picoring_spsc_peek_status(receiver->reader);
}

/* Until all is taken and the event armed for what comes next, or until the end. */
static void receive(struct receiver *receiver)
{
    int ready;
    do {
        if (drain(receiver) == PICORING_EEND) {
            /* The event of a closed channel stays readable. */
            uv_close((uv_handle_t *)&receiver->poll, NULL);
            return;
        }
        ready = picoring_spsc_reader_arm(receiver->reader, 1);
        must(ready >= 0, "picoring_spsc_reader_arm", picoring_last_error());
    } while (ready);
}

static void on_event(uv_poll_t *poll, int status, int events)
{
    struct receiver *receiver = poll->data;
    (void)events;
    uv_must(status, "uv_poll");
    ++receiver->woken;
    receive(receiver);
}

static void watch(uv_loop_t *loop, struct receiver *receiver)
{
    intptr_t event;
    int code = picoring_spsc_reader_event(receiver->reader, &event);
    must(code == 0, "picoring_spsc_reader_event", picoring_last_error());
    uv_must(uv_poll_init(loop, &receiver->poll, (int)event), "uv_poll_init");
    receiver->poll.data = receiver;
    uv_must(uv_poll_start(&receiver->poll, UV_READABLE, on_event), "uv_poll_start");
    receive(receiver); /* the first time, nothing is armed yet */
}

/* ---- The other thread ---- */

static void send_burst(picoring_spsc_writer *writer, uint64_t first, size_t n)
{
    uint64_t *block = picoring_spsc_claim(writer, n);
    must(block != NULL, "picoring_spsc_claim", "there is no room although all was free");
    for (size_t i = 0; i < n; ++i) block[i] = first + i;
    picoring_spsc_commit(writer, n);
}

static void *send_in_bursts(void *argument)
{
    picoring_spsc_writer *writer = argument;
    uint64_t sent = 0;
    for (size_t i = 0; i < bursts; ++i) {
        size_t n = i % longest_burst + 1;
        send_burst(writer, sent, n);
        sent += n;
        /* All is free again: the loop sleeps, or is about to. */
        picoring_spsc_wait_writable(writer, capacity, PICORING_FOREVER, PICORING_CLOCK_RELATIVE);
    }
    picoring_spsc_writer_destroy(writer); /* closes: the end of the stream */
    return NULL;
}

int main(void)
{
    picoring_spsc *channel;
    picoring_spsc_writer *writer;
    struct receiver receiver = {0};
    int code = picoring_spsc_create(capacity, sizeof(uint64_t), NULL, &channel);
    must(code == 0, "picoring_spsc_create", picoring_last_error());
    picoring_spsc_writer_open(channel, &writer);
    picoring_spsc_reader_open(channel, &receiver.reader);
    picoring_spsc_destroy(channel);

    uv_loop_t *loop = uv_default_loop();
    watch(loop, &receiver);
    pthread_t thread;
    must(pthread_create(&thread, NULL, send_in_bursts, writer) == 0, "pthread_create", "failed");
    must(uv_run(loop, UV_RUN_DEFAULT) == 0, "uv_run", "handles are left");
    pthread_join(thread, NULL);

    uv_must(uv_loop_close(loop), "uv_loop_close");
    picoring_spsc_reader_destroy(receiver.reader); /* and the event with it */
    must(receiver.next == messages, "libuv", "messages are missing");
    printf("libuv: %d messages in %d bursts, all in order, woken %u times\n", messages, bursts,
           receiver.woken);
    return 0;
}
