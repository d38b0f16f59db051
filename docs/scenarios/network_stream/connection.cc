// SPDX-License-Identifier: MIT OR Apache-2.0
#include "connection.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace network_stream {

namespace {

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Addresses resolve(const std::string &host, const std::string &port)
{
    addrinfo wanted = {};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICSERV;
    addrinfo *found = nullptr;
    int error = ::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found);
    if (error == EAI_SYSTEM) throw std::runtime_error(host + ": " + std::strerror(errno));
    if (error) throw std::runtime_error(host + ": " + ::gai_strerror(error));
    return {found, ::freeaddrinfo};
}

// Returns the events that came; none if the time is over.
short wait_for(int descriptor, short events, int milliseconds)
{
    pollfd one = {descriptor, events, 0};
    while (::poll(&one, 1, milliseconds) < 0)
        if (errno != EINTR) throw std::runtime_error(std::string("poll: ") + std::strerror(errno));
    return one.revents;
}

// 0, or the system's error.
int connect(int descriptor, const addrinfo &address, int milliseconds)
{
    if (::connect(descriptor, address.ai_addr, address.ai_addrlen) == 0) return 0;
    if (errno != EINPROGRESS) return errno;
    if (!wait_for(descriptor, POLLOUT, milliseconds)) return ETIMEDOUT;
    int error = 0;
    socklen_t size = sizeof error;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

} // namespace

Connection::Connection(const std::string &host, const std::string &port, double patience)
    : name_(host + " port " + port), patience_(static_cast<int>(patience * 1000))
{
    Addresses addresses = resolve(host, port);
    int error = 0;
    for (const addrinfo *at = addresses.get(); at; at = at->ai_next) {
        int type = at->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC;
        descriptor_ = ::socket(at->ai_family, type, at->ai_protocol);
        error = descriptor_ < 0 ? errno : connect(descriptor_, *at, patience_);
        if (error == 0) break;
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    if (error) throw std::runtime_error(name_ + ": " + std::strerror(error));
    // Many small requests go in one write already.
    int on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Connection::~Connection() { ::close(descriptor_); }

bool Connection::wait(bool or_writable) const
{
    short events = static_cast<short>(or_writable ? POLLIN | POLLOUT : POLLIN);
    short came = wait_for(descriptor_, events, patience_);
    if (came) return (came & ~POLLOUT) != 0;
    char sentence[60];
    std::snprintf(sentence, sizeof sentence, ": nothing came for %g seconds", patience_ / 1000.0);
    throw std::runtime_error(name_ + sentence);
}

} // namespace network_stream
