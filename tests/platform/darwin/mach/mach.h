/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <mach/vm_inherit.h>

#include <stddef.h>
#include <stdint.h>

#define KERN_SUCCESS 0
#define KERN_PROTECTION_FAILURE 2
#define KERN_NO_SPACE 3
#define KERN_INVALID_ARGUMENT 4
#define KERN_FAILURE 5
#define KERN_RESOURCE_SHORTAGE 6
#define KERN_NOT_SUPPORTED 46
#define VM_PROT_NONE 0
#define VM_PROT_READ 1
#define VM_PROT_WRITE 2
#define VM_FLAGS_FIXED 0x0000
#define VM_FLAGS_OVERWRITE 0x4000
#define MAP_MEM_NAMED_CREATE 0x020000
#define MACH_PORT_NULL 0
#define FALSE 0

typedef int kern_return_t, vm_prot_t, vm_inherit_t, boolean_t;
typedef uint32_t mach_port_t;
typedef uintptr_t vm_address_t, vm_size_t;
typedef unsigned long long memory_object_size_t, memory_object_offset_t;

extern "C" {
mach_port_t mach_task_self(void);
kern_return_t mach_port_deallocate(mach_port_t task, mach_port_t port);
kern_return_t mach_make_memory_entry_64(mach_port_t task, memory_object_size_t *size,
                                        memory_object_offset_t offset, vm_prot_t permission,
                                        mach_port_t *entry, mach_port_t parent);
kern_return_t vm_map(mach_port_t task, vm_address_t *address, vm_size_t size, vm_address_t mask,
                     int flags, mach_port_t entry, vm_size_t offset, boolean_t copy, vm_prot_t now,
                     vm_prot_t most, vm_inherit_t inheritance);
kern_return_t vm_remap(mach_port_t task, vm_address_t *address, vm_size_t size, vm_address_t mask,
                       int flags, mach_port_t from_task, vm_address_t from, boolean_t copy,
                       vm_prot_t *now, vm_prot_t *most, vm_inherit_t inheritance);
}
