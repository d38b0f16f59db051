// SPDX-License-Identifier: MIT OR Apache-2.0

// Package picoring is libpicoring for Go: rings, streams, lists and channels whose
// contents are always one contiguous block, so that a view is one slice.
//
// The hot verbs do not call C: they run on the frozen words (docs/abi.md) by which the
// library's own inlines work, with sync/atomic where two threads meet. What is rare
// (the end of a lap, creating, waiting, every failure) is a call.
//
// An element type holds no Go pointers - no string, slice, map, ... - since the garbage
// collector does not look into the library's memory; creating checks it.
//
// A view - the slice of Claim, Peek, View - lies in that memory. It is good until it is
// given back (Commit, Release, Pop) or its object is closed. Go cannot find out whether
// a slice is used later: do not keep it. Calling Release after the last use keeps the
// object alive for as long.
//
// Close gives an object's memory back; a finalizer does so for who forgets. An object,
// or a side of a channel, is one goroutine's at a time. Nothing checks it: two at once
// corrupt the object silently, and a view of what it then says it holds may fault.
package picoring

// Calls go to the library's symbols, which check their handles; what runs on the words
// says so to open by the number of their layout, PICORING_INLINE_ABI.

/*
#cgo pkg-config: picoring
#cgo CFLAGS: -DPICORING_NO_INLINE
#include <picoring.h>
*/
import "C"

import (
	"fmt"
	"reflect"
	"unsafe"
)

// Version is the version of the library that runs, "0.1.0".
func Version() string { return C.GoString(C.picoring_version_string()) }

// Granularity is what the memory of a ring is a multiple of, in bytes.
func Granularity() int { return int(C.picoring_granularity()) }

// Whatever is created asks first whether the library is of the major version of the headers
// that this package was compiled with, and as new: a verb of it may be missing otherwise;
// and whether what it is to hold is a number that C has, too.
func usable(sizes ...int) error {
	for _, size := range sizes {
		if size < 0 {
			return &Error{EINVAL, fmt.Sprintf("picoring: a size of %d", size)}
		}
	}
	version := C.picoring_version()
	if version < C.PICORING_VERSION || version/10000 != C.PICORING_VERSION_MAJOR {
		return &Error{EVERSION, "picoring: the library is version " + Version() +
			", older than the headers of this program or of another major version"}
	}
	return nil
}

// Size of a T in bytes, if it may lie in memory that the garbage collector does not see.
func elementSize[T any](sizes ...int) (C.size_t, error) {
	var element T
	kind := reflect.TypeOf(&element).Elem()
	if hasPointers(kind) {
		return 0, &Error{EINVAL, fmt.Sprintf("picoring: a %v holds Go pointers", kind)}
	}
	return C.size_t(unsafe.Sizeof(element)), usable(sizes...)
}

func hasPointers(kind reflect.Type) bool {
	switch kind.Kind() {
	case reflect.Array:
		return hasPointers(kind.Elem())
	case reflect.Struct:
		for i := 0; i < kind.NumField(); i++ {
			if hasPointers(kind.Field(i).Type) {
				return true
			}
		}
		return false
	default: // up to complex128 a kind is a number
		return kind.Kind() > reflect.Complex128
	}
}

// A count as C has it: what is negative is more than anything.
func count(n int) C.size_t { return C.size_t(n) }

// The address of the first element, nil of an empty slice.
func address[T any](elements []T) unsafe.Pointer {
	if len(elements) == 0 {
		return nil
	}
	return unsafe.Pointer(&elements[0])
}

// n elements of the library's memory.
func slice[T any](place unsafe.Pointer, n C.size_t) []T { return unsafe.Slice((*T)(place), int(n)) }
