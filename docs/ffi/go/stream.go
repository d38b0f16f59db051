// SPDX-License-Identifier: MIT OR Apache-2.0

package picoring

/*
#include <picoring.h>
*/
import "C"

import (
	"io"
	"runtime"
	"unsafe"
)

// A Stream is a byte stream between whoever writes and whoever parses:
// capi/picoring/stream.h. It is an io.ReadWriteCloser, io.ByteReader, io.ByteWriter,
// io.ReaderFrom and io.WriterTo.
//
// Unlike a pipe it does not wait: an empty one answers EAGAIN, an ended one io.EOF.
type Stream struct {
	words  *C.picoring_words
	handle *C.picoring_stream
}

// NewStream makes an empty, open stream for at least so many bytes.
func NewStream(capacity int, options *Options) (*Stream, error) {
	if err := usable(capacity); err != nil {
		return nil, err
	}
	var c C.picoring_options
	var handle *C.picoring_stream
	options.fill(&c)
	err := check(func() C.int {
		return C.picoring_stream_open(C.PICORING_INLINE_ABI, count(capacity), &c, &handle)
	})
	if err != nil {
		return nil, err
	}
	s := &Stream{(*C.picoring_words)(unsafe.Pointer(handle)), handle}
	runtime.SetFinalizer(s, (*Stream).Close)
	return s, nil
}

// Close gives the memory back, and what is in it. CloseWrite is what ends a stream.
func (s *Stream) Close() error {
	C.picoring_stream_destroy(s.handle)
	s.handle, s.words = nil, &closedWords
	runtime.SetFinalizer(s, nil)
	return nil
}

// CloseWrite: nothing more will be written; what is there can be read, then io.EOF comes.
func (s *Stream) CloseWrite() error {
	defer runtime.KeepAlive(s)
	if s.handle == nil {
		return closed("stream")
	}
	return check(func() C.int { return C.picoring_stream_close(s.handle) })
}

func (s *Stream) refuse(verb C.uint32_t, n C.size_t) error {
	defer runtime.KeepAlive(s)
	if s.handle == nil {
		return closed("stream")
	}
	return refused(s.words, verb, n)
}

// Write copies in as much as fits: io.ErrShortWrite if that was not all, EAGAIN if it
// was nothing, io.ErrClosedPipe after CloseWrite.
func (s *Stream) Write(data []byte) (int, error) {
	n := least(count(len(data)), room(s.words))
	if n == 0 && len(data) > 0 {
		return 0, s.refuse(C.PICORING_VERB_WRITE, 1)
	}
	copy(slice[byte](unsafe.Pointer(s.words.write), n), data)
	wrote(s.words, uintptr(n), n)
	runtime.KeepAlive(s)
	if int(n) < len(data) {
		return int(n), io.ErrShortWrite
	}
	return int(n), nil
}

// Read copies out what there is: EAGAIN if the stream is empty now, io.EOF if it ended.
func (s *Stream) Read(out []byte) (int, error) {
	n := least(count(len(out)), s.words.used)
	if n == 0 && len(out) > 0 {
		return 0, readError(s.refuse(C.PICORING_VERB_READ, 1))
	}
	copy(out, slice[byte](readable(s.words), n))
	freed(s.words, uintptr(n), n)
	runtime.KeepAlive(s)
	return int(n), nil
}

// Readers are compared by ==, and know the end as io.EOF.
func readError(err error) error {
	if err == errEnd {
		return io.EOF
	}
	return err
}

// ReadByte is Read for one byte.
func (s *Stream) ReadByte() (byte, error) {
	w := s.words
	if w.used == 0 {
		return 0, readError(s.refuse(C.PICORING_VERB_READ, 1))
	}
	value := *(*byte)(unsafe.Pointer(w.read))
	freed(w, 1, 1)
	runtime.KeepAlive(s)
	return value, nil
}

// WriteByte is Write for one byte.
func (s *Stream) WriteByte(value byte) error {
	w := s.words
	if w.used >= w.limit {
		return s.refuse(C.PICORING_VERB_WRITE, 1)
	}
	*(*byte)(unsafe.Pointer(w.write)) = value
	wrote(w, 1, 1)
	runtime.KeepAlive(s)
	return nil
}

// Fill lets r read once, into the free block: how many bytes came, and r's error.
// ENOBUFS: the stream is full, and r was not asked.
func (s *Stream) Fill(r io.Reader) (int, error) {
	defer runtime.KeepAlive(s)
	n := s.Free()
	if n == 0 {
		n = 1 // to be told why not
	}
	free, err := s.Claim(n)
	if err == errAgain {
		return 0, ENOBUFS
	}
	if err != nil {
		return 0, err
	}
	n, err = r.Read(free)
	if n > 0 {
		if e := s.Commit(n); err == nil {
			err = e
		}
	}
	return n, err
}

