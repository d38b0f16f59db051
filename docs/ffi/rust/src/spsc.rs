// SPDX-License-Identifier: MIT OR Apache-2.0

//! A channel from one thread to one other.

use crate::error::{check, must, Error, PushError};
use crate::wait::{self, Deadline, Handle, Interrupter};
use crate::{cursor, sys, ChannelOptions, PicoRing, Plain, Result};
use std::mem::{needs_drop, size_of};
use std::ptr::null_mut;
use std::slice;
use std::time::Duration;

/// A channel whose sides have not parted yet.
///
/// ```
/// let (producer, consumer) = picoring::PicoSPSC::<String>::new(1000)?.split();
/// std::thread::spawn(move || {
///     producer.push_wait("hello".to_string(), None).unwrap();
/// });
/// assert_eq!(consumer.pop_wait(None)?, "hello");
/// assert_eq!(consumer.pop_wait(None), Err(picoring::Error::End));
/// # Ok::<(), picoring::Error>(())
/// ```
///
/// It does not outlive what its elements borrow, as it may be the one to drop them:
///
/// ```compile_fail,E0597
/// struct Loud<'a>(&'a str);
/// impl Drop for Loud<'_> {
///     fn drop(&mut self) {
///         println!("{}", self.0);
///     }
/// }
/// let channel = picoring::PicoSPSC::<Loud>::new(1).unwrap();
/// let (producer, consumer) = channel.split();
/// let name = String::from("short-lived");
/// producer.push(Loud(&name));
/// ```
pub struct PicoSPSC<T> {
    producer: PicoProducer<T>,
    consumer: PicoConsumer<T>,
}

/// The writing side. It moves to another thread, and is one thread's at a time:
///
/// ```compile_fail,E0277
/// let (producer, _consumer) = picoring::PicoSPSC::<u8>::new(1).unwrap().split();
/// std::thread::scope(|s| {
///     s.spawn(|| producer.push(1)); // `PicoProducer` is not `Sync`
/// });
/// ```
///
/// What does not move between threads does not move through it:
///
/// ```compile_fail,E0277
/// let (producer, _consumer) = picoring::PicoSPSC::<std::rc::Rc<u8>>::new(1).unwrap().split();
/// std::thread::spawn(move || drop(producer));
/// ```
///
/// A claimed place does not outlive its commit:
///
/// ```compile_fail,E0499
/// let (mut producer, _consumer) = picoring::PicoSPSC::<u8>::new(1).unwrap().split();
/// let block = producer.claim(1).unwrap();
/// producer.commit(1).unwrap();
/// block[0] = 1;
/// ```
pub struct PicoProducer<T> {
    handle: Handle<sys::picoring_spsc_writer, T>,
    capacity: usize,
}

/// The reading side. It moves to another thread, and is one thread's at a time.
///
/// ```compile_fail,E0502
/// let (_producer, mut consumer) = picoring::PicoSPSC::<u8>::new(1).unwrap().split();
/// let view = consumer.readable_slice();
/// consumer.pop(); // the view would show what the producer writes next
/// assert!(view.is_empty());
/// ```
pub struct PicoConsumer<T> {
    handle: Handle<sys::picoring_spsc_reader, T>,
    capacity: usize,
}

// SAFETY: a handle may move between threads; elements move with it, or are dropped there.
unsafe impl<T: Send> Send for PicoProducer<T> {}
unsafe impl<T: Send> Send for PicoConsumer<T> {}

impl<T> PicoSPSC<T> {
    /// Makes an empty channel of at least `capacity` elements.
    pub fn new(capacity: usize) -> Result<Self> {
        PicoSPSC::with_options(capacity, &ChannelOptions::default())
    }

    /// With options.
    pub fn with_options(capacity: usize, options: &ChannelOptions) -> Result<Self> {
        let (memory, spin) = wait::parts(options);
        let mut spsc = null_mut();
        // SAFETY: the options are whole structs, and give elements to T's destructor.
        check(wait::with_channel_options::<T, _>(memory, spin, |options| unsafe {
            sys::picoring_spsc_open(sys::INLINE_ABI, capacity, size_of::<T>(), options, &mut spsc)
        }))?;
        // SAFETY: a channel of T that nobody else has.
        Ok(unsafe { PicoSPSC::of(spsc) })
    }

