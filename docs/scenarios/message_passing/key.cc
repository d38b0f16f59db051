// SPDX-License-Identifier: MIT OR Apache-2.0
#include "key.hpp"

namespace message_passing {

namespace {

using log_analysis::Format;
using log_analysis::Level;

// Cuts the first word off `text`, and the space behind it.
std::string_view word(std::string_view &text)
{
    std::string_view front = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(front.size() + 1, text.size()));
    return front;
}

// "status installed libc6:amd64 2.36", "install libc6:amd64 <none> 2.36"
std::string_view package(Level action, std::string_view text)
{
    if (action == Level::startup) return {};
    word(text);
    if (action == Level::status) word(text);
    return word(text);
}

// "host prog[pid]: message", "host prog procid msgid ..."
std::string_view program(std::string_view text)
{
    word(text);
    std::string_view name = text.substr(0, text.find_first_of(" [:"));
    return name == "-" ? std::string_view() : name;
}

// How much of the request in quotes comes before one of `ends`, a backslash
// before which escapes it.
std::size_t length_before(std::string_view ends, std::string_view request)
{
    std::size_t at = 0;
    while (at < request.size() && ends.find(request[at]) == ends.npos)
        at += request[at] == '\\' ? 2 : 1;
    return std::min(at, request.size());
}

// "] "GET /path?query HTTP/1.0" 200 2326"
std::string_view path(std::string_view text)
{
    text.remove_prefix(std::string_view("] \"").size());
    std::size_t method = length_before(" \"", text);
    if (!text.substr(method).starts_with(' ')) return {};
    text.remove_prefix(method + 1);
    return text.substr(0, length_before(" ?\"", text));
}

} // namespace

std::string_view key_of(const log_analysis::Parsed &parsed, std::string_view line)
{
    if (parsed.event.format == Format::unrecognised) return {};
    if (line.ends_with('\r')) line.remove_suffix(1);
    const char *behind = parsed.stamp.data() + parsed.stamp.size();
    std::string_view rest = line.substr(static_cast<std::size_t>(behind - line.data()));
    switch (parsed.event.format) {
    case Format::dpkg: return package(parsed.event.level, rest.substr(1));
    case Format::syslog_bsd:
    case Format::syslog_iso: return program(rest.substr(1));
    case Format::web_common:
    case Format::web_combined: return path(rest);
    case Format::unrecognised: break;
    }
    return {};
}

} // namespace message_passing
