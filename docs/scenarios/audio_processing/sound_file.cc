// SPDX-License-Identifier: MIT OR Apache-2.0
#include "sound_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace audio_processing {

namespace {

// Why libsndfile could not open a file, in words for its owner.
std::string reason()
{
    if (::sf_error(nullptr) == SF_ERR_UNRECOGNISED_FORMAT) return "not a WAV file";
    std::string words = ::sf_strerror(nullptr);
    // It says so of a sample rate of 0.
    if (words.find("SF_INFO struct incomplete") != words.npos)
        return "its header has no valid sample rate";
    return words;
}

// open(2) and not sf_open, which calls each reason "System error".
Sound open(const std::string &path, int flags, int mode, SF_INFO &info)
{
    int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
    if (descriptor < 0) throw std::system_error(errno, std::generic_category(), path);
    Sound file(::sf_open_fd(descriptor, mode, &info, SF_TRUE));
    if (!file) throw std::runtime_error(path + ": " + reason());
    return file;
}

bool is_wav(int format)
{
    int type = format & SF_FORMAT_TYPEMASK;
    return type == SF_FORMAT_WAV || type == SF_FORMAT_WAVEX || type == SF_FORMAT_RF64;
}

bool is_pcm_or_float(int format)
{
    switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_U8:
    case SF_FORMAT_PCM_16:
    case SF_FORMAT_PCM_24:
    case SF_FORMAT_PCM_32:
    case SF_FORMAT_FLOAT:
    case SF_FORMAT_DOUBLE: return true;
    default: return false;
    }
}

// Which loudspeaker each channel is for, if the file tells.
void copy_channel_map(SNDFILE *from, SNDFILE *to, int channels)
{
    std::vector<int> map(static_cast<std::size_t>(channels));
    int bytes = channels * static_cast<int>(sizeof(int));
    if (::sf_command(from, SFC_GET_CHANNEL_MAP_INFO, map.data(), bytes))
        ::sf_command(to, SFC_SET_CHANNEL_MAP_INFO, map.data(), bytes);
}

} // namespace

Input::Input(const std::string &path) : path_(path), file_(open(path, O_RDONLY, SFM_READ, info_))
{
    if (!is_wav(info_.format)) throw std::runtime_error(path + ": not a WAV file");
    if (!is_pcm_or_float(info_.format))
        throw std::runtime_error(path + ": its samples are " + encoding() +
                                 ", neither PCM nor float");
    if (info_.frames < 1) throw std::runtime_error(path + ": there are no frames in it");
}

std::string Input::encoding() const
{
    SF_FORMAT_INFO format = {};
    format.format = info_.format & SF_FORMAT_SUBMASK;
    ::sf_command(nullptr, SFC_GET_FORMAT_INFO, &format, sizeof format);
    return format.name ? format.name : "of an unknown kind";
}

std::size_t Input::read(std::span<float> samples)
{
    auto wanted = static_cast<sf_count_t>(samples.size() / channels());
    sf_count_t got = ::sf_readf_float(get(), samples.data(), wanted);
    frames_read_ += got;
    return static_cast<std::size_t>(got) * channels();
}

void Input::check_end() const
{
    if (::sf_error(get())) throw std::runtime_error(path_ + ": " + ::sf_strerror(get()));
    if (frames_read_ < info_.frames)
        throw std::runtime_error(path_ + ": ends after " + std::to_string(frames_read_) + " of " +
                                 std::to_string(info_.frames) + " frames");
}

Output::Output(const std::string &path, const Input &input) : path_(path)
{
    SF_INFO info = input.info();
    file_ = open(path, O_RDWR | O_CREAT | O_TRUNC, SFM_WRITE, info);
    // A louder sample becomes the loudest, not one of the other sign.
    ::sf_command(file_.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
    // It has the time in it: the same sound would not be the same file.
    ::sf_command(file_.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
    copy_channel_map(input.get(), file_.get(), info.channels);
}

void Output::write(std::span<const float> samples)
{
    auto n = static_cast<sf_count_t>(samples.size());
    if (::sf_write_float(file_.get(), samples.data(), n) != n) fail();
}

void Output::close()
{
    ::sf_command(file_.get(), SFC_UPDATE_HEADER_NOW, nullptr, 0);
    if (::sf_error(file_.get())) fail();
    if (int error = ::sf_close(file_.release()))
        throw std::runtime_error(path_ + " is incomplete: " + ::sf_error_number(error));
}

void Output::fail() const
{
    throw std::runtime_error(path_ + " is incomplete: " + ::sf_strerror(file_.get()));
}

} // namespace audio_processing
