# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the sides of a channel are opened from."""
from __future__ import annotations

import ctypes
from typing import Any, Callable, Generic, Optional, Type, TypeVar

from ._lifetime import Handle, create
from ._sides import Verb
from ._waiting import Reader, Writer
from .elements import Element, ElementType, element_of
from .errors import count
from .mirror import Mirrored
from .options import Options, channel_options
from .queue import Queue
from .ring import Ring

T = TypeVar("T")
W = TypeVar("W", bound=Writer[Any])
R = TypeVar("R", bound=Reader[Any])


class Channel(Mirrored):
    """A channel; its sides go on when it is closed."""

    _destroy: Verb
    _mirror: Verb

    def _own_channel(self, pointer: int) -> None:
        self._own(self._showing(Handle(pointer, self._destroy), pointer))

    def _handle_of(self, opens: Callable[..., int], destroy: Callable[[int], Any]) -> Handle:
        owner = self._living()  # stays until its side is there
        return self._showing(Handle(create(opens, owner.pointer), destroy), owner.pointer)

    def _showing(self, handle: Handle, channel: Optional[int]) -> Handle:
        handle.show_mirror(self._mirror(channel))
        return handle


class ElementChannel(Channel, Generic[T]):
    """A channel of `capacity` elements, or as many more as its pages hold. `spin` are the
    nanoseconds that a wait looks before it sleeps: 0 for the default, negative for none."""

    _create: Verb
    _from_ring: Verb
    _capacity: Verb

    def __init__(
        self, capacity: int, kind: ElementType, options: Optional[Options], spin: int
    ) -> None:
        element = element_of(kind)
        struct = ctypes.byref(channel_options(options, spin))
        self._adopt(create(self._create, count(capacity), element.size, struct), element)

    def _adopt(self, pointer: int, element: Element) -> None:
        self._own_channel(pointer)
        self._element = element

    def _adopt_ring(self, ring: Queue[T], spin: int) -> None:
        struct = ctypes.byref(channel_options(None, spin))
        with ring._given_away() as pointer:
            self._adopt(create(self._from_ring, pointer, struct), ring._element)

    @property
    def capacity(self) -> int:
        """How many elements fit at all."""
        n: int = self._capacity(self._living().pointer)
        return n

    def _filling(self, side: Type[W], opens: Verb, destroy: Verb) -> W:
        writer = side()
        handle = self._handle_of(opens, destroy)
        writer._own(handle)
        writer._fill(handle, self._element, self.capacity)
        return writer

    def _draining(self, side: Type[R], opens: Verb, destroy: Verb) -> R:
        reader = side()
        handle = self._handle_of(opens, destroy)
        reader._own(handle)
        reader._drain(handle, self._element, self.capacity)
        return reader


def into_ring(reader: Reader[T], function: Callable[..., int]) -> Ring[T]:
    """A ring of what a reader has not read; the reader is closed."""
    ring: Ring[Any] = Ring.__new__(Ring)
    with reader._given_away() as pointer:
        ring._adopt(create(function, pointer), reader._element)
    return ring
