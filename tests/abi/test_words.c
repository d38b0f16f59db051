/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_words.c: the address of a handle is the address of its frozen words, and
 * whoever runs the words himself, as a binding does, gets what the verbs do.
 */
#include "check.h"
#include "techniques.h"

#include <pthread.h>
#include <sched.h>

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
    FOR_EACH_TECHNIQUE(technique, 1) {
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
    FOR_EACH_TECHNIQUE(technique, 1) {
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

/* ---- Lists ---- */

static picoring_list_words *list_words_of(picoring_list *list)
{
    return (picoring_list_words *)(void *)list;
}

static picoring_list *list_of_pages(size_t pages)
{
    picoring_list_options options = PICORING_LIST_OPTIONS_INIT;
    options.reserve = (pages * picoring_granularity() + 11) / 12;
    options.least_step = options.most_step = options.keep = picoring_granularity();
    options.small_pages = 1;
    picoring_list *list = NULL;
    assert_code(PICORING_OK, picoring_list_create(12, &options, &list));
    return list;
}

static void a_list_has_the_words_of_the_contract(void **state)
{
    (void)state;
    picoring_list *list = list_of_pages(10);
    picoring_list_words *words = list_words_of(list);
    unsigned char *data = (unsigned char *)picoring_list_data(list), element[12] = "";
    size_t a_page = picoring_granularity() / 12;
    assert_ptr_equal(words->data, data);
    assert_int_equal(words->len, 0);
    assert_int_equal(words->ready, 0);
    assert_int_equal(words->element_size, 12);
    assert_code(PICORING_OK, picoring_list_push(list, element));
    assert_int_equal(words->len, 1);
    assert_int_equal(words->ready, a_page);
    assert_code(PICORING_OK, picoring_list_reserve(list, 2 * a_page));
    assert_int_equal(words->ready, 2 * picoring_granularity() / 12);
    assert_code(PICORING_OK, picoring_list_shrink(list));
    assert_int_equal(words->ready, a_page);
    assert_int_equal(words->len, 1);
    assert_code(PICORING_OK, picoring_list_clear(list));
    assert_code(PICORING_OK, picoring_list_shrink(list));
    assert_int_equal(words->len, 0);
    assert_int_equal(words->ready, 0);
    assert_ptr_equal(words->data, data);
    assert_int_equal(words->element_size, 12);
    picoring_list_destroy(list);
}

/* What a language without C headers would write. */
static int list_push_by_words(picoring_list_words *words, const void *element)
{
    size_t len = words->len;
    if (len >= words->ready) {
        int code = picoring_step_ready(words, PICORING_VERB_PUSH, 1);
        if (code != 0) return code;
    }
    memcpy(words->data + len * words->element_size, element, words->element_size);
    __atomic_store_n(&words->len, len + 1, __ATOMIC_RELEASE);
    return 0;
}

static int list_pop_by_words(picoring_list_words *words, void *element)
{
    size_t len = words->len;
    if (len == 0) return picoring_step_refuse(words, PICORING_VERB_POP, 1);
    memcpy(element, words->data + (len - 1) * words->element_size, words->element_size);
    __atomic_store_n(&words->len, len - 1, __ATOMIC_RELEASE);
    return 0;
}

static void a_binding_that_runs_the_words_of_a_list_mixes_with_the_verbs(void **state)
{
    (void)state;
    picoring_list *list = list_of_pages(10);
    picoring_list_words *words = list_words_of(list);
    size_t capacity = picoring_list_capacity(list), len = 0;
    unsigned char element[12];
    for (int round = 0; round < 20; ++round) {
        for (; len < capacity; ++len) {
            pattern(element, len, 12);
            assert_code(PICORING_OK, len % 3 ? list_push_by_words(words, element)
                                             : picoring_list_push(list, element));
            assert_int_equal(picoring_list_len(list), len + 1);
            assert_true(words->ready >= words->len);
        }
        assert_code(PICORING_ENOBUFS, list_push_by_words(words, element));
        assert_sentence_has("picoring_list_push: ");
        assert_int_equal(picoring_list_len(list), capacity);
        for (size_t left = (size_t)round * 67; len > left;) {
            memset(element, 0xEE, sizeof element);
            assert_code(PICORING_OK, len % 2 ? list_pop_by_words(words, element)
                                             : picoring_list_pop(list, element));
            assert_true(has_pattern(element, --len, 12));
            if (len % 1000 == 0) assert_code(PICORING_OK, picoring_list_shrink(list));
        }
    }
    assert_code(PICORING_OK, picoring_list_clear(list));
    assert_code(PICORING_EAGAIN, list_pop_by_words(words, element));
    picoring_list_destroy(list);
}

static void the_steps_of_a_list_speak_in_the_name_of_the_verb(void **state)
{
    (void)state;
    picoring_list *list = list_of_pages(1);
    picoring_list_words *words = list_words_of(list);
    size_t capacity = picoring_list_capacity(list);
    assert_code(PICORING_OK, picoring_step_ready(words, PICORING_VERB_APPEND, capacity));
    assert_int_equal(words->ready, capacity);
    assert_int_equal(words->len, 0);
    assert_code(PICORING_OK, picoring_step_ready(words, PICORING_VERB_PUSH, 1)); /* is ready */
    assert_code(PICORING_ENOBUFS, picoring_step_ready(words, PICORING_VERB_APPEND, capacity + 1));
    assert_sentence_has("picoring_list_append: ");
    assert_code(PICORING_ENOBUFS, picoring_step_ready(words, PICORING_VERB_CLAIM, SIZE_MAX));
    assert_sentence_has("picoring_list_claim: ");
    assert_code(PICORING_ERANGE, picoring_step_refuse(words, PICORING_VERB_COMMIT, capacity + 1));
    assert_sentence_has("picoring_list_commit: ");
    assert_code(PICORING_ERANGE, picoring_step_refuse(words, PICORING_VERB_GET, 5));
    assert_sentence_has("picoring_list_get: index 5");
    assert_code(PICORING_ERANGE, picoring_step_refuse(words, PICORING_VERB_SET, 6));
    assert_sentence_has("picoring_list_set: index 6");
    assert_code(PICORING_EAGAIN, picoring_step_refuse(words, PICORING_VERB_POP, 1));
    picoring_list_destroy(list);
}

/* ---- Channels ---- */

typedef struct sides {
    picoring_spsc *spsc;
    picoring_spsc_writer *writer;
    picoring_spsc_reader *reader;
} sides;

static picoring_cursor *cursor_of(void *side) { return (picoring_cursor *)side; }

static sides spsc_by(uint32_t technique)
{
    picoring_options memory = PICORING_OPTIONS_INIT;
    picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
    sides made = {NULL, NULL, NULL};
    memory.technique = technique, memory.exact = 1;
    options.memory = &memory;
    assert_code(PICORING_OK, picoring_spsc_create(700, 12, &options, &made.spsc));
    assert_code(PICORING_OK, picoring_spsc_writer_open(made.spsc, &made.writer));
    assert_code(PICORING_OK, picoring_spsc_reader_open(made.spsc, &made.reader));
    return made;
}

static void end_sides(sides made)
{
    picoring_spsc_destroy(made.spsc);
    picoring_spsc_writer_destroy(made.writer);
    picoring_spsc_reader_destroy(made.reader);
}

static void the_sides_of_a_channel_have_the_words_of_the_contract(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 1) {
        sides made = spsc_by(technique);
        picoring_cursor *writer = cursor_of(made.writer), *reader = cursor_of(made.reader);
        const picoring_mirror *mirror = picoring_spsc_mirror(made.spsc);
        unsigned char *data = (unsigned char *)picoring_mirror_data(mirror), element[12] = "";
        size_t size = picoring_mirror_size(mirror);
        picoring_cursor *both[2] = {writer, reader};
        for (int i = 0; i < 2; ++i) {
            assert_int_equal(both[i]->position, 0);
            assert_ptr_equal(both[i]->place, data);
            assert_ptr_equal(both[i]->end, technique == PICORING_TECHNIQUE_EMULATED ? NULL : data + size);
            assert_int_equal(both[i]->wrap, size);
            assert_int_equal(both[i]->element_size, 12);
        }
        assert_int_equal(writer->slack, 700);
        assert_int_equal(reader->slack, 0);
        assert_ptr_equal(writer->published, reader->other);
        assert_ptr_equal(reader->published, writer->other);
        assert_ptr_not_equal(writer->sleeping, reader->sleeping);
        assert_true((uintptr_t)writer->published % 8 == 0 && (uintptr_t)reader->published % 8 == 0);
        for (int i = 0; i < 3; ++i) assert_code(PICORING_OK, picoring_spsc_push(made.writer, element));
        assert_int_equal(writer->position, 3);
        assert_int_equal(*writer->published, 3);
        assert_int_equal(reader->limit, 0); /* has not looked */
        assert_code(PICORING_OK, picoring_spsc_pop(made.reader, element));
        assert_int_equal(reader->limit, 3);
        assert_int_equal(*writer->other, 1);
        assert_code(PICORING_OK, picoring_spsc_reader_close(made.reader));
        assert_int_equal(picoring_spsc_free(made.writer), 0);
        assert_int_equal(*writer->other + writer->slack, 0); /* no limit is lower */
        end_sides(made);
    }
}

/* What a language without C headers would write. */
static int send_by_words(picoring_cursor *cursor, const void *element)
{
    if (cursor->position >= cursor->limit) {
        cursor->limit = __atomic_load_n(cursor->other, __ATOMIC_ACQUIRE) + cursor->slack;
        if (cursor->position >= cursor->limit) {
            int code = picoring_cursor_refuse(cursor, PICORING_VERB_PUSH, 1);
            if (code != 0) return code;
        }
    }
    memcpy(cursor->place, element, cursor->element_size);
    unsigned char *place = cursor->place + cursor->element_size;
    if (place >= cursor->end) place = picoring_cursor_wrap(cursor, place);
    cursor->place = place;
    cursor->position += 1;
    __atomic_store_n(cursor->published, cursor->position, __ATOMIC_RELEASE);
    if (__atomic_load_n(cursor->sleeping, __ATOMIC_RELAXED) != 0) picoring_cursor_wake(cursor);
    return 0;
}

static int receive_by_words(picoring_cursor *cursor, void *element)
{
    if (cursor->position >= cursor->limit) {
        cursor->limit = __atomic_load_n(cursor->other, __ATOMIC_ACQUIRE) + cursor->slack;
        if (cursor->position >= cursor->limit) {
            int code = picoring_cursor_refuse(cursor, PICORING_VERB_POP, 1);
            if (code != 0) return code;
        }
    }
    memcpy(element, cursor->place, cursor->element_size);
    unsigned char *place = cursor->place + cursor->element_size;
    if (place >= cursor->end) place = picoring_cursor_wrap(cursor, place);
    cursor->place = place;
    cursor->position += 1;
    __atomic_store_n(cursor->published, cursor->position, __ATOMIC_RELEASE);
    if (__atomic_load_n(cursor->sleeping, __ATOMIC_RELAXED) != 0) picoring_cursor_wake(cursor);
    return 0;
}

static void a_binding_that_runs_the_words_of_a_channel_mixes_with_the_verbs(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 1) {
        sides made = spsc_by(technique);
        picoring_cursor *writer = cursor_of(made.writer), *reader = cursor_of(made.reader);
        unsigned char element[12], *place;
        size_t in = 0, out = 0, n = 0;
        for (size_t round = 0; round < 40; ++round) {
            for (; in - out < 700; ++in) {
                pattern(element, in, 12);
                assert_code(PICORING_OK, in % 3 ? send_by_words(writer, element)
                                                : picoring_spsc_push(made.writer, element));
            }
            assert_code(PICORING_EAGAIN, send_by_words(writer, element));
            for (size_t left = round * 17; in - out > left; ++out) {
                memset(element, 0xEE, 12);
                assert_code(PICORING_OK, out % 2 ? receive_by_words(reader, element)
                                                 : picoring_spsc_pop(made.reader, element));
                assert_true(has_pattern(element, out, 12));
                if (out % 50 || in - out < 2) continue;
                place = (unsigned char *)picoring_spsc_peek(made.reader, &n);
                if (!place) continue;
                assert_true(n <= in - out - 1);
                for (size_t i = 0; i < n; ++i) assert_true(has_pattern(place + i * 12, out + 1 + i, 12));
            }
        }
        assert_code(PICORING_OK, picoring_spsc_writer_close(made.writer));
        assert_code(PICORING_EPIPE, send_by_words(writer, element));
        assert_sentence_has("picoring_spsc_push: ");
        for (; out < in; ++out) assert_code(PICORING_OK, receive_by_words(reader, element));
        assert_code(PICORING_EEND, receive_by_words(reader, element));
        end_sides(made);
    }
}

