/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_words.c: the address of a handle is the address of its frozen words, and
 * whoever runs the words himself, as a binding does, gets what the verbs do.
 */
#include "check.h"

static picoring_words *words_of(picoring_ring *ring) { return (picoring_words *)(void *)ring; }

static picoring_ring *ring_by(uint32_t technique)
{
    picoring_options options = PICORING_OPTIONS_INIT;
    options.technique = technique;
    options.exact = 1;
    picoring_ring *ring = NULL;
    assert_code(PICORING_OK, picoring_ring_create(700, 12, &options, &ring));
    return ring;
}

static void a_new_ring_has_the_words_of_the_contract(void **state)
{
    (void)state;
    for (uint32_t technique = 1; technique <= PICORING_TECHNIQUE_EMULATED; ++technique) {
        picoring_ring *ring = ring_by(technique);
        const picoring_mirror *mirror = picoring_ring_mirror(ring);
        unsigned char *data = (unsigned char *)picoring_mirror_data(mirror);
        size_t size = picoring_mirror_size(mirror);
        assert_ptr_equal(words_of(ring)->write, data);
        assert_ptr_equal(words_of(ring)->read, data);
        assert_ptr_equal(words_of(ring)->end,
                         technique == PICORING_TECHNIQUE_EMULATED ? NULL : data + size);
        assert_int_equal(words_of(ring)->wrap, size);
        assert_int_equal(words_of(ring)->limit, 700);
        assert_int_equal(words_of(ring)->used, 0);
        assert_int_equal(words_of(ring)->element_size, 12);
        picoring_ring_destroy(ring);
    }
}

/* What a language without C headers would write. */
static int push_by_words(picoring_words *words, const void *element)
{
    if (words->used >= words->limit) return picoring_seam_refuse(words, PICORING_VERB_PUSH, 1);
    memcpy(words->write, element, words->element_size);
    unsigned char *place = words->write + words->element_size;
    if (place >= words->end) place = picoring_seam_write(words, place);
    words->write = place;
    words->used += 1;
    return 0;
}

static int pop_by_words(picoring_words *words, void *element)
{
    if (words->used == 0) return picoring_seam_refuse(words, PICORING_VERB_POP, 1);
    memcpy(element, words->read, words->element_size);
    unsigned char *place = words->read + words->element_size;
    if (place >= words->end) place = picoring_seam_read(words, place);
    words->read = place;
    words->used -= 1;
    return 0;
}

static void a_binding_that_runs_the_words_mixes_with_the_verbs(void **state)
{
    (void)state;
    for (uint32_t technique = 1; technique <= PICORING_TECHNIQUE_EMULATED; ++technique) {
        picoring_ring *ring = ring_by(technique);
        unsigned char element[12];
        size_t in = 0, out = 0;
        for (int round = 0; round < 40; ++round) {
            for (; picoring_ring_len(ring) < 700; ++in) {
                pattern(element, in, 12);
                assert_code(PICORING_OK, in % 3 ? push_by_words(words_of(ring), element)
                                                : picoring_ring_push(ring, element));
            }
            assert_code(PICORING_EAGAIN, push_by_words(words_of(ring), element));
            for (size_t left = (size_t)round * 17; picoring_ring_len(ring) > left; ++out) {
                assert_code(PICORING_OK, out % 2 ? pop_by_words(words_of(ring), element)
                                                 : picoring_ring_pop(ring, element));
                assert_true(has_pattern(element, out, 12));
            }
        }
        assert_code(PICORING_OK, picoring_ring_clear(ring));
        assert_code(PICORING_EAGAIN, pop_by_words(words_of(ring), element));
        picoring_ring_destroy(ring);
    }
}

static void a_closed_stream_has_a_limit_of_zero(void **state)
{
    (void)state;
    picoring_stream *stream = NULL;
    assert_code(PICORING_OK, picoring_stream_create(100, NULL, &stream));
    picoring_words *words = (picoring_words *)(void *)stream;
    assert_int_equal(words->element_size, 1);
    assert_int_equal(words->limit, picoring_stream_capacity(stream));
    size_t n = 0;
    assert_code(PICORING_OK, picoring_stream_write(stream, "abc", 3, &n));
    assert_int_equal(words->used, 3);
    assert_code(PICORING_OK, picoring_stream_close(stream));
    assert_int_equal(words->limit, 0);
    assert_int_equal(words->used, 3);
    assert_code(PICORING_EPIPE, picoring_seam_refuse(words, PICORING_VERB_WRITE, 1));
    picoring_stream_destroy(stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_ring_has_the_words_of_the_contract),
        cmocka_unit_test(a_binding_that_runs_the_words_mixes_with_the_verbs),
        cmocka_unit_test(a_closed_stream_has_a_limit_of_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
