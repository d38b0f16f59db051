// SPDX-License-Identifier: MIT OR Apache-2.0
//
// sleeper.hh: where the threads of one side sleep, and how they are woken.
//
// `sleeping` is what every publication of the other side reads, without a
// fence. Bits `until` and `any`: somebody sleeps, or has armed an event, until
// the position `wanted` is published, or until any is. Who goes to sleep sets one,
// makes the fence for both sides, looks once more and parks on `wakes`, read
// before; who wakes takes the bits away, so that a sleep costs at most one call to
// wake, and counts `wakes` up. Where several threads share the sleeper, `until`
// wakes one of them.
//
// Bit `fenced`: this system has no fence for all threads, or has refused one since, so
// every publication calls and makes its own. Bit `lately`: so it does while nearly each of them
// finds a sleeper, who then saves the system call. The sleeper sets it before its fence, so that no
// publisher overlooks it; publishers take it away.
#pragma once

#include "picoring/atomic.h"
#include "platform/platform.hh"

namespace picoring {

struct alignas(128) Sleeper {
    static constexpr uint32_t until = 1;
    static constexpr uint32_t fenced = 2;
    static constexpr uint32_t any = 4;
    static constexpr uint32_t lately = 8;

    uint32_t sleeping;
    uint32_t wakes;
    uint64_t wanted;     // the position of `until`
    uint32_t found_none; // publications in a row while `lately`
    bool shared;         // by several threads

    // What a wait writes that does not sleep: not on the line that publications read.
    alignas(128) uint32_t interrupted; // a wait has to return
    uint32_t armed;                    // the event is wanted
    uint32_t in_vain;                  // waits of late that were too long to spin for
    uint32_t pauses;                   // more of them before a first look; not shared
    uint64_t most_granted;             // to a first look, of late
    uint32_t parked;                   // who sleeps, if it is shared
    platform::Event event;             // its handle is -1 until asked for
};

void make_sleeper(Sleeper &sleeper, bool shared);
void unmake_sleeper(Sleeper &sleeper);

// Announces a sleep until `wanted` or any position is published. Look once more
// afterwards, then park(sleeper.wakes, what this returns) or take it back.
uint32_t announce_until(Sleeper &sleeper, uint64_t wanted);
uint32_t announce_any(Sleeper &sleeper);
// For another who shares the sleeper: after `more` than this one wanted.
void announce_again(Sleeper &sleeper, uint64_t more);
void take_back(Sleeper &sleeper);

// The other side has published *position, or, of several who publish, another may
// have: it is read after the fence, since it may have been older when this one
// published and newer when the sleeper looked.
void wake_for(Sleeper &sleeper, const uint64_t *position);
// Whatever it sleeps for.
void wake(Sleeper &sleeper);
// Sets the flag of a waiter and makes all who sleep here look at theirs.
void interrupt(Sleeper &sleeper, uint32_t &interrupted);

} // namespace picoring
