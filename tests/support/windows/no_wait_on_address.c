/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * no_wait_on_address.c: a program that has this file in it runs on a machine
 * without WaitOnAddress.
 */
#include "faults.h"

__attribute__((__constructor__)) static void start(void)
{
    picoring_faults_look_up("WaitOnAddress", 0);
}
