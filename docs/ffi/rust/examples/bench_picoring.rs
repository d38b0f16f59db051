// SPDX-License-Identifier: MIT OR Apache-2.0

//! Nanoseconds per element of 8 bytes, and per batch of 64, through 1024 places: the median
//! of 11 runs. What is moved is checked.
//!     cargo run --release --example bench_picoring

use picoring::{create_mpsc, create_spsc, PicoByteStream, PicoList, PicoRing};
use std::collections::VecDeque;
use std::io::{Read, Write};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

const PLACES: usize = 1024;
const ITEMS: u64 = 4_000_000;
const BATCH: usize = 64;
const RUNS: usize = 11;

/// std::hint::black_box, which came with Rust 1.66.
fn black_box<T>(value: T) -> T {
    // SAFETY: an empty instruction, of which the compiler does not know what it reads.
    unsafe { std::arch::asm!("/* {} */", in(reg) &value, options(nostack, preserves_flags)) };
    value
}

/// Each run gives the sum of what came out.
fn row(name: &str, run: impl FnMut() -> u64) {
    println!("{name:<44} {:>8.2}", element_time(name, run));
}

/// The same, moved in batches.
fn batch_row(name: &str, run: impl FnMut() -> u64) {
    let time = element_time(name, run);
    println!("{name:<44} {time:>8.2} {:>8.1}", time * BATCH as f64);
}

fn element_time(name: &str, mut run: impl FnMut() -> u64) -> f64 {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            assert_eq!(run(), ITEMS / 2 * (ITEMS - 1), "{name}");
            start.elapsed().as_nanos() as f64 / ITEMS as f64
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[RUNS / 2]
}

/// 0, 1, 2, ... in batches.
fn batches() -> impl Iterator<Item = [u64; BATCH]> {
    (0..ITEMS).step_by(BATCH).map(|first| {
        let mut batch = [0; BATCH];
        batch.iter_mut().zip(first..).for_each(|(place, item)| *place = item);
        batch
    })
}

fn one_thread() {
    row("PicoRing: push, pop", || {
        let mut ring = PicoRing::<u64>::with_capacity(PLACES).unwrap();
        (0..ITEMS).map(|i| (ring.push(black_box(i)), ring.pop().unwrap()).1).sum()
    });
    row("VecDeque: push_back, pop_front", || {
        let mut deque = VecDeque::<u64>::with_capacity(PLACES);
        (0..ITEMS).map(|i| (deque.push_back(black_box(i)), deque.pop_front().unwrap()).1).sum()
    });
    batch_row("PicoRing: push_slice, pop_slice, sum", || {
        let mut ring = PicoRing::<u64>::with_capacity(PLACES).unwrap();
        let (mut sum, mut out) = (0, [0; BATCH]);
        for batch in batches() {
            ring.push_slice(black_box(&batch));
            ring.pop_slice(black_box(&mut out));
            sum += out.iter().sum::<u64>();
        }
        sum
    });
    batch_row("PicoRing: claim, write, commit, view, sum", || {
        let mut ring = PicoRing::<u64>::with_capacity(PLACES).unwrap();
        let mut sum = 0;
        for first in (0..ITEMS).step_by(BATCH) {
            let block = black_box(ring.claim(BATCH).unwrap());
            block.iter_mut().zip(first..).for_each(|(place, item)| *place = item);
            ring.advance_head(BATCH);
            sum += black_box(ring.readable_slice()).iter().sum::<u64>();
            ring.advance_tail(BATCH);
        }
        sum
    });
    batch_row("VecDeque: extend, drain, sum", || {
        let mut deque = VecDeque::<u64>::with_capacity(PLACES);
        batches()
            .map(|batch| {
                deque.extend(black_box(&batch));
                deque.drain(..BATCH).sum::<u64>()
            })
            .sum()
    });
    batch_row("PicoByteStream: write, read of 512 bytes", || {
        let mut stream = PicoByteStream::new(8 * PLACES).unwrap();
        let mut bytes = [0; 8 * BATCH];
        let (number, mut sum) = (..8, 0);
        for batch in batches() {
            bytes[number].copy_from_slice(&batch[0].to_ne_bytes()); // for all of the batch
            stream.write_all(black_box(&bytes)).unwrap();
            stream.read_exact(black_box(&mut bytes)).unwrap();
            let first = u64::from_ne_bytes(bytes[number].try_into().unwrap());
            sum += (first..first + BATCH as u64).sum::<u64>();
        }
        sum
    });
    row("PicoList: push, iterate", || {
        let mut list = PicoList::<u64>::new();
        (0..ITEMS).for_each(|i| list.push(black_box(i)));
        list.iter().sum()
    });
    row("Vec: push, iterate", || {
        let mut list = Vec::<u64>::new();
        (0..ITEMS).for_each(|i| list.push(black_box(i)));
        list.iter().sum()
    });
}

