# SPDX-License-Identifier: MIT OR Apache-2.0
"""Ring buffers in which circular data is always one contiguous block: libpicoring for
Python, by ctypes. README.md, beside this package, is the manual."""
from ._library import lib as _lib
from .errors import (
    BadIndex,
    BadState,
    BadValue,
    Busy,
    Closed,
    Empty,
    Ended,
    Forked,
    Full,
    Interrupted,
    LibraryError,
    NoRoom,
    OutOfMemory,
    OutOfRange,
    PicoringError,
    Released,
    SystemFailure,
    TimedOut,
    TooBig,
    Unsupported,
    ViewInUse,
    WouldBlock,
)
from .list import List
from .mirror import Mirror, granularity
from .mpsc import Mpsc, MpscProducer, MpscReader
from .options import ListInfo, ListOptions, MirrorInfo, Options
from .queue import Queue
from .records import Records, RecordsProducer, RecordsReader
from .ring import Ring
from .seed import PicoByteStreamPy, PicoListByte, PicoQueueByte, PicoRingByte
from .spsc import Spsc, SpscReader, SpscWriter
from .stream import ByteStream

library_version: str = _lib.version_string().decode()

__all__ = [
    "BadIndex", "BadState", "BadValue", "Busy", "ByteStream", "Closed", "Empty", "Ended",
    "Forked", "Full", "Interrupted", "LibraryError", "List", "ListInfo", "ListOptions", "Mirror",
    "MirrorInfo", "Mpsc", "MpscProducer", "MpscReader", "NoRoom", "Options", "OutOfMemory",
    "OutOfRange", "PicoByteStreamPy", "PicoListByte", "PicoQueueByte", "PicoRingByte",
    "PicoringError", "Queue", "Records", "RecordsProducer", "RecordsReader", "Released", "Ring",
    "Spsc", "SpscReader", "SpscWriter", "SystemFailure", "TimedOut", "TooBig", "Unsupported",
    "ViewInUse", "WouldBlock", "granularity", "library_version",
]
