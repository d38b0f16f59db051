// SPDX-License-Identifier: MIT OR Apache-2.0

//! A growing array for gigabytes, one slice, whose elements never move.

use crate::error::{check, Error, PushError};
use crate::{sys, Result};
use std::marker::PhantomData;
use std::mem::{align_of, needs_drop, size_of};
use std::ops::{Index, IndexMut};
use std::ptr::{copy_nonoverlapping, null_mut, NonNull};
use std::slice;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How a list grows. 0 everywhere is the default.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListOptions {
    /// Elements that ever find place.
    pub reserve: usize,
    /// Elements of a chunk, for [`PicoList::chunks`].
    pub chunk: usize,
    /// Bytes committed at once, the least.
    pub least_step: usize,
    /// And the most.
    pub most_step: usize,
    /// Bytes that truncate and clear keep.
    pub keep: usize,
    /// No huge pages.
    pub small_pages: bool,
    /// Not in core dumps.
    pub secret: bool,
}

/// A list of `T`, in chunks of N elements for whoever wants it piecewise.
///
/// ```
/// let mut list = picoring::PicoList::<u64>::new();
/// list.push(1);
/// list.extend_from_slice(&[2, 3]);
/// assert_eq!(list.iter().sum::<u64>(), 6);
/// ```
///
/// A reference does not outlive a change:
///
/// ```compile_fail,E0502
/// let mut list = picoring::PicoList::<u64>::from_iter([1]);
/// let first = &list[0];
/// list.clear();
/// assert_eq!(*first, 1);
/// ```
pub struct PicoList<T, const N: usize = 16384> {
    handle: Handle,
    _elements: PhantomData<T>,
}

// SAFETY: it owns its elements; `&self` reads words that only `&mut self` writes.
unsafe impl<T: Send, const N: usize> Send for PicoList<T, N> {}
unsafe impl<T: Sync, const N: usize> Sync for PicoList<T, N> {}

/// The address of the handle is the address of its words.
struct Handle(NonNull<sys::picoring_list_words>);

impl Handle {
    #[inline(always)]
    fn list(&self) -> *mut sys::picoring_list {
        self.0.as_ptr().cast()
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: the last use.
        unsafe { sys::picoring_list_destroy(self.list()) }
    }
}

type Words = sys::picoring_list_words;

/// The one word that other threads read.
#[inline(always)]
unsafe fn shared_len<'a>(words: *mut Words) -> &'a AtomicUsize {
    &*std::ptr::addr_of_mut!((*words).len).cast::<AtomicUsize>()
}

#[inline(always)]
unsafe fn push<T>(words: *mut Words, item: T) -> Result<(), (i32, T)> {
    let len = (*words).len;
    if len >= (*words).ready {
        let code = sys::picoring_step_ready(words, sys::verb::PUSH, 1);
        if code != 0 {
            return Err((code, item));
        }
    }
    (*words).data.cast::<T>().add(len).write(item);
    shared_len(words).store(len + 1, Ordering::Release);
    Ok(())
}

#[inline(always)]
unsafe fn append<T: Copy>(words: *mut Words, items: &[T]) -> i32 {
    let (len, n) = ((*words).len, items.len());
    if n > (*words).ready - len {
        let code = sys::picoring_step_ready(words, sys::verb::APPEND, n);
        if code != 0 {
            return code;
        }
    }
    copy_nonoverlapping(items.as_ptr(), (*words).data.cast::<T>().add(len), n);
    shared_len(words).store(len + n, Ordering::Release);
    0
}

#[cold]
fn refused(code: i32) -> ! {
    panic!("{}", Error::of(code))
}

