/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_waiting.c: waits of both channels: time-outs, wake-ups, interrupts,
 * signals, handles that go away under a wait, events; how many system calls it
 * takes, and what happens when those fail. Linked with the test build of the
 * library, whose counts tell when a thread goes to sleep.
 */
#include "check.h"
#include "faults.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#ifdef __linux__
#include <sys/epoll.h>
#endif

enum { SPSC, MPSC, KINDS, CAPACITY = 4 };
enum { READER, WRITER, SIDES };

static const int64_t millisecond = 1000000;

/* Either channel, of ints; an mpsc has a second producer. */
typedef struct channel {
    int kind;
    picoring_spsc *spsc;
    picoring_spsc_writer *writer;
    picoring_spsc_reader *reader;
    picoring_mpsc *mpsc;
    picoring_mpsc_producer *producer, *other;
    picoring_mpsc_reader *mpsc_reader;
} channel;

static channel channel_with(int kind, int64_t spin)
{
    channel made;
    memset(&made, 0, sizeof made);
    made.kind = kind;
    picoring_options memory = PICORING_OPTIONS_INIT;
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    memory.exact = 1;
    options.memory = &memory;
    options.spin = spin;
    if (kind == SPSC) {
        assert_code(PICORING_OK, picoring_spsc_create(CAPACITY, sizeof(int), &options, &made.spsc));
        assert_code(PICORING_OK, picoring_spsc_writer_open(made.spsc, &made.writer));
        assert_code(PICORING_OK, picoring_spsc_reader_open(made.spsc, &made.reader));
    } else {
        assert_code(PICORING_OK, picoring_mpsc_create(CAPACITY, sizeof(int), &options, &made.mpsc));
        assert_code(PICORING_OK, picoring_mpsc_producer_open(made.mpsc, &made.producer));
        assert_code(PICORING_OK, picoring_mpsc_producer_open(made.mpsc, &made.other));
        assert_code(PICORING_OK, picoring_mpsc_reader_open(made.mpsc, &made.mpsc_reader));
    }
    return made;
}

static void destroy_side_of(channel *c, int side)
{
    if (side == WRITER) {
        picoring_spsc_writer_destroy(c->writer), c->writer = NULL;
        picoring_mpsc_producer_destroy(c->producer), c->producer = NULL;
    } else {
        picoring_spsc_reader_destroy(c->reader), c->reader = NULL;
        picoring_mpsc_reader_destroy(c->mpsc_reader), c->mpsc_reader = NULL;
    }
}

static void end_channel(channel *c)
{
    destroy_side_of(c, WRITER);
    destroy_side_of(c, READER);
    picoring_mpsc_producer_destroy(c->other);
    picoring_spsc_destroy(c->spsc);
    picoring_mpsc_destroy(c->mpsc);
}

static int push(const channel *c, int value)
{
    return c->kind == SPSC ? picoring_spsc_push(c->writer, &value) : picoring_mpsc_push(c->producer, &value);
}

static int pop(const channel *c)
{
    int value = 0;
    return c->kind == SPSC ? picoring_spsc_pop(c->reader, &value) : picoring_mpsc_pop(c->mpsc_reader, &value);
}

static int wait_on(const channel *c, int side, size_t n, int64_t timeout, uint32_t clock)
{
    if (side == WRITER)
        return c->kind == SPSC ? picoring_spsc_wait_writable(c->writer, n, timeout, clock)
                               : picoring_mpsc_wait_writable(c->producer, n, timeout, clock);
    return c->kind == SPSC ? picoring_spsc_wait_readable(c->reader, n, timeout, clock)
                           : picoring_mpsc_wait_readable(c->mpsc_reader, n, timeout, clock);
}

static int interrupt_side(const channel *c, int side)
{
    if (side == WRITER)
        return c->kind == SPSC ? picoring_spsc_writer_interrupt(c->writer)
                               : picoring_mpsc_producer_interrupt(c->producer);
    return c->kind == SPSC ? picoring_spsc_reader_interrupt(c->reader)
                           : picoring_mpsc_reader_interrupt(c->mpsc_reader);
}

static int close_side_of(const channel *c, int side)
{
    if (side == WRITER)
        return c->kind == SPSC ? picoring_spsc_writer_close(c->writer) : picoring_mpsc_close(c->producer);
    return c->kind == SPSC ? picoring_spsc_reader_close(c->reader)
                           : picoring_mpsc_reader_close(c->mpsc_reader);
}

/* The other side's step that this side waits for. */
static void let_go(const channel *c, int side)
{
    assert_code(PICORING_OK, side == READER ? push(c, 1) : pop(c));
}

/* Nothing goes on this side: empty, or full. */
static void block_side(const channel *c, int side)
{
    if (side == WRITER)
        while (push(c, 1) == PICORING_OK) {
        }
    else
        while (pop(c) == PICORING_OK) {
        }
}

static int closed_code(int side) { return side == WRITER ? PICORING_EPIPE : PICORING_EEND; }

static int sleeps(void) { return picoring_faults_count(PICORING_CALL_FUTEX_WAIT); }
static int wakes(void) { return picoring_faults_count(PICORING_CALL_FUTEX_WAKE); }

static void until_sleeps_exceed(int before)
{
    while (sleeps() <= before) sched_yield();
}

/* ---- A thread that waits ---- */

typedef struct task {
    channel *c;
    int side;
    size_t n;
    int64_t timeout;
    uint32_t clock;
    int result;
    int done;
    pthread_t thread;
} task;

static void *run_task(void *argument)
{
    task *t = (task *)argument;
    t->result = wait_on(t->c, t->side, t->n, t->timeout, t->clock);
    __atomic_store_n(&t->done, 1, __ATOMIC_RELEASE);
    return NULL;
}

static void start_task(task *t, channel *c, int side, size_t n)
{
    memset(t, 0, sizeof *t);
    t->c = c, t->side = side, t->n = n, t->timeout = PICORING_FOREVER;
    assert_int_equal(pthread_create(&t->thread, NULL, run_task, t), 0);
}

static int end_task(task *t)
{
    assert_int_equal(pthread_join(t->thread, NULL), 0);
    return t->result;
}

static int without_faults(void **state)
{
    (void)state;
    picoring_faults_reset();
    return 0;
}

#define waiting_test(name) cmocka_unit_test_setup_teardown(name, without_faults, without_faults)

#define each_kind_and_side(kind, side) \
    for (int kind = SPSC; kind < KINDS; ++kind) \
        for (int side = READER; side < SIDES; ++side)

/* ---- Time-outs ---- */

