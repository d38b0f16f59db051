// SPDX-License-Identifier: MIT OR Apache-2.0
//
// property_list.cc: random verbs on a list and on a std::vector of bytes do the
// same, with random options.
//
// What was claimed and written, and not committed, is kept too: it stays until
// another verb writes or gives memory back there.
#include "model.hh"

#include <algorithm>
#include <vector>

namespace {

using Bytes = std::vector<unsigned char>;

class Pair {
public:
    Pair(size_t element_size, const picoring_list_options &given, Random &source)
        : size(element_size), options(given), random(source)
    {
        assert_code(PICORING_OK, picoring_list_create(size, &options, &list));
        most = picoring_list_capacity(list);
        data = static_cast<unsigned char *>(picoring_list_data(list));
        assert_true(most >= options.reserve);
        assert_true((most - options.reserve) * size < picoring_granularity());
    }

    ~Pair() { picoring_list_destroy(list); }
    Pair(const Pair &) = delete;
    Pair &operator=(const Pair &) = delete;

    void step()
    {
        switch (random.below(24)) {
        case 0: case 1: case 2: push(); break;
        case 3: push_own(); break;
        case 4: case 5: append(); break;
        case 6: append_own(); break;
        case 7: case 8: claim(); break;
        case 9: case 10: commit(); break;
        case 11: case 12: pop(); break;
        case 13: get(); break;
        case 14: set(); break;
        case 15: change_in_place(); break;
        case 16: chunks(); break;
        case 17: beyond(); break;
        case 18: if (random.one_in(8)) reserve(); break;
        case 19: truncate(); break;
        case 20: if (random.one_in(10)) shrink(); break;
        case 21: if (random.one_in(20)) clear(); else cancel(); break;
        case 22: if (random.one_in(200)) describe(); break;
        default: if (random.one_in(8)) compare_all(); break;
        }
        assert_int_equal(picoring_list_len(list), len());
    }

    void compare_all()
    {
        assert_ptr_equal(picoring_list_data(list), data);
        assert_int_equal(picoring_list_capacity(list), most);
        assert_int_equal(picoring_list_len(list), len());
        assert_true(model.empty() || memcmp(data, model.data(), model.size()) == 0);
    }

private:
    size_t size, most = 0;
    picoring_list_options options;
    Random &random;
    picoring_list *list = nullptr;
    unsigned char *data = nullptr;
    Bytes model;
    Bytes claimed; // written behind the last element, not committed
    Bytes buffer;

    size_t len() const { return model.size() / size; }
    size_t room() const { return most - len(); }

    // Mostly few; sometimes all there is, and a bit more.
    size_t count(size_t there)
    {
        if (random.one_in(80)) return there + random.below(3);
        return random.upto(std::min(there, 1 + 3000 / size));
    }

    const unsigned char *fresh(size_t n) // n new elements
    {
        buffer.resize(n * size);
        size_t at = 0;
        for (; at + 8 <= buffer.size(); at += 8) {
            uint64_t word = random.next();
            memcpy(buffer.data() + at, &word, 8);
        }
        for (; at < buffer.size(); ++at) buffer[at] = static_cast<unsigned char>(random.next());
        return buffer.data();
    }

    void added(const unsigned char *from, size_t n)
    {
        model.insert(model.end(), from, from + n * size);
        claimed.clear(); // written over, at least in part
    }

    int wanted(size_t n) const { return n <= room() ? PICORING_OK : PICORING_ENOBUFS; }

    void push()
    {
        for (size_t n = 1 + random.below(4); n > 0; --n) {
            fresh(1);
            int code = random.one_in(2) ? picoring_list_push_sized(list, buffer.data(), size)
                                        : picoring_list_push(list, buffer.data());
            assert_code(wanted(1), code);
            if (code == PICORING_OK) added(buffer.data(), 1);
        }
    }

    void push_own()
    {
        if (model.empty()) return;
        size_t index = random.below(len());
        int code = picoring_list_push(list, picoring_list_at(list, index));
        assert_code(wanted(1), code);
        if (code != PICORING_OK) return;
        Bytes element(data + index * size, data + (index + 1) * size);
        added(element.data(), 1);
    }

    void append()
    {
        size_t n = count(room());
        int code = picoring_list_append(list, n ? fresh(n) : nullptr, n);
        assert_code(wanted(n), code);
        if (code == PICORING_OK && n > 0) added(buffer.data(), n);
    }

