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
int check_claim(const RecordsProducer &producer, uint32_t verb, size_t length, uint64_t *units)
{
    if (producer.claim) return claim_open(producer, verb);
    if (length > longest_record(*producer.records))
        return too_long(*producer.records, verb, length);
    *units = units_of(length);
    return PICORING_OK;
}

} // namespace

int make_records(const char *operation, size_t size, uint32_t producers,
                 const picoring_channel_options *options, Records **out_records)
{
    if (int code = check_size(operation, size, producers, options)) return code;
    bool one = producers == PICORING_PRODUCERS_ONE;
    size_t units = size / unit + (size % unit != 0);
    Channel *channel = nullptr;
    Mpsc *mpsc = nullptr;
    int code = one ? make_channel(operation, "records", sizeof(Records), PICORING_INLINE_ABI, units,
                                  unit, options, &channel)
                   : make_mpsc(operation, "records", sizeof(Records), PICORING_INLINE_ABI, units,
                               unit, options, &mpsc);
    if (code != PICORING_OK) return code;
    *out_records = one ? reinterpret_cast<Records *>(channel) : reinterpret_cast<Records *>(mpsc);
    (*out_records)->one = one;
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
    *producer = {&records, nullptr, &channel.writer, nullptr, 0};
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
        destroy_side(*producer.one);
    else
        destroy_producer(*producer.many);
    if (ours) deallocate(memory, &producer, sizeof producer, alignof(RecordsProducer));
}

int claim(RecordsProducer &producer, uint32_t verb, size_t length)
{
    uint64_t units;
    if (int code = check_claim(producer, verb, length, &units)) return code;
    if (producer.records->one) {
        picoring_cursor &cursor = producer.one->cursor;
        if (int code = picoring_cursor_grant_(&cursor, verb, static_cast<size_t>(units)))
            return code;
        producer.claim = cursor.place;
    } else {
        if (int code = claim(*producer.many, verb, static_cast<size_t>(units))) return code;
        producer.claim = producer.many->claim;
    }
    producer.length = length;
    return PICORING_OK;
}

int commit(RecordsProducer &producer, size_t length)
{
    uint64_t header = length;
    memcpy(producer.claim, &header, sizeof header);
    auto units = static_cast<size_t>(units_of(length));
    producer.claim = nullptr;
    if (producer.records->one)
        return picoring_cursor_pass_(&producer.one->cursor, PICORING_VERB_COMMIT, units);
    settle(*producer.many, units);
    return PICORING_OK;
}

void abort(RecordsProducer &producer)
{
    producer.claim = nullptr;
    if (!producer.records->one) settle(*producer.many, 0);
}

int claim_status(RecordsProducer &producer, uint32_t verb, size_t length)
{
    uint64_t units;
    if (int code = check_claim(producer, verb, length, &units)) return code;
    auto n = static_cast<size_t>(units);
    return producer.records->one ? status(*producer.one, verb, n) : look_for_room(producer.many, n);
}

int wait(RecordsProducer &producer, size_t length, int64_t timeout, uint32_t clock)
{
    uint64_t units;
    if (int code = check_claim(producer, PICORING_VERB_CLAIM, length, &units)) return code;
    auto n = static_cast<size_t>(units);
    return producer.records->one ? wait(*producer.one, n, "wait_writable", timeout, clock)
                                 : wait(*producer.many, n, timeout, clock);
}

int read_status(Records &records)
{
    picoring_cursor &cursor = channel_of(records).reader.cursor;
    return picoring_cursor_grant_(&cursor, PICORING_VERB_READ, unread_from(records));
}

uint8_t *read_record(Records &records, size_t *out_length)
{
    if (read_status(records) != PICORING_OK) return nullptr;
    picoring_cursor &cursor = channel_of(records).reader.cursor;
    size_t offset = static_cast<size_t>(records.read) * unit;
    uint8_t *place = cursor.place + offset;
    if (cursor.end == nullptr) {
        auto granted = static_cast<size_t>(picoring_cursor_granted_(&cursor));
        place = picoring_cursor_reach(&cursor, 0, granted * unit) + offset;
    }
    uint64_t length;
    memcpy(&length, place, sizeof length);
    *out_length = static_cast<size_t>(length);
    records.read += units_of(*out_length);
    return place + PICORING_RECORDS_HEADER;
}

void release_records(Records &records)
{
    auto n = static_cast<size_t>(records.read);
    records.read = 0;
    (void)picoring_cursor_pass_(&channel_of(records).reader.cursor, PICORING_VERB_RELEASE, n);
}

} // namespace picoring
