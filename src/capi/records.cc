// SPDX-License-Identifier: MIT OR Apache-2.0
#include "picoring/records.h"

#include "capi/side.hh"
#include "core/records.hh"

using namespace picoring;

namespace {

Records &records_of(picoring_records *records) { return *reinterpret_cast<Records *>(records); }
Records &records_of(picoring_records_reader *reader)
{
    return picoring::records_of(reinterpret_cast<picoring_records_reading *>(reader));
}
Side &side_of(picoring_records_reader *reader) { return records_of(reader).mpsc.channel.reader; }
RecordsProducer &producer_of(picoring_records_producer *producer)
{
    return *reinterpret_cast<RecordsProducer *>(producer);
}

} // namespace

int picoring_records_open(uint32_t inline_abi, size_t size, uint32_t producers,
                          const picoring_channel_options *options, picoring_records **out_records)
{
    PICORING_REQUIRE(out_records, PICORING_EFAULT);
    Records *records;
    if (int code =
            make_records("picoring_records_create", inline_abi, size, producers, options, &records))
        return code;
    *out_records = reinterpret_cast<picoring_records *>(records);
    return PICORING_OK;
}

int picoring_records_producer_open(picoring_records *records,
                                   picoring_records_producer **out_producer)
{
    PICORING_REQUIRE(records && out_producer, PICORING_EFAULT);
    RecordsProducer *producer;
    if (int code = open_records_producer(__func__, records_of(records), &producer)) return code;
    *out_producer = reinterpret_cast<picoring_records_producer *>(producer);
    return PICORING_OK;
}

int picoring_records_reader_open(picoring_records *records, picoring_records_reader **out_reader)
{
    PICORING_REQUIRE(records && out_reader, PICORING_EFAULT);
    if (int code = open_side(__func__, records_of(records).mpsc.channel.reader)) return code;
    *out_reader = reinterpret_cast<picoring_records_reader *>(&records_of(records).reading);
    return PICORING_OK;
}

void picoring_records_destroy(picoring_records *records)
{
    if (!records) return;
    if (!records_of(records).one) leave_producers(records_of(records).mpsc);
    leave_channel(records_of(records).mpsc.channel);
}

void picoring_records_producer_destroy(picoring_records_producer *producer)
{
    if (producer) destroy_records_producer(producer_of(producer));
}

void picoring_records_reader_destroy(picoring_records_reader *reader)
{
    if (reader) destroy_side(side_of(reader));
}

int picoring_records_claim_status(picoring_records_producer *producer, size_t length)
{
    PICORING_REQUIRE(producer, PICORING_EFAULT);
    return claim_status(producer_of(producer), PICORING_VERB_CLAIM, length);
}

int picoring_records_abort(picoring_records_producer *producer)
{
    PICORING_REQUIRE(producer, PICORING_EFAULT);
    return abort(producer_of(producer));
}

int picoring_records_wait_writable(picoring_records_producer *producer, size_t length,
                                   int64_t timeout, uint32_t clock)
{
    PICORING_REQUIRE(producer, PICORING_EFAULT);
    return wait(producer_of(producer), length, timeout, clock);
}

int picoring_records_producer_interrupt(picoring_records_producer *producer)
{
    PICORING_REQUIRE(producer, PICORING_EFAULT);
    RecordsProducer &p = producer_of(producer);
    if (int code = check_home(p.records->mpsc.channel, "producer_interrupt")) return code;
    Sleeper &sleeper = p.records->mpsc.channel.writer.sleeper;
    interrupt(sleeper, p.records->one ? sleeper.interrupted : p.many->interrupted);
    return PICORING_OK;
}

int picoring_records_close(picoring_records_producer *producer)
{
    PICORING_REQUIRE(producer, PICORING_EFAULT);
    RecordsProducer &p = producer_of(producer);
    if (int code = check_home(p.records->mpsc.channel, "close")) return code;
    if (p.records->one)
        close_side(p.records->mpsc.channel.writer);
    else
        close_producers(p.records->mpsc);
    return PICORING_OK;
}

int picoring_records_read_status(picoring_records_reader *reader)
{
    PICORING_REQUIRE(reader, PICORING_EFAULT);
    return read_status(records_of(reader));
}

int picoring_records_release(picoring_records_reader *reader)
{
    PICORING_REQUIRE(reader, PICORING_EFAULT);
    return release_records(records_of(reader));
}

int picoring_records_wait_readable(picoring_records_reader *reader, int64_t timeout, uint32_t clock)
{
    PICORING_REQUIRE(reader, PICORING_EFAULT);
    return wait(side_of(reader), unread_from(records_of(reader)), "wait_readable", timeout, clock);
}

PICORING_SIDE(records, reader)

int picoring_records_reader_arm(picoring_records_reader *reader)
{
    PICORING_REQUIRE(reader, PICORING_EFAULT);
    if (int code = check_home(*side_of(reader).channel, "reader_arm")) return code;
    return arm(side_of(reader), "reader_arm", unread_from(records_of(reader)));
}

size_t picoring_records_longest(const picoring_records *records)
{
    PICORING_REQUIRE(records, 0);
    return longest_record(*reinterpret_cast<const Records *>(records));
}

const picoring_mirror *picoring_records_mirror(const picoring_records *records)
{
    PICORING_REQUIRE(records, nullptr);
    return &reinterpret_cast<const Records *>(records)->mpsc.channel.mirror;
}