    /// Opens both sides, which keep the channel alive. A new channel refuses neither.
    unsafe fn of(spsc: *mut sys::picoring_spsc) -> Self {
        let (mut writer, mut reader) = (null_mut(), null_mut());
        let capacity = sys::picoring_spsc_capacity(spsc);
        must(sys::picoring_spsc_writer_open(spsc, &mut writer));
        must(sys::picoring_spsc_reader_open(spsc, &mut reader));
        sys::picoring_spsc_destroy(spsc);
        let (writer, reader) = (Handle::new(writer), Handle::new(reader));
        PicoSPSC {
            producer: PicoProducer { handle: writer, capacity },
            consumer: PicoConsumer { handle: reader, capacity },
        }
    }

    /// The two sides.
    pub fn split(self) -> (PicoProducer<T>, PicoConsumer<T>) {
        (self.producer, self.consumer)
    }
}

/// `PicoSPSC::new(capacity)?.split()`.
pub fn create_spsc<T>(capacity: usize) -> Result<(PicoProducer<T>, PicoConsumer<T>)> {
    Ok(PicoSPSC::new(capacity)?.split())
}

impl<T> PicoProducer<T> {
    #[inline(always)]
    fn cursor(&self) -> *mut sys::picoring_cursor {
        self.handle.raw.cast()
    }

    /// Moves `item` in; false, and it is dropped, if the channel is full or closed.
    #[inline]
    pub fn push(&self, item: T) -> bool {
        // SAFETY: of here on: the cursor is this side's, of T, and this thread's.
        unsafe { cursor::push(self.cursor(), item) }.is_ok()
    }

    /// The same, and a refused item comes back; [`Error::Again`]: full,
    /// [`Error::Pipe`]: closed.
    #[inline]
    pub fn try_push(&self, item: T) -> Result<(), PushError<T>> {
        // SAFETY: as in push.
        unsafe { cursor::push(self.cursor(), item) }
            .map_err(|(code, item)| PushError { item, error: Error::of(code) })
    }

    /// Moves `item` in, and waits for a place if it must.
    pub fn push_wait(&self, item: T, timeout: Option<Duration>) -> Result<(), PushError<T>> {
        match self.try_push(item) {
            Err(PushError { item, error: Error::Again }) => {
                match self.wait(1, Deadline::after(timeout)) {
                    Ok(()) => self.try_push(item),
                    Err(error) => Err(PushError { item, error }),
                }
            }
            result => result,
        }
    }

    /// How many elements fit now.
    #[inline]
    pub fn available_space(&self) -> usize {
        // SAFETY: as in push.
        unsafe { cursor::known(self.cursor()) }
    }

    /// How many elements fit at all.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    wait::waits!(wait_writable: picoring_spsc_wait_writable);
    wait::events!(picoring_spsc_writer_event picoring_spsc_writer_arm picoring_spsc_writer_disarm);

    /// Ends the channel: the consumer gets what is in it, and then [`Error::End`].
    pub fn close(&self) {
        // SAFETY: the handle lives, and is this thread's.
        unsafe { sys::picoring_spsc_writer_close(self.handle.raw) };
    }
}

impl<T: Copy> PicoProducer<T> {
    /// Copies all of `items` in, or none; the consumer sees all of them at once.
    #[inline]
    pub fn push_slice(&self, items: &[T]) -> bool {
        // SAFETY: as in push.
        unsafe { cursor::push_n(self.cursor(), items) == 0 }
    }

    /// Copies in as many of `items` as fit, and says how many.
    #[inline]
    pub fn push_some(&self, items: &[T]) -> Result<usize> {
        // SAFETY: as in push.
        unsafe { cursor::push_some(self.cursor(), items) }.map_err(Error::of)
    }
}

