// SPDX-License-Identifier: MIT OR Apache-2.0
//
// mach.cc: two ways to see the same memory twice on macOS.
//
//   mach_entry  a memory entry, which is memory without an address yet, mapped
//               twice. The kernel makes none of 4 GiB or more
//   mach_remap  shared anonymous memory, mapped again by vm_remap, of any size
//
// VM_FLAGS_OVERWRITE replaces what is reserved in one call: no other thread can
// get between. The names without mach_ work on iOS, too.
#include "platform/bsd.hh"
#include "platform/sys.hh"

#include "picoring/options.h"

#include <mach/mach.h>

namespace picoring::platform {

namespace {

constexpr int in_place = VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE;
constexpr vm_prot_t both_ways = VM_PROT_READ | VM_PROT_WRITE;

// What tests make fail fails with KERN_FAILURE.
template <class Call> kern_return_t kernel(picoring_call which, Call make)
{
    return sys::injected(which) ? KERN_FAILURE : make();
}

int meaning_of(kern_return_t error)
{
    switch (error) {
    case KERN_NO_SPACE: return PICORING_EADDRSPACE;
    case KERN_RESOURCE_SHORTAGE: return PICORING_ENOMEM;
    case KERN_FAILURE:
    case KERN_INVALID_ARGUMENT:
    case KERN_PROTECTION_FAILURE:
    case KERN_NOT_SUPPORTED: return PICORING_ENOSYS;
    default: return PICORING_EIO;
    }
}

// Undoes the mapping; false.
bool refuse_kernel(Mapping &mapping, const char *step, kern_return_t error, Failure &failure)
{
    int code = meaning_of(error);
    bool final = code == PICORING_EADDRSPACE || code == PICORING_ENOMEM;
    failure = {code, step, -error, final};
    unmap(mapping);
    return false;
}

// A right to the memory, given back when it goes; what is mapped keeps the memory.
struct Entry {
    mach_port_t port = MACH_PORT_NULL;
    memory_object_size_t size;
    explicit Entry(size_t wanted) : size(wanted) {}
    ~Entry()
    {
        if (port != MACH_PORT_NULL) mach_port_deallocate(mach_task_self(), port);
    }
    Entry(const Entry &) = delete;
    Entry &operator=(const Entry &) = delete;

    kern_return_t make()
    {
        return kernel(PICORING_CALL_MEMFD_CREATE, [&] {
            return mach_make_memory_entry_64(mach_task_self(), &size, 0,
                                             MAP_MEM_NAMED_CREATE | both_ways, &port,
                                             MACH_PORT_NULL);
        });
    }

    kern_return_t map_at(const uint8_t *place, size_t bytes) const
    {
        return kernel(PICORING_CALL_MMAP, [=, this] {
            auto address = reinterpret_cast<vm_address_t>(place);
            return vm_map(mach_task_self(), &address, bytes, 0, in_place, port, 0, FALSE, both_ways,
                          both_ways, VM_INHERIT_SHARE);
        });
    }
};

bool map_by_entry(const MapRequest &request, Mapping &mapping, Failure &failure)
{
    if (!reserve(request, mapping, failure)) return false;
    size_t size = request.size;
    Entry entry(size);
    kern_return_t error = entry.make();
    if (error != KERN_SUCCESS)
        return refuse_kernel(mapping, "mach_make_memory_entry_64", error, failure);
    if (entry.size < size)
        return refuse_kernel(mapping, "a memory entry of that size", KERN_FAILURE, failure);
    uint8_t *const places[] = {mapping.data, mapping.data + size};
    for (uint8_t *place : places) {
        error = entry.map_at(place, size);
        if (error != KERN_SUCCESS) return refuse_kernel(mapping, "vm_map", error, failure);
    }
    return true;
}

bool map_by_remap(const MapRequest &request, Mapping &mapping, Failure &failure)
{
    if (!reserve(request, mapping, failure)) return false;
    size_t size = request.size;
    uint8_t *data = mapping.data;
    if (map_memory(data, size, read_write, MAP_SHARED | MAP_ANON | MAP_FIXED, -1) == MAP_FAILED) {
        refuse(failure, "mmap of the first copy", size);
        unmap(mapping);
        return false;
    }
    kern_return_t error = kernel(PICORING_CALL_MREMAP, [=] {
        auto place = reinterpret_cast<vm_address_t>(data + size);
        vm_prot_t now = VM_PROT_NONE, most = VM_PROT_NONE;
        kern_return_t made =
            vm_remap(mach_task_self(), &place, size, 0, in_place, mach_task_self(),
                     reinterpret_cast<vm_address_t>(data), FALSE, &now, &most, VM_INHERIT_SHARE);
        if (made != KERN_SUCCESS) return made;
        return (now & both_ways) == both_ways ? KERN_SUCCESS : KERN_PROTECTION_FAILURE;
    });
    return error == KERN_SUCCESS || refuse_kernel(mapping, "vm_remap", error, failure);
}

} // namespace

const uint32_t *ladder(size_t *count)
{
    static constexpr uint32_t rungs[] = {PICORING_TECHNIQUE_MACH_ENTRY,
                                         PICORING_TECHNIQUE_MACH_REMAP};
    *count = sizeof rungs / sizeof rungs[0];
    return rungs;
}

bool map_copies(uint32_t technique, const MapRequest &request, Mapping &mapping, Failure &failure)
{
    if (technique == PICORING_TECHNIQUE_MACH_ENTRY) return map_by_entry(request, mapping, failure);
    if (technique == PICORING_TECHNIQUE_MACH_REMAP) return map_by_remap(request, mapping, failure);
    return no_such_technique(failure);
}

bool keeps_out_of_dumps() { return false; }
bool hide(uint8_t *, size_t, Failure &) { return true; }

} // namespace picoring::platform