static void a_time_out_of_nothing_or_of_the_past_ends_at_once(void **state)
{
    (void)state;
    each_kind_and_side(kind, side)
    {
        channel c = channel_with(kind, 0);
        block_side(&c, side);
        int before = sleeps();
        assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, 1, 0, PICORING_CLOCK_RELATIVE));
        assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, 1, 0, PICORING_CLOCK_ABSOLUTE));
        assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, 1, 1, PICORING_CLOCK_ABSOLUTE));
        assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, 1, picoring_now() - 1, PICORING_CLOCK_ABSOLUTE));
        assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, CAPACITY, 0, PICORING_CLOCK_RELATIVE));
        assert_int_equal(sleeps(), before);
        assert_code(PICORING_EAGAIN, side == READER ? pop(&c) : push(&c, 1));
        let_go(&c, side); /* what is ready is ready, however late */
        assert_code(PICORING_OK, wait_on(&c, side, 1, 0, PICORING_CLOCK_RELATIVE));
        assert_code(PICORING_OK, wait_on(&c, side, 1, 1, PICORING_CLOCK_ABSOLUTE));
        end_channel(&c);
    }
}

static void a_time_out_is_not_over_before_its_time(void **state)
{
    (void)state;
    each_kind_and_side(kind, side)
    {
        for (int64_t spin = -1; spin <= 100000; spin = spin < 0 ? 0 : spin == 0 ? 100000 : 100001) {
            channel c = channel_with(kind, spin);
            block_side(&c, side);
            for (int64_t time = 1; time <= 4 * millisecond; time *= 8) {
                int64_t start = picoring_now();
                assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, 1, time, PICORING_CLOCK_RELATIVE));
                assert_true(picoring_now() - start >= time);
                start = picoring_now();
                assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, 1, start + time, PICORING_CLOCK_ABSOLUTE));
                assert_true(picoring_now() - start >= time);
            }
            end_channel(&c);
        }
    }
}

static void negative_and_huge_time_outs_wait_for_the_other_side(void **state)
{
    (void)state;
    static const int64_t times[] = {PICORING_FOREVER, -2, INT64_MIN, INT64_MAX, INT64_MAX - 1, INT64_MAX / 2};
    each_kind_and_side(kind, side)
    {
        for (size_t i = 0; i < COUNT_OF(times); ++i) {
            for (uint32_t clock = 0; clock < 2; ++clock) {
                channel c = channel_with(kind, -1);
                block_side(&c, side);
                task t;
                int before = sleeps();
                memset(&t, 0, sizeof t);
                t.c = &c, t.side = side, t.n = 1, t.timeout = times[i], t.clock = clock;
                assert_int_equal(pthread_create(&t.thread, NULL, run_task, &t), 0);
                until_sleeps_exceed(before);
                let_go(&c, side);
                assert_code(PICORING_OK, end_task(&t));
                end_channel(&c);
            }
        }
    }
}

/* The clock of the system does neither; but nothing may hang if it did. */
static void a_clock_that_jumps_ends_no_wait_wrongly(void **state)
{
    (void)state;
    static const int64_t hour = 3600 * (int64_t)1000000000;
    each_kind_and_side(kind, side)
    {
        for (int back = 0; back < 2; ++back) {
            channel c = channel_with(kind, back ? INT64_MAX : -1);
            block_side(&c, side);
            int64_t soon = picoring_now() + hour;
            int before = sleeps();
            task t;
            start_task(&t, &c, side, 1);
            if (!back) until_sleeps_exceed(before);
            if (!back) picoring_faults_clock(hour);
            for (int64_t jump = -hour; sleeps() <= before; jump -= hour) { /* it would look for ever */
                picoring_faults_clock(jump);
                sched_yield();
            }
            assert_int_equal(__atomic_load_n(&t.done, __ATOMIC_ACQUIRE), 0);
            block_side(&c, !side); /* all there is: producers may be patient for long now */
            assert_code(PICORING_OK, end_task(&t));
            block_side(&c, side);
            if (!back) assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, 1, soon, PICORING_CLOCK_ABSOLUTE));
            picoring_faults_clock(0);
            assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, 1, millisecond, 0));
            end_channel(&c);
        }
    }
}

static void senseless_waits_are_refused(void **state)
{
    (void)state;
    each_kind_and_side(kind, side)
    {
        channel c = channel_with(kind, 0);
        const char *name = kind == SPSC ? "picoring_spsc_" : "picoring_mpsc_";
        for (int ready = 0; ready < 2; ++ready) {
            assert_code(PICORING_EINVAL, wait_on(&c, side, 0, 0, 0));
            assert_sentence_has(name);
            assert_code(PICORING_EINVAL, wait_on(&c, side, 1, 0, 2));
            assert_sentence_has(name);
            assert_code(PICORING_EINVAL, wait_on(&c, side, 1, 0, UINT32_MAX));
            assert_code(PICORING_ERANGE, wait_on(&c, side, CAPACITY + 1, PICORING_FOREVER, 0));
            assert_sentence_has(name);
            assert_code(PICORING_ERANGE, wait_on(&c, side, SIZE_MAX, PICORING_FOREVER, 0));
            assert_code(PICORING_OK, push(&c, 1));
        }
        end_channel(&c);
    }
}

/* error.h: a time that is over is news, and leaves it alone. */
static void every_wait_that_fails_leaves_a_sentence(void **state)
{
    (void)state;
    each_kind_and_side(kind, side)
    {
        channel c = channel_with(kind, 0);
        block_side(&c, side);
        assert_code(PICORING_EFAULT, picoring_spsc_reader_close(NULL));
        assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, 1, 0, 0));
        assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, 1, 1000, 0));
        assert_sentence_has("picoring_spsc_reader_close");
        assert_code(PICORING_OK, interrupt_side(&c, side));
        assert_code(PICORING_EINTR, wait_on(&c, side, 1, 0, 0));
        assert_sentence_has("_wait_");
        if (side == WRITER) {
            assert_code(PICORING_EFAULT, picoring_spsc_reader_close(NULL));
            assert_code(PICORING_OK, close_side_of(&c, WRITER));
            assert_code(PICORING_EPIPE, wait_on(&c, side, 1, 0, 0));
            assert_sentence_has("closed");
        }
        end_channel(&c);
    }
}

/* ---- Wake-ups ---- */

enum { BY_STEP, BY_CLOSE, BY_OWN_CLOSE, BY_DESTROY, BY_OWN_DESTROY, BY_INTERRUPT, WAYS };

static int wake_by(channel *c, int side, int way, int *wanted)
{
    *wanted = closed_code(side);
    switch (way) {
    case BY_STEP: *wanted = PICORING_OK; return let_go(c, side), 1;
    case BY_CLOSE: return close_side_of(c, !side) == PICORING_OK;
    case BY_OWN_CLOSE: /* from any thread: an mpsc's producers */
        return c->kind == MPSC && side == WRITER && picoring_mpsc_close(c->other) == PICORING_OK;
    case BY_DESTROY:
        if (c->kind == MPSC && side == READER) { /* the last writer that goes */
            picoring_mpsc_producer_destroy(c->other), c->other = NULL;
            picoring_mpsc_destroy(c->mpsc), c->mpsc = NULL;
        }
        return destroy_side_of(c, !side), 1;
    case BY_OWN_DESTROY: return destroy_side_of(c, side), 1;
    default: *wanted = PICORING_EINTR; return interrupt_side(c, side) == PICORING_OK;
    }
}

