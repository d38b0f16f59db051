// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the sides of channels have in common: ownership, waiting, ending.

use crate::{sys, ChannelOptions, Error, Options};
use std::any::Any;
use std::cell::Cell;
use std::marker::PhantomData;
use std::mem::{needs_drop, size_of};
use std::os::raw::c_void;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr::null_mut;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A handle of the library that can wait.
pub(crate) trait Side: Any {
    unsafe fn interrupt(side: *mut Self);
    unsafe fn destroy(side: *mut Self);
}

macro_rules! sides {
    ($($side:ident: $interrupt:ident $destroy:ident)*) => {$(
        impl Side for sys::$side {
            unsafe fn interrupt(side: *mut Self) {
                sys::$interrupt(side);
            }
            unsafe fn destroy(side: *mut Self) {
                sys::$destroy(side);
            }
        }
    )*};
}

sides! {
    picoring_spsc_writer: picoring_spsc_writer_interrupt picoring_spsc_writer_destroy
    picoring_spsc_reader: picoring_spsc_reader_interrupt picoring_spsc_reader_destroy
    picoring_mpsc_producer: picoring_mpsc_producer_interrupt picoring_mpsc_producer_destroy
    picoring_mpsc_reader: picoring_mpsc_reader_interrupt picoring_mpsc_reader_destroy
    picoring_records_producer: picoring_records_producer_interrupt picoring_records_producer_destroy
    picoring_records_reader: picoring_records_reader_interrupt picoring_records_reader_destroy
}

/// Null once the handle is gone.
struct Slot<S>(Mutex<*mut S>);

// SAFETY: interrupt, all that other threads do with it, may be called by any; the lock
// keeps the handle alive meanwhile.
unsafe impl<S> Send for Slot<S> {}
unsafe impl<S> Sync for Slot<S> {}

impl<S> Slot<S> {
    fn lock(&self) -> MutexGuard<'_, *mut S> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

trait Interrupt: Send + Sync {
    fn interrupt(&self);
}

impl<S: Side> Interrupt for Slot<S> {
    fn interrupt(&self) {
        let side = self.lock();
        if !side.is_null() {
            // SAFETY: the handle lives.
            unsafe { S::interrupt(*side) }
        }
    }
}

/// Ends a wait from another thread.
#[derive(Clone)]
pub struct Interrupter(Arc<dyn Interrupt>);

impl Interrupter {
    /// The wait that the side is in, or else its next one that has to wait, gives
    /// [`Error::Interrupted`]. Does nothing once the side is gone.
    pub fn interrupt(&self) {
        self.0.interrupt();
    }
}

/// Owns a side's handle, and elements of type `T`: it may be the one to drop them. Like a
/// Cell, as elements go in through `&self`: not Sync, and no other T will do.
pub(crate) struct Handle<S: Side, T> {
    pub(crate) raw: *mut S,
    slot: Arc<Slot<S>>,
    _elements: PhantomData<Cell<T>>,
}

impl<S: Side, T> Handle<S, T> {
    /// # Safety
    /// The handle lives and is nobody else's.
    pub(crate) unsafe fn new(raw: *mut S) -> Self {
        Handle { raw, slot: Arc::new(Slot(Mutex::new(raw))), _elements: PhantomData }
    }

    pub(crate) fn interrupter(&self) -> Interrupter {
        Interrupter(self.slot.clone())
    }

    /// Lets `convert` make something else of the handle; if it fails, all stays.
    pub(crate) fn convert<R>(
        self,
        convert: impl FnOnce(*mut S) -> Result<R, Error>,
    ) -> Result<R, (Self, Error)> {
        let mut side = self.slot.lock();
        match convert(*side) {
            Ok(result) => {
                *side = null_mut();
                Ok(result)
            }
            Err(error) => {
                drop(side);
                Err((self, error))
            }
        }
    }
}

impl<S: Side, T> Drop for Handle<S, T> {
    fn drop(&mut self) {
        let side = std::mem::replace(&mut *self.slot.lock(), null_mut());
        // SAFETY: nobody else has it any more, and NULL does nothing.
        unsafe { S::destroy(side) }
    }
}

/// When a wait ends, in the library's terms: nanoseconds, and the clock.
#[derive(Clone, Copy)]
pub(crate) struct Deadline(pub i64, pub u32);

impl Deadline {
    pub(crate) fn after(timeout: Option<Duration>) -> Deadline {
        match timeout {
            None => Deadline(-1, 0),
            Some(timeout) => {
                let nanoseconds = i64::try_from(timeout.as_nanos()).unwrap_or(i64::MAX);
                // SAFETY: asks for a number.
                Deadline(unsafe { sys::picoring_now() }.saturating_add(nanoseconds), 1)
            }
        }
    }
}

/// Makes the options of a channel of `T`, for as long as `make` runs; its elements are
/// dropped by whoever goes last.
pub(crate) fn with_channel_options<T, R>(
    memory: Option<&Options>,
    spin: i64,
    make: impl FnOnce(*const sys::picoring_channel_options) -> R,
) -> R {
    let memory = memory.map(Options::of::<T>);
    let mut options = sys::picoring_channel_options {
        struct_size: size_of::<sys::picoring_channel_options>(),
        memory: memory.as_ref().map_or(std::ptr::null(), |memory| memory),
        spin,
        drop: None,
        user: null_mut(),
    };
    if needs_drop::<T>() {
        options.drop = Some(drop_element::<T>);
    }
    make(&options)
}

/// A panic may not go through C: the hook has told of it, and the next element is dropped.
unsafe extern "C" fn drop_element<T>(_: *mut c_void, element: *mut c_void) {
    let dropped = catch_unwind(AssertUnwindSafe(|| element.cast::<T>().drop_in_place()));
    if let Err(payload) = dropped {
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(payload)));
        dropped.unwrap_or_else(std::mem::forget);
    }
}

