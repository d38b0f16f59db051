// SPDX-License-Identifier: MIT OR Apache-2.0

//! A ring of any `T` whose contents and free space are always one slice each.

use crate::error::{check, must, Error, PushError};
use crate::words::{self, barrier};
use crate::{sys, MirrorInfo, Options, Plain, Result};
use std::marker::PhantomData;
use std::mem::{needs_drop, size_of};
use std::ops::{Index, IndexMut};
use std::ptr::{null_mut, NonNull};
use std::slice;

/// A ring of `T`, of exactly N elements, or if N is 0 of at least as many as asked for.
///
/// It moves between threads, and is used by one at a time:
///
/// ```compile_fail,E0277
/// let ring = picoring::PicoRing::<u8>::with_capacity(1).unwrap();
/// std::thread::scope(|s| {
///     s.spawn(|| ring.len()); // `PicoRing` is not `Sync`
/// });
/// ```
///
/// A view does not outlive its release:
///
/// ```compile_fail,E0502
/// let mut ring = picoring::PicoRing::<u8>::with_capacity(1).unwrap();
/// let view = ring.readable_slice();
/// ring.advance_tail(0);
/// assert!(view.is_empty());
/// ```
///
/// nor the ring:
///
/// ```compile_fail,E0505
/// let ring = picoring::PicoRing::<u8>::with_capacity(1).unwrap();
/// let view = ring.readable_slice();
/// drop(ring);
/// assert!(view.is_empty());
/// ```
pub struct PicoRing<T, const N: usize = 0> {
    handle: Handle,
    _elements: PhantomData<T>,
}

// SAFETY: it owns its elements, and its handle is not bound to a thread. It is not Sync:
// with the emulated technique even a view writes.
unsafe impl<T: Send, const N: usize> Send for PicoRing<T, N> {}

/// The address of the handle is the address of its words.
struct Handle(NonNull<sys::picoring_ring>);

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: the last use.
        unsafe { sys::picoring_ring_destroy(self.0.as_ptr()) }
    }
}

impl<T> PicoRing<T> {
    /// Makes a ring; all that its memory holds is usable, at least `capacity`.
    pub fn with_capacity(capacity: usize) -> Result<Self> {
        PicoRing::with_options(capacity, &Options::new())
    }

    /// With options.
    pub fn with_options(capacity: usize, options: &Options) -> Result<Self> {
        PicoRing::make(capacity, options)
    }
}

impl<T, const N: usize> PicoRing<T, N> {
    /// Makes a ring of exactly N elements; N is not 0.
    pub fn new() -> Result<Self> {
        PicoRing::make(N, &Options::new().exact(true))
    }

    fn make(capacity: usize, options: &Options) -> Result<Self> {
        let mut ring = null_mut();
        let options = options.of::<T>();
        // SAFETY: the options are a whole struct.
        check(unsafe {
            sys::picoring_ring_open(sys::INLINE_ABI, capacity, size_of::<T>(), &options, &mut ring)
        })?;
        // SAFETY: a ring of T that nobody else has.
        Ok(unsafe { PicoRing::from_raw(ring) })
    }

    /// Takes a ring of `T`.
    ///
    /// # Safety
    /// The handle lives, is nobody else's, and what is in it are elements of type `T`.
    pub unsafe fn from_raw(ring: *mut sys::picoring_ring) -> Self {
        PicoRing { handle: Handle(NonNull::new_unchecked(ring)), _elements: PhantomData }
    }

    /// Gives the handle away: the caller's to destroy.
    pub fn into_raw(self) -> *mut sys::picoring_ring {
        let ring = self.as_raw();
        std::mem::forget(self);
        ring
    }

    /// The handle, for what only the C interface has.
    pub fn as_raw(&self) -> *mut sys::picoring_ring {
        self.handle.0.as_ptr()
    }

    #[inline(always)]
    fn words(&self) -> *mut sys::picoring_words {
        self.handle.0.as_ptr().cast()
    }
}

/// One element at a time.
impl<T, const N: usize> PicoRing<T, N> {
    /// Moves `item` behind the newest; false if the ring is full.
    #[inline]
    pub fn push(&mut self, item: T) -> bool {
        // SAFETY: of here on: the words are this ring's, and it is of T.
        unsafe { words::push(self.words(), item, sys::verb::PUSH) }.is_ok()
    }

    /// The same, and a refused item comes back.
    #[inline]
    pub fn try_push(&mut self, item: T) -> Result<(), PushError<T>> {
        // SAFETY: as in push.
        unsafe { words::push(self.words(), item, sys::verb::PUSH) }
            .map_err(|(code, item)| PushError { item, error: Error::of(code) })
    }

    /// Moves the oldest out.
    #[inline]
    pub fn pop(&mut self) -> Option<T> {
        // SAFETY: as in push; what is readable was pushed.
        unsafe { words::pop(self.words()) }.ok()
    }

