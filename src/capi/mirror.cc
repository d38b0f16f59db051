// SPDX-License-Identifier: MIT OR Apache-2.0
#include "core/mirror.hh"

#include "capi/check.hh"
#include "core/versions.hh"
#include "picoring/atomic.h"

#include <cstring>

using namespace picoring;

namespace {

constexpr size_t first_info_size = offsetof(picoring_mirror_info, dumped) + sizeof(uint32_t);

// Emulated: the bytes of [offset, offset + n) go to their twins.
void copy_to_twins(const Mirror &mirror, size_t offset, size_t n)
{
    size_t size = mirror.size;
    size_t first = offset < size ? (n < size - offset ? n : size - offset) : 0;
    memcpy(mirror.data + offset + size, mirror.data + offset, first);
    size_t beyond = offset + first - size; // where the rest lies in the first copy
    if (n > first) memcpy(mirror.data + beyond, mirror.data + size + beyond, n - first);
}

uint32_t copies_dumped(const Mirror &mirror)
{
    bool all = mirror.technique == PICORING_TECHNIQUE_EMULATED || !platform::keeps_out_of_dumps();
    if (all) return 2;
    return mirror.options.dump == PICORING_DUMP_ONE ? 1 : 0;
}

} // namespace

int picoring_mirror_create(size_t size, const picoring_options *options,
                           picoring_mirror **out_mirror)
{
    PICORING_REQUIRE(out_mirror, PICORING_EFAULT);
    picoring_options read;
    if (int code = read_options(__func__, options, read)) return code;
    size_t unit =
        read.huge == PICORING_HUGE_REQUIRE ? platform::huge_page_size() : platform::granularity();
    if (read.exact && unit != 0 && size % unit != 0)
        return fail(PICORING_EINVAL, __func__, "exact, but no multiple of the granularity");
    auto mirror = static_cast<Mirror *>(allocate(read, sizeof(Mirror), alignof(Mirror)));
    if (!mirror) return fail(PICORING_ENOMEM, __func__, "no memory left for the handle");
    if (int code = make_mirror(__func__, size, read, nullptr, nullptr, *mirror)) {
        deallocate(read, mirror, sizeof *mirror, alignof(Mirror));
        return code;
    }
    *out_mirror = mirror;
    return PICORING_OK;
}

void picoring_mirror_destroy(picoring_mirror *mirror)
{
    if (!mirror) return;
    picoring_options options = mirror->options;
    if (unmake_mirror(*mirror)) deallocate(options, mirror, sizeof *mirror, alignof(Mirror));
}

void *picoring_mirror_data(const picoring_mirror *mirror)
{
    PICORING_REQUIRE(mirror, nullptr);
    return mirror->entry.foreign ? nullptr : mirror->data;
}

size_t picoring_mirror_size(const picoring_mirror *mirror)
{
    PICORING_REQUIRE(mirror, 0);
    return mirror->size;
}

int picoring_mirror_sync(picoring_mirror *mirror, size_t offset, size_t n)
{
    PICORING_REQUIRE(mirror, PICORING_EFAULT);
    if (mirror->entry.foreign)
        return fail(PICORING_EFORK, __func__, picoring_strerror(PICORING_EFORK));
    size_t size = mirror->size;
    if (offset > 2 * size || n > size || n > 2 * size - offset)
        return fail(PICORING_ERANGE, __func__, n, " bytes at ", offset,
                    " do not lie in two copies of ", size);
    PICORING_COMPILER_BARRIER();
    if (mirror->technique == PICORING_TECHNIQUE_EMULATED) copy_to_twins(*mirror, offset, n);
    return PICORING_OK;
}

int picoring_mirror_describe(const picoring_mirror *mirror, picoring_mirror_info *out_info)
{
    PICORING_REQUIRE(mirror && out_info, PICORING_EFAULT);
    bool real = mirror->technique != PICORING_TECHNIQUE_EMULATED && !mirror->entry.foreign;
    picoring_mirror_info info = {0,
                                 mirror->size,
                                 platform::granularity(),
                                 mirror->page_size,
                                 real ? platform::huge_bytes(mirror->data, mirror->size) : 0,
                                 mirror->technique,
                                 mirror->options.prefault || !real,
                                 mirror->options.lock,
                                 mirror->options.inherit,
                                 mirror->options.guard,
                                 copies_dumped(*mirror)};
    return fill_struct(__func__, &info, sizeof info, first_info_size, out_info);
}

size_t picoring_granularity(void) { return platform::granularity(); }
