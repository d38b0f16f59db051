// SPDX-License-Identifier: MIT OR Apache-2.0

//! How the memory of an object is made.

use crate::sys;
use std::mem::size_of;
use std::ptr::null_mut;

/// How the same memory gets to two addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[repr(u32)]
pub enum Technique {
    /// The system's own ladder, or what the variable `PICORING_TECHNIQUE` names.
    Auto = 0,
    /// Linux, FreeBSD: an unnamed memory file.
    Memfd = 1,
    /// Linux, NetBSD: a second mapping by mremap(2).
    Mremap = 2,
    /// A shm_open(3) name that is gone at once.
    Shm = 3,
    /// Twice the heap, copied at the seam: for Valgrind and sanitizers.
    Emulated = 4,
    /// Windows: views in the place of a cut reservation.
    Placeholder = 5,
    /// Windows: views at a place that was free a moment ago.
    MapView = 6,
    /// macOS: a Mach memory entry, mapped twice.
    MachEntry = 7,
    /// macOS: a second mapping by vm_remap.
    MachRemap = 8,
    /// Android: ASharedMemory, mapped twice.
    Ashmem = 9,
}

impl Technique {
    /// Its name, `memfd` and so on.
    pub fn name(self) -> &'static str {
        technique_name(self as u32)
    }
}

pub(crate) fn technique_name(technique: u32) -> &'static str {
    // SAFETY: static text.
    crate::error::text(unsafe { sys::picoring_technique_name(technique) })
}

/// Whether huge pages are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Huge {
    /// Ordinary pages.
    Off = 0,
    /// Huge pages where the system grants them.
    Try = 1,
    /// Huge pages, or [`Error::HugePages`](crate::Error::HugePages).
    Require = 2,
}

/// How the memory is made.
///
/// ```
/// use picoring::{Options, PicoRing};
/// let options = Options::new().exact(true).prefault(true);
/// let ring = PicoRing::<u32>::with_options(1000, &options)?;
/// assert_eq!(ring.capacity(), 1000);
/// # Ok::<(), picoring::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Options(pub(crate) sys::picoring_options);

// SAFETY: its pointers are never set.
unsafe impl Send for Options {}
unsafe impl Sync for Options {}

impl Options {
    /// The defaults.
    pub fn new() -> Options {
        Options(sys::picoring_options {
            struct_size: size_of::<sys::picoring_options>(),
            technique: 0,
            exact: 0,
            prefault: 0,
            lock: 0,
            huge: 0,
            inherit: 0,
            dump: 0,
            guard: 0,
            alignment: 0,
            allocate: None,
            deallocate: None,
            user: null_mut(),
        })
    }
    /// How the same memory gets to two addresses.
    pub fn technique(mut self, technique: Technique) -> Self {
        self.0.technique = technique as u32;
        self
    }
    /// Exactly the capacity asked for, not all that the memory holds.
    pub fn exact(mut self, exact: bool) -> Self {
        self.0.exact = exact.into();
        self
    }
    /// Every page is there at once.
    pub fn prefault(mut self, prefault: bool) -> Self {
        self.0.prefault = prefault.into();
        self
    }
    /// And stays: mlock(2).
    pub fn lock(mut self, lock: bool) -> Self {
        self.0.lock = lock.into();
        self
    }
    /// Huge pages.
    pub fn huge(mut self, huge: Huge) -> Self {
        self.0.huge = huge as u32;
        self
    }
    /// Not in core dumps: the contents are secret.
    pub fn secret(mut self, secret: bool) -> Self {
        self.0.dump = secret.into();
        self
    }
    /// An inaccessible page before and behind.
    pub fn guard(mut self, guard: bool) -> Self {
        self.0.guard = guard.into();
        self
    }
    /// With every element aligned as its type wants it.
    pub(crate) fn of<T>(&self) -> sys::picoring_options {
        sys::picoring_options { alignment: std::mem::align_of::<T>(), ..self.0 }
    }
}

impl Default for Options {
    fn default() -> Self {
        Options::new()
    }
}

/// How a channel is made.
#[derive(Clone, Copy, Default)]
pub struct ChannelOptions {
    /// How its memory is made.
    pub memory: Options,
    /// Nanoseconds that a wait looks before it sleeps; 0 for the default, negative for
    /// not at all.
    pub spin: i64,
}
