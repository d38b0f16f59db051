// SPDX-License-Identifier: MIT OR Apache-2.0
//
// mirrored.hpp: history and queues in mirrored memory. The newest samples, and
// those before them, are one block wherever they wrap: nothing is copied.
#pragma once

#include <picoring/ring.hpp>
#include <picoring/spsc.hpp>

#include <algorithm>
#include <string>

namespace audio_processing {

struct Mirrored {
    // Always shows the newest `keep` samples before those committed last.
    class History : public picoring::ring<float> {
    public:
        // At first `keep` zeros; takes up to `block` at once.
        History(std::size_t keep, std::size_t block)
            : picoring::ring<float>(keep + block, prefaulted())
        {
            std::ranges::fill(claim(keep), 0.0f);
            commit(keep);
        }
    };

    class Delay {
    public:
        Delay(std::size_t delay, std::size_t block) : ring_(delay, block) {}

        struct Pair {
            std::span<const float> now, then;
        };
        std::span<float> claim(std::size_t n) { return ring_.claim(n); }
        // The n samples that were written to the claim, and those `delay` before.
        Pair commit(std::size_t n)
        {
            ring_.commit(n);
            std::span<const float> all = ring_.peek();
            return {all.last(n), all.first(n)};
        }
        void release(std::size_t n) { ring_.release(n); }

    private:
        History ring_;
    };

    // As deep as was asked for, not as the pages below: depth is latency.
    static picoring::spsc<float> queue(std::size_t capacity)
    {
        picoring::channel_options options(prefaulted());
        options.exact = 1;
        return picoring::spsc<float>(capacity, options);
    }

    // "memfd", "emulated": how memory is mirrored.
    static std::string technique()
    {
        return picoring_technique_name(History(0, 1).describe().technique);
    }

private:
    // No page fault when a deadline is near.
    static picoring::options prefaulted()
    {
        picoring::options options;
        options.prefault = 1;
        return options;
    }
};

} // namespace audio_processing