static void every_way(int64_t spin)
{
    each_kind_and_side(kind, side)
    {
        for (int way = 0; way < WAYS; ++way) {
            if (way == BY_OWN_CLOSE && !(kind == MPSC && side == WRITER)) continue;
            for (int repeat = 0; repeat < 20; ++repeat) {
                channel c = channel_with(kind, spin), kept;
                task t;
                int wanted = 0, before = sleeps();
                block_side(&c, side);
                kept = c; /* the thread's own copy of the handles */
                start_task(&t, &kept, side, 1);
                until_sleeps_exceed(before); /* so it is in the wait */
                assert_true(wake_by(&c, side, way, &wanted));
                assert_code(wanted, end_task(&t));
                end_channel(&c);
            }
        }
    }
}

static void a_sleeper_is_woken_by_every_way_to_end_its_wait(void **state)
{
    (void)state;
    every_way(-1);
    every_way(0);
}

static void all_handles_may_go_while_a_thread_waits(void **state)
{
    (void)state;
    each_kind_and_side(kind, side)
    {
        for (int order = 0; order < 2; ++order) {
            channel c = channel_with(kind, -1), kept;
            task t;
            int before = sleeps();
            block_side(&c, side);
            kept = c;
            start_task(&t, &kept, side, 1);
            until_sleeps_exceed(before);
            if (order) destroy_side_of(&c, side); /* or, in end_channel, the writer first */
            end_channel(&c);
            assert_code(closed_code(side), end_task(&t)); /* the waiter frees the channel */
        }
    }
}

static void an_interrupt_before_the_wait_counts_for_the_next_one(void **state)
{
    (void)state;
    each_kind_and_side(kind, side)
    {
        channel c = channel_with(kind, 0);
        block_side(&c, side);
        for (int i = 0; i < 3; ++i) {
            for (int times = 0; times <= i; ++times) assert_code(PICORING_OK, interrupt_side(&c, side));
            assert_code(PICORING_EINTR, wait_on(&c, side, 1, PICORING_FOREVER, 0));
            assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, 1, 1000, 0)); /* once */
        }
        assert_code(PICORING_OK, interrupt_side(&c, side));
        assert_code(PICORING_EINTR, wait_on(&c, side, 1, 0, 0));
        end_channel(&c);
    }
}

typedef struct interrupter {
    channel c; /* its own copy of the handles */
    int side;
    int code;
} interrupter;

static void *interrupt_once(void *argument)
{
    interrupter *i = (interrupter *)argument;
    i->code = interrupt_side(&i->c, i->side);
    return NULL;
}

static void whom_an_interrupt_wakes_may_destroy_all(void **state)
{
    (void)state;
    each_kind_and_side(kind, side)
    {
        for (size_t repeat = 0; repeat < scaled(500); ++repeat) {
            interrupter i = {channel_with(kind, -1), side, -1};
            channel c = i.c;
            pthread_t thread;
            block_side(&c, side);
            assert_int_equal(pthread_create(&thread, NULL, interrupt_once, &i), 0);
            assert_code(PICORING_EINTR, wait_on(&c, side, 1, PICORING_FOREVER, 0));
            end_channel(&c); /* while it may still be about to wake */
            assert_int_equal(pthread_join(thread, NULL), 0);
            assert_code(PICORING_OK, i.code);
        }
    }
}

static void an_interrupt_is_for_one_side_and_one_producer(void **state)
{
    (void)state;
    channel c = channel_with(MPSC, -1);
    block_side(&c, WRITER);
    channel as_other = c;
    as_other.producer = c.other;
    task t[2];
    int before = sleeps();
    start_task(&t[0], &c, WRITER, 1);
    start_task(&t[1], &as_other, WRITER, 2);
    until_sleeps_exceed(before + 1);
    assert_code(PICORING_OK, picoring_mpsc_producer_interrupt(c.producer));
    assert_code(PICORING_EINTR, end_task(&t[0]));
    assert_int_equal(__atomic_load_n(&t[1].done, __ATOMIC_ACQUIRE), 0);
    let_go(&c, WRITER);
    let_go(&c, WRITER);
    assert_code(PICORING_OK, end_task(&t[1]));
    end_channel(&c);
}

#ifdef _WIN32
NOT_HERE(a_signal_ends_a_wait, NO_SIGNALS)
NOT_HERE(a_signal_that_restarts_calls_ends_no_wait_without_time_out, NO_SIGNALS)
NOT_HERE(a_wait_whose_own_side_has_ended_gets_nothing, NO_SIGNALS)
#else
static void on_signal(int number) { (void)number; }

static void a_signal_ends_a_wait(void **state)
{
    (void)state;
    if (!SIGNALS_END_WAITS) SKIP_BECAUSE("a wait on a condition variable is not ended by a signal");
    struct sigaction action, old;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal; /* and no SA_RESTART */
    assert_int_equal(sigaction(SIGUSR1, &action, &old), 0);
    each_kind_and_side(kind, side)
    {
        for (int repeat = 0; repeat < 10; ++repeat) {
            channel c = channel_with(kind, repeat % 2 ? -1 : 0);
            block_side(&c, side);
            task t;
            int before = sleeps();
            start_task(&t, &c, side, 1);
            until_sleeps_exceed(before);
            while (!__atomic_load_n(&t.done, __ATOMIC_ACQUIRE)) { /* one may come before it sleeps */
                assert_int_equal(pthread_kill(t.thread, SIGUSR1), 0);
                sched_yield();
            }
            assert_code(PICORING_EINTR, end_task(&t));
            let_go(&c, side); /* and it all goes on */
            assert_code(PICORING_OK, wait_on(&c, side, 1, 0, 0));
            end_channel(&c);
        }
    }
    assert_int_equal(sigaction(SIGUSR1, &old, NULL), 0);
}

static int signals_handled;

static void count_signal(int number)
{
    (void)number;
    __atomic_fetch_add(&signals_handled, 1, __ATOMIC_RELAXED);
}

static void a_signal_that_restarts_calls_ends_no_wait_without_time_out(void **state)
{
    (void)state;
    if (UNDER_TSAN) SKIP_BECAUSE("ThreadSanitizer calls no handler while a thread is in futex(2)");
    struct sigaction action, old;
    memset(&action, 0, sizeof action);
    action.sa_handler = count_signal;
    action.sa_flags = SA_RESTART;
    assert_int_equal(sigaction(SIGUSR1, &action, &old), 0);
    for (int kind = SPSC; kind < KINDS; ++kind) {
        channel c = channel_with(kind, -1);
        task t;
        int before = sleeps();
        start_task(&t, &c, READER, 1);
        until_sleeps_exceed(before);
        for (int i = 0; i < 5; ++i) {
            int handled = __atomic_load_n(&signals_handled, __ATOMIC_RELAXED);
            assert_int_equal(pthread_kill(t.thread, SIGUSR1), 0);
            while (__atomic_load_n(&signals_handled, __ATOMIC_RELAXED) == handled) sched_yield();
        }
        assert_int_equal(__atomic_load_n(&t.done, __ATOMIC_ACQUIRE), 0);
        let_go(&c, READER);
        assert_code(PICORING_OK, end_task(&t));
        end_channel(&c);
    }
    assert_int_equal(sigaction(SIGUSR1, &old, NULL), 0);
}

