// SPDX-License-Identifier: MIT OR Apache-2.0
//
// faults.cc: the open seam of the test build; see faults.h.
#include "sys.hh"

#include "picoring/atomic.h"

#include <cstring>

namespace {

struct Fault {
    int calls;
    int fail_at; // 0: always
    int error;
};

Fault faults[PICORING_CALLS];
size_t believed_page_size;
int64_t clock_jump;

struct LookUp {
    const char *name;
    picoring::sys::Function *function;
};
LookUp look_ups[8];

} // namespace

int picoring::sys::injected(picoring_call which)
{
    Fault &fault = faults[which];
    int call = PICORING_FETCH_ADD(&fault.calls, 1) + 1;
    bool fails = fault.error != 0 && (fault.fail_at == 0 || fault.fail_at == call);
    return fails ? fault.error : 0;
}

size_t picoring::sys::page_size_lie(size_t page_size)
{
    return believed_page_size ? believed_page_size : page_size;
}

int64_t picoring::sys::clock_lie() { return PICORING_LOAD_ACQUIRE(&clock_jump); }

picoring::sys::Function *picoring::sys::looked_up(const char *name, Function *found)
{
    for (const LookUp &known : look_ups)
        if (known.name && strcmp(known.name, name) == 0) return known.function;
    return found;
}

void picoring_faults_reset(void)
{
    memset(faults, 0, sizeof faults);
    believed_page_size = 0;
    clock_jump = 0;
}

void picoring_faults_fail(picoring_call which, int nth, int error)
{
    Fault &fault = faults[which];
    fault.fail_at = nth == 0 ? 0 : fault.calls + nth;
    fault.error = error;
}

void picoring_faults_page_size(size_t page_size) { believed_page_size = page_size; }

void picoring_faults_clock(int64_t jump) { PICORING_STORE_RELEASE(&clock_jump, jump); }

void picoring_faults_look_up(const char *name, void (*function)(void))
{
    for (LookUp &known : look_ups) {
        if (known.name && strcmp(known.name, name) != 0) continue;
        known = {name, function};
        return;
    }
}

int picoring_faults_count(picoring_call which)
{
    return PICORING_LOAD_ACQUIRE(&faults[which].calls);
}
