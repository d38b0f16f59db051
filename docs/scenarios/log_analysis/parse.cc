// SPDX-License-Identifier: MIT OR Apache-2.0
#include "parse.hpp"

#include "stamp.hpp"

#include <algorithm>
#include <array>

namespace log_analysis {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Cuts the text up to `separator` off `text`, and the separator. Empty, and
// `text` as it was, if there is none.
std::string_view cut(std::string_view &text, char separator)
{
    std::size_t length = text.find(separator);
    if (length == text.npos) return {};
    std::string_view front = text.substr(0, length);
    text.remove_prefix(length + 1);
    return front;
}

Parsed event(Format format, Level level, std::string_view text, Stamp stamp)
{
    Parsed parsed;
    parsed.event.format = format;
    parsed.event.level = level;
    if (stamp) parsed.event.seconds = stamp.seconds;
    parsed.stamp = text.substr(0, stamp.length);
    return parsed;
}

// ---- dpkg: 2026-05-20 10:11:12 status installed libc6:amd64 2.36 ------------

Level dpkg_action(std::string_view word)
{
    struct Action {
        std::string_view word;
        Level level;
    };
    static constexpr Action actions[] = {
        {"status", Level::status},       {"configure", Level::configure},
        {"install", Level::install},     {"upgrade", Level::upgrade},
        {"trigproc", Level::trigproc},   {"startup", Level::startup},
        {"remove", Level::remove},       {"purge", Level::purge},
        {"disappear", Level::disappear}, {"conffile", Level::configure},
    };
    for (const Action &action : actions)
        if (word == action.word) return action.level;
    return Level::none;
}

Parsed dpkg(std::string_view line, Stamp stamp)
{
    std::string_view rest = line.substr(stamp.length + 1);
    Level level = dpkg_action(cut(rest, ' '));
    if (level == Level::none || rest.empty()) return {};
    return event(Format::dpkg, level, line, stamp);
}

// ---- syslog -----------------------------------------------------------------

constexpr std::array<Level, 8> severities = {
    Level::critical, Level::critical, Level::critical, Level::error,
    Level::warning,  Level::notice,   Level::info,     Level::debug,
};

// "<34>": the level, and the rest of the line in `line`.
Level priority(std::string_view &line)
{
    std::size_t value = 0, at = 1;
    for (; at < line.size() && at < 4 && is_digit(line[at]); ++at)
        value = value * 10 + static_cast<std::size_t>(line[at] - '0');
    if (at == 1 || at >= line.size() || line[at] != '>' || value > 191) return Level::none;
    line.remove_prefix(at + 1);
    return severities[value % 8];
}

// " host prog[pid]: message", with the stamp before it gone.
Parsed syslog(Format format, Level level, std::string_view line, Stamp stamp)
{
    std::string_view rest = line.substr(stamp.length);
    if (rest.empty() || rest[0] != ' ') return {};
    rest.remove_prefix(1);
    if (cut(rest, ' ').empty() || rest.empty()) return {};
    if (level == Level::none) {
        // The name of a program says nothing about the message.
        std::size_t colon = rest.substr(0, 64).find(": ");
        level = level_of_words(colon == rest.npos ? rest : rest.substr(colon + 2));
    }
    return event(format, level, line, stamp);
}

// "1 2003-10-11T22:14:15.003Z host app procid msgid ...", "-" for no time
Parsed syslog_5424(Level level, std::string_view line)
{
    std::string_view rest = line.substr(2);
    Stamp stamp = iso_stamp(rest);
    if (!stamp && !rest.starts_with("- ")) return {};
    return syslog(Format::syslog_iso, level, rest.substr(stamp ? 0 : 1), stamp);
}

Parsed with_priority(std::string_view line)
{
    Level level = priority(line);
    if (level == Level::none) return {};
    if (line.starts_with("1 ")) return syslog_5424(level, line);
    if (Stamp stamp = bsd_stamp(line)) return syslog(Format::syslog_bsd, level, line, stamp);
    if (Stamp stamp = iso_stamp(line)) return syslog(Format::syslog_iso, level, line, stamp);
    return {};
}

// ---- web: host ident user [10/Oct/2000:13:55:36 -0700] "GET /" 200 2326 -----

// Behind the closing quote of the request, in which a backslash escapes.
std::size_t end_of_request(std::string_view text)
{
    std::size_t quote = text.find('"');
    for (; quote != text.npos; quote = text.find('"', quote + 1)) {
        std::size_t slashes = 0;
        while (slashes < quote && text[quote - slashes - 1] == '\\') ++slashes;
        if (slashes % 2 == 0) return quote + 1;
    }
    return text.npos;
}

Level status_class(std::string_view text)
{
    if (text.size() < 4 || text[0] != ' ' || text[1] < '1' || text[1] > '5') return Level::none;
    if (!is_digit(text[2]) || !is_digit(text[3])) return Level::none;
    return static_cast<Level>(static_cast<int>(Level::web_1xx) + (text[1] - '1'));
}

Parsed web(std::string_view line)
{
    std::string_view rest = line;
    if (cut(rest, ' ').empty()) return {};
    std::size_t bracket = rest.substr(0, 512).find('[');
    if (bracket == rest.npos) return {};
    rest.remove_prefix(bracket + 1);
    Stamp stamp = web_stamp(rest);
    std::string_view behind = rest.substr(stamp.length);
    if (!stamp || !behind.starts_with("] \"")) return {};

    behind.remove_prefix(3);
    std::size_t end = end_of_request(behind);
    if (end == behind.npos) return {};
    behind.remove_prefix(end);
    Level level = status_class(behind);
    if (level == Level::none) return {};
    bool combined = behind.find('"', 4) != behind.npos;
    return event(combined ? Format::web_combined : Format::web_common, level, rest, stamp);
}

// ---- words ------------------------------------------------------------------

bool is_letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

bool begins(std::string_view text, std::string_view word)
{
    if (text.size() < word.size()) return false;
    for (std::size_t i = 1; i < word.size(); ++i)
        if ((text[i] | 0x20) != word[i]) return false;
    return true;
}

// `text` begins with a word whose first letter is `first`, in lower case.
Level level_of_word(char first, std::string_view text)
{
    switch (first) {
    case 'a': return begins(text, "alert") ? Level::critical : Level::none;
    case 'c': return begins(text, "critical") ? Level::critical : Level::none;
    case 'd': return begins(text, "debug") ? Level::debug : Level::none;
    case 'e':
        if (begins(text, "emerg")) return Level::critical;
        if (begins(text, "error")) return Level::error;
        return begins(text, "err") && (text.size() == 3 || !is_letter(text[3])) ? Level::error
                                                                                : Level::none;
    case 'f':
        if (begins(text, "fatal")) return Level::critical;
        return begins(text, "fail") ? Level::error : Level::none;
    case 'n': return begins(text, "notice") ? Level::notice : Level::none;
    case 'p': return begins(text, "panic") ? Level::critical : Level::none;
    case 'w': return begins(text, "warn") ? Level::warning : Level::none;
    default: return Level::none;
    }
}

Parsed recognise(std::string_view line)
{
    if (line.empty()) return {};
    if (line[0] == '<') return with_priority(line);
    if (Stamp stamp = iso_stamp(line)) {
        bool spaced = line[10] == ' ' && stamp.length == 19 && line.substr(19, 1) == " ";
        return spaced ? dpkg(line, stamp) : syslog(Format::syslog_iso, Level::none, line, stamp);
    }
    if (Stamp stamp = bsd_stamp(line)) return syslog(Format::syslog_bsd, Level::none, line, stamp);
    return web(line);
}

} // namespace

Level level_of_words(std::string_view message)
{
    message = message.substr(0, 256);
    Level worst = Level::none;
    bool inside = false;
    for (std::size_t at = 0; at < message.size(); ++at) {
        bool letter = is_letter(message[at]);
        if (letter && !inside)
            worst = std::max(
                worst, level_of_word(static_cast<char>(message[at] | 0x20), message.substr(at)));
        inside = letter;
    }
    return worst == Level::none ? Level::info : worst;
}

Parsed parse(std::string_view line)
{
    std::size_t bytes = line.size();
    if (line.ends_with('\r')) line.remove_suffix(1);
    Parsed parsed = recognise(line);
    parsed.event.bytes = static_cast<std::uint32_t>(std::min<std::size_t>(bytes, UINT32_MAX));
    return parsed;
}

} // namespace log_analysis
