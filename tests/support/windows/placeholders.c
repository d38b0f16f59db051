/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "placeholders.h"

#include "faults.h"

#define RESERVE_PLACEHOLDER (MEM_RESERVE | 0x00040000)
#define PRESERVE_PLACEHOLDER (MEM_RELEASE | 0x00000002)
#define REPLACE_PLACEHOLDER 0x00004000

placeholder_call placeholder_calls[MOST_CALLS];
int placeholder_count;

static int failing;
static DWORD failure;
static SRWLOCK lock = SRWLOCK_INIT;

void placeholders_start(int nth, DWORD error)
{
    placeholder_count = 0;
    failing = nth;
    failure = error;
}

/* Whether the call goes on. */
static int noted(placeholder_call call)
{
    int fails = ++placeholder_count == failing;
    call.error = fails ? failure : 0;
    if (placeholder_count <= MOST_CALLS) placeholder_calls[placeholder_count - 1] = call;
    return !fails;
}

/* Whether `at` begins a reservation of that size, or of a larger one. */
static int is_reserved(void *at, size_t size, int larger)
{
    MEMORY_BASIC_INFORMATION region;
    if (!VirtualQuery(at, &region, sizeof region)) return 0;
    return region.AllocationBase == at && region.State == MEM_RESERVE &&
           (larger ? region.RegionSize > size : region.RegionSize == size);
}

/* Above what threads and heaps are given, so that nobody takes a place that is
 * free for a moment. */
static void *reserved(void *at, size_t size)
{
    return VirtualAlloc(at, size, MEM_RESERVE | MEM_TOP_DOWN, PAGE_NOACCESS);
}

static PVOID WINAPI allocate(HANDLE process, PVOID at, SIZE_T size, ULONG type, ULONG protection,
                             void *parameters, ULONG count)
{
    placeholder_call call = {"VirtualAlloc2", NULL, process, at,    0, size, type,
                             protection,      parameters, count, 0};
    void *place = NULL;
    AcquireSRWLockExclusive(&lock);
    if (!noted(call))
        SetLastError(failure);
    else if (type != RESERVE_PLACEHOLDER || protection != PAGE_NOACCESS)
        SetLastError(ERROR_INVALID_PARAMETER);
    else
        place = reserved(at, size);
    ReleaseSRWLockExclusive(&lock);
    return place;
}

static BOOL cut(char *at, size_t size)
{
    MEMORY_BASIC_INFORMATION region;
    if (!is_reserved(at, size, 1) || !VirtualQuery(at, &region, sizeof region)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    return VirtualFree(at, 0, MEM_RELEASE) && reserved(at, size) &&
           reserved(at + size, region.RegionSize - size);
}

static BOOL WINAPI release(PVOID at, SIZE_T size, DWORD type)
{
    placeholder_call call = {"VirtualFree", NULL, NULL, at, 0, size, type, 0, NULL, 0, 0};
    BOOL done = FALSE;
    if (type != PRESERVE_PLACEHOLDER) return VirtualFree(at, size, type);
    AcquireSRWLockExclusive(&lock);
    if (noted(call))
        done = cut(at, size);
    else
        SetLastError(failure);
    ReleaseSRWLockExclusive(&lock);
    return done;
}

static PVOID WINAPI map(HANDLE section, HANDLE process, PVOID at, ULONG64 offset, SIZE_T size,
                        ULONG type, ULONG protection, void *parameters, ULONG count)
{
    placeholder_call call = {"MapViewOfFile3", section,    process,    at,    offset, size,
                             type,             protection, parameters, count, 0};
    void *view = NULL;
    AcquireSRWLockExclusive(&lock);
    if (!noted(call))
        SetLastError(failure);
    else if (type != REPLACE_PLACEHOLDER || protection != PAGE_READWRITE ||
             !is_reserved(at, size, 0))
        SetLastError(ERROR_INVALID_PARAMETER);
    else if (VirtualFree(at, 0, MEM_RELEASE))
        view = MapViewOfFileEx(section, FILE_MAP_WRITE, (DWORD)(offset >> 32), (DWORD)offset, size,
                               at);
    ReleaseSRWLockExclusive(&lock);
    return view;
}

void placeholders_there(int there)
{
    picoring_faults_look_up("VirtualAlloc2", there ? (void (*)(void))allocate : NULL);
    picoring_faults_look_up("MapViewOfFile3", there ? (void (*)(void))map : NULL);
    picoring_faults_look_up("VirtualFree", (void (*)(void))release);
}

__attribute__((__constructor__)) static void start(void) { placeholders_there(1); }
