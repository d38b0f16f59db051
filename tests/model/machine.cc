// SPDX-License-Identifier: MIT OR Apache-2.0
#include "machine.hh"

#include "checker.hh"

#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace checker {

Thread threads[most_threads];
size_t thread_count;
Thread *self;
int64_t clock_now;
int events[most_events];
uint64_t words_hash;
bool more_are_shared;

namespace {

struct Step {
    const char *thread, *where;
    uint64_t before, after;
};
constexpr size_t most_steps = 5000, most_buffered = 4;
std::vector<Step> steps;

alignas(128) char arena[1 << 16];
size_t arena_used;
std::vector<std::pair<char *, char *>> dead;

// Which threads use a word, in any execution: if it is one, it is no matter of order.
constexpr uint8_t nobody = 0, several = 0xFF;
uint8_t users[sizeof arena / 4];

void check_alive(const void *place)
{
    auto at = static_cast<const char *>(place);
    for (const auto &[begin, end] : dead)
        if (at >= begin && at < end) give_up("use of memory after its end");
}

bool is_shared(const void *place)
{
    auto at = static_cast<const char *>(place);
    if (at < arena || at >= arena + sizeof arena) return true;
    uint8_t &user = users[(at - arena) / 4];
    auto me = static_cast<uint8_t>(1 + (self - threads));
    if (user == nobody) user = me;
    if (user == me) return false;
    if (user != several) more_are_shared = true;
    user = several;
    return true;
}

uint64_t read(const void *place, size_t size)
{
    uint64_t value = 0;
    check_alive(place);
    memcpy(&value, place, size); // little-endian
    return value;
}

void write(const char *thread, void *place, size_t size, uint64_t value, const char *where)
{
    uint64_t before = read(place, size), address = reinterpret_cast<uintptr_t>(place);
    words_hash ^= mix(address, before) ^ mix(address, value);
    memcpy(place, &value, size);
    log(thread, where, before, value);
}

void *allocate(void *, size_t bytes, size_t alignment)
{
    arena_used = (arena_used + alignment - 1) / alignment * alignment;
    if (arena_used + bytes > sizeof arena) return nullptr;
    char *block = arena + arena_used;
    arena_used += bytes;
    memset(block, 0, bytes);
    return block;
}

void deallocate(void *, void *block, size_t bytes, size_t)
{
    auto begin = static_cast<char *>(block);
    dead.push_back({begin, begin + bytes});
    memset(block, 0xA5, bytes);
}

} // namespace

uint64_t mix(uint64_t a, uint64_t b)
{
    uint64_t x = (a ^ (b + 0x9E3779B97F4A7C15u + (a << 6) + (a >> 2))) * 0xD6E8FEB86659FD93u;
    return (x ^ x >> 32) * 0xD6E8FEB86659FD93u ^ x >> 29;
}

void note(uint64_t value) { self->history = mix(self->history, value); }

void log(const char *thread, const char *where, uint64_t before, uint64_t after)
{
    steps.push_back({thread, where, before, after});
    if (self && steps.size() > most_steps) give_up("there is no end");
}

void give_up(const char *what)
{
    for (const Step &step : steps)
        fprintf(stderr, "%-10s %s: %llx -> %llx\n", step.thread, step.where,
                static_cast<unsigned long long>(step.before),
                static_cast<unsigned long long>(step.after));
    fprintf(stderr, "failed: %s\n", what);
    _exit(1);
}

void drain(Thread &thread, size_t entry)
{
    Store store = thread.buffer[entry];
    thread.buffer.erase(thread.buffer.begin() + static_cast<ptrdiff_t>(entry));
    write(thread.name, store.place, store.size, store.value, store.where);
}

void flush(Thread &thread)
{
    while (!thread.buffer.empty()) drain(thread, 0);
}

void fence()
{
    if (!self) return;
    let_others();
    flush(*self);
}

void reset_machine()
{
    thread_count = arena_used = 0;
    words_hash = 0;
    clock_now = 1000;
    for (int &event : events) event = -1;
    dead.clear();
    steps.clear();
    more_are_shared = false;
}

picoring_options memory()
{
    picoring_options options = PICORING_OPTIONS_INIT;
    options.technique = PICORING_TECHNIQUE_EMULATED;
    options.exact = 1;
    options.allocate = allocate;
    options.deallocate = deallocate;
    return options;
}

// ---- What atomic.h does ------------------------------------------------------------------

uint64_t load(const void *place, size_t size, const char *where)
{
    if (!self) return read(place, size);
    for (size_t i = self->buffer.size(); i > 0; --i)
        if (self->buffer[i - 1].place == place) return self->buffer[i - 1].value;
    if (!is_shared(place)) return read(place, size);
    let_others();
    uint64_t value = read(place, size);
    log(self->name, where, value, value);
    note(value);
    return value;
}

void store(void *place, size_t size, uint64_t value, bool release, const char *where)
{
    if (!self) return write("", place, size, value, where);
    if (!is_shared(place)) return write(self->name, place, size, value, where);
    let_others(); // a fence for all may come before it or after
    if (self->buffer.size() >= most_buffered) flush(*self);
    self->buffer.push_back({place, size, value, release, where});
}

uint64_t modify(void *place, size_t size, Change change, uint64_t operand, const char *where,
                uint64_t expected)
{
    if (self && (is_shared(place) || !self->buffer.empty())) fence();
    uint64_t before = read(place, size), after = operand;
    if (change == Change::add) after = before + operand;
    if (change == Change::set_bits) after = before | operand;
    if (change == Change::clear_bits) after = before & operand;
    if (change == Change::compare && before != expected) after = before;
    if (size < sizeof after) after &= (uint64_t{1} << 8 * size) - 1;
    write(self ? self->name : "", place, size, after, where);
    if (self) note(before);
    return before;
}

} // namespace checker
