# SPDX-License-Identifier: MIT OR Apache-2.0
"""How objects are made (Options, ListOptions) and what came of it (MirrorInfo, ListInfo).

The meaning of each word is that of the headers options.h, list.h and mirror.h.
"""
from __future__ import annotations

import ctypes
import itertools
from dataclasses import dataclass
from typing import Any, Dict, NamedTuple, Optional, Sequence, Tuple, Type

from ._library import lib
from .errors import EINVAL, BadValue, check, count

_NAMES = (lib.technique_name(number).decode() for number in itertools.count())
_TECHNIQUES = tuple(itertools.takewhile(lambda name: name != "unknown", _NAMES))
_HUGE = ("off", "try", "require")
_DUMP = ("one", "none")


def _structure(name: str, *fields: Tuple[str, Any]) -> Type[ctypes.Structure]:
    """A struct of the library: its size first."""
    return type(
        name, (ctypes.Structure,), {"_fields_": [("struct_size", ctypes.c_size_t), *fields]}
    )


def _words(*names: str) -> Tuple[Tuple[str, Any], ...]:
    return tuple((name, ctypes.c_uint32) for name in names)


def _sizes(*names: str) -> Tuple[Tuple[str, Any], ...]:
    return tuple((name, ctypes.c_size_t) for name in names)


_HOOKS = tuple((name, ctypes.c_void_p) for name in ("allocate", "deallocate", "user"))

_Options = _structure(
    "_Options",
    *_words("technique", "exact", "prefault", "lock", "huge", "inherit", "dump", "guard"),
    *_sizes("alignment"),
    *_HOOKS,
)
_ListOptions = _structure(
    "_ListOptions",
    *_sizes("reserve", "chunk", "least_step", "most_step", "keep", "alignment"),
    *_words("small_pages", "dump"),
    *_HOOKS,
)
_ChannelOptions = _structure(
    "_ChannelOptions",
    ("memory", ctypes.POINTER(_Options)),
    ("spin", ctypes.c_int64),
    ("drop", ctypes.c_void_p),
    ("user", ctypes.c_void_p),
)
_MirrorInfo = _structure(
    "_MirrorInfo",
    *_sizes("size", "granularity", "page_size", "huge_bytes"),
    *_words("technique", "prefaulted", "locked", "inherited", "guarded", "dumped"),
)
_ListInfo = _structure("_ListInfo", *_sizes("reserved", "committed", "huge_bytes"))


def _choice(option: str, value: str, names: Sequence[str]) -> int:
    if value not in names:
        raise BadValue(EINVAL, f"{option} is {value!r}, not one of {', '.join(names)}")
    return names.index(value)


def _filled(struct: Type[ctypes.Structure], values: Dict[str, Any]) -> ctypes.Structure:
    fields = {name: count(value) for name, value in values.items()}
    return struct(struct_size=ctypes.sizeof(struct), **fields)


@dataclass(frozen=True)
class Options:
    """How the memory of a mirror, a ring, a stream or a channel is made."""

    technique: str = "auto"
    exact: bool = False  # exactly the capacity asked for, not what the pages hold
    prefault: bool = False
    lock: bool = False
    huge: str = "off"  # "try", "require"
    inherit: bool = False  # a forked child shares the memory
    dump: str = "one"  # "none": not in core dumps
    guard: bool = False
    alignment: int = 0

    def struct(self) -> ctypes.Structure:
        """The library's picoring_options."""
        values = dict(self.__dict__)
        values["technique"] = _choice("technique", self.technique, _TECHNIQUES)
        values["huge"] = _choice("huge", self.huge, _HUGE)
        values["dump"] = _choice("dump", self.dump, _DUMP)
        return _filled(_Options, values)


@dataclass(frozen=True)
class ListOptions:
    """How a list grows; 0 is the library's default everywhere."""

    reserve: int = 0  # elements that ever find place
    chunk: int = 0
    least_step: int = 0
    most_step: int = 0
    keep: int = 0
    alignment: int = 0
    small_pages: bool = False
    dump: str = "one"

    def struct(self) -> ctypes.Structure:
        """The library's picoring_list_options."""
        return _filled(_ListOptions, {**self.__dict__, "dump": _choice("dump", self.dump, _DUMP)})


def channel_options(memory: Optional[Options], spin: int) -> ctypes.Structure:
    """The library's picoring_channel_options."""
    options: Any = _filled(_ChannelOptions, {})
    options.spin = spin
    if memory is not None:
        options.memory = ctypes.pointer(memory.struct())
    return options  # type: ignore[no-any-return]


class MirrorInfo(NamedTuple):
    """What a mirror really got."""

    size: int  # bytes of one copy
    granularity: int
    page_size: int
    huge_bytes: int
    technique: str
    prefaulted: bool
    locked: bool
    inherited: bool
    guarded: bool
    dumped: int


class ListInfo(NamedTuple):
    """What a list has of the system, in bytes."""

    reserved: int
    committed: int
    huge_bytes: int


def mirror_info(mirror: Optional[int]) -> MirrorInfo:
    """picoring_mirror_describe."""
    info: Any = _filled(_MirrorInfo, {})
    check(lib.mirror_describe(mirror, ctypes.byref(info)))
    return MirrorInfo(
        info.size, info.granularity, info.page_size, info.huge_bytes,
        lib.technique_name(info.technique).decode(), bool(info.prefaulted), bool(info.locked),
        bool(info.inherited), bool(info.guarded), info.dumped,
    )


def list_info(pointer: Optional[int]) -> ListInfo:
    """picoring_list_describe."""
    info: Any = _filled(_ListInfo, {})
    check(lib.list_describe(pointer, ctypes.byref(info)))
    return ListInfo(info.reserved, info.committed, info.huge_bytes)
