// SPDX-License-Identifier: MIT OR Apache-2.0

package picoring

/*
#include <picoring.h>

static int go_records_open(size_t size, uint32_t producers, const picoring_options *memory,
                             int64_t spin, picoring_records **out)
{
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    options.memory = memory;
    options.spin = spin;
    return picoring_records_open(PICORING_INLINE_ABI, size, producers, &options, out);
}
*/
import "C"

import (
	"context"
	"runtime"
)

// Records carry messages of any length from one or many goroutines to one, written and
// read in place: capi/picoring/records.h.
type Records struct{ handle *C.picoring_records }

// NewRecords makes an empty channel of so many bytes. With one producer at the most it
// is wait-free.
func NewRecords(size int, oneProducer bool, options *Options) (*Records, error) {
	if err := usable(size); err != nil {
		return nil, err
	}
	var c C.picoring_options
	spin, r := options.fill(&c), &Records{}
	err := check(func() C.int {
		return C.go_records_open(count(size), word(oneProducer), &c, spin, &r.handle)
	})
	if err != nil {
		return nil, err
	}
	runtime.SetFinalizer(r, (*Records).Close)
	return r, nil
}

// Close gives the channel's handle back: no further producer can be opened.
func (r *Records) Close() error {
	C.picoring_records_destroy(r.handle)
	r.handle = nil
	runtime.SetFinalizer(r, nil)
	return nil
}

// Producer opens one more producer.
func (r *Records) Producer() (*RecordsProducer, error) {
	defer runtime.KeepAlive(r)
	p := &RecordsProducer{}
	err := check(func() C.int { return C.picoring_records_producer_open(r.handle, &p.handle) })
	if err != nil {
		return nil, err
	}
	runtime.SetFinalizer(p, (*RecordsProducer).Close)
	return p, nil
}

// Reader opens the reading side; EBUSY: it was opened before.
func (r *Records) Reader() (*RecordsReader, error) {
	defer runtime.KeepAlive(r)
	reader := &RecordsReader{}
	err := check(func() C.int { return C.picoring_records_reader_open(r.handle, &reader.handle) })
	if err != nil {
		return nil, err
	}
	runtime.SetFinalizer(reader, (*RecordsReader).Close)
	return reader, nil
}

// Longest is the longest message that fits, in bytes.
func (r *Records) Longest() int {
	defer runtime.KeepAlive(r)
	return int(C.picoring_records_longest(r.handle))
}

// Describe tells what memory was really got.
func (r *Records) Describe() (Info, error) {
	defer runtime.KeepAlive(r)
	return describe(C.picoring_records_mirror(r.handle))
}

// A RecordsProducer is one goroutine's side of Records.
type RecordsProducer struct{ handle *C.picoring_records_producer }

// Close aborts the claim that is open, and gives the handle back.
func (p *RecordsProducer) Close() error {
	C.picoring_records_producer_destroy(p.handle)
	p.handle = nil
	runtime.SetFinalizer(p, nil)
	return nil
}

// CloseWrite ends the channel for all producers.
func (p *RecordsProducer) CloseWrite() error {
	defer runtime.KeepAlive(p)
	return check(func() C.int { return C.picoring_records_close(p.handle) })
}

// Push copies a message in; 0 bytes are a message, too.
func (p *RecordsProducer) Push(message []byte) error {
	defer runtime.KeepAlive(p)
	return check(func() C.int {
		return C.picoring_records_push(p.handle, address(message), count(len(message)))
	})
}

// Claim is a view to write a message of up to so many bytes to; then Commit or Abort.
func (p *RecordsProducer) Claim(length int) ([]byte, error) {
	defer runtime.KeepAlive(p)
	if place := C.picoring_records_claim(p.handle, count(length)); place != nil {
		return slice[byte](place, count(length)), nil
	}
	return nil, statusOf(func() C.int { return C.picoring_records_claim_status(p.handle, count(length)) })
}

// Commit makes the first bytes of the open claim the message.
func (p *RecordsProducer) Commit(length int) error {
	defer runtime.KeepAlive(p)
	return check(func() C.int { return C.picoring_records_commit(p.handle, count(length)) })
}

// Abort gives the open claim up.
func (p *RecordsProducer) Abort() error {
	defer runtime.KeepAlive(p)
	return check(func() C.int { return C.picoring_records_abort(p.handle) })
}

// Wait waits until there is room for a message of so many bytes, or ctx is done.
func (p *RecordsProducer) Wait(ctx context.Context, length int) error {
	defer runtime.KeepAlive(p)
	h := p.handle
	return waitFor(ctx, func(timeout C.int64_t) C.int {
		return C.picoring_records_wait_writable(h, count(length), timeout, C.PICORING_CLOCK_RELATIVE)
	}, func() { C.picoring_records_producer_interrupt(h) })
}

// A RecordsReader is the reading side of Records.
type RecordsReader struct{ handle *C.picoring_records_reader }

// Close closes the side and gives its handle back.
func (r *RecordsReader) Close() error {
	C.picoring_records_reader_destroy(r.handle)
	r.handle = nil
	runtime.SetFinalizer(r, nil)
	return nil
}

// CloseRead ends the channel from this side.
func (r *RecordsReader) CloseRead() error {
	defer runtime.KeepAlive(r)
	return check(func() C.int { return C.picoring_records_reader_close(r.handle) })
}

// Read is the next message, a view that is good until Release. EAGAIN: none is there
// now; EEND, which is io.EOF: none will come; ERANGE: release first.
func (r *RecordsReader) Read() ([]byte, error) {
	defer runtime.KeepAlive(r)
	var length C.size_t
	if place := C.picoring_records_read(r.handle, &length); place != nil {
		return slice[byte](place, length), nil
	}
	return nil, statusOf(func() C.int { return C.picoring_records_read_status(r.handle) })
}

// Release: all messages read so far are done with.
func (r *RecordsReader) Release() error {
	defer runtime.KeepAlive(r)
	return check(func() C.int { return C.picoring_records_release(r.handle) })
}

// Wait waits until there is a message to read, or ctx is done.
func (r *RecordsReader) Wait(ctx context.Context) error {
	defer runtime.KeepAlive(r)
	h := r.handle
	return waitFor(ctx, func(timeout C.int64_t) C.int {
		return C.picoring_records_wait_readable(h, timeout, C.PICORING_CLOCK_RELATIVE)
	}, func() { C.picoring_records_reader_interrupt(h) })
}
