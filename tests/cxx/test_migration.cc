// SPDX-License-Identifier: MIT OR Apache-2.0
//
// test_migration.cc: the rows of docs/migration.md, each used once in C and
// once in C++. A test has the name of its row; check_migration.py compares.
#include "check.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>

using picoring::byte_stream;
using picoring::list;
using picoring::mirror_buffer;
using picoring::mpsc;
using picoring::queue;
using picoring::ring;
using picoring::spsc;

// ---- What the C half of a row works on -------------------------------------------

namespace {

template <class Handle, void (*Destroy)(Handle *)> struct owned {
    Handle *handle = nullptr;
    owned() = default;
    owned(const owned &) = delete;
    owned &operator=(const owned &) = delete;
    ~owned() { Destroy(handle); }
    operator Handle *() const { return handle; }
    Handle **operator&() { return &handle; }
};
using c_mirror = owned<picoring_mirror, picoring_mirror_destroy>;
using c_ring = owned<picoring_ring, picoring_ring_destroy>;
using c_list = owned<picoring_list, picoring_list_destroy>;
using c_stream = owned<picoring_stream, picoring_stream_destroy>;

// A ring of ints with exactly `capacity` places that holds 0, 1, 2, ...
struct numbers : c_ring {
    explicit numbers(std::size_t capacity, int count = 0)
    {
        auto options = exactly();
        CHECK_EQUAL(picoring_ring_create(capacity, sizeof(int), &options, &*this), PICORING_OK);
        for (int i = 0; i < count; ++i) picoring_ring_push(*this, &i);
    }
};

struct text : c_stream {
    explicit text(std::size_t capacity, std::string_view contents = "")
    {
        auto options = exactly();
        std::size_t n;
        CHECK_EQUAL(picoring_stream_create(capacity, &options, &*this), PICORING_OK);
        picoring_stream_write(*this, contents.data(), contents.size(), &n);
    }
};

ring<int> counted(std::size_t capacity, int count = 0)
{
    ring<int> made(capacity, exactly());
    for (int i = 0; i < count; ++i) made.push(i);
    return made;
}

queue<int> queued(std::size_t capacity, int count = 0)
{
    return queue<int>(counted(capacity, count));
}

byte_stream filled(std::size_t capacity, std::string_view contents = "")
{
    byte_stream made(capacity, exactly());
    made.write(contents);
    return made;
}

std::string text_of(picoring_stream *stream)
{
    std::size_t n;
    auto bytes = static_cast<const char *>(picoring_stream_peek(stream, &n));
    return std::string(bytes, n);
}

} // namespace

// ---- MirrorBuffer ----------------------------------------------------------------

TEST(mirror_new)
{
    c_mirror mirror;
    CHECK_EQUAL(picoring_mirror_create(100, nullptr, &mirror), PICORING_OK);
    CHECK_EQUAL(picoring_mirror_create(0, nullptr, &mirror), PICORING_EINVAL);
    mirror_buffer made(100);
    CHECK(mirror_buffer::create(100).has_value() && !mirror_buffer::create(0));
}

TEST(mirror_size)
{
    c_mirror mirror;
    picoring_mirror_create(1, nullptr, &mirror);
    CHECK_EQUAL(picoring_mirror_size(mirror), picoring_granularity());
    CHECK_EQUAL(mirror_buffer(1).size(), picoring_granularity());
}

TEST(mirror_as_slice)
{
    c_mirror c;
    picoring_mirror_create(1, nullptr, &c);
    auto bytes = static_cast<unsigned char *>(picoring_mirror_data(c));
    bytes[3] = 9;
    CHECK_EQUAL(picoring_mirror_sync(c, 3, 1), PICORING_OK);
    CHECK_EQUAL(bytes[picoring_mirror_size(c) + 3], 9);
    mirror_buffer mirror(1);
    mirror.data()[3] = std::byte{9};
    mirror.sync(3, 1);
    std::span<const std::byte> slice = std::as_const(mirror).bytes();
    CHECK(slice.size() == 2 * mirror.size() && slice[mirror.size() + 3] == std::byte{9});
}

TEST(mirror_as_mut_slice)
{
    c_mirror c;
    picoring_mirror_create(1, nullptr, &c);
    static_cast<unsigned char *>(picoring_mirror_data(c))[2 * picoring_mirror_size(c) - 1] = 1;
    mirror_buffer mirror(1);
    mirror.bytes()[2 * mirror.size() - 1] = std::byte{1};
    mirror.sync(2 * mirror.size() - 1, 1);
    CHECK(mirror.bytes()[mirror.size() - 1] == std::byte{1});
}

TEST(mirror_as_mut_ptr)
{
    mirror_buffer mirror(1);
    CHECK(mirror.data() == picoring_mirror_data(mirror.get()));
}

TEST(mirror_align_to_page)
{
    std::size_t size = 5000, granularity = picoring_granularity();
    std::size_t aligned = (size + granularity - 1) / granularity * granularity;
    CHECK_EQUAL(mirror_buffer(size).size(), aligned);
}

TEST(mirror_drop)
{
    auto before = what_is_held();
    picoring_mirror *mirror = nullptr;
    CHECK_EQUAL(picoring_mirror_create(1, nullptr, &mirror), PICORING_OK);
    picoring_mirror_destroy(mirror);
    {
        mirror_buffer dropped(1);
    }
    CHECK(same_held(before));
}

// ---- PicoRing --------------------------------------------------------------------

TEST(ring_new)
{
    auto options = exactly();
    c_ring c;
    CHECK_EQUAL(picoring_ring_create(5, sizeof(int), &options, &c), PICORING_OK);
    CHECK_EQUAL(picoring_ring_capacity(c), 5u);
    ring<int, 5> made;
    CHECK(made.capacity() == 5 && (ring<int, 5>::create()->capacity() == 5));
}

TEST(ring_with_capacity)
{
    c_ring c;
    CHECK_EQUAL(picoring_ring_create(5, sizeof(int), nullptr, &c), PICORING_OK);
    CHECK(picoring_ring_capacity(c) >= 5);
    CHECK(ring<int>(5).capacity() >= 5 && ring<int>::create(5)->capacity() >= 5);
}

