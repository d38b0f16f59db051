// SPDX-License-Identifier: MIT OR Apache-2.0

package picoring

/*
#include <picoring.h>
*/
import "C"

import (
	"runtime"
	"sync/atomic"
	"unsafe"
)

// A List grows to gigabytes and never moves an element: capi/picoring/list.h. One
// goroutine appends; any number may call Len, At, View and the chunks meanwhile.
// Pop, Set, Truncate, Clear and Close want the readers gone.
type List[T any] struct {
	words  *C.picoring_list_words
	handle *C.picoring_list
}

// ListOptions tell how a list grows; nil is the same as the zero value.
type ListOptions struct {
	Reserve             int // elements that ever find place; 0: as many as memory holds
	Chunk               int // elements of a piece of Chunk
	LeastStep, MostStep int // bytes committed at once
	Keep                int // bytes that Truncate keeps behind the last element
	Alignment           int // bytes that every element is aligned to
	SmallPages, NoDump  bool
}

func (o *ListOptions) fill(c *C.picoring_list_options) {
	C.picoring_list_options_init(c, C.sizeof_picoring_list_options)
	c.reserve, c.chunk, c.keep = count(o.Reserve), count(o.Chunk), count(o.Keep)
	c.least_step, c.most_step = count(o.LeastStep), count(o.MostStep)
	c.alignment = count(o.Alignment)
	c.small_pages, c.dump = word(o.SmallPages), word(o.NoDump)
}

var closedList C.picoring_list_words

// NewList makes an empty list.
func NewList[T any](options *ListOptions) (*List[T], error) {
	if options == nil {
		options = &ListOptions{}
	}
	size, err := elementSize[T](options.Reserve, options.Chunk, options.LeastStep,
		options.MostStep, options.Keep, options.Alignment)
	if err != nil {
		return nil, err
	}
	var c C.picoring_list_options
	var handle *C.picoring_list
	options.fill(&c)
	err = check(func() C.int { return C.picoring_list_open(C.PICORING_INLINE_ABI, size, &c, &handle) })
	if err != nil {
		return nil, err
	}
	l := &List[T]{(*C.picoring_list_words)(unsafe.Pointer(handle)), handle}
	runtime.SetFinalizer(l, (*List[T]).Close)
	return l, nil
}

// Close gives the memory back.
func (l *List[T]) Close() error {
	C.picoring_list_destroy(l.handle)
	l.handle, l.words = nil, &closedList
	runtime.SetFinalizer(l, nil)
	return nil
}

func length(w *C.picoring_list_words) *uintptr { return (*uintptr)(unsafe.Pointer(&w.len)) }

// `call` with the handle, unless the list has been closed.
func (l *List[T]) do(call func() C.int) error {
	defer runtime.KeepAlive(l)
	if l.handle == nil {
		return closed("list")
	}
	return check(call)
}

// Memory for n more; ENOBUFS: the reservation is full.
func (l *List[T]) ready(verb C.uint32_t, n C.size_t) error {
	if n > l.words.ready-l.words.len {
		return l.do(func() C.int { return C.picoring_step_ready(l.words, verb, n) })
	}
	runtime.KeepAlive(l)
	return nil
}

func (l *List[T]) places(from, n C.size_t) []T {
	var element T
	place := unsafe.Add(unsafe.Pointer(l.words.data), uintptr(from)*unsafe.Sizeof(element))
	runtime.KeepAlive(l)
	return slice[T](place, n)
}

// Push copies an element behind the last.
func (l *List[T]) Push(element T) error {
	w := l.words
	if w.len >= w.ready {
		if err := l.ready(C.PICORING_VERB_PUSH, 1); err != nil {
			return err
		}
	}
	*(*T)(unsafe.Add(unsafe.Pointer(w.data), uintptr(w.len)*unsafe.Sizeof(element))) = element
	atomic.StoreUintptr(length(w), uintptr(w.len)+1)
	runtime.KeepAlive(l)
	return nil
}

