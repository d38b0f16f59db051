// SPDX-License-Identifier: MIT OR Apache-2.0

//! What can go wrong: the library's codes, each with its sentence.

use crate::sys;
use std::ffi::CStr;
use std::os::raw::{c_char, c_int};
use std::{fmt, io};

macro_rules! errors {
    ($($(#[$doc:meta])* $variant:ident = $code:literal)*) => {
        /// Why a verb did not go. [`Again`](Error::Again), [`End`](Error::End) and
        /// [`TimedOut`](Error::TimedOut) are news, not mistakes, and cost nothing; the
        /// others hold the library's sentence: the operation, the technique tried, the
        /// size, and the system's own error.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Error {
            /// Full or empty now.
            Again,
            /// Closed and drained; the end of a file.
            End,
            /// The time given is over.
            TimedOut,
            $($(#[$doc])* $variant(Box<str>),)*
            /// A code of a later library.
            Unknown(c_int, Box<str>),
        }

        impl Error {
            /// PICORING_E...: the same on every system.
            pub fn code(&self) -> c_int {
                match self {
                    Error::Again => -1,
                    Error::End => -2,
                    Error::TimedOut => -25,
                    $(Error::$variant(_) => $code,)*
                    Error::Unknown(code, _) => *code,
                }
            }

            /// The sentence.
            pub fn sentence(&self) -> &str {
                match self {
                    Error::Again | Error::End | Error::TimedOut => {
                        // SAFETY: static text.
                        text(unsafe { sys::picoring_strerror(self.code()) })
                    }
                    $(Error::$variant(sentence) => sentence,)*
                    Error::Unknown(_, sentence) => sentence,
                }
            }
        }

        fn with_sentence(code: c_int, sentence: Box<str>) -> Error {
            match code {
                $($code => Error::$variant(sentence),)*
                _ => Error::Unknown(code, sentence),
            }
        }
    };
}

errors! {
    /// Beyond the grant; can never fit.
    Range = -3
    /// Closed: nothing more can be written.
    Pipe = -4
    /// A signal or an interrupt came first.
    Interrupted = -5
    /// No room: a stream for what is read, a list in its reservation.
    NoBufs = -6
    /// The stream has nothing to write out.
    NoData = -7
    /// A size of 0, or an option without meaning.
    Invalid = -8
    /// A handle or a pointer is NULL.
    Fault = -9
    /// A size that no address can hold.
    Overflow = -10
    /// An alignment that the memory cannot give.
    Align = -11
    /// Options newer than the library.
    TooBig = -12
    /// This crate is newer than the library.
    Version = -13
    /// The technique is not there on this system.
    NoSys = -14
    /// No memory left.
    NoMemory = -15
    /// No address space left.
    AddressSpace = -16
    /// vm.max_map_count is exhausted.
    MapCount = -17
    /// No descriptor left.
    NoDescriptor = -18
    /// Over RLIMIT_FSIZE.
    FileTooBig = -19
    /// /dev/shm is full.
    NoSpace = -20
    /// Locking refused.
    Lock = -21
    /// Huge pages required and not to be had.
    HugePages = -22
    /// Made by the parent of this forked process.
    Fork = -23
    /// The system refused for a reason of its own.
    Io = -24
    /// That side is already open.
    Busy = -26
    /// No claim is open on this handle, or one is.
    State = -27
    /// The other process broke the protocol.
    Peer = -28
}

impl Error {
    /// The name of the code: `PICORING_ERANGE`.
    pub fn name(&self) -> &'static str {
        // SAFETY: static text.
        text(unsafe { sys::picoring_errname(self.code()) })
    }

    /// Of a code that is not 0, in the thread that got it.
    #[cold]
    pub(crate) fn of(code: c_int) -> Error {
        match code {
            -1 => Error::Again,
            -2 => Error::End,
            -25 => Error::TimedOut,
            // SAFETY: lasts until the next failure in this thread, and is copied now.
            _ => with_sentence(code, text(unsafe { sys::picoring_last_error() }).into()),
        }
    }
}

/// Nothing, or why not.
#[inline(always)]
pub(crate) fn check(code: c_int) -> Result<(), Error> {
    if code == 0 {
        Ok(())
    } else {
        Err(Error::of(code))
    }
}

/// The seed's verbs that return nothing: beyond the grant is a mistake of the program.
#[inline(always)]
#[track_caller]
pub(crate) fn must(code: c_int) {
    if code != 0 {
        panic!("{}", Error::of(code));
    }
}

/// Of the library's texts, which are ASCII.
pub(crate) fn text<'a>(text: *const c_char) -> &'a str {
    // SAFETY: the library's texts are never NULL and end in a zero.
    unsafe { CStr::from_ptr(text) }.to_str().unwrap_or("")
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl std::error::Error for Error {}

/// The seed's errors were strings.
impl From<Error> for String {
    fn from(error: Error) -> String {
        error.to_string()
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> io::Error {
        let kind = match error {
            Error::Again | Error::NoBufs(_) | Error::NoData(_) => io::ErrorKind::WouldBlock,
            Error::End => io::ErrorKind::UnexpectedEof,
            Error::TimedOut => io::ErrorKind::TimedOut,
            Error::Pipe(_) => io::ErrorKind::BrokenPipe,
            Error::Interrupted(_) => io::ErrorKind::Interrupted,
            Error::Invalid(_) | Error::Range(_) => io::ErrorKind::InvalidInput,
            _ => io::ErrorKind::Other,
        };
        io::Error::new(kind, error)
    }
}

/// An element that did not get in comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushError<T> {
    /// What was to be pushed.
    pub item: T,
    /// Why it was not.
    pub error: Error,
}

impl<T> fmt::Display for PushError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<T: fmt::Debug> std::error::Error for PushError<T> {}
