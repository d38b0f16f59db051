// SPDX-License-Identifier: MIT OR Apache-2.0
#include "core/registry.hh"

#include "platform/platform.hh"

namespace picoring {

namespace {

Entry *first;

void unlink(Entry &entry)
{
    if (entry.next) entry.next->previous = entry.previous;
    (entry.previous ? entry.previous->next : first) = entry.next;
}

void disown(Entry &entry)
{
    entry.foreign = true;
    if (entry.empty) entry.empty(entry.object);
}

void in_child()
{
    for (Entry *entry = first; entry;) {
        Entry *next = entry->next;
        if (!entry->inherited) {
            unlink(*entry);
            disown(*entry);
        }
        entry = next;
    }
}

} // namespace

bool enter(Entry &entry)
{
    if (!platform::watch_forks(in_child)) return false;
    platform::lock();
    entry.previous = nullptr;
    entry.next = first;
    if (first) first->previous = &entry;
    first = &entry;
    platform::unlock();
    return true;
}

void leave(Entry &entry)
{
    platform::lock();
    unlink(entry);
    platform::unlock();
}

} // namespace picoring
