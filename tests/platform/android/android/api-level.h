/* SPDX-License-Identifier: MIT OR Apache-2.0 */
static inline int android_get_device_api_level(void) { return 29; }
