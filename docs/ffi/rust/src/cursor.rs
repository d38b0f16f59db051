// SPDX-License-Identifier: MIT OR Apache-2.0

//! The hot verbs of a channel's side over its frozen words: capi/picoring/cursor.h in
//! Rust, with the atomics that capi/picoring/atomic.h asks for.
//!
//! Everything here trusts its pointer, and that the caller is the side's one thread.

use crate::sys::{self, picoring_cursor as Cursor};
use crate::words::barrier;
use std::mem::size_of;
use std::os::raw::c_int;
use std::ptr::copy_nonoverlapping;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Bytes of a ring that stays in the cache of a core.
const CACHED: usize = 1 << 20;
const LINE: usize = 64;

#[inline(always)]
pub(crate) unsafe fn granted(cursor: *const Cursor) -> u64 {
    (*cursor).limit.saturating_sub((*cursor).position)
}

/// Looks at the other side: how many go now.
#[inline(always)]
pub(crate) unsafe fn known(cursor: *mut Cursor) -> usize {
    let other = &*(*cursor).other.cast::<AtomicU64>();
    (*cursor).limit = other.load(Ordering::Acquire).wrapping_add((*cursor).slack);
    granted(cursor) as usize
}

/// At least n are granted, or a code.
#[inline(always)]
pub(crate) unsafe fn grant(cursor: *mut Cursor, verb: u32, n: usize) -> c_int {
    if n as u64 <= granted(cursor) || n as u64 <= known(cursor) as u64 {
        return 0;
    }
    sys::picoring_cursor_refuse(cursor, verb, n)
}

/// The other side sees all up to `position`; who sleeps there is woken.
#[inline(always)]
unsafe fn publish(cursor: *mut Cursor, mut place: *mut u8, position: u64) {
    if place >= (*cursor).end {
        place = sys::picoring_cursor_wrap(cursor, place);
    }
    (*cursor).place = place;
    (*cursor).position = position;
    (*(*cursor).published.cast::<AtomicU64>()).store(position, Ordering::Release);
    barrier();
    if (*(*cursor).sleeping.cast::<AtomicU32>()).load(Ordering::Relaxed) != 0 {
        sys::picoring_cursor_wake(cursor);
    }
}

/// A reader writes to each line that it leaves behind, so that the writer's core gets it
/// back faster; cursor.h has the measurement.
#[inline(always)]
unsafe fn leave(cursor: *const Cursor, from: *mut u8, bytes: usize) {
    let to = from as usize + bytes;
    if bytes < LINE && (from as usize ^ to) < LINE || (*cursor).wrap > CACHED {
        return;
    }
    for offset in (0..bytes).step_by(LINE) {
        let line = from.wrapping_add(offset);
        line.write_volatile(line.read_volatile());
    }
}

/// Moves `item` behind the newest, or the code and the item.
#[inline(always)]
pub(crate) unsafe fn push<T>(cursor: *mut Cursor, item: T) -> Result<(), (c_int, T)> {
    if (*cursor).position >= (*cursor).limit {
        let code = grant(cursor, sys::verb::PUSH, 1);
        if code != 0 {
            return Err((code, item));
        }
    }
    let (place, position) = ((*cursor).place, (*cursor).position);
    place.cast::<T>().write(item);
    publish(cursor, place.wrapping_add(size_of::<T>()), position + 1);
    Ok(())
}

/// Moves the oldest out.
#[inline(always)]
pub(crate) unsafe fn pop<T>(cursor: *mut Cursor) -> Result<T, c_int> {
    if (*cursor).position >= (*cursor).limit {
        let code = grant(cursor, sys::verb::POP, 1);
        if code != 0 {
            return Err(code);
        }
    }
    let (place, position) = ((*cursor).place, (*cursor).position);
    let item = place.cast::<T>().read();
    leave(cursor, place, size_of::<T>());
    publish(cursor, place.wrapping_add(size_of::<T>()), position + 1);
    Ok(item)
}

/// The known readable elements; null, with the code, if there are none.
#[inline(always)]
pub(crate) unsafe fn peek<T>(cursor: *mut Cursor) -> Result<(*mut T, usize), c_int> {
    barrier();
    if (*cursor).position >= (*cursor).limit {
        let code = grant(cursor, sys::verb::PEEK, 1);
        if code != 0 {
            return Err(code);
        }
    }
    let n = granted(cursor) as usize;
    if (*cursor).end.is_null() {
        return Ok((sys::picoring_cursor_reach(cursor, 0, n * size_of::<T>()).cast(), n));
    }
    Ok(((*cursor).place.cast(), n))
}