TEST(ring_push)
{
    int item = 7;
    numbers c(2, 1);
    CHECK_EQUAL(picoring_ring_push(c, &item), PICORING_OK);
    CHECK_EQUAL(picoring_ring_push(c, &item), PICORING_EAGAIN);
    auto made = counted(2);
    CHECK(made.push(item) && made.emplace(item) && !made.push(item));
}

TEST(ring_pop)
{
    int item = 7;
    numbers c(2, 1);
    CHECK_EQUAL(picoring_ring_pop(c, &item), PICORING_OK);
    CHECK_EQUAL(item, 0);
    CHECK_EQUAL(picoring_ring_pop(c, &item), PICORING_EAGAIN);
    auto made = counted(2, 1);
    CHECK(made.pop() == 0 && made.pop() == std::nullopt);
}

TEST(ring_is_full)
{
    numbers nearly(3, 2), c(3, 3);
    CHECK(picoring_ring_free(nearly) != 0 && picoring_ring_free(c) == 0);
    CHECK(!counted(3, 2).full() && counted(3, 3).full());
}

TEST(ring_is_empty)
{
    numbers none(3), c(3, 1);
    CHECK(picoring_ring_len(none) == 0 && picoring_ring_len(c) != 0);
    CHECK(counted(3).empty() && !counted(3, 1).empty());
}

TEST(ring_head)
{
    auto head = [](picoring_ring *handle) {
        auto words = reinterpret_cast<const picoring_words *>(handle);
        auto data =
            static_cast<unsigned char *>(picoring_mirror_data(picoring_ring_mirror(handle)));
        return static_cast<std::size_t>(words->write - data) / sizeof(int);
    };
    numbers c(5, 3);
    CHECK_EQUAL(head(c), 3u);
    auto made = counted(5, 4);
    CHECK_EQUAL(head(made.get()), 4u);
}

TEST(ring_tail)
{
    auto tail = [](picoring_ring *handle) {
        auto words = reinterpret_cast<const picoring_words *>(handle);
        auto data =
            static_cast<unsigned char *>(picoring_mirror_data(picoring_ring_mirror(handle)));
        return static_cast<std::size_t>(words->read - data) / sizeof(int);
    };
    numbers c(5, 3);
    picoring_ring_release(c, 2);
    CHECK_EQUAL(tail(c), 2u);
    auto made = counted(5, 4);
    made.release(1);
    CHECK_EQUAL(tail(made.get()), 1u);
}

TEST(ring_as_mut_ptr)
{
    numbers c(5, 1);
    CHECK(picoring_mirror_data(picoring_ring_mirror(c)) == picoring_ring_at(c, 0));
    auto made = counted(5, 1);
    CHECK(picoring_mirror_data(picoring_ring_mirror(made.get())) == &made[0]);
}

TEST(ring_as_slice)
{
    auto both_copies = [](picoring_ring *handle) {
        auto mirror = picoring_ring_mirror(handle);
        return std::span<const std::byte>(static_cast<std::byte *>(picoring_mirror_data(mirror)),
                                          2 * picoring_mirror_size(mirror));
    };
    numbers c(5, 2);
    CHECK_EQUAL(both_copies(c).size(), 2 * picoring_granularity());
    auto made = counted(5, 2);
    CHECK(std::memcmp(both_copies(made.get()).data(), &made[0], 2 * sizeof(int)) == 0);
}

TEST(ring_as_mut_slice)
{
    auto made = counted(5, 2);
    auto mirror = picoring_ring_mirror(made.get());
    static_cast<int *>(picoring_mirror_data(mirror))[1] = 11;
    CHECK(picoring_mirror_size(mirror) >= 5 * sizeof(int) && made[1] == 11);
}

TEST(ring_view)
{
    numbers c(5, 5);
    picoring_ring_release(c, 2);
    CHECK_EQUAL(*static_cast<const int *>(picoring_ring_view(c, 1, 2)), 3);
    CHECK(picoring_ring_view(c, 1, 3) == nullptr);
    auto made = counted(5, 5);
    made.release(2);
    std::span<const int> window = std::as_const(made).view(1, 2);
    CHECK(window[0] == 3 && window[1] == 4 && made.view(1, 3).empty());
}

TEST(ring_view_mut)
{
    numbers c(5, 3);
    static_cast<int *>(picoring_ring_view(c, 1, 2))[1] = 22;
    CHECK_EQUAL(*static_cast<int *>(picoring_ring_at(c, 2)), 22);
    auto made = counted(5, 3);
    made.view(1, 2)[1] = 22;
    CHECK_EQUAL(made[2], 22);
}

TEST(ring_len)
{
    numbers c(5, 3);
    CHECK(picoring_ring_len(c) == 3 && counted(5, 3).size() == 3);
}

TEST(ring_capacity)
{
    numbers c(5, 5);
    CHECK(picoring_ring_capacity(c) == 5 && picoring_ring_len(c) == 5);
    CHECK(counted(5, 5).capacity() == 5 && counted(5, 5).size() == 5);
}

TEST(ring_readable_slice)
{
    numbers c(5, 3);
    std::size_t n;
    auto items = static_cast<int *>(picoring_ring_peek(c, &n));
    CHECK(n == 3 && items[2] == 2);
    auto made = counted(5, 3);
    made.peek()[0] = 10;
    CHECK(made.peek().size() == 3 && made.pop() == 10);
}

TEST(ring_writable_slice)
{
    numbers c(5, 3);
    auto room = static_cast<int *>(picoring_ring_claim(c, picoring_ring_free(c)));
    room[0] = room[1] = 9;
    picoring_ring_commit(c, 2);
    CHECK_EQUAL(*static_cast<int *>(picoring_ring_at(c, 4)), 9);
    auto made = counted(5, 3);
    auto span = made.claim();
    CHECK_EQUAL(span.size(), 2u);
    std::ranges::fill(span, 9);
    made.commit(2);
    CHECK(made.back() == 9 && made.full());
}

TEST(ring_advance_head)
{
    numbers c(5, 3);
    CHECK_EQUAL(picoring_ring_commit(c, 3), PICORING_ERANGE);
    CHECK_EQUAL(picoring_ring_commit(c, 2), PICORING_OK);
    auto made = counted(5, 3);
    CHECK_THROWS(PICORING_ERANGE, made.commit(3));
    made.commit(2);
    CHECK(picoring_ring_len(c) == 5 && made.size() == 5);
}

