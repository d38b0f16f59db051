// SPDX-License-Identifier: MIT OR Apache-2.0

//! A channel from any number of threads to one, first claimed, first read.

use crate::error::{check, must, Error, PushError};
use crate::wait::{self, Deadline, Handle, Interrupter};
use crate::{cursor, sys, ChannelOptions, PicoRing, Plain, Result};
use std::mem::{needs_drop, size_of, ManuallyDrop};
use std::ops::{Deref, DerefMut};
use std::ptr::null_mut;
use std::slice;
use std::sync::Arc;
use std::time::Duration;

/// A channel whose sides have not parted yet.
///
/// ```
/// let (producer, consumer) = picoring::PicoMPSC::<u32>::new(1000)?.split();
/// for i in 0..4 {
///     let producer = producer.clone();
///     std::thread::spawn(move || producer.push(i));
/// }
/// drop(producer); // the last producer's end is the channel's
/// let mut sum = 0;
/// while let Ok(i) = consumer.pop_wait(None) {
///     sum += i;
/// }
/// assert_eq!(sum, 6);
/// # Ok::<(), picoring::Error>(())
/// ```
pub struct PicoMPSC<T> {
    producer: PicoMpscProducer<T>,
    consumer: PicoMpscConsumer<T>,
}

/// The channel's own handle, by which producers are opened: the producers share it, so
/// that the last of them ends the channel.
struct Channel(*mut sys::picoring_mpsc);

// SAFETY: producers are opened by any thread; the last user destroys it.
unsafe impl Send for Channel {}
unsafe impl Sync for Channel {}

impl Drop for Channel {
    fn drop(&mut self) {
        // SAFETY: the last use.
        unsafe { sys::picoring_mpsc_destroy(self.0) }
    }
}

/// One of the writing sides: clone it for another thread.
///
/// ```compile_fail,E0277
/// let (producer, _consumer) = picoring::PicoMPSC::<u8>::new(1).unwrap().split();
/// std::thread::scope(|s| {
///     s.spawn(|| producer.push(1)); // `PicoMpscProducer` is not `Sync`
/// });
/// ```
pub struct PicoMpscProducer<T> {
    handle: Handle<sys::picoring_mpsc_producer, T>, // goes before the channel
    channel: Arc<Channel>,
}

/// The reading side. It moves to another thread, and is one thread's at a time.
pub struct PicoMpscConsumer<T> {
    handle: Handle<sys::picoring_mpsc_reader, T>,
    capacity: usize,
}

// SAFETY: a handle may move between threads; elements move with it, or are dropped there.
unsafe impl<T: Send> Send for PicoMpscProducer<T> {}
unsafe impl<T: Send> Send for PicoMpscConsumer<T> {}

impl<T> PicoMPSC<T> {
    /// Makes an empty channel of at least `capacity` elements.
    pub fn new(capacity: usize) -> Result<Self> {
        PicoMPSC::with_options(capacity, &ChannelOptions::default())
    }

    /// With options.
    pub fn with_options(capacity: usize, options: &ChannelOptions) -> Result<Self> {
        let (memory, spin) = wait::parts(options);
        let mut mpsc = null_mut();
        // SAFETY: the options are whole structs, and give elements to T's destructor.
        check(wait::with_channel_options::<T, _>(memory, spin, |options| unsafe {
            sys::picoring_mpsc_open(sys::INLINE_ABI, capacity, size_of::<T>(), options, &mut mpsc)
        }))?;
        // SAFETY: a channel of T that nobody else has.
        unsafe { PicoMPSC::of(mpsc) }
    }

    unsafe fn of(mpsc: *mut sys::picoring_mpsc) -> Result<Self> {
        let channel = Arc::new(Channel(mpsc));
        let mut reader = null_mut();
        check(sys::picoring_mpsc_reader_open(mpsc, &mut reader))?;
        let (handle, capacity) = (Handle::new(reader), sys::picoring_mpsc_capacity(mpsc));
        Ok(PicoMPSC {
            producer: PicoMpscProducer::open(channel)?,
            consumer: PicoMpscConsumer { handle, capacity },
        })
    }

