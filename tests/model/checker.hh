// SPDX-License-Identifier: MIT OR Apache-2.0
//
// checker.hh: runs the bodies that ship in every order of the steps of their
// threads.
//
// A step is an access to a word that several threads use, a store that leaves its
// thread's store buffer, a system call that sleeps or wakes, the end of a time.
// Threads are fibers. Each execution begins anew; one that comes to a state that
// was seen before does not branch any more. A state is what is in the words and
// buffers, and for each thread what it has read so far, which tells where it is.
//
// The machine: stores wait in a buffer, which only release stores have to leave in
// order; loads are in order; a read-modify-write empties the buffer first. So it is
// weaker than x86, and stronger than C++.
//
// A thread that could go on is left for another PICORING_MODEL_SWITCHES times, twice
// unless set, and once if PICORING_TEST_SCALE is; -1 for as often as there are orders,
// which can take hours.
#pragma once

#include "picoring.h"

#include <functional>

namespace checker {

// Runs body in all orders; it makes threads and runs them. If something fails, says
// the steps that lead there and ends the process.
void check(void (*body)());

void thread(const char *name, std::function<void()> body);

struct Luck {
    int times = 0;            // ends of a wait's time while others could still run
    int signals = 0;          // signals that end a wait
    bool many_orders = false; // one switch less
};
// Until all threads have ended.
void run(Luck luck = {});

void require(bool holds, const char *what);
// Sleeps until the event is signalled; does not take the signal.
void poll(intptr_t event);
bool signalled(intptr_t event);
// Until that thread has gone to sleep so often.
void until_asleep(const char *thread, int times = 1);

// Memory that is not used again, so that a use after its end is found.
picoring_options memory();

} // namespace checker

#define REQUIRE(holds) checker::require((holds), #holds)
