// SPDX-License-Identifier: MIT OR Apache-2.0
//
// records.hh: messages of any length over a channel of 8-byte units. A message is
// a claim of one unit for its header, which is its length, and of as many as it
// needs. What is committed of a claim is one run of units, so nothing but the
// header has to be found in the memory: commit state stands in the channel's
// positions (one producer) or stamps (many), where no payload of an earlier lap
// can look like it.
#pragma once

#include "core/mpsc.hh"
#include "picoring/records.h"

namespace picoring {

constexpr size_t unit = 8;

struct Records {
    Mpsc mpsc;     // first; with one producer only its channel is made
    bool one;      // producer at most
    uint64_t read; // units behind the reader's position that have been read
};

struct RecordsProducer {
    Records *records;
    Producer *many; // or,
    Side *one;      // with one producer, its side
    uint8_t *claim; // the header of the open claim; NULL: none is open
    size_t length;  // bytes that it was for
};

// Units of a message and its header; 0 if there are no such lengths.
inline uint64_t units_of(size_t length)
{
    return length > SIZE_MAX - 2 * unit ? 0 : 1 + (length + unit - 1) / unit;
}

int make_records(const char *operation, size_t size, uint32_t producers,
                 const picoring_channel_options *options, Records **out_records);
int open_records_producer(const char *operation, Records &records, RecordsProducer **out_producer);
void destroy_records_producer(RecordsProducer &producer);
size_t longest_record(const Records &records);

int claim(RecordsProducer &producer, uint32_t verb, size_t length);
int commit(RecordsProducer &producer, size_t length);
void abort(RecordsProducer &producer);
int claim_status(RecordsProducer &producer, uint32_t verb, size_t length);
int wait(RecordsProducer &producer, size_t length, int64_t timeout, uint32_t clock);

// How many units have to be readable for a further message.
inline size_t unread_from(const Records &records) { return static_cast<size_t>(records.read) + 1; }
// NULL if there is none.
uint8_t *read_record(Records &records, size_t *out_length);
// 0 if there is one to read.
int read_status(Records &records);
void release_records(Records &records);

} // namespace picoring
