// SPDX-License-Identifier: MIT OR Apache-2.0

//! The C interface as it is: capi/picoring/*.h are its manual, docs/abi.md its promise.
//!
//! Handles are opaque, but for the frozen words at their addresses, which the safe types
//! run inline: [`picoring_words`], [`picoring_cursor`], [`picoring_list_words`].

use std::os::raw::{c_char, c_int, c_void};

/// The layout that the words below are written for; every `..._open` gets it, and a
/// library that does not know it answers `PICORING_EVERSION`.
pub const INLINE_ABI: u32 = 1;

macro_rules! opaque {
    ($($name:ident)*) => {$(
        #[repr(C)]
        pub struct $name {
            _opaque: [u8; 0],
            _not_send_nor_sync: std::marker::PhantomData<*mut u8>,
        }
    )*};
}

opaque! {
    picoring_mirror picoring_ring picoring_stream picoring_list
    picoring_spsc picoring_spsc_writer picoring_spsc_reader
    picoring_mpsc picoring_mpsc_producer picoring_mpsc_reader
    picoring_records picoring_records_producer picoring_records_reader
}

pub type Allocate =
    unsafe extern "C" fn(user: *mut c_void, bytes: usize, alignment: usize) -> *mut c_void;
pub type Deallocate =
    unsafe extern "C" fn(user: *mut c_void, block: *mut c_void, bytes: usize, alignment: usize);
