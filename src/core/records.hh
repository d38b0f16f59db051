// SPDX-License-Identifier: MIT OR Apache-2.0
//
// records.hh: messages of any length over a channel of 8-byte units. A message is
// a claim of one unit for its header, which is its length, and of as many as it
// needs. One producer's messages are readable up to the position that it publishes.
// Of many, each header is 0 until its message is committed (mpsc.hh).
#pragma once

#include "core/mpsc.hh"
#include "picoring/records.h"

namespace picoring {

constexpr size_t unit = 8;

struct Records {
    Mpsc mpsc;                        // first; with one producer only its channel is made
    bool one;                         // producer at most
    picoring_records_reading reading; // its address is the reader's handle
};

struct RecordsProducer {
    picoring_records_writing words; // first: the handle is their address
    Records *records;
    Producer *many; // or, with one producer, words.cursor
};

int make_records(const char *operation, uint32_t inline_abi, size_t size, uint32_t producers,
                 const picoring_channel_options *options, Records **out_records);
int open_records_producer(const char *operation, Records &records, RecordsProducer **out_producer);
void destroy_records_producer(RecordsProducer &producer);
size_t longest_record(const Records &records);

int claim(RecordsProducer &producer, uint32_t verb, size_t length);
int commit(RecordsProducer &producer, size_t length);
int abort(RecordsProducer &producer);
int claim_status(RecordsProducer &producer, uint32_t verb, size_t length);
int wait(RecordsProducer &producer, size_t length, int64_t timeout, uint32_t clock);

inline Records &records_of(picoring_records_reading *words)
{
    return *reinterpret_cast<Records *>(reinterpret_cast<unsigned char *>(words) -
                                        offsetof(Records, reading));
}

// How many units have to be readable for a further message.
inline size_t unread_from(const Records &records) { return records.reading.read + 1; }
// 0 if there is one to read.
int read_status(Records &records);
int release_records(Records &records);

} // namespace picoring
