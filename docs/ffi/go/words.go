// SPDX-License-Identifier: MIT OR Apache-2.0

package picoring

/*
#include <picoring.h>
*/
import "C"

import "unsafe"

// The verbs of rings and streams on their frozen words, as capi/picoring/words.h has
// them. The words are the library's memory: nothing here is the garbage collector's.

// What a closed object has for its words: no room, nothing to read.
var closedWords C.picoring_words

func room(w *C.picoring_words) C.size_t {
	if w.limit > w.used {
		return w.limit - w.used
	}
	return 0
}

// `bytes` behind the write place have been written: n elements more.
func wrote(w *C.picoring_words, bytes uintptr, n C.size_t) {
	if n == 0 {
		return // of closedWords, too
	}
	place := (*C.uchar)(unsafe.Add(unsafe.Pointer(w.write), bytes))
	if uintptr(unsafe.Pointer(place)) >= uintptr(unsafe.Pointer(w.end)) {
		place = C.picoring_seam_write(w, place)
	}
	w.write = place
	w.used += n
}

func freed(w *C.picoring_words, bytes uintptr, n C.size_t) {
	if n == 0 {
		return // of closedWords, too
	}
	place := (*C.uchar)(unsafe.Add(unsafe.Pointer(w.read), bytes))
	if uintptr(unsafe.Pointer(place)) >= uintptr(unsafe.Pointer(w.end)) {
		place = C.picoring_seam_read(w, place)
	}
	w.read = place
	w.used -= n
}

// The readable block; in emulated memory it has to be made whole.
func readable(w *C.picoring_words) unsafe.Pointer {
	if w.end == nil && w.used > 0 {
		return unsafe.Pointer(C.picoring_seam_reach(w, 0, w.used*w.element_size))
	}
	return unsafe.Pointer(w.read)
}

// Why `verb` for n does not go.
func refused(w *C.picoring_words, verb C.uint32_t, n C.size_t) error {
	return check(func() C.int { return C.picoring_seam_refuse(w, verb, n) })
}

func least(a, b C.size_t) C.size_t {
	if a < b {
		return a
	}
	return b
}
