// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_records.cc: table f, messages of any length. Ours are written and read
// in place; Boost's queue of bytes gets a length and the message.
#include "channels_many_peers.hpp"
#include "channels_messages.hpp"

#ifdef BENCH_HAVE_BOOST
#include <boost/lockfree/spsc_queue.hpp>
#endif

namespace bench {

namespace {

struct OursRecords {
    OursRecords(size_t, uint32_t producers)
    {
        ChannelOptions options;
        uint32_t many = producers == 1 ? PICORING_PRODUCERS_ONE : PICORING_PRODUCERS_MANY;
        require(picoring_records_create(memory, many, options.get(), &records) == PICORING_OK &&
                    picoring_records_reader_open(records, &reader) == PICORING_OK,
                "records");
        for (uint32_t i = 0; i < producers; ++i)
            require(picoring_records_producer_open(records, &handles[i]) == PICORING_OK,
                    "a producer of records");
    }
    ~OursRecords()
    {
        for (picoring_records_producer *one : handles) picoring_records_producer_destroy(one);
        picoring_records_reader_destroy(reader);
        picoring_records_destroy(records);
    }
    void produce(uint32_t producer, size_t length, uint64_t number)
    {
        void *place;
        while (!(place = picoring_records_claim(handles[producer], length)))
            picoring_records_wait_writable(handles[producer], length, PICORING_FOREVER,
                                           PICORING_CLOCK_RELATIVE);
        compose(place, length, number);
        picoring_records_commit(handles[producer], length);
    }
    void consume(uint64_t messages, size_t length, Checker &checker)
    {
        for (uint64_t i = 0; i < messages;) {
            size_t found;
            void *message = picoring_records_read(reader, &found);
            if (message) {
                require(found == length, "the length of a record");
                checker.see(message, found);
                if (++i % release_every == 0 || i == messages) picoring_records_release(reader);
            } else {
                picoring_records_release(reader);
                picoring_records_wait_readable(reader, PICORING_FOREVER, PICORING_CLOCK_RELATIVE);
            }
        }
    }
    picoring_records *records = nullptr;
    picoring_records_reader *reader = nullptr;
    picoring_records_producer *handles[4] = {};
};

// An spsc whose element is a header and a message of the one length.
struct FixedOne {
    FixedOne(size_t length, uint32_t) : spsc(memory / (length + 8), length + 8) {}
    void produce(uint32_t, size_t length, uint64_t number)
    {
        void *place;
        while (!(place = picoring_spsc_claim(spsc.writer, 1))) spsc.wait_writable();
        memcpy(place, &length, 8);
        compose(static_cast<char *>(place) + 8, length, number);
        picoring_spsc_commit(spsc.writer, 1);
    }
    void consume(uint64_t messages, size_t length, Checker &checker)
    {
        for (uint64_t i = 0; i < messages;) {
            size_t n;
            auto block = static_cast<char *>(picoring_spsc_peek(spsc.reader, &n));
            if (!block) {
                spsc.wait_readable();
                continue;
            }
            n = std::min<size_t>(n, release_every);
            for (size_t k = 0; k < n; ++k) checker.see(block + k * (length + 8) + 8, length);
            picoring_spsc_release(spsc.reader, n);
            i += n;
        }
    }
    Spsc spsc;
};

// The same from many.
struct FixedMany {
    FixedMany(size_t length, uint32_t producers) : mpsc(memory / (length + 8), length + 8)
    {
        for (uint32_t i = 0; i < producers; ++i) handles[i] = mpsc.open();
    }
    ~FixedMany()
    {
        for (picoring_mpsc_producer *one : handles) picoring_mpsc_producer_destroy(one);
    }
    void produce(uint32_t producer, size_t length, uint64_t number)
    {
        void *place;
        while (!(place = picoring_mpsc_claim(handles[producer], 1)))
            picoring_mpsc_wait_writable(handles[producer], 1, PICORING_FOREVER,
                                        PICORING_CLOCK_RELATIVE);
        memcpy(place, &length, 8);
        compose(static_cast<char *>(place) + 8, length, number);
        picoring_mpsc_commit(handles[producer], 1);
    }
    void consume(uint64_t messages, size_t length, Checker &checker)
    {
        for (uint64_t i = 0; i < messages;) {
            size_t n;
            auto block = static_cast<char *>(picoring_mpsc_peek(mpsc.reader, &n));
            if (!block) {
                mpsc.wait_readable();
                continue;
            }
            n = std::min<size_t>(n, release_every);
            for (size_t k = 0; k < n; ++k) checker.see(block + k * (length + 8) + 8, length);
            picoring_mpsc_release(mpsc.reader, n);
            i += n;
        }
    }
    Mpsc mpsc;
    picoring_mpsc_producer *handles[4] = {};
};

#ifdef BENCH_HAVE_BOOST
// The length and the message, composed beside, go in with one push.
struct BoostRecords {
    BoostRecords(size_t, uint32_t) : queue(memory) {}
    void produce(uint32_t, size_t length, uint64_t number)
    {
        alignas(64) unsigned char message[8 + longest];
        memcpy(message, &length, 8);
        compose(message + 8, length, number);
        for (unsigned looks = 0; queue.write_available() < 8 + length;) bench_back_off(&looks);
        queue.push(message, 8 + length);
    }
    void consume(uint64_t messages, size_t length, Checker &checker)
    {
        alignas(64) unsigned char message[longest];
        for (uint64_t i = 0; i < messages; ++i) {
            size_t found;
            for (unsigned looks = 0; queue.read_available() < 8;) bench_back_off(&looks);
            queue.pop(reinterpret_cast<unsigned char *>(&found), 8);
            require(found == length, "the length of a boost record");
            queue.pop(message, found);
            checker.see(message, found);
        }
    }
    boost::lockfree::spsc_queue<unsigned char> queue;
};
#endif

void records_row(Report &report, const Options &options, uint32_t producers, size_t length)
{
    Row row;
    row.label = size_text(length) + (producers == 1 ? ", 1 producer" : ", 4 producers");
    row.waits = true;
    row.least = message_least(options, length);
    row.bytes = length;
    row.capacity = message_capacity(length);
    row.producers = producers;
    row.sides = {message_side<OursRecords>("records", producers, length)};
    row.sides.push_back(producers == 1 ? message_side<FixedOne>("fixed spsc", producers, length)
                                       : message_side<FixedMany>("fixed mpsc", producers, length));
    row.comparisons = {at_least(0.9, 0, 1)};
#ifdef BENCH_HAVE_BOOST
    if (producers == 1) {
        row.sides.push_back(message_side<BoostRecords>("boost spsc, prefixed", producers, length));
        row.comparisons.push_back(at_least(1.5, 0, 2));
    }
#endif
    add_roof(row, message_alone_side(length));
    report.row(row);
}

} // namespace

void table_records(Report &report, const Options &options)
{
    report.table('f', "records in 256 KB, composed and checked word by word; time a message");
    for (uint32_t producers : {1u, 4u})
        for (size_t length : {16, 64, 256, 1024, 4096})
            records_row(report, options, producers, length);
}

} // namespace bench
