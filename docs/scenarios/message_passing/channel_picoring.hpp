// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channel_picoring.hpp: the channel is picoring::records. A message is written
// into the mirrored memory and read where it lies; all that are there are read and
// then released at once.
#pragma once

#include "message.hpp"

#include <picoring.hpp>

#include <string>
#include <vector>

namespace message_passing {

class PicoringSender {
public:
    explicit PicoringSender(picoring::records_producer producer) : producer_(std::move(producer)) {}

    // False if the receiver is gone.
    bool send(const Message &message)
    {
        std::size_t size = size_of(message);
        std::span<std::byte> place = producer_.claim(size);
        while (!place.data()) {
            ++waits_;
            if (producer_.wait(size) == picoring::wait_result::closed) return false;
            place = producer_.claim(size);
        }
        write(message, place.data());
        producer_.commit(size);
        return true;
    }
    std::uint64_t waits() const { return waits_; }

private:
    picoring::records_producer producer_; // the last one to go closes the channel
    std::uint64_t waits_ = 0;
};

class PicoringReceiver {
public:
    explicit PicoringReceiver(picoring::records_reader reader) : reader_(std::move(reader)) {}

    // Waits for messages and hands all there are to `sink`. False at the end.
    template <class Sink> bool receive(Sink sink)
    {
        auto message = reader_.read_wait();
        if (!message) return false;
        for (; message; message = reader_.read()) sink(read(*message));
        reader_.release();
        return true;
    }

private:
    picoring::records_reader reader_;
};

struct PicoringChannel {
    PicoringChannel(std::size_t buffer, std::size_t producers)
        : PicoringChannel(open(buffer, producers), producers)
    {
    }

    std::vector<PicoringSender> senders;
    PicoringReceiver receiver;
    std::string how;

private:
    static picoring::records open(std::size_t buffer, std::size_t producers)
    {
        picoring::channel_options options;
        options.exact = 1;
        auto many = producers == 1 ? picoring::producers::one : picoring::producers::many;
        return picoring::records(buffer, many, options);
    }
    // The channel itself is not kept: it lives as long as its ends.
    PicoringChannel(picoring::records channel, std::size_t producers)
        : receiver(channel.reader()), how("picoring, " + technique(channel))
    {
        for (std::size_t i = 0; i < producers; ++i) senders.emplace_back(channel.producer());
    }
    static std::string technique(const picoring::records &channel)
    {
        return picoring_technique_name(channel.describe().technique);
    }
};

} // namespace message_passing
