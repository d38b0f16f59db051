# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the elements of an object are: how Python values become their bytes and back.

An element type is one of
- a type code of the module array, "B", "d", ...: values are numbers, many of them an
  array.array (bytes for "B"), a view is a memoryview of that format;
- another format of the module struct, "<If", "16s", ...: values are tuples (or what the
  one field holds), many of them a list, a view is one of bytes;
- a NumPy dtype, structured or not: values are NumPy scalars, many of them and views are
  ndarrays.
"""
from __future__ import annotations

import array
import ctypes
import struct
import sys
from typing import TYPE_CHECKING, Any, Dict, Iterable, Literal, Tuple, Union

if TYPE_CHECKING:
    import numpy

ElementType = Union[str, "numpy.dtype[Any]", "type[numpy.generic]"]
# Formats whose values are known to the type checker, too; those of other types are Any. Each
# class says so by overloads of its own: what those of a base say of self is not the class.
Floats = Literal["d", "f"]
Integers = Literal["b", "B", "h", "H", "i", "I", "l", "L", "q", "Q"]

# What a format of the buffer protocol means; two codes of one kind and size are one type.
_KINDS = {
    **dict.fromkeys("bhilqn", "signed"),
    **dict.fromkeys("BHILQN", "unsigned"),
    **dict.fromkeys("efd", "float"),
}
_NATIVE = "@=" + ("<" if sys.byteorder == "little" else ">")
_BYTES = ("B", "b", "c", "<B", "<b", "<c")


_CTYPES: Dict[str, Any] = {
    "b": ctypes.c_byte, "B": ctypes.c_ubyte, "h": ctypes.c_short, "H": ctypes.c_ushort,
    "i": ctypes.c_int, "I": ctypes.c_uint, "l": ctypes.c_long, "L": ctypes.c_ulong,
    "q": ctypes.c_longlong, "Q": ctypes.c_ulonglong, "f": ctypes.c_float, "d": ctypes.c_double,
}


def address_of(writable: Any) -> Any:
    """Where a writable buffer of at least a byte lies, as an argument of a function."""
    return ctypes.byref(ctypes.c_char.from_buffer(writable))


def bytes_of(buffer: Any) -> Tuple[Any, int]:
    """A buffer as an argument of a function, and its length; copied if it is read-only."""
    if isinstance(buffer, bytes):
        return buffer, len(buffer)
    view = memoryview(buffer)
    n = view.nbytes
    if n == 0 or view.readonly or not view.c_contiguous:
        return view.tobytes(), n
    return address_of(view), n


class Element:
    """Elements of an array type code."""

    def __init__(self, code: str) -> None:
        self.code: Any = code
        self.size = struct.calcsize(code)
        self._one = array.array(code, [0]) if code in _CTYPES else None

    def cell(self) -> Tuple[Any, int]:
        """A place for one value, read and written as cell[0], and its address."""
        place = ctypes.create_string_buffer(self.size)
        return self.view(memoryview(place).cast("B")), ctypes.addressof(place)

    def load(self, address: int) -> Any:
        """The value at an address."""
        return _CTYPES[self.code].from_address(address).value

    def view(self, place: memoryview) -> Any:
        """A view of the bytes of elements."""
        return place if self.code == "B" else place.cast(self.code)

    def block(self, n: int) -> Any:
        """A new writable place for n elements, for `finish`."""
        return bytearray(n) if self.code == "B" else self._one * n  # type: ignore[operator]

    def where(self, block: Any) -> Any:
        """The address of a block, as an argument of a function."""
        return address_of(block) if len(block) else None

    def finish(self, block: Any, n: int) -> Any:
        """The first n values of a block."""
        if len(block) != n:
            del block[n:]
        return bytes(block) if self.code == "B" else block

    def many(self, values: Any) -> Tuple[Any, int]:
        """The bytes of many values, as an argument of a function, and how many they are."""
        if not isinstance(values, bytes):
            values = self._buffer(values)
        source, length = bytes_of(values)
        return source, _whole(length, self.size)

    def _buffer(self, values: Any) -> Any:
        try:
            view = memoryview(values)
        except TypeError:
            return bytes(iter(values)) if self.code == "B" else array.array(self.code, values)
        if view.format != self.code and view.format not in _BYTES and not self._like(view):
            raise TypeError(f"the elements are {self.code!r}, and these values {view.format!r}")
        return view


    def _like(self, view: memoryview) -> bool:
        kind = _KINDS.get(view.format.lstrip(_NATIVE))
        return (kind, view.itemsize) == (_KINDS[self.code], self.size)


class _Packed:
    """A cell of a struct."""

    def __init__(self, layout: struct.Struct, single: bool, place: Any) -> None:
        self._layout = layout
        self._single = single
        self._place = place

    def __getitem__(self, _: int) -> Any:
        values = self._layout.unpack_from(self._place)
        return values[0] if self._single else values

    def __setitem__(self, _: int, value: Any) -> None:
        self._layout.pack_into(self._place, 0, *((value,) if self._single else value))


class StructElement(Element):
    """Elements of a format of the module struct."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self._layout = struct.Struct(code)
        self._single = len(self._layout.unpack(bytes(self.size))) == 1

    def cell(self) -> Tuple[Any, int]:
        place = ctypes.create_string_buffer(max(self.size, 1))
        return _Packed(self._layout, self._single, place), ctypes.addressof(place)

    def load(self, address: int) -> Any:
        values = self._layout.unpack(ctypes.string_at(address, self.size))
        return values[0] if self._single else values

    def view(self, place: memoryview) -> memoryview:
        return place

    def block(self, n: int) -> bytearray:
        return bytearray(n * self.size)

    def finish(self, block: bytearray, n: int) -> Any:
        values = self._layout.iter_unpack(block[: n * self.size])
        return [value for value, in values] if self._single else list(values)

    def _buffer(self, values: Iterable[Any]) -> Any:
        try:
            return memoryview(values)  # type: ignore[arg-type]
        except TypeError:
            pack = self._layout.pack
            return b"".join(pack(value) if self._single else pack(*value) for value in values)


