// SPDX-License-Identifier: MIT OR Apache-2.0

//! A ring that is used in place.

use crate::{Options, PicoRing, Plain, Result};
use std::ops::{Index, IndexMut};
use std::slice;

/// The in-place half of a [`PicoRing`], under the seed's names.
///
/// ```
/// let mut queue = picoring::PicoQueue::<f32>::new(1024)?;
/// if let Some(block) = queue.reserve(10) {
///     block.fill(1.5);
///     queue.commit(10);
/// }
/// assert_eq!(queue.peek(), [1.5; 10]);
/// queue.release(10);
/// # Ok::<(), picoring::Error>(())
/// ```
pub struct PicoQueue<T, const N: usize = 0> {
    ring: PicoRing<T, N>,
}

impl<T> PicoQueue<T> {
    /// Makes a queue of at least `capacity` elements.
    pub fn new(capacity: usize) -> Result<Self> {
        PicoRing::with_capacity(capacity).map(PicoQueue::from)
    }

    /// With options.
    pub fn with_options(capacity: usize, options: &Options) -> Result<Self> {
        PicoRing::with_options(capacity, options).map(PicoQueue::from)
    }
}

impl<T, const N: usize> PicoQueue<T, N> {
    /// Makes a queue of exactly N elements.
    pub fn new_static() -> Result<Self> {
        PicoRing::new().map(PicoQueue::from)
    }

    /// The ring that it is.
    pub fn as_ring(&mut self) -> &mut PicoRing<T, N> {
        &mut self.ring
    }

    /// How many elements are readable.
    #[inline]
    pub fn len(&self) -> usize {
        self.ring.len()
    }

    /// Nothing is readable.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.ring.is_empty()
    }

    /// How many elements fit at all.
    #[inline]
    pub fn capacity(&self) -> usize {
        self.ring.capacity()
    }

    /// All that is readable, oldest first.
    #[inline]
    pub fn peek(&self) -> &[T] {
        self.ring.readable_slice()
    }

    /// The n oldest are done with, and dropped. Panics if there are not so many.
    #[inline]
    #[track_caller]
    pub fn release(&mut self, n: usize) {
        self.ring.advance_tail(n);
    }

    /// Moves `item` behind the newest; false if the queue is full.
    #[inline]
    pub fn try_push(&mut self, item: T) -> bool {
        self.ring.push(item)
    }

    /// Moves the oldest out.
    #[inline]
    pub fn try_pop(&mut self) -> Option<T> {
        self.ring.pop()
    }

    /// Oldest first.
    pub fn iter(&self) -> slice::Iter<'_, T> {
        self.ring.iter()
    }

    /// The same, to be changed.
    pub fn iter_mut(&mut self) -> slice::IterMut<'_, T> {
        self.ring.iter_mut()
    }
}

impl<T: Plain, const N: usize> PicoQueue<T, N> {
    /// The next n free places, if there are so many.
    #[inline]
    pub fn reserve(&mut self, n: usize) -> Option<&mut [T]> {
        if n > self.ring.available_space() {
            return None;
        }
        Some(&mut self.ring.writable_slice()[..n])
    }

    /// The next n places, written in place, become readable. Panics beyond what is free.
    #[inline]
    #[track_caller]
    pub fn commit(&mut self, n: usize) {
        self.ring.advance_head(n);
    }
}

impl<T, const N: usize> From<PicoRing<T, N>> for PicoQueue<T, N> {
    fn from(ring: PicoRing<T, N>) -> Self {
        PicoQueue { ring }
    }
}

impl<T, const N: usize> From<PicoQueue<T, N>> for PicoRing<T, N> {
    fn from(queue: PicoQueue<T, N>) -> Self {
        queue.ring
    }
}

/// Of as many elements as the vector has, full of them. Panics if there is no memory.
impl<T> From<Vec<T>> for PicoQueue<T> {
    fn from(items: Vec<T>) -> Self {
        PicoQueue { ring: items.into() }
    }
}

impl<T, const N: usize> Index<usize> for PicoQueue<T, N> {
    type Output = T;
    fn index(&self, index: usize) -> &T {
        &self.ring[index]
    }
}

impl<T, const N: usize> IndexMut<usize> for PicoQueue<T, N> {
    fn index_mut(&mut self, index: usize) -> &mut T {
        &mut self.ring[index]
    }
}

impl<'a, T, const N: usize> IntoIterator for &'a PicoQueue<T, N> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T, const N: usize> IntoIterator for &'a mut PicoQueue<T, N> {
    type Item = &'a mut T;
    type IntoIter = slice::IterMut<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}