/* Not even what comes while it has not been woken yet: that wake-up fails here. */
static void a_wait_whose_own_side_has_ended_gets_nothing(void **state)
{
    (void)state;
    if (!SIGNALS_END_WAITS) SKIP_BECAUSE("a wait on a condition variable is not ended by a signal");
    struct sigaction action, old;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    assert_int_equal(sigaction(SIGUSR1, &action, &old), 0);
    each_kind_and_side(kind, side)
    {
        channel c = channel_with(kind, -1), kept;
        let_go(&c, READER); /* the writer knows that there is more room */
        block_side(&c, READER);
        block_side(&c, side);
        kept = c;
        task t;
        int before = sleeps();
        start_task(&t, &kept, side, 1);
        until_sleeps_exceed(before);
        picoring_faults_fail(PICORING_CALL_FUTEX_WAKE, 0, EINVAL);
        destroy_side_of(&c, side);
        let_go(&c, side); /* still granted */
        while (!__atomic_load_n(&t.done, __ATOMIC_ACQUIRE)) {
            (void)pthread_kill(t.thread, SIGUSR1);
            sched_yield();
        }
        assert_code(closed_code(side), end_task(&t));
        picoring_faults_reset();
        end_channel(&c);
    }
    assert_int_equal(sigaction(SIGUSR1, &old, NULL), 0);
}
#endif

static void a_wait_for_several_ends_when_they_are_there(void **state)
{
    (void)state;
    each_kind_and_side(kind, side)
    {
        for (size_t n = 1; n <= CAPACITY; ++n) {
            channel c = channel_with(kind, -1);
            block_side(&c, side);
            task t;
            int before = sleeps(), before_wakes = wakes();
            start_task(&t, &c, side, n);
            until_sleeps_exceed(before);
            for (size_t i = 1; i < n; ++i) {
                let_go(&c, side);
                assert_int_equal(__atomic_load_n(&t.done, __ATOMIC_ACQUIRE), 0);
            }
            if (kind == SPSC) assert_int_equal(wakes(), before_wakes); /* none in vain */
            let_go(&c, side);
            assert_code(PICORING_OK, end_task(&t));
            assert_code(PICORING_OK, wait_on(&c, side, n, 0, 0));
            assert_code(n == CAPACITY ? PICORING_ERANGE : PICORING_ETIMEDOUT, wait_on(&c, side, n + 1, 0, 0));
            end_channel(&c);
        }
    }
}

static void a_reader_behind_an_open_claim_is_woken_when_it_is_settled(void **state)
{
    (void)state;
    for (int fate = 0; fate < 5; ++fate) {
        channel c = channel_with(MPSC, -1);
        int *place = (int *)picoring_mpsc_claim(c.other, 2);
        assert_non_null(place);
        place[0] = place[1] = 5;
        assert_code(PICORING_OK, push(&c, 6));
        if (fate >= 3) assert_code(PICORING_OK, picoring_mpsc_close(c.producer));
        if (fate >= 3) assert_code(PICORING_ETIMEDOUT, wait_on(&c, READER, 1, 1000, 0));
        task t;
        int before = sleeps();
        start_task(&t, &c, READER, 1);
        until_sleeps_exceed(before);
        assert_int_equal(__atomic_load_n(&t.done, __ATOMIC_ACQUIRE), 0);
        if (fate == 0 || fate == 3) assert_code(PICORING_OK, picoring_mpsc_commit(c.other, 2));
        if (fate == 1 || fate == 4) assert_code(PICORING_OK, picoring_mpsc_abort(c.other));
        if (fate == 2) picoring_mpsc_producer_destroy(c.other), c.other = NULL;
        assert_code(PICORING_OK, end_task(&t));
        assert_int_equal(picoring_mpsc_len(c.mpsc_reader), fate % 3 == 0 ? 3 : 1);
        end_channel(&c);
    }
    channel c = channel_with(MPSC, -1); /* and the end comes with the last of them */
    assert_non_null(picoring_mpsc_claim(c.other, 1));
    assert_code(PICORING_OK, picoring_mpsc_close(c.producer));
    task t;
    int before = sleeps();
    start_task(&t, &c, READER, 1);
    until_sleeps_exceed(before);
    assert_code(PICORING_OK, picoring_mpsc_abort(c.other));
    assert_code(PICORING_EEND, end_task(&t));
    end_channel(&c);
}

/* It waits for more than will ever come in one run. */
static void a_reader_is_woken_when_an_abort_has_cut_the_run(void **state)
{
    (void)state;
    for (int abort_first = 0; abort_first < 2; ++abort_first) {
        for (size_t kept = 0; kept < 2; ++kept) { /* or only the rest of a claim is aborted */
            channel c = channel_with(MPSC, -1);
            int *first = (int *)picoring_mpsc_claim(c.producer, 1);
            int *second = (int *)picoring_mpsc_claim(c.other, 1 + kept);
            assert_non_null(first);
            assert_non_null(second);
            first[0] = second[0] = 7;
            if (abort_first) assert_code(PICORING_OK, picoring_mpsc_commit(c.other, kept));
            task t;
            int before = sleeps(), before_wakes = wakes();
            start_task(&t, &c, READER, 3 + kept);
            until_sleeps_exceed(before);
            if (!abort_first) {
                assert_code(PICORING_OK, picoring_mpsc_commit(c.other, kept));
                until_sleeps_exceed(before + 1); /* it has looked, behind the open claim */
            }
            assert_int_equal(__atomic_load_n(&t.done, __ATOMIC_ACQUIRE), 0);
            assert_code(PICORING_OK, picoring_mpsc_commit(c.producer, 1));
            assert_int_equal(wakes(), before_wakes + 2 - abort_first);
            assert_code(PICORING_ERANGE, end_task(&t));
            assert_int_equal(picoring_mpsc_len(c.mpsc_reader), 1 + kept);
            /* Once all is settled, a wait for several is woken for several again. */
            while (pop(&c) == PICORING_OK) {
            }
            before = sleeps(), before_wakes = wakes();
            start_task(&t, &c, READER, 2);
            until_sleeps_exceed(before);
            assert_code(PICORING_OK, push(&c, 1));
            assert_int_equal(wakes(), before_wakes);
            assert_code(PICORING_OK, push(&c, 2));
            assert_code(PICORING_OK, end_task(&t));
            end_channel(&c);
        }
    }
}

static void *claim_and_end(void *argument)
{
    channel *c = (channel *)argument;
    return c->kind == SPSC ? picoring_spsc_claim(c->writer, 2) : picoring_mpsc_claim(c->other, 2);
}

