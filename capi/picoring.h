/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * picoring.h: all of libpicoring. Each object has a header of its own under
 * picoring/, and each of them compiles alone.
 *
 *   mirror.h   memory that appears twice, side by side
 *   ring.h     a ring of equal elements that is also an in-place queue
 *   stream.h   a byte stream that reads and writes like a file
 *   list.h     a growing array for gigabytes that never moves an element
 *   spsc.h     a channel from one thread to another
 *   mpsc.h     a channel from many threads to one
 *   records.h  messages of any length, from one or many threads to one
 *   channel.h  how channels wait and end
 *   options.h  how the memory is made
 *   error.h    what can go wrong, and how it is told
 *   words.h    the frozen words: for authors of bindings
 *
 * One verb means one thing in every object. Writing: claim (a contiguous place
 * to write), commit (n of it become readable), cancel. Reading: peek (the
 * contiguous readable block), release (n of it become free). Copying: push and
 * pop (one element), push_n and pop_n (all or nothing), push_some and pop_some
 * (what fits), write and read (bytes, what fits).
 */
#ifndef PICORING_H
#define PICORING_H

#include "picoring/channel.h"
#include "picoring/cursor.h"
#include "picoring/error.h"
#include "picoring/list.h"
#include "picoring/mirror.h"
#include "picoring/mpsc.h"
#include "picoring/options.h"
#include "picoring/records.h"
#include "picoring/ring.h"
#include "picoring/spsc.h"
#include "picoring/stream.h"
#include "picoring/words.h"

#endif