/// The next n free places, n not 0; or the code.
#[inline(always)]
pub(crate) unsafe fn claim<T>(cursor: *mut Cursor, n: usize) -> Result<*mut T, c_int> {
    barrier();
    match grant(cursor, sys::verb::CLAIM, n) {
        0 => Ok((*cursor).place.cast()),
        code => Err(code),
    }
}

/// Commits and releases: n of what is granted go over to the other side.
#[inline(always)]
pub(crate) unsafe fn pass<T>(cursor: *mut Cursor, verb: u32, n: usize) -> c_int {
    if n == 0 {
        return 0;
    }
    if n as u64 > granted(cursor) {
        return sys::picoring_cursor_refuse(cursor, verb, n);
    }
    barrier();
    let (place, bytes) = ((*cursor).place, n * size_of::<T>());
    if verb == sys::verb::RELEASE {
        leave(cursor, place, bytes);
    }
    publish(cursor, place.wrapping_add(bytes), (*cursor).position + n as u64);
    0
}

/// Copies n granted elements in, split at the seam.
#[inline(always)]
unsafe fn put<T>(cursor: *mut Cursor, items: *const T, n: usize) {
    let bytes = n * size_of::<T>();
    let items = items.cast::<u8>();
    let (place, end) = ((*cursor).place, (*cursor).end);
    barrier();
    if place.wrapping_add(bytes) <= end || end.is_null() {
        copy_nonoverlapping(items, place, bytes);
    } else {
        let before = end as usize - place as usize;
        copy_nonoverlapping(items, place, before);
        let first = end.wrapping_sub((*cursor).wrap);
        copy_nonoverlapping(items.add(before), first, bytes - before);
    }
    publish(cursor, place.wrapping_add(bytes), (*cursor).position + n as u64);
}

/// Copies n granted elements out.
#[inline(always)]
pub(crate) unsafe fn take<T>(cursor: *mut Cursor, out: *mut T, n: usize) {
    let bytes = n * size_of::<T>();
    let out = out.cast::<u8>();
    let (place, end) = ((*cursor).place, (*cursor).end);
    barrier();
    if end.is_null() {
        copy_nonoverlapping(sys::picoring_cursor_reach(cursor, 0, bytes), out, bytes);
    } else if place.wrapping_add(bytes) <= end {
        copy_nonoverlapping(place, out, bytes);
    } else {
        let before = end as usize - place as usize;
        copy_nonoverlapping(place, out, before);
        let first = end.wrapping_sub((*cursor).wrap);
        copy_nonoverlapping(first, out.add(before), bytes - before);
    }
    leave(cursor, place, bytes);
    publish(cursor, place.wrapping_add(bytes), (*cursor).position + n as u64);
}

/// All of the items, or none.
#[inline(always)]
pub(crate) unsafe fn push_n<T: Copy>(cursor: *mut Cursor, items: &[T]) -> c_int {
    let code = grant(cursor, sys::verb::PUSH_N, items.len());
    if code == 0 && !items.is_empty() {
        put(cursor, items.as_ptr(), items.len());
    }
    code
}

/// Fills all of `out`, or none.
#[inline(always)]
pub(crate) unsafe fn pop_n<T: Copy>(cursor: *mut Cursor, out: &mut [T]) -> c_int {
    let code = grant(cursor, sys::verb::POP_N, out.len());
    if code == 0 && !out.is_empty() {
        take(cursor, out.as_mut_ptr(), out.len());
    }
    code
}

/// How many of n go now: looks at the other side if fewer than n are granted.
#[inline(always)]
unsafe fn some(cursor: *mut Cursor, verb: u32, n: usize) -> Result<usize, c_int> {
    if n as u64 > granted(cursor) && known(cursor) == 0 {
        let code = sys::picoring_cursor_refuse(cursor, verb, 1);
        if code != 0 {
            return Err(code);
        }
    }
    Ok(n.min(granted(cursor) as usize))
}

/// As many as fit.
#[inline(always)]
pub(crate) unsafe fn push_some<T: Copy>(cursor: *mut Cursor, items: &[T]) -> Result<usize, c_int> {
    let n = some(cursor, sys::verb::PUSH_SOME, items.len())?;
    if n != 0 {
        put(cursor, items.as_ptr(), n);
    }
    Ok(n)
}

/// As many as there are.
#[inline(always)]
pub(crate) unsafe fn pop_some<T: Copy>(cursor: *mut Cursor, out: &mut [T]) -> Result<usize, c_int> {
    let n = some(cursor, sys::verb::POP_SOME, out.len())?;
    if n != 0 {
        take(cursor, out.as_mut_ptr(), n);
    }
    Ok(n)
}
