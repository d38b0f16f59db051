// SPDX-License-Identifier: MIT OR Apache-2.0
//
// input.hpp: where the bytes come from, and what to do when there are no more:
// to end, or to wait until the file grows, is truncated or replaced.
#pragma once

#include "watch.hpp"

#include <optional>
#include <string>

namespace log_analysis {

class Input {
public:
    // Standard input if `path` is empty. Throws std::system_error.
    Input(const std::string &path, bool follow);
    ~Input();
    Input(const Input &) = delete;

    const std::string &name() const { return name_; }
    int descriptor() const { return descriptor_; }

    // Waits until a read will not block, which a regular file's never does.
    // False at a stop.
    bool ready() const;

    enum class Next { end, wait, more, from_beginning, new_file };
    // After a read of 0 bytes: what comes next.
    Next at_end();
    // After Next::wait.
    void wait() { watch_.sleep(); }

private:
    bool open(const std::string &path);
    bool truncated() const;
    bool replaced() const;

    std::string name_;
    int descriptor_ = 0;
    bool regular_ = false;
    bool follow_ = false;
    bool drained_ = false; // nothing came after it was seen to be replaced
    Watch watch_;
};

} // namespace log_analysis
