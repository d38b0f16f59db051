// SPDX-License-Identifier: MIT OR Apache-2.0

mod common;

use common::{Count, Random};
use picoring::{Error, Huge, Options, PicoQueue, PicoRing};
use std::collections::VecDeque;
use std::panic::{catch_unwind, AssertUnwindSafe};

#[test]
fn all_of_the_capacity_is_usable() {
    let mut ring = PicoRing::<u32, 1000>::new().unwrap();
    assert_eq!(ring.capacity(), 1000);
    for i in 0..1000 {
        assert!(ring.push(i));
    }
    assert!(ring.is_full());
    assert!(!ring.push(1000));
    assert_eq!(ring.try_push(1000).unwrap_err().item, 1000);
    assert_eq!(ring.try_push(1000).unwrap_err().error, Error::Again);
    assert_eq!((0..1000).find(|&i| ring.pop() != Some(i)), None);
    assert_eq!(ring.pop(), None);
}

/// Elements of a size that does not divide a page, moved one by one and in slices, over
/// many laps, against a VecDeque.
#[test]
fn a_ring_behaves_as_a_bounded_deque() {
    type Element = [u8; 3];
    let mut ring = PicoRing::<Element>::with_capacity(1000).unwrap();
    let mut model = VecDeque::<Element>::new();
    let mut random = Random(88_172_645_463_325_252);
    let capacity = ring.capacity();
    for step in 0..20_000usize {
        let items: Vec<Element> =
            (0..random.below(400)).map(|i| [step as u8, (step >> 8) as u8, i as u8]).collect();
        let room = capacity - model.len();
        match random.below(9) {
            0 => {
                assert_eq!(ring.push([1, 2, 3]), room > 0);
                if room > 0 {
                    model.push_back([1, 2, 3]);
                }
            }
            1 => assert_eq!(ring.pop(), model.pop_front()),
            2 => {
                assert_eq!(ring.push_slice(&items), items.len() <= room);
                model.extend(items.iter().filter(|_| items.len() <= room));
            }
            3 => {
                let n = ring.push_some(&items).unwrap_or(0);
                assert_eq!(n, items.len().min(room));
                model.extend(&items[..n]);
            }
            4 => {
                let mut out = vec![[0; 3]; random.below(400)];
                if ring.pop_slice(&mut out) {
                    assert!(out.iter().copied().eq(model.drain(..out.len())));
                } else {
                    assert!(out.len() > model.len());
                }
            }
            5 => {
                let mut out = vec![[0; 3]; random.below(400)];
                let n = ring.pop_some(&mut out).unwrap_or(0);
                assert_eq!(n, out.len().min(model.len()));
                assert!(out[..n].iter().copied().eq(model.drain(..n)));
            }
            6 => {
                let n = random.below(room + 1);
                ring.writable_slice()[..n].fill([7, 8, 9]);
                ring.advance_head(n);
                model.extend(std::iter::repeat([7, 8, 9]).take(n));
            }
            7 => {
                let n = random.below(model.len() + 1);
                ring.advance_tail(n);
                model.drain(..n);
            }
            _ => {
                if model.len() == capacity {
                    model.pop_front();
                }
                ring.push_overwrite([4, 5, 6]);
                model.push_back([4, 5, 6]);
            }
        }
        assert_eq!(ring.len(), model.len());
        assert!(ring.readable_slice().iter().eq(model.iter()), "after step {step}");
        let offset = random.below(model.len() + 1);
        assert!(ring
            .view(offset, model.len() - offset)
            .unwrap()
            .iter()
            .eq(model.iter().skip(offset)));
    }
}

#[test]
fn elements_that_are_owned_move_in_and_out_and_straddle_the_seam() {
    let count = Count::default();
    let mut ring = PicoRing::with_capacity(300).unwrap();
    for i in 0..5 * ring.capacity() {
        assert!(ring.push(count.element(i)));
        if i >= 200 {
            assert_eq!(*ring.pop().unwrap().value, i - 200);
        }
        assert_eq!(*ring.get(0).unwrap().value, i.saturating_sub(199));
    }
    assert_eq!(count.living(), 200);
    ring.advance_tail(50);
    assert_eq!(count.living(), 150);
    assert!(ring.set(0, count.element(7)));
    assert_eq!((*ring[0].value, count.living()), (7, 150));
    drop(ring);
    assert_eq!(count.living(), 0);
}

#[test]
fn an_overwrite_drops_the_oldest() {
    let count = Count::default();
    let mut ring = PicoRing::<_, 3>::new().unwrap();
    (0..10).for_each(|i| ring.push_overwrite(count.element(i)));
    assert_eq!(count.living(), 3);
    assert_eq!(ring.iter().map(|item| *item.value).collect::<Vec<_>>(), [7, 8, 9]);
}

