# SPDX-License-Identifier: MIT OR Apache-2.0
"""Spsc: a channel from one thread to one other (picoring/spsc.h)."""
from __future__ import annotations

from typing import Any, Optional, TypeVar, overload

from ._channel import ElementChannel, into_ring
from ._library import lib, verbs
from ._sides import DRAINING, FILLING, FILLING_ALONE, FillingAlone
from ._waiting import Armable, Reader, Writer
from .elements import ElementType, Floats, Integers
from .errors import count
from .options import Options
from .queue import Queue
from .ring import Ring

T = TypeVar("T")


@verbs("spsc", *FILLING, *FILLING_ALONE)
class SpscWriter(FillingAlone[T], Writer[T], Armable):
    """The writing side, for one thread at a time."""

    _wait = lib.spsc_wait_writable
    _interrupt = lib.spsc_writer_interrupt
    _close_side = lib.spsc_writer_close
    _event = lib.spsc_writer_event
    _arm = lib.spsc_writer_arm
    _disarm = lib.spsc_writer_disarm

    def arm(self, n: int = 1) -> bool:
        """Asks for one event once n elements are free. True: they are, and nothing is
        armed."""
        return self._arm_for(count(n))


@verbs("spsc", *DRAINING)
class SpscReader(Reader[T]):
    """The reading side, for one thread at a time."""

    _wait = lib.spsc_wait_readable
    _interrupt = lib.spsc_reader_interrupt
    _close_side = lib.spsc_reader_close
    _event = lib.spsc_reader_event
    _arm = lib.spsc_reader_arm
    _disarm = lib.spsc_reader_disarm

    def into_ring(self) -> Ring[T]:
        """A ring of what has not been read; this reader is closed. Busy, if another handle
        of the channel is still there."""
        return into_ring(self, lib.spsc_into_ring)


class Spsc(ElementChannel[T]):
    __doc__ = ElementChannel.__doc__

    _create = lib.spsc_create
    _from_ring = lib.spsc_from_ring
    _destroy = lib.spsc_destroy
    _mirror = lib.spsc_mirror
    _capacity = lib.spsc_capacity

    @overload
    def __init__(
        self: Spsc[float], capacity: int, kind: Floats, options: Optional[Options] = ...,
        *, spin: int = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: Spsc[int], capacity: int, kind: Integers = "B", options: Optional[Options] = ...,
        *, spin: int = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: Spsc[Any], capacity: int, kind: ElementType, options: Optional[Options] = ...,
        *, spin: int = ...,
    ) -> None: ...
    def __init__(
        self, capacity: int, kind: ElementType = "B", options: Optional[Options] = None,
        *, spin: int = 0,
    ) -> None:
        super().__init__(capacity, kind, options, spin)

    @classmethod
    def from_ring(cls, ring: Queue[T], *, spin: int = 0) -> Spsc[T]:
        """A channel of a ring's memory and what is in it; the ring is closed."""
        channel = cls.__new__(cls)
        channel._adopt_ring(ring, spin)
        return channel

    def writer(self) -> SpscWriter[T]:
        """The one writer. Busy, if it was opened before."""
        return self._filling(SpscWriter, lib.spsc_writer_open, lib.spsc_writer_destroy)

    def reader(self) -> SpscReader[T]:
        """The one reader. Busy, if it was opened before."""
        return self._draining(SpscReader, lib.spsc_reader_open, lib.spsc_reader_destroy)
