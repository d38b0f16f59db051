/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * techniques.h: tests of every technique that is to be had where they run. Why
 * one of this system is not is printed, and the summary of tests/run shows it.
 */
#ifndef PICORING_TESTS_TECHNIQUES_H
#define PICORING_TESTS_TECHNIQUES_H

#include <stdio.h>
#include <string.h>

#include "picoring.h"

/* Only "not on this system" counts: any other failure is for the test to meet. */
static inline int technique_is_had(uint32_t technique)
{
    static signed char had[32]; /* 0: not tried yet */
    picoring_options options = PICORING_OPTIONS_INIT;
    picoring_mirror *mirror = NULL;
    if (technique == PICORING_TECHNIQUE_AUTO) return 1;
    if (had[technique] == 0) {
        options.technique = technique;
        had[technique] = picoring_mirror_create(1, &options, &mirror) == PICORING_ENOSYS ? -1 : 1;
        if (had[technique] < 0 && !strstr(picoring_last_error(), "no such technique"))
            printf("skipped: the technique %s: %s\n", picoring_technique_name(technique),
                   picoring_last_error());
        picoring_mirror_destroy(mirror);
    }
    return had[technique] > 0;
}

static inline int is_a_technique(uint32_t technique)
{
    return strcmp(picoring_technique_name(technique), "unknown") != 0;
}

/* From `first` on: AUTO, the mappings that are had, and EMULATED. */
#define FOR_EACH_TECHNIQUE(technique, first) \
    for (uint32_t technique = (first); is_a_technique(technique); ++technique) \
        if (technique_is_had(technique))

/* Only the mappings. */
#define FOR_EACH_MAPPING(technique) \
    FOR_EACH_TECHNIQUE(technique, 1) \
        if (technique != PICORING_TECHNIQUE_EMULATED)

#endif
