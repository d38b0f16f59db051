# SPDX-License-Identifier: MIT OR Apache-2.0
"""What can go wrong: one exception for each thing that a program may want to do
about it, each also the builtin exception that Python programs expect there.

    PicoringError
      WouldBlock (BlockingIOError)
        Full (queue.Full), Empty (queue.Empty)
      Ended (EOFError)               closed, and all of it read
      Closed (BrokenPipeError)       closed: nothing more can be written
      TimedOut (TimeoutError)
      Interrupted (InterruptedError) interrupt() was called
      OutOfRange (ValueError)        beyond the grant; can never fit
        BadIndex (IndexError)
      BadValue (ValueError)          a size of 0 or below, an option without meaning
      TooBig (OverflowError)         a size that no address can hold
      Released (ValueError)          used after close()
      NoRoom (BufferError)           a full list; a stream with no room or no data for
                                     a descriptor
      ViewInUse (BufferError)        a slice or an array of a view is still there
      Busy (RuntimeError)            that side is open; another thread is in it
      BadState (RuntimeError)        no claim is open, or one is
      Forked (RuntimeError)          made by the parent of this process
      Unsupported (NotImplementedError)
      OutOfMemory (MemoryError)
      SystemFailure (OSError)        what the system lacks, with its own sentence
"""
from __future__ import annotations

import ctypes
import queue
from operator import index
from typing import Dict, Type

from ._library import LibraryError, lib

__all__ = [
    "BadIndex", "BadState", "BadValue", "Busy", "Closed", "Empty", "Ended", "Forked", "Full",
    "Interrupted", "LibraryError", "NoRoom", "OutOfMemory", "OutOfRange", "PicoringError",
    "Released", "SystemFailure", "TimedOut", "TooBig", "Unsupported", "ViewInUse", "WouldBlock",
]

OK = 0
EAGAIN = -1
EEND = -2
ERANGE = -3
EPIPE = -4
EINTR = -5
EINVAL = -8
EFAULT = -9
EOVERFLOW = -10
ETIMEDOUT = -25
EBUSY = -26


class PicoringError(Exception):
    """A refusal of libpicoring: its `code`, the `name` of the code, a `sentence`."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(code, sentence)
        self.code = code
        self.name: str = lib.errname(code).decode()
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence


class WouldBlock(PicoringError, BlockingIOError):
    """Not now, but perhaps later."""


class Full(WouldBlock, queue.Full):
    """There is not so much room now."""


class Empty(WouldBlock, queue.Empty):
    """There is not so much to read now."""


class Ended(PicoringError, EOFError):
    """Closed, and all of it has been read."""


class Closed(PicoringError, BrokenPipeError):
    """Closed: nothing more can be written."""


class TimedOut(PicoringError, TimeoutError):
    """The time given is over."""


class Interrupted(PicoringError, InterruptedError):
    """interrupt() was called."""


class OutOfRange(PicoringError, ValueError):
    """More than is free, readable or claimed, or than can ever fit."""


class BadIndex(OutOfRange, IndexError):
    """There is no element of that index."""


class BadValue(PicoringError, ValueError):
    """A size of 0 or below, or an option without meaning."""


class TooBig(PicoringError, OverflowError):
    """A size that no address can hold."""


class Released(PicoringError, ValueError):
    """The object has been closed."""


class NoRoom(PicoringError, BufferError):
    """A list's reservation is full; a stream has no room, or no data, for a descriptor."""


class ViewInUse(PicoringError, BufferError):
    """What a view shows would go, but a slice or an array of it is still there."""


class Busy(PicoringError, RuntimeError):
    """That side is open already, or another thread is in this object."""


class BadState(PicoringError, RuntimeError):
    """No claim is open, or one is."""


class Forked(PicoringError, RuntimeError):
    """Made by the parent of this forked process."""


class Unsupported(PicoringError, NotImplementedError):
    """Not on this system, or not in this version of the library."""


class OutOfMemory(PicoringError, MemoryError):
    """No memory, or no address space, left."""


class SystemFailure(PicoringError, OSError):
    """The system refused; the sentence has its error."""


_classes: Dict[int, Type[PicoringError]] = {
    EEND: Ended,
    ERANGE: OutOfRange,
    EPIPE: Closed,
    EINTR: Interrupted,
    -6: NoRoom,  # PICORING_ENOBUFS
    -7: NoRoom,  # PICORING_ENODATA
    EINVAL: BadValue,
    EFAULT: Released,
    EOVERFLOW: TooBig,
    -11: BadValue,  # PICORING_EALIGN
    -12: Unsupported,  # PICORING_E2BIG
    -13: Unsupported,  # PICORING_EVERSION
    -14: Unsupported,  # PICORING_ENOSYS
    -15: OutOfMemory,  # PICORING_ENOMEM
    -16: OutOfMemory,  # PICORING_EADDRSPACE
    -23: Forked,  # PICORING_EFORK
    ETIMEDOUT: TimedOut,
    EBUSY: Busy,
    -27: BadState,  # PICORING_ESTATE
}
_SILENT = (EEND, ETIMEDOUT)  # the library makes no sentence for these


def failure(code: int, again: Type[WouldBlock] = WouldBlock) -> PicoringError:
    """The exception for a code that the library has just returned in this thread."""
    if code == EAGAIN:
        return again(code, (again.__doc__ or "").rstrip("."))
    sentence = lib.strerror(code) if code in _SILENT else lib.last_error()
    return _classes.get(code, SystemFailure)(code, sentence.decode())


def check(code: int) -> None:
    """Raises what the code means, unless it means success."""
    if code < 0:
        raise failure(code)


SIZE_MAX: int = ctypes.c_size_t(-1).value


def count(n: int) -> int:
    """A number of elements or bytes, or a place. Everything that becomes a size_t comes by
    here, since ctypes wraps what is too great or negative to some other number. A verb
    calls this before it reads `_pointer`."""
    n = index(n)
    if n < 0:
        raise BadValue(EINVAL, f"{n} is negative")
    if n > SIZE_MAX:
        raise TooBig(EOVERFLOW, f"{n} is more than any address")
    return n
