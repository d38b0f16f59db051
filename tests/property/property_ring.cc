// SPDX-License-Identifier: MIT OR Apache-2.0
//
// property_ring.cc: random verbs on a ring and on a std::deque do the same.
//
// The model keeps a number an element; the number tells every byte of it
// (pattern). Elements are changed in place through peek, view and at. What was
// written through a claim and not committed is kept too: "claiming again gives
// the same block", so a later commit may make it readable without another
// claim.
#include "model.hh"

#include <deque>
#include <vector>

namespace {

using Bytes = std::vector<unsigned char>;

// The pattern of an element, a word at a time, so that millions of steps fit
// into seconds.
void fill(unsigned char *to, uint64_t number, size_t size)
{
    uint64_t word = number * 0x9E3779B97F4A7C15u + 0x5851F42D4C957F2Du;
    size_t at = 0;
    for (; at + 8 <= size; at += 8, word = word * 0xD1B54A32D192ED03u + 1) memcpy(to + at, &word, 8);
    word ^= word >> 32;
    if (at < size) memcpy(to + at, &word, size - at);
}

bool filled(const unsigned char *from, uint64_t number, size_t size)
{
    uint64_t word = number * 0x9E3779B97F4A7C15u + 0x5851F42D4C957F2Du;
    size_t at = 0;
    for (; at + 8 <= size; at += 8, word = word * 0xD1B54A32D192ED03u + 1)
        if (memcmp(from + at, &word, 8) != 0) return false;
    word ^= word >> 32;
    return at == size || memcmp(from + at, &word, size - at) == 0;
}

class Pair {
public:
    Pair(size_t capacity, size_t element_size, bool exact, Random &source)
        : size(element_size), random(source)
    {
        picoring_options options = exact_or_not(exact);
        assert_code(PICORING_OK, picoring_ring_create(capacity, element_size, &options, &ring));
        most = picoring_ring_capacity(ring);
        assert_true(exact ? most == capacity : most >= capacity);
        buffer.resize((most + 2) * size);
    }

    ~Pair() { picoring_ring_destroy(ring); }
    Pair(const Pair &) = delete;
    Pair &operator=(const Pair &) = delete;

    void step()
    {
        switch (random.below(24)) {
        case 0: case 1: push(); break;
        case 2: case 3: pop(); break;
        case 4: push_overwrite(); break;
        case 5: push_n(); break;
        case 6: pop_n(); break;
        case 7: push_some(); break;
        case 8: pop_some(); break;
        case 9: case 10: case 11: claim(); break;
        case 12: case 13: commit(); break;
        case 14: release(); break;
        case 15: change_by_peek(); break;
        case 16: change_by_view(); break;
        case 17: change_by_at(); break;
        case 18: set(); break;
        case 19: beyond_the_grant(); break;
        case 20: read_by_view(); break;
        case 21: read_by_at(); break;
        case 22: if (random.one_in(20)) clear(); else cancel(); break;
        default: if (random.one_in(4)) compare_all(); break;
        }
        assert_int_equal(picoring_ring_len(ring), model.size());
        assert_int_equal(picoring_ring_free(ring), most - model.size());
    }

    // Peek shows exactly the model, and starts in the first copy.
    void compare_all()
    {
        size_t n = 77;
        auto block = static_cast<const unsigned char *>(picoring_ring_peek(ring, &n));
        assert_int_equal(n, model.size());
        if (model.empty()) {
            assert_null(block);
            return;
        }
        for (size_t i = 0; i < n; ++i) assert_true(filled(block + i * size, model[i], size));
        auto data = static_cast<unsigned char *>(picoring_mirror_data(picoring_ring_mirror(ring)));
        assert_true(block >= data && block < data + picoring_mirror_size(picoring_ring_mirror(ring)));
    }

private:
    size_t size, most = 0;
    Random &random;
    picoring_ring *ring = nullptr;
    std::deque<uint64_t> model;
    std::deque<uint64_t> claimed; // written in place, not committed
    Bytes buffer;
    uint64_t next = 1;

    size_t room() const { return most - model.size(); }

    // Mostly small counts; sometimes all there is, and a bit more.
    size_t count(size_t there)
    {
        if (random.one_in(8)) return there + random.below(3);
        size_t few = 1 + 40000 / size;
        return random.upto(there < few ? there : few);
    }

    uint64_t *added(size_t n) // n new numbers, their elements in the buffer
    {
        numbers.clear();
        for (size_t i = 0; i < n; ++i) {
            numbers.push_back(next);
            fill(buffer.data() + i * size, next++, size);
        }
        return numbers.data();
    }
    std::vector<uint64_t> numbers;

