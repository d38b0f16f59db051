// SPDX-License-Identifier: MIT OR Apache-2.0
#include "workload.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace network_stream {

namespace {

// Keys come in groups. Storing a group is a SET each, and a list of the first
// values: LTRIM empties what an earlier run has left, RPUSH fills it.
constexpr std::size_t group_keys = 16;
constexpr std::size_t listed = 4;
constexpr std::size_t group_stores = group_keys + 1 + listed;
// Fetching it is a GET each, and one request with another kind of reply.
constexpr std::size_t group_fetches = group_keys + 1;

constexpr std::string_view nested =
    "return {redis.call('STRLEN',KEYS[1]),{redis.call('GET',KEYS[1]),false}}";

constexpr Item ok = {Type::simple, "OK"};
constexpr Item nil = {Type::nil};
Item integer(std::size_t n) { return {Type::integer, {}, static_cast<std::int64_t>(n)}; }
Item array(std::size_t n) { return {Type::array, {}, static_cast<std::int64_t>(n)}; }
Item bulk(std::string_view text) { return {Type::bulk, text}; }

// splitmix64 (Steele, Lea and Flood, 2014): the n-th number of a seed.
std::uint64_t random(std::uint64_t seed, std::uint64_t n)
{
    std::uint64_t z = seed + (n + 1) * 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

constexpr std::size_t places = 64 * 1024; // where in the noise a value may begin

std::string noise(std::uint64_t seed, std::size_t size)
{
    std::string made(size + sizeof(std::uint64_t), '\0');
    for (std::size_t at = 0; at < size; at += sizeof(std::uint64_t)) {
        std::uint64_t eight = random(seed, at / sizeof eight);
        std::memcpy(&made[at], &eight, sizeof eight);
    }
    return made;
}

} // namespace

Workload::Workload(std::uint64_t seed, std::size_t keys, Sizes sizes)
    : seed_(seed), keys_(keys), sizes_(sizes), noise_(noise(seed, places + sizes.most)),
      prefix_("network_stream:" + std::to_string(seed)), missing_(prefix_ + ":missing")
{
}

std::string Workload::name(std::string_view kind, std::size_t number) const
{
    return (prefix_ + ':').append(kind).append(std::to_string(number));
}

// All powers of two are equally likely, and within one all lengths.
std::string_view Workload::value(std::size_t key) const
{
    std::uint64_t chance = random(~seed_, 2 * key), place = random(~seed_, 2 * key + 1);
    auto least = static_cast<unsigned>(std::bit_width(sizes_.least));
    auto most = static_cast<unsigned>(std::bit_width(sizes_.most));
    unsigned power = least + static_cast<unsigned>(chance % (most - least + 1));
    std::uint64_t low = power ? std::uint64_t{1} << (power - 1) : 0;
    std::uint64_t high = power ? low + (low - 1) : 0;
    low = std::max<std::uint64_t>(low, sizes_.least);
    high = std::min<std::uint64_t>(high, sizes_.most);
    std::uint64_t length = low + (chance >> 8) % (high - low + 1);
    return std::string_view(noise_).substr(place % places, length);
}

std::size_t Workload::longest_request() const
{
    std::string longest_name = name("list:", keys_);
    std::string_view value = std::string_view(noise_).substr(0, sizes_.most);
    std::string_view set[] = {"RPUSH", longest_name, value};
    std::string_view eval[] = {"EVAL", nested, "1", longest_name};
    return std::max(encoded_size(set), encoded_size(eval));
}

std::size_t Workload::requests(Phase phase) const
{
    std::size_t extra = phase == Phase::store ? group_stores : group_fetches;
    return keys_ + keys_ / group_keys * (extra - group_keys);
}

void Workload::describe(Phase phase, std::size_t request, Exchange &exchange) const
{
    if (phase == Phase::store) return describe_store(request, exchange);
    describe_fetch(request, exchange);
}

void Workload::describe_store(std::size_t request, Exchange &exchange) const
{
    std::size_t group = request / group_stores, step = request % group_stores;
    std::size_t first = group * group_keys;
    auto &[words, reply, names] = exchange;
    if (step < group_keys) {
        names[0] = name("", first + step);
        words = {"SET", names[0], value(first + step)};
        reply = {ok};
        return;
    }
    names[0] = name("list:", group);
    std::size_t length = step - group_keys;
    if (length == 0) {
        words = {"LTRIM", names[0], "1", "0"};
        reply = {ok};
    } else {
        words = {"RPUSH", names[0], value(first + length - 1)};
        reply = {integer(length)};
    }
}

void Workload::describe_fetch(std::size_t request, Exchange &exchange) const
{
    std::size_t group = request / group_fetches, step = request % group_fetches;
    if (step == group_keys) return describe_other(group, exchange);
    std::size_t key = group * group_keys + step;
    exchange.names[0] = name("", key);
    exchange.request = {"GET", exchange.names[0]};
    exchange.reply = {bulk(value(key))};
}

void Workload::describe_other(std::size_t group, Exchange &exchange) const
{
    std::size_t key = group * group_keys;
    auto &[words, reply, names] = exchange;
    names[0] = name("", key);
    names[1] = name("", key + 1);
    switch (group % 7) {
    case 0:
        words = {"MGET", names[0], missing_, names[1]};
        reply = {array(3), bulk(value(key)), nil, bulk(value(key + 1))};
        break;
    case 1:
        words = {"STRLEN", names[0]};
        reply = {integer(value(key).size())};
        break;
    case 2:
        words = {"GET", missing_};
        reply = {nil};
        break;
    case 3:
        names[0] = name("list:", group);
        words = {"LRANGE", names[0], "0", "-1"};
        reply = {array(listed)};
        for (std::size_t i = 0; i < listed; ++i) reply.push_back(bulk(value(key + i)));
        break;
    case 4:
        words = {"EVAL", nested, "1", names[0]};
        reply = {array(2), integer(value(key).size()), array(2), bulk(value(key)), nil};
        break;
    case 5:
        words = {"LLEN", names[0]};
        reply = {{Type::error, "WRONGTYPE"}};
        break;
    case 6:
        words = {"PING"};
        reply = {{Type::simple, "PONG"}};
        break;
    }
}

} // namespace network_stream
