# SPDX-License-Identifier: MIT OR Apache-2.0
"""Who owns an object of the library, and until when.

A Handle is the object; it is destroyed when nothing refers to it any more, with or
without a close(). Every view refers to it, so that memory is there as long as anything
shows it. An Owner is what a program holds: it lets go of its handle when it is closed.
"""
from __future__ import annotations

import ctypes
import os
import sys
import threading
import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Callable, Iterator, List, Optional, Type, TypeVar

from ._library import lib
from .errors import EBUSY, EFAULT, Busy, PicoringError, Released, WouldBlock, failure

if TYPE_CHECKING:
    from ._views import Loans

    Self = TypeVar("Self", bound="Owner")


class Handle:
    """One object of the library, and the memory that its views show."""

    def __init__(self, pointer: int, destroy: Callable[[int], None]) -> None:
        self.pointer: Optional[int] = pointer  # None while the library takes it over
        self.mirror: Optional[int] = None
        self.base = 0
        self.size = 0
        self.loans: List[Loans] = []
        self._destroy = weakref.finalize(self, destroy, pointer)
        self._destroy.atexit = False  # the system takes the memory; threads may still run
        _living.add(self)

    def show_mirror(self, mirror: int) -> None:
        """What views show is a mirror, both copies of it."""
        self.mirror = mirror
        self.show(lib.mirror_data(mirror), 2 * lib.mirror_size(mirror))

    def show(self, base: int, size: int) -> None:
        """Views show these bytes."""
        self.base = base
        self.size = size

    def take(self) -> None:
        """Leaves the object to the library, which has taken it over."""
        self._destroy.detach()
        _living.discard(self)


def create(function: Callable[..., int], *arguments: Any) -> int:
    """Calls a function that creates an object, and gives the pointer to it."""
    out = ctypes.c_void_p()
    code = function(*arguments, ctypes.byref(out))
    if code:
        raise failure(code)
    assert out.value is not None
    return out.value


class Owner:
    """What has a handle until it is closed. Without one, `_pointer` is None: then the
    library refuses every verb, so that a verb that works pays for no check. Nothing is
    called between `_pointer` and its verb: another thread might run, and close this."""

    _handle: Optional[Handle] = None
    _pointer: Optional[int] = None

    def _own(self, handle: Handle) -> None:
        self._handle = handle
        self._pointer = handle.pointer
        self._inside = threading.Lock()

    def close(self) -> None:
        """Gives the object back. Its views are released; slices and arrays of them
        stay readable, and keep the memory until they go."""
        handle, self._handle, self._pointer = self._handle, None, None
        if handle is not None:
            for loans in handle.loans:
                loans.dismiss()

    @property
    def closed(self) -> bool:
        """Whether close() has been called."""
        return self._handle is None

    def __enter__(self: Self) -> Self:
        self._living()
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def __repr__(self) -> str:
        pointer = self._handle.pointer if self._handle else None
        state = f"at {pointer:#x}" if pointer else "closed"
        return f"<{type(self).__module__}.{type(self).__qualname__} {state}>"

    def _living(self) -> Handle:
        if self._handle is None or self._pointer is None:
            raise self._failure(EFAULT)
        return self._handle

    def _failure(self, code: int, again: Type[WouldBlock] = WouldBlock) -> PicoringError:
        """The exception for a code that a verb of this object has returned."""
        if code == EFAULT and self._handle is None:
            return Released(EFAULT, f"this {type(self).__name__} has been closed")
        if code == EFAULT and self._pointer is None:
            return Busy(EBUSY, f"another thread is in this {type(self).__name__}")
        return failure(code, again)

    def _check(self, code: int) -> None:
        """Raises what a verb of this object has returned, unless that is success."""
        if code:
            raise self._failure(code)

    @contextmanager
    def _alone(self) -> Iterator[int]:
        """The pointer for a call that lets other threads run: they are refused meanwhile."""
        handle = self._living()  # stays until the call is over, whoever closes
        if not self._inside.acquire(blocking=False):
            raise self._failure(EFAULT)
        try:
            self._pointer, pointer = None, self._pointer
            if pointer is None:  # another thread was in here, and closed it or gave it away
                raise self._failure(EFAULT)
            yield pointer
        finally:
            if self._handle is not None:
                self._pointer = handle.pointer
            self._inside.release()

    @contextmanager
    def _given_away(self) -> Iterator[int]:
        """The pointer for a function that takes the object over, alone: unless it raises,
        this is closed."""
        handle = self._living()
        with self._alone() as pointer:
            for loans in handle.loans:
                loans.recall()
            handle.pointer = None  # interrupt() and close() may come meanwhile
            try:
                yield pointer
            except BaseException:
                handle.pointer = pointer
                raise
            handle.take()
            Owner.close(self)


_living: weakref.WeakSet[Handle] = weakref.WeakSet()


def _fill_hole(handle: Handle) -> None:
    """Maps zeros where a mirror was that the child did not inherit: a slice or an array
    of a view that is still there reads them, instead of ending the process."""
    libc = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
    read_write, private_anonymous_no_replace = 3, 0x2 | 0x20 | 0x100000
    libc.mmap(handle.base, handle.size, read_write, private_anonymous_no_replace, -1, 0)


def _after_fork_in_child() -> None:
    for handle in list(_living):
        hole = handle.mirror is not None and lib.mirror_data(handle.mirror) is None
        for loans in handle.loans:
            loans.renew_lock()
            if hole and loans.dismiss() and sys.platform == "linux":
                _fill_hole(handle)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
