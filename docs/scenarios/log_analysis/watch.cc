// SPDX-License-Identifier: MIT OR Apache-2.0
#include "watch.hpp"

#include "stop.hpp"

#include <poll.h>
#include <unistd.h>
#if __has_include(<sys/inotify.h>)
#include <sys/inotify.h>
#endif

namespace log_analysis {

namespace {

#if __has_include(<sys/inotify.h>)

// The file itself, for growth and truncation, and its directory, for a new
// file of that name. -1 if either cannot be watched.
int watch(const std::string &path)
{
    int descriptor = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (descriptor < 0) return -1;
    std::size_t slash = path.rfind('/');
    std::string directory = slash == path.npos ? "." : path.substr(0, slash + 1);
    constexpr auto file_events = IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF;
    if (::inotify_add_watch(descriptor, path.c_str(), file_events) >= 0 &&
        ::inotify_add_watch(descriptor, directory.c_str(), IN_CREATE | IN_MOVED_TO) >= 0)
        return descriptor;
    ::close(descriptor);
    return -1;
}

#else

int watch(const std::string &) { return -1; }

#endif

} // namespace

Watch::~Watch()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

void Watch::start(const std::string &path)
{
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = watch(path);
}

void Watch::sleep()
{
    pollfd either[] = {{stop::descriptor(), POLLIN, 0}, {descriptor_, POLLIN, 0}};
    ::poll(either, 2, descriptor_ >= 0 ? -1 : 250); // poll() passes over a -1
    if (!(either[1].revents & POLLIN)) return;
    // What happened does not matter: the file itself is asked.
    char events[4096];
    while (::read(descriptor_, events, sizeof events) > 0) {
    }
}

} // namespace log_analysis
