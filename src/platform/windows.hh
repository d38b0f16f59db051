// SPDX-License-Identifier: MIT OR Apache-2.0
//
// windows.hh: what the files of this system share.
#pragma once

#include "platform/platform.hh"
#include "platform/sys.hh"

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

namespace picoring::platform {

// Makes the call, or fails the way Windows' calls do: 0, and GetLastError().
template <class Call> inline auto call(picoring_call which, Call make)
{
    if (int error = sys::injected(which)) {
        SetLastError(static_cast<DWORD>(error));
        return decltype(make()){};
    }
    return make();
}

// A function that Windows 7, which we link against, has not; NULL if this system
// has not either.
sys::Function *look_up(const char *name);
template <class Type> void look_up(const char *name, Type *&function)
{
    function = reinterpret_cast<Type *>(look_up(name));
}

// Reserves address space anywhere; otherwise NULL, and what failed.
void *reserve_place(size_t size, Failure &failure);

// Makes GetLastError() a failure of `step`; false. `scarce` is what "not enough
// memory" means there.
bool refuse(Failure &failure, const char *step, int scarce);

} // namespace picoring::platform