TEST(ring_advance_tail)
{
    numbers c(5, 3);
    CHECK_EQUAL(picoring_ring_release(c, 4), PICORING_ERANGE);
    CHECK_EQUAL(picoring_ring_release(c, 2), PICORING_OK);
    auto made = counted(5, 3);
    CHECK_THROWS(PICORING_ERANGE, made.release(4));
    made.release(2);
    CHECK(picoring_ring_len(c) == 1 && made.front() == 2);
    tracked_base::reset();
    ring<tracked<24>> objects(2);
    objects.emplace(1u);
    objects.release(1);
    CHECK_EQUAL(tracked_base::live, 0);
}

TEST(ring_available_space)
{
    numbers c(5, 3);
    CHECK(picoring_ring_free(c) == 2 && counted(5, 3).free() == 2 && counted(5).free() == 5);
}

TEST(ring_push_overwrite)
{
    numbers c(3, 3);
    int item = 9;
    CHECK_EQUAL(picoring_ring_push_overwrite(c, &item), PICORING_OK);
    CHECK(picoring_ring_len(c) == 3 && *static_cast<int *>(picoring_ring_at(c, 0)) == 1);
    auto made = counted(3, 3);
    made.push_overwrite(item);
    CHECK(made.size() == 3 && made.front() == 1 && made.back() == 9);
}

TEST(ring_push_slice)
{
    std::array items{7, 8, 9};
    std::size_t n = 0;
    numbers c(5, 3);
    CHECK_EQUAL(picoring_ring_push_n(c, items.data(), 3), PICORING_EAGAIN);
    CHECK_EQUAL(picoring_ring_push_n(c, items.data(), 2), PICORING_OK);
    auto made = counted(5, 3);
    CHECK(!made.push_n(items) && made.size() == 3);
    CHECK(made.push_n(std::span(items).first(2)) && made.back() == 8);
    numbers some(5, 3);
    CHECK(picoring_ring_push_some(some, items.data(), 3, &n) == PICORING_OK && n == 2);
    CHECK_EQUAL(counted(5, 3).push_some(items), 2u);
}

TEST(ring_from_vec)
{
    std::vector items{3, 1, 2};
    c_ring c;
    picoring_ring_create(items.size(), sizeof(int), nullptr, &c);
    CHECK_EQUAL(picoring_ring_push_n(c, items.data(), items.size()), PICORING_OK);
    CHECK(std::ranges::equal(ring<int>(items), items));
    CHECK(ring<int>(std::vector<int>()).empty());
}

TEST(ring_drop)
{
    tracked_base::reset();
    auto before = what_is_held();
    picoring_ring *handle = nullptr;
    CHECK_EQUAL(picoring_ring_create(5, sizeof(int), nullptr, &handle), PICORING_OK);
    picoring_ring_destroy(handle);
    {
        ring<tracked<40>> objects(5);
        objects.emplace(1u);
        objects.emplace(2u);
    }
    CHECK(same_held(before) && tracked_base::live == 0);
}

// ---- PicoQueue -------------------------------------------------------------------

TEST(queue_new)
{
    c_ring c;
    CHECK_EQUAL(picoring_ring_create(5, sizeof(int), nullptr, &c), PICORING_OK);
    CHECK(queue<int>(5).capacity() >= 5 && queue<int>::create(5)->capacity() >= 5);
}

TEST(queue_new_static)
{
    auto options = exactly();
    c_ring c;
    CHECK_EQUAL(picoring_ring_create(5, sizeof(int), &options, &c), PICORING_OK);
    queue<int, 5> made;
    CHECK(made.capacity() == 5 && (queue<int, 5>::create()->capacity() == 5));
}

TEST(queue_len)
{
    numbers c(5, 2);
    CHECK(picoring_ring_len(c) == 2 && queued(5, 2).size() == 2);
}

TEST(queue_capacity)
{
    numbers c(5);
    CHECK(picoring_ring_capacity(c) == 5 && queued(5).capacity() == 5);
}

TEST(queue_reserve)
{
    numbers c(5, 3);
    CHECK(picoring_ring_claim(c, 2) != nullptr && picoring_ring_claim(c, 3) == nullptr);
    CHECK_EQUAL(picoring_ring_claim_status(c, 3), PICORING_EAGAIN);
    CHECK_EQUAL(picoring_ring_claim_status(c, 6), PICORING_ERANGE);
    auto made = queued(5, 3);
    CHECK(made.claim(2).size() == 2 && made.claim(3).empty() && made.claim(0).empty());
}

TEST(queue_commit)
{
    numbers c(5);
    static_cast<int *>(picoring_ring_claim(c, 2))[0] = 4;
    CHECK(picoring_ring_commit(c, 1) == PICORING_OK && picoring_ring_len(c) == 1);
    auto made = queued(5);
    made.claim(2)[0] = 4;
    made.commit(1);
    CHECK(made.size() == 1 && made.front() == 4);
    CHECK_THROWS(PICORING_ERANGE, made.commit(5));
}

TEST(queue_peek)
{
    numbers c(5, 2);
    std::size_t n;
    CHECK(static_cast<int *>(picoring_ring_peek(c, &n))[1] == 1 && n == 2);
    auto made = queued(5, 2);
    CHECK(made.peek()[1] == 1 && made.peek().size() == 2);
}

TEST(queue_release)
{
    numbers c(5, 2);
    CHECK_EQUAL(picoring_ring_release(c, 3), PICORING_ERANGE);
    CHECK(picoring_ring_release(c, 1) == PICORING_OK && picoring_ring_len(c) == 1);
    auto made = queued(5, 2);
    CHECK_THROWS(PICORING_ERANGE, made.release(3));
    made.release(1);
    CHECK_EQUAL(made.size(), 1u);
}

TEST(queue_iter)
{
    numbers c(5, 3);
    std::size_t n;
    auto first = static_cast<const int *>(picoring_ring_peek(c, &n));
    const auto made = queued(5, 3);
    CHECK(std::equal(first, first + n, made.begin(), made.end()));
}

