# SPDX-License-Identifier: MIT OR Apache-2.0
"""The sides of the channels between threads: they wait, are interrupted, armed for an
event loop, and closed (picoring/channel.h).

A side is one thread's at a time: while one thread waits in it, others get Busy."""
from __future__ import annotations

import ctypes
from typing import Callable, Iterator, Optional, TypeVar

from ._library import lib
from ._lifetime import Owner
from ._sides import Draining, Filling, Verb
from .errors import EAGAIN, EFAULT, EINTR, OK, count

T = TypeVar("T")
_ABSOLUTE = 1  # PICORING_CLOCK_ABSOLUTE
_FOREVER = -1
_LONGEST = 1 << 62


def deadline_of(timeout: Optional[float]) -> int:
    """What a time-out in seconds means to the library: a time of its clock."""
    if timeout is None:
        return _FOREVER
    now: int = lib.now()
    return now + min(max(int(timeout * 1e9), 0), _LONGEST)


class Side(Owner):
    """A handle of a channel's side."""

    _wait: Verb
    _interrupt: Verb
    _close_side: Verb
    _interrupted = False

    def interrupt(self) -> None:
        """The wait that this side is in, or else its next one, raises Interrupted. For
        any thread."""
        handle = self._handle
        if handle is None:
            self._living()
        else:
            self._interrupted = True
            self._interrupt(handle.pointer)

    def close(self) -> None:
        """Closes this side, and gives the handle back: a reader on the other side gets
        what is there, and then Ended; a writer gets Closed. A thread that waits with
        this handle gets Released."""
        handle, waiting = self._handle, self._pointer is None
        super().close()
        if handle is not None and waiting:
            self._interrupt(handle.pointer)  # destroyed, and so closed, after the wait
        elif handle is not None:
            self._close_side(handle.pointer)

    def _wait_until(self, deadline: int, *n: int) -> None:
        while True:
            with self._alone() as pointer:
                code = self._wait(pointer, *n, deadline, _ABSOLUTE)
            if code == OK:
                return
            if self.closed:
                raise self._failure(EFAULT)
            if code != EINTR or self._interrupted:
                self._interrupted = self._interrupted and code != EINTR
                raise self._failure(code)
            # A signal came, and its handler raised nothing.


class Armable(Side):
    """A side that an event loop can watch: it is a file to select, selectors, asyncio."""

    _event: Verb
    _arm: Verb
    _disarm: Verb

    def fileno(self) -> int:
        """A descriptor that becomes readable when the armed side is ready. It belongs to
        the channel."""
        out = ctypes.c_ssize_t()
        out_address = ctypes.byref(out)
        self._check(self._event(self._pointer, out_address))
        return out.value

    def _arm_for(self, *n: int) -> bool:
        code = self._arm(self._pointer, *n)
        if code < 0:
            raise self._failure(code)
        return bool(code)

    def disarm(self) -> None:
        """No event is wanted any more."""
        self._check(self._disarm(self._pointer))


class Writer(Filling[T], Side):
    """The writing side of a channel of elements."""

    def wait(self, n: int = 1, timeout: Optional[float] = None) -> None:
        """Until n elements are free. TimedOut after `timeout` seconds."""
        self._wait_until(deadline_of(timeout), count(n))

    def push_wait(self, value: T, timeout: Optional[float] = None) -> None:
        """push that waits for room."""
        if self._claimed:
            self._settle()
        deadline = None
        self._in[0] = value
        code = self._push(self._pointer, self._in_address)
        while code == EAGAIN:
            deadline = deadline_of(timeout) if deadline is None else deadline
            self._wait_until(deadline, 1)
            code = self._push(self._pointer, self._in_address)
        self._check(code)


class Reader(Draining[T], Armable):
    """The reading side of a channel of elements."""

    def wait(self, n: int = 1, timeout: Optional[float] = None) -> None:
        """Until n elements are readable. TimedOut after `timeout` seconds; Ended, if so
        many will not come."""
        self._wait_until(deadline_of(timeout), count(n))

    def pop_wait(self, timeout: Optional[float] = None) -> T:
        """pop that waits for an element."""
        if self._peeked:
            self._peeked.recall()
        deadline = None
        code = self._pop(self._pointer, self._out_address)
        while code == EAGAIN:
            deadline = deadline_of(timeout) if deadline is None else deadline
            self._wait_until(deadline, 1)
            code = self._pop(self._pointer, self._out_address)
        self._check(code)
        value: T = self._out[0]
        return value

    def __iter__(self) -> Iterator[T]:
        """The values as they come, until the channel has ended."""
        return until_ended(self.pop_wait)

    def arm(self, n: int = 1) -> bool:
        """Asks for one event once n elements are readable. True: they are, and nothing
        is armed."""
        return self._arm_for(count(n))


def until_ended(pop_wait: Callable[[], T]) -> Iterator[T]:
    """What a reader brings, until it has ended."""
    while True:
        try:
            value = pop_wait()
        except EOFError:
            return
        yield value
