/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * base.h: what every header of libpicoring needs - linkage, the version, and
 * the two lives of a hot verb.
 *
 * A hot verb is one function with two lives. In C and C++ programs it is
 * `static inline`; the same body is also compiled into the library as a real
 * symbol, its exported twin, for everybody who cannot include a header. Compile with
 * -DPICORING_NO_INLINE to use only the symbols: then nothing of the library's
 * memory layout is compiled into the program.
 */
#ifndef PICORING_BASE_H
#define PICORING_BASE_H

#include <stddef.h>
#include <stdint.h>

/* The version of these headers. picoring_version() tells the library's. */
#define PICORING_VERSION_MAJOR 0
#define PICORING_VERSION_MINOR 1
#define PICORING_VERSION_PATCH 0
#define PICORING_VERSION \
    (PICORING_VERSION_MAJOR * 10000 + PICORING_VERSION_MINOR * 100 + PICORING_VERSION_PATCH)

/* The number of the layout and the rules that the inlines of these headers
 * are compiled against. A library that does not know it refuses to create
 * (PICORING_EVERSION), so that an inline never reads a word that is not there. */
#define PICORING_INLINE_ABI 1u

/* Windows. The same headers serve the DLL and the static library: nothing needs
 * to be defined. Programs that use the DLL may define PICORING_DLL, which saves
 * its calls a jump. The DLL itself exports by a .def file. */
#if defined(_WIN32) && defined(PICORING_DLL)
#define PICORING_API __declspec(dllimport) __declspec(nothrow)
#elif defined(_WIN32)
#define PICORING_API __declspec(nothrow)
#elif defined(__GNUC__)
#define PICORING_API __attribute__((__visibility__("default"), __nothrow__))
#else
#define PICORING_API
#endif

#if defined(__GNUC__)
#define PICORING_NODISCARD __attribute__((__warn_unused_result__))
#define PICORING_LIKELY(x) __builtin_expect(!!(x), 1)
#define PICORING_UNLIKELY(x) __builtin_expect(!!(x), 0)
#else
#define PICORING_NODISCARD
#define PICORING_LIKELY(x) (!!(x))
#define PICORING_UNLIKELY(x) (!!(x))
#endif

/* A compiler whose atomics atomic.h cannot write, or a machine that has none of 64 bits
 * (GCC's libatomic would guard them by locks that the library does not know), gets
 * calls. */
#if !defined(PICORING_NO_INLINE) && (!defined(__GNUC__) || __GCC_ATOMIC_LLONG_LOCK_FREE != 2)
#define PICORING_NO_INLINE 1
#endif

#if defined(__GNUC__)
#define PICORING_BODY static __inline__
#else
#define PICORING_BODY static __inline
#endif

#if defined(PICORING_TWINS) || defined(PICORING_NO_INLINE)
#define PICORING_HOT PICORING_API
#else
#define PICORING_HOT PICORING_BODY
#endif

/* What an exported twin checks before it runs the inline body; the inline
 * trusts its caller. */
#if !defined(PICORING_TWIN_CHECK)
#define PICORING_TWIN_CHECK(sound, failure)
#define PICORING_TWIN_SIZE_CHECK(words, size)
#endif

#ifdef __cplusplus
#define PICORING_BEGIN extern "C" {
#define PICORING_END }
#define PICORING_CAST(type, value) (static_cast<type>(value))
#else
#define PICORING_BEGIN
#define PICORING_END
#define PICORING_CAST(type, value) ((type)(value))
#endif

PICORING_BEGIN

/*!
 * picoring_version: the version of the library that runs, as
 * major * 10000 + minor * 100 + patch. Compare with PICORING_VERSION, the
 * version of the headers.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API uint32_t picoring_version(void);

/*!
 * picoring_version_string: the same as text, with dots. Static; never NULL.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API const char *picoring_version_string(void);

/*!
 * picoring_inline_abi: the highest PICORING_INLINE_ABI that the library
 * serves.
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API uint32_t picoring_inline_abi(void);

PICORING_END

#endif