TEST(queue_iter_mut)
{
    numbers c(5, 3);
    std::size_t n;
    auto first = static_cast<int *>(picoring_ring_peek(c, &n));
    std::reverse(first, first + n);
    auto made = queued(5, 3);
    std::reverse(made.begin(), made.end());
    CHECK(made.front() == 2 && *static_cast<int *>(picoring_ring_at(c, 0)) == 2);
}

TEST(queue_try_push)
{
    numbers c(2, 1);
    int item = 7;
    CHECK_EQUAL(picoring_ring_push(c, &item), PICORING_OK);
    auto made = queued(2, 1);
    CHECK(made.try_push(item) && !made.try_push(item));
}

TEST(queue_try_pop)
{
    numbers c(2, 1);
    int item = 7;
    CHECK(picoring_ring_pop(c, &item) == PICORING_OK && item == 0);
    auto made = queued(2, 1);
    CHECK(made.try_pop() == 0 && !made.try_pop());
}

TEST(queue_from_vec)
{
    std::vector items{3, 1, 2};
    c_ring c;
    picoring_ring_create(items.size(), sizeof(int), nullptr, &c);
    CHECK_EQUAL(picoring_ring_push_n(c, items.data(), items.size()), PICORING_OK);
    CHECK(std::ranges::equal(queue<int>(items), items));
}

TEST(queue_index)
{
    numbers c(5, 3);
    CHECK_EQUAL(*static_cast<const int *>(picoring_ring_at(c, 1)), 1);
    CHECK(picoring_ring_at(c, 3) == nullptr);
    const auto queue = queued(5, 3);
    CHECK(queue[1] == 1 && queue.at(2) == 2);
}

TEST(queue_index_mut)
{
    int item = 50;
    numbers c(5, 3);
    CHECK_EQUAL(picoring_ring_set(c, 1, &item), PICORING_OK);
    *static_cast<int *>(picoring_ring_at(c, 2)) = 60;
    auto queue = queued(5, 3);
    queue[1] = 50;
    queue.at(2) = 60;
    std::size_t n;
    auto first = static_cast<int *>(picoring_ring_peek(c, &n));
    CHECK(std::equal(first, first + n, queue.begin(), queue.end()));
}

TEST(queue_into_iter)
{
    numbers c(5, 3);
    std::size_t n;
    int sum = 0;
    auto items = static_cast<const int *>(picoring_ring_peek(c, &n));
    for (std::size_t i = 0; i < n; ++i) sum += items[i];
    auto queue = queued(5, 3);
    for (auto &item : queue) sum += item++;
    for (const auto &item : std::as_const(queue)) sum += item;
    CHECK_EQUAL(sum, 3 + 3 + 6);
}

// ---- PicoByteStream --------------------------------------------------------------

TEST(stream_new)
{
    c_stream c;
    CHECK_EQUAL(picoring_stream_create(5, nullptr, &c), PICORING_OK);
    CHECK(byte_stream(5).capacity() >= 5 && byte_stream::create(5)->capacity() >= 5);
}

TEST(stream_new_static)
{
    auto options = exactly();
    c_stream c;
    CHECK_EQUAL(picoring_stream_create(5, &options, &c), PICORING_OK);
    CHECK(picoring_stream_capacity(c) == 5 && byte_stream(5, options).capacity() == 5);
}

TEST(stream_available_to_read)
{
    text c(5, "abc");
    CHECK(picoring_stream_len(c) == 3 && filled(5, "abc").size() == 3);
}

TEST(stream_available_to_write)
{
    text c(5, "abc");
    CHECK(picoring_stream_free(c) == 2 && filled(5, "abc").free() == 2);
}

TEST(stream_read)
{
    char buf[4];
    std::size_t got = 9;
    text c(5, "abc");
    CHECK(picoring_stream_read(c, buf, 4, &got) == PICORING_OK && got == 3);
    CHECK(picoring_stream_read(c, buf, 4, &got) == PICORING_EAGAIN && got == 3);
    picoring_stream_close(c);
    CHECK_EQUAL(picoring_stream_read(c, buf, 4, &got), PICORING_EEND);
    auto stream = filled(5, "abc");
    CHECK(stream.read(buf).count == 3 && stream.read(buf).would_block());
    stream.write("x y");
    std::string word;
    picoring::istream in(stream);
    CHECK(in >> word && word == "x");
}

TEST(stream_write)
{
    std::size_t put = 9;
    text c(5, "abc");
    CHECK(picoring_stream_write(c, "defg", 4, &put) == PICORING_OK && put == 2);
    CHECK(picoring_stream_write(c, "fg", 2, &put) == PICORING_EAGAIN && put == 2);
    auto stream = filled(5, "abc");
    CHECK(stream.write("defg").count == 2 && stream.write("fg").would_block());
    stream.clear();
    picoring::ostream out(stream);
    out << 12 << '3';
    out.flush();
    CHECK_EQUAL(stream.text(), "123");
}

TEST(stream_flush)
{
    auto stream = filled(5, "a");
    CHECK_EQUAL(stream.text(), "a");
    picoring::ostream out(stream);
    out << 'b' << std::flush;
    CHECK_EQUAL(stream.text(), "ab");
}

TEST(stream_as_read_slice)
{
    text c(5, "abc");
    std::size_t n;
    CHECK(std::memcmp(picoring_stream_peek(c, &n), "abc", 3) == 0 && n == 3);
    auto stream = filled(5, "abc");
    CHECK(stream.peek()[2] == std::byte{'c'} && stream.text() == "abc");
}

TEST(stream_as_write_slice)
{
    text c(5, "abc");
    std::memcpy(picoring_stream_claim(c, picoring_stream_free(c)), "de", 2);
    picoring_stream_commit(c, 2);
    CHECK_EQUAL(text_of(c), "abcde");
    auto stream = filled(5, "abc");
    auto room = stream.claim();
    CHECK_EQUAL(room.size(), 2u);
    std::memcpy(room.data(), "de", 2);
    stream.commit(2);
    CHECK_EQUAL(stream.text(), "abcde");
}

TEST(stream_consume)
{
    text c(5, "abc");
    CHECK_EQUAL(picoring_stream_release(c, 4), PICORING_ERANGE);
    CHECK(picoring_stream_release(c, 2) == PICORING_OK && text_of(c) == "c");
    auto stream = filled(5, "abc");
    CHECK_THROWS(PICORING_ERANGE, stream.release(4));
    stream.release(2);
    CHECK_EQUAL(stream.text(), "c");
}

