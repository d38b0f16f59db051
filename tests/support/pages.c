/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * pages.c: a program that has this file in it believes in the page size that
 * PICORING_TEST_PAGE_SIZE says.
 */
#include "faults.h"

#include <stdlib.h>

__attribute__((__constructor__)) static void start(void)
{
    const char *text = getenv("PICORING_TEST_PAGE_SIZE");
    picoring_faults_page_size(text ? (size_t)strtoull(text, NULL, 10) : 0);
}
