// SPDX-License-Identifier: MIT OR Apache-2.0
#include "text.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace message_passing {

namespace {

class File {
public:
    explicit File(const std::string &name)
        : name_(name), descriptor_(open(name.c_str(), O_RDONLY | O_CLOEXEC))
    {
        if (descriptor_ < 0) fail();
    }
    ~File() { close(descriptor_); }
    File(const File &) = delete;

    // 0: the end.
    std::size_t read(char *to, std::size_t most)
    {
        for (;;) {
            ssize_t n = ::read(descriptor_, to, most);
            if (n >= 0) return static_cast<std::size_t>(n);
            if (errno != EINTR) fail();
        }
    }

private:
    [[noreturn]] void fail() { throw std::system_error(errno, std::generic_category(), name_); }

    const std::string &name_;
    int descriptor_;
};

} // namespace

std::string read_file(const std::string &name)
{
    constexpr std::size_t step = 1024 * 1024;
    File file(name);
    std::string text;
    for (std::size_t length = 0;;) {
        text.resize(length + step);
        std::size_t n = file.read(&text[length], step);
        length += n;
        if (n != 0) continue;
        text.resize(length);
        return text;
    }
}

std::vector<std::string_view> cut_at_lines(std::string_view text, std::size_t size)
{
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        std::size_t newline = text.find('\n', std::min(size, text.size()) - 1);
        parts.push_back(text.substr(0, newline == text.npos ? newline : newline + 1));
        text.remove_prefix(parts.back().size());
    }
    return parts;
}

} // namespace message_passing
