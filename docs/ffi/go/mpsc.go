// SPDX-License-Identifier: MIT OR Apache-2.0

package picoring

/*
#include <picoring.h>

static int go_mpsc_open(size_t capacity, size_t size, const picoring_options *memory,
                          int64_t spin, picoring_mpsc **out)
{
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    options.memory = memory;
    options.spin = spin;
    return picoring_mpsc_open(PICORING_INLINE_ABI, capacity, size, &options, out);
}
*/
import "C"

import (
	"context"
	"runtime"
	"unsafe"
)

// An Mpsc is a channel from any number of goroutines to one, first claimed, first read:
// capi/picoring/mpsc.h. It ends when it is closed and so are all its producers.
type Mpsc[T any] struct{ handle *C.picoring_mpsc }

// NewMpsc makes an empty channel for at least so many elements.
func NewMpsc[T any](capacity int, options *Options) (*Mpsc[T], error) {
	size, err := elementSize[T](capacity)
	if err != nil {
		return nil, err
	}
	var c C.picoring_options
	var handle *C.picoring_mpsc
	spin := options.fill(&c)
	err = check(func() C.int { return C.go_mpsc_open(count(capacity), size, &c, spin, &handle) })
	if err != nil {
		return nil, err
	}
	return adoptMpsc[T](handle), nil
}

func adoptMpsc[T any](handle *C.picoring_mpsc) *Mpsc[T] {
	m := &Mpsc[T]{handle}
	runtime.SetFinalizer(m, (*Mpsc[T]).Close)
	return m
}

// Mpsc makes a channel of a ring, with what is in it; the ring is closed.
func (r *Ring[T]) Mpsc() (*Mpsc[T], error) {
	defer runtime.KeepAlive(r)
	if r.handle == nil {
		return nil, closed("ring")
	}
	var handle *C.picoring_mpsc
	err := check(func() C.int { return C.picoring_mpsc_from_ring(r.handle, nil, &handle) })
	if err != nil {
		return nil, err
	}
	r.leave()
	return adoptMpsc[T](handle), nil
}

// Close gives the channel's handle back: no further producer can be opened.
func (m *Mpsc[T]) Close() error {
	C.picoring_mpsc_destroy(m.handle)
	m.handle = nil
	runtime.SetFinalizer(m, nil)
	return nil
}

// Producer opens one more producer.
func (m *Mpsc[T]) Producer() (*Producer[T], error) {
	defer runtime.KeepAlive(m)
	var handle *C.picoring_mpsc_producer
	err := check(func() C.int { return C.picoring_mpsc_producer_open(m.handle, &handle) })
	if err != nil {
		return nil, err
	}
	p := &Producer[T]{handle, new(T)}
	runtime.SetFinalizer(p, (*Producer[T]).Close)
	return p, nil
}

// Reader opens the reading side; EBUSY: it was opened before.
func (m *Mpsc[T]) Reader() (*Reader[T], error) {
	defer runtime.KeepAlive(m)
	var h *C.picoring_mpsc_reader
	err := check(func() C.int { return C.picoring_mpsc_reader_open(m.handle, &h) })
	if err != nil {
		return nil, err
	}
	return adoptReader[T](unsafe.Pointer(h), readerCalls{
		known: func() C.size_t { return C.picoring_mpsc_len(h) },
		wait: func(n C.size_t, timeout C.int64_t) C.int {
			return C.picoring_mpsc_wait_readable(h, n, timeout, C.PICORING_CLOCK_RELATIVE)
		},
		interrupt: func() C.int { return C.picoring_mpsc_reader_interrupt(h) },
		close:     func() C.int { return C.picoring_mpsc_reader_close(h) },
		destroy:   func() { C.picoring_mpsc_reader_destroy(h) },
		intoRing:  func(out **C.picoring_ring) C.int { return C.picoring_mpsc_into_ring(h, out) },
	}), nil
}

// Capacity is how many elements fit.
func (m *Mpsc[T]) Capacity() int {
	defer runtime.KeepAlive(m)
	return int(C.picoring_mpsc_capacity(m.handle))
}

// Describe tells what memory was really got.
func (m *Mpsc[T]) Describe() (Info, error) {
	defer runtime.KeepAlive(m)
	return describe(C.picoring_mpsc_mirror(m.handle))
}

// A Producer is one goroutine's side of an Mpsc.
type Producer[T any] struct {
	handle  *C.picoring_mpsc_producer
	scratch *T // what C may be given the address of
}

// Close aborts the claim that is open, and gives the handle back.
func (p *Producer[T]) Close() error {
	C.picoring_mpsc_producer_destroy(p.handle)
	p.handle = nil
	runtime.SetFinalizer(p, nil)
	return nil
}

// CloseWrite ends the channel for all producers.
func (p *Producer[T]) CloseWrite() error {
	defer runtime.KeepAlive(p)
	return check(func() C.int { return C.picoring_mpsc_close(p.handle) })
}

// Push copies an element in. It is a call: PushN and Claim do more by one.
func (p *Producer[T]) Push(element T) error {
	defer runtime.KeepAlive(p)
	*p.scratch = element
	return check(func() C.int { return C.picoring_mpsc_push(p.handle, unsafe.Pointer(p.scratch)) })
}

// PushN copies all of the elements in, or none, and nothing of others between them.
func (p *Producer[T]) PushN(elements []T) error {
	defer runtime.KeepAlive(p)
	if len(elements) == 0 {
		return nil
	}
	return check(func() C.int {
		return C.picoring_mpsc_push_n(p.handle, unsafe.Pointer(&elements[0]), count(len(elements)))
	})
}

// Claim is a view of the next n free places: this producer's until Commit or Abort.
func (p *Producer[T]) Claim(n int) ([]T, error) {
	defer runtime.KeepAlive(p)
	if place := C.picoring_mpsc_claim(p.handle, count(n)); place != nil {
		return slice[T](place, count(n)), nil
	}
	return nil, statusOf(func() C.int { return C.picoring_mpsc_claim_status(p.handle, count(n)) })
}

// Commit makes the first n elements of the open claim readable, and aborts the rest.
func (p *Producer[T]) Commit(n int) error {
	defer runtime.KeepAlive(p)
	return check(func() C.int { return C.picoring_mpsc_commit(p.handle, count(n)) })
}

// Abort gives the open claim up.
func (p *Producer[T]) Abort() error {
	defer runtime.KeepAlive(p)
	return check(func() C.int { return C.picoring_mpsc_abort(p.handle) })
}

// Wait waits until n elements are free, or ctx is done. Others may take them first.
func (p *Producer[T]) Wait(ctx context.Context, n int) error {
	defer runtime.KeepAlive(p)
	h := p.handle
	return waitFor(ctx, func(timeout C.int64_t) C.int {
		return C.picoring_mpsc_wait_writable(h, count(n), timeout, C.PICORING_CLOCK_RELATIVE)
	}, func() { C.picoring_mpsc_producer_interrupt(h) })
}
