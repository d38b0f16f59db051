// SPDX-License-Identifier: MIT OR Apache-2.0
//
// waiting.cc: how a side of a channel waits: look, look again for a moment, let
// others run, sleep. sleeper.hh has the protocol that loses no wake-up.
//
// Spinning is for waits that are shorter than a sleep costs: while they are
// longer, it is cut down. How long a wait pauses before its first look is learned,
// too: who looks as soon as one element can be there gets one element at a time,
// and takes a line away from the other side for each.
//
// If each release woke all producers of a full channel, for one of them to win,
// they would do little else. So they first sleep patiently:
// half of the channel free wakes one, a quarter more the next. After `patience`
// any release wakes all, and who gets nothing then is patient again.
#include "core/channel.hh"

#include "core/numbers.hh"

namespace picoring {

namespace {

constexpr int64_t default_spin = 20'000; // a few times what sleeping and waking cost
constexpr int64_t soon = 50'000;         // a wait that is worth spinning for next time
constexpr int64_t dense = 1'000;         // for each element that a wait has got
constexpr uint32_t most_in_vain = 5;
constexpr uint32_t least_pauses = 3; // shorter than the fastest answer takes
constexpr uint32_t most_pauses = 30; // more
constexpr size_t enough = 128; // elements for one wait
constexpr int64_t patience = 200'000;
constexpr int looks_between_yields = 16;

bool take_interrupt(const Waiter &waiter)
{
    return PICORING_LOAD_RELAXED(&waiter.interrupted) && PICORING_EXCHANGE(&waiter.interrupted, 0u);
}

int look(const Waiter &waiter) { return waiter.look(waiter.who, waiter.n); }

// Nanoseconds.
int64_t spin_of(const Channel &channel, const Sleeper &sleeper)
{
    if (channel.options.spin != 0) return channel.options.spin;
    uint32_t in_vain = PICORING_LOAD_RELAXED(&sleeper.in_vain);
    return in_vain < most_in_vain ? default_spin >> in_vain : 0;
}

uint64_t moves(const Waiter &waiter) { return PICORING_LOAD_RELAXED(waiter.moves(waiter.who)); }

// Looks whenever something has moved since `seen`, for a moment; then lets others
// run. PICORING_EAGAIN if that did not help.
int watch(const Waiter &waiter, uint64_t seen)
{
    for (int i = 0; i < looks_between_yields; ++i) {
        platform::relax();
        uint64_t now = moves(waiter);
        if (now == seen) continue;
        int code = look(waiter);
        if (code != PICORING_EAGAIN) return code;
        seen = now;
    }
    platform::yield();
    return PICORING_EAGAIN;
}

int look_and_watch(const Waiter &waiter)
{
    uint64_t seen = moves(waiter); // before the look: what moves in between is seen
    int code = look(waiter);
    return code == PICORING_EAGAIN ? watch(waiter, seen) : code;
}

int spin(const Waiter &waiter, int64_t start, int64_t deadline)
{
    int64_t most = spin_of(waiter.channel, waiter.sleeper);
    int64_t end = most < INT64_MAX - start ? start + most : INT64_MAX;
    if (deadline >= 0 && deadline < end) end = deadline;
    int code = PICORING_EAGAIN;
    while (code == PICORING_EAGAIN && !PICORING_LOAD_RELAXED(&waiter.interrupted) &&
           platform::now() < end)
        code = look_and_watch(waiter);
    return code;
}

int sleep(const Waiter &waiter, bool for_any, int64_t deadline)
{
    Sleeper &sleeper = waiter.sleeper;
    uint32_t seen = for_any ? announce_any(sleeper)
                            : announce_until(sleeper, waiter.wanted(waiter.who, waiter.n));
    int code = look(waiter);
    if (code == PICORING_EAGAIN) {
        bool stay = PICORING_LOAD_ACQUIRE(&waiter.interrupted) == 0;
        code = stay ? platform::park(&sleeper.wakes, seen, deadline) : PICORING_OK;
    }
    if (!sleeper.shared) take_back(sleeper);
    return code;
}

int sleep_patiently(const Waiter &waiter, int64_t deadline)
{
    Sleeper &sleeper = waiter.sleeper;
    int64_t end = platform::now() + patience;
    PICORING_FETCH_ADD(&sleeper.parked, 1u);
    int slept = sleep(waiter, false, deadline >= 0 && deadline < end ? deadline : end);
    // The next one, if this one leaves more room than it takes.
    if (PICORING_FETCH_ADD(&sleeper.parked, uint32_t(-1)) > 1)
        announce_again(sleeper, waiter.channel.capacity / 4);
    return slept;
}

int sleep_until(const Waiter &waiter, int64_t deadline)
{
    for (bool patient = waiter.sleeper.shared;;) {
        int slept = patient ? sleep_patiently(waiter, deadline)
                            : sleep(waiter, waiter.sleeper.shared, deadline);
        int code = look(waiter);
        if (code != PICORING_EAGAIN) return code;
        if (take_interrupt(waiter)) return PICORING_EINTR;
        bool impatient = patient && slept == PICORING_ETIMEDOUT;
        if (!impatient && slept != PICORING_OK && slept != PICORING_EAGAIN) return slept;
        patient = waiter.sleeper.shared && !impatient;
    }
}

// Would a longer look have helped? Where much was there after a sleep, a short one
// might: waking takes longer than the other side needs for an element.
void learn(const Waiter &waiter, int64_t waited)
{
    uint32_t &in_vain = waiter.sleeper.in_vain;
    uint32_t before = PICORING_LOAD_RELAXED(&in_vain);
    bool many = waited / dense < static_cast<int64_t>(waiter.granted(waiter.who));
    uint32_t most = many ? most_in_vain - 1 : most_in_vain;
    uint32_t now = waited < soon ? 0 : before < most ? before + 1 : most;
    if (now != before) PICORING_STORE_RELAXED(&in_vain, now);
}

// Who was closed under a wait by another thread gets nothing any more.
int look_at(void *who, size_t n)
{
    Side &side = *static_cast<Side *>(who);
    uint32_t own = side.writes ? writer_closed : reader_closed;
    if (PICORING_LOAD_ACQUIRE(&side.channel->closed) & own)
        return side.writes ? PICORING_EPIPE : PICORING_EEND;
    return status(side, side.writes ? PICORING_VERB_CLAIM : PICORING_VERB_POP_N, n);
}

uint64_t wanted_by(void *who, size_t n)
{
    const picoring_cursor &cursor = static_cast<Side *>(who)->cursor;
    return cursor.position + n - cursor.slack;
}

uint64_t granted_to(void *who)
{
    return picoring_cursor_granted_(&static_cast<Side *>(who)->cursor);
}

const uint64_t *moves_of(void *who)
{
    const Side &side = *static_cast<Side *>(who);
    const Channel &channel = *side.channel;
    bool scans = channel.ahead && side.cursor.other == channel.source; // not a closed reader
    return scans ? channel.ahead(channel) : side.cursor.other;
}

void leave_side(void *who) { leave(*static_cast<Side *>(who)); }

Waiter waiter_of(Side &side, size_t n)
{
    Channel &channel = *side.channel;
    return {channel,
            side.sleeper,
            side.sleeper.interrupted,
            side.users,
            leave_side,
            look_at,
            &side,
            n,
            wanted_by,
            granted_to,
            moves_of};
}

int check(const Channel &channel, const char *verb, size_t n, uint32_t clock)
{
    if (n == 0) return refused(PICORING_EINVAL, channel, verb, "0 elements");
    if (clock > PICORING_CLOCK_ABSOLUTE)
        return refused(PICORING_EINVAL, channel, verb, "no clock has the number ", size_t{clock});
    return PICORING_OK;
}

// Saturates: 292 years are as good as for ever.
int64_t deadline_of(int64_t start, int64_t timeout, uint32_t clock)
{
    if (timeout < 0) return -1;
    if (clock == PICORING_CLOCK_ABSOLUTE) return timeout;
    return timeout > INT64_MAX - start ? -1 : start + timeout;
}

int wait_long(const Waiter &waiter, int64_t timeout, uint32_t clock)
{
    if (!waiter.sleeper.shared) PICORING_STORE_RELAXED(&waiter.sleeper.armed, 0u);
    int64_t start = platform::now(), deadline = deadline_of(start, timeout, clock);
    if (deadline >= 0 && start >= deadline) return PICORING_ETIMEDOUT;
    int code = spin(waiter, start, deadline);
    if (code == PICORING_EAGAIN) code = sleep_until(waiter, deadline);
    learn(waiter, platform::now() - start);
    return code;
}

// The other side is mostly at work: no clock, and nothing that waits for the line
// that was just published.
int wait_briefly(const Waiter &waiter, int64_t timeout)
{
    bool spins = timeout != 0 && spin_of(waiter.channel, waiter.sleeper) > 0;
    int code = spins ? look_and_watch(waiter) : look(waiter);
    return code == PICORING_EAGAIN && take_interrupt(waiter) ? PICORING_EINTR : code;
}

// A first look has found `granted` elements, 0 if too few. It comes later next time
// as long as that brings more of them, up to a quarter of the channel; of who waits
// for an answer, a later look brings no more.
void learn_pauses(Sleeper &sleeper, uint64_t granted, size_t capacity)
{
    uint64_t some = smaller(capacity / 4, enough);
    bool more = granted > sleeper.most_granted, fewer = granted < sleeper.most_granted / 2;
    if (granted == 0)
        sleeper.pauses = 0;
    else if (more && granted < some && sleeper.pauses < most_pauses)
        ++sleeper.pauses;
    else if ((fewer || granted > 2 * some) && sleeper.pauses > 0)
        --sleeper.pauses;
    if (granted != 0 && (more || fewer)) sleeper.most_granted = granted;
}

// The first look, after some pauses: at once it would take the other side's line
// away just when it is written.
bool look_first(Side &side, size_t n)
{
    Channel &channel = *side.channel;
    uint32_t pauses = least_pauses + side.sleeper.pauses;
    for (uint32_t i = 0; i < pauses; ++i) platform::relax();
    if (channel.scan && side.cursor.other == channel.source) channel.scan(channel);
    uint64_t granted = picoring_cursor_known_(&side.cursor);
    learn_pauses(side.sleeper, granted < n ? 0 : granted, channel.capacity);
    return granted >= n;
}

} // namespace

int wait(const Waiter &waiter, const char *verb, int64_t timeout, uint32_t clock)
{
    if (int code = check(waiter.channel, verb, waiter.n, clock)) return code;
    int code = wait_briefly(waiter, timeout);
    bool held = code == PICORING_EAGAIN;
    if (held) {
        PICORING_FETCH_ADD(&waiter.users, 1u);
        code = wait_long(waiter, timeout, clock);
    }
    bool silent = code == PICORING_OK || code == PICORING_EEND;
    if (!silent) refused(code, waiter.channel, verb, picoring_strerror(code));
    if (held) waiter.leave(waiter.who);
    return code;
}

int wait(Side &side, size_t n, const char *verb, int64_t timeout, uint32_t clock)
{
    bool spins = timeout != 0 && spin_of(*side.channel, side.sleeper) > 0;
    if (spins && n != 0 && clock <= PICORING_CLOCK_ABSOLUTE && look_first(side, n))
        return PICORING_OK;
    return wait(waiter_of(side, n), verb, timeout, clock);
}

int event_of(Side &side, const char *verb, intptr_t *out_event)
{
    Sleeper &sleeper = side.sleeper;
    if (PICORING_LOAD_ACQUIRE(&sleeper.event.handle) == -1) {
        Failure failure = {};
        platform::Event made;
        if (!platform::make_event(made, failure))
            return refused(failure.code, *side.channel, verb, failure.step, ": ",
                           OsError{failure.os_error});
        sleeper.event.signaller = made.signaller;
        // Before or after a close: one of the two sees the other.
        PICORING_EXCHANGE(&sleeper.event.handle, made.handle);
        if (PICORING_FETCH_OR(&side.channel->closed, 0u)) platform::signal_event(made);
    }
    *out_event = PICORING_LOAD_ACQUIRE(&sleeper.event.handle);
    return PICORING_OK;
}

int arm(Side &side, const char *verb, size_t n)
{
    if (int code = check(*side.channel, verb, n, PICORING_CLOCK_RELATIVE)) return code;
    intptr_t event;
    if (int code = event_of(side, verb, &event)) return code;
    disarm(side);
    Waiter waiter = waiter_of(side, n);
    PICORING_EXCHANGE(&side.sleeper.armed, 1u);
    announce_until(side.sleeper, wanted_by(&side, n));
    int code = look(waiter);
    if (code == PICORING_EAGAIN) return 0;
    disarm(side);
    return code == PICORING_OK || code == PICORING_EPIPE || code == PICORING_EEND ? 1 : code;
}

void disarm(Side &side)
{
    Sleeper &sleeper = side.sleeper;
    take_back(sleeper);
    PICORING_EXCHANGE(&sleeper.armed, 0);
    if (PICORING_LOAD_ACQUIRE(&sleeper.event.handle) == -1) return;
    platform::reset_event(sleeper.event);
    // Closed is ready for ever, unless a claim is still open.
    if (PICORING_FETCH_OR(&side.channel->closed, 0u) && look_at(&side, 1) != PICORING_EAGAIN)
        platform::signal_event(sleeper.event);
}

} // namespace picoring
