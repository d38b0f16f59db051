// SPDX-License-Identifier: MIT OR Apache-2.0
//
// device.hpp: the simulated sound card. It takes a period whenever its clock says
// so and hands it to the recorder, and never waits for either: if no period is
// there it plays silence (an under-run), and so it does if the recorder has no
// room (an over-run). In both cases the period is played later; none is lost.
#pragma once

#include "clock.hpp"
#include "dsp.hpp"
#include "histogram.hpp"

#include <picoring/channel.hpp>

#include <algorithm>
#include <chrono>
#include <span>

namespace audio_processing {

struct Played {
    std::uint64_t periods = 0;
    std::uint64_t wake_ups = 0;
    std::uint64_t under_runs = 0;
    std::uint64_t over_runs = 0;
    Histogram age;      // of a period when it is played, since it was published
    Histogram lateness; // of the device after its clock
    Nanoseconds cpu = 0;
};

template <class Reader, class Writer> class Device {
public:
    Device(Reader in, Writer out, Published &published, const Settings &settings)
        : in_(std::move(in)), out_(std::move(out)), published_(published), settings_(settings),
          samples_(settings.samples())
    {
    }

    Played run()
    {
        settings_.offline ? play_at_once() : play_in_time();
        played_.cpu = cpu_time();
        return played_;
    }

private:
    void play_at_once()
    {
        do {
            in_.wait(samples_);
            out_.wait(samples_);
        } while (play());
    }

    // Starts with a full buffer, as sound cards do.
    void play_in_time()
    {
        in_.wait(settings_.buffer * samples_);
        Nanoseconds start = now();
        bool more = true;
        for (std::uint64_t frame = 0; more; frame += settings_.period) {
            Nanoseconds moment = start + length(frame);
            sleep_until(moment);
            played_.lateness.add(now() - moment);
            ++played_.wake_ups;
            more = play_if_there();
        }
    }

    // In two parts: frames * second overflows after 53 hours at 48 kHz.
    Nanoseconds length(std::uint64_t frames) const
    {
        auto seconds = static_cast<Nanoseconds>(frames / settings_.rate);
        auto rest = static_cast<Nanoseconds>(frames % settings_.rate);
        return seconds * second + rest * second / static_cast<Nanoseconds>(settings_.rate);
    }

    // Both false once there will be no more periods, or nobody to take them.
    bool play_if_there()
    {
        using namespace std::chrono_literals;
        if (in_.wait_for(0ns, samples_) != picoring::wait_result::timed_out) return play();
        ++played_.under_runs;
        return true;
    }
    bool play()
    {
        std::size_t n = std::min(in_.size(), samples_); // less only at the end
        if (n == 0) return false;
        std::span<float> place = out_.claim(n);
        if (place.empty()) {
            ++played_.over_runs;
            return !out_.closed();
        }
        std::ranges::copy(in_.peek().first(n), place.begin());
        out_.commit(n);
        played_.age.add(now() - published_[played_.periods++]);
        in_.release(n);
        return true;
    }

    Reader in_;
    Writer out_;
    Published &published_;
    const Settings &settings_;
    std::size_t samples_; // of a period
    Played played_;
};

} // namespace audio_processing
