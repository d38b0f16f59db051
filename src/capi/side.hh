// SPDX-License-Identifier: MIT OR Apache-2.0
//
// side.hh: the entry points that every side of every channel has alike, and the
// arm of those that count elements.
#pragma once

#include "capi/check.hh"
#include "core/channel.hh"

#define PICORING_SIDE(object, side)                                                                \
    int picoring_##object##_##side##_interrupt(picoring_##object##_##side *side)                   \
    {                                                                                              \
        PICORING_REQUIRE(side, PICORING_EFAULT);                                                   \
        if (int code = check_home(*side_of(side).channel, #side "_interrupt")) return code;        \
        interrupt(side_of(side));                                                                  \
        return PICORING_OK;                                                                        \
    }                                                                                              \
    int picoring_##object##_##side##_event(picoring_##object##_##side *side, intptr_t *out_event)  \
    {                                                                                              \
        PICORING_REQUIRE(side &&out_event, PICORING_EFAULT);                                       \
        if (int code = check_home(*side_of(side).channel, #side "_event")) return code;            \
        return event_of(side_of(side), #side "_event", out_event);                                 \
    }                                                                                              \
    int picoring_##object##_##side##_disarm(picoring_##object##_##side *side)                      \
    {                                                                                              \
        PICORING_REQUIRE(side, PICORING_EFAULT);                                                   \
        if (int code = check_home(*side_of(side).channel, #side "_disarm")) return code;           \
        disarm(side_of(side));                                                                     \
        return PICORING_OK;                                                                        \
    }                                                                                              \
    int picoring_##object##_##side##_close(picoring_##object##_##side *side)                       \
    {                                                                                              \
        PICORING_REQUIRE(side, PICORING_EFAULT);                                                   \
        if (int code = check_home(*side_of(side).channel, #side "_close")) return code;            \
        close_side(side_of(side));                                                                 \
        return PICORING_OK;                                                                        \
    }

#define PICORING_ARM(object, side)                                                                 \
    int picoring_##object##_##side##_arm(picoring_##object##_##side *side, size_t n)               \
    {                                                                                              \
        PICORING_REQUIRE(side, PICORING_EFAULT);                                                   \
        if (int code = check_home(*side_of(side).channel, #side "_arm")) return code;              \
        return arm(side_of(side), #side "_arm", n);                                                \
    }
