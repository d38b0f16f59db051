// SPDX-License-Identifier: MIT OR Apache-2.0
//
// workload.hpp: what is asked, and what must be answered. All of it follows from
// the seed, the number of keys and the sizes, so that nothing need be kept: the
// reply to a request is made again when it is compared.
#pragma once

#include "resp.hpp"

#include <vector>

namespace network_stream {

struct Sizes {
    std::size_t least = 1;
    std::size_t most = 100 * 1024;
};

enum class Phase { store, fetch };

// A request with its reply. The views point into `names` and the workload.
struct Exchange {
    std::vector<std::string_view> request;
    std::vector<Item> reply; // of an error: what it begins with
    std::string names[2];
};

class Workload {
public:
    Workload(std::uint64_t seed, std::size_t keys, Sizes sizes);

    std::size_t requests(Phase phase) const;
    void describe(Phase phase, std::size_t request, Exchange &exchange) const;

    // The bytes under a key: a piece of a block of noise.
    std::string_view value(std::size_t key) const;
    // Bytes, of any request.
    std::size_t longest_request() const;

private:
    void describe_store(std::size_t request, Exchange &exchange) const;
    void describe_fetch(std::size_t request, Exchange &exchange) const;
    void describe_other(std::size_t group, Exchange &exchange) const;
    std::string name(std::string_view kind, std::size_t number) const;

    std::uint64_t seed_;
    std::size_t keys_;
    Sizes sizes_;
    std::string noise_;
    std::string prefix_, missing_;
};

} // namespace network_stream
