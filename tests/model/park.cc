// SPDX-License-Identifier: MIT OR Apache-2.0
//
// park.cc: clock, sleeps and events of the checker's machine.
#include "machine.hh"
#include "platform/platform.hh"

namespace picoring::platform {

using namespace checker;

namespace {

void wake_on(uint32_t *word, bool all)
{
    fence();
    if (self) note(1);
    checker::wake(State::parked, reinterpret_cast<uintptr_t>(word), all);
}

} // namespace

int64_t now()
{
    if (self) note(static_cast<uint64_t>(clock_now));
    return clock_now;
}

void yield() { let_others(); }

int park(uint32_t *word, uint32_t expected, int64_t deadline)
{
    fence();
    note(*word);
    if (*word != expected) return PICORING_OK;
    log(self->name, "sleeps", expected, expected);
    self->state = State::parked;
    self->sleeps_on = reinterpret_cast<uintptr_t>(word);
    self->deadline = deadline;
    ++self->slept;
    checker::wake(State::watching, static_cast<uint64_t>(self - threads), true);
    let_others();
    log(self->name, "wakes up", expected, *word);
    note(static_cast<uint64_t>(self->result));
    return self->result;
}

void unpark(uint32_t *word) { wake_on(word, true); }
void unpark_one(uint32_t *word) { wake_on(word, false); }

bool can_fence_all() { return true; }

// One thread after the other.
bool fence_all()
{
    fence();
    for (size_t id = 0; self && id < thread_count; ++id)
        if (!threads[id].buffer.empty()) let_others(), flush(threads[id]);
    if (self) note(1);
    return true;
}

bool make_event(Event &event, Failure &)
{
    event.handle = 0;
    while (events[event.handle] != -1) ++event.handle;
    events[event.handle] = 0;
    return true;
}

void signal_event(const Event &event)
{
    fence();
    if (self) note(1);
    if (events[event.handle] == -1) give_up("a closed event is signalled");
    events[event.handle] = 1;
    checker::wake(State::polling, static_cast<uint64_t>(event.handle), true);
}

void reset_event(const Event &event)
{
    fence();
    if (self) note(1);
    events[event.handle] = 0;
}

void close_event(const Event &event) { events[event.handle] = -1; }

} // namespace picoring::platform
