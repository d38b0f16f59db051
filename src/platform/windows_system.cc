// SPDX-License-Identifier: MIT OR Apache-2.0
//
// windows_system.cc: the rest of the contract: errors, descriptors, the heap, and
// what a thread has of its own.
#include "platform/windows.hh"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <io.h>
#include <malloc.h>

namespace picoring::platform {

namespace {

SRWLOCK registry = SRWLOCK_INIT;

constexpr int would_block = 10035; // WSAEWOULDBLOCK

// Descriptors are the C library's. It keeps the system's error, if that had one: a
// pipe that does not wait and is full takes nothing, which is none.
int error_of_descriptor(int without_one)
{
    if (unsigned long error = _doserrno) return static_cast<int>(error);
    return errno == EBADF ? ERROR_INVALID_HANDLE : without_one;
}

void forget_errors()
{
    _doserrno = 0;
    SetLastError(ERROR_SUCCESS);
}

// What the C library takes in one call.
unsigned at_most(size_t bytes) { return bytes < INT_MAX ? static_cast<unsigned>(bytes) : INT_MAX; }

// What a thread has of its own. A thread_local of gcc for Windows is kept by calls
// that take heap, and abort where there is none. The section .tls is where Windows
// itself keeps a copy for each thread; the twelfth word of a thread's block is the
// table of them.
#if defined(__GNUC__) && !defined(__clang__)
extern "C" char *_tls_start;
extern "C" ULONG _tls_index;
__attribute__((__section__(".tls$"))) char sentence_of_thread[sentence_size] = "";

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Warray-bounds" // gcc 12 takes the segment for an array
char *own(char *variable)
{
    char **copies = reinterpret_cast<char ***>(NtCurrentTeb())[11];
    auto offset = reinterpret_cast<uintptr_t>(variable) - reinterpret_cast<uintptr_t>(&_tls_start);
    return copies[_tls_index] + offset;
}
#pragma GCC diagnostic pop
#else
thread_local char sentence_of_thread[sentence_size];

char *own(char *variable) { return variable; }
#endif

} // namespace

char *sentence() { return own(sentence_of_thread); }

sys::Function *look_up(const char *name)
{
    FARPROC found = GetProcAddress(GetModuleHandleW(L"kernelbase.dll"), name);
    return sys::looked_up(name, reinterpret_cast<sys::Function *>(found));
}

bool refuse(Failure &failure, const char *step, int scarce)
{
    DWORD error = GetLastError();
    failure = {PICORING_EIO, step, static_cast<int>(error), false};
    switch (error) {
    case ERROR_INVALID_FUNCTION:
    case ERROR_INVALID_PARAMETER:
    case ERROR_ACCESS_DENIED:
    case ERROR_NOT_SUPPORTED:
    case ERROR_CALL_NOT_IMPLEMENTED: failure.code = PICORING_ENOSYS; break;
    case ERROR_TOO_MANY_OPEN_FILES: failure.code = PICORING_EMFILE; break;
    case ERROR_FILE_TOO_LARGE: failure.code = PICORING_EFBIG; break;
    case ERROR_DISK_FULL: failure.code = PICORING_ENOSPC; break;
    case ERROR_INVALID_ADDRESS: failure.code = PICORING_EADDRSPACE; break;
    case ERROR_NOT_ENOUGH_MEMORY:
        failure.code = scarce;
        failure.final = true;
        break;
    case ERROR_OUTOFMEMORY:
    case ERROR_NO_SYSTEM_RESOURCES:
    case ERROR_COMMITMENT_LIMIT:
        failure.code = PICORING_ENOMEM;
        failure.final = true;
        break;
    default: break;
    }
    return false;
}

void describe(int error, char *text, size_t size)
{
    wchar_t wide[128];
    DWORD length = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS |
                                      FORMAT_MESSAGE_MAX_WIDTH_MASK,
                                  nullptr, static_cast<DWORD>(error), 0, wide, 128, nullptr);
    while (length > 0 && (wide[length - 1] <= L' ' || wide[length - 1] == L'.')) --length;
    int bytes = WideCharToMultiByte(CP_UTF8, 0, wide, static_cast<int>(length), text,
                                    static_cast<int>(size) - 1, nullptr, nullptr);
    text[bytes] = '\0';
    if (bytes == 0) memcpy(text, "Windows error", sizeof "Windows error");
}

// ---- Descriptors -----------------------------------------------------------------

ptrdiff_t read(int descriptor, void *to, size_t bytes, int *error)
{
    forget_errors();
    *error = sys::injected(PICORING_CALL_READ);
    int got = *error ? -1 : _read(descriptor, to, at_most(bytes));
    if (got < 0 && !*error) *error = error_of_descriptor(ERROR_INVALID_PARAMETER);
    if (*error == ERROR_NO_DATA) *error = would_block; // a pipe that does not wait is empty
    return got;
}

ptrdiff_t write(int descriptor, const void *from, size_t bytes, int *error)
{
    forget_errors();
    *error = sys::injected(PICORING_CALL_WRITE);
    int put = *error ? -1 : _write(descriptor, from, at_most(bytes));
    if (put < 0 && !*error) *error = error_of_descriptor(would_block);
    return put;
}

int io_code(int error)
{
    if (error == would_block) return PICORING_EAGAIN;
    if (error == ERROR_BROKEN_PIPE || error == ERROR_NO_DATA) return PICORING_EPIPE;
    return PICORING_EIO;
}

// ---- The heap, the environment, the registry ---------------------------------------

void *allocate(size_t bytes, size_t alignment)
{
    if (sys::injected(PICORING_CALL_ALLOCATE)) return nullptr;
    return _aligned_malloc(bytes, alignment < sizeof(void *) ? sizeof(void *) : alignment);
}

void deallocate(void *block) { _aligned_free(block); }

const char *environment(const char *name) { return getenv(name); }

void lock() { AcquireSRWLockExclusive(&registry); }
void unlock() { ReleaseSRWLockExclusive(&registry); }
bool watch_forks(void (*)()) { return true; } // nobody forks

const void *search(const void *in, size_t size, const void *wanted, size_t wanted_size)
{
    auto at = static_cast<const unsigned char *>(in);
    auto first = *static_cast<const unsigned char *>(wanted);
    for (const unsigned char *end = at + size; static_cast<size_t>(end - at) >= wanted_size; ++at) {
        at = static_cast<const unsigned char *>(
            memchr(at, first, static_cast<size_t>(end - at) - wanted_size + 1));
        if (!at || memcmp(at, wanted, wanted_size) == 0) return at;
    }
    return nullptr;
}

} // namespace picoring::platform
