// SPDX-License-Identifier: MIT OR Apache-2.0
//
// checker.cc: which thread goes on, and that each order has its turn.
#include "checker.hh"

#include "machine.hh"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unordered_set>

namespace checker {

namespace {

enum class Kind { run, drain, time, signal };
struct Option {
    Kind kind;
    size_t thread, entry;
};
std::vector<Option> options; // for the next step

struct Choice {
    size_t taken, count;
};
std::vector<Choice> path; // the choices of this execution
size_t depth;             // how many of them are made
bool known;               // it has come to a known state
std::unordered_set<uint64_t> states;

constexpr size_t no_thread = most_threads;
size_t last; // the thread that ran
Luck left;
int most_switches, switches_left; // negative: no limit

jmp_buf scheduler;

// ---- Fibers ---------------------------------------------------------------------------

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

// ---- Options ----------------------------------------------------------------------------

bool may_drain(const Thread &thread, size_t entry)
{
    if (entry == 0) return true;
    if (thread.buffer[entry].release) return false;
    for (size_t i = 0; i < entry; ++i)
        if (thread.buffer[i].place == thread.buffer[entry].place) return false;
    return true;
}

bool goes_on() { return last != no_thread && threads[last].state == State::ready; }

void find_threads_and_stores()
{
    if (goes_on()) options.push_back({Kind::run, last, 0});
    bool may_switch = !goes_on() || switches_left != 0;
    for (size_t id = 0; id < thread_count; ++id)
        if (id != last && threads[id].state == State::ready && may_switch)
            options.push_back({Kind::run, id, 0});
    for (size_t id = 0; id < thread_count; ++id)
        for (size_t entry = 0; entry < threads[id].buffer.size(); ++entry)
            if (may_drain(threads[id], entry)) options.push_back({Kind::drain, id, entry});
}

int64_t nearest_deadline()
{
    int64_t nearest = INT64_MAX;
    for (size_t id = 0; id < thread_count; ++id)
        if (threads[id].state == State::parked && threads[id].deadline >= 0)
            nearest = std::min(nearest, threads[id].deadline);
    return nearest;
}

// Time passes when nobody can go on.
void find_ends_of_sleeps()
{
    bool stuck = options.empty();
    for (size_t id = 0; id < thread_count; ++id) {
        const Thread &thread = threads[id];
        if (thread.state != State::parked) continue;
        bool may_be_over = stuck || left.times > 0 || thread.deadline <= clock_now;
        if (may_be_over && thread.deadline >= 0 && thread.deadline <= nearest_deadline())
            options.push_back({Kind::time, id, 0});
        if (left.signals > 0) options.push_back({Kind::signal, id, 0});
    }
}

void end_sleep(Thread &thread, int result)
{
    thread.state = State::ready;
    thread.result = result;
}

void take(const Option &option)
{
    Thread &thread = threads[option.thread];
    switch (option.kind) {
    case Kind::run:
        if (switches_left > 0 && goes_on() && last != option.thread) --switches_left;
        last = option.thread;
        thread.history = mix(thread.history, 0);
        return resume(thread);
    case Kind::drain: return drain(thread, option.entry);
    case Kind::time:
        if (thread.deadline > clock_now && left.times > 0) --left.times;
        clock_now = std::max(clock_now, thread.deadline);
        return end_sleep(thread, PICORING_ETIMEDOUT);
    case Kind::signal: --left.signals; return end_sleep(thread, PICORING_EINTR);
    }
}

// ---- Orders -------------------------------------------------------------------------------

uint64_t state_now()
{
    uint64_t all = mix(words_hash, static_cast<uint64_t>(clock_now));
    all = mix(all, static_cast<uint64_t>(left.times * 100 + left.signals));
    if (switches_left >= 0) all = mix(mix(all, static_cast<uint64_t>(switches_left)), last);
    for (int event : events) all = mix(all, static_cast<uint64_t>(event));
    for (size_t id = 0; id < thread_count; ++id) {
        const Thread &thread = threads[id];
        all = mix(mix(all, thread.history), static_cast<uint64_t>(thread.state));
        for (const Store &store : thread.buffer)
            all = mix(mix(all, reinterpret_cast<uintptr_t>(store.place)), store.value);
    }
    return all;
}

bool next_path()
{
    while (!path.empty() && path.back().taken + 1 == path.back().count) path.pop_back();
    if (path.empty()) return false;
    ++path.back().taken;
    return true;
}

} // namespace

void let_others()
{
    if (_setjmp(self->context) == 0) _longjmp(scheduler, 1);
}

size_t choose(size_t count)
{
    if (count == 1 || (known && depth == path.size())) return 0;
    if (depth == path.size()) path.push_back({0, count});
    return path[depth++].taken;
}

void wake(State state, uint64_t sleeps_on, bool all)
{
    std::vector<Thread *> sleepers;
    for (size_t id = 0; id < thread_count; ++id)
        if (threads[id].state == state && threads[id].sleeps_on == sleeps_on)
            sleepers.push_back(&threads[id]);
    if (sleepers.empty()) return;
    size_t one = all ? 0 : choose(sleepers.size());
    for (size_t i = 0; i < sleepers.size(); ++i)
        if (all || i == one) end_sleep(*sleepers[i], PICORING_OK);
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
    switches_left = most_switches - (luck.many_orders && most_switches > 0);
    last = no_thread;
    for (;;) {
        options.clear();
        find_threads_and_stores();
        find_ends_of_sleeps();
        if (options.empty()) break;
        bool fresh = options.size() > 1 && depth == path.size() && !known;
        if (fresh) known = !states.insert(state_now()).second;
        take(options[choose(options.size())]);
    }
    for (size_t id = 0; id < thread_count; ++id)
        if (threads[id].state != State::ended) give_up("somebody sleeps for ever");
    thread_count = 0;
}

void check(void (*body)())
{
    const char *switches = getenv("PICORING_MODEL_SWITCHES");
    most_switches = switches ? atoi(switches) : getenv("PICORING_TEST_SCALE") ? 1 : 2;
    size_t executions = 0;
    do {
        // What no step was made of before may lead to other orders.
        if (more_are_shared) path.clear(), states.clear();
        reset_machine();
        depth = 0;
        known = false;
        body();
        ++executions;
    } while (more_are_shared || next_path());
    printf("%zu states, %zu executions\n", states.size(), executions);
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

bool signalled(intptr_t event)
{
    if (self) let_others(), note(static_cast<uint64_t>(events[event]));
    return events[event] > 0;
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

} // namespace checker
