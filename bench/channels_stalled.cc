// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_stalled.cc: table e, a producer that stops between claim and commit. The
// others fill the ring; the reader gets all of it once the claim is settled.
#include "channels_many_peers.hpp"

namespace bench {

namespace {

constexpr size_t stalled_capacity = 4096;
constexpr size_t others = 3;

// How many elements went in until the ring was full.
uint64_t fill_until_full(Mpsc &mpsc)
{
    std::atomic<uint64_t> pushed{0};
    std::vector<std::thread> threads;
    for (size_t i = 0; i < others; ++i)
        threads.emplace_back([&] {
            picoring_mpsc_producer *producer = mpsc.open();
            uint64_t value = 1;
            while (picoring_mpsc_push(producer, &value) == PICORING_OK)
                pushed.fetch_add(1, std::memory_order_relaxed);
            picoring_mpsc_producer_destroy(producer);
        });
    for (std::thread &thread : threads) thread.join();
    return pushed;
}

} // namespace

void table_stalled(Report &report, const Options &)
{
    report.table('e', "a producer stopped between claim and commit");
    Mpsc mpsc(stalled_capacity, sizeof(uint64_t));
    picoring_mpsc_producer *stalled = mpsc.open();
    auto place = static_cast<uint64_t *>(picoring_mpsc_claim(stalled, 1));
    require(place != nullptr, "a claim");
    uint64_t pushed = fill_until_full(mpsc);
    uint64_t hidden = picoring_mpsc_len(mpsc.reader);
    *place = 1;
    picoring_mpsc_commit(stalled, 1);
    uint64_t shown = picoring_mpsc_len(mpsc.reader);
    picoring_mpsc_producer_destroy(stalled);
    report.exact("three others filled " + std::to_string(pushed) + " of " +
                     std::to_string(stalled_capacity - 1) +
                     " places: " + (pushed == stalled_capacity - 1 ? "yes" : "no"),
                 pushed == stalled_capacity - 1);
    report.exact("readable before the commit " + std::to_string(hidden) + ", after it " +
                     std::to_string(shown),
                 hidden == 0 && shown == stalled_capacity);
}

} // namespace bench