    void append_own()
    {
        size_t first = random.below(len() + 1), n = random.upto(len() - first);
        if (!random.one_in(20)) n = std::min(n, 1 + 3000 / size);
        int code = picoring_list_append(list, data + first * size, n);
        assert_code(wanted(n), code);
        if (code != PICORING_OK || n == 0) return;
        buffer.assign(model.begin() + static_cast<ptrdiff_t>(first * size),
                      model.begin() + static_cast<ptrdiff_t>((first + n) * size));
        added(buffer.data(), n);
    }

    // Writes some of a claim in place. What an earlier claim left there is
    // still there.
    void claim()
    {
        size_t n = count(room());
        auto place = static_cast<unsigned char *>(picoring_list_claim(list, n));
        if (n == 0 || n > room()) {
            assert_null(place);
            assert_code(n ? PICORING_ENOBUFS : PICORING_EINVAL, picoring_list_claim_status(list, n));
            return;
        }
        assert_ptr_equal(place, data + model.size());
        assert_code(PICORING_OK, picoring_list_claim_status(list, n));
        assert_true(claimed.empty() ||
                    memcmp(place, claimed.data(), std::min(claimed.size(), n * size)) == 0);
        fresh(n);
        size_t from = random.one_in(3) ? std::min(claimed.size(), n * size) : 0;
        memcpy(place + from, buffer.data() + from, n * size - from);
        if (claimed.size() < n * size) claimed.resize(n * size);
        std::copy(buffer.begin() + static_cast<ptrdiff_t>(from), buffer.end(),
                  claimed.begin() + static_cast<ptrdiff_t>(from));
    }

    // A part of what was claimed, without claiming again.
    void commit()
    {
        size_t n = claimed.size() / size;
        if (!random.one_in(3)) n = random.upto(n);
        auto end = claimed.begin() + static_cast<ptrdiff_t>(n * size);
        assert_code(PICORING_OK, picoring_list_commit(list, n));
        model.insert(model.end(), claimed.begin(), end);
        claimed.erase(claimed.begin(), end);
    }

    void cancel() { assert_code(PICORING_OK, picoring_list_cancel(list)); }

    void pop()
    {
        for (size_t n = 1 + random.below(5); n > 0; --n) {
            bool out = !random.one_in(4);
            buffer.assign(size, 0xEE);
            int code = picoring_list_pop(list, out ? buffer.data() : nullptr);
            assert_code(model.empty() ? PICORING_EAGAIN : PICORING_OK, code);
            if (model.empty()) return;
            size_t left = model.size() - size;
            if (out) assert_memory_equal(buffer.data(), model.data() + left, size);
            model.resize(left);
            claimed.clear();
        }
    }

    void get()
    {
        size_t index = random.below(len() + 2);
        bool there = index < len();
        buffer.assign(size, 0xEE);
        assert_code(there ? PICORING_OK : PICORING_ERANGE,
                    picoring_list_get(list, index, buffer.data()));
        void *place = picoring_list_at(list, index);
        if (there) {
            assert_memory_equal(buffer.data(), model.data() + index * size, size);
            assert_ptr_equal(place, data + index * size);
        } else {
            assert_null(place);
            assert_true(buffer[0] == 0xEE && buffer[size - 1] == 0xEE);
        }
    }

    void set()
    {
        size_t index = random.below(len() + 1);
        bool there = index < len();
        fresh(1);
        assert_code(there ? PICORING_OK : PICORING_ERANGE,
                    picoring_list_set(list, index, buffer.data()));
        if (there) std::copy(buffer.begin(), buffer.end(), model.data() + index * size);
    }

    void change_in_place()
    {
        if (model.empty()) return;
        size_t index = random.one_in(3) ? len() - 1 : random.below(len());
        fresh(1);
        memcpy(picoring_list_at(list, index), buffer.data(), size);
        std::copy(buffer.begin(), buffer.end(), model.data() + index * size);
    }

    void chunks()
    {
        size_t chunk = picoring_list_chunk_size(list), pieces = picoring_list_chunk_count(list);
        assert_int_equal(chunk, options.chunk ? options.chunk : std::max((size_t{8} << 20) / size,
                                                                         size_t{1}));
        assert_int_equal(pieces, len() / chunk + (len() % chunk != 0));
        size_t index = random.below(pieces + 2), n = 77;
        auto place = picoring_list_chunk(list, index, &n);
        if (index >= pieces) {
            assert_null(place);
            assert_int_equal(n, 0);
        } else {
            assert_ptr_equal(place, data + index * chunk * size);
            assert_int_equal(n, std::min(chunk, len() - index * chunk));
        }
    }

