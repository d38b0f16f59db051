// SPDX-License-Identifier: MIT OR Apache-2.0
#include "input.hpp"

#include "stop.hpp"

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace log_analysis {

namespace {

[[noreturn]] void fail(int error, const std::string &name)
{
    throw std::system_error(error, std::generic_category(), name);
}

} // namespace

Input::Input(const std::string &path, bool follow)
    : name_(path.empty() ? "standard input" : path), follow_(follow)
{
    // The watch begins before the first read, so that no growth is missed.
    if (follow) watch_.start(path);
    if (!path.empty() && !open(path)) fail(errno, name_);
    struct stat status;
    if (::fstat(descriptor_, &status) != 0) fail(errno, name_);
    if (S_ISDIR(status.st_mode)) fail(EISDIR, name_);
    regular_ = S_ISREG(status.st_mode);
}

Input::~Input()
{
    if (descriptor_ > 0) ::close(descriptor_);
}

// False, and the descriptor as it was, if that fails.
bool Input::open(const std::string &path)
{
    int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    if (descriptor_ > 0) ::close(descriptor_);
    descriptor_ = descriptor;
    return true;
}

bool Input::ready() const
{
    if (!regular_) {
        pollfd either[] = {{stop::descriptor(), POLLIN, 0}, {descriptor_, POLLIN, 0}};
        ::poll(either, 2, -1);
    }
    return !stop::requested();
}

bool Input::truncated() const
{
    struct stat status;
    return ::fstat(descriptor_, &status) == 0 && status.st_size < ::lseek(descriptor_, 0, SEEK_CUR);
}

// A name that is gone does not count: the new file is still to come.
bool Input::replaced() const
{
    struct stat ours, named;
    return ::fstat(descriptor_, &ours) == 0 && ::stat(name_.c_str(), &named) == 0 &&
           (ours.st_ino != named.st_ino || ours.st_dev != named.st_dev);
}

Input::Next Input::at_end()
{
    if (!follow_ || !regular_) return Next::end;
    if (truncated()) {
        ::lseek(descriptor_, 0, SEEK_SET);
        return Next::from_beginning;
    }
    if (!replaced()) return Next::wait;
    // Its writer may have added something between the read and the look.
    if (!drained_) {
        drained_ = true;
        return Next::more;
    }
    watch_.start(name_);
    if (!open(name_)) return Next::wait; // gone again, or not for us to read yet
    drained_ = false;
    return Next::new_file;
}

} // namespace log_analysis
