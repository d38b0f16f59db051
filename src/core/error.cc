// SPDX-License-Identifier: MIT OR Apache-2.0
#include "core/error.hh"

#include "platform/platform.hh"

#include <cstring>

namespace picoring {

namespace {

constexpr size_t sentence_size = 512;
thread_local char sentence[sentence_size];

void append(const char *words)
{
    size_t length = strlen(sentence);
    size_t more = strlen(words);
    size_t room = sentence_size - 1 - length;
    if (more > room) more = room;
    memcpy(sentence + length, words, more);
    sentence[length + more] = '\0';
}

} // namespace

Sentence::Sentence(const char *operation)
{
    sentence[0] = '\0';
    text(operation).text(": ");
}

Sentence::Sentence(const char *object, const char *verb)
{
    sentence[0] = '\0';
    text("picoring_").text(object).text("_").text(verb).text(": ");
}

Sentence &Sentence::text(const char *words)
{
    append(words);
    return *this;
}

Sentence &Sentence::number(size_t value)
{
    char digits[24];
    char *first = digits + sizeof digits - 1;
    *first = '\0';
    do {
        *--first = static_cast<char>('0' + value % 10);
        value /= 10;
    } while (value != 0);
    return text(first);
}

Sentence &Sentence::os_error(int error)
{
    char words[128];
    platform::describe(error, words, sizeof words);
    return text(words).text(" (").number(static_cast<size_t>(error)).text(")");
}

int fail(int code, const char *operation, const char *what)
{
    return Sentence(operation).text(what).done(code);
}

int fail_null(const char *operation)
{
    return fail(PICORING_EFAULT, operation, "a handle or a pointer is NULL");
}

const char *last_error() { return sentence; }

} // namespace picoring
