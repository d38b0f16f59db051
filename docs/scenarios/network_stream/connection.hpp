// SPDX-License-Identifier: MIT OR Apache-2.0
//
// connection.hpp: a TCP connection that never blocks but in wait(), and there
// only as long as was said.
#pragma once

#include <string>

namespace network_stream {

class Connection {
public:
    // Tries every address of `host`. Throws std::runtime_error.
    Connection(const std::string &host, const std::string &port, double patience);
    ~Connection();
    Connection(const Connection &) = delete;

    int descriptor() const { return descriptor_; }

    // Until something came, or, with `or_writable`, something can be sent. True
    // if something came, the end included. Throws when patience is over.
    bool wait(bool or_writable) const;

private:
    std::string name_;
    int patience_; // milliseconds
    int descriptor_ = -1;
};

} // namespace network_stream
