// SPDX-License-Identifier: MIT OR Apache-2.0
//
// registry.hh: every live mirror, so that a forked child can be told that its
// copies are not its own.
//
// The memory of a mirror does not follow into a child (MADV_DONTFORK), but the
// heap with the handles does, and the inlined verbs read nothing but the words
// of the handle. So the child's side of fork(2) walks this list and has the
// words emptied: no room, nothing to read, and the call that tells why answers
// PICORING_EFORK.
#pragma once

namespace picoring {

struct Entry {
    Entry *next;
    Entry *previous;
    void (*empty)(void *object); // in a child; NULL for a bare mirror
    void *object;
    bool inherited;
    bool foreign; // made by a parent of this process, and not inherited
};

// False if the system cannot watch for forks.
bool enter(Entry &entry);
void leave(Entry &entry);

} // namespace picoring
