/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * sandbox.c: sandbox COMMAND ARGUMENT...: runs it where nothing can be mapped twice.
 */
#include "sandbox.h"

#include <stdio.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    if (count < 2) return 2;
    if (refuse_calls(NO_MAPPING) == 0) execvp(arguments[1], arguments + 1);
    perror(arguments[1]);
    return 127;
}