#[test]
fn a_destructor_that_panics_leaves_the_others_to_the_ring() {
    struct Picky(u32, common::Counted);
    impl Drop for Picky {
        fn drop(&mut self) {
            assert_ne!(self.0, 1, "one is not dropped quietly");
        }
    }
    let count = Count::default();
    let mut ring = PicoRing::with_capacity(3).unwrap();
    (0..3).for_each(|i| assert!(ring.push(Picky(i, count.element(0)))));
    assert!(catch_unwind(AssertUnwindSafe(|| ring.advance_tail(3))).is_err());
    assert_eq!((ring.len(), count.living()), (1, 1));
    assert_eq!((ring[0].0, *ring[0].1.value), (2, 0));
}

#[test]
fn beyond_the_grant_is_an_error_and_changes_nothing() {
    let mut ring = PicoRing::<u16, 10>::new().unwrap();
    assert!(ring.push_slice(&[1, 2, 3]));
    assert!(matches!(ring.release(4), Err(Error::Range(_))));
    assert!(matches!(ring.commit(8), Err(Error::Range(_))));
    assert!(matches!(ring.claim(11), Err(Error::Range(_))));
    assert_eq!(ring.claim(8), Err(Error::Again));
    assert!(matches!(ring.claim(0), Err(Error::Invalid(_))));
    assert!(catch_unwind(AssertUnwindSafe(|| ring.advance_tail(4))).is_err());
    assert!(catch_unwind(AssertUnwindSafe(|| ring.advance_head(8))).is_err());
    assert_eq!(ring.view(1, 3), None);
    assert_eq!(ring.view(usize::MAX, 2), None);
    assert_eq!(ring.view(3, 0), Some(&[][..]));
    assert_eq!(ring.readable_slice(), [1, 2, 3]);
}

#[test]
fn what_is_changed_in_place_is_what_comes_out() {
    let mut ring = PicoRing::<u64>::with_capacity(1).unwrap();
    let capacity = ring.capacity();
    for _ in 0..capacity - 2 {
        ring.push(0);
        ring.pop();
    }
    assert!(ring.push_slice(&[1, 2, 3, 4])); // across the seam
    ring.peek().iter_mut().for_each(|item| *item *= 10);
    ring.view_mut(2, 2).unwrap()[1] += 1;
    ring[0] += 1;
    assert_eq!(ring.iter().copied().collect::<Vec<_>>(), [11, 20, 30, 41]);
    assert_eq!((0..4).map(|_| ring.pop().unwrap()).collect::<Vec<_>>(), [11, 20, 30, 41]);
}

#[test]
fn options_say_how_and_the_mirror_says_what_came_of_it() {
    let options = Options::new().prefault(true).guard(true).huge(Huge::Off).secret(true);
    let ring = PicoRing::<u8>::with_options(5000, &options);
    if std::env::var("PICORING_TECHNIQUE").as_deref() == Ok("emulated") {
        println!("skipped: the heap has no guard pages and no dumps");
        return;
    }
    let info = ring.unwrap().mirror_info();
    assert!(info.size >= 5000 && info.size % info.granularity == 0);
    assert!(info.prefaulted && info.guarded && !info.locked);
    assert_eq!(info.dumped, 0);
    assert_ne!(info.technique, "unknown");
}

#[test]
fn a_size_that_cannot_be_is_refused_with_a_sentence() {
    let error = PicoRing::<u64>::with_capacity(usize::MAX).err().unwrap();
    assert!(matches!(error, Error::Overflow(_)), "{error:?}");
    assert_eq!((error.code(), error.name()), (-10, "PICORING_EOVERFLOW"));
    assert!(error.to_string().starts_with("picoring_ring_"), "{error}");
    assert!(matches!(PicoRing::<u64>::with_capacity(0), Err(Error::Invalid(_))));
    assert!(matches!(PicoRing::<(), 5>::new(), Err(Error::Invalid(_))));
    assert!(matches!(PicoRing::<u8>::new(), Err(Error::Invalid(_))));
}

#[test]
fn a_queue_is_a_ring_used_in_place() {
    let mut queue = PicoQueue::<u32, 6>::new_static().unwrap();
    queue.reserve(4).unwrap().copy_from_slice(&[1, 2, 3, 4]);
    queue.commit(3);
    assert_eq!(queue.peek(), [1, 2, 3]);
    assert_eq!(queue.reserve(4), None);
    queue.release(1);
    assert!(queue.try_push(9));
    assert_eq!(queue[2], 9);
    queue[0] = 7;
    assert_eq!((&queue).into_iter().copied().collect::<Vec<_>>(), [7, 3, 9]);
    assert_eq!(queue.try_pop(), Some(7));
    let ring = PicoRing::from(queue);
    assert_eq!(ring.readable_slice(), [3, 9]);
    assert_eq!(PicoQueue::from(vec!["a", "b"]).peek(), ["a", "b"]);
}
