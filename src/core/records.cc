// SPDX-License-Identifier: MIT OR Apache-2.0
#include "core/records.hh"

namespace picoring {

namespace {

Channel &channel_of(Records &records) { return records.mpsc.channel; }

int check_size(const char *operation, size_t size, uint32_t producers,
               const picoring_channel_options *options)
{
    if (size < 2 * unit)
        return fail(PICORING_EINVAL, operation, "a size of ", size, ", and at least ", 2 * unit);
    if (producers > PICORING_PRODUCERS_ONE)
        return fail(PICORING_EINVAL, operation, "producers is ", size_t{producers},
                    ", and at most ", size_t{PICORING_PRODUCERS_ONE});
    if (options && options->struct_size >= first_channel_options_size && options->drop)
        return fail(PICORING_EINVAL, operation, "drop is for elements, not for messages");
    return PICORING_OK;
}

int too_long(const Records &records, uint32_t verb, size_t length)
{
    return refused(PICORING_ERANGE, records.mpsc.channel, verb_name(verb), length,
                   " bytes, and the longest message has ", longest_record(records));
}

int claim_open(const RecordsProducer &producer, uint32_t verb)
{
    return refused(PICORING_ESTATE, producer.records->mpsc.channel, verb_name(verb),
                   "this producer has a claim open: commit or abort it first");
}

// The units of a claim that may be made, or a code.
int check_claim(const RecordsProducer &producer, uint32_t verb, size_t length, size_t *units)
{
    if (producer.words.claim) return claim_open(producer, verb);
    if (length > longest_record(*producer.records))
        return too_long(*producer.records, verb, length);
    *units = picoring_records_units_(length);
    return PICORING_OK;
}

// Whether there is a claim to settle.
int check_settling(const RecordsProducer &producer, uint32_t verb)
{
    Channel &channel = channel_of(*producer.records);
    if (int code = check_home(channel, verb_name(verb))) return code;
    if (producer.words.claim) return PICORING_OK;
    return refused(PICORING_ESTATE, channel, verb_name(verb), "this producer has no claim open");
}

} // namespace

int make_records(const char *operation, uint32_t inline_abi, size_t size, uint32_t producers,
                 const picoring_channel_options *options, Records **out_records)
{
    if (int code = check_size(operation, size, producers, options)) return code;
    size_t units = size / unit + (size % unit != 0);
    Channel *channel;
    if (int code = make_channel(operation, "records", sizeof(Records), inline_abi, units, unit,
                                options, &channel))
        return code;
    auto records = reinterpret_cast<Records *>(channel);
    records->one = producers == PICORING_PRODUCERS_ONE;
    records->reading = {&channel->reader.cursor, 0};
    if (!records->one) become_mpsc(*channel, nullptr);
    *out_records = records;
    return PICORING_OK;
}

size_t longest_record(const Records &records)
{
    return records.mpsc.channel.capacity * unit - PICORING_RECORDS_HEADER;
}

int open_records_producer(const char *operation, Records &records, RecordsProducer **out_producer)
{
    Channel &channel = channel_of(records);
    if (int code = check_home(channel, "producer_open")) return code;
    auto producer = static_cast<RecordsProducer *>(
        allocate(channel.mirror.options, sizeof(RecordsProducer), alignof(RecordsProducer)));
    if (!producer) return fail(PICORING_ENOMEM, operation, "no memory left for the handle");
    picoring_cursor *cursor = records.one ? &channel.writer.cursor : nullptr;
    *producer = {{cursor, nullptr, 0, longest_record(records)}, &records, nullptr};
    int code = records.one ? open_side(operation, channel.writer)
                           : open_producer(operation, records.mpsc, &producer->many);
    if (code == PICORING_OK)
        *out_producer = producer;
    else
        deallocate(channel.mirror.options, producer, sizeof *producer, alignof(RecordsProducer));
    return code;
}

void destroy_records_producer(RecordsProducer &producer)
{
    Records &records = *producer.records;
    picoring_options memory = channel_of(records).mirror.options;
    bool ours = !foreign(channel_of(records));
    if (records.one)
        destroy_side(channel_of(records).writer);
    else
        destroy_producer(*producer.many);
    if (ours) deallocate(memory, &producer, sizeof producer, alignof(RecordsProducer));
}

int claim(RecordsProducer &producer, uint32_t verb, size_t length)
{
    size_t n;
    if (int code = check_claim(producer, verb, length, &n)) return code;
    picoring_cursor *cursor = producer.words.cursor;
    int code = cursor ? picoring_cursor_grant_(cursor, verb, n) : claim(*producer.many, verb, n);
    if (code != PICORING_OK) return code;
    producer.words.claim = cursor ? cursor->place : producer.many->claim;
    producer.words.length = length;
    if (cursor) picoring_records_put_header_(producer.words.claim, length);
    return PICORING_OK;
}

int commit(RecordsProducer &producer, size_t length)
{
    picoring_records_writing &words = producer.words;
    Records &records = *producer.records;
    if (int code = check_settling(producer, PICORING_VERB_COMMIT)) return code;
    if (length > words.length)
        return refused(PICORING_ERANGE, channel_of(records), "commit", length, " bytes, but ",
                       words.length, " were claimed");
    size_t units = picoring_records_units_(length);
    if (records.one) picoring_records_put_header_(words.claim, length);
    words.claim = nullptr;
    if (records.one) return picoring_cursor_pass_(words.cursor, PICORING_VERB_COMMIT, units);
    settle(*producer.many, units, header_of(length));
    return PICORING_OK;
}

int abort(RecordsProducer &producer)
{
    if (int code = check_settling(producer, PICORING_VERB_ABORT)) return code;
    producer.words.claim = nullptr;
    if (!producer.records->one) settle(*producer.many, 0);
    return PICORING_OK;
}

int claim_status(RecordsProducer &producer, uint32_t verb, size_t length)
{
    size_t n;
    if (int code = check_claim(producer, verb, length, &n)) return code;
    return producer.records->one ? status(channel_of(*producer.records).writer, verb, n)
                                 : look_for_room(producer.many, n);
}

int wait(RecordsProducer &producer, size_t length, int64_t timeout, uint32_t clock)
{
    size_t n;
    if (int code = check_claim(producer, PICORING_VERB_CLAIM, length, &n)) return code;
    return producer.records->one
               ? wait(channel_of(*producer.records).writer, n, "wait_writable", timeout, clock)
               : wait(*producer.many, n, timeout, clock);
}

int read_status(Records &records)
{
    picoring_cursor &cursor = channel_of(records).reader.cursor;
    return picoring_cursor_grant_(&cursor, PICORING_VERB_READ, unread_from(records));
}

int release_records(Records &records)
{
    Side &reader = channel_of(records).reader;
    if (int code = check_home(*reader.channel, "release")) return code;
    size_t n = records.reading.read;
    records.reading.read = 0;
    if (!records.one && n <= picoring_cursor_granted_(&reader.cursor)) clear(reader, n);
    // Nobody waits for it if the reader has closed.
    (void)picoring_cursor_pass_(&reader.cursor, PICORING_VERB_RELEASE, n);
    return PICORING_OK;
}

} // namespace picoring

using namespace picoring;

int picoring_records_claim_slowly(picoring_records_writing *words, uint32_t verb, size_t length)
{
    return claim(*reinterpret_cast<RecordsProducer *>(words), verb, length);
}

int picoring_records_commit_slowly(picoring_records_writing *words, size_t length)
{
    return commit(*reinterpret_cast<RecordsProducer *>(words), length);
}
