// SPDX-License-Identifier: MIT OR Apache-2.0
#include "stamp.hpp"

#include <chrono>

namespace log_analysis {

namespace {

struct Moment {
    int year = 2000, month = 0, day = 0, hour = 0, minute = 0, second = 0, zone_minutes = 0;
};

bool digits(const char *text, int n, int &value)
{
    int sum = 0;
    for (int i = 0; i < n; ++i) {
        unsigned digit = static_cast<unsigned>(text[i]) - '0';
        if (digit > 9) return false;
        sum = sum * 10 + static_cast<int>(digit);
    }
    value = sum;
    return true;
}

bool day_of_month(const char *text, int &value)
{
    return text[0] == ' ' ? digits(text + 1, 1, value) : digits(text, 2, value);
}

// 1 to 12, or 0.
int month(const char *text)
{
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (std::size_t at = 0; at < months.size(); at += 3)
        if (months[at] == text[0] && months[at + 1] == text[1] && months[at + 2] == text[2])
            return static_cast<int>(at / 3) + 1;
    return 0;
}

// "19:27:01"
bool clock(const char *text, Moment &moment)
{
    return text[2] == ':' && text[5] == ':' && digits(text, 2, moment.hour) &&
           digits(text + 3, 2, moment.minute) && digits(text + 6, 2, moment.second);
}

// "+02:00", "-0700": how many characters, 0 if it is none.
std::size_t zone(std::string_view text, int &minutes)
{
    if (text.size() < 5 || (text[0] != '+' && text[0] != '-')) return 0;
    std::size_t colon = text[3] == ':';
    int hour, minute;
    if (text.size() < 5 + colon || !digits(&text[1], 2, hour) ||
        !digits(&text[3 + colon], 2, minute))
        return 0;
    minutes = (hour * 60 + minute) * (text[0] == '-' ? -1 : 1);
    return 5 + colon;
}

Stamp made(const Moment &m, std::size_t length)
{
    using namespace std::chrono;
    if (m.month < 1 || m.month > 12 || m.day < 1 || m.day > 31) return {};
    if (m.hour > 23 || m.minute > 59 || m.second > 60) return {};
    auto days = sys_days(year(m.year) / m.month / m.day).time_since_epoch().count();
    return {std::int64_t(days) * 86400 + m.hour * 3600 + m.minute * 60 + m.second -
                m.zone_minutes * 60,
            length};
}

} // namespace

Stamp iso_stamp(std::string_view text)
{
    Moment moment;
    if (text.size() < 19 || text[4] != '-' || text[7] != '-' ||
        (text[10] != ' ' && text[10] != 'T'))
        return {};
    if (!digits(&text[0], 4, moment.year) || !digits(&text[5], 2, moment.month) ||
        !digits(&text[8], 2, moment.day) || !clock(&text[11], moment))
        return {};
    std::size_t length = 19;
    if (length < text.size() && text[length] == '.') {
        int digit;
        for (++length; length < text.size() && digits(&text[length], 1, digit);) ++length;
    }
    if (length < text.size() && text[length] == 'Z')
        ++length;
    else
        length += zone(text.substr(length), moment.zone_minutes);
    return made(moment, length);
}

Stamp bsd_stamp(std::string_view text)
{
    Moment moment;
    if (text.size() < 15 || text[3] != ' ' || text[6] != ' ') return {};
    moment.month = month(&text[0]);
    if (!moment.month || !day_of_month(&text[4], moment.day) || !clock(&text[7], moment)) return {};
    return made(moment, 15);
}

Stamp web_stamp(std::string_view text)
{
    Moment moment;
    if (text.size() < 26 || text[2] != '/' || text[6] != '/' || text[11] != ':' || text[20] != ' ')
        return {};
    moment.month = month(&text[3]);
    if (!digits(&text[0], 2, moment.day) || !digits(&text[7], 4, moment.year) ||
        !clock(&text[12], moment) || !zone(text.substr(21), moment.zone_minutes))
        return {};
    return made(moment, 26);
}

} // namespace log_analysis