impl<T, const N: usize> PicoList<T, N> {
    /// Makes an empty list. Panics if there is no address space for it.
    pub fn new() -> Self {
        PicoList::try_new(ListOptions::default()).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Makes an empty list with options.
    pub fn try_new(options: ListOptions) -> Result<Self> {
        let options = sys::picoring_list_options {
            struct_size: size_of::<sys::picoring_list_options>(),
            reserve: options.reserve,
            chunk: if options.chunk == 0 { N } else { options.chunk },
            least_step: options.least_step,
            most_step: options.most_step,
            keep: options.keep,
            alignment: align_of::<T>(),
            small_pages: options.small_pages.into(),
            dump: options.secret.into(),
            allocate: None,
            deallocate: None,
            user: null_mut(),
        };
        let mut list = null_mut();
        // SAFETY: the options are a whole struct.
        check(unsafe {
            sys::picoring_list_open(sys::INLINE_ABI, size_of::<T>(), &options, &mut list)
        })?;
        // SAFETY: success gives a handle.
        let handle = Handle(unsafe { NonNull::new_unchecked(list.cast()) });
        Ok(PicoList { handle, _elements: PhantomData })
    }

    #[inline(always)]
    fn words(&self) -> *mut Words {
        self.handle.0.as_ptr()
    }

    /// The handle, for what only the C interface has.
    pub fn as_raw(&self) -> *mut sys::picoring_list {
        self.handle.list()
    }

    /// How many elements there are.
    #[inline]
    pub fn len(&self) -> usize {
        // SAFETY: of here on: the words are this list's, and it is of T.
        unsafe { (*self.words()).len }
    }

    /// There are none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many elements the reservation holds.
    pub fn capacity(&self) -> usize {
        // SAFETY: the handle lives.
        unsafe { sys::picoring_list_capacity(self.as_raw()) }
    }

    /// Moves `item` behind the last. Panics if there is no room.
    #[inline]
    pub fn push(&mut self, item: T) {
        // SAFETY: as in len.
        if let Err((code, _)) = unsafe { push(self.words(), item) } {
            refused(code)
        }
    }

    /// The same, and a refused item comes back.
    #[inline]
    pub fn try_push(&mut self, item: T) -> Result<(), PushError<T>> {
        // SAFETY: as in len.
        unsafe { push(self.words(), item) }
            .map_err(|(code, item)| PushError { item, error: Error::of(code) })
    }

    /// Moves the last out.
    pub fn pop(&mut self) -> Option<T> {
        let last = self.len().checked_sub(1)?;
        // SAFETY: the element is there, and no longer the list's once len is stored.
        unsafe {
            let item = (*self.words()).data.cast::<T>().add(last).read();
            shared_len(self.words()).store(last, Ordering::Release);
            Some(item)
        }
    }

    /// Keeps the first n elements, and drops the others. Panics if there are not so many.
    pub fn truncate(&mut self, n: usize) {
        while needs_drop::<T>() && self.len() > n {
            drop(self.pop());
        }
        // SAFETY: the handle lives; no destructor is missed.
        let code = unsafe { sys::picoring_list_truncate(self.as_raw(), n) };
        if code != 0 {
            refused(code)
        }
    }

    /// Drops all.
    pub fn clear(&mut self) {
        self.truncate(0);
    }

    /// Memory for n elements in all.
    pub fn reserve(&mut self, n: usize) -> Result<()> {
        // SAFETY: the handle lives.
        check(unsafe { sys::picoring_list_reserve(self.as_raw(), n) })
    }

    /// All memory behind the last element goes back to the system.
    pub fn shrink_to_fit(&mut self) {
        // SAFETY: the handle lives.
        unsafe { sys::picoring_list_shrink(self.as_raw()) };
    }

    /// All of it.
    #[inline]
    pub fn as_slice(&self) -> &[T] {
        // SAFETY: len elements, and only `&mut self` changes them.
        unsafe { slice::from_raw_parts((*self.words()).data.cast(), self.len()) }
    }

    /// All of it, to be changed.
    #[inline]
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        // SAFETY: as in as_slice.
        unsafe { slice::from_raw_parts_mut((*self.words()).data.cast(), self.len()) }
    }

    /// The element at `index`.
    #[inline]
    pub fn get(&self, index: usize) -> Option<&T> {
        self.as_slice().get(index)
    }

    /// The same, to be changed.
    #[inline]
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        self.as_mut_slice().get_mut(index)
    }

    /// The element at `index`.
    ///
    /// # Safety
    /// There is one.
    #[inline]
    pub unsafe fn get_unchecked(&self, index: usize) -> &T {
        self.as_slice().get_unchecked(index)
    }

    /// The same, to be changed.
    ///
    /// # Safety
    /// There is one.
    #[inline]
    pub unsafe fn get_unchecked_mut(&mut self, index: usize) -> &mut T {
        self.as_mut_slice().get_unchecked_mut(index)
    }

    /// Replaces the element at `index`; false if there is none.
    pub fn set(&mut self, index: usize, value: T) -> bool {
        self.get_mut(index).map(|place| *place = value).is_some()
    }

    /// First to last.
    #[inline]
    pub fn iter(&self) -> slice::Iter<'_, T> {
        self.as_slice().iter()
    }

    /// The same, to be changed.
    #[inline]
    pub fn iter_mut(&mut self) -> slice::IterMut<'_, T> {
        self.as_mut_slice().iter_mut()
    }

    /// How many chunks there are; the last may be short.
    pub fn chunk_count(&self) -> usize {
        // SAFETY: the handle lives.
        unsafe { sys::picoring_list_chunk_count(self.as_raw()) }
    }

    /// Piece by piece.
    pub fn chunks(&self) -> slice::Chunks<'_, T> {
        // SAFETY: the handle lives.
        self.as_slice().chunks(unsafe { sys::picoring_list_chunk_size(self.as_raw()) })
    }

    /// One writer that appends, and any number of readers of what is there already, in
    /// other threads, until both are gone.
    ///
    /// ```
    /// let mut list = picoring::PicoList::<u32>::new();
    /// let (mut appender, snapshot) = list.share();
    /// std::thread::scope(|s| {
    ///     s.spawn(move || (0..1000).for_each(|i| appender.push(i)));
    ///     s.spawn(|| while snapshot.as_slice().last() != Some(&999) {});
    /// });
    /// ```
    pub fn share(&mut self) -> (Appender<'_, T>, Snapshot<'_, T>) {
        let words = self.handle.0;
        (Appender { words, _list: PhantomData }, Snapshot { words, _list: PhantomData })
    }
}