impl<T: Plain> PicoProducer<T> {
    /// The next n free places, to be written and then committed.
    #[inline]
    pub fn claim(&mut self, n: usize) -> Result<&mut [T]> {
        // SAFETY: n places granted to this side, of a T that any bytes are a value of.
        unsafe {
            if n == 0 {
                return Err(Error::of(sys::picoring_spsc_claim_status(self.handle.raw, 0)));
            }
            let first = cursor::claim::<T>(self.cursor(), n).map_err(Error::of)?;
            Ok(slice::from_raw_parts_mut(first, n))
        }
    }

    /// All that is free.
    #[inline]
    pub fn writable_slice(&mut self) -> &mut [T] {
        let free = self.available_space();
        self.claim(free).unwrap_or(&mut [])
    }

    /// The next n places, written in place, become readable; or nothing changes.
    #[inline]
    pub fn commit(&mut self, n: usize) -> Result<()> {
        // SAFETY: as in push; whatever is there is a T.
        check(unsafe { cursor::pass::<T>(self.cursor(), sys::verb::COMMIT, n) })
    }

    /// The same. Panics beyond what was claimed.
    #[inline]
    #[track_caller]
    pub fn advance_head(&mut self, n: usize) {
        // SAFETY: as in commit.
        must(unsafe { cursor::pass::<T>(self.cursor(), sys::verb::COMMIT, n) });
    }
}

impl<T> PicoConsumer<T> {
    wait::reader_verbs!();
    wait::waits!(wait_readable: picoring_spsc_wait_readable);
    wait::events!(picoring_spsc_reader_event picoring_spsc_reader_arm picoring_spsc_reader_disarm);

    /// How many elements are readable now.
    #[inline]
    pub fn len(&self) -> usize {
        // SAFETY: as in pop.
        unsafe { cursor::known(self.cursor()) }
    }

    /// Ends the channel: the producer gets [`Error::Pipe`].
    pub fn close(&self) {
        // SAFETY: the handle lives, and is this thread's.
        unsafe { sys::picoring_spsc_reader_close(self.handle.raw) };
    }

    /// Makes a ring of the channel, with what has not been read; the producer is gone.
    pub fn into_ring(self) -> Result<PicoRing<T>, (Self, Error)> {
        let PicoConsumer { handle, capacity } = self;
        let made = handle.convert(|reader| {
            let mut ring = null_mut();
            // SAFETY: the handle lives; success gives a ring of T and ends it.
            unsafe {
                check(sys::picoring_spsc_into_ring(reader, &mut ring))?;
                Ok(PicoRing::from_raw(ring))
            }
        });
        made.map_err(|(handle, error)| (PicoConsumer { handle, capacity }, error))
    }
}

impl<T: Copy> PicoConsumer<T> {
    /// Fills all of `out` with the oldest elements, or none.
    #[inline]
    pub fn pop_slice(&self, out: &mut [T]) -> bool {
        // SAFETY: as in pop.
        unsafe { cursor::pop_n(self.cursor(), out) == 0 }
    }

    /// Copies out as many as there are and `out` holds, and says how many.
    #[inline]
    pub fn pop_some(&self, out: &mut [T]) -> Result<usize> {
        // SAFETY: as in pop.
        unsafe { cursor::pop_some(self.cursor(), out) }.map_err(Error::of)
    }
}

impl<T, const N: usize> PicoRing<T, N> {
    /// Makes a channel of the ring, with its memory and what is in it. Panics if there is
    /// no memory for the channel's handle.
    pub fn into_spsc(self) -> (PicoProducer<T>, PicoConsumer<T>) {
        self.try_into_spsc().unwrap_or_else(|(_, error)| panic!("{error}"))
    }

    /// The same; or the ring as it was.
    pub fn try_into_spsc(self) -> Result<(PicoProducer<T>, PicoConsumer<T>), (Self, Error)> {
        let ring = self.into_raw();
        let mut spsc = null_mut();
        // SAFETY: the ring is nobody else's; a failure leaves it as it was.
        unsafe {
            let code = wait::with_channel_options::<T, _>(None, 0, |options| {
                sys::picoring_spsc_from_ring(ring, options, &mut spsc)
            });
            check(code).map_err(|error| (PicoRing::from_raw(ring), error))?;
            Ok(PicoSPSC::of(spsc).split())
        }
    }
}
