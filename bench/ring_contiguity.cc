// SPDX-License-Identifier: MIT OR Apache-2.0
//
// ring_contiguity.cc: table g, work on data that lies across the seam: in
// place, in two segments with what the work then needs, and after reassembly
// into a ready buffer. Where two segments are as good, the table says 1.0.
#include "tables.hpp"

#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

using namespace bench;

namespace {

// ---- The four kinds of work ---------------------------------------------------

// Sums the decimal numbers of whole lines.
uint64_t parse_lines(const unsigned char *at, const unsigned char *end)
{
    uint64_t sum = 0;
    while (at < end) {
        auto stop =
            static_cast<const unsigned char *>(memchr(at, '\n', static_cast<size_t>(end - at)));
        uint64_t number = 0;
        for (; at < stop; ++at) number = number * 10 + (*at - '0');
        sum += number;
        ++at;
    }
    return sum;
}

// Only the line across the seam is put together.
uint64_t parse_two(const unsigned char *a, size_t na, const unsigned char *b, size_t nb)
{
    auto last = static_cast<const unsigned char *>(memrchr(a, '\n', na));
    size_t whole = last ? static_cast<size_t>(last - a) + 1 : 0;
    auto first = static_cast<const unsigned char *>(memchr(b, '\n', nb));
    size_t rest = static_cast<size_t>(first - b) + 1;
    unsigned char joined[64];
    memcpy(joined, a + whole, na - whole);
    memcpy(joined + (na - whole), b, rest);
    return parse_lines(a, a + whole) + parse_lines(joined, joined + (na - whole) + rest) +
           parse_lines(b + rest, b + nb);
}

constexpr size_t taps = 32;

// One output a position; `n` inputs give n - taps + 1.
float filter(const float *in, size_t n, const float *weights)
{
    float loudest = 0;
    for (size_t i = 0; i + taps <= n; ++i) {
        float sum = 0;
        for (size_t k = 0; k < taps; ++k) sum += in[i + k] * weights[k];
        loudest = sum > loudest ? sum : loudest;
    }
    return loudest;
}

// The windows across the seam are run over a small joined copy.
float filter_two(const float *a, size_t na, const float *b, size_t nb, const float *weights)
{
    float joined[2 * (taps - 1)];
    memcpy(joined, a + na - (taps - 1), (taps - 1) * sizeof(float));
    memcpy(joined + (taps - 1), b, (taps - 1) * sizeof(float));
    float loudest = filter(a, na, weights);
    float seam = filter(joined, 2 * (taps - 1), weights);
    float rest = filter(b, nb, weights);
    return std::max(loudest, std::max(seam, rest));
}

// ---- The three ways to the data -------------------------------------------------

struct Stage {
    explicit Stage(size_t size) : n(size), ring(size), ready(size)
    {
        ring.rewind(start());
        for (size_t k = 0; k < taps; ++k) weights[k] = 1.0f / static_cast<float>(k + 1);
    }
    Stage(const Stage &) = delete;
    Stage &operator=(const Stage &) = delete;

    size_t start() const { return ring.size() - n / 2; }
    const unsigned char *first() const { return ring.first + start(); }
    size_t before() const { return n / 2; }
    const unsigned char *whole()
    {
        size_t got;
        return static_cast<unsigned char *>(picoring_ring_peek(ring.ring, &got));
    }
    const unsigned char *reassembled()
    {
        memcpy(ready.data(), first(), before());
        memcpy(ready.data() + before(), ring.first, n - before());
        barrier();
        return ready.data();
    }
    // Fills the ring: nine bytes a line or, for the filter, floats.
    void fill_lines()
    {
        auto to = static_cast<unsigned char *>(picoring_ring_claim(ring.ring, n));
        for (size_t i = 0; i < n; ++i)
            to[i] = static_cast<unsigned char>(i % 9 == 8 || i == n - 1 ? '\n' : '0' + i % 7);
        require(picoring_ring_commit(ring.ring, n) == PICORING_OK, "commit");
    }
    void fill_floats()
    {
        auto to = static_cast<float *>(picoring_ring_claim(ring.ring, n));
        for (size_t i = 0; i < n / sizeof(float); ++i) to[i] = static_cast<float>(i * 37 % 101);
        require(picoring_ring_commit(ring.ring, n) == PICORING_OK, "commit");
    }

