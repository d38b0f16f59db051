// SPDX-License-Identifier: MIT OR Apache-2.0
//
// test_errors.cc: what bad input is answered, in exceptions and in results;
// the options; the allocator hook.
#include "check.hpp"

#include <system_error>
#include <unordered_set>

using picoring::ring;

static_assert(std::is_base_of_v<std::system_error, picoring::error>);
static_assert(std::is_nothrow_copy_constructible_v<picoring::error>);
static_assert(std::is_base_of_v<picoring_options, picoring::options>);
static_assert(std::is_nothrow_default_constructible_v<picoring::options>);

// ---- Codes ---------------------------------------------------------------------

TEST(the_category_names_the_codes)
{
    auto code = picoring::make_error_code(PICORING_ERANGE);
    CHECK_EQUAL(std::string(code.category().name()), "picoring");
    CHECK_EQUAL(code.message(), picoring_strerror(PICORING_ERANGE));
    CHECK(code.category() == picoring::category() && code.value() == PICORING_ERANGE);
    CHECK(!picoring::make_error_code(PICORING_OK));
}

TEST(a_code_equals_its_counterpart_in_errc)
{
    const std::pair<int, std::errc> pairs[] = {
        {PICORING_EAGAIN, std::errc::resource_unavailable_try_again},
        {PICORING_EPIPE, std::errc::broken_pipe},
        {PICORING_EINTR, std::errc::interrupted},
        {PICORING_ENOBUFS, std::errc::no_buffer_space},
        {PICORING_EINVAL, std::errc::invalid_argument},
        {PICORING_EFAULT, std::errc::bad_address},
        {PICORING_EOVERFLOW, std::errc::value_too_large},
        {PICORING_ENOSYS, std::errc::function_not_supported},
        {PICORING_ENOMEM, std::errc::not_enough_memory},
        {PICORING_EMFILE, std::errc::too_many_files_open},
        {PICORING_EFBIG, std::errc::file_too_large},
        {PICORING_ENOSPC, std::errc::no_space_on_device},
        {PICORING_EIO, std::errc::io_error},
        {PICORING_ETIMEDOUT, std::errc::timed_out},
        {PICORING_EBUSY, std::errc::device_or_resource_busy},
    };
    for (auto [code, condition] : pairs) CHECK(picoring::make_error_code(code) == condition);
    CHECK(picoring::make_error_code(PICORING_EEND) != std::errc::broken_pipe);
}

TEST(an_exception_carries_the_code_and_the_sentence)
{
    try {
        ring<int, 4> r;
        r.commit(9);
        FAIL("thrown");
    } catch (const std::system_error &thrown) {
        CHECK(thrown.code().value() == PICORING_ERANGE);
        CHECK(thrown.code().category() == picoring::category());
        std::string_view what = thrown.what();
        CHECK(what.starts_with("picoring_ring_commit: ") && what.find("9") != what.npos &&
              what.find("4") != what.npos);
    }
}

TEST(an_exception_keeps_its_sentence_after_later_failures)
{
    std::string what;
    picoring::error kept(0);
    try {
        ring<int>(0);
    } catch (const picoring::error &thrown) {
        kept = thrown;
        what = thrown.what();
    }
    ring<int, 2> r;
    CHECK_THROWS(PICORING_ERANGE, r.release(1));
    CHECK_EQUAL(kept.what(), what);
    CHECK(what.find("capacity of 0") != std::string::npos);
}

// EAGAIN and EEND make no text: what the last failure said is not about them.
TEST(an_exception_without_a_sentence_does_not_borrow_one)
{
    CHECK_THROWS(PICORING_EINVAL, ring<int>(0));
    std::string what;
    CHECK_EQUAL(checking::thrown_code([] { picoring::check(PICORING_EAGAIN); }, &what),
                PICORING_EAGAIN);
    CHECK(what.find("capacity of 0") == std::string::npos);
    CHECK(what.find(picoring_strerror(PICORING_EAGAIN)) != std::string::npos);
}

// ---- Results -------------------------------------------------------------------

