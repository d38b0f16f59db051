/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_previous.c: a program of yesterday on the library of today. Compiled with
 * tests/abi/previous/picoring.h, it runs what the headers had inlined then - every
 * object, over its seam and to its end, with every technique - and sees what those
 * headers promised. It may use only what they have, so it does not grow with the
 * library; compiled with today's headers it is the same test.
 */
#include "check.h"
#include "techniques.h"

static picoring_options with(uint32_t technique)
{
    picoring_options options = PICORING_OPTIONS_INIT;
    options.technique = technique;
    options.exact = 1;
    return options;
}

static picoring_channel_options channel_in(const picoring_options *memory)
{
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    options.memory = memory;
    return options;
}

static void a_ring_goes_over_its_seam(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 0) {
        picoring_options options = with(technique);
        picoring_ring *ring;
        unsigned char element[12], four[4 * 12];
        size_t in = 0, out = 0, n;
        assert_code(PICORING_OK, picoring_ring_create(700, 12, &options, &ring));
        assert_int_equal(picoring_ring_capacity(ring), 700);
        for (int round = 0; round < 5; ++round) {
            for (; picoring_ring_free(ring) >= 5; in += 5) {
                pattern(element, in, 12);
                assert_code(PICORING_OK, picoring_ring_push(ring, element));
                unsigned char *place = (unsigned char *)picoring_ring_claim(ring, 4);
                assert_non_null(place);
                for (size_t i = 0; i < 4; ++i) pattern(place + 12 * i, in + 1 + i, 12);
                assert_code(PICORING_OK, picoring_ring_commit(ring, 4));
            }
            assert_null(picoring_ring_claim(ring, 5));
            unsigned char *block = (unsigned char *)picoring_ring_peek(ring, &n);
            assert_int_equal(n, in - out);
            for (size_t i = 0; i < n; ++i) assert_true(has_pattern(block + 12 * i, out + i, 12));
            assert_ptr_equal(picoring_ring_at(ring, 3), picoring_ring_view(ring, 3, 1));
            assert_code(PICORING_OK, picoring_ring_pop_n(ring, four, 4));
            assert_true(has_pattern(four + 36, out + 3, 12));
            assert_code(PICORING_OK, picoring_ring_release(ring, n - 7));
            out += n - 3;
            assert_code(PICORING_OK, picoring_ring_pop(ring, element));
            assert_true(has_pattern(element, out, 12));
            ++out;
        }
        assert_code(PICORING_ERANGE, picoring_ring_release(ring, 3));
        picoring_ring_destroy(ring);
    }
}

static void a_stream_is_read_to_its_end(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 0) {
        picoring_options options = with(technique);
        picoring_stream *stream;
        unsigned char bytes[3000];
        size_t n = 0, found = 0;
        assert_code(PICORING_OK, picoring_stream_create(5000, &options, &stream));
        for (size_t turn = 0; turn < 10; ++turn) {
            pattern(bytes, turn, sizeof bytes);
            assert_code(PICORING_OK, picoring_stream_write(stream, bytes, sizeof bytes, &n));
            assert_int_equal(n, sizeof bytes);
            assert_code(PICORING_OK, picoring_stream_find(stream, 0, bytes + 2900, 100, &found));
            assert_int_equal(found, 2900);
            memset(bytes, 0, sizeof bytes);
            assert_code(PICORING_OK, picoring_stream_read(stream, bytes, sizeof bytes, &n));
            assert_true(n == sizeof bytes && has_pattern(bytes, turn, n));
            assert_code(PICORING_EAGAIN, picoring_stream_read(stream, bytes, 1, &n));
        }
        assert_code(PICORING_OK, picoring_stream_close(stream));
        assert_code(PICORING_EPIPE, picoring_stream_write(stream, bytes, 1, &n));
        assert_code(PICORING_EEND, picoring_stream_read(stream, bytes, 1, &n));
        picoring_stream_destroy(stream);
    }
}

static void a_list_grows_where_it_is(void **state)
{
    (void)state;
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    picoring_list *list;
    options.reserve = 1 << 20;
    assert_code(PICORING_OK, picoring_list_create(8, &options, &list));
    const uint64_t *data = (const uint64_t *)picoring_list_data(list);
    for (uint64_t i = 0; i < 100000; ++i) assert_code(PICORING_OK, picoring_list_push(list, &i));
    assert_ptr_equal(picoring_list_data(list), data);
    assert_int_equal(picoring_list_len(list), 100000);
    for (uint64_t i = 0; i < 100000; ++i) assert_int_equal(data[i], i);
    uint64_t got = 0;
    assert_code(PICORING_OK, picoring_list_pop(list, &got));
    assert_int_equal(got, 99999);
    assert_code(PICORING_ERANGE, picoring_list_get(list, 99999, &got));
    picoring_list_destroy(list);
}

