/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * epoll_edge.c: a channel in a loop of one's own around epoll(7), edge-triggered.
 * The thread of the loop reads what several threads send in bursts.
 */
#include "must.h"

#include <picoring/mpsc.h>

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

/* The channel is 64 KiB, which no system rounds up: capacity is all of it. */
enum { producers = 3, capacity = 4096, messages = 100000 };

struct message {
    uint64_t producer;
    uint64_t number; /* each producer counts its own */
};

/* ---- The loop ---- */

struct receiver {
    picoring_mpsc_reader *reader;
    uint64_t next[producers];
    unsigned woken;
};

/* Returns PICORING_EAGAIN, or PICORING_EEND when nothing will come any more. */
static int drain(struct receiver *receiver)
{
    size_t n;
    const struct message *block;
    while ((block = picoring_mpsc_peek(receiver->reader, &n)) != NULL) {
        for (size_t i = 0; i < n; ++i)
            must(block[i].number == receiver->next[block[i].producer]++, "epoll_edge",
                 "a message is not the next one of its producer");
        picoring_mpsc_release(receiver->reader, n);
    }
    return picoring_mpsc_peek_status(receiver->reader);
}

/* 1 if all is taken and the event armed for what comes next, 0 at the end. */
static int receive(struct receiver *receiver)
{
    int ready;
    do {
        if (drain(receiver) == PICORING_EEND) return 0;
        ready = picoring_mpsc_reader_arm(receiver->reader, 1);
        must(ready >= 0, "picoring_mpsc_reader_arm", picoring_last_error());
    } while (ready);
    return 1;
}

static void run(struct receiver *receiver)
{
    intptr_t event;
    int code = picoring_mpsc_reader_event(receiver->reader, &event);
    must(code == 0, "picoring_mpsc_reader_event", picoring_last_error());

    int loop = epoll_create1(EPOLL_CLOEXEC);
    must(loop >= 0, "epoll_create1", strerror(errno));
    struct epoll_event wanted = {.events = EPOLLIN | EPOLLET};
    must(epoll_ctl(loop, EPOLL_CTL_ADD, (int)event, &wanted) == 0, "epoll_ctl", strerror(errno));

    while (receive(receiver)) {
        struct epoll_event came;
        int n = epoll_wait(loop, &came, 1, -1);
        must(n == 1 || errno == EINTR, "epoll_wait", strerror(errno));
        ++receiver->woken;
    }
    close(loop);
}

/* ---- The other threads ---- */

struct sender {
    picoring_mpsc_producer *producer;
    uint64_t index;
};

static void *send_in_bursts(void *argument)
{
    struct sender *sender = argument;
    struct message message = {sender->index, 0};
    for (size_t burst = 1; message.number < messages; burst = burst % 64 + 1) {
        for (size_t i = 0; i < burst && message.number < messages; ++message.number, ++i)
            while (picoring_mpsc_push(sender->producer, &message) == PICORING_EAGAIN)
                picoring_mpsc_wait_writable(sender->producer, 1, PICORING_FOREVER,
                                            PICORING_CLOCK_RELATIVE);
        /* All is free again: the loop sleeps, or is about to. */
        picoring_mpsc_wait_writable(sender->producer, capacity, PICORING_FOREVER,
                                    PICORING_CLOCK_RELATIVE);
    }
    picoring_mpsc_producer_destroy(sender->producer); /* the last one closes */
    return NULL;
}

int main(void)
{
    picoring_mpsc *channel;
    struct receiver receiver = {0};
    struct sender senders[producers];
    pthread_t threads[producers];
    int code = picoring_mpsc_create(capacity, sizeof(struct message), NULL, &channel);
    must(code == 0, "picoring_mpsc_create", picoring_last_error());
    picoring_mpsc_reader_open(channel, &receiver.reader);
    for (unsigned i = 0; i < producers; ++i) {
        senders[i].index = i;
        code = picoring_mpsc_producer_open(channel, &senders[i].producer);
        must(code == 0, "picoring_mpsc_producer_open", picoring_last_error());
    }
    picoring_mpsc_destroy(channel); /* so that the last producer ends the stream */

    for (unsigned i = 0; i < producers; ++i)
        must(pthread_create(&threads[i], NULL, send_in_bursts, &senders[i]) == 0, "pthread_create",
             "failed");
    run(&receiver);
    for (unsigned i = 0; i < producers; ++i) pthread_join(threads[i], NULL);

    picoring_mpsc_reader_destroy(receiver.reader); /* and the event with it */
    for (unsigned i = 0; i < producers; ++i)
        must(receiver.next[i] == messages, "epoll_edge", "messages are missing");
    printf("epoll_edge: %d messages of %d producers in order, woken %u times\n",
           producers * messages, producers, receiver.woken);
    return 0;
}