    void beyond()
    {
        size_t more = 1 + random.below(5);
        assert_code(PICORING_ERANGE, picoring_list_commit(list, room() + more));
        assert_code(PICORING_ERANGE, picoring_list_truncate(list, len() + more));
        assert_null(picoring_list_claim(list, room() + more));
        assert_code(PICORING_ENOBUFS, picoring_list_claim_status(list, room() + more));
        assert_code(PICORING_ENOBUFS, picoring_list_reserve(list, most + more));
        assert_code(PICORING_ENOBUFS, picoring_list_append(list, buffer.data(), room() + more));
    }

    void reserve()
    {
        size_t n = random.one_in(5) ? most : random.upto(most);
        if (!random.one_in(10)) n = std::min(n, len() + 3000 / size);
        assert_code(PICORING_OK, picoring_list_reserve(list, n));
        if (n <= len()) return;
        // Room that was reserved can be committed.
        size_t some = random.upto(n - len());
        if (some * size > 10000 || claimed.size() > 0) return;
        memcpy(data + model.size(), fresh(some), some * size);
        assert_code(PICORING_OK, picoring_list_commit(list, some));
        added(buffer.data(), some);
    }

    void truncate()
    {
        size_t n = random.one_in(40) ? random.upto(len()) : len() - std::min(len(), random.below(50 + 6000 / size));
        assert_code(PICORING_OK, picoring_list_truncate(list, n));
        model.resize(n * size);
        claimed.clear();
    }

    void shrink()
    {
        assert_code(PICORING_OK, picoring_list_shrink(list));
        claimed.clear();
        if (!random.one_in(10)) return;
        assert_true(committed() <= model.size() + (size_t{2} << 20));
        if (options.small_pages) assert_true(committed() < model.size() + picoring_granularity());
    }

    void clear()
    {
        assert_code(PICORING_OK, picoring_list_clear(list));
        model.clear();
        claimed.clear();
    }

    picoring_list_info info() const
    {
        picoring_list_info now = PICORING_LIST_INFO_INIT;
        assert_code(PICORING_OK, picoring_list_describe(list, &now));
        return now;
    }

    size_t committed() const { return info().committed; }

    void describe()
    {
        picoring_list_info now = info();
        assert_int_equal(now.reserved / size, most);
        assert_true(now.committed >= model.size() && now.committed <= now.reserved);
        assert_true(now.huge_bytes <= now.committed);
        assert_int_equal(now.committed % picoring_granularity(), 0);
        // Exactly that is ready, and no more.
        size_t ready = now.committed / size;
        assert_code(PICORING_ERANGE, picoring_list_commit(list, ready - len() + 1));
    }
};

constexpr size_t element_sizes[] = {1, 3, 8, 12, 24, 100, 4096, 5000};

picoring_list_options random_options(size_t size, Random &random)
{
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    size_t page = picoring_granularity();
    size_t bytes = random.one_in(20) ? (size_t{5} << 20) : 30 * page + size * 20;
    options.reserve = 1 + random.below(bytes / size);
    if (!random.one_in(4)) {
        options.least_step = 1 + random.below(4 * page);
        options.most_step = options.least_step + random.below(8 * page);
    }
    if (!random.one_in(3)) options.keep = random.one_in(4) ? SIZE_MAX : 1 + random.below(6 * page);
    if (!random.one_in(3)) options.chunk = 1 + random.below(random.one_in(2) ? 10 : 1000);
    options.small_pages = random.one_in(2);
    return options;
}

void run(size_t element_size, size_t lists, size_t steps)
{
    Random random(seed_of_this_run() * 1000003 + element_size);
    for (size_t i = 0; i < lists; ++i) {
        Pair pair(element_size, random_options(element_size, random), random);
        for (size_t step = 0; step < steps; ++step) pair.step();
        pair.compare_all();
    }
}

void a_list_of_small_elements_does_what_a_vector_does(void **)
{
    for (size_t size : element_sizes)
        if (size < 1000) run(size, 60, scaled(14000));
}

void a_list_of_elements_over_a_page_does_what_a_vector_does(void **)
{
    for (size_t size : element_sizes)
        if (size > 1000) run(size, 40, scaled(8000));
}

} // namespace

int main()
{
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_list_of_small_elements_does_what_a_vector_does),
        cmocka_unit_test(a_list_of_elements_over_a_page_does_what_a_vector_does),
    };
    seed_of_this_run();
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
