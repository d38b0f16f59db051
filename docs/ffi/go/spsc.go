// SPDX-License-Identifier: MIT OR Apache-2.0

package picoring

/*
#include <picoring.h>

// Options that hold a pointer are filled in C: one Go pointer may not hold another.
static int go_spsc_open(size_t capacity, size_t size, const picoring_options *memory,
                          int64_t spin, picoring_spsc **out)
{
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    options.memory = memory;
    options.spin = spin;
    return picoring_spsc_open(PICORING_INLINE_ABI, capacity, size, &options, out);
}
*/
import "C"

import (
	"context"
	"runtime"
	"unsafe"
)

// An Spsc is a wait-free channel from one goroutine to one other: capi/picoring/spsc.h.
type Spsc[T any] struct{ handle *C.picoring_spsc }

// NewSpsc makes an empty channel for at least so many elements.
func NewSpsc[T any](capacity int, options *Options) (*Spsc[T], error) {
	size, err := elementSize[T](capacity)
	if err != nil {
		return nil, err
	}
	var c C.picoring_options
	var handle *C.picoring_spsc
	spin := options.fill(&c)
	err = check(func() C.int { return C.go_spsc_open(count(capacity), size, &c, spin, &handle) })
	if err != nil {
		return nil, err
	}
	return adoptSpsc[T](handle), nil
}

func adoptSpsc[T any](handle *C.picoring_spsc) *Spsc[T] {
	s := &Spsc[T]{handle}
	runtime.SetFinalizer(s, (*Spsc[T]).Close)
	return s
}

// Spsc makes a channel of a ring, with what is in it; the ring is closed.
func (r *Ring[T]) Spsc() (*Spsc[T], error) {
	defer runtime.KeepAlive(r)
	if r.handle == nil {
		return nil, closed("ring")
	}
	var handle *C.picoring_spsc
	err := check(func() C.int { return C.picoring_spsc_from_ring(r.handle, nil, &handle) })
	if err != nil {
		return nil, err
	}
	r.leave()
	return adoptSpsc[T](handle), nil
}

// Close gives the channel's handle back. Sides that are open go on; one that never was
// opened counts as closed.
func (s *Spsc[T]) Close() error {
	C.picoring_spsc_destroy(s.handle)
	s.handle = nil
	runtime.SetFinalizer(s, nil)
	return nil
}

// Writer opens the writing side; EBUSY: it was opened before.
func (s *Spsc[T]) Writer() (*Writer[T], error) {
	defer runtime.KeepAlive(s)
	if s.handle == nil {
		return nil, closed("channel")
	}
	var handle *C.picoring_spsc_writer
	err := check(func() C.int { return C.picoring_spsc_writer_open(s.handle, &handle) })
	if err != nil {
		return nil, err
	}
	w := &Writer[T]{(*C.picoring_cursor)(unsafe.Pointer(handle)), handle}
	runtime.SetFinalizer(w, (*Writer[T]).Close)
	return w, nil
}

// Reader opens the reading side; EBUSY: it was opened before.
func (s *Spsc[T]) Reader() (*Reader[T], error) {
	defer runtime.KeepAlive(s)
	if s.handle == nil {
		return nil, closed("channel")
	}
	var h *C.picoring_spsc_reader
	err := check(func() C.int { return C.picoring_spsc_reader_open(s.handle, &h) })
	if err != nil {
		return nil, err
	}
	return adoptReader[T](unsafe.Pointer(h), readerCalls{
		known: func() C.size_t { return C.picoring_spsc_len(h) },
		wait: func(n C.size_t, timeout C.int64_t) C.int {
			return C.picoring_spsc_wait_readable(h, n, timeout, C.PICORING_CLOCK_RELATIVE)
		},
		interrupt: func() C.int { return C.picoring_spsc_reader_interrupt(h) },
		close:     func() C.int { return C.picoring_spsc_reader_close(h) },
		destroy:   func() { C.picoring_spsc_reader_destroy(h) },
		intoRing:  func(out **C.picoring_ring) C.int { return C.picoring_spsc_into_ring(h, out) },
	}), nil
}

// Capacity is how many elements fit.
func (s *Spsc[T]) Capacity() int {
	defer runtime.KeepAlive(s)
	return int(C.picoring_spsc_capacity(s.handle))
}

