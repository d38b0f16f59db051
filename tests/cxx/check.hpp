// SPDX-License-Identifier: MIT OR Apache-2.0
//
// check.hpp: what every C++ test shares. A failed CHECK throws, so that
// destructors run before cmocka is told; TEST registers itself.
#pragma once

#include <picoring.hpp>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <source_location>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#undef fail // std::ios has one

namespace checking {

struct failure {
    std::string text;
};

inline std::vector<CMUnitTest> &tests()
{
    static std::vector<CMUnitTest> all;
    return all;
}

struct registration {
    registration(const char *name, CMUnitTestFunction body)
    {
        tests().push_back({name, body, nullptr, nullptr, nullptr});
    }
};

// Where threads do not sleep by futex(2), libstdc++ 12 loses wake-ups of its semaphores:
// who takes a stop callback away while another thread runs it may wait for ever.
inline void skip_where_stop_callbacks_hang()
{
#if defined(_GLIBCXX_RELEASE) && _GLIBCXX_RELEASE < 13 && !defined(_GLIBCXX_HAVE_LINUX_FUTEX)
    throw skipped{"this C++ library loses wake-ups of who takes a stop callback away"};
#endif
}

template <class T> std::string shown(const T &value)
{
    if constexpr (requires(std::ostream & out) { out << value; }) {
        std::ostringstream out;
        out << value;
        return out.str();
    } else {
        return "(a value)";
    }
}

[[noreturn]] inline void fail_at(const char *file, int line, const std::string &text)
{
    throw failure{std::string(file) + ":" + std::to_string(line) + ": " + text};
}

template <class A, class B>
void equal(const A &a, const B &b, const char *text, const char *file, int line)
{
    bool same;
    if constexpr (std::is_integral_v<A> && std::is_integral_v<B> && !std::is_same_v<A, bool> &&
                  !std::is_same_v<B, bool> && !std::is_same_v<A, char> && !std::is_same_v<B, char>)
        same = std::cmp_equal(a, b);
    else
        same = a == b;
    if (!same) fail_at(file, line, std::string(text) + ": " + shown(a) + " != " + shown(b));
}

// Runs a test's body; what it throws becomes cmocka's failure.
inline void run(void (*body)())
{
    std::string text;
    try {
        body();
        return;
    } catch (const skipped &now) {
        SKIP_BECAUSE("%s", now.why);
    } catch (const failure &failed) {
        text = failed.text;
    } catch (const std::exception &thrown) {
        text = std::string("threw: ") + thrown.what();
    }
    print_error("%s\n", text.c_str());
    std::string().swap(text); // cmocka jumps from here
    _fail(__FILE__, __LINE__);
}

inline int run_all(const char *group)
{
    return _cmocka_run_group_tests(group, tests().data(), tests().size(), nullptr, nullptr);
}

// The code of the picoring::error that `call` throws, its sentence in `what`.
template <class F> int thrown_code(F &&call, std::string *what = nullptr)
{
    try {
        call();
    } catch (const picoring::error &thrown) {
        if (what) *what = thrown.what();
        return thrown.code().value();
    }
    return PICORING_OK;
}

} // namespace checking

#define TEST(name)                                                                                 \
    static void name##_body();                                                                     \
    static void name(void **) { checking::run(name##_body); }                                      \
    static const checking::registration name##_registered(#name, name);                            \
    static void name##_body()

#define CHECK(...)                                                                                 \
    do {                                                                                           \
        if (!(__VA_ARGS__)) checking::fail_at(__FILE__, __LINE__, #__VA_ARGS__);                   \
    } while (0)

#define FAIL(text) checking::fail_at(__FILE__, __LINE__, text)

#define CHECK_EQUAL(a, ...)                                                                        \
    checking::equal((a), (__VA_ARGS__), #a " == " #__VA_ARGS__, __FILE__, __LINE__)

// The rest of the arguments throws picoring::error with `code`.
#define CHECK_THROWS(code, ...)                                                                    \
    CHECK_EQUAL(std::string(picoring_errname(checking::thrown_code([&] { __VA_ARGS__; }))),        \
                std::string(#code))

// ---- Elements ------------------------------------------------------------------

// Trivially copyable, of any size, telling its number in every byte.
template <std::size_t Size> struct bytes {
    unsigned char byte[Size];

    static bytes of(std::size_t number)
    {
        bytes made;
        pattern(made.byte, number, Size);
        return made;
    }
    bool is(std::size_t number) const { return has_pattern(byte, number, Size); }
};

// Not trivially copyable: counts who lives, knows its own address, and throws
// from the constructor, copy or move that `fuse` counts down to.
struct tracked_base {
    static inline long live = 0;
    static inline long wrong = 0; // destroyed or used at another address
    static inline long fuse = -1; // -1: never throws
    struct blown {};

    static void burn()
    {
        if (fuse == 0) {
            fuse = -1;
            throw blown{};
        }
        if (fuse > 0) --fuse;
    }
    static void reset()
    {
        live = wrong = 0;
        fuse = -1;
    }
};

template <std::size_t Size, bool ThrowingMove = false> struct tracked : tracked_base {
    explicit tracked(std::size_t number) : value(number) { start(); }
    tracked(const tracked &other) : value(other.checked()) { start(); }
    tracked(tracked &&other) noexcept(!ThrowingMove) : value(other.checked())
    {
        if constexpr (ThrowingMove)
            start();
        else
            settle();
        other.value = gone;
    }
    tracked &operator=(const tracked &other)
    {
        value = other.checked();
        return *this;
    }
    tracked &operator=(tracked &&other) noexcept
    {
        value = other.checked();
        if (&other != this) other.value = gone;
        return *this;
    }
    ~tracked()
    {
        checked();
        self = nullptr;
        --live;
    }
    std::size_t checked() const
    {
        if (self != this) ++wrong;
        return value;
    }
    auto operator<=>(const tracked &other) const { return checked() <=> other.checked(); }
    bool operator==(const tracked &other) const { return checked() == other.checked(); }

    static constexpr std::size_t gone = SIZE_MAX;
    const tracked *self = nullptr;
    std::size_t value;
    unsigned char rest[Size - 2 * sizeof(std::size_t)] = {};

private:
    void start()
    {
        burn();
        settle();
    }
    void settle() noexcept
    {
        self = this;
        ++live;
    }
};
static_assert(sizeof(tracked<24>) == 24 && sizeof(tracked<40>) == 40 &&
              sizeof(tracked<5000>) == 5000);

// ---- Turning -------------------------------------------------------------------

// Moves the empty ring's places on until `before` elements fit before the seam.
template <class Ring> void turn_to_seam(Ring &ring, std::size_t before)
{
    auto mirror = picoring_ring_mirror(ring.get());
    auto end =
        static_cast<unsigned char *>(picoring_mirror_data(mirror)) + picoring_mirror_size(mirror);
    const std::size_t size = sizeof(typename Ring::value_type);
    for (std::size_t step = 0; step < 100000; ++step) {
        auto place = static_cast<unsigned char *>(picoring_ring_claim(ring.get(), 1));
        if (static_cast<std::size_t>(end - place) / size == before) return;
        picoring_ring_commit(ring.get(), 1);
        picoring_ring_release(ring.get(), 1);
    }
    FAIL("no such place");
}

inline picoring::options exactly()
{
    picoring::options options;
    options.exact = 1;
    return options;
}
