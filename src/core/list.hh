// SPDX-License-Identifier: MIT OR Apache-2.0
//
// list.hh: a growing array in address space that is reserved once.
//
//     data            ready            committed                    reserved
//     | elements | room |  rest of a page  |       no memory         |
//                                          ^ the next step begins here
//
// Only the writer changes it. Readers know data, element_size and len, the
// words that inlines read; the rest is the writer's.
#pragma once

#include "core/error.hh"
#include "picoring/list.h"
#include "platform/platform.hh"

namespace picoring {

struct alignas(64) List {
    picoring_list_words words; // first: the handle is the address of the words
    platform::Space space;
    size_t committed;              // bytes of space that have memory
    size_t most_step;              // now: less than the option's near a limit
    picoring_list_options options; // with the defaults put in
};

// The size of picoring_list_options in version 0.1: no caller knows less.
constexpr size_t first_list_options_size = offsetof(picoring_list_options, user) + sizeof(void *);

int make_list(const char *operation, size_t element_size, const picoring_list_options *options,
              List **out_list);
void unmake_list(List *list);

size_t capacity_of(const List &list);

// Commits room for n elements in all; `verb` is for the sentence.
int make_ready(List &list, const char *verb, size_t n);

// Keeps the first n elements, and of the memory behind them options.keep.
int truncate(List &list, const char *verb, size_t n);

// Gives back what lies further than `keep` bytes behind the last element.
void trim(List &list, size_t keep);

// Why `verb` for n elements, or at index n, does not go.
int refuse(const List &list, uint32_t verb, size_t n);

} // namespace picoring
