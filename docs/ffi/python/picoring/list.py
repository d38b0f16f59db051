# SPDX-License-Identifier: MIT OR Apache-2.0
"""List: a growing array for gigabytes that never moves (picoring/list.h)."""
from __future__ import annotations

import ctypes
from typing import Any, Generic, Iterator, TypeVar, overload

from ._library import lib, verbs
from ._lifetime import Handle, Owner, create
from ._sides import Values, no_element, place_of
from ._views import Loans, SharedLoans
from .elements import ElementType, Floats, Integers, element_of
from .errors import Empty, count
from .options import ListInfo, ListOptions, list_info

T = TypeVar("T")


@verbs(
    "list", "push", "append", "claim", "claim_status", "commit", "cancel", "reserve", "len",
    "at", "chunk", "chunk_count", "set", "pop", "truncate", "clear", "shrink",
)
class List(Owner, Generic[T]):
    """A list without bound but its reservation. One thread appends while any number
    read; whatever takes elements away needs the readers, and their views, gone."""

    _push: Any
    _append: Any
    _claim: Any
    _claim_status: Any
    _commit: Any
    _cancel: Any
    _reserve: Any
    _len: Any
    _at: Any
    _chunk: Any
    _chunk_count: Any
    _set: Any
    _pop: Any
    _truncate: Any
    _clear: Any
    _shrink: Any

    @overload
    def __init__(self: List[float], kind: Floats, options: ListOptions = ...) -> None: ...
    @overload
    def __init__(self: List[int], kind: Integers = "B", options: ListOptions = ...) -> None: ...
    @overload
    def __init__(self: List[Any], kind: ElementType, options: ListOptions = ...) -> None: ...
    def __init__(self, kind: ElementType = "B", options: ListOptions = ListOptions()) -> None:
        self._element = element_of(kind)
        struct = ctypes.byref(options.struct())
        pointer = create(lib.list_create, self._element.size, struct)
        handle = Handle(pointer, lib.list_destroy)
        self._capacity: int = lib.list_capacity(pointer)
        handle.show(lib.list_data(pointer), self._capacity * self._element.size)
        self._own(handle)
        self._cell, self._address = self._element.cell()
        self._claimed = Loans(handle, self._element)
        self._shown = SharedLoans(handle, self._element)

    # Growing: views of what is there stay good.

    def push(self, value: T) -> None:
        """Copies an element behind the last."""
        if self._claimed:
            self._claimed.recall()
        self._cell[0] = value
        code = self._push(self._pointer, self._address)
        if code:
            raise self._failure(code)

    append = push

    def extend(self, values: Values) -> None:
        """Copies many behind the last, all or none: an iterable of values, a buffer of the
        element type, or bytes."""
        self._claimed.recall()
        source, n = self._element.many(values)
        self._check(self._append(self._pointer, source, n))

    def claim(self, n: int) -> Any:
        """A writable view of n places behind the last, to be followed by commit."""
        n = count(n)
        address = self._claim(self._pointer, n)
        if address is None:
            raise self._failure(self._claim_status(self._pointer, n))
        return self._claimed.lend(address, n)

    def commit(self, n: int) -> None:
        """The first n of what was claimed belong to the list; the view is released."""
        n = count(n)
        self._claimed.recall()
        self._check(self._commit(self._pointer, n))

    def cancel(self) -> None:
        """Gives the claim up; the view is released."""
        self._claimed.recall()
        self._check(self._cancel(self._pointer))

    def reserve(self, n: int) -> None:
        """Commits memory for n elements in all."""
        n = count(n)
        self._check(self._reserve(self._pointer, n))

    # Reading.

    def __len__(self) -> int:
        n: int = self._len(self._pointer)
        if n == 0:
            self._living()
        return n

    def __getitem__(self, index: int) -> T:
        at = place_of(index, self)
        address = self._at(self._pointer, at)
        if address is None:
            raise no_element(index, self)
        value: T = self._element.load(address)
        return value

    def __iter__(self) -> Iterator[T]:
        """The values, those included that are appended meanwhile."""
        index = 0
        while index < len(self):
            yield self[index]
            index += 1

    @property
    def data(self) -> Any:
        """All elements as one view; it stays good while the list grows."""
        return self._shown.lend(self._living().base, len(self))

    def chunks(self) -> Iterator[Any]:
        """Views of ListOptions.chunk elements each, the last perhaps of fewer."""
        out = ctypes.c_size_t()
        out_address = ctypes.byref(out)
        for index in range(self._chunk_count(self._living().pointer)):
            address = self._chunk(self._pointer, index, out_address)
            if address is None:
                return
            yield self._shown.lend(address, out.value)

    @property
    def capacity(self) -> int:
        """How many elements the reservation holds."""
        return self._capacity

    # Changing: the readers, and their views, gone.

    def __setitem__(self, index: int, value: T) -> None:
        at = place_of(index, self)
        self._cell[0] = value
        if self._set(self._pointer, at, self._address):
            raise no_element(index, self)

    def pop(self) -> T:
        """Takes the last element away. Empty, if there is none."""
        self._recall()
        code = self._pop(self._pointer, self._address)
        if code:
            raise self._failure(code, Empty)
        value: T = self._cell[0]
        return value

    def truncate(self, n: int) -> None:
        """Keeps the first n elements."""
        n = count(n)
        self._recall()
        self._check(self._truncate(self._pointer, n))

    def clear(self) -> None:
        """Keeps none."""
        self._recall()
        self._check(self._clear(self._pointer))

    def shrink(self) -> None:
        """Gives all memory behind the last element back to the system."""
        self._claimed.recall()
        self._check(self._shrink(self._pointer))

    # The whole.

    def describe(self) -> ListInfo:
        """What the list has of the system."""
        handle = self._living()  # stays until the call is over, whoever closes
        return list_info(handle.pointer)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        """numpy.asarray(list) is data as an array, not a copy."""
        import numpy

        array = numpy.asarray(self.data, dtype)
        return array.copy() if copy else array

    def __buffer__(self, flags: int) -> memoryview:
        """memoryview(list) is data, from Python 3.12 on."""
        return memoryview(self.data)

    def _recall(self) -> None:
        self._claimed.recall()
        self._shown.recall()