/* An spsc's claim holds nothing up; an mpsc's until its handle goes. */
static void a_claim_of_a_thread_that_has_ended_goes_with_the_handle(void **state)
{
    (void)state;
    for (int kind = SPSC; kind < KINDS; ++kind) {
        channel c = channel_with(kind, -1);
        pthread_t thread;
        void *place = NULL;
        assert_int_equal(pthread_create(&thread, NULL, claim_and_end, &c), 0);
        assert_int_equal(pthread_join(thread, &place), 0);
        assert_non_null(place);
        for (int i = kind == SPSC ? 0 : 2; i < CAPACITY; ++i) assert_code(PICORING_OK, push(&c, i));
        assert_code(PICORING_EAGAIN, push(&c, 9));
        if (kind == MPSC) {
            task t;
            int before = sleeps();
            assert_code(PICORING_ETIMEDOUT, wait_on(&c, READER, 1, 1000, 0));
            until_sleeps_exceed(before);
            before = sleeps();
            start_task(&t, &c, READER, 2);
            until_sleeps_exceed(before);
            picoring_mpsc_producer_destroy(c.other), c.other = NULL;
            assert_code(PICORING_OK, end_task(&t));
        }
        for (int i = kind == SPSC ? 0 : 2; i < CAPACITY; ++i) {
            int value = -1;
            assert_code(PICORING_OK, kind == SPSC ? picoring_spsc_pop(c.reader, &value)
                                                  : picoring_mpsc_pop(c.mpsc_reader, &value));
            assert_int_equal(value, i);
        }
        assert_code(PICORING_EAGAIN, pop(&c));
        end_channel(&c);
    }
}

static void skipped_aborts_make_room_for_who_waits(void **state)
{
    (void)state;
    channel c = channel_with(MPSC, -1);
    assert_non_null(picoring_mpsc_claim(c.other, CAPACITY));
    task t;
    int before = sleeps();
    start_task(&t, &c, WRITER, CAPACITY);
    until_sleeps_exceed(before);
    assert_code(PICORING_OK, picoring_mpsc_abort(c.other));
    assert_code(PICORING_EAGAIN, pop(&c)); /* the look skips */
    assert_code(PICORING_OK, end_task(&t));
    end_channel(&c);
}

/* In a child, which an alarm ends if the wait does not. */
static void wait_with_an_endless_spin(void *argument)
{
    const int *which = (const int *)argument;
#ifndef _WIN32
    alarm(3);
#endif
    channel c;
    memset(&c, 0, sizeof c);
    c.kind = SPSC;
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    options.spin = INT64_MAX;
    CHILD_CODE(PICORING_OK, picoring_spsc_create(4, sizeof(int), &options, &c.spsc));
    CHILD_CODE(PICORING_OK, picoring_spsc_writer_open(c.spsc, &c.writer));
    CHILD_CODE(PICORING_OK, picoring_spsc_reader_open(c.spsc, &c.reader));
    if (*which == 0) CHILD_CODE(PICORING_ETIMEDOUT, wait_on(&c, READER, 1, millisecond, 0));
    if (*which == 0) CHILD_CODE(PICORING_ETIMEDOUT, wait_on(&c, READER, 1, picoring_now() + millisecond, 1));
    if (*which == 0) return;
    task t;
    memset(&t, 0, sizeof t);
    t.c = &c, t.n = 1, t.timeout = PICORING_FOREVER;
    CHILD_CHECK(pthread_create(&t.thread, NULL, run_task, &t) == 0);
    for (int i = 0; i < 1000; ++i) sched_yield();
    CHILD_CODE(PICORING_OK, picoring_spsc_reader_interrupt(c.reader));
    CHILD_CHECK(pthread_join(t.thread, NULL) == 0);
    CHILD_CODE(PICORING_EINTR, t.result);
}

/* However patiently they sleep: nobody takes it, and the reader does no more. */
static void room_for_one_ends_the_waits_of_all_producers(void **state)
{
    (void)state;
    channel c = channel_with(MPSC, -1), with_other = c;
    with_other.producer = c.other;
    block_side(&c, WRITER);
    task one, other;
    int before = sleeps();
    start_task(&one, &c, WRITER, 1);
    start_task(&other, &with_other, WRITER, 1);
    until_sleeps_exceed(before + 1);
    assert_code(PICORING_OK, pop(&c));
    assert_code(PICORING_OK, end_task(&one));
    assert_code(PICORING_OK, end_task(&other));
    end_channel(&c);
}

static void a_long_spin_ends_with_the_time_and_with_an_interrupt(void **state)
{
    (void)state;
    for (int which = 0; which < 2; ++which)
        assert_int_equal(apart(wait_with_an_endless_spin, &which), 0);
}

/* ---- Events ---- */

static int event_of_side(const channel *c, int side, intptr_t *event)
{
    if (side == WRITER) return picoring_spsc_writer_event(c->writer, event);
    return c->kind == SPSC ? picoring_spsc_reader_event(c->reader, event)
                           : picoring_mpsc_reader_event(c->mpsc_reader, event);
}

static int arm_side(const channel *c, int side, size_t n)
{
    if (side == WRITER) return picoring_spsc_writer_arm(c->writer, n);
    return c->kind == SPSC ? picoring_spsc_reader_arm(c->reader, n) : picoring_mpsc_reader_arm(c->mpsc_reader, n);
}

static int disarm_side(const channel *c, int side)
{
    if (side == WRITER) return picoring_spsc_writer_disarm(c->writer);
    return c->kind == SPSC ? picoring_spsc_reader_disarm(c->reader)
                           : picoring_mpsc_reader_disarm(c->mpsc_reader);
}

#define each_kind_and_side_with_event(kind, side) \
    each_kind_and_side(kind, side) if (kind == SPSC || side == READER)

static int is_signalled(intptr_t event)
{
    struct pollfd polled = {(int)event, POLLIN, 0};
    return poll(&polled, 1, 0);
}

