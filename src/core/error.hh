// SPDX-License-Identifier: MIT OR Apache-2.0
//
// error.hh: failures inside the library, and the sentence they leave behind.
#pragma once

#include "picoring/error.h"

#include <cstddef>

namespace picoring {

// Why a technique or a step of it did not work.
struct Failure {
    int code;         // PICORING_E...
    const char *step; // the system call, or what was checked
    int os_error;     // the system's own error, or 0
    bool final;       // no other technique would do better
};

// A sentence is composed piece by piece in the calling thread's own buffer,
// and cut where that ends.
class Sentence {
public:
    explicit Sentence(const char *operation);        // starts with "operation: "
    Sentence(const char *object, const char *verb);  // starts with "picoring_object_verb: "
    Sentence &text(const char *words);
    Sentence &number(size_t value);
    Sentence &os_error(int error); // "File too large (27)"
    int done(int code) const { return code; }
};

// The common case: "operation: what", and the code.
int fail(int code, const char *operation, const char *what);
int fail_null(const char *operation);

const char *last_error();

} // namespace picoring
