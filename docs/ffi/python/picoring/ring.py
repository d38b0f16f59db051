# SPDX-License-Identifier: MIT OR Apache-2.0
"""Ring: a queue that is also a sliding window (picoring/ring.h)."""
from __future__ import annotations

from typing import Any, TypeVar, overload

from ._library import verbs
from ._sides import no_element, place_of
from .elements import ElementType, Floats, Integers
from .errors import ERANGE, OutOfRange, count
from .options import Options
from .queue import Queue

T = TypeVar("T")


@verbs("ring", "push_overwrite", "set", "view", "clear")
class Ring(Queue[T]):
    """A ring of `capacity` elements, or as many more as its pages hold."""

    _push_overwrite: Any
    _set: Any
    _view: Any
    _clear: Any

    @overload
    def __init__(
        self: Ring[float], capacity: int, kind: Floats, options: Options = ...
    ) -> None: ...
    @overload
    def __init__(
        self: Ring[int], capacity: int, kind: Integers = "B", options: Options = ...
    ) -> None: ...
    @overload
    def __init__(
        self: Ring[Any], capacity: int, kind: ElementType, options: Options = ...
    ) -> None: ...
    def __init__(
        self, capacity: int, kind: ElementType = "B", options: Options = Options()
    ) -> None:
        super().__init__(capacity, kind, options)

    def push_overwrite(self, value: T) -> None:
        """Copies an element in; if the ring is full, the oldest goes."""
        if self._claimed or self._peeked:
            self._claimed.recall()
            self._peeked.recall()
        self._in[0] = value
        self._check(self._push_overwrite(self._pointer, self._in_address))

    def view(self, offset: int, n: int) -> Any:
        """n readable elements from `offset` on, 0 being the oldest, as one view."""
        offset, n = count(offset), count(n)
        address = self._view(self._pointer, offset, n)
        if address is None:
            self._living()
            raise OutOfRange(ERANGE, f"elements {offset} to {offset + n} are not all readable")
        return self._peeked.lend(address, n)

    def clear(self) -> None:
        """Forgets all that is in it."""
        self._peeked.recall()
        self._check(self._clear(self._pointer))

    def __setitem__(self, index: int, value: T) -> None:
        self._in[0] = value
        place = place_of(index, self)
        if self._set(self._pointer, place, self._in_address):
            raise no_element(index, self)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        """numpy.asarray(ring) is peek() as an array, not a copy."""
        import numpy

        array = numpy.asarray(self.peek(), dtype)
        return array.copy() if copy else array

    def __buffer__(self, flags: int) -> memoryview:
        """memoryview(ring) is peek(), from Python 3.12 on."""
        return memoryview(self.peek())
