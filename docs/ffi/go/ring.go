// SPDX-License-Identifier: MIT OR Apache-2.0

package picoring

/*
#include <picoring.h>
*/
import "C"

import (
	"runtime"
	"unsafe"
)

// A Ring is a queue of equal elements, also in place, and a window over the last of
// them: capi/picoring/ring.h.
type Ring[T any] struct {
	words  *C.picoring_words // closedWords once it is closed
	handle *C.picoring_ring
}

// NewRing makes an empty ring for at least so many elements.
func NewRing[T any](capacity int, options *Options) (*Ring[T], error) {
	size, err := elementSize[T](capacity)
	if err != nil {
		return nil, err
	}
	var c C.picoring_options
	var handle *C.picoring_ring
	options.fill(&c)
	err = check(func() C.int {
		return C.picoring_ring_open(C.PICORING_INLINE_ABI, count(capacity), size, &c, &handle)
	})
	if err != nil {
		return nil, err
	}
	return adoptRing[T](handle), nil
}

func adoptRing[T any](handle *C.picoring_ring) *Ring[T] {
	r := &Ring[T]{(*C.picoring_words)(unsafe.Pointer(handle)), handle}
	runtime.SetFinalizer(r, (*Ring[T]).Close)
	return r
}

// Close gives the memory back, and what is in it. Closing twice is no error.
func (r *Ring[T]) Close() error {
	C.picoring_ring_destroy(r.leave())
	return nil
}

func (r *Ring[T]) leave() *C.picoring_ring {
	handle := r.handle
	r.handle, r.words = nil, &closedWords
	runtime.SetFinalizer(r, nil)
	return handle
}

func (r *Ring[T]) refuse(verb C.uint32_t, n C.size_t) error {
	defer runtime.KeepAlive(r)
	if r.handle == nil {
		return closed("ring")
	}
	return refused(r.words, verb, n)
}

// Push copies an element behind the newest; EAGAIN: the ring is full.
func (r *Ring[T]) Push(element T) error {
	w := r.words
	if w.used >= w.limit {
		return r.refuse(C.PICORING_VERB_PUSH, 1)
	}
	*(*T)(unsafe.Pointer(w.write)) = element
	wrote(w, unsafe.Sizeof(element), 1)
	runtime.KeepAlive(r)
	return nil
}

// Pop takes the oldest element; EAGAIN: the ring is empty.
func (r *Ring[T]) Pop() (element T, err error) {
	w := r.words
	if w.used == 0 {
		return element, r.refuse(C.PICORING_VERB_POP, 1)
	}
	element = *(*T)(unsafe.Pointer(w.read))
	freed(w, unsafe.Sizeof(element), 1)
	runtime.KeepAlive(r)
	return element, nil
}

// PushOverwrite drops the oldest element if the ring is full.
func (r *Ring[T]) PushOverwrite(element T) error {
	w := r.words
	if w.used >= w.limit && w.limit > 0 {
		freed(w, unsafe.Sizeof(element), 1)
	}
	return r.Push(element)
}

// PushN copies all of the elements in, or none: EAGAIN now, ERANGE ever.
func (r *Ring[T]) PushN(elements []T) error {
	n := count(len(elements))
	if n > room(r.words) {
		return r.refuse(C.PICORING_VERB_PUSH_N, n)
	}
	r.put(elements)
	return nil
}

func (r *Ring[T]) put(elements []T) {
	var element T
	copy(slice[T](unsafe.Pointer(r.words.write), count(len(elements))), elements)
	wrote(r.words, uintptr(len(elements))*unsafe.Sizeof(element), count(len(elements)))
	runtime.KeepAlive(r)
}

// PushSome copies in as many as fit, and tells how many.
func (r *Ring[T]) PushSome(elements []T) (int, error) {
	n := least(count(len(elements)), room(r.words))
	if n == 0 && len(elements) > 0 {
		return 0, r.refuse(C.PICORING_VERB_PUSH_SOME, 1)
	}
	r.put(elements[:n])
	return int(n), nil
}

// PopN fills all of `out` with the oldest elements, or takes none.
func (r *Ring[T]) PopN(out []T) error {
	if count(len(out)) > r.words.used {
		return r.refuse(C.PICORING_VERB_POP_N, count(len(out)))
	}
	r.take(out)
	return nil
}

