// SPDX-License-Identifier: MIT OR Apache-2.0

//! Messages of any length, written and read in place.

use crate::error::{check, Error};
use crate::wait::{self, Deadline, Handle, Interrupter};
use crate::{cursor, sys, ChannelOptions, Result};
use std::ops::{Deref, DerefMut};
use std::ptr::null_mut;
use std::slice;
use std::sync::Arc;
use std::time::Duration;

/// Bytes before each message.
const HEADER: usize = 8;

/// How many may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Producers {
    /// Any number.
    Many = 0,
    /// One; everything is wait-free then.
    One = 1,
}

/// A channel of messages whose sides have not parted yet.
///
/// ```
/// use picoring::{Producers, Records};
/// let (mut producer, mut reader) = Records::new(4096, Producers::Many)?.split();
/// producer.push(b"hello")?;
/// let mut message = producer.claim(100)?;
/// message[..5].copy_from_slice(b"world");
/// message.commit(5)?;
/// assert_eq!((reader.read()?, reader.read()?), (&b"hello"[..], &b"world"[..]));
/// reader.release()?;
/// # Ok::<(), picoring::Error>(())
/// ```
pub struct Records {
    producer: RecordsProducer,
    reader: RecordsReader,
}

struct Channel(*mut sys::picoring_records);

// SAFETY: producers are opened by any thread; the last user destroys it.
unsafe impl Send for Channel {}
unsafe impl Sync for Channel {}

impl Drop for Channel {
    fn drop(&mut self) {
        // SAFETY: the last use.
        unsafe { sys::picoring_records_destroy(self.0) }
    }
}

/// A writing side. It moves to another thread, and is one thread's at a time.
pub struct RecordsProducer {
    handle: Handle<sys::picoring_records_producer, u8>, // goes before the channel
    channel: Arc<Channel>,
}

/// The reading side. It moves to another thread, and is one thread's at a time.
///
/// A message does not outlive its release:
///
/// ```compile_fail,E0502
/// use picoring::{Producers, Records};
/// let (producer, mut reader) = Records::new(4096, Producers::One).unwrap().split();
/// producer.push(b"hello").unwrap();
/// let message = reader.read().unwrap();
/// reader.release().unwrap();
/// assert_eq!(message, b"hello");
/// ```
pub struct RecordsReader {
    handle: Handle<sys::picoring_records_reader, u8>,
}

// SAFETY: a handle may move between threads.
unsafe impl Send for RecordsProducer {}
unsafe impl Send for RecordsReader {}

impl Records {
    /// Makes an empty channel of at least `size` bytes for messages and their headers.
    pub fn new(size: usize, producers: Producers) -> Result<Self> {
        Records::with_options(size, producers, &ChannelOptions::default())
    }

    /// With options.
    pub fn with_options(
        size: usize,
        producers: Producers,
        options: &ChannelOptions,
    ) -> Result<Self> {
        let (memory, spin) = wait::parts(options);
        let (mut records, mut reader) = (null_mut(), null_mut());
        // SAFETY: the options are whole structs; bytes have no destructor.
        unsafe {
            check(wait::with_channel_options::<u8, _>(memory, spin, |options| {
                let producers = producers as u32;
                sys::picoring_records_open(sys::INLINE_ABI, size, producers, options, &mut records)
            }))?;
            let channel = Arc::new(Channel(records));
            check(sys::picoring_records_reader_open(records, &mut reader))?;
            let reader = RecordsReader { handle: Handle::new(reader) };
            Ok(Records { producer: RecordsProducer::open(channel)?, reader })
        }
    }

    /// A producer, and the reader.
    pub fn split(self) -> (RecordsProducer, RecordsReader) {
        (self.producer, self.reader)
    }
}

impl RecordsProducer {
    fn open(channel: Arc<Channel>) -> Result<Self> {
        let mut producer = null_mut();
        // SAFETY: the channel lives.
        check(unsafe { sys::picoring_records_producer_open(channel.0, &mut producer) })?;
        // SAFETY: success gives a handle.
        Ok(RecordsProducer { handle: unsafe { Handle::new(producer) }, channel })
    }

    /// One more producer; [`Error::Busy`] if there may be only one.
    pub fn try_clone(&self) -> Result<Self> {
        RecordsProducer::open(self.channel.clone())
    }

    /// The longest message that fits, in bytes.
    pub fn longest(&self) -> usize {
        // SAFETY: the channel lives.
        unsafe { sys::picoring_records_longest(self.channel.0) }
    }

    #[inline(always)]
    fn words(&self) -> *mut sys::picoring_records_writing {
        self.handle.raw.cast()
    }

    /// Copies a message in.
    #[inline]
    pub fn push(&self, message: &[u8]) -> Result<()> {
        // SAFETY: of here on: the words are this producer's, and this thread's.
        unsafe {
            check(claim(self.words(), sys::verb::PUSH, message.len()))?;
            let place = (*self.words()).claim.add(HEADER);
            place.copy_from_nonoverlapping(message.as_ptr(), message.len());
            check(commit(self.words(), message.len()))
        }
    }

    /// A place for a message of up to n bytes; what is in it is unspecified.
    #[inline]
    pub fn claim(&mut self, n: usize) -> Result<Message<'_>> {
        // SAFETY: as in push; n bytes of this producer until the claim is settled.
        unsafe {
            check(claim(self.words(), sys::verb::CLAIM, n))?;
            let place = slice::from_raw_parts_mut((*self.words()).claim.add(HEADER), n);
            Ok(Message { words: self.words(), place })
        }
    }

    /// Sleeps until there is room for a message of n bytes, or until `timeout`, or until
    /// the channel is closed. Other producers may take it first.
    pub fn wait_writable(&self, n: usize, timeout: Option<Duration>) -> Result<()> {
        let Deadline(time, clock) = Deadline::after(timeout);
        // SAFETY: as in push.
        check(unsafe { sys::picoring_records_wait_writable(self.handle.raw, n, time, clock) })
    }

    /// What other threads end a wait with.
    pub fn interrupter(&self) -> Interrupter {
        self.handle.interrupter()
    }

    /// Ends the channel for all producers.
    pub fn close(&self) {
        // SAFETY: as in push.
        unsafe { sys::picoring_records_close(self.handle.raw) };
    }
}

