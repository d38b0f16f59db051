// SPDX-License-Identifier: MIT OR Apache-2.0
//
// error.cc: the codes' names and meanings, and the version.
#include "core/error.hh"

#include "picoring/base.h"

namespace {

struct Meaning {
    const char *name;
    const char *sentence;
};

// In the order of the codes, from 0 downwards.
const Meaning meanings[] = {
    {"PICORING_OK", "success"},
    {"PICORING_EAGAIN", "full or empty now"},
    {"PICORING_EEND", "closed, and all of it read"},
    {"PICORING_ERANGE", "more than is granted, or than can ever fit"},
    {"PICORING_EPIPE", "closed: nothing more can be written"},
    {"PICORING_EINTR", "a signal came first"},
    {"PICORING_ENOBUFS", "the stream or the reservation has no room"},
    {"PICORING_ENODATA", "the stream has nothing to write out"},
    {"PICORING_EINVAL", "an argument is not valid"},
    {"PICORING_EFAULT", "a handle or a pointer is NULL"},
    {"PICORING_EOVERFLOW", "more than a pointer can span"},
    {"PICORING_EALIGN", "the memory cannot be aligned so"},
    {"PICORING_E2BIG", "the options are newer than the library"},
    {"PICORING_EVERSION", "the headers are newer than the library"},
    {"PICORING_ENOSYS", "the technique does not work on this system"},
    {"PICORING_ENOMEM", "no memory left"},
    {"PICORING_EADDRSPACE", "no address space left (see RLIMIT_AS)"},
    {"PICORING_EMAPCOUNT", "no mapping left (see vm.max_map_count)"},
    {"PICORING_EMFILE", "no descriptor left (see RLIMIT_NOFILE)"},
    {"PICORING_EFBIG", "larger than a file may be (see RLIMIT_FSIZE)"},
    {"PICORING_ENOSPC", "no space left for shared memory (see /dev/shm)"},
    {"PICORING_ELOCK", "the memory cannot be locked (see RLIMIT_MEMLOCK)"},
    {"PICORING_EHUGE", "no huge pages to be had"},
    {"PICORING_EFORK", "made by the parent of this process and not inherited"},
    {"PICORING_EIO", "the system refused"},
    {"PICORING_ETIMEDOUT", "the time is over"},
    {"PICORING_EBUSY", "that side is already open"},
    {"PICORING_ESTATE", "no claim is open"},
    {"PICORING_EPEER", "the other process broke the protocol"},
};
constexpr int count = sizeof meanings / sizeof meanings[0];
static_assert(count == 1 - PICORING_EPEER, "a code has no meaning");

const Meaning *meaning_of(int code)
{
    return code <= 0 && code > -count ? &meanings[-code] : nullptr;
}

} // namespace

const char *picoring_strerror(int code)
{
    const Meaning *meaning = meaning_of(code);
    return meaning ? meaning->sentence : "unknown error code";
}

const char *picoring_errname(int code)
{
    const Meaning *meaning = meaning_of(code);
    return meaning ? meaning->name : "PICORING_E?";
}

const char *picoring_last_error(void) { return picoring::last_error(); }

uint32_t picoring_version(void) { return PICORING_VERSION; }
const char *picoring_version_string(void) { return PICORING_PROJECT_VERSION; }
uint32_t picoring_inline_abi(void) { return PICORING_INLINE_ABI; }
