// SPDX-License-Identifier: MIT OR Apache-2.0
#include "core/versions.hh"

#include "core/error.hh"
#include "core/numbers.hh"
#include "picoring/base.h"

#include <cstring>

namespace picoring {

namespace {

size_t struct_size_of(const void *given)
{
    size_t size;
    memcpy(&size, given, sizeof size);
    return size;
}

bool is_zero(const void *given, size_t from, size_t to)
{
    auto bytes = static_cast<const unsigned char *>(given);
    for (size_t i = from; i < to; ++i)
        if (bytes[i] != 0) return false;
    return true;
}

} // namespace

int check_inline_abi(const char *operation, uint32_t inline_abi)
{
    if (inline_abi != 0 && inline_abi <= PICORING_INLINE_ABI) return PICORING_OK;
    return fail(PICORING_EVERSION, operation, "the headers are of inline ABI ", size_t{inline_abi},
                ", the library serves up to ", size_t{PICORING_INLINE_ABI});
}

// libbpf's OPTS_VALID: a caller from the future may pass a longer struct as
// long as it asks for nothing that we do not know.
int read_struct(const char *operation, const void *given, size_t first_size, void *options,
                size_t size)
{
    if (!given) return PICORING_OK;
    size_t given_size = struct_size_of(given);
    if (given_size < first_size)
        return fail(PICORING_EINVAL, operation,
                    "struct_size of the options is too small: begin with its INIT macro");
    if (!is_zero(given, size, given_size))
        return fail(PICORING_E2BIG, operation,
                    "the options ask for something that this library is too old for");
    memcpy(options, given, smaller(given_size, size));
    return PICORING_OK;
}

int init_struct(const char *operation, void *options, size_t first_size, size_t given_size)
{
    if (given_size < first_size)
        return fail(PICORING_EINVAL, operation, "struct_size is too small");
    memset(options, 0, given_size);
    memcpy(options, &given_size, sizeof given_size);
    return PICORING_OK;
}

int fill_struct(const char *operation, const void *info, size_t size, size_t first_size,
                void *out_info)
{
    size_t given_size = struct_size_of(out_info);
    if (given_size < first_size)
        return fail(PICORING_EINVAL, operation, "struct_size of the info is too small");
    memset(out_info, 0, given_size);
    memcpy(out_info, info, smaller(given_size, size));
    memcpy(out_info, &given_size, sizeof given_size);
    return PICORING_OK;
}

} // namespace picoring