TEST(stream_produce)
{
    text c(5, "abc");
    CHECK_EQUAL(picoring_stream_commit(c, 3), PICORING_ERANGE);
    CHECK(picoring_stream_commit(c, 2) == PICORING_OK && picoring_stream_len(c) == 5);
    auto stream = filled(5, "abc");
    CHECK_THROWS(PICORING_ERANGE, stream.commit(3));
    stream.commit(2);
    CHECK_EQUAL(stream.size(), 5u);
}

TEST(stream_iter)
{
    text c(5, "abc");
    std::size_t n;
    auto first = static_cast<const std::byte *>(picoring_stream_peek(c, &n));
    const auto stream = filled(5, "abc");
    CHECK(std::equal(first, first + n, stream.begin(), stream.end()));
}

TEST(stream_iter_mut)
{
    text c(5, "abc");
    std::size_t n;
    auto first = static_cast<std::byte *>(picoring_stream_peek(c, &n));
    std::reverse(first, first + n);
    auto stream = filled(5, "abc");
    std::reverse(stream.begin(), stream.end());
    CHECK(text_of(c) == "cba" && stream.text() == "cba");
}

TEST(stream_index)
{
    text c(5, "abc");
    std::size_t n;
    CHECK_EQUAL(static_cast<const char *>(picoring_stream_peek(c, &n))[1], 'b');
    const auto stream = filled(5, "abc");
    CHECK(stream[1] == std::byte{'b'});
}

TEST(stream_index_mut)
{
    text c(5, "abc");
    std::size_t n;
    static_cast<char *>(picoring_stream_peek(c, &n))[1] = 'x';
    auto stream = filled(5, "abc");
    stream[1] = std::byte{'x'};
    CHECK(text_of(c) == "axc" && stream.text() == "axc");
}

TEST(stream_into_iter)
{
    text c(5, "abc");
    std::size_t n, count = 0;
    auto bytes = static_cast<const char *>(picoring_stream_peek(c, &n));
    for (std::size_t i = 0; i < n; ++i) count += bytes[i] == 'b';
    auto stream = filled(5, "abc");
    for (auto &byte : stream) byte ^= std::byte{32};
    for (const auto &byte : std::as_const(stream)) count += byte == std::byte{'B'};
    CHECK_EQUAL(count, 2u);
}

// ---- PicoList ----------------------------------------------------------------------

namespace {

// A list of 0, 1, 2, ...
struct ascending_c : c_list {
    explicit ascending_c(int count = 0)
    {
        CHECK_EQUAL(picoring_list_create(sizeof(int), nullptr, &*this), PICORING_OK);
        for (int i = 0; i < count; ++i) picoring_list_push(*this, &i);
    }
    int *data() const { return static_cast<int *>(picoring_list_data(*this)); }
};

list<int> ascending(int count)
{
    list<int> made;
    for (int i = 0; i < count; ++i) made.push(i);
    return made;
}

} // namespace

TEST(list_new)
{
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.chunk = 100;
    c_list c;
    CHECK_EQUAL(picoring_list_create(sizeof(int), &options, &c), PICORING_OK);
    CHECK_EQUAL(picoring_list_chunk_size(c), 100u);
    list<int, 100> chunked = list<int, 100>();
    list<int> plain = list<int>();
    CHECK(chunked.chunk_size() == 100 && plain.empty());
}

TEST(list_default)
{
    c_list c;
    CHECK_EQUAL(picoring_list_create(sizeof(int), nullptr, &c), PICORING_OK);
    CHECK_EQUAL(picoring_list_len(c), 0u);
    CHECK(list<int>().empty());
}

TEST(list_push)
{
    ascending_c c;
    int item = 7;
    CHECK_EQUAL(picoring_list_push(c, &item), PICORING_OK);
    list<int> list;
    CHECK(list.push(item));
    list.push_back(8);
    CHECK_EQUAL(list.emplace_back(9), 9);
    CHECK(c.data()[0] == 7 && list[0] == 7 && list[1] == 8 && list.size() == 3);
}

TEST(list_extend_from_slice)
{
    ascending_c c(3);
    CHECK_EQUAL(picoring_list_append(c, c.data(), 3), PICORING_OK);
    auto list = ascending(3);
    list.append(list);
    CHECK(c.data()[5] == 2 && list[5] == 2);
}

TEST(list_get)
{
    ascending_c c(3);
    int item = 0;
    CHECK_EQUAL(picoring_list_get(c, 2, &item), PICORING_OK);
    CHECK(item == 2 && *static_cast<const int *>(picoring_list_at(c, 1)) == 1);
    CHECK_EQUAL(picoring_list_get(c, 3, &item), PICORING_ERANGE);
    CHECK(picoring_list_at(c, 3) == nullptr);
    const auto list = ascending(3);
    CHECK_EQUAL(list.at(2), 2);
}

TEST(list_get_mut)
{
    ascending_c c(3);
    *static_cast<int *>(picoring_list_at(c, 1)) = 5;
    auto list = ascending(3);
    list.at(1) = 5;
    CHECK(c.data()[1] == 5 && list[1] == 5);
}

TEST(list_get_unchecked)
{
    ascending_c c(3);
    CHECK_EQUAL(static_cast<const int *>(picoring_list_data(c))[2], 2);
    const auto list = ascending(3);
    CHECK(list[2] == 2 && list.data()[2] == 2);
}

TEST(list_get_unchecked_mut)
{
    ascending_c c(3);
    static_cast<int *>(picoring_list_data(c))[2] = 6;
    auto list = ascending(3);
    list.data()[2] = 6;
    CHECK(c.data()[2] == 6 && list[2] == 6);
}

TEST(list_set)
{
    ascending_c c(3);
    int item = 9;
    CHECK_EQUAL(picoring_list_set(c, 1, &item), PICORING_OK);
    CHECK_EQUAL(picoring_list_set(c, 3, &item), PICORING_ERANGE);
    auto list = ascending(3);
    CHECK(list.set(1, item) && !list.set(3, item));
    CHECK(c.data()[1] == 9 && list[1] == 9);
}