static void *wait_for_one(void *argument)
{
    int code = picoring_spsc_wait_readable((picoring_spsc_reader *)argument, 1, PICORING_FOREVER, 0);
    return code == PICORING_OK ? NULL : argument;
}

static void a_binding_wakes_who_sleeps(void **state)
{
    (void)state;
    for (int i = 0; i < 200; ++i) {
        sides made = spsc_by(PICORING_TECHNIQUE_AUTO);
        pthread_t thread;
        unsigned char element[12] = "";
        void *failed = NULL;
        assert_int_equal(pthread_create(&thread, NULL, wait_for_one, made.reader), 0);
        if (i % 2) /* the sleepers' word tells that it sleeps, unless every publication calls */
            while (__atomic_load_n(cursor_of(made.writer)->sleeping, __ATOMIC_ACQUIRE) == 0) sched_yield();
        assert_code(PICORING_OK, send_by_words(cursor_of(made.writer), element));
        assert_int_equal(pthread_join(thread, &failed), 0);
        assert_null(failed);
        end_sides(made);
    }
}

static void the_cursor_speaks_in_the_name_of_the_verb(void **state)
{
    (void)state;
    sides made = spsc_by(PICORING_TECHNIQUE_AUTO);
    picoring_cursor *writer = cursor_of(made.writer), *reader = cursor_of(made.reader);
    assert_code(PICORING_ERANGE, picoring_cursor_refuse(writer, PICORING_VERB_CLAIM, 701));
    assert_sentence_has("picoring_spsc_claim: ");
    assert_code(PICORING_ERANGE, picoring_cursor_refuse(writer, PICORING_VERB_COMMIT, 701));
    assert_sentence_has("picoring_spsc_commit: ");
    assert_code(PICORING_ERANGE, picoring_cursor_refuse(reader, PICORING_VERB_RELEASE, 1));
    assert_sentence_has("picoring_spsc_release: ");
    assert_code(PICORING_EAGAIN, picoring_cursor_refuse(reader, PICORING_VERB_POP, 1));
    unsigned char element[12] = "";
    assert_code(PICORING_OK, picoring_spsc_push(made.writer, element));
    assert_code(PICORING_OK, picoring_spsc_writer_close(made.writer));
    assert_code(PICORING_OK, picoring_cursor_refuse(reader, PICORING_VERB_POP, 1)); /* it does go by now */
    assert_int_equal(reader->limit, 1);
    picoring_cursor_wake(writer); /* nobody sleeps */
    end_sides(made);
}

