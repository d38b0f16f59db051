# SPDX-License-Identifier: MIT OR Apache-2.0
"""The two sides of whatever elements go through: Filling and Draining.

A ring has both; a channel has a handle for each. The verbs, which decorate a class by
`verbs`, are those of the library with the same name."""
from __future__ import annotations

import ctypes
from typing import Any, Generic, Iterable, Optional, TypeVar, Union

from ._library import verbs
from ._lifetime import Handle, Owner
from ._views import Loans
from .elements import Element
from .errors import EAGAIN, ERANGE, SIZE_MAX, BadIndex, Empty, Full, count

T = TypeVar("T")
Verb = Any  # a function of the library
Values = Union[Iterable[Any], bytes, bytearray, memoryview]

FILLING = ("push", "push_n", "claim", "claim_status", "commit")
FILLING_ALONE = ("push_some", "free", "cancel")
DRAINING = ("pop", "pop_n", "pop_some", "peek", "peek_status", "release", "len")


class Filling(Owner, Generic[T]):
    """The side that elements are written to."""

    _push: Verb
    _push_n: Verb
    _claim: Verb
    _claim_status: Verb
    _commit: Verb

    def _fill(self, handle: Handle, element: Element, capacity: int) -> None:
        self._element = element
        self._capacity = capacity
        self._in, self._in_address = element.cell()
        self._claimed = Loans(handle, element)

    @property
    def capacity(self) -> int:
        """How many elements fit at all."""
        return self._capacity

    def push(self, value: T) -> None:
        """Copies an element in. Full, if there is no room."""
        if self._claimed:
            self._settle()
        self._in[0] = value
        code = self._push(self._pointer, self._in_address)
        if code:
            raise self._failure(code, Full)

    def push_n(self, values: Values) -> None:
        """Copies many in, all or none: an iterable of values, a buffer of the element
        type, or bytes."""
        if self._claimed:
            self._settle()
        source, n = self._element.many(values)
        code = self._push_n(self._pointer, source, n)
        if code:
            raise self._failure(code, Full)

    def claim(self, n: int) -> Any:
        """The next n free places as one writable view, to be followed by commit."""
        n = count(n)
        address = self._claim(self._pointer, n)
        if address is None:
            raise self._claim_failure(n)
        return self._claimed.lend(address, n)

    def _claim_failure(self, n: int) -> Exception:
        code = self._claim_status(self._pointer, n)
        return self._failure(code or EAGAIN, Full)  # OK: there is room by now

    def commit(self, n: int) -> None:
        """The first n of what was claimed become readable; the view is released."""
        n = count(n)
        if self._claimed:
            self._claimed.recall()
        self._check(self._commit(self._pointer, n))

    def _settle(self) -> None:
        """A verb is about to write where a claimed view shows."""
        self._claimed.recall()


class FillingAlone(Filling[T]):
    """A filling side that nobody else fills: what is free stays so."""

    _push_some: Verb
    _free: Verb
    _cancel: Verb

    @property
    def free(self) -> int:
        """How many elements fit now."""
        n: int = self._free(self._pointer)
        if n == 0:
            self._living()
        return n

    def push_some(self, values: Values) -> int:
        """Copies in what fits, and says how many that were."""
        if self._claimed:
            self._settle()
        source, n = self._element.many(values)
        out = ctypes.c_size_t()
        out_address = ctypes.byref(out)
        code = self._push_some(self._pointer, source, n, out_address)
        if code and code != EAGAIN:
            raise self._failure(code)
        return out.value

    def claim(self, n: Optional[int] = None) -> Any:
        """The next n free places, or all of them, as one writable view, to be followed
        by commit."""
        return super().claim((self.free or 1) if n is None else n)

    def cancel(self) -> None:
        """Gives the claim up; the view is released."""
        if self._claimed:
            self._claimed.recall()
        self._check(self._cancel(self._pointer))


class Draining(Owner, Generic[T]):
    """The side that elements are read from."""

    _pop: Verb
    _pop_n: Verb
    _pop_some: Verb
    _peek: Verb
    _peek_status: Verb
    _release: Verb
    _len: Verb

    def _drain(self, handle: Handle, element: Element, capacity: int) -> None:
        self._element = element
        self._capacity = capacity
        self._out, self._out_address = element.cell()
        self._count = ctypes.c_size_t()
        self._count_address = ctypes.byref(self._count)
        self._peeked = Loans(handle, element)

    @property
    def capacity(self) -> int:
        """How many elements fit at all."""
        return self._capacity

    def __len__(self) -> int:
        n: int = self._len(self._pointer)
        if n == 0:
            self._living()
        return n

    def pop(self) -> T:
        """Copies the oldest element out. Empty, if there is none now; Ended, if none
        will come."""
        if self._peeked:
            self._peeked.recall()
        code = self._pop(self._pointer, self._out_address)
        if code:
            raise self._failure(code, Empty)
        value: T = self._out[0]
        return value

    def pop_n(self, n: int) -> Any:
        """Copies the n oldest out, all or none."""
        n = count(n)
        if self._peeked:
            self._peeked.recall()
        block = self._element.block(min(n, self._capacity))
        where = self._element.where(block)
        code = self._pop_n(self._pointer, where, n)
        del where  # it holds the block at its size
        if code:
            raise self._failure(code, Empty)
        return self._element.finish(block, n)

    def pop_some(self, n: Optional[int] = None) -> Any:
        """Copies out what there is, at most n: perhaps nothing. Ended, if none will come."""
        n = SIZE_MAX if n is None else count(n)
        if self._peeked:
            self._peeked.recall()
        there = len(self) or 1  # asked for 1, an empty side says why
        n = min(n, there)
        block = self._element.block(n)
        where = self._element.where(block)
        code = self._pop_some(self._pointer, where, n, self._count_address)
        del where  # it holds the block at its size
        if code and code != EAGAIN:
            raise self._failure(code)
        return self._element.finish(block, 0 if code else self._count.value)

    def peek(self) -> Any:
        """All that is readable, oldest first, as one view that may be written to: an
        empty one if there is nothing now. Ended, if nothing will come."""
        address = self._peek(self._pointer, self._count_address)
        if address is None:
            code = self._peek_status(self._pointer)
            if code and code != EAGAIN:
                raise self._failure(code)
            return self._peeked.lend(0, 0)
        return self._peeked.lend(address, self._count.value)

    def release(self, n: int) -> None:
        """The n oldest are done with; the views of them are released."""
        n = count(n)
        if self._peeked:
            self._peeked.recall()
        self._check(self._release(self._pointer, n))


def place_of(index: int, thing: Any) -> int:
    """The place that an index means, which may be negative; one that ctypes would wrap is
    no element's."""
    place = index + len(thing) if index < 0 else index
    if not 0 <= place <= SIZE_MAX:
        raise no_element(index, thing)
    return place


def no_element(index: int, thing: Any) -> BadIndex:
    """What a thing raises that has no such element, if it is not closed."""
    thing._living()
    return BadIndex(ERANGE, f"there is no element {index}")
