-- SPDX-License-Identifier: MIT OR Apache-2.0
-- What LuaJIT is told about libpicoring: the headers' functions, structs and enums, kept
-- by hand, since the headers are not there at use. spec/declarations_spec.lua compares
-- each of them with the installed headers; frozen words are in docs/abi.md.
local declarations = [[
typedef struct picoring_list picoring_list;
typedef struct picoring_mirror picoring_mirror;
typedef struct picoring_mpsc picoring_mpsc;
typedef struct picoring_mpsc_producer picoring_mpsc_producer;
typedef struct picoring_mpsc_reader picoring_mpsc_reader;
typedef struct picoring_records picoring_records;
typedef struct picoring_records_producer picoring_records_producer;
typedef struct picoring_records_reader picoring_records_reader;
typedef struct picoring_ring picoring_ring;
typedef struct picoring_spsc picoring_spsc;
typedef struct picoring_spsc_reader picoring_spsc_reader;
typedef struct picoring_spsc_writer picoring_spsc_writer;
typedef struct picoring_stream picoring_stream;

enum picoring_clock { PICORING_CLOCK_RELATIVE = 0, PICORING_CLOCK_ABSOLUTE = 1 };
enum picoring_dump { PICORING_DUMP_ONE = 0, PICORING_DUMP_NONE = 1 };
enum picoring_error_code { PICORING_OK = 0, PICORING_EAGAIN = -1, PICORING_EEND = -2,
    PICORING_ERANGE = -3, PICORING_EPIPE = -4, PICORING_EINTR = -5, PICORING_ENOBUFS = -6,
    PICORING_ENODATA = -7, PICORING_EINVAL = -8, PICORING_EFAULT = -9, PICORING_EOVERFLOW = -10,
    PICORING_EALIGN = -11, PICORING_E2BIG = -12, PICORING_EVERSION = -13, PICORING_ENOSYS = -14,
    PICORING_ENOMEM = -15, PICORING_EADDRSPACE = -16, PICORING_EMAPCOUNT = -17,
    PICORING_EMFILE = -18, PICORING_EFBIG = -19, PICORING_ENOSPC = -20, PICORING_ELOCK = -21,
    PICORING_EHUGE = -22, PICORING_EFORK = -23, PICORING_EIO = -24, PICORING_ETIMEDOUT = -25,
    PICORING_EBUSY = -26, PICORING_ESTATE = -27, PICORING_EPEER = -28 };
enum picoring_huge { PICORING_HUGE_OFF = 0, PICORING_HUGE_TRY = 1, PICORING_HUGE_REQUIRE = 2 };
enum picoring_producers { PICORING_PRODUCERS_MANY = 0, PICORING_PRODUCERS_ONE = 1 };
enum picoring_technique { PICORING_TECHNIQUE_AUTO = 0, PICORING_TECHNIQUE_MEMFD = 1,
    PICORING_TECHNIQUE_MREMAP = 2, PICORING_TECHNIQUE_SHM = 3, PICORING_TECHNIQUE_EMULATED = 4,
    PICORING_TECHNIQUE_PLACEHOLDER = 5, PICORING_TECHNIQUE_MAPVIEW = 6,
    PICORING_TECHNIQUE_MACH_ENTRY = 7, PICORING_TECHNIQUE_MACH_REMAP = 8,
    PICORING_TECHNIQUE_ASHMEM = 9 };
enum picoring_verb { PICORING_VERB_PUSH = 0, PICORING_VERB_POP = 1, PICORING_VERB_PUSH_N = 2,
    PICORING_VERB_POP_N = 3, PICORING_VERB_PUSH_SOME = 4, PICORING_VERB_POP_SOME = 5,
    PICORING_VERB_PUSH_OVERWRITE = 6, PICORING_VERB_CLAIM = 7, PICORING_VERB_COMMIT = 8,
    PICORING_VERB_PEEK = 9, PICORING_VERB_RELEASE = 10, PICORING_VERB_SET = 11,
    PICORING_VERB_WRITE = 12, PICORING_VERB_READ = 13, PICORING_VERB_FIND = 14,
    PICORING_VERB_READ_FROM_FD = 15, PICORING_VERB_WRITE_TO_FD = 16, PICORING_VERB_CLOSE = 17,
    PICORING_VERB_APPEND = 18, PICORING_VERB_GET = 19, PICORING_VERB_ABORT = 20 };

typedef struct picoring_words {
    unsigned char *write;
    unsigned char *read;
    unsigned char *end;
    size_t wrap;
    size_t limit;
    size_t used;
    size_t element_size;
} picoring_words;

typedef struct picoring_list_words {
    unsigned char *data;
    size_t len;
    size_t ready;
    size_t element_size;
} picoring_list_words;

typedef struct picoring_cursor {
    uint64_t position;
    uint64_t limit;
    uint64_t slack;
    uint64_t *published;
    uint64_t *other;
    uint32_t *sleeping;
    unsigned char *place;
    unsigned char *end;
    size_t wrap;
    size_t element_size;
} picoring_cursor;

typedef struct picoring_records_writing {
    picoring_cursor *cursor;
    unsigned char *claim;
    size_t length;
    size_t longest;
} picoring_records_writing;

typedef struct picoring_records_reading {
    picoring_cursor *cursor;
    size_t read;
} picoring_records_reading;

typedef struct picoring_options {
    size_t struct_size;
    uint32_t technique;
    uint32_t exact;
    uint32_t prefault;
    uint32_t lock;
    uint32_t huge;
    uint32_t inherit;
    uint32_t dump;
    uint32_t guard;
    size_t alignment;
    void *(*allocate)(void *user, size_t bytes, size_t alignment);
    void(*deallocate)(void *user, void *block, size_t bytes, size_t alignment);
    void *user;
} picoring_options;

typedef struct picoring_list_options {
    size_t struct_size;
    size_t reserve;
    size_t chunk;
    size_t least_step;
    size_t most_step;
    size_t keep;
    size_t alignment;
    uint32_t small_pages;
    uint32_t dump;
    void *(*allocate)(void *user, size_t bytes, size_t alignment);
    void(*deallocate)(void *user, void *block, size_t bytes, size_t alignment);
    void *user;
} picoring_list_options;

typedef struct picoring_channel_options {
    size_t struct_size;
    const picoring_options *memory;
    int64_t spin;
    void(*drop)(void *user, void *element);
    void *user;
} picoring_channel_options;

typedef struct picoring_mirror_info {
    size_t struct_size;
    size_t size;
    size_t granularity;
    size_t page_size;
    size_t huge_bytes;
    uint32_t technique;
    uint32_t prefaulted;
    uint32_t locked;
    uint32_t inherited;
    uint32_t guarded;
    uint32_t dumped;
} picoring_mirror_info;

typedef struct picoring_list_info {
    size_t struct_size;
    size_t reserved;
    size_t committed;
    size_t huge_bytes;
} picoring_list_info;

int picoring_channel_options_init(picoring_channel_options *options, size_t struct_size);
unsigned char *picoring_cursor_reach(picoring_cursor *cursor, size_t offset, size_t bytes);
int picoring_cursor_refuse(picoring_cursor *cursor, uint32_t verb, size_t n);
void picoring_cursor_wake(picoring_cursor *cursor);
unsigned char *picoring_cursor_wrap(picoring_cursor *cursor, unsigned char *reached);
const char *picoring_errname(int code);
size_t picoring_granularity(void);
uint32_t picoring_inline_abi(void);
const char *picoring_last_error(void);

int picoring_list_append(picoring_list *list, const void *elements, size_t n);
void *picoring_list_at(const picoring_list *list, size_t index);
int picoring_list_cancel(picoring_list *list);
size_t picoring_list_capacity(const picoring_list *list);
void *picoring_list_chunk(const picoring_list *list, size_t index, size_t *out_n);
size_t picoring_list_chunk_count(const picoring_list *list);
size_t picoring_list_chunk_size(const picoring_list *list);
void *picoring_list_claim(picoring_list *list, size_t n);
int picoring_list_claim_status(picoring_list *list, size_t n);
int picoring_list_clear(picoring_list *list);
int picoring_list_commit(picoring_list *list, size_t n);
int picoring_list_create(size_t element_size, const picoring_list_options *options,
    picoring_list **out_list);
void *picoring_list_data(const picoring_list *list);
int picoring_list_describe(const picoring_list *list, picoring_list_info *out_info);
void picoring_list_destroy(picoring_list *list);
int picoring_list_get(const picoring_list *list, size_t index, void *out_element);
size_t picoring_list_len(const picoring_list *list);
int picoring_list_open(uint32_t inline_abi, size_t element_size, const picoring_list_options
    *options, picoring_list **out_list);
int picoring_list_options_init(picoring_list_options *options, size_t struct_size);
int picoring_list_pop(picoring_list *list, void *out_element);
int picoring_list_push(picoring_list *list, const void *element);
int picoring_list_push_sized(picoring_list *list, const void *element, size_t size);
int picoring_list_reserve(picoring_list *list, size_t n);
int picoring_list_set(picoring_list *list, size_t index, const void *element);
int picoring_list_shrink(picoring_list *list);
int picoring_list_truncate(picoring_list *list, size_t n);

int picoring_mirror_create(size_t size, const picoring_options *options, picoring_mirror
    **out_mirror);
void *picoring_mirror_data(const picoring_mirror *mirror);
int picoring_mirror_describe(const picoring_mirror *mirror, picoring_mirror_info *out_info);
void picoring_mirror_destroy(picoring_mirror *mirror);
size_t picoring_mirror_size(const picoring_mirror *mirror);
int picoring_mirror_sync(picoring_mirror *mirror, size_t offset, size_t n);

int picoring_mpsc_abort(picoring_mpsc_producer *producer);
size_t picoring_mpsc_capacity(const picoring_mpsc *mpsc);
void *picoring_mpsc_claim(picoring_mpsc_producer *producer, size_t n);
int picoring_mpsc_claim_status(picoring_mpsc_producer *producer, size_t n);
int picoring_mpsc_close(picoring_mpsc_producer *producer);
int picoring_mpsc_commit(picoring_mpsc_producer *producer, size_t n);
int picoring_mpsc_create(size_t capacity, size_t element_size, const picoring_channel_options
    *options, picoring_mpsc **out_mpsc);
void picoring_mpsc_destroy(picoring_mpsc *mpsc);
int picoring_mpsc_from_ring(picoring_ring *ring, const picoring_channel_options *options,
    picoring_mpsc **out_mpsc);
int picoring_mpsc_into_ring(picoring_mpsc_reader *reader, picoring_ring **out_ring);
size_t picoring_mpsc_len(picoring_mpsc_reader *reader);
const picoring_mirror *picoring_mpsc_mirror(const picoring_mpsc *mpsc);
int picoring_mpsc_open(uint32_t inline_abi, size_t capacity, size_t element_size, const
    picoring_channel_options *options, picoring_mpsc **out_mpsc);
void *picoring_mpsc_peek(picoring_mpsc_reader *reader, size_t *out_n);
int picoring_mpsc_peek_status(picoring_mpsc_reader *reader);
int picoring_mpsc_pop(picoring_mpsc_reader *reader, void *out_element);
int picoring_mpsc_pop_n(picoring_mpsc_reader *reader, void *out_elements, size_t n);
int picoring_mpsc_pop_sized(picoring_mpsc_reader *reader, void *out_element, size_t size);
int picoring_mpsc_pop_some(picoring_mpsc_reader *reader, void *out_elements, size_t n, size_t
    *out_n);
void picoring_mpsc_producer_destroy(picoring_mpsc_producer *producer);
int picoring_mpsc_producer_interrupt(picoring_mpsc_producer *producer);
int picoring_mpsc_producer_open(picoring_mpsc *mpsc, picoring_mpsc_producer **out_producer);
int picoring_mpsc_push(picoring_mpsc_producer *producer, const void *element);
int picoring_mpsc_push_n(picoring_mpsc_producer *producer, const void *elements, size_t n);
int picoring_mpsc_reader_arm(picoring_mpsc_reader *reader, size_t n);
int picoring_mpsc_reader_close(picoring_mpsc_reader *reader);
void picoring_mpsc_reader_destroy(picoring_mpsc_reader *reader);
int picoring_mpsc_reader_disarm(picoring_mpsc_reader *reader);
int picoring_mpsc_reader_event(picoring_mpsc_reader *reader, intptr_t *out_event);
int picoring_mpsc_reader_interrupt(picoring_mpsc_reader *reader);
int picoring_mpsc_reader_open(picoring_mpsc *mpsc, picoring_mpsc_reader **out_reader);
int picoring_mpsc_release(picoring_mpsc_reader *reader, size_t n);
int picoring_mpsc_wait_readable(picoring_mpsc_reader *reader, size_t n, int64_t timeout,
    uint32_t clock);
int picoring_mpsc_wait_writable(picoring_mpsc_producer *producer, size_t n, int64_t timeout,
    uint32_t clock);

int64_t picoring_now(void);
int picoring_options_init(picoring_options *options, size_t struct_size);

int picoring_records_abort(picoring_records_producer *producer);
void *picoring_records_claim(picoring_records_producer *producer, size_t length);
int picoring_records_claim_slowly(picoring_records_writing *words, uint32_t verb, size_t
    length);
int picoring_records_claim_status(picoring_records_producer *producer, size_t length);
int picoring_records_close(picoring_records_producer *producer);
int picoring_records_commit(picoring_records_producer *producer, size_t length);
int picoring_records_commit_slowly(picoring_records_writing *words, size_t length);
int picoring_records_create(size_t size, uint32_t producers, const picoring_channel_options
    *options, picoring_records **out_records);
void picoring_records_destroy(picoring_records *records);
size_t picoring_records_longest(const picoring_records *records);
const picoring_mirror *picoring_records_mirror(const picoring_records *records);
int picoring_records_open(uint32_t inline_abi, size_t size, uint32_t producers, const
    picoring_channel_options *options, picoring_records **out_records);
void picoring_records_producer_destroy(picoring_records_producer *producer);
int picoring_records_producer_interrupt(picoring_records_producer *producer);
int picoring_records_producer_open(picoring_records *records, picoring_records_producer
    **out_producer);
int picoring_records_push(picoring_records_producer *producer, const void *message, size_t
    length);
void *picoring_records_read(picoring_records_reader *reader, size_t *out_length);
int picoring_records_read_status(picoring_records_reader *reader);
int picoring_records_reader_arm(picoring_records_reader *reader);
int picoring_records_reader_close(picoring_records_reader *reader);
void picoring_records_reader_destroy(picoring_records_reader *reader);
int picoring_records_reader_disarm(picoring_records_reader *reader);
int picoring_records_reader_event(picoring_records_reader *reader, intptr_t *out_event);
int picoring_records_reader_interrupt(picoring_records_reader *reader);
int picoring_records_reader_open(picoring_records *records, picoring_records_reader
    **out_reader);
int picoring_records_release(picoring_records_reader *reader);
int picoring_records_wait_readable(picoring_records_reader *reader, int64_t timeout, uint32_t
    clock);
int picoring_records_wait_writable(picoring_records_producer *producer, size_t length, int64_t
    timeout, uint32_t clock);

void *picoring_ring_at(picoring_ring *ring, size_t index);
int picoring_ring_cancel(picoring_ring *ring);
size_t picoring_ring_capacity(const picoring_ring *ring);
void *picoring_ring_claim(picoring_ring *ring, size_t n);
int picoring_ring_claim_status(const picoring_ring *ring, size_t n);
int picoring_ring_clear(picoring_ring *ring);
int picoring_ring_commit(picoring_ring *ring, size_t n);
int picoring_ring_create(size_t capacity, size_t element_size, const picoring_options *options,
    picoring_ring **out_ring);
void picoring_ring_destroy(picoring_ring *ring);
size_t picoring_ring_free(const picoring_ring *ring);
size_t picoring_ring_len(const picoring_ring *ring);
const picoring_mirror *picoring_ring_mirror(const picoring_ring *ring);
int picoring_ring_open(uint32_t inline_abi, size_t capacity, size_t element_size, const
    picoring_options *options, picoring_ring **out_ring);
void *picoring_ring_peek(picoring_ring *ring, size_t *out_n);
int picoring_ring_peek_status(const picoring_ring *ring);
int picoring_ring_pop(picoring_ring *ring, void *out_element);
int picoring_ring_pop_n(picoring_ring *ring, void *out_elements, size_t n);
int picoring_ring_pop_sized(picoring_ring *ring, void *out_element, size_t size);
int picoring_ring_pop_some(picoring_ring *ring, void *out_elements, size_t n, size_t *out_n);
int picoring_ring_push(picoring_ring *ring, const void *element);
int picoring_ring_push_n(picoring_ring *ring, const void *elements, size_t n);
int picoring_ring_push_overwrite(picoring_ring *ring, const void *element);
int picoring_ring_push_sized(picoring_ring *ring, const void *element, size_t size);
int picoring_ring_push_some(picoring_ring *ring, const void *elements, size_t n, size_t *out_n);
int picoring_ring_release(picoring_ring *ring, size_t n);
int picoring_ring_set(picoring_ring *ring, size_t index, const void *element);
void *picoring_ring_view(picoring_ring *ring, size_t offset, size_t n);

void picoring_seam_put(picoring_words *words, const void *elements, size_t n);
unsigned char *picoring_seam_reach(picoring_words *words, size_t offset, size_t bytes);
unsigned char *picoring_seam_read(picoring_words *words, unsigned char *reached);
int picoring_seam_refuse(const picoring_words *words, uint32_t verb, size_t n);
void picoring_seam_take(picoring_words *words, void *out_elements, size_t n);
unsigned char *picoring_seam_write(picoring_words *words, unsigned char *reached);

int picoring_spsc_cancel(picoring_spsc_writer *writer);
size_t picoring_spsc_capacity(const picoring_spsc *spsc);
void *picoring_spsc_claim(picoring_spsc_writer *writer, size_t n);
int picoring_spsc_claim_status(picoring_spsc_writer *writer, size_t n);
int picoring_spsc_commit(picoring_spsc_writer *writer, size_t n);
int picoring_spsc_create(size_t capacity, size_t element_size, const picoring_channel_options
    *options, picoring_spsc **out_spsc);
void picoring_spsc_destroy(picoring_spsc *spsc);
size_t picoring_spsc_free(picoring_spsc_writer *writer);
int picoring_spsc_from_ring(picoring_ring *ring, const picoring_channel_options *options,
    picoring_spsc **out_spsc);
int picoring_spsc_into_ring(picoring_spsc_reader *reader, picoring_ring **out_ring);
size_t picoring_spsc_len(picoring_spsc_reader *reader);
const picoring_mirror *picoring_spsc_mirror(const picoring_spsc *spsc);
int picoring_spsc_open(uint32_t inline_abi, size_t capacity, size_t element_size, const
    picoring_channel_options *options, picoring_spsc **out_spsc);
void *picoring_spsc_peek(picoring_spsc_reader *reader, size_t *out_n);
int picoring_spsc_peek_status(picoring_spsc_reader *reader);
int picoring_spsc_pop(picoring_spsc_reader *reader, void *out_element);
int picoring_spsc_pop_n(picoring_spsc_reader *reader, void *out_elements, size_t n);
int picoring_spsc_pop_sized(picoring_spsc_reader *reader, void *out_element, size_t size);
int picoring_spsc_pop_some(picoring_spsc_reader *reader, void *out_elements, size_t n, size_t
    *out_n);
int picoring_spsc_push(picoring_spsc_writer *writer, const void *element);
int picoring_spsc_push_n(picoring_spsc_writer *writer, const void *elements, size_t n);
int picoring_spsc_push_sized(picoring_spsc_writer *writer, const void *element, size_t size);
int picoring_spsc_push_some(picoring_spsc_writer *writer, const void *elements, size_t n, size_t
    *out_n);
int picoring_spsc_reader_arm(picoring_spsc_reader *reader, size_t n);
int picoring_spsc_reader_close(picoring_spsc_reader *reader);
void picoring_spsc_reader_destroy(picoring_spsc_reader *reader);
int picoring_spsc_reader_disarm(picoring_spsc_reader *reader);
int picoring_spsc_reader_event(picoring_spsc_reader *reader, intptr_t *out_event);
int picoring_spsc_reader_interrupt(picoring_spsc_reader *reader);
int picoring_spsc_reader_open(picoring_spsc *spsc, picoring_spsc_reader **out_reader);
int picoring_spsc_release(picoring_spsc_reader *reader, size_t n);
int picoring_spsc_wait_readable(picoring_spsc_reader *reader, size_t n, int64_t timeout,
    uint32_t clock);
int picoring_spsc_wait_writable(picoring_spsc_writer *writer, size_t n, int64_t timeout,
    uint32_t clock);
int picoring_spsc_writer_arm(picoring_spsc_writer *writer, size_t n);
int picoring_spsc_writer_close(picoring_spsc_writer *writer);
void picoring_spsc_writer_destroy(picoring_spsc_writer *writer);
int picoring_spsc_writer_disarm(picoring_spsc_writer *writer);
int picoring_spsc_writer_event(picoring_spsc_writer *writer, intptr_t *out_event);
int picoring_spsc_writer_interrupt(picoring_spsc_writer *writer);
int picoring_spsc_writer_open(picoring_spsc *spsc, picoring_spsc_writer **out_writer);

int picoring_step_ready(picoring_list_words *words, uint32_t verb, size_t n);
int picoring_step_refuse(const picoring_list_words *words, uint32_t verb, size_t n);

int picoring_stream_cancel(picoring_stream *stream);
size_t picoring_stream_capacity(const picoring_stream *stream);
void *picoring_stream_claim(picoring_stream *stream, size_t n);
int picoring_stream_claim_status(const picoring_stream *stream, size_t n);
int picoring_stream_clear(picoring_stream *stream);
int picoring_stream_close(picoring_stream *stream);
int picoring_stream_commit(picoring_stream *stream, size_t n);
int picoring_stream_create(size_t capacity, const picoring_options *options, picoring_stream
    **out_stream);
void picoring_stream_destroy(picoring_stream *stream);
int picoring_stream_ended(const picoring_stream *stream);
int picoring_stream_find(picoring_stream *stream, size_t from, const void *delimiter, size_t n,
    size_t *out_offset);
size_t picoring_stream_free(const picoring_stream *stream);
size_t picoring_stream_len(const picoring_stream *stream);
const picoring_mirror *picoring_stream_mirror(const picoring_stream *stream);
int picoring_stream_open(uint32_t inline_abi, size_t capacity, const picoring_options *options,
    picoring_stream **out_stream);
void *picoring_stream_peek(picoring_stream *stream, size_t *out_n);
int picoring_stream_peek_status(const picoring_stream *stream);
int picoring_stream_read(picoring_stream *stream, void *out_data, size_t n, size_t *out_read);
int picoring_stream_read_from_fd(picoring_stream *stream, int fd, size_t n, size_t *out_read);
int picoring_stream_release(picoring_stream *stream, size_t n);
int picoring_stream_truncate(picoring_stream *stream, size_t n);
int picoring_stream_write(picoring_stream *stream, const void *data, size_t n, size_t
    *out_written);
int picoring_stream_write_to_fd(picoring_stream *stream, int fd, size_t n, size_t *out_written);

const char *picoring_strerror(int code);
const char *picoring_technique_name(uint32_t technique);
uint32_t picoring_version(void);
const char *picoring_version_string(void);
]]
require("ffi").cdef(declarations)
return declarations