/* ---- Records ---- */

static int claim_by_words(picoring_records_writing *words, size_t length, unsigned char **message)
{
    picoring_cursor *cursor = words->cursor;
    size_t units = 1 + (length + 7) / 8;
    if (!cursor || words->claim || length > words->longest ||
        cursor->limit < cursor->position + units) {
        int code = picoring_records_claim_slowly(words, PICORING_VERB_CLAIM, length);
        if (code != 0) return code;
    } else {
        uint64_t header = length + 1;
        words->claim = cursor->place;
        words->length = length;
        memcpy(words->claim, &header, 8);
    }
    *message = words->claim + 8;
    return 0;
}

static void pass_by_words(picoring_cursor *cursor, size_t units)
{
    unsigned char *place = cursor->place + units * 8;
    if (place >= cursor->end) place = picoring_cursor_wrap(cursor, place);
    cursor->place = place;
    cursor->position += units;
    __atomic_store_n(cursor->published, cursor->position, __ATOMIC_RELEASE);
    if (__atomic_load_n(cursor->sleeping, __ATOMIC_RELAXED) != 0) picoring_cursor_wake(cursor);
}

static int commit_by_words(picoring_records_writing *words, size_t length)
{
    picoring_cursor *cursor = words->cursor;
    size_t units = 1 + (length + 7) / 8;
    if (!cursor || !words->claim || length > words->length ||
        cursor->limit < cursor->position + units)
        return picoring_records_commit_slowly(words, length);
    uint64_t header = length + 1;
    if (length != words->length) memcpy(words->claim, &header, 8);
    words->claim = NULL;
    pass_by_words(cursor, units);
    return 0;
}

