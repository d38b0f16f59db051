// SPDX-License-Identifier: MIT OR Apache-2.0
#include "picoring/ring.h"

#include "core/circle.hh"

#include "capi/check.hh"

using namespace picoring;

namespace {

const Circle &circle_of(const picoring_ring *ring)
{
    return *reinterpret_cast<const Circle *>(ring);
}

} // namespace

int picoring_ring_open(uint32_t inline_abi, size_t capacity, size_t element_size,
                       const picoring_options *options, picoring_ring **out_ring)
{
    if (!out_ring) return fail_null("picoring_ring_create");
    Circle *circle;
    if (int code = make_circle("ring", inline_abi, capacity, element_size, options, &circle))
        return code;
    *out_ring = reinterpret_cast<picoring_ring *>(circle);
    return PICORING_OK;
}

void picoring_ring_destroy(picoring_ring *ring) { unmake_circle(reinterpret_cast<Circle *>(ring)); }

int picoring_ring_claim_status(const picoring_ring *ring, size_t n)
{
    PICORING_REQUIRE(ring, PICORING_EFAULT);
    return claim_status(circle_of(ring), n);
}

int picoring_ring_peek_status(const picoring_ring *ring)
{
    PICORING_REQUIRE(ring, PICORING_EFAULT);
    return peek_status(circle_of(ring));
}

size_t picoring_ring_capacity(const picoring_ring *ring)
{
    PICORING_REQUIRE(ring, 0);
    return circle_of(ring).capacity;
}

const picoring_mirror *picoring_ring_mirror(const picoring_ring *ring)
{
    PICORING_REQUIRE(ring, nullptr);
    return &circle_of(ring).mirror;
}