static void an_armed_event_is_signalled_once(void **state)
{
    (void)state;
    each_kind_and_side_with_event(kind, side)
    {
        channel c = channel_with(kind, 0);
        intptr_t event = -1, again = -2;
        block_side(&c, side);
        assert_code(PICORING_OK, event_of_side(&c, side, &event));
        assert_code(PICORING_OK, event_of_side(&c, side, &again));
        assert_int_equal(event, again);
        assert_int_equal(fcntl((int)event, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
        assert_int_equal(is_signalled(event), 0);
        int before_wakes = wakes();
        let_go(&c, side); /* not armed: no signal */
        assert_int_equal(is_signalled(event), 0);
        assert_code(1, arm_side(&c, side, 1)); /* ready, and not armed */
        assert_int_equal(is_signalled(event), 0);
        let_go(&c, side);
        assert_int_equal(is_signalled(event), 0);
        block_side(&c, side);
        assert_code(0, arm_side(&c, side, 1));
        assert_int_equal(is_signalled(event), 0);
        let_go(&c, side);
        assert_int_equal(is_signalled(event), 1);
        block_side(&c, side);
        assert_int_equal(is_signalled(event), 1); /* stays until it is taken back */
        assert_code(0, arm_side(&c, side, 1));
        assert_int_equal(is_signalled(event), 0);
        let_go(&c, side);
        assert_int_equal(is_signalled(event), 1);
        assert_code(PICORING_OK, disarm_side(&c, side));
        assert_int_equal(is_signalled(event), 0);
        block_side(&c, side);
        assert_code(0, arm_side(&c, side, 1));
        assert_code(PICORING_OK, disarm_side(&c, side));
        assert_code(PICORING_OK, disarm_side(&c, side));
        let_go(&c, side);
        assert_int_equal(is_signalled(event), 0);
        assert_int_equal(wakes(), before_wakes); /* nobody sleeps */
        assert_code(PICORING_EINVAL, arm_side(&c, side, 0));
        assert_code(PICORING_ERANGE, arm_side(&c, side, CAPACITY + 1));
        end_channel(&c);
        assert_int_equal(fcntl((int)event, F_GETFD), -1); /* closed with the channel */
    }
}

static void a_wait_takes_an_arm_back_if_it_sleeps(void **state)
{
    (void)state;
    each_kind_and_side_with_event(kind, side)
    {
        channel c = channel_with(kind, -1);
        intptr_t event = -1;
        block_side(&c, side);
        assert_code(PICORING_OK, event_of_side(&c, side, &event));
        assert_code(0, arm_side(&c, side, 1));
        assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, 1, 0, PICORING_CLOCK_RELATIVE));
        assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, 1, 1, PICORING_CLOCK_ABSOLUTE));
        let_go(&c, side); /* they did not */
        assert_int_equal(is_signalled(event), 1);
        block_side(&c, side);
        assert_code(0, arm_side(&c, side, 1));
        task t;
        int before = sleeps(), before_wakes = wakes();
        start_task(&t, &c, side, 1);
        until_sleeps_exceed(before);
        let_go(&c, side);
        assert_int_equal(wakes(), before_wakes + 1); /* and not the event */
        assert_code(PICORING_OK, end_task(&t));
        assert_int_equal(is_signalled(event), 0);
        end_channel(&c);
    }
}

/* Not by what is there already, though the channel has closed. */
static void an_event_for_several_waits_for_an_open_claim(void **state)
{
    (void)state;
    channel c = channel_with(MPSC, -1);
    intptr_t event = -1;
    assert_code(PICORING_OK, push(&c, 1));
    assert_non_null(picoring_mpsc_claim(c.other, 1));
    assert_code(PICORING_OK, picoring_mpsc_close(c.producer));
    assert_code(PICORING_OK, event_of_side(&c, READER, &event));
    assert_code(0, arm_side(&c, READER, 2));
    assert_int_equal(is_signalled(event), 0);
    assert_code(PICORING_OK, picoring_mpsc_commit(c.other, 1));
    assert_int_equal(is_signalled(event), 1);
    assert_code(1, arm_side(&c, READER, 2));
    end_channel(&c);
}

static void an_event_for_several_comes_when_they_are_there(void **state)
{
    (void)state;
    each_kind_and_side_with_event(kind, side)
    {
        for (size_t n = 1; n <= CAPACITY; ++n) {
            channel c = channel_with(kind, 0);
            intptr_t event = -1;
            block_side(&c, side);
            assert_code(0, arm_side(&c, side, n)); /* makes the event */
            assert_code(PICORING_OK, event_of_side(&c, side, &event));
            for (size_t i = 1; i < n; ++i) {
                let_go(&c, side);
                assert_int_equal(is_signalled(event), 0);
            }
            let_go(&c, side);
            assert_int_equal(is_signalled(event), 1);
            assert_code(1, arm_side(&c, side, n));
            end_channel(&c);
        }
    }
}

static void a_closed_channel_is_ready_for_ever(void **state)
{
    (void)state;
    each_kind_and_side_with_event(kind, side)
    {
        for (int closer = 0; closer < 2; ++closer) {
            for (int when = 0; when < 3; ++when) { /* made before, armed before, made after */
                channel c = channel_with(kind, 0);
                intptr_t event = -1;
                block_side(&c, side);
                if (when < 2) assert_code(PICORING_OK, event_of_side(&c, side, &event));
                if (when == 1) assert_code(0, arm_side(&c, side, 1));
                assert_code(PICORING_OK, close_side_of(&c, closer));
                if (when == 2) assert_code(PICORING_OK, event_of_side(&c, side, &event));
                for (int i = 0; i < 3; ++i) {
                    assert_int_equal(is_signalled(event), 1);
                    assert_code(1, arm_side(&c, side, 1));
                    assert_int_equal(is_signalled(event), 1);
                    assert_code(PICORING_OK, disarm_side(&c, side));
                }
                end_channel(&c);
            }
        }
    }
}

typedef struct race {
    channel *c;
    int started;
} race;

static void *close_at_once(void *argument)
{
    race *r = (race *)argument;
    __atomic_store_n(&r->started, 1, __ATOMIC_RELEASE);
    return close_side_of(r->c, WRITER) == PICORING_OK ? NULL : argument;
}

static void an_event_made_amid_a_close_is_ready_too(void **state)
{
    (void)state;
    for (size_t i = 0; i < scaled(2000); ++i) {
        channel c = channel_with((int)(i % 2), 0);
        race r = {&c, 0};
        pthread_t thread;
        void *failed = NULL;
        intptr_t event = -1;
        assert_int_equal(pthread_create(&thread, NULL, close_at_once, &r), 0);
        while (!__atomic_load_n(&r.started, __ATOMIC_ACQUIRE)) {
        }
        assert_code(PICORING_OK, event_of_side(&c, READER, &event));
        assert_code(PICORING_OK, disarm_side(&c, READER));
        assert_int_equal(pthread_join(thread, &failed), 0);
        assert_null(failed);
        assert_int_equal(is_signalled(event), 1);
        end_channel(&c);
    }
}

typedef struct stream_task {
    channel *c;
    int total;
    int failed;
} stream_task;

static void *write_numbers(void *argument)
{
    stream_task *t = (stream_task *)argument;
    for (int i = 0; i < t->total && !t->failed;) {
        int code = push(t->c, i);
        if (code == PICORING_OK) ++i;
        else if (code != PICORING_EAGAIN || wait_on(t->c, WRITER, 1, PICORING_FOREVER, 0) != PICORING_OK)
            t->failed = 1;
        if (i % 7 == 3) sched_yield();
    }
    t->failed |= close_side_of(t->c, WRITER) != PICORING_OK;
    return NULL;
}

/* A loop of one event: epoll where there is one. */
#ifdef __linux__
static int loop_of(intptr_t event, int edge_triggered)
{
    int loop = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event wanted;
    memset(&wanted, 0, sizeof wanted);
    wanted.events = EPOLLIN | (edge_triggered ? EPOLLET : 0);
    assert_int_equal(epoll_ctl(loop, EPOLL_CTL_ADD, (int)event, &wanted), 0);
    return loop;
}

static void turn(int loop)
{
    struct epoll_event got;
    int events;
    while ((events = epoll_wait(loop, &got, 1, -1)) < 0 && errno == EINTR) {
    }
    assert_int_equal(events, 1);
}

static void end_loop(int loop) { close(loop); }
#else
static int loop_of(intptr_t event, int edge_triggered)
{
    (void)edge_triggered;
    return (int)event;
}

static void turn(int loop)
{
    struct pollfd polled = {loop, POLLIN, 0};
    assert_int_equal(poll(&polled, 1, -1), 1);
}

