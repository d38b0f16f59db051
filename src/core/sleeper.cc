// SPDX-License-Identifier: MIT OR Apache-2.0
#include "core/sleeper.hh"

namespace picoring {

namespace {

constexpr uint32_t asleep = Sleeper::until | Sleeper::any;
constexpr uint32_t none_in_a_row = 4;  // end of `lately`
constexpr int64_t drained = 1'000'000; // nanoseconds: more than a store ever stays unseen

// The system does not make fences any more, for instance in a sandbox that the
// program has entered since. From now on publications make their own; one that is
// made just now has not seen that, but will be seen soon.
void do_without(Sleeper &sleeper)
{
    PICORING_FETCH_OR(&sleeper.sleeping, uint32_t{Sleeper::fenced});
    uint32_t nobody = 0;
    for (int64_t end = platform::now() + drained; platform::now() < end;)
        (void)platform::park(&nobody, 0, end);
}

uint32_t announce(Sleeper &sleeper, uint32_t bit)
{
    uint32_t seen = PICORING_LOAD_ACQUIRE(&sleeper.wakes);
    // One of several might trust in the bit before the other's fence is made.
    if (!sleeper.shared) bit |= Sleeper::lately;
    // A full fence here; the publisher's is either its own or made for it.
    uint32_t before = PICORING_FETCH_OR(&sleeper.sleeping, bit);
    bool fence = !(before & (Sleeper::fenced | Sleeper::lately));
    if (fence && !platform::fence_all()) do_without(sleeper);
    return seen;
}

// `now`: the publication found a sleeper.
void recall(Sleeper &sleeper, bool now)
{
    uint32_t before = PICORING_LOAD_RELAXED(&sleeper.found_none);
    uint32_t none = now || before >= none_in_a_row ? 0 : before + 1;
    if (none != before) PICORING_STORE_RELAXED(&sleeper.found_none, none);
    if (none == none_in_a_row) PICORING_FETCH_AND(&sleeper.sleeping, ~uint32_t{Sleeper::lately});
}

void wake_one(Sleeper &sleeper)
{
    constexpr uint32_t bit = Sleeper::until;
    if (!(PICORING_FETCH_AND(&sleeper.sleeping, ~bit) & bit)) return;
    PICORING_FETCH_ADD(&sleeper.wakes, 1);
    platform::unpark_one(&sleeper.wakes);
}

} // namespace

void make_sleeper(Sleeper &sleeper, bool shared)
{
    sleeper.sleeping = platform::can_fence_all() ? 0 : Sleeper::fenced;
    sleeper.event = {-1, -1};
    sleeper.shared = shared;
}

void unmake_sleeper(Sleeper &sleeper)
{
    if (sleeper.event.handle != -1) platform::close_event(sleeper.event);
}

uint32_t announce_until(Sleeper &sleeper, uint64_t wanted)
{
    PICORING_STORE_RELAXED(&sleeper.wanted, wanted);
    return announce(sleeper, Sleeper::until);
}

uint32_t announce_any(Sleeper &sleeper) { return announce(sleeper, Sleeper::any); }

void announce_again(Sleeper &sleeper, uint64_t more)
{
    PICORING_FETCH_ADD(&sleeper.wanted, more);
    PICORING_FETCH_OR(&sleeper.sleeping, uint32_t{Sleeper::until});
}

void take_back(Sleeper &sleeper) { PICORING_FETCH_AND(&sleeper.sleeping, ~asleep); }

void wake_for(Sleeper &sleeper, const uint64_t *position)
{
    // A read-modify-write is a full fence: the publication comes before it.
    uint32_t sleeping = PICORING_FETCH_OR(&sleeper.sleeping, 0);
    if (sleeping & Sleeper::lately) recall(sleeper, sleeping & asleep);
    bool reached = sleeping & Sleeper::until &&
                   PICORING_LOAD_RELAXED(&sleeper.wanted) <= PICORING_LOAD_ACQUIRE(position);
    if (sleeping & Sleeper::any || (reached && !sleeper.shared))
        wake(sleeper);
    else if (reached)
        wake_one(sleeper);
}

void wake(Sleeper &sleeper)
{
    if (!(PICORING_FETCH_AND(&sleeper.sleeping, ~asleep) & asleep)) return;
    PICORING_FETCH_ADD(&sleeper.wakes, 1);
    bool armed = PICORING_EXCHANGE(&sleeper.armed, 0);
    if (armed) platform::signal_event(sleeper.event);
    if (!armed || sleeper.shared) platform::unpark(&sleeper.wakes);
}

void interrupt(Sleeper &sleeper, uint32_t &interrupted)
{
    PICORING_EXCHANGE(&interrupted, 1);
    PICORING_FETCH_ADD(&sleeper.wakes, 1);
    platform::unpark(&sleeper.wakes);
}

} // namespace picoring