    /// A producer, to be cloned, and the consumer.
    pub fn split(self) -> (PicoMpscProducer<T>, PicoMpscConsumer<T>) {
        (self.producer, self.consumer)
    }
}

/// `PicoMPSC::new(capacity)?.split()`.
pub fn create_mpsc<T>(capacity: usize) -> Result<(PicoMpscProducer<T>, PicoMpscConsumer<T>)> {
    Ok(PicoMPSC::new(capacity)?.split())
}

impl<T> PicoMpscProducer<T> {
    fn open(channel: Arc<Channel>) -> Result<Self> {
        let mut producer = null_mut();
        // SAFETY: the channel lives.
        check(unsafe { sys::picoring_mpsc_producer_open(channel.0, &mut producer) })?;
        // SAFETY: success gives a handle.
        let handle = unsafe { Handle::new(producer) };
        Ok(PicoMpscProducer { handle, channel })
    }

    /// One more producer; `clone` panics where this is refused.
    pub fn try_clone(&self) -> Result<Self> {
        PicoMpscProducer::open(self.channel.clone())
    }

    /// Moves `item` in; false, and it is dropped, if the channel is full or closed.
    #[inline]
    pub fn push(&self, item: T) -> bool {
        self.try_push(item).is_ok()
    }

    /// The same, and a refused item comes back; [`Error::Again`]: full,
    /// [`Error::Pipe`]: closed.
    #[inline]
    pub fn try_push(&self, item: T) -> Result<(), PushError<T>> {
        let item = ManuallyDrop::new(item);
        let element: *const T = &*item;
        // SAFETY: the handle lives, is of T, and this thread's.
        match unsafe { sys::picoring_mpsc_push(self.handle.raw, element.cast()) } {
            0 => Ok(()), // the channel's now
            code => {
                let item = ManuallyDrop::into_inner(item);
                Err(PushError { item, error: Error::of(code) })
            }
        }
    }

    /// Moves `item` in, and waits for a place if it must.
    pub fn push_wait(&self, mut item: T, timeout: Option<Duration>) -> Result<(), PushError<T>> {
        let deadline = Deadline::after(timeout);
        loop {
            match self.try_push(item) {
                Err(PushError { item: back, error: Error::Again }) => item = back,
                result => return result,
            }
            if let Err(error) = self.wait(1, deadline) {
                return Err(PushError { item, error });
            }
        }
    }

    /// How many elements fit at all.
    pub fn capacity(&self) -> usize {
        // SAFETY: the channel lives.
        unsafe { sys::picoring_mpsc_capacity(self.channel.0) }
    }

    wait::waits!(wait_writable: picoring_mpsc_wait_writable);

    /// Ends the channel for all producers.
    pub fn close(&self) {
        // SAFETY: the handle lives, and is this thread's.
        unsafe { sys::picoring_mpsc_close(self.handle.raw) };
    }
}

impl<T> Clone for PicoMpscProducer<T> {
    fn clone(&self) -> Self {
        self.try_clone().unwrap_or_else(|error| panic!("{error}"))
    }
}

impl<T: Copy> PicoMpscProducer<T> {
    /// Copies all of `items` in, or none, with nothing of others between them.
    #[inline]
    pub fn push_slice(&self, items: &[T]) -> bool {
        // SAFETY: as in try_push.
        unsafe {
            sys::picoring_mpsc_push_n(self.handle.raw, items.as_ptr().cast(), items.len()) == 0
        }
    }
}

