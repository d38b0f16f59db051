// SPDX-License-Identifier: MIT OR Apache-2.0

package picoring

/*
#include <picoring.h>
*/
import "C"

import (
	"io"
	"os"
	"runtime"
)

// A Code is what went wrong, the same on every system. It is an error itself, to be
// compared with: errors.Is(err, picoring.EAGAIN).
type Code int32

// The codes; capi/picoring/error.h says more of each.
const (
	EAGAIN     = Code(C.PICORING_EAGAIN)     // full or empty now
	EEND       = Code(C.PICORING_EEND)       // closed and drained; is io.EOF
	ERANGE     = Code(C.PICORING_ERANGE)     // beyond the grant; can never fit
	EPIPE      = Code(C.PICORING_EPIPE)      // closed: nothing can be written; is io.ErrClosedPipe
	EINTR      = Code(C.PICORING_EINTR)      // a signal or Interrupt came first
	ENOBUFS    = Code(C.PICORING_ENOBUFS)    // no room; is io.ErrShortBuffer
	ENODATA    = Code(C.PICORING_ENODATA)    // nothing to write out
	EINVAL     = Code(C.PICORING_EINVAL)     // a size of 0, an option without meaning
	EFAULT     = Code(C.PICORING_EFAULT)     // the object has been closed; is os.ErrClosed
	EOVERFLOW  = Code(C.PICORING_EOVERFLOW)  // a size that no address can hold
	EALIGN     = Code(C.PICORING_EALIGN)     // an alignment that the memory cannot give
	E2BIG      = Code(C.PICORING_E2BIG)      // options newer than the library
	EVERSION   = Code(C.PICORING_EVERSION)   // headers newer than the library
	ENOSYS     = Code(C.PICORING_ENOSYS)     // the technique is not there
	ENOMEM     = Code(C.PICORING_ENOMEM)     // no memory left
	EADDRSPACE = Code(C.PICORING_EADDRSPACE) // no address space left
	EMAPCOUNT  = Code(C.PICORING_EMAPCOUNT)  // vm.max_map_count is exhausted
	EMFILE     = Code(C.PICORING_EMFILE)     // no descriptor left
	EFBIG      = Code(C.PICORING_EFBIG)      // over RLIMIT_FSIZE
	ENOSPC     = Code(C.PICORING_ENOSPC)     // /dev/shm is full
	ELOCK      = Code(C.PICORING_ELOCK)      // locking refused
	EHUGE      = Code(C.PICORING_EHUGE)      // huge pages required and not to be had
	EFORK      = Code(C.PICORING_EFORK)      // made by the parent of this process
	EIO        = Code(C.PICORING_EIO)        // the system refused for a reason of its own
	ETIMEDOUT  = Code(C.PICORING_ETIMEDOUT)  // the time is over; is os.ErrDeadlineExceeded
	EBUSY      = Code(C.PICORING_EBUSY)      // that side is already open
	ESTATE     = Code(C.PICORING_ESTATE)     // no claim is open, or one is
	EPEER      = Code(C.PICORING_EPEER)      // the other process broke the protocol
)

var standard = map[Code]error{EEND: io.EOF, EPIPE: io.ErrClosedPipe, ENOBUFS: io.ErrShortBuffer,
	EFAULT: os.ErrClosed, ETIMEDOUT: os.ErrDeadlineExceeded}

// Error is what the code means.
func (c Code) Error() string { return C.GoString(C.picoring_strerror(C.int(c))) }

// Name is "PICORING_EAGAIN" and so on.
func (c Code) Name() string { return C.GoString(C.picoring_errname(C.int(c))) }

// Is tells whether the standard library has the target for it.
func (c Code) Is(target error) bool { return standard[c] == target }

// An Error is a failure with the library's own sentence.
type Error struct {
	Code     Code
	Sentence string
}

func (e *Error) Error() string { return e.Sentence }

// Unwrap is the code: errors.Is(err, picoring.ERANGE).
func (e *Error) Unwrap() error { return e.Code }

// News come often and cost nothing: they are made once.
var errAgain, errEnd, errTimedOut error = EAGAIN, EEND, ETIMEDOUT

func closed(what string) error { return &Error{EFAULT, "picoring: the " + what + " has been closed"} }

// What `call` answers as an error. The library's sentence is its thread's: this
// goroutine stays on it in between.
func check(call func() C.int) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	switch code := Code(call()); code {
	case C.PICORING_OK:
		return nil
	case EAGAIN:
		return errAgain
	case EEND:
		return errEnd
	case ETIMEDOUT:
		return errTimedOut
	default:
		return &Error{code, C.GoString(C.picoring_last_error())}
	}
}

// statusOf is why a claim or a read gave nothing. Its second look may find what the first
// did not, since the other side goes on: then it is to be tried again.
func statusOf(status func() C.int) error {
	if err := check(status); err != nil {
		return err
	}
	return errAgain
}
