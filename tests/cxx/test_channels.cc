// SPDX-License-Identifier: MIT OR Apache-2.0
//
// test_channels.cc: spsc<T> and mpsc<T>: every verb, every kind of element, every
// end. BOTH makes a test of each.
#include "check.hpp"

#include <atomic>
#include <deque>
#include <future>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>

#include <csignal>
#include <poll.h>

using namespace std::chrono_literals;
using picoring::channel_options;
using picoring::mpsc;
using picoring::spsc;
using picoring::wait_result;

struct one_writer {
    template <class T> using channel = spsc<T>;
    template <class T> using writer = picoring::spsc_writer<T>;
    template <class T> using reader = picoring::spsc_reader<T>;
    static constexpr bool many = false;
};
struct many_writers {
    template <class T> using channel = mpsc<T>;
    template <class T> using writer = picoring::mpsc_producer<T>;
    template <class T> using reader = picoring::mpsc_reader<T>;
    static constexpr bool many = true;
};

#define BOTH(name)                                                                                 \
    template <class Kind> static void name##_of();                                                 \
    TEST(spsc_##name) { name##_of<one_writer>(); }                                                 \
    TEST(mpsc_##name) { name##_of<many_writers>(); }                                               \
    template <class Kind> static void name##_of()

// A channel with a handle of each side, any of which may go.
template <class Kind, class T> struct sides {
    explicit sides(std::size_t capacity, const channel_options &options = {})
        : channel(std::in_place, capacity, options)
    {
        if constexpr (Kind::many)
            writer = channel->producer();
        else
            writer = channel->writer();
        reader = channel->reader();
    }
    std::optional<typename Kind::template channel<T>> channel;
    std::optional<typename Kind::template writer<T>> writer;
    std::optional<typename Kind::template reader<T>> reader;
};

static channel_options small()
{
    channel_options options;
    options.exact = 1;
    return options;
}

static std::string word(std::size_t number)
{
    return std::to_string(number) + std::string(number % 3 == 0 ? 40 : 3, '.');
}

// Moves the empty channel's places on until the next element is the last before
// the seam, or across it.
template <class Kind, class T, class Make> static void turn_to_seam(sides<Kind, T> &s, Make make)
{
    for (;;) {
        CHECK(s.writer->push(make()));
        std::size_t n = 0;
        void *place;
        const picoring_mirror *mirror;
        if constexpr (Kind::many) {
            mirror = picoring_mpsc_mirror(s.channel->get());
            place = picoring_mpsc_peek(s.reader->get(), &n);
        } else {
            mirror = picoring_spsc_mirror(s.channel->get());
            place = picoring_spsc_peek(s.reader->get(), &n);
        }
        auto end = static_cast<unsigned char *>(picoring_mirror_data(mirror)) +
                   picoring_mirror_size(mirror);
        auto left = static_cast<std::size_t>(end - static_cast<unsigned char *>(place));
        CHECK(s.reader->pop().has_value());
        if (left <= 3 * sizeof(T)) return;
    }
}

// ---- What the types promise ----------------------------------------------------

template <class H>
constexpr bool moves_only =
    !std::is_copy_constructible_v<H> && !std::is_copy_assignable_v<H> &&
    std::is_nothrow_move_constructible_v<H> && std::is_nothrow_move_assignable_v<H> &&
    std::is_nothrow_destructible_v<H>;
static_assert(moves_only<spsc<int>> && moves_only<mpsc<std::string>>);
static_assert(moves_only<picoring::spsc_writer<int>> && moves_only<picoring::spsc_reader<int>>);
static_assert(moves_only<picoring::mpsc_producer<int>> && moves_only<picoring::mpsc_reader<int>>);

template <class W> constexpr bool writes_in_place = requires(W &w, std::size_t n)
{
    w.claim(n);
    w.commit(n);
};
static_assert(writes_in_place<picoring::spsc_writer<int>>);
static_assert(writes_in_place<picoring::mpsc_producer<int>>);
static_assert(!writes_in_place<picoring::spsc_writer<std::string>>);
static_assert(!writes_in_place<picoring::mpsc_producer<std::string>>);

template <class W>
constexpr bool copies = requires(W &w, const typename W::value_type &value) { w.push(value); };
static_assert(copies<picoring::spsc_writer<std::string>>);
static_assert(!copies<picoring::spsc_writer<std::unique_ptr<int>>>);
static_assert(!copies<picoring::mpsc_producer<std::unique_ptr<int>>>);

template <class R> constexpr bool pops_many = requires(R &r, std::span<typename R::value_type> to)
{
    r.pop_n(to);
    r.pop_some(to);
    r.pop(to[0]);
};
static_assert(pops_many<picoring::spsc_reader<int>> && pops_many<picoring::mpsc_reader<int>>);
static_assert(!pops_many<picoring::spsc_reader<std::string>>);
static_assert(std::is_same_v<picoring::spsc_reader<int>::value_type, int>);
static_assert(std::is_same_v<picoring::mpsc_producer<int>::value_type, int>);

// ---- Verbs ---------------------------------------------------------------------

BOTH(passes_elements_in_order)
{
    sides<Kind, int> s(5, small());
    auto &channel = s.channel;
    auto &writer = s.writer;
    auto &reader = s.reader;
    CHECK_EQUAL(channel->capacity(), 5u);
    CHECK(channel->describe().size >= 5 * sizeof(int));
    for (int round = 0; round < 3000; ++round) {
        CHECK(!reader->pop());
        CHECK_EQUAL(reader->size(), 0u);
        CHECK(reader->peek().empty());
        for (int i = 0; i < 5; ++i) CHECK(i % 2 ? writer->push(i) : writer->emplace(i));
        CHECK(!writer->push(5));
        CHECK(!writer->emplace(5));
        CHECK(!writer->closed());
        CHECK_EQUAL(reader->size(), 5u);
        int value = -1;
        CHECK(reader->pop(value));
        CHECK_EQUAL(value, 0);
        for (int i = 1; i < 5; ++i) CHECK_EQUAL(reader->pop().value(), i);
        CHECK(!reader->pop(value));
        CHECK_EQUAL(value, 0);
        CHECK(!reader->ended());
    }
}

BOTH(passes_many_at_once)
{
    sides<Kind, bytes<3>> s(10, small());
    auto &writer = s.writer;
    auto &reader = s.reader;
    std::vector<bytes<3>> in, out(11);
    for (std::size_t i = 0; i < 11; ++i) in.push_back(bytes<3>::of(i));
    for (std::size_t lap = 0; lap < 1000; ++lap) {
        std::size_t n = lap % 11;
        CHECK(writer->push_n({in.data(), n}));
        CHECK(!writer->push_n({in.data(), 11 - n}));
        CHECK(!writer->push_n({in.data(), 11}));
        CHECK(!reader->pop_n({out.data(), n + 1}));
        if (lap % 2) {
            CHECK(reader->pop_n({out.data(), n}));
        } else {
            std::size_t got = 0;
            while (std::size_t k = reader->pop_some({out.data() + got, std::min(n - got + 1, n)}))
                got += k;
            CHECK_EQUAL(got, n);
        }
        for (std::size_t i = 0; i < n; ++i) CHECK(out[i].is(i));
        CHECK_EQUAL(reader->size(), 0u);
    }
    if constexpr (!Kind::many) {
        CHECK_EQUAL(writer->free(), 10u);
        CHECK_EQUAL(writer->push_some({in.data(), 7}), 7u);
        CHECK_EQUAL(writer->free(), 3u);
        CHECK_EQUAL(writer->push_some({in.data() + 7, 4}), 3u);
        CHECK_EQUAL(writer->push_some(in), 0u);
        CHECK_EQUAL(writer->free(), 0u);
        CHECK_EQUAL(reader->pop_some(out), 10u);
        for (std::size_t i = 0; i < 10; ++i) CHECK(out[i].is(i));
    }
}

BOTH(is_written_and_read_in_place)
{
    sides<Kind, int> s(10, small());
    auto &writer = s.writer;
    auto &reader = s.reader;
    CHECK(writer->claim(11).empty());
    CHECK(writer->claim(0).empty());
    for (int lap = 0; lap < 2000; ++lap) {
        auto n = static_cast<std::size_t>(1 + lap % 10);
        std::span<int> place = writer->claim(n);
        CHECK_EQUAL(place.size(), n);
        for (std::size_t i = 0; i < n; ++i) place[i] = lap + static_cast<int>(i);
        CHECK(reader->peek().empty());
        CHECK_THROWS(PICORING_ERANGE, writer->commit(11));
        writer->commit(n);
        CHECK(writer->claim(11 - n).empty());
        CHECK_EQUAL(reader->size(), n);
        std::span<int> shown = reader->peek();
        CHECK_EQUAL(shown.size(), n);
        for (std::size_t i = 0; i < n; ++i) CHECK_EQUAL(shown[i], lap + static_cast<int>(i));
        CHECK_THROWS(PICORING_ERANGE, reader->release(n + 1));
        shown.back() = -1;
        reader->release(n - 1);
        CHECK_EQUAL(reader->pop().value(), -1);
        reader->release(0);
    }
}

TEST(a_cancelled_claim_is_not_read)
{
    auto [writer, reader] = spsc<int>(4).split();
    for (int i = 0; i < 3000; ++i) {
        writer.claim(3)[0] = -1;
        writer.cancel();
        CHECK(!reader.pop());
        CHECK(writer.push(i));
        CHECK_EQUAL(reader.pop().value(), i);
    }
}

TEST(an_aborted_claim_is_not_read)
{
    mpsc<int> channel(4, small());
    auto a = channel.producer(), b = channel.producer();
    auto reader = channel.reader();
    CHECK_THROWS(PICORING_ESTATE, a.commit(0));
    CHECK_THROWS(PICORING_ESTATE, a.abort());
    for (int i = 0; i < 3000; ++i) {
        std::span<int> place = a.claim(2);
        CHECK_EQUAL(place.size(), 2u);
        CHECK(a.claim(1).empty());
        CHECK(!a.push(i));
        CHECK(!a.emplace(i));
        CHECK(!a.closed());
        CHECK_THROWS(PICORING_ESTATE, a.wait());
        CHECK(b.push(i));
        CHECK(!reader.pop());
        place[0] = -i;
        if (i % 2)
            a.abort();
        else
            a.commit(1);
        if (i % 2 == 0) CHECK_EQUAL(reader.pop().value(), -i);
        CHECK_EQUAL(reader.pop().value(), i);
        CHECK(!reader.pop());
    }
}

// ---- Handles -------------------------------------------------------------------

BOTH(opens_a_side_once)
{
    sides<Kind, int> s(4);
    std::string what;
    CHECK_EQUAL(checking::thrown_code([&] { (void)s.channel->reader(); }, &what), PICORING_EBUSY);
    CHECK(what.find("reader_open") != std::string::npos);
    if constexpr (Kind::many) {
        auto another = s.channel->producer();
        CHECK(another.push(1));
    } else {
        CHECK_THROWS(PICORING_EBUSY, (void)s.channel->writer());
        CHECK_THROWS(PICORING_EBUSY, (void)s.channel->split());
        CHECK(s.writer->push(1));
    }
    CHECK_EQUAL(s.reader->pop().value(), 1);
    s.reader.reset();
    CHECK_THROWS(PICORING_EBUSY, (void)s.channel->reader());
}

BOTH(create_tells_why_there_is_none)
{
    using channel = typename Kind::template channel<std::string>;
    auto made = channel::create(10);
    CHECK(made.has_value());
    CHECK(made->capacity() >= 10);
    CHECK_EQUAL(std::string(made.sentence()), std::string());
    channel moved = std::move(made).value();
    CHECK(moved.capacity() >= 10);
    auto none = channel::create(0);
    CHECK(!none);
    CHECK_EQUAL(none.error().value(), PICORING_EINVAL);
    CHECK(std::strstr(none.sentence(), "capacity of 0") != nullptr);
    CHECK_THROWS(PICORING_EINVAL, none.value());
    CHECK_THROWS(PICORING_EINVAL, channel(std::size_t{0}));
    CHECK_THROWS(PICORING_EOVERFLOW, channel(SIZE_MAX));
    channel_options options;
    options.inherit = 1;
    CHECK_EQUAL(channel::create(10, options).error().value(), PICORING_EINVAL);
}

BOTH(goes_where_its_handles_are_moved)
{
    sides<Kind, std::string> a(4), b(4);
    CHECK(a.writer->push("a"));
    CHECK(b.writer->push("b"));
    *a.writer = std::move(*b.writer); // a's is destroyed
    b.writer.reset();
    a.channel.reset();
    b.channel.reset();
    CHECK_EQUAL(a.reader->pop_wait().value(), std::string("a"));
    CHECK(!a.reader->pop_wait());
    CHECK(a.reader->ended());
    CHECK(a.writer->push("b again"));
    *a.reader = std::move(*b.reader);
    b.reader.reset();
    CHECK_EQUAL(a.reader->pop().value(), std::string("b"));
    CHECK_EQUAL(a.reader->pop().value(), std::string("b again"));
    CHECK(!a.reader->ended());
}

// ---- Elements that are no bytes ------------------------------------------------

BOTH(passes_what_only_moves)
{
    sides<Kind, std::unique_ptr<int>> s(2, small());
    auto &writer = s.writer;
    auto &reader = s.reader;
    std::stop_source stopped;
    stopped.request_stop();
    for (int i = 0; i < 3000; ++i) {
        CHECK(writer->push(std::make_unique<int>(i)));
        CHECK(writer->push_wait(std::make_unique<int>(i + 1)));
        auto kept = std::make_unique<int>(7);
        CHECK(!writer->push(std::move(kept)));
        CHECK(kept && *kept == 7);
        CHECK_EQUAL(*reader->pop().value(), i);
        CHECK(writer->emplace(new int(i + 2)));
        if (i == 0) {
            CHECK(!writer->push_wait(stopped.get_token(), std::move(kept)));
            CHECK(kept && *kept == 7);
            writer->wait_for(0ns); // takes an interrupt that the stop may have left
        }
        CHECK_EQUAL(*reader->pop_wait().value(), i + 1);
        CHECK_EQUAL(*reader->pop_wait(stopped.get_token()).value(), i + 2);
    }
    CHECK(writer->push(std::make_unique<int>(1)));
    CHECK(writer->push(std::make_unique<int>(2)));
    reader->close();
    auto kept = std::make_unique<int>(7);
    CHECK(!writer->push_wait(std::move(kept)));
    CHECK(!writer->push(std::move(kept)));
    CHECK(kept && *kept == 7);
    CHECK(writer->closed());
}

template <class Kind, class T, class Make>
static void run_model(std::size_t capacity, std::size_t steps, Make make)
{
    sides<Kind, T> s(capacity, small());
    std::deque<std::size_t> model;
    std::size_t number = 0;
    std::uint32_t random = 1;
    for (std::size_t i = 0; i < steps; ++i) {
        random = random * 1664525u + 1013904223u;
        if (random >> 31) {
            CHECK_EQUAL(s.writer->push(make(number)), model.size() < capacity);
            if (model.size() < capacity) model.push_back(number);
            ++number;
        } else {
            auto value = s.reader->pop();
            CHECK_EQUAL(value.has_value(), !model.empty());
            if (!value) continue;
            CHECK(*value == make(model.front()));
            model.pop_front();
        }
        if (random >> 28 == 3) CHECK_EQUAL(s.reader->size(), model.size());
    }
    while (s.reader->pop()) model.pop_front();
    CHECK(model.empty());
}

BOTH(agrees_with_a_model)
{
    tracked_base::reset();
    for (std::size_t capacity : {1u, 2u, 3u, 7u, 100u}) {
        auto make = [](std::size_t i) { return tracked<24>(i); };
        run_model<Kind, tracked<24>>(capacity, scaled(100000), make);
        run_model<Kind, tracked<40>>(capacity, scaled(100000),
                                     [](std::size_t i) { return tracked<40>(i); });
        run_model<Kind, tracked<5000>>(capacity, scaled(5000),
                                       [](std::size_t i) { return tracked<5000>(i); });
        run_model<Kind, std::size_t>(capacity, scaled(200000), [](std::size_t i) { return i; });
        run_model<Kind, std::string>(capacity, scaled(100000), word);
    }
    CHECK_EQUAL(tracked_base::live, 0);
    CHECK_EQUAL(tracked_base::wrong, 0);
}

// Every order in which the three handles may go, before and after a close.
BOTH(destroys_what_is_left_once)
{
    tracked_base::reset();
    for (const char *order : {"cwr", "crw", "wcr", "wrc", "rcw", "rwc"}) {
        for (std::size_t n = 0; n <= 5; ++n) {
            for (int close = 0; close < 4; ++close) {
                sides<Kind, tracked<40>> s(5, small());
                for (std::size_t i = 0; i < n; ++i) CHECK(s.writer->emplace(i));
                if (n > 2) CHECK_EQUAL(s.reader->pop()->value, 0u);
                CHECK_EQUAL(static_cast<std::size_t>(tracked_base::live), n > 2 ? n - 1 : n);
                if (close & 1) s.writer->close();
                if (close & 2) s.reader->close();
                for (const char *c = order; *c; ++c) {
                    if (*c == 'c') s.channel.reset();
                    if (*c == 'w') s.writer.reset();
                    if (*c == 'r') s.reader.reset();
                }
                CHECK_EQUAL(tracked_base::live, 0);
            }
        }
    }
    CHECK_EQUAL(tracked_base::wrong, 0);
}

BOTH(keeps_each_object_at_one_address_to_the_end)
{
    tracked_base::reset();
    for (int how = 0; how < 2; ++how) {
        sides<Kind, tracked<40>> s(20);
        turn_to_seam(s, [] { return tracked<40>(1); });
        for (std::size_t i = 0; i < 6; ++i) CHECK(s.writer->emplace(i));
        if constexpr (requires { s.reader->peek(); }) {
            for (std::size_t i = 0; how == 1 && i < 6;) {
                CHECK(s.reader->size() > 0);
                auto shown = s.reader->peek();
                for (auto &element : shown) CHECK_EQUAL(element.checked(), i++);
                s.reader->release(shown.size());
            }
        }
        s = sides<Kind, tracked<40>>(1);
        CHECK_EQUAL(tracked_base::live, 0);
    }
    CHECK_EQUAL(tracked_base::wrong, 0);
}

// In a child: where it is broken, malloc is.
template <class Kind, int How> static void strings_across_the_seam(void *)
{
    std::signal(SIGSEGV, SIG_DFL);
    sides<Kind, std::string> s(20);
    turn_to_seam(s, [] { return std::string("s"); });
    for (std::size_t i = 0; i < 6; ++i) CHILD_CHECK(s.writer->push("short"));
    if constexpr (How == 1 && requires { s.reader->release(1); })
        while (std::size_t n = s.reader->size()) s.reader->release(std::min(n, s.reader->peek().size()));
}

BOTH(destroys_strings_across_the_seam)
{
    CHECK_EQUAL(apart(strings_across_the_seam<Kind, 0>, nullptr), 0);
    CHECK_EQUAL(apart(strings_across_the_seam<Kind, 1>, nullptr), 0);
}

BOTH(stays_as_it_was_if_a_constructor_throws)
{
    using element = tracked<40, true>;
    tracked_base::reset();
    {
        sides<Kind, element> s(8, small());
        auto blows = [](auto &&call) {
            tracked_base::fuse = 0;
            try {
                call();
            } catch (const tracked_base::blown &) {
                return true;
            }
            tracked_base::fuse = -1;
            return false;
        };
        for (std::size_t i = 0; i < 1000; ++i) {
            element value(i);
            if (i % 2) CHECK(s.writer->push(value));
            CHECK(blows([&] { s.writer->emplace(i); }));
            CHECK(blows([&] { s.writer->push(value); }));
            CHECK(blows([&] { s.writer->push(std::move(value)); }));
            CHECK(blows([&] { s.writer->push_wait(value); }));
            CHECK_EQUAL(value.value, i);
            CHECK_EQUAL(s.reader->size(), i % 2);
            if (i % 2) {
                CHECK(blows([&] { s.reader->pop(); }));
                CHECK_EQUAL(s.reader->pop()->value, i);
                CHECK_EQUAL(s.reader->size(), 0u); // passes what was given up
            }
            for (std::size_t k = 0; k < 8; ++k) CHECK(s.writer->push(value));
            CHECK(!s.writer->push(value));
            for (std::size_t k = 0; k < 8; ++k) CHECK_EQUAL(s.reader->pop()->value, i);
            CHECK_EQUAL(tracked_base::live, 1);
        }
        CHECK(blows([&] { s.writer->emplace(1u); }));
        s.writer->close();
        CHECK(!s.reader->pop_wait());
        CHECK(s.reader->ended());
    }
    CHECK_EQUAL(tracked_base::live, 0);
    CHECK_EQUAL(tracked_base::wrong, 0);
}

template <std::size_t Alignment> struct alignas(Alignment) aligned {
    std::size_t number;
    bool sound(std::size_t wanted) const
    {
        return number == wanted && reinterpret_cast<std::uintptr_t>(this) % Alignment == 0;
    }
};

template <class Kind, std::size_t Alignment> static void run_aligned(channel_options options)
{
    sides<Kind, aligned<Alignment>> s(3, options);
    for (std::size_t i = 0; i < 500; ++i) {
        auto place = s.writer->claim(2);
        CHECK_EQUAL(place.size(), 2u);
        CHECK_EQUAL(reinterpret_cast<std::uintptr_t>(place.data()) % Alignment, 0u);
        place[0].number = i;
        place[1].number = i + 1;
        s.writer->commit(2);
        CHECK(s.writer->push(aligned<Alignment>{i + 2}));
        CHECK(s.reader->peek()[0].sound(i));
        CHECK(s.reader->pop()->sound(i));
        CHECK(s.reader->size() == 2 && s.reader->peek()[1].sound(i + 2));
        s.reader->release(2);
    }
}

BOTH(aligns_its_elements)
{
    for (std::uint32_t technique : {PICORING_TECHNIQUE_AUTO, PICORING_TECHNIQUE_EMULATED}) {
        for (std::uint32_t exact : {0u, 1u}) {
            channel_options options;
            options.technique = technique;
            options.exact = exact;
            run_aligned<Kind, 8>(options);
            run_aligned<Kind, 64>(options);
            run_aligned<Kind, 256>(options);
            run_aligned<Kind, 4096>(options);
        }
    }
}

// ---- Waiting -------------------------------------------------------------------

BOTH(waits_no_longer_than_told)
{
    sides<Kind, int> s(4, small());
    auto &writer = s.writer;
    auto &reader = s.reader;
    auto start = std::chrono::steady_clock::now();
    CHECK(reader->wait_for(2ms) == wait_result::timed_out);
    CHECK(std::chrono::steady_clock::now() - start >= 2ms);
    CHECK(reader->wait_for(0s) == wait_result::timed_out);
    CHECK(reader->wait_for(-1h) == wait_result::timed_out);
    CHECK(writer->wait_for(0s, 4) == wait_result::ready);
    CHECK(writer->wait(4) == wait_result::ready);
    CHECK(writer->push_n(std::vector{1, 2, 3}));
    CHECK(reader->wait_for(1us, 4) == wait_result::timed_out);
    CHECK(reader->wait_for(-1h, 3) == wait_result::ready);
    CHECK(reader->wait() == wait_result::ready);
    CHECK(writer->wait() == wait_result::ready);
    CHECK(writer->wait_for(1us, 2) == wait_result::timed_out);
    CHECK(writer->wait_for(-1ns, 2) == wait_result::timed_out);
    CHECK_THROWS(PICORING_ERANGE, reader->wait(5));
    CHECK_THROWS(PICORING_EINVAL, reader->wait_for(1ms, 0));
    CHECK_THROWS(PICORING_ERANGE, writer->wait_for(1ms, 5));
    CHECK_THROWS(PICORING_EINVAL, writer->wait(0));
}

BOTH(is_interrupted_once)
{
    sides<Kind, int> s(4, small());
    auto &writer = s.writer;
    auto &reader = s.reader;
    reader->interrupt();
    reader->interrupt();
    CHECK(reader->wait() == wait_result::interrupted);
    CHECK(reader->wait_for(1us) == wait_result::timed_out);
    CHECK(writer->push_n(std::vector{1, 2, 3, 4}));
    writer->interrupt();
    CHECK(writer->wait() == wait_result::interrupted);
    CHECK(writer->wait_for(1us) == wait_result::timed_out);
}

BOTH(tells_both_sides_of_the_end)
{
    sides<Kind, int> s(4, small());
    auto &writer = s.writer;
    auto &reader = s.reader;
    std::stop_source stop;
    CHECK(writer->push_n(std::vector{1, 2}));
    CHECK(!writer->closed());
    writer->close();
    writer->close();
    CHECK(writer->closed());
    CHECK(!writer->push(3));
    CHECK(writer->claim(1).empty());
    CHECK(!writer->push_wait(3));
    CHECK(writer->wait() == wait_result::closed);
    CHECK(writer->wait_for(1h) == wait_result::closed);
    CHECK(!reader->ended());
    CHECK(reader->wait(2) == wait_result::ready);
    CHECK_EQUAL(reader->pop_wait().value(), 1);
    CHECK_EQUAL(reader->pop_wait(stop.get_token()).value(), 2);
    CHECK(!reader->pop_wait());
    CHECK(!reader->pop_wait(stop.get_token()));
    CHECK(reader->wait(stop.get_token()) == wait_result::closed);
    CHECK(reader->ended());

    sides<Kind, int> other(4, small());
    CHECK(other.writer->push_n(std::vector{1, 2, 3, 4})); // so that it looks
    other.reader->close();
    CHECK(other.reader->ended());
    CHECK(!other.reader->pop());
    CHECK(!other.writer->push_wait(1));
    CHECK(!other.writer->push_wait(stop.get_token(), 1));
    CHECK(other.writer->wait(stop.get_token()) == wait_result::closed);
    CHECK(other.writer->closed());
}

BOTH(tells_that_too_few_will_ever_come)
{
    sides<Kind, int> s(4, small());
    CHECK(s.writer->push_n(std::vector{1, 2}));
    s.writer->close();
    CHECK(s.reader->wait(2) == wait_result::ready);
    CHECK(s.reader->wait_for(1ms, 3) == wait_result::closed);
    CHECK(s.reader->arm(3));
    CHECK(!s.reader->ended());
}

BOTH(does_not_begin_a_wait_that_is_stopped)
{
    sides<Kind, int> s(1, small());
    auto &writer = s.writer;
    auto &reader = s.reader;
    std::stop_source stopped, going;
    stopped.request_stop();
    CHECK(reader->wait(stopped.get_token()) == wait_result::interrupted);
    CHECK(!reader->pop_wait(stopped.get_token()));
    CHECK(writer->push_wait(stopped.get_token(), 5)); // there is room
    CHECK(!writer->push_wait(stopped.get_token(), 6));
    CHECK(writer->wait(stopped.get_token()) == wait_result::interrupted);
    CHECK(reader->wait(going.get_token()) == wait_result::ready);
    CHECK_EQUAL(reader->pop_wait(stopped.get_token()).value(), 5);
    CHECK(!reader->ended());
    CHECK(writer->wait(going.get_token()) == wait_result::ready);
}

BOTH(keeps_no_interrupt_of_a_stop)
{
    sides<Kind, int> s(1, small());
    std::stop_source stopped;
    stopped.request_stop();
    CHECK(s.reader->wait(stopped.get_token()) == wait_result::interrupted);
    CHECK(s.reader->wait_for(1us) == wait_result::timed_out);
    CHECK(s.writer->push(1));
    CHECK(s.writer->wait(stopped.get_token()) == wait_result::interrupted);
    CHECK(s.writer->wait_for(1us) == wait_result::timed_out);
}

// `wait` in another thread, which is in it or about to be when `act` ends it.
template <class Wait, class Act> static void wait_ends(Wait wait, Act act, std::size_t round)
{
    std::promise<void> started;
    std::jthread thread([&] {
        started.set_value();
        wait();
    });
    started.get_future().wait();
    for (std::size_t i = 0; i < round % 8; ++i) std::this_thread::yield();
    act();
}

BOTH(ends_waits_by_a_token_that_another_thread_stops)
{
    checking::skip_where_stop_callbacks_hang();
    for (std::size_t round = 0; round < scaled(160); ++round) {
        channel_options options = small();
        options.spin = round % 2 ? -1 : 0;
        sides<Kind, int> s(4, options);
        std::stop_source stop;
        auto token = stop.get_token();
        wait_result result;
        std::optional<int> got;
        bool pushed;
        auto request = [&] { stop.request_stop(); };
        wait_ends([&] { result = s.reader->wait(token); }, request, round);
        CHECK(result == wait_result::interrupted);
        stop = std::stop_source();
        token = stop.get_token();
        wait_ends([&] { got = s.reader->pop_wait(token); }, request, round);
        CHECK(!got && !s.reader->ended());
        CHECK(s.writer->push_n(std::vector{1, 2, 3, 4}));
        stop = std::stop_source();
        token = stop.get_token();
        wait_ends([&] { result = s.writer->wait(token, 2); }, request, round);
        CHECK(result == wait_result::interrupted);
        stop = std::stop_source();
        token = stop.get_token();
        wait_ends([&] { pushed = s.writer->push_wait(token, 5); }, request, round);
        CHECK(!pushed && !s.writer->closed());
    }
}

BOTH(ends_waits_from_other_threads)
{
    for (std::size_t round = 0; round < scaled(160); ++round) {
        channel_options options = small();
        options.spin = round % 2 ? -1 : 0;
        sides<Kind, int> s(4, options);
        wait_result result;
        std::optional<int> got;
        bool pushed;
        std::stop_source never;
        wait_ends([&] { result = s.reader->wait(); }, [&] { s.reader->interrupt(); }, round);
        CHECK(result == wait_result::interrupted);
        wait_ends([&] { result = s.reader->wait(never.get_token(), 3); },
                  [&] {
                      for (int i = 0; i < 3; ++i) s.writer->push(i);
                  },
                  round);
        CHECK(result == wait_result::ready);
        CHECK_EQUAL(s.reader->size(), 3u);
        CHECK(s.writer->push(3));
        wait_ends([&] { result = s.writer->wait(); }, [&] { s.writer->interrupt(); }, round);
        CHECK(result == wait_result::interrupted);
        wait_ends([&] { pushed = s.writer->push_wait(4); }, [&] { s.reader->release(1); }, round);
        CHECK(pushed);
        wait_ends([&] { result = s.writer->wait(2); }, [&] { s.reader->release(2); }, round);
        CHECK(result == wait_result::ready);
        CHECK_EQUAL(s.reader->size(), 2u);
        s.reader->release(2);
        wait_ends([&] { got = s.reader->pop_wait(); },
                  [&] {
                      s.channel.reset();
                      s.writer.reset();
                  },
                  round);
        CHECK(!got && s.reader->ended());
        sides<Kind, int> full(1, options);
        CHECK(full.writer->push(1));
        wait_ends([&] { pushed = full.writer->push_wait(2); }, [&] { full.reader.reset(); }, round);
        CHECK(!pushed && full.writer->closed());
    }
}

// ---- Events --------------------------------------------------------------------

static bool signalled(std::intptr_t event, int timeout = 0)
{
    pollfd one{static_cast<int>(event), POLLIN, 0};
    return poll(&one, 1, timeout) == 1 && one.revents & POLLIN;
}

BOTH(signals_the_readers_event)
{
    sides<Kind, int> s(4, small());
    auto &writer = s.writer;
    auto &reader = s.reader;
    auto event = reader->event();
    CHECK_EQUAL(reader->event(), event);
    CHECK(writer->push(1));
    CHECK(!signalled(event));
    CHECK(reader->arm());
    CHECK(!reader->arm(2));
    CHECK(!signalled(event));
    CHECK(writer->push(2));
    CHECK(signalled(event, -1));
    CHECK(reader->arm(2));
    CHECK(!signalled(event));
    CHECK(!reader->arm(3));
    reader->disarm();
    CHECK(writer->push(3));
    CHECK(!signalled(event));
    CHECK_THROWS(PICORING_ERANGE, reader->arm(5));
    CHECK_THROWS(PICORING_EINVAL, reader->arm(0));
    CHECK(!reader->arm(4));
    writer->close();
    CHECK(signalled(event, -1));
    CHECK(reader->arm(4));
    CHECK(signalled(event));
}

TEST(the_writers_event_tells_of_room)
{
    auto both = spsc<int>(4, small()).split();
    auto &writer = both.first;
    auto &reader = both.second;
    auto event = writer.event();
    CHECK(writer.arm(4));
    CHECK(writer.push_n(std::vector{1, 2, 3, 4}));
    CHECK(!writer.arm(2));
    CHECK(reader.pop().has_value());
    CHECK(!signalled(event));
    CHECK(reader.pop().has_value());
    CHECK(signalled(event, -1));
    CHECK(!writer.arm(3));
    CHECK(!signalled(event));
    writer.disarm();
    CHECK_THROWS(PICORING_ERANGE, writer.arm(5));
    CHECK(!writer.arm(4));
    reader.close();
    CHECK(signalled(event, -1));
    CHECK(writer.arm(4));
}

BOTH(feeds_an_event_loop)
{
    sides<Kind, std::size_t> s(8, small());
    const std::size_t count = scaled(50000);
    std::jthread thread([w = std::move(*s.writer), count]() mutable {
        for (std::size_t i = 0; i < count; ++i) w.push_wait(i);
        w.close();
    });
    auto event = s.reader->event();
    std::size_t next = 0;
    while (!s.reader->ended()) {
        while (auto value = s.reader->pop()) CHECK_EQUAL(*value, next++);
        if (!s.reader->arm()) CHECK(signalled(event, -1));
    }
    CHECK_EQUAL(next, count);
}

// ---- Threads -------------------------------------------------------------------

// Counts who lives in all threads.
struct counted {
    explicit counted(std::size_t n) : value(n) { ++live; }
    counted(counted &&other) noexcept : value(other.value) { ++live; }
    ~counted() { --live; }
    std::size_t value;
    static inline std::atomic<long> live = 0;
};

BOTH(carries_strings_to_another_thread)
{
    for (std::int64_t spin : {0, -1}) {
        channel_options options;
        options.spin = spin;
        sides<Kind, std::string> s(spin ? 16 : 1000, options);
        const std::size_t count = scaled(spin ? 20000 : 100000);
        std::jthread thread([w = std::move(*s.writer), count]() mutable {
            for (std::size_t i = 0; i < count; ++i)
                if (!w.push_wait(word(i))) return;
        });
        s.writer.reset();
        s.channel.reset();
        std::size_t next = 0;
        while (auto got = s.reader->pop_wait()) CHECK(*got == word(next++));
        CHECK_EQUAL(next, count);
    }
}

BOTH(carries_blocks_to_another_thread)
{
    sides<Kind, std::size_t> s(1000);
    const std::size_t count = scaled(1000000);
    std::jthread thread([w = std::move(*s.writer), count]() mutable {
        for (std::size_t i = 0; i < count;) {
            std::size_t n = std::min(1 + i % 97, count - i);
            auto place = w.claim(n);
            if (place.empty()) {
                if (w.wait(n) == wait_result::closed) return;
                continue;
            }
            for (auto &element : place) element = i++;
            w.commit(n);
        }
        w.close();
    });
    std::size_t next = 0;
    std::vector<std::size_t> block(50);
    while (s.reader->wait() != wait_result::closed) {
        auto shown = s.reader->peek();
        for (std::size_t value : shown) CHECK_EQUAL(value, next++);
        s.reader->release(shown.size());
        std::size_t n = s.reader->pop_some(block);
        for (std::size_t i = 0; i < n; ++i) CHECK_EQUAL(block[i], next++);
    }
    CHECK_EQUAL(next, count);
}

TEST(many_producers_keep_their_own_order)
{
    for (std::int64_t spin : {0, -1}) {
        channel_options options;
        options.spin = spin;
        std::optional<mpsc<std::string>> channel(std::in_place, 100, options);
        auto reader = channel->reader();
        const std::size_t count = scaled(spin ? 5000 : 25000);
        std::vector<std::jthread> threads;
        for (std::size_t who = 0; who < 4; ++who)
            threads.emplace_back([p = channel->producer(), who, count]() mutable {
                for (std::size_t i = 0; i < count; ++i)
                    if (!p.push_wait(std::to_string(who) + ":" + word(i))) return;
            });
        channel.reset(); // the last producer closes
        std::size_t next[4] = {};
        while (auto got = reader.pop_wait()) {
            std::size_t who = static_cast<std::size_t>((*got)[0] - '0');
            CHECK(who < 4);
            CHECK(got->substr(2) == word(next[who]++));
        }
        CHECK(reader.ended());
        for (std::size_t n : next) CHECK_EQUAL(n, count);
    }
}

// Both sides stop somewhere; whoever goes last destroys what is left.
BOTH(leaves_nothing_alive_whoever_goes_last)
{
    for (std::size_t round = 0; round < scaled(200); ++round) {
        sides<Kind, counted> s(7, small());
        std::jthread writing([w = std::move(*s.writer), round]() mutable {
            for (std::size_t i = 0; i < 20 + round % 30; ++i)
                if (!w.push_wait(counted(i))) return;
        });
        std::jthread reading([r = std::move(*s.reader), round]() mutable {
            for (std::size_t i = 0; i < round % 50; ++i) {
                auto value = r.pop_wait();
                if (!value) return;
                if (value->value != i) std::abort();
            }
        });
        s.writer.reset();
        s.reader.reset();
        s.channel.reset();
        writing.join();
        reading.join();
        CHECK_EQUAL(counted::live.load(), 0);
    }
}

// ---- A forked child ------------------------------------------------------------

template <class Kind> static void use_in_child(void *argument)
{
    auto &s = *static_cast<sides<Kind, tracked<40>> *>(argument);
    CHILD_CHECK(!s.writer->emplace(1u));
    CHILD_CHECK(!s.reader->pop());
    CHILD_CHECK(!s.reader->ended());
    CHILD_CHECK(checking::thrown_code([&] { s.reader->wait(); }) == PICORING_EFORK);
    CHILD_CHECK(checking::thrown_code([&] { s.reader->pop_wait(); }) == PICORING_EFORK);
    CHILD_CHECK(checking::thrown_code([&] { s.writer->wait_for(1ms); }) == PICORING_EFORK);
    s.writer.reset();
    s.reader.reset();
    s.channel.reset();
    CHILD_CHECK(tracked_base::live == 3 && tracked_base::wrong == 0);
}

BOTH(is_its_own_processs)
{
    tracked_base::reset();
    {
        sides<Kind, tracked<40>> s(10);
        for (std::size_t i = 0; i < 3; ++i) CHECK(s.writer->emplace(i));
        CHECK_EQUAL(in_child(use_in_child<Kind>, &s), 0);
        for (std::size_t i = 0; i < 3; ++i) CHECK_EQUAL(s.reader->pop()->value, i);
    }
    CHECK_EQUAL(tracked_base::live, 0);
}

int main() { return checking::run_all("channels"); }