    void append(size_t n)
    {
        model.insert(model.end(), numbers.begin(), numbers.begin() + static_cast<ptrdiff_t>(n));
        claimed.clear(); // written over, at least in part
    }

    void drop(size_t n) { model.erase(model.begin(), model.begin() + static_cast<ptrdiff_t>(n)); }

    void check_taken(size_t n)
    {
        for (size_t i = 0; i < n; ++i) assert_true(filled(buffer.data() + i * size, model[i], size));
        drop(n);
    }

    void push()
    {
        added(1);
        bool sized = random.one_in(2);
        int code = sized ? picoring_ring_push_sized(ring, buffer.data(), size)
                         : picoring_ring_push(ring, buffer.data());
        assert_code(room() ? PICORING_OK : PICORING_EAGAIN, code);
        if (room()) append(1);
    }

    void pop()
    {
        bool sized = random.one_in(2);
        int code = sized ? picoring_ring_pop_sized(ring, buffer.data(), size)
                         : picoring_ring_pop(ring, buffer.data());
        assert_code(model.empty() ? PICORING_EAGAIN : PICORING_OK, code);
        if (!model.empty()) check_taken(1);
    }

    void push_overwrite()
    {
        for (size_t n = 1 + random.below(3); n > 0; --n) {
            added(1);
            assert_code(PICORING_OK, picoring_ring_push_overwrite(ring, buffer.data()));
            if (room() == 0) drop(1);
            append(1);
        }
    }

    void push_n()
    {
        size_t n = count(room());
        if (n > most + 2) n = most + 2;
        added(n);
        int wanted = n <= room() ? PICORING_OK : n > most ? PICORING_ERANGE : PICORING_EAGAIN;
        assert_code(wanted, picoring_ring_push_n(ring, buffer.data(), n));
        if (wanted == PICORING_OK && n > 0) append(n);
    }

    void pop_n()
    {
        size_t n = count(model.size());
        int wanted = n <= model.size() ? PICORING_OK : n > most ? PICORING_ERANGE : PICORING_EAGAIN;
        assert_code(wanted, picoring_ring_pop_n(ring, buffer.data(), n));
        if (wanted == PICORING_OK) check_taken(n);
    }

    void push_some()
    {
        size_t n = count(room()), done = 77;
        added(n);
        int code = picoring_ring_push_some(ring, buffer.data(), n, &done);
        if (n > 0 && room() == 0) {
            assert_code(PICORING_EAGAIN, code);
            assert_int_equal(done, 77);
            return;
        }
        assert_code(PICORING_OK, code);
        assert_int_equal(done, n < room() ? n : room());
        if (done > 0) append(done);
    }

    void pop_some()
    {
        size_t n = count(model.size()), done = 77;
        int code = picoring_ring_pop_some(ring, buffer.data(), n, &done);
        if (n > 0 && model.empty()) {
            assert_code(PICORING_EAGAIN, code);
            assert_int_equal(done, 77);
            return;
        }
        assert_code(PICORING_OK, code);
        assert_int_equal(done, n < model.size() ? n : model.size());
        check_taken(done);
    }

    // Writes some of a claim in place. What an earlier claim left there is
    // still there.
    void claim()
    {
        size_t n = count(room());
        auto place = static_cast<unsigned char *>(picoring_ring_claim(ring, n));
        if (n == 0 || n > room()) {
            assert_null(place);
            int code = picoring_ring_claim_status(ring, n);
            int wanted = n == 0 ? (room() ? PICORING_EINVAL : PICORING_EAGAIN)
                                : n > most ? PICORING_ERANGE : PICORING_EAGAIN;
            assert_code(wanted, code);
            return;
        }
        assert_non_null(place);
        assert_code(PICORING_OK, picoring_ring_claim_status(ring, n));
        for (size_t i = 0; i < n && i < claimed.size(); ++i)
            assert_true(filled(place + i * size, claimed[i], size));
        size_t from = random.one_in(3) && n > claimed.size() ? claimed.size() : 0;
        for (size_t i = from; i < n; ++i) {
            fill(place + i * size, next, size);
            if (i < claimed.size())
                claimed[i] = next++;
            else
                claimed.push_back(next++);
        }
    }

    // Commits a part of what was claimed, without claiming again.
    void commit()
    {
        size_t n = random.one_in(3) ? claimed.size() : random.upto(claimed.size());
        assert_code(PICORING_OK, picoring_ring_commit(ring, n));
        model.insert(model.end(), claimed.begin(), claimed.begin() + static_cast<ptrdiff_t>(n));
        claimed.erase(claimed.begin(), claimed.begin() + static_cast<ptrdiff_t>(n));
    }

