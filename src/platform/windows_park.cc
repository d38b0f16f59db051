// SPDX-License-Identifier: MIT OR Apache-2.0
//
// windows_park.cc: sleeping and waking: WaitOnAddress where the system has it
// (from Windows 8 on), a condition variable otherwise; FlushProcessWriteBuffers;
// events.
#include "platform/windows.hh"

#include "picoring/atomic.h"

namespace picoring::platform {

namespace {

constexpr int64_t second = 1000000000;
constexpr int64_t millisecond = 1000000;

// ---- By address ------------------------------------------------------------------

struct ByAddress {
    BOOL(WINAPI *wait)(volatile void *, void *, SIZE_T, DWORD);
    void(WINAPI *wake_all)(void *);
    void(WINAPI *wake_one)(void *);
};

ByAddress functions;
[[maybe_unused]] INIT_ONCE once = INIT_ONCE_STATIC_INIT;

BOOL CALLBACK look_all_up(PINIT_ONCE, void *, void **)
{
    look_up("WaitOnAddress", functions.wait);
    look_up("WakeByAddressAll", functions.wake_all);
    look_up("WakeByAddressSingle", functions.wake_one);
    return TRUE;
}

// NULL where the system has them not.
const ByAddress *by_address()
{
#ifdef PICORING_FAULTS
    look_all_up(nullptr, nullptr, nullptr); // what is looked up may change
#else
    InitOnceExecuteOnce(&once, look_all_up, nullptr, nullptr);
#endif
    bool there = functions.wait && functions.wake_all && functions.wake_one;
    return there ? &functions : nullptr;
}

// ---- By condition variable -------------------------------------------------------

// Words share the lines; who is woken for nothing looks again and sleeps on.
struct alignas(64) Line {
    SRWLOCK lock;
    CONDITION_VARIABLE woken;
};
Line lines[16];

Line &line_of(const uint32_t *word) { return lines[reinterpret_cast<uintptr_t>(word) / 128 % 16]; }

BOOL wait_in_line(uint32_t *word, uint32_t expected, DWORD milliseconds)
{
    Line &line = line_of(word);
    AcquireSRWLockExclusive(&line.lock);
    BOOL slept = PICORING_LOAD_ACQUIRE(word) != expected ||
                 SleepConditionVariableSRW(&line.woken, &line.lock, milliseconds, 0);
    ReleaseSRWLockExclusive(&line.lock);
    return slept;
}

// The lock: not between a sleeper's look at its word and its sleep.
void wake_line(const uint32_t *word)
{
    Line &line = line_of(word);
    AcquireSRWLockExclusive(&line.lock);
    ReleaseSRWLockExclusive(&line.lock);
    WakeAllConditionVariable(&line.woken);
}

void wake(uint32_t *word, bool all)
{
    call(PICORING_CALL_FUTEX_WAKE, [=] {
        if (const ByAddress *system = by_address())
            (all ? system->wake_all : system->wake_one)(word);
        else
            wake_line(word);
        return true;
    });
}

// Rounded up: it is cheaper to be late than to come back.
DWORD milliseconds_until(int64_t deadline)
{
    if (deadline < 0) return INFINITE;
    int64_t left = deadline - now();
    if (left <= 0) return 0;
    int64_t whole = left / millisecond + 1;
    return whole < INFINITE ? static_cast<DWORD>(whole) : INFINITE - 1;
}

} // namespace

int64_t now()
{
    LARGE_INTEGER frequency, count;
    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&count);
    int64_t seconds = count.QuadPart / frequency.QuadPart;
    int64_t rest = count.QuadPart % frequency.QuadPart;
    return seconds * second + rest * second / frequency.QuadPart + sys::clock_lie();
}

void yield() { SwitchToThread(); }

// The clock of a time-out may run out a tick before ours: then it was for no reason.
int park(uint32_t *word, uint32_t expected, int64_t deadline)
{
    BOOL slept = call(PICORING_CALL_FUTEX_WAIT, [=]() mutable {
        DWORD time = milliseconds_until(deadline);
        const ByAddress *system = by_address();
        return system ? system->wait(word, &expected, sizeof expected, time)
                      : wait_in_line(word, expected, time);
    });
    return !slept && deadline >= 0 && now() >= deadline ? PICORING_ETIMEDOUT : PICORING_OK;
}

void unpark(uint32_t *word) { wake(word, true); }
void unpark_one(uint32_t *word) { wake(word, false); }

// Wine takes the call and does nothing.
bool can_fence_all()
{
    return call(PICORING_CALL_MEMBARRIER,
                [] { return !GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version"); });
}

bool fence_all()
{
    return call(PICORING_CALL_MEMBARRIER, [] {
        FlushProcessWriteBuffers();
        return true;
    });
}

bool make_event(Event &event, Failure &failure)
{
    HANDLE made =
        call(PICORING_CALL_EVENT, [] { return CreateEventW(nullptr, TRUE, FALSE, nullptr); });
    if (!made) return refuse(failure, "CreateEvent", PICORING_ENOMEM);
    event.handle = event.signaller = reinterpret_cast<intptr_t>(made);
    return true;
}

static HANDLE handle_of(const Event &event) { return reinterpret_cast<HANDLE>(event.handle); }

void signal_event(const Event &event) { SetEvent(handle_of(event)); }
void reset_event(const Event &event) { ResetEvent(handle_of(event)); }
void close_event(const Event &event) { CloseHandle(handle_of(event)); }

} // namespace picoring::platform
