// SPDX-License-Identifier: MIT OR Apache-2.0
//
// property_stream.cc: random verbs on a stream and on a std::deque of bytes do
// the same - copying, in place, taking back, searching, through a pipe, up to the end.
#include "model.hh"

#include <algorithm>
#include <deque>
#include <vector>

namespace {

class Pair {
public:
    Pair(size_t capacity, bool exact, Random &source) : random(source)
    {
        picoring_options options = exact_or_not(exact);
        assert_code(PICORING_OK, picoring_stream_create(capacity, &options, &stream));
        most = picoring_stream_capacity(stream);
        assert_true(exact ? most == capacity : most >= capacity);
        buffer.resize(most + 16);
        assert_int_equal(pipe(ends), 0);
        for (int end : ends) assert_int_equal(fcntl(end, F_SETFL, O_NONBLOCK), 0);
    }

    ~Pair()
    {
        picoring_stream_destroy(stream);
        close(ends[0]);
        close(ends[1]);
    }
    Pair(const Pair &) = delete;
    Pair &operator=(const Pair &) = delete;

    void step()
    {
        switch (random.below(18)) {
        case 0: case 1: case 2: write_some(); break;
        case 3: case 4: read_some(); break;
        case 5: case 6: claim(); break;
        case 7: case 8: commit(); break;
        case 9: release(); break;
        case 10: change_in_place(); break;
        case 11: case 12: find(); break;
        case 13: from_pipe(); break;
        case 14: to_pipe(); break;
        case 15: truncate(); break;
        case 16: beyond_the_grant(); break;
        default: if (random.one_in(8)) compare_all(); break;
        }
        assert_int_equal(picoring_stream_len(stream), model.size());
        assert_int_equal(picoring_stream_free(stream), closed ? 0 : most - model.size());
        assert_int_equal(picoring_stream_ended(stream), closed && model.empty());
    }

    void compare_all()
    {
        size_t n = 77;
        auto block = static_cast<const unsigned char *>(picoring_stream_peek(stream, &n));
        assert_int_equal(n, model.size());
        assert_true(std::equal(model.begin(), model.end(), block));
        auto mirror = picoring_stream_mirror(stream);
        auto data = static_cast<unsigned char *>(picoring_mirror_data(mirror));
        if (block) assert_true(block >= data && block < data + picoring_mirror_size(mirror));
    }

    void close_it()
    {
        assert_code(PICORING_OK, picoring_stream_close(stream));
        closed = true;
        claimed.clear();
    }

private:
    Random &random;
    picoring_stream *stream = nullptr;
    size_t most = 0;
    bool closed = false;
    int ends[2] = {-1, -1};
    std::deque<unsigned char> model, claimed;
    std::deque<unsigned char> in_pipe;
    std::vector<unsigned char> buffer;

    size_t room() const { return closed ? 0 : most - model.size(); }

    // Few values, so that searches find something.
    unsigned char byte() { return static_cast<unsigned char>('a' + random.below(6)); }

    size_t count(size_t there)
    {
        return random.one_in(6) ? there + random.below(3) : random.upto(there < 300 ? there : 300);
    }

    void fill(size_t n)
    {
        uint64_t many = random.next();
        for (size_t i = 0; i < n; ++i, many = many * 6364136223846793005u + 1442695040888963407u)
            buffer[i] = static_cast<unsigned char>('a' + (many >> 33) % 6);
    }

    void append(size_t n)
    {
        model.insert(model.end(), buffer.begin(), buffer.begin() + static_cast<ptrdiff_t>(n));
        claimed.clear();
    }

    void drop(size_t n) { model.erase(model.begin(), model.begin() + static_cast<ptrdiff_t>(n)); }

    int none_to_read() const { return closed ? PICORING_EEND : PICORING_EAGAIN; }

    void write_some()
    {
        size_t n = count(most - model.size()), done = 77;
        fill(n);
        int code = picoring_stream_write(stream, buffer.data(), n, &done);
        if (n > 0 && room() == 0) {
            assert_code(closed ? PICORING_EPIPE : PICORING_EAGAIN, code);
            assert_int_equal(done, 77);
            return;
        }
        assert_code(PICORING_OK, code);
        assert_int_equal(done, std::min(n, room()));
        if (done > 0) append(done);
    }

    void read_some()
    {
        size_t n = count(model.size()), done = 77;
        int code = picoring_stream_read(stream, buffer.data(), n, &done);
        if (n > 0 && model.empty()) {
            assert_code(none_to_read(), code);
            assert_int_equal(done, 77);
            return;
        }
        assert_code(PICORING_OK, code);
        assert_int_equal(done, std::min(n, model.size()));
        assert_true(std::equal(buffer.begin(), buffer.begin() + static_cast<ptrdiff_t>(done),
                               model.begin()));
        drop(done);
    }

    void claim()
    {
        size_t n = count(room());
        auto place = static_cast<unsigned char *>(picoring_stream_claim(stream, n));
        if (n == 0 || n > room()) {
            assert_null(place);
            int wanted = closed ? PICORING_EPIPE
                         : n == 0 ? (room() ? PICORING_EINVAL : PICORING_EAGAIN)
                         : n > most ? PICORING_ERANGE : PICORING_EAGAIN;
            assert_code(wanted, picoring_stream_claim_status(stream, n));
            return;
        }
        assert_non_null(place);
        size_t kept = std::min(n, claimed.size());
        assert_true(std::equal(place, place + kept, claimed.begin()));
        size_t from = random.one_in(2) ? kept : 0;
        fill(n);
        for (size_t i = from; i < n; ++i) {
            place[i] = buffer[i];
            if (i < claimed.size())
                claimed[i] = buffer[i];
            else
                claimed.push_back(buffer[i]);
        }
    }

