// SPDX-License-Identifier: MIT OR Apache-2.0

mod common;

use common::{Count, Random};
use picoring::{
    ChannelOptions, Error, PicoMPSC, PicoRing, PicoSPSC, Producers, PushError, Records,
};
use std::thread;
use std::time::Duration;

#[test]
fn spsc_keeps_order_in_every_way_of_moving() {
    const N: usize = 300_000;
    let (mut producer, mut consumer) = PicoSPSC::<[u8; 12]>::new(100).unwrap().split();
    let item = |i: usize| {
        let mut item = [i as u8; 12];
        item[..8].copy_from_slice(&i.to_ne_bytes());
        item
    };
    let writer = thread::spawn(move || {
        let (mut next, mut random) = (0, Random(3));
        while next < N {
            let n = (random.below(50) + 1).min(N - next);
            let items: Vec<_> = (next..next + n).map(item).collect();
            producer.wait_writable(1, None).unwrap();
            next += match random.below(4) {
                0 => usize::from(producer.push(items[0])),
                1 => n * usize::from(producer.push_slice(&items)),
                2 => producer.push_some(&items).unwrap(),
                _ => match producer.claim(n) {
                    Ok(block) => {
                        block.copy_from_slice(&items);
                        producer.commit(n).unwrap();
                        n
                    }
                    Err(error) => {
                        assert_eq!(error, Error::Again);
                        0
                    }
                },
            };
        }
    });
    let (mut next, mut random) = (0, Random(5));
    let mut out = [[0; 12]; 64];
    loop {
        match consumer.wait_readable(1, None) {
            Err(Error::End) => break,
            result => result.unwrap(),
        }
        let n = match random.below(4) {
            0 => {
                out[0] = consumer.pop().unwrap();
                1
            }
            1 => {
                let n = random.below(out.len());
                n * usize::from(consumer.pop_slice(&mut out[..n]))
            }
            2 => consumer.pop_some(&mut out).unwrap(),
            _ => {
                let view = consumer.peek().unwrap();
                let n = view.len().min(out.len());
                out[..n].copy_from_slice(&view[..n]);
                consumer.release(n).unwrap();
                n
            }
        };
        assert!((0..n).all(|i| out[i] == item(next + i)), "at {next}");
        next += n;
    }
    writer.join().unwrap();
    assert_eq!(next, N);
}

#[test]
fn each_of_several_producers_is_in_order() {
    const N: usize = 30_000;
    const PRODUCERS: usize = 3;
    let (producer, consumer) = PicoMPSC::<(usize, Box<usize>)>::new(100).unwrap().split();
    thread::scope(|s| {
        for id in 0..PRODUCERS {
            let producer = producer.clone();
            s.spawn(move || {
                (0..N).for_each(|i| producer.push_wait((id, Box::new(i)), None).unwrap())
            });
        }
        drop(producer);
        let mut next = [0; PRODUCERS];
        loop {
            match consumer.pop_wait(None) {
                Ok((id, i)) => {
                    assert_eq!(*i, next[id]);
                    next[id] += 1;
                }
                Err(error) => break assert_eq!(error, Error::End),
            }
        }
        assert_eq!(next, [N; PRODUCERS]);
    });
}

#[test]
fn what_nobody_reads_is_dropped_once_by_whoever_goes_last() {
    let count = Count::default();
    for consumer_goes_first in [false, true] {
        let (producer, mut consumer) = PicoSPSC::new(200).unwrap().split();
        (0..50).for_each(|i| assert!(producer.push(count.element(i))));
        assert_eq!(consumer.peek().unwrap().len(), 50);
        consumer.advance_tail(10);
        assert_eq!(count.living(), 40);
        assert!(matches!(consumer.release(41), Err(Error::Range(_))));
        assert_eq!(consumer.pop().map(|item| *item.value), Some(10));
        if consumer_goes_first {
            drop(consumer);
            assert_eq!(count.living(), 39);
            drop(producer);
        } else {
            drop(producer);
            assert_eq!(count.living(), 39);
            drop(consumer);
        }
        assert_eq!(count.living(), 0);
    }
}

