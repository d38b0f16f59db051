// SPDX-License-Identifier: MIT OR Apache-2.0

//! Counts the lines of a file, or of what comes in, and their longest, without copying:
//! a thread reads into a stream of records, this one looks at them in place.
//!     cargo run --example tail -- FILE

use picoring::{Error, PicoByteStream, Producers, Records, RecordsProducer};
use std::fs::File;
use std::io::{self, Read};

/// Each line, as it becomes whole, is one message.
fn send_lines(mut input: impl Read, mut lines: RecordsProducer) -> io::Result<()> {
    let mut stream = PicoByteStream::new(1 << 16)?;
    while stream.fill_from(&mut input)? != 0 {
        while let Ok(n) = stream.find(0, b"\n") {
            lines.wait_writable(n, None)?;
            let mut message = lines.claim(n)?;
            message.copy_from_slice(&stream.as_read_slice()[..n]);
            message.commit(n)?;
            stream.consume(n + 1);
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let input: Box<dyn Read + Send> = match std::env::args().nth(1) {
        Some(path) => Box::new(File::open(path)?),
        None => Box::new(io::stdin()),
    };
    let (producer, mut reader) = Records::new(1 << 17, Producers::One)?.split();
    let sender = std::thread::spawn(move || send_lines(input, producer));
    let (mut count, mut longest) = (0u64, 0);
    loop {
        match reader.read() {
            Ok(line) => {
                count += 1;
                longest = longest.max(line.len());
                reader.release()?;
            }
            Err(Error::Again) => drop(reader.wait_readable(None)),
            Err(Error::End) => break,
            Err(error) => return Err(error.into()),
        }
    }
    sender.join().unwrap()?;
    println!("{count} lines, the longest of {longest} bytes");
    Ok(())
}