class _Record:
    """A cell of a structured dtype, whose scalars would otherwise be views of it."""

    def __init__(self, place: Any) -> None:
        self._place = place

    def __getitem__(self, _: int) -> Any:
        return self._place[0].copy()

    def __setitem__(self, _: int, value: Any) -> None:
        self._place[0] = value


class NumpyElement(Element):
    """Elements of a NumPy dtype."""

    def __init__(self, dtype: Any) -> None:
        import numpy

        self._numpy = numpy
        self.dtype = numpy.dtype(dtype)
        if self.dtype.hasobject or self.dtype.subdtype or not self.dtype.itemsize:
            raise ValueError(f"elements of {self.dtype!r} have no bytes of their own")
        self.code = str(self.dtype)
        self.size = self.dtype.itemsize

    def cell(self) -> Tuple[Any, int]:
        place = self._numpy.zeros(1, self.dtype)
        return (_Record(place) if self.dtype.names else place), place.ctypes.data

    def load(self, address: int) -> Any:
        return self._numpy.frombuffer(ctypes.string_at(address, self.size), self.dtype)[0]

    def view(self, place: memoryview) -> Any:
        if not place.nbytes:
            return self._numpy.empty(0, self.dtype)
        return self._numpy.frombuffer(place, self.dtype)

    def block(self, n: int) -> Any:
        return self._numpy.empty(n, self.dtype)

    def where(self, block: Any) -> Any:
        return block.ctypes.data

    def finish(self, block: Any, n: int) -> Any:
        return block[:n]

    def many(self, values: Any) -> Tuple[Any, int]:
        if isinstance(values, (bytes, bytearray, memoryview)):
            source, length = bytes_of(values)
            return source, _whole(length, self.size)
        if getattr(values, "dtype", self.dtype) != self.dtype:
            raise TypeError(f"the elements are {self.code!r}, and these values {values.dtype!r}")
        values = self._numpy.ascontiguousarray(values, self.dtype)
        return values.ctypes, values.size


def _whole(length: int, size: int) -> int:
    if length % size:
        raise ValueError(f"{length} bytes are no whole number of elements of {size}")
    return length // size


def element_of(kind: Any) -> Element:
    """The element type that `kind` names."""
    if isinstance(kind, Element):
        return kind
    if not isinstance(kind, str):
        if "numpy" not in sys.modules:
            raise TypeError(f"an element type is a format or a NumPy dtype, not {kind!r}")
        return NumpyElement(kind)
    try:
        return Element(kind) if kind in _CTYPES else StructElement(kind)
    except struct.error as error:
        raise ValueError(f"{kind!r} is no format of elements: {error}") from None
