// SPDX-License-Identifier: MIT OR Apache-2.0
//
// posix.hpp: what the scenarios take from POSIX, on Windows. It is included in front
// of each source, so that the programs themselves are the same on every system.
#pragma once

#include <csignal>
#include <fcntl.h>
#include <io.h>

constexpr int O_CLOEXEC = _O_NOINHERIT;
constexpr int F_SETFD = 0, FD_CLOEXEC = 0; // pipe() has done it
constexpr int SA_RESETHAND = 0;            // every handler is reset
constexpr int SIGPIPE = 13;                // never comes

inline int fcntl(int, int, int) { return 0; }

inline int pipe(int (&ends)[2]) { return _pipe(ends, 1 << 16, _O_BINARY | _O_NOINHERIT); }

struct sigaction {
    void (*sa_handler)(int);
    int sa_flags;
};

inline int sigaction(int number, const struct sigaction *action, struct sigaction *)
{
    return std::signal(number, action->sa_handler) == SIG_ERR ? -1 : 0;
}