    void commit()
    {
        size_t n = random.one_in(3) ? claimed.size() : random.upto(claimed.size());
        assert_code(PICORING_OK, picoring_stream_commit(stream, n));
        model.insert(model.end(), claimed.begin(), claimed.begin() + static_cast<ptrdiff_t>(n));
        claimed.erase(claimed.begin(), claimed.begin() + static_cast<ptrdiff_t>(n));
    }

    void release()
    {
        size_t n = count(model.size());
        bool fits = n <= model.size();
        assert_code(fits ? PICORING_OK : PICORING_ERANGE, picoring_stream_release(stream, n));
        if (fits) drop(n);
    }

    void truncate()
    {
        size_t kept = random.one_in(8) ? count(model.size()) : model.size() - random.upto(model.size()) / 4;
        bool fits = kept <= model.size();
        assert_code(fits ? PICORING_OK : PICORING_ERANGE, picoring_stream_truncate(stream, kept));
        if (!fits) return;
        model.resize(kept);
        claimed.clear();
    }

    void change_in_place()
    {
        size_t n = 77;
        auto block = static_cast<unsigned char *>(picoring_stream_peek(stream, &n));
        assert_code(model.empty() ? none_to_read() : PICORING_OK, picoring_stream_peek_status(stream));
        for (size_t changes = random.upto(5); block && changes > 0; --changes) {
            size_t i = random.one_in(3) ? n - 1 : random.below(n);
            block[i] = model[i] = byte();
        }
    }

    void find()
    {
        unsigned char wanted[5];
        size_t n = 1 + random.below(5), at = 77;
        for (size_t i = 0; i < n; ++i) wanted[i] = byte();
        size_t from = random.upto(model.size() + 2);
        if (n > 2 && model.size() > n && random.one_in(2)) { // something that is there
            size_t there = random.below(model.size() - n);
            std::copy_n(model.begin() + static_cast<ptrdiff_t>(there), n, wanted);
        }
        int code = picoring_stream_find(stream, from, wanted, n, &at);
        auto start = model.begin() + static_cast<ptrdiff_t>(std::min(from, model.size()));
        auto found = std::search(start, model.end(), wanted, wanted + n);
        if (found == model.end()) {
            assert_code(none_to_read(), code);
            assert_int_equal(at, 77);
        } else {
            assert_code(PICORING_OK, code);
            assert_int_equal(at, found - model.begin());
        }
    }

    void from_pipe()
    {
        size_t n = 1 + count(room()), done = 77;
        int code = picoring_stream_read_from_fd(stream, ends[0], random.one_in(4) ? SIZE_MAX : n, &done);
        if (closed || room() == 0 || in_pipe.empty()) {
            assert_code(closed ? PICORING_EPIPE : room() == 0 ? PICORING_ENOBUFS : PICORING_EAGAIN, code);
            assert_int_equal(done, 77);
            return;
        }
        assert_code(PICORING_OK, code);
        assert_true(done >= 1 && done <= in_pipe.size() && done <= room());
        for (size_t i = 0; i < done; ++i) model.push_back(in_pipe[i]);
        in_pipe.erase(in_pipe.begin(), in_pipe.begin() + static_cast<ptrdiff_t>(done));
        claimed.clear();
    }

    void to_pipe()
    {
        size_t n = 1 + count(model.size()), done = 77;
        int code = picoring_stream_write_to_fd(stream, ends[1], random.one_in(4) ? SIZE_MAX : n, &done);
        if (model.empty()) {
            assert_code(closed ? PICORING_EEND : PICORING_ENODATA, code);
            assert_int_equal(done, 77);
            return;
        }
        if (code == PICORING_EAGAIN) { // the pipe is full
            assert_true(in_pipe.size() > 0);
            assert_int_equal(done, 77);
            return;
        }
        assert_code(PICORING_OK, code);
        assert_true(done >= 1 && done <= model.size());
        for (size_t i = 0; i < done; ++i) in_pipe.push_back(model[i]);
        drop(done);
    }

    void beyond_the_grant()
    {
        size_t more = 1 + random.below(5);
        assert_code(closed ? PICORING_EPIPE : PICORING_ERANGE,
                    picoring_stream_commit(stream, room() + more));
        assert_code(PICORING_ERANGE, picoring_stream_release(stream, model.size() + more));
        assert_null(picoring_stream_claim(stream, room() + more));
    }
};

void a_stream_does_what_a_deque_of_bytes_does(void **)
{
    Random random(seed_of_this_run());
    for (int i = 0; i < 120; ++i) {
        size_t capacity = 1 + (random.one_in(3) ? random.below(20) : random.below(6000));
        Pair pair(capacity, random.one_in(2), random);
        for (size_t steps = scaled(36000); steps > 0; --steps) pair.step();
        pair.compare_all();
        pair.close_it();
        for (size_t steps = scaled(300); steps > 0; --steps) pair.step();
        pair.compare_all();
    }
}

} // namespace

int main()
{
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_does_what_a_deque_of_bytes_does),
    };
    seed_of_this_run();
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
