// SPDX-License-Identifier: MIT OR Apache-2.0
//
// list.cc: making a list, its steps, and what it says when it refuses.
#include "core/list.hh"

#include "core/numbers.hh"
#include "core/options.hh"
#include "core/versions.hh"
#include "picoring/atomic.h"

#include <cstring>

namespace picoring {

namespace {

constexpr size_t default_least_step = size_t{64} << 10;
constexpr size_t default_most_step = size_t{8} << 20;
// A list that does not say how much it wants leaves room for a thousand others:
// a 1024th of 47 bits. Where 32 bits are all, a 32nd.
constexpr size_t default_reservation = size_t{128} << (sizeof(size_t) == 8 ? 30 : 20);

// Whole huge pages where there is room for some: only a list that gets shorter
// than one splits it.
size_t unit_for(const List &list, size_t bytes)
{
    size_t huge = platform::huge_page_size();
    bool whole = !list.options.small_pages && huge != 0 && bytes >= huge;
    return whole ? huge : platform::granularity();
}

// ---- Creation ---------------------------------------------------------------

int check(const char *operation, size_t element_size, const picoring_list_options &options)
{
    if (element_size == 0) return fail(PICORING_EINVAL, operation, "an element size of 0");
    size_t n = larger(options.reserve, 1);
    size_t slack = 2 * (platform::granularity() + platform::huge_page_size());
    if (n > (PTRDIFF_MAX - slack) / element_size)
        return fail(PICORING_EOVERFLOW, operation, n, " elements of ", element_size,
                    " bytes are more than a pointer can span");
    if (int code = check_range(operation, "small_pages", options.small_pages, 1)) return code;
    if (int code = check_range(operation, "dump", options.dump, PICORING_DUMP_NONE)) return code;
    if (int code = check_dump(operation, options.dump)) return code;
    if (options.most_step != 0 && options.most_step < options.least_step)
        return fail(PICORING_EINVAL, operation, "the option most_step is less than least_step");
    if (int code = check_hook(operation, options.allocate, options.deallocate)) return code;
    if (int code = check_alignment(operation, options.alignment)) return code;
    if (options.alignment > platform::granularity())
        return fail(PICORING_EALIGN, operation, "an alignment of ", options.alignment,
                    " bytes exceeds a page");
    return check_element(operation, element_size, options.alignment);
}

void put_defaults_in(picoring_list_options &options, size_t element_size)
{
    if (options.least_step == 0)
        options.least_step =
            options.most_step ? smaller(options.most_step, default_least_step) : default_least_step;
    if (options.most_step == 0) options.most_step = larger(options.least_step, default_most_step);
    if (options.keep == 0) options.keep = options.most_step;
    if (options.chunk == 0) options.chunk = larger(default_most_step / element_size, 1);
}

// The bytes to try first: what was asked for, or what memory and swap hold.
size_t wanted_reservation(const List &list)
{
    size_t element_size = list.words.element_size;
    size_t bytes = list.options.reserve * element_size;
    if (bytes == 0) {
        size_t memory = platform::memory_size();
        bytes = memory ? smaller(memory, default_reservation) : default_reservation;
        bytes = larger(bytes, element_size);
    }
    return round_up(bytes, platform::granularity());
}

bool scarce(const Failure &failure)
{
    return failure.code == PICORING_EADDRSPACE || failure.code == PICORING_ENOMEM ||
           failure.code == PICORING_ELOCK;
}

// Where there is not enough address space for the default, half of it, and half
// of that; and of what there was, a quarter, so that others find some.
bool reserve_less(List &list, const platform::SpaceRequest &request, size_t size, Failure &failure)
{
    size_t page = platform::granularity();
    size_t least = round_up(list.words.element_size, page);
    do {
        if (!scarce(failure) || size <= least) return false;
        size = round_up(size / 2, page);
    } while (!platform::reserve_space(larger(size, least), request, list.space, failure));
    if (size / 4 < least) return true;
    platform::release_space(list.space);
    return platform::reserve_space(round_up(size / 4, page), request, list.space, failure);
}

int reserve(List &list, const char *operation)
{
    size_t size = wanted_reservation(list);
    Failure failure = {};
    platform::SpaceRequest request = {!list.options.small_pages,
                                      list.options.dump == PICORING_DUMP_ONE};
    bool reserved = platform::reserve_space(size, request, list.space, failure) ||
                    (list.options.reserve == 0 && reserve_less(list, request, size, failure));
    if (!reserved)
        return fail(failure.code, operation, "a reservation of ", size, " bytes: ", failure.step,
                    ": ", OsError{failure.os_error}, ": ", picoring_strerror(failure.code));
    list.words.data = list.space.data;
    return PICORING_OK;
}

// ---- Steps --------------------------------------------------------------------

void set_committed(List &list, size_t bytes)
{
    list.committed = bytes;
    list.words.ready = bytes / list.words.element_size;
}

// Where the next step ends: it doubles the list between the least and the most.
size_t end_of_step(const List &list, size_t needed)
{
    size_t step = smaller(larger(list.committed, list.options.least_step), list.most_step);
    size_t room = list.space.size - list.committed;
    size_t end = larger(needed, list.committed + smaller(step, room));
    return smaller(round_up(end, unit_for(list, end - list.committed)), list.space.size);
}

// A step failed: the next ones are half as long.
void shorten_steps(List &list)
{
    list.most_step /= 2;
    if (list.most_step < platform::granularity()) list.most_step = 0;
}

void lengthen_steps(List &list)
{
    size_t twice = larger(list.most_step, platform::granularity()) * 2;
    list.most_step = smaller(twice, list.options.most_step);
}

// The whole step or, where there is not so much memory left, half of it, and
// half of that, down to what is needed.
bool commit_up_to(List &list, size_t needed, Failure &failure)
{
    size_t bare = round_up(needed, platform::granularity());
    size_t end = list.most_step ? end_of_step(list, needed) : bare;
    while (!platform::commit(list.space, list.committed, end, failure)) {
        if (end == bare) {
            platform::explain_commit(bare - list.committed, failure);
            return false;
        }
        shorten_steps(list);
        size_t shorter = list.most_step ? end_of_step(list, needed) : bare;
        end = shorter < end ? shorter : bare;
    }
    set_committed(list, end);
    lengthen_steps(list);
    return true;
}

} // namespace

int make_list(const char *operation, size_t element_size, const picoring_list_options *given,
              List **out_list)
{
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    if (int code = read_struct(operation, given, first_list_options_size, &options, sizeof options))
        return code;
    if (int code = check(operation, element_size, options)) return code;
    put_defaults_in(options, element_size);
    auto list = static_cast<List *>(allocate(options, sizeof(List), alignof(List)));
    if (!list) return fail(PICORING_ENOMEM, operation, "no memory left for the handle");
    *list = {{nullptr, 0, 0, element_size}, {}, 0, options.most_step, options};
    if (int code = reserve(*list, operation)) {
        deallocate(options, list, sizeof *list, alignof(List));
        return code;
    }
    *out_list = list;
    return PICORING_OK;
}

void unmake_list(List *list)
{
    platform::release_space(list->space);
    picoring_list_options options = list->options;
    deallocate(options, list, sizeof *list, alignof(List));
}

size_t capacity_of(const List &list) { return list.space.size / list.words.element_size; }

int make_ready(List &list, const char *verb, size_t n)
{
    if (n <= list.words.ready) return PICORING_OK;
    Failure failure = {};
    if (n > capacity_of(list))
        return fail_verb(PICORING_ENOBUFS, "list", verb, n,
                         " elements in all, but the reservation holds ", capacity_of(list),
                         ": create the list with a larger options->reserve");
    if (commit_up_to(list, n * list.words.element_size, failure)) return PICORING_OK;
    return fail_verb(failure.code, "list", verb, n, " elements in all, but ", list.words.ready,
                     " have memory: ", failure.step, ": ", OsError{failure.os_error}, ": ",
                     picoring_strerror(failure.code));
}

void trim(List &list, size_t keep)
{
    size_t used = list.words.len * list.words.element_size;
    if (keep >= list.committed - used) return;
    size_t end = round_up(used + keep, unit_for(list, used + keep));
    if (end >= list.committed) return;
    if (platform::decommit(list.space, end, list.committed)) set_committed(list, end);
}

int refuse(const List &list, uint32_t verb, size_t n)
{
    size_t len = PICORING_LOAD_ACQUIRE(&list.words.len);
    if (verb == PICORING_VERB_POP) return PICORING_EAGAIN;
    if (verb == PICORING_VERB_COMMIT)
        return fail_verb(PICORING_ERANGE, "list", verb_name(verb), n,
                         " elements, but there is room ready for ", list.words.ready - len);
    return fail_verb(PICORING_ERANGE, "list", verb_name(verb), "index ", n, ", but the list has ",
                     len);
}

int truncate(List &list, const char *verb, size_t n)
{
    if (n > list.words.len)
        return fail_verb(PICORING_ERANGE, "list", verb, n, " elements, but the list has ",
                         list.words.len);
    PICORING_STORE_RELEASE(&list.words.len, n);
    trim(list, list.options.keep);
    return PICORING_OK;
}

} // namespace picoring

using namespace picoring;

int picoring_step_ready(picoring_list_words *words, uint32_t verb, size_t n)
{
    List &list = *reinterpret_cast<List *>(words);
    size_t most = SIZE_MAX - words->len;
    return make_ready(list, verb_name(verb), words->len + (n < most ? n : most));
}

int picoring_step_refuse(const picoring_list_words *words, uint32_t verb, size_t n)
{
    return refuse(*reinterpret_cast<const List *>(words), verb, n);
}
