/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * android.h: makes Linux Android, as far as src/platform looks.
 */
#define __ANDROID__ 1
