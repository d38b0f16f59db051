// SPDX-License-Identifier: MIT OR Apache-2.0

package picoring

/*
#include <picoring.h>
*/
import "C"

import (
	"context"
	"runtime"
)

// Waits in the library until `wait` succeeds or ctx is done. A blocked wait holds a
// thread, as a system call does; `interrupt` ends it from another.
func waitFor(ctx context.Context, wait func(timeout C.int64_t) C.int, interrupt func()) error {
	for _, timeout := range [...]C.int64_t{0, C.PICORING_FOREVER} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if timeout != 0 && ctx.Done() != nil {
			stop := watch(ctx, interrupt)
			defer stop()
		}
		for {
			err := check(func() C.int { return wait(timeout) })
			if done := ctx.Err(); done != nil && err != nil {
				return done
			}
			if err == errTimedOut {
				break
			}
			if e, failed := err.(*Error); !failed || e.Code != EINTR {
				return err
			}
			runtime.Gosched() // a signal, or what is left of a wait that ctx ended too late
		}
	}
	return errTimedOut
}

// Interrupts when ctx is done. The handle has to live until stop has returned.
func watch(ctx context.Context, interrupt func()) (stop func()) {
	over, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		select {
		case <-ctx.Done():
			interrupt()
		case <-over:
		}
	}()
	return func() {
		close(over)
		<-gone
	}
}