#[test]
fn a_refused_element_comes_back_or_is_dropped() {
    let count = Count::default();
    let memory = picoring::Options::new().exact(true);
    let options = ChannelOptions { memory, ..Default::default() };
    let (producer, consumer) = PicoMPSC::with_options(2, &options).unwrap().split();
    assert!(producer.push(count.element(0)) && producer.push(count.element(1)));
    assert!(!producer.push(count.element(2)));
    let why = |refused: Result<(), PushError<common::Counted>>| {
        let PushError { item, error } = refused.unwrap_err();
        (*item.value, error)
    };
    let timeout = Some(Duration::from_millis(1));
    assert_eq!(why(producer.try_push(count.element(3))), (3, Error::Again));
    assert_eq!(why(producer.push_wait(count.element(4), timeout)), (4, Error::TimedOut));
    assert_eq!(count.living(), 2);
    drop(consumer);
    let (item, error) = why(producer.push_wait(count.element(5), None));
    assert!(item == 5 && matches!(error, Error::Pipe(_)));
    drop(producer);
    assert_eq!(count.living(), 0);
}

#[test]
fn a_destructor_that_panics_in_a_channel_does_not_end_the_others() {
    struct Picky(u32, #[allow(dead_code)] common::Counted);
    impl Drop for Picky {
        fn drop(&mut self) {
            assert_ne!(self.0, 1, "one is not dropped quietly");
        }
    }
    let count = Count::default();
    let (producer, consumer) = PicoSPSC::new(3).unwrap().split();
    (0..3).for_each(|i| assert!(producer.push(Picky(i, count.element(0)))));
    drop((producer, consumer));
    assert_eq!(count.living(), 0);
}

#[test]
fn a_wait_ends_by_its_time_by_an_interrupt_or_by_the_end() {
    let (producer, consumer) = PicoSPSC::<u8>::new(1).unwrap().split();
    assert_eq!(consumer.pop_wait(Some(Duration::ZERO)), Err(Error::TimedOut));
    assert!(matches!(consumer.wait_readable(usize::MAX, None), Err(Error::Range(_))));
    let interrupter = consumer.interrupter();
    thread::scope(|s| {
        s.spawn(|| interrupter.interrupt());
        assert!(matches!(consumer.pop_wait(None), Err(Error::Interrupted(_))));
        s.spawn(move || producer.push_wait(7, None).unwrap());
        assert_eq!(consumer.pop_wait(None), Ok(7));
        assert_eq!(consumer.pop_wait(None), Err(Error::End));
    });
    drop(consumer);
    interrupter.interrupt(); // nobody is there any more
}

#[test]
fn a_ring_becomes_a_channel_and_a_ring_again_with_what_is_in_it() {
    let count = Count::default();
    let mut ring = PicoRing::with_capacity(100).unwrap();
    (0..5).for_each(|i| assert!(ring.push(count.element(i))));
    let (producer, consumer) = ring.into_spsc();
    assert!(producer.push(count.element(5)));
    assert_eq!(*consumer.pop().unwrap().value, 0);
    let (consumer, error) = consumer.into_ring().err().unwrap();
    assert!(matches!(error, Error::Busy(_)), "{error}");
    drop(producer);
    let (producer, consumer) = consumer.into_ring().ok().unwrap().into_mpsc();
    assert!(producer.clone().push(count.element(6)));
    drop(producer);
    let ring = consumer.into_ring().ok().unwrap();
    assert_eq!(ring.iter().map(|item| *item.value).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    drop(ring);
    assert_eq!(count.living(), 0);
}

#[test]
fn a_claim_that_is_given_up_is_not_seen() {
    let (mut producer, mut consumer) = PicoMPSC::<u16>::new(100).unwrap().split();
    let other = producer.clone();
    let mut claim = producer.claim(4).unwrap();
    claim.copy_from_slice(&[1, 2, 3, 4]);
    assert!(other.push(5)); // does not wait for the open claim
    assert_eq!(consumer.peek(), Err(Error::Again)); // which the consumer does
    claim.commit(2).unwrap();
    assert_eq!(consumer.peek().unwrap(), [1, 2]);
    consumer.advance_tail(2);
    drop(producer.claim(1).unwrap());
    assert!(matches!(producer.claim(1).unwrap().commit(2), Err(Error::Range(_))));
    std::mem::forget(producer.claim(1).unwrap());
    assert!(matches!(producer.claim(1), Err(Error::State(_))));
    assert!(!producer.push(6));
    drop(producer); // aborts what was forgotten
    assert_eq!(consumer.pop_wait(None), Ok(5));
    assert!(other.push_slice(&[7, 8]));
    assert_eq!(consumer.readable_slice(), [7, 8]);
}

#[cfg(unix)]
#[test]
fn an_armed_side_tells_a_descriptor() {
    use std::os::unix::io::FromRawFd;
    let (producer, consumer) = PicoSPSC::<u8>::new(1).unwrap().split();
    assert_eq!(consumer.arm(1), Ok(false));
    let descriptor = consumer.event().unwrap() as i32;
    let sender = thread::spawn(move || {
        assert!(producer.push(1));
        producer
    });
    // SAFETY: closed with the channel, so it is not closed here.
    let mut event = std::mem::ManuallyDrop::new(unsafe { std::fs::File::from_raw_fd(descriptor) });
    let mut signal = [0; 8];
    while std::io::Read::read(&mut *event, &mut signal).is_err() {
        thread::yield_now(); // the descriptor does not block
    }
    assert_eq!(consumer.arm(1), Ok(true));
    consumer.disarm();
    assert_eq!(consumer.pop(), Some(1));
    drop(sender.join().unwrap());
    assert_eq!(consumer.arm(1), Ok(true)); // ended: ready for ever
}

#[test]
fn messages_of_any_length_arrive_whole() {
    const N: usize = 20_000;
    let (mut producer, mut reader) = Records::new(16, Producers::Many).unwrap().split();
    let longest = producer.longest();
    let message = |i: usize| vec![i as u8; i * 7 % (longest / 3)];
    let copier = producer.try_clone().unwrap();
    thread::scope(|s| {
        s.spawn(move || {
            for i in (0..N).step_by(2) {
                while copier.push(&message(i)) == Err(Error::Again) {
                    copier.wait_writable(message(i).len(), None).unwrap();
                }
            }
        });
        s.spawn(move || {
            for i in (1..N).step_by(2) {
                let message = message(i);
                loop {
                    match producer.claim(message.len() + 9) {
                        Ok(mut place) => {
                            place[..message.len()].copy_from_slice(&message);
                            break place.commit(message.len()).unwrap();
                        }
                        Err(error) => assert_eq!(error, Error::Again),
                    }
                    producer.wait_writable(message.len() + 9, None).unwrap();
                }
            }
        });
        let mut next = [0, 1];
        while reader.wait_readable(None).is_ok() {
            let mut shown = Vec::new();
            while let Ok(bytes) = reader.read() {
                shown.push(bytes);
            }
            for bytes in shown {
                let of = usize::from(bytes != message(next[0]));
                assert_eq!(bytes, message(next[of]));
                next[of] += 2;
            }
            reader.release().unwrap();
        }
        assert_eq!(next, [N, N + 1]);
        assert_eq!(reader.read(), Err(Error::End));
    });
}

#[test]
fn one_producer_is_one() {
    let (mut producer, mut reader) = Records::new(100, Producers::One).unwrap().split();
    assert!(matches!(producer.try_clone(), Err(Error::Busy(_))));
    let longest = producer.longest();
    assert!(matches!(producer.push(&vec![0; longest + 1]), Err(Error::Range(_))));
    assert!(matches!(producer.claim(3).unwrap().commit(4), Err(Error::Range(_))));
    drop(producer.claim(3).unwrap());
    assert_eq!(reader.read(), Err(Error::Again));
    producer.push(b"").unwrap();
    producer.push(&vec![1; longest - 16]).unwrap();
    assert_eq!(producer.push(b"12345678"), Err(Error::Again));
    assert_eq!(reader.read().unwrap(), b"");
    assert!(reader.read().unwrap().iter().all(|&byte| byte == 1));
    reader.release().unwrap();
    reader.close();
    assert!(matches!(producer.push(b"1"), Err(Error::Pipe(_))));
}