impl<T: Copy, const N: usize> PicoList<T, N> {
    /// Copies all of `items` behind the last. Panics if there is no room.
    #[inline]
    pub fn extend_from_slice(&mut self, items: &[T]) {
        if let Err(error) = self.try_extend_from_slice(items) {
            panic!("{error}")
        }
    }

    /// The same, all or none.
    #[inline]
    pub fn try_extend_from_slice(&mut self, items: &[T]) -> Result<()> {
        // SAFETY: as in len; the items are not the list's, which is borrowed.
        check(unsafe { append(self.words(), items) })
    }
}

/// The writing end of a list that is shared with readers.
pub struct Appender<'a, T> {
    words: NonNull<Words>,
    _list: PhantomData<&'a mut T>,
}

// SAFETY: the only one that writes.
unsafe impl<T: Send> Send for Appender<'_, T> {}

impl<T> Appender<'_, T> {
    /// Moves `item` behind the last. Panics if there is no room.
    #[inline]
    pub fn push(&mut self, item: T) {
        // SAFETY: the words live for 'a, and nobody else writes.
        if let Err((code, _)) = unsafe { push(self.words.as_ptr(), item) } {
            refused(code)
        }
    }
}

impl<T: Copy> Appender<'_, T> {
    /// Copies all of `items` behind the last. Panics if there is no room.
    #[inline]
    pub fn extend_from_slice(&mut self, items: &[T]) {
        // SAFETY: as in push. The items may be a snapshot's: those are not written to.
        let code = unsafe { append(self.words.as_ptr(), items) };
        if code != 0 {
            refused(code)
        }
    }
}

/// The reading end of a list that another thread appends to.
pub struct Snapshot<'a, T> {
    words: NonNull<Words>,
    _list: PhantomData<&'a T>,
}

impl<T> Clone for Snapshot<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Snapshot<'_, T> {}

// SAFETY: reads what has been published, which nobody changes for 'a.
unsafe impl<T: Sync> Send for Snapshot<'_, T> {}
unsafe impl<T: Sync> Sync for Snapshot<'_, T> {}

impl<'a, T> Snapshot<'a, T> {
    /// All that is there by now.
    #[inline]
    pub fn as_slice(&self) -> &'a [T] {
        let words = self.words.as_ptr();
        // SAFETY: the words live for 'a; what len counts was written before it.
        unsafe {
            let len = shared_len(words).load(Ordering::Acquire);
            slice::from_raw_parts((*words).data.cast(), len)
        }
    }
}

impl<T, const N: usize> Drop for PicoList<T, N> {
    fn drop(&mut self) {
        // The handle is destroyed behind this, also if a destructor panics.
        if needs_drop::<T>() {
            while let Some(item) = self.pop() {
                drop(item);
            }
        }
    }
}

impl<T, const N: usize> Default for PicoList<T, N> {
    fn default() -> Self {
        PicoList::new()
    }
}

impl<T, const N: usize> Extend<T> for PicoList<T, N> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

impl<T, const N: usize> FromIterator<T> for PicoList<T, N> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut list = PicoList::new();
        list.extend(items);
        list
    }
}

impl<T, const N: usize> Index<usize> for PicoList<T, N> {
    type Output = T;
    #[inline]
    fn index(&self, index: usize) -> &T {
        &self.as_slice()[index]
    }
}

impl<T, const N: usize> IndexMut<usize> for PicoList<T, N> {
    #[inline]
    fn index_mut(&mut self, index: usize) -> &mut T {
        &mut self.as_mut_slice()[index]
    }
}

impl<'a, T, const N: usize> IntoIterator for &'a PicoList<T, N> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T, const N: usize> IntoIterator for &'a mut PicoList<T, N> {
    type Item = &'a mut T;
    type IntoIter = slice::IterMut<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}
