// SPDX-License-Identifier: MIT OR Apache-2.0

//! Programs written for the crate that this one descends from: they compile, with its
//! names, its signatures and its modules.

use picoring::buffer::MirrorBuffer;
use picoring::ring::PicoRing;
use picoring::{create_mpsc, create_spsc, PicoByteStream, PicoList, PicoMPSC, PicoQueue, PicoSPSC};
use std::io::{Read, Write};
use std::thread;

/// Its errors were strings.
fn average(samples: &[f32]) -> Result<f32, String> {
    let mut ring = PicoRing::<f32, 256>::new()?;
    for &sample in samples {
        ring.push_overwrite(sample);
    }
    let window = ring.view(0, ring.len()).ok_or_else(|| "empty".to_string())?;
    Ok(window.iter().sum::<f32>() / window.len() as f32)
}

#[test]
fn a_window_over_samples() {
    assert_eq!(average(&[1.0, 2.0, 6.0]).unwrap(), 3.0);
}

#[test]
fn a_ring_is_written_and_read_in_place() {
    let mut ring: PicoRing<u8> = PicoRing::with_capacity(4096).unwrap();
    ring.writable_slice()[..3].copy_from_slice(&[1, 2, 3]);
    ring.advance_head(3);
    assert_eq!((ring.len(), ring.is_empty(), ring.is_full()), (3, false, false));
    assert_eq!((ring.tail(), ring.head()), (0, 3));
    assert_eq!(ring.as_slice()[ring.tail()..ring.head()], [1, 2, 3]);
    ring.advance_tail(2);
    assert_eq!((ring.pop(), ring.pop()), (Some(3), None));
    assert!(ring.available_space() >= 4096);
    assert_eq!(PicoRing::from(vec![1, 2, 3]).readable_slice(), [1, 2, 3]);
    assert!(!ring.as_mut_ptr().is_null());
}

#[test]
fn a_buffer_of_a_page() {
    let page = picoring::system::get_page_size();
    let buffer = MirrorBuffer::new(page).unwrap();
    assert_eq!((buffer.size(), buffer.as_slice().len()), (page, 2 * page));
}

#[test]
fn a_queue_a_stream_and_a_list() {
    let mut queue = PicoQueue::<f32>::new(1024).unwrap();
    if let Some(block) = queue.reserve(10) {
        block.fill(1.5);
        queue.commit(10);
    }
    assert_eq!((queue.len(), queue[9]), (10, 1.5));
    for sample in &mut queue {
        *sample *= 2.0;
    }
    queue.release(5);
    assert_eq!(queue.iter().sum::<f32>(), 15.0);

    let mut stream = PicoByteStream::new(4096).unwrap();
    stream.write_all(b"hello pico").unwrap();
    let mut word = [0; 5];
    stream.read_exact(&mut word).unwrap();
    assert_eq!((&word, stream.as_read_slice()), (b"hello", &b" pico"[..]));
    stream.consume(5);
    assert_eq!(stream.available_to_read(), 0);

    let mut list = PicoList::<u64, 128>::new();
    list.push(1);
    list.extend_from_slice(&[2, 3]);
    list[0] = 10;
    assert!(list.set(1, 20) && !list.set(3, 0));
    assert_eq!(list.iter().sum::<u64>(), 33);
    assert_eq!((list.get(2), list.chunk_count()), (Some(&3), 1));
}

#[test]
fn channels_are_pushed_to_through_a_shared_reference() {
    let (producer, consumer) = create_spsc::<u32>(4096).unwrap();
    let sender = thread::spawn(move || {
        for i in 0..1000 {
            while !producer.push(i) {
                thread::yield_now();
            }
        }
    });
    for i in 0..1000 {
        let item = loop {
            match consumer.pop() {
                Some(item) => break item,
                None => thread::yield_now(),
            }
        };
        assert_eq!(item, i);
    }
    sender.join().unwrap();

    let (producer, consumer) = PicoRing::<u32, 4096>::new().unwrap().into_spsc();
    assert!(producer.push_slice(&[1, 2, 3]));
    assert_eq!((consumer.pop(), consumer.len(), consumer.is_empty()), (Some(1), 2, false));

    let (producer, mut consumer) = create_mpsc::<u32>(64).unwrap();
    assert!(producer.clone().push_slice(&[1, 2]));
    assert_eq!(consumer.readable_slice(), [1, 2]);
    consumer.advance_tail(2);
    assert_eq!(consumer.len(), 0);
    assert!(PicoSPSC::<u8>::new(1).is_ok() && PicoMPSC::<u8>::new(1).is_ok());
}
