// SPDX-License-Identifier: MIT OR Apache-2.0
//
// strict.cc: every member of the wrapper, compiled as strict users compile it.
#include <picoring.hpp>

#include <algorithm>
#include <list>
#include <memory>
#include <string>
#include <vector>

struct no_default {
    explicit no_default(int v) : value(v) {}
    int value;
};

// Clang before 16 instantiates the members whose constraints are not met, too.
#if !defined(__clang__) || __clang_major__ >= 16
template class picoring::ring<int>;
template class picoring::ring<char, 7>;
template class picoring::ring<std::string>;
template class picoring::ring<std::string, 3>;
template class picoring::ring<no_default, 3>;
template class picoring::queue<int>;
template class picoring::queue<double, 5>;
template class picoring::result<picoring::ring<std::string>>;
template class picoring::result<picoring::byte_stream>;
template class picoring::list<int>;
template class picoring::list<char, 7>;
template class picoring::list<bool>;
template class picoring::list<double, 1>;
template class picoring::list<std::string>;
template class picoring::list<std::string, 3>;
template class picoring::list<std::unique_ptr<int>>;
template class picoring::list<no_default, 3>;
template class picoring::chunk_range<int>;
template class picoring::chunk_range<const std::string>;
template class picoring::result<picoring::list<std::string>>;
#endif

int use(picoring::ring<std::unique_ptr<int>, 4> &owners, picoring::byte_stream &stream)
{
    picoring::iostream io(stream);
    picoring::ring<int> numbers(10);
    picoring::options options;
    options.prefault = 1;
    auto made = picoring::queue<int, 4>::create(options);
    owners.emplace(new int(4));
    for (auto &owner : owners) io << *owner;
    while (auto owner = owners.pop()) numbers.push(**owner);
    while (auto number = numbers.pop()) io << *number;
    return made && made->try_push(1) && io.good() ? made->try_pop().value_or(0) : 0;
}

int use(picoring::list<std::unique_ptr<int>> &owners, const picoring::list<std::string, 3> &words)
{
    picoring::list_options options;
    options.chunk = 100;
    picoring::list numbers({3, 1, 2}, options);
    auto made = picoring::list<long>::create(options);
    if (!made) return 0;
    for (auto &word : words) numbers.push_back(static_cast<int>(word.size()));
    numbers.append(numbers);
    numbers.append(std::vector<bool>{true, false});
    made->append(std::list<int>{1, 2});
    owners.emplace_back(new int(numbers.back()));
    while (auto owner = owners.pop()) numbers.push_back(**owner);
    std::sort(numbers.begin(), numbers.end());
    for (auto piece : numbers.chunks()) made->push_back(piece.front());
    return made->at(0) < 3 && numbers > picoring::list{1} ? numbers.front() : 0;
}