static int read_by_words(picoring_records_reading *words, unsigned char **message, size_t *length)
{
    picoring_cursor *cursor = words->cursor;
    if (cursor->limit <= cursor->position + words->read) {
        cursor->limit = __atomic_load_n(cursor->other, __ATOMIC_ACQUIRE) + cursor->slack;
        if (cursor->limit <= cursor->position + words->read) {
            int code = picoring_cursor_refuse(cursor, PICORING_VERB_READ, words->read + 1);
            if (code != 0) return code;
        }
    }
    unsigned char *place = cursor->place;
    if (!cursor->end)
        place = picoring_cursor_reach(cursor, 0, (size_t)(cursor->limit - cursor->position) * 8);
    uint64_t header;
    memcpy(&header, place + words->read * 8, 8);
    *message = place + words->read * 8 + 8;
    *length = (size_t)header - 1;
    words->read += 1 + (*length + 7) / 8;
    return 0;
}

/* Writes and reads message `i`, by words or by verbs; what it claims and what it
 * commits differ. */
static int send_record(picoring_records_producer *producer, size_t i, size_t length)
{
    unsigned char *message;
    if (i % 2) {
        picoring_records_writing *words = (picoring_records_writing *)(void *)producer;
        int code = claim_by_words(words, length + i % 3, &message);
        if (code != 0) return code;
        pattern(message, i, length);
        return commit_by_words(words, length);
    }
    message = (unsigned char *)picoring_records_claim(producer, length + i % 3);
    if (!message) return picoring_records_claim_status(producer, length + i % 3);
    pattern(message, i, length);
    return picoring_records_commit(producer, length);
}

