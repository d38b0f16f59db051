// SPDX-License-Identifier: MIT OR Apache-2.0
//
// error.hh: failures inside the library, and the sentence they leave behind.
#pragma once

#include "picoring/error.h"

#include <cstddef>
#include <cstdint>

namespace picoring {

// Why a technique or a step of it did not work.
struct Failure {
    int code;         // PICORING_E...
    const char *step; // the system call, or what was checked
    int os_error;     // the system's own error, or 0
    bool final;       // no other technique would do better
};

struct OsError {
    int number;
};

// The calling thread's sentence, begun anew and composed piece by piece; what
// does not fit is cut off.
class Sentence {
public:
    Sentence();
    Sentence &operator<<(const char *words);
    Sentence &operator<<(size_t number);
    Sentence &operator<<(OsError error); // "File too large (27)"

private:
    char *text_; // NULL if there is no memory for it
};

// Says "operation: parts" and gives the code back.
template <class... Parts> int fail(int code, const char *operation, Parts... parts)
{
    Sentence sentence;
    sentence << operation << ": ";
    (sentence << ... << parts);
    return code;
}

// The same of a verb: "picoring_ring_push: parts".
template <class... Parts>
int fail_verb(int code, const char *object, const char *verb, Parts... parts)
{
    Sentence sentence;
    sentence << "picoring_" << object << "_" << verb << ": ";
    (sentence << ... << parts);
    return code;
}

// "push" for PICORING_VERB_PUSH; a binding may pass anything.
const char *verb_name(uint32_t verb);

int fail_null(const char *operation);

const char *last_error();

} // namespace picoring
