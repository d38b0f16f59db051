// SPDX-License-Identifier: MIT OR Apache-2.0
//
// error.hpp: the codes of error.h as std::error_code, an exception, and a
// result for those who do not throw.
#pragma once

#if (defined(_MSVC_LANG) ? _MSVC_LANG : __cplusplus) < 201709L
#error "picoring.hpp needs C++20: compile with -std=c++20 (CMake: cxx_std_20, Meson: cpp_std=c++20)"
#endif

#include "picoring/error.h"

#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace picoring {

// The category of the codes. A code with a close counterpart in std::errc
// compares equal to it.
inline const std::error_category &category() noexcept
{
    class picoring_category final : public std::error_category {
        const char *name() const noexcept override { return "picoring"; }
        std::string message(int code) const override { return picoring_strerror(code); }
        std::error_condition default_error_condition(int code) const noexcept override
        {
            switch (code) {
            case PICORING_EAGAIN: return std::errc::resource_unavailable_try_again;
            case PICORING_ERANGE: return std::errc::result_out_of_range;
            case PICORING_EPIPE: return std::errc::broken_pipe;
            case PICORING_EINTR: return std::errc::interrupted;
            case PICORING_ENOBUFS: return std::errc::no_buffer_space;
            case PICORING_EINVAL: return std::errc::invalid_argument;
            case PICORING_EFAULT: return std::errc::bad_address;
            case PICORING_EOVERFLOW: return std::errc::value_too_large;
            case PICORING_ENOSYS: return std::errc::function_not_supported;
            case PICORING_E2BIG: return std::errc::argument_list_too_long;
            case PICORING_EALIGN: return std::errc::invalid_argument;
            case PICORING_ENOMEM:
            case PICORING_EADDRSPACE:
            case PICORING_EMAPCOUNT: return std::errc::not_enough_memory;
            case PICORING_EMFILE: return std::errc::too_many_files_open;
            case PICORING_EFBIG: return std::errc::file_too_large;
            case PICORING_ENOSPC: return std::errc::no_space_on_device;
            case PICORING_EIO: return std::errc::io_error;
            case PICORING_ETIMEDOUT: return std::errc::timed_out;
            case PICORING_EBUSY: return std::errc::device_or_resource_busy;
            default: return {code, *this};
            }
        }
    };
    static const picoring_category instance;
    return instance;
}

inline std::error_code make_error_code(int code) noexcept { return {code, category()}; }

// what() begins with the sentence of the failure, if its code makes one, and ends
// with that of the code.
class error : public std::system_error {
public:
    explicit error(int code) : error(code, makes_sentence(code) ? picoring_last_error() : "") {}
    error(int code, const char *sentence)
        : std::system_error(make_error_code(code),
                            *sentence ? without_end(sentence, picoring_strerror(code)) : "picoring")
    {
    }

private:
    // std::system_error appends the end.
    static std::string without_end(std::string_view sentence, std::string_view end)
    {
        std::size_t separator = sizeof ": " - 1;
        bool ends = sentence.size() > end.size() + separator && sentence.ends_with(end);
        return std::string(
            sentence.substr(0, sentence.size() - (ends ? end.size() + separator : 0)));
    }
    static bool makes_sentence(int code)
    {
        return code != PICORING_OK && code != PICORING_EAGAIN && code != PICORING_EEND &&
               code != PICORING_ETIMEDOUT;
    }
};

// Where everything is thrown. Without exceptions (-fno-exceptions) it aborts:
// such programs use create(), look before they commit or release, or call the
// C verbs through get().
template <class Exception> [[noreturn]] void raise(const Exception &exception)
{
#if defined(__cpp_exceptions)
    throw exception;
#else
    (void)exception;
    std::abort();
#endif
}

// Throws what is not PICORING_OK.
inline void check(int code)
{
    if (code != PICORING_OK) raise(error(code));
}

// A value, or the code and the sentence why there is none, after
// std::expected. Making one of a failure does not throw.
template <class T> class [[nodiscard]] result {
public:
    result(T value) : value_(std::move(value)) {}
    static result failure(int code) noexcept { return result(code, picoring_last_error()); }

    bool has_value() const noexcept { return value_.has_value(); }
    explicit operator bool() const noexcept { return has_value(); }
    std::error_code error() const noexcept { return make_error_code(code_); }
    // "" if there is a value.
    const char *sentence() const noexcept { return sentence_; }

    // Throws picoring::error if there is no value.
    T &value() & { return *checked(*this); }
    const T &value() const & { return *checked(*this); }
    T &&value() && { return std::move(*checked(*this)); }
    T &operator*() &noexcept { return *value_; }
    const T &operator*() const &noexcept { return *value_; }
    T &&operator*() &&noexcept { return std::move(*value_); }
    T *operator->() noexcept { return &*value_; }
    const T *operator->() const noexcept { return &*value_; }

private:
    result(int code, const char *sentence) noexcept : code_(code)
    {
        std::strncpy(sentence_, sentence, sizeof sentence_ - 1);
    }
    template <class Self> static auto &checked(Self &self)
    {
        if (!self.has_value()) raise(picoring::error(self.code_, self.sentence_));
        return self.value_;
    }

    std::optional<T> value_;
    int code_ = PICORING_OK;
    char sentence_[512] = "";
};

} // namespace picoring
