// SPDX-License-Identifier: MIT OR Apache-2.0
#include "core/options.hh"

#include "core/error.hh"
#include "core/versions.hh"

#include <cstring>

namespace picoring {

namespace {

int check_ranges(const char *operation, const picoring_options &options)
{
    const struct {
        const char *name;
        uint32_t value, most;
    } ranges[] = {{"technique", options.technique, last_technique},
                  {"exact", options.exact, 1},
                  {"prefault", options.prefault, 1},
                  {"lock", options.lock, 1},
                  {"huge", options.huge, PICORING_HUGE_REQUIRE},
                  {"inherit", options.inherit, 1},
                  {"dump", options.dump, PICORING_DUMP_NONE},
                  {"guard", options.guard, 1}};
    for (const auto &range : ranges)
        if (int code = check_range(operation, range.name, range.value, range.most)) return code;
    return PICORING_OK;
}

// PICORING_TECHNIQUE takes the place of AUTO. False if it names nothing.
bool technique_from_environment(uint32_t &technique)
{
    const char *name = platform::environment("PICORING_TECHNIQUE");
    if (!name || !*name) return true;
    for (uint32_t t = PICORING_TECHNIQUE_AUTO; t <= last_technique; ++t) {
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
    if (int code = check_hook(operation, options.allocate, options.deallocate)) return code;
    if (int code = check_alignment(operation, options.alignment)) return code;
    if (int code = check_dump(operation, options.dump)) return code;
    if (options.technique == PICORING_TECHNIQUE_AUTO &&
        !technique_from_environment(options.technique))
        return fail(PICORING_EINVAL, operation,
                    "the variable PICORING_TECHNIQUE names no technique");
    return PICORING_OK;
}

} // namespace

int check_range(const char *operation, const char *option, uint32_t value, uint32_t most)
{
    if (value <= most) return PICORING_OK;
    return fail(PICORING_EINVAL, operation, "the option ", option, " is ", size_t{value},
                ", and at most ", size_t{most});
}

int check_hook(const char *operation, bool allocate, bool deallocate)
{
    if (allocate == deallocate) return PICORING_OK;
    return fail(PICORING_EINVAL, operation, "of allocate and deallocate only one is given");
}

int check_alignment(const char *operation, size_t alignment)
{
    if ((alignment & (alignment - 1)) == 0) return PICORING_OK;
    return fail(PICORING_EALIGN, operation, "the alignment is not a power of two");
}

int check_dump(const char *operation, uint32_t dump)
{
    if (dump != PICORING_DUMP_NONE || platform::keeps_out_of_dumps()) return PICORING_OK;
    return fail(PICORING_ENOSYS, operation,
                "what goes into a dump is up to who writes it on this system");
}

int read_options(const char *operation, const picoring_options *given, picoring_options &options)
{
    options = PICORING_OPTIONS_INIT;
    if (int code = read_struct(operation, given, first_options_size, &options, sizeof options))
        return code;
    return check(operation, options);
}

int check_element(const char *operation, size_t element_size, size_t alignment)
{
    if (alignment == 0 || element_size % alignment == 0) return PICORING_OK;
    return fail(PICORING_EALIGN, operation, "an element size of ", element_size,
                " bytes is no multiple of the alignment of ", alignment);
}

int check_shape(const char *operation, size_t capacity, size_t element_size,
                const picoring_options &options)
{
    if (capacity == 0) return fail(PICORING_EINVAL, operation, "a capacity of 0");
    if (element_size == 0) return fail(PICORING_EINVAL, operation, "an element size of 0");
    if (capacity > PTRDIFF_MAX / element_size)
        return fail(PICORING_EOVERFLOW, operation, capacity, " elements of ", element_size,
                    " bytes are more than a pointer can span");
    return check_element(operation, element_size, options.alignment);
}

} // namespace picoring
