// SPDX-License-Identifier: MIT OR Apache-2.0
//
// mirror.cc: the ladder. Which technique with which pages is tried in which
// order, and what is said when none of them works.
#include "core/mirror.hh"

#include "core/numbers.hh"

#include "picoring/atomic.h"
#include "platform/sys.hh"

#include <cstring>

namespace picoring {

namespace {

using platform::Mapping;
using platform::MapRequest;

// What has been tried and did not work, for the sentence.
struct Tries {
    struct Try {
        uint32_t technique;
        Failure failure;
    };
    static constexpr int most = 8;
    Try list[most];
    int count = 0;

    void add(uint32_t technique, const Failure &failure)
    {
        if (count < most) list[count++] = {technique, failure};
    }

    // The last if no other could help, otherwise the first that was more than
    // "not on this system".
    int code() const
    {
        if (list[count - 1].failure.final) return list[count - 1].failure.code;
        for (int i = 0; i < count; ++i)
            if (list[i].failure.code != PICORING_ENOSYS) return list[i].failure.code;
        return PICORING_ENOSYS;
    }

    int say(const char *operation, size_t size) const
    {
        Sentence sentence;
        sentence << operation << ": " << size << " bytes";
        for (int i = 0; i < count; ++i) {
            const Failure &failure = list[i].failure;
            sentence << (i == 0 ? " by " : "; by ") << picoring_technique_name(list[i].technique)
                     << ": " << failure.step;
            if (failure.os_error) sentence << ": " << OsError{failure.os_error};
        }
        sentence << ": " << picoring_strerror(code());
        if (code() == PICORING_ENOSYS)
            sentence << "; the technique emulated, on request, needs no mapping";
        return code();
    }
};

// ---- The self-test ---------------------------------------------------------

bool copies_agree(uint8_t *data, size_t size)
{
    volatile uint8_t *bytes = data;
    const size_t offsets[] = {0, size / 2, size - 1};
    for (size_t i = 0; i < 3; ++i) {
        size_t written = offsets[i] + (i == 1 ? size : 0); // once through the second copy
        bytes[written] = static_cast<uint8_t>(0xA1 + i);
    }
    bool agree = sys::injected(PICORING_CALL_SELF_TEST) == 0;
    for (size_t i = 0; i < 3; ++i)
        agree = agree && bytes[offsets[i]] == 0xA1 + i && bytes[offsets[i] + size] == 0xA1 + i;
    for (size_t offset : offsets) bytes[offset] = 0;
    return agree;
}

// Once for each technique and process: does a byte written through one copy
// show in the other? Some systems take every call and map something else.
bool self_test(uint32_t technique, const Mapping &mapping, size_t size, Failure &failure)
{
    static uint8_t passed[last_technique + 1];
    bool injected = false;
#ifdef PICORING_FAULTS
    injected = true; // always run it, so that it can be made to fail
#endif
    if (!injected && PICORING_LOAD_ACQUIRE(&passed[technique])) return true;
    if (!copies_agree(mapping.data, size)) {
        failure = {PICORING_ENOSYS, "the self-test read another value than it wrote", 0, false};
        return false;
    }
    PICORING_STORE_RELEASE(&passed[technique], uint8_t{1});
    return true;
}

// ---- The ladder --------------------------------------------------------------

bool try_technique(uint32_t technique, const MapRequest &request, Mirror &mirror, Tries &tries)
{
    Failure failure = {};
    bool mapped = platform::map(technique, request, mirror.mapping, failure);
    if (mapped && !self_test(technique, mirror.mapping, request.size, failure)) {
        platform::unmap(mirror.mapping);
        mapped = false;
    }
    if (!mapped) {
        tries.add(technique, failure);
        return false;
    }
    mirror.data = mirror.mapping.data;
    mirror.size = request.size;
    mirror.page_size = request.page_size;
    mirror.technique = technique;
    return true;
}

bool climb(const MapRequest &request, uint32_t forced, Mirror &mirror, Tries &tries)
{
    if (forced != PICORING_TECHNIQUE_AUTO) return try_technique(forced, request, mirror, tries);
    size_t count;
    const uint32_t *ladder = platform::ladder(&count);
    for (size_t i = 0; i < count; ++i) {
        if (try_technique(ladder[i], request, mirror, tries)) return true;
        if (tries.list[tries.count - 1].failure.final) return false;
    }
    return false;
}

MapRequest ordinary_request(size_t size, const picoring_options &options)
{
    size_t granularity = platform::granularity();
    return {round_up(size, granularity), granularity,
            options.prefault != 0,       options.lock != 0,
            options.inherit != 0,        options.dump == PICORING_DUMP_ONE,
            options.guard != 0,          options.huge != PICORING_HUGE_OFF};
}

// Pages from the system's huge pool, if it has one and the size is worth it.
bool map_huge_pool(size_t size, Mirror &mirror, Tries &tries)
{
    const picoring_options &options = mirror.options;
    size_t page = platform::huge_page_size();
    bool fits = size >= page && !(options.exact && size % page != 0);
    if (page == 0 || (options.huge == PICORING_HUGE_TRY && !fits)) return false;
    MapRequest request = ordinary_request(size, options);
    request.page_size = page;
    request.size = round_up(size, page);
    Tries pool;
    bool mapped = climb(request, options.technique, mirror, pool);
    if (!mapped && options.huge == PICORING_HUGE_REQUIRE)
        tries.add(pool.list[0].technique, pool.list[0].failure);
    return mapped;
}

// Ordinary memory that the system may turn into huge pages: require means to
// fault all of it in and look.
bool map_huge_or_nothing(size_t size, Mirror &mirror, Tries &tries)
{
    MapRequest request =
        ordinary_request(round_up(size, platform::huge_page_size()), mirror.options);
    request.prefault = true;
    if (!climb(request, mirror.options.technique, mirror, tries)) return false;
    if (platform::huge_bytes(mirror.data, mirror.size) == mirror.size) return true;
    platform::unmap(mirror.mapping);
    tries.add(mirror.technique, {PICORING_EHUGE, "huge pages were not granted", 0, true});
    return false;
}

bool map_really(size_t size, Mirror &mirror, Tries &tries)
{
    uint32_t huge = mirror.options.huge;
    if (huge != PICORING_HUGE_OFF && map_huge_pool(size, mirror, tries)) return true;
    if (huge == PICORING_HUGE_REQUIRE) return map_huge_or_nothing(size, mirror, tries);
    return climb(ordinary_request(size, mirror.options), mirror.options.technique, mirror, tries);
}

int emulate(const char *operation, size_t size, Mirror &mirror)
{
    const picoring_options &options = mirror.options;
    if (options.lock || options.guard || options.inherit || options.huge == PICORING_HUGE_REQUIRE ||
        options.dump != PICORING_DUMP_ONE)
        return fail(PICORING_ENOSYS, operation,
                    "emulated memory is heap: it is not locked, guarded, shared with a child, "
                    "huge or kept from dumps");
    mirror.page_size = platform::granularity();
    mirror.size = round_up(size, mirror.page_size);
    mirror.data = static_cast<uint8_t *>(allocate(options, 2 * mirror.size, mirror.page_size));
    if (!mirror.data)
        return fail(PICORING_ENOMEM, operation, 2 * mirror.size,
                    " bytes of heap to emulate a mirror: ", picoring_strerror(PICORING_ENOMEM));
    memset(mirror.data, 0, 2 * mirror.size);
    mirror.technique = PICORING_TECHNIQUE_EMULATED;
    return PICORING_OK;
}

void give_back(Mirror &mirror)
{
    if (mirror.technique == PICORING_TECHNIQUE_EMULATED)
        deallocate(mirror.options, mirror.data, 2 * mirror.size, mirror.page_size);
    else
        platform::unmap(mirror.mapping);
}

int check_size(const char *operation, size_t size, const picoring_options &options)
{
    size_t granularity = platform::granularity();
    size_t slack = 4 * (granularity + platform::huge_page_size());
    if (size == 0) return fail(PICORING_EINVAL, operation, "a size of 0");
    if (size > PTRDIFF_MAX / 2 - slack)
        return fail(PICORING_EOVERFLOW, operation, "two copies of ", size,
                    " bytes are more than a pointer can span");
    if (options.alignment > granularity)
        return fail(PICORING_EALIGN, operation, "an alignment of ", options.alignment,
                    " bytes exceeds the granularity of ", granularity);
    return PICORING_OK;
}

} // namespace

int make_mirror(const char *operation, size_t size, const picoring_options &options,
                void (*empty)(void *object), void *object, Mirror &mirror)
{
    if (int code = check_size(operation, size, options)) return code;
    mirror.options = options;
    Tries tries;
    if (options.technique == PICORING_TECHNIQUE_EMULATED) {
        if (int code = emulate(operation, size, mirror)) return code;
    } else if (options.huge == PICORING_HUGE_REQUIRE && platform::huge_page_size() == 0) {
        return fail(PICORING_EHUGE, operation, "this system has no huge pages for everybody");
    } else if (!map_really(size, mirror, tries)) {
        return tries.say(operation, size);
    }
    mirror.entry = {nullptr, nullptr, empty, object, options.inherit != 0, false};
    if (enter(mirror.entry)) return PICORING_OK;
    give_back(mirror);
    return fail(PICORING_ENOMEM, operation, "pthread_atfork: no memory left");
}

void move_mirror(Mirror &from, Mirror &to, void (*empty)(void *object), void *object)
{
    leave(from.entry);
    to = from;
    to.entry = {nullptr, nullptr, empty, object, from.entry.inherited, false};
    (void)enter(to.entry); // forks are watched since `from` was made
}

bool unmake_mirror(Mirror &mirror)
{
    if (mirror.entry.foreign) return false;
    leave(mirror.entry);
    give_back(mirror);
    return true;
}

} // namespace picoring
