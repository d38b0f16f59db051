# SPDX-License-Identifier: MIT OR Apache-2.0
"""Finds, checks and loads libpicoring; `lib` has its functions without their prefix.

Where it is looked for, the first that is there:
1. the file that the environment variable PICORING_LIBRARY names, and no other then;
2. the prefix PREFIX, if this package lies in PREFIX/lib*/python*/site-packages or
   dist-packages, and nowhere else: what is beside a checkout may be anybody's;
3. wherever the system's loader finds it.
"""
from __future__ import annotations

import ctypes
import os
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable, Dict, List, Type, TypeVar

from ._signatures import BLOCKING, TYPES, VERBS

T = TypeVar("T")

OLDEST = 100  # the version that this package was written for, 0.1.0
SONAME = 0

if sys.platform == "win32":
    FILE = f"libpicoring-{SONAME}.dll"
elif sys.platform == "darwin":
    FILE = f"libpicoring.{SONAME}.dylib"
else:
    FILE = f"libpicoring.so.{SONAME}"


class LibraryError(ImportError):
    """libpicoring is not there, or not one that this package can use."""


def candidates() -> List[str]:
    """What to try to load, in this order."""
    named = os.environ.get("PICORING_LIBRARY")
    if named:
        return [named]
    return _in_prefix(Path(__file__).resolve().parents[1]) + [FILE]


def _in_prefix(packages: Path) -> List[str]:
    if not re.search(r"/lib[^/]*/python[^/]*/(site|dist)-packages$", packages.as_posix()):
        return []
    prefix = packages.parents[2]
    places = ("lib", f"lib/{getattr(sys.implementation, '_multiarch', '')}", "lib64", "bin")
    files = dict.fromkeys(prefix / place / FILE for place in places)
    return [str(file) for file in files if file.is_file()]


def _open(names: List[str]) -> ctypes.CDLL:
    reasons = []
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError as error:
            reasons.append(str(error) if name in str(error) else f"{name}: {error}")
    raise LibraryError(
        "libpicoring was not found; install it, or let the environment variable "
        "PICORING_LIBRARY name the file. Tried: " + "; ".join(reasons)
    )


def _refusal(library: ctypes.CDLL, why: str) -> LibraryError:
    return LibraryError(f"{library._name} {why}", path=library._name)


def _check_version(library: ctypes.CDLL) -> str:
    try:
        function = library["picoring_version"]
    except AttributeError:
        raise _refusal(library, "is not libpicoring: it has no picoring_version") from None
    function.restype = ctypes.c_uint32
    number = function()
    version = f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    if number < OLDEST or number // 10000 != SONAME:
        raise _refusal(
            library, f"is version {version}; this package needs 0.1.0 or later of soname {SONAME}"
        )
    return version


def _bind(library: ctypes.CDLL, signatures: Dict[str, str], version: str) -> Dict[str, Any]:
    functions = {}
    for name, letters in signatures.items():
        try:
            function = library[f"picoring_{name}"]
        except AttributeError:
            raise _refusal(
                library, f"is libpicoring {version}, and too old: it has no picoring_{name}"
            ) from None
        function.restype = TYPES[letters[0]]
        function.argtypes = [TYPES[letter] for letter in letters[1:]]
        functions[name] = function
    return functions


def load() -> SimpleNamespace:
    """The functions of the library, by their names without `picoring_`."""
    unlocked = _open(candidates())
    version = _check_version(unlocked)
    locked = ctypes.PyDLL(unlocked._name, handle=unlocked._handle)
    return SimpleNamespace(**_bind(locked, VERBS, version), **_bind(unlocked, BLOCKING, version))


def verbs(prefix: str, *names: str) -> Callable[[Type[T]], Type[T]]:
    """A decorator: `_push` of the class is the library's `<prefix>_push`, and so on.

    The functions of ctypes are no descriptors: called on an object, they get no self."""

    def give(cls: Type[T]) -> Type[T]:
        for name in names:
            setattr(cls, f"_{name}", getattr(lib, f"{prefix}_{name}"))
        return cls

    return give


lib = load()