    /// Moves `item` in; drops the oldest if the ring is full.
    #[inline]
    pub fn push_overwrite(&mut self, item: T) {
        let oldest = if self.is_full() { self.pop() } else { None };
        self.push(item);
        drop(oldest);
    }

    /// The element at `index`, 0 the oldest.
    #[inline]
    pub fn get(&self, index: usize) -> Option<&T> {
        self.view(index, 1).map(|view| &view[0])
    }

    /// The same, to be changed.
    #[inline]
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        self.view_mut(index, 1).map(|view| &mut view[0])
    }

    /// Replaces the element at `index`; false if there is none.
    pub fn set(&mut self, index: usize, item: T) -> bool {
        self.get_mut(index).map(|place| *place = item).is_some()
    }
}

/// Many elements, copied.
impl<T: Copy, const N: usize> PicoRing<T, N> {
    /// Copies all of `items` in, or none; false if they do not fit now.
    #[inline]
    pub fn push_slice(&mut self, items: &[T]) -> bool {
        // SAFETY: as in push.
        unsafe { words::push_n(self.words(), items) == 0 }
    }

    /// Copies in as many of `items` as fit, and says how many.
    #[inline]
    pub fn push_some(&mut self, items: &[T]) -> Result<usize> {
        // SAFETY: as in push.
        unsafe { words::push_some(self.words(), items, sys::verb::PUSH_SOME) }.map_err(Error::of)
    }

    /// Fills all of `out` with the oldest elements, or none.
    #[inline]
    pub fn pop_slice(&mut self, out: &mut [T]) -> bool {
        // SAFETY: as in push.
        unsafe { words::pop_n(self.words(), out) == 0 }
    }

    /// Copies out as many as there are and `out` holds, and says how many.
    #[inline]
    pub fn pop_some(&mut self, out: &mut [T]) -> Result<usize> {
        // SAFETY: as in push.
        unsafe { words::pop_some(self.words(), out, sys::verb::POP_SOME) }.map_err(Error::of)
    }
}

/// In place.
impl<T, const N: usize> PicoRing<T, N> {
    /// All that is readable, oldest first.
    #[inline]
    pub fn readable_slice(&self) -> &[T] {
        // SAFETY: n elements of T, and nothing moves while they are borrowed.
        match unsafe { words::peek::<T>(self.words()) } {
            (first, n) if !first.is_null() => unsafe { slice::from_raw_parts(first, n) },
            _ => &[],
        }
    }

    /// All that is readable, to be changed.
    #[inline]
    pub fn peek(&mut self) -> &mut [T] {
        // SAFETY: as in readable_slice, and nobody else has a view.
        match unsafe { words::peek::<T>(self.words()) } {
            (first, n) if !first.is_null() => unsafe { slice::from_raw_parts_mut(first, n) },
            _ => &mut [],
        }
    }

    #[inline]
    fn place(&self, offset: usize, n: usize) -> Option<*mut T> {
        let len = self.len();
        if offset > len || n > len - offset {
            return None;
        }
        if n == 0 {
            return Some(NonNull::dangling().as_ptr());
        }
        // SAFETY: all of them are readable.
        Some(unsafe { words::reach(self.words(), offset, n) })
    }

    /// n readable elements from `offset` on, 0 the oldest.
    #[inline]
    pub fn view(&self, offset: usize, n: usize) -> Option<&[T]> {
        // SAFETY: as in readable_slice.
        self.place(offset, n).map(|first| unsafe { slice::from_raw_parts(first, n) })
    }

    /// The same, to be changed.
    #[inline]
    pub fn view_mut(&mut self, offset: usize, n: usize) -> Option<&mut [T]> {
        // SAFETY: as in peek.
        self.place(offset, n).map(|first| unsafe { slice::from_raw_parts_mut(first, n) })
    }

    /// The n oldest are done with, and dropped. Panics if there are not so many.
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
        if needs_drop::<T>() && n <= self.len() {
            // One by one: a destructor that panics leaves the others where they are.
            (0..n).for_each(|_| drop(self.pop()));
            return 0;
        }
        // SAFETY: as in push; no destructor is missed.
        unsafe { words::release::<T>(self.words(), n) }
    }

    /// Drops all.
    pub fn clear(&mut self) {
        self.give_back(self.len());
    }
}

/// In place, writing.
impl<T: Plain, const N: usize> PicoRing<T, N> {
    /// All that is free, as one slice; what is in it is unspecified.
    #[inline]
    pub fn writable_slice(&mut self) -> &mut [T] {
        let free = self.available_space();
        self.claim(free).unwrap_or(&mut [])
    }

    /// The next n free places, to be written and then committed.
    #[inline]
    pub fn claim(&mut self, n: usize) -> Result<&mut [T]> {
        if n == 0 || n > self.available_space() {
            // SAFETY: the handle lives.
            let code = unsafe { sys::picoring_ring_claim_status(self.as_raw(), n) };
            return Err(Error::of(code));
        }
        barrier();
        // SAFETY: n free places, of a T that any bytes are a value of.
        Ok(unsafe { slice::from_raw_parts_mut((*self.words()).write.cast(), n) })
    }