static int receive_record(picoring_records_reader *reader, size_t i, size_t length)
{
    picoring_records_reading *words = (picoring_records_reading *)(void *)reader;
    unsigned char *message;
    size_t got = 0;
    int code = 0;
    if (i % 3 == 0)
        message = (unsigned char *)picoring_records_read(reader, &got);
    else
        code = read_by_words(words, &message, &got);
    if (i % 3 == 0 && !message) code = picoring_records_read_status(reader);
    if (code != 0) return code;
    assert_int_equal(got, length);
    assert_true(has_pattern(message, i, length));
    return 0;
}

static void a_binding_that_runs_the_words_of_records_mixes_with_the_verbs(void **state)
{
    (void)state;
    FOR_EACH_TECHNIQUE(technique, 1) {
        for (uint32_t producers = 0; producers < 2; ++producers) {
            picoring_options memory = PICORING_OPTIONS_INIT;
            memory.technique = technique;
            memory.exact = 1;
            picoring_channel_options options = PICORING_CHANNEL_OPTIONS_INIT;
            options.memory = &memory;
            picoring_records *records;
            picoring_records_producer *producer;
            picoring_records_reader *reader;
            assert_code(PICORING_OK, picoring_records_open(1, 1000, producers, &options, &records));
            assert_code(PICORING_OK, picoring_records_producer_open(records, &producer));
            assert_code(PICORING_OK, picoring_records_reader_open(records, &reader));
            picoring_records_writing *writing = (picoring_records_writing *)(void *)producer;
            picoring_records_reading *reading = (picoring_records_reading *)(void *)reader;
            assert_int_equal(writing->longest, 992);
            assert_true((writing->cursor == NULL) == (producers == PICORING_PRODUCERS_MANY));
            size_t in = 0, out = 0;
            for (size_t round = 0; round < 3000; ++round) {
                int code = send_record(producer, in, in * 7 % 150);
                if (code == PICORING_OK) ++in;
                else assert_code(PICORING_EAGAIN, code);
                if (code == PICORING_OK && round % 4) continue;
                code = receive_record(reader, out, out * 7 % 150);
                if (code == PICORING_OK) ++out;
                else assert_true(code == PICORING_EAGAIN || code == PICORING_ERANGE);
                if (round % 5 == 0 && reading->read) {
                    assert_code(PICORING_OK, picoring_records_release(reader));
                    assert_int_equal(reading->read, 0);
                }
            }
            assert_true(out > 500);
            unsigned char *message;
            assert_code(PICORING_ERANGE, claim_by_words(writing, 993, &message));
            assert_sentence_has("picoring_records_claim: ");
            assert_code(PICORING_ESTATE, commit_by_words(writing, 0));
            assert_sentence_has("picoring_records_commit: ");
            picoring_records_destroy(records);
            picoring_records_producer_destroy(producer);
            picoring_records_reader_destroy(reader);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_ring_has_the_words_of_the_contract),
        cmocka_unit_test(a_binding_that_runs_the_words_mixes_with_the_verbs),
        cmocka_unit_test(a_closed_stream_has_a_limit_of_zero),
        cmocka_unit_test(a_list_has_the_words_of_the_contract),
        cmocka_unit_test(a_binding_that_runs_the_words_of_a_list_mixes_with_the_verbs),
        cmocka_unit_test(the_steps_of_a_list_speak_in_the_name_of_the_verb),
        cmocka_unit_test(the_sides_of_a_channel_have_the_words_of_the_contract),
        cmocka_unit_test(a_binding_that_runs_the_words_of_a_channel_mixes_with_the_verbs),
        cmocka_unit_test(a_binding_wakes_who_sleeps),
        cmocka_unit_test(a_binding_that_runs_the_words_of_records_mixes_with_the_verbs),
        cmocka_unit_test(the_cursor_speaks_in_the_name_of_the_verb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
