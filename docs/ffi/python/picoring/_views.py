# SPDX-License-Identifier: MIT OR Apache-2.0
"""Views of the library's memory, and how they are taken back.

Each view has an exporter of its own, an array of ctypes that lies over all of the
memory. What shows a part of the view - a slice, a NumPy array - refers to the exporter,
and the exporter refers to the handle. So the memory stays while anything shows it, and
whether anything does is seen by whether the exporter is still there.
"""
from __future__ import annotations

import ctypes
import threading
import weakref
from typing import Any, List, Tuple

from ._lifetime import Handle
from .elements import Element
from .errors import EBUSY, ViewInUse

_Loan = Tuple["weakref.ref[Any]", "weakref.ref[Any]"]  # the exporter, the view


class Loans(List[_Loan]):
    """The views of one side that are out. False if there are none: then a verb that
    moves the side has nothing to do."""

    def __init__(self, handle: Handle, element: Element) -> None:
        super().__init__()
        self._handle = weakref.ref(handle)
        self._element = element
        self._memory: Any = ctypes.c_ubyte * handle.size
        handle.loans.append(self)

    def lend(self, address: int, n: int) -> Any:
        """A view of n elements; of none if n is 0."""
        if n == 0:
            return self._element.view(memoryview(b""))
        handle = self._handle()
        assert handle is not None  # the owner, who calls this, has it
        exporter = self._memory.from_address(handle.base)
        exporter.handle = handle
        start = address - handle.base
        whole = memoryview(exporter).cast("B")
        view = self._element.view(whole[start : start + n * self._element.size])
        if self:
            self._forget()
        self.append((weakref.ref(exporter), weakref.ref(view)))
        return view

    def recall(self) -> None:
        """Releases the views; refuses if a slice or an array of one is still there."""
        if self.dismiss():
            raise ViewInUse(
                EBUSY,
                "a slice or an array of a view is still there: del it, or copy it, before "
                "what it shows moves on",
            )

    def dismiss(self) -> bool:
        """Releases the views. Whether a slice or an array of one is still there."""
        for _, view in self:
            _release(view())
        self._forget()
        return bool(self)

    def take_over(self, others: Loans) -> None:
        """The views of others are from now on among these, which no verb recalls."""
        self._forget()
        self.extend(others)
        others.clear()

    def renew_lock(self) -> None:
        """For those that have one, in a forked child."""

    def _forget(self) -> None:
        self[:] = [loan for loan in self if loan[0]() is not None]


class SharedLoans(Loans):
    """The views of an object that many threads may read."""

    def __init__(self, handle: Handle, element: Element) -> None:
        super().__init__(handle, element)
        self.renew_lock()

    def renew_lock(self) -> None:
        """Another thread may have been in here as the process forked."""
        self._lock = threading.RLock()

    def lend(self, address: int, n: int) -> Any:
        with self._lock:
            return super().lend(address, n)

    def dismiss(self) -> bool:
        with self._lock:
            return super().dismiss()


def _release(view: Any) -> None:
    if isinstance(view, memoryview):
        try:
            view.release()
        except BufferError:  # an array is made of it
            pass