/// How a channel's memory is made, and how long its waits look.
pub(crate) fn parts(options: &ChannelOptions) -> (Option<&Options>, i64) {
    (Some(&options.memory), options.spin)
}

/// The waits of a side that is asked for a number of elements.
macro_rules! waits {
    ($wait:ident: $c_wait:ident) => {
        /// Sleeps until n elements go, or until `timeout`, or until the other side is gone.
        pub fn $wait(&self, n: usize, timeout: Option<Duration>) -> Result<()> {
            self.wait(n, Deadline::after(timeout))
        }

        fn wait(&self, n: usize, Deadline(time, clock): Deadline) -> Result<()> {
            // SAFETY: the handle lives, and is this thread's.
            check(unsafe { sys::$c_wait(self.handle.raw, n, time, clock) })
        }

        /// What other threads end a wait with.
        pub fn interrupter(&self) -> Interrupter {
            self.handle.interrupter()
        }
    };
}

/// The descriptor of a side, for event loops.
macro_rules! events {
    ($event:ident $arm:ident $disarm:ident) => {
        /// A descriptor for poll and epoll (Windows: a HANDLE) that becomes readable when
        /// an armed side is ready. It is closed with the channel.
        pub fn event(&self) -> Result<isize> {
            let mut event = 0;
            // SAFETY: the handle lives, and is this thread's.
            check(unsafe { sys::$event(self.handle.raw, &mut event) })?;
            Ok(event)
        }

        /// Asks for one signal of the event once n elements go. True: they do now, and
        /// nothing is asked for.
        pub fn arm(&self, n: usize) -> Result<bool> {
            // SAFETY: as above.
            match unsafe { sys::$arm(self.handle.raw, n) } {
                0 => Ok(false),
                1 => Ok(true),
                code => Err(Error::of(code)),
            }
        }

        /// No signal is wanted any more.
        pub fn disarm(&self) {
            // SAFETY: as above.
            unsafe { sys::$disarm(self.handle.raw) };
        }
    };
}

/// The reading side's verbs over its cursor, alike in spsc and mpsc.
macro_rules! reader_verbs {
    () => {
        #[inline(always)]
        fn cursor(&self) -> *mut sys::picoring_cursor {
            self.handle.raw.cast()
        }

        /// Moves the oldest out; None if there is none now.
        #[inline]
        pub fn pop(&self) -> Option<T> {
            // SAFETY: of here on: the cursor is this side's, of T, and this thread's.
            unsafe { cursor::pop(self.cursor()) }.ok()
        }

        /// The same; [`Error::Again`]: none now, [`Error::End`]: none any more.
        #[inline]
        pub fn try_pop(&self) -> Result<T> {
            // SAFETY: as in pop.
            unsafe { cursor::pop(self.cursor()) }.map_err(Error::of)
        }

        /// Moves the oldest out, and waits for it if it must.
        pub fn pop_wait(&self, timeout: Option<Duration>) -> Result<T> {
            let deadline = Deadline::after(timeout);
            loop {
                match self.try_pop() {
                    Err(Error::Again) => self.wait(1, deadline)?,
                    result => return result,
                }
            }
        }

        /// All that is readable as far as this side knows, to be changed in place.
        /// [`Error::Again`]: nothing now, [`Error::End`]: nothing any more.
        #[inline]
        pub fn peek(&mut self) -> Result<&mut [T]> {
            // SAFETY: n elements of T, granted to this side until it releases them.
            unsafe {
                let (first, n) = cursor::peek::<T>(self.cursor()).map_err(Error::of)?;
                Ok(slice::from_raw_parts_mut(first, n))
            }
        }

        /// The same, and nothing if there is nothing.
        #[inline]
        pub fn readable_slice(&mut self) -> &[T] {
            // SAFETY: as in peek.
            match unsafe { cursor::peek::<T>(self.cursor()) } {
                Ok((first, n)) => unsafe { slice::from_raw_parts(first, n) },
                Err(_) => &[],
            }
        }

        /// The n oldest are done with, and dropped. Panics beyond what was shown.
        #[inline]
        #[track_caller]
        pub fn advance_tail(&mut self, n: usize) {
            must(self.give_back(n));
        }

        /// The n oldest are done with, and dropped; or all stay.
        #[inline]
        pub fn release(&mut self, n: usize) -> Result<()> {
            check(self.give_back(n))
        }

        #[inline]
        fn give_back(&mut self, n: usize) -> i32 {
            // SAFETY: as in pop.
            unsafe {
                if needs_drop::<T>() && n as u64 <= cursor::granted(self.cursor()) {
                    // One by one: a destructor that panics leaves the others.
                    (0..n).for_each(|_| drop(self.pop()));
                    return 0;
                }
                cursor::pass::<T>(self.cursor(), sys::verb::RELEASE, n)
            }
        }

        /// Nothing is readable now.
        #[inline]
        pub fn is_empty(&self) -> bool {
            self.len() == 0
        }

        /// How many elements fit at all.
        pub fn capacity(&self) -> usize {
            self.capacity
        }
    };
}

pub(crate) use {events, reader_verbs, waits};