TEST(a_result_has_a_value_or_a_code)
{
    auto good = ring<int>::create(5);
    CHECK(good && good.has_value() && !good.error());
    good->push(1);
    CHECK(good.value().front() == 1 && (*good).size() == 1);
    auto bad = ring<int>::create(0);
    CHECK(!bad && !bad.has_value() && bad.error() == std::errc::invalid_argument);
    CHECK_THROWS(PICORING_EINVAL, (void)bad.value());
    CHECK_THROWS(PICORING_EINVAL, (void)std::move(bad).value());
    auto fixed = ring<std::string, 3>::create();
    CHECK(fixed && fixed->capacity() == 3);
}

// A later failure has another sentence.
TEST(a_result_does_not_borrow_the_sentence_of_a_later_failure)
{
    auto bad = ring<int>::create(0);
    ring<int, 2> r;
    CHECK_THROWS(PICORING_ERANGE, r.release(1));
    std::string what;
    CHECK_EQUAL(checking::thrown_code([&] { (void)bad.value(); }, &what), PICORING_EINVAL);
    CHECK(what.find("release") == std::string::npos);
}

template <class R> constexpr bool reads_const = requires(const R &r)
{
    {
        *r
        } -> std::same_as<const int &>;
    {
        r.value()
        } -> std::same_as<const int &>;
    r.has_value();
};

TEST(a_constant_result_can_be_read) { CHECK(reads_const<picoring::result<int>>); }

// ---- Bad input -----------------------------------------------------------------

TEST(bad_sizes_are_answered_by_their_codes)
{
    auto before = what_is_held();
    CHECK_THROWS(PICORING_EINVAL, ring<int>(0));
    CHECK_THROWS(PICORING_EOVERFLOW, ring<int>(SIZE_MAX));
    CHECK_THROWS(PICORING_EOVERFLOW, ring<int>(SIZE_MAX / 4));
    CHECK_THROWS(PICORING_EOVERFLOW, ring<std::string>(SIZE_MAX / 2));
    CHECK_THROWS(PICORING_EOVERFLOW, (ring<bytes<3>, PTRDIFF_MAX / 3>()));
    for (std::size_t capacity : {std::size_t{0}, SIZE_MAX, SIZE_MAX / 2 / sizeof(int) + 1}) {
        auto made = ring<int>::create(capacity);
        CHECK(!made && (made.error().value() == PICORING_EINVAL ||
                        made.error().value() == PICORING_EOVERFLOW));
    }
    CHECK(same_held(before));
}

TEST(more_than_the_address_space_is_answered)
{
    if (UNDER_ASAN && emulated_is_forced())
        SKIP_BECAUSE("AddressSanitizer's malloc ends the program over such a size");
    auto before = what_is_held();
    auto made = ring<char>::create(std::size_t{1} << (sizeof(std::size_t) == 8 ? 60 : 31));
    CHECK(!made);
    int code = made.error().value();
    CHECK(code == PICORING_EADDRSPACE || code == PICORING_ENOMEM || code == PICORING_EFBIG ||
          code == PICORING_EOVERFLOW || code == PICORING_ENOSPC);
    CHECK(std::string_view(picoring_last_error()).starts_with("picoring_ring_create: "));
    CHECK(same_held(before));
}

TEST(bad_options_are_answered_by_their_codes)
{
    auto with = [](auto change) {
        picoring::options options;
        change(options);
        return ring<int>::create(5, options).error().value();
    };
    CHECK_EQUAL(with([](auto &o) { o.technique = 99; }), PICORING_EINVAL);
    CHECK_EQUAL(with([](auto &o) { o.exact = 2; }), PICORING_EINVAL);
    CHECK_EQUAL(with([](auto &o) { o.huge = 3; }), PICORING_EINVAL);
    CHECK_EQUAL(with([](auto &o) { o.alignment = 48; }), PICORING_EALIGN);
    CHECK_EQUAL(with([](auto &o) { o.alignment = std::size_t{1} << 30; }), PICORING_EALIGN);
    CHECK_EQUAL(with([](auto &o) { o.struct_size = 3; }), PICORING_EINVAL);
    CHECK_EQUAL(with([](auto &o) {
                    o.allocate = [](void *, size_t, size_t) -> void * { return nullptr; };
                }),
                PICORING_EINVAL);
    CHECK_EQUAL(with([](auto &) {}), PICORING_OK);
}

