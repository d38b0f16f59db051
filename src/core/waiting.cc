// SPDX-License-Identifier: MIT OR Apache-2.0
//
// waiting.cc: how a side of a channel waits: look, look again for a moment, let
// others run, sleep. sleeper.hh has the protocol that loses no wake-up.
#include "core/channel.hh"

namespace picoring {

namespace {

constexpr int64_t default_spin = 4000;
constexpr int looks_between_yields = 16;

struct Waiting {
    Side &side;
    uint32_t verb; // claim or pop_n: what is waited for
    size_t n;
    int64_t deadline; // of platform::now(), negative for ever

    int look() const { return status(side, verb, n); }
    bool over(int64_t now) const { return deadline >= 0 && now >= deadline; }
    // What the other side has to have published.
    uint64_t wanted() const
    {
        const picoring_cursor &cursor = side.cursor;
        return cursor.position + n - cursor.slack;
    }
};

bool interrupted(Side &side)
{
    return PICORING_LOAD_RELAXED(&side.sleeper.interrupted) &&
           PICORING_EXCHANGE(&side.sleeper.interrupted, 0);
}

bool closed_under(const Side &side)
{
    uint32_t own = side.writes ? writer_closed : reader_closed;
    return PICORING_LOAD_ACQUIRE(&side.channel->closed) & own;
}

// PICORING_EAGAIN if looking did not help.
int spin(const Waiting &waiting, int64_t start)
{
    int64_t most = waiting.side.channel->options.spin;
    if (most == 0) most = default_spin;
    while (platform::now() - start < most) {
        for (int i = 0; i < looks_between_yields; ++i) {
            platform::relax();
            int code = waiting.look();
            if (code != PICORING_EAGAIN) return code;
        }
        platform::yield();
    }
    return PICORING_EAGAIN;
}

int sleep(const Waiting &waiting)
{
    Sleeper &sleeper = waiting.side.sleeper;
    uint32_t seen = announce(sleeper, waiting.wanted());
    int code = waiting.look();
    if (code == PICORING_EAGAIN && PICORING_LOAD_ACQUIRE(&sleeper.interrupted) == 0)
        code = platform::park(&sleeper.wakes, seen, waiting.deadline);
    else if (code == PICORING_EAGAIN)
        code = PICORING_OK;
    if (!sleeper.shared) take_back(sleeper);
    return code;
}

int sleep_until(const Waiting &waiting)
{
    for (;;) {
        int slept = sleep(waiting);
        if (closed_under(waiting.side)) return waiting.side.writes ? PICORING_EPIPE : PICORING_EEND;
        int code = waiting.look();
        if (code != PICORING_EAGAIN) return code;
        if (interrupted(waiting.side)) return PICORING_EINTR;
        if (slept != PICORING_OK) return slept;
    }
}

int check(const Side &side, const char *verb, size_t n, uint32_t clock)
{
    const Channel &channel = *side.channel;
    Sentence sentence;
    sentence << "picoring_" << channel.object << "_" << verb << ": ";
    if (n == 0) {
        sentence << "0 elements";
        return PICORING_EINVAL;
    }
    if (clock > PICORING_CLOCK_ABSOLUTE) {
        sentence << "no such clock";
        return PICORING_EINVAL;
    }
    return PICORING_OK;
}

// Saturates: 292 years are as good as for ever.
int64_t deadline_of(int64_t start, int64_t timeout, uint32_t clock)
{
    if (timeout < 0) return -1;
    if (clock == PICORING_CLOCK_ABSOLUTE) return timeout;
    return timeout > INT64_MAX - start ? -1 : start + timeout;
}

} // namespace

int wait(Side &side, const char *verb, size_t n, int64_t timeout, uint32_t clock)
{
    if (int code = check(side, verb, n, clock)) return code;
    uint32_t looked_for = side.writes ? PICORING_VERB_CLAIM : PICORING_VERB_POP_N;
    Waiting waiting = {side, looked_for, n, 0};
    int code = waiting.look();
    if (code != PICORING_EAGAIN) return code;
    int64_t start = platform::now();
    waiting.deadline = deadline_of(start, timeout, clock);
    if (interrupted(side)) return PICORING_EINTR;
    if (waiting.over(start)) return PICORING_ETIMEDOUT;
    hold(*side.channel);
    PICORING_STORE_RELAXED(&side.sleeper.armed, 0u);
    code = spin(waiting, start);
    if (code == PICORING_EAGAIN) code = sleep_until(waiting);
    give_back(*side.channel);
    return code;
}

int event_of(Side &side, const char *verb, intptr_t *out_event)
{
    Sleeper &sleeper = side.sleeper;
    if (sleeper.event == -1) {
        Failure failure = {};
        intptr_t made;
        if (!platform::make_event(&made, failure)) {
            Sentence sentence;
            sentence << "picoring_" << side.channel->object << "_" << verb << ": " << failure.step
                     << ": " << OsError{failure.os_error};
            return failure.code;
        }
        PICORING_STORE_RELEASE(&sleeper.event, made);
        if (PICORING_LOAD_ACQUIRE(&side.channel->closed)) platform::signal_event(made);
    }
    *out_event = sleeper.event;
    return PICORING_OK;
}

int arm(Side &side, const char *verb, size_t n)
{
    if (int code = check(side, verb, n, PICORING_CLOCK_RELATIVE)) return code;
    intptr_t event;
    if (int code = event_of(side, verb, &event)) return code;
    disarm(side);
    Waiting waiting = {side, uint32_t(side.writes ? PICORING_VERB_CLAIM : PICORING_VERB_POP_N), n,
                       0};
    PICORING_EXCHANGE(&side.sleeper.armed, 1);
    announce(side.sleeper, waiting.wanted());
    int code = waiting.look();
    if (code == PICORING_EAGAIN) return 0;
    disarm(side);
    return code == PICORING_OK || code == PICORING_EPIPE || code == PICORING_EEND ? 1 : code;
}

void disarm(Side &side)
{
    Sleeper &sleeper = side.sleeper;
    take_back(sleeper);
    PICORING_EXCHANGE(&sleeper.armed, 0);
    if (sleeper.event != -1 && PICORING_LOAD_ACQUIRE(&side.channel->closed) == 0)
        platform::reset_event(sleeper.event);
}

} // namespace picoring
