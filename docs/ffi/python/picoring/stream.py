# SPDX-License-Identifier: MIT OR Apache-2.0
"""ByteStream: a raw file of bytes in memory (picoring/stream.h).

It is written to at one end and read at the other, like a pipe that blocks nobody: what
does not go now gives None, as raw files that do not block do. io.BufferedReader and
io.TextIOWrapper work on it."""
from __future__ import annotations

import ctypes
import io
import sys
from typing import TYPE_CHECKING, Any, Callable, Optional, Protocol, Union

from ._library import lib, verbs
from ._lifetime import Handle, create
from ._views import Loans
from .elements import Element, address_of, bytes_of
from .errors import EAGAIN, EEND, EINTR, SIZE_MAX, Empty, Full, NoRoom, count
from .mirror import Mirrored
from .options import Options

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


class HasFileno(Protocol):
    """A file or socket."""

    def fileno(self) -> int: ...


@verbs(
    "stream", "write", "read", "claim", "claim_status", "commit", "cancel", "peek",
    "peek_status", "release", "find", "close", "ended", "len", "free", "clear", "truncate",
)
class ByteStream(Mirrored, io.RawIOBase):
    """A stream of `capacity` bytes, or as many more as its pages hold. What is in it and
    what is free is one block each. For one thread at a time."""

    _write: Any
    _read: Any
    _claim: Any
    _claim_status: Any
    _commit: Any
    _cancel: Any
    _peek: Any
    _peek_status: Any
    _release: Any
    _find: Any
    _close: Any
    _ended: Any
    _len: Any
    _free: Any
    _clear: Any
    _truncate: Any
    _eof = False

    def __init__(self, capacity: int, options: Options = Options()) -> None:
        pointer = create(lib.stream_create, count(capacity), ctypes.byref(options.struct()))
        handle = Handle(pointer, lib.stream_destroy)
        handle.show_mirror(lib.stream_mirror(pointer))
        self._own(handle)
        self._capacity: int = lib.stream_capacity(pointer)
        self._count = ctypes.c_size_t()
        self._count_address = ctypes.byref(self._count)
        self._claimed = Loans(handle, Element("B"))
        self._peeked = Loans(handle, Element("B"))

    # What a raw file has.

    def readable(self) -> bool:
        self._living()
        return True

    def writable(self) -> bool:
        self._living()
        return True

    def write(self, data: ReadableBuffer) -> Optional[int]:
        """Copies in what fits, and says how much; None if the stream is full."""
        if self._claimed:
            self._claimed.recall()
        source, n = bytes_of(data)
        code = self._write(self._pointer, source, n, self._count_address)
        return None if self._not_now(code) else self._count.value

    def readinto(self, buffer: WriteableBuffer) -> Optional[int]:
        """Copies out what there is; None if there is nothing now, 0 at the end."""
        if self._peeked:
            self._peeked.recall()
        n = memoryview(buffer).nbytes
        where = address_of(buffer) if n else None
        code = self._read(self._pointer, where, n, self._count_address)
        if code == EEND:
            return 0
        return None if self._not_now(code) else self._count.value

    def read(self, size: Optional[int] = -1) -> Optional[bytes]:
        """What there is, at most `size` bytes; None if there is nothing now, b"" at the
        end."""
        address = self._peek(self._pointer, self._count_address)
        if address is None:
            code = self._peek_status(self._pointer)
            if code != EEND:
                self._not_now(code)
            return b"" if code == EEND or size == 0 else None
        n = self._count.value if size is None or size < 0 else min(size, self._count.value)
        data = ctypes.string_at(address, n)
        self.release(n)
        return data

    def readall(self) -> bytes:
        """As read()."""
        return self.read()  # type: ignore[return-value]  # None, as raw files may

    def readline(self, size: Optional[int] = -1) -> bytes:
        """A whole line, or its first `size` bytes; what is left once the stream has
        ended. Empty, if no whole line is there yet; NoRoom, if none can come."""
        size = sys.maxsize if size is None or size < 0 else size
        end = self.find(b"\n") + 1 or (len(self) if self.eof_written or len(self) >= size else 0)
        if end == 0 and not self.eof_written:
            if self.free == 0:
                raise NoRoom(-6, "the stream is full, and has no whole line")
            raise self._failure(EAGAIN, Empty)
        return self.read(min(end, size)) or b""

    def _not_now(self, code: int) -> bool:
        if code == EAGAIN:
            return True
        self._check(code)
        return False

    # In place.

    def claim(self, n: Optional[int] = None) -> memoryview:
        """The next n free bytes, or all of them, as one writable view, to be followed by
        commit."""
        n = (self.free or 1) if n is None else count(n)
        address = self._claim(self._pointer, n)
        if address is None:
            raise self._failure(self._claim_status(self._pointer, n), Full)
        view: memoryview = self._claimed.lend(address, n)
        return view

    def commit(self, n: int) -> None:
        """The first n of what was claimed become readable; the view is released."""
        n = count(n)
        self._claimed.recall()
        self._check(self._commit(self._pointer, n))

    def cancel(self) -> None:
        """Gives the claim up; the view is released."""
        self._claimed.recall()
        self._check(self._cancel(self._pointer))

    def peek(self) -> memoryview:
        """All that is readable, as one view: an empty one if there is nothing."""
        address = self._peek(self._pointer, self._count_address)
        if address is None:
            self._living()
        view: memoryview = self._peeked.lend(address or 0, self._count.value if address else 0)
        return view

    def release(self, n: int) -> None:
        """The n oldest bytes are done with; the views of them are released."""
        n = count(n)
        if self._peeked:
            self._peeked.recall()
        self._check(self._release(self._pointer, n))

    def find(self, delimiter: bytes, start: int = 0) -> int:
        """Where the delimiter first is, as bytes.find: -1 if it is not there (yet)."""
        n, start = len(delimiter), count(start)
        code = self._find(self._pointer, start, delimiter, n, self._count_address)
        if code in (EAGAIN, EEND):
            return -1
        self._check(code)
        return self._count.value

    # Descriptors.

    def read_from(self, file: Union[int, HasFileno], n: Optional[int] = None) -> Optional[int]:
        """One read(2) from a descriptor into all that is free, or n bytes of it. How many
        came: 0 at the end of the file, None if there is nothing now."""
        n = SIZE_MAX if n is None else count(n)
        self._claimed.recall()
        return self._transfer(lib.stream_read_from_fd, file, n)

    def write_to(self, file: Union[int, HasFileno], n: Optional[int] = None) -> Optional[int]:
        """One write(2) of all that is readable, or n bytes of it, to a descriptor. How many
        went: 0 at the end of the stream, None if the descriptor takes nothing now."""
        n = SIZE_MAX if n is None else count(n)
        self._peeked.recall()
        return self._transfer(lib.stream_write_to_fd, file, n)

    def _transfer(
        self, call: Callable[..., int], file: Union[int, HasFileno], n: int
    ) -> Optional[int]:
        fd = file if isinstance(file, int) else file.fileno()
        out = ctypes.c_size_t()
        code = EINTR
        while code == EINTR:  # a signal handler that raises has raised by now
            with self._alone() as pointer:
                code = call(pointer, fd, n, ctypes.byref(out))
        if code == EEND:
            return 0
        return None if self._not_now(code) else out.value

    # Ending, and the whole.

    def write_eof(self) -> None:
        """Nothing more will be written; what is there can still be read."""
        self._check(self._close(self._pointer))
        self._eof = True

    @property
    def eof_written(self) -> bool:
        """Whether write_eof() has been called."""
        return self._eof

    @property
    def ended(self) -> bool:
        """Whether write_eof() has been called and all has been read."""
        self._living()
        return bool(self._ended(self._pointer))

    def __len__(self) -> int:
        """How many bytes are readable."""
        n: int = self._len(self._pointer)
        if n == 0:
            self._living()
        return n

    def __bool__(self) -> bool:
        return True  # as every file

    @property
    def free(self) -> int:
        """How many bytes can be written now."""
        n: int = self._free(self._pointer)
        if n == 0:
            self._living()
        return n

    @property
    def capacity(self) -> int:
        """How many bytes fit at all."""
        return self._capacity

    def truncate(self, size: Optional[int] = None) -> int:
        """Keeps the oldest `size` bytes, or all; what was claimed is given up."""
        size = len(self) if size is None else count(size)
        self._claimed.recall()
        self._peeked.recall()
        self._check(self._truncate(self._pointer, size))
        return size

    def clear(self) -> None:
        """Forgets all that is readable."""
        self._peeked.recall()
        self._check(self._clear(self._pointer))
