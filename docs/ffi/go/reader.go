// SPDX-License-Identifier: MIT OR Apache-2.0

package picoring

/*
#include <picoring.h>
*/
import "C"

import (
	"context"
	"runtime"
	"unsafe"
)

// A Reader is the reading side of an Spsc or Mpsc. EAGAIN: nothing is there now; EEND,
// which is io.EOF: the channel is closed, and nothing will come.
type Reader[T any] struct {
	cursor *C.picoring_cursor // closedCursor once it is closed
	calls  readerCalls
}

// The calls of the kind of channel, with the handle bound.
type readerCalls struct {
	known            func() C.size_t // looks: how many are readable
	wait             func(n C.size_t, timeout C.int64_t) C.int
	interrupt, close func() C.int
	destroy          func()
	intoRing         func(out **C.picoring_ring) C.int
}

func adoptReader[T any](handle unsafe.Pointer, calls readerCalls) *Reader[T] {
	r := &Reader[T]{(*C.picoring_cursor)(handle), calls}
	runtime.SetFinalizer(r, (*Reader[T]).Close)
	return r
}

func (r *Reader[T]) isClosed() bool { return r.cursor == &closedCursor }

func (r *Reader[T]) leave() {
	r.cursor = &closedCursor
	runtime.SetFinalizer(r, nil)
}

// Close closes the side and gives its handle back: writers get io.ErrClosedPipe.
func (r *Reader[T]) Close() error {
	if r.isClosed() {
		return nil
	}
	r.calls.destroy()
	r.leave()
	return nil
}

// CloseRead ends the channel from this side; what is in it can still be read.
func (r *Reader[T]) CloseRead() error { return r.do(r.calls.close) }

func (r *Reader[T]) do(call func() C.int) error {
	defer runtime.KeepAlive(r)
	if r.isClosed() {
		return closed("reader")
	}
	return check(call)
}

// At least n elements are granted, or why not.
func (r *Reader[T]) grant(verb C.uint32_t, n C.size_t) error {
	defer runtime.KeepAlive(r)
	return grant(r.cursor, "reader", verb, n)
}

// Pop takes the oldest element.
func (r *Reader[T]) Pop() (element T, err error) {
	c := r.cursor
	if c.position >= c.limit {
		if err := r.grant(C.PICORING_VERB_POP, 1); err != nil {
			return element, err
		}
	}
	element = *(*T)(unsafe.Pointer(c.place))
	pass(c, unsafe.Sizeof(element), 1)
	runtime.KeepAlive(r)
	return element, nil
}

// PopN fills all of `out` with the oldest elements, or takes none. ERANGE, in an Mpsc:
// an aborted claim comes before as many; take what is there with PopSome.
func (r *Reader[T]) PopN(out []T) error {
	if err := r.grant(C.PICORING_VERB_POP_N, count(len(out))); err != nil {
		return err
	}
	r.take(out)
	return nil
}

func (r *Reader[T]) take(out []T) {
	n := count(len(out))
	if n == 0 {
		return
	}
	var element T
	copy(out, slice[T](reach(r.cursor, n), n))
	pass(r.cursor, uintptr(n)*unsafe.Sizeof(element), n)
	runtime.KeepAlive(r)
}

// PopSome takes as many as there are, and tells how many.
func (r *Reader[T]) PopSome(out []T) (int, error) {
	defer runtime.KeepAlive(r)
	if C.uint64_t(len(out)) > granted(r.cursor) && !r.isClosed() {
		r.calls.known()
	}
	n, err := grantSome(r.cursor, "reader", C.PICORING_VERB_POP_SOME, len(out))
	if err == nil {
		r.take(out[:n])
	}
	return int(n), err
}

// Peek is a view of the readable elements that this side knows of, oldest first.
func (r *Reader[T]) Peek() ([]T, error) {
	if err := r.grant(C.PICORING_VERB_PEEK, 1); err != nil {
		return nil, err
	}
	n := C.size_t(granted(r.cursor))
	view := slice[T](reach(r.cursor, n), n)
	runtime.KeepAlive(r)
	return view, nil
}

// Release frees the n oldest elements that were peeked at; their views end here.
func (r *Reader[T]) Release(n int) error {
	var element T
	if n != 0 && C.uint64_t(count(n)) > granted(r.cursor) {
		return r.do(func() C.int {
			return C.picoring_cursor_refuse(r.cursor, C.PICORING_VERB_RELEASE, count(n))
		})
	}
	if n != 0 {
		pass(r.cursor, uintptr(n)*unsafe.Sizeof(element), count(n))
	}
	runtime.KeepAlive(r)
	return nil
}

// Len looks at the writing side: how many elements are readable now.
func (r *Reader[T]) Len() int {
	defer runtime.KeepAlive(r)
	if r.isClosed() {
		return 0
	}
	return int(r.calls.known())
}

// Wait waits until n elements are readable, or ctx is done.
func (r *Reader[T]) Wait(ctx context.Context, n int) error {
	defer runtime.KeepAlive(r)
	if r.isClosed() {
		return closed("reader")
	}
	return waitFor(ctx, func(timeout C.int64_t) C.int { return r.calls.wait(count(n), timeout) },
		func() { r.calls.interrupt() })
}

// IntoRing is the channel as a ring, with what is in it. All other handles of the
// channel have been closed: EBUSY.
func (r *Reader[T]) IntoRing() (*Ring[T], error) {
	var ring *C.picoring_ring
	if err := r.do(func() C.int { return r.calls.intoRing(&ring) }); err != nil {
		return nil, err
	}
	r.leave()
	return adoptRing[T](ring), nil
}
