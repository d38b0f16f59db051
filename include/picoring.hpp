// SPDX-License-Identifier: MIT OR Apache-2.0
//
// picoring.hpp: libpicoring for C++20. Owners, types, spans and ranges over the
// C headers, which are the manual: a verb means here what it means there.
//
// Constructors throw picoring::error; create() returns a picoring::result
// instead. Every type owns its handle and moves, but does not copy. A verb
// that finds no room or nothing to read says so by its result and does not
// throw; a commit or release beyond the grant throws picoring::error.
#pragma once

#include "picoring/byte_stream.hpp"
#include "picoring/error.hpp"
#include "picoring/list.hpp"
#include "picoring/mirror_buffer.hpp"
#include "picoring/mpsc.hpp"
#include "picoring/options.hpp"
#include "picoring/queue.hpp"
#include "picoring/records.hpp"
#include "picoring/ring.hpp"
#include "picoring/spsc.hpp"
#include "picoring/streambuf.hpp"
