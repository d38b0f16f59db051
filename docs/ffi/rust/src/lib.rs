// SPDX-License-Identifier: MIT OR Apache-2.0

//! Ring buffers on mirrored memory: safe Rust over libpicoring.
//!
//! The same memory is mapped twice, side by side, so that what is in a ring, and what
//! is free in it, is always one slice. The type and method names are those of the crate
//! `picoring` that the library descends from; `docs/migration.md` has the table.
//!
//! | type | what it is |
//! |---|---|
//! | [`PicoRing`] | a ring of any `T`: push, pop, views, a sliding window |
//! | [`PicoQueue`] | the same, used in place: reserve, commit, peek, release |
//! | [`PicoByteStream`] | bytes, with `Read`, `Write` and `BufRead` |
//! | [`PicoList`] | a growing array whose elements never move |
//! | [`PicoSPSC`] | a channel from one thread to one other |
//! | [`PicoMPSC`] | a channel from many threads to one |
//! | [`Records`] | messages of any length, from one or many threads to one |
//! | [`MirrorBuffer`] | the bare memory |
//!
//! - Elements of any type move in and out one by one, and destructors run. Slices
//!   are copied in and out of `T: Copy`, and written in place if `T` is [`Plain`].
//! - A view borrows its container: the compiler refuses it after its release.
//! - The seed's names keep the seed's signatures, and those that it did not check
//!   (`advance_head`, `consume`, ...) panic beyond the grant, as an index does. The
//!   library's own verbs return a [`Result`].
//! - The hot verbs are inlined over the library's frozen words; only what is special
//!   calls it.

#![warn(missing_docs)]

mod cursor;
mod error;
mod list;
mod mirror;
mod options;
mod plain;
mod queue;
mod records;
mod stream;
mod wait;
mod words;

/// The seed's module of [`MirrorBuffer`].
pub mod buffer {
    pub use crate::mirror::{align_to_page, MirrorBuffer};
}
/// The seed's module of the collections.
pub mod collections {
    pub use crate::{PicoByteStream, PicoList, PicoQueue};
}
pub mod mpsc;
pub mod ring;
pub mod spsc;
#[allow(missing_docs, non_camel_case_types)]
pub mod sys;
/// The seed's module of the system.
pub mod system {
    /// What the size of a mirror is a multiple of, in bytes: the granularity of mappings.
    pub fn get_page_size() -> usize {
        // SAFETY: asks for a number.
        unsafe { crate::sys::picoring_granularity() }
    }
}

pub use error::{Error, PushError};
pub use list::{Appender, ListOptions, PicoList, Snapshot};
pub use mirror::{MirrorBuffer, MirrorInfo};
pub use mpsc::{create_mpsc, Claim, PicoMPSC, PicoMpscConsumer, PicoMpscProducer};
pub use options::{ChannelOptions, Huge, Options, Technique};
pub use plain::Plain;
pub use queue::PicoQueue;
pub use records::{Message, Producers, Records, RecordsProducer, RecordsReader};
pub use ring::PicoRing;
pub use spsc::{create_spsc, PicoConsumer, PicoProducer, PicoSPSC};
pub use stream::PicoByteStream;
pub use wait::Interrupter;

/// The code of the README is run, too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// What fails says why.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The version of the library that runs: major * 10000 + minor * 100 + patch.
pub fn version() -> u32 {
    // SAFETY: asks for a number.
    unsafe { sys::picoring_version() }
}
