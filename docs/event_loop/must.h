/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* must.h: what these programs do when something fails: say so, and end. */
#ifndef MUST_H
#define MUST_H

#include <stdio.h>
#include <stdlib.h>

static inline void must(int holds, const char *what, const char *why)
{
    if (holds) return;
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

#endif