func (r *Ring[T]) take(out []T) {
	var element T
	copy(out, slice[T](readable(r.words), count(len(out))))
	freed(r.words, uintptr(len(out))*unsafe.Sizeof(element), count(len(out)))
	runtime.KeepAlive(r)
}

// PopSome takes as many as there are, and tells how many.
func (r *Ring[T]) PopSome(out []T) (int, error) {
	n := least(count(len(out)), r.words.used)
	if n == 0 && len(out) > 0 {
		return 0, r.refuse(C.PICORING_VERB_POP_SOME, 1)
	}
	r.take(out[:n])
	return int(n), nil
}

// Claim is a view of the next n free places, to be written and then committed.
func (r *Ring[T]) Claim(n int) ([]T, error) {
	if n < 1 || count(n) > room(r.words) {
		defer runtime.KeepAlive(r)
		if r.handle == nil {
			return nil, closed("ring")
		}
		return nil, check(func() C.int { return C.picoring_ring_claim_status(r.handle, count(n)) })
	}
	view := slice[T](unsafe.Pointer(r.words.write), count(n))
	runtime.KeepAlive(r)
	return view, nil
}

// Commit makes the next n places, written in place, readable.
func (r *Ring[T]) Commit(n int) error {
	var element T
	if count(n) > room(r.words) {
		return r.refuse(C.PICORING_VERB_COMMIT, count(n))
	}
	wrote(r.words, uintptr(n)*unsafe.Sizeof(element), count(n))
	runtime.KeepAlive(r)
	return nil
}

// Peek is a view of all that is readable, oldest first; EAGAIN: the ring is empty.
func (r *Ring[T]) Peek() ([]T, error) {
	if r.words.used == 0 {
		return nil, r.refuse(C.PICORING_VERB_POP, 1)
	}
	view := slice[T](readable(r.words), r.words.used)
	runtime.KeepAlive(r)
	return view, nil
}

// Release frees the n oldest elements; their views end here.
func (r *Ring[T]) Release(n int) error {
	var element T
	if count(n) > r.words.used {
		return r.refuse(C.PICORING_VERB_RELEASE, count(n))
	}
	freed(r.words, uintptr(n)*unsafe.Sizeof(element), count(n))
	runtime.KeepAlive(r)
	return nil
}

// View is a window: n readable elements from `offset` on, 0 being the oldest.
func (r *Ring[T]) View(offset, n int) ([]T, error) {
	defer runtime.KeepAlive(r)
	if r.handle == nil {
		return nil, closed("ring")
	}
	place := C.picoring_ring_view(r.handle, count(offset), count(n))
	if place == nil {
		return nil, &Error{ERANGE, "picoring: the window is not within what is readable"}
	}
	return slice[T](place, count(n)), nil
}

// At is the element at index, 0 being the oldest; ERANGE: there is none.
func (r *Ring[T]) At(index int) (element T, err error) {
	view, err := r.View(index, 1)
	if err == nil {
		element = view[0]
	}
	runtime.KeepAlive(r)
	return element, err
}

// Set overwrites the element at index.
func (r *Ring[T]) Set(index int, element T) error {
	view, err := r.View(index, 1)
	if err == nil {
		view[0] = element
	}
	runtime.KeepAlive(r)
	return err
}

// Len is how many elements are readable.
func (r *Ring[T]) Len() int {
	n := int(r.words.used)
	runtime.KeepAlive(r)
	return n
}

// Free is how many fit.
func (r *Ring[T]) Free() int {
	n := int(room(r.words))
	runtime.KeepAlive(r)
	return n
}

// Capacity is how many fit at all.
func (r *Ring[T]) Capacity() int {
	defer runtime.KeepAlive(r)
	return int(C.picoring_ring_capacity(r.handle))
}

// Clear forgets all readable elements.
func (r *Ring[T]) Clear() error { return r.Release(r.Len()) }

// Describe tells what memory was really got.
func (r *Ring[T]) Describe() (Info, error) {
	defer runtime.KeepAlive(r)
	return describe(C.picoring_ring_mirror(r.handle))
}
