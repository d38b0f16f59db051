// SPDX-License-Identifier: MIT OR Apache-2.0

//! The hot verbs of ring and stream over their frozen words: capi/picoring/words.h in
//! Rust. What is special shows as `place >= end` or `used >= limit`, and is a call.
//!
//! Everything here trusts its pointer, as the C inlines do, and that `T` is the element
//! that the object was made for.

use crate::sys::{self, picoring_words as Words};
use std::mem::size_of;
use std::os::raw::c_int;
use std::ptr::{copy_nonoverlapping, null_mut};
use std::sync::atomic::{compiler_fence, Ordering};

/// PICORING_COMPILER_BARRIER: compilers take it that two addresses are two places, so
/// every verb that hands out or takes back a range keeps memory accesses on their side.
#[inline(always)]
pub(crate) fn barrier() {
    compiler_fence(Ordering::SeqCst);
}

/// Moves `item` behind the newest, or the code and the item.
#[inline(always)]
pub(crate) unsafe fn push<T>(words: *mut Words, item: T, verb: u32) -> Result<(), (c_int, T)> {
    let place = (*words).write;
    let used = (*words).used;
    if used >= (*words).limit {
        return Err((sys::picoring_seam_refuse(words, verb, 1), item));
    }
    place.cast::<T>().write(item);
    let mut place = place.wrapping_add(size_of::<T>());
    if place >= (*words).end {
        place = sys::picoring_seam_write(words, place);
    }
    (*words).write = place;
    (*words).used = used + 1;
    Ok(())
}

/// Moves the oldest out.
#[inline(always)]
pub(crate) unsafe fn pop<T>(words: *mut Words) -> Result<T, c_int> {
    let place = (*words).read;
    let used = (*words).used;
    if used == 0 {
        return Err(sys::picoring_seam_refuse(words, sys::verb::POP, 1));
    }
    let item = place.cast::<T>().read();
    let mut place = place.wrapping_add(size_of::<T>());
    if place >= (*words).end {
        place = sys::picoring_seam_read(words, place);
    }
    (*words).read = place;
    (*words).used = used - 1;
    Ok(item)
}

/// limit is 0 while used is not in a closed stream.
#[inline(always)]
pub(crate) unsafe fn free(words: *const Words) -> usize {
    (*words).limit.saturating_sub((*words).used)
}

#[inline(always)]
pub(crate) unsafe fn commit<T>(words: *mut Words, n: usize) -> c_int {
    if n > free(words) {
        return sys::picoring_seam_refuse(words, sys::verb::COMMIT, n);
    }
    barrier();
    let mut place = (*words).write.wrapping_add(n * size_of::<T>());
    if place >= (*words).end {
        place = sys::picoring_seam_write(words, place);
    }
    (*words).write = place;
    (*words).used += n;
    0
}

/// Gives n places free; the elements have been moved out, or need no destructor.
#[inline(always)]
pub(crate) unsafe fn release<T>(words: *mut Words, n: usize) -> c_int {
    if n > (*words).used {
        return sys::picoring_seam_refuse(words, sys::verb::RELEASE, n);
    }
    barrier();
    let mut place = (*words).read.wrapping_add(n * size_of::<T>());
    if place >= (*words).end {
        place = sys::picoring_seam_read(words, place);
    }
    (*words).read = place;
    (*words).used -= n;
    0
}

/// The address of n readable elements from `offset` on, which are there.
#[inline(always)]
pub(crate) unsafe fn reach<T>(words: *mut Words, offset: usize, n: usize) -> *mut T {
    let (offset, bytes) = (offset * size_of::<T>(), n * size_of::<T>());
    barrier();
    if (*words).end.is_null() {
        return sys::picoring_seam_reach(words, offset, bytes).cast();
    }
    let place = (*words).read.wrapping_add(offset);
    if place >= (*words).end {
        place.wrapping_sub((*words).wrap).cast()
    } else {
        place.cast()
    }
}

