// SPDX-License-Identifier: MIT OR Apache-2.0

//! Which elements may be written in place.

/// A type of which any bytes are a value: free memory, zeroed or left over from earlier
/// elements, may be shown as a slice of it.
///
/// # Safety
/// Every bit pattern is valid, there is no padding, no pointer and no lifetime in it.
///
/// ```
/// #[repr(C)]
/// #[derive(Clone, Copy)]
/// struct Stereo {
///     left: f32,
///     right: f32,
/// }
/// // SAFETY: two floats without padding.
/// unsafe impl picoring::Plain for Stereo {}
/// ```
pub unsafe trait Plain: Copy + 'static {}

macro_rules! plain {
    ($($type:ty)*) => {$(
        // SAFETY: a number: every bit pattern is one.
        unsafe impl Plain for $type {}
    )*};
}

plain! { u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 }

// SAFETY: an array has no padding of its own.
unsafe impl<T: Plain, const N: usize> Plain for [T; N] {}
