# SPDX-License-Identifier: MIT OR Apache-2.0
"""Mirror: memory that appears twice, side by side (picoring/mirror.h)."""
from __future__ import annotations

import ctypes
from typing import Optional

from ._library import lib
from ._lifetime import Handle, Owner, create
from ._views import Loans
from .elements import Element
from .errors import count
from .options import MirrorInfo, Options, mirror_info


def granularity() -> int:
    """What the size of a mirror is a multiple of, in bytes."""
    return int(lib.granularity())


class Mirrored(Owner):
    """What has a mirror below it."""

    def describe(self) -> MirrorInfo:
        """What the memory really got."""
        handle = self._living()  # stays until the call is over, whoever closes
        return mirror_info(handle.mirror)


class Mirror(Mirrored):
    """`size` bytes, rounded up to the granularity, that are there twice in a row."""

    def __init__(self, size: int, options: Options = Options()) -> None:
        pointer = create(lib.mirror_create, count(size), ctypes.byref(options.struct()))
        handle = Handle(pointer, lib.mirror_destroy)
        handle.show_mirror(pointer)
        self._own(handle)
        self._shown = Loans(handle, Element("B"))

    @property
    def size(self) -> int:
        """Bytes of one copy."""
        return self._living().size // 2

    @property
    def data(self) -> memoryview:
        """Both copies. A byte is touched through one of them only, or sync() is between."""
        handle = self._living()
        view: memoryview = self._shown.lend(handle.base, handle.size)
        return view

    def sync(self, offset: int = 0, n: Optional[int] = None) -> None:
        """What was written at [offset, offset + n) is there in the other copy too."""
        offset, n = count(offset), self.size if n is None else count(n)
        self._check(lib.mirror_sync(self._pointer, offset, n))
