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

bool in_range(const picoring_options &options)
{
    return options.technique <= PICORING_TECHNIQUE_EMULATED && options.exact <= 1 &&
           options.prefault <= 1 && options.lock <= 1 && options.huge <= PICORING_HUGE_REQUIRE &&
           options.inherit <= 1 && options.dump <= PICORING_DUMP_NONE && options.guard <= 1;
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
    if (!in_range(options))
        return fail(PICORING_EINVAL, operation, "an option has a value without meaning");
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
            return fail(PICORING_EINVAL, operation, "struct_size of the options is too small");
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