TEST(list_index)
{
    ascending_c c(3);
    CHECK_EQUAL(static_cast<const int *>(picoring_list_data(c))[1], 1);
    const auto list = ascending(3);
    CHECK_EQUAL(list[1], 1);
}

TEST(list_index_mut)
{
    ascending_c c(3);
    static_cast<int *>(picoring_list_data(c))[1] = 4;
    auto list = ascending(3);
    list[1] = 4;
    CHECK(c.data()[1] == 4 && list[1] == 4);
}

TEST(list_iter)
{
    ascending_c c(100);
    auto first = static_cast<const int *>(picoring_list_data(c));
    const auto list = ascending(100);
    CHECK(std::equal(first, first + picoring_list_len(c), list.begin(), list.end()));
    CHECK_EQUAL(list.span().size(), 100u);
}

TEST(list_iter_mut)
{
    ascending_c c(100);
    auto first = static_cast<int *>(picoring_list_data(c));
    std::reverse(first, first + picoring_list_len(c));
    auto list = ascending(100);
    std::sort(list.begin(), list.end(), std::greater<>());
    CHECK(std::equal(first, first + 100, list.span().begin()));
}

TEST(list_into_iter)
{
    ascending_c c(4);
    int sum = 0, sum_of_list = 0;
    auto first = static_cast<const int *>(picoring_list_data(c));
    for (std::size_t i = 0; i < picoring_list_len(c); ++i) sum += first[i];
    auto list = ascending(4);
    for (auto &element : list) element *= 2;
    for (const auto &element : std::as_const(list)) sum_of_list += element;
    CHECK(sum == 6 && sum_of_list == 12);
}

TEST(list_len)
{
    ascending_c c(3);
    CHECK(picoring_list_len(c) == 3 && ascending(3).size() == 3);
}

TEST(list_is_empty) { CHECK(picoring_list_len(ascending_c()) == 0 && list<int>().empty()); }

TEST(list_chunk_count)
{
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.chunk = 3;
    c_list c;
    CHECK_EQUAL(picoring_list_create(sizeof(int), &options, &c), PICORING_OK);
    list<int, 3> list;
    for (int i = 0; i < 7; ++i) {
        picoring_list_push(c, &i);
        list.push(i);
    }
    CHECK(picoring_list_chunk_count(c) == 3 && list.chunk_count() == 3);
    CHECK(list.chunk(2).size() == 1 && list.chunk(2)[0] == 6);
    std::size_t seen = 0;
    for (auto chunk : list.chunks()) seen += chunk.size();
    CHECK_EQUAL(seen, 7u);
}

TEST(list_drop)
{
    picoring_list *c;
    CHECK_EQUAL(picoring_list_create(1, nullptr, &c), PICORING_OK);
    picoring_list_destroy(c);
    auto counted = std::make_shared<int>(1);
    {
        list<std::shared_ptr<int>> owners;
        owners.push(counted);
        CHECK_EQUAL(counted.use_count(), 2);
    }
    CHECK_EQUAL(counted.use_count(), 1);
}

// ---- spsc ---------------------------------------------------------------------

namespace {

struct spsc_c {
    explicit spsc_c(std::size_t capacity = 4)
    {
        CHECK_EQUAL(picoring_spsc_create(capacity, sizeof(int), nullptr, &channel), PICORING_OK);
        open();
    }
    explicit spsc_c(picoring_ring *ring)
    {
        CHECK_EQUAL(picoring_spsc_from_ring(ring, nullptr, &channel), PICORING_OK);
        open();
    }
    spsc_c(const spsc_c &) = delete;
    spsc_c &operator=(const spsc_c &) = delete;
    ~spsc_c()
    {
        picoring_spsc_writer_destroy(writer);
        picoring_spsc_reader_destroy(reader);
        picoring_spsc_destroy(channel);
    }
    void open()
    {
        CHECK_EQUAL(picoring_spsc_writer_open(channel, &writer), PICORING_OK);
        CHECK_EQUAL(picoring_spsc_reader_open(channel, &reader), PICORING_OK);
    }
    void push(int item) { CHECK_EQUAL(picoring_spsc_push(writer, &item), PICORING_OK); }

    picoring_spsc *channel;
    picoring_spsc_writer *writer;
    picoring_spsc_reader *reader;
};

struct spsc_cxx {
    spsc<int> channel{4};
    picoring::spsc_writer<int> writer = channel.writer();
    picoring::spsc_reader<int> reader = channel.reader();
};

} // namespace

TEST(spsc_new)
{
    picoring_spsc *c;
    CHECK_EQUAL(picoring_spsc_create(100, sizeof(int), nullptr, &c), PICORING_OK);
    spsc<int> channel(100);
    CHECK(picoring_spsc_capacity(c) >= 100 && channel.capacity() == picoring_spsc_capacity(c));
    picoring_spsc_destroy(c);
}

TEST(spsc_split)
{
    spsc_c c; // picoring_spsc_writer_open, picoring_spsc_reader_open
    spsc<int> channel(4);
    auto [writer, reader] = channel.split();
    c.push(1);
    CHECK(writer.push(2) && reader.size() == 1 && picoring_spsc_len(c.reader) == 1);
}

TEST(spsc_create_spsc)
{
    picoring_spsc *c;
    CHECK_EQUAL(picoring_spsc_create(1, sizeof(int), nullptr, &c), PICORING_OK);
    picoring_spsc_destroy(c);
    auto [writer, reader] = spsc<int>(1).split();
    CHECK(writer.push(1) && reader.pop() == 1);
}

TEST(spsc_push)
{
    spsc_c c;
    int item = 7;
    CHECK_EQUAL(picoring_spsc_push(c.writer, &item), PICORING_OK);
    spsc_cxx cxx;
    CHECK(cxx.writer.push(7) && cxx.writer.push_wait(8) && cxx.reader.size() == 2);
}

TEST(spsc_push_slice)
{
    spsc_c c;
    const int data[] = {1, 2, 3};
    CHECK_EQUAL(picoring_spsc_push_n(c.writer, data, 3), PICORING_OK);
    spsc_cxx cxx;
    CHECK(cxx.writer.push_n(data) && cxx.reader.size() == 3);
}

