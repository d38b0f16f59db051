// SPDX-License-Identifier: MIT OR Apache-2.0
#include "core/error.hh"

#include "platform/platform.hh"

#include <cstring>

namespace picoring {

Sentence::Sentence() : text_(platform::sentence())
{
    if (text_) text_[0] = '\0';
}

Sentence &Sentence::operator<<(const char *words)
{
    if (!text_) return *this;
    size_t length = strlen(text_);
    size_t more = strlen(words);
    size_t room = platform::sentence_size - 1 - length;
    if (more > room) more = room;
    memcpy(text_ + length, words, more);
    text_[length + more] = '\0';
    return *this;
}

Sentence &Sentence::operator<<(size_t number)
{
    char digits[24];
    char *first = digits + sizeof digits - 1;
    *first = '\0';
    do {
        *--first = static_cast<char>('0' + number % 10);
        number /= 10;
    } while (number != 0);
    return *this << first;
}

Sentence &Sentence::operator<<(OsError error)
{
    char words[128];
    platform::describe(error.number, words, sizeof words);
    int number = error.number < 0 ? -error.number : error.number;
    return *this << words << " (" << static_cast<size_t>(number) << ")";
}

const char *verb_name(uint32_t verb)
{
    static const char *const names[] = {
        "push",           "pop",   "push_n", "pop_n",        "push_some",   "pop_some",
        "push_overwrite", "claim", "commit", "peek",         "release",     "set",
        "write",          "read",  "find",   "read_from_fd", "write_to_fd", "close",
        "append",         "get",   "abort"};
    return verb < sizeof names / sizeof names[0] ? names[verb] : "verb";
}

int fail_null(const char *operation)
{
    return fail(PICORING_EFAULT, operation, "a handle or a pointer is NULL");
}

const char *last_error()
{
    const char *text = platform::sentence();
    return text ? text : "no memory left for a sentence";
}

} // namespace picoring
