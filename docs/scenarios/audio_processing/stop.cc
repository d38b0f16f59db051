// SPDX-License-Identifier: MIT OR Apache-2.0
#include "stop.hpp"

#include <atomic>
#include <csignal>

namespace audio_processing::stop {

namespace {

std::atomic<bool> wished = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int) { wished = true; }

} // namespace

// SA_RESTART: no wait of a channel ends because of it.
void install()
{
    struct sigaction action = {};
    action.sa_handler = on_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

bool requested() { return wished.load(std::memory_order_relaxed); }

} // namespace audio_processing::stop