// Describe tells what memory was really got.
func (s *Spsc[T]) Describe() (Info, error) {
	defer runtime.KeepAlive(s)
	return describe(C.picoring_spsc_mirror(s.handle))
}

// A Writer is the writing side of an Spsc. EAGAIN: it is full; EPIPE, which is
// io.ErrClosedPipe: it is closed.
type Writer[T any] struct {
	cursor *C.picoring_cursor
	handle *C.picoring_spsc_writer
}

// Close closes the side and gives its handle back: the reader gets what is there, then
// io.EOF.
func (w *Writer[T]) Close() error {
	C.picoring_spsc_writer_destroy(w.handle)
	w.cursor, w.handle = &closedCursor, nil
	runtime.SetFinalizer(w, nil)
	return nil
}

// At least n places are granted, or why not.
func (w *Writer[T]) grant(verb C.uint32_t, n C.size_t) error {
	defer runtime.KeepAlive(w)
	return grant(w.cursor, "writer", verb, n)
}

// CloseWrite ends the channel from this side.
func (w *Writer[T]) CloseWrite() error {
	defer runtime.KeepAlive(w)
	return check(func() C.int { return C.picoring_spsc_writer_close(w.handle) })
}

// Push copies an element behind the newest.
func (w *Writer[T]) Push(element T) error {
	c := w.cursor
	if c.position >= c.limit {
		if err := w.grant(C.PICORING_VERB_PUSH, 1); err != nil {
			return err
		}
	}
	*(*T)(unsafe.Pointer(c.place)) = element
	pass(c, unsafe.Sizeof(element), 1)
	runtime.KeepAlive(w)
	return nil
}

// PushN copies all of the elements in, or none; the reader sees all of them at once.
func (w *Writer[T]) PushN(elements []T) error {
	err := w.grant(C.PICORING_VERB_PUSH_N, count(len(elements)))
	if err == nil {
		w.put(elements)
	}
	return err
}

// PushSome copies in as many as fit, and tells how many.
func (w *Writer[T]) PushSome(elements []T) (int, error) {
	defer runtime.KeepAlive(w)
	n, err := grantSome(w.cursor, "writer", C.PICORING_VERB_PUSH_SOME, len(elements))
	if err == nil {
		w.put(elements[:n])
	}
	return int(n), err
}

func (w *Writer[T]) put(elements []T) {
	if n := count(len(elements)); n > 0 {
		copy(slice[T](unsafe.Pointer(w.cursor.place), n), elements)
		pass(w.cursor, uintptr(n)*unsafe.Sizeof(elements[0]), n)
	}
	runtime.KeepAlive(w)
}

// Claim is a view of the next n free places, to be written and then committed.
func (w *Writer[T]) Claim(n int) ([]T, error) {
	if n < 1 {
		defer runtime.KeepAlive(w)
		return nil, check(func() C.int { return C.picoring_spsc_claim_status(w.handle, count(n)) })
	}
	if err := w.grant(C.PICORING_VERB_CLAIM, count(n)); err != nil {
		return nil, err
	}
	view := slice[T](unsafe.Pointer(w.cursor.place), count(n))
	runtime.KeepAlive(w)
	return view, nil
}

// Commit makes the next n elements, written in place, readable.
func (w *Writer[T]) Commit(n int) error {
	var element T
	if n == 0 || C.uint64_t(count(n)) > granted(w.cursor) {
		defer runtime.KeepAlive(w)
		return check(func() C.int { return C.picoring_spsc_commit(w.handle, count(n)) })
	}
	pass(w.cursor, uintptr(n)*unsafe.Sizeof(element), count(n))
	runtime.KeepAlive(w)
	return nil
}

// Free looks at the reading side: how many elements fit now.
func (w *Writer[T]) Free() int {
	defer runtime.KeepAlive(w)
	return int(C.picoring_spsc_free(w.handle))
}

// Wait waits until n elements are free, or ctx is done.
func (w *Writer[T]) Wait(ctx context.Context, n int) error {
	defer runtime.KeepAlive(w)
	h := w.handle
	return waitFor(ctx, func(timeout C.int64_t) C.int {
		return C.picoring_spsc_wait_writable(h, count(n), timeout, C.PICORING_CLOCK_RELATIVE)
	}, func() { C.picoring_spsc_writer_interrupt(h) })
}
