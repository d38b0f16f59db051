// SPDX-License-Identifier: MIT OR Apache-2.0
#include "core/options.hh"

#include "core/error.hh"
#include "platform/platform.hh"

#include <cstring>

namespace picoring {

namespace {

// libbpf's OPTS_VALID: a caller from the future may pass a longer struct as
// long as it asks for nothing that we do not know.
bool tail_is_zero(const picoring_options *given)
{
    auto bytes = reinterpret_cast<const unsigned char *>(given);
    for (size_t i = sizeof(picoring_options); i < given->struct_size; ++i)
        if (bytes[i] != 0) return false;
    return true;
}

int check_ranges(const char *operation, const picoring_options &options)
{
    const struct {
        const char *name;
        uint32_t value, most;
    } ranges[] = {{"technique", options.technique, PICORING_TECHNIQUE_EMULATED},
                  {"exact", options.exact, 1},
                  {"prefault", options.prefault, 1},
                  {"lock", options.lock, 1},
                  {"huge", options.huge, PICORING_HUGE_REQUIRE},
                  {"inherit", options.inherit, 1},
                  {"dump", options.dump, PICORING_DUMP_NONE},
                  {"guard", options.guard, 1}};
    for (const auto &range : ranges)
        if (range.value > range.most)
            return fail(PICORING_EINVAL, operation, "the option ", range.name, " is ",
                        size_t{range.value}, ", and at most ", size_t{range.most});
    return PICORING_OK;
}

// PICORING_TECHNIQUE takes the place of AUTO. False if it names nothing.
bool technique_from_environment(uint32_t &technique)
{
    const char *name = platform::environment("PICORING_TECHNIQUE");
    if (!name || !*name) return true;
    for (uint32_t t = PICORING_TECHNIQUE_AUTO; t <= PICORING_TECHNIQUE_EMULATED; ++t) {
        if (strcmp(name, picoring_technique_name(t)) == 0) {
            technique = t;
            return true;
        }
    }
    return false;
}

int check(const char *operation, picoring_options &options)
{
    if (int code = check_ranges(operation, options)) return code;
    if (!options.allocate != !options.deallocate)
        return fail(PICORING_EINVAL, operation, "of allocate and deallocate only one is given");
    if ((options.alignment & (options.alignment - 1)) != 0)
        return fail(PICORING_EALIGN, operation, "the alignment is not a power of two");
    if (options.technique == PICORING_TECHNIQUE_AUTO &&
        !technique_from_environment(options.technique))
        return fail(PICORING_EINVAL, operation,
                    "the variable PICORING_TECHNIQUE names no technique");
    return PICORING_OK;
}

} // namespace

int read_options(const char *operation, const picoring_options *given, picoring_options &options)
{
    options = PICORING_OPTIONS_INIT;
    if (given) {
        if (given->struct_size < first_options_size)
            return fail(
                PICORING_EINVAL, operation,
                "struct_size of the options is too small: begin with PICORING_OPTIONS_INIT");
        if (!tail_is_zero(given))
            return fail(PICORING_E2BIG, operation,
                        "the options ask for something that this library is too old for");
        size_t known = given->struct_size < sizeof options ? given->struct_size : sizeof options;
        memcpy(&options, given, known);
    }
    return check(operation, options);
}

void *allocate(const picoring_options &options, size_t bytes, size_t alignment)
{
    return options.allocate ? options.allocate(options.user, bytes, alignment)
                            : platform::allocate(bytes, alignment);
}

void deallocate(const picoring_options &options, void *block, size_t bytes, size_t alignment)
{
    if (options.deallocate)
        options.deallocate(options.user, block, bytes, alignment);
    else
        platform::deallocate(block);
}

} // namespace picoring
