// SPDX-License-Identifier: MIT OR Apache-2.0
//
// watch.hpp: sleeps until something happens to a file: inotify where there is
// one, otherwise four looks a second.
#pragma once

#include <string>

namespace log_analysis {

class Watch {
public:
    Watch() = default;
    ~Watch();
    Watch(const Watch &) = delete;

    // The file that `path` names now. Whatever happens to it from here on ends
    // the next sleep().
    void start(const std::string &path);
    // Returns when there may be news, or at a stop.
    void sleep();

private:
    int descriptor_ = -1;
};

} // namespace log_analysis