    /// The next n places, written in place, become readable. Panics beyond what is free.
    #[inline]
    #[track_caller]
    pub fn advance_head(&mut self, n: usize) {
        // SAFETY: as in push; whatever is there is a T.
        must(unsafe { words::commit::<T>(self.words(), n) });
    }

    /// The next n places, written in place, become readable; or nothing changes.
    #[inline]
    pub fn commit(&mut self, n: usize) -> Result<()> {
        // SAFETY: as in advance_head.
        check(unsafe { words::commit::<T>(self.words(), n) })
    }

    /// Both copies of the memory, from its start. Elements begin at other places after
    /// each lap if their size does not divide the granularity.
    pub fn as_slice(&self) -> &[T] {
        barrier();
        // SAFETY: any bytes are a T.
        unsafe { slice::from_raw_parts(self.as_mut_ptr(), 2 * self.bytes() / size_of::<T>()) }
    }

    /// Both copies of the memory, to write to.
    ///
    /// # Safety
    /// Each byte is there twice, and the compiler does not know: while the slice is
    /// borrowed, touch each through one of its places only.
    pub unsafe fn as_mut_slice(&mut self) -> &mut [T] {
        barrier();
        slice::from_raw_parts_mut(self.as_mut_ptr(), 2 * self.bytes() / size_of::<T>())
    }
}

/// The whole.
impl<T, const N: usize> PicoRing<T, N> {
    /// How many elements are readable.
    #[inline]
    pub fn len(&self) -> usize {
        // SAFETY: a word of this ring.
        unsafe { (*self.words()).used }
    }

    /// Nothing is readable.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Nothing fits.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.available_space() == 0
    }

    /// How many elements fit now.
    #[inline]
    pub fn available_space(&self) -> usize {
        // SAFETY: words of this ring.
        unsafe { words::free(self.words()) }
    }

    /// How many elements fit at all.
    #[inline]
    pub fn capacity(&self) -> usize {
        // SAFETY: the handle lives.
        unsafe { sys::picoring_ring_capacity(self.as_raw()) }
    }

    fn mirror(&self) -> *const sys::picoring_mirror {
        // SAFETY: the handle lives.
        unsafe { sys::picoring_ring_mirror(self.as_raw()) }
    }

    fn bytes(&self) -> usize {
        // SAFETY: the mirror lives as long as the ring.
        unsafe { sys::picoring_mirror_size(self.mirror()) }
    }

    /// The start of the memory.
    pub fn as_mut_ptr(&self) -> *mut T {
        // SAFETY: as in bytes.
        unsafe { sys::picoring_mirror_data(self.mirror()).cast() }
    }

    /// Where the next element goes, in elements from the start of the memory.
    pub fn head(&self) -> usize {
        // SAFETY: a word of this ring.
        self.index_of(unsafe { (*self.words()).write })
    }

    /// Where the oldest element is, in elements from the start of the memory.
    pub fn tail(&self) -> usize {
        // SAFETY: a word of this ring.
        self.index_of(unsafe { (*self.words()).read })
    }

    fn index_of(&self, place: *mut u8) -> usize {
        (place as usize - self.as_mut_ptr() as usize) / size_of::<T>()
    }

    /// What the memory really is.
    pub fn mirror_info(&self) -> MirrorInfo {
        MirrorInfo::of(self.mirror())
    }

    /// Oldest first.
    pub fn iter(&self) -> slice::Iter<'_, T> {
        self.readable_slice().iter()
    }

    /// The same, to be changed.
    pub fn iter_mut(&mut self) -> slice::IterMut<'_, T> {
        self.peek().iter_mut()
    }
}

impl<T, const N: usize> Drop for PicoRing<T, N> {
    fn drop(&mut self) {
        // The handle is destroyed behind this, also if a destructor panics.
        if needs_drop::<T>() {
            self.clear();
        }
    }
}

/// Of as many elements as the vector has, full of them. Panics if there is no memory.
impl<T> From<Vec<T>> for PicoRing<T> {
    fn from(items: Vec<T>) -> Self {
        let mut ring =
            PicoRing::with_capacity(items.len().max(1)).unwrap_or_else(|e| panic!("{e}"));
        items.into_iter().for_each(|item| {
            ring.push(item);
        });
        ring
    }
}

impl<T, const N: usize> Index<usize> for PicoRing<T, N> {
    type Output = T;
    fn index(&self, index: usize) -> &T {
        &self.readable_slice()[index]
    }
}

impl<T, const N: usize> IndexMut<usize> for PicoRing<T, N> {
    fn index_mut(&mut self, index: usize) -> &mut T {
        &mut self.peek()[index]
    }
}

impl<'a, T, const N: usize> IntoIterator for &'a PicoRing<T, N> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T, const N: usize> IntoIterator for &'a mut PicoRing<T, N> {
    type Item = &'a mut T;
    type IntoIter = slice::IterMut<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}