// Append copies all of the elements behind the last, or none.
func (l *List[T]) Append(elements ...T) error {
	defer runtime.KeepAlive(l)
	if len(elements) == 0 {
		return nil
	}
	place, err := l.claim(C.PICORING_VERB_APPEND, count(len(elements)))
	if err != nil {
		return err
	}
	copy(place, elements)
	return l.Commit(len(elements))
}

func (l *List[T]) claim(verb C.uint32_t, n C.size_t) ([]T, error) {
	if err := l.ready(verb, n); err != nil {
		return nil, err
	}
	return l.places(l.words.len, n), nil
}

// Claim is a view of n places behind the last element, to be written and committed.
func (l *List[T]) Claim(n int) ([]T, error) {
	if n < 1 {
		return nil, l.do(func() C.int { return C.picoring_list_claim_status(l.handle, count(n)) })
	}
	return l.claim(C.PICORING_VERB_CLAIM, count(n))
}

// Commit makes n elements behind the last, written in place, readable.
func (l *List[T]) Commit(n int) error {
	w := l.words
	if count(n) > w.ready-w.len {
		return l.do(func() C.int { return C.picoring_list_commit(l.handle, count(n)) })
	}
	if n > 0 {
		atomic.StoreUintptr(length(w), uintptr(w.len)+uintptr(n))
	}
	runtime.KeepAlive(l)
	return nil
}

// Reserve commits room for n elements in all.
func (l *List[T]) Reserve(n int) error {
	return l.do(func() C.int { return C.picoring_list_reserve(l.handle, count(n)) })
}

// Len is how many elements there are.
func (l *List[T]) Len() int {
	n := int(atomic.LoadUintptr(length(l.words)))
	runtime.KeepAlive(l)
	return n
}

// Capacity is how many elements the reservation holds.
func (l *List[T]) Capacity() int {
	defer runtime.KeepAlive(l)
	return int(C.picoring_list_capacity(l.handle))
}

// View is all of the elements that there are now. It stays good while others follow, and
// until the list is truncated or closed; keep the list for as long.
func (l *List[T]) View() []T { return l.places(0, C.size_t(l.Len())) }

// At is the element at index; ERANGE: there is none.
func (l *List[T]) At(index int) (element T, err error) {
	if count(index) >= C.size_t(l.Len()) {
		return element, l.outside(C.PICORING_VERB_GET, index)
	}
	element = l.places(count(index), 1)[0]
	runtime.KeepAlive(l)
	return element, nil
}

func (l *List[T]) outside(verb C.uint32_t, index int) error {
	return l.do(func() C.int { return C.picoring_step_refuse(l.words, verb, count(index)) })
}

// Set overwrites the element at index.
func (l *List[T]) Set(index int, element T) error {
	if count(index) >= C.size_t(l.Len()) {
		return l.outside(C.PICORING_VERB_SET, index)
	}
	l.places(count(index), 1)[0] = element
	runtime.KeepAlive(l)
	return nil
}

// Pop takes the last element away; EAGAIN: there is none.
func (l *List[T]) Pop() (element T, err error) {
	n := l.Len()
	if n > 0 {
		element = l.places(count(n-1), 1)[0]
	}
	return element, l.do(func() C.int { return C.picoring_list_pop(l.handle, nil) })
}

// Truncate keeps the first n elements, Clear none.
func (l *List[T]) Truncate(n int) error {
	return l.do(func() C.int { return C.picoring_list_truncate(l.handle, count(n)) })
}
func (l *List[T]) Clear() error { return l.Truncate(0) }

// Shrink gives all memory behind the last element back to the system.
func (l *List[T]) Shrink() error {
	return l.do(func() C.int { return C.picoring_list_shrink(l.handle) })
}

// Chunk is a piece of the list, for passing it on: from 0 to ChunkCount - 1; nil: no such.
func (l *List[T]) Chunk(index int) []T {
	defer runtime.KeepAlive(l)
	var n C.size_t
	place := C.picoring_list_chunk(l.handle, count(index), &n)
	return slice[T](place, n)
}

// ChunkCount is how many pieces there are.
func (l *List[T]) ChunkCount() int {
	defer runtime.KeepAlive(l)
	return int(C.picoring_list_chunk_count(l.handle))
}
