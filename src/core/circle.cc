// SPDX-License-Identifier: MIT OR Apache-2.0
//
// circle.cc: making a circle, what happens at its seam, and what it says when
// it refuses. circle.hh explains the emulated technique.
#include "core/circle.hh"

#include "core/emulation.hh"
#include "core/versions.hh"

#include <cstring>

namespace picoring {

namespace {

// ---- Creation ---------------------------------------------------------------

void furnish(Circle &circle, size_t capacity, size_t element_size)
{
    const Mirror &mirror = circle.mirror;
    circle.end = mirror.data + mirror.size;
    circle.capacity = mirror.options.exact ? capacity : mirror.size / element_size;
    circle.words = {mirror.data,
                    mirror.data,
                    mirror.technique == PICORING_TECHNIQUE_EMULATED ? nullptr : circle.end,
                    mirror.size,
                    circle.capacity,
                    0,
                    element_size};
}

// In a forked child: no room, nothing to read, and every step is a call.
void empty(void *object)
{
    picoring_words &words = static_cast<Circle *>(object)->words;
    words.limit = 0;
    words.used = 0;
    words.end = nullptr;
}

const char *operation_of(const char *object)
{
    return strcmp(object, "ring") == 0 ? "picoring_ring_create" : "picoring_stream_create";
}

// ---- The seam ---------------------------------------------------------------

size_t tail_beyond(const Circle &circle, const uint8_t *place)
{
    return picoring::tail_beyond(circle.end, place, circle.words.element_size);
}

bool emulated(const Circle &circle)
{
    return circle.mirror.technique == PICORING_TECHNIQUE_EMULATED && !circle.mirror.entry.foreign;
}

// The write place is about to wrap: all that could have been claimed beyond
// the seam goes back, committed or not.
void settle_writer(const Circle &circle)
{
    const picoring_words &words = circle.words;
    size_t room = (circle.capacity - words.used) * words.element_size;
    size_t before = static_cast<size_t>(circle.end - words.write);
    if (room > before)
        copy_back(circle.end, circle.words.wrap, tail_beyond(circle, words.write), room - before);
}

void settle_reader(Circle &circle)
{
    copy_back(circle.end, circle.words.wrap, tail_beyond(circle, circle.words.read), circle.lent);
    circle.lent = 0;
}

// ---- Refusals ---------------------------------------------------------------

bool writes(uint32_t verb)
{
    return verb == PICORING_VERB_PUSH || verb == PICORING_VERB_PUSH_N ||
           verb == PICORING_VERB_PUSH_SOME || verb == PICORING_VERB_PUSH_OVERWRITE ||
           verb == PICORING_VERB_CLAIM || verb == PICORING_VERB_COMMIT ||
           verb == PICORING_VERB_WRITE || verb == PICORING_VERB_READ_FROM_FD;
}

bool takes_a_count(uint32_t verb)
{
    return verb == PICORING_VERB_PUSH_N || verb == PICORING_VERB_POP_N ||
           verb == PICORING_VERB_CLAIM;
}

template <class... Parts> int fail(int code, const Circle &circle, uint32_t verb, Parts... parts)
{
    return fail_verb(code, circle.object, verb_name(verb), parts...);
}

int out_of_range(const Circle &circle, uint32_t verb, size_t n)
{
    size_t used = circle.words.used;
    switch (verb) {
    case PICORING_VERB_SET:
        return fail(PICORING_ERANGE, circle, verb, "index ", n, ", but ", used, " are readable");
    case PICORING_VERB_RELEASE:
        return fail(PICORING_ERANGE, circle, verb, n, ", but ", used, " are readable");
    case PICORING_VERB_COMMIT:
        return fail(PICORING_ERANGE, circle, verb, n, ", but ", circle.capacity - used,
                    " are free");
    default:
        return fail(PICORING_ERANGE, circle, verb, n, " exceed the capacity of ", circle.capacity);
    }
}

} // namespace

int make_circle(const char *object, uint32_t inline_abi, size_t capacity, size_t element_size,
                const picoring_options *options, Circle **out_circle)
{
    const char *operation = operation_of(object);
    if (int code = check_inline_abi(operation, inline_abi)) return code;
    picoring_options read;
    if (int code = read_options(operation, options, read)) return code;
    if (int code = check_shape(operation, capacity, element_size, read)) return code;
    auto circle = static_cast<Circle *>(allocate(read, sizeof(Circle), alignof(Circle)));
    if (!circle) return fail(PICORING_ENOMEM, operation, "no memory left for the handle");
    memset(static_cast<void *>(circle), 0, sizeof *circle);
    circle->object = object;
    if (int code =
            make_mirror(operation, capacity * element_size, read, empty, circle, circle->mirror)) {
        deallocate(read, circle, sizeof *circle, alignof(Circle));
        return code;
    }
    furnish(*circle, capacity, element_size);
    *out_circle = circle;
    return PICORING_OK;
}

void take_circle(Circle &circle, Mirror &mirror, size_t capacity, size_t element_size,
                 uint8_t *read, size_t used, size_t lent)
{
    memset(static_cast<void *>(&circle), 0, sizeof circle);
    circle.object = "ring";
    move_mirror(mirror, circle.mirror, empty, &circle);
    furnish(circle, capacity, element_size);
    circle.capacity = circle.words.limit = capacity;
    uint8_t *write = read + used * element_size;
    circle.words.read = read;
    circle.words.write = write < circle.end ? write : write - circle.words.wrap;
    circle.words.used = used;
    circle.lent = lent;
}

void unmake_circle(Circle *circle)
{
    if (!circle) return;
    picoring_options options = circle->mirror.options;
    if (unmake_mirror(circle->mirror)) deallocate(options, circle, sizeof *circle, alignof(Circle));
}

int refuse(const Circle &circle, uint32_t verb, size_t n)
{
    if (circle.mirror.entry.foreign)
        return fail(PICORING_EFORK, circle, verb, picoring_strerror(PICORING_EFORK));
    if (circle.closed && writes(verb))
        return fail(PICORING_EPIPE, circle, verb, "the stream is closed");
    if (verb == PICORING_VERB_COMMIT || verb == PICORING_VERB_RELEASE ||
        verb == PICORING_VERB_SET || (takes_a_count(verb) && n > circle.capacity))
        return out_of_range(circle, verb, n);
    return circle.closed && !writes(verb) ? PICORING_EEND : PICORING_EAGAIN;
}

int claim_status(const Circle &circle, size_t n)
{
    size_t room = picoring_words_free_(&circle.words);
    if (n == 0 && room != 0)
        return fail(PICORING_EINVAL, circle, PICORING_VERB_CLAIM, "a claim of 0");
    return n != 0 && n <= room ? PICORING_OK : refuse(circle, PICORING_VERB_CLAIM, n);
}

int peek_status(const Circle &circle)
{
    return circle.words.used != 0 ? PICORING_OK : refuse(circle, PICORING_VERB_PEEK, 0);
}

} // namespace picoring