// ---- Options -------------------------------------------------------------------

TEST(options_begin_as_the_defaults)
{
    picoring::options options;
    const picoring_options defaults = PICORING_OPTIONS_INIT;
    CHECK(std::memcmp(static_cast<picoring_options *>(&options), &defaults, sizeof defaults) == 0);
}

TEST(options_are_taken_as_c_wrote_them)
{
    CHECK((std::is_constructible_v<picoring::options, const picoring_options &>));
}

TEST(options_reach_the_memory)
{
    picoring::options options;
    options.prefault = 1;
    if (!emulated_is_forced()) { // heap is none of these
        options.guard = 1;
        options.inherit = 1;
        options.dump = LEAVES_OUT_OF_DUMPS ? PICORING_DUMP_NONE : PICORING_DUMP_ONE;
    }
    ring<std::string> r(1000, options);
    auto info = r.describe();
    CHECK_EQUAL(info.prefaulted, 1u);
    if (!emulated_is_forced())
        CHECK(info.guarded == 1 && info.inherited == 1 &&
              info.dumped == (LEAVES_OUT_OF_DUMPS ? 0 : 2));
}

// ---- The allocator hook --------------------------------------------------------

namespace {
struct counting {
    long blocks = 0;
    long calls = 0;
    std::size_t bytes = 0;
    bool dry = false;

    picoring::options options()
    {
        picoring::options made;
        made.user = this;
        made.allocate = [](void *user, std::size_t size, std::size_t alignment) -> void * {
            auto &self = *static_cast<counting *>(user);
            if (self.dry) return nullptr;
            void *block = nullptr;
            if (posix_memalign(&block, std::max(alignment, sizeof(void *)), size)) return nullptr;
            ++self.blocks;
            ++self.calls;
            self.bytes += size;
            return block;
        };
        made.deallocate = [](void *user, void *block, std::size_t size, std::size_t) {
            auto &self = *static_cast<counting *>(user);
            --self.blocks;
            self.bytes -= size;
            free_aligned(block);
        };
        return made;
    }
};
} // namespace

TEST(handles_come_from_the_allocator_hook)
{
    counting heap;
    {
        ring<std::string> r(10, heap.options());
        picoring::byte_stream s(10, heap.options());
        picoring::mirror_buffer m(10, heap.options());
        auto made = picoring::queue<int, 3>::create(heap.options());
        CHECK(heap.blocks >= 4 && made);
        ring<std::string> moved(std::move(r));
        moved.push("x");
    }
    CHECK(heap.blocks == 0 && heap.bytes == 0);
}

TEST(an_allocator_that_gives_nothing_is_enomem)
{
    counting heap;
    heap.dry = true;
    auto before = what_is_held();
    CHECK_THROWS(PICORING_ENOMEM, ring<int>(10, heap.options()));
    CHECK_THROWS(PICORING_ENOMEM, picoring::byte_stream(10, heap.options()));
    CHECK_THROWS(PICORING_ENOMEM, picoring::mirror_buffer(10, heap.options()));
    CHECK(same_held(before) && heap.blocks == 0);
}

TEST(what_does_not_say_twice_what_the_code_says)
{
    std::string end = picoring_strerror(PICORING_ESTATE);
    picoring::error of_the_code(PICORING_ESTATE, ("picoring_x: " + end).c_str());
    CHECK_EQUAL(std::string(of_the_code.what()), "picoring_x: " + end);
    picoring::error of_its_own(PICORING_ESTATE, "picoring_x: why");
    CHECK_EQUAL(std::string(of_its_own.what()), "picoring_x: why: " + end);
    picoring::error short_one(PICORING_ESTATE, end.c_str());
    CHECK_EQUAL(std::string(short_one.what()), end + ": " + end);
}

int main() { return checking::run_all("errors"); }