TEST(spsc_available_space)
{
    spsc_c c;
    spsc_cxx cxx;
    std::size_t capacity = cxx.channel.capacity();
    CHECK(picoring_spsc_free(c.writer) == capacity && cxx.writer.free() == capacity); // all of it
}

TEST(spsc_writable_slice)
{
    spsc_c c;
    spsc_cxx cxx;
    std::size_t capacity = cxx.channel.capacity();
    CHECK(picoring_spsc_claim(c.writer, capacity) != nullptr);
    CHECK(cxx.writer.claim(capacity).size() == capacity && cxx.writer.claim(capacity + 1).empty());
}

TEST(spsc_advance_head)
{
    spsc_c c;
    CHECK(picoring_spsc_claim(c.writer, 2) != nullptr);
    CHECK_EQUAL(picoring_spsc_commit(c.writer, 2), PICORING_OK);
    spsc_cxx cxx;
    CHECK(!cxx.writer.claim(2).empty());
    cxx.writer.commit(2);
    CHECK(picoring_spsc_len(c.reader) == 2 && cxx.reader.size() == 2);
}

TEST(spsc_pop)
{
    spsc_c c;
    int item = 0;
    c.push(5);
    CHECK(picoring_spsc_pop(c.reader, &item) == PICORING_OK && item == 5);
    spsc_cxx cxx;
    CHECK(cxx.writer.push(5) && cxx.writer.push(6));
    CHECK(cxx.reader.pop() == 5 && cxx.reader.pop_wait() == 6 && !cxx.reader.pop());
}

TEST(spsc_len)
{
    spsc_c c;
    c.push(1);
    spsc_cxx cxx;
    CHECK(cxx.writer.push(1) && picoring_spsc_len(c.reader) == 1 && cxx.reader.size() == 1);
}

TEST(spsc_is_empty)
{
    spsc_c c;
    spsc_cxx cxx;
    CHECK(picoring_spsc_len(c.reader) == 0 && cxx.reader.size() == 0);
}

TEST(spsc_readable_slice)
{
    spsc_c c;
    c.push(3);
    std::size_t n;
    CHECK(*static_cast<int *>(picoring_spsc_peek(c.reader, &n)) == 3 && n == 1);
    spsc_cxx cxx;
    CHECK(cxx.writer.push(3) && cxx.reader.peek().size() == 1 && cxx.reader.peek()[0] == 3);
}

TEST(spsc_advance_tail)
{
    spsc_c c;
    c.push(3);
    std::size_t n;
    CHECK(picoring_spsc_peek(c.reader, &n) != nullptr);
    CHECK_EQUAL(picoring_spsc_release(c.reader, 1), PICORING_OK);
    spsc_cxx cxx;
    CHECK(cxx.writer.push(3) && !cxx.reader.peek().empty());
    cxx.reader.release(1);
    CHECK(picoring_spsc_len(c.reader) == 0 && cxx.reader.size() == 0);
}

TEST(spsc_into_spsc)
{
    picoring_ring *ring_c;
    int item = 4;
    CHECK_EQUAL(picoring_ring_create(4, sizeof item, nullptr, &ring_c), PICORING_OK);
    CHECK_EQUAL(picoring_ring_push(ring_c, &item), PICORING_OK);
    {
        spsc_c c(ring_c); // picoring_spsc_from_ring
        picoring_spsc_destroy(std::exchange(c.channel, nullptr));
        picoring_spsc_writer_destroy(std::exchange(c.writer, nullptr));
        CHECK_EQUAL(picoring_spsc_into_ring(std::exchange(c.reader, nullptr), &ring_c),
                    PICORING_OK);
    }
    CHECK_EQUAL(picoring_ring_len(ring_c), 1u);
    picoring_ring_destroy(ring_c);

    ring<std::shared_ptr<int>> ring(4);
    auto counted = std::make_shared<int>(4);
    CHECK(ring.push(counted));
    std::optional<spsc<std::shared_ptr<int>>> channel(std::in_place, std::move(ring));
    auto reader = channel->reader();
    CHECK_THROWS(PICORING_EBUSY, std::move(reader).into_ring());
    channel.reset();
    ring = std::move(reader).into_ring();
    CHECK(ring.size() == 1 && ring[0] == counted && counted.use_count() == 2);
}

TEST(spsc_drop)
{
    {
        spsc_c
            c; // picoring_spsc_writer_destroy, picoring_spsc_reader_destroy, picoring_spsc_destroy
        c.push(1);
    }
    auto counted = std::make_shared<int>(1);
    {
        spsc<std::shared_ptr<int>> owners(4);
        CHECK(owners.writer().push(counted));
        CHECK_EQUAL(counted.use_count(), 2);
    }
    CHECK_EQUAL(counted.use_count(), 1);
}

// ---- mpsc ---------------------------------------------------------------------

namespace {

struct mpsc_c {
    explicit mpsc_c(std::size_t capacity = 4)
    {
        CHECK_EQUAL(picoring_mpsc_create(capacity, sizeof(int), nullptr, &channel), PICORING_OK);
        open();
    }
    explicit mpsc_c(picoring_ring *ring)
    {
        CHECK_EQUAL(picoring_mpsc_from_ring(ring, nullptr, &channel), PICORING_OK);
        open();
    }
    mpsc_c(const mpsc_c &) = delete;
    mpsc_c &operator=(const mpsc_c &) = delete;
    ~mpsc_c()
    {
        picoring_mpsc_producer_destroy(writer);
        picoring_mpsc_reader_destroy(reader);
        picoring_mpsc_destroy(channel);
    }
    void open()
    {
        CHECK_EQUAL(picoring_mpsc_producer_open(channel, &writer), PICORING_OK);
        CHECK_EQUAL(picoring_mpsc_reader_open(channel, &reader), PICORING_OK);
    }
    void push(int item) { CHECK_EQUAL(picoring_mpsc_push(writer, &item), PICORING_OK); }

    picoring_mpsc *channel;
    picoring_mpsc_producer *writer;
    picoring_mpsc_reader *reader;
};

struct mpsc_cxx {
    mpsc<int> channel{4};
    picoring::mpsc_producer<int> writer = channel.producer();
    picoring::mpsc_reader<int> reader = channel.reader();
};

} // namespace

