# SPDX-License-Identifier: MIT OR Apache-2.0
"""Queue: elements in place, first in, first out (picoring/ring.h)."""
from __future__ import annotations

import ctypes
from typing import Any, Iterator, TypeVar, overload

from ._library import lib, verbs
from ._lifetime import Handle, create
from ._sides import (
    DRAINING,
    FILLING,
    FILLING_ALONE,
    Draining,
    FillingAlone,
    no_element,
    place_of,
)
from .elements import Element, ElementType, Floats, Integers, element_of
from .errors import count
from .mirror import Mirrored
from .options import Options

T = TypeVar("T")


@verbs("ring", *FILLING, *FILLING_ALONE, *DRAINING, "at")
class Queue(FillingAlone[T], Draining[T], Mirrored):
    """A queue of `capacity` elements, or as many more as its pages hold. What is in it and
    what is free is one block each. For one thread at a time."""

    _at: Any

    @overload
    def __init__(
        self: Queue[float], capacity: int, kind: Floats, options: Options = ...
    ) -> None: ...
    @overload
    def __init__(
        self: Queue[int], capacity: int, kind: Integers = "B", options: Options = ...
    ) -> None: ...
    @overload
    def __init__(
        self: Queue[Any], capacity: int, kind: ElementType, options: Options = ...
    ) -> None: ...
    def __init__(
        self, capacity: int, kind: ElementType = "B", options: Options = Options()
    ) -> None:
        element = element_of(kind)
        struct = ctypes.byref(options.struct())
        self._adopt(create(lib.ring_create, count(capacity), element.size, struct), element)

    def _adopt(self, pointer: int, element: Element) -> None:
        handle = Handle(pointer, lib.ring_destroy)
        handle.show_mirror(lib.ring_mirror(pointer))
        capacity = lib.ring_capacity(pointer)
        self._own(handle)
        self._fill(handle, element, capacity)
        self._drain(handle, element, capacity)

    def __getitem__(self, index: int) -> T:
        place = place_of(index, self)
        address = self._at(self._pointer, place)
        if address is None:
            raise no_element(index, self)
        value: T = self._element.load(address)
        return value

    def __iter__(self) -> Iterator[T]:
        """The values that are in it, oldest first; it may change meanwhile."""
        index = 0
        while index < len(self):
            yield self[index]
            index += 1
