// SPDX-License-Identifier: MIT OR Apache-2.0
//
// binary.cc: a byte is a byte, in files and in the standard streams.
#include <fcntl.h>
#include <io.h>
#include <stdlib.h>

namespace {

[[maybe_unused]] const bool set = [] {
    _fmode = _O_BINARY;
    for (int standard = 0; standard < 3; ++standard) _setmode(standard, _O_BINARY);
    return true;
}();

} // namespace
