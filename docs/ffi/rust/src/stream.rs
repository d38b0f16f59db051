// SPDX-License-Identifier: MIT OR Apache-2.0

//! Bytes, written and read like a file, whose contents and free space are always one
//! slice each.

use crate::error::{check, must, Error};
use crate::words::{self, barrier};
use crate::{sys, MirrorInfo, Options, Result};
use std::io::{self, BufRead, Read, Write};
use std::ops::{Index, IndexMut};
use std::ptr::{null_mut, NonNull};
use std::slice;

/// A byte stream with `Read`, `Write` and `BufRead`.
///
/// "Empty" and "ended" differ: reading an empty stream is `ErrorKind::WouldBlock`, and
/// `Ok(0)` only once it is [`close`](Self::close)d and all is read.
///
/// ```
/// use std::io::{BufRead, Write};
/// let mut stream = picoring::PicoByteStream::new(4096)?;
/// stream.write_all(b"one\ntwo\n")?;
/// stream.close();
/// let lines: Result<Vec<_>, _> = stream.lines().collect();
/// assert_eq!(lines?, ["one", "two"]);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// What `fill_buf` shows is borrowed:
///
/// ```compile_fail,E0499
/// use std::io::BufRead;
/// let mut stream = picoring::PicoByteStream::new(4096).unwrap();
/// let block = stream.fill_buf().unwrap();
/// stream.consume(1);
/// assert!(block.is_empty());
/// ```
pub struct PicoByteStream<const N: usize = 0> {
    handle: NonNull<sys::picoring_stream>,
}

// SAFETY: its handle is not bound to a thread.
unsafe impl<const N: usize> Send for PicoByteStream<N> {}

impl PicoByteStream {
    /// Makes a stream of at least `capacity` bytes.
    pub fn new(capacity: usize) -> Result<Self> {
        PicoByteStream::with_options(capacity, &Options::new())
    }

    /// With options.
    pub fn with_options(capacity: usize, options: &Options) -> Result<Self> {
        PicoByteStream::make(capacity, options)
    }
}

impl<const N: usize> PicoByteStream<N> {
    /// Makes a stream of exactly N bytes.
    pub fn new_static() -> Result<Self> {
        PicoByteStream::make(N, &Options::new().exact(true))
    }

    fn make(capacity: usize, options: &Options) -> Result<Self> {
        let mut stream = null_mut();
        // SAFETY: the options are a whole struct.
        check(unsafe {
            sys::picoring_stream_open(sys::INLINE_ABI, capacity, &options.0, &mut stream)
        })?;
        // SAFETY: success gives a handle.
        Ok(PicoByteStream { handle: unsafe { NonNull::new_unchecked(stream) } })
    }

    /// The handle, for what only the C interface has.
    pub fn as_raw(&self) -> *mut sys::picoring_stream {
        self.handle.as_ptr()
    }

    #[inline(always)]
    fn words(&self) -> *mut sys::picoring_words {
        self.handle.as_ptr().cast()
    }

    /// How many bytes are readable.
    #[inline]
    pub fn available_to_read(&self) -> usize {
        // SAFETY: of here on: the words are this stream's.
        unsafe { (*self.words()).used }
    }

    /// How many bytes can be written now; 0 once closed.
    #[inline]
    pub fn available_to_write(&self) -> usize {
        // SAFETY: as above.
        unsafe { words::free(self.words()) }
    }

    /// How many bytes fit at all.
    pub fn capacity(&self) -> usize {
        // SAFETY: the handle lives.
        unsafe { sys::picoring_stream_capacity(self.as_raw()) }
    }

    /// All that is readable.
    #[inline]
    pub fn as_read_slice(&self) -> &[u8] {
        // SAFETY: n bytes, and nothing moves while they are borrowed.
        match unsafe { words::peek::<u8>(self.words()) } {
            (first, n) if !first.is_null() => unsafe { slice::from_raw_parts(first, n) },
            _ => &[],
        }
    }

    /// All that is readable, to be changed.
    #[inline]
    pub fn peek(&mut self) -> &mut [u8] {
        // SAFETY: as in as_read_slice, and nobody else has a view.
        match unsafe { words::peek::<u8>(self.words()) } {
            (first, n) if !first.is_null() => unsafe { slice::from_raw_parts_mut(first, n) },
            _ => &mut [],
        }
    }

    /// All that is free, as one slice; what is in it is unspecified.
    #[inline]
    pub fn as_write_slice(&mut self) -> &mut [u8] {
        let free = self.available_to_write();
        barrier();
        // SAFETY: free bytes.
        unsafe { slice::from_raw_parts_mut((*self.words()).write, free) }
    }

    /// The n oldest are done with. Panics if there are not so many.
    #[inline]
    #[track_caller]
    pub fn consume(&mut self, n: usize) {
        // SAFETY: as above.
        must(unsafe { words::release::<u8>(self.words(), n) });
    }

    /// The n oldest are done with; or nothing changes.
    #[inline]
    pub fn release(&mut self, n: usize) -> Result<()> {
        // SAFETY: as above.
        check(unsafe { words::release::<u8>(self.words(), n) })
    }