#[inline(always)]
fn units(length: usize) -> usize {
    1 + length / HEADER + usize::from(length % HEADER != 0)
}

#[inline(always)]
unsafe fn claim(words: *mut sys::picoring_records_writing, verb: u32, length: usize) -> i32 {
    let side = (*words).cursor;
    if side.is_null()
        || !(*words).claim.is_null()
        || length > (*words).longest
        || units(length) as u64 > cursor::granted(side)
    {
        return sys::picoring_records_claim_slowly(words, verb, length);
    }
    (*words).claim = (*side).place;
    (*words).length = length;
    (*side).place.cast::<u64>().write(length as u64 + 1);
    0
}

#[inline(always)]
unsafe fn commit(words: *mut sys::picoring_records_writing, length: usize) -> i32 {
    let (side, header) = ((*words).cursor, (*words).claim);
    if side.is_null()
        || header.is_null()
        || length > (*words).length
        || units(length) as u64 > cursor::granted(side)
    {
        return sys::picoring_records_commit_slowly(words, length);
    }
    (*words).claim = null_mut();
    if length != (*words).length {
        header.cast::<u64>().write(length as u64 + 1);
    }
    cursor::pass::<u64>(side, sys::verb::COMMIT, units(length))
}

/// A place for a message. Dropped, it is given up.
pub struct Message<'a> {
    words: *mut sys::picoring_records_writing,
    place: &'a mut [u8],
}

impl Message<'_> {
    /// The first n bytes are the message. More than was claimed is [`Error::Range`], and
    /// the claim is given up.
    pub fn commit(self, n: usize) -> Result<()> {
        // SAFETY: the producer is borrowed; the drop behind finds no claim open.
        check(unsafe { commit(self.words, n) })
    }
}

impl Deref for Message<'_> {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.place
    }
}

impl DerefMut for Message<'_> {
    fn deref_mut(&mut self) -> &mut [u8] {
        self.place
    }
}

impl Drop for Message<'_> {
    fn drop(&mut self) {
        // SAFETY: the producer is borrowed. ESTATE: it was committed.
        unsafe { sys::picoring_records_abort(self.words.cast()) };
    }
}

impl RecordsReader {
    /// The next message, in place. It stays until [`release`](Self::release); one may read
    /// on before. [`Error::Again`]: none now, [`Error::End`]: none any more,
    /// [`Error::Range`]: release first.
    #[inline]
    pub fn read(&self) -> Result<&[u8]> {
        let words: *mut sys::picoring_records_reading = self.handle.raw.cast();
        // SAFETY: the words are this reader's, and this thread's. A message that was read
        // does not change before release, which nobody calls while it is borrowed.
        unsafe {
            let (side, read) = ((*words).cursor, (*words).read);
            check(cursor::grant(side, sys::verb::READ, read + 1))?;
            let mut place = (*side).place;
            if (*side).end.is_null() {
                let granted = cursor::granted(side) as usize;
                place = sys::picoring_cursor_reach(side, 0, granted * HEADER);
            }
            let place = place.wrapping_add(read * HEADER);
            let length = place.cast::<u64>().read() as usize - 1;
            (*words).read = read + units(length);
            Ok(slice::from_raw_parts(place.add(HEADER), length))
        }
    }

    /// All messages read so far are done with.
    #[inline]
    pub fn release(&mut self) -> Result<()> {
        // SAFETY: the handle lives, and is this thread's.
        check(unsafe { sys::picoring_records_release(self.handle.raw) })
    }

    /// Sleeps until there is a message to read, or until `timeout`, or until the channel
    /// has ended.
    pub fn wait_readable(&self, timeout: Option<Duration>) -> Result<()> {
        let Deadline(time, clock) = Deadline::after(timeout);
        // SAFETY: as in release.
        check(unsafe { sys::picoring_records_wait_readable(self.handle.raw, time, clock) })
    }

    /// What other threads end a wait with.
    pub fn interrupter(&self) -> Interrupter {
        self.handle.interrupter()
    }

    /// A descriptor for poll and epoll (Windows: a HANDLE) that becomes readable when the
    /// armed reader has a message. It is closed with the channel.
    pub fn event(&self) -> Result<isize> {
        let mut event = 0;
        // SAFETY: as in release.
        check(unsafe { sys::picoring_records_reader_event(self.handle.raw, &mut event) })?;
        Ok(event)
    }

    /// Asks for one signal of the event. True: there is a message now.
    pub fn arm(&self) -> Result<bool> {
        // SAFETY: as in release.
        match unsafe { sys::picoring_records_reader_arm(self.handle.raw) } {
            0 => Ok(false),
            1 => Ok(true),
            code => Err(Error::of(code)),
        }
    }

    /// No signal is wanted any more.
    pub fn disarm(&self) {
        // SAFETY: as in release.
        unsafe { sys::picoring_records_reader_disarm(self.handle.raw) };
    }

    /// Ends the channel: producers get [`Error::Pipe`].
    pub fn close(&self) {
        // SAFETY: as in release.
        unsafe { sys::picoring_records_reader_close(self.handle.raw) };
    }
}