/// All that is readable; null if nothing is.
#[inline(always)]
pub(crate) unsafe fn peek<T>(words: *mut Words) -> (*mut T, usize) {
    let used = (*words).used;
    if used == 0 {
        return (null_mut(), 0);
    }
    (reach(words, 0, used), used)
}

/// Copies n elements in that fit, split at the seam: a store across two pages costs
/// three times as much as two stores.
#[inline(always)]
pub(crate) unsafe fn put<T>(words: *mut Words, items: *const T, n: usize) {
    let bytes = n * size_of::<T>();
    let items = items.cast::<u8>();
    let place = (*words).write;
    let end = (*words).end;
    if place.wrapping_add(bytes) < end {
        (*words).write = place.wrapping_add(bytes);
        (*words).used += n;
        copy_nonoverlapping(items, place, bytes);
    } else if end.is_null() {
        sys::picoring_seam_put(words, items.cast(), n);
    } else {
        let before = end as usize - place as usize;
        let first = end.wrapping_sub((*words).wrap);
        (*words).write = first.wrapping_add(bytes - before);
        (*words).used += n;
        barrier();
        copy_nonoverlapping(items, place, before);
        copy_nonoverlapping(items.add(before), first, bytes - before);
    }
}

/// Copies n elements out that are there.
#[inline(always)]
pub(crate) unsafe fn take<T>(words: *mut Words, out: *mut T, n: usize) {
    let bytes = n * size_of::<T>();
    let out = out.cast::<u8>();
    let place = (*words).read;
    let end = (*words).end;
    if place.wrapping_add(bytes) < end {
        (*words).read = place.wrapping_add(bytes);
        (*words).used -= n;
        copy_nonoverlapping(place, out, bytes);
    } else if end.is_null() {
        sys::picoring_seam_take(words, out.cast(), n);
    } else {
        let before = end as usize - place as usize;
        let first = end.wrapping_sub((*words).wrap);
        (*words).read = first.wrapping_add(bytes - before);
        (*words).used -= n;
        barrier();
        copy_nonoverlapping(place, out, before);
        copy_nonoverlapping(first, out.add(before), bytes - before);
    }
}

/// All of the items, or none.
#[inline(always)]
pub(crate) unsafe fn push_n<T: Copy>(words: *mut Words, items: &[T]) -> c_int {
    if items.is_empty() {
        return 0;
    }
    if items.len() > free(words) {
        return sys::picoring_seam_refuse(words, sys::verb::PUSH_N, items.len());
    }
    put(words, items.as_ptr(), items.len());
    0
}

/// Fills all of `out`, or none.
#[inline(always)]
pub(crate) unsafe fn pop_n<T: Copy>(words: *mut Words, out: &mut [T]) -> c_int {
    if out.is_empty() {
        return 0;
    }
    if out.len() > (*words).used {
        return sys::picoring_seam_refuse(words, sys::verb::POP_N, out.len());
    }
    take(words, out.as_mut_ptr(), out.len());
    0
}

/// As many as fit.
#[inline(always)]
pub(crate) unsafe fn push_some<T: Copy>(
    words: *mut Words,
    items: &[T],
    verb: u32,
) -> Result<usize, c_int> {
    let n = items.len().min(free(words));
    if n != 0 {
        put(words, items.as_ptr(), n);
    } else if !items.is_empty() {
        return Err(sys::picoring_seam_refuse(words, verb, items.len()));
    }
    Ok(n)
}

/// As many as there are.
#[inline(always)]
pub(crate) unsafe fn pop_some<T: Copy>(
    words: *mut Words,
    out: &mut [T],
    verb: u32,
) -> Result<usize, c_int> {
    let n = out.len().min((*words).used);
    if n != 0 {
        take(words, out.as_mut_ptr(), n);
    } else if !out.is_empty() {
        return Err(sys::picoring_seam_refuse(words, verb, out.len()));
    }
    Ok(n)
}