TEST(mpsc_new)
{
    picoring_mpsc *c;
    CHECK_EQUAL(picoring_mpsc_create(100, sizeof(int), nullptr, &c), PICORING_OK);
    mpsc<int> channel(100);
    CHECK(picoring_mpsc_capacity(c) >= 100 && channel.capacity() == picoring_mpsc_capacity(c));
    picoring_mpsc_destroy(c);
}

TEST(mpsc_split)
{
    mpsc_c c; // picoring_mpsc_producer_open, picoring_mpsc_reader_open
    mpsc<int> channel(4);
    auto producer = channel.producer();
    auto reader = channel.reader();
    c.push(1);
    CHECK(producer.push(2) && reader.size() == 1 && picoring_mpsc_len(c.reader) == 1);
}

TEST(mpsc_create_mpsc)
{
    picoring_mpsc *c;
    CHECK_EQUAL(picoring_mpsc_create(1, sizeof(int), nullptr, &c), PICORING_OK);
    picoring_mpsc_destroy(c);
    CHECK(mpsc<int>(1).capacity() >= 1);
}

TEST(mpsc_clone)
{
    mpsc_c c;
    picoring_mpsc_producer *other;
    CHECK_EQUAL(picoring_mpsc_producer_open(c.channel, &other), PICORING_OK);
    int item = 2;
    c.push(1);
    CHECK_EQUAL(picoring_mpsc_push(other, &item), PICORING_OK);
    CHECK_EQUAL(picoring_mpsc_len(c.reader), 2u);
    picoring_mpsc_producer_destroy(other);
    mpsc_cxx cxx;
    auto second = cxx.channel.producer();
    CHECK(cxx.writer.push(1) && second.push(2) && cxx.reader.size() == 2);
}

TEST(mpsc_push)
{
    mpsc_c c;
    int item = 7;
    CHECK_EQUAL(picoring_mpsc_push(c.writer, &item), PICORING_OK);
    mpsc_cxx cxx;
    CHECK(cxx.writer.push(7) && cxx.writer.push_wait(8) && cxx.reader.size() == 2);
}

TEST(mpsc_push_slice)
{
    mpsc_c c;
    const int data[] = {1, 2, 3};
    CHECK_EQUAL(picoring_mpsc_push_n(c.writer, data, 3), PICORING_OK);
    mpsc_cxx cxx;
    CHECK(cxx.writer.push_n(data) && cxx.reader.size() == 3);
}

TEST(mpsc_pop)
{
    mpsc_c c;
    int item = 0;
    c.push(5);
    CHECK(picoring_mpsc_pop(c.reader, &item) == PICORING_OK && item == 5);
    mpsc_cxx cxx;
    CHECK(cxx.writer.push(5) && cxx.writer.push(6));
    CHECK(cxx.reader.pop() == 5 && cxx.reader.pop_wait() == 6 && !cxx.reader.pop());
}

TEST(mpsc_len)
{
    mpsc_c c;
    c.push(1);
    mpsc_cxx cxx;
    CHECK(cxx.writer.push(1) && picoring_mpsc_len(c.reader) == 1 && cxx.reader.size() == 1);
}

TEST(mpsc_is_empty)
{
    mpsc_c c;
    mpsc_cxx cxx;
    CHECK(picoring_mpsc_len(c.reader) == 0 && cxx.reader.size() == 0);
}

TEST(mpsc_readable_slice)
{
    mpsc_c c;
    c.push(3);
    std::size_t n;
    CHECK(*static_cast<int *>(picoring_mpsc_peek(c.reader, &n)) == 3 && n == 1);
    mpsc_cxx cxx;
    CHECK(cxx.writer.push(3) && cxx.reader.peek().size() == 1 && cxx.reader.peek()[0] == 3);
}

TEST(mpsc_advance_tail)
{
    mpsc_c c;
    c.push(3);
    std::size_t n;
    CHECK(picoring_mpsc_peek(c.reader, &n) != nullptr);
    CHECK_EQUAL(picoring_mpsc_release(c.reader, 1), PICORING_OK);
    mpsc_cxx cxx;
    CHECK(cxx.writer.push(3) && !cxx.reader.peek().empty());
    cxx.reader.release(1);
    CHECK(picoring_mpsc_len(c.reader) == 0 && cxx.reader.size() == 0);
}

TEST(mpsc_into_mpsc)
{
    picoring_ring *ring_c;
    int item = 4;
    CHECK_EQUAL(picoring_ring_create(4, sizeof item, nullptr, &ring_c), PICORING_OK);
    CHECK_EQUAL(picoring_ring_push(ring_c, &item), PICORING_OK);
    {
        mpsc_c c(ring_c); // picoring_mpsc_from_ring
        picoring_mpsc_destroy(std::exchange(c.channel, nullptr));
        picoring_mpsc_producer_destroy(std::exchange(c.writer, nullptr));
        CHECK_EQUAL(picoring_mpsc_into_ring(std::exchange(c.reader, nullptr), &ring_c),
                    PICORING_OK);
    }
    CHECK_EQUAL(picoring_ring_len(ring_c), 1u);
    picoring_ring_destroy(ring_c);

    ring<std::shared_ptr<int>> ring(4);
    auto counted = std::make_shared<int>(4);
    CHECK(ring.push(counted));
    std::optional<mpsc<std::shared_ptr<int>>> channel(std::in_place, std::move(ring));
    auto reader = channel->reader();
    CHECK_THROWS(PICORING_EBUSY, std::move(reader).into_ring());
    channel.reset();
    ring = std::move(reader).into_ring();
    CHECK(ring.size() == 1 && ring[0] == counted && counted.use_count() == 2);
}

TEST(mpsc_drop)
{
    {
        mpsc_c c; // picoring_mpsc_producer_destroy, picoring_mpsc_reader_destroy,
                  // picoring_mpsc_destroy
        c.push(1);
    }
    auto counted = std::make_shared<int>(1);
    {
        mpsc<std::shared_ptr<int>> owners(4);
        CHECK(owners.producer().push(counted));
        CHECK_EQUAL(counted.use_count(), 2);
    }
    CHECK_EQUAL(counted.use_count(), 1);
}

int main() { return checking::run_all("migration"); }
