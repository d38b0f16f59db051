// SPDX-License-Identifier: MIT OR Apache-2.0
#include "resp.hpp"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <limits>

namespace network_stream {

namespace {

constexpr std::string_view line_end = "\r\n";
// Of a line that has a number: its kind, a sign, 19 digits, and the line end.
constexpr std::size_t longest_header = 23;

[[noreturn]] void fail(const char *what, std::string_view text)
{
    throw std::runtime_error(std::string("this is not RESP2: ") + what + " \"" + shown(text) + '"');
}

Parsed incomplete(std::size_t needed) { return {false, needed}; }

// Where the line ends, or npos if it goes on behind `text`.
std::size_t end_of_line(std::string_view text)
{
    std::size_t end = text.find('\r');
    if (end == text.npos || end + 1 == text.size()) return text.npos;
    if (text[end + 1] != '\n') fail("a line has a lone carriage return:", text.substr(0, end));
    return end;
}

std::int64_t number(std::string_view line)
{
    std::int64_t value;
    const char *end = line.data() + line.size();
    auto [at, error] = std::from_chars(line.data() + 1, end, value);
    if (error != std::errc() || at != end) fail("this ought to be a number:", line);
    return value;
}

std::int64_t length(std::string_view line)
{
    constexpr std::int64_t most = std::numeric_limits<std::ptrdiff_t>::max() - 64;
    std::int64_t value = number(line);
    if (value < -1 || value > most) fail("there is no such length:", line);
    return value;
}

Parsed parse_line(std::string_view text, Type type)
{
    std::size_t end = end_of_line(text);
    if (end == text.npos) return incomplete(text.size() + 1);
    return {true, end + 2, {type, text.substr(1, end - 1)}};
}

Parsed parse_bulk(std::string_view text, std::size_t header, std::size_t size)
{
    std::size_t all = header + size + line_end.size();
    if (text.size() < all) return incomplete(all);
    if (text.substr(header + size, line_end.size()) != line_end)
        fail("a string does not end where its length says:", text.substr(0, header));
    return {true, all, {Type::bulk, text.substr(header, size)}};
}

Parsed parse_numbered(std::string_view text, char kind)
{
    std::string_view start = text.substr(0, longest_header);
    std::size_t end = end_of_line(start);
    if (end == text.npos && start.size() == longest_header)
        fail("this ought to be a number:", start);
    if (end == text.npos) return incomplete(text.size() + 1);

    std::string_view line = text.substr(0, end);
    std::size_t header = end + line_end.size();
    if (kind == ':') return {true, header, {Type::integer, {}, number(line)}};
    std::int64_t count = length(line);
    if (count < 0) return {true, header, {Type::nil}};
    if (kind == '*') return {true, header, {Type::array, {}, count}};
    return parse_bulk(text, header, static_cast<std::size_t>(count));
}

std::size_t digits(std::size_t n)
{
    std::size_t count = 1;
    for (; n >= 10; n /= 10) ++count;
    return count;
}

std::size_t header_size(std::size_t n) { return 1 + digits(n) + line_end.size(); }

char *put(char *at, std::string_view text)
{
    std::memcpy(at, text.data(), text.size());
    return at + text.size();
}

char *put_header(char *at, char kind, std::size_t n)
{
    *at++ = kind;
    return put(std::to_chars(at, at + digits(n), n).ptr, line_end);
}

} // namespace

Parsed parse(std::string_view text)
{
    if (text.empty()) return incomplete(1);
    switch (text[0]) {
    case '+': return parse_line(text, Type::simple);
    case '-': return parse_line(text, Type::error);
    case ':':
    case '$':
    case '*': return parse_numbered(text, text[0]);
    default: fail("no reply begins with", text.substr(0, 1));
    }
}

std::size_t encoded_size(Words words)
{
    std::size_t size = header_size(words.size());
    for (auto word : words) size += header_size(word.size()) + word.size() + line_end.size();
    return size;
}

void encode(Words words, std::span<std::byte> place)
{
    char *at = put_header(reinterpret_cast<char *>(place.data()), '*', words.size());
    for (auto word : words) at = put(put(put_header(at, '$', word.size()), word), line_end);
}

std::string shown(std::string_view text)
{
    constexpr std::size_t most = 60;
    std::string out;
    for (char character : text.substr(0, most)) {
        auto c = static_cast<unsigned char>(character);
        char escaped[5];
        std::snprintf(escaped, sizeof escaped, c < ' ' || c > '~' ? "\\x%02x" : "%c", c);
        out += escaped;
    }
    return text.size() > most ? out + "..." : out;
}

} // namespace network_stream