pub type DropElement = unsafe extern "C" fn(user: *mut c_void, element: *mut c_void);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct picoring_options {
    pub struct_size: usize,
    pub technique: u32,
    pub exact: u32,
    pub prefault: u32,
    pub lock: u32,
    pub huge: u32,
    pub inherit: u32,
    pub dump: u32,
    pub guard: u32,
    pub alignment: usize,
    pub allocate: Option<Allocate>,
    pub deallocate: Option<Deallocate>,
    pub user: *mut c_void,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct picoring_mirror_info {
    pub struct_size: usize,
    pub size: usize,
    pub granularity: usize,
    pub page_size: usize,
    pub huge_bytes: usize,
    pub technique: u32,
    pub prefaulted: u32,
    pub locked: u32,
    pub inherited: u32,
    pub guarded: u32,
    pub dumped: u32,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct picoring_list_options {
    pub struct_size: usize,
    pub reserve: usize,
    pub chunk: usize,
    pub least_step: usize,
    pub most_step: usize,
    pub keep: usize,
    pub alignment: usize,
    pub small_pages: u32,
    pub dump: u32,
    pub allocate: Option<Allocate>,
    pub deallocate: Option<Deallocate>,
    pub user: *mut c_void,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct picoring_list_info {
    pub struct_size: usize,
    pub reserved: usize,
    pub committed: usize,
    pub huge_bytes: usize,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct picoring_channel_options {
    pub struct_size: usize,
    pub memory: *const picoring_options,
    pub spin: i64,
    pub drop: Option<DropElement>,
    pub user: *mut c_void,
}

/// The frozen words of a ring or a stream (words.h).
#[repr(C)]
pub struct picoring_words {
    pub write: *mut u8,
    pub read: *mut u8,
    pub end: *mut u8,
    pub wrap: usize,
    pub limit: usize,
    pub used: usize,
    pub element_size: usize,
}

/// The frozen words of a channel's side (cursor.h).
#[repr(C)]
pub struct picoring_cursor {
    pub position: u64,
    pub limit: u64,
    pub slack: u64,
    pub published: *mut u64,
    pub other: *mut u64,
    pub sleeping: *mut u32,
    pub place: *mut u8,
    pub end: *mut u8,
    pub wrap: usize,
    pub element_size: usize,
}

/// The frozen words of a list (list_inline.h).
#[repr(C)]
pub struct picoring_list_words {
    pub data: *mut u8,
    pub len: usize,
    pub ready: usize,
    pub element_size: usize,
}

/// The frozen words of a producer of records (records_inline.h).
#[repr(C)]
pub struct picoring_records_writing {
    pub cursor: *mut picoring_cursor,
    pub claim: *mut u8,
    pub length: usize,
    pub longest: usize,
}

/// The frozen words of a reader of records (records_inline.h).
#[repr(C)]
pub struct picoring_records_reading {
    pub cursor: *mut picoring_cursor,
    pub read: usize,
}

/// enum picoring_verb: which verb asks for the out-of-line rest.
pub mod verb {
    pub const PUSH: u32 = 0;
    pub const POP: u32 = 1;
    pub const PUSH_N: u32 = 2;
    pub const POP_N: u32 = 3;
    pub const PUSH_SOME: u32 = 4;
    pub const POP_SOME: u32 = 5;
    pub const PUSH_OVERWRITE: u32 = 6;
    pub const CLAIM: u32 = 7;
    pub const COMMIT: u32 = 8;
    pub const PEEK: u32 = 9;
    pub const RELEASE: u32 = 10;
    pub const SET: u32 = 11;
    pub const WRITE: u32 = 12;
    pub const READ: u32 = 13;
    pub const FIND: u32 = 14;
    pub const READ_FROM_FD: u32 = 15;
    pub const WRITE_TO_FD: u32 = 16;
    pub const CLOSE: u32 = 17;
    pub const APPEND: u32 = 18;
    pub const GET: u32 = 19;
    pub const ABORT: u32 = 20;
}

extern "C" {
    // base.h
    pub fn picoring_version() -> u32;
    pub fn picoring_version_string() -> *const c_char;
    pub fn picoring_inline_abi() -> u32;

    // error.h
    pub fn picoring_strerror(code: c_int) -> *const c_char;
    pub fn picoring_errname(code: c_int) -> *const c_char;
    pub fn picoring_last_error() -> *const c_char;

    // options.h
    pub fn picoring_options_init(options: *mut picoring_options, struct_size: usize) -> c_int;
    pub fn picoring_technique_name(technique: u32) -> *const c_char;

    // mirror.h
    pub fn picoring_mirror_create(
        size: usize,
        options: *const picoring_options,
        out_mirror: *mut *mut picoring_mirror,
    ) -> c_int;
    pub fn picoring_mirror_destroy(mirror: *mut picoring_mirror);
    pub fn picoring_mirror_data(mirror: *const picoring_mirror) -> *mut c_void;
    pub fn picoring_mirror_size(mirror: *const picoring_mirror) -> usize;
    pub fn picoring_mirror_sync(mirror: *mut picoring_mirror, offset: usize, n: usize) -> c_int;
    pub fn picoring_mirror_describe(
        mirror: *const picoring_mirror,
        out_info: *mut picoring_mirror_info,
    ) -> c_int;
    pub fn picoring_granularity() -> usize;

    // words.h
    pub fn picoring_seam_write(words: *mut picoring_words, reached: *mut u8) -> *mut u8;
    pub fn picoring_seam_read(words: *mut picoring_words, reached: *mut u8) -> *mut u8;
    pub fn picoring_seam_reach(words: *mut picoring_words, offset: usize, bytes: usize) -> *mut u8;
    pub fn picoring_seam_put(words: *mut picoring_words, elements: *const c_void, n: usize);
    pub fn picoring_seam_take(words: *mut picoring_words, out_elements: *mut c_void, n: usize);
    pub fn picoring_seam_refuse(words: *const picoring_words, verb: u32, n: usize) -> c_int;

    // ring.h
    pub fn picoring_ring_create(
        capacity: usize,
        element_size: usize,
        options: *const picoring_options,
        out_ring: *mut *mut picoring_ring,
    ) -> c_int;
    pub fn picoring_ring_open(
        inline_abi: u32,
        capacity: usize,
        element_size: usize,
        options: *const picoring_options,
        out_ring: *mut *mut picoring_ring,
    ) -> c_int;
    pub fn picoring_ring_destroy(ring: *mut picoring_ring);
    pub fn picoring_ring_push(ring: *mut picoring_ring, element: *const c_void) -> c_int;
    pub fn picoring_ring_pop(ring: *mut picoring_ring, out_element: *mut c_void) -> c_int;
    pub fn picoring_ring_push_sized(
        ring: *mut picoring_ring,
        element: *const c_void,
        size: usize,
    ) -> c_int;
    pub fn picoring_ring_pop_sized(
        ring: *mut picoring_ring,
        out_element: *mut c_void,
        size: usize,
    ) -> c_int;
    pub fn picoring_ring_push_overwrite(ring: *mut picoring_ring, element: *const c_void) -> c_int;
    pub fn picoring_ring_push_n(
        ring: *mut picoring_ring,
        elements: *const c_void,
        n: usize,
    ) -> c_int;
    pub fn picoring_ring_pop_n(
        ring: *mut picoring_ring,
        out_elements: *mut c_void,
        n: usize,
    ) -> c_int;
    pub fn picoring_ring_push_some(
        ring: *mut picoring_ring,
        elements: *const c_void,
        n: usize,
        out_n: *mut usize,
    ) -> c_int;
    pub fn picoring_ring_pop_some(
        ring: *mut picoring_ring,
        out_elements: *mut c_void,
        n: usize,
        out_n: *mut usize,
    ) -> c_int;
    pub fn picoring_ring_claim(ring: *mut picoring_ring, n: usize) -> *mut c_void;
    pub fn picoring_ring_claim_status(ring: *const picoring_ring, n: usize) -> c_int;
    pub fn picoring_ring_commit(ring: *mut picoring_ring, n: usize) -> c_int;
    pub fn picoring_ring_cancel(ring: *mut picoring_ring) -> c_int;
    pub fn picoring_ring_peek(ring: *mut picoring_ring, out_n: *mut usize) -> *mut c_void;
    pub fn picoring_ring_peek_status(ring: *const picoring_ring) -> c_int;
    pub fn picoring_ring_release(ring: *mut picoring_ring, n: usize) -> c_int;
    pub fn picoring_ring_view(ring: *mut picoring_ring, offset: usize, n: usize) -> *mut c_void;
    pub fn picoring_ring_at(ring: *mut picoring_ring, index: usize) -> *mut c_void;
    pub fn picoring_ring_set(
        ring: *mut picoring_ring,
        index: usize,
        element: *const c_void,
    ) -> c_int;
    pub fn picoring_ring_len(ring: *const picoring_ring) -> usize;
    pub fn picoring_ring_free(ring: *const picoring_ring) -> usize;
    pub fn picoring_ring_capacity(ring: *const picoring_ring) -> usize;
    pub fn picoring_ring_clear(ring: *mut picoring_ring) -> c_int;
    pub fn picoring_ring_mirror(ring: *const picoring_ring) -> *const picoring_mirror;

    // stream.h
    pub fn picoring_stream_create(
        capacity: usize,
        options: *const picoring_options,
        out_stream: *mut *mut picoring_stream,
    ) -> c_int;
    pub fn picoring_stream_open(
        inline_abi: u32,
        capacity: usize,
        options: *const picoring_options,
        out_stream: *mut *mut picoring_stream,
    ) -> c_int;
    pub fn picoring_stream_destroy(stream: *mut picoring_stream);
    pub fn picoring_stream_write(
        stream: *mut picoring_stream,
        data: *const c_void,
        n: usize,
        out_written: *mut usize,
    ) -> c_int;
    pub fn picoring_stream_read(
        stream: *mut picoring_stream,
        out_data: *mut c_void,
        n: usize,
        out_read: *mut usize,
    ) -> c_int;
    pub fn picoring_stream_claim(stream: *mut picoring_stream, n: usize) -> *mut c_void;
    pub fn picoring_stream_claim_status(stream: *const picoring_stream, n: usize) -> c_int;
    pub fn picoring_stream_commit(stream: *mut picoring_stream, n: usize) -> c_int;
    pub fn picoring_stream_cancel(stream: *mut picoring_stream) -> c_int;
    pub fn picoring_stream_peek(stream: *mut picoring_stream, out_n: *mut usize) -> *mut c_void;
    pub fn picoring_stream_peek_status(stream: *const picoring_stream) -> c_int;
    pub fn picoring_stream_release(stream: *mut picoring_stream, n: usize) -> c_int;
    pub fn picoring_stream_truncate(stream: *mut picoring_stream, n: usize) -> c_int;
    pub fn picoring_stream_find(
        stream: *mut picoring_stream,
        from: usize,
        delimiter: *const c_void,
        n: usize,
        out_offset: *mut usize,
    ) -> c_int;
    pub fn picoring_stream_read_from_fd(
        stream: *mut picoring_stream,
        fd: c_int,
        n: usize,
        out_read: *mut usize,
    ) -> c_int;
    pub fn picoring_stream_write_to_fd(
        stream: *mut picoring_stream,
        fd: c_int,
        n: usize,
        out_written: *mut usize,
    ) -> c_int;
    pub fn picoring_stream_close(stream: *mut picoring_stream) -> c_int;
    pub fn picoring_stream_ended(stream: *const picoring_stream) -> c_int;
    pub fn picoring_stream_len(stream: *const picoring_stream) -> usize;
    pub fn picoring_stream_free(stream: *const picoring_stream) -> usize;
    pub fn picoring_stream_capacity(stream: *const picoring_stream) -> usize;
    pub fn picoring_stream_clear(stream: *mut picoring_stream) -> c_int;
    pub fn picoring_stream_mirror(stream: *const picoring_stream) -> *const picoring_mirror;

    // list.h
    pub fn picoring_list_options_init(
        options: *mut picoring_list_options,
        struct_size: usize,
    ) -> c_int;
    pub fn picoring_list_create(
        element_size: usize,
        options: *const picoring_list_options,
        out_list: *mut *mut picoring_list,
    ) -> c_int;
    pub fn picoring_list_open(
        inline_abi: u32,
        element_size: usize,
        options: *const picoring_list_options,
        out_list: *mut *mut picoring_list,
    ) -> c_int;
    pub fn picoring_list_destroy(list: *mut picoring_list);
    pub fn picoring_list_push(list: *mut picoring_list, element: *const c_void) -> c_int;
    pub fn picoring_list_push_sized(
        list: *mut picoring_list,
        element: *const c_void,
        size: usize,
    ) -> c_int;
    pub fn picoring_list_append(
        list: *mut picoring_list,
        elements: *const c_void,
        n: usize,
    ) -> c_int;
    pub fn picoring_list_claim(list: *mut picoring_list, n: usize) -> *mut c_void;
    pub fn picoring_list_claim_status(list: *mut picoring_list, n: usize) -> c_int;
    pub fn picoring_list_commit(list: *mut picoring_list, n: usize) -> c_int;
    pub fn picoring_list_cancel(list: *mut picoring_list) -> c_int;
    pub fn picoring_list_reserve(list: *mut picoring_list, n: usize) -> c_int;
    pub fn picoring_list_len(list: *const picoring_list) -> usize;
    pub fn picoring_list_data(list: *const picoring_list) -> *mut c_void;
    pub fn picoring_list_at(list: *const picoring_list, index: usize) -> *mut c_void;
    pub fn picoring_list_get(
        list: *const picoring_list,
        index: usize,
        out_element: *mut c_void,
    ) -> c_int;
    pub fn picoring_list_chunk(
        list: *const picoring_list,
        index: usize,
        out_n: *mut usize,
    ) -> *mut c_void;
    pub fn picoring_list_chunk_count(list: *const picoring_list) -> usize;
    pub fn picoring_list_chunk_size(list: *const picoring_list) -> usize;
    pub fn picoring_list_capacity(list: *const picoring_list) -> usize;
    pub fn picoring_list_set(
        list: *mut picoring_list,
        index: usize,
        element: *const c_void,
    ) -> c_int;
    pub fn picoring_list_pop(list: *mut picoring_list, out_element: *mut c_void) -> c_int;
    pub fn picoring_list_truncate(list: *mut picoring_list, n: usize) -> c_int;
    pub fn picoring_list_clear(list: *mut picoring_list) -> c_int;
    pub fn picoring_list_shrink(list: *mut picoring_list) -> c_int;
    pub fn picoring_list_describe(
        list: *const picoring_list,
        out_info: *mut picoring_list_info,
    ) -> c_int;

    // list_inline.h
    pub fn picoring_step_ready(words: *mut picoring_list_words, verb: u32, n: usize) -> c_int;
    pub fn picoring_step_refuse(words: *const picoring_list_words, verb: u32, n: usize) -> c_int;

    // channel.h
    pub fn picoring_channel_options_init(
        options: *mut picoring_channel_options,
        struct_size: usize,
    ) -> c_int;
    pub fn picoring_now() -> i64;

    // cursor.h
    pub fn picoring_cursor_wrap(cursor: *mut picoring_cursor, reached: *mut u8) -> *mut u8;
    pub fn picoring_cursor_reach(
        cursor: *mut picoring_cursor,
        offset: usize,
        bytes: usize,
    ) -> *mut u8;
    pub fn picoring_cursor_refuse(cursor: *mut picoring_cursor, verb: u32, n: usize) -> c_int;
    pub fn picoring_cursor_wake(cursor: *mut picoring_cursor);

    // spsc.h
    pub fn picoring_spsc_create(
        capacity: usize,
        element_size: usize,
        options: *const picoring_channel_options,
        out_spsc: *mut *mut picoring_spsc,
    ) -> c_int;
    pub fn picoring_spsc_open(
        inline_abi: u32,
        capacity: usize,
        element_size: usize,
        options: *const picoring_channel_options,
        out_spsc: *mut *mut picoring_spsc,
    ) -> c_int;
    pub fn picoring_spsc_from_ring(
        ring: *mut picoring_ring,
        options: *const picoring_channel_options,
        out_spsc: *mut *mut picoring_spsc,
    ) -> c_int;
    pub fn picoring_spsc_into_ring(
        reader: *mut picoring_spsc_reader,
        out_ring: *mut *mut picoring_ring,
    ) -> c_int;
    pub fn picoring_spsc_writer_open(
        spsc: *mut picoring_spsc,
        out_writer: *mut *mut picoring_spsc_writer,
    ) -> c_int;
    pub fn picoring_spsc_reader_open(
        spsc: *mut picoring_spsc,
        out_reader: *mut *mut picoring_spsc_reader,
    ) -> c_int;
    pub fn picoring_spsc_destroy(spsc: *mut picoring_spsc);
    pub fn picoring_spsc_writer_destroy(writer: *mut picoring_spsc_writer);
    pub fn picoring_spsc_reader_destroy(reader: *mut picoring_spsc_reader);
    pub fn picoring_spsc_push(writer: *mut picoring_spsc_writer, element: *const c_void) -> c_int;
    pub fn picoring_spsc_push_sized(
        writer: *mut picoring_spsc_writer,
        element: *const c_void,
        size: usize,
    ) -> c_int;
    pub fn picoring_spsc_push_n(
        writer: *mut picoring_spsc_writer,
        elements: *const c_void,
        n: usize,
    ) -> c_int;
    pub fn picoring_spsc_push_some(
        writer: *mut picoring_spsc_writer,
        elements: *const c_void,
        n: usize,
        out_n: *mut usize,
    ) -> c_int;
    pub fn picoring_spsc_claim(writer: *mut picoring_spsc_writer, n: usize) -> *mut c_void;
    pub fn picoring_spsc_claim_status(writer: *mut picoring_spsc_writer, n: usize) -> c_int;
    pub fn picoring_spsc_commit(writer: *mut picoring_spsc_writer, n: usize) -> c_int;
    pub fn picoring_spsc_cancel(writer: *mut picoring_spsc_writer) -> c_int;
    pub fn picoring_spsc_free(writer: *mut picoring_spsc_writer) -> usize;
    pub fn picoring_spsc_pop(reader: *mut picoring_spsc_reader, out_element: *mut c_void) -> c_int;
    pub fn picoring_spsc_pop_sized(
        reader: *mut picoring_spsc_reader,
        out_element: *mut c_void,
        size: usize,
    ) -> c_int;
    pub fn picoring_spsc_pop_n(
        reader: *mut picoring_spsc_reader,
        out_elements: *mut c_void,
        n: usize,
    ) -> c_int;
    pub fn picoring_spsc_pop_some(
        reader: *mut picoring_spsc_reader,
        out_elements: *mut c_void,
        n: usize,
        out_n: *mut usize,
    ) -> c_int;
    pub fn picoring_spsc_peek(reader: *mut picoring_spsc_reader, out_n: *mut usize) -> *mut c_void;
    pub fn picoring_spsc_peek_status(reader: *mut picoring_spsc_reader) -> c_int;
    pub fn picoring_spsc_release(reader: *mut picoring_spsc_reader, n: usize) -> c_int;
    pub fn picoring_spsc_len(reader: *mut picoring_spsc_reader) -> usize;
    pub fn picoring_spsc_wait_writable(
        writer: *mut picoring_spsc_writer,
        n: usize,
        timeout: i64,
        clock: u32,
    ) -> c_int;
    pub fn picoring_spsc_wait_readable(
        reader: *mut picoring_spsc_reader,
        n: usize,
        timeout: i64,
        clock: u32,
    ) -> c_int;
    pub fn picoring_spsc_writer_interrupt(writer: *mut picoring_spsc_writer) -> c_int;
    pub fn picoring_spsc_reader_interrupt(reader: *mut picoring_spsc_reader) -> c_int;
    pub fn picoring_spsc_writer_event(
        writer: *mut picoring_spsc_writer,
        out_event: *mut isize,
    ) -> c_int;
    pub fn picoring_spsc_reader_event(
        reader: *mut picoring_spsc_reader,
        out_event: *mut isize,
    ) -> c_int;
    pub fn picoring_spsc_writer_arm(writer: *mut picoring_spsc_writer, n: usize) -> c_int;
    pub fn picoring_spsc_reader_arm(reader: *mut picoring_spsc_reader, n: usize) -> c_int;
    pub fn picoring_spsc_writer_disarm(writer: *mut picoring_spsc_writer) -> c_int;
    pub fn picoring_spsc_reader_disarm(reader: *mut picoring_spsc_reader) -> c_int;
    pub fn picoring_spsc_writer_close(writer: *mut picoring_spsc_writer) -> c_int;
    pub fn picoring_spsc_reader_close(reader: *mut picoring_spsc_reader) -> c_int;
    pub fn picoring_spsc_capacity(spsc: *const picoring_spsc) -> usize;
    pub fn picoring_spsc_mirror(spsc: *const picoring_spsc) -> *const picoring_mirror;

    // mpsc.h
    pub fn picoring_mpsc_create(
        capacity: usize,
        element_size: usize,
        options: *const picoring_channel_options,
        out_mpsc: *mut *mut picoring_mpsc,
    ) -> c_int;
    pub fn picoring_mpsc_open(
        inline_abi: u32,
        capacity: usize,
        element_size: usize,
        options: *const picoring_channel_options,
        out_mpsc: *mut *mut picoring_mpsc,
    ) -> c_int;
    pub fn picoring_mpsc_from_ring(
        ring: *mut picoring_ring,
        options: *const picoring_channel_options,
        out_mpsc: *mut *mut picoring_mpsc,
    ) -> c_int;
    pub fn picoring_mpsc_into_ring(
        reader: *mut picoring_mpsc_reader,
        out_ring: *mut *mut picoring_ring,
    ) -> c_int;
    pub fn picoring_mpsc_producer_open(
        mpsc: *mut picoring_mpsc,
        out_producer: *mut *mut picoring_mpsc_producer,
    ) -> c_int;
    pub fn picoring_mpsc_reader_open(
        mpsc: *mut picoring_mpsc,
        out_reader: *mut *mut picoring_mpsc_reader,
    ) -> c_int;
    pub fn picoring_mpsc_destroy(mpsc: *mut picoring_mpsc);
    pub fn picoring_mpsc_producer_destroy(producer: *mut picoring_mpsc_producer);
    pub fn picoring_mpsc_reader_destroy(reader: *mut picoring_mpsc_reader);
    pub fn picoring_mpsc_push(
        producer: *mut picoring_mpsc_producer,
        element: *const c_void,
    ) -> c_int;
    pub fn picoring_mpsc_push_n(
        producer: *mut picoring_mpsc_producer,
        elements: *const c_void,
        n: usize,
    ) -> c_int;
    pub fn picoring_mpsc_claim(producer: *mut picoring_mpsc_producer, n: usize) -> *mut c_void;
    pub fn picoring_mpsc_claim_status(producer: *mut picoring_mpsc_producer, n: usize) -> c_int;
    pub fn picoring_mpsc_commit(producer: *mut picoring_mpsc_producer, n: usize) -> c_int;
    pub fn picoring_mpsc_abort(producer: *mut picoring_mpsc_producer) -> c_int;
    pub fn picoring_mpsc_wait_writable(
        producer: *mut picoring_mpsc_producer,
        n: usize,
        timeout: i64,
        clock: u32,
    ) -> c_int;
    pub fn picoring_mpsc_producer_interrupt(producer: *mut picoring_mpsc_producer) -> c_int;
    pub fn picoring_mpsc_pop(reader: *mut picoring_mpsc_reader, out_element: *mut c_void) -> c_int;
    pub fn picoring_mpsc_pop_sized(
        reader: *mut picoring_mpsc_reader,
        out_element: *mut c_void,
        size: usize,
    ) -> c_int;
    pub fn picoring_mpsc_pop_n(
        reader: *mut picoring_mpsc_reader,
        out_elements: *mut c_void,
        n: usize,
    ) -> c_int;
    pub fn picoring_mpsc_pop_some(
        reader: *mut picoring_mpsc_reader,
        out_elements: *mut c_void,
        n: usize,
        out_n: *mut usize,
    ) -> c_int;
    pub fn picoring_mpsc_peek(reader: *mut picoring_mpsc_reader, out_n: *mut usize) -> *mut c_void;
    pub fn picoring_mpsc_peek_status(reader: *mut picoring_mpsc_reader) -> c_int;
    pub fn picoring_mpsc_release(reader: *mut picoring_mpsc_reader, n: usize) -> c_int;
    pub fn picoring_mpsc_len(reader: *mut picoring_mpsc_reader) -> usize;
    pub fn picoring_mpsc_wait_readable(
        reader: *mut picoring_mpsc_reader,
        n: usize,
        timeout: i64,
        clock: u32,
    ) -> c_int;
    pub fn picoring_mpsc_reader_interrupt(reader: *mut picoring_mpsc_reader) -> c_int;
    pub fn picoring_mpsc_reader_event(
        reader: *mut picoring_mpsc_reader,
        out_event: *mut isize,
    ) -> c_int;
    pub fn picoring_mpsc_reader_arm(reader: *mut picoring_mpsc_reader, n: usize) -> c_int;
    pub fn picoring_mpsc_reader_disarm(reader: *mut picoring_mpsc_reader) -> c_int;
    pub fn picoring_mpsc_close(producer: *mut picoring_mpsc_producer) -> c_int;
    pub fn picoring_mpsc_reader_close(reader: *mut picoring_mpsc_reader) -> c_int;
    pub fn picoring_mpsc_capacity(mpsc: *const picoring_mpsc) -> usize;
    pub fn picoring_mpsc_mirror(mpsc: *const picoring_mpsc) -> *const picoring_mirror;

    // records.h
    pub fn picoring_records_create(
        size: usize,
        producers: u32,
        options: *const picoring_channel_options,
        out_records: *mut *mut picoring_records,
    ) -> c_int;
    pub fn picoring_records_open(
        inline_abi: u32,
        size: usize,
        producers: u32,
        options: *const picoring_channel_options,
        out_records: *mut *mut picoring_records,
    ) -> c_int;
    pub fn picoring_records_producer_open(
        records: *mut picoring_records,
        out_producer: *mut *mut picoring_records_producer,
    ) -> c_int;
    pub fn picoring_records_reader_open(
        records: *mut picoring_records,
        out_reader: *mut *mut picoring_records_reader,
    ) -> c_int;
    pub fn picoring_records_destroy(records: *mut picoring_records);
    pub fn picoring_records_producer_destroy(producer: *mut picoring_records_producer);
    pub fn picoring_records_reader_destroy(reader: *mut picoring_records_reader);
    pub fn picoring_records_push(
        producer: *mut picoring_records_producer,
        message: *const c_void,
        length: usize,
    ) -> c_int;
    pub fn picoring_records_claim(
        producer: *mut picoring_records_producer,
        length: usize,
    ) -> *mut c_void;
    pub fn picoring_records_claim_status(
        producer: *mut picoring_records_producer,
        length: usize,
    ) -> c_int;
    pub fn picoring_records_commit(
        producer: *mut picoring_records_producer,
        length: usize,
    ) -> c_int;
    pub fn picoring_records_abort(producer: *mut picoring_records_producer) -> c_int;
    pub fn picoring_records_wait_writable(
        producer: *mut picoring_records_producer,
        length: usize,
        timeout: i64,
        clock: u32,
    ) -> c_int;
    pub fn picoring_records_producer_interrupt(producer: *mut picoring_records_producer) -> c_int;
    pub fn picoring_records_close(producer: *mut picoring_records_producer) -> c_int;
    pub fn picoring_records_read(
        reader: *mut picoring_records_reader,
        out_length: *mut usize,
    ) -> *mut c_void;
    pub fn picoring_records_read_status(reader: *mut picoring_records_reader) -> c_int;
    pub fn picoring_records_release(reader: *mut picoring_records_reader) -> c_int;
    pub fn picoring_records_wait_readable(
        reader: *mut picoring_records_reader,
        timeout: i64,
        clock: u32,
    ) -> c_int;
    pub fn picoring_records_reader_interrupt(reader: *mut picoring_records_reader) -> c_int;
    pub fn picoring_records_reader_event(
        reader: *mut picoring_records_reader,
        out_event: *mut isize,
    ) -> c_int;
    pub fn picoring_records_reader_arm(reader: *mut picoring_records_reader) -> c_int;
    pub fn picoring_records_reader_disarm(reader: *mut picoring_records_reader) -> c_int;
    pub fn picoring_records_reader_close(reader: *mut picoring_records_reader) -> c_int;
    pub fn picoring_records_longest(records: *const picoring_records) -> usize;
    pub fn picoring_records_mirror(records: *const picoring_records) -> *const picoring_mirror;

    // records_inline.h
    pub fn picoring_records_claim_slowly(
        words: *mut picoring_records_writing,
        verb: u32,
        length: usize,
    ) -> c_int;
    pub fn picoring_records_commit_slowly(
        words: *mut picoring_records_writing,
        length: usize,
    ) -> c_int;
}

/// The table of docs/abi.md, on 64 bits.
#[cfg(all(test, target_pointer_width = "64"))]
mod tests {
    use super::*;
    use std::mem::size_of;

    macro_rules! offsets {
        ($words:ident: $($field:ident)*) => {{
            let words = std::mem::MaybeUninit::<$words>::uninit();
            let base = words.as_ptr();
            // SAFETY: takes addresses only.
            unsafe { [$(std::ptr::addr_of!((*base).$field) as usize - base as usize),*] }
        }};
    }

    #[test]
    fn the_words_lie_where_the_abi_says() {
        assert_eq!(
            offsets!(picoring_words: write read end wrap limit used element_size),
            [0, 8, 16, 24, 32, 40, 48]
        );
        assert_eq!(
            offsets!(picoring_cursor: position limit slack published other sleeping place end wrap element_size),
            [0, 8, 16, 24, 32, 40, 48, 56, 64, 72]
        );
        assert_eq!(offsets!(picoring_list_words: data len ready element_size), [0, 8, 16, 24]);
        assert_eq!(offsets!(picoring_records_writing: cursor claim length longest), [0, 8, 16, 24]);
        assert_eq!(offsets!(picoring_records_reading: cursor read), [0, 8]);
    }

    #[test]
    fn the_library_fills_no_more_than_our_structs() {
        let mut options = [0xffu8; size_of::<picoring_options>() + 8];
        let mut list = [0xffu8; size_of::<picoring_list_options>() + 8];
        let mut channel = [0xffu8; size_of::<picoring_channel_options>() + 8];
        // SAFETY: the sizes are those of the structs.
        let codes = unsafe {
            [
                picoring_options_init(options.as_mut_ptr().cast(), size_of::<picoring_options>()),
                picoring_list_options_init(
                    list.as_mut_ptr().cast(),
                    size_of::<picoring_list_options>(),
                ),
                picoring_channel_options_init(
                    channel.as_mut_ptr().cast(),
                    size_of::<picoring_channel_options>(),
                ),
            ]
        };
        assert_eq!(codes, [0; 3]);
        for filled in [&options[..], &list[..], &channel[..]] {
            let (ours, behind) = filled.split_at(filled.len() - 8);
            assert_eq!(ours[0] as usize, ours.len());
            assert!(ours[8..].iter().all(|&byte| byte == 0));
            assert_eq!(behind, [0xff; 8]);
        }
    }

    #[test]
    fn a_layout_that_the_library_does_not_know_is_refused() {
        let mut ring = std::ptr::null_mut();
        // SAFETY: a failure leaves ring untouched.
        let code = unsafe { picoring_ring_open(u32::MAX, 1, 1, std::ptr::null(), &mut ring) };
        assert!(matches!(crate::error::check(code), Err(crate::Error::Version(_))));
        assert!(ring.is_null());
    }
}
