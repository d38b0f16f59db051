/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * error.h: what can go wrong, and how it is told.
 *
 * A function that can fail returns int: 0, or one of these negative codes,
 * whose values are the same on every system. Results leave through the last
 * parameters, named out_..., which a failure leaves untouched. A failure
 * changes nothing else either: what was in the object stays in it.
 *
 * PICORING_EAGAIN, PICORING_EEND and PICORING_ETIMEDOUT are news, not mistakes:
 * they cost nothing and make no text. For every other code picoring_last_error()
 * has a sentence.
 * In the verbs with a descriptor PICORING_EAGAIN is the descriptor's; the stream's
 * own "full" and "empty" are PICORING_ENOBUFS and PICORING_ENODATA there.
 * No function that can fail may be called by a signal handler.
 */
#ifndef PICORING_ERROR_H
#define PICORING_ERROR_H

#include "base.h"

PICORING_BEGIN

/* Grows only at the end. */
enum picoring_error_code {
    PICORING_OK = 0,
    PICORING_EAGAIN = -1,      /* full or empty now; not there yet */
    PICORING_EEND = -2,        /* closed and drained; the end of a file */
    PICORING_ERANGE = -3,      /* beyond the grant; can never fit */
    PICORING_EPIPE = -4,       /* closed: nothing more can be written */
    PICORING_EINTR = -5,       /* a signal came first */
    PICORING_ENOBUFS = -6,     /* no room: a stream for what is read, a list in its
                                  reservation */
    PICORING_ENODATA = -7,     /* the stream has nothing to write out */
    PICORING_EINVAL = -8,      /* a size of 0, or an option without meaning */
    PICORING_EFAULT = -9,      /* a handle or a pointer is NULL; what is inlined
                                  trusts its caller, and does not look */
    PICORING_EOVERFLOW = -10,  /* a size that no address can hold */
    PICORING_EALIGN = -11,     /* an alignment that the memory cannot give */
    PICORING_E2BIG = -12,      /* an options struct newer than the library */
    PICORING_EVERSION = -13,   /* headers newer than the library */
    PICORING_ENOSYS = -14,     /* the technique is not there on this system */
    PICORING_ENOMEM = -15,     /* no memory left */
    PICORING_EADDRSPACE = -16, /* no address space left, or RLIMIT_AS */
    PICORING_EMAPCOUNT = -17,  /* vm.max_map_count is exhausted */
    PICORING_EMFILE = -18,     /* no descriptor left, RLIMIT_NOFILE */
    PICORING_EFBIG = -19,      /* over RLIMIT_FSIZE */
    PICORING_ENOSPC = -20,     /* /dev/shm is full */
    PICORING_ELOCK = -21,      /* locking refused, RLIMIT_MEMLOCK */
    PICORING_EHUGE = -22,      /* huge pages required and not to be had */
    PICORING_EFORK = -23,      /* made by the parent of this forked process */
    PICORING_EIO = -24,        /* the system refused for a reason of its own */
    PICORING_ETIMEDOUT = -25,  /* the time given is over */
    PICORING_EBUSY = -26,      /* that side is already open */
    PICORING_ESTATE = -27,     /* no claim is open on this handle, or one is */
    PICORING_EPEER = -28       /* the other process broke the protocol */
};

/*!
 * picoring_strerror: what a code means, as a short English sentence. Static,
 * never NULL; an unknown code gives "unknown error code".
 *   code  a PICORING_E... value, or 0
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API const char *picoring_strerror(int code);

/*!
 * picoring_errname: the name of a code, "PICORING_ERANGE". Static, never
 * NULL; an unknown code gives "PICORING_E?".
 *   code  a PICORING_E... value, or 0
 * Thread: any. Progress: wait-free. Since: 0.1.
 */
PICORING_API const char *picoring_errname(int code);

/*!
 * picoring_last_error: the sentence of the last failure in the calling
 * thread - the operation, the technique tried, the size, and the system's own
 * error, as in
 *   picoring_ring_create: 65536 bytes by memfd: ftruncate: File too large (27)
 * It belongs to the library and lasts until the next failure in this thread;
 * success, PICORING_EAGAIN, PICORING_EEND and PICORING_ETIMEDOUT leave it alone.
 * "" if nothing has failed yet; never NULL.
 * Thread: any, each has its own. Progress: wait-free. Since: 0.1.
 */
PICORING_API const char *picoring_last_error(void);

PICORING_END

#endif
