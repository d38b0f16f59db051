// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_format.cc: table i, the two places where many producers' records can
// keep what has been committed: in the header of each message, which the consumer
// then has to clear - all of what it releases, since a header of the next lap may
// lie where payload lay - or in stamps by position, kept apart. Prototypes that
// differ in nothing else, on a mirror, waiting by pauses and yields.
#include "channels_messages.hpp"

namespace bench {

namespace {

constexpr uint64_t capacity = memory / 8; // units

struct Prototype {
    Prototype(size_t, uint32_t)
    {
        picoring_options options = PICORING_OPTIONS_INIT;
        options.prefault = 1;
        require(picoring_mirror_create(memory, &options, &mirror) == PICORING_OK, "a mirror");
        data = static_cast<unsigned char *>(picoring_mirror_data(mirror));
    }
    ~Prototype() { picoring_mirror_destroy(mirror); }
    Prototype(const Prototype &) = delete;
    Prototype &operator=(const Prototype &) = delete;

    unsigned char *place(uint64_t position) const { return data + position % capacity * 8; }
    // Of a message with its header.
    static uint64_t units(size_t length) { return 1 + length / 8; }
    uint64_t claim(size_t length)
    {
        uint64_t at = claimed.load(std::memory_order_relaxed);
        for (unsigned looks = 0;;) {
            if (at + units(length) > read.load(std::memory_order_acquire) + capacity) {
                bench_back_off(&looks);
                at = claimed.load(std::memory_order_relaxed);
            } else if (claimed.compare_exchange_weak(at, at + units(length),
                                                     std::memory_order_acq_rel,
                                                     std::memory_order_relaxed)) {
                return at;
            }
        }
    }

    picoring_mirror *mirror;
    unsigned char *data;
    alignas(128) std::atomic<uint64_t> claimed{0};
    alignas(128) std::atomic<uint64_t> read{0};
};

uint64_t load(const void *word)
{
    return __atomic_load_n(static_cast<const uint64_t *>(word), __ATOMIC_ACQUIRE);
}

void store(void *word, uint64_t value)
{
    __atomic_store_n(static_cast<uint64_t *>(word), value, __ATOMIC_RELEASE);
}

struct Clearing : Prototype {
    using Prototype::Prototype;
    void commit(uint64_t at, size_t length) { store(place(at), length + 1); }
    // 0: not yet committed.
    uint64_t committed(uint64_t at) const { return load(place(at)); }
    void release(uint64_t from, uint64_t to) { memset(place(from), 0, (to - from) * 8); }
};

struct Stamped : Prototype {
    using Prototype::Prototype;
    void commit(uint64_t at, size_t length)
    {
        store(place(at), length + 1);
        store(&stamps[at % capacity], at + 1);
    }
    uint64_t committed(uint64_t at) const
    {
        return load(&stamps[at % capacity]) == at + 1 ? load(place(at)) : 0;
    }
    void release(uint64_t, uint64_t) {}
    alignas(128) std::vector<uint64_t> stamps = std::vector<uint64_t>(capacity);
};

// Stamps, and a store to each line that is released: it has to come to this core
// for good then, as if it were cleared.
struct Touched : Stamped {
    using Stamped::Stamped;
    void release(uint64_t from, uint64_t to)
    {
        auto first = reinterpret_cast<volatile unsigned char *>(place(from));
        for (size_t i = 0; i < (to - from) * 8; i += 64) first[i] = first[i];
    }
};

template <class Format> struct Records : Format {
    using Format::Format;
    void produce(uint32_t, size_t length, uint64_t number)
    {
        uint64_t at = this->claim(length);
        compose(this->place(at) + 8, length, number);
        this->commit(at, length);
    }
    void consume(uint64_t messages, size_t length, Checker &checker)
    {
        uint64_t released = this->read.load(std::memory_order_relaxed), at = released;
        for (uint64_t i = 0; i < messages; ++i) {
            uint64_t header;
            for (unsigned looks = 0; (header = this->committed(at)) == 0;) {
                release_to(released, at);
                bench_back_off(&looks);
            }
            require(header == length + 1, "the length of a record");
            checker.see(this->place(at) + 8, length);
            at += this->units(length);
            if (i % release_every == release_every - 1) release_to(released, at);
        }
        release_to(released, at);
    }
    void release_to(uint64_t &released, uint64_t at)
    {
        if (released == at) return;
        this->release(released, at);
        this->read.store(released = at, std::memory_order_release);
    }
};

} // namespace

void table_format(Report &report, const Options &options)
{
    report.table('i', "format of many producers' records: prototypes; time a message",
                 {"In the library the consumer clears. Printed, not a target."});
    for (uint32_t producers : {1u, 2u})
        for (size_t length : {16, 64, 256, 1024, 4096}) {
            Row row;
            row.label = size_text(length) + (producers == 1 ? ", 1 producer" : ", 2 producers");
            row.waits = true;
            row.least = message_least(options, length);
            row.capacity = message_capacity(length);
            row.sides = {message_side<Records<Stamped>>("stamps apart", producers, length),
                         message_side<Records<Clearing>>("consumer clears", producers, length),
                         message_side<Records<Touched>>("stamps, touched", producers, length)};
            add_roof(row, message_alone_side(length));
            row.comparisons = {printed(0, 1), printed(2, 1)};
            report.row(row);
        }
}

} // namespace bench
