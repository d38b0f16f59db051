// SPDX-License-Identifier: MIT OR Apache-2.0
//
// posix_pipe.cc: events that poll, kqueue and event loops know, where there is no
// eventfd(2): a pipe. What waits is its reading end.
#include "platform/posix.hh"
#include "platform/sys.hh"

#include <fcntl.h>

namespace picoring::platform {

namespace {

int open_pipe(int (&ends)[2])
{
#ifdef __APPLE__ // no pipe2(2): a child that another thread starts meanwhile gets both
    if (pipe(ends) != 0) return -1;
    for (int end : ends) {
        fcntl(end, F_SETFD, FD_CLOEXEC);
        fcntl(end, F_SETFL, O_NONBLOCK);
    }
    return 0;
#else
    return pipe2(ends, O_CLOEXEC | O_NONBLOCK);
#endif
}

} // namespace

bool make_event(Event &event, Failure &failure)
{
    int ends[2];
    if (sys::call(PICORING_CALL_EVENT, [&] { return open_pipe(ends); }) != 0)
        return refuse_descriptor(failure, "pipe");
    event = {ends[0], ends[1]};
    return true;
}

void signal_event(const Event &event)
{
    char byte = 0;
    // Full is signalled, too.
    [[maybe_unused]] ssize_t put = ::write(static_cast<int>(event.signaller), &byte, 1);
}

void reset_event(const Event &event)
{
    char bytes[64];
    ssize_t got;
    do got = ::read(static_cast<int>(event.handle), bytes, sizeof bytes);
    while (got == sizeof bytes);
}

void close_event(const Event &event)
{
    close(static_cast<int>(event.handle));
    close(static_cast<int>(event.signaller));
}

} // namespace picoring::platform
