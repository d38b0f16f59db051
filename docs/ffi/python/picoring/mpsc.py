# SPDX-License-Identifier: MIT OR Apache-2.0
"""Mpsc: a channel from many threads to one (picoring/mpsc.h)."""
from __future__ import annotations

from typing import Any, Optional, TypeVar, overload

from ._channel import ElementChannel, into_ring
from ._library import lib, verbs
from ._sides import DRAINING, FILLING
from ._waiting import Reader, Writer
from .elements import ElementType, Floats, Integers
from .options import Options
from .queue import Queue
from .ring import Ring

T = TypeVar("T")


@verbs("mpsc", *FILLING)
class MpscProducer(Writer[T]):
    """One of the writing sides, for one thread at a time. A claim stays open, and the
    reader stops at it, until commit, abort or close."""

    _wait = lib.mpsc_wait_writable
    _interrupt = lib.mpsc_producer_interrupt
    _close_side = staticmethod(lambda pointer: 0)  # other producers go on

    def abort(self) -> None:
        """Gives the claim up; the view is released."""
        self._claimed.recall()
        self._check(lib.mpsc_abort(self._pointer))

    def close_channel(self) -> None:
        """Ends the channel for all producers."""
        self._check(lib.mpsc_close(self._pointer))

    def _settle(self) -> None:
        pass  # a push beside an open claim is BadState, and the view stays


@verbs("mpsc", *DRAINING)
class MpscReader(Reader[T]):
    """The reading side, for one thread at a time."""

    _wait = lib.mpsc_wait_readable
    _interrupt = lib.mpsc_reader_interrupt
    _close_side = lib.mpsc_reader_close
    _event = lib.mpsc_reader_event
    _arm = lib.mpsc_reader_arm
    _disarm = lib.mpsc_reader_disarm

    def into_ring(self) -> Ring[T]:
        """A ring of what has not been read; this reader is closed. Busy, if another handle
        of the channel is still there."""
        return into_ring(self, lib.mpsc_into_ring)


class Mpsc(ElementChannel[T]):
    __doc__ = f"""{ElementChannel.__doc__}
    It ends for the reader when it and all its producers are closed."""

    _create = lib.mpsc_create
    _from_ring = lib.mpsc_from_ring
    _destroy = lib.mpsc_destroy
    _mirror = lib.mpsc_mirror
    _capacity = lib.mpsc_capacity

    @overload
    def __init__(
        self: Mpsc[float], capacity: int, kind: Floats, options: Optional[Options] = ...,
        *, spin: int = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: Mpsc[int], capacity: int, kind: Integers = "B", options: Optional[Options] = ...,
        *, spin: int = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: Mpsc[Any], capacity: int, kind: ElementType, options: Optional[Options] = ...,
        *, spin: int = ...,
    ) -> None: ...
    def __init__(
        self, capacity: int, kind: ElementType = "B", options: Optional[Options] = None,
        *, spin: int = 0,
    ) -> None:
        super().__init__(capacity, kind, options, spin)

    @classmethod
    def from_ring(cls, ring: Queue[T], *, spin: int = 0) -> Mpsc[T]:
        """A channel of a ring's memory and what is in it; the ring is closed."""
        channel = cls.__new__(cls)
        channel._adopt_ring(ring, spin)
        return channel

    def producer(self) -> MpscProducer[T]:
        """One more producer."""
        return self._filling(MpscProducer, lib.mpsc_producer_open, lib.mpsc_producer_destroy)

    def reader(self) -> MpscReader[T]:
        """The one reader. Busy, if it was opened before."""
        return self._draining(MpscReader, lib.mpsc_reader_open, lib.mpsc_reader_destroy)
