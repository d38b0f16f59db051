// SPDX-License-Identifier: MIT OR Apache-2.0
//
// darwin.cc: the Mach calls on Linux. A port is a memory file's descriptor and 1.
#include "darwin.h"

#include <mach/mach.h>

namespace {

constexpr mach_port_t task_port = 1000000;
constexpr memory_object_size_t too_large = 0xFFFFF000; // the kernel's ANON_MAX_SIZE
constexpr vm_prot_t both_ways = VM_PROT_READ | VM_PROT_WRITE;

int file_of(mach_port_t port) { return static_cast<int>(port) - 1; }

} // namespace

mach_port_t mach_task_self(void) { return task_port; }

kern_return_t mach_port_deallocate(mach_port_t task, mach_port_t port)
{
    return task == task_port && close(file_of(port)) == 0 ? KERN_SUCCESS : KERN_INVALID_ARGUMENT;
}

kern_return_t mach_make_memory_entry_64(mach_port_t task, memory_object_size_t *size,
                                        memory_object_offset_t offset, vm_prot_t permission,
                                        mach_port_t *entry, mach_port_t parent)
{
    if (task != task_port || offset != 0 || permission != (MAP_MEM_NAMED_CREATE | both_ways) ||
        parent != MACH_PORT_NULL)
        return KERN_INVALID_ARGUMENT;
    if (*size > too_large) return KERN_FAILURE;
    int file = memfd_create("entry", MFD_CLOEXEC);
    if (file < 0) return KERN_RESOURCE_SHORTAGE;
    *entry = static_cast<mach_port_t>(file + 1);
    return ftruncate(file, static_cast<off_t>(*size)) == 0 ? KERN_SUCCESS : KERN_RESOURCE_SHORTAGE;
}

kern_return_t vm_map(mach_port_t task, vm_address_t *address, vm_size_t size, vm_address_t mask,
                     int flags, mach_port_t entry, vm_size_t offset, boolean_t copy, vm_prot_t now,
                     vm_prot_t most, vm_inherit_t inheritance)
{
    if (task != task_port || mask != 0 || flags != (VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE) ||
        offset != 0 || copy || now != both_ways || most != both_ways ||
        inheritance != VM_INHERIT_SHARE)
        return KERN_INVALID_ARGUMENT;
    void *at = mmap(reinterpret_cast<void *>(*address), size, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_FIXED, file_of(entry), 0);
    return at == MAP_FAILED ? KERN_NO_SPACE : KERN_SUCCESS;
}

kern_return_t vm_remap(mach_port_t task, vm_address_t *address, vm_size_t size, vm_address_t mask,
                       int flags, mach_port_t from_task, vm_address_t from, boolean_t copy,
                       vm_prot_t *now, vm_prot_t *most, vm_inherit_t inheritance)
{
    if (task != task_port || from_task != task_port || mask != 0 || copy ||
        flags != (VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE) || inheritance != VM_INHERIT_SHARE)
        return KERN_INVALID_ARGUMENT;
    *now = *most = both_ways;
    void *at = mremap(reinterpret_cast<void *>(from), 0, size, MREMAP_MAYMOVE | MREMAP_FIXED,
                      reinterpret_cast<void *>(*address));
    return at == MAP_FAILED ? KERN_NO_SPACE : KERN_SUCCESS;
}