static void end_loop(int loop) { (void)loop; }
#endif

/* Drains, arms, and waits for the loop. */
static void a_loop_reads_all(int kind, int edge_triggered)
{
    channel c = channel_with(kind, -1);
    stream_task t = {&c, (int)scaled(20000), 0};
    intptr_t event = -1;
    assert_code(PICORING_OK, event_of_side(&c, READER, &event));
    int loop = loop_of(event, edge_triggered);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, write_numbers, &t), 0);
    int next = 0;
    for (;;) {
        int value = -1;
        int code = kind == SPSC ? picoring_spsc_pop(c.reader, &value) : picoring_mpsc_pop(c.mpsc_reader, &value);
        if (code == PICORING_OK) {
            assert_int_equal(value, next);
            ++next;
            continue;
        }
        if (code == PICORING_EEND) break;
        assert_code(PICORING_EAGAIN, code);
        int ready = arm_side(&c, READER, 1);
        assert_true(ready >= 0);
        if (ready == 0) turn(loop);
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(t.failed, 0);
    assert_int_equal(next, t.total);
    end_loop(loop);
    end_channel(&c);
}

static void loops_that_trigger_on_levels_and_on_edges_read_all(void **state)
{
    (void)state;
    for (int kind = SPSC; kind < KINDS; ++kind)
        for (int edge = 0; edge < 2; ++edge) a_loop_reads_all(kind, edge);
}

/* ---- System calls: how many ---- */

static void nobody_is_woken_while_nobody_sleeps(void **state)
{
    (void)state;
    for (int kind = SPSC; kind < KINDS; ++kind) {
        channel c = channel_with(kind, 0);
        int barriers = picoring_faults_count(PICORING_CALL_MEMBARRIER);
        for (int round = 0; round < 2; ++round) {
            int before_wakes = wakes(), before_sleeps = sleeps();
            for (int i = 0; i < 20000; ++i) {
                assert_code(PICORING_OK, push(&c, i));
                assert_code(PICORING_OK, wait_on(&c, READER, 1, PICORING_FOREVER, 0));
                assert_code(PICORING_OK, wait_on(&c, WRITER, 3, PICORING_FOREVER, 0));
                assert_code(PICORING_OK, pop(&c));
            }
            assert_int_equal(wakes(), before_wakes);
            assert_int_equal(sleeps(), before_sleeps);
            if (round == 0) assert_int_equal(picoring_faults_count(PICORING_CALL_MEMBARRIER), barriers);
            /* Nor after somebody has slept and gone. */
            assert_code(PICORING_ETIMEDOUT, wait_on(&c, READER, 1, millisecond, 0));
            block_side(&c, WRITER);
            assert_code(PICORING_ETIMEDOUT, wait_on(&c, WRITER, 1, millisecond, 0));
            assert_true(sleeps() >= before_sleeps + 2);
            block_side(&c, READER); /* an mpsc's producers are many: one more may be woken in vain */
        }
        end_channel(&c);
    }
}

typedef struct echo {
    channel *there, *back;
    int rounds, failed;
} echo;

static void *answer(void *argument)
{
    echo *e = (echo *)argument;
    for (int i = 0; i < e->rounds && !e->failed; ++i)
        e->failed = wait_on(e->there, READER, 1, PICORING_FOREVER, 0) != PICORING_OK ||
                    pop(e->there) != PICORING_OK || push(e->back, i) != PICORING_OK;
    return NULL;
}

static void ping_pong(int kind, int64_t spin, int rounds)
{
    channel there = channel_with(kind, spin), back = channel_with(kind, spin);
    echo e = {&there, &back, rounds, 0};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, answer, &e), 0);
    for (int i = 0; i < rounds; ++i) {
        assert_code(PICORING_OK, push(&there, i));
        assert_code(PICORING_OK, wait_on(&back, READER, 1, PICORING_FOREVER, 0));
        assert_code(PICORING_OK, pop(&back));
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(e.failed, 0);
    end_channel(&there);
    end_channel(&back);
}

static void threads_that_answer_one_another_miss_no_wake_up(void **state)
{
    (void)state;
    for (int kind = SPSC; kind < KINDS; ++kind) {
        ping_pong(kind, -1, (int)scaled(5000));
        ping_pong(kind, 0, (int)scaled(5000));
    }
}

/* Nobody sleeps, and yet publications call: the system has no fence for all. */
static int fences_itself(const channel *c)
{
    const void *side = c->kind == SPSC ? (const void *)c->writer : (const void *)c->mpsc_reader;
    return *((const picoring_cursor *)side)->sleeping != 0;
}

/* However much is published. And the fence is made once, while each publication
 * finds a sleeper; publications that find none end that. */
static void there_are_no_more_wakes_than_sleeps(void **state)
{
    (void)state;
    each_kind_and_side(kind, side)
    {
        channel c = channel_with(kind, -1);
        int fenced = fences_itself(&c);
        block_side(&c, side);
        int barriers = picoring_faults_count(PICORING_CALL_MEMBARRIER);
        for (int round = 0; round < 50; ++round) {
            task t;
            int before = sleeps(), before_wakes = wakes();
            start_task(&t, &c, side, 1);
            until_sleeps_exceed(before);
            for (int i = 0; i < 3; ++i) let_go(&c, side);
            assert_code(PICORING_OK, end_task(&t));
            int woken = wakes() - before_wakes;
            if (kind == MPSC && side == WRITER) /* patient: may find it by itself */
                assert_true(woken <= sleeps() - before);
            else
                assert_int_equal(woken, 1);
            block_side(&c, side);
        }
        if (kind == SPSC || side == READER)
            assert_int_equal(picoring_faults_count(PICORING_CALL_MEMBARRIER) - barriers, !fenced);
        for (int i = 0; i < 20; ++i) {
            let_go(&c, side);
            block_side(&c, side);
        }
        void *other = side == READER ? (void *)c.writer : (void *)c.reader;
        if (kind == SPSC && !fenced) assert_int_equal(*((picoring_cursor *)other)->sleeping, 0);
        end_channel(&c);
    }
}

/* ---- System calls that fail ---- */

static void without_membarrier_everything_works(void **state)
{
    (void)state;
    picoring_faults_fail(PICORING_CALL_MEMBARRIER, 0, ENOSYS);
    every_way(-1);
    for (int kind = SPSC; kind < KINDS; ++kind) {
        channel c = channel_with(kind, 0);
        /* Every publication calls, and makes the fence itself. */
        assert_true(fences_itself(&c));
        int before = wakes();
        for (int i = 0; i < 1000; ++i) {
            assert_code(PICORING_OK, push(&c, i));
            assert_code(PICORING_OK, pop(&c));
        }
        assert_int_equal(wakes(), before);
        end_channel(&c);
        ping_pong(kind, -1, (int)scaled(5000));
        a_loop_reads_all(kind, 1);
    }
}