static void an_spsc_passes_what_is_in_it_and_closes(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 0) {
        picoring_options memory = with(technique);
        picoring_channel_options options = channel_in(&memory);
        picoring_spsc *spsc;
        picoring_spsc_writer *writer;
        picoring_spsc_reader *reader;
        unsigned char element[12];
        size_t in = 0, out = 0, n;
        assert_code(PICORING_OK, picoring_spsc_create(700, 12, &options, &spsc));
        assert_code(PICORING_OK, picoring_spsc_writer_open(spsc, &writer));
        assert_code(PICORING_OK, picoring_spsc_reader_open(spsc, &reader));
        picoring_spsc_destroy(spsc);
        for (int round = 0; round < 5; ++round) {
            for (; in - out < 700; ++in) {
                pattern(element, in, 12);
                assert_code(PICORING_OK, picoring_spsc_push(writer, element));
            }
            assert_code(PICORING_EAGAIN, picoring_spsc_push(writer, element));
            assert_code(PICORING_OK, picoring_spsc_wait_readable(reader, 600, PICORING_FOREVER, 0));
            unsigned char *block = (unsigned char *)picoring_spsc_peek(reader, &n);
            for (size_t i = 0; i < n; ++i) assert_true(has_pattern(block + 12 * i, out + i, 12));
            assert_code(PICORING_OK, picoring_spsc_release(reader, 500));
            out += 500;
            assert_code(PICORING_OK, picoring_spsc_pop(reader, element));
            assert_true(has_pattern(element, out++, 12));
        }
        picoring_spsc_writer_destroy(writer);
        for (; out < in; ++out) assert_code(PICORING_OK, picoring_spsc_pop(reader, element));
        assert_code(PICORING_EEND, picoring_spsc_pop(reader, element));
        picoring_spsc_reader_destroy(reader);
    }
}

static void an_mpsc_shows_what_its_producers_committed(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 0) {
        picoring_options memory = with(technique);
        picoring_channel_options options = channel_in(&memory);
        picoring_mpsc *mpsc;
        picoring_mpsc_producer *producers[2];
        picoring_mpsc_reader *reader;
        unsigned char element[12];
        size_t in = 0, out = 0, n;
        assert_code(PICORING_OK, picoring_mpsc_create(700, 12, &options, &mpsc));
        for (int i = 0; i < 2; ++i)
            assert_code(PICORING_OK, picoring_mpsc_producer_open(mpsc, &producers[i]));
        assert_code(PICORING_OK, picoring_mpsc_reader_open(mpsc, &reader));
        picoring_mpsc_destroy(mpsc);
        for (int round = 0; round < 5; ++round) {
            for (; in - out < 500; ++in) {
                pattern(element, in, 12);
                assert_code(PICORING_OK, picoring_mpsc_push(producers[in % 2], element));
            }
            unsigned char *block = (unsigned char *)picoring_mpsc_peek(reader, &n);
            assert_int_equal(n, in - out);
            for (size_t i = 0; i < n; ++i) assert_true(has_pattern(block + 12 * i, out + i, 12));
            assert_code(PICORING_OK, picoring_mpsc_release(reader, n - 1));
            assert_code(PICORING_OK, picoring_mpsc_pop(reader, element));
            assert_true(has_pattern(element, in - 1, 12));
            out = in;
        }
        for (int i = 0; i < 2; ++i) picoring_mpsc_producer_destroy(producers[i]);
        assert_code(PICORING_EEND, picoring_mpsc_pop(reader, element));
        picoring_mpsc_reader_destroy(reader);
    }
}

static void messages_of_any_length_come_whole(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 0) {
        for (uint32_t many = 0; many < 2; ++many) {
            picoring_options memory = with(technique);
            picoring_channel_options options = channel_in(&memory);
            picoring_records *records;
            picoring_records_producer *producer;
            picoring_records_reader *reader;
            size_t length;
            assert_code(PICORING_OK, picoring_records_create(2000, many, &options, &records));
            assert_code(PICORING_OK, picoring_records_producer_open(records, &producer));
            assert_code(PICORING_OK, picoring_records_reader_open(records, &reader));
            picoring_records_destroy(records);
            for (size_t i = 0; i < 1000; ++i) {
                void *place = picoring_records_claim(producer, i % 600 + 5);
                assert_non_null(place);
                pattern(place, i, i % 600);
                assert_code(PICORING_OK, picoring_records_commit(producer, i % 600));
                void *message = picoring_records_read(reader, &length);
                assert_true(message && length == i % 600 && has_pattern(message, i, length));
                assert_code(PICORING_OK, picoring_records_release(reader));
            }
            assert_null(picoring_records_claim(producer, 2001));
            picoring_records_producer_destroy(producer);
            assert_null(picoring_records_read(reader, &length));
            assert_code(PICORING_EEND, picoring_records_read_status(reader));
            picoring_records_reader_destroy(reader);
        }
    }
}

static void constants_are_what_their_functions_say(void **state)
{
    (void)state;
    picoring_options options, options_now = PICORING_OPTIONS_INIT;
    picoring_list_options list, list_now = PICORING_LIST_OPTIONS_INIT;
    picoring_channel_options channel, channel_now = PICORING_CHANNEL_OPTIONS_INIT;
    assert_true(picoring_version() >= PICORING_VERSION);
    assert_true(picoring_inline_abi() >= PICORING_INLINE_ABI);
    assert_code(PICORING_OK, picoring_options_init(&options, sizeof options));
    assert_memory_equal(&options, &options_now, sizeof options);
    assert_code(PICORING_OK, picoring_list_options_init(&list, sizeof list));
    assert_memory_equal(&list, &list_now, sizeof list);
    assert_code(PICORING_OK, picoring_channel_options_init(&channel, sizeof channel));
    assert_memory_equal(&channel, &channel_now, sizeof channel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ring_goes_over_its_seam),
        cmocka_unit_test(a_stream_is_read_to_its_end),
        cmocka_unit_test(a_list_grows_where_it_is),
        cmocka_unit_test(an_spsc_passes_what_is_in_it_and_closes),
        cmocka_unit_test(an_mpsc_shows_what_its_producers_committed),
        cmocka_unit_test(messages_of_any_length_come_whole),
        cmocka_unit_test(constants_are_what_their_functions_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
