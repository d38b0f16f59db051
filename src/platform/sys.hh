// SPDX-License-Identifier: MIT OR Apache-2.0
//
// sys.hh: the seam. Every system call and allocation of a POSIX platform goes
// through sys::call, which a test build (PICORING_FAULTS) can make fail. In a
// release build it is the bare call. (Windows' calls fail in another way: windows.hh.)
#pragma once

#include "faults.h"

#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace picoring::sys {

using Function = void();

#ifdef PICORING_FAULTS
int injected(picoring_call which);      // the system's error to fail with, or 0
size_t page_size_lie(size_t page_size); // what to believe instead
int64_t clock_lie();                    // to be added to the clock
// What to take for a function that was looked up at run time.
Function *looked_up(const char *name, Function *found);
#else
constexpr int injected(picoring_call) { return 0; }
constexpr size_t page_size_lie(size_t page_size) { return page_size; }
constexpr int64_t clock_lie() { return 0; }
constexpr Function *looked_up(const char *, Function *found) { return found; }
#endif

// Makes the call, or fails the way POSIX calls do: -1, MAP_FAILED for mmap, and
// errno.
template <class Call> inline auto call(picoring_call which, Call make)
{
    if (int error = injected(which)) {
        errno = error;
        return (decltype(make()))-1;
    }
    return make();
}

} // namespace picoring::sys
