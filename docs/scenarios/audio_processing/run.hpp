// SPDX-License-Identifier: MIT OR Apache-2.0
//
// run.hpp: the four threads of a run and the queues between them.
//
//     file -> [read ahead] -> DSP -> [buffer] -> device -> [to write] -> file
//
// A thread that ends, well or not, gives its handles back, which closes its
// queues: those before it have nobody to write for, those behind it play what is
// there and end, too.
#pragma once

#include "device.hpp"
#include "dsp.hpp"
#include "sound_file.hpp"

#include <picoring/channel.hpp>

#include <cmath>
#include <future>

namespace audio_processing {

struct Result {
    std::uint64_t frames = 0;
    float peak = 0;
    Played played;
    Nanoseconds elapsed = 0;
    Nanoseconds cpu_reader = 0, cpu_dsp = 0, cpu_recorder = 0;
};

template <class Memory> class Run {
public:
    Run(const Settings &settings, const LowPass &low_pass)
        : settings_(settings), block_(disk_block(settings.samples())), dsp_(low_pass, settings),
          published_(settings.buffer), read_ahead_(Memory::queue(2 * block_)),
          buffer_(Memory::queue(settings.buffer * settings.samples())),
          to_write_(Memory::queue(2 * block_))
    {
    }

    // The calling thread reads. If that fails, what was read is played all the same.
    // Once only.
    Result run(Input &input, Output &output)
    {
        Nanoseconds start = now();
        Result result;
        // Before the handles, so that these are gone when an exception waits here.
        std::future<Nanoseconds> dsp, recorder;
        std::future<Played> device;
        auto [from_file, to_dsp] = read_ahead_.split();
        auto [from_dsp, to_device] = buffer_.split();
        auto [from_device, to_file] = to_write_.split();

        recorder = thread([&](auto in) { return record(std::move(in), output, result); },
                          std::move(to_file));
        device = thread(
            [&](auto in, auto out) {
                return Device(std::move(in), std::move(out), published_, settings_).run();
            },
            std::move(to_device), std::move(from_device));
        dsp = thread(
            [&](auto in, auto out) { return dsp_.run(std::move(in), std::move(out), published_); },
            std::move(to_dsp), std::move(from_dsp));
        result.cpu_reader = read(input, std::move(from_file));
        result.cpu_dsp = dsp.get();
        result.played = device.get();
        result.cpu_recorder = recorder.get();
        result.elapsed = now() - start;
        return result;
    }

private:
    // Samples that are read or written at once: whole periods, some tenths of a
    // second of most sounds.
    static std::size_t disk_block(std::size_t period)
    {
        return period * std::max<std::size_t>(1, 65536 / period);
    }

    template <class Body, class... Handles> static auto thread(Body body, Handles... handles)
    {
        return std::async(std::launch::async, body, std::move(handles)...);
    }

    template <class Writer> Nanoseconds read(Input &input, Writer out)
    {
        Nanoseconds before = cpu_time(); // this thread did other things before
        while (out.wait(block_) == picoring::wait_result::ready) {
            std::size_t n = input.read(out.claim(block_));
            out.commit(n);
            if (n == block_) continue;
            input.check_end();
            break;
        }
        return cpu_time() - before;
    }

    template <class Reader> Nanoseconds record(Reader in, Output &output, Result &result)
    {
        while (in.wait(block_), in.size() > 0) {
            auto samples = in.peek();
            for (float sample : samples) result.peak = std::max(result.peak, std::abs(sample));
            output.write(samples);
            result.frames += samples.size() / settings_.channels;
            in.release(samples.size());
        }
        output.close();
        return cpu_time();
    }

    Settings settings_;
    std::size_t block_; // samples, a multiple of a period
    Dsp<Memory> dsp_;
    Published published_;
    decltype(Memory::queue(1)) read_ahead_, buffer_, to_write_;
};

} // namespace audio_processing
