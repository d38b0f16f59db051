// SPDX-License-Identifier: MIT OR Apache-2.0
//
// The C interface as koffi reads it. capi/picoring/*.h are its manual; what only inlines
// call is left out.

export const structs = {
  picoring_options: {
    struct_size: 'size_t', technique: 'uint32_t', exact: 'uint32_t', prefault: 'uint32_t',
    lock: 'uint32_t', huge: 'uint32_t', inherit: 'uint32_t', dump: 'uint32_t',
    guard: 'uint32_t', alignment: 'size_t', allocate: 'void *', deallocate: 'void *',
    user: 'void *',
  },
  picoring_mirror_info: {
    struct_size: 'size_t', size: 'size_t', granularity: 'size_t', page_size: 'size_t',
    huge_bytes: 'size_t', technique: 'uint32_t', prefaulted: 'uint32_t', locked: 'uint32_t',
    inherited: 'uint32_t', guarded: 'uint32_t', dumped: 'uint32_t',
  },
  picoring_list_options: {
    struct_size: 'size_t', reserve: 'size_t', chunk: 'size_t', least_step: 'size_t',
    most_step: 'size_t', keep: 'size_t', alignment: 'size_t', small_pages: 'uint32_t',
    dump: 'uint32_t', allocate: 'void *', deallocate: 'void *', user: 'void *',
  },
  picoring_list_info: {
    struct_size: 'size_t', reserved: 'size_t', committed: 'size_t', huge_bytes: 'size_t',
  },
  picoring_channel_options: {
    struct_size: 'size_t', memory: 'picoring_options *', spin: 'int64_t', drop: 'void *',
    user: 'void *',
  },
};