    /// The next n bytes, written in place, become readable. Panics beyond what is free.
    #[inline]
    #[track_caller]
    pub fn produce(&mut self, n: usize) {
        // SAFETY: as above.
        must(unsafe { words::commit::<u8>(self.words(), n) });
    }

    /// The next n bytes, written in place, become readable; or nothing changes.
    #[inline]
    pub fn commit(&mut self, n: usize) -> Result<()> {
        // SAFETY: as above.
        check(unsafe { words::commit::<u8>(self.words(), n) })
    }

    /// Keeps the n oldest bytes: those behind them are as if they had never been written.
    pub fn truncate(&mut self, n: usize) -> Result<()> {
        // SAFETY: the handle lives.
        check(unsafe { sys::picoring_stream_truncate(self.as_raw(), n) })
    }

    /// Where `delimiter` is, in bytes from the oldest, looked for from `from` on;
    /// [`Error::Again`]: not there yet, [`Error::End`]: it never will be.
    pub fn find(&self, from: usize, delimiter: &[u8]) -> Result<usize> {
        let mut offset = 0;
        // SAFETY: the handle lives, the delimiter is n bytes.
        check(unsafe {
            let (bytes, n) = (delimiter.as_ptr().cast(), delimiter.len());
            sys::picoring_stream_find(self.as_raw(), from, bytes, n, &mut offset)
        })?;
        Ok(offset)
    }

    /// One read(2) of a descriptor into all that is free, n bytes at most.
    pub fn read_from_fd(&mut self, fd: i32, n: usize) -> Result<usize> {
        let mut got = 0;
        // SAFETY: the handle lives.
        check(unsafe { sys::picoring_stream_read_from_fd(self.as_raw(), fd, n, &mut got) })?;
        Ok(got)
    }

    /// One write(2) of all that is readable to a descriptor, n bytes at most.
    pub fn write_to_fd(&mut self, fd: i32, n: usize) -> Result<usize> {
        let mut put = 0;
        // SAFETY: the handle lives.
        check(unsafe { sys::picoring_stream_write_to_fd(self.as_raw(), fd, n, &mut put) })?;
        Ok(put)
    }

    /// One read of anything into all that is free.
    pub fn fill_from(&mut self, reader: &mut impl Read) -> io::Result<usize> {
        if self.available_to_write() == 0 {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let n = reader.read(self.as_write_slice())?;
        self.commit(n)?;
        Ok(n)
    }

    /// Nothing more will be written.
    pub fn close(&mut self) {
        // SAFETY: the handle lives.
        unsafe { sys::picoring_stream_close(self.as_raw()) };
    }

    /// Closed, and all of it read.
    pub fn is_ended(&self) -> bool {
        // SAFETY: the handle lives.
        unsafe { sys::picoring_stream_ended(self.as_raw()) != 0 }
    }

    /// Forgets all readable bytes.
    pub fn clear(&mut self) {
        self.consume(self.available_to_read());
    }

    /// What the memory really is.
    pub fn mirror_info(&self) -> MirrorInfo {
        // SAFETY: the handle lives.
        MirrorInfo::of(unsafe { sys::picoring_stream_mirror(self.as_raw()) })
    }

    /// Oldest first.
    pub fn iter(&self) -> slice::Iter<'_, u8> {
        self.as_read_slice().iter()
    }

    /// The same, to be changed.
    pub fn iter_mut(&mut self) -> slice::IterMut<'_, u8> {
        self.peek().iter_mut()
    }
}

impl<const N: usize> Read for PicoByteStream<N> {
    #[inline]
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // SAFETY: the words are this stream's.
        match unsafe { words::pop_some(self.words(), out, sys::verb::READ) }.map_err(Error::of) {
            Err(Error::End) => Ok(0),
            result => Ok(result?),
        }
    }
}

impl<const N: usize> BufRead for PicoByteStream<N> {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.available_to_read() == 0 && !self.is_ended() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(self.as_read_slice())
    }

    #[inline]
    fn consume(&mut self, n: usize) {
        PicoByteStream::consume(self, n);
    }
}

impl<const N: usize> Write for PicoByteStream<N> {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // SAFETY: the words are this stream's.
        let put = unsafe { words::push_some(self.words(), bytes, sys::verb::WRITE) };
        Ok(put.map_err(Error::of)?)
    }

    /// What is written is readable at once.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<const N: usize> Drop for PicoByteStream<N> {
    fn drop(&mut self) {
        // SAFETY: the last use.
        unsafe { sys::picoring_stream_destroy(self.as_raw()) }
    }
}

impl<const N: usize> Index<usize> for PicoByteStream<N> {
    type Output = u8;
    fn index(&self, index: usize) -> &u8 {
        &self.as_read_slice()[index]
    }
}

impl<const N: usize> IndexMut<usize> for PicoByteStream<N> {
    fn index_mut(&mut self, index: usize) -> &mut u8 {
        &mut self.peek()[index]
    }
}

impl<'a, const N: usize> IntoIterator for &'a PicoByteStream<N> {
    type Item = &'a u8;
    type IntoIter = slice::Iter<'a, u8>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, const N: usize> IntoIterator for &'a mut PicoByteStream<N> {
    type Item = &'a mut u8;
    type IntoIter = slice::IterMut<'a, u8>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}
