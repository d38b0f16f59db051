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
template class picoring::spsc<int>;
template class picoring::spsc_writer<int>;
template class picoring::spsc_reader<int>;
template class picoring::spsc<std::string>;
template class picoring::spsc_writer<std::string>;
template class picoring::spsc_reader<std::string>;
template class picoring::spsc_writer<std::unique_ptr<int>>;
template class picoring::spsc_reader<std::unique_ptr<int>>;
template class picoring::spsc_writer<no_default>;
template class picoring::spsc_reader<no_default>;
template class picoring::mpsc<int>;
template class picoring::mpsc_producer<int>;
template class picoring::mpsc_reader<int>;
template class picoring::mpsc<std::string>;
template class picoring::mpsc_producer<std::string>;
template class picoring::mpsc_reader<std::string>;
template class picoring::mpsc_producer<std::unique_ptr<int>>;
template class picoring::mpsc_reader<std::unique_ptr<int>>;
template class picoring::mpsc_producer<no_default>;
template class picoring::mpsc_reader<no_default>;
template class picoring::result<picoring::spsc<std::string>>;
template class picoring::result<picoring::mpsc<int>>;
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

int use(picoring::spsc<std::unique_ptr<int>> &owners, picoring::mpsc<std::string> &words)
{
    picoring::channel_options options;
    options.spin = -1;
    auto made = picoring::spsc<no_default>::create(4, options);
    if (!made) return 0;
    auto [numbers, results] = made->split();
    auto [writer, reader] = owners.split();
    auto producer = words.producer();
    auto lines = words.reader();
    std::stop_source stop;
    writer.push_wait(std::make_unique<int>(3));
    writer.push_wait(stop.get_token(), std::make_unique<int>(4));
    producer.push_wait("three");
    producer.push_wait(stop.get_token(), std::string("four"));
    while (auto owner = reader.pop_wait(stop.get_token())) numbers.emplace(**owner);
    while (auto line = lines.pop()) numbers.push_wait(no_default(static_cast<int>(line->size())));
    int sum = 0;
    while (auto number = results.pop()) sum += number->value;
    return sum;
}
