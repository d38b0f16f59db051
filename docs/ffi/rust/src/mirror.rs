// SPDX-License-Identifier: MIT OR Apache-2.0

//! Memory that appears twice, side by side.

use crate::error::check;
use crate::options::{technique_name, Options};
use crate::words::barrier;
use crate::{sys, Result};
use std::mem::{size_of, zeroed};
use std::ptr::{null_mut, NonNull};
use std::slice;

/// The bare memory: `size` bytes, and the same bytes again behind them.
pub struct MirrorBuffer {
    handle: NonNull<sys::picoring_mirror>,
}

// SAFETY: the handle is not bound to a thread, and what `&self` does only reads.
unsafe impl Send for MirrorBuffer {}
unsafe impl Sync for MirrorBuffer {}

impl MirrorBuffer {
    /// Makes a mirror, zeroed; `size` in bytes is rounded up to the granularity.
    pub fn new(size: usize) -> Result<Self> {
        MirrorBuffer::with_options(size, &Options::new())
    }

    /// With options.
    pub fn with_options(size: usize, options: &Options) -> Result<Self> {
        let mut handle = null_mut();
        // SAFETY: the options are a whole struct.
        check(unsafe { sys::picoring_mirror_create(size, &options.0, &mut handle) })?;
        // SAFETY: success gives a handle.
        Ok(MirrorBuffer { handle: unsafe { NonNull::new_unchecked(handle) } })
    }

    /// Bytes of one copy.
    pub fn size(&self) -> usize {
        // SAFETY: the handle lives.
        unsafe { sys::picoring_mirror_size(self.handle.as_ptr()) }
    }

    /// The first of 2 * size bytes.
    pub fn as_mut_ptr(&self) -> *mut u8 {
        // SAFETY: the handle lives.
        unsafe { sys::picoring_mirror_data(self.handle.as_ptr()).cast() }
    }

    /// Both copies. After a write through the one, call [`sync`](Self::sync).
    pub fn as_slice(&self) -> &[u8] {
        barrier();
        // SAFETY: zeroed at first; nobody writes while it is borrowed.
        unsafe { slice::from_raw_parts(self.as_mut_ptr(), 2 * self.size()) }
    }

    /// Both copies, to write to. [`range_mut`](Self::range_mut) is the safe way.
    ///
    /// # Safety
    /// Each byte is there twice, and the compiler does not know: while the slice is
    /// borrowed, touch each through one of its places only.
    pub unsafe fn as_mut_slice(&mut self) -> &mut [u8] {
        barrier();
        slice::from_raw_parts_mut(self.as_mut_ptr(), 2 * self.size())
    }

    /// n bytes from `offset` on, at most `size`, across the seam or not: none of them is
    /// there twice. [`sync`](Self::sync) them before they are read elsewhere.
    pub fn range_mut(&mut self, offset: usize, n: usize) -> Option<&mut [u8]> {
        let size = self.size();
        if n > size || offset > 2 * size - n {
            return None;
        }
        barrier();
        // SAFETY: inside the two copies, no byte twice, borrowed for as long as it lives.
        Some(unsafe { slice::from_raw_parts_mut(self.as_mut_ptr().add(offset), n) })
    }

    /// What was written at `[offset, offset + n)` is there in the other copy, too.
    pub fn sync(&mut self, offset: usize, n: usize) -> Result<()> {
        // SAFETY: the handle lives; the range is checked.
        let code = unsafe { sys::picoring_mirror_sync(self.handle.as_ptr(), offset, n) };
        barrier();
        check(code)
    }

    /// What was really got.
    pub fn info(&self) -> MirrorInfo {
        MirrorInfo::of(self.handle.as_ptr())
    }
}

impl Drop for MirrorBuffer {
    fn drop(&mut self) {
        // SAFETY: the last use.
        unsafe { sys::picoring_mirror_destroy(self.handle.as_ptr()) }
    }
}

/// `size` rounded up to what the size of a mirror is a multiple of.
pub fn align_to_page(size: usize) -> usize {
    let granularity = crate::system::get_page_size();
    (size + granularity - 1) & !(granularity - 1)
}

/// What a mirror was asked for and what it really got.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct MirrorInfo {
    /// Bytes of one copy.
    pub size: usize,
    /// Bytes that sizes are multiples of.
    pub granularity: usize,
    /// Bytes of the pages asked for.
    pub page_size: usize,
    /// Bytes of one copy that huge pages hold right now.
    pub huge_bytes: usize,
    /// `memfd` and so on.
    pub technique: &'static str,
    /// All pages were there at once.
    pub prefaulted: bool,
    /// And stay.
    pub locked: bool,
    /// An inaccessible page before and behind.
    pub guarded: bool,
    /// Copies that go into a full core dump.
    pub dumped: u32,
}

impl MirrorInfo {
    pub(crate) fn of(mirror: *const sys::picoring_mirror) -> MirrorInfo {
        // SAFETY: numbers only; the handle lives.
        let info = unsafe {
            let mut info: sys::picoring_mirror_info = zeroed();
            info.struct_size = size_of::<sys::picoring_mirror_info>();
            sys::picoring_mirror_describe(mirror, &mut info);
            info
        };
        MirrorInfo {
            size: info.size,
            granularity: info.granularity,
            page_size: info.page_size,
            huge_bytes: info.huge_bytes,
            technique: technique_name(info.technique),
            prefaulted: info.prefaulted != 0,
            locked: info.locked != 0,
            guarded: info.guarded != 0,
            dumped: info.dumped,
        }
    }
}