impl<T: Plain> PicoMpscProducer<T> {
    /// The next n free places. The consumer stops here until the claim is settled.
    pub fn claim(&mut self, n: usize) -> Result<Claim<'_, T>> {
        // SAFETY: as in try_push.
        let first = unsafe { sys::picoring_mpsc_claim(self.handle.raw, n) };
        if first.is_null() {
            // SAFETY: as in try_push.
            let code = unsafe { sys::picoring_mpsc_claim_status(self.handle.raw, n) };
            // 0: another producer has given way since.
            return Err(if code == 0 { Error::Again } else { Error::of(code) });
        }
        // SAFETY: n places of this producer, of a T that any bytes are a value of.
        let places = unsafe { slice::from_raw_parts_mut(first.cast(), n) };
        Ok(Claim { producer: self.handle.raw, places })
    }
}

/// Places that a producer has claimed. Dropped, they are given up.
///
/// ```
/// let (mut producer, consumer) = picoring::create_mpsc::<u16>(8)?;
/// let mut claim = producer.claim(3)?;
/// claim.copy_from_slice(&[1, 2, 3]);
/// claim.commit(2)?; // the third is given up
/// drop(producer.claim(1)?);
/// assert_eq!((consumer.pop(), consumer.pop(), consumer.pop()), (Some(1), Some(2), None));
/// # Ok::<(), picoring::Error>(())
/// ```
pub struct Claim<'a, T> {
    producer: *mut sys::picoring_mpsc_producer,
    places: &'a mut [T],
}

impl<T> Claim<'_, T> {
    /// The first n, written in place, become readable; the rest is given up. More than
    /// was claimed is [`Error::Range`], and all is given up.
    pub fn commit(self, n: usize) -> Result<()> {
        // SAFETY: the producer is borrowed; the drop behind finds no claim open.
        check(unsafe { sys::picoring_mpsc_commit(self.producer, n) })
    }
}

impl<T> Deref for Claim<'_, T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        self.places
    }
}

impl<T> DerefMut for Claim<'_, T> {
    fn deref_mut(&mut self) -> &mut [T] {
        self.places
    }
}

impl<T> Drop for Claim<'_, T> {
    fn drop(&mut self) {
        // SAFETY: the producer is borrowed. ESTATE: it was committed.
        unsafe { sys::picoring_mpsc_abort(self.producer) };
    }
}

impl<T> PicoMpscConsumer<T> {
    wait::reader_verbs!();
    wait::waits!(wait_readable: picoring_mpsc_wait_readable);
    wait::events!(picoring_mpsc_reader_event picoring_mpsc_reader_arm picoring_mpsc_reader_disarm);

    /// How many elements are readable now.
    pub fn len(&self) -> usize {
        // SAFETY: the handle lives, and is this thread's.
        unsafe { sys::picoring_mpsc_len(self.handle.raw) }
    }

    /// Ends the channel: the producers get [`Error::Pipe`].
    pub fn close(&self) {
        // SAFETY: the handle lives, and is this thread's.
        unsafe { sys::picoring_mpsc_reader_close(self.handle.raw) };
    }

    /// Makes a ring of the channel, with what has not been read; the producers are gone.
    pub fn into_ring(self) -> Result<PicoRing<T>, (Self, Error)> {
        let PicoMpscConsumer { handle, capacity } = self;
        let made = handle.convert(|reader| {
            let mut ring = null_mut();
            // SAFETY: the handle lives; success gives a ring of T and ends it.
            unsafe {
                check(sys::picoring_mpsc_into_ring(reader, &mut ring))?;
                Ok(PicoRing::from_raw(ring))
            }
        });
        made.map_err(|(handle, error)| (PicoMpscConsumer { handle, capacity }, error))
    }
}

impl<T: Copy> PicoMpscConsumer<T> {
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
    /// no memory for the channel's handles.
    pub fn into_mpsc(self) -> (PicoMpscProducer<T>, PicoMpscConsumer<T>) {
        let ring = self.into_raw();
        let mut mpsc = null_mut();
        // SAFETY: the ring is nobody else's; a failure leaves it as it was.
        unsafe {
            must(wait::with_channel_options::<T, _>(None, 0, |options| {
                sys::picoring_mpsc_from_ring(ring, options, &mut mpsc)
            }));
            PicoMPSC::of(mpsc).unwrap_or_else(|error| panic!("{error}")).split()
        }
    }
}