// ReadFrom fills the stream from r until r ends, which is no error, or the stream is
// full: ENOBUFS, which is io.ErrShortBuffer.
func (s *Stream) ReadFrom(r io.Reader) (total int64, err error) {
	for {
		n, err := s.Fill(r)
		total += int64(n)
		if err == io.EOF {
			return total, nil
		}
		if err != nil {
			return total, err
		}
	}
}

// WriteTo gives w all that is readable, in one call, and releases what w took.
func (s *Stream) WriteTo(w io.Writer) (int64, error) {
	defer runtime.KeepAlive(s)
	if s.Len() == 0 {
		return 0, nil
	}
	view, err := s.Peek()
	if err != nil {
		return 0, err
	}
	n, err := w.Write(view)
	if n > 0 {
		if e := s.Release(n); err == nil {
			err = e
		}
	}
	return int64(n), err
}

// Claim is a view of the next n free bytes, to be written and then committed.
func (s *Stream) Claim(n int) ([]byte, error) {
	if n < 1 || count(n) > room(s.words) {
		defer runtime.KeepAlive(s)
		if s.handle == nil {
			return nil, closed("stream")
		}
		return nil, check(func() C.int { return C.picoring_stream_claim_status(s.handle, count(n)) })
	}
	view := slice[byte](unsafe.Pointer(s.words.write), count(n))
	runtime.KeepAlive(s)
	return view, nil
}

// Commit makes the next n bytes, written in place, readable.
func (s *Stream) Commit(n int) error {
	if count(n) > room(s.words) {
		return s.refuse(C.PICORING_VERB_COMMIT, count(n))
	}
	wrote(s.words, uintptr(n), count(n))
	runtime.KeepAlive(s)
	return nil
}

// Peek is a view of all that is readable: EAGAIN or io.EOF if there is nothing.
func (s *Stream) Peek() ([]byte, error) {
	if s.words.used == 0 {
		return nil, readError(s.refuse(C.PICORING_VERB_READ, 1))
	}
	view := slice[byte](readable(s.words), s.words.used)
	runtime.KeepAlive(s)
	return view, nil
}

// Release frees the n oldest bytes; their views end here.
func (s *Stream) Release(n int) error {
	if count(n) > s.words.used {
		return s.refuse(C.PICORING_VERB_RELEASE, count(n))
	}
	freed(s.words, uintptr(n), count(n))
	runtime.KeepAlive(s)
	return nil
}

// Find is how many bytes lie before the first delimiter at or behind `from`: EAGAIN, it
// is not there yet; io.EOF, it will not come.
func (s *Stream) Find(delimiter []byte, from int) (int, error) {
	defer runtime.KeepAlive(s)
	if s.handle == nil {
		return 0, closed("stream")
	}
	var offset C.size_t
	place := address(delimiter)
	if place == nil {
		place = unsafe.Pointer(s.handle) // of 0 bytes: EINVAL, not EFAULT
	}
	err := check(func() C.int {
		return C.picoring_stream_find(s.handle, count(from), place, count(len(delimiter)), &offset)
	})
	return int(offset), readError(err)
}

// ReadFD is one read(2) into the free block, WriteFD one write(2) of the readable one.
// For a net.Conn and other readers and writers of Go: Fill and WriteTo.
func (s *Stream) ReadFD(fd int) (int, error) {
	defer runtime.KeepAlive(s)
	var n C.size_t
	err := check(func() C.int {
		return C.picoring_stream_read_from_fd(s.handle, C.int(fd), C.SIZE_MAX, &n)
	})
	return int(n), readError(err)
}

func (s *Stream) WriteFD(fd int) (int, error) {
	defer runtime.KeepAlive(s)
	var n C.size_t
	err := check(func() C.int {
		return C.picoring_stream_write_to_fd(s.handle, C.int(fd), C.SIZE_MAX, &n)
	})
	return int(n), readError(err)
}

// Ended tells whether the stream is closed and all of it read.
func (s *Stream) Ended() bool {
	defer runtime.KeepAlive(s)
	return C.picoring_stream_ended(s.handle) == 1
}

// Len is how many bytes are readable.
func (s *Stream) Len() int {
	n := int(s.words.used)
	runtime.KeepAlive(s)
	return n
}

// Free is how many fit.
func (s *Stream) Free() int {
	n := int(room(s.words))
	runtime.KeepAlive(s)
	return n
}

// Capacity is how many fit at all.
func (s *Stream) Capacity() int {
	defer runtime.KeepAlive(s)
	return int(C.picoring_stream_capacity(s.handle))
}

// Truncate keeps the n oldest bytes; what was claimed is given up.
func (s *Stream) Truncate(n int) error {
	defer runtime.KeepAlive(s)
	return check(func() C.int { return C.picoring_stream_truncate(s.handle, count(n)) })
}

// Clear forgets all readable bytes.
func (s *Stream) Clear() error { return s.Release(s.Len()) }

// Describe tells what memory was really got.
func (s *Stream) Describe() (Info, error) {
	defer runtime.KeepAlive(s)
	return describe(C.picoring_stream_mirror(s.handle))
}
