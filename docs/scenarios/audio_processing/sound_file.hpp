// SPDX-License-Identifier: MIT OR Apache-2.0
//
// sound_file.hpp: a WAV file that is read and one that is written, through
// libsndfile. Samples are interleaved floats whose full scale is 1.
#pragma once

#include <cstddef>
#include <memory>
#include <sndfile.h>
#include <span>
#include <string>

namespace audio_processing {

struct CloseSound {
    void operator()(SNDFILE *file) const { ::sf_close(file); }
};
using Sound = std::unique_ptr<SNDFILE, CloseSound>;

// All verbs throw std::runtime_error, a sentence that begins with the path.
class Input {
public:
    explicit Input(const std::string &path);

    SNDFILE *get() const { return file_.get(); }
    const SF_INFO &info() const { return info_; }
    std::size_t channels() const { return static_cast<std::size_t>(info_.channels); }
    // "Signed 16 bit PCM"
    std::string encoding() const;
    // How many samples came. If fewer than asked for, check_end() tells why.
    std::size_t read(std::span<float> samples);
    // Throws if reading ended for another reason than the end.
    void check_end() const;

private:
    std::string path_;
    SF_INFO info_ = {};
    Sound file_;
    sf_count_t frames_read_ = 0;
};

class Output {
public:
    // In the format of `input`. What the file held before is gone.
    Output(const std::string &path, const Input &input);

    void write(std::span<const float> samples);
    // What was written may still fail.
    void close();

private:
    [[noreturn]] void fail() const;

    std::string path_;
    Sound file_;
};

} // namespace audio_processing
