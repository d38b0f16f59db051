// SPDX-License-Identifier: MIT OR Apache-2.0

mod common;

use common::Random;
use picoring::{Error, MirrorBuffer, PicoByteStream};
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};

#[test]
fn empty_and_ended_differ() {
    let mut stream = PicoByteStream::<10>::new_static().unwrap();
    let mut out = [0; 4];
    assert_eq!(stream.read(&mut out).unwrap_err().kind(), ErrorKind::WouldBlock);
    assert_eq!(stream.fill_buf().unwrap_err().kind(), ErrorKind::WouldBlock);
    assert_eq!(stream.write(b"0123456789ab").unwrap(), 10);
    assert_eq!(stream.write(b"c").unwrap_err().kind(), ErrorKind::WouldBlock);
    stream.close();
    assert_eq!(stream.write(b"c").unwrap_err().kind(), ErrorKind::BrokenPipe);
    let mut all = String::new();
    assert_eq!(stream.read_to_string(&mut all).unwrap(), 10);
    assert_eq!(all, "0123456789");
    assert!(stream.is_ended());
    assert_eq!(stream.read(&mut out).unwrap(), 0);
    assert!(stream.fill_buf().unwrap().is_empty());
}

#[test]
fn a_stream_behaves_as_a_queue_of_bytes() {
    let mut stream = PicoByteStream::new(1).unwrap();
    let mut random = Random(1);
    let (mut written, mut read) = (0usize, 0usize);
    for _ in 0..5_000 {
        let bytes: Vec<u8> = (written..written + random.below(3000)).map(|i| i as u8).collect();
        written += stream.write(&bytes).unwrap_or(0);
        let mut out = vec![0; random.below(3000)];
        let n = stream.read(&mut out).unwrap_or(0);
        assert!(out[..n].iter().enumerate().all(|(i, &byte)| byte == (read + i) as u8));
        read += n;
        assert_eq!(stream.available_to_read(), written - read);
        assert!(stream.iter().enumerate().all(|(i, &byte)| byte == (read + i) as u8));
    }
    assert!(read > 10 * stream.capacity());
}

#[test]
fn beyond_the_grant_is_an_error() {
    let mut stream = PicoByteStream::<8>::new_static().unwrap();
    stream.write_all(b"abc").unwrap();
    assert!(matches!(stream.release(4), Err(Error::Range(_))));
    assert!(matches!(stream.commit(6), Err(Error::Range(_))));
    assert!(matches!(stream.truncate(4), Err(Error::Range(_))));
    stream.truncate(2).unwrap();
    assert_eq!(stream.as_read_slice(), b"ab");
    assert!(std::panic::catch_unwind(move || stream.consume(3)).is_err());
}

#[test]
fn what_is_searched_for_is_found_or_may_still_come() {
    let mut stream = PicoByteStream::new(100).unwrap();
    stream.as_write_slice()[..9].copy_from_slice(b"GET / \r\n\r");
    stream.produce(9);
    assert_eq!(stream.find(0, b"\r\n\r\n"), Err(Error::Again));
    stream.write_all(b"\n").unwrap();
    assert_eq!(stream.find(0, b"\r\n\r\n"), Ok(6));
    stream.close();
    assert_eq!(stream.find(7, b"\r\n\r\n"), Err(Error::End));
    assert!(matches!(stream.find(0, b""), Err(Error::Invalid(_))));
}

#[cfg(unix)]
#[test]
fn lines_of_a_socket_come_out_whole() {
    use std::os::unix::{io::AsRawFd, net::UnixStream};
    let (mut far, near) = UnixStream::pair().unwrap();
    let sender = std::thread::spawn(move || {
        (0..20_000).for_each(|i| writeln!(far, "line {i}").unwrap());
    });
    let mut stream = PicoByteStream::new(1).unwrap();
    let (mut line, mut next) = (String::new(), 0);
    loop {
        match stream.read_from_fd(near.as_raw_fd(), usize::MAX) {
            Ok(_) => {}
            Err(Error::Interrupted(_)) => continue,
            Err(Error::End) => break,
            Err(error) => panic!("{error}"),
        }
        while stream.find(0, b"\n").is_ok() {
            line.clear();
            stream.read_line(&mut line).unwrap();
            assert_eq!(line, format!("line {next}\n"));
            next += 1;
        }
    }
    sender.join().unwrap();
    assert_eq!((next, stream.available_to_read()), (20_000, 0));
}

#[cfg(unix)]
#[test]
fn a_stream_between_a_bufreader_and_a_socket() {
    use std::os::unix::{io::AsRawFd, net::UnixStream};
    let (far, near) = UnixStream::pair().unwrap();
    let mut stream = PicoByteStream::new(1).unwrap();
    let mut source = std::io::repeat(b'x').take(100_000).chain(&b"\nend"[..]);
    let receiver = std::thread::spawn(move || {
        BufReader::new(far).lines().map(|line| line.unwrap().len()).collect::<Vec<_>>()
    });
    loop {
        let n = stream.fill_from(&mut source).unwrap();
        if n == 0 {
            stream.close();
        }
        match stream.write_to_fd(near.as_raw_fd(), usize::MAX) {
            Ok(_) | Err(Error::Interrupted(_)) => {}
            Err(Error::End) => break,
            Err(error) => panic!("{error}"),
        }
    }
    drop(near);
    assert_eq!(receiver.join().unwrap(), [100_000, 3]);
}

#[test]
fn a_full_or_empty_stream_makes_no_call_to_a_descriptor() {
    let mut stream = PicoByteStream::<4>::new_static().unwrap();
    assert!(matches!(stream.write_to_fd(-1, 1), Err(Error::NoData(_))));
    stream.write_all(b"full").unwrap();
    assert!(matches!(stream.read_from_fd(-1, 1), Err(Error::NoBufs(_))));
    assert!(matches!(stream.write_to_fd(-1, 1), Err(Error::Io(_))));
}

#[test]
fn a_byte_of_a_mirror_is_there_twice() {
    let mut mirror = MirrorBuffer::new(1).unwrap();
    let size = mirror.size();
    assert_eq!((mirror.as_slice().len(), mirror.info().size), (2 * size, size));
    let seam = mirror.range_mut(size - 2, 4).unwrap();
    seam.copy_from_slice(&[1, 2, 3, 4]);
    mirror.sync(size - 2, 4).unwrap();
    assert_eq!(mirror.as_slice()[..2], [3, 4]);
    assert_eq!(mirror.as_slice()[2 * size - 2..], [1, 2]);
    assert_eq!(mirror.range_mut(1, size + 1), None);
    assert_eq!(mirror.range_mut(size + 1, size), None);
    assert!(matches!(mirror.sync(2 * size, 1), Err(Error::Range(_))));
    assert_eq!(picoring::buffer::align_to_page(size), size);
}