export const prototypes = `
uint32_t picoring_version();
const char *picoring_version_string();
uint32_t picoring_inline_abi();
const char *picoring_strerror(int code);
const char *picoring_errname(int code);
const char *picoring_last_error();
const char *picoring_technique_name(uint32_t technique);
int picoring_mirror_create(size_t size, picoring_options *options, _Out_ void **out_mirror);
void picoring_mirror_destroy(void *mirror);
void *picoring_mirror_data(void *mirror);
size_t picoring_mirror_size(void *mirror);
int picoring_mirror_sync(void *mirror, size_t offset, size_t n);
int picoring_mirror_describe(void *mirror, _Inout_ picoring_mirror_info *out_info);
size_t picoring_granularity();
int picoring_ring_open(uint32_t inline_abi, size_t capacity, size_t element_size, picoring_options *options, _Out_ void **out_ring);
void picoring_ring_destroy(void *ring);
int picoring_ring_push(void *ring, void *element);
int picoring_ring_pop(void *ring, void *out_element);
int picoring_ring_push_overwrite(void *ring, void *element);
int picoring_ring_push_n(void *ring, void *elements, size_t n);
int picoring_ring_pop_n(void *ring, void *out_elements, size_t n);
int picoring_ring_push_some(void *ring, void *elements, size_t n, _Out_ size_t *out_n);
int picoring_ring_pop_some(void *ring, void *out_elements, size_t n, _Out_ size_t *out_n);
void *picoring_ring_claim(void *ring, size_t n);
int picoring_ring_claim_status(void *ring, size_t n);
int picoring_ring_commit(void *ring, size_t n);
int picoring_ring_cancel(void *ring);
void *picoring_ring_peek(void *ring, _Out_ size_t *out_n);
int picoring_ring_peek_status(void *ring);
int picoring_ring_release(void *ring, size_t n);
void *picoring_ring_view(void *ring, size_t offset, size_t n);
void *picoring_ring_at(void *ring, size_t index);
int picoring_ring_set(void *ring, size_t index, void *element);
size_t picoring_ring_len(void *ring);
size_t picoring_ring_free(void *ring);
size_t picoring_ring_capacity(void *ring);
int picoring_ring_clear(void *ring);
void *picoring_ring_mirror(void *ring);
int picoring_stream_open(uint32_t inline_abi, size_t capacity, picoring_options *options, _Out_ void **out_stream);
void picoring_stream_destroy(void *stream);
int picoring_stream_write(void *stream, void *data, size_t n, _Out_ size_t *out_written);
int picoring_stream_read(void *stream, void *out_data, size_t n, _Out_ size_t *out_read);
void *picoring_stream_claim(void *stream, size_t n);
int picoring_stream_claim_status(void *stream, size_t n);
int picoring_stream_commit(void *stream, size_t n);
int picoring_stream_cancel(void *stream);
void *picoring_stream_peek(void *stream, _Out_ size_t *out_n);
int picoring_stream_peek_status(void *stream);
int picoring_stream_release(void *stream, size_t n);
int picoring_stream_truncate(void *stream, size_t n);
int picoring_stream_find(void *stream, size_t from, void *delimiter, size_t n, _Out_ size_t *out_offset);
int picoring_stream_read_from_fd(void *stream, int fd, size_t n, _Out_ size_t *out_read);
int picoring_stream_write_to_fd(void *stream, int fd, size_t n, _Out_ size_t *out_written);
int picoring_stream_close(void *stream);
int picoring_stream_ended(void *stream);
size_t picoring_stream_len(void *stream);
size_t picoring_stream_free(void *stream);
size_t picoring_stream_capacity(void *stream);
int picoring_stream_clear(void *stream);
void *picoring_stream_mirror(void *stream);
int picoring_list_open(uint32_t inline_abi, size_t element_size, picoring_list_options *options, _Out_ void **out_list);
void picoring_list_destroy(void *list);
int picoring_list_push(void *list, void *element);
int picoring_list_append(void *list, void *elements, size_t n);
void *picoring_list_claim(void *list, size_t n);
int picoring_list_claim_status(void *list, size_t n);
int picoring_list_commit(void *list, size_t n);
int picoring_list_cancel(void *list);
int picoring_list_reserve(void *list, size_t n);
size_t picoring_list_len(void *list);
void *picoring_list_data(void *list);
void *picoring_list_at(void *list, size_t index);
int picoring_list_get(void *list, size_t index, void *out_element);
void *picoring_list_chunk(void *list, size_t index, _Out_ size_t *out_n);
size_t picoring_list_chunk_count(void *list);
size_t picoring_list_chunk_size(void *list);
size_t picoring_list_capacity(void *list);
int picoring_list_set(void *list, size_t index, void *element);
int picoring_list_pop(void *list, void *out_element);
int picoring_list_truncate(void *list, size_t n);
int picoring_list_clear(void *list);
int picoring_list_shrink(void *list);
int picoring_list_describe(void *list, _Inout_ picoring_list_info *out_info);
int64_t picoring_now();
int picoring_spsc_open(uint32_t inline_abi, size_t capacity, size_t element_size, picoring_channel_options *options, _Out_ void **out_spsc);
int picoring_spsc_from_ring(void *ring, picoring_channel_options *options, _Out_ void **out_spsc);
int picoring_spsc_into_ring(void *reader, _Out_ void **out_ring);
int picoring_spsc_writer_open(void *spsc, _Out_ void **out_writer);
int picoring_spsc_reader_open(void *spsc, _Out_ void **out_reader);
void picoring_spsc_destroy(void *spsc);
void picoring_spsc_writer_destroy(void *writer);
void picoring_spsc_reader_destroy(void *reader);
int picoring_spsc_push(void *writer, void *element);
int picoring_spsc_push_n(void *writer, void *elements, size_t n);
int picoring_spsc_push_some(void *writer, void *elements, size_t n, _Out_ size_t *out_n);
void *picoring_spsc_claim(void *writer, size_t n);
int picoring_spsc_claim_status(void *writer, size_t n);
int picoring_spsc_commit(void *writer, size_t n);
int picoring_spsc_cancel(void *writer);
size_t picoring_spsc_free(void *writer);
int picoring_spsc_pop(void *reader, void *out_element);
int picoring_spsc_pop_n(void *reader, void *out_elements, size_t n);
int picoring_spsc_pop_some(void *reader, void *out_elements, size_t n, _Out_ size_t *out_n);
void *picoring_spsc_peek(void *reader, _Out_ size_t *out_n);
int picoring_spsc_peek_status(void *reader);
int picoring_spsc_release(void *reader, size_t n);
size_t picoring_spsc_len(void *reader);
int picoring_spsc_wait_writable(void *writer, size_t n, int64_t timeout, uint32_t clock);
int picoring_spsc_wait_readable(void *reader, size_t n, int64_t timeout, uint32_t clock);
int picoring_spsc_writer_interrupt(void *writer);
int picoring_spsc_reader_interrupt(void *reader);
int picoring_spsc_writer_event(void *writer, _Out_ intptr_t *out_event);
int picoring_spsc_reader_event(void *reader, _Out_ intptr_t *out_event);
int picoring_spsc_writer_arm(void *writer, size_t n);
int picoring_spsc_reader_arm(void *reader, size_t n);
int picoring_spsc_writer_disarm(void *writer);
int picoring_spsc_reader_disarm(void *reader);
int picoring_spsc_writer_close(void *writer);
int picoring_spsc_reader_close(void *reader);
size_t picoring_spsc_capacity(void *spsc);
void *picoring_spsc_mirror(void *spsc);
int picoring_mpsc_open(uint32_t inline_abi, size_t capacity, size_t element_size, picoring_channel_options *options, _Out_ void **out_mpsc);
int picoring_mpsc_from_ring(void *ring, picoring_channel_options *options, _Out_ void **out_mpsc);
int picoring_mpsc_into_ring(void *reader, _Out_ void **out_ring);
int picoring_mpsc_producer_open(void *mpsc, _Out_ void **out_producer);
int picoring_mpsc_reader_open(void *mpsc, _Out_ void **out_reader);
void picoring_mpsc_destroy(void *mpsc);
void picoring_mpsc_producer_destroy(void *producer);
void picoring_mpsc_reader_destroy(void *reader);
int picoring_mpsc_push(void *producer, void *element);
int picoring_mpsc_push_n(void *producer, void *elements, size_t n);
void *picoring_mpsc_claim(void *producer, size_t n);
int picoring_mpsc_claim_status(void *producer, size_t n);
int picoring_mpsc_commit(void *producer, size_t n);
int picoring_mpsc_abort(void *producer);
int picoring_mpsc_wait_writable(void *producer, size_t n, int64_t timeout, uint32_t clock);
int picoring_mpsc_producer_interrupt(void *producer);
int picoring_mpsc_pop(void *reader, void *out_element);
int picoring_mpsc_pop_n(void *reader, void *out_elements, size_t n);
int picoring_mpsc_pop_some(void *reader, void *out_elements, size_t n, _Out_ size_t *out_n);
void *picoring_mpsc_peek(void *reader, _Out_ size_t *out_n);
int picoring_mpsc_peek_status(void *reader);
int picoring_mpsc_release(void *reader, size_t n);
size_t picoring_mpsc_len(void *reader);
int picoring_mpsc_wait_readable(void *reader, size_t n, int64_t timeout, uint32_t clock);
int picoring_mpsc_reader_interrupt(void *reader);
int picoring_mpsc_reader_event(void *reader, _Out_ intptr_t *out_event);
int picoring_mpsc_reader_arm(void *reader, size_t n);
int picoring_mpsc_reader_disarm(void *reader);
int picoring_mpsc_close(void *producer);
int picoring_mpsc_reader_close(void *reader);
size_t picoring_mpsc_capacity(void *mpsc);
void *picoring_mpsc_mirror(void *mpsc);
int picoring_records_open(uint32_t inline_abi, size_t size, uint32_t producers, picoring_channel_options *options, _Out_ void **out_records);
int picoring_records_producer_open(void *records, _Out_ void **out_producer);
int picoring_records_reader_open(void *records, _Out_ void **out_reader);
void picoring_records_destroy(void *records);
void picoring_records_producer_destroy(void *producer);
void picoring_records_reader_destroy(void *reader);
int picoring_records_push(void *producer, void *message, size_t length);
void *picoring_records_claim(void *producer, size_t length);
int picoring_records_claim_status(void *producer, size_t length);
int picoring_records_commit(void *producer, size_t length);
int picoring_records_abort(void *producer);
int picoring_records_wait_writable(void *producer, size_t length, int64_t timeout, uint32_t clock);
int picoring_records_producer_interrupt(void *producer);
int picoring_records_close(void *producer);
void *picoring_records_read(void *reader, _Out_ size_t *out_length);
int picoring_records_read_status(void *reader);
int picoring_records_release(void *reader);
int picoring_records_wait_readable(void *reader, int64_t timeout, uint32_t clock);
int picoring_records_reader_interrupt(void *reader);
int picoring_records_reader_event(void *reader, _Out_ intptr_t *out_event);
int picoring_records_reader_arm(void *reader);
int picoring_records_reader_disarm(void *reader);
int picoring_records_reader_close(void *reader);
size_t picoring_records_longest(void *records);
void *picoring_records_mirror(void *records);
`;
