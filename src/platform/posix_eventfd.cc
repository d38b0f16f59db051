// SPDX-License-Identifier: MIT OR Apache-2.0
//
// posix_eventfd.cc: events that poll knows, where there is eventfd(2).
#include "platform/posix.hh"
#include "platform/sys.hh"

#include <sys/eventfd.h>

namespace picoring::platform {

bool make_event(Event &event, Failure &failure)
{
    int made =
        sys::call(PICORING_CALL_EVENT, [] { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); });
    if (made < 0) return refuse_descriptor(failure, "eventfd");
    event = {made, made};
    return true;
}

void signal_event(const Event &event)
{
    uint64_t one = 1;
    // Full is signalled, too.
    [[maybe_unused]] ssize_t put = ::write(static_cast<int>(event.handle), &one, sizeof one);
}

void reset_event(const Event &event)
{
    uint64_t count;
    [[maybe_unused]] ssize_t got = ::read(static_cast<int>(event.handle), &count, sizeof count);
}

void close_event(const Event &event) { close(static_cast<int>(event.handle)); }

} // namespace picoring::platform
