// SPDX-License-Identifier: MIT OR Apache-2.0
//
// claims.hh: what became of an mpsc's claims, and where that stands.
//
// The stamp of a claim stands in a side array, apart from the elements, at the
// claim's first position modulo a power of two that is not less than the
// capacity. It holds the whole position, so a stamp of an earlier lap never
// looks like one of this lap. Its low bits say what became of the claim; the
// length of a claim of two and more stands in the next slot, which is its own.
//
// Records have no stamps: a stamp for each message is a line more. Their claims begin
// with a header, which is 0 until the claim is settled: the reader clears what it
// releases, all of it, since a claim of the next lap may begin where payload lay.
#pragma once

#include "core/mpsc.hh"

#include <cstring>

namespace picoring {

// What became of a claim; never 0, which is what no claim has stamped.
enum class Stamp : uint64_t { one = 1, run = 2, one_aborted = 3, run_aborted = 4, length = 5 };

// Of an aborted claim.
constexpr uint64_t aborted_header = uint64_t{1} << 63;

inline uint64_t power_of_two_from(size_t least)
{
    uint64_t power = 2; // a run needs two slots
    while (power < least) power *= 2;
    return power;
}

// (n * size) % wrap
inline size_t product_modulo(uint64_t n, size_t size, size_t wrap)
{
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 wide;
    return static_cast<size_t>(wide{n} * size % wrap);
#else
    return static_cast<size_t>(n % wrap * (size % wrap) % wrap); // 32 bits twice
#endif
}

// `n` elements behind `place`.
inline uint8_t *advance(const Channel &channel, uint8_t *place, uint64_t n)
{
    if (n == 0) return place;
    size_t wrap = channel.mirror.size;
    place += n < channel.capacity ? static_cast<size_t>(n) * channel.element_size
                                  : product_modulo(n, channel.element_size, wrap);
    return place >= seam_of(channel) ? place - wrap : place;
}

struct Seen {
    uint64_t n; // 0: not settled yet
    bool aborted;
};

// ---- Stamps -------------------------------------------------------------------

inline uint64_t *slot(const Mpsc &mpsc, uint64_t position)
{
    return mpsc.stamps + (position & mpsc.mask);
}

inline uint64_t stamped(uint64_t position, Stamp what)
{
    return position << 3 | static_cast<uint64_t>(what);
}

inline void stamp(const Mpsc &mpsc, uint64_t position, size_t n, Stamp one, Stamp run)
{
    if (n > 1) PICORING_STORE_RELAXED(slot(mpsc, position + 1), stamped(n, Stamp::length));
    PICORING_STORE_RELEASE(slot(mpsc, position), stamped(position, n > 1 ? run : one));
}

inline Seen look_at_stamp(const Mpsc &mpsc, uint64_t position)
{
    uint64_t found = PICORING_LOAD_ACQUIRE(slot(mpsc, position));
    if (found >> 3 != position || found == 0) return {0, false};
    auto what = static_cast<Stamp>(found & 7);
    if (what == Stamp::one || what == Stamp::one_aborted) return {1, what == Stamp::one_aborted};
    if (what == Stamp::length) return {0, false};
    uint64_t n = PICORING_LOAD_RELAXED(slot(mpsc, position + 1)) >> 3;
    return {n, what == Stamp::run_aborted};
}

// ---- Headers ------------------------------------------------------------------

inline uint64_t *header_at(uint8_t *place) { return reinterpret_cast<uint64_t *>(place); }

inline void put_header(uint8_t *place, uint64_t header)
{
    PICORING_STORE_RELEASE(header_at(place), header);
}

inline uint8_t *place_of(const Channel &channel, uint64_t position)
{
    const picoring_cursor &cursor = channel.reader.cursor;
    return advance(channel, cursor.place, position - cursor.position);
}

inline Seen look_at_header(const Channel &channel, uint64_t position)
{
    // A lap ahead is the reader's own first message.
    if (position - channel.reader.cursor.position >= channel.capacity) return {0, false};
    uint64_t found = PICORING_LOAD_ACQUIRE(header_at(place_of(channel, position)));
    if (found == 0) return {0, false};
    uint64_t length = (found & ~aborted_header) - 1;
    return {1 + (length + channel.element_size - 1) / channel.element_size,
            (found & aborted_header) != 0};
}

// ---- Claims ---------------------------------------------------------------------

// The claim, or part of one, that begins at the position. For the reader.
inline Seen look_at_claim(const Mpsc &mpsc, uint64_t position)
{
    return mpsc.stamps ? look_at_stamp(mpsc, position) : look_at_header(mpsc.channel, position);
}

// n from the position on, at `place`, will not come; or have come.
inline void abandon(const Mpsc &mpsc, uint64_t position, uint8_t *place, size_t n)
{
    if (mpsc.stamps) return stamp(mpsc, position, n, Stamp::one_aborted, Stamp::run_aborted);
    put_header(place, aborted_header | header_of((n - 1) * mpsc.channel.element_size));
}

inline void complete(const Mpsc &mpsc, uint64_t position, uint8_t *place, size_t n, uint64_t header)
{
    if (mpsc.stamps) return stamp(mpsc, position, n, Stamp::one, Stamp::run);
    put_header(place, header);
}

// The word that changes when the next claim is settled. For the reader.
inline const uint64_t *what_settles_next(const Channel &channel)
{
    auto &mpsc = reinterpret_cast<const Mpsc &>(channel);
    return mpsc.stamps ? slot(mpsc, mpsc.scanned) : header_at(place_of(channel, mpsc.scanned));
}

// n granted elements become 0 before they are released.
inline void clear(const Side &reader, uint64_t n)
{
    const Channel &channel = *reader.channel;
    uint8_t *place = reader.cursor.place, *seam = seam_of(channel);
    size_t bytes = static_cast<size_t>(n) * channel.element_size;
    memset(place, 0, bytes);
    if (emulated(channel) && place + bytes > seam)
        memset(channel.mirror.data, 0, static_cast<size_t>(place + bytes - seam));
}

inline uint64_t mask_of_stamps(size_t capacity) { return power_of_two_from(capacity) - 1; }

// In 32 bits there may be fewer addresses than that.
inline uint64_t stamps_size(size_t capacity)
{
    return power_of_two_from(capacity) * sizeof(uint64_t);
}

// NULL if there is no memory.
inline uint64_t *make_stamps(const picoring_options &memory, size_t capacity)
{
    uint64_t bytes = stamps_size(capacity);
    void *stamps =
        bytes > PTRDIFF_MAX ? nullptr : allocate(memory, static_cast<size_t>(bytes), 128);
    if (stamps) memset(stamps, 0, static_cast<size_t>(bytes));
    return static_cast<uint64_t *>(stamps);
}

inline void free_stamps(const picoring_options &memory, uint64_t *stamps, size_t capacity)
{
    deallocate(memory, stamps, static_cast<size_t>(stamps_size(capacity)), 128);
}

} // namespace picoring
