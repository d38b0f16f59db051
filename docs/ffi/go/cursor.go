// SPDX-License-Identifier: MIT OR Apache-2.0

package picoring

/*
#include <picoring.h>
*/
import "C"

import (
	"sync/atomic"
	"unsafe"
)

// The verbs of a channel's side on its frozen words, as capi/picoring/cursor.h has
// them. The two counts that threads meet by go through sync/atomic, which is stronger
// than the acquire and release that are asked for.

// What a closed side has for its words: nothing is granted, and nothing is looked at.
var closedCursor C.picoring_cursor

func granted(c *C.picoring_cursor) C.uint64_t {
	if c.limit > c.position {
		return c.limit - c.position
	}
	return 0
}

// Looks at the other side: how many go now.
func look(c *C.picoring_cursor) C.uint64_t {
	if c.other != nil {
		c.limit = C.uint64_t(atomic.LoadUint64((*uint64)(unsafe.Pointer(c.other)))) + c.slack
	}
	return granted(c)
}

// At least n go, or why not.
func grant(c *C.picoring_cursor, what string, verb C.uint32_t, n C.size_t) error {
	if C.uint64_t(n) <= granted(c) || C.uint64_t(n) <= look(c) {
		return nil
	}
	if c.other == nil {
		return closed(what)
	}
	return check(func() C.int { return C.picoring_cursor_refuse(c, verb, n) })
}

// As many of n as go now, at least 1, or why not.
func grantSome(c *C.picoring_cursor, what string, verb C.uint32_t, n int) (C.size_t, error) {
	if n == 0 {
		return 0, nil
	}
	if granted(c) < C.uint64_t(n) {
		look(c)
	}
	if err := grant(c, what, verb, 1); err != nil {
		return 0, err
	}
	return least(count(n), C.size_t(granted(c))), nil
}

// n elements, `bytes` of them, go over to the other side.
func pass(c *C.picoring_cursor, bytes uintptr, n C.size_t) {
	place := (*C.uchar)(unsafe.Add(unsafe.Pointer(c.place), bytes))
	if uintptr(unsafe.Pointer(place)) >= uintptr(unsafe.Pointer(c.end)) {
		place = C.picoring_cursor_wrap(c, place)
	}
	c.place = place
	c.position += C.uint64_t(n)
	atomic.StoreUint64((*uint64)(unsafe.Pointer(c.published)), uint64(c.position))
	if atomic.LoadUint32((*uint32)(unsafe.Pointer(c.sleeping))) != 0 {
		C.picoring_cursor_wake(c)
	}
}

// What is granted to a reader, in place.
func reach(c *C.picoring_cursor, n C.size_t) unsafe.Pointer {
	if c.end == nil && n > 0 {
		return unsafe.Pointer(C.picoring_cursor_reach(c, 0, n*c.element_size))
	}
	return unsafe.Pointer(c.place)
}
