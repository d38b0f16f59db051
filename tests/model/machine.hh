// SPDX-License-Identifier: MIT OR Apache-2.0
//
// machine.hh: what the checker runs on: threads with store buffers, words, the
// clock, events.
#pragma once

#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <ucontext.h>
#include <vector>

namespace checker {

struct Store {
    void *place;
    size_t size;
    uint64_t value;
    bool release;
    const char *where;
};

enum class State { ready, parked, polling, watching, ended };

struct Thread {
    const char *name;
    std::function<void()> body;
    State state;
    std::vector<Store> buffer;
    uint64_t history;   // a hash of all it has read, and how often it ran
    uint64_t sleeps_on; // a word, an event, or a thread
    int64_t deadline;
    int result; // of the sleep
    int slept;  // how often
    bool started;
    jmp_buf context;
    ucontext_t start;
    alignas(64) char stack[64 << 10];
};

constexpr size_t most_threads = 5, most_events = 4;
extern Thread threads[most_threads];
extern size_t thread_count;
extern Thread *self; // NULL: before or after the threads run
extern int64_t clock_now;
extern int events[most_events]; // -1: none, or closed
extern uint64_t words_hash;     // of all stores since the start
extern bool more_are_shared;    // a word was used by one more thread than known

uint64_t mix(uint64_t a, uint64_t b);
// The running thread has read this.
void note(uint64_t value);
// A step, for the trace of a failure.
void log(const char *thread, const char *where, uint64_t before, uint64_t after);
[[noreturn]] void give_up(const char *what);

// Before a step of the running thread: others may run.
void let_others();
// The same, and its stores are done then.
void fence();
void drain(Thread &thread, size_t entry);
void flush(Thread &thread);
// Any of so many.
size_t choose(size_t count);
// Those that sleep so go on: all, or any one.
void wake(State state, uint64_t sleeps_on, bool all);
// A new execution.
void reset_machine();

} // namespace checker
