// SPDX-License-Identifier: MIT OR Apache-2.0
#include "stop.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace log_analysis::stop {

namespace {

volatile std::sig_atomic_t wished = 0;
int ends[2] = {-1, -1};

void on_signal(int)
{
    int before = errno;
    wished = 1;
    [[maybe_unused]] ssize_t told = ::write(ends[1], "", 1);
    errno = before;
}

} // namespace

void install()
{
    if (::pipe(ends) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    for (int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
    struct sigaction action = {};
    action.sa_handler = on_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

bool requested() { return wished != 0; }
int descriptor() { return ends[0]; }

} // namespace log_analysis::stop