using namespace picoring;

unsigned char *picoring_seam_write(picoring_words *words, unsigned char *reached)
{
    const Circle &circle = circle_of(words);
    PICORING_COMPILER_BARRIER();
    if (reached < circle.end) return reached;
    if (emulated(circle)) settle_writer(circle);
    return reached - words->wrap;
}

unsigned char *picoring_seam_read(picoring_words *words, unsigned char *reached)
{
    Circle &circle = circle_of(words);
    PICORING_COMPILER_BARRIER();
    if (reached < circle.end) return reached;
    if (emulated(circle)) settle_reader(circle);
    return reached - words->wrap;
}

unsigned char *picoring_seam_reach(picoring_words *words, size_t offset, size_t bytes)
{
    Circle &circle = circle_of(words);
    unsigned char *place = words->read + offset;
    size_t tail = tail_beyond(circle, words->read);
    if (place >= circle.end && circle.lent <= tail) return place - words->wrap;
    if (place + bytes > circle.end) {
        size_t beyond = static_cast<size_t>(place + bytes - circle.end);
        copy_out(circle.end, circle.words.wrap, circle.lent > tail ? circle.lent : tail, beyond);
        if (beyond > circle.lent) circle.lent = beyond;
    }
    return place;
}

void picoring_seam_put(picoring_words *words, const void *elements, size_t n)
{
    PICORING_COMPILER_BARRIER();
    size_t bytes = n * words->element_size;
    memcpy(words->write, elements, bytes);
    words->write = picoring_seam_write(words, words->write + bytes);
    words->used += n;
}

void picoring_seam_take(picoring_words *words, void *out_elements, size_t n)
{
    PICORING_COMPILER_BARRIER();
    size_t bytes = n * words->element_size;
    memcpy(out_elements, picoring_seam_reach(words, 0, bytes), bytes);
    words->read = picoring_seam_read(words, words->read + bytes);
    words->used -= n;
}

int picoring_seam_refuse(const picoring_words *words, uint32_t verb, size_t n)
{
    return refuse(circle_of(words), verb, n);
}