fn two_threads() {
    row("spsc: push, pop", || {
        let (producer, consumer) = create_spsc::<u64>(PLACES).unwrap();
        let sender = thread::spawn(move || (0..ITEMS).for_each(|i| while !producer.push(i) {}));
        let sum = (0..ITEMS).map(|_| loop {
            if let Some(item) = consumer.pop() {
                break item;
            }
        });
        (sum.sum(), sender.join().unwrap()).0
    });
    row("spsc: push_wait, pop_wait", || {
        let (producer, consumer) = create_spsc::<u64>(PLACES).unwrap();
        let sender = thread::spawn(move || {
            (0..ITEMS).for_each(|i| producer.push_wait(i, None).unwrap());
        });
        let sum = (0..ITEMS).map(|_| consumer.pop_wait(None).unwrap()).sum();
        (sum, sender.join().unwrap()).0
    });
    batch_row("spsc: push_slice, view, release", || {
        let (producer, mut consumer) = create_spsc::<u64>(PLACES).unwrap();
        let sender = thread::spawn(move || {
            batches().for_each(|batch| while !producer.push_slice(&batch) {});
        });
        let (mut sum, mut left) = (0, ITEMS as usize);
        while left > 0 {
            let view = consumer.readable_slice();
            let n = view.len();
            sum += view.iter().sum::<u64>();
            consumer.advance_tail(n);
            left -= n;
        }
        (sum, sender.join().unwrap()).0
    });
    row("mpsc: push, pop", || {
        let (producer, consumer) = create_mpsc::<u64>(PLACES).unwrap();
        let sender = thread::spawn(move || (0..ITEMS).for_each(|i| while !producer.push(i) {}));
        let sum = (0..ITEMS).map(|_| loop {
            if let Some(item) = consumer.pop() {
                break item;
            }
        });
        (sum.sum(), sender.join().unwrap()).0
    });
    row("mpsc: push_wait, pop_wait", || {
        let (producer, consumer) = create_mpsc::<u64>(PLACES).unwrap();
        let sender = thread::spawn(move || {
            (0..ITEMS).for_each(|i| producer.push_wait(i, None).unwrap());
        });
        let sum = (0..ITEMS).map(|_| consumer.pop_wait(None).unwrap()).sum();
        (sum, sender.join().unwrap()).0
    });
    row("std::sync::mpsc::sync_channel: send, recv", || {
        let (producer, consumer) = mpsc::sync_channel::<u64>(PLACES);
        let sender = thread::spawn(move || (0..ITEMS).for_each(|i| producer.send(i).unwrap()));
        let sum = (0..ITEMS).map(|_| consumer.recv().unwrap()).sum();
        (sum, sender.join().unwrap()).0
    });
}

fn main() {
    println!("{:<44} {:>8} {:>8}", "nanoseconds", "element", "batch");
    one_thread();
    two_threads();
}