#ifdef _WIN32
NOT_HERE(a_fence_that_has_no_memory_is_made_another_way, "FlushProcessWriteBuffers does not fail")
#else
static void a_fence_that_has_no_memory_is_made_another_way(void **state)
{
    (void)state;
    each_kind_and_side(kind, side)
    {
        channel c = channel_with(kind, -1);
        block_side(&c, side);
        int before = picoring_faults_count(PICORING_CALL_MEMBARRIER);
        if (before == 0) {
            end_channel(&c);
            SKIP_BECAUSE("this system has no membarrier: every publication makes a fence");
        }
        picoring_faults_fail(PICORING_CALL_MEMBARRIER, 1, ENOMEM);
        assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, 1, 1000, 0));
        assert_true(picoring_faults_count(PICORING_CALL_MEMBARRIER) >= before + 2);
        picoring_faults_reset();
        end_channel(&c);
    }
}
#endif

/* As in a sandbox that the program enters after it has made the channel. */
static void a_fence_that_is_refused_later_is_done_without(void **state)
{
    (void)state;
    each_kind_and_side(kind, side)
    {
        channel c = channel_with(kind, -1);
        block_side(&c, side);
        if (picoring_faults_count(PICORING_CALL_MEMBARRIER) == 0 || fences_itself(&c)) {
            end_channel(&c);
            SKIP_BECAUSE("this system has no fence for all threads: every publication makes its own");
        }
        picoring_faults_fail(PICORING_CALL_MEMBARRIER, 0, EPERM);
        assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, 1, 1000, 0));
        int asked = picoring_faults_count(PICORING_CALL_MEMBARRIER);
        for (int round = 0; round < 3; ++round) {
            task t;
            int before = sleeps();
            start_task(&t, &c, side, 1);
            until_sleeps_exceed(before);
            let_go(&c, side);
            assert_code(PICORING_OK, end_task(&t));
            block_side(&c, side);
        }
        assert_int_equal(picoring_faults_count(PICORING_CALL_MEMBARRIER), asked);
        picoring_faults_reset();
        end_channel(&c);
    }
}

static void an_event_that_cannot_be_made_is_told(void **state)
{
    (void)state;
    static const struct {
        int error, code;
    } cases[] =
#ifdef _WIN32
        {{ERROR_TOO_MANY_OPEN_FILES, PICORING_EMFILE}, {ERROR_NOT_ENOUGH_MEMORY, PICORING_ENOMEM},
         {ERROR_NO_SYSTEM_RESOURCES, PICORING_ENOMEM}, {ERROR_GEN_FAILURE, PICORING_EIO}};
#else
        {{EMFILE, PICORING_EMFILE}, {ENFILE, PICORING_EMFILE}, {ENOMEM, PICORING_ENOMEM}, {ENODEV, PICORING_EIO}};
#endif
    each_kind_and_side_with_event(kind, side)
    {
        for (size_t i = 0; i < COUNT_OF(cases); ++i) {
            channel c = channel_with(kind, 0);
            intptr_t event = 4711;
            block_side(&c, side);
            picoring_faults_fail(PICORING_CALL_EVENT, 0, cases[i].error);
            assert_code(cases[i].code, event_of_side(&c, side, &event));
            assert_sentence_has("_event: ");
            assert_sentence_has(text_of(cases[i].error));
            assert_int_equal(event, 4711);
            assert_code(cases[i].code, arm_side(&c, side, 1));
            assert_sentence_has("_arm: ");
            assert_sentence_has(text_of(cases[i].error));
            picoring_faults_reset();
            assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, 1, 1000, 0)); /* needs none */
            assert_code(0, arm_side(&c, side, 1)); /* a retry */
            assert_code(PICORING_OK, event_of_side(&c, side, &event));
            let_go(&c, side);
            assert_int_equal(is_signalled(event), 1);
            end_channel(&c);
        }
    }
}

static void a_wait_whose_call_fails_ends(void **state)
{
    (void)state;
    each_kind_and_side(kind, side)
    {
        channel c = channel_with(kind, -1);
        block_side(&c, side);
#ifndef _WIN32
        picoring_faults_fail(PICORING_CALL_FUTEX_WAIT, 1, EINTR);
        assert_code(PICORING_EINTR, wait_on(&c, side, 1, PICORING_FOREVER, 0));
#endif
        picoring_faults_fail(PICORING_CALL_FUTEX_WAIT, 1, EAGAIN); /* a wake-up in vain */
        assert_code(PICORING_ETIMEDOUT, wait_on(&c, side, 1, millisecond, 0));
        assert_true(sleeps() >= 2);
        picoring_faults_reset();
        end_channel(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        waiting_test(a_time_out_of_nothing_or_of_the_past_ends_at_once),
        waiting_test(a_time_out_is_not_over_before_its_time),
        waiting_test(negative_and_huge_time_outs_wait_for_the_other_side),
        waiting_test(a_clock_that_jumps_ends_no_wait_wrongly),
        waiting_test(senseless_waits_are_refused),
        waiting_test(every_wait_that_fails_leaves_a_sentence),
        waiting_test(a_sleeper_is_woken_by_every_way_to_end_its_wait),
        waiting_test(all_handles_may_go_while_a_thread_waits),
        waiting_test(an_interrupt_before_the_wait_counts_for_the_next_one),
        waiting_test(whom_an_interrupt_wakes_may_destroy_all),
        waiting_test(an_interrupt_is_for_one_side_and_one_producer),
        waiting_test(a_signal_ends_a_wait),
        waiting_test(a_signal_that_restarts_calls_ends_no_wait_without_time_out),
        waiting_test(a_wait_whose_own_side_has_ended_gets_nothing),
        waiting_test(a_wait_for_several_ends_when_they_are_there),
        waiting_test(a_reader_behind_an_open_claim_is_woken_when_it_is_settled),
        waiting_test(a_reader_is_woken_when_an_abort_has_cut_the_run),
        waiting_test(a_claim_of_a_thread_that_has_ended_goes_with_the_handle),
        waiting_test(skipped_aborts_make_room_for_who_waits),
        waiting_test(room_for_one_ends_the_waits_of_all_producers),
        waiting_test(a_long_spin_ends_with_the_time_and_with_an_interrupt),
        waiting_test(an_armed_event_is_signalled_once),
        waiting_test(a_wait_takes_an_arm_back_if_it_sleeps),
        waiting_test(an_event_for_several_waits_for_an_open_claim),
        waiting_test(an_event_for_several_comes_when_they_are_there),
        waiting_test(a_closed_channel_is_ready_for_ever),
        waiting_test(an_event_made_amid_a_close_is_ready_too),
        waiting_test(loops_that_trigger_on_levels_and_on_edges_read_all),
        waiting_test(nobody_is_woken_while_nobody_sleeps),
        waiting_test(threads_that_answer_one_another_miss_no_wake_up),
        waiting_test(there_are_no_more_wakes_than_sleeps),
        waiting_test(without_membarrier_everything_works),
        waiting_test(a_fence_that_has_no_memory_is_made_another_way),
        waiting_test(a_fence_that_is_refused_later_is_done_without),
        waiting_test(an_event_that_cannot_be_made_is_told),
        waiting_test(a_wait_whose_call_fails_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