    size_t n;
    ByteRing ring;
    Buffer ready;
    float weights[taps];
};

// A pipe that holds a block, and a reader who costs the same whatever was written:
// splice(2) hands its pages on.
class Pipe {
public:
    explicit Pipe(size_t n)
    {
        require(pipe2(ends, O_CLOEXEC) == 0 && null >= 0, "pipe");
        require(fcntl(ends[1], F_SETPIPE_SZ, n) >= static_cast<int>(n), "size of a pipe");
    }
    ~Pipe()
    {
        for (int end : {ends[0], ends[1], null}) close(end);
    }
    Pipe(const Pipe &) = delete;
    Pipe &operator=(const Pipe &) = delete;

    int writer() const { return ends[1]; }
    ssize_t read_all(ssize_t written)
    {
        for (ssize_t left = written; left > 0;) {
            ssize_t moved = splice(ends[0], nullptr, null, nullptr, static_cast<size_t>(left), 0);
            require(moved > 0, "splice");
            left -= moved;
        }
        return written;
    }

private:
    int ends[2] = {-1, -1};
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
};

template <class Work> Side side(const char *name, Work work)
{
    // The first result is the one that all later ones must equal.
    auto expected = std::make_shared<std::pair<bool, decltype(work())>>();
    return {name, [=](uint64_t times) {
                for (uint64_t i = 0; i < times; ++i) {
                    auto result = work();
                    barrier();
                    if (!expected->first) *expected = {true, result};
                    require(result == expected->second, "another result than before");
                }
            }};
}

template <class Whole, class Two> Row row(Stage &s, const char *name, Whole whole, Two two)
{
    require(whole(s.whole()) == two() && whole(s.reassembled()) == two(),
            "the three ways do not agree");
    return {size_text(s.n) + ", " + name,
            {side("mirrored", [=, &s] { return whole(s.whole()); }), side("two segments", two),
             side("reassembled", [=, &s] { return whole(s.reassembled()); }),
             side("no seam (roof)", [=, &s] { return whole(s.ready.data()); })},
            {printed(0, 1), printed(0, 2)},
            3,
            1,
            {},
            false,
            s.n};
}

Row parse_row(Stage &s)
{
    s.fill_lines();
    return row(
        s, "parse lines", [&s](const unsigned char *at) { return parse_lines(at, at + s.n); },
        [&s] { return parse_two(s.first(), s.before(), s.ring.first, s.n - s.before()); });
}

Row checksum_row(Stage &s)
{
    s.fill_lines();
    return row(
        s, "checksum", [&s](const unsigned char *at) { return checksum(at, s.n); },
        [&s] {
            return checksum(s.first(), s.before()) + checksum(s.ring.first, s.n - s.before());
        });
}

Row write_row(Stage &s)
{
    s.fill_lines();
    auto pipe = std::make_shared<Pipe>(s.n);
    return row(
        s, "write(2) or writev(2) to a pipe",
        [=, &s](const unsigned char *at) { return pipe->read_all(write(pipe->writer(), at, s.n)); },
        [=, &s] {
            iovec parts[] = {{const_cast<unsigned char *>(s.first()), s.before()},
                             {s.ring.first, s.n - s.before()}};
            return pipe->read_all(writev(pipe->writer(), parts, 2));
        });
}

Row filter_row(Stage &s)
{
    s.fill_floats();
    auto floats = [](const unsigned char *at) { return reinterpret_cast<const float *>(at); };
    return row(
        s, "FIR, 32 taps",
        [=, &s](const unsigned char *at) { return filter(floats(at), s.n / 4, s.weights); },
        [=, &s] {
            return filter_two(floats(s.first()), s.before() / 4, floats(s.ring.first),
                              (s.n - s.before()) / 4, s.weights);
        });
}

} // namespace

void bench::table_contiguity(Report &report, const Options &)
{
    report.table('g', "work on readable data across the seam",
                 {"Two segments are written by hand for each work; reassembly is not."});
    for (Row (*make)(Stage &) : {parse_row, checksum_row, write_row, filter_row})
        for (size_t size : {size_t{4096}, size_t{64 * 1024}, size_t{1024 * 1024}}) {
            Stage stage(size);
            report.row(make(stage));
        }
}
