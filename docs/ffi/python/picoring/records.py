# SPDX-License-Identifier: MIT OR Apache-2.0
"""Records: messages of any length, from one or many threads to one (picoring/records.h)."""
from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Iterator, Optional

from ._channel import Channel
from ._library import lib
from ._lifetime import Handle, create
from ._views import Loans
from ._waiting import Armable, Side, deadline_of, until_ended
from .elements import Element, bytes_of
from .errors import EAGAIN, OK, Empty, Full, count
from .options import Options, channel_options

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class RecordsProducer(Side):
    """A writing side, for one thread at a time. A claim stays open, and the reader stops
    at it, until commit, abort or close."""

    _wait = lib.records_wait_writable
    _interrupt = lib.records_producer_interrupt
    _close_side = staticmethod(lambda pointer: 0)  # other producers go on

    def _open(self, handle: Handle) -> None:
        self._own(handle)
        self._claimed = Loans(handle, Element("B"))

    def push(self, message: ReadableBuffer) -> None:
        """Copies a message in. Full, if there is no room."""
        source, n = bytes_of(message)
        code = lib.records_push(self._pointer, source, n)
        if code:
            raise self._failure(code, Full)

    def push_wait(self, message: ReadableBuffer, timeout: Optional[float] = None) -> None:
        """push that waits for room."""
        source, length = bytes_of(message)
        deadline = None
        code = lib.records_push(self._pointer, source, length)
        while code == EAGAIN:
            deadline = deadline_of(timeout) if deadline is None else deadline
            self._wait_until(deadline, length)
            code = lib.records_push(self._pointer, source, length)
        self._check(code)

    def claim(self, length: int) -> memoryview:
        """A place for a message of up to `length` bytes, to be followed by commit or
        abort."""
        length = count(length)
        address = lib.records_claim(self._pointer, length)
        if address is None:
            code = lib.records_claim_status(self._pointer, length)
            raise self._failure(code or EAGAIN, Full)  # OK: there is room by now
        view: memoryview = self._claimed.lend(address, length)
        return view

    def commit(self, length: int) -> None:
        """The first `length` bytes of the claim are the message; the view is released."""
        length = count(length)
        self._claimed.recall()
        self._check(lib.records_commit(self._pointer, length))

    def abort(self) -> None:
        """Gives the claim up; the view is released."""
        self._claimed.recall()
        self._check(lib.records_abort(self._pointer))

    def wait(self, length: int, timeout: Optional[float] = None) -> None:
        """Until there is room for a message. TimedOut after `timeout` seconds."""
        self._wait_until(deadline_of(timeout), count(length))

    def close_channel(self) -> None:
        """Ends the channel for all producers."""
        self._check(lib.records_close(self._pointer))


class RecordsReader(Armable):
    """The reading side, for one thread at a time."""

    _wait = lib.records_wait_readable
    _interrupt = lib.records_reader_interrupt
    _close_side = lib.records_reader_close
    _event = lib.records_reader_event
    _arm = lib.records_reader_arm
    _disarm = lib.records_reader_disarm

    def _open(self, handle: Handle) -> None:
        self._own(handle)
        self._length = ctypes.c_size_t()
        self._length_address = ctypes.byref(self._length)
        self._shown = Loans(handle, Element("B"))

    def read(self) -> memoryview:
        """The next message, in place: it stays until release, and may be changed. Empty,
        if there is none now; Ended, if none will come."""
        view: memoryview = self._shown.lend(self._next(), self._length.value)
        return view

    def release(self) -> None:
        """All messages that were read are done with; the views of them are released."""
        self._shown.recall()
        self._check(lib.records_release(self._pointer))

    def pop(self) -> bytes:
        """Copies the next message out, and releases it with all that were read."""
        if self._shown:
            self._shown.recall()
        return self._taken(self._next())

    def pop_wait(self, timeout: Optional[float] = None) -> bytes:
        """pop that waits for a message."""
        if self._shown:
            self._shown.recall()
        deadline = None
        address = self._next_if_any()
        while address is None:
            deadline = deadline_of(timeout) if deadline is None else deadline
            self._wait_until(deadline)
            address = self._next_if_any()
        return self._taken(address)

    def __iter__(self) -> Iterator[bytes]:
        """Copies of the messages as they come, until the channel has ended."""
        return until_ended(self.pop_wait)

    def wait(self, timeout: Optional[float] = None) -> None:
        """Until there is a message. TimedOut after `timeout` seconds; Ended, if none will
        come."""
        self._wait_until(deadline_of(timeout))

    def arm(self) -> bool:
        """Asks for one event once there is a message. True: there is, and nothing is
        armed."""
        return self._arm_for()

    def _next(self) -> int:
        address = self._next_if_any()
        if address is None:
            raise self._failure(EAGAIN, Empty)
        return address

    def _next_if_any(self) -> Optional[int]:
        address: Optional[int] = lib.records_read(self._pointer, self._length_address)
        if address is None:
            code = lib.records_read_status(self._pointer)
            if code not in (OK, EAGAIN):  # OK: one came by now
                raise self._failure(code)
        return address

    def _taken(self, address: int) -> bytes:
        message = ctypes.string_at(address, self._length.value)
        self._check(lib.records_release(self._pointer))
        return message


class Records(Channel):
    """A channel of `size` bytes for messages and their headers of 8. With `producers="one"`
    there is one producer, and everything is wait-free."""

    _destroy = lib.records_destroy
    _mirror = lib.records_mirror

    def __init__(
        self,
        size: int,
        producers: str = "many",
        options: Optional[Options] = None,
        *,
        spin: int = 0,
    ) -> None:
        struct = ctypes.byref(channel_options(options, spin))
        number = ("many", "one").index(producers)
        self._own_channel(create(lib.records_create, count(size), number, struct))

    @property
    def longest(self) -> int:
        """Bytes of the longest message that fits."""
        n: int = lib.records_longest(self._living().pointer)
        return n

    def producer(self) -> RecordsProducer:
        """One more producer; the one producer, if only one was asked for."""
        side = RecordsProducer()
        side._open(self._handle_of(lib.records_producer_open, lib.records_producer_destroy))
        return side

    def reader(self) -> RecordsReader:
        """The one reader. Busy, if it was opened before."""
        side = RecordsReader()
        side._open(self._handle_of(lib.records_reader_open, lib.records_reader_destroy))
        return side
