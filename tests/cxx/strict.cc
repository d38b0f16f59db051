// SPDX-License-Identifier: MIT OR Apache-2.0
//
// strict.cc: every member of the wrapper, compiled as strict users compile it.
#include <picoring.hpp>

#include <memory>
#include <string>

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
