// SPDX-License-Identifier: MIT OR Apache-2.0

package picoring

/*
#include <picoring.h>
*/
import "C"

import "runtime"

// A Mirror is memory that appears twice, side by side: capi/picoring/mirror.h.
type Mirror struct{ handle *C.picoring_mirror }

// NewMirror makes a zeroed mirror of at least so many bytes.
func NewMirror(size int, options *Options) (*Mirror, error) {
	if err := usable(size); err != nil {
		return nil, err
	}
	var c C.picoring_options
	options.fill(&c)
	m := &Mirror{}
	err := check(func() C.int { return C.picoring_mirror_create(count(size), &c, &m.handle) })
	if err != nil {
		return nil, err
	}
	runtime.SetFinalizer(m, (*Mirror).Close)
	return m, nil
}

// Close gives the memory back.
func (m *Mirror) Close() error {
	C.picoring_mirror_destroy(m.handle)
	m.handle = nil
	runtime.SetFinalizer(m, nil)
	return nil
}

// Data is a view of both copies, 2 * Size bytes: byte i is byte Size + i. It is good as
// long as the mirror is: keep that, and see runtime.KeepAlive.
func (m *Mirror) Data() []byte {
	defer runtime.KeepAlive(m)
	return slice[byte](C.picoring_mirror_data(m.handle), 2*C.picoring_mirror_size(m.handle))
}

// Size is the bytes of one copy.
func (m *Mirror) Size() int {
	defer runtime.KeepAlive(m)
	return int(C.picoring_mirror_size(m.handle))
}

// Sync: what was written at [offset, offset + n) may be read in the other copy now.
func (m *Mirror) Sync(offset, n int) error {
	defer runtime.KeepAlive(m)
	return check(func() C.int { return C.picoring_mirror_sync(m.handle, count(offset), count(n)) })
}

// Describe tells what was really got.
func (m *Mirror) Describe() (Info, error) {
	defer runtime.KeepAlive(m)
	return describe(m.handle)
}
