# SPDX-License-Identifier: MIT OR Apache-2.0
"""The Python classes of the Rust crate picoring, with all their methods.

Programs written for them run with these: `import picoring` finds them in both. What
differs: all of the capacity is usable, not all but one; advance_head and advance_tail
raise where the crate's check nothing; too little memory is a MemoryError, not a
ValueError; memoryview(obj) needs Python 3.12, get_readable_view() and get_view() do not.
As in the crate, a view stays when what it shows has been read, and shows what is written
there next."""
from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from ._views import Loans
from .errors import Empty, Full, OutOfRange
from .list import List
from .ring import Ring
from .stream import ByteStream

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def _byte(item: int) -> int:
    if not 0 <= item <= 255:
        raise OverflowError("out of range for a byte")
    return item


class _Bytes:
    """What the ring and the queue have in common."""

    def __init__(self, capacity: int) -> None:
        self._ring: Ring[int] = Ring(capacity)
        self._shown = Loans(self._ring._living(), self._ring._element)

    def push(self, item: int) -> bool:
        """Takes a byte; False if there is no room."""
        try:
            self._ring.push(_byte(item))
        except Full:
            return False
        return True

    def pop(self) -> Optional[int]:
        """The oldest byte, or None."""
        try:
            return self._ring.pop()
        except Empty:
            return None

    def len(self) -> int:
        """Bytes that are readable."""
        return len(self._ring)

    def capacity(self) -> int:
        """Bytes that fit."""
        return self._ring.capacity

    def __buffer__(self, flags: int) -> memoryview:
        return self._view()

    def _push_all(self, data: ReadableBuffer) -> bool:
        try:
            self._ring.push_n(data)  # type: ignore[arg-type]
        except (Full, OutOfRange):
            return False
        return True

    def _pop_most(self, n: int) -> bytes:
        data: bytes = self._ring.pop_some(n)
        return data

    def _view(self) -> memoryview:
        view: memoryview = self._ring.peek()
        self._shown.take_over(self._ring._peeked)
        return view.toreadonly()


class PicoRingByte(_Bytes):
    """A ring of bytes."""

    def push_bytes(self, data: ReadableBuffer) -> bool:
        """Takes all of the data, or False."""
        return self._push_all(data)

    def pop_bytes(self, n: int) -> bytes:
        """The oldest bytes, at most n."""
        return self._pop_most(n)

    def get_readable_view(self) -> memoryview:
        """All that is readable, as a read-only view."""
        return self._view()

    def advance_head(self, n: int) -> None:
        """The next n bytes of the memory become readable. OutOfRange, if so many are not
        free."""
        self._ring.commit(n)

    def advance_tail(self, n: int) -> None:
        """Drops the n oldest bytes. OutOfRange, if there are not so many."""
        self._ring.release(n)


class PicoQueueByte(_Bytes):
    """A queue of bytes."""

    def push_bulk(self, data: ReadableBuffer) -> bool:
        """Takes all of the data, or False."""
        return self._push_all(data)

    def pop_bulk(self, n: int) -> bytes:
        """The oldest bytes, at most n."""
        return self._pop_most(n)

    def get_view(self) -> memoryview:
        """All that is readable, as a read-only view."""
        return self._view()


class PicoByteStreamPy:
    """A stream of bytes."""

    def __init__(self, capacity: int) -> None:
        self._stream = ByteStream(capacity)

    def write(self, data: ReadableBuffer) -> int:
        """Takes what fits, and says how much."""
        return self._stream.write(data) or 0

    def read(self, n: int) -> bytes:
        """What there is, at most n bytes."""
        return self._stream.read(n) or b""

    def available_to_read(self) -> int:
        """Bytes that are readable."""
        return len(self._stream)

    def available_to_write(self) -> int:
        """Bytes that are free."""
        return self._stream.free


class PicoListByte:
    """A growing list of bytes."""

    def __init__(self) -> None:
        self._list: List[int] = List()

    def push(self, item: int) -> None:
        """Appends a byte."""
        self._list.push(_byte(item))

    def extend(self, data: ReadableBuffer) -> None:
        """Appends all of the data."""
        self._list.extend(data)  # type: ignore[arg-type]

    def get(self, index: int) -> Optional[int]:
        """The byte at index, or None."""
        return self._list[index] if 0 <= index < len(self._list) else None

    def set(self, index: int, value: int) -> bool:
        """Overwrites the byte at index; False if there is none."""
        if not 0 <= index < len(self._list):
            return False
        self._list[index] = _byte(value)
        return True

    def len(self) -> int:
        """Bytes that are there."""
        return len(self._list)
