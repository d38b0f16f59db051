// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the tests share: numbers from a seed, and elements that count themselves.

#![allow(dead_code)] // each test uses its part

use std::sync::atomic::{AtomicIsize, Ordering};
use std::sync::Arc;

/// Marsaglia's xorshift: the same numbers each time.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

/// How many elements live.
#[derive(Clone, Default)]
pub struct Count(Arc<AtomicIsize>);

impl Count {
    pub fn living(&self) -> isize {
        self.0.load(Ordering::SeqCst)
    }

    pub fn element(&self, value: usize) -> Counted {
        self.0.fetch_add(1, Ordering::SeqCst);
        Counted { value: Box::new(value), count: self.clone() }
    }
}

/// An element with a destructor, on the heap besides, so that a leak checker sees it.
pub struct Counted {
    pub value: Box<usize>,
    count: Count,
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.count.0.fetch_sub(1, Ordering::SeqCst);
    }
}
