// SPDX-License-Identifier: MIT OR Apache-2.0
#include "core/sleeper.hh"

namespace picoring {

void make_sleeper(Sleeper &sleeper, bool shared)
{
    sleeper.sleeping = platform::can_fence_all() ? 0 : Sleeper::fenced;
    sleeper.event = -1;
    sleeper.shared = shared;
}

void unmake_sleeper(Sleeper &sleeper)
{
    if (sleeper.event != -1) platform::close_event(sleeper.event);
}

uint32_t announce(Sleeper &sleeper, uint64_t wanted)
{
    uint32_t seen = PICORING_LOAD_ACQUIRE(&sleeper.wakes);
    PICORING_STORE_RELAXED(&sleeper.wanted, wanted);
    // A full fence here; the publisher's is either its own or made for it.
    uint32_t before = PICORING_FETCH_OR(&sleeper.sleeping, Sleeper::asleep);
    if (!(before & Sleeper::fenced)) platform::fence_all();
    return seen;
}

void take_back(Sleeper &sleeper) { PICORING_FETCH_AND(&sleeper.sleeping, ~Sleeper::asleep); }

void wake_for(Sleeper &sleeper, uint64_t position)
{
    // A read-modify-write is a full fence: the publication comes before it.
    uint32_t sleeping = PICORING_FETCH_OR(&sleeper.sleeping, 0);
    if (!(sleeping & Sleeper::asleep)) return;
    if (PICORING_LOAD_RELAXED(&sleeper.wanted) > position) return;
    wake(sleeper);
}

void wake(Sleeper &sleeper)
{
    if (!(PICORING_FETCH_AND(&sleeper.sleeping, ~Sleeper::asleep) & Sleeper::asleep)) return;
    PICORING_FETCH_ADD(&sleeper.wakes, 1);
    bool armed = PICORING_EXCHANGE(&sleeper.armed, 0);
    if (armed) platform::signal_event(PICORING_LOAD_ACQUIRE(&sleeper.event));
    if (!armed || sleeper.shared) platform::unpark(&sleeper.wakes);
}

void interrupt(Sleeper &sleeper, uint32_t &interrupted)
{
    PICORING_EXCHANGE(&interrupted, 1);
    PICORING_FETCH_ADD(&sleeper.wakes, 1);
    platform::unpark(&sleeper.wakes);
}

} // namespace picoring