    void cancel() { assert_code(PICORING_OK, picoring_ring_cancel(ring)); }

    void release()
    {
        size_t n = count(model.size());
        bool fits = n <= model.size();
        assert_code(fits ? PICORING_OK : PICORING_ERANGE, picoring_ring_release(ring, n));
        if (fits) drop(n);
    }

    void clear()
    {
        assert_code(PICORING_OK, picoring_ring_clear(ring));
        model.clear();
    }

    void change(unsigned char *place, size_t first, size_t n)
    {
        for (size_t changes = random.upto(3); changes > 0 && n > 0; --changes) {
            size_t i = random.one_in(3) ? n - 1 : random.below(n);
            model[first + i] = next;
            fill(place + i * size, next++, size);
        }
    }

    void change_by_peek()
    {
        size_t n = 77;
        auto block = static_cast<unsigned char *>(picoring_ring_peek(ring, &n));
        assert_int_equal(n, model.size());
        assert_code(n ? PICORING_OK : PICORING_EAGAIN, picoring_ring_peek_status(ring));
        if (block) change(block, 0, n);
    }

    void change_by_view()
    {
        if (model.empty()) return;
        size_t first = random.below(model.size());
        size_t n = 1 + random.below(model.size() - first);
        auto block = static_cast<unsigned char *>(picoring_ring_view(ring, first, n));
        assert_non_null(block);
        change(block, first, n);
    }

    void change_by_at()
    {
        if (model.empty()) return;
        size_t index = random.below(model.size());
        auto place = static_cast<unsigned char *>(picoring_ring_at(ring, index));
        assert_non_null(place);
        assert_true(filled(place, model[index], size));
        change(place, index, 1);
    }

    void set()
    {
        size_t index = random.below(model.size() + 1);
        fill(buffer.data(), next, size);
        bool there = index < model.size();
        assert_code(there ? PICORING_OK : PICORING_ERANGE,
                    picoring_ring_set(ring, index, buffer.data()));
        if (there) model[index] = next;
        ++next;
    }

    void read_by_view()
    {
        if (model.empty()) return;
        size_t first = random.below(model.size());
        size_t n = 1 + random.below(model.size() - first);
        auto block = static_cast<unsigned char *>(picoring_ring_view(ring, first, n));
        assert_non_null(block);
        for (size_t tries = 0; tries < 8; ++tries) {
            size_t i = tries == 0 ? n - 1 : random.below(n);
            assert_true(filled(block + i * size, model[first + i], size));
        }
    }

    void read_by_at()
    {
        size_t index = random.below(model.size() + 2);
        auto place = static_cast<unsigned char *>(picoring_ring_at(ring, index));
        if (index >= model.size())
            assert_null(place);
        else
            assert_true(filled(place, model[index], size));
    }

    void beyond_the_grant()
    {
        size_t more = 1 + random.below(5);
        assert_code(PICORING_ERANGE, picoring_ring_commit(ring, room() + more));
        assert_code(PICORING_ERANGE, picoring_ring_release(ring, model.size() + more));
        assert_null(picoring_ring_claim(ring, room() + more));
        assert_null(picoring_ring_view(ring, 0, model.size() + more));
        assert_null(picoring_ring_view(ring, model.size(), 1));
    }
};

constexpr size_t element_sizes[] = {1, 3, 8, 12, 24, 100, 4096, 5000};

void run(size_t element_size, size_t rings, size_t steps)
{
    Random random(seed_of_this_run() * 1000003 + element_size);
    for (size_t i = 0; i < rings; ++i) {
        size_t most = element_size > 1000 ? 40 : 3000;
        size_t capacity = 1 + (random.one_in(3) ? random.below(4) : random.below(most));
        Pair pair(capacity, element_size, random.one_in(2), random);
        for (size_t step = 0; step < steps; ++step) pair.step();
        pair.compare_all();
    }
}

void a_ring_of_small_elements_does_what_a_deque_does(void **)
{
    for (size_t size : element_sizes)
        if (size < 1000) run(size, 40, scaled(12500));
}

void a_ring_of_elements_over_a_page_does_what_a_deque_does(void **)
{
    for (size_t size : element_sizes)
        if (size > 1000) run(size, 30, scaled(5000));
}

} // namespace

int main()
{
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_ring_of_small_elements_does_what_a_deque_does),
        cmocka_unit_test(a_ring_of_elements_over_a_page_does_what_a_deque_does),
    };
    seed_of_this_run();
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
