// SPDX-License-Identifier: MIT OR Apache-2.0

mod common;

use common::{Count, Random};
use picoring::{Error, ListOptions, PicoList};
use std::panic::{catch_unwind, AssertUnwindSafe};

#[test]
fn a_list_behaves_as_a_vector_whose_elements_stay() {
    let mut list = PicoList::<u64, 128>::new();
    let mut model = Vec::new();
    let mut random = Random(7);
    list.push(0);
    model.push(0);
    let first = list.as_slice().as_ptr();
    for step in 0..2_000u64 {
        match random.below(6) {
            0 => {
                let n = random.below(model.len()) + 1;
                list.truncate(n);
                model.truncate(n);
            }
            1 if model.len() > 1 => assert_eq!(list.pop(), model.pop()),
            2 => {
                let index = random.below(model.len() + 1);
                assert_eq!(list.set(index, step), index < model.len());
                if let Some(place) = model.get_mut(index) {
                    *place = step;
                }
            }
            3 => {
                list.push(step);
                model.push(step);
            }
            _ => {
                let items: Vec<u64> = (0..random.below(500) as u64).collect();
                list.extend_from_slice(&items);
                model.extend_from_slice(&items);
            }
        }
        assert_eq!(list.as_slice(), model);
        assert_eq!(list.as_slice().as_ptr(), first);
        assert!(list.chunks().eq(model.chunks(128)));
        assert_eq!(list.chunk_count(), model.chunks(128).count());
    }
    assert_eq!(list.get(model.len()), None);
    list.clear();
    list.shrink_to_fit();
    assert!(list.is_empty() && list.pop().is_none());
}

#[test]
fn elements_are_dropped_once() {
    let count = Count::default();
    let mut list: PicoList<_> = (0..1000).map(|i| count.element(i)).collect();
    list.truncate(600);
    assert_eq!(count.living(), 600);
    drop(list.pop());
    list.set(3, count.element(33));
    assert_eq!((*list[3].value, count.living()), (33, 599));
    drop(list);
    assert_eq!(count.living(), 0);
}

#[test]
fn a_full_reservation_is_an_error_and_the_list_as_it_was() {
    let mut list =
        PicoList::<u64>::try_new(ListOptions { reserve: 1, ..Default::default() }).unwrap();
    let capacity = list.capacity();
    list.extend((0..capacity as u64).rev());
    let error = list.try_push(1).unwrap_err();
    assert!(matches!(error.error, Error::NoBufs(_)), "{error}");
    assert_eq!(error.item, 1);
    assert!(matches!(list.try_extend_from_slice(&[1]), Err(Error::NoBufs(_))));
    assert!(list.try_extend_from_slice(&[]).is_ok());
    assert!(matches!(list.reserve(capacity + 1), Err(Error::NoBufs(_))));
    assert!(catch_unwind(AssertUnwindSafe(|| list.push(1))).is_err());
    assert_eq!((list.len(), list[capacity - 1]), (capacity, 0));
}

#[test]
fn readers_see_what_is_there_while_the_writer_appends() {
    let mut list = PicoList::<usize>::new();
    let n = 200_000;
    let (mut appender, snapshot) = list.share();
    std::thread::scope(|s| {
        s.spawn(move || {
            for i in (0..n).step_by(4) {
                appender.push(i);
                appender.extend_from_slice(&[i + 1, i + 2, i + 3]);
            }
        });
        for _ in 0..2 {
            s.spawn(move || {
                let mut seen = 0;
                while seen < n {
                    let all = snapshot.as_slice();
                    assert!(all[seen..].iter().copied().eq(seen..all.len()));
                    seen = all.len();
                    std::thread::yield_now();
                }
            });
        }
    });
    assert_eq!(list.len(), n);
}
