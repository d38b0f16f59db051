// SPDX-License-Identifier: MIT OR Apache-2.0
//
// test_fork.cc: a child that did not inherit runs the destructors of what its
// parent made - of objects on the stack, of static storage, in exit handlers -
// and touches nothing; the parent's objects stay as they are.
#include "check.hpp"

#include <memory>

// Their destructors run at the end of this process and of every child that
// leaves by exit().
static picoring::ring<std::string> static_words(3);
static picoring::ring<tracked<40>, 5> static_objects;
static picoring::ring<int, 5> static_numbers;
static picoring::queue<int, 5> static_queue;
static picoring::byte_stream static_stream(100);
static picoring::mirror_buffer static_mirror(100);
static picoring::byte_stream streamed(100);
static picoring::iostream static_io(streamed);

#if UNDER_ASAN
// What hangs on objects that are not there in a child leaks there.
static const pid_t parent = getpid();
extern "C" int __lsan_is_turned_off() { return getpid() != parent; }
#endif

static const char *const long_word = "a word that is too long for any small buffer";

static void fill()
{
    static_words.clear();
    static_numbers.clear();
    static_objects.clear();
    static_stream.clear();
    static_words.push(long_word);
    static_objects.emplace(1u);
    static_objects.emplace(2u);
    static_numbers.push(7);
    static_stream.write("bytes");
}

static void check_untouched()
{
    CHECK(static_words.size() == 1 && static_words.front() == long_word);
    CHECK(static_objects.size() == 2 && static_objects[1].checked() == 2);
    CHECK(static_numbers.size() == 1 && static_numbers.front() == 7);
    CHECK_EQUAL(static_stream.text(), "bytes");
    CHECK_EQUAL(tracked_base::wrong, 0);
}

TEST(static_objects_in_a_child_that_exits_do_no_harm)
{
    fill();
    CHECK_EQUAL(in_child([](void *) { std::exit(0); }, nullptr), 0);
    check_untouched();
}

TEST(a_static_iostream_with_pending_output_survives_the_exit_of_a_child)
{
    fill();
    static_io << "pending";
    CHECK_EQUAL(in_child([](void *) { std::exit(0); }, nullptr), 0);
    static_io << " and more" << std::flush;
    CHECK_EQUAL(streamed.text(), "pending and more");
    streamed.clear();
}

TEST(a_static_iostream_with_input_half_read_survives_the_exit_of_a_child)
{
    streamed.write("abc");
    CHECK_EQUAL(static_io.get(), 'a');
    CHECK_EQUAL(in_child([](void *) { std::exit(0); }, nullptr), 0);
    CHECK_EQUAL(static_io.get(), 'b');
    static_io.sync();
    streamed.clear();
}

TEST(exit_handlers_of_a_child_may_look)
{
    fill();
    auto body = [](void *) {
        std::atexit([] {
            CHECK_EQUAL(static_words.size(), 0u);
            CHECK(!static_words.push("x") && !static_words.pop());
            static_words.clear();
        });
        std::exit(0);
    };
    CHECK_EQUAL(in_child(body, nullptr), 0);
    check_untouched();
}

TEST(objects_on_the_stack_of_a_child_are_destroyed_quietly)
{
    tracked_base::reset();
    {
        picoring::ring<tracked<24>> objects(3);
        auto heap = std::make_unique<picoring::ring<std::string>>(3u);
        objects.emplace(1u);
        heap->push(long_word);
        auto before = std::pair(&objects, heap.get());
        auto body = [](void *argument) {
            auto [ring, words] = *static_cast<decltype(before) *>(argument);
            delete words;
            picoring::ring<tracked<24>> moved(std::move(*ring));
            moved.clear();
            picoring::ring<tracked<24>> fresh(3); // a ring of its own works
            CHILD_CHECK(fresh.emplace(5u) && fresh.front().checked() == 5);
            *ring = std::move(fresh);
            CHILD_CHECK(ring->size() == 1);
            ring->clear();
        };
        CHECK_EQUAL(in_child(body, &before), 0);
        CHECK(objects.front().checked() == 1 && heap->front() == long_word);
    }
    CHECK(tracked_base::wrong == 0);
}

TEST(verbs_in_a_child_say_that_there_is_nothing)
{
    fill();
    auto body = [](void *) {
        int code;
        CHILD_CHECK(static_numbers.empty() && static_numbers.full() && !static_numbers.push(1));
        CHILD_CHECK(!static_numbers.pop() && static_numbers.claim().empty());
        CHILD_CHECK(static_numbers.begin() == static_numbers.end());
        CHILD_CHECK(static_objects.begin() == static_objects.end() && !static_objects.emplace(1u));
        code = checking::thrown_code([] { static_numbers.commit(1); });
        CHILD_CODE(PICORING_EFORK, code);
        code = checking::thrown_code([] { static_words.release(1); });
        CHILD_CODE(PICORING_EFORK, code);
        code = checking::thrown_code([] { static_stream.close(); });
        CHILD_CODE(PICORING_EFORK, code);
        CHILD_CODE(PICORING_EFORK, static_stream.write("x").code);
        CHILD_CHECK(static_mirror.data() == nullptr);
    };
    CHECK_EQUAL(in_child(body, nullptr), 0);
    check_untouched();
}

TEST(push_overwrite_in_a_child_does_nothing)
{
    fill();
    auto body = [](void *) {
        static_numbers.push_overwrite(1);
        static_words.push_overwrite("x");
        CHILD_CHECK(static_numbers.empty() && static_words.empty());
    };
    CHECK_EQUAL(in_child(body, nullptr), 0);
    check_untouched();
}

TEST(an_inherited_ring_is_shared)
{
    if (emulated_is_forced()) SKIP_BECAUSE("the emulated technique does not share memory");
    picoring::options options;
    options.inherit = 1;
    static picoring::ring<int> shared(3, options);
    shared.push(1);
    CHECK_EQUAL(in_child([](void *) { shared.front() = 42; }, nullptr), 0);
    CHECK_EQUAL(*shared.pop(), 42);
}

int main() { return checking::run_all("fork"); }
