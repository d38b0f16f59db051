// SPDX-License-Identifier: MIT OR Apache-2.0
//
// error.hpp: the codes of error.h as std::error_code, an exception, and a
// result for those who do not throw.
#pragma once

#include "picoring/error.h"

#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace picoring {

// The category of the codes. A code with a counterpart in std::errc compares
// equal to it.
inline const std::error_category &category() noexcept
{
    class picoring_category final : public std::error_category {
        const char *name() const noexcept override { return "picoring"; }
        std::string message(int code) const override { return picoring_strerror(code); }
        std::error_condition default_error_condition(int code) const noexcept override
        {
            switch (code) {
            case PICORING_EAGAIN: return std::errc::resource_unavailable_try_again;
            case PICORING_EPIPE: return std::errc::broken_pipe;
            case PICORING_EINTR: return std::errc::interrupted;
            case PICORING_ENOBUFS: return std::errc::no_buffer_space;
            case PICORING_EINVAL: return std::errc::invalid_argument;
            case PICORING_EFAULT: return std::errc::bad_address;
            case PICORING_EOVERFLOW: return std::errc::value_too_large;
            case PICORING_ENOSYS: return std::errc::function_not_supported;
            case PICORING_ENOMEM: return std::errc::not_enough_memory;
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

// what() is the sentence of picoring_last_error().
class error : public std::system_error {
public:
    explicit error(int code) : std::system_error(make_error_code(code), picoring_last_error()) {}
};

// Throws what is not PICORING_OK.
inline void check(int code)
{
    if (code != PICORING_OK) throw error(code);
}

// A value or the code why there is none, after std::expected.
template <class T> class result {
public:
    result(T value) : value_(std::move(value)), code_(PICORING_OK) {}
    static result failure(int code) { return result(code, nullptr); }

    bool has_value() const noexcept { return value_.has_value(); }
    explicit operator bool() const noexcept { return has_value(); }
    std::error_code error() const noexcept { return make_error_code(code_); }

    // Throws picoring::error if there is no value.
    T &value() &
    {
        if (!has_value()) throw picoring::error(code_);
        return *value_;
    }
    T &&value() && { return std::move(value()); }
    T &operator*() &noexcept { return *value_; }
    T &&operator*() &&noexcept { return std::move(*value_); }
    T *operator->() noexcept { return &*value_; }

private:
    result(int code, std::nullptr_t) : code_(code) {}

    std::optional<T> value_;
    int code_;
};

} // namespace picoring
