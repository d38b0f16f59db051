/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#define VM_INHERIT_SHARE 0
#define VM_INHERIT_NONE 2
