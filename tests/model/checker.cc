// SPDX-License-Identifier: MIT OR Apache-2.0
#include "checker.hh"

#include "platform/platform.hh"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ucontext.h>
#include <unistd.h>
#include <unordered_set>
#include <vector>

namespace checker {

namespace {

struct Store {
    void *place;
    size_t size;
    uint64_t value;
    bool release;
    const char *where;
};

enum class State { ready, parked, polling, watching, ended };

struct Thread {
    const char *name;
    std::function<void()> body;
    State state;
    std::vector<Store> buffer;
    uint64_t history;  // a hash of all it has read, and how often it ran
    uint64_t sleeps_on; // a word, an event, or a thread
    int64_t deadline;
    int result; // of the sleep
    bool started;
    int slept; // how often
    jmp_buf context;
    ucontext_t start;
    alignas(64) char stack[64 << 10];
};

enum class Kind { run, drain, time, signal };
struct Option {
    Kind kind;
    size_t thread, entry;
};
struct Choice {
    size_t taken, count;
};
struct Step {
    const char *thread, *where;
    uint64_t before, after;
};

constexpr size_t most_threads = 5, most_events = 4, most_buffered = 4, most_steps = 5000;
constexpr size_t no_thread = most_threads;
constexpr uint8_t nobody = 0, several = 0xFF;

Thread threads[most_threads];
size_t thread_count, last;
Thread *self;
jmp_buf scheduler;
std::vector<Step> trace;

std::vector<Choice> path; // of this execution
size_t depth;             // how much of it has been gone
bool known;               // this execution has come to a known state
std::unordered_set<uint64_t> states;

uint64_t words_hash; // of all stores since the start
Luck left;
int most_switches = 2, switches_left; // negative: no limit
int64_t clock_now;
int events[most_events]; // -1: none, or closed

alignas(128) char arena[1 << 16];
size_t arena_used;
std::vector<std::pair<char *, char *>> dead;
// A word that only one thread uses is no matter of order. Who does, in any execution.
uint8_t users[sizeof arena / 4];
bool more_are_shared;

uint64_t mix(uint64_t a, uint64_t b)
{
    uint64_t x = (a ^ (b + 0x9E3779B97F4A7C15u + (a << 6) + (a >> 2))) * 0xD6E8FEB86659FD93u;
    return (x ^ x >> 32) * 0xD6E8FEB86659FD93u ^ x >> 29;
}

void note(uint64_t value) { self->history = mix(self->history, value); }

// ---- Failures -----------------------------------------------------------------

[[noreturn]] void give_up(const char *what)
{
    for (const Step &step : trace)
        fprintf(stderr, "%-10s %s: %llx -> %llx\n", step.thread, step.where,
                (unsigned long long)step.before, (unsigned long long)step.after);
    fprintf(stderr, "failed: %s\n", what);
    _exit(1);
}

void check_alive(const void *place)
{
    auto at = static_cast<const char *>(place);
    for (const auto &[begin, end] : dead)
        if (at >= begin && at < end) give_up("use of memory after its end");
}

// ---- Memory ---------------------------------------------------------------------

uint64_t read(const void *place, size_t size)
{
    uint64_t value = 0;
    memcpy(&value, place, size); // little-endian
    return value;
}

void write(const char *thread, void *place, size_t size, uint64_t value, const char *where)
{
    uint64_t before = read(place, size), address = reinterpret_cast<uintptr_t>(place);
    check_alive(place);
    words_hash ^= mix(address, before) ^ mix(address, value);
    memcpy(place, &value, size);
    trace.push_back({thread, where, before, value});
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

bool may_drain(const Thread &thread, size_t entry)
{
    if (entry == 0) return true;
    if (thread.buffer[entry].release) return false;
    for (size_t i = 0; i < entry; ++i)
        if (thread.buffer[i].place == thread.buffer[entry].place) return false;
    return true;
}

// ---- The scheduler ----------------------------------------------------------------

// Before a step: others may run.
void let_others()
{
    if (trace.size() > most_steps) give_up("no end in sight");
    if (_setjmp(self->context) == 0) _longjmp(scheduler, 1);
}

void fence()
{
    let_others();
    flush(*self);
}

void fiber()
{
    for (;;) {
        self->body();
        fence();
        self->state = State::ended;
        let_others();
    }
}

__attribute__((noinline)) void resume(Thread &thread)
{
    self = &thread;
    if (_setjmp(scheduler) == 0) {
        if (thread.started) _longjmp(thread.context, 1);
        thread.started = true;
        getcontext(&thread.start);
        thread.start.uc_stack.ss_sp = thread.stack;
        thread.start.uc_stack.ss_size = sizeof thread.stack;
        makecontext(&thread.start, fiber, 0);
        setcontext(&thread.start);
    }
    self = nullptr;
}

uint64_t state_now()
{
    uint64_t all = mix(words_hash, static_cast<uint64_t>(clock_now));
    all = mix(all, static_cast<uint64_t>(left.times * 100 + left.signals));
    if (switches_left >= 0) all = mix(mix(all, static_cast<uint64_t>(switches_left)), last);
    for (int event : events) all = mix(all, static_cast<uint64_t>(event));
    for (size_t i = 0; i < thread_count; ++i) {
        const Thread &thread = threads[i];
        all = mix(mix(all, thread.history), static_cast<uint64_t>(thread.state));
        for (const Store &store : thread.buffer)
            all = mix(mix(all, reinterpret_cast<uintptr_t>(store.place)), store.value);
    }
    return all;
}

size_t choose(size_t count)
{
    if (count == 1) return 0;
    if (depth < path.size()) return path[depth++].taken;
    if (known) return 0;
    path.push_back({0, count});
    ++depth;
    return 0;
}

void wake(Thread &thread, int result)
{
    thread.state = State::ready;
    thread.result = result;
}

int64_t nearest_deadline()
{
    int64_t nearest = INT64_MAX;
    for (size_t id = 0; id < thread_count; ++id)
        if (threads[id].state == State::parked && threads[id].deadline >= 0)
            nearest = std::min(nearest, threads[id].deadline);
    return nearest;
}

std::vector<Option> options; // for the next step

void find_options()
{
    options.clear();
    bool goes_on = last != no_thread && threads[last].state == State::ready;
    if (goes_on) options.push_back({Kind::run, last, 0});
    for (size_t id = 0; id < thread_count; ++id)
        if (id != last && threads[id].state == State::ready && !(goes_on && switches_left == 0))
            options.push_back({Kind::run, id, 0});
    for (size_t id = 0; id < thread_count; ++id)
        for (size_t entry = 0; entry < threads[id].buffer.size(); ++entry)
            if (may_drain(threads[id], entry)) options.push_back({Kind::drain, id, entry});
    bool stuck = options.empty();
    for (size_t id = 0; id < thread_count; ++id) {
        const Thread &thread = threads[id];
        if (thread.state != State::parked) continue;
        bool over = stuck || left.times > 0 || thread.deadline <= clock_now;
        if (over && thread.deadline >= 0 && thread.deadline <= nearest_deadline())
            options.push_back({Kind::time, id, 0});
        if (left.signals > 0) options.push_back({Kind::signal, id, 0});
    }
}

void take(const Option &option)
{
    Thread &thread = threads[option.thread];
    switch (option.kind) {
    case Kind::run:
        if (switches_left > 0 && last != no_thread && last != option.thread &&
            threads[last].state == State::ready)
            --switches_left;
        last = option.thread;
        thread.history = mix(thread.history, 0);
        resume(thread);
        break;
    case Kind::drain: drain(thread, option.entry); break;
    case Kind::time:
        if (thread.deadline > clock_now) {
            if (left.times > 0) --left.times;
            clock_now = thread.deadline;
        }
        wake(thread, PICORING_ETIMEDOUT);
        break;
    case Kind::signal:
        --left.signals;
        wake(thread, PICORING_EINTR);
        break;
    }
}

bool next_path()
{
    while (!path.empty() && path.back().taken + 1 == path.back().count) path.pop_back();
    if (path.empty()) return false;
    ++path.back().taken;
    return true;
}

void start_anew()
{
    depth = thread_count = arena_used = 0;
    last = no_thread;
    known = false;
    words_hash = 0;
    clock_now = 1000;
    for (int &event : events) event = -1;
    dead.clear();
    trace.clear();
}

// ---- Memory that is not used again -------------------------------------------------

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
    dead.push_back({static_cast<char *>(block), static_cast<char *>(block) + bytes});
    memset(block, 0xA5, bytes);
}

} // namespace

// ---- What atomic.h does ---------------------------------------------------------------

uint64_t load(const void *place, size_t size, const char *where)
{
    if (!self) return read(place, size);
    check_alive(place);
    for (size_t i = self->buffer.size(); i > 0; --i)
        if (self->buffer[i - 1].place == place) return self->buffer[i - 1].value;
    if (!is_shared(place)) return read(place, size);
    let_others();
    check_alive(place);
    uint64_t value = read(place, size);
    trace.push_back({self->name, where, value, value});
    note(value);
    return value;
}

void store(void *place, size_t size, uint64_t value, bool release, const char *where)
{
    if (!self || !is_shared(place)) return write(self ? self->name : "", place, size, value, where);
    while (self->buffer.size() >= most_buffered) fence();
    self->buffer.push_back({place, size, value, release, where});
}

uint64_t modify(void *place, size_t size, Change change, uint64_t operand, const char *where,
                uint64_t expected)
{
    if (self && (is_shared(place) || !self->buffer.empty())) fence();
    check_alive(place);
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

// ---- What a test calls --------------------------------------------------------------

void check(void (*body)())
{
    const char *switches = getenv("PICORING_MODEL_SWITCHES");
    if (switches) most_switches = atoi(switches);
    size_t executions = 0;
    do {
        if (more_are_shared) path.clear(), states.clear();
        more_are_shared = false;
        start_anew();
        body();
        ++executions;
    } while (more_are_shared || next_path());
    printf("%zu states, %zu executions\n", states.size(), executions);
}

void thread(const char *name, std::function<void()> body)
{
    if (thread_count == most_threads) give_up("too many threads");
    Thread &thread = threads[thread_count++];
    thread.name = name;
    thread.body = std::move(body);
    thread.state = State::ready;
    thread.buffer.clear();
    thread.slept = 0;
    thread.history = thread_count;
}

void run(Luck luck)
{
    left = luck;
    switches_left = most_switches;
    for (;;) {
        find_options();
        if (options.empty()) break;
        bool fresh = options.size() > 1 && depth == path.size() && !known;
        if (fresh && !states.insert(state_now()).second) known = true;
        take(options[choose(options.size())]);
    }
    for (size_t i = 0; i < thread_count; ++i)
        if (threads[i].state != State::ended) give_up("somebody sleeps for ever");
    thread_count = 0;
}

void require(bool holds, const char *what)
{
    if (!holds) give_up(what);
}

void poll(intptr_t event)
{
    let_others();
    while (events[event] == 0) {
        self->state = State::polling;
        self->sleeps_on = static_cast<uint64_t>(event);
        let_others();
    }
    note(1);
}

void until_asleep(const char *name, int times)
{
    let_others();
    for (size_t id = 0; id < thread_count; ++id) {
        while (strcmp(threads[id].name, name) == 0 && threads[id].slept < times) {
            self->state = State::watching;
            self->sleeps_on = id;
            let_others();
        }
    }
    note(1);
}

bool signalled(intptr_t event)
{
    if (self) let_others(), note(static_cast<uint64_t>(events[event]));
    return events[event] > 0;
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

} // namespace checker

// ---- What linux_park.cc does ---------------------------------------------------------

namespace picoring::platform {

using namespace checker;

int64_t now()
{
    if (self) note(static_cast<uint64_t>(clock_now));
    return clock_now;
}

void yield() { let_others(); }

int park(uint32_t *word, uint32_t expected, int64_t deadline)
{
    fence();
    note(*word);
    if (*word != expected) return PICORING_OK;
    trace.push_back({self->name, "sleeps", expected, expected});
    self->state = State::parked;
    self->sleeps_on = reinterpret_cast<uintptr_t>(word);
    ++self->slept;
    for (Thread &thread : threads)
        if (thread.state == State::watching && &threads[thread.sleeps_on] == self)
            thread.state = State::ready;
    self->deadline = deadline;
    let_others();
    trace.push_back({self->name, "wakes up", expected, *word});
    note(static_cast<uint64_t>(self->result));
    return self->result;
}

static void wake(uint32_t *word, bool all)
{
    if (self) fence(), note(1);
    std::vector<Thread *> sleepers;
    for (Thread &thread : threads)
        if (&thread < threads + thread_count && thread.state == State::parked &&
            thread.sleeps_on == reinterpret_cast<uintptr_t>(word))
            sleepers.push_back(&thread);
    if (sleepers.empty()) return;
    size_t one = all ? 0 : choose(sleepers.size());
    for (size_t i = 0; i < sleepers.size(); ++i)
        if (all || i == one) checker::wake(*sleepers[i], PICORING_OK);
}

void unpark(uint32_t *word) { wake(word, true); }
void unpark_one(uint32_t *word) { wake(word, false); }

bool can_fence_all() { return true; }

// One thread after the other.
void fence_all()
{
    if (!self) return;
    fence();
    for (Thread &thread : threads)
        if (!thread.buffer.empty()) let_others(), flush(thread);
    note(1);
}

bool make_event(intptr_t *out_event, Failure &)
{
    intptr_t event = 0;
    while (events[event] != -1) ++event;
    events[event] = 0;
    *out_event = event;
    return true;
}

void signal_event(intptr_t event)
{
    if (self) fence(), note(1);
    if (events[event] == -1) give_up("an event that is closed is signalled");
    events[event] = 1;
    for (Thread &thread : threads)
        if (thread.state == State::polling && thread.sleeps_on == static_cast<uint64_t>(event))
            thread.state = State::ready;
}

void reset_event(intptr_t event)
{
    if (self) fence(), note(1);
    events[event] = 0;
}

void close_event(intptr_t event) { events[event] = -1; }

} // namespace picoring::platform
